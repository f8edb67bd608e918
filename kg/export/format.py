"""What a format is, what part of a dataset is written, and the order in which every format writes it.

All formats write graphs, subjects, predicates and objects in one order, so that two exports of the same data are
the same bytes and a difference between two exports shows what changed. Only the list of subjects of one graph is
held in memory. A format that can't hold named graphs gets the union of the chosen graphs, each triple once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO, TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg import export
from kg.errors import ExportError
from kg.registry import plugins
from kg.vocab import PREFIXES, RDF, RDFS

GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph
Subject: TypeAlias = NamedNode | BlankNode
Object: TypeAlias = NamedNode | BlankNode | Literal

FAMILIES = (
    "document",
    "claim",
    "action",
    "observation",
    "actor",
    "place",
    "instrument",
    "status",
    "conflict",
    "graph",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which graphs are written (None for all) and under which prefixes."""

    graphs: tuple[GraphName, ...] | None = None
    prefixes: dict[str, str] = field(default_factory=lambda: dict(PREFIXES))


@dataclass(frozen=True, slots=True)
class Node:
    """A subject with its properties: predicates in order, ``rdf:type`` and ``rdfs:label`` first, and their objects in order."""

    subject: Subject
    properties: tuple[tuple[NamedNode, tuple[Object, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A plug-in: a module of :mod:`kg.export` with a constant ``FORMAT`` of this type.

    ``iri`` is the format's in https://www.w3.org/ns/formats/, if it is there; ``media_types`` starts with the preferred
    one; ``extension`` has no dot; ``datasets`` says whether named graphs can be told apart in it. ``write`` streams.
    """

    name: str
    iri: str | None
    media_types: tuple[str, ...]
    extension: str
    datasets: bool
    write: Callable[[Store, Selection, BinaryIO], None]


@cache
def installed_formats() -> tuple[Format, ...]:
    """All formats, sorted by module name."""
    return plugins(export, "FORMAT", Format)


def format_named(name: str) -> Format:
    """The format of that name or file extension.

    Raises:
        ExportError: there is none; the message lists those that there are.
    """
    wanted = name.lower().lstrip(".")
    for known in installed_formats():
        if wanted in (known.name, known.extension):
            return known
    raise ExportError(f"no format {name!r}; there are {', '.join(f.name for f in installed_formats())}")


def format_of_file(name: str) -> Format:
    """The format that a file name's ending tells; the longest ending wins: ``x.framed.jsonld`` is framed, ``x.jsonld`` is not.

    Raises:
        ExportError: there is none; the message lists the endings that there are.
    """
    endings = {f".{f.extension}": f for f in installed_formats()} | {".csv": format_named("csv")}
    found = [ending for ending in endings if name.lower().endswith(ending)]
    if not found:
        raise ExportError(f"no format for {name!r}; its ending may be {', '.join(sorted(endings))}")
    return endings[max(found, key=len)]


def prefixes_of(base: str) -> dict[str, str]:
    """The prefixes of the vocabularies and, for a build under that base, of its families: ``actor:tiktok``."""
    return PREFIXES | {family: f"{base}{family}/" for family in FAMILIES}


def chosen_graphs(store: Store, selection: Selection) -> tuple[GraphName, ...]:
    """The graphs to write, the default graph first, then by IRI.

    Raises:
        ExportError: a graph was asked for that the store does not have.
    """
    named: list[NamedNode | BlankNode] = sorted(store.named_graphs(), key=str)
    if selection.graphs is None:
        return (DefaultGraph(), *named)
    for graph in selection.graphs:
        if not isinstance(graph, DefaultGraph) and graph not in named:
            raise ExportError(f"the store has no graph {graph}")
    return tuple(sorted(selection.graphs, key=lambda g: "" if isinstance(g, DefaultGraph) else str(g)))


def nodes(store: Store, graphs: tuple[GraphName, ...]) -> Iterator[Node]:
    """The nodes of the union of these graphs, by IRI."""
    every_graph = len(graphs) > 1
    found_subjects = (q.subject for g in graphs for q in store.quads_for_pattern(None, None, None, g))
    subjects = sorted({s for s in found_subjects if not isinstance(s, Triple)}, key=str)  # RDF 1.1 only
    wanted = frozenset(graphs)
    for subject in subjects:
        found = store.quads_for_pattern(subject, None, None, None if every_graph else graphs[0])
        yield _node(subject, (q for q in found if not every_graph or q.graph_name in wanted))


def _node(subject: Subject, quads: Iterator[Quad]) -> Node:
    objects: dict[NamedNode, set[Object]] = {}
    for quad in quads:
        if not isinstance(quad.object, Triple):
            objects.setdefault(quad.predicate, set()).add(quad.object)
    ordered = sorted(objects, key=lambda p: (p.value != RDF + "type", p.value != RDFS + "label", p.value))
    return Node(subject, tuple((p, tuple(sorted(objects[p], key=str))) for p in ordered))
