"""``/status``: which platform is restricted in which place on a day, and as it was known on a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from flask import Blueprint, Response, request

from kg.vocab import WRIT
from server.app import current_runtime
from server.explore.answering import Exploration, answer, query_of
from server.explore.filters import Filters, day_from, typed
from server.parameters import DAY, FILTERS, reads
from server.pictures.matrix import Matrix, matrix
from server.tables import Table
from server.views.model import Node
from server.views.reading import select
from server.views.statuses import StatusRow, statuses

blueprint = Blueprint("status_matrix", __name__)
_MOST = 20_000
#: What is drawn and listed of a large graph: those platforms and places that most is known of; files have all.
_MOST_LINES, _MOST_LISTED = 40, 200
_SURE = ("certain", "open", "possible")
_IMPOSING = frozenset({"Block", "Throttle", "Shutdown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What holds of a platform in a place on the day: the states with how sure each is."""

    states: tuple[tuple[StatusRow, str], ...]

    @property
    def strongest(self) -> tuple[StatusRow, str]:
        """The one whose colour the cell takes: what is certain before what is open, and this before what is possible."""
        return min(self.states, key=lambda s: (_SURE.index(s[1]), s[0].state, s[0].node.iri))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMatrix:
    """The page: platforms by places, on a day. ``platforms`` and ``places`` are those drawn, ``listed`` the rows of the list."""

    day: date
    known: date | None
    platforms: tuple[Node, ...]
    places: tuple[Node, ...]
    cells: dict[tuple[Node, Node], Cell]
    listed: tuple[tuple[StatusRow, str], ...]
    is_cut: bool
    left_out: int
    picture: Matrix | None


@blueprint.get("/status", defaults={"suffix": ""})
@blueprint.get("/status.<suffix>")
@reads(**FILTERS, day=DAY)
def page(suffix: str) -> Response | str:
    """The matrix on a day; by default the day on which the data came about."""
    filters = Filters.of(request.args)
    day = day_from(request.args, "day") or _data_day()
    known = filters.known
    rows = _every_status(current_runtime().backend.version())
    rows = _known_on(rows, known) if known else rows
    holding: dict[tuple[Node, Node], list[tuple[StatusRow, str]]] = defaultdict(list)
    for row in rows:
        if sure := row.on(day):
            holding[row.target, row.place].append((row, sure))
    cells = {key: Cell(states=tuple(found)) for key, found in holding.items()}
    platforms, places = (_most([key[side] for key in cells]) for side in (0, 1))
    shown = {k: c for k, c in cells.items() if k[0] in platforms and k[1] in places}
    drawn = matrix(platforms, places, {k: (*_marking(c), c.strongest[0].node.href) for k, c in shown.items()})
    listed = [state for _, cell in sorted(cells.items()) for state in cell.states]
    data = StatusMatrix(
        day=day, known=known, platforms=platforms, places=places, cells=cells, listed=tuple(listed[:_MOST_LISTED]),
        is_cut=len(shown) < len(cells), left_out=max(0, len(listed) - _MOST_LISTED), picture=drawn,
    )  # fmt: skip
    return answer(
        Exploration(
            path="/status",
            title="Status of platforms",
            template="status_matrix.html",
            table=_table(data),
            data=data,
            query=query_of(_query(day)),
            picture="matrix_marks",
            drawn=drawn,
            filters=filters,
        ),
        suffix,
    )


@lru_cache(maxsize=2)
def _every_status(version: str) -> tuple[StatusRow, ...]:
    """All statuses of a version of the data; of a large graph, the answer is too long for the cache of answers."""
    return statuses("", limit=_MOST)


def _most(nodes: list[Node]) -> tuple[Node, ...]:
    """Those that come most often, by name."""
    return tuple(sorted(node for node, _ in Counter(sorted(nodes)).most_common(_MOST_LINES)))


def _marking(cell: Cell) -> tuple[str, str]:
    row, sure = cell.strongest
    return row.state, sure


def _data_day() -> date:
    created = str(current_runtime().backend.manifest().get("created", ""))[:10]
    try:
        return date.fromisoformat(created)
    except ValueError:
        return date.today()


def _known_on(rows: tuple[StatusRow, ...], known: date) -> tuple[StatusRow, ...]:
    """The statuses as documents published until a day tell them: without a lifting that was told of later.

    A status of which no document until then tells a beginning is not there. Documents without a date count as later.
    """
    if not rows:
        return ()
    found = select("""SELECT ?a ?kind (MIN(STR(?d)) AS ?first) WHERE { { SELECT DISTINCT ?a WHERE { ?s a writ:Status ; writ:derivedFrom ?a } }
      ?a a ?kind VALUES ?kind { writ:Block writ:Throttle writ:Shutdown writ:Unblock }
      GRAPH ?g { ?c writ:about ?a ; writ:document ?g . ?g schema:datePublished ?d } } GROUP BY ?a ?kind""")
    told = {r["a"].value for r in found if "a" in r and r["first"].value[:10] <= known.isoformat()}
    kinds = {r["a"].value: r["kind"].value.removeprefix(WRIT) for r in found if "a" in r}
    kept = []
    for row in rows:
        imposing = [a for a in row.actions if kinds.get(a.iri, "Block") in _IMPOSING]
        lifting = [a for a in row.actions if kinds.get(a.iri) == "Unblock"]
        if not any(a.iri in told for a in imposing):
            continue
        unknown_end = bool(lifting) and not any(a.iri in told for a in lifting)
        kept.append(replace(row, end=(None, None)) if unknown_end else row)
    return tuple(kept)


def _table(data: StatusMatrix) -> Table:
    return Table(
        name=f"status-{data.day.isoformat()}",
        columns=("platform", "place", "state", "on_that_day", "began", "ended", "status"),
        rows=[
            (platform.label, place.label, row.state_label, sure, row.began, row.ended, row.node.iri)
            for (platform, place), cell in sorted(data.cells.items())
            for row, sure in cell.states
        ],
    )


def _query(day: date) -> str:
    return f"""SELECT ?platform ?place ?state ?earliestBeginning ?latestBeginning ?earliestEnd ?latestEnd ?status WHERE {{
  ?status a writ:Status ; writ:place/rdfs:label ?place ; writ:state ?state .
  OPTIONAL {{ ?status writ:target/rdfs:label ?platform }}
  OPTIONAL {{ ?status writ:earliestBeginning ?earliestBeginning }} OPTIONAL {{ ?status writ:latestBeginning ?latestBeginning }}
  OPTIONAL {{ ?status writ:earliestEnd ?earliestEnd }} OPTIONAL {{ ?status writ:latestEnd ?latestEnd }}
  FILTER(!BOUND(?earliestBeginning) || ?earliestBeginning <= {typed(day)})
  FILTER(!BOUND(?latestEnd) || ?latestEnd >= {typed(day)}) }}
ORDER BY ?platform ?place"""
