"""Finds those whose name says nothing of what they are, by what is done to them: who is arrested is a person, what is blocked a service.

Which deeds tell it is data: ``ontology/language/deeds.yaml``. Without a deed the company tells it that a name is in: "Orange and Vaxo".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from spacy.tokens import Token

from kg.extractors.entity_registry import slug
from kg.extractors.name_patterns import is_day_office_or_paper, tidy
from kg.extractors.name_rules import name_rules
from kg.extractors.syntax import children, conjuncts
from kg.extractors.title_case import is_common_word
from kg.gazetteer import gazetteer
from kg.lexicon import noun_list, verb_list
from kg.model import Entity, Mention, Span
from kg.text import Paragraph

_SUFFERING = frozenset({"dobj", "dative", "nsubjpass"})
_KINDS = ("Person", "Platform", "Company")
#: Those of them of which nouns tell too.
_OF_NOUNS = ("Person", "Platform")
#: Those of a kind are named beside each other.
_LISTED = frozenset({"Company", "Platform"})
#: "RM500,000", of which the tokenizer makes a word.
_SUM = re.compile(r"[A-Z]{1,4}[\d,.]+\w*")
#: A name has at most so many words.
_LONGEST = 5


def deed_names(
    paragraph: Paragraph, plain: str, mentions: list[Mention], kinds: Mapping[str, str]
) -> Iterator[tuple[Span, Entity, tuple[str, ...]]]:
    """The names of a paragraph that nothing else explains: span, entity, and the form by which the text calls it.

    ``kinds`` are those of the entities that ``mentions`` are of.
    """
    if paragraph.segment.role not in ("body", "quote"):
        return  # headlines capitalise what is no name
    taken = [(m.span, kinds[m.entity]) for m in mentions if paragraph.holds(m.span.begin)]
    for token in paragraph.doc:
        if token.dep_ == "conj" or not token.text[0].isupper():
            continue
        told = _told_kind(token)
        heads = (token, *conjuncts(token)) if told or children(token, "conj") else (token,)
        if told is None and (len(heads) < 2 or (told := _kind_beside(paragraph, heads, taken)) is None):
            continue
        for head in heads:
            first = _first(head)
            span = paragraph.span(first, head)
            if not _is_name(first, head) or any(span.overlaps(other) for other, _ in taken):
                continue
            kind = _kind(told, first, head)
            taken.append((span, kind))
            label = tidy(plain[span.begin : span.end])
            yield span, Entity(key=slug(label), kind=kind, label=label), (label,)


def _kind_beside(
    paragraph: Paragraph, heads: Sequence[Token], taken: Sequence[tuple[Span, str]]
) -> str | None:
    """What the known members of a list are, where all are firms or services."""
    spans = [paragraph.span(head, head) for head in heads]
    known = {kind for other, kind in taken if any(span.overlaps(other) for span in spans)}
    if not known or not known <= _LISTED:
        return None
    return "Company" if "Company" in known else "Platform"


def _told_kind(token: Token) -> str | None:
    """What a noun must be of which a deed is told."""
    head = token.head
    if token.dep_ in _SUFFERING:
        return next((kind for kind in _KINDS if head.lower_ in verb_list("deeds", f"to_{kind}")), None)
    if token.dep_ == "nsubj" and head.lower_ in verb_list("deeds", "by_Company"):
        return "Company"
    if token.dep_ == "poss":
        return next((k for k in _OF_NOUNS if head.lower_ in noun_list("deeds", f"of_{k}")), None)
    if token.dep_ == "pobj" and head.lower_ in ("of", "to", "on"):
        return next((k for k in _OF_NOUNS if head.head.lower_ in noun_list("deeds", f"of_{k}")), None)
    return None


def _kind(told: str, first: Token, head: Token) -> str:
    """What is told, but many of a kind are a group, and whoever is fined under two words that mean nothing is a person."""
    if told != "Platform" and head.tag_ == "NNPS" and head.text.endswith("s"):
        return "Group"
    words = head.doc[first.i : head.i + 1]
    if told == "Company" and 2 <= len(words) <= 3:
        foreign = all(w.text.istitle() and w.is_alpha and not is_common_word(w.text) for w in words)
        return "Person" if foreign else told
    return told


def _first(head: Token) -> Token:
    """The first of the capitalised words that a name's last one ends."""
    first, start = head, head.sent.start
    while first.i > start and head.i - first.i < _LONGEST:
        before = first.nbor(-1)
        if before.text == "-" and before.i > start and not before.whitespace_:
            before = before.nbor(-1)  # "Gagauz-Vesti"
        if not _is_capitalised(before) or not (head.is_ancestor(before) or before.is_ancestor(head)):
            break  # "On Monday Kloop was blocked"
        first = before
    return first


def _is_capitalised(token: Token) -> bool:
    unknown = token.pos_ == "NOUN" and not is_common_word(token.text)  # opens a sentence
    return token.text[0].isupper() and (token.pos_ == "PROPN" or unknown)


def _is_name(first: Token, head: Token) -> bool:
    """Whether capitalised words are somebody's name: no day, office or paper, no people, and no common word that opens a sentence."""
    rules, low = name_rules(), head.lower_
    behind = head.nbor() if head.i + 1 < len(head.doc) else None
    if not _is_capitalised(head) or len(head) < 3 or _SUM.fullmatch(head.text):
        return False
    if behind is not None and (
        _is_capitalised(behind) or behind.text == "-" or behind.like_num and head.dep_ != "dative"
    ):
        return False  # a part of a longer name: "Section 230"
    bare = first == head and is_common_word(head.text)  # "the State"
    return not (
        bare
        and (first.is_sent_start or first.nbor(-1).lower_ == "the")
        or is_day_office_or_paper(low)
        or low in rules.descriptions
        or first.text in rules.titles
        or head.text in _peoples()
    )


@cache
def _peoples() -> frozenset[str]:
    return frozenset(p for e in gazetteer().entries.values() for p in (*e.people, *e.adjectives))
