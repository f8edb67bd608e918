"""The date expressions of a whole document: reads its parts, joins ranges, and resolves in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from kg.dates.calendar import (
    UNKNOWN,
    Half,
    Interval,
    day_of,
    published_interval,
    season_of,
    single,
    timex_of,
)
from kg.dates.grammar import Found, readings
from kg.dates.readings import (
    Days,
    Distance,
    Fixed,
    In,
    Numeric,
    OnWeekday,
    Reading,
    Season,
    Undated,
    Vague,
    Within,
)
from kg.dates.resolve import Resolver
from kg.dates.roles import Role, is_no_deadline, role_of
from kg.dates.tokens import Tokens, language, lowered
from kg.dates.told import Told
from kg.dates.years import Place, in_year
from kg.model import DateExpression, Span

#: Tokens that can stand between two dates of one range or list.
_WIDEST_JOINT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DateContext:
    """What is known besides the text. ``country`` (ISO 3166-1 alpha-2) gives the order of 03/04/2024 and the fiscal year.

    ``day_first`` overrides the order. With neither, only the document's own unambiguous dates decide it. ``countries`` are all of which
    the text speaks: where none is its country, those with seasons give these their months if they lie in one half of the world.
    """

    country: str | None = None
    day_first: bool | None = None
    countries: frozenset[str] = frozenset()

    @property
    def half(self) -> Half | None:
        """The half of the world whose seasons the text speaks of."""
        hemispheres = language().hemispheres
        countries = self.countries if self.country is None else {self.country}
        halves = {hemispheres[c] for c in countries if c in hemispheres}
        return halves.pop() if len(halves) == 1 else None


# --- a document ----------------------------------------------------------------------------------------------


def _order_of_days(found: Sequence[Found], published: Interval, context: DateContext) -> bool | None:
    """Whether the day comes first in 03/04/2024: what the document's own dates show, else what the caller knows."""
    numerics = [f.reading for f in found if isinstance(f.reading, Numeric)]
    day, month = any(n.first > 12 for n in numerics), any(n.second > 12 for n in numerics)
    if day != month:
        return day
    if context.day_first is not None:
        return context.day_first
    if context.country is not None:
        return context.country not in language().month_first
    for numeric in numerics:
        by_day = day_of(numeric.year, numeric.second, numeric.first)
        by_month = day_of(numeric.year, numeric.first, numeric.second)
        if published.day is not None and by_day != by_month and published.day in (by_day, by_month):
            return published.day == by_day
    return None


def _borrow(found: list[Found], tokens: Tokens) -> list[Found]:
    """Gives a date without a year the year said behind the one it is joined to: "from 3 June to 5 July 2021"."""
    for index in range(len(found) - 2, -1, -1):
        item, following = found[index], found[index + 1]
        reading, year = item.reading, _said_year(following.reading)
        if (
            not isinstance(reading, Undated)
            or reading.which is not None
            or year is None
            or not _joined(tokens, item, following)
        ):
            continue
        other = following.reading.interval if isinstance(following.reading, Fixed) else UNKNOWN
        begin = in_year(reading, year)
        if begin.earliest is not None and other.earliest is not None and begin.earliest > other.earliest:
            begin = in_year(reading, year - 1)
        if begin.closed:
            found[index] = replace(item, reading=Fixed(begin, timex_of(begin)))
    return found


def _said_year(reading: Reading) -> int | None:
    if (
        isinstance(reading, Fixed)
        and reading.interval.earliest is not None
        and reading.interval.latest is not None
    ):
        return (
            reading.interval.earliest.year
            if (reading.interval.latest - reading.interval.earliest).days < 32
            else None
        )
    return None


#: A month, a season or a quarter is in a year; a bare year may be that of anything.
_QUARTER = timedelta(days=100)


def _tells_year(reading: Reading, half: Half | None) -> Interval | None:
    """When the text stands, as far as a full date says so."""
    if isinstance(reading, Season):
        return season_of(reading.year, reading.code, half) if reading.year is not None else None
    if not isinstance(reading, Fixed):
        return None
    begin, end = reading.interval.earliest, reading.interval.latest
    of_year = begin is not None and end is not None and begin.year == end.year and end - begin < _QUARTER
    return reading.interval if of_year else None


