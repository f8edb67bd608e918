"""``/.well-known/void``: the data set described for machines, and for people the same as a page.

https://www.w3.org/TR/void/#well-known
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, Triple

from kg.dataset_card import DESCRIPTION, TITLE, card
from kg.vocab import RDF_TYPE, RDFS, SD, SH, VOID, XSD
from server.app import current_runtime
from server.errors import Problem
from server.examples import examples
from server.parameters import TEXT, reads
from server.resources import answer_graph, base, chosen_format, link_of, shown, suffixes
from server.views import Page

blueprint = Blueprint("data_set_card", __name__)
_ADDRESS = "/.well-known/void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The members of a class or the statements of a property: what it is, how many, and the properties of a class."""

    term: NamedNode | Literal
    count: int
    properties: tuple[NamedNode | Literal, ...]


@blueprint.get(_ADDRESS, defaults={"suffix": ""})
@blueprint.get(f"{_ADDRESS}.<suffix>")
@reads(format=TEXT)
def void(suffix: str) -> Response:
    """The data set described: sizes, classes, properties, example queries."""
    form = suffixes().get(f".{suffix}") if suffix else None
    if suffix and form is None:
        raise Problem("not-found", f"the description of the data set is not offered as .{suffix}")
    triples = sorted(set(_void(request.host_url.rstrip("/"))), key=str)
    return answer_graph(triples, chosen_format(form), lambda: _page(triples), _ADDRESS)


def _page(triples: Sequence[Triple]) -> str:
    about: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[str(triple.subject)].append(triple)

    def values(subject: object, name: str) -> list[NamedNode | Literal]:
        found = [t.object for t in about[str(subject)] if t.predicate.value == VOID + name]
        return [term for term in found if isinstance(term, NamedNode | Literal)]

    def parts(outer: object, partition: str, what: str, measure: str) -> list[Part]:
        found = [
            Part(
                term=values(node, what)[0],
                count=int(values(node, measure)[0].value),
                properties=tuple(p.term for p in parts(node, "propertyPartition", "property", "triples")),
            )
            for node in values(outer, partition)
        ]
        return sorted(found, key=lambda part: (-part.count, part.term.value))

    dataset = next(t.subject for t in triples if t.predicate.value == VOID + "sparqlEndpoint")
    partitions = {VOID + "classPartition", VOID + "propertyPartition"}
    return render_template(
        "data_set_card.html",
        page=Page(template="data_set_card.html", title=TITLE, description=DESCRIPTION, data=None),
        iri=str(getattr(dataset, "value", dataset)),
        path=_ADDRESS,
        own=[t for t in about[str(dataset)] if t.predicate.value not in partitions],
        classes=parts(dataset, "classPartition", "class", "entities"),
        properties=parts(dataset, "propertyPartition", "property", "triples"),
        examples=examples(),
        show=shown,
        link=link_of,
    )


def _void(root: str) -> list[Triple]:
    """The card of the data set, and how it is reached here."""
    dataset, service = NamedNode(f"{root}/.well-known/void#dataset"), NamedNode(f"{root}/sparql")
    reached = [
        (f"{root}/sparql", "SPARQL 1.1 endpoint", "application/sparql-results+json"),
        (
            f"{root}/sparql?query=CONSTRUCT%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D",
            "What all documents add up to",
            "text/turtle",
        ),
    ]
    return [
        *card(current_runtime().select, dataset, base(), reached),
        Triple(dataset, NamedNode(VOID + "sparqlEndpoint"), service),
        Triple(service, NamedNode(SD + "defaultDataset"), dataset),
        *_example_triples(root),
    ]


def _example_triples(root: str) -> list[Triple]:
    """Example queries as SHACL, the convention that query editors read."""
    triples = []
    for example in examples():
        node = NamedNode(f"{root}/.well-known/void#{example.name}")
        kind = {"SELECT": "SPARQLSelectExecutable", "ASK": "SPARQLAskExecutable"}.get(
            example.form, "SPARQLConstructExecutable"
        )
        text = {"SELECT": "select", "ASK": "ask"}.get(example.form, "construct")
        triples += [
            Triple(node, RDF_TYPE, NamedNode(SH + "SPARQLExecutable")),
            Triple(node, RDF_TYPE, NamedNode(SH + kind)),
            Triple(node, NamedNode(RDFS + "comment"), Literal(example.question, language="en")),
            Triple(node, NamedNode(SH + text), Literal(example.query, datatype=NamedNode(XSD + "string"))),
            Triple(node, NamedNode("https://schema.org/target"), NamedNode(f"{root}/sparql")),
        ]
    return triples
