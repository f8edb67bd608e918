"""N-Quads: https://www.w3.org/TR/n-quads/"""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import Quad, RdfFormat, Store, serialize

from kg.export.format import Format, Selection, chosen_graphs, nodes


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """Graph by graph, the default graph first."""
    quads = (
        Quad(node.subject, predicate, value, graph)
        for graph in chosen_graphs(store, selection)
        for node in nodes(store, (graph,))
        for predicate, values in node.properties
        for value in values
    )
    serialize(quads, output, format=RdfFormat.N_QUADS)


FORMAT = Format(
    name="nquads",
    iri="http://www.w3.org/ns/formats/N-Quads",
    media_types=("application/n-quads",),
    extension="nq",
    datasets=True,
    write=write,
)
