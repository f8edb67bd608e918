"""Builders of dates that are counted: from the publication, from what the text told before, or up to a day."""

from __future__ import annotations

from kg.dates.builders import WHICH, day_fixed, fixed_on, month_beside, said_year, weekday_ok
from kg.dates.calendar import length_timex, month_of
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
    OnWeekday,
    Reading,
    SameAs,
    Undated,
    Until,
    Vague,
    Weekend,
    WeekOf,
    Whole,
    Window,
    Within,
)


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
        return None
    if parts.unit() != "H":
        return SameAs("D")
    if count and count % 24 == 0:
        return Away("D", count // 24, -1 if parts.word("later") == "earlier" else 1, basis="text")
    return SameAs("D") if count <= _SAME_DAY else None


def hours_beside(parts: Parts) -> Reading | None:
    """Hours after the ruling, 48 hours before it was blocked: the same day, or days from it."""
    count = parts.count() if parts.has("count") else 0
    bounded = parts.tokens.word(parts.first - 1) in {"than", "over", "under", "within", "for"}
    if bounded or not _is_event_behind(parts):
        return None
    if parts.unit() == "H" and count > _SAME_DAY and count % 24:
        return None
    days = count // 24 if parts.unit() == "H" else 0
    return Distance("D", days, 1 if parts.word("side") == "after" else -1)


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


#: Before the name of a weekday, these make it the name of a feast or an event.
_NAMED_DAYS = frozenset(
    {"easter", "palm", "good", "holy", "black", "cyber", "bloody", "super", "ash", "whit"}
)


def weekday(parts: Parts) -> Reading | None:
    """On Saturday, last Friday, the following Monday, Monday evening; "on Mondays" and "Easter Sunday" are no day of a week."""
    if not weekday_ok(parts) or parts.tokens.kind_is(parts.at("weekday"), "short_weekday"):
        return None
    which, word = parts.word("which"), parts.word("weekday")
    if parts.tokens.word(parts.first - 1) in _NAMED_DAYS or word.endswith("s") and not which:
        return None
    of_text = {"following", "previous", "preceding", "subsequent", "that", "same"}
    if parts.tokens.word(parts.first) == "the":
        of_text.add("next")
    basis: Basis = "text" if which in of_text else "publication"
    opens = parts.at("which") == parts.first
    if which == "following" and opens and parts.tokens.word(parts.end) == "'":
        return None  # "following Monday's ruling": after it
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
    if parts.unit() != "W" or not weekday_ok(parts):
        return None
    return OnWeekday(
        parts.value("weekday"), weeks={"last": -1, "this": 0, "next": 1, "coming": 1}[parts.word("which")]
    )


def weekday_before_last(parts: Parts) -> Reading | None:
    """The Friday before last."""
    return OnWeekday(parts.value("weekday"), -1, further=-1)


def weekday_and_week(parts: Parts) -> Reading | None:
    """A week on Monday, a week ago on Monday."""
    if parts.unit() != "W" or parts.tokens.word(parts.at("unit")) != "week":
        return None
    if parts.has("ago"):
        return OnWeekday(parts.value("weekday"), further=-1)
    on = parts.tokens.word(parts.at("weekday") - 1) == "on" and parts.tokens.word(parts.first) == "a"
    return OnWeekday(parts.value("weekday"), 1, further=1) if on else None


def before_last(parts: Parts) -> Reading | None:
    """The week before last."""
    unit = parts.unit()
    return Whole(unit, -2) if unit in {"W", "M", "Q", "Y"} else None


def week_of(parts: Parts) -> Reading | None:
    """The week of 3 June, the week commencing 3 June 2024."""
    month, day = month_beside(parts), parts.value("day")
    if parts.unit() != "W" or month is None or parts.tokens.word(parts.at("unit")) != "week":
        return None
    told: Reading | None = (
        day_fixed(parts.value("year"), month, day) if parts.has("year") else Undated(month, day)
    )
    return WeekOf(told) if isinstance(told, Fixed | Undated) else None


def whole(parts: Parts) -> Reading | None:
    """Last week, this month, earlier this year."""
    unit, which = parts.unit(), parts.word("which")
    if unit == "F" or parts.tokens.word(parts.at("unit")).endswith("s") and unit != "F":
        return None
    offsets = {"last": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
    if which in offsets:
        if unit == "D" and which != "this":
            return Whole("D", offsets[which], "text")
        part = (
            "so far"
            if parts.word("when") in {"so", "far"}
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
    return Whole(unit, WHICH.get(word, 0), "text" if word in {"that", "same"} else "publication", edge)  # type: ignore[arg-type]


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


def moments_ago(parts: Parts) -> Reading | None:
    """An hour ago, some minutes ago: today; 48 hours ago: two days back."""
    count = parts.count() if parts.has("count") else 0
    if parts.unit() == "H" and count > _SAME_DAY:
        days = (count + 23) // 24
        return Days(-days, -days if count % 24 == 0 else 1 - days)
    return Days(0, 0)


def from_now(parts: Parts) -> Reading | None:
    """Two weeks from now."""
    size = _sized(parts)
    return None if size is None else Away(*size, 1, _bound(parts))


def distance(parts: Parts) -> Reading | None:
    """Two days after it was blocked; "for two days after it was blocked" is a length."""
    lasts = "for" in (parts.tokens.word(parts.first), parts.tokens.word(parts.first - 1))
    size = None if lasts else _sized(parts)
    return (
        None if size is None else Distance(*size, 1 if parts.word("side") == "after" else -1, _bound(parts))
    )


#: Behind "the day after" they begin no event.
_NO_EVENT = frozenset(
    {"in", "on", "at", "by", "to", "and", "but", "or", "that", "with", "for", "from", "when", "as", "last", "yesterday", "tomorrow", "today",
     "over", "of"}
)  # fmt: skip


def _is_event_behind(parts: Parts) -> bool:
    """Whether what follows can be an event from which is counted: "after it was blocked", not "the day after, in Nairobi"."""
    following = parts.tokens.word(parts.end)
    return following[:1].isalnum() and following not in _NO_EVENT


def the_day(parts: Parts) -> Reading | None:
    """The day after it was blocked; not "was blocked the day after"."""
    if parts.tokens.word(parts.at("unit")) != "day" or not _is_event_behind(parts):
        return None
    return Distance("D", 1, 1 if parts.word("side") == "after" else -1)


def window(parts: Parts) -> Reading | None:
    """The past year, the last two weeks, the next three months."""
    size = _sized(parts) if parts.has("count") else (parts.unit(), 1)
    if size is None or not parts.has("count") and parts.word("which") not in {"past"}:
        return None
    ahead = parts.tokens.kind_is(parts.at("which"), "next", "following")
    if ahead and parts.tokens.word(parts.first - 1) == "for":
        return Vague(
            length_timex(*size), duration=True
        )  # "blocked for the next ten days" lasts, and began before
    return Window(*size, 1 if ahead else -1)


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
        which = said_year(parts)
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


def instant(parts: Parts) -> Reading | None:
    """The 5th instant, the 28th ult.: of this month, of the last, as letters and pleadings write."""
    if parts.tokens.word(parts.end) in {"messaging", "message", "messages", "messenger"}:
        return None
    return DayOfMonth(parts.value("day"), Whole("M", parts.value("which")))


def months_ended(parts: Parts) -> Reading | None:
    """The six months ended 30 June 2021, the year to March 2022."""
    if parts.has("size"):
        size: tuple[str, int] | None = ("Q", 1) if parts.value("size") == 3 else ("M", 6)
    else:
        size = _sized(parts) if parts.has("count") else (parts.unit(), 1)
    month = month_beside(parts)
    if not parts.has("size") and not parts.has("count") and parts.tokens.word(parts.at("unit")).endswith("s"):
        return None  # "on exam days until September 4"
    if size is None or month is None or size[0] not in {"D", "W", "M", "Q", "Y"}:
        return None
    end: Reading | None
    if parts.has("year") and parts.has("day"):
        end = day_fixed(parts.value("year"), month, parts.value("day"))
    elif parts.has("year"):
        end = fixed_on(month_of(parts.value("year"), month))
    else:
        end = Undated(month, parts.maybe("day"))
    return Until(*size, end) if isinstance(end, Fixed | Undated) else None
