"""``/tables``: tables of other people that were loaded, the proposed matches of their events, and where these disagree with documents."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from server.explore.answering import Exploration, answer, query_of
from server.parameters import reads
from server.tables import Table
from server.views.model import Interval, Node
from server.views.reading import day_of, node, select

blueprint = Blueprint("tables", __name__)
_MOST = 2000
_PAIRS = """SELECT ?event ?eventLabel ?action ?actionLabel ?score ?why ?state ?te ?tl ?e ?l WHERE {
  GRAPH ?proposed { ?event skos:closeMatch ?action . ?axiom owl:annotatedSource ?event ; owl:annotatedTarget ?action ;
    <https://w3id.org/sssom/confidence> ?score ; rdfs:comment ?why }
  GRAPH ?table { ?claim writ:about ?event . ?event rdfs:label ?eventLabel . OPTIONAL { ?event writ:earliest ?te } OPTIONAL { ?event writ:latest ?tl } }
  ?action rdfs:label ?actionLabel . OPTIONAL { ?action writ:earliest ?e } OPTIONAL { ?action writ:latest ?l }
  BIND(EXISTS { GRAPH ?matches { ?event skos:closeMatch ?action } FILTER(?matches != ?proposed) } AS ?state) }"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An event of a table and an action that may be the same."""

    event: str
    label: str
    action: Node
    score: str
    reasons: str
    is_accepted: bool
    table_says: Interval
    documents_say: Interval

    @property
    def is_apart(self) -> bool:
        """Whether the two times can't be the same."""
        one, other = self.table_says, self.documents_say
        return bool(
            (one.latest and other.earliest and one.latest < other.earliest)
            or (one.earliest and other.latest and one.earliest > other.latest)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesPage:
    """What the page shows."""

    tables: tuple[tuple[str, str, int], ...]
    """Each as its graph, its title and the number of its events."""
    pairs: tuple[Pair, ...]
    only_apart: bool


@blueprint.get("/tables", defaults={"suffix": ""})
@blueprint.get("/tables.<suffix>")
@reads(apart={"enum": ["1"]})
def page(suffix: str) -> Response | str:
    """The loaded tables and the proposed pairs; ``apart=1`` shows only those whose times disagree."""
    only_apart = request.args.get("apart") == "1"
    pairs = tuple(p for p in _pairs() if p.is_apart or not only_apart)
    rows = select("""SELECT ?g ?title (COUNT(DISTINCT ?event) AS ?n) WHERE { GRAPH ?g { ?g a <http://www.w3.org/ns/csvw#Table> ;
      dcterms:title ?title . ?claim writ:about ?event } } GROUP BY ?g ?title ORDER BY ?g""")
    data = TablesPage(
        tables=tuple((r["g"].value, r["title"].value, int(r["n"].value)) for r in rows if "g" in r),
        pairs=pairs,
        only_apart=only_apart,
    )
    return answer(
        Exploration(
            path="/tables",
            title="Tables beside documents",
            template="tables.html",
            table=Table(
                name="tables",
                columns=("event", "event_label", "table_says", "action", "action_label", "documents_say", "score", "reasons", "accepted"),
                rows=[
                    (
                        p.event, p.label, p.table_says.words, p.action.iri, p.action.label, p.documents_say.words, p.score, p.reasons,
                        "yes" if p.is_accepted else "",
                    )
                    for p in pairs
                ],
            ),
            data=data,
            query=query_of(_PAIRS),
        ),
        suffix,
    )  # fmt: skip


def _pairs() -> tuple[Pair, ...]:
    found = [
        Pair(
            event=row["event"].value,
            label=row["eventLabel"].value,
            action=node(NamedNode(row["action"].value), row["actionLabel"]),
            score=row["score"].value,
            reasons=row["why"].value,
            is_accepted=row["state"].value == "true",
            table_says=Interval(
                earliest=day_of([row["te"]] if "te" in row else ()),
                latest=day_of([row["tl"]] if "tl" in row else ()),
            ),
            documents_say=Interval(
                earliest=day_of([row["e"]] if "e" in row else ()),
                latest=day_of([row["l"]] if "l" in row else ()),
            ),
        )
        for row in select(f"{_PAIRS} LIMIT {_MOST}")
    ]
    return tuple(sorted(found, key=lambda p: (p.label, p.event, -float(p.score), p.action.iri)))
