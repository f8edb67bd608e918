"""TriG for people: as Turtle, graph by graph. https://www.w3.org/TR/trig/"""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import DefaultGraph, Store

from kg.export.format import Format, Selection, chosen_graphs, nodes
from kg.export.turtle import TurtleTerms, blocks


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """The default graph first, then each named graph in braces."""
    terms = TurtleTerms(selection.prefixes)
    graphs = chosen_graphs(store, selection)
    output.write(terms.header.encode())
    for graph in graphs:
        if isinstance(graph, DefaultGraph):
            output.writelines(blocks(terms, nodes(store, (graph,))))
            continue
        output.write(f"\n{terms.term(graph)} {{\n".encode())
        output.writelines(blocks(terms, nodes(store, (graph,)), "    "))
        output.write(b"}\n")


FORMAT = Format(
    name="trig",
    iri="http://www.w3.org/ns/formats/TriG",
    media_types=("application/trig",),
    extension="trig",
    datasets=True,
    write=write,
)
