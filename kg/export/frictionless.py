"""The tables as a Frictionless data package: CSV with a ``datapackage.json`` that types each column and ties the tables.

https://specs.frictionlessdata.io/data-package/ and https://specs.frictionlessdata.io/table-schema/, version 1. Typed cells with several
values are empty, as in the Parquet tables; other cells join several values by `` | ``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any, BinaryIO

import orjson
from pyoxigraph import Store

from kg.dataset_card import DESCRIPTION, TITLE
from kg.export.format import Format, Selection, chosen_graphs
from kg.export.parquet import DATES, FLOATS, INTEGERS, typed
from kg.export.tables import TABLES, known_table, rows
from kg.export.view import View

_EPOCH = (1980, 1, 1, 0, 0, 0)
#: The column that names a row, where a table has one; the STOP-like table names the action, once for each.
_KEYS = {
    "documents": "document", "claims": "claim", "actions": "action", "actors": "actor", "observations": "observation", "statuses": "status",
}  # fmt: skip
#: Columns with one value that is another table's key.
_TIES = {"claims": [("document", "documents", "identifier")]}


def _type_of(column: str) -> str:
    if column in DATES:
        return "date"
    return "integer" if column in INTEGERS else "number" if column in FLOATS else "string"


def resource(table: str) -> dict[str, Any]:
    """The description of one table."""
    columns = known_table(table)[1]
    schema: dict[str, Any] = {
        "fields": [{"name": name, "type": _type_of(name)} for name in columns],
        "missingValues": [""],
    }
    if table in _KEYS:
        schema["primaryKey"] = [_KEYS[table]]
    if table in _TIES:
        schema["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": other, "fields": [key]}}
            for name, other, key in _TIES[table]
        ]
    return {
        "name": table,
        "path": f"{table}.csv",
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n", "delimiter": ",", "doubleQuote": True},
        "schema": schema,
    }


def package() -> dict[str, Any]:
    """``datapackage.json``."""
    return {
        "profile": "tabular-data-package",
        "name": "writ",
        "title": TITLE,
        "description": DESCRIPTION,
        "resources": [resource(table) for table in TABLES],
    }


def table_bytes(view: View, table: str) -> bytes:
    """One table as CSV; what can't be read as its column's type is empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(known_table(table)[1])
    for row in rows(view, table):
        writer.writerow(["" if (value := typed(name, cell)) is None else value for name, cell in row.items()])
    return out.getvalue().encode()


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """A ZIP archive of the package; one table is held in memory at a time."""
    view = View(store, frozenset(chosen_graphs(store, selection)))
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("datapackage.json", _EPOCH), orjson.dumps(package(), option=orjson.OPT_INDENT_2)
        )
        for table in TABLES:
            archive.writestr(zipfile.ZipInfo(f"{table}.csv", _EPOCH), table_bytes(view, table))


FORMAT = Format(
    name="frictionless",
    iri=None,
    media_types=('application/zip;profile="https://specs.frictionlessdata.io/data-package/"',),
    extension="datapackage.zip",
    datasets=True,
    write=write,
)
