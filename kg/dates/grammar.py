"""The grammar of date expressions: patterns over kinds of tokens, and what each reads.

In a pattern ``@month`` is a token of that kind and ``$DAY`` a fragment from :data:`_FRAGMENTS`; blanks mean nothing. Rules are
tried in order at each token, and the first that both matches and makes sense wins, so longer forms stand first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from kg.dates import builders as says
from kg.dates import counted, lengths
from kg.dates.parts import Parts
from kg.dates.readings import (
    Reading,
)
from kg.dates.tokens import Tokens, language

Build = Callable[[Parts], Reading | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what its matches say; the builder returns None where the words turn out to say something else."""

    name: str
    pattern: str
    build: Build


_MONTHS = "@month|@name_like_month|@short_month@dot?"
_FRAGMENTS = {
    "WD": r"(?:(?P<weekday>@weekday|@short_weekday)@dot?@comma?(?:@the(?=@ordinal|@day))?)?",
    "DAY": r"(?P<day>@day|@ordinal)",
    "LASTDAY": r"(?P<lastday>@day|@ordinal)",
    "MONTH2": rf"(?P<month2>{_MONTHS})",
    "MONTH": rf"(?P<month>{_MONTHS})",
    "ANYMONTH": rf"(?:{_MONTHS})",
    "YEAR": r"(?P<year>@year)",
    "SAIDYEAR": r"@comma?(?:@of|@in)?@the?(?P<which>@this|@last|@next|@same|@that|@previous|@following|@the)(?P<yearword>@date_unit)",
    "MOD": r"(?:@the?(?P<mod>@early|@mid|@late)@dash?(?:@in|@of)?@the?)?",
    "ORD": r"(?P<ord>@first_to_fourth|@clock_unit|@last|@ordinal)",
    "N": r"(?:@article?@couple@of?|@number_word(?:@dash?@number_word)?|(?:@article|@number_word)?@dozen|@day|@number|@article)",
    "VAGUENESS": r"(?:(?P<more>@more@than|@over)|(?P<less>@less@than)|(?P<nearly>@nearly))?",
    "ANYUNIT": r"(?:@working|@all)?(?P<unit>@date_unit|@clock_unit)",
    "THE": r"(?:@the(?=@ordinal))?",
    "PART": r"(?:@comma?(?P<part>@daypart))?",
    "QUARTERYEAR": r"(?:(?:@of|@in)?@the?(?:@date_unit)?@comma?(?P<year>@year))",
}


