"""Finds the paper by which an action is done, or which it makes, changes or breaks: the law behind "under", "pursuant to", "violating".

Parts of a paper stand for it ("section 69A of the Act", "an amendment to the Law on Personal Data").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from kg.extractors.filling import Candidate
from kg.extractors.reference import Referents
from kg.extractors.syntax import children, prepositional
from kg.lexicon import noun_list, verb_list
from kg.text import Paragraph

_HANGING = frozenset({"under", "in", "by", "with", "through", "via", "citing", "on", "of"})
#: A clause that the paper of another does not reach into.
_BARRIERS = frozenset({"ccomp", "relcl", "acl", "parataxis", "conj"})
#: What says right before a paper that something is done by it or against it; up to two parts of it may stand between.
_CUE = re.compile(
    r"(?i)\b(?:under|pursuant to|in (?:accordance|compliance|line|keeping) with|on the (?:basis|strength) of|based on|by virtue of"
    r"|in (?:violation|breach|contravention|defiance|application|implementation|exercise|terms) of"
    r"|(?:violations?|breach(?:es)?|infringements?|contraventions?|non-compliance|compliance) (?:of|with)"
    r"|violat(?:ed|es|ing)|breach(?:ed|es|ing)|infring(?:ed|es|ing)|contraven(?:ed|es|ing)|flout(?:ed|s|ing)|contrary to"
    r"|comply(?:ing)? with|complie[sd] with|invok(?:ed|es|ing)|cit(?:ed|es|ing)|relying on|required by|provided for (?:in|by)|empowered by)"
    r" (?P<parts>.{0,90})$"
)
#: A word between a cue and its paper: an article, or what names a part of it ("sections 3(1) and 4 of that").
_PART = re.compile(
    r"(?i)(?:the|that|this|its|an?|both|their|his|her|own|\w+'s|[A-Z]\w+(?:n|i|ish|ese)|"
    r"articles?|sections?|clauses?|(?:sub-?)?paragraphs?|sub-?sections?|parts?|chapters?|rules?|points?|schedules?|annex|titles?|provisions?|"
    r"terms|powers?|duties|obligations|requirements|of|to|in|and|or|under|from|ss?\.?|arts?\.?|no\.?|read|with|"
    r"[\d.()§/-]+[\w().-]*|\(\w+\)|[A-Z]\d[\w()-]*|[ivx]+|[a-z]\)),?"
)


def instrument_of(refer: Referents, paragraph: Paragraph, candidate: Candidate) -> tuple[str, ...]:
    """The key of the action's paper, alone; empty where none is named. Entities of other kinds are no papers."""
    slot = tuple(k for k in candidate.roles.get("instrument", ()) if refer.kind(k) == "LegalInstrument")
    if slot:
        return slot[:1]
    scopes = tuple(dict.fromkeys((candidate.head, candidate.trigger)))
    for noun in _nouns(candidate, scopes):
        key = _paper(refer, paragraph, noun)
        if key is not None:
            return (key,)
    return tuple(_cued(refer, paragraph, scopes))[:1]


def _nouns(candidate: Candidate, scopes: tuple[Token, ...]) -> Iterator[Token]:
    """The nouns that may name the paper: on the action, its objects, what it is said of, what lets it happen."""
    for scope in scopes:
        yield from prepositional(scope, _HANGING)
        for act in (
            children(scope, "acl") if scope.pos_ == "NOUN" else ()
        ):  # "fines imposed under the same law"
            yield from prepositional(act, _HANGING)
        yield from children(scope, "dobj", "nsubjpass")
        if candidate.kind == "Legislation":
            yield from children(scope, "nsubj")
        if scope.dep_ == "acl":
            yield scope.head
        if scope.dep_ in ("xcomp", "ccomp") and scope.head.lower_ in verb_list("verbs", "enabling"):
            yield from children(scope.head, "nsubj")


def _paper(refer: Referents, paragraph: Paragraph, noun: Token, depth: int = 3) -> str | None:
    """The paper that a noun names, or that a part or breach of it belongs to."""
    where = refer.mention_at(paragraph, noun)
    if where is not None and refer.kind(where.mention.entity) == "LegalInstrument":
        return where.mention.entity
    if depth and noun.lower_ in noun_list("nouns", "Provision"):
        for inner in prepositional(noun, frozenset({"of", "to", "in", "under", "from", "with"})):
            key = _paper(refer, paragraph, inner, depth - 1)
            if key is not None:
                return key
    return None


def _cued(refer: Referents, paragraph: Paragraph, scopes: tuple[Token, ...]) -> Iterator[str]:
    """The papers of the sentence that a cue right before them ties to the action's clause."""
    sentence = scopes[0].sent
    begin, end = paragraph.begin + sentence.start_char, paragraph.begin + sentence.end_char
    for where in refer.located:
        span = where.mention.span
        if not begin <= span.begin < end or refer.kind(where.mention.entity) != "LegalInstrument":
            continue
        before = " ".join(paragraph.plain[sentence.start_char : span.begin - paragraph.begin].split()) + " "
        cue = _CUE.search(before)
        if cue is None or not all(_PART.fullmatch(word) for word in cue["parts"].split()):
            continue
        if cue.start() <= 1 or _reaches(where.head, scopes):
            yield where.mention.entity


def _reaches(paper: Token, scopes: tuple[Token, ...]) -> bool:
    """Whether a paper hangs on the action, in its own clause or one that gives a reason or a time for it."""
    node = paper
    while node not in scopes:
        if node.head == node or node.dep_ in _BARRIERS and node.pos_ in ("VERB", "AUX"):
            return False
        node = node.head
    return True
