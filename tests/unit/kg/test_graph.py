"""The graph in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, Store

import kg
from kg.errors import NotBuiltError, UsageError
from kg.graph import Graph
from kg.store import Ownership, StoreDirectory
from kg.vocab import DEFAULT_BASE


@pytest.fixture
def graph(tmp_path: Path, small_store: Store) -> Iterator[Graph]:
    """The small graph, opened as people open it."""
    with StoreDirectory(tmp_path / "store").building(Ownership.of_build(DEFAULT_BASE)) as new:
        new.store.extend(small_store)
    with kg.open(tmp_path / "store") as opened:
        yield opened


def test_query_gives_rows_truth_or_triples(graph: Graph) -> None:
    """By the form of the query; unbound variables are missing."""
    rows = graph.query(
        "SELECT ?l ?none { ?a a writ:Platform ; rdfs:label ?l OPTIONAL { ?a writ:value ?none } }"
    )
    assert rows == [{"l": Literal("TikTok", language="en")}]
    assert graph.query("ASK { ?a a writ:Block }") is True
    triples = graph.query("CONSTRUCT { ?a a writ:Block } { ?a a writ:Block }")
    assert isinstance(triples, list)
    assert len(triples) == 1


def test_data_frames_are_typed(graph: Graph) -> None:
    """Whole numbers, decimals, days, truth values; a gap is missing, not a string."""
    pytest.importorskip("pandas")
    frame = graph.query_df(
        "SELECT ?day ?n ?c ?b ?s { VALUES (?day ?n ?c ?b ?s) { ('2020-10-09'^^xsd:date 3 1.5 true 'x') (UNDEF UNDEF UNDEF UNDEF 2) } } ORDER BY ?n"
    )
    assert [str(t) for t in frame.dtypes][1:] == ["Int64", "Float64", "boolean", "string"]
    assert str(frame.dtypes["day"]).startswith("datetime64")
    assert frame["n"].isna().tolist() == [True, False]
    with pytest.raises(UsageError, match="SELECT"):
        graph.query_df("ASK {}")


@pytest.mark.parametrize(
    ("criteria", "count"),
    [
        ({"place": "pakistan", "type": "Block"}, 1),
        ({"type": "Restriction", "target": "TikTok"}, 1),
        ({"agent": "PTA"}, 1),
        ({"place": "Nowhere"}, 0),
        ({"since": date(2020, 10, 9), "before": date(2020, 10, 9)}, 1),
        ({"since": date(2021, 1, 1)}, 0),
        ({}, 2),
    ],
)
def test_actions_are_chosen_by_what_is_given(graph: Graph, criteria: dict[str, object], count: int) -> None:
    """Names in any case and other names too; a type has its subtypes."""
    assert len(graph.actions(**criteria)) == count  # type: ignore[arg-type]  # a table of keyword arguments


def test_action_has_its_words(graph: Graph) -> None:
    """From an action to the exact characters."""
    (block,) = graph.actions(place="Pakistan", type="Block")
    assert (block.type, block.target, block.earliest) == ("Block", ("TikTok",), date(2020, 10, 9))
    found = graph.evidence(block)
    assert len(found) == 2
    assert all(e.end - e.begin == len(e.quote) for e in found)
    assert graph.evidence(found[0].claim) == [found[0]]


def test_wrong_calls_are_errors(graph: Graph, tmp_path: Path) -> None:
    """A type that is none, a query that is none, a store without a build."""
    with pytest.raises(UsageError, match="Blok"):
        graph.actions(type="Blok")
    with pytest.raises(UsageError, match="SPARQL"):
        graph.query("SELEC")
    with pytest.raises(NotBuiltError):
        kg.open(tmp_path / "none")


def test_notebook_runs(repository: Path, seeds_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each cell of the example, in order, on the seeds."""
    pytest.importorskip("pandas")
    monkeypatch.setenv("WRIT_STORE", str(seeds_store))
    cells = json.loads((repository / "examples" / "first_look.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert len(names["blocks"]) > 0  # type: ignore[arg-type]  # a list of the notebook's
    assert len(names["frame"]) > 0  # type: ignore[arg-type]  # a data frame of the notebook's
