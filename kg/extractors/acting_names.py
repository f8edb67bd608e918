"""Finds bodies whose name says nothing of what they are, by what they do: "the Synod called for calm", "the Conservatives accused …".

Only whoever speaks or asks can be told by it, and only a name behind "the" is no person's.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.extractors.entity_registry import slug
from kg.extractors.name_patterns import CALENDAR, tidy
from kg.extractors.name_rules import NameRules, name_rules
from kg.lexicon import noun_list, verb_list
from kg.model import Entity, Mention, Span
from kg.text import Paragraph

#: Inside a name between its capitalised words.
_JOINTS = frozenset({"of", "for", "and", "&"})
#: Kinds of nouns that say something themselves: a paper or a report is nobody.
_PAPERS = ("Law", "Paper", "Report", "Content", "Demand", "Proceeding")
#: … and these are whoever the text named so before.
_PARTS = ("Voice", "Facet", "Party", "LegalBody", "People")


def acting_names(
    paragraph: Paragraph, plain: str, mentions: list[Mention]
) -> Iterator[tuple[Span, Entity, tuple[str, ...]]]:
    """The bodies of a paragraph that are named by nothing else: span, entity, and the form by which the text calls it."""
    if paragraph.segment.role not in ("body", "quote"):
        return  # headlines capitalise what is no name
    rules, taken = name_rules(), [m.span for m in mentions]
    for token in paragraph.doc:
        if not _speaks(token) or (first := _first(token)) is None:
            continue
        if not _is_name(token, rules, alone=first == token):
            continue
        span = paragraph.span(first, token)
        if any(span.overlaps(other) for other in taken):
            continue
        label = tidy(plain[span.begin : span.end])
        kind = "Group" if token.tag_ == "NNPS" else "CivilSociety"
        yield span, Entity(key=slug(label), kind=kind, label=label), (label,)


def _speaks(token: Token) -> bool:
    """Whether a proper noun is the subject of a verb of saying or asking."""
    if token.dep_ != "nsubj" or token.tag_ not in ("NNP", "NNPS"):
        return False
    verb = token.head.lower_
    return verb in verb_list("attribution", "verbs") | verb_list("factuality", "requested")


def _first(head: Token) -> Token | None:
    """The first word of a name that "the" stands before; None where it doesn't."""
    at = head.i
    while at and (head.doc[at - 1].text[:1].isupper() or head.doc[at - 1].lower_ in _JOINTS):
        at -= 1
        if head.doc[at].lower_ == "the":
            return head.doc[at + 1]
    if at and head.doc[at - 1].lower_ == "the" and head.doc[at].text[:1].isupper():
        return head.doc[at]
    return None


def _is_name(head: Token, rules: NameRules, *, alone: bool) -> bool:
    """Whether a capitalised word is no day, office or paper and, where it stands alone, no description of somebody named before."""
    low = head.lower_
    return (
        head.text[:1].isupper()
        and low not in CALENDAR | rules.roles | rules.bare_offices | rules.government_words
        and head.text not in rules.titles
        and not any(low in noun_list("nouns", kind) for kind in _PAPERS)
        and not (alone and (low in rules.descriptions or any(low in noun_list("nouns", k) for k in _PARTS)))
    )
