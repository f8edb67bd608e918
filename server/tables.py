"""Tables of pages as downloads: the same rows as CSV (RFC 4180, https://www.rfc-editor.org/rfc/rfc4180) and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from flask import Response

from server.errors import Problem

#: Cells that a spreadsheet would take for a formula are marked as text: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of as many cells as there are columns; ``name`` names the file."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str | int | float, ...]]

    def csv(self) -> str:
        """With a header, lines ended by CR LF."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows(tuple(_cell(value) for value in row) for row in self.rows)
        return out.getvalue()

    def json(self) -> bytes:
        """A list of objects."""
        return orjson.dumps([dict(zip(self.columns, row, strict=True)) for row in self.rows])


def _cell(value: str | int | float) -> str | int | float:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def download(table: Table, suffix: str) -> Response:
    """A table as a file. Raises Problem (not-found) for another suffix than csv or json."""
    match suffix:
        case "csv":
            response = Response(table.csv(), content_type="text/csv; charset=utf-8")
        case "json":
            response = Response(table.json(), content_type="application/json")
        case _:
            raise Problem("not-found", f"this is offered as csv or json, not as {suffix[:20]}")
    response.headers["Content-Disposition"] = f'attachment; filename="writ-{table.name}.{suffix}"'
    return response
