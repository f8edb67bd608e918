"""Claims that can't all be true: an action told and denied, dated on different days, given different ends; figures that differ.

What one side tells and another denies are two actions, as are events dated on different days; the conflict is
about each of them, with the claims of both, so that whoever looks at either finds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

from kg.model import Annotation, Claim
from kg.resolve.events import STATEFUL, forth, published_day
from kg.resolve.model import ClaimRef, Conflict, ResolvedAction, ResolvedObservation

#: Two documents that date one event this few days apart disagree; further apart they speak of two events.
_DAYS_OF_DISPUTE = 4
#: A denial without a date can be of an event at most this long before it came out.
_REMEMBERED = timedelta(days=366)
#: Kinds of which there can be several on following days.
_OFTEN = frozenset({"Statement", "Request", "ContentRemoval", "Engagement"})
#: Denials and assertions of more events than this are not compared: "somebody said something" is no conflict.
_MANY = 200


def conflicts(
    actions: Sequence[ResolvedAction],
    figures: Sequence[ResolvedObservation],
    annotations: Sequence[Annotation],
) -> tuple[Conflict, ...]:
    """All conflicts, sorted by id."""
    by_name = {a.text.identifier: a for a in annotations}
    found = [*_denials(actions, by_name), *_dates(actions), *_ends(actions, by_name), *_figures(figures)]
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


def _denials(actions: Sequence[ResolvedAction], annotations: Mapping[str, Annotation]) -> Iterator[Conflict]:
    told: dict[tuple[str, str], list[ResolvedAction]] = defaultdict(list)
    for action in actions:
        if action.factuality in ("reported", "alleged") and action.kind in STATEFUL:
            for key in _keys(action):
                told[action.kind, key].append(action)
    for action in actions:
        if action.factuality != "denied" or not _is_flat(action, annotations):
            continue
        seen = set()
        for key in _keys(action):
            for other in told.get((action.kind, key), [])[:_MANY]:
                if other.id not in seen and _can_be_one(action, other, annotations):
                    seen.add(other.id)
                    yield from _between(other, action, "polarity", "told by some and denied by others")


def _keys(action: ResolvedAction) -> tuple[str, ...]:
    """What a denial and an assertion share: whom it is done to, or of a network as a whole where."""
    return action.target or (action.place if action.kind == "Shutdown" else ())


def _is_flat(action: ResolvedAction, annotations: Mapping[str, Annotation]) -> bool:
    """Whether it is denied outright, not only refused, not asked for or not to be."""
    return all(_claim(ref, annotations).modality == "actual" for ref in action.claims)


def _can_be_one(denied: ResolvedAction, told: ResolvedAction, annotations: Mapping[str, Annotation]) -> bool:
    """Whether the two can be one event, of which different sources speak."""
    for role in ("agent", "place"):
        mine, theirs = set(getattr(denied, role)), set(getattr(told, role))
        if mine and theirs and not mine & theirs:
            return False
    if _sources(denied, annotations) & _sources(
        told, annotations
    ):  # nobody contradicts himself: he tells two events
        return False
    if denied.earliest is None and denied.latest is None and told.latest is not None:
        days = [published_day(annotations[d].text.metadata.published) for d in denied.documents]
        first = min((d for d in days if d), default=told.latest)
        return (told.earliest or date.min) <= first <= forth(told.latest, _REMEMBERED)
    low = max(denied.earliest or date.min, told.earliest or date.min)
    return low <= min(denied.latest or date.max, told.latest or date.max)


def _claim(ref: ClaimRef, annotations: Mapping[str, Annotation]) -> Claim:
    return annotations[ref.document].claims[ref.index]


def _sources(action: ResolvedAction, annotations: Mapping[str, Annotation]) -> set[tuple[str, str | None]]:
    return {(ref.document, _claim(ref, annotations).said_by) for ref in action.claims}


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


def _ends(actions: Sequence[ResolvedAction], annotations: Mapping[str, Annotation]) -> Iterator[Conflict]:
    """Claims on one action that give it different ends."""
    for action in actions:
        if action.until is None or len(action.claims) < 2:
            continue
        said: dict[date, list[ClaimRef]] = defaultdict(list)
        for ref in action.claims:
            until = _claim(ref, annotations).until
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
