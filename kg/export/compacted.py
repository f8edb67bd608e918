"""JSON-LD 1.1 compacted under the ontology's own context: plain names (``agent``, ``earliest``) that a JSON program can use.

https://www.w3.org/TR/json-ld11-api/#compaction-algorithms. Needs ``writ[jsonld]``. Compacted node by node, so that it streams.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import orjson
from pyoxigraph import Store

from kg.errors import ExportError
from kg.export.expanded import objects
from kg.export.format import Format, Selection
from kg.export.framed import context


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """One document: the context, then the nodes and graphs.

    Raises:
        ExportError: pyld is not installed.
    """
    try:
        from pyld import jsonld
    except ImportError as error:
        raise ExportError("compacted JSON-LD needs pyld: pip install 'writ[jsonld]'") from error
    output.write(b'{"@context":' + orjson.dumps(context()) + b',\n"@graph":[')
    for number, found in enumerate(objects(store, selection)):
        compact: dict[str, Any] = jsonld.compact(found, context())
        compact.pop("@context", None)
        output.write((b",\n" if number else b"\n") + orjson.dumps(compact))
    output.write(b"\n]}\n")


FORMAT = Format(
    name="compacted",
    iri=None,
    media_types=('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',),
    extension="compacted.jsonld",
    datasets=True,
    write=write,
)
