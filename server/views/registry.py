"""Which view shows an IRI: found by its family, the first step after the base."""

from __future__ import annotations

from functools import cache

import server.views
from kg.registry import plugins
from server.views.model import Page, View


@cache
def views() -> dict[str, View]:
    """The views by family."""
    return {view.name: view for view in plugins(server.views, "VIEW", View)}


def page_of(iri: str, base: str) -> Page | None:
    """The page of a resource; None where its family has no view or the store knows nothing of it."""
    family, slash, _ = iri.removeprefix(base).partition("/")
    view = views().get(family) if slash else None
    return view.read(iri) if view is not None else None
