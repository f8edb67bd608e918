"""The readable shape of exports: Turtle for people, JSON-LD for programs, tables for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.errors import ExportError
from kg.export import csv as tables
from kg.export import jsonld, rdfxml, turtle
from kg.export.format import Selection, format_named, prefixes_of
from kg.iris import Minter
from kg.vocab import DEFAULT_BASE, RDF_TYPE, writ

SELECTION = Selection(prefixes=prefixes_of(DEFAULT_BASE))


def _store(*quads: Quad) -> Store:
    store = Store()
    store.extend(quads)
    return store


def _written(writer: object, store: Store, selection: Selection = SELECTION) -> str:
    output = io.BytesIO()
    writer.write(store, selection, output)  # type: ignore[attr-defined]  # a format's module
    return output.getvalue().decode()


def test_turtle_is_grouped_with_type_and_label_first(small_store: Store) -> None:
    """A node is one block; what it is and is called comes first; names are short."""
    found = _written(
        turtle, small_store, Selection(graphs=(DefaultGraph(),), prefixes=prefixes_of(DEFAULT_BASE))
    )
    block = next(b for b in found.split("\n\n") if b.startswith("actor:tiktok\n"))
    lines = block.splitlines()
    assert lines[1] == "    a writ:Actor , writ:Platform ;"
    assert lines[2] == '    rdfs:label "TikTok"@en ;'
    assert lines[-1].endswith(" .")


def test_turtle_writes_numbers_bare_and_awkward_iris_whole(small_store: Store) -> None:
    """12500000 is a number to every reader; a passage's IRI has characters that a short name would have to escape."""
    found = _written(turtle, small_store)
    assert "writ:value 12500000 " in found
    assert "<https://w3id.org/writ/id/document/paper-1#char=" in found


def test_jsonld_has_a_context_of_prefixes(small_store: Store) -> None:
    """Plain JSON: one object per node, terms short, things by their whole IRI."""
    found = json.loads(_written(jsonld, small_store))
    assert found["@context"]["writ"] == "https://w3id.org/writ#"
    node = next(n for n in found["@graph"] if n["@id"] == f"{DEFAULT_BASE}actor/tiktok")
    assert node["rdfs:label"] == [{"@value": "TikTok", "@language": "en"}]
    assert any(n["@id"] == f"{DEFAULT_BASE}document/paper-1" and "@graph" in n for n in found["@graph"])


def test_rdfxml_refuses_predicates_without_an_xml_name() -> None:
    """An error that names the predicate, not a broken file."""
    node = Minter().document("a")
    with pytest.raises(ExportError, match="https://e.org/1"):
        _written(rdfxml, _store(Quad(node, NamedNode("https://e.org/1"), Literal("x"))))


def test_rdfxml_declares_foreign_namespaces() -> None:
    """A predicate outside our prefixes is written with a namespace of its own."""
    node = Minter().document("a")
    found = _written(rdfxml, _store(Quad(node, NamedNode("https://e.org/v#name"), Literal("x"))))
    assert '<p:name xmlns:p="https://e.org/v#">x</p:name>' in found


def _rows(store: Store, table: str) -> list[dict[str, str]]:
    output = io.BytesIO()
    tables.write_table(store, SELECTION, table, output)
    return list(csv.DictReader(io.StringIO(output.getvalue().decode())))


def test_claims_table_has_words_and_place_of_each_claim(small_store: Store) -> None:
    """A row can be checked against its document without any RDF."""
    row = next(r for r in _rows(small_store, "claims") if r["document"] == "paper-1" and r["type"] == "Block")
    assert row["agent"] == "Pakistan Telecommunication Authority"
    assert row["target"] == "TikTok"
    assert row["earliest"] == row["latest"] == "2020-10-09"
    assert int(row["end"]) - int(row["begin"]) == len(row["quote"])


@pytest.mark.parametrize(
    ("table", "count"), [("documents", 2), ("actions", 2), ("actors", 2), ("observations", 1), ("claims", 5)]
)
def test_tables_have_a_row_for_each_thing(table: str, count: int, small_store: Store) -> None:
    """No thing is doubled by having several values."""
    rows = _rows(small_store, table)
    assert len(rows) == count
    assert all(next(iter(row.values())).startswith(DEFAULT_BASE) for row in rows)


def test_cells_are_no_formulas() -> None:
    """A spreadsheet must not run what a document says; numbers below zero stay numbers."""
    mint = Minter()
    node = mint.observation("o")
    values = [
        (writ("measure"), Literal("=HYPERLINK(1)")),
        (writ("unit"), Literal("@x")),
        (writ("value"), Literal("-3")),
    ]
    store = _store(Quad(node, RDF_TYPE, writ("Observation")))
    store.extend(Quad(node, p, o) for p, o in values)
    row = _rows(store, "observations")[0]
    assert (row["measure"], row["unit"], row["value"]) == ("'=HYPERLINK(1)", "'@x", "-3")


def test_folder_of_tables(small_store: Store, tmp_path: Path) -> None:
    """One file per table, made where the folder is missing."""
    tables.write_folder(small_store, SELECTION, tmp_path / "new")
    assert sorted(p.stem for p in (tmp_path / "new").iterdir()) == sorted(tables.TABLES)


def test_unknown_names_are_errors_that_list_the_known(small_store: Store) -> None:
    """Formats, tables and graphs."""
    with pytest.raises(ExportError, match="turtle"):
        format_named("word")
    with pytest.raises(ExportError, match="actions"):
        tables.write_table(small_store, SELECTION, "x", io.BytesIO())
    with pytest.raises(ExportError, match="e.org/none"):
        _written(turtle, small_store, Selection(graphs=(NamedNode("https://e.org/none"),)))
