"""What the address of a page may say after the question mark: each view declares it, and ``/api/openapi.json`` tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

#: A schema of OpenAPI 3.1 for one parameter.
Schema = dict[str, Any]
_View = TypeVar("_View", bound=Callable[..., Any])

TEXT: Schema = {"type": "string"}
IRI: Schema = {"type": "string", "format": "iri", "examples": ["http://example.org/graph"]}
DAY: Schema = {"type": "string", "format": "date"}
COUNT: Schema = {"type": "integer", "minimum": 1}
#: What the form of an exploration filters by (:mod:`server.explore.filters`).
FILTERS: dict[str, Schema] = {
    "type": TEXT, "actor": TEXT, "place": TEXT, "factuality": TEXT, "from": DAY, "to": DAY, "known": DAY,
}  # fmt: skip
_READS = "reads"


def reads(**schemas: Schema) -> Callable[[_View], _View]:
    """Declares the parameters that a view reads, by name."""

    def declare(view: _View) -> _View:
        setattr(view, _READS, schemas)
        return view

    return declare


def read_by(view: Callable[..., Any]) -> dict[str, Schema]:
    """The parameters that a view declares; none where it declares nothing."""
    declared: dict[str, Schema] = getattr(view, _READS, {})
    return declared
