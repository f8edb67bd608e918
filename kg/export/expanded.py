"""JSON-LD 1.1 in expanded form: whole IRIs, no context, for programs that do their own compaction.

https://www.w3.org/TR/json-ld11-api/#expansion-algorithms. A list of node objects, named graphs as objects with ``@graph``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson
from pyoxigraph import DefaultGraph, Store

from kg.export.format import Format, Selection, chosen_graphs, nodes
from kg.export.jsonld import CompactTerms

_WHOLE = CompactTerms({})


def objects(store: Store, selection: Selection) -> Iterator[dict[str, Any]]:
    """The node objects of the default graph, then each named graph; one named graph is held at a time."""
    for graph in chosen_graphs(store, selection):
        if isinstance(graph, DefaultGraph):
            yield from (_WHOLE.node(node) for node in nodes(store, (graph,)))
        else:
            inner = [_WHOLE.node(node) for node in nodes(store, (graph,))]
            yield {"@id": _WHOLE.value(graph)["@id"], "@graph": inner}


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """One list, streamed."""
    output.write(b"[")
    for number, found in enumerate(objects(store, selection)):
        output.write((b",\n" if number else b"\n") + orjson.dumps(found))
    output.write(b"\n]\n")


FORMAT = Format(
    name="expanded",
    iri=None,
    media_types=('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"',),
    extension="expanded.jsonld",
    datasets=True,
    write=write,
)
