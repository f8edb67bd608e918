"""``/sparql`` for browsers: the query editor, its completions, and results as pictures. The protocol itself is elsewhere.

A page without script is a plain form; the editor betters it. Nothing is asked of any other host.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

import orjson
from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode

from kg.vocab import PREFIXES, RDF_TYPE, SCHEMA, WRIT, XSD
from server.app import current_runtime, message_of, protocol
from server.endpoint import is_for_page
from server.errors import Problem
from server.examples import Example, examples
from server.explore.answering import Exploration, answer
from server.parameters import TEXT, reads
from server.pictures.network import Link, network
from server.pictures.timeline import timeline
from server.pictures.world_map import world_map
from server.runtime import Term
from server.scan import scan
from server.tables import Table
from server.views.model import Interval, Node
from server.views.reading import Summary, node, select
from server.views.vocabulary import terms

blueprint = Blueprint("editor", __name__)
_FIRST = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX writ: <https://w3id.org/writ#>

SELECT ?action ?label ?earliest ?latest WHERE {
  ?action a writ:Block ; rdfs:label ?label .
  OPTIONAL { ?action writ:earliest ?earliest }
  OPTIONAL { ?action writ:latest ?latest }
}
ORDER BY ?earliest
LIMIT 50"""
_MOST_DRAWN = 400
#: Bytes of the result of somebody's query that a picture is made of: they are in the memory of the process that all share.
_LARGEST_RESULT = 32 << 20
_MOST_TERMS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """What the page of the editor shows."""

    query: str
    """What stands in the editor: what was asked to be edited, else an example."""
    examples: tuple[Example, ...]
    base: str
    """How our IRIs begin, and below how the ontology's do: the page leads to their pages on this host."""
    ontology: str


@blueprint.route("/sparql", methods=["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"])
def sparql() -> Response | str:
    """The editor for a browser that asks nothing; else the protocol."""
    if not is_for_page(message_of(request)):
        return protocol()
    page = Editor(
        query=request.args.get("edit", "")[:100_000] or _FIRST,
        examples=examples(),
        base=current_runtime().base,
        ontology=WRIT,
    )
    return render_template("editor.html", page=page, quote=quote)


@blueprint.get("/sparql/terms.json")
def completions() -> Response:
    """What the editor completes: our prefixes, and the classes and properties of the ontology and of the data (VoID)."""
    classes, properties = _used("class"), _used("property")
    for name in terms():
        (classes if name[:1].isupper() else properties).add(WRIT + name)
    body = orjson.dumps({"prefixes": PREFIXES, "classes": sorted(classes), "properties": sorted(properties)})
    response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _used(what: str) -> set[str]:
    pattern = f"?s <{RDF_TYPE.value}> ?x" if what == "class" else "?s ?x ?o"
    rows = select(
        f"SELECT DISTINCT ?x WHERE {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }} LIMIT {_MOST_TERMS}"
    )
    return {row["x"].value for row in rows if isinstance(row["x"], NamedNode)}


# --- results as pictures -----------------------------------------------------------------------------------


@blueprint.get("/sparql/as/<kind>", defaults={"suffix": ""})
@blueprint.get("/sparql/as/<kind>.<suffix>")
@reads(query=TEXT)
def picture(kind: str, suffix: str) -> Response | str:
    """The result of a SELECT as timeline, map or network, as far as its columns allow; the table holds every row.

    A timeline takes the columns of days (the first is the earliest, the second the latest day); a map the first column that
    holds places; a network the first two columns that hold IRIs.

    Raises:
        Problem: no query, no SELECT (bad-request), or no such picture (not-found).
    """
    query = request.args.get("query", "")
    drawings = {"timeline": _timeline, "map": _map, "network": _network}
    if kind not in drawings:
        raise Problem("not-found", f"results are drawn as {', '.join(drawings)}, not as {kind[:20]}")
    if not query or scan(query).form != "SELECT":
        raise Problem("bad-request", "send a SELECT query as ?query=…")
    rows = current_runtime().select(query, largest=_LARGEST_RESULT)
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    name, drawn = drawings[kind](rows, columns)
    return answer(
        Exploration(
            path=f"/sparql/as/{kind}",
            title=f"Result as {kind}",
            template="query_picture.html",
            table=Table(
                name=f"result-{kind}",
                columns=columns,
                rows=[tuple(row[c].value if c in row else "" for c in columns) for row in rows],
            ),
            data=_Rows(
                kind=kind,
                columns=columns,
                rows=tuple(tuple(_cell(row.get(c)) for c in columns) for row in rows[:_MOST_DRAWN]),
                more=max(0, len(rows) - _MOST_DRAWN),
            ),
            query=query,
            picture=name,
            drawn=drawn,
        ),
        suffix,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Node, ...], ...]
    more: int


