"""Finds the gazetteer's names in raw text: one pass over the words, longest name first.

Words are compared without regard to case, then the writing is checked: a name must stand as the gazetteer writes
it, or all in capitals. Hyphens and spaces, straight and typographic quotes, "U.S." and "US" count as the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.gazetteer import Sense, gazetteer
from kg.model import Span

_WORD = re.compile(r"(?:[A-Z]\.){2,}(?![a-z])|(?!(?<=['’])s\b)[^\W_]+(?:['’](?!s\b)[^\W_]+)*\+?")
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "‑": "-", "\u00a0": " ", "\n": " ", "\t": " ", "\u202f": " "}
)
_SPACES = re.compile(r"\s+")
_JOINS = frozenset({" ", "-"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text; ``surface`` has straight quotes, and no points in initials (``U.S.`` is ``US``)."""

    begin: int
    end: int
    surface: str


def words(content: str, begin: int = 0, end: int | None = None) -> list[Word]:
    """The words of ``content[begin:end]`` in order; a possessive "'s" belongs to none."""
    found = []
    for match in _WORD.finditer(content, begin, len(content) if end is None else end):
        surface = match.group()
        if "." in surface:
            surface = surface.replace(".", "")
        elif "’" in surface:
            surface = surface.replace("’", "'")
        found.append(Word(match.start(), match.end(), surface))
    return found


def gap(plain: str, begin: int, end: int) -> str:
    """What stands between two offsets, line breaks and runs of spaces as one space: names may be wrapped."""
    return _SPACES.sub(" ", plain[begin:end])


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a name found in the text can mean: an entry in a sense; ``ambiguous`` forms need support."""

    key: str
    sense: Sense
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A name of the gazetteer in the text: words ``first`` to ``last`` (inclusive) of the list that was searched."""

    span: Span
    first: int
    last: int
    surface: str
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    words: tuple[str, ...]
    folded: tuple[str, ...]
    joints: tuple[str, ...]
    sightings: tuple[Sighting, ...]


def _joint(content: str, left: Word, right: Word) -> str:
    return content[left.end : right.begin].translate(_QUOTES)


@cache
def _forms() -> Mapping[str, tuple[_Form, ...]]:
    """The gazetteer's forms by their first word (case folded), longest first."""
    meanings: dict[str, list[Sighting]] = {}
    for key, entry in gazetteer().entries.items():
        for form, sense, ambiguous in entry.forms():
            meanings.setdefault(form, []).append(Sighting(key, sense, ambiguous))
    table: dict[str, dict[tuple[tuple[str, ...], tuple[str, ...]], _Form]] = {}
    for form, sightings in meanings.items():
        parts = words(form)
        if not parts:
            continue
        surface = tuple(w.surface for w in parts)
        folded = tuple(w.casefold() for w in surface)
        joints = tuple(_joint(form, a, b) for a, b in zip(parts, parts[1:], strict=False))
        same = table.setdefault(folded[0], {})
        written = (surface, joints)  # "UN rights office" and "UN's rights office" are two
        merged = same[written].sightings if written in same else ()
        extra = tuple(s for s in sightings if s.key not in {m.key for m in merged})
        same[written] = _Form(surface, folded, joints, merged + extra)
    return {
        first: tuple(sorted(same.values(), key=lambda f: (-len(f.words), f.words, f.joints)))
        for first, same in table.items()
    }


#: Signs of money, before which initials are a currency's.
_MONEY = frozenset("$€£¥₦")


def _fits(form: _Form, content: str, text: list[Word], at: int) -> bool:
    """Whether the form's words, which stand here, are joined and written as it wants."""
    end = text[at + len(form.folded) - 1].end
    if content[end : end + 1] in _MONEY:
        return False  # "US$9 million"
    for offset, joint in enumerate(form.joints):
        found = _joint(content, text[at + offset], text[at + offset + 1])
        if found != joint and not (found in _JOINS and joint in _JOINS) and found.strip() != joint.strip():
            return False
    return _is_written_so(form, text, at)


def _is_written_so(form: _Form, text: list[Word], at: int) -> bool:
    shown = [text[at + i].surface for i in range(len(form.words))]
    pairs = list(zip(shown, form.words, strict=True))
    if all(s == w or (i == 0 and w.islower() and s == w.capitalize()) for i, (s, w) in enumerate(pairs)):
        return True
    if len(pairs) == 1 and shown[0] == form.words[0].capitalize() and _is_camel_case(form.words[0]):
        return True  # "Megacom" for "MegaCom"
    if not all(s.isupper() or s == w or not s.isalpha() for s, w in pairs):
        # "Prevention Of Electronic Crimes Act": a title-case headline capitalises the small words too
        return len(pairs) > 1 and all(s == w or (w.islower() and s == w.capitalize()) for s, w in pairs)
    return len(pairs) > 1 or len(shown[0]) >= 4


def _is_camel_case(word: str) -> bool:
    """Whether a word has a capital inside that is there for its looks: two words in one, of which none is initials."""
    return len(word) > 5 and re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+", word) is not None


def matches(content: str, text: list[Word]) -> list[Match]:
    """The gazetteer's names among the words, in order, longest first, none overlapping."""
    table = _forms()
    folded = [w.surface.casefold() for w in text]
    found = []
    at, count = 0, len(text)
    while at < count:
        for form in table.get(folded[at], ()):
            length = len(form.folded)
            if (length == 1 or tuple(folded[at : at + length]) == form.folded) and _fits(
                form, content, text, at
            ):
                span = Span(text[at].begin, text[at + length - 1].end)
                surface = content[span.begin : span.end]
                found.append(Match(span, at, at + length - 1, surface, form.sightings))
                at += length
                break
        else:
            at += 1
    return found
