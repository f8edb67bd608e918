"""Clauses that leave out what was told before: "as did Uganda", "Quebec followed suit", "both did so", "which it denies".

What is left out is the action of the verb that such a clause hangs on or, in a sentence of its own, the last one that somebody of the
same sort did (verb phrase ellipsis, Hardt 1993). Who does so after an order or a request complies with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from kg.extractors.factuality import Factuality, is_negated
from kg.extractors.filling import Candidate
from kg.extractors.located import LEGAL_BODIES, SORTS
from kg.extractors.reference import Referents
from kg.extractors.syntax import child, children, subject
from kg.inflection import verb_forms
from kg.lexicon import Template, compile_template, noun_list, verb_list, word_list
from kg.model import Claim

#: What is said, asked or counted stays so when it is denied.
_UNDENIED = frozenset({"Statement", "Request", "Report", "Observation"})
#: As what the parse may have the subject behind "so did", "as was".
_BEHIND = frozenset({"nsubj", "nsubjpass", "attr", "dobj"})
_POINTING = frozenset({"this", "that", "it"})
#: A denial stands so near behind what it denies, in characters.
_NEAR = 300
#: How many of the actions told last may be the one that is left out.
_REACH = 6
#: What somebody else said or published is not theirs, and who does the same as one who obeys does what was ordered.
_NOT_SHARED = frozenset({"Statement", "Report", "Compliance", "NonCompliance"})


@dataclass(frozen=True, slots=True)
class Told:
    """An action that a claim was made of, and what its clause says of it."""

    action: Candidate
    facts: Factuality

    @property
    def is_done(self) -> bool:
        """Whether it took place: what was refused or promised isn't what others then did "the same"."""
        return (self.facts.polarity, self.facts.modality) == ("positive", "actual")


@dataclass(frozen=True, slots=True)
class Echo:
    """A clause that repeats another: its verb, who does the same or (``suffers``) to whom it is done; ``so`` is as was asked for."""

    verb: Token
    doer: Token
    suffers: bool = False
    so: bool = False


def echoes(sentence: Sentence) -> Iterator[Echo]:
    """The clauses of a sentence that leave out what they tell."""
    for token in sentence:
        if (echo := _echo(token)) is not None and not _is_withheld(token):
            yield echo


def _echo(verb: Token) -> Echo | None:
    be, do = verb_forms("be"), verb_forms("do")
    if verb.lower_ in be | do | verb_forms("have") and verb.dep_ != "aux":
        opened = verb.i > 0 and verb.nbor(-1).lower_ in ("as", "so") and verb.nbor(-1).head == verb
        behind = next((c for c in verb.children if c.i > verb.i and c.dep_ in _BEHIND), None)
        if opened and behind is not None:
            return Echo(verb, behind, suffers=verb.lower_ in be)
    same = _does_the_same(verb)
    if (same or verb.lower_ in do and _is_so(verb)) and (doer := subject(verb)) is not None:
        return Echo(verb, doer, so=not same)
    return None


def _is_withheld(verb: Token) -> bool:
    """Whether a clause doesn't say that it was done: "rarely did so", "doubted that it did so"."""
    if is_negated(verb) or any(c.lower_ in word_list("factuality", "seldom") for c in verb.children):
        return True
    return verb.dep_ == "ccomp" and verb.head.lower_ in verb_list("factuality", "doubting")


def denials(sentence: Sentence) -> Iterator[tuple[Token, Token]]:
    """The verbs of a sentence that deny what was told before them, and who denies it: "the operator rejects the accusation"."""
    charges = noun_list("factuality", "noun_alleged") | noun_list("factuality", "charges")
    flat = verb_list("factuality", "denials")
    denying = flat | verb_list("factuality", "denials_of_hearsay")
    for token in sentence:
        if token.lower_ not in denying:
            continue
        doer, denied = subject(token), child(token, "dobj")
        if denied is None and token.dep_ == "relcl" and token.head.lower_ in charges:
            denied = token.head  # "a charge the operator rejects"
        if denied is None or doer is None or is_negated(token):
            continue
        if denied.lower_ == "which" and token.left_edge.nbor(-1).text != ",":
            continue  # "a charge of treason which he rejects"
        charge = denied.lower_ in charges and not children(denied, "prep", "acl")
        # What is rejected may be no word of anybody: "offered help, and he rejected it"
        pointed = denied.lower_ in _POINTING and token.lower_ in flat
        if charge or pointed or denied.lower_ == "which":
            yield token, doer


