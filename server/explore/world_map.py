"""``/map``: in which countries how much is told of, for a type of action and a span of time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from server.explore.answering import Exploration, answer, query_of
from server.explore.filters import Filters
from server.parameters import FILTERS, reads
from server.pictures.world_map import WorldMap, world_map
from server.tables import Table
from server.views.model import Node
from server.views.reading import node, select

blueprint = Blueprint("world_map", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """A country and how many actions took effect in it or in places that lie in it."""

    place: Node
    code: str
    count: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """What the page shows."""

    rows: tuple[MapRow, ...]
    picture: WorldMap


@blueprint.get("/map", defaults={"suffix": ""})
@blueprint.get("/map.<suffix>")
@reads(**FILTERS)
def page(suffix: str) -> Response | str:
    """The map of the filters; by default of restrictions."""
    filters = Filters.of(request.args if request.args else request.args | {"type": "Restriction"})
    rows = by_country(filters)
    data = MapPage(rows=rows, picture=_drawn(rows))
    return answer(
        Exploration(
            path="/map",
            title="Map",
            template="map.html",
            table=Table(
                name="map",
                columns=("place", "code", "actions", "iri"),
                rows=[(r.place.label, r.code, r.count, r.place.iri) for r in rows],
            ),
            data=data,
            query=query_of(_query(filters) + " ORDER BY DESC(?n)"),
            picture="map_marks",
            drawn=data.picture,
            filters=filters,
        ),
        suffix,
    )


def map_of(filters: Filters) -> WorldMap:
    """The picture alone."""
    return _drawn(by_country(filters))


def _drawn(rows: tuple[MapRow, ...]) -> WorldMap:
    return world_map({r.code: (_leading(r), r.count) for r in rows if r.code})


def _leading(row: MapRow) -> Node:
    return Node(label=row.place.label, iri=row.place.iri, href=row.href)


def by_country(filters: Filters) -> tuple[MapRow, ...]:
    """Countries, and places in no known country, by number of actions."""
    counts: dict[str, int] = defaultdict(int)
    labels: dict[str, tuple[str, str]] = {}
    for row in select(_query(filters)):
        if "top" in row:
            iri = row["top"].value
            counts[iri] += int(row["n"].value)
            labels[iri] = (
                row["label"].value if "label" in row else "",
                row["code"].value if "code" in row else "",
            )
    made = [
        MapRow(
            place=(place := node(NamedNode(iri), labels[iri][0])),
            code=labels[iri][1],
            count=count,
            href=filters.address("/timeline", place=place.label),
        )
        for iri, count in counts.items()
    ]
    return tuple(sorted(made, key=lambda r: (-r.count, r.place.label)))


def _query(filters: Filters) -> str:
    return f"""SELECT ?top ?label ?code ?n WHERE {{
    {{ SELECT ?top (COUNT(DISTINCT ?a) AS ?n) WHERE {{
      {{ SELECT ?a ?place WHERE {{
      {filters.pattern}
      ?a writ:place ?place }} }}
      {{ SELECT DISTINCT ?place ?top WHERE {{
        ?place a writ:Place ; schema:containedInPlace* ?top . FILTER NOT EXISTS {{ ?top schema:containedInPlace ?above }} }} }} }}
      GROUP BY ?top }}
    OPTIONAL {{ ?top rdfs:label ?label }} OPTIONAL {{ ?top writ:countryCode ?code }} }}"""
