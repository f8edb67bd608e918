"""Who the sides of a case are by the heading of a judgment: "X CORP. … PETITIONER", "Epic Games, Plaintiff, v. Google LLC, Defendant".

A judgment names its parties once, in its heading, and calls them petitioner or respondent from there on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from kg.inflection import noun_forms
from kg.lexicon import word_list
from kg.model import Mention

SIDES = ("Applicant", "Respondent")
#: Which of several parties is meant.
_PLACES = (("1st", "first", "1"), ("2nd", "second", "2"), ("3rd", "third", "3"), ("4th", "fourth", "4"))
ORDINALS = {word: place for place, words in enumerate(_PLACES) for word in words}
#: Who the sides of a case are, by the names of :data:`SIDES`.
Sides = Callable[[str], tuple[str, ...]]
#: A heading ends where the text begins: at a line of more words in small letters, and at most so many lines down.
_LOWER, _LINES = 10, 40
_SENTENCE = re.compile(r"\(?\d+[.)]\s+(?:The|On|By|In|At|It|This|That|A|An)\b")
#: A short line that tells something, of a side or anybody: "The respondent blocked Telegram on 3 May."
_TELLING = re.compile(
    r"(?:\(?\w{1,3}[.)]\s+)?"
    r"(?:(?:The )?[A-Z][a-z]+ (?!(?:of|and|v|vs|versus|for|in|at|by|through)\b)[a-z]+ |[A-Z].* (?:is|are|was|were|has|have|had|shall|must) )"
    r".*[A-Za-z\d][.:;]\s*$"
)
_VERSUS = re.compile(r"\s(?:v|vs|versus)\.?\s", re.IGNORECASE)
#: Lines that name a judge or open the list of parties.
_BENCH = re.compile(r"(?i)\b(?:before|coram|judges?|justices?|hon\.?|between|counsel)\b")
#: Who is no side of a case: a court decides it, and a place is where that is.
_NO_SIDES = frozenset({"Court", "Place", "LegalInstrument", "Group"})


class Party(Protocol):
    """What is read of an entity."""

    @property
    def kind(self) -> str: ...
    @property
    def parent(self) -> str | None: ...


@dataclass(frozen=True, slots=True, order=True)
class _Label:
    """A word for a side, where it begins, and the list of ontology/language/nouns.yaml that has it."""

    begin: int
    word: str
    side: str


def sides_of_heading(
    content: str, mentions: Iterable[Mention], entities: Mapping[str, Party]
) -> dict[str, tuple[str, ...]]:
    """The entities of each side by the words for it, singular and lower case, and by the names of :data:`SIDES`.

    Args:
        mentions: in the order of the text.
        entities: by key.
    """
    end = _end_of_heading(content)
    named = [
        m
        for m in mentions
        if m.span.end <= end and m.form in ("name", "acronym") and entities[m.entity].kind not in _NO_SIDES
    ]
    found: dict[str, list[str]] = {}
    told: set[str] = set()

    def tell(keys: list[str], *names: str) -> None:
        told.update(keys)
        for name in names:
            found.setdefault(name, []).extend(keys)

    waiting: list[str] = []
    for line in re.finditer(r"[^\n]+", content[:end]):
        if _TELLING.match(line[0]):
            if found:
                break
            continue
        here = [m for m in named if line.start() <= m.span.begin < line.end() and m.entity not in told]
        labels = sorted(_labels(line[0], line.start()))
        versus = _VERSUS.search(line[0])
        if labels:
            last: list[str] = []
            for label in labels:
                before = [m.entity for m in here if m.span.begin < label.begin and m.entity not in told]
                last = [*waiting, *before] or last
                if not last and not waiting:  # "Appellant: Acme Ltd"
                    last = [m.entity for m in here if m.span.begin > labels[-1].begin]
                tell(last, label.word, label.side)
                waiting = []
        elif versus is not None and here:
            at = line.start() + versus.start()
            tell([m.entity for m in here if m.span.begin < at], SIDES[0])
            tell([m.entity for m in here if m.span.begin > at], SIDES[1])
            waiting = []
        elif _BENCH.search(line[0]):
            waiting = []
        else:
            waiting += [m.entity for m in here]
    return {
        name: tuple(k for k in dict.fromkeys(keys) if entities[k].parent not in keys)  # "X Corp. (Twitter)"
        for name, keys in found.items()
        if keys
    }


def sides_in_brackets(
    content: str, mentions: Iterable[Mention], entities: Mapping[str, Party]
) -> dict[str, tuple[str, ...]]:
    """The same, of a text that says behind a name how it calls it: "Acme Ltd (Defendant No. 1)"."""
    ends = {m.span.end: m.entity for m in mentions if entities[m.entity].kind not in _NO_SIDES}
    found: dict[str, list[str]] = {}
    for match in _bracketed().finditer(content):
        key = ends.get(match.start())
        if key is not None:
            for name in _singular()[match["word"].lower()]:
                found.setdefault(name, []).append(key)
    return {name: tuple(dict.fromkeys(keys)) for name, keys in found.items()}


def _end_of_heading(content: str) -> int:
    for number, line in enumerate(re.finditer(r"[^\n]*\n?", content)):
        told = sum(word.islower() for word in line[0].split()) > _LOWER or _SENTENCE.match(line[0])
        if number >= _LINES or told:
            return line.start()
    return len(content)


def _labels(line: str, begin: int) -> Iterator[_Label]:
    for match in _words().finditer(line):
        word, side = _singular()[match[0].lower()]
        yield _Label(begin + match.start(), word, side)


@cache
def _singular() -> Mapping[str, tuple[str, str]]:
    """The forms of the words for a side: the singular, and the list that has it."""
    return {
        form: (word, side) for side in SIDES for word in word_list("nouns", side) for form in noun_forms(word)
    }


def _any_word() -> str:
    """The alternatives of a pattern that matches a word for a side, the longest first."""
    return "|".join(sorted(_singular(), key=len, reverse=True))


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_word()})\b", re.IGNORECASE)


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"\.? \((?:the )?[\"“]?(?P<word>{_any_word()})(?: No\. ?\d+)?[\"”]?\)", re.IGNORECASE)


def parties_of(
    heading: Mapping[str, tuple[str, ...]],
    noun: str,
    modifiers: Collection[str],
    otherwise: Sides | None = None,
) -> tuple[str, ...]:
    """Who a word for a side stands for, "the petitioners", "the 1st respondent"; empty where nobody says.

    Args:
        heading: what :func:`sides_of_heading` gives.
        modifiers: the words that hang on it, its article left out; any but a number makes it another thing.
        otherwise: who the sides are where there is no heading, by the names of :data:`SIDES`.
    """
    side = side_of(noun)
    if side is None or not ORDINALS.keys() >= set(modifiers):
        return ()
    parties = heading.get(side[0]) or heading.get(side[1]) or (otherwise(side[1]) if otherwise else ())
    places = {ORDINALS[m] for m in modifiers}
    if len(parties) > 1 and not places and noun.lower() == side[0]:
        return ()  # "the respondent" of several: nobody says which
    return tuple(p for i, p in enumerate(parties) if not places or i in places)


def side_of(noun: str) -> tuple[str, str] | None:
    """The singular of a word for a side of a case, and its list; None of any other word."""
    return _singular().get(noun.lower())
