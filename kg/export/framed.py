"""JSON-LD 1.1 for programs that know no RDF: one tree for each action, figure and status, under the ontology's context.

https://www.w3.org/TR/json-ld11-framing/. Each tree holds its claims with their passages, and the names of who and what takes part. Needs
``writ[jsonld]``. The trees are streamed; what several of them need is in each of them. Named graphs are united.
"""

from __future__ import annotations

from functools import cache
from typing import Any, BinaryIO

import orjson
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from kg.errors import ExportError
from kg.export.format import Format, Selection, chosen_graphs
from kg.export.view import View
from kg.ontology_files import ontology_directory
from kg.vocab import RDF_TYPE, RDFS, WRIT, writ

_KINDS = ("Action", "Observation", "Status")
_PASSAGES = tuple(writ(n) for n in ("evidence", "trigger", "when"))
_NAMES = {RDF_TYPE, NamedNode(RDFS + "label")}


@cache
def context() -> dict[str, Any]:
    """The ontology's context."""
    found: dict[str, Any] = orjson.loads((ontology_directory() / "context.jsonld").read_bytes())["@context"]
    return found


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """Trees by IRI.

    Raises:
        ExportError: pyld is not installed.
    """
    try:
        from pyld import jsonld
    except ImportError as error:
        raise ExportError("framed JSON-LD needs pyld: pip install 'writ[jsonld]'") from error
    view = View(store, frozenset(chosen_graphs(store, selection)))
    output.write(b'{"@context":' + orjson.dumps(context()) + b',\n"@graph":[')
    for number, thing in enumerate(view.instances(*_KINDS)):
        expanded = jsonld.from_rdf(_nquads(view, thing), {"useNativeTypes": False})
        frame = {
            "@context": context(),
            "@id": thing.value,
            "@reverse": {WRIT + "about": {"@embed": "@always", "@default": []}},
        }
        tree = jsonld.frame(expanded, frame, {"embed": "@always", "omitGraph": True})
        del tree["@context"]
        output.write((b",\n" if number else b"\n") + orjson.dumps(tree))
    output.write(b"\n]}\n")


def _nquads(view: View, thing: NamedNode) -> str:
    """The thing, its claims, their passages, and what everything else is and is called."""
    claims = [c for c in view.subjects(writ("about"), thing) if writ("Claim") in view.values(c, RDF_TYPE)]
    passages = {p for c in claims for n in _PASSAGES for p in view.values(c, n) if isinstance(p, NamedNode)}
    whole = {thing, *claims, *passages}
    quads = {q for node in whole for q in _lines(view, node)}
    others = {
        q.object for q in quads if isinstance(q.object, NamedNode) and q.predicate not in _NAMES
    } - whole
    quads |= {q for node in others for q in _lines(view, node) if q.predicate in _NAMES}
    return (serialize(sorted(quads, key=str), format=RdfFormat.N_QUADS) or b"").decode()


def _lines(view: View, node: NamedNode) -> list[Quad]:
    return [
        Quad(q.subject, q.predicate, q.object)
        for q in view.store.quads_for_pattern(node, None, None, None)
        if q.graph_name in view.graphs and isinstance(q.object, (NamedNode, Literal))
    ]


FORMAT = Format(
    name="framed",
    iri=None,
    media_types=('application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"',),
    extension="framed.jsonld",
    datasets=False,
    write=write,
)
