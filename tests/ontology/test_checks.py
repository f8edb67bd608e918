"""The checks: queries whose every row is a fault. Each finds the fault in the file beside it and none in what we publish."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

FOLDER = Path(__file__).resolve().parents[2] / "ontology"
ABOUT_ONTOLOGY = sorted((FOLDER / "checks" / "ontology").glob("*-violation.rq"))
ABOUT_DATA = sorted((FOLDER / "checks" / "data").glob("*-violation.rq"))
TERMS = ("core.ttl", "lexicon.ttl", "actions/*.ttl", "alignments/*.ttl", "schemes/*.ttl")


def loaded(*files: Path) -> Store:
    """The files in one default graph."""
    store = Store()
    for file in files:
        store.load(path=str(file), format=RdfFormat.TURTLE)
    return store


def rows(store: Store, check: Path) -> list[list[str]]:
    """What a check finds in all graphs together."""
    found = store.query(check.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [[str(value) for value in row] for row in found]


@pytest.fixture(scope="module")
def terms() -> list[Path]:
    """The files of the ontology."""
    return [path for pattern in TERMS for path in sorted(FOLDER.glob(pattern))]


@pytest.mark.parametrize("check", ABOUT_ONTOLOGY + ABOUT_DATA, ids=lambda p: p.stem)
def test_check_finds_the_fault_beside_it(check: Path) -> None:
    """The toy data beside a check has the fault that the check is about."""
    assert rows(loaded(check.with_suffix(".ttl")), check)


@pytest.mark.parametrize("check", ABOUT_ONTOLOGY, ids=lambda p: p.stem)
def test_ontology_passes_check(check: Path, terms: list[Path]) -> None:
    """The ontology has no fault that a check finds."""
    assert rows(loaded(*terms), check) == []


@pytest.mark.parametrize(
    "example", sorted((FOLDER / "examples" / "valid").glob("*.ttl")), ids=lambda p: p.stem
)
def test_valid_example_passes_checks(example: Path, terms: list[Path]) -> None:
    """A valid example, together with the ontology, has no fault that a check of the data finds."""
    store = loaded(*terms, example)
    assert {check.stem: found for check in ABOUT_DATA if (found := rows(store, check))} == {}


@pytest.mark.parametrize("check", ABOUT_DATA, ids=lambda p: p.stem)
def test_seeds_pass_check(check: Path, seeds: Store) -> None:
    """The graph of the seeds has no fault that a check of the data finds."""
    assert rows(seeds, check) == []


def test_ontology_has_no_blank_nodes(terms: list[Path]) -> None:
    """Blank nodes would give the ontology's graph other bytes in every build."""
    nodes = [node for quad in loaded(*terms) for node in (quad.subject, quad.object)]
    assert not [node for node in nodes if str(node).startswith("_:")]
