"""The words around a number: the noun that it counts, the act done to that, and what the figure is called."""

from __future__ import annotations

import re

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.extractors.syntax import sentence_bounds
from kg.figures import Quantity, measures

_BACK_AFTER = re.compile(r" (?:of (?:them|these|those|which)\b|others\b|more (?:were|was|had|have)\b)")
_BACK_BEFORE = re.compile(
    r"\bof (?:which|these|those|them),? (?:only |some |about |just |nearly |more than )?\Z"
)


def counted(span: SpacySpan) -> Token | None:
    """The noun that a number counts, read along the words behind it: "200 fake user accounts" counts accounts."""
    head = counted_any(span)
    words = measures()
    return (
        head
        if head is not None
        and (head.lower_ in words.acted or head.lower_ in words.standing or head.lower_ in words.areas)
        else None
    )


def counted_any(span: SpacySpan) -> Token | None:
    """The noun behind a number, whatever it is."""
    doc, head = span.doc, None
    words = measures()
    for token in doc[span.end : min(span.end + 7, len(doc))]:
        if sentence_bounds(token)[0] != sentence_bounds(span.root)[0]:
            break
        measured = token.lower_ in words.acted or token.lower_ in words.standing
        if (
            token.pos_ in ("NOUN", "PROPN")
            or measured
            and token.tag_ not in ("VBD", "VBZ", "VBP")
            or token.tag_ == "NNS"
            or head is not None
            and f"{head.lower_} {token.lower_}" in words.standing
        ):
            head = token
            continue
        if head is not None:
            break
        if (
            token.pos_ in ("ADJ", "ADV")
            or token.tag_ in ("VBN", "VBG", "JJ")
            or token.text in ("-", '"', "'", ",")
            or token.lower_ in ("of", "such", "and", "or")
        ):
            if token.lower_ == "of" and token.i != span.end:
                break
            if token.tag_ == "VBN" and token.dep_ not in ("amod", "compound", "nmod"):
                break
            continue
        if (
            token.i
            and token.lower_ in ("the", "its", "their", "those", "these")
            and token.nbor(-1).lower_ == "of"
        ):
            continue
        if token.i and token.pos_ == "NUM" and token.nbor(-1).lower_ in ("the", "of"):  # 7 of the 12 accounts
            continue
        break
    return head


def unit_of(noun: Token) -> str:
    """The unit's name: the noun, with what makes it a compound measure."""
    words = measures()
    if noun.i > sentence_bounds(noun)[0] and f"{noun.nbor(-1).lower_} {noun.lower_}" in words.standing:
        return f"{noun.nbor(-1).lower_} {plural(noun.lower_)}"
    return plural(noun.lower_)


