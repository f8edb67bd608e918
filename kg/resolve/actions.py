"""One node per real-world event: joins claims of one document, then the actions of different documents.

Two are one when type, polarity, modality, target and place agree, agents don't contradict, and times can overlap; a specific day never
joins a different one. When it isn't sure they stay apart and are ``skos:closeMatch``. Every step works on sorted values, so
the order of documents changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from kg.model import Annotation, Claim
from kg.resolve.entities import slug
from kg.resolve.model import ClaimRef, ResolvedAction, ResolvedEntity

#: Kinds of which one actor does many in one text: joined only when the words are the same or one points back.
_MANIFOLD = frozenset(
    {
        "Proceeding",
        "Agreement",
        "Engagement",
        "Compliance",
        "NonCompliance",
        "Investigation",
        "Legislation",
        "Report",
        "ContentRemoval",
        "Penalty",
    }
)
#: An undated report joins a dated event told at most this many days before the report came out.
_RECENT = timedelta(days=45)
_LEGAL = frozenset(
    {"Court", "Regulator", "Ministry", "LawEnforcement", "Government", "Legislature", "InternationalBody"}
)


@dataclass(slots=True)
class Event:
    """A growing set of claims about one action, with what they say together (resolved keys)."""

    kind: str
    polarity: str
    modality: str
    claims: list[ClaimRef]
    agent: set[str]
    target: set[str]
    place: set[str]
    instrument: set[str]
    triggers: set[str]
    earliest: date | None
    latest: date | None
    until: date | None
    documents: set[str]
    published: date | None
    order: tuple[str, str, int]
    grounds: set[str] = field(default_factory=set)
    because: list[str] = field(default_factory=list)

    @property
    def dated(self) -> bool:
        """Whether anything bounds it in time."""
        return self.earliest is not None or self.latest is not None

    def absorb(self, other: Event, reason: str) -> None:
        """Takes over the other's claims; bounds become the narrower ones."""
        self.claims = sorted({*self.claims, *other.claims})
        for name in ("agent", "target", "place", "instrument", "triggers", "documents", "grounds"):
            getattr(self, name).update(getattr(other, name))
        if other.dated and (not self.dated or _width(other) < _width(self)):
            self.earliest, self.latest = other.earliest, other.latest
        self.until = self.until or other.until
        self.order = min(self.order, other.order)
        self.published = min((d for d in (self.published, other.published) if d), default=None)
        self.because += [*other.because, reason]


def _width(event: Event) -> int:
    if event.earliest is None or event.latest is None:
        return 10**6
    return (event.latest - event.earliest).days


