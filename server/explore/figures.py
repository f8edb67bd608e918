"""``/figures``: what was counted, as small multiples over time and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from server.explore.answering import Exploration, answer, query_of
from server.parameters import TEXT, reads
from server.pictures.multiples import Multiples, multiples
from server.tables import Table
from server.views.observations import Chart, ObservationRow, charts, observations
from server.views.reading import literal, select

blueprint = Blueprint("figures", __name__)
_MOST, _MOST_CHARTS = 2000, 48


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage:
    """What the page shows; ``measures`` are the choices of the form with how many figures each has."""

    measures: tuple[tuple[str, int], ...]
    chosen: str
    place: str
    charts: tuple[Chart, ...]
    rows: tuple[ObservationRow, ...]
    more: int


@blueprint.get("/figures", defaults={"suffix": ""})
@blueprint.get("/figures.<suffix>")
@reads(measure=TEXT, place=TEXT)
def page(suffix: str) -> Response | str:
    """The figures of a measure and a place, or all."""
    chosen = request.args.get("measure", "")[:200]
    place = " ".join(request.args.get("place", "").split())[:200]
    pattern = f"?o writ:measure {literal(chosen)} ." if chosen else ""
    pattern += f" ?o writ:place ?w . ?w rdfs:label|skos:altLabel {literal(place)}@en ." if place else ""
    rows = observations(pattern, limit=_MOST)
    drawn = charts(rows)[:_MOST_CHARTS]
    picture: Multiples | None = multiples(drawn)
    shown = rows if suffix else rows[:200]
    return answer(
        Exploration(
            path="/figures",
            title="Figures",
            template="figures.html",
            table=Table(
                name="figures",
                columns=("observation", "measure", "value", "unit", "by", "place", "earliest", "latest", "sources"),
                rows=[
                    (
                        r.node.iri, r.measure, r.value, r.unit, " | ".join(n.label for n in r.agents),
                        " | ".join(n.label for n in r.places), str(r.when.earliest or ""), str(r.when.latest or ""), r.sources,
                    )
                    for r in shown
                ],
            ),
            data=FiguresPage(
                measures=_measures(), chosen=chosen, place=place, charts=drawn, rows=shown, more=len(rows) - len(shown)
            ),
            query=query_of(f"""SELECT ?o ?measure ?value ?unit ?by ?place ?earliest ?latest WHERE {{
  {pattern} ?o a writ:Observation ; writ:measure ?measure ; writ:value ?value . OPTIONAL {{ ?o writ:unit ?unit }}
  OPTIONAL {{ ?o writ:agent/rdfs:label ?by }} OPTIONAL {{ ?o writ:place/rdfs:label ?place }}
  OPTIONAL {{ ?o writ:earliest ?earliest }} OPTIONAL {{ ?o writ:latest ?latest }} }}
ORDER BY ?measure ?earliest"""),
            picture="multiples_marks",
            drawn=picture,
        ),
        suffix,
    )  # fmt: skip


def _measures() -> tuple[tuple[str, int], ...]:
    rows = select(
        "SELECT ?m (COUNT(*) AS ?n) WHERE { ?o a writ:Observation ; writ:measure ?m } GROUP BY ?m ORDER BY DESC(?n) ?m LIMIT 200"
    )
    return tuple((row["m"].value, int(row["n"].value)) for row in rows if "m" in row)
