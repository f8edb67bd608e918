"""The turns of a transcript: who speaks, by the label that opens a paragraph ("THE HON. ADA OBI (Minister of Trade): …").

Minutes of parliaments and hearings, interviews and court records label the turns of those who speak; a label names a person whom the
rest of the text may never name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kg.extractors.name_patterns import PARTICLES, Candidate
from kg.extractors.name_rules import name_rules
from kg.lexicon import noun_list
from kg.model import Span
from kg.text import Paragraph

#: So many labelled paragraphs, of at least two speakers of whom one speaks twice, make a transcript.
_FEWEST = 4
_LABEL = re.compile(r"(?P<label>[A-Z][^\n:\"]{0,90}?) ?: (?=\S)")
_BRACKETED = re.compile(r"\(([^()\n]*)\)")
_SMALL = frozenset({"for", "of", "and", "the"})
_PERSON = re.compile(r"(?:[A-Z][\w'’-]+\.? ){1,3}[A-Z][\w'’-]+")
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*[^\W_])?\.?")
_LONGEST = 6
_HONOURS = frozenset({"the", "hon", "honourable", "honorable", "right", "rt", "mr", "mrs", "ms", "member"})


@dataclass(frozen=True, slots=True)
class Turn:
    """A labelled paragraph: its label, the person's name in it (None for "The Chair"), what stands beside that, and the words said.

    Beside stands what is in brackets, or the office before a name in brackets: "The Minister for Trade (Ada Obi)".
    """

    paragraph: Paragraph
    label: Span
    name: Span | None
    beside: tuple[Span, ...]
    words: Span

    @property
    def called(self) -> str | None:
        """The person's name as the label has it."""
        return _of(self.paragraph, self.name) if self.name is not None else None


def turns(paragraphs: Iterable[Paragraph]) -> tuple[Turn, ...]:
    """The labelled turns of a text; empty where it is no transcript."""
    found = [turn for paragraph in paragraphs if (turn := _turn(paragraph)) is not None]
    labels = Counter(_key(turn) for turn in found)
    if len(found) < _FEWEST or len(labels) < 2 or max(labels.values()) < 2:
        return ()
    return tuple(found)


def turn_names(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, Candidate]]:
    """The persons whom the labels of a transcript name in more than one word, or with a title before."""
    for turn in turns(paragraphs):
        if turn.name is None or (name := turn.called) is None:
            continue
        if " " in name or turn.name.begin > turn.label.begin:
            yield turn.paragraph, Candidate(span=turn.name, kind="Person", name=name, rule="turn")


def _turn(paragraph: Paragraph) -> Turn | None:
    match = _LABEL.match(paragraph.plain)
    if match is None:
        return None
    label, begin = match["label"], paragraph.begin + match.start("label")
    bare = _BRACKETED.sub(lambda m: " " * len(m.group()), label)
    words = list(_WORD.finditer(bare))
    office = any(_plain(w.group()) in name_rules().roles for w in words)
    small = PARTICLES | _SMALL if office else PARTICLES
    capitals = all(w.group()[0].isupper() or w.group() in small for w in words)
    if (
        not words
        or sum(w.group() not in _SMALL for w in words) > _LONGEST
        or not capitals
        or re.search(r"[,;!?]", bare)
    ):
        return None
    named = list(words)
    while named and _plain(named[0].group()) in _titles():
        named.pop(0)
    leads = {_plain(w.group()) for w in words} & noun_list("attribution", "interviewers")
    name = Span(begin + named[0].start(), begin + named[-1].end()) if named and not leads else None
    beside = tuple(Span(begin + m.start(1), begin + m.end(1)) for m in _BRACKETED.finditer(label))
    if office and len(beside) == 1 and _PERSON.fullmatch(_of(paragraph, beside[0])):
        name, beside = beside[0], (Span(begin, begin + len(bare.rstrip())),)
    return Turn(
        paragraph=paragraph,
        label=Span(begin, begin + len(label)),
        name=name,
        beside=beside,
        words=Span(paragraph.begin + match.end(), paragraph.begin + len(paragraph.plain)),
    )


@cache
def _titles() -> frozenset[str]:
    titles = {_plain(word) for title in name_rules().titles for word in title.split()}
    return frozenset(titles | _HONOURS | {"chair", "speaker", "president"})


def _plain(word: str) -> str:
    return word.rstrip(".").casefold()


def _of(paragraph: Paragraph, span: Span) -> str:
    return paragraph.plain[span.begin - paragraph.begin : span.end - paragraph.begin]


def _key(turn: Turn) -> str:
    """A speaker by the last word of the name, "Mr. Charlie Angus (NDP)" being "Mr. Angus"; whoever has none by the label."""
    return _of(turn.paragraph, turn.name or turn.label).split()[-1].casefold()