class ActionResolver:
    """Joins claims, given how entities were resolved."""

    def __init__(
        self,
        annotations: Sequence[Annotation],
        entities: Iterable[ResolvedEntity],
        entity_of: Mapping[tuple[str, str], str],
        copy_of: Mapping[str, str],
    ) -> None:
        self.annotations = annotations
        self.entities = {e.key: e for e in entities}
        self.entity_of = entity_of
        self.copy_of = copy_of

    # --- agreement -----------------------------------------------------------------------------------------------------

    def _related(self, one: str, other: str) -> bool:
        """Whether two actors can stand for each other: a service and its operator, a body and its government or a person in it."""
        if one == other:
            return True
        a, b = self.entities[one], self.entities[other]
        if a.parent == other or b.parent == one:
            return True
        if a.parent and a.parent == b.parent and {a.kind, b.kind} == {"Platform", "Company"}:
            return True
        return (
            a.kind in _LEGAL
            and b.kind in _LEGAL
            and a.country is not None
            and a.country == b.country
            and "Court" not in (a.kind, b.kind)
            and "Government" in (a.kind, b.kind)
        )

    def _agree(self, one: set[str], other: set[str]) -> float:
        """1 same, .5 related or one unknown, 0 contradiction."""
        if one & other:
            return 1.0
        if not one and not other:
            return 0.75
        if not one or not other:
            return 0.5
        return 0.6 if any(self._related(a, b) for a in one for b in other) else 0.0

    @staticmethod
    def _times(one: Event, other: Event) -> float:
        """1 the same bounds, .5 one unknown, .6 overlapping, 0 apart."""
        if not one.dated and not other.dated:
            return 0.5
        if not one.dated or not other.dated:
            return 0.4
        if (one.earliest, one.latest) == (other.earliest, other.latest):
            return 1.0
        low = max(one.earliest or date.min, other.earliest or date.min)
        high = min(one.latest or date.max, other.latest or date.max)
        return 0.6 if low <= high else 0.0

    def _within(self, one: Event, other: Event, back: bool) -> float:
        """How well two events of one document fit; 0: they are two."""
        agent, target = self._agree(one.agent, other.agent), self._agree(one.target, other.target)
        times = self._times(one, other)
        if (
            not agent
            or not target
            or not times
            or (one.place and other.place and not one.place & other.place)
        ):
            return 0.0
        if one.kind in ("Shutdown", "Protest", "Legislation") and not one.target and not other.target:
            return agent + target + times if one.instrument == other.instrument else 0.0
        if not (one.target & other.target or one.agent & other.agent):
            return 0.0
        if one.kind in _MANIFOLD:
            same_words = (
                bool(one.triggers & other.triggers)
                and one.instrument == other.instrument
                and one.target == other.target
                and one.agent == other.agent
            )
            return agent + target + times if same_words or (back and times > 0.3) else 0.0
        if one.kind in ("Statement", "Request", "Order"):
            return (
                agent + target + times
                if one.agent & other.agent
                and (one.target == other.target or (one.kind == "Statement" and times >= 0.4))
                else 0.0
            )
        if one.kind in ("Block", "Unblock", "Throttle", "ContentRestoration", "Prosecution"):
            return agent + target + times if one.target & other.target or back else 0.0
        return agent + target + times

    def _across(self, one: Event, other: Event) -> tuple[float, str]:
        """How sure it is that two events of different documents are one, and why; 0: they stay apart, below .5: they are close."""
        if one.polarity != other.polarity or one.modality != other.modality:
            return 0.0, ""
        agent, target, times = (
            self._agree(one.agent, other.agent),
            self._agree(one.target, other.target),
            self._times(one, other),
        )
        if (
            not agent
            or not target
            or not times
            or (one.place and other.place and not one.place & other.place)
        ):
            return 0.0, ""
        copies = any(
            self.copy_of.get(a, a) == self.copy_of.get(b, b) for a in one.documents for b in other.documents
        )
        if copies:
            shared = bool(one.triggers & other.triggers)
            enough = (
                agent >= 0.6
                and target >= 0.5
                and (one.kind not in _MANIFOLD or shared or (one.target and one.target & other.target))
            )
            return (0.9, "near-copies of one text say it of the same participants") if enough else (0.0, "")
        if one.kind in ("Statement", "Request") and not (
            times == 1.0 and agent == 1.0 and one.dated and _width(one) <= 1
        ):
            return 0.0, ""
        if not (one.target & other.target) and not (
            one.agent & other.agent and not one.target and not other.target
        ):
            return 0.0, ""
        if agent < 0.5 or (one.kind in _MANIFOLD and not (one.agent & other.agent)):
            return 0.0, ""
        if one.dated and other.dated:
            if times == 1.0 or min(_width(one), _width(other)) <= 31:
                return 0.8, "same type, participants and place; their times overlap"
            return 0.3, "their times only may overlap"
        if one.dated != other.dated:
            dated, undated = (one, other) if one.dated else (other, one)
            told, happened = undated.published, dated.latest or dated.earliest
            if told is not None and happened is not None and timedelta(0) <= told - happened <= _RECENT:
                return (
                    0.6,
                    f"same type, participants and place; told without a date within {_RECENT.days} days of it",
                )
            return 0.2, "one of them has no date"
        return 0.2, "neither has a date"

    # --- joining -------------------------------------------------------------------------------------------------------

    def _event(self, annotation: Annotation, index: int, claim: Claim) -> Event:
        name = annotation.text.identifier

        def keys(role: Iterable[str]) -> set[str]:
            return {self.entity_of[name, key] for key in role}

        published = _day(annotation.text.metadata.published)
        trigger = annotation.text.content[claim.trigger.begin : claim.trigger.end].casefold()
        return Event(
            claim.kind, claim.polarity, claim.modality, [ClaimRef(document=name, index=index)], keys(claim.agent), keys(claim.target),
            keys(claim.place), keys(claim.instrument), {_stem(trigger)}, claim.earliest, claim.latest, claim.until, {name}, published,
            ((published or date.max).isoformat(), name, claim.trigger.begin), {g.concept for g in claim.grounds if g.concept},
        )  # fmt: skip

    def in_document(self, annotation: Annotation) -> list[Event]:
        """The events of one document, in the order in which it first tells them."""
        events: list[Event] = []
        claims = sorted(enumerate(annotation.claims), key=lambda c: (c[1].trigger.begin, c[0]))
        owner: dict[int, Event] = {}
        for index, claim in claims:
            if claim.kind == "Observation":
                continue
            event = self._event(annotation, index, claim)
            if claim.same_as is not None and claim.same_as in owner:
                target = owner[claim.same_as]
                target.absorb(event, "the text points back to it")
                owner[index] = target
                continue
            back = ": the " in claim.rule
            scored = [
                (self._within(other, event, back), i, other)
                for i, other in enumerate(events)
                if other.kind == event.kind
                and other.polarity == event.polarity
                and other.modality == event.modality
            ]
            best = max(scored, key=lambda s: (s[0], s[1]), default=None)
            if best is not None and best[0] > 0:
                best[2].absorb(
                    event,
                    "one document tells it again: same type, participants and factuality, times that can overlap",
                )
                owner[index] = best[2]
            else:
                events.append(event)
                owner[index] = event
        return events

    def resolve(self) -> tuple[list[Event], dict[int, list[tuple[int, str]]]]:
        """All events, sorted, and for each (by position) the positions it may be the same as, with the reason."""
        events = [event for annotation in self.annotations for event in self.in_document(annotation)]
        events.sort(key=lambda e: e.order)
        blocks: dict[tuple[str, str, str, str], list[Event]] = defaultdict(list)
        for event in events:
            for anchor in sorted(event.target or event.agent):
                blocks[event.kind, event.polarity, event.modality, self._family(anchor)].append(event)
        pairs = []
        seen: set[tuple[int, int]] = set()
        for block in blocks.values():
            for i, one in enumerate(block):
                for other in block[i + 1 :]:
                    if one.documents & other.documents or (id(one), id(other)) in seen:
                        continue
                    seen.add((id(one), id(other)))
                    score, reason = self._across(one, other)
                    if score:
                        pairs.append((-score, one.order, other.order, one, other, reason))
        pairs.sort(key=lambda p: p[:3])
        became: dict[int, Event] = {id(e): e for e in events}

        def now(event: Event) -> Event:
            while became[id(event)] is not event:
                event = became[id(event)]
            return event

        close: list[tuple[Event, Event, str]] = []
        for score, _, _, one, other, reason in pairs:
            first, second = sorted((now(one), now(other)), key=lambda e: e.order)
            if first is second:
                continue
            if (
                -score >= 0.5
                and not first.documents & second.documents
                and self._across(first, second)[0] >= 0.5
            ):
                first.absorb(second, reason)
                became[id(second)] = first
            else:
                close.append((one, other, reason))
        final = [e for e in events if became[id(e)] is e]
        final.sort(key=lambda e: e.order)
        position = {id(e): i for i, e in enumerate(final)}
        near: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for one, other, reason in close:
            a, b = position[id(now(one))], position[id(now(other))]
            if a != b:
                for x, y in ((a, b), (b, a)):
                    if y not in [n for n, _ in near[x]]:
                        near[x].append((y, reason))
        return final, near

    def _family(self, key: str) -> str:
        entity = self.entities[key]
        return entity.parent or key if entity.kind in ("Platform", "Company") else key

    # --- results -------------------------------------------------------------------------------------------------------

    def publish(
        self, events: Sequence[Event], near: Mapping[int, list[tuple[int, str]]], sources: Mapping[str, str]
    ) -> tuple[ResolvedAction, ...]:
        """Events to actions with ids, labels and counts. ``sources`` maps a document to the one it copies, or to itself."""
        ids = [self._id(event) for event in events]
        actions = []
        for i, event in enumerate(events):
            actions.append(
                ResolvedAction(
                    id=ids[i],
                    kind=event.kind,
                    claims=tuple(event.claims),
                    label=self._label(event),
                    agent=tuple(sorted(event.agent)),
                    target=tuple(sorted(event.target)),
                    place=tuple(sorted(event.place)),
                    instrument=tuple(sorted(event.instrument)),
                    grounds=tuple(sorted(event.grounds)),
                    earliest=event.earliest,
                    latest=event.latest,
                    until=event.until,
                    factuality=factuality(event),
                    independent_sources=len({sources.get(d, d) for d in event.documents}),
                    documents=tuple(sorted(event.documents)),
                    merged_because=tuple(sorted(set(event.because))),
                    close_matches=tuple(sorted((ids[j], reason) for j, reason in near.get(i, []))),
                )  # fmt: skip
            )
        return tuple(sorted(actions, key=lambda a: a.id))

    def _id(self, event: Event) -> str:
        """Readable parts and a hash of the claim that was told first, which further documents do not change."""
        parts = [event.kind, *(sorted(event.target) or sorted(event.agent))[:1], *sorted(event.place)[:1]]
        first = event.order
        seed = f"{event.kind}|{event.polarity}|{event.modality}|{first[1]}|{first[2]}"
        return f"{slug(' '.join(parts))}-{sha256(seed.encode()).hexdigest()[:10]}"

    def _label(self, event: Event) -> str:
        def names(keys: Iterable[str]) -> str:
            return " and ".join(self.entities[k].label for k in sorted(keys))

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


def factuality(event: Event) -> str:
    """A local name of the factuality scheme for what the claims add up to (conflicts turn "reported" into "disputed" later)."""
    if event.polarity == "negative":
        return "denied"
    return {"actual": "reported", "promised": "planned"}.get(event.modality, event.modality)


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published) if published else None
    except ValueError:
        return None


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word
