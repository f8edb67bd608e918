"""What a batch asks, in version 0.2 or 1.0-draft, as one kind of query.

Schemas: https://github.com/reconciliation-api/specs (``reconciliation-query-batch.json`` of each version).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from server.errors import Problem

#: Candidates for one query where none are asked for, and at most.
_USUAL, _MOST = 10, 100
_MOST_QUERIES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A property with values that a candidate should have; values that are entities are their identifiers."""

    pid: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: Literal["any", "all", "none"] = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One name, identifier or set of values to be matched."""

    names: tuple[str, ...] = ()
    name_required: bool = False
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    strict: Literal["any", "should", "all"] = "any"
    limit: int = _USUAL
    conditions: tuple[Condition, ...] = ()


def parsed(text: bytes | str) -> Any:
    """JSON, or a Problem (bad-request)."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Problem("bad-request", f"this is not JSON: {error}") from error


def batch_02(value: Any) -> dict[str, Query]:
    """A batch of version 0.2 by its keys.

    Raises:
        Problem: it is not what the schema describes (bad-request).
    """
    queries = _object(value, "queries")
    _check_size(len(queries))
    return {key: _query_02(key, _object(query, f"query {key!r}")) for key, query in queries.items()}


def _query_02(key: str, query: Mapping[str, Any]) -> Query:
    name = query.get("query")
    if name is not None and not isinstance(name, str):
        raise Problem("bad-request", f"query {key!r}: query must be a string")
    properties = query.get("properties")
    conditions = tuple(
        Condition(pid=_string(p, "pid", f"query {key!r}"), values=_values(p.get("v"), f"query {key!r}"))
        for p in (_object(p, f"property of query {key!r}") for p in _list(properties, f"query {key!r}"))
    )
    if not name and not conditions:
        raise Problem("bad-request", f"query {key!r} has neither a query nor properties")
    types = query.get("type")
    strict = query.get("type_strict", "any")
    if strict not in ("any", "should", "all"):
        raise Problem("bad-request", f"query {key!r}: type_strict is any, all or should")
    return Query(
        names=(name,) if name else (),
        types=_strings(types, f"type of query {key!r}"),
        strict=strict,
        limit=limit_of(query.get("limit"), f"query {key!r}"),
        conditions=conditions,
    )


def batch_1(value: Any) -> list[Query]:
    """A batch of version 1.0-draft in its order. Raises Problem as :func:`batch_02`."""
    queries = _list(_object(value, "the batch").get("queries"), "queries", needed=True)
    _check_size(len(queries))
    return [_query_1(n, _object(query, f"query {n}")) for n, query in enumerate(queries)]


def _query_1(number: int, query: Mapping[str, Any]) -> Query:
    where = f"query {number}"
    names: list[str] = []
    ids: list[str] = []
    conditions = []
    required = False
    asked = _list(query.get("conditions"), f"conditions of {where}", needed=True)
    if not asked:
        raise Problem("bad-request", f"{where} has no conditions")
    for condition in (_object(c, f"condition of {where}") for c in asked):
        kind, values = condition.get("matchType"), _values(condition.get("propertyValue"), where)
        quantifier = condition.get("matchQuantifier", "any")
        if quantifier not in ("any", "all", "none"):
            raise Problem("bad-request", f"{where}: matchQuantifier is any, all or none")
        if kind == "name":
            names += values
            required = required or condition.get("required") is True
        elif kind == "id":
            ids += values
        elif kind == "property":
            pid = _string(condition, "propertyId", where)
            conditions.append(
                Condition(
                    pid=pid,
                    values=values,
                    required=condition.get("required") is True,
                    quantifier=quantifier,
                )
            )
        else:
            raise Problem("bad-request", f"{where}: matchType is name, id or property")
    return Query(
        names=tuple(n for n in names if n),
        name_required=required,
        ids=tuple(ids),
        types=_strings(query.get("type"), f"type of {where}"),
        limit=limit_of(query.get("limit"), where),
        conditions=tuple(conditions),
    )


def _check_size(size: int) -> None:
    if size > _MOST_QUERIES:
        raise Problem("too-large", f"a batch may have {_MOST_QUERIES} queries")


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Problem("bad-request", f"{what} must be an object")
    return value


def _list(value: Any, what: str, *, needed: bool = False) -> list[Any]:
    if value is None and not needed:
        return []
    if not isinstance(value, list):
        raise Problem("bad-request", f"{what}: a list is expected")
    return value


def _string(value: Mapping[str, Any], name: str, where: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise Problem("bad-request", f"{where}: {name} must be a string")
    return found


def _strings(value: Any, what: str) -> tuple[str, ...]:
    values = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(v, str) for v in values):
        raise Problem("bad-request", f"{what}: strings are expected")
    return tuple(v for v in values if v)


def _values(value: Any, where: str) -> tuple[str, ...]:
    """Values as strings; an entity is its identifier."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            found.append(str(item["id"]))
        elif isinstance(item, bool):
            found.append("true" if item else "false")
        elif isinstance(item, (str, int, float)):
            found.append(str(item))
        else:
            raise Problem(
                "bad-request", f"{where}: a value is a string, number, boolean or an object with id"
            )
    return tuple(found)


def limit_of(value: Any, where: str) -> int:
    """A number of results: at least one, at most a hundred; ten where none is given. Raises Problem."""
    if value is None:
        return _USUAL
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise Problem("bad-request", f"{where}: limit must be a number")
    return min(_MOST, max(1, int(value)))
