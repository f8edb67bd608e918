"""GEXF 1.2 for Gephi, as networkx writes it: https://gexf.net/"""

from __future__ import annotations

import re
from typing import BinaryIO

from pyoxigraph import Store

from kg.export.format import Format, Selection
from kg.export.network import network

_TODAY = re.compile(r' lastmodifieddate="[^"]*"')  # the same data is the same file on every day


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """The network of :mod:`kg.export.network`."""
    found = network(store, selection)
    import networkx

    for line in networkx.generate_gexf(found):
        output.write((_TODAY.sub("", line) if line.lstrip().startswith("<meta") else line).encode() + b"\n")


FORMAT = Format(
    name="gexf",
    iri=None,
    media_types=("application/gexf+xml",),
    extension="gexf",
    datasets=False,
    write=write,
)
