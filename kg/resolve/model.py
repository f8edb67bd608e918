"""What resolution yields: one node per actor and action over all documents, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kg.model import Annotation


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ClaimRef:
    """A claim: the identifier of its document and its index in that document's annotation."""

    document: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedEntity:
    """One real-world thing. ``names`` are all forms that the documents use, sorted; ``merged_because`` one line per rule."""

    key: str
    kind: str
    label: str
    names: tuple[str, ...] = ()
    known: bool = False
    country: str | None = None
    parent: str | None = None
    documents: tuple[str, ...] = ()
    merged_because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedAction:
    """One real-world event or lasting conduct; ``kind`` is an action type.

    ``id`` is that of the claim published first, so that documents which come later and say the same don't change it. Roles hold keys of resolved entities.
    ``factuality`` is a local name of the factuality scheme. ``independent_sources`` counts near-copies once.
    ``close_matches`` are ids of actions that may be the same. ``follows`` are ids of actions reported as earlier or as its cause.
    """

    id: str
    kind: str
    claims: tuple[ClaimRef, ...]
    label: str
    agent: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    until: date | None = None
    factuality: str = "reported"
    independent_sources: int = 1
    documents: tuple[str, ...] = ()
    merged_because: tuple[str, ...] = ()
    close_matches: tuple[tuple[str, str], ...] = ()
    follows: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedObservation:
    """One figure: what is measured, how much, of what, where, in which period, by whom."""

    id: str
    claims: tuple[ClaimRef, ...]
    label: str
    measure: str
    value: str
    unit: str | None = None
    agent: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    documents: tuple[str, ...] = ()
    independent_sources: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Derived: a platform restricted in a place, from when until when, and the actions that it follows from.

    ``begin`` and ``end`` are (earliest, latest); None where the documents don't tell. ``state``: blocked, throttled, shut-down.
    """

    id: str
    target: str | None
    place: str
    state: str
    begin: tuple[date | None, date | None]
    end: tuple[date | None, date | None]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Derived: claims that can't all be true, and on which property (``polarity``, ``earliest``, ``until``, ``value``).

    ``action`` is the id of the action that it is about, or of the observation where ``on_observation`` says so. Claims that make two
    nodes (told and denied, dated differently) give a conflict about each.
    """

    id: str
    action: str
    property: str
    claims: tuple[ClaimRef, ...]
    explanation: str
    on_observation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything that goes into the default graph, and the annotations that it rests on, sorted by identifier.

    ``entity_of`` maps (document identifier, entity key in that document) to a resolved key. ``about`` maps a claim to the
    id of its action or observation. ``near_copies`` are groups of documents that carry one statement; ``copy_of`` maps
    each of their members to the earliest.
    """

    annotations: tuple[Annotation, ...] = ()
    entities: tuple[ResolvedEntity, ...] = ()
    actions: tuple[ResolvedAction, ...] = ()
    observations: tuple[ResolvedObservation, ...] = ()
    statuses: tuple[Status, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    near_copies: tuple[tuple[str, ...], ...] = ()
    copy_of: dict[str, str] = field(default_factory=dict)
    entity_of: dict[tuple[str, str], str] = field(default_factory=dict)
    about: dict[ClaimRef, str] = field(default_factory=dict)
