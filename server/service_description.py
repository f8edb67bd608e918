"""The service description: what the endpoint really offers, from the formats and settings in use.

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, serialize

from kg.version import __version__
from kg.vocab import DCTERMS, PREFIXES, RDF_TYPE, RDFS, SD, VOID
from server.negotiation import GRAPHS, RESULTS, Format
from server.results import GRAPH_FORMATS
from server.settings import Settings

_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle", "ntriples": "N-Triples", "rdfxml": "RDF_XML", "jsonld": "JSON-LD", "trig": "TriG", "nquads": "N-Quads",
}  # fmt: skip


def describe(root: str, settings: Settings, manifest: Mapping[str, Any], form: Format) -> bytes:
    """The description of the endpoint at ``root``, in one of the graph formats."""
    service, dataset = NamedNode(f"{root}/sparql"), NamedNode(f"{root}/.well-known/void#dataset")
    graph = NamedNode(f"{root}/.well-known/void#default-graph")
    quads = [
        Quad(service, RDF_TYPE, _sd("Service")),
        Quad(service, _sd("endpoint"), service),
        Quad(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Quad(service, _sd("defaultEntailmentRegime"), NamedNode("http://www.w3.org/ns/entailment/Simple")),
        Quad(service, _sd("defaultDataset"), dataset),
        Quad(service, NamedNode(RDFS + "label"), Literal("Writ SPARQL endpoint", language="en")),
        Quad(service, NamedNode(DCTERMS + "hasVersion"), Literal(__version__)),
        Quad(dataset, RDF_TYPE, _sd("Dataset")),
        Quad(dataset, RDF_TYPE, NamedNode(VOID + "Dataset")),
        Quad(dataset, _sd("defaultGraph"), graph),
        Quad(graph, RDF_TYPE, _sd("Graph")),
        *_limits(service, settings),
    ]
    quads += [
        Quad(service, _sd("resultFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[f.name]))
        for f in (*RESULTS, *GRAPHS)
        if f.name in _FORMAT_NAMES
    ]
    if not settings.backend:
        quads.append(Quad(service, _sd("feature"), _sd("EmptyGraphs")))
    if settings.remote and not settings.backend:
        quads.append(Quad(service, _sd("feature"), _sd("BasicFederatedQuery")))
    if settings.token.get_secret_value():
        quads.append(Quad(service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
        quads += [
            Quad(service, _sd("inputFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[f.name])) for f in GRAPHS
        ]
    counted = manifest.get("counts", {}).get("triples")
    if isinstance(counted, int):
        quads.append(Quad(dataset, NamedNode(VOID + "triples"), Literal(counted)))
    own = {"this": f"{root}/sparql"}
    return (
        serialize((q.triple for q in quads), format=GRAPH_FORMATS[form.name], prefixes={**PREFIXES, **own})
        or b""
    )


def _limits(service: NamedNode, settings: Settings) -> list[Quad]:
    """The limits in words: no vocabulary has terms for them."""
    said = f"Time limit {settings.timeout:g} s (timeout= up to it)."
    if settings.max_result:
        said += f" Results up to {settings.max_result} bytes."
    if settings.max_rows:
        said += f" Results up to {settings.max_rows} rows."
    said += " A result beyond its limit is an error, or breaks the connection off; it is never cut short silently."
    return [Quad(service, NamedNode(RDFS + "comment"), Literal(said, language="en"))]


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
