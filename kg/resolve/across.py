"""Joins events of different documents: near-copies sentence by sentence, then by participants and time, then by shared context.

Events meet only in blocks (type, factuality, an actor's family or a place) and, within a block, in the months in which they can have
happened, so that the work grows with the number of events, not with its square. An event joins when exactly one
known event fits, or one fits clearly best; where several do, it stays apart and is ``skos:closeMatch`` to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kg.resolve.agreement import LEGAL, Participants, times
from kg.resolve.curation import ClaimRules
from kg.resolve.events import LASTING, MANIFOLD, SPOKEN, STATEFUL, Event, back, forth

#: An undated report joins a dated event told at most this many days before the report came out.
_RECENT = timedelta(days=45)
#: A lasting restriction without a known end is still meant this long after it began.
_STANDING = timedelta(days=366)
#: Two undated reports of one thing come out within so many days of each other.
_SAME_NEWS = timedelta(days=14)
#: A date given no more exactly than this can be that of an event dated to the day.
_VAGUE = timedelta(days=62)
#: At most so many events are named as perhaps the same; more would tell nothing.
_CLOSE = 3
#: Blocks of more events than this are too common for "the only one of its kind" to mean anything.
_COMMON = 200
#: Share of words in common above which sentences of near-copies are one sentence; the next best measured .2 on the seeds.
_SAME_SENTENCE = 0.4
_LIKELY = 0.5

_COPIED = "near-copies of one text say it in the same words"
_COPIED_FACT = "near-copies of one text say it of the same participants"
_OVERLAP = "same type, participants and place; their times overlap"
_TOLD_SOON = f"same type, participants and place; told without a date within {_RECENT.days} days of it"
_STANDS = "same type, participants and place; told without a date while it lasts"
_NEWS = f"same type, participants and place, both without a date; told within {_SAME_NEWS.days} days of each other"
_CONTEXT = "the only one of its type and participants in documents that share other events"
_CURATED = "people joined them"

Close = list[tuple[Event, Event, str]]


@dataclass(slots=True)
class _Index:
    """Events by block and month, and those of one day also by day, for blocks in which much happens in a month."""

    months: dict[tuple[object, ...], list[Event]] = field(default_factory=lambda: defaultdict(list))
    days: dict[tuple[object, ...], list[Event]] = field(default_factory=lambda: defaultdict(list))


class Joiner:
    """Joins events over a collection; call :meth:`join` once."""

    def __init__(self, participants: Participants, copy_of: Mapping[str, str], rules: ClaimRules) -> None:
        self._participants = participants
        self._copy_of = copy_of
        self._rules = rules
        self._became: dict[int, Event] = {}
        self._close: Close = []

    def join(self, events: Sequence[Event]) -> tuple[list[Event], list[tuple[Event, Event, str]]]:
        """The events that are left, in order of first telling, and pairs of them that may be one, with the reason."""
        left = sorted(events, key=lambda e: e.founder)
        for step in (self._curated, self._copies, self._by_time, self._by_context):
            left = sorted(step(left), key=lambda e: e.founder)
        return left, self._remaining()

    def _merge(self, known: Event, event: Event, reason: str) -> None:
        known.absorb(event, reason)
        self._became[id(event)] = known

    def _now(self, event: Event) -> Event:
        while id(event) in self._became:
            event = self._became[id(event)]
        return event

    def _remaining(self) -> Close:
        found: dict[tuple[int, int], tuple[Event, Event, str]] = {}
        for one, other, reason in self._close:
            first, second = sorted((self._now(one), self._now(other)), key=lambda e: e.founder)
            if first is not second:
                found.setdefault((id(first), id(second)), (first, second, reason))
        return list(found.values())

    # --- what people say -----------------------------------------------------------------------------------------------

    def _curated(self, events: list[Event]) -> list[Event]:
        owner = {ref: event for event in events for ref in event.claims}
        for one, other in self._rules.joined:
            if one not in owner or other not in owner:
                continue
            first, second = sorted((self._now(owner[one]), self._now(owner[other])), key=lambda e: e.founder)
            if (
                first is not second
                and first.kind == second.kind
                and not self._rules.forbid(first.claims, second.claims)
            ):
                self._merge(first, second, _CURATED)
        return [e for e in events if id(e) not in self._became]

    # --- near-copies ---------------------------------------------------------------------------------------------------

    def _copies(self, events: list[Event]) -> list[Event]:
        """Within each group of near-copies: each document's events to the likest of the documents before it."""
        groups: dict[tuple[str, str, str, str], dict[str, list[Event]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for event in events:
            for document in sorted(event.documents):
                if document in self._copy_of:
                    key = (self._copy_of[document], event.kind, event.polarity, event.modality)
                    groups[key][document].append(event)
        for key in sorted(groups):
            known: list[Event] = []
            for document in sorted(groups[key], key=lambda d: groups[key][d][0].founder):
                known = self._copied(known, groups[key][document])
        return [e for e in events if id(e) not in self._became]

    def _copied(self, known: list[Event], events: list[Event]) -> list[Event]:
        pairs = []
        for i, event in enumerate(events):
            for n, other in enumerate(known):
                score, reason = self._copy(other, event)
                if score:
                    pairs.append((-score, n, i, reason))
        taken: set[int] = set()
        placed: set[int] = set()
        for _, n, i, reason in sorted(pairs):
            one, event = self._now(known[n]), self._now(events[i])
            if n not in taken and i not in placed and one is not event and self._may_join(one, event):
                first, second = sorted((one, event), key=lambda e: e.founder)
                self._merge(first, second, reason)
                taken.add(n)
                placed.add(i)
        merged: dict[int, Event] = {}
        for event in (*known, *events):
            merged.setdefault(id(self._now(event)), self._now(event))
        return list(merged.values())

    def _copy(self, one: Event, other: Event) -> tuple[float, str]:
        agent = self._participants.agents(one, other)
        target = self._participants.agree(one.target, other.target)
        if not agent or not target or not self._participants.places(one.place, other.place):
            return 0.0, ""
        if one.kind not in SPOKEN and not times(one, other):
            return 0.0, ""
        alike = _alike(one.words, other.words)
        shared = bool(one.triggers & other.triggers)
        if alike >= _SAME_SENTENCE:
            return agent + target + 2 * alike + 0.5 * shared, _COPIED
        same = agent >= 0.6 and target >= 0.5
        if same and (one.kind not in MANIFOLD or shared or one.target & other.target):
            return agent + target + 2 * alike + 0.5 * shared, _COPIED_FACT
        return 0.0, ""

    def _may_join(self, one: Event, other: Event) -> bool:
        return not one.documents & other.documents and not self._rules.forbid(one.claims, other.claims)

    # --- by participants and time --------------------------------------------------------------------------------------

    def _by_time(self, events: list[Event]) -> list[Event]:
        """Exact days first, then vaguer dates, then none: so what is vague meets all that is known."""
        index = _Index()
        left = []
        for event in sorted(events, key=_rank):
            scored: list[tuple[float, Event, str]] = []
            for other in self._candidates(index, event):
                score, reason = self._across(other, event)
                if score:
                    scored.append((score, other, reason))
            scored.sort(key=lambda s: (-s[0], s[1].founder))
            best = self._only(scored)
            if best is not None:
                known, reason = best
                self._merge(known, event, reason)
                self._enter(index, known, event)
                continue
            self._close += [(other, event, reason) for _, other, reason in scored[:_CLOSE]]
            left.append(event)
            self._enter(index, event, event)
        return left

    def _only(self, scored: list[tuple[float, Event, str]]) -> tuple[Event, str] | None:
        """The one that clearly fits best, if it fits well enough."""
        likely = [s for s in scored if s[0] >= _LIKELY]
        if not likely or (len(likely) > 1 and likely[0][0] - likely[1][0] < 0.1):
            return None
        return likely[0][1], likely[0][2]

    def _anchors(self, event: Event) -> list[str]:
        """What two tellings of one event share: who acts or is acted on, or else where."""
        found = {self._anchor(key) for key in (*event.target, *event.agent)}
        if not event.target and event.kind in STATEFUL:
            found |= event.place
        return sorted(found)

    def _anchor(self, key: str) -> str:
        entity = self._participants.entities.get(key)
        if entity is not None and entity.kind in LEGAL and entity.country:
            return f"country {entity.country}"
        return self._participants.family(key)

    def _candidates(self, index: _Index, event: Event) -> Iterator[Event]:
        if event.kind in SPOKEN and event.width > 1:  # an occasion is known by its day
            return
        seen = set()
        for month in _months(_reach(event)):
            for anchor in self._anchors(event):
                block = (event.kind, event.polarity, event.modality, anchor)
                found = index.months.get((*block, month), [])
                if len(found) > _COMMON:
                    found = index.days.get((*block, event.earliest), []) if event.width == 0 else []
                for other in found:
                    if id(other) not in seen:
                        seen.add(id(other))
                        yield other

    def _enter(self, index: _Index, known: Event, event: Event) -> None:
        if event.kind in SPOKEN and event.width > 1:
            return
        for anchor in self._anchors(event):
            block = (event.kind, event.polarity, event.modality, anchor)
            for month in _months(_shown(event)):
                _add(index.months[*block, month], known)
            if event.width == 0:
                _add(index.days[*block, event.earliest], known)

    def _across(self, one: Event, other: Event) -> tuple[float, str]:
        """How sure it is that two events of different documents are one, and why; 0: they stay apart, below .5: they are close."""
        if not self._may_join(one, other) or not self._participants.places(one.place, other.place):
            return 0.0, ""
        agent = self._participants.agents(one, other)
        target = self._participants.agree(one.target, other.target)
        if not agent or not target or not times(one, other):
            return 0.0, ""
        if not self._comparable(one, other, agent, target):
            return 0.0, ""
        score, reason = _timing(one, other)
        if score >= _LIKELY and agent < 0.5 and times(one, other) < 1.0:
            return 0.3, "different bodies are named"
        return (score + 0.05 * (agent + target) if score >= _LIKELY else score), reason

    def _comparable(self, one: Event, other: Event, agent: float, target: float) -> bool:
        """Whether the participants say enough to take two events for one."""
        same_day = times(one, other) == 1.0 and one.width <= 1
        if one.kind in SPOKEN:
            return same_day and agent == 1.0 and target >= 0.75
        if target >= 0.6 and one.target:
            return one.kind not in MANIFOLD or agent >= 0.6 or (same_day and agent >= 0.5)
        if one.kind in STATEFUL and not one.target and not other.target:
            return bool(one.place & other.place)
        return (
            agent == 1.0
            and not one.target
            and not other.target
            and bool(one.instrument & other.instrument or same_day)
        )

    # --- by shared context ---------------------------------------------------------------------------------------------

    def _by_context(self, events: list[Event]) -> list[Event]:
        """An event told without a date in a document that shares other events with one that tells it."""
        linked = _linked(events)
        blocks: dict[tuple[str, ...], list[Event]] = defaultdict(list)
        for event in events:
            if event.kind not in SPOKEN and event.agent and event.target:
                for target in sorted(event.target):
                    blocks[event.kind, event.polarity, event.modality, self._anchor(target)].append(event)
        for event in events:
            if event.dated or event.modality != "actual" or not event.target or event.kind in SPOKEN:
                continue
            found: dict[int, Event] = {}
            for target in sorted(event.target):
                block = blocks[event.kind, event.polarity, event.modality, self._anchor(target)]
                if len(block) <= _COMMON:
                    found |= {
                        id(self._now(e)): self._now(e) for e in block if self._in_context(e, event, linked)
                    }
            if len(found) == 1:
                (other,) = found.values()
                first, second = sorted((other, self._now(event)), key=lambda e: e.founder)
                if first is not second and self._may_join(first, second):
                    self._merge(first, second, _CONTEXT)
        return [e for e in events if id(e) not in self._became]

    def _in_context(self, one: Event, other: Event, linked: Mapping[str, set[str]]) -> bool:
        """Whether the participants of two events are the same, and their documents share other events."""
        if self._now(one) is self._now(other) or not self._participants.places(one.place, other.place):
            return False
        shared = {linked_to for document in other.documents for linked_to in linked.get(document, ())}
        if not one.documents & shared:
            return False
        agent = self._participants.agree(one.agent, other.agent)
        target = self._participants.agree(one.target, other.target)
        whole = agent == 1.0 and self._all_related(one.target, other.target)
        enough = whole if one.kind in MANIFOLD else agent >= 0.6 and target >= 0.6
        return bool(enough) and bool(times(one, other))

    def _all_related(self, one: set[str], other: set[str]) -> bool:
        """Whether each of either side has a counterpart on the other."""
        related = self._participants.related
        return all(any(related(a, b) for b in other) for a in one) and all(
            any(related(a, b) for a in one) for b in other
        )


def _add(events: list[Event], event: Event) -> None:
    if not events or event not in events:
        events.append(event)


def _linked(events: Iterable[Event]) -> dict[str, set[str]]:
    """Documents that share at least one event that both date, or that lasts."""
    found: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if 1 < len(event.documents) <= _COMMON and event.dated:
            for document in event.documents:
                found[document] |= event.documents - {document}
    return found


def _rank(event: Event) -> tuple[int, int, object]:
    return (0 if event.dated else 1 if event.hint else 2, min(event.width, 10**5), event.founder)


def _timing(one: Event, other: Event) -> tuple[float, str]:
    """How well the times of two events fit, the more exactly dated one first."""
    if one.dated and other.dated:
        if times(one, other) == 1.0:
            return 0.9, _OVERLAP
        (low, high), (from_, to) = one.window() or _NEVER, other.window() or _NEVER
        if max(high - low, to - from_) <= _VAGUE and low <= to and from_ <= high:
            return 0.7, _OVERLAP
        return 0.3, "their times only may overlap"
    if one.dated or other.dated:
        return _told_later(*((one, other) if one.dated else (other, one)))
    if one.hint and one.hint == other.hint:
        return 0.7, _OVERLAP
    known = one.kind in STATEFUL and one.modality == "actual" and one.agent & other.agent
    if known and one.published and other.published and abs(one.published - other.published) <= _SAME_NEWS:
        return 0.6, _NEWS
    return 0.2, "neither has a date"


def _told_later(known: Event, told: Event) -> tuple[float, str]:
    """An event without a date, against one with: it is meant if it is recent or goes on when the text comes out."""
    low, high = known.window() or _NEVER
    if told.hint is not None:
        return (0.8, _OVERLAP) if low <= told.hint <= high else (0.0, "")
    if told.published is None or told.published < low:
        return 0.2, "one of them has no date"
    if told.published <= forth(high, _RECENT):
        return 0.6, _TOLD_SOON
    lasts = known.until if known.until is not None else forth(high, _STANDING)
    if known.kind in LASTING and told.published <= forth(lasts, _RECENT if known.until else timedelta(0)):
        return 0.6, _STANDS
    return 0.2, "one of them has no date"


_NEVER = (date.max, date.min)


def _shown(event: Event) -> tuple[date, date] | None:
    """The days under which an event is found."""
    return event.window() or (
        (back(event.published, _SAME_NEWS), forth(event.published, _SAME_NEWS)) if event.published else None
    )


def _reach(event: Event) -> tuple[date, date] | None:
    """The days in which an event is looked for."""
    window = event.window()
    if window is not None or event.published is None:
        return window
    return back(event.published, _STANDING if event.kind in LASTING else _RECENT), event.published


def _months(window: tuple[date, date] | None) -> Iterator[int]:
    """Numbers of the months of a window; of a longer one than a year and a half only those at its ends."""
    if window is None:
        return
    first, last = (day.year * 12 + day.month for day in window)
    yield from range(first, min(last, first + 12) + 1)
    yield from range(max(first + 13, last - 5), last + 1)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter sentence's words that the other has, less where their lengths differ much (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
