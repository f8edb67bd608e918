"""CSV tables of what people count and sort: claims, actions, actors, observations, statuses, documents. RFC 4180.

Several values of one cell are joined by `` | ``. Cells that a spreadsheet would take for a formula are quoted with an
apostrophe (https://owasp.org/www-community/attacks/CSV_Injection), since texts are other people's.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Literal, NamedNode, Store

from kg.errors import ExportError
from kg.export.format import Format, GraphName, Selection, chosen_graphs
from kg.vocab import DCTERMS, OA, OWL, RDF_TYPE, RDFS, SCHEMA, SKOS, WRIT, writ

_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # one time for all, so that the archive depends on nothing but its content


@dataclass(frozen=True, slots=True)
class _View:
    """The chosen graphs, read as one."""

    store: Store
    graphs: frozenset[GraphName]

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
        found = {
            q.object
            for q in self.store.quads_for_pattern(subject, predicate, None, None)
            if q.graph_name in self.graphs and isinstance(q.object, (NamedNode, Literal))
        }
        return sorted(found, key=str)

    def instances(self, kind: str) -> list[NamedNode]:
        found = {
            q.subject
            for q in self.store.quads_for_pattern(None, RDF_TYPE, writ(kind), None)
            if q.graph_name in self.graphs and isinstance(q.subject, NamedNode)
        }
        return sorted(found, key=lambda s: s.value)

    def label(self, term: NamedNode | Literal) -> str:
        """A node's label, or what is left of its IRI."""
        if isinstance(term, Literal):
            return term.value
        labels = self.values(term, NamedNode(RDFS + "label"))
        return labels[0].value if labels else term.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


#: A column's values for a subject.
Column = Callable[[_View, NamedNode], list[str]]


def _path(*predicates: NamedNode, labels: bool = False) -> Column:
    """What a path of properties leads to: literals, and nodes as IRIs or by their labels."""

    def values(view: _View, subject: NamedNode) -> list[str]:
        found: list[NamedNode | Literal] = [subject]
        for predicate in predicates:
            found = [o for s in found if isinstance(s, NamedNode) for o in view.values(s, predicate)]
        return [view.label(term) if labels else term.value for term in found]

    return values


def _iri(view: _View, subject: NamedNode) -> list[str]:
    return [subject.value]


def _type(view: _View, subject: NamedNode) -> list[str]:
    """The most specific classes of ours: those that no other class of the node lies below."""
    from kg.ontology_graph import classes_of

    kinds = {t.value.removeprefix(WRIT) for t in view.values(subject, RDF_TYPE) if t.value.startswith(WRIT)}
    above = {c.value.removeprefix(WRIT) for kind in kinds for c in classes_of(kind)[1:]}
    return sorted(kinds - above)


def _plain(*names: str) -> dict[str, Column]:
    return {name: _path(writ(name)) for name in names}


def _labelled(*names: str) -> dict[str, Column]:
    return {name: _path(writ(name), labels=True) for name in names}


_LABEL = {"label": _path(NamedNode(RDFS + "label"))}
_ROLES = ("agent", "target", "place", "instrument", "ground")
_EVIDENCE = writ("evidence")
_SAME = (NamedNode(OWL + "sameAs"), NamedNode(SKOS + "exactMatch"))

TABLES: dict[str, tuple[str, dict[str, Column]]] = {
    "documents": (
        "Document",
        {
            "document": _iri,
            "identifier": _path(NamedNode(DCTERMS + "identifier")),
            "title": _path(NamedNode(DCTERMS + "title")),
            "publisher": _path(NamedNode(DCTERMS + "publisher")),
            "published": _path(NamedNode(SCHEMA + "datePublished")),
            "url": _path(NamedNode(SCHEMA + "url")),
            **_plain("sha256"),
        },
    ),
    "claims": (
        "Claim",
        {
            "claim": _iri,
            **_plain("about"),
            "type": lambda view, claim: [k for a in view.values(claim, writ("about")) if isinstance(a, NamedNode) for k in _type(view, a)],
            "document": _path(writ("document"), NamedNode(DCTERMS + "identifier")),
            **_labelled(*_ROLES, "saidBy"),
            **_plain("groundText", "earliest", "latest", "until"),
            **_labelled("polarity", "modality"),
            **_plain("measure", "value", "unit"),
            "quote": _path(_EVIDENCE, NamedNode(OA + "exact")),
            "begin": _path(_EVIDENCE, NamedNode(OA + "start")),
            "end": _path(_EVIDENCE, NamedNode(OA + "end")),
            "passage": _path(_EVIDENCE),
            **_plain("rule", "confidence"),
        },
    ),
    "actions": (
        "Action",
        {
            "action": _iri,
            "type": _type,
            **_LABEL,
            **_labelled(*_ROLES),
            **_plain("earliest", "latest", "until"),
            **_labelled("factuality"),
            **_plain("independentSources", "documents", "mergedBecause"),
        },
    ),
    "actors": (
        "Actor",
        {
            "actor": _iri,
            "type": _type,
            **_LABEL,
            "names": _path(NamedNode(SKOS + "altLabel")),
            **_plain("countryCode"),
            **_labelled("parent"),
            "same_as": lambda view, actor: [o.value for p in _SAME for o in view.values(actor, p)],
        },
    ),
    "observations": (
        "Observation",
        {
            "observation": _iri,
            **_LABEL,
            **_plain("measure", "value", "unit"),
            **_labelled("agent", "place"),
            **_plain("earliest", "latest", "independentSources", "documents"),
        },
    ),
    "statuses": (
        "Status",
        {
            "status": _iri,
            **_labelled("target", "place", "state"),
            **_plain("earliestBeginning", "latestBeginning", "earliestEnd", "latestEnd", "derivedFrom"),
        },
    ),
}  # fmt: skip


def write_table(store: Store, selection: Selection, table: str, output: BinaryIO) -> None:
    """One table, rows by IRI.

    Raises:
        ExportError: there is no such table.
    """
    if table not in TABLES:
        raise ExportError(f"no table {table!r}; there are {', '.join(TABLES)}")
    output.writelines(_lines(_View(store, frozenset(chosen_graphs(store, selection))), table))


def _lines(view: _View, table: str) -> Iterator[bytes]:
    kind, columns = TABLES[table]
    yield _line(list(columns))
    for subject in view.instances(kind):
        yield _line([_cell(column(view, subject)) for column in columns.values()])


def _cell(values: list[str]) -> str:
    whole = " | ".join(dict.fromkeys(values))
    return "'" + whole if _FORMULA.match(whole) and not _NUMBER.fullmatch(whole) else whole


def _line(cells: list[str]) -> bytes:
    row = io.StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue().encode()


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """All tables, in a ZIP archive."""
    view = _View(store, frozenset(chosen_graphs(store, selection)))
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            with archive.open(zipfile.ZipInfo(f"{table}.csv", _EPOCH), "w") as file:
                file.writelines(_lines(view, table))


def write_folder(store: Store, selection: Selection, folder: Path) -> None:
    """All tables as files of a folder, which is made where it is missing.

    Raises:
        ExportError: the folder can't be written.
    """
    view = _View(store, frozenset(chosen_graphs(store, selection)))
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
