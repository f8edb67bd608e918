"""What a match of a date pattern says: one builder a kind of expression, None where the words say something else."""

from __future__ import annotations

import re
from calendar import monthrange

from kg.dates.calendar import Interval, day_of, month_of, months_of, single, timex_of, year_of
from kg.dates.parts import Parts
from kg.dates.readings import (
    Away,
    Basis,
    Bound,
    DayOfMonth,
    Days,
    Distance,
    Fixed,
    In,
    Numeric,
    OnWeekday,
    Reading,
    SameAs,
    Undated,
    UndatedQuarter,
    Until,
    Vague,
    Weekend,
    Whole,
    Window,
    Within,
)
from kg.dates.tokens import Tokens, language

# --- months: which words are ones ----------------------------------------------------------------------------


def _month(parts: Parts, group: str = "month") -> int | None:
    """A month beside a number."""
    index = parts.at(group)
    raw = parts.tokens.raw(index)
    if parts.tokens.kind_is(index, "month") or raw[0].isupper():
        return parts.value(group)
    return parts.value(group) if parts.word(group) in {"april", "june", "august"} else None


def _month_alone(parts: Parts, group: str = "month") -> int | None:
    """A month with no number beside it: capitalised, and if it may be a name or a verb, only after a word of time."""
    tokens, index = parts.tokens, parts.at(group)
    if tokens.kind_is(index, "short_month") or not tokens.raw(index)[0].isupper():
        return None
    if tokens.kind_is(index, "month"):
        return parts.value(group)
    if (
        parts.word(group) == "march"
        and tokens.word(index - 1) in {"the", "this", "to", "on", "for", "of"}
        and not tokens.raw(index).isupper()
    ):
        # "the March on the capital" is one, "the end of March" is none
        return (
            parts.value(group) if tokens.word(index - 1) == "of" and tokens.word(index + 1) != "on" else None
        )
    before = tokens.word(index - 1) if index == parts.first else "of"
    if before == "-":
        before = tokens.word(index - 2)
    if before not in language().month_leads or tokens.word(index + 1) == "day":
        return None
    # "by May Johnson", "to April Lee": a first name
    following = tokens.raw(index + 1)
    return (
        None
        if before in {"by", "to", "and", "for", "from", "of"}
        and following[:1].isupper()
        and len(following) > 1
        else parts.value(group)
    )


def _weekday_ok(parts: Parts) -> bool:
    """Short weekdays are capitalised: "sun", "sat" and "wed" are words."""
    index = parts.at("weekday")
    return (
        index < 0 or not parts.tokens.kind_is(index, "short_weekday") or parts.tokens.raw(index)[0].isupper()
    )


_WHICH = {
    "this": 0,
    "current": 0,
    "last": -1,
    "previous": -1,
    "preceding": -1,
    "next": 1,
    "coming": 1,
    "the": 0,
}


def _said_year(parts: Parts) -> int | None:
    """0 for "of this year", -1 for "last year"; None where the words speak of something else."""
    return _WHICH.get(parts.word("which")) if parts.unit("yearword") == "Y" else None


# --- calendar dates ---------------------------------------------------------------------------------------------


def _day_fixed(year: int, month: int | None, day: int, weekday: int | None = None) -> Fixed | None:
    if month is None or (exact := day_of(year, month, day)) is None:
        return None
    return Fixed(single(exact), exact.isoformat(), weekday)


def _fixed(interval: Interval) -> Fixed | None:
    return Fixed(interval, timex_of(interval)) if interval.closed else None


def iso(parts: Parts) -> Reading | None:
    """2024-02-17, 2024/02/17."""
    return (
        _day_fixed(parts.value("year"), parts.value("month"), parts.value("day"))
        if parts.unspaced()
        else None
    )


def numeric(parts: Parts) -> Reading | None:
    """17/02/2024, 17.02.2024, 02/17/24."""
    word = parts.word("year")
    if not parts.unspaced() or len(word) not in (2, 4) or not word.isdigit():
        return None
    if len(word) == 2 and parts.word("separator") != "/":
        return None
    year = parts.value("year") if len(word) == 4 else 2000 + int(word)
    first, second = parts.value("first"), parts.value("second")
    return Numeric(first, second, year) if first <= 12 or second <= 12 else None


