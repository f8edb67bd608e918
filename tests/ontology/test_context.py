"""The JSON-LD context covers every term, and loses nothing of the examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import OWL, RDF, RDFS, SKOS

WRIT = "https://w3id.org/writ#"
EXAMPLES = Path(__file__).resolve().parents[2] / "ontology" / "examples" / "valid"


@pytest.fixture(scope="module")
def context(ontology_folder: Path) -> Any:
    """The context as JSON."""
    return json.loads((ontology_folder / "context.jsonld").read_text(encoding="utf-8"))["@context"]


def local_names(ontology: Graph, kind: URIRef) -> list[str]:
    """Local names of our terms of a kind, sorted."""
    return sorted(
        str(t).removeprefix(WRIT) for t in ontology.subjects(RDF.type, kind) if str(t).startswith(WRIT)
    )


def expanded(context: Any, **members: Any) -> Any:
    """A small document, expanded."""
    return jsonld.expand({"@context": context, "id": "http://e.org/x", **members})[0]


def test_every_class_is_a_term(ontology: Graph, context: Any) -> None:
    """The local name of a class expands to the class."""
    names = local_names(ontology, OWL.Class)
    assert expanded(context, type=names)["@type"] == [WRIT + name for name in names]


def test_object_properties_take_iris(ontology: Graph, context: Any) -> None:
    """The local name of an object property expands to it, and a string behind it is an IRI."""
    names = local_names(ontology, OWL.ObjectProperty)
    found = expanded(context, **dict.fromkeys(names, "http://e.org/y"))
    assert {n: found.get(WRIT + n) for n in names} == {n: [{"@id": "http://e.org/y"}] for n in names}


def test_datatype_properties_take_literals(ontology: Graph, context: Any) -> None:
    """The local name of a datatype property expands to it, a string behind it is a literal of the property's range."""
    names = local_names(ontology, OWL.DatatypeProperty)
    found = expanded(context, **dict.fromkeys(names, "1"))
    for name in names:
        value = found[WRIT + name][0]
        assert value["@value"] == "1"
        if "@type" in value:
            assert URIRef(value["@type"]) == ontology.value(URIRef(WRIT + name), RDFS.range)


def test_concepts_are_named_by_local_name(ontology: Graph, context: Any) -> None:
    """Where a property takes a concept of a scheme, its local name will do."""
    schemes = {
        "polarity": "Polarity", "modality": "Modality", "factuality": "Factuality", "role": "SegmentRole", "state": "State", "ground": "Ground",
    }  # fmt: skip
    for name, kind in schemes.items():
        concepts = local_names(ontology, URIRef(WRIT + kind))
        assert concepts
        assert [v["@id"] for v in expanded(context, **{name: concepts})[WRIT + name]] == [
            WRIT + c for c in concepts
        ]


def test_reused_terms_are_those_of_their_vocabulary(context: Any) -> None:
    """A short name of another vocabulary's term has that vocabulary's own local name."""
    for name, entry in context.items():
        iri = entry["@id"] if isinstance(entry, dict) else entry
        if isinstance(iri, str) and ":" in iri and not iri.startswith(("http", "@")):
            assert iri.split(":", 1)[1] == name


def test_no_short_name_hides_a_term(ontology: Graph, context: Any) -> None:
    """A term of ours keeps its local name, whatever else the context defines."""
    ours = {
        n
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept)
        for n in local_names(ontology, kind)
    }
    hidden = [
        n
        for n in ours & set(context)
        if (e := context[n]) and (e if isinstance(e, str) else e["@id"]) != f"writ:{n}"
    ]
    assert hidden == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ttl")), ids=lambda p: p.stem)
def test_example_survives_compaction(path: Path, context: Any) -> None:
    """An example as compacted JSON-LD, read again, is the same graph."""
    graph = Graph().parse(path)
    document = jsonld.from_rdf(graph.serialize(format="nt"), {"format": "application/n-quads"})
    compact = jsonld.compact(document, context)
    again = jsonld.to_rdf(compact, {"format": "application/n-quads"})
    assert isomorphic(graph, Graph().parse(data=again, format="nt"))
