"""``/timeline``: what happened in order, as far as the documents date it; years and months to zoom, filters, open and fuzzy ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, request

from server.explore.answering import Exploration, answer, query_of
from server.explore.filters import PARENTS, Filters
from server.parameters import FILTERS, reads
from server.pictures.histogram import Histogram, histogram
from server.pictures.timeline import Timeline, timeline
from server.tables import Table
from server.views.reading import Summary, select, summaries

blueprint = Blueprint("timeline", __name__)
_MOST_SHOWN, _MOST_DOWNLOADED = 200, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """What the page shows: how many there are by period, and those that are drawn and listed."""

    total: int
    overview: Histogram | None
    picture: Timeline | None
    actions: tuple[Summary, ...]
    earlier: str
    later: str
    wider: str


@blueprint.get("/timeline", defaults={"suffix": ""})
@blueprint.get("/timeline.<suffix>")
@reads(**FILTERS)
def page(suffix: str) -> Response | str:
    """The actions of the filters, in order."""
    filters = Filters.of(request.args)
    actions = summaries(filters.pattern, limit=_MOST_DOWNLOADED if suffix in ("csv", "json") else _MOST_SHOWN)
    picture = timeline(actions, first=filters.first, last=filters.last)
    counts = [] if suffix else counts_by_month(filters)
    data = TimelinePage(
        total=sum(count for _, _, count in counts),
        overview=histogram([c for c in counts if c[0]], PARENTS),
        picture=picture,
        actions=actions,
        **_moves(filters),
    )
    return answer(
        Exploration(
            path="/timeline",
            title="Timeline",
            template="timeline.html",
            table=action_rows(actions),
            data=data,
            query=query_of(f"""SELECT ?a ?label ?earliest ?latest WHERE {{
      {filters.pattern}
      ?a rdfs:label ?label . OPTIONAL {{ ?a writ:earliest ?earliest }} OPTIONAL {{ ?a writ:latest ?latest }}
      BIND(COALESCE(?earliest, ?latest) AS ?first) }}
ORDER BY (!BOUND(?first)) ?first ?a"""),
            picture="timeline_marks",
            drawn=picture,
            filters=filters,
        ),
        suffix,
    )


def action_rows(actions: tuple[Summary, ...]) -> Table:
    """Actions as a table to take along."""

    def names(action: Summary, role: str) -> str:
        return " | ".join(n.label for n in action.roles[role])

    roles = ("agent", "target", "place", "instrument", "ground")
    return Table(
        name="timeline",
        columns=(
            "action",
            "type",
            *roles,
            "earliest",
            "latest",
            "until",
            "factuality",
            "sources",
            "documents",
        ),
        rows=[
            (
                a.node.iri,
                a.kind,
                *(names(a, role) for role in roles),
                *(str(day or "") for day in (a.when.earliest, a.when.latest, a.when.until)),
                a.factuality,
                a.sources,
                a.documents,
            )
            for a in actions
        ],
    )


def counts_by_month(filters: Filters) -> list[tuple[str, str, int]]:
    """By month of the first possible day ("" without one) and kind."""
    rows = select(f"""SELECT ?month ?kind (COUNT(DISTINCT ?a) AS ?n) WHERE {{
      {filters.pattern}
      VALUES ?kind {{ {" ".join(f"writ:{kind}" for kind in PARENTS)} }} ?a a ?kind .
      OPTIONAL {{ ?a writ:earliest ?e }} OPTIONAL {{ ?a writ:latest ?z }}
      BIND(COALESCE(SUBSTR(STR(COALESCE(?e, ?z)), 1, 7), "") AS ?month) }} GROUP BY ?month ?kind""")
    return [
        (r["month"].value, r["kind"].value.rpartition("#")[2], int(r["n"].value)) for r in rows if "kind" in r
    ]


def _moves(filters: Filters) -> dict[str, str]:
    """Where earlier, later and wider lead; "" without a span to move."""
    first, last = filters.first, filters.last
    if first is None or last is None or last < first:
        return {
            "earlier": "",
            "later": "",
            "wider": filters.address("/timeline", **{"from": None, "to": None}) if first or last else "",
        }
    span = last - first + timedelta(1)

    def spanning(low: int, high: int) -> str:
        days = [min(max(d, date.min.toordinal()), date.max.toordinal()) for d in (low, high)]
        return filters.address(
            "/timeline", **{"from": date.fromordinal(days[0]), "to": date.fromordinal(days[1])}
        )

    low, high = first.toordinal(), last.toordinal()
    return {
        "earlier": spanning(low - span.days, low - 1),
        "later": spanning(high + 1, high + span.days),
        "wider": spanning(low - span.days, high + span.days),
    }
