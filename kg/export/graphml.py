"""GraphML, as networkx writes it: http://graphml.graphdrawing.org/"""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import Store

from kg.export.format import Format, Selection
from kg.export.network import network


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """The network of :mod:`kg.export.network`."""
    found = network(store, selection)
    import networkx

    for line in networkx.generate_graphml(found, named_key_ids=True):
        output.write(line.encode() + b"\n")


FORMAT = Format(
    name="graphml",
    iri=None,
    media_types=("application/graphml+xml",),
    extension="graphml",
    datasets=False,
    write=write,
)
