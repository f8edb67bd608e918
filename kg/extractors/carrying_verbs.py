"""Verbs that only carry a noun of doing: "impose a ban", "face a fine", "the blackout began"."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extractors.syntax import child, is_verbal, prepositional
from kg.lexicon import noun_list, verb_list, word_list


def light_verb(token: Token) -> tuple[Token | None, str | None]:
    """The verb that only carries the noun, and whether its subject does the thing or bears it."""
    verb, label = token.head, token.dep_
    if label == "conj":
        verb, label = token.head.head, token.head.dep_
    if (label == "nsubj" and (_is_happening(verb) or _is_pending(verb))) or (
        label == "attr" and child(verb, "expl") is not None
    ):
        return verb, "event"  # "the blackout began", "there was no shutdown"
    if label in ("dobj", "nsubjpass") and is_verbal(verb):
        to = prepositional(verb, frozenset({"to", "before"}))
        if any(noun.lower_ in noun_list("nouns", "Court") for noun in to):
            return None, None  # "would take the ban to the High Court"
        judged = any(c.dep_ in ("oprd", "acomp") and c.pos_ == "ADJ" for c in verb.children)
        if verb.lower_ in verb_list("verbs", "light_active") and not judged:  # "declared the ban unlawful"
            return verb, "subject"
        if verb.lower_ in verb_list("verbs", "light_passive") and label == "dobj":
            return verb, "object"
    return None, None


def _is_happening(verb: Token) -> bool:
    """Whether a verb says of its subject that it took place, or from whom it came: "the order came from the ministry"."""
    return verb.lower_ in verb_list("verbs", "happening") or (
        verb.lower_ in verb_list("verbs", "coming") and any(c.lower_ == "from" for c in verb.children)
    )


def _is_pending(verb: Token) -> bool:
    """Whether a verb says of its subject that it goes on: "are pending", "is under way"."""
    return any(
        word.lower_ in word_list("verbs", "pending") for c in verb.children for word in (c, *c.children)
    )
