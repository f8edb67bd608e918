"""A matrix of two sets of things: cells at the crossings, with a state that colour and letter both tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.views.model import Node

_CELL, _LEFT, _TOP = 26.0, 190.0, 130.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A cell that has a state; ``sure`` is certain, open or possible."""

    row: Node
    column: Node
    state: str
    sure: str
    href: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The picture; labels stand at the left and, turned, above."""

    width: float
    height: float
    cell: float
    left: float
    top: float
    rows: tuple[tuple[Node, float], ...]
    columns: tuple[tuple[Node, float], ...]
    crossings: tuple[Crossing, ...]


def matrix(
    rows: Sequence[Node], columns: Sequence[Node], cells: Mapping[tuple[Node, Node], tuple[str, str, str]]
) -> Matrix | None:
    """From (state, how sure, address) by row and column; None where there is no cell."""
    if not cells:
        return None
    ys = {node: _TOP + n * _CELL for n, node in enumerate(rows)}
    xs = {node: _LEFT + n * _CELL for n, node in enumerate(columns)}
    return Matrix(
        width=_LEFT + len(columns) * _CELL + 70,
        height=_TOP + len(rows) * _CELL + 10,
        cell=_CELL,
        left=_LEFT,
        top=_TOP,
        rows=tuple(ys.items()),
        columns=tuple(xs.items()),
        crossings=tuple(
            Crossing(row=r, column=c, state=state, sure=sure, href=href, x=xs[c], y=ys[r])
            for (r, c), (state, sure, href) in sorted(cells.items())
        ),
    )
