"""What follows from the actions of all documents: statuses, conflicts, and figures that agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from kg.model import Annotation
from kg.resolve.entities import slug
from kg.resolve.model import ClaimRef, Conflict, ResolvedAction, ResolvedEntity, ResolvedObservation, Status

_STATES = {"Block": "blocked", "Throttle": "throttled", "Shutdown": "shut-down"}
#: Two documents that date one event this few days apart disagree; further apart they speak of two events.
_DAYS_OF_DISPUTE = 4


def _hash(*parts: object) -> str:
    return sha256("|".join(map(str, parts)).encode()).hexdigest()[:10]


def observations(
    annotations: Sequence[Annotation],
    entity_of: Mapping[tuple[str, str], str],
    entities: Mapping[str, ResolvedEntity],
    copy_of: Mapping[str, str],
) -> tuple[ResolvedObservation, ...]:
    """One observation for claims that give the same value of the same measure, unit, actor, place and period."""
    groups: dict[tuple[object, ...], list[ClaimRef]] = defaultdict(list)
    for annotation in annotations:
        name = annotation.text.identifier
        for index, claim in enumerate(annotation.claims):
            if claim.kind != "Observation":
                continue
            agent = tuple(sorted({entity_of[name, k] for k in claim.agent}))
            place = tuple(sorted({entity_of[name, k] for k in claim.place}))
            key = (
                claim.measure or "",
                claim.value or "",
                claim.unit or "",
                agent,
                place,
                claim.earliest or date.min,
                claim.latest or date.min,
            )
            groups[key].append(ClaimRef(document=name, index=index))
    found = []
    by_name = {a.text.identifier: a for a in annotations}
    for key in sorted(groups):
        refs = sorted(groups[key])
        claim = by_name[refs[0].document].claims[refs[0].index]
        agent, place = key[3], key[4]
        assert isinstance(agent, tuple) and isinstance(place, tuple)
        documents = tuple(sorted({r.document for r in refs}))
        label = f"{claim.measure}: {claim.value}{' ' + claim.unit if claim.unit else ''}"
        label += "".join(f", {entities[k].label}" for k in (*agent, *place))
        if claim.earliest:
            label += f", {claim.earliest} to {claim.latest or '…'}"
        found.append(
            ResolvedObservation(
                id=f"{slug(claim.measure or 'figure')}-{_hash(*key)}",
                claims=tuple(refs),
                label=label,
                measure=claim.measure or "",
                value=claim.value or "",
                unit=claim.unit,
                agent=agent,
                place=place,
                earliest=claim.earliest,
                latest=claim.latest,
                documents=documents,
                independent_sources=len({copy_of.get(d, d) for d in documents}),
            )  # fmt: skip
        )
    return tuple(sorted(found, key=lambda o: o.id))


def statuses(actions: Sequence[ResolvedAction]) -> tuple[Status, ...]:
    """When a platform was restricted in a place: from each block, slowing or shutdown that is reported as done.

    It ends where the text says so, else with the first reported restoration after it; otherwise its end is unknown.
    """
    restored = [
        a for a in actions if a.kind == "Unblock" and a.factuality == "reported" and (a.earliest or a.latest)
    ]
    found = []
    for action in actions:
        if (
            action.kind not in _STATES
            or action.factuality not in ("reported", "disputed")
            or not action.place
        ):
            continue
        for place in action.place:
            for target in action.target or ((None,) if action.kind == "Shutdown" else ()):
                begin = (action.earliest, action.latest)
                if (
                    action.latest is not None
                    and action.earliest is not None
                    and (action.latest - action.earliest).days > 366
                ):
                    continue
                started = action.latest or action.earliest
                lifting = [
                    r for r in restored
                    if place in r.place and (target in r.target or (target is None and not r.target))
                    and started is not None and (r.latest or r.earliest or date.min) >= started
                ]  # fmt: skip
                lifted = min(lifting, key=lambda r: (r.latest or r.earliest or date.max, r.id), default=None)
                if action.until is not None:
                    end: tuple[date | None, date | None] = (action.until, action.until)
                else:
                    end = (lifted.earliest, lifted.latest) if lifted is not None else (None, None)
                sources = (action.id, *((lifted.id,) if lifted is not None else ()))
                found.append(
                    Status(
                        id=f"{slug(target or 'internet')}-{slug(place)}-{_hash(action.id, place, target)}",
                        target=target,
                        place=place,
                        state=_STATES[action.kind],
                        begin=begin,
                        end=end,
                        actions=sources,
                    )  # fmt: skip
                )
    return tuple(sorted(found, key=lambda s: s.id))


def conflicts(
    actions: Sequence[ResolvedAction],
    figures: Sequence[ResolvedObservation],
    annotations: Sequence[Annotation],
) -> tuple[Conflict, ...]:
    """Claims that can't all be true: told and denied, dated on different days, counted differently."""
    found = list(_denials(actions)) + list(_dates(actions)) + list(_figures(figures))
    return tuple(sorted(found, key=lambda c: c.id))


