"""Claims that can't all be true: an action told and denied, dated on different days, given different ends; figures that differ.

What one side tells and another denies are two actions, as are events dated on different days; the conflict is
about each of them, with the claims of both, so that whoever looks at either finds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from kg.model import Annotation, Claim
from kg.resolve.model import ClaimRef, Conflict, ResolvedAction, ResolvedObservation

#: Two documents that date one event this few days apart disagree; further apart they speak of two events.
_DAYS_OF_DISPUTE = 4
#: Kinds of which there can be several on following days, or that are too many to be one another's denial.
_OFTEN = frozenset({"Statement", "Request", "ContentRemoval", "Engagement"})
#: Denials and assertions of more events than this are not compared: "somebody said something" is no conflict.
_MANY = 200


def conflicts(
    actions: Sequence[ResolvedAction],
    figures: Sequence[ResolvedObservation],
    annotations: Sequence[Annotation],
) -> tuple[Conflict, ...]:
    """All conflicts, sorted by id."""
    claims = {a.text.identifier: a.claims for a in annotations}
    found = [*_denials(actions), *_dates(actions), *_ends(actions, claims), *_figures(figures)]
    return tuple(sorted(found, key=lambda c: c.id))


def disputed(actions: Sequence[ResolvedAction], found: Sequence[Conflict]) -> tuple[ResolvedAction, ...]:
    """The actions, those reported that are also denied marked as disputed."""
    contested = {c.action for c in found if c.property == "polarity"}
    return tuple(
        replace(a, factuality="disputed") if a.id in contested and a.factuality == "reported" else a
        for a in actions
    )


def _between(
    one: ResolvedAction | ResolvedObservation,
    other: ResolvedAction | ResolvedObservation,
    on: str,
    explanation: str,
) -> Iterator[Conflict]:
    """A conflict about each of two nodes, between the claims of both."""
    claims = tuple(sorted({*one.claims, *other.claims}))
    for node in (one, other):
        yield Conflict(
            id=_hash(on, node.id, *sorted((one.id, other.id))),
            action=node.id,
            property=on,
            claims=claims,
            explanation=explanation,
            on_observation=isinstance(node, ResolvedObservation),
        )


def _denials(actions: Sequence[ResolvedAction]) -> Iterator[Conflict]:
    told: dict[tuple[str, str], list[ResolvedAction]] = defaultdict(list)
    for action in actions:
        if action.factuality in ("reported", "alleged") and action.kind not in _OFTEN:
            for key in {*action.target, *action.place} if action.kind == "Shutdown" else action.target:
                told[action.kind, key].append(action)
    for action in actions:
        if action.factuality != "denied" or not action.claims:
            continue
        seen = set()
        for key in sorted({*action.target, *action.place}):
            for other in told.get((action.kind, key), [])[:_MANY]:
                if other.id not in seen and _can_be_one(action, other):
                    seen.add(other.id)
                    yield from _between(other, action, "polarity", "told by some and denied by others")


def _can_be_one(one: ResolvedAction, other: ResolvedAction) -> bool:
    for role in ("agent", "place"):
        mine, theirs = set(getattr(one, role)), set(getattr(other, role))
        if mine and theirs and not mine & theirs:
            return False
    if one.instrument != other.instrument and one.instrument and other.instrument:
        return False
    low = max(one.earliest or date.min, other.earliest or date.min)
    return low <= min(one.latest or date.max, other.latest or date.max)


def _dates(actions: Sequence[ResolvedAction]) -> Iterator[Conflict]:
    exact: dict[tuple[object, ...], list[ResolvedAction]] = defaultdict(list)
    for action in actions:
        if action.earliest is None or action.earliest != action.latest or action.factuality != "reported":
            continue
        if action.target and action.kind not in _OFTEN:
            exact[action.kind, action.target, action.place].append(action)
    for group in exact.values():
        group.sort(key=lambda a: (a.earliest or date.min, a.id))
        for one, other in zip(group, group[1:], strict=False):
            apart = ((other.earliest or date.min) - (one.earliest or date.min)).days
            agents = not one.agent or not other.agent or set(one.agent) & set(other.agent)
            if 0 < apart <= _DAYS_OF_DISPUTE and agents and not set(one.documents) & set(other.documents):
                said = f"dated {one.earliest} by some and {other.earliest} by others"
                yield from _between(one, other, "earliest", said)


def _ends(actions: Sequence[ResolvedAction], claims: Mapping[str, Sequence[Claim]]) -> Iterator[Conflict]:
    """Claims on one action that give it different ends."""
    for action in actions:
        if action.until is None or len(action.claims) < 2:
            continue
        said: dict[date, list[ClaimRef]] = defaultdict(list)
        for ref in action.claims:
            until = claims[ref.document][ref.index].until
            if until is not None:
                said[until].append(ref)
        if len(said) > 1:
            yield Conflict(
                id=_hash("until", action.id),
                action=action.id,
                property="until",
                claims=tuple(sorted(ref for refs in said.values() for ref in refs)),
                explanation="said to end on " + " and on ".join(str(day) for day in sorted(said)),
            )


def _figures(figures: Iterable[ResolvedObservation]) -> Iterator[Conflict]:
    groups: dict[tuple[object, ...], list[ResolvedObservation]] = defaultdict(list)
    for figure in figures:
        if figure.earliest is not None:
            key = (figure.measure, figure.unit, figure.agent, figure.place, figure.earliest, figure.latest)
            groups[key].append(figure)
    for group in groups.values():
        for one, other in zip(group, group[1:], strict=False):
            if one.value != other.value and not set(one.documents) & set(other.documents):
                said = f"{one.value} according to some, {other.value} to others"
                yield from _between(one, other, "value", said)


def _hash(*parts: object) -> str:
    return sha256("|".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:12]