# --- the table ------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule("iso", r"(?P<year>@year)(?P<separator>@dash|@slash|@dot)(?P<month>@day)(?P=separator)(?P<day>@day)", says.iso),
    Rule("numeric", r"(?P<first>@day)(?P<separator>@slash|@dash|@dot)(?P<second>@day)(?P=separator)(?P<year>@year|@day|@number)", says.numeric),
    Rule("months-ended", r"@the?(?:(?P<ord>@first_to_fourth|@clock_unit)?(?P<size>@quarter_word)|(?:(?P<count>$N)@dash?)?(?P<unit>@date_unit)(?:@period)?)(?:@ended|@range_word)(?:@on)?$MONTH$DAY(?:@comma?$YEAR)?", counted.months_ended),
    Rule("months-ended", r"@the?(?:(?P<ord>@first_to_fourth|@clock_unit)?(?P<size>@quarter_word)|(?:(?P<count>$N)@dash?)?(?P<unit>@date_unit)(?:@period)?)(?:@that)?(?:@ended|@range_word)(?:@on|@in)?(?:$DAY@of?)?$MONTH(?:@comma?$YEAR)?", counted.months_ended),
    Rule("week-of", r"@the?(?P<unit>@date_unit)(?:@of|@early)$WD$THE$DAY@of?$MONTH(?:@comma?$YEAR)?", counted.week_of),
    Rule("week-of", r"@the?(?P<unit>@date_unit)(?:@of|@early)$WD$MONTH$DAY(?:@comma?$YEAR)?", counted.week_of),
    Rule("day-of-this-month", r"@the?(?P<day>@ordinal)(?P<which>@instant)@dot?", counted.instant),
    Rule("part-of-month", r"@the?$ORD(?P<unit>@date_unit)@of$MONTH(?:@comma?$YEAR)?", says.part_of_month),
    Rule("part-of-month", r"@the?$ORD(?P<size>@quarter_word)@of$MONTH(?:@comma?$YEAR)?", says.part_of_month),
    Rule("day-across-months", r"$DAY$MONTH@dash$LASTDAY$MONTH2@comma?$YEAR", says.day_across),
    Rule("day-across-months", r"$MONTH$DAY@dash$MONTH2$LASTDAY@comma?$YEAR", says.day_across),
    Rule("day-list", r"$DAY(?:@comma(?:@day|@ordinal))+@comma?@and$LASTDAY@of?$MONTH(?:@comma?$YEAR)?", says.day_range),
    Rule("day-range", r"$DAY(?:@dash|@range_word|@and)$LASTDAY@of?$MONTH(?:@comma?$YEAR)?", says.day_range),
    Rule("day-range", r"$MONTH$DAY(?:@dash|@range_word)$LASTDAY(?!$ANYMONTH|@dash|@slash)(?:@comma?$YEAR)?", says.day_range),
    Rule("day-month-year", r"$WD$THE$DAY@dash?(?:(?P<unit>@date_unit)@of)?@of?$MONTH@dash?@comma?(?:@of|@in)?$YEAR", says.full),
    Rule("month-day-year", r"$WD$MONTH@dash?@the?$DAY@dash?@comma?(?:@of|@in)?$YEAR", says.full),
    Rule("day-said-year", r"$WD$THE$DAY@of?$MONTH$SAIDYEAR", says.day_said_year),
    Rule("day-said-year", r"$WD$MONTH@the?$DAY$SAIDYEAR", says.day_said_year),
    Rule("day-month-short-year", r"$WD$THE$DAY@of?$MONTH@comma?@quote(?P<year>@day|@number)", says.short_year),
    Rule("day-month-short-year", r"$WD$THE$DAY@of?$MONTH(?P<year>@day)(?=@comma|@dot|@semicolon|@close|@break|\Z)", says.short_year),
    Rule("month-day-short-year", r"$WD$MONTH@the?$DAY@comma?@quote(?P<year>@day|@number)", says.short_year),
    Rule("day-slash-month", r"(?P<first>@day)@slash(?P<second>@day)", says.slashed),
    Rule("month-slash-year", r"(?P<month>@day)@slash(?P<year>@year)", says.month_slash_year),
    Rule("month-range", r"$MONTH(?:@dash|@slash)$MONTH2(?:@quarter_word)?@comma?@of?$YEAR", says.month_range),
    Rule("day-month", r"@the(?P<ord>@first_to_fourth|@ordinal_word)@of$MONTH(?:@comma?$YEAR)?", says.spelled_day),
    Rule("day-month", r"$THE$DAY@of?$MONTH@comma@article(?P<weekday>@weekday)", says.day_undated),
    Rule("month-day", r"$MONTH@the?$DAY@comma@article(?P<weekday>@weekday)", says.day_undated),
    Rule("day-month", r"$WD$THE$DAY@of?$MONTH", says.day_undated),
    Rule("month-year", r"$MOD$MONTH@comma?@of?$YEAR(?!@comma?@year)", says.month_year),
    Rule("month-day", r"$WD$MONTH@the?$DAY(?!@dash?$ANYMONTH)", says.day_undated),
    Rule("month-said-year", r"$MOD$MONTH$SAIDYEAR", says.month_said_year),
    Rule("month-range-undated", r"$MONTH(?:@dash|@slash)$MONTH2(?:@quarter_word)?", says.month_range_undated),
    Rule("month-which", r"(?P<which>@last|@this|@next)$MONTH(?!@day|@ordinal)", says.month_which),
    Rule("first-months", r"@the?(?P<ord>@first_to_fourth|@last)(?P<count>$N)(?P<unit>@date_unit)(?:@of|@in)(?:@the@date_unit)?$YEAR", says.first_months),
    Rule("first-months", r"@the?(?P<ord>@first_to_fourth|@last)(?P<count>$N)(?P<unit>@date_unit)$SAIDYEAR", says.first_months),
    Rule("quarter", r"(?P<quarter>@quarter_name|@half_name)(?:@dash|@slash|@comma)?@of?@the?$YEAR", says.named_quarter),
    Rule("quarter", r"$YEAR(?:@dash|@comma)?(?P<quarter>@quarter_name|@half_name)", says.named_quarter),
    Rule("quarter", r"@the?$ORD@dash?(?P<size>@quarter_word)$QUARTERYEAR", says.ordinal_quarter),
    Rule("quarter-said-year", r"(?P<quarter>@quarter_name|@half_name)$SAIDYEAR", says.named_quarter),
    Rule("quarter-said-year", r"@the?$ORD(?P<size>@quarter_word)$SAIDYEAR", says.ordinal_quarter),
    Rule("quarter-undated", r"(?P<quarter>@quarter_name)(?!@fiscal|@fiscal_name)", says.named_quarter),
    Rule("quarter-undated", r"@the?$ORD(?P<size>@quarter_word)(?!@of|@dash)", says.ordinal_quarter),
    Rule("quarter-of-fiscal-year", r"(?:@quarter_name|$ORD@quarter_word)(?:@of)?@the?(?P<fy>@fiscal_name)", says.fiscal),
    Rule("fiscal-year", r"(?P<fy>@fiscal_name)(?:(?:@dash|@slash)(?:@day|@number))?", says.fiscal),
    Rule("fiscal-year", r"@the?@fiscal(?:@date_unit)?$YEAR(?:(?:@dash|@slash)(?:@day|@number|@year))?", says.fiscal),
    Rule("fiscal-year", r"@the?$YEAR(?:(?:@dash|@slash)(?:@day|@number|@year))?@fiscal(?:@date_unit)", says.fiscal),
    Rule("decade", r"$MOD@the?(?P<decade>@decade)", says.decade),
    Rule("feast", r"(?P<feast>@feast)(?P<day>@date_unit|@eve)(?:@comma?@of?$YEAR)?", says.feast),
    Rule("feast", r"(?P<feast>@new)@date_unit@quote@s(?P<day>@date_unit|@eve)(?:@comma?@of?$YEAR)?", says.feast),
    Rule("season", r"@the?(?P<season>@season)@of?$YEAR(?:@slash|@dash)(?P<to>@year|@day|@number)", says.winter),
    Rule("season", r"@the?(?P<season>@season)@comma?@of?$YEAR", says.season),
    Rule("season-undated", r"(?P<which>@this|@last|@next)(?P<season>@season)", says.season),
    Rule("season-undated", r"(?<=@in|@over)@the?(?P<season>@season)(?!@of)", says.season),
    Rule("year-span", r"$YEAR@dash(?P<to>@year|@day|@number)", says.year_span),
    Rule("year", r"$MOD$YEAR", says.year_alone),
    Rule("weekday-of-week", r"(?P<weekday>@weekday)$PART@of?(?P<which>@last|@this|@next)(?P<unit>@date_unit)", counted.weekday_of_week),
    Rule("weekday-before-last", r"(?:@the)(?P<weekday>@weekday)@before@last", counted.weekday_before_last),
    Rule("weekday-and-week", r"@article(?P<unit>@date_unit)(?P<ago>@ago)?(?:@on)?(?P<weekday>@weekday)", counted.weekday_and_week),
    Rule("unit-before-last", r"(?:@the)(?P<unit>@date_unit)@before@last(?!@weekday|@date_unit|$ANYMONTH)", counted.before_last),
    Rule("weekday", r"(?:@the?(?P<which>@last|@this|@next|@past|@previous|@following|@that|@same))?(?P<weekday>@weekday)$PART", counted.weekday),
    Rule("today", r"@the@date_unit(?P<before>@before|@after)(?P<dayword>@dayword)", counted.dayword),
    Rule("today", r"(?:@earlier|@later|@early|@late)?(?P<dayword>@dayword)(?P<before>(?!))?$PART", counted.dayword),
    Rule("day-by-ordinal", r"(?<=@on)@the(?P<day>@ordinal)(?!@of|@dash|@quarter_word|@date_unit|@clock_unit|$ANYMONTH)", counted.day_by_ordinal),
    Rule("part-of-told-day", r"@the?(?:@later)?(?P<which>@that|@same|@next|@following|@previous)@same?(?P<part>@daypart)", counted.part_of_told_day),
    Rule("part-of-told-day", r"@the(?P<part>@daypart)(?P<which>@before|@after)", counted.part_of_told_day),
    Rule("distance", r"(?:(?:@article?(?P<vague>@vague_number)|(?P<count>$N))?)(?P<unit>@clock_unit)(?P<side>@after|@before)", counted.hours_beside),
    Rule("hours-later", r"(?:(?:@article?(?P<vague>@vague_number)|(?P<count>$N))?)(?P<unit>@clock_unit)(?P<later>@later|@after|@earlier)(?!@than)", counted.hours_later),
    Rule("later-that-day", r"(?:@later|@earlier)@in@the(?P<unit>@date_unit)", counted.in_the_unit),
    Rule("part-of-today", r"(?:@earlier|@later)?(?P<which>@this|@last)(?P<part>@daypart)", counted.part_of_today),
    Rule("overnight", r"@overnight", lengths.overnight),
    Rule("weekend", r"(?:@the)?(?P<which>@last|@this|@next|@past)?@weekend", counted.weekend),
    Rule("window", r"@the?(?P<which>@last|@past|@next|@following|@previous)(?P<count>$N)(?P<unit>@date_unit)", counted.window),
    Rule("window", r"@the?(?P<which>@past)(?P<unit>@date_unit)", counted.window),
    Rule("window", r"@the?(?P<which>@last|@past|@next|@following|@previous)(?P<count>$N)(?P<unit>@clock_unit)", counted.window),
    Rule("vague-window", r"@the?(?:@last|@past|@previous|@recent)(?P<vague>@vague_number)?(?P<unit>@date_unit|@clock_unit)", lengths.vague_window),
    Rule("vague-window", r"@the?@next(?:@vague_number)?(?P<unit>@date_unit)", lengths.future_ref),
    Rule("this-unit", r"(?P<when>@earlier|@later|@early|@late|@so@far)?(?P<which>@last|@this|@next)@all?(?P<unit>@date_unit)", counted.whole),
    Rule("so-far", r"(?:@so(?P<when>@far))(?P<which>@this)(?P<unit>@date_unit)", counted.whole),
    Rule("edge-of-unit", r"@the?(?P<mod>@early|@mid|@late)@dash?@of@the?(?P<which>@this|@last|@next|@that|@same)?(?P<unit>@date_unit)", counted.edge),
    Rule("edge-of-unit", r"(?P<which>@date_unit)@dash(?P<mod>@late)(?P<unit>(?!))?", lengths.edge_word),
    Rule("following-unit", r"@the(?P<which>@following|@previous|@next)(?P<when>(?!))?(?P<unit>@date_unit)", lengths.next_in_text),
    Rule("day-of-month", r"@the?(?P<day>@ordinal)@of(?P<which>@that|@this|@the|@last|@next|@same)@same?(?P<unit>@date_unit)", counted.day_of_month),
    Rule("same-unit", r"(?:@the@same|@that@same|@that|@this@same)(?P<unit>@date_unit)", counted.same),
    Rule("same-unit", r"@same(?P<unit>@date_unit)(?=@dash|@comma|@dot)", counted.same),
    Rule("same-period", r"@the?@same@period$SAIDYEAR", counted.same_period),
    Rule("same-period", r"(?:@the@same|@that|@this@same)@period", counted.same_period),
    Rule("same-period", r"@the@same(?:@quarter_word)$SAIDYEAR", counted.same_period),
    Rule("ago", r"$VAGUENESS(?P<count>$N)(?P<unit>@date_unit)@ago", counted.ago),
    Rule("moments-ago", r"(?:(?P<count>$N)|@article?@vague_number)?(?P<unit>@clock_unit)@ago", counted.moments_ago),
    Rule("ago-vague", r"(?:@article?@vague_number)?(?P<unit>@date_unit|@clock_unit)@ago", lengths.past_ref),
    Rule("later", r"$VAGUENESS(?P<count>$N)(?P<unit>@date_unit)(?P<later>@later)", counted.text_away),
    Rule("earlier", r"$VAGUENESS(?P<count>$N)(?P<unit>@date_unit)(?P<later>(?!))?(?:@earlier)(?!@than)", counted.text_away),
    Rule("from-now", r"$VAGUENESS(?P<count>$N)(?P<unit>@date_unit)@from(?:@dayword|@now)", counted.from_now),
    Rule("earlier", r"$VAGUENESS(?P<count>$N)(?P<unit>@date_unit)(?P<later>(?!))?@before(?=@comma|@dot|@semicolon|@close|@break|\Z)", counted.text_away),
    Rule("later", r"$VAGUENESS(?P<count>$N)(?P<unit>@date_unit)(?P<later>@after)(?=@comma|@dot|@semicolon|@close|@break|\Z)", counted.text_away),
    Rule("distance", r"$VAGUENESS(?P<count>$N)(?P<unit>@date_unit)(?P<side>@after|@before)", counted.distance),
    Rule("distance", r"@the(?P<unit>@date_unit)(?P<side>@after|@before)", counted.the_day),
    Rule("day-beside", r"@the(?P<unit>@date_unit)(?P<side>@before|@after|@earlier)", counted.day_beside),
    Rule("within", r"(?<=@within)(?:@the)?(?:@next|@following)?(?P<count>$N)$ANYUNIT", counted.within),
    Rule("in", r"(?<=@in)$VAGUENESS(?P<count>$N)(?P<unit>@date_unit)", counted.in_time),
    Rule("duration", r"(?P<count>$N)(?:@dash)?$ANYUNIT", lengths.duration),
    Rule("duration-vague", r"(?:@article)?(?P<vague>@vague_number)@dash?$ANYUNIT", lengths.duration_vague),
    Rule("month", r"$MOD$MONTH", says.month_bare),
)  # fmt: skip


