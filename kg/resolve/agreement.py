"""Whether two events can have the same participants and the same time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from kg.resolve.events import LASTING, Event
from kg.resolve.model import ResolvedEntity

LEGAL = frozenset(
    {
        "Court", "Regulator", "Ministry", "LawEnforcement", "Government", "Legislature",
        "InternationalBody"
    }
)  # fmt: skip
_OPERATED = frozenset({"Platform", "Company"})
_LEGAL_FORM = frozenset(
    {
        "inc", "llc", "ltd", "ltda", "limited", "plc", "corp", "corporation", "co", "gmbh", "ag", "ug",
        "kg", "bv", "nv", "sa", "sas", "sarl", "srl", "spa", "ab", "as", "oy", "pte", "pty", "sdn", "bhd",
        "fz", "kk", "holdings"
    }
)  # fmt: skip


class Participants:
    """Compares actors, given how entities were resolved. ``apart`` are pairs that people say are different."""

    def __init__(
        self, entities: Iterable[ResolvedEntity], apart: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        self.entities: Mapping[str, ResolvedEntity] = {e.key: e for e in entities}
        self._apart = apart
        self._named_after = _named_after(self.entities.values())
        self._ancestors = {key: self._chain(key) for key in self.entities}

    def _chain(self, key: str) -> tuple[str, ...]:
        """The key and those of its operator and the bodies above it."""
        chain = [key]
        while True:
            entity = self.entities.get(chain[-1])
            above = self._named_after.get(chain[-1]) or (entity.parent if entity else None)
            if above is None or above in chain:
                return tuple(chain)
            chain.append(above)

    def family(self, key: str) -> str:
        """One key for all that can stand for an actor: a service's outermost operator; others stand for themselves."""
        entity = self.entities.get(key)
        return self._ancestors[key][-1] if entity is not None and entity.kind in _OPERATED else key

    def related(self, one: str, other: str) -> bool:
        """Whether two actors can stand for each other: a service and its operator, a body and its government, a person and a body."""
        if one == other:
            return True
        if (min(one, other), max(one, other)) in self._apart:
            return False
        if one in self._ancestors.get(other, ()) or other in self._ancestors.get(one, ()):
            return True
        if (one in self._named_after or other in self._named_after) and self.family(one) == self.family(
            other
        ):
            return True
        a, b = self.entities.get(one), self.entities.get(other)
        if a is None or b is None:
            return False
        countries = {a.country, b.country}
        kinds = {a.kind, b.kind}
        if "Person" in kinds and kinds & LEGAL:  # who decides for a body may be named in its place
            return len(countries - {None}) < 2
        return kinds <= LEGAL and "Government" in kinds and "Court" not in kinds and len(countries) == 1

    def agree(self, one: set[str], other: set[str]) -> float:
        """1 the same, .75 nobody named, .6 related, .5 one doesn't say, 0 contradiction."""
        if one & other:
            return 1.0
        if not one and not other:
            return 0.75
        if not one or not other:
            return 0.5
        return 0.6 if any(self.related(a, b) for a in one for b in other) else 0.0

    def agents(self, one: Event, other: Event) -> float:
        """As :meth:`agree`; bodies that order a restriction and those that carry it out don't contradict each other."""
        found = self.agree(one.agent, other.agent)
        if found or one.kind not in LASTING | {"Unblock"}:
            return found
        return 0.4 if all(self._may_act_with_others(key) for key in one.agent | other.agent) else 0.0

    def _may_act_with_others(self, key: str) -> bool:
        entity = self.entities.get(key)
        return entity is not None and entity.kind in (LEGAL - {"Court"}) | {"Person", "Company", "Group"}

    def places(self, one: set[str], other: set[str]) -> bool:
        """Whether the places can be one: the same, one unknown, or one within the other."""
        if not one or not other or one & other:
            return True
        return any(
            a in self._ancestors.get(b, ()) or b in self._ancestors.get(a, ()) for a in one for b in other
        )


def _named_after(entities: Iterable[ResolvedEntity]) -> dict[str, str]:
    """Unlisted firms to the listed service or company whose name theirs begins with ("X Brasil Internet Ltda.")."""
    listed: dict[str, str] = {}
    firms: list[tuple[str, list[str]]] = []
    for entity in sorted(entities, key=lambda e: (e.kind != "Company", e.key)):
        if entity.known and entity.kind in _OPERATED:
            for name in (entity.label, *entity.names):
                words = _name_words(name)
                bare = [w for w in words if w not in _LEGAL_FORM]
                if bare and len("".join(bare)) < 40:
                    listed.setdefault(" ".join(bare), entity.key)
        elif not entity.known and entity.kind == "Company":
            firms.append((entity.key, _name_words(entity.label)))
    found = {}
    for key, words in firms:
        if not _LEGAL_FORM & set(words):
            continue
        for length in range(min(4, len(words)), 0, -1):
            if (owner := listed.get(" ".join(words[:length]))) is not None:
                found[key] = owner
                break
    return found


def _name_words(name: str) -> list[str]:
    return re.findall(r"\w+", name.casefold().replace(".", ""))


def times(one: Event, other: Event) -> float:
    """1 the same bounds, .6 they overlap, .5 neither has any, .4 one has none, 0 they lie apart."""
    if not one.dated or not other.dated:
        return 0.4 if one.dated or other.dated else 0.5
    if (one.earliest, one.latest) == (other.earliest, other.latest):
        return 1.0
    low = max(one.earliest or date.min, other.earliest or date.min)
    return 0.6 if low <= min(one.latest or date.max, other.latest or date.max) else 0.0
