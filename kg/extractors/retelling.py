"""What one document says twice: makes its claims about one event agree on what the event was.

A text tells an event more than once, and more exactly the one time than the other: "the authorities" are the regulator that the next
paragraph names; a block that was ordered and then took effect is one block, of whoever ordered it and whoever carried it out; a lifted
block ends on the day on which it was lifted. Each claim keeps its own evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kg.extractors.located import COMMANDING, LEGAL_BODIES
from kg.extractors.reference import Referents
from kg.extractors.speakers import speaker_at
from kg.model import Attribution, Claim

#: A block ordered, announced and in force within so many days is one; what began later is another.
_OF_ONE_BLOCK = timedelta(days=14)
_EARLIEST = date(1900, 1, 1)
_RESTRICTIONS = frozenset(
    {"Block", "Throttle", "Shutdown", "ContentRemoval", "Unblock", "ContentRestoration"}
)


def told_once(
    claims: Sequence[Claim], refer: Referents, attributions: Sequence[Attribution]
) -> tuple[Claim, ...]:
    """The claims of a document, in their order, with what they tell each other."""
    found = list(claims)
    found = _carried_out(found, refer, attributions)
    for step in (_named_bodies, _ends):
        found = step(found, refer)
    return tuple(found)


def _in_one_country(one: Claim, other: Claim, refer: Referents) -> bool:
    """Whether two claims may be about the same country; one that names no place may be about any."""
    places = [{refer.country_place(key) for key in claim.place} for claim in (one, other)]
    return not all(places) or bool(places[0] & places[1])


def _same_event(one: Claim, other: Claim, refer: Referents) -> bool:
    """Whether two claims of one document may speak of one event, factuality and agents left aside."""
    if not _in_one_country(one, other, refer):
        return False
    if one.kind != other.kind or one.polarity != other.polarity or one is other:
        return False
    if not (set(one.target) & set(other.target)) and (one.target or other.target):
        return False
    low = max(one.earliest or date.min, other.earliest or date.min)
    return low <= min(one.latest or date.max, other.latest or date.max)


def _carried_out(claims: list[Claim], refer: Referents, attributions: Sequence[Attribution]) -> list[Claim]:
    """An ordered or agreed restriction or restoration that the text also tells as done is the same, with both bodies as agents."""
    result = list(claims)
    for i, claim in enumerate(claims):
        if (
            claim.modality not in ("ordered", "promised")
            or claim.kind not in _RESTRICTIONS
            or claim.polarity != "positive"
            or not claim.target
        ):
            continue
        done = [
            n
            for n, other in enumerate(claims)
            if other.modality == "actual" and _same_event(claim, other, refer)
        ]
        if not done:
            continue
        orderer = (claim.said_by,) if claim.said_by and refer.kind(claim.said_by) in COMMANDING else ()
        both = tuple(dict.fromkeys((*orderer, *claim.agent)))
        speaker = speaker_at(attributions, claim.trigger.begin)
        result[i] = replace(
            claim,
            modality="actual",
            agent=both,
            # Whoever ordered it is an agent now, and its source only where they speak of it.
            said_by=claim.said_by if claim.modality != "ordered" or speaker == claim.said_by else None,
        )
    return result


def _named_bodies(claims: list[Claim], refer: Referents) -> list[Claim]:
    """ "The authorities" or a government stand for the body of their country that the same event is elsewhere ascribed to."""
    result = []
    for claim in claims:
        agents = []
        for key in claim.agent:
            entity = refer.entities[key]
            if entity.kind == "Government" and claim.kind in _RESTRICTIONS:
                exact = [
                    other
                    for peer in claims
                    if _same_event(claim, peer, refer) and peer.modality == claim.modality
                    for other in peer.agent
                    if refer.kind(other) in LEGAL_BODIES - {"Government", "Court"}
                    and refer.entities[other].country == entity.country
                ]
                agents += exact[:1] or [key]
            else:
                agents.append(key)
        result.append(replace(claim, agent=tuple(dict.fromkeys(agents))))
    return result


def _share_target(one: Claim, other: Claim) -> bool:
    """Whether two claims are about one service; a network that was cut needs no name."""
    return bool(set(one.target) & set(other.target)) or not one.target and not other.target


def _ends(claims: list[Claim], refer: Referents) -> list[Claim]:
    """A restriction told as lifted on a day ends on it, if no later one of its kind is told that the lifting may mean."""
    lifts = {"Block": "Unblock", "Shutdown": "Unblock", "Throttle": "Unblock"}
    result = []
    for claim in claims:
        opposite = lifts.get(claim.kind)
        if (
            opposite
            and claim.until is None
            and claim.modality == "actual"
            and claim.polarity == "positive"
            and (claim.target or claim.kind == "Shutdown")
        ):
            begun = claim.latest or claim.earliest or date.min
            later = [
                other.earliest
                for other in claims
                if other.kind == claim.kind
                and other.modality == "actual"
                and other.polarity == "positive"
                and other.earliest is not None
                and other.earliest > max(begun, _EARLIEST) + _OF_ONE_BLOCK
                and _share_target(claim, other)
                and _in_one_country(claim, other, refer)
            ]
            ends = [
                other.latest
                for other in claims
                if other.kind == opposite
                and other.modality == "actual"
                and other.polarity == "positive"
                and _share_target(claim, other)
                and _in_one_country(claim, other, refer)
                and other.latest is not None
                and other.earliest == other.latest
                and begun <= other.latest < min(later, default=date.max)
            ]
            if ends:
                claim = replace(claim, until=min(ends))
        result.append(claim)
    return result
