"""Finds names whose kind a plural in front of them tells: "operators such as Mattel and Chinguitel", "the news sites Torr and Vanto"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.extractors.known_names import Piece
from kg.extractors.name_patterns import CALENDAR, Candidate, Sequences, is_capitalised, kind_of
from kg.extractors.name_rules import any_of, name_rules
from kg.extractors.title_case import is_common_word
from kg.inflection import noun_forms
from kg.model import Span

#: Nouns that are used for bodies of all sorts where nothing before them says which.
_WIDE = frozenset(
    {
        "agency",
        "paper",
        "channel",
        "group",
        "network",
        "union",
        "association",
        "federation",
        "foundation",
        "game",
    }
)
_KINDS = frozenset({"Platform", "Company", "NewsOrganisation", "CivilSociety"})
#: Between two names of a list, perhaps with something in brackets behind the first.
_JOINT = re.compile(r"(?:\s\([^()]{1,24}\))?(?:, (?:and |or |as well as )?(?:the )?| and (?:the )?| or |/)")
_COUNTS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "both"})
_LONGEST = 4
_MOST = 20


@cache
def _kinds() -> dict[str, str]:
    """Plurals, and phrases that end in one, with the class of what they are said of."""
    rules = name_rules()
    kinds = {
        plural: kind
        for noun, kind in rules.appositions.items()
        if noun not in _WIDE
        for plural in noun_forms(noun) - {noun}
    }
    return {
        p.lower(): k
        for p, k in (kinds | dict(rules.groups)).items()
        if k in _KINDS and p.endswith(("s", "media"))
    }


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?i)\b(?P<noun>{any_of(_kinds())})(?:\s\([^()]{{1,24}}\))?"
        r"(?P<cue>(?<=s),\s(?=(?-i:[A-Z])[^.;]{1,80}?(?-i: and [A-Z])[^.;,]{1,40},)|,?\s(?:such\sas|including|like|namely|among\sthem|for\sexample|e\.g\.)\s|\s)(?=(?-i:the\s)?(?-i:[\"'A-Z0-9]))"
    )


def hyponyms(sequences: Sequences, piece: Piece, plain: str) -> Iterator[Candidate]:
    """The unknown members of the lists behind plurals that say what they are. ``plain`` has plain quotes."""
    at_offset = {word.begin: i for i, word in enumerate(piece.words)}
    for match in _pattern().finditer(plain, piece.begin, piece.end):
        kind = _kinds()[" ".join(match["noun"].lower().split())]
        begin = match.end() + (4 if plain.startswith("the ", match.end()) else 0)
        begin += plain[begin] in "\"'"
        first = at_offset.get(begin)
        if first is None or (match["cue"] == " " and not _may_follow(sequences, first)):
            continue
        if match["cue"] == ", " and not _is_counted(plain, match.start()):
            continue
        yield from _members(sequences, piece, plain, first, kind)


def _is_counted(plain: str, begin: int) -> bool:
    """Whether a number stands before the plural: "two operators, Vaxo and Tivo, cut", but not "to operators, X and Y"."""
    before = plain[max(0, begin - 40) : begin].split()[-3:]
    return any(word.lower() in _COUNTS or word.isdigit() for word in before)


def _may_follow(sequences: Sequences, first: int) -> bool:
    """Whether a name can follow the plural at once: no word of a sentence, of the calendar, or of a headline does."""
    word = sequences.words[first].surface
    return first in sequences.known or not (
        is_common_word(word) or word.lower() in CALENDAR or word.isdigit()
    )


def _members(sequences: Sequences, piece: Piece, plain: str, first: int, kind: str) -> Iterator[Candidate]:
    count = len(piece.words)
    for _ in range(_MOST):
        known = sequences.known.get(first)
        last = known.last if known is not None and known.first == first else first
        if known is None:
            while last + 1 < count and sequences.joint(last) in {" ", "-", " & ", "."} and is_capitalised(piece.words[last + 1].surface) and last + 1 not in sequences.known:  # fmt: skip
                last += 1
            if last - first < _LONGEST and _may_be_name(sequences, first, last):
                span = Span(piece.words[first].begin, piece.words[last].end)
                name = sequences.text(first, last)
                yield Candidate(span=span, kind=kind, name=name, rule="hyponym")
        if last + 1 >= count or not is_capitalised(piece.words[first].surface) and known is None:
            return
        joint = _JOINT.match(plain, piece.words[last].end)
        if joint is None:
            return
        following = next(
            (i for i in range(last + 1, min(last + 5, count)) if piece.words[i].begin == joint.end()), None
        )
        if following is None or not is_capitalised(piece.words[following].surface):
            return
        first = following


def _may_be_name(sequences: Sequences, first: int, last: int) -> bool:
    surfaces = sequences.surfaces(first, last)
    return (
        is_capitalised(surfaces[0])
        and kind_of(surfaces, sequences.rules) is None
        and surfaces[0] not in sequences.rules.given_names | sequences.rules.titles
        and surfaces[0].lower() not in CALENDAR
        and surfaces != ["The"]
    )
