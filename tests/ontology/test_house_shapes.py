"""The ontology against its own rules of writing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, Graph
from rdflib.namespace import SH

SHAPES = "https://w3id.org/writ/shapes#"
PREFIXES = """
@prefix lex: <https://w3id.org/writ/lexicon#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix writ: <https://w3id.org/writ#> .
"""
GOOD = 'rdfs:label "ban"@en ; skos:definition "A ban is a restriction by law."@en ; skos:example "A ban."@en ; rdfs:isDefinedBy <https://w3id.org/writ>'
FAULTS = [
    (GOOD.replace('rdfs:label "ban"@en ;', ""), "writ:Ban a owl:Class ; {}", "Term-label"),
    (GOOD.replace('"ban"@en', '"ban"'), "writ:Ban a owl:Class ; {}", "Term-label"),
    (
        GOOD.replace("A ban is a restriction by law.", "a restriction"),
        "writ:Ban a owl:Class ; {}",
        "Term-definition",
    ),
    (GOOD.replace('skos:example "A ban."@en ;', ""), "writ:Ban a owl:Class ; {}", "TermInUse-example"),
    (GOOD, "writ:ban-of a owl:Class ; {}", "ClassTerm"),
    (GOOD, "writ:Ban a owl:ObjectProperty ; {}", "PropertyTerm"),
    (GOOD, "writ:Ban a skos:Concept ; {}", "ConceptTerm"),
    (GOOD, "writ:ban a skos:Concept ; {}", "ConceptTerm-scheme"),
    (
        GOOD,
        'writ:ban a skos:Concept ; skos:prefLabel "ban"@en ; skos:hiddenLabel "Ban"@en ; {}',
        "ConceptTerm-cue",
    ),
    (GOOD, 'writ:Ban a owl:Class ; lex:template "{{agent}} ban" ; {}', "ActionType-parent"),
    ("", "writ:x a owl:Ontology {}", "Header-version"),
    ("", "writ:x a owl:Ontology {}", "Header-licence"),
    ("", "writ:x a owl:Ontology {}", "Header-changes"),
    ("", "writ:x a owl:Ontology {}", "Header-created"),
]


def test_ontology_keeps_the_house_rules(ontology: Graph, house_shapes: Graph) -> None:
    """Every term has a name, a label, a definition and an example as the house shapes ask."""
    conforms, _, message = validate(ontology, shacl_graph=house_shapes)
    assert conforms, message


@pytest.mark.parametrize("file", ["shapes.ttl", "house-shapes.ttl"])
def test_shape_files_have_headers(file: str, ontology_folder: Path, house_shapes: Graph) -> None:
    """The shape files have a header with version, licence and change notes like the ontology."""
    conforms, _, message = validate(Graph().parse(ontology_folder / file), shacl_graph=house_shapes)
    assert conforms, message


@pytest.mark.parametrize(
    ("written", "triple", "shape"), FAULTS, ids=[f"{f[2]}-{i}" for i, f in enumerate(FAULTS)]
)
def test_house_shape_finds_fault(written: str, triple: str, shape: str, house_shapes: Graph) -> None:
    """A term with one fault breaks the shape that is about it."""
    data = Graph().parse(data=PREFIXES + triple.format(written) + " .", format="turtle")
    _, report, _ = validate(data, shacl_graph=house_shapes)
    assert isinstance(report, Graph)
    found = {str(s).removeprefix(SHAPES) for s in report.objects(None, SH.sourceShape)}
    assert shape in found
    assert (None, RDF.type, SH.ValidationResult) in report
