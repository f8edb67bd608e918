"""The openings of news texts: "ABUJA, Jan 13, 2022 (Agency) - ", "Karachi (Agency - 20th Oct, 2020) ", "date 2023-09-01 "."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.reading.phrases import Phrases
from kg.reading.published import DATE, YEAR, FoundDate, find_dates

_PLACE_WORD = r"(?:[A-Z][\w'’.-]*|de|do|da|la|el|al|of|and)"
_PLACE = rf"[A-Z][\w'’.-]*(?:[ /]{_PLACE_WORD}){{0,4}}"
_PLACES = rf"{_PLACE}(?:\s*,\s*{_PLACE}){{0,2}}"
_BRACKET = re.compile(r"\s*\((?P<inside>[^()]{2,80})\)")
_MONTH_DAY = re.compile(
    r"(?i)(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s*)?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+[0-3]?[0-9](?:st|nd|rd|th)?"
    r"|[0-3]?[0-9](?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)(?![\w])"
)
_DASH = re.compile(r"\s*(?:[–—]|--+|-(?=\s))\s*|\s*[:;](?=\s)\s*")
_SEPARATED = re.compile(r"[–—:;(]|-[\s-]")
_START = re.compile(_PLACES)
_NAMED = r"(?:\([^()\n]{2,60}\)|/[^/\n]{2,40}/)"
_TIME = r"(?:,?\s*[0-2]?[0-9][:.h][0-5][0-9](?:\s*[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,4}\)?)?)?"
#: What stands before and behind the date of an opening: "(AIT) - Rome, [30 January 2025], 21:14 - Stop", "Bogotá, [October 6, 2025] (Agency). The".
_BEFORE_DATE = re.compile(rf"(?:{_NAMED}[\s,:–—-]*)?(?:{_PLACES}\s*[.,:–—-]?\s+(?:{_NAMED}\s*[,:–—-]*\s*)?)?")
_BEHIND_DATE = re.compile(
    rf"(?i:{_TIME})(?P<named>,?\s*{_NAMED}|,\s*{_PLACES}(?=\s+[–—-]))?\s*(?:\.\s*(?:[–—]|-+)|[–—|]|--+|-(?=\s)|[.:](?=\s))\s*(?=[\"“‘'(]?[A-Z0-9])"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """An opening: how many characters it takes, the date and the agency that it names; ``is_bare`` with a place only."""

    length: int
    published: str | None
    agency: str | None
    is_bare: bool = False


def find_dateline(text: str, phrases: Phrases) -> Dateline | None:
    """The opening of a paragraph that says where, when or by which agency it was written; None without one.

    A place alone counts only in capitals or before a dash: "Pakistan: Wikipedia blocked" is a headline.
    """
    has_year = YEAR.search(text, 0, 120) is not None
    return (
        (_labelled(text, phrases) if has_year else None)
        or _placed(text, phrases)
        or (_dated(text) if has_year else None)
    )


@dataclass(frozen=True, slots=True)
class _Opening:
    day: FoundDate
    length: int
    named: bool


def opening_day(text: str) -> str | None:
    """The whole day that a text opens with, behind a place and an agency at most: "Jan 12, 2026 - ", "Rome, 3 May 2024. "."""
    opening = _opening(text)
    return opening.day.value if opening else None


def _opening(text: str) -> _Opening | None:
    for day in find_dates(text[:160], context=text):
        behind = _BEHIND_DATE.match(text, day.end)
        whole = day.value is not None and len(day.value) == 10
        if behind and whole and _BEFORE_DATE.fullmatch(text, 0, day.begin):
            return _Opening(day, behind.end(), named=behind["named"] is not None)
    return None


def _dated(text: str) -> Dateline | None:
    """A place or an agency, a whole day and a mark that ends the opening, in whatever order the house has them."""
    opening = _opening(text)
    if opening is None or (opening.day.begin == 0 and not opening.named):
        return None  # a day alone may begin any entry of a chronology
    named = re.search(_NAMED, text[: opening.length])
    agency = agency_and_date(named[0].strip("()/"))[0] if named else None
    return Dateline(opening.length, opening.day.value, agency)


def _placed(text: str, phrases: Phrases) -> Dateline | None:
    """A place, then a day or an agency or both, then a dash or colon."""
    if not _SEPARATED.search(text, 0, 160):
        return None
    place = _START.match(text)
    if place is None:
        bracket = _BRACKET.match(text)
        return _agency_alone(text, bracket, phrases) if bracket else None
    # The last comma-separated part may be the month: step back to where a date can begin.
    head = text[:200]
    position, published, dated = place.end(), None, False
    for m in re.finditer(r"\s*[,|/–—-]?\s+", head[: place.end() + 2]):
        if found := DATE.match(head, m.end()) or _MONTH_DAY.match(head, m.end()):
            position, dated = found.end(), True
            dates = find_dates(head[m.end() : position])
            published = dates[0].value if dates else None
            break
    agency = None
    bracket = _BRACKET.match(head, position) or _BRACKET.match(head, _past_comma(head, position))
    if bracket:
        agency, inside_date = agency_and_date(bracket["inside"])
        published = published or inside_date
        if not dated and not published and not _is_agency(agency, text[: place.end()], phrases):
            return None
        position = bracket.end()
    dash = _DASH.match(head, position)
    if dash and dash.end() < len(text):
        if not (dated or bracket) and not _bare_place(text[: dash.start()], dash[0]):
            return None
        return Dateline(dash.end(), published, agency, is_bare=not (dated or bracket))
    if (
        bracket
        and (dated or published or agency in phrases.agencies)
        and text[position : position + 1].isspace()
    ):
        return Dateline(
            len(text[:position]) + len(text[position:]) - len(text[position:].lstrip()), published, agency
        )
    return None


def _is_agency(name: str | None, place: str, phrases: Phrases) -> bool:
    """Whether a bracket behind a name holds an agency and not, say, the name's acronym."""
    if name is None:
        return False
    words = name.lower().replace("/", " ").split()
    return (
        name in phrases.agencies
        or not phrases.outlet_words.isdisjoint(words)
        or (place.isupper() and name[0].isupper() and len(words) > 1 and "of" not in words)
    )