def _denials(actions: Sequence[ResolvedAction]) -> list[Conflict]:
    told: dict[tuple[str, str], list[ResolvedAction]] = defaultdict(list)
    for action in actions:
        if action.factuality in ("reported", "alleged") and action.kind not in ("Statement",):
            for target in action.target:
                told[action.kind, target].append(action)
    found = []
    for action in actions:
        if action.factuality != "denied" or action.kind == "Statement":
            continue
        for target in action.target:
            for other in told.get((action.kind, target), []):
                same_agent = bool(set(action.agent) & set(other.agent)) or not action.agent or not other.agent
                same_place = bool(set(action.place) & set(other.place)) or not action.place or not other.place
                if same_agent and same_place and _overlap(action, other):
                    claims = tuple(sorted({*action.claims, *other.claims}))
                    found.append(
                        Conflict(
                            id=_hash("polarity", action.id, other.id),
                            action=other.id,
                            property="polarity",
                            claims=claims,
                            explanation="some say that it happened, others deny it",
                        )
                    )
    return found


def _overlap(one: ResolvedAction, other: ResolvedAction) -> bool:
    low = max(one.earliest or date.min, other.earliest or date.min)
    return low <= min(one.latest or date.max, other.latest or date.max)


def _dates(actions: Sequence[ResolvedAction]) -> list[Conflict]:
    exact: dict[tuple[object, ...], list[ResolvedAction]] = defaultdict(list)
    for action in actions:
        if (
            action.earliest is not None
            and action.earliest == action.latest
            and action.factuality == "reported"
            and action.target
        ):
            if action.kind not in ("Statement", "Request", "ContentRemoval"):
                exact[action.kind, action.target, action.place].append(action)
    found = []
    for group in exact.values():
        group.sort(key=lambda a: (a.earliest or date.min, a.id))
        for one, other in zip(group, group[1:], strict=False):
            apart = ((other.earliest or date.min) - (one.earliest or date.min)).days
            shared_agent = bool(set(one.agent) & set(other.agent)) or not one.agent or not other.agent
            if (
                0 < apart <= _DAYS_OF_DISPUTE
                and shared_agent
                and not set(one.documents) & set(other.documents)
            ):
                claims = tuple(sorted({*one.claims, *other.claims}))
                found.append(
                    Conflict(
                        id=_hash("earliest", one.id, other.id),
                        action=one.id,
                        property="earliest",
                        claims=claims,
                        explanation=f"dated {one.earliest} by some and {other.earliest} by others",
                    )
                )
    return found


def _figures(figures: Sequence[ResolvedObservation]) -> list[Conflict]:
    groups: dict[tuple[object, ...], list[ResolvedObservation]] = defaultdict(list)
    for figure in figures:
        if figure.earliest is not None:
            groups[
                figure.measure, figure.unit, figure.agent, figure.place, figure.earliest, figure.latest
            ].append(figure)
    found = []
    for group in groups.values():
        for one, other in zip(group, group[1:], strict=False):
            if one.value != other.value and not set(one.documents) & set(other.documents):
                claims = tuple(sorted({*one.claims, *other.claims}))
                found.append(
                    Conflict(
                        id=_hash("value", one.id, other.id),
                        action=one.id,
                        property="value",
                        claims=claims,
                        explanation=f"{one.value} according to some, {other.value} to others",
                    )
                )
    return found


def disputed(actions: Sequence[ResolvedAction], found: Sequence[Conflict]) -> tuple[ResolvedAction, ...]:
    """The actions, those reported that are also denied marked as disputed."""
    contested = {c.action for c in found if c.property == "polarity"}
    return tuple(
        replace(a, factuality="disputed") if a.id in contested and a.factuality == "reported" else a
        for a in actions
    )