#: Kinds of which every pattern needs at least one.
_CORE = (
    "month", "name_like_month", "short_month", "weekday", "short_weekday", "date_unit", "clock_unit", "quarter_word", "quarter_name",
    "half_name", "ordinal", "instant", "season", "weekend", "daypart", "dayword", "overnight", "period", "eve", "feast", "year", "decade", "fiscal_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Compiled:
    """``runs`` finds stretches of tokens that can hold a date, ``any_rule`` the first rule that matches somewhere, ``each`` reads it."""

    runs: re.Pattern[str]
    any_rule: re.Pattern[str]
    each: tuple[re.Pattern[str], ...]


@cache
def _compiled() -> _Compiled:
    letters = language().letters

    def fragment(match: re.Match[str]) -> str:
        return _FRAGMENTS[match[1]]

    def expand(pattern: str) -> str:
        while "$" in pattern:
            pattern = re.sub(r"\$([A-Z0-9]+)", fragment, pattern)
        return re.sub(r"@([a-z_]+)", lambda m: letters.get(m[1], "(?!)"), pattern)

    each = [expand(rule.pattern) for rule in RULES]
    # one group a rule; the groups inside lose their names, except where a rule looks back at one
    alternatives = []
    for number, pattern in enumerate(each):
        unnamed = pattern.replace("(?P=separator)", f"(?P=s{number})").replace(
            "(?P<separator>", f"(?P<s{number}>"
        )
        alternatives.append(
            f"(?P<r{number}>{re.sub(r'[(][?]P<[a-z][a-z0-9]*[a-z][a-z0-9]*>', '(?:', unnamed)})"
        )
    outside = letters["other"] + letters["break"]
    core = "".join(letters[name] for name in _CORE)
    day, joints = letters["day"], letters["slash"] + letters["dash"] + letters["dot"]
    runs = (
        rf"(?:(?![{core}]|{day}[{joints}]{day})[^{outside}])*(?:[{core}]|{day}[{joints}]{day})[^{outside}]*"
    )
    return _Compiled(re.compile(runs), re.compile("|".join(alternatives)), tuple(re.compile(p) for p in each))


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of the tokens ``[first, end)`` and the rule that made it."""

    first: int
    end: int
    reading: Reading
    rule: str


def readings(tokens: Tokens) -> list[Found]:
    """All date expressions among the tokens, in order and without overlap."""
    compiled, kinds = _compiled(), tokens.kinds
    found: list[Found] = []
    for run in compiled.runs.finditer(kinds):
        position = run.start()
        while (start := compiled.any_rule.search(kinds, position, run.end())) is not None:
            item = _read(start, tokens, compiled)
            if item is not None:
                found.append(item)
            position = item.end if item is not None else start.start() + 1
    return found


def _read(start: re.Match[str], tokens: Tokens, compiled: _Compiled) -> Found | None:
    """The first rule from the one that matched on whose words make sense."""
    begin = start.start()
    for number in range(int((start.lastgroup or "r0")[1:]), len(RULES)):
        match = compiled.each[number].match(tokens.kinds, begin)
        if match is None or match.end() == begin:
            continue
        reading = RULES[number].build(Parts(match, tokens))
        if reading is not None:
            return Found(begin, match.end(), reading, RULES[number].name)
    return None