def _past_comma(text: str, position: int) -> int:
    return position + 1 if text[position : position + 1] == "," else position


def _bare_place(place: str, separator: str) -> bool:
    """Whether a place without date or agency may stand for a dateline: "ISLAMABAD: ", "Kampala, Uganda – "."""
    if len(place.split()) > 4 or not any(c.isalpha() for c in place):
        return False
    return (
        place.isupper()
        if ":" in separator
        else (place.isupper() or separator[:1].isspace()) and ";" not in separator
    )


def _agency_alone(text: str, bracket: re.Match[str], phrases: Phrases) -> Dateline | None:
    agency, published = agency_and_date(bracket["inside"])
    dash = _DASH.match(text, bracket.end())
    if dash and (agency in phrases.agencies or published):
        return Dateline(dash.end(), published, agency)
    return None


def agency_and_date(inside: str) -> tuple[str | None, str | None]:
    """The agency and the date that a bracket of a dateline holds: "UrduPoint / Pakistan Point News - 20th Oct, 2020"."""
    dates = find_dates(inside)
    name = inside[: dates[0].begin] if dates else inside
    name = re.sub(r"[\s,|–—-]+$", "", name).strip()
    if not name or not name[0].isalpha() or len(name.split()) > 8:
        name = ""
    return name or None, dates[0].value if dates else None


def _labelled(text: str, phrases: Phrases) -> Dateline | None:
    """A date with its label, glued before the first sentence: "date 2023-09-01 The company …"."""
    label = phrases.strong_date_labels.match(text) or phrases.weak_date_labels.match(text)
    if not label or label.end() == 0:
        return None
    found = DATE.match(text, label.end())
    if not found:
        return None
    rest = re.match(
        r"(?:[\s,|·–—-]*[0-2]?[0-9]:[0-5][0-9](?:\s*[APap]\.?[Mm]\.?)?(?:\s+[A-Z]{2,4}\b)?)?[\s|.:–—-]*",
        text[found.end() :],
    )
    end = found.end() + (rest.end() if rest else 0)
    if end >= len(text) or not (text[end - 1].isspace() or end == found.end()):
        return None
    return Dateline(end, find_dates(found[0], context=text)[0].value, None)
