"""Joins the claims of one document that speak of one event: a text tells an event in its headline, its lead and again further down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kg.model import Annotation
from kg.resolve.agreement import Participants, times
from kg.resolve.curation import ClaimRules
from kg.resolve.events import MANIFOLD, SPOKEN, STATEFUL, Event, event_of

_RETOLD = "one document tells it again: same type, participants and factuality, times that can overlap"
#: Sayings of one speaker, somebody else's saying between them, are one occasion at most so many characters apart. Unbroken ones
#: are one however far apart: printed statements. Measured on seeds, dev and corpus.
_ONE_OCCASION = 600
#: So many sayings of others break a statement off; a single one is often a remark within it.
_INTERRUPTED = 2
_POINTS_BACK = "the text points back to it"
_SAME_WORDS = "the same words tell it twice"


def events_within(
    annotation: Annotation,
    entity_of: Mapping[tuple[str, str], str],
    participants: Participants,
    rules: ClaimRules,
) -> list[Event]:
    """The events of one document, in the order in which it first tells them."""
    events: dict[tuple[str, str, str], list[Event]] = {}
    owner: dict[int, Event] = {}
    told: dict[str, Event] = {}
    last: dict[int, int] = {}
    said: list[tuple[int, frozenset[str]]] = []
    claims = sorted(
        (i for i, c in enumerate(annotation.claims) if c.kind != "Observation"),
        key=lambda i: (annotation.claims[i].trigger.begin, event_of(annotation, i, entity_of).founder, i),
    )
    for index in claims:
        claim, event = annotation.claims[index], event_of(annotation, index, entity_of)
        peers = events.setdefault((event.kind, event.polarity, event.modality), [])
        known, reason = told.get(event.founder.digest), _SAME_WORDS
        if known is None and claim.same_as is not None:
            known, reason = owner.get(claim.same_as), _POINTS_BACK
        if known is None:
            near = [p for p in peers if _one_occasion(p, event, last[id(p)], claim.trigger.begin, said)]
            known, reason = _best(near, event, ": the " in claim.rule, last, participants, rules), _RETOLD
        if known is not None and known.kind == event.kind and not rules.forbid(known.claims, event.claims):
            known.absorb(event, reason)
            event = known
        else:
            peers.append(event)
        owner[index] = event
        told.setdefault(event_of(annotation, index, entity_of).founder.digest, event)
        last[id(event)] = claim.trigger.begin
        if (
            claim.kind == "Statement" and claim.said_by is None
        ):  # what a speaker tells of others does not interrupt him
            said.append((claim.trigger.begin, frozenset(event.agent)))
    found = [event for peers in events.values() for event in peers]
    _hint_liftings(found)
    return sorted(found, key=lambda e: e.founder)


def _best(
    peers: list[Event],
    event: Event,
    points_back: bool,
    last: Mapping[int, int],
    participants: Participants,
    rules: ClaimRules,
) -> Event | None:
    """The event that a claim tells again: that with the likest participants, of equals the one told most, then last."""
    scored = [
        (score, len(peer.claims) if event.kind in STATEFUL else 0, last[id(peer)], peer)
        for peer in peers
        if (score := _fit(peer, event, points_back, participants))
        and not rules.forbid(peer.claims, event.claims)
    ]
    return max(scored, key=lambda s: s[:3])[3] if scored else None


def _one_occasion(
    one: Event, other: Event, last: int, now: int, said: Sequence[tuple[int, frozenset[str]]]
) -> bool:
    """Whether two sayings, told at ``last`` and ``now``, may be one: others hardly speak between them, they are near, or of one date."""
    if one.kind != "Statement" or now - last <= _ONE_OCCASION or times(one, other) == 1.0:
        return True
    others = 0
    for begin, speakers in reversed(said):
        if begin <= last:
            break
        others += bool(speakers) and not speakers & (one.agent | other.agent)
    return others < _INTERRUPTED


def _fit(one: Event, other: Event, points_back: bool, participants: Participants) -> float:
    """How well two events of one document fit; 0: they are two."""
    agent, target = participants.agents(one, other), participants.agree(one.target, other.target)
    when = times(one, other)
    if not agent or not target or not when or (one.place and other.place and not one.place & other.place):
        return 0.0
    score = agent + target + min(when, 0.6)
    shared_agent, shared_target = one.agent & other.agent, one.target & other.target
    if one.kind in ("Shutdown", "Protest", "Legislation") and not one.target and not other.target:
        return score if one.instrument == other.instrument else 0.0
    if not shared_agent and not shared_target:
        return 0.0
    if one.kind in MANIFOLD:
        same = (one.agent, one.target, one.instrument) == (other.agent, other.target, other.instrument)
        return score if (same and one.triggers & other.triggers) or (points_back and when > 0.3) else 0.0
    if one.kind in SPOKEN or one.kind == "Order":
        same_addressee = one.target == other.target
        return (
            score if shared_agent and (same_addressee or (one.kind == "Statement" and when >= 0.4)) else 0.0
        )
    if one.kind == "Prosecution":  # an arrest, a charge and a sentence of one person are three
        return score if shared_target and (points_back or one.triggers & other.triggers) else 0.0
    if one.kind in STATEFUL:
        return score if shared_target or points_back else 0.0
    return score


def _hint_liftings(events: list[Event]) -> None:
    """A lifting without a date is of the day on which the document says that the restriction ended."""
    ends: dict[str, set[date]] = {}
    for event in events:
        if event.kind in ("Block", "Throttle", "Shutdown") and _is_fact(event) and event.until is not None:
            for target in event.target:
                ends.setdefault(target, set()).add(event.until)
    for event in events:
        if event.kind == "Unblock" and _is_fact(event) and not event.dated:
            days = {day for target in event.target for day in ends.get(target, ())}
            if len(days) == 1:
                event.hint = min(days)


def _is_fact(event: Event) -> bool:
    return event.polarity == "positive" and event.modality == "actual"
