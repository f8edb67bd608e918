"""How long something lasts, told in a sentence of its own: "The shutdown lasted until 23 November", "it began on Friday".

The sentence names the measure by a noun or a pronoun; the nearest dated one told before is meant. That a lifted ban ends on the day of
its lifting is seen to by :mod:`kg.extractors.retelling`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Token

from kg.extractors.date_attachment import clause_verb
from kg.extractors.dating import Dating
from kg.extractors.syntax import noun_lemma_forms, subject
from kg.lexicon import load_lexicon
from kg.model import Claim, DateExpression
from kg.text import ParsedText

#: What "it stayed off until" can mean.
_LIFTED = frozenset({"Block", "Throttle", "Shutdown"})
#: Kinds that are told to end, by themselves or by somebody.
_LASTING = _LIFTED | {"Investigation", "NonCompliance", "Protest"}
#: Verbs whose time is an end: "ended on 23 July"; and those whose "until" is one: "lasted until 23 July".
_ENDING = frozenset({"ended", "expired", "ceased", "lapsed", "finished", "closed"})
_STAYING = frozenset(
    {"lasted", "lasts", "last", "stayed", "stay", "remained", "remain", "remains", "continued", "persisted", "kept", "held", "ran", "runs", "run",
     "applied", "applies", "apply"}
)  # fmt: skip
#: … and those whose time is a beginning: "the blackout began on Tuesday", "it took effect at midnight on 3 May".
_BEGINNING = frozenset({"began", "started", "commenced"})
#: "took effect", "came into force"; "is in effect from 1 to 22 November".
_FORCE = frozenset({"effect", "force", "place"})
#: How far back the measure may have been told, in characters.
_REACH = 600


def end_by_other_sentences(parsed: ParsedText, dating: Dating, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, those of measures without an end ended where the document tells it."""
    result = list(claims)
    for ending in _endings(parsed, dating):
        if (i := _before(result, ending)) is not None:
            claim = result[i]
            if ending.began is None:
                result[i] = replace(claim, until=ending.day)
            else:
                began = ending.began
                result[i] = replace(claim, earliest=began.earliest, latest=began.latest, when=began.span)
    return result


def _is_told(claim: Claim) -> bool:
    return claim.modality == "actual" and claim.polarity == "positive"


@dataclass(frozen=True, slots=True)
class _Ending:
    """A sentence that tells how long a measure lasts: where it begins, which kinds it can mean, its beginning and its last day."""

    begin: int
    kinds: frozenset[str]
    day: date | None
    began: DateExpression | None = None


def _endings(parsed: ParsedText, dating: Dating) -> Iterator[_Ending]:
    for paragraph in parsed.paragraphs:
        for sentence in paragraph.doc.sents:
            for expression, node in dating.of_sentence(paragraph, sentence):
                verb = clause_verb(node)
                if verb is None or expression.latest is None:
                    continue
                in_force = _is_in_force(verb)
                ends = verb.lower_ in _ENDING and expression.role == "at"
                stays = (verb.lower_ in _STAYING or in_force) and expression.role == "until"
                begins = (verb.lower_ in _BEGINNING or in_force) and expression.role in ("at", "since")
                if not (ends or stays or begins):
                    continue
                kinds = _kinds_of_subject(verb)
                kinds = kinds & _LIFTED if begins else kinds
                if kinds:
                    last = None if begins else expression.latest
                    yield _Ending(paragraph.begin + verb.idx, kinds, last, expression if begins else None)


def _is_in_force(verb: Token) -> bool:
    """Whether a verb tells that something holds or begins to: "is in effect", "came into force", "took effect"."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "attr")]
    for side in verb.children:
        if side.dep_ == "prep" and side.lower_ in ("in", "into"):
            objects += [c for c in side.children if c.dep_ == "pobj"]
    return any(o.lower_ in _FORCE for o in objects)


def _kinds_of_subject(verb: Token) -> frozenset[str]:
    """The kinds that the subject of a verb can stand for; of "the ban on the app, which began on Friday", those of the ban."""
    told = subject(verb)
    if told is None:
        return frozenset()
    if told.lower_ not in ("which", "that"):
        return _kinds(told)
    noun = verb.head
    while not (kinds := _kinds(noun)) and noun.dep_ == "pobj" and noun.head.dep_ == "prep":
        noun = noun.head.head
    return kinds


def _kinds(noun: Token) -> frozenset[str]:
    """The lasting kinds that the subject of an ending can stand for: those its noun names; of a pronoun, what is cut or blocked."""
    if noun.lower_ in ("it", "they", "this", "both"):
        return _LIFTED
    return _LASTING & {t.kind for form in noun_lemma_forms(noun) for t in load_lexicon().nouns.get(form, ())}


def _before(claims: Sequence[Claim], ending: _Ending) -> int | None:
    """The nearest measure of the kinds told before that lacks what is told: a beginning, or an end behind its beginning."""
    near = [
        (c.trigger.begin, i)
        for i, c in enumerate(claims)
        if c.kind in ending.kinds and _is_told(c) and ending.begin - _REACH < c.trigger.begin < ending.begin
    ]
    if not near:
        return None
    claim = claims[max(near)[1]]
    if ending.day is None:
        return max(near)[1] if claim.earliest is None and claim.latest is None else None
    begins = claim.earliest is None or claim.earliest <= ending.day
    return max(near)[1] if begins and claim.until is None else None
