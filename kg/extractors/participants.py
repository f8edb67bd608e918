"""Finds whom no list and no pattern knows but whom the encoder takes for a participant of an act: "Foco recalled …", "the embassy declined …".

Who it is: one named before, where the words are part of their name ("Foco", of "Foco Panamá"; "the Office", of the Office of the Ombudsman), else somebody new, of the class that
the encoder finds likeliest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from spacy.tokens import Token

from kg.detection import PRONOUNS, is_wanted
from kg.extractors.entity_registry import Found
from kg.extractors.located import ACTORS, LEGAL_BODIES
from kg.extractors.name_patterns import PARTICLES, is_day_office_or_paper
from kg.extractors.name_rules import name_rules
from kg.extractors.sentence_reading import reading_of
from kg.extractors.syntax import sentence_bounds
from kg.extractors.title_case import is_common_word
from kg.model import Mention
from kg.parse_attachment import DATE_NAMES
from kg.text import Paragraph

#: From here on a word is taken to name a participant.
SURE = 0.6
#: What may stand inside a name between its capitalised words.
_JOINTS = frozenset({"of", "for", "&"}) | PARTICLES
_DEFINITE = frozenset({"the", "this", "that"})
#: By these alone nobody can tell who is meant, or it is some of those spoken of before.
_OF_BEFORE = frozenset({"parties", "sides", "others", "ones", "both", "latter", "former", "officials"})
#: What a text calls by a common noun alone it has mostly named before: "the platform".
_SERVICES = frozenset({"Platform", "Company"})
#: Their names say what they are.
_TOLD_BY_NAME = frozenset({"Court", "Government", "Legislature"})
#: Of these a text may know only one: "the embassy", "the prefect".
_ONE_OF_A_KIND = LEGAL_BODIES | {"Person"}
#: So many mentions back a description reaches at most.
_WINDOW = 400
#: Kinds of entities that take part in nothing.
_NO_ACTORS = frozenset({"Place", "LegalInstrument"})


def class_of(first: Token, head: Token) -> str | None:
    """The class of the participant that words up to a head name; None where the encoder takes them for none."""
    reading = reading_of(head)
    if reading is None or not _is_named(head):
        return None
    begin = sentence_bounds(head)[0]
    kind = reading.class_of(max(0, first.i - begin), head.i - begin)
    return kind if kind in ACTORS else None


def collective(first: Token, head: Token) -> str | None:
    """The class of those whom a common noun names: several, or a body or office that "the" says there is one of, or a body of somebody's; None elsewhere."""
    owned = any(c.dep_ == "poss" and c.lower_ in PRONOUNS for c in head.children)
    bare = not any(c.dep_ in ("amod", "compound") for c in head.children)
    before = owned or bare and head.lower_ in _OF_BEFORE
    if head.pos_ not in ("NOUN", "PROPN") or not head.is_alpha or before:
        return None
    kind = class_of(first, head)
    if kind == "Government" and head.pos_ == "PROPN":
        return None  # "the State"
    if head.tag_ in ("NNS", "NNPS"):
        return "Group" if kind == "Person" else kind if kind not in _SERVICES else None
    is_one = any(c.lower_ in _DEFINITE for c in head.children)
    is_somebodys = any(c.dep_ == "poss" and c.pos_ in ("NOUN", "PROPN") for c in head.children)
    return kind if is_one and kind in _ONE_OF_A_KIND or is_somebodys and kind in LEGAL_BODIES else None


def participant_names(
    paragraph: Paragraph, mentions: Iterable[Mention]
) -> Iterator[tuple[Token, Token, str]]:
    """The names of participants that are no mentions yet: first word, last word, class."""
    if not is_wanted() or paragraph.segment.role not in ("body", "quote"):
        return  # headlines capitalise what is no name
    taken = [m.span for m in mentions if paragraph.holds(m.span.begin)]
    for sentence in paragraph.doc.sents:
        free = [
            token
            for token in sentence
            if not any(paragraph.span(token, token).overlaps(span) for span in taken)
        ]
        for run in _runs(free):
            if any(is_day_office_or_paper(t.lower_) for t in run) or _is_part(run):
                continue
            peoples = len(run) == 1 and run[0].tag_ == "NNPS"  # "176 Nigerians" are a collective
            if peoples or _is_description(run) or _is_of_office(run[0]):
                continue
            kind = class_of(run[0], run[-1])
            if kind is None or kind in _TOLD_BY_NAME:
                continue
            if kind == "Person" and run[0].i and run[0].nbor(-1).lower_ == "the":
                continue  # "the Artibonite"
            yield run[0], run[-1], kind


