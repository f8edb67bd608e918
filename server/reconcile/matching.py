"""Candidates for queries: by name, narrowed by type, weighed by property values. Scores go from 0 to 100."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.linking.model import Record
from kg.linking.names import name_of, similarity
from kg.linking.ranking import ACCEPT, MARGIN
from server.reconcile.catalogue import Catalogue, Term, expanded
from server.reconcile.queries import Condition, Query
from server.runtime import Runtime

#: Names found in the index for a query before types and properties have their say.
_FOUND = 60
#: What property values weigh beside the name.
_PROPERTIES = 0.25
#: Two values are the same from this likeness of their words on.
_SAME_VALUE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A candidate with its score and features (identifier, name, value)."""

    record: Record
    score: float
    match: bool
    features: tuple[tuple[str, str, float], ...]


def matches(query: Query, catalogue: Catalogue, runtime: Runtime) -> list[Match]:
    """The candidates of a query, best first. Raises Problem."""
    scored = []
    wanted = [catalogue.type_ids(t) for t in query.types]
    for record, name_score in _named(query, catalogue):
        type_score = _type_score(wanted, query.strict, catalogue.types_of.get(record.id, ()))
        if type_score is None:
            continue
        score, kept, features = _weighed(query.conditions, record, name_score, catalogue, runtime)
        if not kept or not (query.names or query.ids or any(value for *_, value in features)):
            continue
        if wanted and query.strict == "should":
            score *= 1.0 if type_score else 0.9
        own = [("name", "likeness of the name", round(100 * name_score, 2))] if query.names else []
        typed = [("type", "share of the types", round(100 * type_score, 2))] if wanted else []
        scored.append((score, record, (*own, *typed, *features)))
    scored.sort(key=lambda s: -round(s[0], 6))  # stable: equal ones stay as the index has them
    sure = bool(scored) and scored[0][0] >= ACCEPT and _is_clear(query, [(s, r) for s, r, _ in scored])
    return [
        Match(record=record, score=round(100 * score, 2), match=sure and number == 0, features=features)
        for number, (score, record, features) in enumerate(scored[: query.limit])
    ]


def _is_clear(query: Query, scored: Sequence[tuple[float, Record]]) -> bool:
    """Whether the first is clearly better than all others, or as good as some and alone in bearing the name as its label.

    "Pakistan" is the place of this label, though the government is called so too; the "Ministry of Justice" that two have is open.
    """
    first, label = scored[0][0], name_of(scored[0][1].label).key
    rivals = [record for score, record in scored[1:] if first - score < MARGIN]
    if not rivals:
        return True
    named = any(name_of(name).key == label for name in query.names)
    return named and all(name_of(record.label).key != label for record in rivals)


def _named(query: Query, catalogue: Catalogue) -> Iterable[tuple[Record, float]]:
    """The records that the names, or identifiers, or nothing but property values, lead to."""
    records = catalogue.index.records
    if query.ids:
        known = {expanded(i) for i in query.ids} | set(query.ids)
        return [(records[i], 1.0) for i in sorted(known) if i in records]
    if not query.names:
        return [(record, 1.0) for record in records.values()] if query.conditions else []
    found: dict[str, float] = {}
    for name in query.names:
        if name in records:  # an identifier where a name is asked for
            found[name] = 1.0
        for hit in catalogue.index.search(name, _FOUND):
            found[hit.record.id] = max(found.get(hit.record.id, 0.0), hit.score)
    return [(records[i], score) for i, score in found.items()]


def _type_score(wanted: list[frozenset[str]], strict: str, types: tuple[str, ...]) -> float | None:
    """The share of the wanted types that a candidate has; None where it may not be a candidate."""
    if not wanted:
        return 1.0
    had = [bool(options & set(types)) for options in wanted]
    share = sum(had) / len(had)
    if strict == "should":
        return share
    return share if (all(had) if strict == "all" else any(had)) else None


def _weighed(
    conditions: tuple[Condition, ...],
    record: Record,
    name_score: float,
    catalogue: Catalogue,
    runtime: Runtime,
) -> tuple[float, bool, list[tuple[str, str, float]]]:
    """Score, whether it stays a candidate, and a feature for each property."""
    features = []
    shares = []
    for condition in conditions:
        values = catalogue.values(runtime, expanded(condition.pid)).get(record.id, [])
        share = _share(condition, values)
        if condition.required and not share:
            return 0.0, False, []
        features.append((f"property:{condition.pid}", f"agreement of {condition.pid}", round(100 * share, 2)))
        if values:
            shares.append(share)
    if not shares:
        return name_score, True, features
    return (1 - _PROPERTIES) * name_score + _PROPERTIES * sum(shares) / len(shares), True, features


def _share(condition: Condition, values: list[tuple[Term, str]]) -> float:
    """How many of the asked values are there, from 0 to 1, by the quantifier."""
    had = [any(_same(asked, term, label) for term, label in values) for asked in condition.values]
    if condition.quantifier == "none":
        return 0.0 if any(had) else 1.0
    if condition.quantifier == "all":
        return sum(had) / len(had) if had else 0.0
    return 1.0 if any(had) else 0.0


def _same(asked: str, term: Term, label: str) -> bool:
    value = str(getattr(term, "value", term))
    if expanded(asked) == value or asked.casefold() == value.casefold():
        return True
    name = name_of(asked)
    return any(similarity(name, name_of(text)) >= _SAME_VALUE for text in (label or value,) if text)
