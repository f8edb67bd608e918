"""Whose demand is met or not, by the words of the clause that says so: "failed to comply with a notice that Ofcom had sent"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from kg.extractors.filling import Candidate
from kg.extractors.located import COMMANDING
from kg.extractors.reference import Referents
from kg.extractors.syntax import (
    child,
    children,
    is_passive,
    own_subject,
    passive_agents,
    passive_object,
    prepositional,
)
from kg.lexicon import verb_list
from kg.text import Paragraph

_DEMANDS = ("Direction", "Fine")
#: Whoever is punished is whose breach goes before.
_PUNISHING = frozenset(
    {"Penalty", "Block", "Throttle", "Order", "Investigation", "Prosecution", "ContentRemoval", "Proceeding"}
)
_ITS = frozenset({"of", "from", "by"})
#: "comply with the court", "hand the data over to the police".
_ANSWERED = frozenset({"with", "to", "from"})


def own_words(trigger: Token) -> list[Token]:
    """The words behind a verb in its own clause, without clauses that say when, why or what else."""
    return [token for token in _own_clause(trigger) if token.i > trigger.i]


def demanders(refer: Referents, paragraph: Paragraph, trigger: Token) -> tuple[str, ...]:
    """The bodies whose demand a verb of complying or failing speaks of; empty where its clause names none."""

    def bodies(nouns: list[Token]) -> tuple[str, ...]:
        keys = (key for noun in nouns for key in refer.all_of(paragraph, noun))
        return tuple(dict.fromkeys(k for k in refer.acting(keys) if refer.kind(k) in COMMANDING))

    suffering = passive_object(trigger) if is_passive(trigger) else None
    for noun in ([suffering] if suffering is not None else []) + own_words(trigger):
        demand = any(refer.is_kind_of_noun(noun, kind) for kind in _DEMANDS)
        if found := bodies([*(_owners(noun) if demand else ()), *_demanding(noun)]):
            return found
    for verb in (trigger, *(v for v in children(trigger, "xcomp") if v.i > trigger.i)):
        answered = [*children(verb, "dative"), *prepositional(verb, _ANSWERED)]
        if verb is not trigger:
            answered += children(verb, "dobj")
        if found := bodies([n for n in answered if n.pos_ != "ADP"]):
            return found
    return ()


def offenders(candidate: Candidate, others: Sequence[Candidate]) -> tuple[str, ...]:
    """Who failed where the parse or the nearest name says that whoever punished did: "fined X after it ignored a notice"."""
    agent = set(candidate.roles.get("agent", ()))
    above = candidate.head
    while above.dep_ in ("advcl", "pcomp", "prep", "xcomp") and above.head != above:
        above = above.head
        for other in others:
            punishes = other.trigger == above and other.kind in _PUNISHING and other is not candidate
            if punishes and agent and agent <= set(other.roles.get("agent", ())):
                return other.roles.get("target", ())
    return ()


def _owners(demand: Token) -> list[Token]:
    """Who made a demand: "Ofcom's notice", "an order by", "a notice sent by", "the deadline that Ofcom had set"."""
    made = [doer for clause in children(demand, "acl") for doer in passive_agents(clause)]
    told = [s for clause in children(demand, "relcl") for s in [own_subject(clause)] if s is not None]
    return [*children(demand, "poss", "compound"), *prepositional(demand, _ITS), *made, *told]


def _demanding(thing: Token) -> list[Token]:
    """Who demanded a thing, by a clause behind it: "the data requested by the police", "the posts that Ofcom wanted removed"."""
    found = []
    for clause in children(thing, "acl", "relcl"):
        if clause.lower_ in verb_list("factuality", "ordered") | verb_list("factuality", "requested"):
            doer = own_subject(clause)
            asks = clause.dep_ == "relcl" and child(clause, "auxpass") is None
            found += passive_agents(clause) or ([doer] if doer is not None and asks else [])
    return found


def _own_clause(trigger: Token) -> Iterator[Token]:
    for c in trigger.children:
        if c.dep_ not in ("advcl", "ccomp", "conj", "parataxis", "nsubj", "nsubjpass"):
            yield c
            yield from _own_clause(c)
