"""A store in which everything that people or documents can write tries to break the page that shows it.

A made-up graph, its texts written over with markup, scripts, quotes and controls of the same length, so that every offset stays
right; then statements as anybody may load them: labels of a megabyte, addresses with schemes that run.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.iris import Minter
from kg.model import Annotation, Span
from kg.pipeline import Annotated, publish
from kg.settings import Settings
from kg.store import StoreDirectory
from kg.vocab import DCTERMS, RDFS, SCHEMA, SKOS
from tests.pages.graphs import annotations

#: What it would do if it ran: set this on the window.
FLAG = "__ran"
PAYLOADS = (
    f"<script>window.{FLAG}=1</script>",
    f'"><img src=x onerror="window.{FLAG}=1">',
    f"'/><svg onload='window.{FLAG}=1'></title></style></textarea></script><script>window.{FLAG}=1</script>",
    f"--> ]]> <!-- <iframe srcdoc='<script>parent.{FLAG}=1</script>'>",
    "\u202eevitisnes \u2066\u2067\u2068 \u200f \u061c",
    "\x01\x02\x0b\x7f\x85\ufeff\ufffe\u2028",
    f"javascript:window.{FLAG}=1//",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} %s %(x)s \\",
    "&lt;b&gt; &amp; &#0; ' \" `",
)
LONG = f"<b onclick='window.{FLAG}=1'>" + "x\u202e<p>" * 200_000
ADDRESSES = (
    f"javascript:window.{FLAG}=1", f"data:text/html,<script>parent.{FLAG}=1</script>".replace("<", "%3C").replace(">", "%3E"),
    "vbscript:x", "file:///etc/passwd", "//example.org/x", "https://example.org/%22onmouseover=%22x",
)  # fmt: skip
_OWL = "http://www.w3.org/2002/07/owl#"


def build(store: Path) -> None:
    """Builds the store."""
    made = tuple(_spoilt(a, n) for n, a in enumerate(annotations(250, 7)))
    settings = Settings(store=store)
    publish(
        Annotated(annotations=tuple(sorted(made, key=lambda a: a.text.identifier)), failures=(), reused=0),
        settings, started=datetime(2026, 1, 1, tzinfo=UTC), is_checked=False,
    )  # fmt: skip
    directory = StoreDirectory(store)
    directory.commit(lambda s: _load(s, Minter(settings.base)))
    directory.close()


def _spoilt(annotation: Annotation, number: int) -> Annotation:
    payloads = (PAYLOADS[i % len(PAYLOADS)] for i in count(number))
    content = annotation.text.content
    for claim in annotation.claims:
        content = _written_over(content, claim.evidence, next(payloads))
    text = replace(
        annotation.text,
        content=content,
        identifier=f"{next(payloads)}{number}",
        metadata=replace(
            annotation.text.metadata, title=next(payloads), publisher=next(payloads), url=ADDRESSES[0]
        ),
        segments=tuple(replace(s, reason=next(payloads)) for s in annotation.text.segments),
    )
    entities = tuple(
        replace(e, label=f"{next(payloads)} {e.label}", names=(next(payloads),), known=False)
        for e in annotation.entities
    )
    claims = tuple(
        replace(
            c,
            rule=next(payloads),
            **({"measure": next(payloads), "unit": next(payloads)} if c.kind == "Observation" else {}),
        )
        for c in annotation.claims
    )
    return replace(annotation, text=text, entities=entities, claims=claims)


def _written_over(content: str, span: Span, payload: str) -> str:
    size = span.end - span.begin
    return content[: span.begin] + (payload * (size // len(payload) + 1))[:size] + content[span.end :]


def _load(store: Store, mint: Minter) -> None:
    """Long labels and other addresses for some of every kind of thing."""
    links, addresses = mint.graph("links"), cycle(ADDRESSES)
    named = {
        q.subject for q in store.quads_for_pattern(None, NamedNode(RDFS + "label"), None, DefaultGraph())
    }
    for number, subject in enumerate(sorted(named, key=str)):
        address = next(addresses)
        if not address.startswith("//"):
            store.add(Quad(subject, NamedNode(_OWL + "sameAs"), NamedNode(address), links))
            store.add(Quad(subject, NamedNode(SCHEMA + "url"), NamedNode(address), DefaultGraph()))
        store.add(Quad(subject, NamedNode(SCHEMA + "url"), Literal(address), DefaultGraph()))
        if number % 9 == 0:
            for old in list(
                store.quads_for_pattern(subject, NamedNode(RDFS + "label"), None, DefaultGraph())
            ):
                store.remove(old)
            store.add(Quad(subject, NamedNode(RDFS + "label"), Literal(LONG, language="en"), DefaultGraph()))
            store.add(Quad(subject, NamedNode(SKOS + "altLabel"), Literal(LONG), DefaultGraph()))
            store.add(Quad(subject, NamedNode(RDFS + "comment"), Literal(LONG), DefaultGraph()))
    for number, graph in enumerate(sorted(map(str, store.named_graphs()))):
        document = NamedNode(graph[1:-1])
        if "/document/" in graph and number % 5 == 0:
            store.add(Quad(document, NamedNode(RDFS + "label"), Literal(LONG), document))
            store.add(Quad(document, NamedNode(DCTERMS + "publisher"), Literal(LONG), document))
            store.add(Quad(document, NamedNode(SCHEMA + "url"), NamedNode(ADDRESSES[0]), document))
