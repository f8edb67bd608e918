"""What a match of a date pattern says: one builder a kind of expression, None where the words say something else."""

from __future__ import annotations

import re
from calendar import monthrange

from kg.dates.calendar import Interval, day_of, month_of, months_of, single, timex_of, year_of
from kg.dates.parts import Parts
from kg.dates.readings import (
    Fixed,
    Numeric,
    Reading,
    Season,
    Undated,
    UndatedQuarter,
    Vague,
    Whole,
)
from kg.dates.tokens import Tokens, language

# --- months: which words are ones ----------------------------------------------------------------------------


def month_beside(parts: Parts, group: str = "month") -> int | None:
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
    heads = tokens.word(index + 1) in {"-", ":"} and _starts_line(tokens, index)
    if tokens.kind_is(index, "month") or heads and index + 2 < len(tokens):
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


def weekday_ok(parts: Parts) -> bool:
    """Short weekdays are capitalised: "sun", "sat" and "wed" are words."""
    index = parts.at("weekday")
    return (
        index < 0 or not parts.tokens.kind_is(index, "short_weekday") or parts.tokens.raw(index)[0].isupper()
    )


#: Which of several units words point to: the current, the one before, the one behind.
WHICH = {
    "this": 0,
    "current": 0,
    "last": -1,
    "previous": -1,
    "preceding": -1,
    "next": 1,
    "coming": 1,
    "the": 0,
}


def said_year(parts: Parts) -> int | None:
    """0 for "of this year", -1 for "last year"; None where the words speak of something else."""
    return WHICH.get(parts.word("which")) if parts.unit("yearword") == "Y" else None


# --- calendar dates ---------------------------------------------------------------------------------------------


def day_fixed(year: int, month: int | None, day: int, weekday: int | None = None) -> Fixed | None:
    if month is None or (exact := day_of(year, month, day)) is None:
        return None
    return Fixed(single(exact), exact.isoformat(), weekday)


def fixed_on(interval: Interval) -> Fixed | None:
    return Fixed(interval, timex_of(interval)) if interval.closed else None


def iso(parts: Parts) -> Reading | None:
    """2024-02-17, 2024/02/17."""
    return (
        day_fixed(parts.value("year"), parts.value("month"), parts.value("day")) if parts.unspaced() else None
    )


#: Right before numbers, these show that they are a day, or a month.
_BEFORE_DAY = frozenset({"on", "dated", "since", "until", "till", "by"})
_BEFORE_MONTH = frozenset({"in", "since", "until", "till", "from", "by", "of"})


def _is_after(parts: Parts, words: frozenset[str]) -> bool:
    return parts.tokens.word(parts.first - 1) in words


def numeric(parts: Parts) -> Reading | None:
    """17/02/2024, 17.02.2024, 02/17/24."""
    word = parts.word("year")
    if not parts.unspaced() or len(word) not in (2, 4) or not word.isdigit():
        return None
    if len(word) == 2 and parts.word("separator") != "/" and not _is_after(parts, _BEFORE_DAY):
        return None  # "version 3.06.23", but "on 3.06.23"
    year = parts.value("year") if len(word) == 4 else 2000 + int(word)
    first, second = parts.value("first"), parts.value("second")
    return Numeric(first, second, year) if first <= 12 or second <= 12 else None


def full(parts: Parts) -> Reading | None:
    """17 February 2024, Feb 17, 2024."""
    if not weekday_ok(parts):
        return None
    if parts.has("unit") and not (
        parts.tokens.word(parts.at("unit")) == "day" and parts.tokens.kind_is(parts.at("day"), "ordinal")
    ):
        return None  # "the 12th day of March 2024", but not "3 weeks of March 2024"
    return day_fixed(parts.value("year"), month_beside(parts), parts.value("day"), parts.maybe("weekday"))


def short_year(parts: Parts) -> Reading | None:
    """3 June '23, 3 June 23."""
    year = 2000 + parts.value("year")
    return day_fixed(year, month_beside(parts), parts.value("day"), parts.maybe("weekday"))


def slashed(parts: Parts) -> Reading | None:
    """15/05, 05/15: only where a single order is possible."""
    first, second = parts.value("first"), parts.value("second")
    if not _is_after(parts, _BEFORE_DAY) or not parts.unspaced() or (first <= 12) == (second <= 12):
        return None
    day, month = max(first, second), min(first, second)
    return Undated(month, day) if day_of(2024, month, day) is not None else None


def month_slash_year(parts: Parts) -> Reading | None:
    """06/2023."""
    month = parts.value("month")
    known = _is_after(parts, _BEFORE_MONTH) and parts.unspaced() and month <= 12
    return fixed_on(month_of(parts.value("year"), month)) if known else None


def day_range(parts: Parts) -> Reading | None:
    """3-5 June 2021, June 3-5."""
    month, first, last = month_beside(parts), parts.value("day"), parts.value("lastday")
    if month is None or last <= first:
        return None
    if not parts.has("year"):
        return Undated(month, first, last) if day_of(2024, month, last) else None
    begin, end = day_of(parts.value("year"), month, first), day_of(parts.value("year"), month, last)
    return fixed_on(Interval(begin, end))


