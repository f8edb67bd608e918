"""Finds names that nothing but an apposition explains: "the messaging app Zangi", "Zangi, a messaging app"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extractors.name_patterns import Candidate, Sequences, is_capitalised

_FOLLOWING = re.compile(
    r", (?:an?|the|another) ((?:[\w'-]+ ){0,5}?[\w-]+)(?=,|\.|;| that| which| who| for| of| in| based| run| owned| by)"
)
_LONGEST = 4


def apposed(sequences: Sequences, plain: str) -> Iterator[Candidate]:
    """The names of a paragraph to which a common noun beside them gives a class. ``plain`` has plain quotes."""
    for first, last in sequences.runs():
        for a, b in _simple_parts(sequences, first, last):
            if b - a < _LONGEST and not any(i in sequences.known for i in range(a, b + 1)):
                found = _before(sequences, a) or _after(sequences, plain, b)
                if found is not None:
                    yield Candidate(
                        span=sequences.span(a, b), kind=found, name=sequences.text(a, b), rule="apposition"
                    )


def _simple_parts(sequences: Sequences, first: int, last: int) -> Iterator[tuple[int, int]]:
    start = first
    for at in range(first, last + 2):
        if at == last + 1 or not is_capitalised(sequences.words[at].surface):
            if start <= at - 1:
                yield start, at - 1
            start = at + 1


def _before(sequences: Sequences, first: int) -> str | None:
    if not first or sequences.joint(first - 1) not in {" ", ' "', " '"}:
        return None
    word = sequences.words[first - 1].surface
    kind = sequences.rules.appositions.get(word.lower())
    # "said in a group Monday", "the network Facebook": the noun needs its article or an adjective before it
    if kind is None or (is_capitalised(word) and not sequences.starts_sentence(first - 1)):
        return None
    return kind


def _after(sequences: Sequences, plain: str, last: int) -> str | None:
    end = sequences.words[last].end
    match = _FOLLOWING.match(plain, end, end + 80)
    if match is None:
        return None
    phrase = match.group(1).lower().split()
    if set(phrase) & sequences.rules.roles:
        return None
    return sequences.rules.appositions.get(phrase[-1])
