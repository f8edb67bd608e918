"""Dates: what is written in any supported style is read back, and no text makes the reader fail or leave its bounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kg.dates import DateContext, find_dates

_DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
_SUFFIX = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def _ordinal(day: date) -> str:
    return f"{day.day}{_SUFFIX.get(day.day, 'th')}"


STYLES: dict[str, Callable[[date], str]] = {
    "iso": lambda d: d.isoformat(),
    "iso with time": lambda d: f"{d.isoformat()}T23:59:59Z",
    "slashes, year first": lambda d: f"{d:%Y/%m/%d}",
    "day month year": lambda d: f"{d.day} {d:%B %Y}",
    "month day, year": lambda d: f"{d:%B} {d.day}, {d.year}",
    "short month": lambda d: f"{d:%b} {d.day}, {d.year}",
    "short month with dot": lambda d: f"{d:%b}{'' if d.month == 5 else '.'} {d.day}, {d.year}",
    "ordinal day": lambda d: f"{_ordinal(d)} {d:%B}, {d.year}",
    "the ordinal of month": lambda d: f"the {_ordinal(d)} of {d:%B %Y}",
    "weekday first": lambda d: f"{d:%A}, {d.day} {d:%B %Y}",
    "weekday, American": lambda d: f"{d:%A}, {d:%B} {d.day}, {d.year}",
    "dashes with month": lambda d: f"{d.day:02}-{d:%b}-{d.year}",
    "capitals": lambda d: f"{d.day} {d:%B %Y}".upper(),
    "no-break spaces": lambda d: f"{d.day}\u00a0{d:%B}\u00a0{d.year}",
    "day/month/year": lambda d: f"{d:%d/%m/%Y}",
    "day.month.year": lambda d: f"{d:%d.%m.%Y}",
}


@given(
    day=_DAYS, style=st.sampled_from(sorted(STYLES)), lead=st.sampled_from(["on ", "of ", "since ", "(", ""])
)
def test_a_day_in_any_style_is_read_back(day: date, style: str, lead: str) -> None:
    """Formatting, then reading, gives the day again, over exactly the characters written."""
    words = STYLES[style](day)
    sentence = f"It was blocked {lead}{words}"
    (found,) = find_dates(sentence, 0, len(sentence), None, DateContext(day_first=True))
    assert (found.earliest, found.latest) == (day, day)
    assert words.startswith(sentence[found.span.begin : found.span.end])


@given(first=_DAYS, days=st.integers(min_value=1, max_value=4000))
def test_a_range_is_read_back(first: date, days: int) -> None:
    """Two days joined by a dash are one stretch, joined by "from … to" two ends."""
    last = first + timedelta(days=days)
    style = STYLES["day month year"]
    joined = f"{style(first)} - {style(last)}"
    (found,) = find_dates(joined, 0, len(joined))
    assert (found.earliest, found.latest) == (first, last)
    apart = f"from {style(first)} to {style(last)}"
    since, until = find_dates(apart, 0, len(apart))
    assert (since.role, since.earliest, until.role, until.latest) == ("since", first, "until", last)


@given(published=_DAYS, weekday=st.integers(min_value=0, max_value=6))
def test_a_weekday_is_the_last_one_up_to_the_publication(published: date, weekday: int) -> None:
    """Told in the past tense, it lies in the week that ends with the publication."""
    name = (date(2024, 1, 1) + timedelta(days=weekday)).strftime("%A")
    sentence = f"The court ruled on {name}."
    (found,) = find_dates(sentence, 0, len(sentence), published.isoformat())
    assert found.earliest is not None
    assert found.earliest.weekday() == weekday
    assert timedelta(0) <= published - found.earliest < timedelta(days=7)


_WORDS = st.sampled_from(
    [
        "on",
        "in",
        "since",
        "until",
        "by",
        "from",
        "to",
        "between",
        "and",
        "the",
        "last",
        "next",
        "this",
        "past",
        "two",
        "three",
        "a",
        "week",
        "month",
        "year",
        "day",
        "days",
        "ago",
        "later",
        "after",
        "before",
        "May",
        "March",
        "Monday",
        "2024",
        "17",
        "3rd",
        "Q1",
        "first",
        "quarter",
        "of",
        "half",
        "within",
        "more",
        "than",
        ",",
        ".",
        "-",
        "/",
        "(",
        ")",
        "'s",
        "yesterday",
        "summer",
        "12/05/2024",
        "fiscal",
        "end",
        "early",
        "that",
        "same",
        "\n",
        "\n\n",
        "it",
        "was",
    ]
)


@given(words=st.lists(_WORDS, max_size=40), published=st.none() | _DAYS.map(date.isoformat))
def test_any_words_give_ordered_spans_and_intervals(words: list[str], published: str | None) -> None:
    """Whatever stands in the text, spans are apart and in order, intervals don't run backwards, and twice is the same."""
    content = " ".join(words)
    found = find_dates(content, 0, len(content), published)
    assert all(a.span.end <= b.span.begin for a, b in zip(found, found[1:], strict=False))
    for expression in found:
        assert 0 <= expression.span.begin < expression.span.end <= len(content)
        assert content[expression.span.begin : expression.span.end].strip() != ""
        if expression.earliest is not None and expression.latest is not None:
            assert expression.earliest <= expression.latest
        if expression.role == "duration":
            assert (expression.earliest, expression.latest) == (None, None)
    assert find_dates(content, 0, len(content), published) == found


@given(content=st.text(max_size=200))
def test_any_characters_are_read_without_error(content: str) -> None:
    """Any Unicode text gives spans inside it."""
    assert all(
        0 <= e.span.begin < e.span.end <= len(content)
        for e in find_dates(content, 0, len(content), "2024-04-18")
    )
