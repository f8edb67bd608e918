"""From when until when a platform, or the network, is restricted in a place: what follows from restrictions and restorations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256

from kg.resolve.entities import slug
from kg.resolve.model import ResolvedAction, ResolvedEntity, Status

_STATES = {"Block": "blocked", "Throttle": "throttled", "Shutdown": "shut-down"}
_DONE = frozenset({"reported", "disputed"})
#: A beginning no better known than this says nothing about a day.
_VAGUE = timedelta(days=366)
_ROUGH = timedelta(days=62)
Bounds = tuple[date | None, date | None]
_Key = tuple[str | None, str]


def statuses(actions: Sequence[ResolvedAction], entities: Mapping[str, ResolvedEntity]) -> tuple[Status, ...]:
    """One per restriction that is reported as done, its target and place; sorted by id.

    It ends with the first restoration after it, else where the text says so; otherwise its end is unknown. Where another such restriction
    begins in between, it can have ended before, so that only the last day of its end is known.
    """
    restored: dict[_Key, list[ResolvedAction]] = defaultdict(list)
    imposed: dict[_Key, list[ResolvedAction]] = defaultdict(list)
    for action in actions:
        if action.factuality == "reported" and action.kind == "Unblock" and _day(action):
            for key in _keys(action):
                restored[key].append(action)
        elif action.factuality in _DONE and action.kind in _STATES and not _is_vague(action):
            for key in _keys(action):
                imposed[key].append(action)
    found = []
    for (target, place), group in imposed.items():
        lifting = [r for where in _around(place, entities) for r in restored.get((target, where), ())]
        for action in _telling(group):
            end, by = _end(action, group, lifting)
            found.append(
                Status(
                    id=f"{slug(target or 'internet')}-{slug(place)}-{_hash(action.id, place, target)}",
                    target=target,
                    place=place,
                    state=_STATES[action.kind],
                    begin=(action.earliest, action.latest),
                    end=end,
                    actions=(action.id, *by),
                )
            )
    return tuple(sorted(found, key=lambda s: s.id))


def _telling(group: Sequence[ResolvedAction]) -> Sequence[ResolvedAction]:
    """Those that tell a status: where one is dated, not those without a date, nor those that are perhaps the same dated more vaguely."""
    dated = {a.id: a for a in group if _day(a) or a.until}
    better = {a.id for a in dated.values() if not _is_vague(a, _ROUGH)}
    found = [
        a for a in dated.values()
        if a.id in better or not better & {other for other, _ in a.close_matches}
    ]  # fmt: skip
    return found or group


def _keys(action: ResolvedAction) -> Iterable[_Key]:
    """Target and place of each status that an action can begin or end; a network as a whole has no target."""
    targets: tuple[str | None, ...] = action.target
    if not targets and action.kind in ("Shutdown", "Unblock"):
        targets = (None,)
    return [(target, place) for target in targets for place in action.place]


def _around(place: str, entities: Mapping[str, ResolvedEntity]) -> list[str]:
    """The place and those that it lies in: what is lifted in a country is lifted in its regions."""
    chain = [place]
    while (entity := entities.get(chain[-1])) is not None and entity.parent and entity.parent not in chain:
        chain.append(entity.parent)
    return chain


def _end(
    action: ResolvedAction, group: Sequence[ResolvedAction], lifting: Sequence[ResolvedAction]
) -> tuple[Bounds, tuple[str, ...]]:
    """When a restriction ended, and the actions that tell so."""
    begun = action.latest or action.earliest
    later = [
        r for r in lifting
        if (begun is not None and (r.latest or r.earliest or date.min) >= begun)
        or (begun is None and set(r.documents) & set(action.documents))
    ]  # fmt: skip
    lifted = min(later, key=lambda r: (_day(r) or date.max, r.id), default=None)
    if lifted is None or (action.until is not None and (lifted.earliest or date.min) > action.until):
        return (action.until, action.until), ()
    earliest, latest = lifted.earliest, lifted.latest
    if earliest is not None and action.earliest is not None:
        earliest = max(earliest, action.earliest)
    again = [
        other for other in group
        if other.id != action.id and begun is not None and other.earliest is not None
        and begun < other.earliest <= (latest or earliest or date.max)
    ]  # fmt: skip
    return ((None, latest) if again else (earliest, latest)), (lifted.id,)


def _day(action: ResolvedAction) -> date | None:
    return action.latest or action.earliest


def _is_vague(action: ResolvedAction, limit: timedelta = _VAGUE) -> bool:
    earliest, latest = action.earliest, action.latest
    return earliest is not None and latest is not None and latest - earliest > limit


def _hash(*parts: object) -> str:
    return sha256("|".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:12]
