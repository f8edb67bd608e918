"""A time axis: days to positions, with ticks at the round dates that fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place of the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Maps [first, last] to [left, right]; ``first`` comes before ``last``."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """The position of a day, held within the axis."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left), 1)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """At most some ten ticks: months where the span is short, else years, fives or tens of years."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        if months <= 1:
            days = (self.first + timedelta(d) for d in range((self.last - self.first).days + 1))
            return tuple(Tick(self.x(d), f"{d.day} {d:%b}") for d in days if d.day % 5 == 1)
        step = next((s for s in (1, 3, 6, 12, 24, 60, 120, 240, 600) if months / s <= 10), 1200)
        return tuple(
            Tick(self.x(d), f"{d:%b} {d.year}" if step < 12 else str(d.year)) for d in self._months(step)
        )

    def _months(self, step: int) -> Iterator[date]:
        count = self.first.year * 12 + self.first.month - 1
        count += -count % step
        while count // 12 <= self.last.year:
            found = date(count // 12, count % 12 + 1, 1)
            if self.first <= found <= self.last:
                yield found
            count += step


def span_of(days: list[date], margin: float = 0.04) -> tuple[date, date]:
    """The first and last of some days with a margin on either side, at least a fortnight; ``days`` may not be empty."""
    first, last = min(days), max(days)
    room = timedelta(max(7, int((last - first).days * margin)))
    low = first - room if first.toordinal() > room.days else date.min
    high = last + room if date.max.toordinal() - last.toordinal() > room.days else date.max
    return low, high