def _runs(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The capitalised words that stand together, with what joins them."""
    for _, numbered in groupby(enumerate(tokens), lambda pair: pair[1].i - pair[0]):
        run: list[Token] = []
        for _, token in numbered:
            if _is_of_name(token) or run and token.lower_ in _JOINTS:
                run.append(token)
            else:
                yield from _trimmed(run)
                run = []
        yield from _trimmed(run)


def _trimmed(run: list[Token]) -> Iterator[list[Token]]:
    """A run without titles and joints at its ends, and without a common word that opens the sentence and names nobody."""
    while run and not _is_of_name(run[-1]):
        run = run[:-1]
    titles = name_rules().titles
    while run and (
        run[0].text in titles
        or not _is_of_name(run[0])
        or run[0].is_sent_start
        and is_common_word(run[0].text)
        and not run[0].is_upper
        and (len(run) == 1 or not _is_named(run[0]))
    ):
        run = run[1:]
    if run:
        yield run


def _is_named(token: Token) -> bool:
    reading = reading_of(token)
    return reading is not None and reading.named(token.i - sentence_bounds(token)[0]) >= SURE


def stands_for_another(head: Token) -> bool:
    """Whether a common noun is one that texts call somebody by whom they have named, or a name beside it says who it is: "the Court", "the superintendent, Ada Obi"."""
    low = head.lower_
    named = any(c.dep_ == "appos" and c.pos_ == "PROPN" for c in head.children)
    return named or low in name_rules().descriptions or is_day_office_or_paper(low)


def _is_description(run: Sequence[Token]) -> bool:
    """Whether a text calls somebody so by what they are: "the Authority", "the State"."""
    first = run[0]
    is_definite = first.i > 0 and first.nbor(-1).lower_ in _DEFINITE
    described = first.lower_ in name_rules().descriptions or is_definite and is_common_word(first.text)
    return len(run) == 1 and described


def _is_of_office(first: Token) -> bool:
    """Whether a name says of what somebody has an office: "Secretary of Domestic Trade", "President of the Republic"."""
    before = first
    while before.i > before.sent.start and before.nbor(-1).lower_ in ("the", "of", "for"):
        before = before.nbor(-1)
    office = before.i > before.sent.start and before.nbor(-1).lower_ in name_rules().roles
    return office and before.lower_ in ("of", "for")


def _is_part(run: Sequence[Token]) -> bool:
    """Whether words are part of a longer name or description: "Angola" of "MISA-Angola", "Korea" of "Meta Korea", "American" of "the American company"."""
    first, last = run[0], run[-1]
    if first.i > first.sent.start:
        before = first.nbor(-1)
        named = before.pos_ == "PROPN" and before.text[:1].isupper() and before.text not in DATE_NAMES
        if before.text == "-" or named:
            return True
    if last.i + 1 == last.sent.end:
        return False
    behind = last.nbor()
    tied = behind.text == "-" and not last.whitespace_
    modifies = last.dep_ in ("amod", "compound", "nmod") and last.head.i > last.i
    return tied or modifies and behind.pos_ in ("NOUN", "PROPN", "ADJ")


def _is_of_name(token: Token) -> bool:
    if token.lower_ in PRONOUNS or token.pos_ in ("PRON", "DET") or token.text in DATE_NAMES:
        return False
    return (
        token.text[:1].isupper() or token.text[:1].isdigit() and token.pos_ == "PROPN" and not token.like_num
    )


class Openings:
    """The names of several words of a document's entities, by their first word."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._names: dict[str, list[tuple[list[str], str]]] = {}
        for entity in found:
            if entity.kind not in _NO_ACTORS:
                self.add(entity.key, (entity.label, *entity.names))

    def add(self, key: str, names: Iterable[str]) -> None:
        """Adds names of an entity."""
        for name in names:
            parts = name.casefold().split()
            if len(parts) > 1:
                self._names.setdefault(parts[0], []).append((parts, key))

    def whose(self, words: Sequence[str]) -> str | None:
        """The one entity that has a longer name of which some words are the beginning: "Foco", "Foco Panamá"; None where none or several have."""
        wanted = [w.casefold() for w in words]
        keys = {
            key
            for parts, key in self._names.get(wanted[0], ())
            if parts[: len(wanted)] == wanted and len(parts) > len(wanted)
        }
        return next(iter(keys)) if len(keys) == 1 else None


def described_in_part(
    head: Token, before: Sequence[Mention], found: Mapping[str, Found], begin: int
) -> str | None:
    """Of those named last before, the one whose name has the head of a definite description as its own: "the Office", "Office of the Ombudsman".

    Args:
        before: the mentions by name, sorted.
    """
    if not any(c.dep_ in ("det", "poss") and c.lower_ in _DEFINITE for c in head.children):
        return None
    if any(c.dep_ in ("amod", "compound", "nummod") for c in head.children):
        return None
    end = bisect_left(before, begin, key=lambda mention: mention.span.begin)
    for mention in reversed(before[max(0, end - _WINDOW) : end]):
        entity = found[mention.entity]
        if entity.kind in _NO_ACTORS or entity.kind == "Person":
            continue
        if any(_has_head(name, head.lower_) for name in (entity.label, *entity.names)):
            return mention.entity
    return None


def _has_head(name: str, word: str) -> bool:
    """Whether a name of several words has a word as its head: the last, or the last before "of" or "for"."""
    parts = name.casefold().replace(",", " ,").split()
    if len(parts) < 2:
        return False
    end = next((i for i, part in enumerate(parts) if part in ("of", "for", "on", ",")), len(parts))
    return end > 0 and parts[end - 1] == word
