"""The alignments: one vocabulary a file, and no conclusion from them that contradicts the ontology."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import FOAF, OWL, PROV, RDF, RDFS, SKOS

FOLDER = Path(__file__).resolve().parents[2] / "ontology"
WRIT = "https://w3id.org/writ#"
OWN = {str(OWL), str(RDF), str(RDFS)}
#: Classes of other vocabularies that these declare to have no instance in common.
DISJOINT = [
    (PROV.Activity, PROV.Entity),
    (FOAF.Person, URIRef("http://www.w3.org/ns/org#Organization")),
    (SKOS.Concept, SKOS.ConceptScheme),
]


def namespace(iri: str) -> str:
    """All up to the last hash or slash."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


@pytest.mark.parametrize("path", sorted((FOLDER / "alignments").glob("*.ttl")), ids=lambda p: p.stem)
def test_alignment_is_to_one_vocabulary(path: Path) -> None:
    """A file leads from our terms to one other vocabulary."""
    graph = Graph().parse(path)
    links = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso, OWL.equivalentClass, OWL.equivalentProperty)
    targets = {namespace(str(o)) for p in links for o in graph.objects(None, p)}
    assert len(targets) == 1
    assert not targets & (OWN | {WRIT})
    assert all(str(s).startswith(WRIT) for s in graph.subjects())


def test_core_depends_on_no_other_vocabulary() -> None:
    """The core alone says nothing of other vocabularies' classes: alignments can be left out."""
    core = Graph().parse(FOLDER / "core.ttl")
    above = {str(o) for p in (RDFS.subClassOf, RDFS.subPropertyOf) for o in core.objects(None, p)}
    assert above
    assert all(iri.startswith(WRIT) for iri in above)


@pytest.mark.parametrize(("one", "other"), DISJOINT, ids=str)
def test_no_class_falls_under_disjoint_classes(one: URIRef, other: URIRef, ontology: Graph) -> None:
    """No class of ours is below two classes that their vocabulary keeps apart."""
    below = [set(ontology.transitive_subjects(RDFS.subClassOf, top)) for top in (one, other)]
    assert not below[0] & below[1]


def test_subproperties_keep_prov_entities_and_activities_apart(ontology: Graph) -> None:
    """No property with an action at either end is a subproperty of one that PROV-O keeps for entities."""
    entity_only = {PROV.wasDerivedFrom, PROV.hadPrimarySource, PROV.alternateOf, PROV.wasQuotedFrom}
    action = URIRef(WRIT + "Action")
    hints = (
        RDFS.domain,
        RDFS.range,
        URIRef("https://schema.org/domainIncludes"),
        URIRef("https://schema.org/rangeIncludes"),
    )
    with_action = {s for hint in hints for s in ontology.subjects(hint, action)}
    assert with_action
    assert [
        p for p in with_action if set(ontology.transitive_objects(p, RDFS.subPropertyOf)) & entity_only
    ] == []
