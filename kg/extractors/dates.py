"""Dates as a layer: every expression of time in the segments that can hold testimony (see :mod:`kg.dates`)."""

from __future__ import annotations

import re
from datetime import timedelta

from kg.dates import DateContext, published_interval, read_dates
from kg.extraction import Extractor, Layers
from kg.extractors.countries import ABOUT_ONE, ADJECTIVE_WEIGHT, NAME_WEIGHT, Countries
from kg.model import TESTIMONY_ROLES, Text
from kg.text import ParsedText

#: Entities that tell where a text is at home; companies are written about everywhere.
_OF_COUNTRIES = frozenset(
    {"Place", "Court", "Regulator", "Ministry", "LawEnforcement", "Government", "Legislature"}
)


#: Among so many lines stands the date at the head of a text; and so long at most a text appears after it.
_HEAD, _APPEARS_WITHIN = 4, timedelta(days=31)
_DATE_LINE = re.compile(r"(?:[A-Z][\w.' -]{1,30}, )?(?:[A-Z][a-z]+day,? )?(?=[\w.]*\d|[A-Z][a-z]+ \d)")


def published_of(text: Text) -> str | None:
    """The day that relative dates count from: that at the head of the text, the publication date, else a full date in the dateline.

    A release of Tuesday that a site shows on Friday says "today" of Tuesday.
    """
    if text.metadata.published is not None:
        return _written_on(text.content, text.metadata.published) or text.metadata.published
    datelines = [(s.begin, s.end) for s in text.segments if s.role == "dateline"]
    days = {
        d.earliest.isoformat()
        for d in read_dates(text.content, datelines)
        if d.earliest is not None and d.earliest == d.latest
    }
    return days.pop() if len(days) == 1 else None


def _written_on(content: str, published: str) -> str | None:
    """The full date of a line of its own at the head of a text, if it lies shortly before the publication."""
    shown = published_interval(published).day
    begin = 0
    for line in content.splitlines(keepends=True)[: 2 * _HEAD] if shown is not None else ():
        lead = _DATE_LINE.match(line)
        region = (begin + lead.end(), begin + len(line.rstrip())) if lead is not None else (begin, begin)
        for found in read_dates(content, [region]):
            alone = (found.span.begin, found.span.end) == region
            day = found.earliest if found.earliest == found.latest else None
            if alone and day is not None and shown is not None:
                return day.isoformat() if timedelta(0) < shown - day <= _APPEARS_WITHIN else None
        begin += len(line)
    return None


def _run(parsed: ParsedText, layers: Layers) -> Layers:
    text = parsed.text
    regions = [(s.begin, s.end) for s in text.segments if s.role in TESTIMONY_ROLES]
    countries = _countries(layers)
    main = countries.main if countries.share(countries.main) >= ABOUT_ONE else None
    context = DateContext(country=main, countries=frozenset(countries.weights))
    return Layers(dates=read_dates(text.content, regions, published_of(text), context))


def _countries(layers: Layers) -> Countries:
    """The countries of which a text speaks by its places and public bodies; by the order of days and fiscal year of the one it is about it writes."""
    entities = {e.key: e for e in layers.entities}
    sightings = []
    for mention in layers.mentions:
        entity = entities[mention.entity]
        if entity.country is not None and entity.kind in _OF_COUNTRIES:
            weight = NAME_WEIGHT if entity.kind == "Place" else ADJECTIVE_WEIGHT
            sightings.append((mention.span.begin, entity.country, weight))
    return Countries(sightings)


EXTRACTOR = Extractor(name="dates", requires=("entities", "mentions"), produces=("dates",), run=_run)
