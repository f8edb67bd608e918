"""How many actions by month or year, stacked by what kind of action: the way to a span of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.pictures.scale import Tick

_WIDTH, _HEIGHT, _BOTTOM, _TOP = 960.0, 130.0, 22.0, 16.0
#: Longer spans are counted by year.
_MOST_MONTHS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One kind's share of a bar."""

    kind: str
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A month or a year with its bar; ``first`` and ``last`` are its days."""

    label: str
    first: date
    last: date
    count: int
    x: float
    width: float
    top: float
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """The picture; ``unit`` is month or year."""

    width: float
    height: float
    baseline: float
    unit: str
    bins: tuple[Bin, ...]
    ticks: tuple[Tick, ...]


def histogram(counts: Iterable[tuple[str, str, int]], order: tuple[str, ...]) -> Histogram | None:
    """From (month as ``2024-03``, kind, count); None where there is nothing to count."""
    months: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for text, kind, count in counts:
        months[int(text[:4]) * 12 + int(text[5:7]) - 1][kind] += count
    if not months:
        return None
    low, high = min(months), max(months)
    step = 1 if high - low < _MOST_MONTHS else 12
    low -= low % step
    bins: dict[int, dict[str, int]] = {start: defaultdict(int) for start in range(low, high + 1, step)}
    for month, kinds in months.items():
        for kind, count in kinds.items():
            bins[month - (month - low) % step][kind] += count
    highest = max(sum(kinds.values()) for kinds in bins.values())
    room = _WIDTH / len(bins)
    made = [
        _bin(index, start, step, kinds, highest, room, order)
        for index, (start, kinds) in enumerate(bins.items())
    ]
    each = max(1, len(made) // 10)
    ticks = tuple(Tick(round(b.x + b.width / 2, 1), b.label) for b in made[::each])
    return Histogram(
        width=_WIDTH, height=_HEIGHT, baseline=_HEIGHT - _BOTTOM, unit="month" if step == 1 else "year", bins=tuple(made), ticks=ticks,
    )  # fmt: skip


def _bin(
    index: int,
    start: int,
    step: int,
    kinds: dict[str, int],
    highest: int,
    room: float,
    order: tuple[str, ...],
) -> Bin:
    first = date(start // 12, start % 12 + 1, 1)
    after = start + step
    last = date.fromordinal(date(after // 12, after % 12 + 1, 1).toordinal() - 1)
    width = min(room * 0.8, 48.0)
    scale = (_HEIGHT - _BOTTOM - _TOP) / highest
    y = _HEIGHT - _BOTTOM
    layers = []
    for kind in order:
        if kinds.get(kind):
            height = kinds[kind] * scale
            y -= height
            layers.append(
                Layer(kind=kind, count=kinds[kind], y=round(y, 1), height=round(max(height, 0.5), 1))
            )
    return Bin(
        label=f"{first:%b} {first.year}" if step == 1 else str(first.year),
        first=first,
        last=last,
        count=sum(kinds.values()),
        x=round(index * room + (room - width) / 2, 1),
        width=round(width, 1),
        top=round(y, 1),
        layers=tuple(layers),
    )
