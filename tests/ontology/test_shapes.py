"""The shapes of the data, tried on the examples: a file under ``examples/`` is a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import RDF, SH

EXAMPLES = Path(__file__).resolve().parents[2] / "ontology" / "examples"
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
SHAPES = "https://w3id.org/writ/shapes#"


def broken_by(path: Path, shapes: Graph) -> set[str]:
    """Local names of the shapes that a file breaks."""
    _, report, _ = validate(Graph().parse(path), shacl_graph=shapes)
    assert isinstance(report, Graph)
    return {str(shape).removeprefix(SHAPES) for shape in report.objects(None, SH.sourceShape)}


def named_in(path: Path) -> set[str]:
    """Local names of the shapes that the head of an invalid example says it breaks."""
    return set(re.findall(r"^# breaks: shapes:(\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_valid_example_conforms(path: Path, shapes: Graph) -> None:
    """A valid example breaks no shape."""
    assert broken_by(path, shapes) == set()


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_invalid_example_breaks_what_it_names(path: Path, shapes: Graph) -> None:
    """An invalid example breaks the shapes that its comment names, and no other."""
    assert named_in(path)
    assert broken_by(path, shapes) == named_in(path)


def test_every_property_shape_is_broken_by_an_example(shapes: Graph) -> None:
    """No shape is there that nothing has ever been seen to break."""
    known = {str(shape).removeprefix(SHAPES) for shape in shapes.subjects(RDF.type, SH.PropertyShape)}
    assert known - set().union(*map(named_in, INVALID)) == set()


def test_every_targeted_class_has_a_valid_example(shapes: Graph) -> None:
    """Each class that a shape is for occurs in a valid example."""
    shown = {kind for path in VALID for kind in Graph().parse(path).objects(None, RDF.type)}
    assert set(shapes.objects(None, SH.targetClass)) - shown == set()


def test_shapes_are_well_formed(shapes: Graph, house_shapes: Graph) -> None:
    """Both shape files conform to the shapes of SHACL itself."""
    for graph in (shapes, house_shapes):
        conforms, _, message = validate(Graph(), shacl_graph=graph, meta_shacl=True)
        assert conforms, message


def test_property_shapes_say_what_is_wrong(shapes: Graph) -> None:
    """Each property shape has a message for people."""
    silent = [s for s in shapes.subjects(RDF.type, SH.PropertyShape) if (s, SH.message, None) not in shapes]
    assert silent == []
