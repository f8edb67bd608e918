"""Dates told in another sentence than the act: "The decision was taken on Thursday", "In the same ruling …", "It also ordered …".

A text often tells first what was decided and then when. The later sentence names the act again by a definite noun ("the decision",
"the letters", "the ban") and does little else than date it; the act is the nearest one told before that such a noun can mean. Where the
act has a date already, or none is near, nothing is dated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from spacy.tokens import Token

from kg.extractors.date_attachment import is_paper
from kg.extractors.dating import Dating
from kg.extractors.syntax import child, children, noun_lemma_forms, own_subject, verb_of
from kg.extractors.timing import Timing
from kg.lexicon import load_lexicon, noun_list
from kg.model import Claim, Span
from kg.text import Paragraph, ParsedText

#: How far back the act may have been told, in characters: the sentence before, or the paragraph before.
_REACH = 900
#: An occasion is told to the month at least.
_LONGEST = timedelta(days=31)
#: Adverbs by which a deed is told as one more of the same occasion.
_ADDED = frozenset({"also", "further", "furthermore", "additionally", "moreover", "likewise"})
_PRONOUNS = frozenset({"it", "he", "she", "they"})
#: Verbs that tell of an act no more than that it was.
_DATING_VERBS = frozenset(
    {"was", "were", "came", "taken", "made", "issued", "dated", "signed", "delivered", "handed", "followed", "began", "started",
     "happened", "occurred", "pronounced", "adopted", "imposed", "given", "announced", "published", "sent", "read"}
)  # fmt: skip
#: By these a deed that is over becomes known.
_ANNOUNCING = frozenset({"announced", "disclosed", "published", "revealed", "reported", "confirmed"})
#: What "the decision" of a body can be.
_DECIDED = frozenset(
    {
        "Order",
        "Penalty",
        "Block",
        "Unblock",
        "Throttle",
        "Shutdown",
        "ContentRemoval",
        "ContentRestoration",
        "Prosecution",
        "Legislation",
    }
)
_GENERAL = frozenset(
    {"decision", "decisions", "ruling", "rulings", "judgment", "judgement", "verdict", "move", "measure"}
)
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their"})


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence that dates an act of some kinds: where it begins, and when the act was."""

    begin: int
    kinds: frozenset[str]
    timing: Timing


