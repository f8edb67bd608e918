"""Actions along a time axis, in lanes: a mark for a day, a bar for a range, an open bar where one end is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server.pictures.scale import TimeScale, span_of
from server.views.reading import Summary

_WIDTH, _LANE, _TOP, _MARK, _GAP = 960.0, 18.0, 12.0, 11.0, 3.0
_OPEN = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An action in the picture: its bar, and at which ends it is open (nobody says when it began or ended there)."""

    summary: Summary
    x: float
    y: float
    width: float
    shape: str
    """``day``, ``range``, ``after`` (open to the right) or ``before`` (open to the left)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The picture; ``undated`` counts the actions for which no document gives a time."""

    width: float
    height: float
    axis: TimeScale
    marks: tuple[Mark, ...]
    undated: int


def timeline(
    actions: Sequence[Summary], *, first: date | None = None, last: date | None = None, most_lanes: int = 40
) -> Timeline | None:
    """Lays actions out between two days (by default all); None where no action has a time. Lanes beyond the limit share the last."""
    dated = [a for a in actions if a.when]
    if not dated:
        return None
    days = [d for a in dated for d in (a.when.earliest, a.when.latest) if d]
    low, high = span_of(days)
    axis = TimeScale(first or low, last or high, 8.0, _WIDTH - 8.0)
    lanes: list[float] = []
    marks = []
    for action in sorted(dated, key=lambda a: (a.when.first or date.max, a.node.iri)):
        x, width, shape = _extent(action, axis)
        lane = next((n for n, end in enumerate(lanes) if end + _GAP <= x), len(lanes))
        lane = min(lane, most_lanes - 1)
        if lane == len(lanes):
            lanes.append(0.0)
        lanes[lane] = max(lanes[lane], x + width)
        marks.append(Mark(summary=action, x=x, y=_TOP + lane * _LANE, width=width, shape=shape))
    height = _TOP + max(1, len(lanes)) * _LANE + 26
    return Timeline(
        width=_WIDTH, height=height, axis=axis, marks=tuple(marks), undated=len(actions) - len(dated)
    )


def _extent(action: Summary, axis: TimeScale) -> tuple[float, float, str]:
    earliest, latest = action.when.earliest, action.when.latest
    if earliest and latest:
        begin, end = axis.x(earliest), axis.x(latest)
        if earliest == latest:
            return max(0.0, begin - _MARK / 2), _MARK, "day"
        return begin, max(_MARK, round(end - begin, 1)), "range"
    if earliest:
        begin = min(axis.x(earliest), axis.right - _MARK)
        return begin, min(_OPEN, axis.right - begin), "after"
    assert latest is not None
    end = max(axis.x(latest), axis.left + _MARK)
    begin = max(axis.left, end - _OPEN)
    return round(begin, 1), round(end - begin, 1), "before"
