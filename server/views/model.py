"""What pages are made of: things with a name and an address, times with their precision, and the page itself."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.page_text import day


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Node:
    """A thing of the graph: how it is called, and where its page is ("" where it has none)."""

    label: str
    iri: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """It happened, or began, within [earliest, latest]; either may be missing. ``until`` is a stated end or deadline."""

    earliest: date | None = None
    latest: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.earliest or self.latest)

    @property
    def first(self) -> date | None:
        """The day by which it is put in order."""
        return self.earliest or self.latest

    @property
    def precision(self) -> str:
        """``day``, ``month``, ``year``, ``range``, ``open`` (one bound only) or ``unknown``."""
        first, last = self.earliest, self.latest
        if first is None or last is None:
            return "open" if first or last else "unknown"
        if first == last:
            return "day"
        if (
            first.day == 1
            and first.year == last.year
            and last.day == calendar.monthrange(last.year, last.month)[1]
        ):
            if first.month == last.month:
                return "month"
            if (first.month, last.month) == (1, 12):
                return "year"
        return "range"

    @property
    def period(self) -> str:
        """The time as a period that a figure covers, not as bounds between which something happened.

        >>> Interval(earliest=date(2023, 1, 1), latest=date(2023, 3, 31)).period
        '1 January 2023 to 31 March 2023'
        """
        if self.precision == "range" and self.earliest and self.latest:
            return f"{day(self.earliest)} to {day(self.latest)}"
        return self.words

    @property
    def words(self) -> str:
        """The time as people say it.

        >>> Interval(earliest=date(2024, 2, 1), latest=date(2024, 2, 29)).words, Interval(latest=date(2020, 10, 10)).words
        ('February 2024', 'by 10 October 2020')
        """
        first, last = self.earliest, self.latest
        if first is None:
            return f"by {day(last)}" if last else "not stated"
        if last is None:
            return f"{day(first)} or later"
        match self.precision:
            case "day":
                return day(first)
            case "month":
                return f"{first:%B} {first.year}"
            case "year":
                return str(first.year)
        return f"between {day(first)} and {day(last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """A step of the way to a page."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of one resource: what every page has, and ``data``, which its template shows."""

    template: str
    title: str
    data: Any
    kind: str = ""
    """What it is, in a word: for the title and the citation."""
    description: str = ""
    """One sentence for search engines and previews."""
    structured: dict[str, Any] = field(default_factory=dict)
    """The page's subject in schema.org terms, without ``@context``."""
    query: str = ""
    """The SPARQL query that gives what the page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How the IRIs of a family are shown. ``read`` gives None where the store knows nothing of the IRI."""

    name: str
    read: Callable[[str], Page | None]
