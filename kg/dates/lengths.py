"""Builders of lengths of time, and of times that the words do not fix."""

from __future__ import annotations

from kg.dates.parts import Parts
from kg.dates.readings import Days, Reading, Vague, Whole


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
