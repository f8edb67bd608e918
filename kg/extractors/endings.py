"""The end of what lasts, told in a sentence of its own: "The shutdown lasted until 23 November", "it stayed off until Friday".

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
from kg.extractors.syntax import noun_lemma_forms
from kg.lexicon import load_lexicon
from kg.model import Claim
from kg.text import ParsedText

#: What "it stayed off until" can mean.
_LIFTED = frozenset({"Block", "Throttle", "Shutdown"})
#: Kinds that are told to end, by themselves or by somebody.
_LASTING = _LIFTED | {"Investigation", "NonCompliance", "Protest"}
#: Verbs whose time is an end: "ended on 23 July"; and those whose "until" is one: "lasted until 23 July".
_ENDING = frozenset({"ended", "expired", "ceased", "lapsed", "finished", "closed"})
_STAYING = frozenset({"lasted", "stayed", "remained", "continued", "persisted", "kept", "held"})
#: How far back the measure may have been told, in characters.
_REACH = 600


def end_by_other_sentences(parsed: ParsedText, dating: Dating, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, those of measures without an end ended where the document tells it."""
    result = list(claims)
    for ending in _endings(parsed, dating):
        if (i := _before(result, ending)) is not None:
            result[i] = replace(result[i], until=ending.day)
    return result


def _is_told(claim: Claim) -> bool:
    return claim.modality == "actual" and claim.polarity == "positive"


@dataclass(frozen=True, slots=True)
class _Ending:
    """A sentence that tells the end of a measure: where it begins, which kinds it can mean, and the last day."""

    begin: int
    kinds: frozenset[str]
    day: date


def _endings(parsed: ParsedText, dating: Dating) -> Iterator[_Ending]:
    for paragraph in parsed.paragraphs:
        for sentence in paragraph.doc.sents:
            for expression, node in dating.of_sentence(paragraph, sentence):
                verb = clause_verb(node)
                if verb is None or expression.latest is None:
                    continue
                ends = verb.lower_ in _ENDING and expression.role == "at"
                stays = verb.lower_ in _STAYING and expression.role == "until"
                subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
                kinds = _kinds(subject) if subject is not None and (ends or stays) else frozenset()
                if kinds:
                    yield _Ending(paragraph.begin + verb.idx, kinds, expression.latest)


def _kinds(subject: Token) -> frozenset[str]:
    """The lasting kinds that the subject of an ending can stand for: those its noun names; of a pronoun, what is cut or blocked."""
    if subject.lower_ in ("it", "they", "this", "both"):
        return _LIFTED
    return _LASTING & {
        t.kind for form in noun_lemma_forms(subject) for t in load_lexicon().nouns.get(form, ())
    }


def _before(claims: Sequence[Claim], ending: _Ending) -> int | None:
    """The nearest measure of the kinds told before, if it is dated, begins before the end and has none yet."""
    near = [
        (c.trigger.begin, i)
        for i, c in enumerate(claims)
        if c.kind in ending.kinds
        and _is_told(c)
        and ending.begin - _REACH < c.trigger.begin < ending.begin
        and c.earliest is not None
    ]
    if not near:
        return None
    claim = claims[max(near)[1]]
    begins = claim.earliest is not None and claim.earliest <= ending.day
    return max(near)[1] if begins and claim.until is None else None
