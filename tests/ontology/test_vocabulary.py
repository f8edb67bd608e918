"""The code and the competency queries name only terms that the ontology defines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS

from kg import model

ROOT = Path(__file__).resolve().parents[2]
WRIT = "https://w3id.org/writ#"


def defined(ontology: Graph, name: str) -> bool:
    """Whether a local name is a term of ours."""
    return (URIRef(WRIT + name), RDF.type, None) in ontology


def terms_in(source: str) -> Iterator[str]:
    """Local names in ``writ("…")`` and ``WRIT + "…"`` of a Python source."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "writ"
            and node.args
        ):
            argument = node.args[0]
        elif (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Add)
            and getattr(node.left, "id", "") == "WRIT"
        ):
            argument = node.right
        else:
            continue
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def test_terms_are_found_in_source() -> None:
    """The reader of sources sees both ways of naming a term."""
    assert set(
        terms_in('a = writ("Block")\nb = vocab.writ("agent")\nc = WRIT + "Claim"\nd = writ(name)')
    ) == {"Block", "agent", "Claim"}


def test_code_names_only_defined_terms(ontology: Graph) -> None:
    """Every term of ours that ``kg`` and ``server`` name is in the ontology."""
    named = {
        (str(path.relative_to(ROOT)), term)
        for folder in ("kg", "server")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for term in terms_in(path.read_text(encoding="utf-8"))
    }
    assert any(term == "agent" for _, term in named)
    assert sorted((file, term) for file, term in named if term and not defined(ontology, term)) == []


def test_queries_name_only_defined_terms(ontology: Graph, ontology_folder: Path) -> None:
    """Every term of ours that a competency query or check names is in the ontology."""
    files = [*ontology_folder.glob("competency/*/*.rq"), *ontology_folder.glob("checks/*/*.rq")]
    named = {
        (str(file.relative_to(ontology_folder)), term)
        for file in files
        for term in re.findall(r"\bwrit:([A-Za-z][\w-]*)", file.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    assert sorted(pair for pair in named if not defined(ontology, pair[1])) == []


def test_shapes_name_only_defined_terms(ontology: Graph, shapes: Graph, house_shapes: Graph) -> None:
    """Every term of ours that a shape names is in the ontology."""
    named = {
        str(node)
        for graph in (shapes, house_shapes)
        for triple in graph
        for node in triple
        if str(node).startswith(WRIT)
    }
    assert named
    assert sorted(iri for iri in named if not defined(ontology, iri.removeprefix(WRIT))) == []


def test_model_values_are_concepts(ontology: Graph) -> None:
    """The values of polarity, modality and segment role in the model are the concepts of their schemes, no more and no fewer."""
    for values, scheme in (
        (model.Polarity, "polarities"),
        (model.Modality, "modalities"),
        (model.SegmentRole, "segment-roles"),
    ):
        concepts = set(
            ontology.subjects(URIRef("http://www.w3.org/2004/02/skos/core#inScheme"), URIRef(WRIT + scheme))
        )
        assert {str(c).removeprefix(WRIT) for c in concepts} == set(get_args(values))


def test_action_types_are_one_a_file(ontology: Graph, ontology_folder: Path) -> None:
    """A file of ``actions/`` defines the class of its name, below one of the five parents, and nothing else."""
    parents = set(ontology.subjects(RDFS.subClassOf, URIRef(WRIT + "Action")))
    assert len(parents) == 5
    for path in sorted((ontology_folder / "actions").glob("*.ttl")):
        graph = Graph().parse(path)
        assert set(graph.subjects()) == {URIRef(WRIT + path.stem)}
        assert set(graph.objects(None, RDFS.subClassOf)) <= parents
