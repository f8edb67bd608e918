"""Finds bodies whose name says nothing of what they are, by what they do: "the Synod called for calm", "Promo-LEX urged Facebook …".

Only whoever speaks, asks or sues can be told by it, and only a name behind "the" or one of initials is no person's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from kg.extractors.entity_registry import slug
from kg.extractors.name_patterns import is_day_office_or_paper, tidy
from kg.extractors.name_rules import NameRules, name_rules
from kg.extractors.syntax import child, children
from kg.extractors.title_case import is_common_word
from kg.lexicon import noun_list, verb_list
from kg.model import Entity, Mention, Span
from kg.text import Paragraph

#: What tells of a name that somebody bears it.
_ACTS = (
    ("attribution", "verbs"),
    ("factuality", "requested"),
    ("verbs", "bringing"),
    ("verbs", "submitting"),
)
#: Inside a name between its capitalised words.
_JOINTS = frozenset({"of", "for", "and", "&"})
#: Kinds of nouns by which a text calls whom it named before.
_PARTS = ("Voice", "Facet", "Party", "LegalBody", "People")


def acting_names(
    paragraph: Paragraph, plain: str, mentions: list[Mention]
) -> Iterator[tuple[Span, Entity, tuple[str, ...]]]:
    """The bodies of a paragraph that are named by nothing else: span, entity, and the form by which the text calls it."""
    return _acting(paragraph, plain, mentions, _first)


def acting_initials(
    paragraph: Paragraph, plain: str, mentions: list[Mention]
) -> Iterator[tuple[Span, Entity, tuple[str, ...]]]:
    """As :func:`acting_names`, those that no "the" stands before: made of initials, "BEREC", or of words, "Central Asia Open Lines"."""
    return _acting(paragraph, plain, mentions, lambda token: _initials(token) or _words(token))


def _acting(
    paragraph: Paragraph,
    plain: str,
    mentions: list[Mention],
    first_of: Callable[[Token], Token | None],
) -> Iterator[tuple[Span, Entity, tuple[str, ...]]]:
    if paragraph.segment.role not in ("body", "quote"):
        return  # headlines capitalise what is no name
    rules, taken = name_rules(), [m.span for m in mentions]
    for token in paragraph.doc:
        if not _speaks(token) or (first := first_of(token)) is None:
            continue
        if not _is_name(token, rules, alone=first == token):
            continue
        whole, span = paragraph.span(first, _last(token)), paragraph.span(first, token)
        if any(span.overlaps(other) for other in taken):
            continue
        span = span if any(whole.overlaps(other) for other in taken) else whole
        label = tidy(plain[span.begin : span.end])
        kind = "Group" if token.tag_ == "NNPS" else "CivilSociety"
        yield span, Entity(key=slug(label), kind=kind, label=label), (label,)


def _speaks(token: Token) -> bool:
    """Whether a name is the subject of a verb of saying, asking or suing."""
    if token.dep_ != "nsubj" or token.tag_ not in ("NNP", "NNPS") and not token.is_upper:
        return False
    verb = token.head.lower_
    return any(verb in verb_list(*of) for of in _ACTS)


def _initials(head: Token) -> Token | None:
    """The first part of a word with a capital inside, "BEREC" or "Promo-LEX", as neither words of the language nor surnames are."""
    first = head
    while (
        first.i > 1
        and first.nbor(-1).text == "-"
        and not first.nbor(-1).whitespace_
        and not first.nbor(-2).whitespace_
    ):
        first = first.nbor(-2)
    word = head.doc[first.i : head.i + 1].text
    plural = word[:-1].isupper() and word.endswith("s")  # "NGOs"
    inside = sum(letter.isupper() for letter in word) > 1 and "'" not in word and not plural
    alone = first.i == 0 or not first.nbor(-1).text[:1].isupper()
    return first if inside and alone and len(head.text) > 2 and first.text[:2] != "Mc" else None


def _words(head: Token) -> Token | None:
    """The first of several capitalised words of which the last is a plural of the language: no person is called so. Or of any with a cause."""
    first = head
    while first.i > first.sent.start and first.nbor(-1).text[:1].isupper():
        first = first.nbor(-1)
    if _last(head) != head:
        return first if first.text not in name_rules().given_names else None
    plain = is_common_word(head.text) and head.tag_ in ("NNPS", "NNS")
    given = first.text in name_rules().given_names
    return first if head.i - first.i > 1 and plain and not given and first.text[:1].isupper() else None


def _last(head: Token) -> Token:
    """The last word of a name with what its body is for: "Sada for Digital Rights"."""
    cause = next((c for c in children(head, "prep") if c.lower_ == "for" and c.i == head.i + 1), None)
    named = child(cause, "pobj") if cause is not None else None
    if named is None:
        return head
    return named if all(t.text[:1].isupper() for t in head.doc[head.i + 2 : named.i + 1]) else head


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
        and not is_day_office_or_paper(low)
        and head.text not in rules.titles
        and not (alone and (low in rules.descriptions or any(low in noun_list("nouns", k) for k in _PARTS)))
    )
