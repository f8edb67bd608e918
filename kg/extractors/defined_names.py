"""Finds names that a text defines: by their initials in brackets, "Pakistan Tehreek-e-Insaf (PTI)", or as papers of law do, 'Acme Ltd ("the Controller")'.

What the text itself says initials or a term stand for holds in all of it, whatever the gazetteer knows under them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.extractors.bodies import INITIALS
from kg.extractors.name_patterns import Candidate, Sequences, is_capitalised, kind_of
from kg.extractors.title_case import is_common_word
from kg.model import Mention

#: What makes of a name without a head a party rather than an association.
_PARTY = re.compile(r"\b(?:party|opposition|coalition partner|lawmakers?|senators?)\b", re.IGNORECASE)
_BESIDE = 60


#: A term in quotes and brackets right behind what it stands for.
_DEFINED = r"(?:[Tt]he )?[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3}"
_TERM = re.compile(
    r" ?\((?:(?:hereinafter|hereafter|henceforth|below)(?: referred to as| called)?,? )?(?P<the>the )?"
    rf"[\"'](?P<term>{_DEFINED})[\"'](?: or (?:the )?[\"'](?P<other>{_DEFINED})[\"'])?\)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term that a text defines: whom it stands for, and whether it does so only behind "the"."""

    entity: str
    is_definite: bool


def defined_terms(plain: str, mentions: Iterable[Mention]) -> dict[tuple[str, ...], Term]:
    """The terms that a text defines, by their words without "the"; of two definitions the first holds."""
    found: dict[tuple[str, ...], Term] = {}
    for mention in sorted(mentions, key=lambda m: m.span):
        match = _TERM.match(plain, mention.span.end)
        for term in (match["term"], match["other"]) if match else ():
            if term is not None:
                words = term.split()
                is_definite = bool(match and match["the"]) or words[0].lower() == "the"
                bare = words[1:] if words[0].lower() == "the" else words
                found.setdefault(tuple(bare), Term(mention.entity, is_definite))
    return found


def defined_names(sequences: Sequences) -> Iterator[Candidate]:
    """The names of a paragraph that initials in brackets follow and whose build says nothing of what they are."""
    content = sequences.content
    for first, last in sequences.runs():
        end = sequences.words[last].end
        match = INITIALS.match(content, end, end + 30)
        if match is None or last in sequences.known:
            continue
        at = _begin(sequences, first, last, match["initials"])
        if at is None or kind_of(sequences.surfaces(at, last), sequences.rules) is not None:
            continue
        parts = [s for s in sequences.surfaces(at, last) if is_capitalised(s)]
        if all(is_common_word(part) for part in parts):
            continue  # "Standard Operating Procedure (SOP)"
        around = content[max(0, sequences.words[at].begin - _BESIDE) : end + _BESIDE]
        kind = "Group" if _PARTY.search(around) else "CivilSociety"
        yield Candidate(
            span=sequences.span(at, last), kind=kind, name=sequences.text(at, last), rule="defined"
        )


def _begin(sequences: Sequences, first: int, last: int, initials: str) -> int | None:
    """The first word of the name that the initials spell; None where they spell another."""
    for at in range(last - 1, first - 1, -1):
        surfaces = sequences.surfaces(at, last)
        if _spell(initials, surfaces) and is_capitalised(surfaces[0]):
            return at
    return None


def _spell(initials: str, words: Sequence[str]) -> bool:
    """Whether initials are those of the words, with or without the small ones."""
    spelt = ("".join(w[0] for w in words if is_capitalised(w)), "".join(w[0] for w in words))
    return initials.upper() in {s.upper() for s in spelt}


def without_redefined(plain: str, chosen: Iterable[Candidate]) -> set[Candidate]:
    """The gazetteer's acronyms that the text defines as those of a name that it does not know."""
    candidates = list(chosen)
    defined = set()
    for candidate in candidates:
        match = INITIALS.match(plain, candidate.span.end, candidate.span.end + 30)
        unknown = candidate.key is None and candidate.kind not in {"Person", "Place"}
        if (
            match is not None
            and unknown
            and _spell(match["initials"], re.findall(r"[^\W_]+", candidate.name))
        ):
            defined.add(match["initials"])
    return {c for c in candidates if c.form == "acronym" and c.key is not None and c.name in defined}
