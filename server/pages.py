"""Pages for people: home and the query form. Plain HTML that needs no script and no other host."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, render_template

from server.app import current_runtime
from server.examples import Example, examples

blueprint = Blueprint("pages", __name__)
_COUNTS = ("documents", "claims", "actions", "observations", "entities", "statuses", "conflicts", "triples")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What the home page shows."""

    counts: dict[str, int]
    """How much of what there is, as the build counted it."""
    version: str
    """The state of the data."""
    created: str
    """When it came about; empty where nothing was built."""
    examples: tuple[Example, ...]
    """Questions to click."""


@blueprint.get("/")
def home() -> str:
    """What this is, how much there is, and questions to start from."""
    backend = current_runtime().backend
    manifest = backend.manifest()
    counts = {
        name: int(manifest.get("counts", {}).get(name, 0))
        for name in _COUNTS
        if name in manifest.get("counts", {})
    }
    if not counts:
        row = current_runtime().select(
            "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        )[0]
        counts = {"triples": int(row["n"].value)}
    page = Home(
        counts=counts,
        version=backend.version(),
        created=str(manifest.get("created", ""))[:16],
        examples=examples(),
    )
    return render_template("home.html", page=page, quote=quote)
