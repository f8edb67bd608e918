"""One node per real-world event: joins claims of one document, then the events of different documents, and names them.

Two are one when type, polarity, modality, target and place agree, agents don't contradict, and times can overlap; a specific day never
joins a different one. When it isn't sure they stay apart and are ``skos:closeMatch``. Every step works on sorted values, so
the order of documents changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.model import Annotation
from kg.resolve.across import Joiner
from kg.resolve.agreement import Participants
from kg.resolve.curation import ClaimRules
from kg.resolve.events import Event
from kg.resolve.model import ResolvedAction, ResolvedEntity
from kg.resolve.within import events_within


def resolve_actions(
    annotations: Sequence[Annotation],
    participants: Participants,
    entity_of: Mapping[tuple[str, str], str],
    copy_of: Mapping[str, str],
    rules: ClaimRules,
) -> tuple[ResolvedAction, ...]:
    """The actions of all documents, sorted by id; each claim that is no observation's is about exactly one.

    Args:
        annotations: sorted by identifier.
        participants: compares the resolved entities.
        entity_of: (document, entity key there) to resolved key.
        copy_of: each near-copy to the earliest of its group.
        rules: claims that people join or keep apart.
    """
    events = [e for a in annotations for e in events_within(a, entity_of, participants, rules)]
    final, close = Joiner(participants, copy_of, rules).join(events)
    near: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one, other, reason in close:
        near[one.founder.identifier].add((other.founder.identifier, reason))
        near[other.founder.identifier].add((one.founder.identifier, reason))
    actions = [_action(e, near[e.founder.identifier], participants.entities, copy_of) for e in final]
    return tuple(sorted(actions, key=lambda a: a.id))


def _action(
    event: Event,
    near: Iterable[tuple[str, str]],
    entities: Mapping[str, ResolvedEntity],
    copy_of: Mapping[str, str],
) -> ResolvedAction:
    return ResolvedAction(
        id=event.founder.identifier,
        kind=event.kind,
        claims=tuple(event.claims),
        label=_label(event, entities),
        agent=tuple(sorted(event.agent)),
        target=tuple(sorted(event.target)),
        place=tuple(sorted(event.place)),
        instrument=tuple(sorted(event.instrument)),
        grounds=tuple(sorted(event.grounds)),
        earliest=event.earliest,
        latest=event.latest,
        until=event.until,
        factuality=_factuality(event),
        independent_sources=len({copy_of.get(d, d) for d in event.documents}),
        documents=tuple(sorted(event.documents)),
        merged_because=tuple(sorted(set(event.because))),
        close_matches=tuple(sorted(near)),
    )


def _label(event: Event, entities: Mapping[str, ResolvedEntity]) -> str:
    def names(keys: Iterable[str]) -> str:
        return " and ".join(entities[k].label if k in entities else k for k in sorted(keys))

    kind = "".join(" " + c.lower() if c.isupper() and i else c for i, c in enumerate(event.kind))
    label = kind if event.polarity == "positive" else f"No {kind.lower()}"
    if event.target:
        label += f": {names(event.target)}"
    if event.agent:
        label += f", by {names(event.agent)}"
    if event.place:
        label += f", {names(event.place)}"
    if event.dated:
        begin, end = (event.earliest or "…"), (event.latest or "…")
        label += f", {begin}" if begin == end else f", {begin} to {end}"
    return label if event.modality == "actual" else f"{label} ({event.modality})"


def _factuality(event: Event) -> str:
    """A local name of the factuality scheme for what the claims add up to (conflicts turn "reported" into "disputed" later)."""
    if event.polarity == "negative":
        return "denied"
    return {"actual": "reported", "promised": "planned"}.get(event.modality, event.modality)
