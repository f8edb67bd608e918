"""Dates that the text told before, from which others count: how fine they are, and where they lie to what the text tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kg.dates.calendar import DAYS, Interval, unit_around
from kg.dates.readings import Undated
from kg.dates.roles import Role
from kg.dates.years import Place, in_year

#: They open a clause between commas.
_OPENS_ASIDE = frozenset({"which", "who", "whose", "whom", "that", "where"})
#: What lies this near before a date is told of the same events.
_NEAR = timedelta(days=45)


@dataclass(slots=True)
class Told:
    """A resolved expression, for those after it that count from it."""

    interval: Interval
    begin: int
    end: int
    role: Role
    explicit_year: bool
    #: The date is part of what something is called, and not when anything happened: "the May 26 deadline".
    names_thing: bool = False
    #: The day is told with its weekday.
    with_weekday: bool = False
    #: The text only looks back at it, from what it tells before and after.
    looks_back: bool = False

    def is_as_fine_as(self, unit: str) -> bool:
        """Whether units can be counted from it: days and weeks from a day, months from a month, years from a year."""
        first, last = self.interval.earliest, self.interval.latest
        if unit in DAYS or first is None or last is None:
            return self.interval.day is not None
        around = unit_around(first, unit)
        return around.latest is not None and last <= around.latest


def is_just_before(first: Interval, second: Interval) -> bool:
    """Whether a date lies not long before another."""
    if first.latest is None or second.earliest is None:
        return False
    return timedelta(0) < second.earliest - first.latest <= _NEAR


def is_aside(told: Told, place: Place) -> bool:
    """Whether a date stands in a clause between commas that is over: "TikTok, which India banned in 2020, was …", "X, founded in 2006, was …"."""
    if told.begin < place.sentence[0] or "," not in place.low[told.end : place.begin]:
        return False
    _, comma, clause = place.low[place.sentence[0] : told.begin].rpartition(",")
    opening = clause.split()[:1]
    return bool(comma and opening) and (opening[0] in _OPENS_ASIDE or opening[0].endswith("ed"))


def year_from(reading: Undated, told: Interval, *, before: bool) -> int:
    """The year in which such a day follows a date, or lies just before it; with ``before``, that in which it lies before it."""
    assert told.earliest is not None
    year = told.earliest.year
    there = in_year(reading, year)
    if there.earliest is None or there.latest is None:
        return year
    if before:
        return year if there.earliest <= (told.latest or told.earliest) else year - 1
    near = reading.day is not None and told.earliest - there.latest <= _NEAR
    return year if near or there.latest >= told.earliest else year + 1