def day_across(parts: Parts) -> Reading | None:
    """30 June-2 July 2021, with the year said once."""
    month, month2, year = month_beside(parts), month_beside(parts, "month2"), parts.value("year")
    if month is None or month2 is None:
        return None
    begin = day_of(year - (month > month2), month, parts.value("day"))
    return fixed_on(Interval(begin, day_of(year, month2, parts.value("lastday"))))


def day_said_year(parts: Parts) -> Reading | None:
    """April 21 of this year."""
    month = month_beside(parts)
    which = said_year(parts)
    return None if month is None or which is None else Undated(month, parts.value("day"), which=which)


def spelled_day(parts: Parts) -> Reading | None:
    """The first of June."""
    month, day = month_beside(parts), parts.value("ord")
    if month is None or day < 1:
        return None
    return day_fixed(parts.value("year"), month, day) if parts.has("year") else Undated(month, day)


def day_undated(parts: Parts) -> Reading | None:
    """17 February, Friday 3 February."""
    month, day = month_beside(parts), parts.value("day")
    if month is None or not weekday_ok(parts) or day_of(2024, month, day) is None:
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
    }:
        return None
    if index == parts.end - 1 and after == ":" and parts.tokens.word(index + 2).isdigit():
        return None  # "in May 10:30"
    return Undated(month, day, weekday=parts.maybe("weekday"))


def month_year(parts: Parts) -> Reading | None:
    """October 2020, early March 2021."""
    month = month_beside(parts)
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
    first, last = month_beside(parts), month_beside(parts, "month2")
    if first is None or last is None:
        return None
    year = parts.value("year") - (first > last)
    return fixed_on(months_of(year, first, (last - first) % 12 + 1))


def month_range_undated(parts: Parts) -> Reading | None:
    """January-March."""
    first, last = _month_alone(parts), _month_alone(parts, "month2")
    return None if first is None or last is None else Undated(first, months=(last - first) % 12 + 1)


def part_of_month(parts: Parts) -> Reading | None:
    """The first week of June (its days 1 to 7), the second half of May, the last week of March 2023."""
    month, number = month_beside(parts), _order(parts)
    length = (
        1
        if not parts.has("size") and parts.unit() == "D" and number in (1, -1)
        else 7
        if not parts.has("size") and parts.unit() == "W"
        else 15
        if parts.has("size") and parts.value("size") == 6
        else 0
    )
    if month is not None and length == 1 and parts.tokens.word(parts.at("unit")) == "days":
        # "the last days of May": no text says how many
        return fixed_on(month_of(parts.value("year"), month)) if parts.has("year") else Undated(month)
    if month is None or number is None or not length:
        return None
    days = monthrange(parts.value("year") if parts.has("year") else 2023, month)[1]
    if number == -1:
        first, last = (days - length + 1, days) if length < 15 else (16, days)
    else:
        first, last = (number - 1) * length + 1, number * length if length < 15 or number == 1 else days
    if not 1 <= first <= last <= days:
        return None
    if not parts.has("year"):
        return Undated(month, first, last)
    return fixed_on(
        Interval(day_of(parts.value("year"), month, first), day_of(parts.value("year"), month, last))
    )


def month_said_year(parts: Parts) -> Reading | None:
    """July last year."""
    month, which = month_beside(parts), said_year(parts)
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
    if parts.has("which") and (which := said_year(parts)) is None:
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
        return fixed_on(months_of(parts.value("year"), first, count))
    which = said_year(parts)
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
    """The summer of 2021, this summer, in the autumn: resolution knows in which half of the world."""
    code = str(language().values[parts.word("season")])
    year = parts.value("year") if parts.has("year") else None
    return Season(code, year, parts.value("which") if parts.has("which") else None)


def feast(parts: Parts) -> Reading | None:
    """Christmas Day, New Year's Eve 2023: of the feasts only those that have their day in the calendar of states."""
    name, word = parts.word("feast"), parts.word("day")
    if word not in {"day", "eve"} or parts.tokens.word(parts.first - 1) in {"orthodox", "coptic"}:
        return None
    if name == "new" and not parts.tokens.word(parts.first + 1).startswith("year"):
        return None
    month, day = (1, 1) if name == "new" else (12, parts.value("feast"))
    if word == "eve":
        month, day = (12, 31) if name == "new" else (month, day - 1)
    return day_fixed(parts.value("year"), month, day) if parts.has("year") else Undated(month, day)


def winter(parts: Parts) -> Reading | None:
    """Winter 2022/23: only the northern one runs over the turn of a year."""
    year, word = parts.value("year"), parts.word("to")
    if parts.word("season") != "winter" or not word.isdigit() or int(word) % 100 != (year + 1) % 100:
        return None
    return Fixed(months_of(year, 12, 3), f"{year}-WI")


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
    return not line.rpartition("\n")[2].strip(" *•‣▪●-\t[(")


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
    return fixed_on(Interval(year_of(first).earliest, year_of(last).latest))
