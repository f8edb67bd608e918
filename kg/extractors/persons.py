"""Finds persons without a title: names in apposition to an office, after a role noun, or as the subject of saying."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extractors.name_patterns import _LEADS, _PARTICLES, Candidate, Sequences, is_capitalised, kind_of
from kg.extractors.title_case import is_common_word
from kg.text import Paragraph

#: How many words after a name's comma may stand before the role that it is in apposition to.
_APPOSITION_REACH = 9
_ROLE_SPLIT = re.compile(r"[^\w-]+")


def persons(sequences: Sequences, paragraph: Paragraph) -> Iterator[Candidate]:
    """The untitled persons of a paragraph whose build or surroundings show that they are persons."""
    for first, last in sequences.runs():
        for a, b in _names(sequences, first, last):
            rule = _evidence(sequences, paragraph, a, b)
            if rule is not None:
                yield Candidate(
                    span=sequences.span(a, b), kind="Person", name=sequences.text(a, b), rule=rule
                )


def _names(sequences: Sequences, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a sequence between connectors that could be a person's full name."""
    start = first
    for at in range(first, last + 2):
        ends = at == last + 1 or (
            not is_capitalised(sequences.words[at].surface) and sequences.words[at].surface not in _PARTICLES
        )
        if ends:
            if _could_be_name(sequences, start, at - 1):
                yield start, at - 1
            start = at + 1


def _could_be_name(sequences: Sequences, first: int, last: int) -> bool:
    surfaces = sequences.surfaces(first, last)
    if not 2 <= len(surfaces) <= 5 or any(i in sequences.known for i in range(first, last + 1)):
        return False
    if any(c.isdigit() for s in surfaces for c in s) or surfaces[0].lower() in _LEADS:
        return False
    if sequences.rules.titles & set(surfaces):
        return False
    if first and sequences.words[first - 1].surface in {"of", "for"} and is_common_word(surfaces[0]):
        return False
    if sum(s.isupper() and len(s) > 1 for s in surfaces) or kind_of(surfaces, sequences.rules) is not None:
        return False
    return not all(is_common_word(s) for s in surfaces)


def _evidence(sequences: Sequences, paragraph: Paragraph, first: int, last: int) -> str | None:
    rules = sequences.rules
    span = sequences.span(first, last)
    end_of_paragraph = paragraph.begin + len(paragraph.doc.text)
    after = sequences.content[span.end : min(end_of_paragraph, span.end + 90)]
    following = [w.lower() for w in _ROLE_SPLIT.split(after) if w][:_APPOSITION_REACH]
    if (
        after.startswith(",")
        and set(_ROLE_SPLIT.split(after[1:].split(",")[0].split(".")[0].lower())) & rules.roles
    ):
        return "apposition"
    before = sequences.words[first - 1].surface if first else ""
    if before.lower() in rules.roles and before.islower():
        return "role"
    if following and following[0] in rules.speech_verbs and after[:1] in {" ", ","} and after[1:2] != " ":
        return "speech"
    if (
        before in rules.speech_verbs
        and sequences.joint(first - 1) == " "
        and before not in {"called", "told", "asked"}
    ):
        return "speech"
    if first > 1 and before == "to" and sequences.words[first - 2].surface.lower() == "according":
        return "speech"
    if after.startswith(" (") and re.match(r" \(\d\d\)", after):
        return "age"
    if re.match(r", \d\d,", after):
        return "age"
    return None
