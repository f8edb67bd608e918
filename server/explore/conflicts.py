"""``/conflicts``: what documents disagree on, with the claims on either side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, request

from kg.vocab import RDFS
from server.explore.answering import Exploration, answer, query_of
from server.parameters import TEXT, reads
from server.tables import Table
from server.views.model import Node
from server.views.reading import grouped, node, one, select
from server.views.vocabulary import label_of

blueprint = Blueprint("conflicts", __name__)
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """A disagreement: on which property of what, in words, between how many claims."""

    node: Node
    about: Node | None
    on: str
    explanation: str
    claims: int

    @property
    def property_label(self) -> str:
        """The property in words."""
        return label_of(self.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictsPage:
    """What the page shows."""

    rows: tuple[ConflictRow, ...]
    properties: tuple[tuple[str, int], ...]
    chosen: str


@blueprint.get("/conflicts", defaults={"suffix": ""})
@blueprint.get("/conflicts.<suffix>")
@reads(property=TEXT)
def page(suffix: str) -> Response | str:
    """All conflicts, or those on one property."""
    rows = conflicts(_MOST if not suffix else 20_000)
    counts = Counter(row.on for row in rows)
    chosen = request.args.get("property", "")[:80]
    shown = tuple(row for row in rows if chosen in ("", row.on))
    return answer(
        Exploration(
            path="/conflicts",
            title="Conflicts",
            template="conflicts.html",
            table=Table(
                name="conflicts",
                columns=("conflict", "about", "about_label", "property", "explanation", "claims"),
                rows=[
                    (
                        r.node.iri,
                        r.about.iri if r.about else "",
                        r.about.label if r.about else "",
                        r.on,
                        r.explanation,
                        r.claims,
                    )
                    for r in shown
                ],
            ),
            data=ConflictsPage(rows=shown, properties=tuple(sorted(counts.items())), chosen=chosen),
            query=query_of("""SELECT ?conflict ?about ?label ?property ?explanation ?claim WHERE {
  ?conflict a writ:Conflict ; writ:about ?about ; writ:onProperty ?property ; writ:explanation ?explanation ; writ:between ?claim .
  OPTIONAL { ?about rdfs:label ?label } }
ORDER BY ?conflict ?claim"""),
        ),
        suffix,
    )


def conflicts(limit: int) -> tuple[ConflictRow, ...]:
    """Conflicts, those on whether it happened at all first."""
    rows = select(f"""SELECT ?k ?p ?o ?l WHERE {{ {{ SELECT ?k WHERE {{ ?k a writ:Conflict }} LIMIT {limit} }}
      ?k ?p ?o OPTIONAL {{ ?o rdfs:label ?l }} }}""")
    found, labels = grouped(rows, "k")
    subjects = {row["k"].value: row["k"] for row in rows}
    made = []
    for iri, properties in found.items():
        about = properties.get("about")
        made.append(
            ConflictRow(
                node=node(subjects[iri], one(properties.get(RDFS + "label"))),
                about=node(about[0], labels.get(about[0].value)) if about else None,
                on=one(properties.get("onProperty")).rpartition("#")[2],
                explanation=one(properties.get("explanation")),
                claims=len(properties.get("between", ())),
            )
        )
    return tuple(
        sorted(
            made,
            key=lambda r: (
                r.on != "polarity",
                r.on,
                r.about.label if r.about else "",
                r.node.iri,
            ),
        )
    )
