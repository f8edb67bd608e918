"""Web Annotations, one for each claim, as an annotation page: https://www.w3.org/TR/annotation-model/

The target is the document's address on the web, where it has one, with a quote and a position selector; positions are code points
of the document's raw text, so that on a web page the quote is what annotation tools find it by.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import orjson
from pyoxigraph import NamedNode, Store

from kg.export.format import Format, Selection, chosen_graphs
from kg.export.view import View
from kg.vocab import OA, SCHEMA, writ


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """Claims by IRI, streamed."""
    view = View(store, frozenset(chosen_graphs(store, selection)))
    output.write(b'{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationPage","items":[')
    for number, claim in enumerate(view.instances("Claim")):
        output.write((b",\n" if number else b"\n") + orjson.dumps(_annotation(view, claim)))
    output.write(b"\n]}\n")


def _annotation(view: View, claim: NamedNode) -> dict[str, Any]:
    about = [
        {"type": "SpecificResource", "source": o.value, "purpose": "identifying"}
        for o in view.values(claim, writ("about"))
    ]
    text = {
        "type": "TextualBody",
        "value": view.label(claim),
        "format": "text/plain",
        "language": "en",
        "purpose": "describing",
    }
    passages = [p for p in view.values(claim, writ("evidence")) if isinstance(p, NamedNode)]
    return {
        "id": f"{claim.value}#annotation",
        "type": "Annotation",
        "body": [text, *about],
        "target": [_target(view, claim, p) for p in passages],
    }  # fmt: skip


def _target(view: View, claim: NamedNode, passage: NamedNode) -> dict[str, Any]:
    def one(name: str) -> str:
        found = view.values(passage, NamedNode(OA + name))
        return found[0].value if found else ""

    documents = [d for d in view.values(claim, writ("document")) if isinstance(d, NamedNode)]
    addresses = [u.value for d in documents for u in view.values(d, NamedNode(SCHEMA + "url"))]
    quote = {"type": "TextQuoteSelector", **{n: one(n) for n in ("exact", "prefix", "suffix")}}
    position = {"type": "TextPositionSelector", "start": int(one("start") or 0), "end": int(one("end") or 0)}
    return {
        "source": (addresses or [d.value for d in documents] or [passage.value])[0],
        "selector": [quote, position],
    }


FORMAT = Format(
    name="annotations",
    iri=None,
    media_types=('application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"',),
    extension="anno.jsonld",
    datasets=False,
    write=write,
)
