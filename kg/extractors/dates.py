"""Dates as a layer: every expression of time in the segments that can hold testimony (see :mod:`kg.dates`)."""

from __future__ import annotations

from kg.dates import read_dates
from kg.extraction import Extractor, Layers
from kg.model import TESTIMONY_ROLES, Text
from kg.text import ParsedText


def published_of(text: Text) -> str | None:
    """The day that relative dates count from: the publication date, else a full date in the dateline."""
    if text.metadata.published is not None:
        return text.metadata.published
    datelines = [(s.begin, s.end) for s in text.segments if s.role == "dateline"]
    days = {
        d.earliest.isoformat()
        for d in read_dates(text.content, datelines)
        if d.earliest is not None and d.earliest == d.latest
    }
    return days.pop() if len(days) == 1 else None


def _run(parsed: ParsedText, layers: Layers) -> Layers:
    text = parsed.text
    regions = [(s.begin, s.end) for s in text.segments if s.role in TESTIMONY_ROLES]
    return Layers(dates=read_dates(text.content, regions, published_of(text)))


EXTRACTOR = Extractor(name="dates", requires=(), produces=("dates",), run=_run)
