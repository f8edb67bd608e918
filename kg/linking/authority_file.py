"""A file of somebody's own as a source: CSV, an SSSOM mapping set, or RDF.

CSV has a line of column names: ``id`` and ``label`` are needed, ``aliases`` (divided by ``|``), ``type``, ``country``
and ``description`` may be there. Of SSSOM the objects are the records. Of RDF, resources with a label.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.errors import LinkError, UsageError
from kg.linking.index import NameIndex
from kg.linking.model import LinkSource, Record, SourceOptions, Subject
from kg.vocab import FOAF, RDF_TYPE, RDFS, SCHEMA, SKOS, WRIT

_LABELS = (SKOS + "prefLabel", RDFS + "label", SCHEMA + "name", FOAF + "name")
_NAMES = (SKOS + "altLabel", SKOS + "hiddenLabel", SCHEMA + "alternateName")
_COUNTRIES = (WRIT + "countryCode",)
_DESCRIPTIONS = (SKOS + "definition", SCHEMA + "description", RDFS + "comment")


class _File:
    """The records of a file, found by name."""

    def __init__(self, records: Iterable[Record], limit: int) -> None:
        self._index = NameIndex(records)
        self._limit = limit

    def candidates(self, subjects: Sequence[Subject]) -> Iterator[Sequence[Record]]:
        """As :class:`kg.linking.model.Searcher`."""
        for subject in subjects:
            found = {
                hit.record.id: hit.record
                for name in subject.all_names
                for hit in self._index.search(name, self._limit)
            }
            yield tuple(found.values())


def read_records(path: Path) -> list[Record]:
    """The records of a file, by its suffix.

    Raises:
        UsageError: there is no such file, or its suffix says no format.
        LinkError: the file does not hold what its format says; the message names the line.
    """
    if not path.is_file():
        raise UsageError(f"{path} is no file")
    try:
        if path.suffix in (".csv", ".tsv"):
            return list(_table(path))
        form = RdfFormat.from_extension(path.suffix.removeprefix("."))
        if form is None:
            raise UsageError(f"{path}: .csv, .tsv (SSSOM) or an RDF file is expected")
        return list(_graph(path, form))
    except (OSError, SyntaxError, UnicodeDecodeError, csv.Error) as error:
        raise LinkError(f"{path}: {error}") from error


def _table(path: Path) -> Iterator[Record]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    rows = csv.DictReader(
        (line for line in lines if not line.startswith("#")), delimiter="\t" if path.suffix == ".tsv" else ","
    )
    names = rows.fieldnames or ()
    prefix = "object_" if "object_id" in names else ""
    if f"{prefix}id" not in names or f"{prefix}label" not in names:
        raise LinkError(f"{path}: the columns id and label (in SSSOM object_id and object_label) are needed")
    for number, row in enumerate(rows, start=2):
        identifier, label = (row[f"{prefix}id"] or "").strip(), (row[f"{prefix}label"] or "").strip()
        if not identifier or not label:
            raise LinkError(f"{path} row {number}: an id and a label are needed")
        yield Record(
            id=identifier,
            label=label,
            names=_listed(row, "aliases"),
            types=_listed(row, "type" if not prefix else "object_category"),
            country=(row.get("country") or "").strip() or None,
            description=(row.get("description") or "").strip(),
        )


def _listed(row: Mapping[str, str | None], column: str) -> tuple[str, ...]:
    return tuple(part for part in ((row.get(column) or "").split("|")) if part.strip())


def _graph(path: Path, form: RdfFormat) -> Iterator[Record]:
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in sorted(parse(path=str(path), format=form), key=str):
        if isinstance(quad.subject, NamedNode):
            values[quad.subject.value][quad.predicate.value].append(str(getattr(quad.object, "value", "")))
    for iri, found in sorted(values.items()):
        labels = [v for p in _LABELS for v in found.get(p, ())]
        if labels:
            yield Record(
                id=iri,
                label=labels[0],
                names=(*labels[1:], *(v for p in _NAMES for v in found.get(p, ()))),
                types=tuple(found.get(RDF_TYPE.value, ())),
                country=next((v for p in _COUNTRIES for v in found.get(p, ())), None),
                description=next((v for p in _DESCRIPTIONS for v in found.get(p, ())), ""),
            )


def _open(location: str, options: SourceOptions) -> _File:
    return _File(read_records(Path(location)), options.limit)


SOURCE = LinkSource(name="file", help="a CSV, SSSOM or RDF file", profiles=(), open=_open)
