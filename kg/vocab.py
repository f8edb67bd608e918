"""Namespaces and the terms that the code names; ``tests/ontology`` looks each of ours up in the ontology."""

from __future__ import annotations

from pyoxigraph import NamedNode

WRIT = "https://w3id.org/writ#"
LEX = "https://w3id.org/writ/lexicon#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
TIME = "http://www.w3.org/2006/time#"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
FOAF = "http://xmlns.com/foaf/0.1/"
QB = "http://purl.org/linked-data/cube#"
SH = "http://www.w3.org/ns/shacl#"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
SD = "http://www.w3.org/ns/sparql-service-description#"
WIKIDATA = "http://www.wikidata.org/entity/"

#: The prefixes used in exports, query examples and pages, in the order in which they are printed.
PREFIXES: dict[str, str] = {
    "writ": WRIT,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "schema": SCHEMA,
    "prov": PROV,
    "oa": OA,
    "time": TIME,
    "sem": SEM,
    "foaf": FOAF,
    "qb": QB,
    "sh": SH,
    "void": VOID,
    "dcat": DCAT,
    "sd": SD,
    "wd": WIKIDATA,
}

DEFAULT_BASE = "https://w3id.org/writ/id/"
RDF_TYPE = NamedNode(RDF + "type")


def writ(name: str) -> NamedNode:
    """The ontology's term of that local name."""
    return NamedNode(WRIT + name)
