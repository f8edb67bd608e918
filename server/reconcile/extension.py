"""Values of properties for entities that were matched: the data extension of both versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.vocab import XSD
from server.errors import Problem
from server.reconcile.catalogue import PROPERTIES, Catalogue, Term, expanded
from server.reconcile.queries import limit_of
from server.runtime import Runtime

_MOST_IDS, _MOST_PROPERTIES = 10_000, 50
_DATE = re.compile(r"-?[0-9]{4,}-(?:1[0-2]|0[1-9])-(?:3[01]|0[1-9]|[12][0-9])")
_LARGEST = 2**53


def asked(value: Any) -> tuple[list[str], list[tuple[str, int]]]:
    """The identifiers, and the properties each with the most values wanted (0: all).

    Raises:
        Problem: it is not what ``data-extension-query.json`` describes (bad-request).
    """
    if not isinstance(value, dict):
        raise Problem("bad-request", "a data extension query must be an object")
    ids, properties = value.get("ids"), value.get("properties")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise Problem("bad-request", "ids must be a list of strings")
    if not isinstance(properties, list) or not all(
        isinstance(p, dict) and isinstance(p.get("id"), str) for p in properties
    ):
        raise Problem("bad-request", "properties must be a list of objects with an id")
    if len(ids) > _MOST_IDS or len(properties) > _MOST_PROPERTIES:
        raise Problem("too-large", f"at most {_MOST_IDS} identifiers and {_MOST_PROPERTIES} properties")
    return list(dict.fromkeys(ids)), [(p["id"], _limit(p)) for p in properties]


def _limit(asked_property: Mapping[str, Any]) -> int:
    """The setting ``limit`` of a property; 0 for all."""
    settings = asked_property.get("settings")
    if settings is None:
        return 0
    if not isinstance(settings, dict):
        raise Problem("bad-request", f"settings of {asked_property['id']!r} must be an object")
    limit = settings.get("limit")
    if isinstance(limit, str) and limit.isdecimal():
        limit = int(limit[:9])
    return 0 if limit in (None, 0, "") else limit_of(limit, f"settings of {asked_property['id']!r}")


def meta(properties: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """What the columns are; a property that we do not know is named by its identifier and stays empty."""
    return [{"id": pid, "name": PROPERTIES.get(expanded(pid), (pid, ""))[0]} for pid, _ in properties]


def rows(
    ids: list[str], properties: list[tuple[str, int]], catalogue: Catalogue, runtime: Runtime
) -> Iterator[tuple[str, list[tuple[str, list[dict[str, Any]]]]]]:
    """For each identifier, for each property its values as cells. Raises Problem."""
    columns = [(pid, limit, catalogue.values(runtime, expanded(pid))) for pid, limit in properties]
    for identifier in ids:
        iri = expanded(identifier)
        yield (
            identifier,
            [
                (pid, [_cell(t, label) for t, label in found.get(iri, [])][: limit or None])
                for pid, limit, found in columns
            ],
        )


def _cell(term: Term, label: str) -> dict[str, Any]:
    """A value as a number, a date, a string or an entity."""
    if isinstance(term, NamedNode):
        return {"id": term.value, "name": label or term.value}
    if isinstance(term, Literal):
        kind, text = term.datatype.value.removeprefix(XSD), term.value
        if kind == "integer" and text.lstrip("+-").isdecimal() and abs(int(text)) < _LARGEST:
            return {"int": int(text)}
        if kind == "date" and _DATE.fullmatch(text):
            return {"date": f"{text}T00:00:00Z"}
        return {"str": text}
    return {"str": str(term)}
