"""Nanopublications, one claim each: assertion, provenance and publication information as graphs. https://nanopub.net/guidelines/

They are unsigned and bear no time of creation, which a claim does not have: who publishes them adds both (PyPI ``nanopub``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from kg.export.format import Format, Selection, chosen_graphs
from kg.export.view import View
from kg.vocab import PROV, RDF_TYPE, writ

_NP = "http://www.nanopub.org/nschema#"
_HOW = {writ(n) for n in ("evidence", "trigger", "when", "document", "rule", "confidence", "saidBy")}
_GENERATED = NamedNode(PROV + "wasGeneratedBy")


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """Claims by IRI, streamed."""
    view = View(store, frozenset(chosen_graphs(store, selection)))
    quads = (q for claim in view.instances("Claim") for q in _nanopub(view, claim))
    prefixes = {**selection.prefixes, "np": _NP}
    serialize(quads, output, format=RdfFormat.TRIG, prefixes=prefixes)


def _nanopub(view: View, claim: NamedNode) -> Iterator[Quad]:
    def part(name: str) -> NamedNode:
        return NamedNode(f"{claim.value}#{name}")

    own, head, assertion = part("nanopub"), part("head"), part("assertion")
    provenance, info = part("provenance"), part("pubinfo")
    yield Quad(own, RDF_TYPE, NamedNode(_NP + "Nanopublication"), head)
    for name, graph in (("Assertion", assertion), ("Provenance", provenance), ("PublicationInfo", info)):
        yield Quad(own, NamedNode(f"{_NP}has{name}"), graph, head)
    lines = _lines(view, claim)
    yield from (
        Quad(q.subject, q.predicate, q.object, assertion)
        for q in lines
        if q.predicate not in _HOW | {_GENERATED}
    )
    for quad in lines:
        if quad.predicate == _GENERATED:
            yield Quad(assertion, _GENERATED, quad.object, provenance)
            yield Quad(own, _GENERATED, quad.object, info)
        elif quad.predicate in _HOW:
            yield Quad(claim, quad.predicate, quad.object, provenance)
    for passage in view.values(claim, writ("evidence")):
        yield Quad(assertion, NamedNode(PROV + "wasQuotedFrom"), passage, provenance)
        if isinstance(passage, NamedNode):
            yield from (Quad(q.subject, q.predicate, q.object, provenance) for q in _lines(view, passage))
    for document in view.values(claim, writ("document")):
        yield Quad(own, NamedNode(PROV + "wasDerivedFrom"), document, info)


def _lines(view: View, subject: NamedNode) -> list[Quad]:
    found = {
        q for q in view.store.quads_for_pattern(subject, None, None, None) if q.graph_name in view.graphs
    }
    return sorted(found, key=str)


FORMAT = Format(
    name="nanopub",
    iri=None,
    media_types=('application/trig;profile="http://www.nanopub.org/nschema#"',),
    extension="nanopub.trig",
    datasets=True,
    write=write,
)
