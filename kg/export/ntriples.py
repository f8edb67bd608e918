"""N-Triples: https://www.w3.org/TR/n-triples/"""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import RdfFormat, Store, Triple, serialize

from kg.export.format import Format, Selection, chosen_graphs, nodes


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """The union of the graphs, each triple once."""
    triples = (
        Triple(node.subject, predicate, value)
        for node in nodes(store, chosen_graphs(store, selection))
        for predicate, values in node.properties
        for value in values
    )
    serialize(triples, output, format=RdfFormat.N_TRIPLES)


FORMAT = Format(
    name="ntriples",
    iri="http://www.w3.org/ns/formats/N-Triples",
    media_types=("application/n-triples",),
    extension="nt",
    datasets=False,
    write=write,
)
