"""Finds services that nothing but the list they stand in explains: "Facebook, Fizzle, Telegram and Zorp"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.extractors.known_names import Piece
from kg.extractors.name_matching import gap
from kg.extractors.name_patterns import Candidate, Sequences, kind_of
from kg.extractors.title_case import is_common_word
from kg.gazetteer import gazetteer
from kg.model import Span

_JOINT = re.compile(r",? and |, ?|,? or ")
#: Services in a list that are known, at least, for its unknown members to be services.
_KNOWN = 2
_LONGEST = 3


def listed(sequences: Sequences, piece: Piece, plain: str) -> Iterator[Candidate]:
    """The unknown members of each list of a paragraph whose known members are all services, two at least."""
    for members in _lists(sequences, piece, plain):
        kinds = [kind for _, _, kind in members if kind]
        if len(kinds) >= _KNOWN and set(kinds) <= {"Platform", "Company"} and "Platform" in kinds:
            for first, last, kind in members:
                if kind is None and _may_be_name(sequences, first, last):
                    name = sequences.text(first, last)
                    yield Candidate(
                        span=sequences.span(first, last), kind="Platform", name=name, rule="listed"
                    )


def _lists(sequences: Sequences, piece: Piece, plain: str) -> Iterator[list[tuple[int, int, str | None]]]:
    """Runs of names joined as a list: first and last word of each, and its kind where the gazetteer knows it."""
    entries = gazetteer().entries
    known = [(m.first, m.last, entries[m.sightings[0].key].kind) for m in piece.matches]
    taken = {i for first, last, _ in known for i in range(first, last + 1)}
    unknown = [
        (first, last, None)
        for run in sequences.runs()
        for first, last in _without_connectors(sequences, *run)
        if taken.isdisjoint(range(first, last + 1))
    ]
    items: list[tuple[int, int, str | None]] = sorted([*known, *unknown])
    current = items[:1]
    for before, behind in pairwise(items):
        joint = gap(plain, sequences.words[before[1]].end, sequences.words[behind[0]].begin)
        if _JOINT.fullmatch(joint):
            current.append(behind)
        else:
            yield current
            current = [behind]
    yield current


def _without_connectors(sequences: Sequences, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a sequence between "and", "or" and names that are known."""
    start = first
    for at in range(first, last + 2):
        if at == last + 1 or not sequences.is_part(at) or at in sequences.known:
            if start < at:
                yield start, at - 1
            start = at + 1


def _may_be_name(sequences: Sequences, first: int, last: int) -> bool:
    surfaces = sequences.surfaces(first, last)
    span = Span(sequences.words[first].begin, sequences.words[last].end)
    return (
        len(surfaces) <= _LONGEST
        and span.end - span.begin > 2
        and kind_of(surfaces, sequences.rules) is None
        and surfaces[0] not in sequences.rules.given_names
        and not (sequences.starts_sentence(first) and all(is_common_word(s) for s in surfaces))
    )
