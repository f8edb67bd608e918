"""What the tests of the ontology share: its files, read once, and the scripts that keep them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from pyoxigraph import Store
from rdflib import Graph

ROOT = Path(__file__).resolve().parents[2]
#: The files that together are the ontology; shapes, checks and examples are about it.
TERMS = ("core.ttl", "lexicon.ttl", "actions/*.ttl", "alignments/*.ttl", "schemes/*.ttl")


@pytest.fixture(scope="session")
def ontology_folder() -> Path:
    """The folder of the ontology."""
    return ROOT / "ontology"


@pytest.fixture(scope="session")
def ontology(ontology_folder: Path) -> Graph:
    """All terms in one graph; not to be changed."""
    graph = Graph()
    for pattern in TERMS:
        for path in sorted(ontology_folder.glob(pattern)):
            graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def shapes(ontology_folder: Path) -> Graph:
    """The shapes of the data; not to be changed."""
    return Graph().parse(ontology_folder / "shapes.ttl")


@pytest.fixture(scope="session")
def house_shapes(ontology_folder: Path) -> Graph:
    """The shapes of the ontology itself; not to be changed."""
    return Graph().parse(ontology_folder / "house-shapes.ttl")


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def canonical_turtle() -> ModuleType:
    """The script that writes canonical Turtle."""
    return _script("canonical_turtle")


@pytest.fixture(scope="session")
def update_competency() -> ModuleType:
    """The script that answers the competency questions."""
    return _script("update_competency")


@pytest.fixture(scope="session")
def seeds(update_competency: ModuleType) -> Store:
    """The graph of the seeds; not to be changed."""
    store = update_competency.seeds_store()
    assert isinstance(store, Store)
    return store
