"""``/network``: who acts on whom how often, for a type of action, a place and a span of time."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from server.explore.answering import Exploration, answer, query_of
from server.explore.filters import Filters
from server.parameters import FILTERS, reads
from server.pictures.network import Link, Network, network
from server.tables import Table
from server.views.reading import node, select

blueprint = Blueprint("network", __name__)
_MOST_DRAWN, _MOST = 80, 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPage:
    """What the page shows; ``more`` pairs are only in the files."""

    links: tuple[Link, ...]
    more: int
    picture: Network | None


@blueprint.get("/network", defaults={"suffix": ""})
@blueprint.get("/network.<suffix>")
@reads(**FILTERS)
def page(suffix: str) -> Response | str:
    """The pairs of agents and targets of the filters, the most frequent first."""
    filters = Filters.of(request.args)
    query = f"""SELECT ?s ?sl ?t ?tl ?n WHERE {{
    {{ SELECT ?s ?t (COUNT(DISTINCT ?a) AS ?n) WHERE {{
      {filters.pattern}
      ?a writ:agent ?s ; writ:target ?t . FILTER(?s != ?t) }}
      GROUP BY ?s ?t ORDER BY DESC(?n) LIMIT {_MOST} }}
    OPTIONAL {{ ?s rdfs:label ?sl }} OPTIONAL {{ ?t rdfs:label ?tl }} }}"""
    pairs = (
        Link(source=node(r["s"], r.get("sl")), target=node(r["t"], r.get("tl")), count=int(r["n"].value))
        for r in select(query)
        if "s" in r and "t" in r
    )
    links = tuple(sorted(pairs, key=lambda k: (-k.count, k.source.iri, k.target.iri)))
    drawn = links[:_MOST_DRAWN]
    picture = network(drawn, _groups(drawn))
    return answer(
        Exploration(
            path="/network",
            title="Network",
            template="network.html",
            table=Table(
                name="network",
                columns=("source", "source_label", "target", "target_label", "actions"),
                rows=[(k.source.iri, k.source.label, k.target.iri, k.target.label, k.count) for k in links],
            ),
            data=NetworkPage(links=drawn, more=len(links) - len(drawn), picture=picture),
            query=query_of(query),
            picture="network_marks",
            drawn=picture,
            filters=filters,
        ),
        suffix,
    )


def _groups(links: tuple[Link, ...]) -> dict[str, str]:
    """Which of the things are platforms or companies, which public bodies."""
    iris = sorted({n.iri for link in links for n in (link.source, link.target)})
    if not iris:
        return {}
    rows = select(f"""SELECT ?n ?g WHERE {{ VALUES ?n {{ {" ".join(f"<{i}>" for i in iris)} }}
      VALUES (?k ?g) {{ (writ:Platform "platform") (writ:Company "platform") (writ:LegalBody "body") }} ?n a ?k }}""")
    return {row["n"].value: row["g"].value for row in rows}
