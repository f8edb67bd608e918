"""Finds who publishes a text by its masthead: the lines above its headline, which are no testimony and aren't parsed.

"Network for Open Media in Eastern Europe (NOMEE)" over an alert, "AMSTERDAM DISTRICT COURT" over a judgment: the body
whose "we" or "this Court" the text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extractors.name_matching import matches, words
from kg.extractors.name_patterns import Candidate, Sequences
from kg.gazetteer import gazetteer
from kg.model import Span, Text

#: What may publish in its own name; a paper's or an agency's title says nothing about who acts.
_PUBLISHERS = frozenset({"CivilSociety", "Company", "Court", "Regulator", "Ministry", "LawEnforcement", "Legislature", "InternationalBody"})  # fmt: skip
_LONGEST_LINE = 100
_LINES = 6
_LINE = re.compile(r"[^\n]+")
_INITIALS = re.compile(r"\s*(?:\([A-Z][\w-]{1,11}\))?\s*")


def masthead(text: Text) -> Iterator[Candidate]:
    """The bodies that a line of the masthead names and names alone, initials in brackets aside."""
    content = text.content
    read = 0
    for segment in text.segments:
        if segment.role == "body":
            return
        if (
            segment.role == "headline"
        ):  # that is no more than a body's name: "COMPETITION TRIBUNAL OF SOUTH AFRICA"
            yield from _named(content, segment.begin, segment.end)
            return
        if segment.role != "boilerplate":
            continue
        for line in _LINE.finditer(content, segment.begin, segment.end):
            read += 1
            if read > _LINES:
                return
            if len(line.group()) <= _LONGEST_LINE:
                yield from _named(content, line.start(), line.end())


def _named(content: str, begin: int, end: int) -> Iterator[Candidate]:
    found = words(content, begin, end)
    known = matches(content, found)
    entries = gazetteer().entries
    for match in known:
        sighting = match.sightings[0]
        entry = entries[sighting.key]
        if len(match.sightings) == 1 and not sighting.ambiguous and entry.kind in _PUBLISHERS:
            candidate = Candidate(
                span=match.span, kind=entry.kind, name=match.surface, rule="masthead", key=entry.key
            )
            if _is_alone(content, candidate.span, begin, end):
                yield candidate
    for candidate in Sequences(content, found, known).candidates():
        if candidate.kind in _PUBLISHERS and _is_alone(content, candidate.span, begin, end):
            yield candidate


def _is_alone(content: str, span: Span, begin: int, end: int) -> bool:
    before, after = content[begin : span.begin].strip().lower(), content[span.end : end]
    return before in {"", "the", "*", "#"} and _INITIALS.fullmatch(after) is not None