def plural(noun: str) -> str:
    """The plural of a measure noun, where it is known."""
    words = measures()
    if noun.endswith("s"):
        return noun
    candidates = [f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s", f"{noun}es"]
    return next((c for c in candidates if c in words.standing or c in words.acted), noun)


def measure_of(head: Token, act: Token | None) -> str:
    """What is measured, in the text's words: "fake accounts removed"."""
    modifiers = [t.text.lower() for t in head.lefts if t.dep_ in ("amod", "compound") and t.pos_ != "NUM"]
    noun = " ".join([*modifiers, head.text.lower()])
    if act is None or act.i == head.i:
        return noun
    return f"{noun} {act.lower_}" if act.pos_ in ("VERB", "AUX") else f"{act.lower_} of {noun}"


def act_above(noun: Token) -> Token | None:
    """The act done to a noun: a verb or noun of the list among its governors, or a participle or clause on it."""
    words = measures()
    for child in noun.children:
        if child.dep_ in ("acl", "relcl", "amod") and child.lower_ in words.act_verbs:
            return child
    token = noun
    for _ in range(5):
        if token.head == token:
            break
        token = token.head
        if (
            token.lower_ in words.act_verbs
            and token.pos_ != "NOUN"
            or token.lower_ in words.act_nouns
            and token.pos_ == "NOUN"
        ):
            return token
        for child in token.children:
            if child.dep_ in ("xcomp", "ccomp", "oprd", "acomp") and child.lower_ in words.act_verbs:
                return child
    return None


def done_to_persons(noun: Token) -> Token | None:
    """The verb of what was done to counted people: "600 people were arrested", "charged 15 people", "people held"."""
    words = measures()
    if noun.lower_ not in words.persons:
        return None
    head = noun.head
    if noun.dep_ == "nsubj" and head.lower_ in words.crowd_verbs and head.pos_ == "VERB":
        return head
    if noun.dep_ == "nsubjpass" and head.lower_ in words.person_verbs:
        return head
    if noun.dep_ == "dobj" and head.lower_ in words.person_verbs and head.pos_ in ("VERB", "AUX"):
        return head
    return next((c for c in noun.children if c.dep_ == "acl" and c.lower_ in words.person_verbs), None)


def used_by(noun: Token) -> Token | None:
    """The verb by which counted people are users: "57 million people in Turkey use the app"."""
    verb = noun.head
    active = noun.dep_ == "nsubj" and verb.lower_ in measures().user_verbs and verb.pos_ == "VERB"
    return verb if active else None


def viewed(span: SpacySpan) -> Token | None:
    """The verb of what was seen or passed on so many times: "has been watched two million times"."""
    behind = span.doc[span.end] if span.end < len(span.doc) else None
    if behind is None or behind.lower_ != "times":
        return None
    return behind.head if behind.head.lower_ in measures().view_verbs else None


def is_listed(noun: Token) -> bool:
    """Whether one thing is told among numbers of others: "256 URLs and one hashtag"."""
    others = [t for t in (noun.head, *noun.children) if noun.dep_ == "conj" or t.dep_ == "conj"]
    return any(c.dep_ == "nummod" for other in others for c in other.children)


#: From so many on a number of things is told for its size.
_MASS = 1000


def is_mass(noun: Token, quantity: Quantity) -> bool:
    """Whether a number tells how many people or things there are in all, not how many of them do something."""
    words = measures()
    plural_noun = noun.tag_ in ("NNS", "NNPS") or noun.lower_ in words.persons
    return quantity.value >= _MASS and plural_noun and noun.lower_ not in words.not_masses


def numbered(topic: Token) -> Token | None:
    """What "the number of …" numbers."""
    if topic.lower_ not in ("number", "total"):
        return None
    return next((n for p in topic.children if p.lower_ == "of" for n in p.children if n.dep_ == "pobj"), None)


def measured_within(topic: Token) -> Token | None:
    """A measure noun in a noun phrase: "the number of takedown requests"."""
    words = measures()
    within = [t for t in topic.subtree if t.pos_ in ("NOUN", "PROPN") and t.lower_ in words.standing]
    return (
        within[0]
        if within
        else next((t for t in topic.subtree if t.lower_ in words.acted and act_above(t) is not None), None)
    )


def share_base(tokens: list[Token]) -> Token | None:
    """The noun that a share is taken of."""
    words, base = measures(), None
    for token in tokens:
        if token.pos_ in ("NOUN", "PROPN") or token.lower_ in words.anaphors or token.lower_ in words.acted:
            base = token
        elif token.pos_ in ("DET", "ADJ", "PRON", "ADV") or token.tag_ in ("VBN", "VBG") and base is None:
            continue
        else:
            break
    return base


def refers_back(low: str, quantity: Quantity) -> str | None:
    """The rule by which a bare number counts what was counted before: "19 of them", "of which 3,200", "up from 1,202"."""
    before, after = low[: quantity.begin], low[quantity.end :]
    if _BACK_AFTER.match(after) or _BACK_BEFORE.search(before) and not re.match(r"\s+[a-z]+s\b", after):
        return "figure:part"
    return (
        "figure:level-before"
        if re.search(r"\b(?:up|down|compared (?:with|to)) (?:from )?\Z", before)
        and not re.match(r" (?!in|a|the|last|during)[a-z]", after)
        else None
    )