def date_by_other_sentences(parsed: ParsedText, dating: Dating, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, those without a date dated where another sentence dates them."""
    result = list(claims)
    for told in _dating_sentences(parsed, dating):
        for i in _acts_before(result, told, parsed.text.content):
            result[i] = _dated(result[i], told.timing)
    for sentence in _same_occasions(parsed):
        before = [c for c in result if sentence.begin - _REACH < c.trigger.begin < sentence.begin]
        last = max(before, key=lambda c: c.trigger.begin, default=None)
        if last is None or not _is_occasion(last):
            continue
        timing = Timing(last.earliest, last.latest, None, last.when)
        for i, claim in enumerate(result):
            if sentence.contains(claim.trigger) and claim.modality == "actual" and is_undated(claim):
                result[i] = _dated(claim, timing)
    for i, claim in enumerate(result):
        undated = claim.modality == "actual" and is_undated(claim)
        deed = _gone_on_from(parsed, result, claim) if undated else None
        if deed is not None:
            result[i] = _dated(claim, Timing(deed.earliest, deed.latest, None, deed.when))
    return [_announced_again(parsed, result, claim) for claim in result]


def _announced_again(parsed: ParsedText, claims: Sequence[Claim], claim: Claim) -> Claim:
    """A deed told again by its being announced, "the fine was announced on Friday", with the earlier date it was told with."""
    if claim.earliest is None or claim.modality != "actual":
        return claim
    paragraph = next((p for p in parsed.paragraphs if p.holds(claim.trigger.begin)), None)
    token = paragraph.token_at(claim.trigger.begin) if paragraph is not None else None
    verb = verb_of(token) if token is not None else None
    noun = child(verb, "nsubjpass") if verb is not None and verb.lower_ in _ANNOUNCING else None
    if noun is None or not _is_definite(noun):
        return claim
    before = [
        c
        for c in claims
        if claim.trigger.begin - _REACH < c.trigger.begin < claim.trigger.begin
        and (c.kind, c.modality, c.polarity) == (claim.kind, "actual", "positive")
        and (set(c.target) & set(claim.target) or not claim.target)
        and c.latest is not None
        and c.latest < claim.earliest
    ]
    last = max(before, key=lambda c: c.trigger.begin, default=None)
    return (
        claim if last is None else replace(claim, earliest=last.earliest, latest=last.latest, when=last.when)
    )


def _gone_on_from(parsed: ParsedText, claims: Sequence[Claim], claim: Claim) -> Claim | None:
    """The dated deed of the same doer that a deed goes on with: "It directed the office to …", "The court further ordered …"."""
    paragraph = next((p for p in parsed.paragraphs if p.holds(claim.trigger.begin)), None)
    token = paragraph.token_at(claim.trigger.begin) if paragraph is not None else None
    if paragraph is None or token is None:
        return None
    verb = verb_of(token)
    doer = own_subject(verb)
    if verb.tag_ != "VBD" or doer is None or any(c.dep_ == "aux" for c in verb.children):
        return None
    added = any(c.dep_ == "advmod" and c.lower_ in _ADDED for c in verb.children)
    if not added and doer.lower_ not in _PRONOUNS:
        return None
    begin = claim.trigger.begin - (_REACH if added else len(paragraph.plain))
    if not added:
        begin = max(begin, paragraph.begin + _sentences_back(token, 2))
    before = [
        c
        for c in claims
        if begin <= c.trigger.begin < claim.trigger.begin
        and c.modality == "actual"
        and set(c.agent) & set(claim.agent)
        and (not added or c.kind in _DECIDED)
    ]
    last = max(before, key=lambda c: c.trigger.begin, default=None)
    return last if last is not None and _is_occasion(last) else None


def _sentences_back(token: Token, count: int) -> int:
    """Where the sentence so many before that of a token begins in its paragraph."""
    starts = [s.start_char for s in token.doc.sents if s.start_char <= token.idx]
    return starts[max(0, len(starts) - 1 - count)]


def _is_occasion(claim: Claim) -> bool:
    """Whether a claim has a day, or a month at the longest."""
    return (
        claim.earliest is not None and claim.latest is not None and claim.latest - claim.earliest <= _LONGEST
    )


def is_undated(claim: Claim) -> bool:
    """Whether an action has no date; figures never count."""
    return claim.earliest is None and claim.latest is None and claim.kind != "Observation"


def _dated(claim: Claim, timing: Timing) -> Claim:
    return replace(claim, earliest=timing.earliest, latest=timing.latest, when=timing.when)


def _acts_before(claims: Sequence[Claim], told: _Told, content: str) -> list[int]:
    """The undated acts of the nearest sentence before that the noun can mean; none where that sentence dates one of them."""
    near = [
        (i, c)
        for i, c in enumerate(claims)
        if c.kind in told.kinds
        and told.begin - _REACH < c.trigger.begin < told.begin
        and c.modality in ("actual", "ordered")
        and c.polarity == "positive"
    ]
    if not near:
        return []
    latest = max((c for _, c in near), key=lambda c: c.trigger.begin)
    beside = [(i, c) for i, c in near if "\n" not in content[c.trigger.begin : latest.trigger.begin]]
    beside = [(i, c) for i, c in beside if latest.trigger.begin - c.trigger.begin < _REACH // 3]
    return [i for i, c in beside if is_undated(c)] if all(is_undated(c) for _, c in beside) else []


def _dating_sentences(parsed: ParsedText, dating: Dating) -> Iterator[_Told]:
    for paragraph in parsed.paragraphs:
        for sentence in paragraph.doc.sents:
            dates = dating.verbs_dated(paragraph, sentence)
            if not dates:
                continue
            for noun in sentence:
                if noun.dep_ not in ("nsubj", "nsubjpass") or not _is_definite(noun):
                    continue
                kinds = kinds_of_noun(noun)
                verbs = {noun.head.i} if noun.head.lower_ in _DATING_VERBS else set()
                verbs |= {c.i for c in children(noun, "acl") if c.lower_ in _DATING_VERBS}
                timing = next((t for verb, t in dates if verb in verbs), None)
                if kinds and timing is not None:
                    yield _Told(paragraph.begin + sentence.start_char, kinds, timing)


def _is_definite(noun: Token) -> bool:
    return any(c.dep_ in ("det", "poss") and c.lower_ in _DEFINITE for c in noun.children)


def kinds_of_noun(noun: Token) -> frozenset[str]:
    """The kinds of action that a noun can stand for; none for a noun that tells no act."""
    named = {t.kind for form in noun_lemma_forms(noun) for t in load_lexicon().nouns.get(form, ())}
    if noun.lower_ in _GENERAL or noun.lower_ in noun_list("nouns", "Demand"):
        return _DECIDED | named
    if is_paper(noun):
        return frozenset({"Order", "Request"} | named)
    return frozenset(named - {"Statement", "Report"})


def _same_occasions(parsed: ParsedText) -> Iterator[Span]:
    """The sentences that open with the occasion told before: "In the same decision", "At the same hearing"."""
    for paragraph in parsed.paragraphs:
        for sentence in paragraph.doc.sents:
            if _opens_with_same(paragraph, sentence.start):
                yield Span(paragraph.begin + sentence.start_char, paragraph.begin + sentence.end_char)


def _opens_with_same(paragraph: Paragraph, start: int) -> bool:
    words = [t for t in paragraph.doc[start : start + 5] if not t.is_punct]
    if len(words) < 4 or [w.lower_ for w in words[1:3]] != ["the", "same"]:
        return False
    noun = words[3]
    occasion = is_paper(noun) or noun.lower_ in _GENERAL | {
        "meeting",
        "session",
        "interview",
        "speech",
        "round",
    }
    return words[0].lower_ in ("in", "at", "by", "with", "during") and occasion
