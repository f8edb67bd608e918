"""Readings to intervals: which days an expression means, given the publication date and what the text said before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kg.dates.calendar import (
    DAYS,
    FIRST_MONTHS,
    UNKNOWN,
    Half,
    Interval,
    day_of,
    length_timex,
    months_of,
    moved,
    season_of,
    single,
    timex_of,
    unit_around,
    weekday_near,
)
from kg.dates.readings import (
    Away,
    DayOfMonth,
    Days,
    Distance,
    Fixed,
    In,
    Numeric,
    OnWeekday,
    Reading,
    SameAs,
    Season,
    Undated,
    UndatedQuarter,
    Until,
    Vague,
    Weekend,
    WeekOf,
    Whole,
    Window,
    Within,
)
from kg.dates.roles import is_no_deadline
from kg.dates.tokens import language
from kg.dates.told import Told, is_aside, is_just_before, year_from
from kg.dates.years import Place, chosen_year, fits_weekday, in_year, is_announced, is_missed, is_recent

#: A date of less precision than so many days is a year.
_MONTHS = timedelta(days=300)
#: A date this much older than the publication sets the year of the undated ones that follow it in its paragraph.
_OLD = 300
#: A weekday still to come: "convened a vigil for Saturday", "would be held on Friday".
_LOOKED_FORWARD_TO = re.compile(
    r"(?:\bfor(?: this)? |\bwould (?:not )?(?:be )?[\w-]+(?: [\w'-]+){0,4} on )\Z"
)
#: "Stayed blocked until Thursday", "was blocked until Thursday, when the ban was lifted": an end that is past.
_STAYED = re.compile(r"\b(?:stayed|remained|lasted|continued|persisted|endured|kept)\b")
_UNTIL_WHEN = re.compile(r",? when\b[^.;]*?\b(?:was|were|[a-z]{2,}ed|told|said|came|ended)\b")
_SAID = re.compile(r"\b(?:said|says|told|announced|added|wrote|confirmed|reported|claimed|according)\b")
_PREPOSITION = re.compile(r" (?:at|in|on|to|outside|before|against|over|with|and|by|as|when|after|from)\b")
#: A day and a weekday together tell the year within so many.
_WEEKDAY_REACH = 5
#: So many days after something in a month are in that month.
_FEW = 7
#: Between the two ends of one stretch stand so many characters at most.
_SHORT = 12
#: So many days ahead at most lies the weekday of what everybody waits for.
_AWAITED_WITHIN = 4
#: A weekday this near behind a date is that date's.
_BESIDE = 4


@dataclass(slots=True)
class Resolver:
    """Resolves the readings of one document in the order of the text."""

    published: Interval
    day_first: bool | None
    country: str | None
    half: Half | None
    #: What the text dates in full, by offset.
    dated: list[tuple[int, Interval]]
    #: Years that stand on lines of their own, by offset: those of a chronology's parts.
    year_headings: list[tuple[int, int]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    # --- anchors

    def from_publication(self, shift: Callable[[date], Interval]) -> Interval:
        """``shift`` of the publication day; of a less precise date, what all its days allow."""
        if self.published.earliest is None or self.published.latest is None:
            return UNKNOWN
        first = shift(self.published.earliest)
        return first if self.published.day else first.hull(shift(self.published.latest))

    def last_told(
        self, place: Place, *, unit: str | None = "D", same_sentence: bool = False
    ) -> Interval | None:
        """The nearest date told before, in the sentence or within its reach, from which a unit can be counted.

        What the text only looked back at before it went on is passed over: "… on Wednesday. It had warned them on Monday. The next day …".
        """
        passed: Interval | None = None
        for told in reversed(self.told):
            if told.end > place.begin or told.role == "duration" or not told.interval.closed:
                continue
            out_of_reach = same_sentence and told.begin < place.sentence[0]
            if out_of_reach or place.begin - told.end > 1500:
                break
            if unit is not None and (told.names_thing or not told.is_as_fine_as(unit)):
                continue
            if told.looks_back and not place.looks_back():
                passed = passed or told.interval
                continue
            return told.interval if passed is None or is_just_before(passed, told.interval) else passed
        return passed

    def opened_before(self, end: Interval) -> Interval:
        """Where ``end`` closes a stretch told in two expressions, "from April to June", its beginning; else ``end`` itself."""
        for first, second in zip(reversed(self.told[:-1]), reversed(self.told), strict=False):
            if second.interval == end:
                opens = (
                    second.role == "until"
                    and first.role == "since"
                    and first.interval.closed
                    and second.begin - first.end < _SHORT
                )
                return first.interval if opens else end
        return end

    # --- one method a reading

    def resolve(self, reading: Reading, place: Place) -> tuple[Interval, str]:
        """The interval and the TIMEX3 value."""
        match reading:
            case Fixed():
                return reading.interval, reading.timex
            case Numeric():
                return self.numeric(reading)
            case Undated():
                return self.undated(reading, place)
            case UndatedQuarter():
                return self.quarter(reading, place)
            case Season():
                return self.season(reading, place)
            case OnWeekday():
                return self.weekday(reading, place)
            case Days():
                interval = self.from_publication(
                    lambda p: Interval(moved(p, "D", reading.first), moved(p, "D", reading.last))
                )
                base = (
                    timex_of(interval)
                    if interval.closed
                    else (
                        "FUTURE_REF"
                        if reading.last > 0
                        else "PAST_REF"
                        if reading.last < 0
                        else "PRESENT_REF"
                    )
                )
                return interval, base + (reading.timex_suffix if interval.closed else "")
            case Whole():
                return self.whole(reading, place)
            case Weekend():
                return self.weekend(reading, place)
            case Away():
                return self.away(reading, place)
            case Distance():
                return self.distance(reading, place)
            case Window():
                return self.window(reading.unit, reading.count, reading.direction)
            case Within():
                return self.within(reading, place)
            case In():
                if place.looks() == "future":
                    return self.away(Away(reading.unit, reading.count, 1), place)
                return UNKNOWN, length_timex(reading.unit, reading.count)
            case SameAs():
                return self.same(reading, place)
            case DayOfMonth():
                month = self.month_of_day(reading, place)
                if month.earliest is None:
                    return UNKNOWN, f"XXXX-XX-{reading.day:02}"
                return self.exact(
                    day_of(month.earliest.year, month.earliest.month, reading.day),
                    f"XXXX-XX-{reading.day:02}",
                )
            case Until():
                return self.ended(reading, place)
            case WeekOf():
                day, timex = self.resolve(reading.day, place)
                week = unit_around(day.day, "W") if day.day is not None else UNKNOWN
                return week, timex_of(week) if week.closed else timex
            case Vague():
                return self.vague(reading)

    def month_of_day(self, reading: DayOfMonth, place: Place) -> Interval:
        """The month of a bare "the 4th": the one told last; after "on the 31st" the next one; else that of the publication."""
        month, _ = self.resolve(reading.month, place)
        if not isinstance(reading.month, SameAs):
            return month
        if month.earliest is None:
            return self.from_publication(
                lambda p: unit_around(p if p.day >= reading.day else moved(p, "M", -1) or p, "M")
            )
        told = self.last_told(place)
        following = moved(month.earliest, "M", 1)
        runs_on = told is not None and told.day is not None and told.day.day > reading.day
        if not runs_on or following is None or " had " in place.low[place.sentence[0] : place.end + 20]:
            return month
        known = self.published.latest
        there = day_of(following.year, following.month, reading.day)
        return (
            month if known is not None and (there is None or there > known) else unit_around(following, "M")
        )

    def exact(self, day: date | None, otherwise: str) -> tuple[Interval, str]:
        return (single(day), day.isoformat()) if day is not None else (UNKNOWN, otherwise)

    def numeric(self, reading: Numeric) -> tuple[Interval, str]:
        by_day = day_of(reading.year, reading.second, reading.first)
        by_month = day_of(reading.year, reading.first, reading.second)
        if by_day == by_month or by_day is None or by_month is None:
            return self.exact(by_day or by_month, f"{reading.year:04}-XX-XX")
        if self.day_first is not None:
            return self.exact(by_day if self.day_first else by_month, "")
        return Interval(min(by_day, by_month), max(by_day, by_month)), f"{reading.year:04}-XX-XX"

    def undated(self, reading: Undated, place: Place) -> tuple[Interval, str]:
        """The year of a month or day without one."""
        day = f"-{reading.day:02}" if reading.day else ""
        unresolved = f"XXXX-{reading.month:02}{day}"
        year = self.year_for(reading, place)
        if year is None:
            return UNKNOWN, unresolved
        interval = in_year(reading, year)
        return (interval, timex_of(interval)) if interval.closed else (UNKNOWN, unresolved)

    def year_for(self, reading: Undated, place: Place) -> int | None:
        published = self.published.latest
        precise = (
            self.published.earliest is not None
            and published is not None
            and (published - self.published.earliest).days <= 31
        )
        if reading.which is not None and not reading.named:
            return published.year + reading.which if published is not None and self.same_year() else None
        heading = next((y for at, y in reversed(self.year_headings) if at < place.begin), None)
        if heading is not None and reading.which is None:
            return heading
        if (told := self.old_context(reading, place, published)) is not None:
            return told
        if (told := self.after_told(reading, place, published)) is not None:
            return told
        if published is None or not precise:
            return self.year_beside(reading, place)
        years = range(published.year - (8 if reading.weekday is not None else 1), published.year + 3)
        intervals = [
            (y, i)
            for y in years
            if (i := in_year(reading, y)).earliest is not None and fits_weekday(reading, i)
        ]
        past = [(y, i) for y, i in intervals if i.earliest is not None and i.earliest <= published]
        ahead = [(y, i) for y, i in intervals if i.earliest is not None and i.earliest > published]
        if reading.weekday is not None and not past and not ahead:
            return self.year_for(replace(reading, weekday=None), place)
        return chosen_year(past, ahead, published, reading, place)

    def same_year(self) -> bool:
        earliest, latest = self.published.earliest, self.published.latest
        return earliest is not None and latest is not None and earliest.year == latest.year

    def old_context(self, reading: Undated, place: Place, published: date | None) -> int | None:
        """The year that a much older full date just before it in the paragraph suggests."""
        if published is None or reading.which is not None or reading.weekday is not None:
            return None
        for told in reversed(self.told):
            if told.interval.earliest is None or told.end > place.begin:
                continue
            if place.begin - told.end > 300 or "\n" in place.low[told.end : place.begin]:
                return None
            if not told.explicit_year:
                continue
            start = told.interval.earliest
            if (published - start).days < _OLD or (told.interval.latest or start).year - start.year > 1:
                return None
            year = year_from(reading, told.interval, before=place.looks_back())
            later = in_year(reading, year).earliest
            only_year = (told.interval.latest or start) - start > _MONTHS
            aside = is_aside(told, place) or told.looks_back and not place.looks_back()
            back = place.sentences_since(told.end) > (0 if only_year else 1) or aside
            if is_recent(reading, published) and back or aside and only_year:
                # "designated in April 2023. … In July it told X": the story is back at its own time
                return None
            return year if later is not None and later <= published else None
        return None

    def after_told(self, reading: Undated, place: Place, published: date | None) -> int | None:
        """The year of an end, or of what was announced, that follows a past day of its sentence: "on 18 July, and stayed off until 23 July"."""
        if reading.which is not None or not (place.role == "until" or place.looks() == "future"):
            return None
        begun = self.last_told(place, same_sentence=True)
        if begun is None or begun.day is None or published is None or begun.day >= published:
            return None
        for year in (begun.day.year, begun.day.year + 1):
            day = in_year(reading, year).earliest
            if day is not None and timedelta(0) <= day - begun.day < timedelta(days=_OLD):
                return year
        return None

    def year_beside(self, reading: Undated, place: Place) -> int | None:
        """Without a publication date: the year that brings it nearest to the nearest full date of the document."""
        if not self.dated or reading.which is not None:
            return None
        told = [d for d in self.dated if d[0] < place.begin] or self.dated
        _, anchor = min(told, key=lambda d: (abs(d[0] - place.begin), d[0]))
        if anchor.earliest is None or anchor.latest is None:
            return None
        best: tuple[int, int] | None = None
        reach = 1 if reading.weekday is None else _WEEKDAY_REACH
        for year in range(anchor.earliest.year - reach, anchor.latest.year + reach + 1):
            interval = in_year(reading, year)
            if not fits_weekday(reading, interval):
                continue
            if interval.earliest is not None and interval.latest is not None:
                before, behind = interval.earliest - anchor.latest, anchor.earliest - interval.latest
                distance = max(0, before.days, behind.days)
                best = min(best, (distance, year)) if best else (distance, year)
        return best[1] if best else None

    def quarter(self, reading: UndatedQuarter, place: Place) -> tuple[Interval, str]:
        name = f"{'Q' if reading.size == 3 else 'H'}{reading.number}"
        first = (reading.number - 1) * reading.size + 1

        def of(year: int) -> tuple[Interval, str]:
            return months_of(year, first, reading.size), f"{year:04}-{name}"

        if reading.which is not None:
            year = (
                self.published.latest.year + reading.which
                if self.published.latest is not None and self.same_year()
                else None
            )
            return of(year) if year is not None else (UNKNOWN, f"XXXX-{name}")
        for told in reversed(self.told):  # "the first quarter" after "Q1 2023"
            if (
                told.interval.closed
                and told.interval.earliest is not None
                and told.interval.earliest.month == first
            ):
                same = months_of(told.interval.earliest.year, first, reading.size)
                if same == told.interval:
                    return of(told.interval.earliest.year)
        published = self.published.latest
        if published is None or not self.same_year():
            return UNKNOWN, f"XXXX-{name}"
        interval, timex = of(published.year)
        if place.looks() == "future" or place.role == "until":
            return interval, timex
        ahead = interval.earliest is not None and interval.earliest > published
        return of(published.year - 1) if ahead else (interval, timex)

    def weekday(self, reading: OnWeekday, place: Place) -> tuple[Interval, str]:
        unresolved = f"XXXX-WXX-{reading.weekday + 1}"
        if reading.basis == "text":
            anchor = self.last_told(place)
            if anchor is None or anchor.day is None:
                return UNKNOWN, unresolved
            if not reading.which:  # "that Friday" is the one of that week
                return self.exact(moved(anchor.day, "D", reading.weekday - anchor.day.weekday()), unresolved)
            return self.exact(
                weekday_near(anchor.day, reading.weekday, reading.which, same=False), unresolved
            )
        opened = self.told[-1] if self.told else None
        beside = (
            opened.interval.day if opened is not None and 0 <= place.begin - opened.end < _BESIDE else None
        )
        if beside is not None and reading.which is None and beside.weekday() == reading.weekday:
            return self.exact(beside, unresolved)  # "on April 1 (Monday)"
        if place.role == "until" and reading.which is None and opened is not None and opened.role == "since":
            start = opened.interval.day if opened.begin >= place.sentence[0] else None
            if start is not None:  # from Wednesday until Friday
                return self.exact(weekday_near(start, reading.weekday, 1, same=False), unresolved)
        if reading.which is None and (day := self.weekday_told(reading, place)) is not None:
            return self.exact(day, unresolved)
        if reading.weeks is not None:
            weeks = reading.weeks

            def in_week(p: date) -> Interval:
                monday = moved(p, "D", 7 * weeks - p.weekday())
                return single(None if monday is None else moved(monday, "D", reading.weekday))

            interval = self.from_publication(in_week)
        else:
            direction, same = -1, reading.which != -1
            if reading.which == 1:
                direction, same = 1, False
            elif reading.which is None and self.weekday_ahead(reading, place):
                direction = 1
            elif reading.which == 0:
                direction = 1 if place.looks() == "future" else -1
            interval = self.from_publication(
                lambda p: single(weekday_near(p, reading.weekday, direction, same=same))
            )
            main = self.looked_back_from(place) if direction < 0 else None
            if main is not None and interval.day is not None and interval.day >= main:
                interval = single(weekday_near(main, reading.weekday, -1, same=False))
            if reading.further and interval.day is not None:
                interval = single(moved(interval.day, "W", reading.further))
        return interval, timex_of(interval) if interval.closed else unresolved

    def weekday_told(self, reading: OnWeekday, place: Place) -> date | None:
        """The weekday that counts from a day of the text: of a story long past, or of what is announced in the sentence."""
        published = self.published.latest
        if published is None:
            return None
        if is_announced(place):
            begun = self.last_told(place, same_sentence=True)
            return weekday_near((begun and begun.day) or published, reading.weekday, 1, same=False)
        told = self.told[-1] if self.told else None
        if told is None or not told.with_weekday or told.interval.day is None or told.looks_back:
            return None
        runs_on = place.begin - told.end <= 300 and "\n" not in place.low[told.end : place.begin]
        if not runs_on or (published - told.interval.day).days < _OLD:
            return None
        direction = -1 if place.is_past_perfect() else 1
        return weekday_near(told.interval.day, reading.weekday, direction, same=False)

    def looked_back_from(self, place: Place) -> date | None:
        """The day of the last week told as the news, where a clause looks back from it and not from what somebody said."""
        anchor, published = self.last_told(place), self.published.latest
        main = anchor.day if anchor is not None else None
        if main is None or published is None or not timedelta(0) <= published - main <= timedelta(days=7):
            return None
        same_sentence = self.last_told(place, same_sentence=True) == anchor
        said = _SAID.search(place.low, place.sentence[0], place.begin) is not None
        return main if place.is_past_perfect() and (same_sentence or not said) else None

    def weekday_ahead(self, reading: OnWeekday, place: Place) -> bool:
        before = place.low[place.sentence[0] : place.begin]
        if place.role != "until":
            behind = place.low[place.end : place.end + 1]
            published = self.published.latest
            if behind == "'" and before.endswith("ahead of ") and published is not None:
                # "ahead of Sunday's election", unless a Sunday was just over
                return (reading.weekday - published.weekday()) % 7 < _AWAITED_WITHIN
            noun = behind == "'" or behind == " " and _PREPOSITION.match(place.low, place.end) is None
            awaited = not noun and _LOOKED_FORWARD_TO.search(before) is not None  # but "Friday's papers"
            return place.looks() == "future" or awaited
        looks_back = is_no_deadline(place.low, place.begin, place.end, place.sentence)
        if (
            is_missed(place)
            or _STAYED.search(before)
            or _UNTIL_WHEN.match(place.low, place.end, place.sentence[1])
        ):
            return False
        return not (looks_back or " had " in before or " hadn't " in before or "already" in before)

    def whole(self, reading: Whole, place: Place) -> tuple[Interval, str]:
        def around(day: date) -> Interval:
            there = moved(day, reading.unit, reading.offset)
            interval = unit_around(there, reading.unit) if there is not None else UNKNOWN
            if reading.part == "so far":
                return Interval(interval.earliest, day)
            if reading.part == "rest":
                return Interval(day, interval.latest)
            if reading.part == "end" and place.role in ("until", "before"):
                return single(interval.latest)
            if reading.part == "start" and place.role == "since":
                return single(interval.earliest)
            return interval

        if reading.basis == "text":
            anchor = self.last_told(place, unit=reading.unit)
            if anchor is None or anchor.earliest is None:
                return UNKNOWN, {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}[reading.offset]
            interval = around(anchor.earliest)
        else:
            interval = self.from_publication(around)
        if not interval.closed:
            return UNKNOWN, {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}[reading.offset]
        return interval, timex_of(interval)

    def weekend(self, reading: Weekend, place: Place) -> tuple[Interval, str]:
        ahead = reading.which == 1 or reading.which in (None, 0) and place.looks() == "future"

        def around(day: date) -> Interval:
            saturday = weekday_near(day, 5, 1 if ahead else -1, same=True)
            if saturday is not None and reading.which == -1 and (day - saturday).days <= 1:
                saturday = moved(saturday, "W", -1)
            return Interval(saturday, moved(saturday, "D", 1) if saturday is not None else None)

        interval = self.from_publication(around)
        if interval.earliest is None or not interval.closed:
            return UNKNOWN, "XXXX-WXX-WE"
        year, week, _ = interval.earliest.isocalendar()
        return interval, f"{year:04}-W{week:02}-WE"

    def away(self, reading: Away, place: Place) -> tuple[Interval, str]:
        """Days and weeks are counted to the day; "two months ago" is a month, "three years ago" a year."""

        def there(day: date) -> Interval:
            target = moved(day, reading.unit, reading.direction * reading.count)
            if target is None:
                return UNKNOWN
            if reading.bound == "more":
                return Interval(None, target) if reading.direction < 0 else Interval(target, None)
            if reading.bound == "less":
                return Interval(target, day) if reading.direction < 0 else Interval(day, target)
            if reading.bound == "about" and reading.unit in {"W", "F"}:
                return unit_around(target, "W")
            return single(target) if reading.unit in {"D", "W", "F"} else unit_around(target, reading.unit)

        def days_from_month(day: date) -> Interval:
            """The months in which so many days after or before any day of a month may lie; of a few days, the month."""
            whole, count = unit_around(day, "M"), DAYS[reading.unit] * reading.count
            ends = [
                moved(end, "D", reading.direction * count) for end in (whole.earliest, whole.latest) if end
            ]
            first, *_, last = ends
            if count < _FEW or first is None or last is None:
                return whole
            return unit_around(first, "M").hull(unit_around(last, "M"))

        if reading.basis == "text":
            anchor = self.last_told(place, unit=reading.unit)
            if anchor is None and reading.unit in DAYS:
                anchor, there = self.last_told(place, unit="M"), days_from_month
            interval = (
                there(anchor.earliest) if anchor is not None and anchor.earliest is not None else UNKNOWN
            )
        elif reading.bound == "more" and self.published.latest is not None:
            end = self.published.latest if reading.direction < 0 else self.published.earliest
            interval = there(end) if end is not None else UNKNOWN
        else:
            interval = self.from_publication(there)
        ahead = self.published.latest is not None and (interval.earliest or date.min) > self.published.latest
        if reading.basis == "text" and ahead and place.looks() != "future":
            interval = UNKNOWN  # "two days later" of what no day is told of
        if interval == UNKNOWN:
            return UNKNOWN, length_timex(reading.unit, reading.count)
        return interval, timex_of(interval)

    def distance(self, reading: Distance, place: Place) -> tuple[Interval, str]:
        """Dates the event in the words behind it, counted from what the sentence (or the one before it) is about."""
        length = length_timex(reading.unit, reading.count)
        opens_sentence = not place.low[place.sentence[0] : place.begin].strip(" \"'“")
        anchor = self.last_told(place, same_sentence=True)
        if reading.bound == "more":
            day = anchor.day if anchor is not None else self.published.latest
            target = (
                moved(day, reading.unit, -reading.direction * reading.count)
                if day is not None and not opens_sentence
                else None
            )
            if target is None:
                return UNKNOWN, length
            interval = Interval(None, target) if reading.direction > 0 else Interval(target, None)
            return interval, timex_of(interval)
        if opens_sentence or reading.bound != "exactly":
            return UNKNOWN, length
        if anchor is None and {"came", "comes", "come"} & set(
            place.low[place.sentence[0] : place.begin].split()[-4:]
        ):
            anchor = self.last_told(place)
        if anchor is None or anchor.day is None:
            return UNKNOWN, length
        target = moved(anchor.day, reading.unit, -reading.direction * reading.count)
        if target is None:
            return UNKNOWN, length
        interval = single(target) if reading.unit in {"D", "W", "F"} else unit_around(target, reading.unit)
        return interval, timex_of(interval)

    def season(self, reading: Season, place: Place) -> tuple[Interval, str]:
        """Three months, by the half of the world of which the text speaks; see :func:`kg.dates.calendar.season_of`."""
        half, year = self.half, reading.year
        if year is not None:
            return season_of(year, reading.code, half), f"{year}-{reading.code}"
        unresolved = f"XXXX-{reading.code}"
        if half is None:
            return UNKNOWN, unresolved
        first = Undated(FIRST_MONTHS[half][reading.code], months=3, which=reading.which, named=True)
        interval, _ = self.undated(first, place)
        return interval, f"{interval.earliest.year}-{reading.code}" if interval.earliest else unresolved

    def window(self, unit: str, count: int, direction: int) -> tuple[Interval, str]:
        def stretch(day: date) -> Interval:
            other = moved(day, unit, direction * count)
            return Interval(other, day) if direction < 0 else Interval(day, other)

        interval = self.from_publication(stretch)
        return (interval, timex_of(interval)) if interval.closed else (UNKNOWN, length_timex(unit, count))

    def within(self, reading: Within, place: Place) -> tuple[Interval, str]:
        anchor = self.last_told(place, same_sentence=True)
        length = length_timex(reading.unit, reading.count)
        if anchor is None or anchor.day is None:
            return UNKNOWN, length
        return Interval(anchor.day, moved(anchor.day, reading.unit, reading.count)), length

    def same(self, reading: SameAs, place: Place) -> tuple[Interval, str]:
        unresolved = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX"}.get(
            reading.unit, "PRESENT_REF"
        )
        anchor = self.last_told(place, unit="D" if reading.unit in {"D", "W"} else None)
        if anchor is None or anchor.earliest is None or anchor.latest is None:
            return UNKNOWN, unresolved
        if reading.unit == "P":
            whole = self.opened_before(anchor).hull(anchor)
            begin = moved(whole.earliest or anchor.earliest, "Y", reading.years)
            interval = Interval(begin, moved(anchor.latest, "Y", reading.years))
        else:
            interval = unit_around(anchor.earliest, reading.unit)
            if interval.latest is not None and anchor.latest > interval.latest:
                return UNKNOWN, unresolved
        return (interval, timex_of(interval)) if interval.closed else (UNKNOWN, unresolved)

    def ended(self, reading: Until, place: Place) -> tuple[Interval, str]:
        end, _ = self.resolve(reading.end, place)
        length = length_timex(reading.unit, reading.count)
        if end.latest is None:
            return UNKNOWN, length
        following = moved(end.latest, "D", 1)
        begin = moved(following, reading.unit, -reading.count) if following is not None else None
        interval = Interval(begin, end.latest)
        return (interval, timex_of(interval)) if interval.closed else (UNKNOWN, length)

    def vague(self, reading: Vague) -> tuple[Interval, str]:
        rule = language().fiscal_years.get(self.country or "")
        if reading.timex.startswith("FY") and rule is not None:
            start, named_by = rule
            year = int(reading.timex[2:]) - (named_by == "end" and start > 1)
            return months_of(year, start, 12), reading.timex
        return UNKNOWN, reading.timex