def full(parts: Parts) -> Reading | None:
    """17 February 2024, Feb 17, 2024."""
    if not _weekday_ok(parts):
        return None
    return _day_fixed(parts.value("year"), _month(parts), parts.value("day"), parts.maybe("weekday"))


def day_range(parts: Parts) -> Reading | None:
    """3-5 June 2021, June 3-5."""
    month, first, last = _month(parts), parts.value("day"), parts.value("lastday")
    if month is None or last <= first:
        return None
    if not parts.has("year"):
        return Undated(month, first, last) if day_of(2024, month, last) else None
    begin, end = day_of(parts.value("year"), month, first), day_of(parts.value("year"), month, last)
    return _fixed(Interval(begin, end))


def day_across(parts: Parts) -> Reading | None:
    """30 June-2 July 2021, with the year said once."""
    month, month2, year = _month(parts), _month(parts, "month2"), parts.value("year")
    if month is None or month2 is None:
        return None
    begin = day_of(year - (month > month2), month, parts.value("day"))
    return _fixed(Interval(begin, day_of(year, month2, parts.value("lastday"))))


def day_said_year(parts: Parts) -> Reading | None:
    """April 21 of this year."""
    month = _month(parts)
    which = _said_year(parts)
    return None if month is None or which is None else Undated(month, parts.value("day"), which=which)


def day_undated(parts: Parts) -> Reading | None:
    """17 February, Friday 3 February."""
    month, day = _month(parts), parts.value("day")
    if month is None or not _weekday_ok(parts) or day_of(2024, month, day) is None:
        return None
    index = parts.at("day")
    after = parts.tokens.word(index + 1)
    # "May 10 million", "March 20 percent", "by June 15,000" count something else
    if index == parts.end - 1 and after in {
        "million",
        "billion",
        "thousand",
        "percent",
        "%",
        "per",
        "lakh",
        "crore",
        ":",
    }:
        return None
    return Undated(month, day, weekday=parts.maybe("weekday"))


def month_year(parts: Parts) -> Reading | None:
    """October 2020, early March 2021."""
    month = _month(parts)
    return None if month is None else _modified(parts, month_of(parts.value("year"), month))


def _modified(parts: Parts, interval: Interval) -> Reading | None:
    """Early, mid and late leave the interval as it is: no text says where they end. They show in the TIMEX value."""
    if not interval.closed:
        return None
    mark = {
        "early": "-START",
        "beginning": "-START",
        "start": "-START",
        "mid": "-MID",
        "middle": "-MID",
        "late": "-END",
        "end": "-END",
        "close": "-END",
    }
    return Fixed(interval, timex_of(interval) + mark.get(parts.word("mod"), ""))


def month_range(parts: Parts) -> Reading | None:
    """January-March 2023."""
    first, last = _month(parts), _month(parts, "month2")
    if first is None or last is None:
        return None
    year = parts.value("year") - (first > last)
    return _fixed(months_of(year, first, (last - first) % 12 + 1))


def month_range_undated(parts: Parts) -> Reading | None:
    """January-March."""
    first, last = _month_alone(parts), _month_alone(parts, "month2")
    return None if first is None or last is None else Undated(first, months=(last - first) % 12 + 1)


def part_of_month(parts: Parts) -> Reading | None:
    """The first week of June (its days 1 to 7), the second half of May, the last week of March 2023."""
    month, number = _month(parts), _order(parts)
    length = (
        7
        if not parts.has("size") and parts.unit() == "W"
        else 15
        if parts.has("size") and parts.value("size") == 6
        else 0
    )
    if month is None or number is None or not length:
        return None
    days = monthrange(parts.value("year") if parts.has("year") else 2023, month)[1]
    if number == -1:
        first, last = (days - 6, days) if length == 7 else (16, days)
    else:
        first, last = (number - 1) * length + 1, number * length if length == 7 or number == 1 else days
    if not 1 <= first < last <= days:
        return None
    if not parts.has("year"):
        return Undated(month, first, last)
    return _fixed(
        Interval(day_of(parts.value("year"), month, first), day_of(parts.value("year"), month, last))
    )


