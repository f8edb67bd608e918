"""Of which year a day or month without one is: where an expression stands, and what its tense, role and weekday say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kg.dates.calendar import UNKNOWN, Interval, day_of, month_of, months_of
from kg.dates.readings import Undated
from kg.dates.roles import Role, is_after_clause, is_past_perfect, sentence_around, tense

#: An undated day this near ahead is taken for a coming one, if the last such day is months past and nothing says otherwise.
_SOON, _LONG_PAST = 45, 200
#: The end of a sentence, roughly; and what is still recent when a text appears.
_STOP = re.compile(r"[.!?]['\"”’)]* ")
_RECENT = timedelta(days=45)


@dataclass(slots=True)
class Place:
    """Where an expression stands: its characters, its sentence, its role."""

    content: str
    low: str
    begin: int
    end: int
    role: Role
    _sentence: tuple[int, int] | None = None
    _perfect: bool | None = None

    @property
    def sentence(self) -> tuple[int, int]:
        if self._sentence is None:
            self._sentence = sentence_around(self.content, self.begin, self.end)
        return self._sentence

    def looks(self) -> Literal["past", "future"] | None:
        return tense(self.low, self.begin, self.end, self.sentence)

    def is_past_perfect(self) -> bool:
        """Whether its clause is told in the past of the past."""
        if self._perfect is None:
            self._perfect = is_past_perfect(self.low, self.begin, self.end, self.sentence)
        return self._perfect

    def looks_back(self) -> bool:
        """Whether its clause looks back from what the text tells: "had fined it in May", "after it fined it in May"."""
        return self.is_past_perfect() or is_after_clause(self.low, self.begin, self.sentence)

    def sentences_since(self, offset: int) -> int:
        """How many sentences end between an offset and it, roughly."""
        return len(_STOP.findall(self.low, offset, self.begin))


def in_year(reading: Undated, year: int) -> Interval:
    """The days that a reading without a year means in one; unknown where the calendar has none ("29 February")."""
    if reading.day is not None:
        begin = day_of(year, reading.month, reading.day)
        end = begin if reading.last_day is None else day_of(year, reading.month, reading.last_day)
        return Interval(begin, end) if begin is not None and end is not None else UNKNOWN
    return (
        month_of(year, reading.month)
        if reading.months == 1
        else months_of(year, reading.month, reading.months)
    )


def fits_weekday(reading: Undated, interval: Interval) -> bool:
    """Whether a day is the weekday that its reading names, if it names one."""
    return (
        reading.weekday is None
        or interval.earliest is not None
        and interval.earliest.weekday() == reading.weekday
    )


_AWAITED = re.compile(r"\b(?:would|could|may|might|must|should|before|ahead of|until|till)\b[^.;]{0,60}\Z")


def _is_awaited(place: Place) -> bool:
    """Whether a day told in the past tense is one still looked forward to: "said it would act on 16 April", "the 27 May deadline"."""
    before = place.low[place.sentence[0] : place.begin]
    return _AWAITED.search(before) is not None or place.low.startswith(" deadline", place.end)


_ANNOUNCED = re.compile(
    r"\b(?:announc|order|direct|instruct|decid|declar|approv|told|tell|ask|requir|demand)\w*\b[^.;]{0,80}"
    r"(?<!effective )\b(?:from|starting|beginning|as of)(?: on)?(?: the)? \Z"
)
_EFFECTIVE = re.compile(r"\b(?:effective(?: from)?|with effect from)(?: on)?(?: the)? \Z")


def is_announced(place: Place) -> bool:
    """Whether a date is when something announced or ordered begins to hold: "ordered them to block it from 1 July"."""
    return place.role == "since" and _ANNOUNCED.search(place.low, place.sentence[0], place.begin) is not None


_MISSED = re.compile(r"\b(?:failed|missed|neglected|did not|didn't|had not|hadn't)\b[^.;]{0,80}\Z")


def is_missed(place: Place) -> bool:
    """Whether a deadline is told as one that was not met: "failed to register by Monday"."""
    return _MISSED.search(place.low, place.sentence[0], place.begin) is not None


def chosen_year(
    past: Sequence[tuple[int, Interval]],
    ahead: Sequence[tuple[int, Interval]],
    published: date,
    reading: Undated,
    place: Place,
) -> int | None:
    """The last such day or the next: by its role and tense, else the last unless the next is near."""
    if not past or not ahead:
        chosen = past[-1:] or ahead[:1]
        return chosen[0][0] if chosen else None
    (past_year, before), (next_year, after) = past[-1], ahead[0]
    assert before.latest is not None
    assert after.earliest is not None
    since, till = max(0, (published - before.latest).days), (after.earliest - published).days
    if reading.named and reading.which is not None:
        if reading.which == 1:
            return next_year
        if reading.which == 0:
            return published.year
        if before.latest >= published:  # "last March" in March is a year ago
            return past_year - 1
        return past_year
    looks = place.looks()
    if place.role == "until":
        if is_missed(place):
            return past_year
        return next_year if till < since and not (looks == "past" and since < _SOON) else past_year
    effective = _EFFECTIVE.search(place.low, place.sentence[0], place.begin) is not None
    awaited = effective or is_announced(place) or _is_awaited(place)
    if looks == "future" and since > 0 or awaited and 2 * till <= since:
        return next_year
    if looks is None and till <= _SOON and since >= _LONG_PAST or till <= 1 < since:
        return next_year
    return past_year


def is_recent(reading: Undated, published: date) -> bool:
    """Whether such a day was not long before the publication."""
    latest = (in_year(reading, year).latest for year in (published.year, published.year - 1))
    return any(day is not None and timedelta(0) <= published - day < _RECENT for day in latest)
