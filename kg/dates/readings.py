"""What a date expression says before it is known from which day it counts: the values between grammar and resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.dates.calendar import Interval

Bound = Literal["exactly", "more", "less", "about"]
Basis = Literal["publication", "text"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Calendar time that needs no anchor. ``certain`` is false for a mere label ("the 2024 elections")."""

    interval: Interval
    timex: str
    weekday: int | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Numeric:
    """Two numbers and a year, of which either number may be the month: ``03/04/2024``."""

    first: int
    second: int
    year: int


@dataclass(frozen=True, slots=True)
class Undated:
    """A month, or a day of a month, whose year is left out. ``which`` is a said direction: 0 this year, -1 last, 1 next."""

    month: int
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    which: int | None = None
    months: int = 1
    named: bool = False


@dataclass(frozen=True, slots=True)
class UndatedQuarter:
    """Quarters or halves (``size`` months each) of a year left out; ``which`` as in :class:`Undated`."""

    number: int
    size: int
    which: int | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """A season by its TIMEX code (``SP``), of a year or of one left out; ``which`` as in :class:`Undated`."""

    code: str
    year: int | None = None
    which: int | None = None


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """A day of the week; ``which``: -1 last, 0 this, 1 next; ``basis`` text: after or before the day spoken of;
    ``further``: so many weeks on."""

    weekday: int
    which: int | None = None
    basis: Basis = "publication"
    weeks: int | None = None
    further: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """Days counted from the publication: yesterday is -1 to -1, overnight -1 to 0."""

    first: int
    last: int
    timex_suffix: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A calendar unit counted from the one spoken in: last week, this month, the following year."""

    unit: str
    offset: int
    basis: Basis = "publication"
    part: Literal["whole", "so far", "rest", "end", "start"] = "whole"


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturday and Sunday: the nearest (None), this (0), the last (-1) or the next (1)."""

    which: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """``count`` units before or after a day: two days ago, a week later."""

    unit: str
    count: int
    direction: int
    bound: Bound = "exactly"
    basis: Basis = "publication"


@dataclass(frozen=True, slots=True)
class Distance:
    """``count`` units after or before an event told in the words that follow: "two days after it was blocked"."""

    unit: str
    count: int
    direction: int
    bound: Bound = "exactly"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch that ends (-1) or begins (1) with the publication: the past year, the next two weeks."""

    unit: str
    count: int
    direction: int


@dataclass(frozen=True, slots=True)
class Within:
    """A time limit: within a week."""

    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class In:
    """ "in two weeks": a date ahead where the sentence looks ahead, else a duration."""

    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class SameAs:
    """The unit that the text last spoke of: that day, the same month; ``years`` -1 for the same period a year earlier."""

    unit: str
    years: int = 0


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of a month named by reference: the 31st of that month."""

    day: int
    month: Whole | SameAs


@dataclass(frozen=True, slots=True)
class Until:
    """``count`` units that end with another reading: the six months ended 30 June 2021."""

    unit: str
    count: int
    end: Fixed | Undated


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week that a day lies in: the week of 3 June."""

    day: Fixed | Undated


@dataclass(frozen=True, slots=True)
class Vague:
    """Time that the words do not fix: a length, "recent weeks"."""

    timex: str
    duration: bool = False


Reading = (
    Fixed | Numeric | Undated | UndatedQuarter | Season | OnWeekday | Days | Whole | Weekend | Away | Distance | Window | Within | In | SameAs
    | DayOfMonth | Until | WeekOf | Vague
)  # fmt: skip
