"""Dates told once for several actions: of coordinated verbs, of participles that go on, of clauses behind a semicolon, of demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from kg.extractors.date_attachment import clause_verb, fronted_of, goes_on, verbs_before
from kg.extractors.factuality import assess
from kg.extractors.filling import Candidate
from kg.extractors.syntax import SUBJECTS, child, is_passive, is_verbal, own_subject
from kg.extractors.timing import DEMANDS, STATES, STRETCHES, UNDATED, Timing, has_bounds
from kg.model import DateExpression


def share(
    candidates: Sequence[Candidate],
    given: dict[int, list[DateExpression]],
    dates: Sequence[tuple[DateExpression, Token]],
) -> None:
    """Gives coordinated verbs, and participles that go on, the date of the verb before them."""
    at_verb: dict[int, list[tuple[DateExpression, Token]]] = {}
    for expression, node in dates:
        verb = clause_verb(node)
        told = expression.role not in ("until", "duration") and has_bounds(expression)
        if verb is not None and told and not (expression.rule == "distance" and _is_within_hours(verb)):
            at_verb.setdefault(verb.i, []).append((expression, node))
            lead = fronted_of(verb)
            if lead is not None:  # "Asked on Monday, she declined to answer"
                at_verb.setdefault(lead.i, []).append((expression, node))
    # what went on "for months" was not on the day of the verb before it
    lasting = {
        verb.i
        for expression, node in dates
        if expression.role == "duration" and (verb := clause_verb(node)) is not None
    }
    for c in sorted(candidates, key=lambda c: c.trigger.i):
        own = given.get(c.trigger.i, [])
        if (
            any(e.role not in ("until", "duration") for e in own)
            or c.template.is_noun
            and c.head == c.trigger
        ):
            continue
        facts = assess(c.head)
        if facts.modality != "actual":
            continue
        lasts = c.head.i in lasting or _went_on(c.head)
        joined = own_subject(c.head) is None
        denied = facts.polarity == "negative"
        for verb in (c.head, *verbs_before(c.head)):
            apart = denied and verb != c.head and own_subject(c.head) is not None
            shared = [
                e if verb == c.head else _within(e, verb, c, candidates)
                for e, node in at_verb.get(verb.i, ())
                if not apart
                and (not lasts or joined and _is_fronted(node, verb) and e.earliest != e.latest)
                and reaches(e, node, verb, c.head)
            ]
            if shared:
                given[c.trigger.i] = [*shared, *own]
            if verb.i in at_verb:
                break
        else:
            back = _verb_behind(c.head) if not lasts else None
            if back is not None and back.i in at_verb:
                given[c.trigger.i] = [e for e, _ in at_verb[back.i]]
            elif not denied and (behind := _behind_after(c.head)) is not None:
                mark, later = behind
                dated = (e for e, _ in at_verb.get(later.i, ()) if e.role == "at" and e.latest is not None)
                if not _follow_hours(mark):
                    dated = (replace(e, role="before", earliest=None) for e in dated)
                given[c.trigger.i] = [*dated, *own]


def reaches(expression: DateExpression, node: Token, verb: Token, other: Token) -> bool:
    """Whether a date of one verb holds for another behind it: told in front of both, or of one subject's deeds."""
    if verb == other:
        return True
    own, first = own_subject(other), own_subject(verb)
    if own is not None and goes_on(verb, other):
        same = is_passive(other) or first is not None and first.lower_ == own.lower_
        explains = any(
            t.text == ":" for t in verb.doc[verb.i : other.i]
        )  # "On Monday came the bill: it fined"
        same = same or explains and _is_fronted(node, verb)
        return same and expression.role == "at" and node.i < other.i
    if own is not None:
        return _is_fronted(node, verb) and expression.role == "at"
    return node.i < other.i


def _within(
    expression: DateExpression, verb: Token, action: Candidate, candidates: Sequence[Candidate]
) -> DateExpression:
    """A stretch of time as when a state began, and not how long it lasted, where it is told of an event first: "from January to March … fined X and blocked Y"."""
    told = {c.kind for c in candidates if verb in (c.head, c.trigger)}
    apart = expression.rule in STRETCHES and action.kind in STATES and told and not told & STATES
    return replace(expression, rule="shared") if apart else expression


def _is_fronted(node: Token, verb: Token) -> bool:
    """Whether a date stands before the verb and its subject."""
    return node.i < verb.i and all(node.i < s.i for s in verb.children if s.dep_ in SUBJECTS)


def _behind_after(verb: Token) -> tuple[Token, Token] | None:
    """The "after" of a clause and the verb behind whose deed it was done: "suspended it on Monday, after the firm had missed a deadline"."""
    while verb.dep_ == "conj" and is_verbal(verb.head):
        verb = verb.head
    mark = child(verb, "mark")
    if mark is None or mark.lower_ != "after" or verb.dep_ != "advcl" or verb.tag_ not in ("VBD", "VBN"):
        return None
    return (mark, verb.head) if is_verbal(verb.head) else None


def _is_within_hours(verb: Token) -> bool:
    """Whether a clause has its day from the verb above it: "hours after officers had shot a man"."""
    mark = child(verb, "mark")
    return mark is not None and _follow_hours(mark)


def _follow_hours(mark: Token) -> bool:
    """Whether a clause tells what came hours or minutes before: "hours after officers had shot a man"."""
    return mark.i > 0 and mark.nbor(-1).lower_ in ("hours", "minutes", "hour")


def _went_on(verb: Token) -> bool:
    """Whether a verb tells what went on "for months", of no day."""
    spans = (
        noun
        for lead in verb.children
        if lead.dep_ == "prep" and lead.lower_ == "for"
        for noun in lead.children
    )
    return any(noun.dep_ == "pobj" and noun.lower_ in ("days", "weeks", "months", "years") for noun in spans)


def _verb_behind(verb: Token) -> Token | None:
    """The verb that shares its object with this one: "blocked and fined the site on Monday"."""
    behind = next((c for c in verb.children if c.dep_ == "conj" and is_verbal(c)), None)
    if behind is None or own_subject(behind) is not None or behind.tag_ != verb.tag_:
        return None
    between = {t.text for t in verb.doc[verb.i + 1 : behind.i]}
    if {",", "and"} <= between:
        return None  # "appealed, and paid two years later"
    passive = is_passive(verb) and is_passive(behind)
    return behind if passive or (child(verb, "dobj", "prep", "ccomp", "xcomp") is None) else None


def share_deadlines(candidates: Sequence[Candidate], timings: dict[int, Timing]) -> None:
    """The deadline for what is demanded is the deadline of the demand: "ordered providers to block it by Friday"."""
    for demand in candidates:
        timing = timings.get(demand.trigger.i, UNDATED)
        if demand.kind not in DEMANDS or timing.until is not None:
            continue
        for c in candidates:
            until = timings.get(c.trigger.i, UNDATED).until
            demanded = c.head.dep_ in ("xcomp", "ccomp", "acl", "advcl", "dobj")
            if until is not None and demanded and c.head.head in (demand.head, demand.trigger):
                timings[demand.trigger.i] = replace(timing, until=until)