def month_said_year(parts: Parts) -> Reading | None:
    """July last year."""
    month, which = _month(parts), _said_year(parts)
    return None if month is None or which is None else Undated(month, which=which)


def month_which(parts: Parts) -> Reading | None:
    """Last July, this March."""
    tokens, index = parts.tokens, parts.at("month")
    if tokens.kind_is(index, "short_month") or not tokens.raw(index)[0].isupper():
        return None
    return Undated(
        parts.value("month"),
        which={"last": -1, "this": 0, "current": 0, "next": 1, "coming": 1}.get(parts.word("which")),
        named=True,
    )


def month_bare(parts: Parts) -> Reading | None:
    """In July."""
    month = _month_alone(parts)
    return None if month is None else Undated(month)


# --- parts of years ----------------------------------------------------------------------------------------------


def _order(parts: Parts) -> int | None:
    word = parts.word("ord")
    if word == "second":
        return 2
    if parts.tokens.kind_is(parts.at("ord"), "clock_unit"):
        return None
    return parts.value("ord")


def _quarter_of(parts: Parts, number: int | None, size: int) -> Reading | None:
    if number == -1:
        number = 12 // size
    if number is None or not 1 <= number <= 12 // size:
        return None
    if parts.has("year"):
        interval = months_of(parts.value("year"), (number - 1) * size + 1, size)
        timex = f"{parts.value('year'):04}-{'Q' if size == 3 else 'H'}{number}"
        return Fixed(interval, timex)
    which = None
    if parts.has("which") and (which := _said_year(parts)) is None:
        return None
    return UndatedQuarter(number, size, which)


def ordinal_quarter(parts: Parts) -> Reading | None:
    """The first quarter of 2023, the second half of this year, last quarter."""
    if parts.word("ord") == "last" and not parts.has("year") and not (parts.has("which")):
        return Whole("Q", -1) if parts.value("size") == 3 else None  # "last quarter" is the one just over
    return _quarter_of(parts, _order(parts), parts.value("size"))


def named_quarter(parts: Parts) -> Reading | None:
    """Q1 2023, H1 2021, Q4."""
    return _quarter_of(parts, parts.value("quarter"), 3 if parts.word("quarter")[0] == "q" else 6)


def first_months(parts: Parts) -> Reading | None:
    """The first six months of 2023."""
    count, unit = parts.count(), parts.unit()
    if unit != "M" or not 1 <= count <= 12 or parts.word("ord") == "third":
        return None
    first = 1 if parts.value("ord") == 1 else 13 - count
    if parts.has("year"):
        return _fixed(months_of(parts.value("year"), first, count))
    which = _said_year(parts)
    return None if which is None else Undated(first, months=count, which=which)


def fiscal(parts: Parts) -> Reading | None:
    """Fiscal years begin in different months: what they cover is known only with a country, which resolution has."""
    word = re.sub(r"\D", "", parts.tokens.word(parts.at("fy"))) if parts.has("fy") else parts.word("year")
    return Vague(f"FY{word}" if len(word) == 4 else f"FY20{word}")


def decade(parts: Parts) -> Reading | None:
    """The 2010s."""
    year = int(parts.word("decade")[:4])
    return _modified(parts, months_of(year, 1, 120))


def season(parts: Parts) -> Reading | None:
    """Seasons fall in different months north and south of the equator: a year's are bounded by that year alone."""
    year = parts.value("year")
    code = str(language().values[parts.word("season")])
    interval = year_of(year) if code != "WI" else Interval(day_of(year, 1, 1), months_of(year, 1, 14).latest)
    return Fixed(interval, f"{year}-{code}")


def season_undated(parts: Parts) -> Reading | None:
    """This summer, in the autumn: no months without a hemisphere."""
    return Vague(f"XXXX-{language().values[parts.word('season')]}")


