"""Small charts of one size in rows, as one picture to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.views.observations import Chart

_COLUMNS, _GAP, _TITLE = 2, 24.0, 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiples:
    """The charts with the corner of each."""

    width: float
    height: float
    placed: tuple[tuple[Chart, float, float], ...]


def multiples(charts: Sequence[Chart]) -> Multiples | None:
    """The charts in rows of two; None where there are none."""
    if not charts:
        return None
    wide, high = charts[0].width + _GAP, charts[0].height + _GAP + _TITLE
    placed = tuple(
        (chart, (n % _COLUMNS) * wide, n // _COLUMNS * high + _TITLE) for n, chart in enumerate(charts)
    )
    rows = -(-len(charts) // _COLUMNS)
    return Multiples(width=wide * _COLUMNS, height=rows * high, placed=placed)
