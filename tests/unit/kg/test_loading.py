"""Other people's RDF: a graph of its own, a record, and nothing lost by a bad file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Store

from kg.cli import ExitCode, run
from kg.errors import UsageError
from kg.iris import Minter
from kg.loading import load_file
from kg.store import Ownership, StoreDirectory
from kg.vocab import DEFAULT_BASE, PROV

GRAPH = "https://e.org/graph"


@pytest.fixture
def directory(tmp_path: Path, small_store: Store) -> StoreDirectory:
    """A built store."""
    return _build(StoreDirectory(tmp_path / "store"), small_store)


def _build(directory: StoreDirectory, content: Store) -> StoreDirectory:
    with directory.building(Ownership.of_build(DEFAULT_BASE)) as new:
        new.store.extend(content)
        new.manifest["base"] = DEFAULT_BASE
    return directory


def _file(folder: Path, text: str, name: str = "a.ttl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _graph(directory: StoreDirectory, graph: str = GRAPH) -> set[str]:
    return {str(q) for q in directory.open().quads_for_pattern(None, None, None, NamedNode(graph))}


def test_loaded_graph_survives_the_next_build_with_its_record(
    directory: StoreDirectory, tmp_path: Path, small_store: Store
) -> None:
    """Blank nodes have become IRIs, the same ones each time; the record names graph and source."""
    file = _file(tmp_path, "<https://e.org/a> <https://e.org/p> [ <https://e.org/q> 1 ] .")
    assert load_file(directory, file, GRAPH, source="https://e.org/source") == 2
    first = _graph(directory)
    assert load_file(directory, file, GRAPH) == 2
    assert _graph(directory) == first
    _build(directory, small_store)
    assert _graph(directory) == first
    store = directory.open()
    assert not any(isinstance(t, BlankNode) for q in store for t in (q.subject, q.object))
    loads = Minter().graph("loads")
    assert (
        len(list(store.quads_for_pattern(None, NamedNode(PROV + "generated"), NamedNode(GRAPH), loads))) == 2
    )
    assert list(
        store.quads_for_pattern(None, NamedNode(PROV + "used"), NamedNode("https://e.org/source"), loads)
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [("<https://e.org/a> <https://e.org/p> 1 .\nnonsense", "a.ttl"), ("x", "a.doc"), ("{", "a.jsonld")],
)
def test_bad_file_changes_nothing(directory: StoreDirectory, tmp_path: Path, text: str, name: str) -> None:
    """One error, and the graph as it was before."""
    load_file(directory, _file(tmp_path, "<https://e.org/a> <https://e.org/p> 2 .", "good.ttl"), GRAPH)
    before = _graph(directory)
    with pytest.raises(UsageError):
        load_file(directory, _file(tmp_path, text, name), GRAPH)
    assert _graph(directory) == before != set()


@pytest.mark.parametrize(
    "graph",
    [
        f"{DEFAULT_BASE}document/paper-1",
        f"{DEFAULT_BASE}graph/links",
        f"{DEFAULT_BASE}graph/curation",
        "https://w3id.org/writ",
        "no iri",
    ],
)
def test_graphs_of_builds_are_not_written(directory: StoreDirectory, tmp_path: Path, graph: str) -> None:
    """Nobody can slip testimony in."""
    with pytest.raises(UsageError):
        load_file(directory, _file(tmp_path, "<https://e.org/a> <https://e.org/p> 2 ."), graph)


def test_command_says_what_it_did(
    directory: StoreDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a missing file is an error of usage."""
    file = _file(tmp_path, "<https://e.org/a> <https://e.org/p> 2 .")
    arguments = ["--graph", GRAPH, "--store", str(directory.path)]
    assert run(["load", str(file), *arguments]) == ExitCode.OK
    assert "1 triples" in capsys.readouterr().out
    assert run(["load", str(tmp_path / "none.ttl"), *arguments]) == ExitCode.USAGE