def year_alone(parts: Parts) -> Reading | None:
    """A year by itself only where the words around it leave no doubt: "in 2019", not "2016 pages" nor "Act 2021"."""
    tokens, index = parts.tokens, parts.at("year")
    before, after = tokens.word(index - 1), tokens.word(index + 1)
    if after in {"%", "percent", "per", "million", "billion", "thousand"} or before in {*"$€£#"}:
        return None
    end = tokens.span(index)[1]
    if re.match(r"[.:/-]\d|\w|%", tokens.low[end : end + 2]):
        return None
    if (
        after.endswith("s")
        and len(after) > 3
        and after not in language().no_plurals
        and tokens.raw(index + 1).islower()
        and before not in {"the", "'", "s"}
    ) and after not in language().dated_events:
        return None
    reading = _modified(parts, year_of(parts.value("year")))
    if parts.has("mod"):
        return reading
    before = (
        tokens.word(index - 2)
        if before == "," and tokens.word(index - 2) in language().year_leads
        else before
    )
    if before in language().year_leads:
        return reading
    if (
        before in {"least", "about", "around"}
        and {tokens.word(index - 2), tokens.word(index - 3)} & language().year_leads
    ):
        return reading
    if before == "of" and tokens.kind_is(index - 2, "number", "day", "year"):
        return None  # the number and year of a case or law
    if before == "of" and tokens.word(index - 2) not in language().not_after_year_of:
        return reading
    if before == "to" and tokens.word(index - 2) in {"prior", "up", "back"}:
        return reading
    if before in {"to", "and", "-", "or"} and (
        tokens.kind_is(index - 2, "year", "month", "name_like_month") or tokens.word(index - 4) == "between"
    ):
        return reading
    if (
        before == ","
        and tokens.kind_is(index - 2, "year")
        or before == "the"
        and tokens.word(index - 2) in {"of", "for", "in"}
        and after in {"", ".", ","}
    ):
        return reading
    if index + 1 < len(tokens) and after in {"-", ":"} and _starts_line(tokens, index):
        return reading
    return _event_year(parts, index)


def _starts_line(tokens: Tokens, index: int) -> bool:
    begin = tokens.span(index)[0]
    line = tokens.low[max(0, begin - 6) : begin]
    return not line.rpartition("\n")[2].strip(" *•-\t")


def _event_year(parts: Parts, index: int) -> Reading | None:
    tokens, events = parts.tokens, language().dated_events
    if tokens.word(index - 1) in {"the", "s", "its", "their", "'"} and any(
        tokens.word(index + n) in events for n in (1, 2, 3)
    ):
        return Fixed(year_of(parts.value("year")), parts.word("year"), certain=False)
    return None


def year_span(parts: Parts) -> Reading | None:
    """2012-2016, 2015-16."""
    first, word = parts.value("year"), parts.word("to")
    if not word.isdigit() or len(word) not in (2, 4):
        return None
    last = int(word) if len(word) == 4 else first // 100 * 100 + int(word)
    if (
        not first < last <= first + 60
        or not parts.unspaced()
        and parts.tokens.word(parts.first - 1) not in language().year_leads
    ):
        return None
    return _fixed(Interval(year_of(first).earliest, year_of(last).latest))


# --- days and units counted from the publication -------------------------------------------------------------------


def dayword(parts: Parts) -> Reading | None:
    """Today, yesterday evening, the day before yesterday."""
    offset = parts.value("dayword")
    if parts.has("before"):
        offset = -2 if offset == -1 else 2
    suffix = (
        "TNI" if parts.word("dayword") == "tonight" else f"T{parts.unit('part')}" if parts.has("part") else ""
    )
    return Days(offset, offset, suffix)


def part_of_today(parts: Parts) -> Reading | None:
    """This morning, last night."""
    offset = -1 if parts.word("which") == "last" else 0
    return Days(offset, offset, f"T{parts.unit('part')}")


