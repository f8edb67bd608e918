"""The page of a conflict: the claims that can't all be true, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from kg.vocab import WRIT
from server.views.model import Node, Page, View
from server.views.reading import PROLOGUE, ClaimCard, claims, described, node, one, structured
from server.views.vocabulary import label_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage:
    """What the page of a conflict shows."""

    about: Node | None
    property: str
    explanation: str
    claims: tuple[ClaimCard, ...]


def read(iri: str) -> Page | None:
    """The page of one conflict; None where the store has none of that IRI."""
    properties, labels = described(iri)
    if not properties.get("between"):
        return None
    about = properties.get("about")
    thing = node(about[0], labels.get(about[0].value)) if about else None
    name = one(properties.get("onProperty")).removeprefix(WRIT)
    between = " ".join(f"<{v.value}>" for v in properties["between"][:100])
    data = ConflictPage(
        about=thing,
        property=label_of(name),
        explanation=one(properties.get("explanation")),
        claims=claims(f"VALUES ?c {{ {between} }}"),
    )
    title = f"Disagreement on {data.property}" + (f": {thing.label}" if thing else "")
    return Page(
        template="conflict.html",
        title=title,
        kind="conflict",
        description=data.explanation,
        data=data,
        structured=structured("CreativeWork", iri, title, description=data.explanation),
        query=f"""{PROLOGUE}SELECT ?claim ?document ?property ?value WHERE {{ <{iri}> writ:between ?claim .
  GRAPH ?document {{ ?claim ?property ?value }} }} ORDER BY ?claim ?property""",
    )


VIEW = View(name="conflict", read=read)