Row = dict[str, Term]


def _cell(term: Term | None) -> Node:
    return node(term) if term is not None else Node(label="", iri="", href="")


def _timeline(rows: Sequence[Row], columns: tuple[str, ...]) -> tuple[str, object]:
    dated = [c for c in columns if any(_day(row.get(c)) for row in rows)]
    made = []
    for number, row in enumerate(rows[:_MOST_DRAWN]):
        days = [_day(row.get(c)) for c in dated[:2]]
        thing, label = _thing(row, columns)
        latest = days[1] if len(dated) > 1 else days[0] if days else None
        made.append(
            Summary(
                node=thing,
                kind="",
                roles={"target": (label,)},
                when=Interval(earliest=days[0] if days else None, latest=latest),
                factuality="",
                sources=0,
                documents=number,
            )
        )
    return "timeline_marks", timeline(made)


def _map(rows: Sequence[Row], columns: tuple[str, ...]) -> tuple[str, object]:
    iris = sorted({t.value for row in rows for t in row.values() if isinstance(t, NamedNode)})
    if not iris:
        return "map_marks", None
    known = select(f"""SELECT ?p ?top ?label ?code WHERE {{ VALUES ?p {{ {" ".join(f"<{i}>" for i in iris)} }}
      ?p a writ:Place ; <{SCHEMA}containedInPlace>* ?top . ?top writ:countryCode ?code ; rdfs:label ?label }}""")
    countries = {r["p"].value: (r["code"].value, node(r["top"], r["label"])) for r in known}
    counts: dict[str, tuple[Node, int]] = {}
    for row in rows:
        for code, place in {countries[t.value] for t in row.values() if t.value in countries}:
            counts[code] = (place, counts.get(code, (place, 0))[1] + 1)
    return "map_marks", world_map(counts) if counts else None


def _network(rows: Sequence[Row], columns: tuple[str, ...]) -> tuple[str, object]:
    things = [c for c in columns if any(isinstance(row.get(c), NamedNode) for row in rows)][:2]
    counts: dict[tuple[Node, Node], int] = {}
    if len(things) == 2:
        for row in rows:
            ends = [row.get(c) for c in things]
            if isinstance(ends[0], NamedNode) and isinstance(ends[1], NamedNode) and ends[0] != ends[1]:
                pair = (node(ends[0]), node(ends[1]))
                counts[pair] = counts.get(pair, 0) + 1
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:80]
    return "network_marks", network([Link(source=a, target=b, count=n) for (a, b), n in most], {})


def _day(term: Term | None) -> date | None:
    if not isinstance(term, Literal) or term.datatype.value not in (XSD + "date", XSD + "dateTime"):
        return None
    try:
        return date.fromisoformat(term.value[:10])
    except ValueError:
        return None


def _thing(row: Row, columns: tuple[str, ...]) -> tuple[Node, Node]:
    """What a row is about: its first IRI, and how it is called: its first plain text, else the end of the IRI."""
    first = next((row[c] for c in columns if isinstance(row.get(c), NamedNode)), None)
    text = next(
        (row[c] for c in columns if c in row and isinstance(row[c], Literal) and not _day(row[c])), None
    )
    thing = node(first) if first is not None else Node(label="", iri="", href="")
    return thing, node(text) if text is not None else thing
