"""Dates of publication as headers, bylines and datelines write them, to ISO 8601 with the precision they have.

This grammar is for the edge of a document, not for its sentences: whole dates with a year only, nothing relative, and
day and month of ``04/05/2023`` told apart by evidence (the other dates beside it, time zones, the country) or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_DAY = r"(?P<{0}>[0-3]?[0-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>(?:19|20)[0-9]{{2}})(?![0-9A-Za-z])"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"

#: One whole date. Alternatives: year first, day and month name, month name and day, numbers, month and year.
DATE = re.compile(
    r"(?i)(?<![0-9A-Za-z.,/-])"
    + _WEEKDAY
    + "(?:"
    + rf"{_YEAR.format('y1')}(?P<s1>[-/.])(?P<m1>[01]?[0-9])(?P=s1)(?P<d1>[0-3]?[0-9])(?![0-9])(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?"
    + rf"|{_DAY.format('d2')}(?:\s+day)?(?:\s+of)?[\s,.-]+{_MONTH.format('m2')}[\s,.'-]*{_YEAR.format('y2')}"
    + rf"|{_MONTH.format('m3')}[\s.-]*{_DAY.format('d3')}(?![0-9])[\s,.-]+{_YEAR.format('y3')}"
    + rf"|(?P<a4>[0-3]?[0-9])(?P<s4>[-/.])(?P<b4>[0-3]?[0-9])(?P=s4){_YEAR.format('y4')}"
    + rf"|{_MONTH.format('m5')}[\s,.-]*{_YEAR.format('y5')}"
    + ")"
)
#: What every whole date has, and most lines don't: a quick test before the grammar.
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
#: Time zones of countries that write the day first, and of those that write the month first.
_DAY_FIRST = re.compile(
    r"\b(?:IST|PKT|PST\s*\(Pakistan\)|BST|CES?T|EES?T|WAT|EAT|CAT|SAST|MSK|TRT|WIB|SGT|HKT|MYT|AE[SD]T|ACST|AWST|NZ[SD]T|AST\s*\(Arabia\)|GMT)\b"
    r"|\b(?:India|Pakistan|Nigeria|Kenya|Bangladesh|Sri Lanka|Nepal|UK|United Kingdom|London|Brussels|Ireland|Dublin|Australia|Canberra|Sydney"
    r"|New Delhi|Islamabad|Karachi|Lahore|Lagos|Abuja|Nairobi|Dhaka|Kampala|Accra|Johannesburg|Pretoria)\b"
    r"|\.(?:co\.uk|co\.in|in|pk|ng|co\.ke|co\.za|au|ie)\b"
)
_MONTH_FIRST = re.compile(
    r"\b(?:E[SD]T|C[SD]T|M[SD]T|PDT|ET|PT)\b|\bWashington\b|\bNew York\b|\bSan Francisco\b|\bU\.S\.\s+Department\b"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a piece of text: where, and its ISO 8601 value (None where it can't be)."""

    begin: int
    end: int
    value: str | None


def find_dates(text: str, *, context: str = "", document: str = "") -> list[FoundDate]:
    """The whole dates in a short text, in order.

    Args:
        text: A header line, a byline, a dateline.
        context: What else may tell day from month: the lines around it.
        document: The whole text, whose other numeric dates show how it writes them.
    """
    found = list(DATE.finditer(text)) if YEAR.search(text) else []
    if not found:
        return []
    day_first = _day_first(text, context, document) if any(m["y4"] for m in found) else None
    return [FoundDate(m.start(), m.end(), _value(m, day_first)) for m in found]


def declared_date(text: str) -> str | None:
    """The ISO 8601 form of a date that metadata declares: ``2024``, ``2024-04``, a date, or a date and time.

    >>> declared_date("2024-04-18T23:30:00+05:00"), declared_date("18 April 2024"), declared_date("04/05/2024")
    ('2024-04-18', '2024-04-18', '2024')
    """
    text = text.strip()
    if m := re.fullmatch(r"((?:19|20)[0-9]{2})(?:-([01][0-9]))?", text):
        return text if not m[2] or 1 <= int(m[2]) <= 12 else m[1]
    if m := re.match(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9])", text):
        return _iso(int(m[1]), int(m[2]), int(m[3]))
    found = find_dates(text)
    return found[0].value if found else None


def _day_first(text: str, context: str, document: str) -> bool | None:
    """Whether numeric dates put the day first, by the strongest evidence there is; None where there is none."""
    for source in (text, context, document):
        for m in DATE.finditer(source):
            if m["y4"] and m["a4"] != m["b4"]:
                if m["s4"] == "." or int(m["a4"]) > 12:
                    return True
                if int(m["b4"]) > 12:
                    return False
    for source in (text, context):
        day, month = bool(_DAY_FIRST.search(source)), bool(_MONTH_FIRST.search(source))
        if day != month:
            return day
    return None


def _value(m: re.Match[str], day_first: bool | None) -> str | None:
    if m["y1"]:
        return _iso(int(m["y1"]), int(m["m1"]), int(m["d1"]))
    if m["y2"]:
        return _iso(int(m["y2"]), _month(m["m2"]), int(m["d2"]))
    if m["y3"]:
        return _iso(int(m["y3"]), _month(m["m3"]), int(m["d3"]))
    if m["y5"]:
        return f"{m['y5']}-{_month(m['m5']):02d}"
    first, second, year = int(m["a4"]), int(m["b4"]), int(m["y4"])
    if first == second or second > 12:
        return _iso(year, first, second)
    if first > 12 or day_first:
        return _iso(year, second, first)
    return m["y4"] if day_first is None else _iso(year, first, second)


def _month(name: str) -> int:
    return _MONTHS[name.lower()]


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
