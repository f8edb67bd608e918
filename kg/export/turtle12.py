"""Turtle of RDF 1.2, in which each claim reifies the triples that it speaks for: https://www.w3.org/TR/rdf12-turtle/

``claim rdf:reifies <<( action writ:target platform )>>`` says that the claim is about that triple, without asserting it: a denied or
ordered one too. All else is as in Turtle: the union of the graphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, serialize

from kg.export.format import Format, GraphName, Selection, chosen_graphs, nodes
from kg.export.view import View
from kg.vocab import RDF, writ

_REIFIES = NamedNode(RDF + "reifies")
_ROLES = ("agent", "target", "place", "instrument", "ground")
_SPOKEN = tuple(writ(n) for n in (*_ROLES, "earliest", "latest", "until", "measure", "value", "unit"))


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """The union of the graphs by subject, then the reifiers by claim, streamed."""
    graphs = chosen_graphs(store, selection)
    serialize(_triples(store, graphs), output, format=RdfFormat.TURTLE, prefixes=selection.prefixes)


def _triples(store: Store, graphs: tuple[GraphName, ...]) -> Iterator[Triple]:
    for node in nodes(store, graphs):
        for predicate, values in node.properties:
            yield from (Triple(node.subject, predicate, value) for value in values)
    view = View(store, frozenset(graphs))
    for claim in view.instances("Claim"):
        for about in view.values(claim, writ("about")):
            if isinstance(about, NamedNode):
                for predicate in _SPOKEN:
                    for value in view.values(claim, predicate):
                        yield Triple(claim, _REIFIES, Triple(about, predicate, value))


FORMAT = Format(
    name="turtle12",
    iri=None,
    media_types=("text/turtle;version=1.2",),
    extension="12.ttl",
    datasets=False,
    write=write,
)
