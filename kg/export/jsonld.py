"""JSON-LD 1.1 with the vocabularies' prefixes as its context: https://www.w3.org/TR/json-ld11/

One object per node, streamed; IRIs of vocabulary terms are compact (``writ:agent``), those of things are whole, so that
programs that don't know the context find them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store

from kg.export.format import Format, Node, Object, Selection, chosen_graphs, nodes
from kg.vocab import PREFIXES, RDF, XSD


class CompactTerms:
    """Writes vocabulary terms as compact IRIs."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self.context = {name: iri for name, iri in prefixes.items() if name in PREFIXES}
        self._by_namespace = sorted(
            ((iri, name) for name, iri in self.context.items()), key=lambda p: (-len(p[0]), p)
        )

    def iri(self, iri: NamedNode) -> str:
        """A compact IRI, or the whole where no prefix fits."""
        for namespace, prefix in self._by_namespace:
            rest = iri.value.removeprefix(namespace)
            if rest != iri.value and rest and not rest.startswith("//"):
                return f"{prefix}:{rest}"
        return iri.value

    def value(self, term: Object) -> dict[str, str]:
        """A node reference or a value object."""
        if isinstance(term, NamedNode):
            return {"@id": self.iri(term)}
        if isinstance(term, BlankNode):
            return {"@id": str(term)}
        if term.language is not None:
            return {"@value": term.value, "@language": term.language}
        if term.datatype.value == XSD + "string":
            return {"@value": term.value}
        return {"@value": term.value, "@type": self.iri(term.datatype)}

    def node(self, node: Node) -> dict[str, Any]:
        """A node object."""
        found: dict[str, Any] = {
            "@id": self.iri(node.subject) if isinstance(node.subject, NamedNode) else str(node.subject)
        }
        for predicate, values in node.properties:
            if predicate.value == RDF + "type" and all(isinstance(v, NamedNode) for v in values):
                found["@type"] = [self.value(v)["@id"] for v in values]
            else:
                found[self.iri(predicate)] = [self.value(v) for v in values]
        return found


def _rows(store: Store, selection: Selection, terms: CompactTerms) -> Iterator[bytes]:
    for graph in chosen_graphs(store, selection):
        if isinstance(graph, DefaultGraph):
            for node in nodes(store, (graph,)):
                yield orjson.dumps(terms.node(node))
            continue
        inner = b",\n".join(orjson.dumps(terms.node(node)) for node in nodes(store, (graph,)))
        yield b'{"@id":' + orjson.dumps(terms.value(graph)["@id"]) + b',"@graph":[\n' + inner + b"\n]}"


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """One document: the context, the nodes of the default graph, then each named graph. One named graph is held at a time."""
    terms = CompactTerms(selection.prefixes)
    output.write(b'{"@context":' + orjson.dumps(terms.context) + b',\n"@graph":[')
    for number, row in enumerate(_rows(store, selection, terms)):
        output.write((b",\n" if number else b"\n") + row)
    output.write(b"\n]}\n")


FORMAT = Format(
    name="jsonld",
    iri="http://www.w3.org/ns/formats/JSON-LD",
    media_types=("application/ld+json",),
    extension="jsonld",
    datasets=True,
    write=write,
)