def _joined(tokens: Tokens, item: Found, following: Found) -> bool:
    between = range(item.end, following.first)
    return 0 < len(between) <= _WIDEST_JOINT and all(
        tokens.kind_is(i, "range_word", "dash", "and", "comma", "the", "on") for i in between
    )


#: Around a date that names a thing: "the May 26 deadline", "its 5 June letter".
_NAMED = re.compile(r"\b(?:the|a|an|its|their|his|her|this) \Z")
_NAMED_BY = re.compile(
    r" (?:deadline|letter|notice|order|ruling|decision|law|act|rules|judgment|election|vote|protests?|attacks?|coup)\b"
)


def _names_thing(low: str, begin: int, end: int) -> bool:
    """Whether a date is part of what something is called."""
    return _NAMED.search(low, max(0, begin - 8), begin) is not None and _NAMED_BY.match(low, end) is not None


#: Before "yesterday to 31 January" and "from the 31st to 16 February": the second is until when it was put off.
_PUT_OFF = re.compile(
    r"\b(?:remand|adjourn|postpon|deferr|put off|pushed back|mov|extend|reschedul|delay|prolong)(?:s|e|ed|es|ing)?\b[^.;]{0,80}\Z"
)


def _is_put_off(tokens: Tokens, item: Found) -> bool:
    begin = tokens.span(item.first)[0]
    return _PUT_OFF.search(tokens.low, max(0, begin - 120), begin) is not None


def _is_range(tokens: Tokens, item: Found, following: Found) -> bool:
    if following.first - item.end > _WIDEST_JOINT:
        return False
    between = [i for i in range(item.end, following.first) if not tokens.kind_is(i, "the", "on")]
    return len(between) == 1 and tokens.kind_is(between[0], "range_word", "dash")


def _is_between(tokens: Tokens, item: Found, following: Found) -> bool:
    if following.first - item.end > _WIDEST_JOINT:
        return False
    between = [i for i in range(item.end, following.first) if not tokens.kind_is(i, "the", "on")]
    before = item.first - 1
    while tokens.kind_is(before, "the", "on", "early", "late", "mid", "dash"):
        before -= 1
    return len(between) == 1 and tokens.kind_is(between[0], "and") and tokens.kind_is(before, "between")


def _bounded(interval: Interval, role: Role) -> Interval:
    """What a role leaves of an interval: after its end, before its beginning."""
    if role == "after":
        return Interval(interval.latest, None)
    if role == "before":
        return Interval(None, interval.earliest)
    return interval


_YEAR_LINE = re.compile(r"(?m)^[ \t#*•–-]*(?:In )?((?:19|20)\d\d)[ \t:.*]*$")
_NEXT_LINE = re.compile(r"\s*([^\n]*)")


def year_headings(content: str) -> list[tuple[int, int]]:
    """The years that lines of their own consist of, by offset, where there are several: the parts of a chronology.

    Years right below one another are a list of archives and head nothing.
    """
    found = []
    for match in _YEAR_LINE.finditer(content):
        following = _NEXT_LINE.match(content, match.end())
        if following is not None and following[1] and not _YEAR_LINE.fullmatch(following[1]):
            found.append((match.start(), int(match[1])))
    return found if len(found) > 1 else []


def read_dates(
    content: str,
    regions: Sequence[tuple[int, int]],
    published: str | None = None,
    context: DateContext | None = None,
) -> tuple[DateExpression, ...]:
    """The date expressions in parts of a text, in order.

    Args:
        regions: ``[begin, end)`` in code points, in order and apart.
        published: ISO 8601 with day, month or year precision. Without it relative dates stay open.
    """
    context = context or DateContext()
    low = lowered(content)
    pieces = [
        (tokens := Tokens(content, low, begin, end), _borrow(readings(tokens), tokens))
        for begin, end in regions
    ]
    known = published_interval(published)
    everything = [found for _, piece in pieces for found in piece]
    dated = [
        (tokens.span(f.first)[0], told)
        for tokens, piece in pieces
        for f in piece
        if (told := _tells_year(f.reading, context.half)) is not None
    ]
    order = _order_of_days(everything, known, context)
    resolver = Resolver(known, order, context.country, context.half, dated, year_headings(content))
    found: list[DateExpression] = []
    for tokens, piece in pieces:
        found += _resolved(resolver, tokens, piece)
    return tuple(found)


