"""Dates that count from a deed the document told before: "two days after the ruling", "on the day of the signing", "in the evening".

A story dates one deed and goes on from there. What is told at a distance from an event has the date of the nearest deed told that the
event's noun or verb can mean, so many days on; what is told with a time of day alone was on the day of the deed told last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.dates.calendar import moved
from kg.extractors.date_attachment import clause_verb, event_behind
from kg.extractors.dating import Dating
from kg.extractors.decision_dates import is_undated, kinds_of_noun
from kg.extractors.event_dates import length_of, verb_above
from kg.extractors.syntax import children, is_verbal, verb_of
from kg.lexicon import load_lexicon, noun_list
from kg.model import Claim, Span
from kg.text import Paragraph, ParsedText

#: How far back the deed may have been told from which others count, in characters; and that of whose day a time of day is.
_REACH, _NEAR = 1500, 500
_CLOCK = re.compile(
    r"\b(?:at|by|around|about|before|after|until|till|towards?|from|since|between|in the)(?: (?:about|around|roughly|just|shortly|early|late|the))*"
    r" (?:\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\b\.?|o'clock|hrs|hours)|\d{1,2}[:.]\d\d\b|noon|midday|midnight|dawn|dusk|nightfall|morning|afternoon"
    r"|evening|night)\b",
    re.IGNORECASE,
)
#: What "the ruling" or "the verdict" can have been.
_RULED = frozenset({"Order", "Penalty", "Prosecution", "Proceeding"})
_HABIT = re.compile(r"\b(?:every|each|daily|nightly|always|usually|per day)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a sentence tells of when: the verb that it dates, the words that say so, and from which deeds by how many days."""

    verb: Token
    words: Span
    day_of: Callable[[Claim], date | None]
    reach: int


def date_by_narrative(parsed: ParsedText, dating: Dating, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, those without a date dated where their sentence counts from a deed told before it."""
    result = list(claims)
    for paragraph in parsed.paragraphs:
        undated = [i for i, c in enumerate(result) if _is_open(c) and paragraph.holds(c.trigger.begin)]
        if not undated:
            continue
        for sentence in paragraph.doc.sents:
            for told in _told(paragraph, sentence, dating):
                for i in undated:
                    if _verb_of(paragraph, result[i]) == told.verb and _is_open(result[i]):
                        result[i] = _dated(result, result[i], told)
    return result


def _told(paragraph: Paragraph, sentence: SpacySpan, dating: Dating) -> Iterator[_Told]:
    for expression, words in dating.distances(paragraph, sentence):
        event, days = event_behind(words), length_of(expression, words)
        verb = verb_above(words[-1], event) if event is not None else None
        if event is not None and days is not None and verb is not None and expression.earliest is None:
            yield _Told(verb, expression.span, _counted(event, days), _REACH)
    for noun in sentence:
        if noun.lower_ == "day" and noun.dep_ == "pobj" and noun.head.lower_ == "on":
            event = next(
                (
                    e
                    for of in children(noun, "prep")
                    if of.lower_ == "of"
                    for e in children(of, "pobj", "pcomp")
                ),
                None,
            )
            verb = clause_verb(noun.head)
            if event is not None and verb is not None:
                yield _Told(verb, paragraph.span(noun, event), _counted(event, 0), _REACH)
    if _HABIT.search(sentence.text) is None:
        for match in _CLOCK.finditer(sentence.text):
            begin = sentence.start_char + match.start()
            token = paragraph.token_at(paragraph.begin + begin)
            verb = clause_verb(token) if token is not None else None
            looks_back = match[0][:3].casefold() == "by "
            if verb is not None and _is_told_in_past(verb, perfect=looks_back):
                span = Span(paragraph.begin + begin, paragraph.begin + sentence.start_char + match.end())
                yield _Told(verb, span, _day_of, _NEAR)


def _counted(event: Token, days: int) -> Callable[[Claim], date | None]:
    """The day so many days from a deed that the word for an event can mean."""
    if is_verbal(event):
        kinds = frozenset(t.kind for t in load_lexicon().verbs.get(event.lower_, ()))
    else:
        kinds = _RULED if event.lower_ in noun_list("nouns", "Ruling") else kinds_of_noun(event)

    def day_of(claim: Claim) -> date | None:
        day = _day_of(claim) if claim.kind in kinds else None
        return moved(day, "D", days) if day is not None else None

    return day_of


def _dated(claims: Sequence[Claim], claim: Claim, told: _Told) -> Claim:
    before = [
        c
        for c in claims
        if claim.trigger.begin - told.reach < c.trigger.begin < claim.trigger.begin
        and c.modality == "actual"
        and told.day_of(c) is not None
    ]
    last = max(before, key=lambda c: c.trigger.begin, default=None)
    day = told.day_of(last) if last is not None else None
    return claim if day is None else replace(claim, earliest=day, latest=day, when=told.words)


def _day_of(claim: Claim) -> date | None:
    return claim.earliest if claim.earliest == claim.latest else None


def _is_open(claim: Claim) -> bool:
    return claim.modality == "actual" and is_undated(claim)


def _verb_of(paragraph: Paragraph, claim: Claim) -> Token | None:
    token = paragraph.token_at(claim.trigger.begin)
    return verb_of(token) if token is not None else None


def _is_told_in_past(verb: Token, *, perfect: bool) -> bool:
    """Whether a verb goes on with a story: in the simple past, or behind "by 9 p.m." in the perfect of the past."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if perfect and "had" in auxiliaries:
        return True
    past = verb.tag_ == "VBD" or verb.tag_ == "VBN" and bool(auxiliaries)
    return past and auxiliaries <= {"was", "were", "did"}