def part_of_told_day(parts: Parts) -> Reading | None:
    """That night, the same evening, the evening before, the next morning: of the day last spoken of, or beside it."""
    which = parts.word("which")
    if which in {"that", "same"}:
        return SameAs("D")
    if which in {"before", "after"} and parts.tokens.word(parts.end) not in _AFTER_A_DAY | {
        "",
        ",",
        ".",
        ";",
    } - {"the"}:
        return None  # "the morning after the vote" counts from the vote
    return Whole("D", -1 if which in {"before", "previous", "preceding", "prior"} else 1, "text")


#: Up to so many hours after something it is taken to be the same day still.
_SAME_DAY = 5


def hours_later(parts: Parts) -> Reading | None:
    """Hours later, a few minutes later, two hours afterwards: the same day; 24 or 48 hours later are days."""
    count = parts.count() if parts.has("count") else 0
    if parts.word("later") == "after" and parts.tokens.word(parts.end) not in {"", ",", ".", ";"}:
        return None  # "hours after the ruling" counts from the ruling
    if parts.unit() != "H":
        return SameAs("D")
    if count and count % 24 == 0:
        return Away("D", count // 24, 1, basis="text")
    return SameAs("D") if count <= _SAME_DAY else None


def in_the_unit(parts: Parts) -> Reading | None:
    """Later in the day, earlier in the month."""
    return SameAs(parts.unit()) if parts.unit() in {"D", "W", "M", "Y"} else None


def day_by_ordinal(parts: Parts) -> Reading | None:
    """On the 4th: of the month last spoken of. Before a noun it counts something else ("on the 4th floor")."""
    following = parts.tokens.word(parts.end)
    if following[:1].isalnum() and following not in _AFTER_A_DAY:
        return None
    return DayOfMonth(parts.value("day"), SameAs("M"))


#: Words behind a bare "the 4th" that leave it a day.
_AFTER_A_DAY = frozenset(
    {
        "that",
        "it",
        "and",
        "the",
        "to",
        "when",
        "he",
        "she",
        "they",
        "in",
        "at",
        "by",
        "after",
        "we",
        "i",
        "as",
    }
)


def weekday(parts: Parts) -> Reading | None:
    """On Saturday, last Friday, the following Monday, Monday evening."""
    if not _weekday_ok(parts) or parts.tokens.kind_is(parts.at("weekday"), "short_weekday"):
        return None
    which = parts.word("which")
    basis: Basis = (
        "text"
        if which in {"following", "previous", "preceding", "subsequent", "that", "same"}
        else "publication"
    )
    sense = {
        "last": -1,
        "past": -1,
        "previous": -1,
        "preceding": -1,
        "this": 0,
        "following": 1,
        "subsequent": 1,
        "that": 0,
        "same": 0,
    }
    return OnWeekday(parts.value("weekday"), None if not which else sense.get(which, 1), basis)


def weekday_of_week(parts: Parts) -> Reading | None:
    """Monday last week."""
    if parts.unit() != "W" or not _weekday_ok(parts):
        return None
    return OnWeekday(
        parts.value("weekday"), weeks={"last": -1, "this": 0, "next": 1, "coming": 1}[parts.word("which")]
    )


def whole(parts: Parts) -> Reading | None:
    """Last week, this month, earlier this year."""
    unit, which = parts.unit(), parts.word("which")
    if unit == "F" or parts.tokens.word(parts.at("unit")).endswith("s") and unit != "F":
        return None
    offsets = {"last": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
    if which in offsets:
        if unit == "D" and which != "this":
            return SameAs("D") if False else Whole("D", offsets[which], "text")
        part = (
            "so far"
            if parts.word("when") in {"earlier", "so"}
            else "rest"
            if parts.word("when") == "later"
            else "whole"
        )
        if unit == "D":
            return None
        return Whole(unit, offsets[which], part=part)  # type: ignore[arg-type]
    return Whole(unit, -1 if which in {"previous", "preceding"} else 1, "text")


def edge(parts: Parts) -> Reading | None:
    """The end of the year, the beginning of last month."""
    word = parts.word("which")
    unit = parts.unit()
    if unit == "D" or parts.tokens.word(parts.at("unit")).endswith("s"):
        return None
    edge = (
        "end"
        if parts.tokens.kind_is(parts.at("mod"), "late")
        else "start"
        if parts.tokens.kind_is(parts.at("mod"), "early")
        else "whole"
    )
    return Whole(unit, _WHICH.get(word, 0), "text" if word in {"that", "same"} else "publication", edge)  # type: ignore[arg-type]


def weekend(parts: Parts) -> Reading | None:
    """At the weekend."""
    which = parts.word("which")
    return Weekend(
        {"last": -1, "past": None, "this": 0, "next": 1, "coming": 1}.get(which) if which else None
    )


def _bound(parts: Parts) -> Bound:
    return (
        "more"
        if parts.has("more")
        else "less"
        if parts.has("less")
        else "about"
        if parts.has("nearly")
        else "exactly"
    )


def _sized(parts: Parts) -> tuple[str, int] | None:
    """Unit and number; hours that make up whole days count as days."""
    count, unit = parts.count(), parts.unit()
    if unit in {"H", "m", "S"}:
        unit, count = ("D", count // 24) if unit == "H" and count % 24 == 0 else ("", 0)
    return (unit, count) if 0 < count < 10_000 else None


def ago(parts: Parts) -> Reading | None:
    """Two days ago, more than a week ago."""
    size = _sized(parts)
    return None if size is None else Away(*size, -1, _bound(parts))


def text_away(parts: Parts) -> Reading | None:
    """Two days later, a week earlier: from what was told before."""
    size = _sized(parts)
    if size is None:
        return None
    return Away(*size, 1 if parts.has("later") else -1, _bound(parts), "text")


def from_now(parts: Parts) -> Reading | None:
    """Two weeks from now."""
    size = _sized(parts)
    return None if size is None else Away(*size, 1, _bound(parts))


def distance(parts: Parts) -> Reading | None:
    """Two days after it was blocked."""
    size = _sized(parts)
    return (
        None if size is None else Distance(*size, 1 if parts.word("side") == "after" else -1, _bound(parts))
    )


def window(parts: Parts) -> Reading | None:
    """The past year, the last two weeks, the next three months."""
    size = _sized(parts) if parts.has("count") else (parts.unit(), 1)
    if size is None or not parts.has("count") and parts.word("which") not in {"past"}:
        return None
    return Window(*size, 1 if parts.tokens.kind_is(parts.at("which"), "next", "following") else -1)


def within(parts: Parts) -> Reading | None:
    """Within a week."""
    size = _sized(parts)
    return None if size is None else Within(*size)


def in_time(parts: Parts) -> Reading | None:
    """In two weeks."""
    size = _sized(parts)
    return None if size is None else In(*size)


def same(parts: Parts) -> Reading | None:
    """That day, the same month."""
    if parts.tokens.word(parts.at("unit")).endswith("s"):
        return None
    return SameAs(parts.unit())


def same_period(parts: Parts) -> Reading | None:
    if parts.has("yearword"):
        which = _said_year(parts)
        return (
            SameAs("P", which)
            if which is not None
            else SameAs("P", -1)
            if parts.unit("yearword") == "Y"
            else None
        )
    return SameAs("P")


def day_beside(parts: Parts) -> Reading | None:
    """The day before (it happened): counted from what the text last spoke of."""
    if parts.unit() == "F":
        return None
    if parts.word("side") in {"before", "earlier"}:
        return Whole(parts.unit(), -1, "text") if parts.unit() == "D" else None
    return Whole(parts.unit(), 1, "text") if parts.unit() == "D" else None


def day_of_month(parts: Parts) -> Reading | None:
    """The 31st of that month."""
    if parts.unit() != "M":
        return None
    which = parts.word("which")
    if which in {"that", "same"}:
        return DayOfMonth(parts.value("day"), SameAs("M"))
    return DayOfMonth(parts.value("day"), Whole("M", {"last": -1, "next": 1, "previous": -1}.get(which, 0)))


def months_ended(parts: Parts) -> Reading | None:
    """The six months ended 30 June 2021, the year to March 2022."""
    if parts.has("size"):
        size: tuple[str, int] | None = ("Q", 1) if parts.value("size") == 3 else ("M", 6)
    else:
        size = _sized(parts) if parts.has("count") else (parts.unit(), 1)
    month = _month(parts)
    if not parts.has("size") and not parts.has("count") and parts.tokens.word(parts.at("unit")).endswith("s"):
        return None  # "on exam days until September 4"
    if size is None or month is None or size[0] not in {"D", "W", "M", "Q", "Y"}:
        return None
    end: Reading | None
    if parts.has("year") and parts.has("day"):
        end = _day_fixed(parts.value("year"), month, parts.value("day"))
    elif parts.has("year"):
        end = _fixed(month_of(parts.value("year"), month))
    else:
        end = Undated(month, parts.maybe("day"))
    return Until(*size, end) if isinstance(end, Fixed | Undated) else None


# --- lengths and vague times ------------------------------------------------------------------------------------------


def duration(parts: Parts) -> Reading | None:
    """Ten days, seven-month."""
    tokens = parts.tokens
    after = tokens.word(parts.end) if tokens.word(parts.end) != "-" else tokens.word(parts.end + 1)
    count, unit = parts.count(), parts.unit()
    if after == "old" or after == "of" and tokens.word(parts.end + 1) == "age" or not count:
        return None
    word = tokens.word(parts.at("count"))
    if word in {"a", "an"} and tokens.word(parts.first - 1) in {"$", "€"}:
        return None
    # "50 million page views a month" is a rate, "a second committee" an order
    if word in {"a", "an"} and (unit in {"S", "m"} or tokens.word(parts.first - 1) not in {"for", "than", "nearly", "about", "over", "under", "lasted", "lasting", "within", "after", "given", "took"}):  # fmt: skip
        return None
    if unit in {"S", "m"} and word == "one" and not tokens.word(parts.at("unit")).endswith("s"):
        return None
    letter = {"F": "W", "X": "Y", "S": "S", "m": "M", "H": "H"}.get(unit, unit)
    scale = {"F": 2, "X": 10}.get(unit, 1)
    time = "T" if unit in {"S", "m", "H"} else ""
    return Vague(f"P{time}{count * scale}{letter}", duration=True)


def duration_vague(parts: Parts) -> Reading | None:
    """Several weeks, recent months."""
    unit = parts.unit()
    if not parts.tokens.word(parts.at("unit")).endswith("s"):
        return None
    letter = {"F": "W", "X": "Y", "S": "S", "m": "M", "H": "H"}.get(unit, unit)
    time = "T" if unit in {"S", "m", "H"} else ""
    if parts.tokens.word(parts.at("vague")) == "recent":
        return Vague("PAST_REF")
    return Vague(f"P{time}X{letter}", duration=True)


def overnight(parts: Parts) -> Reading | None:
    """The night up to the day of publication."""
    return Days(-1, 0, "TNI")


def vague_window(parts: Parts) -> Reading | None:
    """Recent weeks, the last few months."""
    return past_ref(parts) if parts.tokens.word(parts.end - 1).endswith("s") else None


def edge_word(parts: Parts) -> Reading | None:
    """Year-end, month-end."""
    return Whole(parts.unit("which"), 0, part="end") if parts.unit("which") in {"Y", "M"} else None


def past_ref(parts: Parts) -> Reading | None:
    """A time back that the words do not fix."""
    return Vague("PAST_REF")


def future_ref(parts: Parts) -> Reading | None:
    """A time ahead that the words do not fix."""
    return Vague("FUTURE_REF") if parts.tokens.word(parts.at("unit")).endswith("s") else None


def next_in_text(parts: Parts) -> Reading | None:
    """The following week, the previous month: from what was told before."""
    word, unit = parts.word("which"), parts.unit()
    if unit == "F" or parts.tokens.word(parts.at("unit")).endswith("s"):
        return None
    return Whole(unit, -1 if word in {"previous", "preceding", "prior"} else 1, "text")
