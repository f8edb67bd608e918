"""Parquet, the STOP-like table, and parts of a dataset."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from pyoxigraph import DefaultGraph, Store

from kg.errors import ExportError
from kg.export import parquet
from kg.export.format import Selection, chosen_graphs
from kg.export.selecting import Part, selected
from kg.export.tables import TABLES, rows
from kg.export.view import View
from kg.vocab import RDF_TYPE, writ


def _rows(store: Store, table: str) -> list[dict[str, str]]:
    return list(rows(View(store, frozenset(chosen_graphs(store, Selection()))), table))


def test_stop_row_names_order_ground_and_words(small_store: Store) -> None:
    """The block is one row, with its quote, its ground as others give it, and no acknowledgement nobody made."""
    (row,) = _rows(small_store, "stop")
    assert (row["start_date_type"], row["start_date"]) == ("exact", "2020-10-09")
    assert (row["country"], row["shutdown_type"], row["other_affected"]) == (
        "Pakistan",
        "Service-based",
        "TikTok",
    )
    assert (row["ordered_by"], row["decision_maker"]) == ("Pakistan Telecommunication Authority", "Regulator")
    assert (row["gov_justification"], row["actual_cause_details"]) == ("", "indecent content")
    assert (row["gov_ack"], row["gov_ack_quote"]) == ("Not known", "")
    assert "blocked TikTok in Pakistan" in row["evidence_quote"]
    assert row["info_source_link"].count("document/paper-") == 2


def test_parquet_is_typed(small_store: Store) -> None:
    """Days are days and numbers numbers; every table is there with the CSV's columns."""
    arrow = pytest.importorskip("pyarrow.parquet")
    output = io.BytesIO()
    parquet.write(small_store, Selection(), output)
    archive = zipfile.ZipFile(output)
    assert sorted(archive.namelist()) == sorted(f"{t}.parquet" for t in TABLES)
    table = arrow.read_table(io.BytesIO(archive.read("claims.parquet")))
    assert table.column_names == list(TABLES["claims"][1])
    assert date(2020, 10, 9) in table["earliest"].to_pylist()
    assert 12_500_000.0 in table["value"].to_pylist()


def test_part_by_entity_keeps_words_of_what_it_keeps(small_store: Store) -> None:
    """Every claim of the part has its passage, and nothing is there that the store lacks."""
    found = selected(small_store, Part(entities=["pakistan"]))
    assert set(found) < set(small_store)
    (row,) = _rows(found, "actions")
    assert row["type"] == "Block"
    assert all(r["quote"] for r in _rows(found, "claims"))


@pytest.mark.parametrize(
    ("part", "actions"),
    [
        (Part(since=date(2020, 10, 10), before=date(2020, 12, 1)), 0),
        (Part(since=date(2020, 10, 9), before=date(2020, 10, 9)), 1),
        (Part(documents=["paper-2"]), 2),
        (Part(sparql="SELECT ?a { ?a a writ:Block }"), 1),
        (Part(sparql="SELECT ?a { ?a a writ:Block }", since=date(2021, 1, 1)), 0),
    ],
)
def test_part_by_day_document_and_query(part: Part, actions: int, small_store: Store) -> None:
    """All criteria must hold."""
    assert len(_rows(selected(small_store, part), "actions")) == actions


def test_part_by_construct_is_its_triples(small_store: Store) -> None:
    """In the default graph, as the query makes them."""
    found = selected(small_store, Part(sparql="CONSTRUCT { ?a a writ:Block } { ?a a writ:Block }"))
    assert {(q.predicate, q.object, q.graph_name) for q in found} == {
        (RDF_TYPE, writ("Block"), DefaultGraph())
    }


@pytest.mark.parametrize(
    "part", [Part(entities=["Nobody"]), Part(documents=["x"]), Part(sparql="SELEC"), Part(sparql="ASK {}")]
)
def test_wrong_parts_are_errors(part: Part, small_store: Store) -> None:
    """One clear line each."""
    with pytest.raises(ExportError):
        selected(small_store, part)