def _resolved(resolver: Resolver, tokens: Tokens, piece: Sequence[Found]) -> list[DateExpression]:
    results: list[DateExpression] = []
    opened: Found | None = None  # "from …", whose "to …" may follow
    merge: Found | None = None
    for index, item in enumerate(piece):
        begin, end = tokens.span(item.first)[0], tokens.span(item.end - 1)[1]
        role, is_from = role_of(tokens, item.first, item.end)
        if item.rule.startswith("duration") or isinstance(item.reading, Vague) and item.reading.duration:
            role = "duration"
        if isinstance(item.reading, Within):
            role = "until"
        if isinstance(item.reading, Distance):
            role = "at"
        before = piece[index - 1] if index else None
        put_off = before is not None and _is_put_off(tokens, before)
        if before is not None and (opened is before or put_off) and _is_range(tokens, before, item):
            role = "until"
        place = Place(tokens.content, tokens.low, begin, end, role)
        done_by = False
        if (
            role == "until"
            and not isinstance(item.reading, Within)
            and is_no_deadline(tokens.low, begin, end, place.sentence)
        ):
            # what was so by today's dawn was so today; of other days, at the latest then
            role = "at" if isinstance(item.reading, Days) else "before"
            done_by = role == "before"
        interval, timex = resolver.resolve(item.reading, place)
        if done_by:
            interval = single(interval.latest)
        if isinstance(item.reading, In) and timex.startswith("P"):
            role = "duration"
        explicit = isinstance(item.reading, Fixed | Numeric)
        resolver.told.append(
            Told(
                interval,
                begin,
                end,
                role,
                explicit,
                _names_thing(tokens.low, begin, end),
                isinstance(item.reading, OnWeekday | Fixed) and item.reading.weekday is not None,
                place.looks_back(),
            )
        )
        expression = _expression(begin, end, interval, timex, role, item.rule)
        if merge is not None and results:
            expression = _merged(results.pop(), expression) if role != "duration" else expression
        results.append(expression)
        following = piece[index + 1] if index + 1 < len(piece) else None
        joins = (
            following is not None
            and not _is_put_off(tokens, item)
            and (_is_range(tokens, item, following) and not is_from or _is_between(tokens, item, following))
        )
        merge = (
            item
            if joins
            and role != "duration"
            and following is not None
            and not isinstance(following.reading, Vague)
            else None
        )
        opened = item if is_from else None
    return results


def _expression(
    begin: int, end: int, interval: Interval, timex: str, role: Role, rule: str
) -> DateExpression:
    bounded = _bounded(interval, role)
    return DateExpression(
        span=Span(begin, end),
        earliest=bounded.earliest,
        latest=bounded.latest,
        timex=timex,
        role=role,
        rule=rule,
    )


def _merged(first: DateExpression, second: DateExpression) -> DateExpression:
    """Two ends of one stretch: "June to August 2021", "between 3 and 5 May"."""
    interval = Interval(first.earliest, first.latest).hull(Interval(second.earliest, second.latest))
    timex = timex_of(interval) if interval.closed else f"{first.timex}/{second.timex}"
    role: Role = "at" if first.role in ("until", "duration") else first.role
    return DateExpression(
        span=Span(first.span.begin, second.span.end),
        earliest=interval.earliest,
        latest=interval.latest,
        timex=timex,
        role=role,
        rule="range",
    )


def find_dates(
    content: str, begin: int, end: int, published: str | None = None, context: DateContext | None = None
) -> tuple[DateExpression, ...]:
    """:func:`read_dates` of one stretch of a text."""
    return read_dates(content, [(begin, end)], published, context)
