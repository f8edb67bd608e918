"""CSV tables of what people count and sort: :data:`kg.export.tables.TABLES`. RFC 4180.

Cells that a spreadsheet would take for a formula are quoted with an apostrophe
(https://owasp.org/www-community/attacks/CSV_Injection), since texts are other people's.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Store

from kg.errors import ExportError
from kg.export.format import Format, Selection, chosen_graphs
from kg.export.tables import TABLES, known_table, rows
from kg.export.view import View

_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # one time for all, so that the archive depends on nothing but its content


def write_table(store: Store, selection: Selection, table: str, output: BinaryIO) -> None:
    """One table, rows by IRI.

    Raises:
        ExportError: there is no such table.
    """
    known_table(table)
    output.writelines(_lines(View(store, frozenset(chosen_graphs(store, selection))), table))


def _lines(view: View, table: str) -> Iterator[bytes]:
    yield _line(list(known_table(table)[1]))
    for row in rows(view, table):
        yield _line([_cell(value) for value in row.values()])


def _cell(value: str) -> str:
    return "'" + value if _FORMULA.match(value) and not _NUMBER.fullmatch(value) else value


def _line(cells: list[str]) -> bytes:
    row = io.StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue().encode()


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """All tables, in a ZIP archive."""
    view = View(store, frozenset(chosen_graphs(store, selection)))
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            with archive.open(zipfile.ZipInfo(f"{table}.csv", _EPOCH), "w") as file:
                file.writelines(_lines(view, table))


def write_folder(store: Store, selection: Selection, folder: Path) -> None:
    """All tables as files of a folder, which is made where it is missing.

    Raises:
        ExportError: the folder can't be written.
    """
    view = View(store, frozenset(chosen_graphs(store, selection)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            with (folder / f"{table}.csv").open("wb") as file:
                file.writelines(_lines(view, table))
    except OSError as error:
        raise ExportError(f"{folder} can't be written: {error.strerror}") from error


FORMAT = Format(
    name="csv",
    iri=None,
    media_types=("application/zip",),
    extension="zip",
    datasets=True,
    write=write,
)
