"""The tables as Apache Parquet, in a ZIP archive; dates, numbers and counts are typed. Needs ``writ[parquet]``.

The type of a column depends on its name alone, so that two exports have one schema. A typed column gets null where a cell is
empty or holds several values, which the CSV tables show.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from pyoxigraph import Store

from kg.errors import ExportError
from kg.export.format import Format, Selection, chosen_graphs
from kg.export.tables import TABLES, known_table, rows
from kg.export.view import View

_EPOCH = (1980, 1, 1, 0, 0, 0)
DATES = frozenset(
    [
        "earliest",
        "latest",
        "until",
        "earliestBeginning",
        "latestBeginning",
        "earliestEnd",
        "latestEnd",
        "start_date",
        "end_date",
        "latest_start_date",
    ]
)
INTEGERS = frozenset(["begin", "end", "independentSources", "documents", "independent_sources", "duration"])
FLOATS = frozenset(("value", "confidence"))


def typed(column: str, value: str) -> date | int | float | str | None:
    """A cell as its column's type; None where it is empty or holds several values of a typed column."""
    try:
        if column in DATES:
            return date.fromisoformat(value)
        if column in INTEGERS:
            return int(value)
        if column in FLOATS:
            return float(Decimal(value))
    except (ValueError, InvalidOperation):
        return None
    return value or None


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """All tables, one Parquet file each; one table is held in memory at a time.

    Raises:
        ExportError: pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ExportError("Parquet needs pyarrow: pip install 'writ[parquet]'") from error
    view = View(store, frozenset(chosen_graphs(store, selection)))
    kinds: dict[str, Any] = {
        **dict.fromkeys(DATES, pyarrow.date32()),
        **dict.fromkeys(INTEGERS, pyarrow.int64()),
        **dict.fromkeys(FLOATS, pyarrow.float64()),
    }
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name in TABLES:
            columns = known_table(name)[1]
            schema = pyarrow.schema([(c, kinds.get(c, pyarrow.string())) for c in columns])
            data = [{c: typed(c, v) for c, v in row.items()} for row in rows(view, name)]
            table = pyarrow.Table.from_pylist(data, schema=schema)
            held = io.BytesIO()
            parquet.write_table(table, held)
            archive.writestr(zipfile.ZipInfo(f"{name}.parquet", _EPOCH), held.getvalue())


FORMAT = Format(
    name="parquet",
    iri=None,
    media_types=("application/vnd.apache.parquet+zip",),
    extension="parquet.zip",
    datasets=True,
    write=write,
)
