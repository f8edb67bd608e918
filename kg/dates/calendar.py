"""Arithmetic on calendar days and intervals: weeks are ISO weeks (ISO 8601), months and years those of the Gregorian calendar."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

#: Days in a unit of days.
DAYS = {"D": 1, "W": 7, "F": 14}
#: Months in a unit of months.
MONTHS = {"M": 1, "Q": 3, "Y": 12, "X": 120}


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``earliest`` to ``latest``, both included; None where it is open."""

    earliest: date | None
    latest: date | None

    @property
    def day(self) -> date | None:
        """The day, where it is a single one."""
        return self.earliest if self.earliest is not None and self.earliest == self.latest else None

    @property
    def closed(self) -> bool:
        """Whether both ends are known."""
        return self.earliest is not None and self.latest is not None

    def hull(self, other: Interval) -> Interval:
        """The shortest interval that holds both; open where one of them is."""
        ends = (self.earliest, self.latest, other.earliest, other.latest)
        if any(end is None for end in ends):
            return Interval(None, None)
        known = [end for end in ends if end is not None]
        return Interval(min(known), max(known))


UNKNOWN = Interval(None, None)
#: Of the world, in which the seasons are the other half's opposite.
Half = Literal["north", "south"]
#: The first months of the seasons.
FIRST_MONTHS: dict[Half, dict[str, int]] = {
    "north": {"SP": 3, "SU": 6, "FA": 9, "WI": 12},
    "south": {"SP": 9, "SU": 12, "FA": 3, "WI": 6},
}


def single(day: date | None) -> Interval:
    """An interval of one day."""
    return Interval(day, day)


def day_of(year: int, month: int, day: int) -> date | None:
    """The calendar day, None where there is no such day."""
    if not (MINYEAR <= year <= MAXYEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def months_of(year: int, first: int, count: int) -> Interval:
    """``count`` whole months from month ``first`` of a year, which may run past its end."""
    begin = year * 12 + first - 1
    end = begin + count - 1
    if not (begin // 12 >= MINYEAR and end // 12 <= MAXYEAR):
        return UNKNOWN
    last_year, last_month = end // 12, end % 12 + 1
    return Interval(
        date(begin // 12, begin % 12 + 1, 1),
        date(last_year, last_month, monthrange(last_year, last_month)[1]),
    )


def month_of(year: int, month: int) -> Interval:
    """A calendar month."""
    return months_of(year, month, 1)


def year_of(year: int) -> Interval:
    """A calendar year."""
    return months_of(year, 1, 12)


def season_of(year: int, code: str, half: Half | None) -> Interval:
    """The three months of a season (``SP``, ``SU``, ``FA``, ``WI``) in one half of the world; where that is unknown a year bounds its seasons.

    Of a year two winters may be meant in the north, and two summers in the south: the one that it begins with and the one that it ends with.
    """
    turns = code == ("SU" if half == "south" else "WI")
    if half is not None and not turns:
        return months_of(year, FIRST_MONTHS[half][code], 3)
    return Interval(day_of(year, 1, 1), months_of(year, 12, 3 if turns else 1).latest)


def moved(day: date, unit: str, count: int) -> date | None:
    """The day ``count`` units away; the end of February stands in for a 29th, 30th or 31st that a month lacks.

    >>> moved(date(2024, 3, 31), "M", -1)
    datetime.date(2024, 2, 29)
    """
    try:
        if unit in DAYS:
            return day + timedelta(days=DAYS[unit] * count)
        month = day.year * 12 + day.month - 1 + MONTHS[unit] * count
        year, month = month // 12, month % 12 + 1
        if not MINYEAR <= year <= MAXYEAR:
            return None
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except OverflowError:
        return None


def unit_around(day: date, unit: str) -> Interval:
    """The calendar week, month, quarter, year or decade that a day lies in; of days, the day; of fortnights, unknown."""
    if unit == "D":
        return single(day)
    if unit == "W":
        monday = moved(day, "D", -day.weekday())
        return Interval(monday, None if monday is None else moved(monday, "D", 6))
    if unit == "M":
        return month_of(day.year, day.month)
    if unit == "Q":
        return months_of(day.year, (day.month - 1) // 3 * 3 + 1, 3)
    if unit == "Y":
        return year_of(day.year)
    if unit == "X":
        return months_of(day.year // 10 * 10, 1, 120)
    return UNKNOWN


def weekday_near(day: date, weekday: int, direction: int, *, same: bool) -> date | None:
    """The nearest such weekday (Monday is 0) before (-1) or after (1) a day, the day itself included if ``same``."""
    distance = (day.weekday() - weekday) % 7 if direction < 0 else (weekday - day.weekday()) % 7
    if distance == 0 and not same:
        distance = 7
    return moved(day, "D", direction * distance)


def published_interval(published: str | None) -> Interval:
    """What ISO 8601 with day, month or year precision says; unknown where it is none or does not exist.

    >>> published_interval("2024-02")
    Interval(earliest=datetime.date(2024, 2, 1), latest=datetime.date(2024, 2, 29))
    """
    try:
        numbers = [int(part) for part in (published or "")[:10].split("-")]
    except ValueError:
        return UNKNOWN
    if len(numbers) == 1 and MINYEAR <= numbers[0] <= MAXYEAR:
        return year_of(numbers[0])
    if len(numbers) == 2 and 1 <= numbers[1] <= 12:
        return month_of(numbers[0], numbers[1])
    if len(numbers) == 3:
        return single(day_of(*numbers))
    return UNKNOWN


def timex_of(interval: Interval) -> str:
    """The shortest TIMEX3 value for a day, month, quarter or year; else both ends with a slash, ``..`` where open."""
    begin, end = interval.earliest, interval.latest
    if begin is None or end is None:
        return f"{begin or '..'}/{end or '..'}"
    if begin == end:
        return begin.isoformat()
    for unit in "MQYX":
        if unit_around(begin, unit) == interval:
            return {
                "M": f"{begin:%Y-%m}", "Q": f"{begin:%Y}-Q{(begin.month + 2) // 3}", "Y": f"{begin:%Y}", "X": f"{begin:%Y}"[:3],
            }[unit]  # fmt: skip
    if unit_around(begin, "W") == interval:
        year, week, _ = begin.isocalendar()
        return f"{year:04}-W{week:02}"
    return f"{begin.isoformat()}/{end.isoformat()}"


def length_timex(unit: str, count: int) -> str:
    """The TIMEX3 value of a length of time."""
    letter, scale = {"F": ("W", 2), "X": ("Y", 10), "Q": ("M", 3)}.get(unit, (unit, 1))
    return f"P{'T' if letter in 'HmS' else ''}{count * scale}{letter}"
