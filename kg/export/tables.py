"""The tables of what people count and sort: documents, claims, actions, actors, observations, statuses, and the STOP-like one.

Several values of one cell are joined by `` | ``.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.errors import ExportError
from kg.export import stop
from kg.export.view import Column, View, iri, kind, path
from kg.vocab import DCTERMS, OA, OWL, RDFS, SCHEMA, SKOS, writ


def _plain(*names: str) -> dict[str, Column]:
    return {name: path(writ(name)) for name in names}


def _labelled(*names: str) -> dict[str, Column]:
    return {name: path(writ(name), labels=True) for name in names}


_LABEL = {"label": path(NamedNode(RDFS + "label"))}
_ROLES = ("agent", "target", "place", "instrument", "ground")
_EVIDENCE = writ("evidence")
_SAME = (NamedNode(OWL + "sameAs"), NamedNode(SKOS + "exactMatch"))

TABLES: dict[str, tuple[tuple[str, ...], dict[str, Column]]] = {
    "documents": (
        ("Document",),
        {
            "document": iri,
            "identifier": path(NamedNode(DCTERMS + "identifier")),
            "title": path(NamedNode(DCTERMS + "title")),
            "publisher": path(NamedNode(DCTERMS + "publisher")),
            "published": path(NamedNode(SCHEMA + "datePublished")),
            "url": path(NamedNode(SCHEMA + "url")),
            **_plain("sha256"),
        },
    ),
    "claims": (
        ("Claim",),
        {
            "claim": iri,
            **_plain("about"),
            "type": lambda view, claim: [k for a in view.values(claim, writ("about")) if isinstance(a, NamedNode) for k in kind(view, a)],
            "document": path(writ("document"), NamedNode(DCTERMS + "identifier")),
            **_labelled(*_ROLES, "saidBy"),
            **_plain("groundText", "earliest", "latest", "until"),
            **_labelled("polarity", "modality"),
            **_plain("measure", "value", "unit"),
            "quote": path(_EVIDENCE, NamedNode(OA + "exact")),
            "begin": path(_EVIDENCE, NamedNode(OA + "start")),
            "end": path(_EVIDENCE, NamedNode(OA + "end")),
            "passage": path(_EVIDENCE),
            **_plain("rule", "confidence"),
        },
    ),
    "actions": (
        ("Action",),
        {
            "action": iri,
            "type": kind,
            **_LABEL,
            **_labelled(*_ROLES),
            **_plain("earliest", "latest", "until"),
            **_labelled("factuality"),
            **_plain("independentSources", "documents", "mergedBecause"),
        },
    ),
    "actors": (
        ("Actor",),
        {
            "actor": iri,
            "type": kind,
            **_LABEL,
            "names": path(NamedNode(SKOS + "altLabel")),
            **_plain("countryCode"),
            **_labelled("parent"),
            "same_as": lambda view, actor: [o.value for p in _SAME for o in view.values(actor, p)],
        },
    ),
    "observations": (
        ("Observation",),
        {
            "observation": iri,
            **_LABEL,
            **_plain("measure", "value", "unit"),
            **_labelled("agent", "place"),
            **_plain("earliest", "latest", "independentSources", "documents"),
        },
    ),
    "statuses": (
        ("Status",),
        {
            "status": iri,
            **_labelled("target", "place", "state"),
            **_plain("earliestBeginning", "latestBeginning", "earliestEnd", "latestEnd", "derivedFrom"),
        },
    ),
    "stop": (stop.KINDS, stop.COLUMNS),
}  # fmt: skip


def rows(view: View, table: str) -> Iterator[dict[str, str]]:
    """The rows of a table by IRI; every row has every column, empty cells are "".

    Raises:
        ExportError: there is no such table.
    """
    kinds, columns = known_table(table)
    for subject in view.instances(*kinds):
        yield {name: " | ".join(dict.fromkeys(column(view, subject))) for name, column in columns.items()}


def known_table(table: str) -> tuple[tuple[str, ...], dict[str, Column]]:
    """The classes and columns of a table.

    Raises:
        ExportError: there is no such table.
    """
    if table not in TABLES:
        raise ExportError(f"no table {table!r}; there are {', '.join(TABLES)}")
    return TABLES[table]