def denied_by(refer: Referents, denier: str, offset: int, claims: Sequence[Claim]) -> Claim | None:
    """The claim that a denial at an offset is about: the last that somebody else made or reported just before; None where there is none."""
    for claim in reversed(claims[-_REACH:]):
        said = claim.said_by is not None or claim.modality == "alleged"
        own = claim.said_by == denier or claim.polarity == "negative"
        if claim.kind in _UNDENIED or not said or own or not 0 < offset - claim.trigger.begin < _NEAR:
            continue
        return claim if denier in claim.agent or _speaks_for(refer, denier, claim.agent) else None
    return None


def _speaks_for(refer: Referents, denier: str, agents: tuple[str, ...]) -> bool:
    """Whether who denies may speak for who is said to have done it: of one sort and country, or a person, or where nobody is said to."""
    elsewhere = {refer.country((denier,)), refer.country(agents)} - {None}
    if len(elsewhere) > 1:
        return False
    return not agents or refer.kind(denier) == "Person" or _sorts(refer, (denier,)) == _sorts(refer, agents)


def _does_the_same(verb: Token) -> bool:
    """Whether a verb and its object say that the subject does what was told of another: "did the same", "followed suit"."""
    echoing = verb_list("verbs", "echoing")
    patient = child(verb, "dobj")
    if patient is not None and any(c.lower_ not in ("of", "in") for c in children(patient, "prep")):
        return False  # "followed its lead on taxes"
    if verb.lower_ in verb_forms("do"):
        return (
            patient is not None
            and patient.lower_ == "same"
            or any(c.lower_ == "likewise" for c in children(verb, "advmod"))
        )
    return patient is not None and f"{verb.lower_} {patient.lower_}" in echoing


def _is_so(verb: Token) -> bool:
    behind = verb.i + 1 < len(verb.doc) and verb.nbor().lower_ == "so"
    infinite = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    return behind and not infinite and verb.nbor().head == verb and child(verb, "dobj") is None


@cache
def _complying() -> Template:
    """What a compliance is told by that no template of its type finds: the verb means nothing without what came before."""
    return compile_template("Compliance", "{agent} do", __name__)


def told_again(refer: Referents, echo: Echo, keys: tuple[str, ...], told: Sequence[Told]) -> Candidate | None:
    """The action that a clause leaves out, done by or to ``keys``; None where nothing told before fits."""
    if echo.so:
        return _obeyed(echo, keys, told)
    role = "target" if echo.suffers else "agent"
    for before in _last_done(told):
        others = before.roles.get(role, ())
        if before.kind in _NOT_SHARED or not keys or not others or set(keys) & set(others):
            continue
        above = echo.verb.head in (before.trigger, before.head)
        if echo.verb.dep_ == "advcl" and not above:
            continue
        if not above and _sorts(refer, keys) != _sorts(refer, others):
            continue
        again = Candidate(before.kind, echo.verb, before.template, echo.verb)
        again.roles = {r: filled for r, filled in before.roles.items() if r not in (role, "place")}
        again.add(role, keys)
        return again
    return None


def _last_done(told: Sequence[Told]) -> Iterator[Candidate]:
    return (one.action for one in reversed(told[-_REACH:]) if one.is_done)


def _obeyed(echo: Echo, keys: tuple[str, ...], told: Sequence[Told]) -> Candidate | None:
    """The compliance of who does so with the last order or request that went to them."""
    for before in _last_done(told):
        asked = before.roles.get("target", ()) if before.kind in ("Order", "Request") else ()
        doers = asked if echo.doer.lower_ in ("it", "they") else keys
        if set(doers) & set(asked):
            obeyed = Candidate("Compliance", echo.verb, _complying(), echo.verb)
            obeyed.add("agent", doers)
            obeyed.add("target", before.roles.get("agent", ()))
            return obeyed
    return None


def _sorts(refer: Referents, keys: tuple[str, ...]) -> frozenset[str]:
    """What sorts of things entities are: public bodies, firms and their services, or their kinds."""
    kinds = {refer.kind(key) for key in keys}
    bodies = {"body" if kind in LEGAL_BODIES else SORTS.get(kind, kind) for kind in kinds}
    return frozenset(bodies)
