"""Events of a table as quads of its own graph: a claim or figure a row, about an event of that graph, with the row as its evidence.

No blank nodes. A node is named by the graph and a digest of the row's cells, so that the order of rows changes nothing and a row that is
there twice is one. Rows are described with CSV on the Web terms: https://www.w3.org/TR/tabular-data-model/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kg.event_tables.names import known_names
from kg.event_tables.rows import Event, Named
from kg.iris import Minter, encoded
from kg.mapping import DATE, INTEGER, LABEL, day, english, ground, number, text
from kg.ontology_graph import classes_of
from kg.vocab import DCTERMS, OA, PROV, RDF_TYPE, writ

CSVW = "http://www.w3.org/ns/csvw#"
_ROLES = ("agent", "target", "place")
__all__ = ["CSVW", "DATE", "event_quads", "node_of"]


def node_of(graph: str, kind: str, digest: str) -> NamedNode:
    """A node inside a graph's name: after its fragment sign, or its last step."""
    return NamedNode(f"{graph}{'/' if '#' in graph else '#'}{kind}-{digest}")


def event_quads(events: Iterable[Event], graph: str, title: str, mint: Minter) -> Iterator[Quad]:
    """All events of a table; each statement once where rows are the same."""
    name = NamedNode(graph)
    yield Quad(name, RDF_TYPE, NamedNode(f"{CSVW}Table"), name)
    yield Quad(name, LABEL, english(title), name)
    yield Quad(name, NamedNode(DCTERMS + "title"), text(title), name)
    for event in events:
        for subject, predicate, value in _event(event, graph, mint):
            yield Quad(subject, predicate, value, name)


Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]


def _event(event: Event, graph: str, mint: Minter) -> Iterator[Statement]:
    row, claim, about = (node_of(graph, kind, event.digest) for kind in ("row", "claim", "event"))
    yield row, RDF_TYPE, NamedNode(f"{CSVW}Row")
    yield row, NamedNode(f"{CSVW}rownum"), Literal(str(event.line), datatype=INTEGER)
    yield row, LABEL, english(f"row {event.line}")
    yield row, NamedNode(OA + "exact"), text("\n".join(f"{name}: {cell}" for name, cell in event.cells))
    yield NamedNode(graph), NamedNode(f"{CSVW}row"), row
    for url in event.urls:
        yield row, NamedNode(DCTERMS + "source"), NamedNode(url)
    yield claim, RDF_TYPE, writ("Claim")
    yield claim, LABEL, english(_label(event))
    yield claim, writ("about"), about
    yield claim, writ("document"), NamedNode(graph)
    yield claim, writ("polarity"), writ("positive")
    yield claim, writ("modality"), writ(event.modality)
    yield claim, NamedNode(PROV + "wasDerivedFrom"), row
    for kind in classes_of(event.type):
        yield about, RDF_TYPE, kind
    yield about, LABEL, english(_label(event))
    for node in (claim, about):
        for role in _ROLES:
            for named in getattr(event, role):
                yield node, writ(role), entity(named, graph, mint)
        for named in event.grounds:
            if concept := ground(named.key):
                yield node, writ("ground"), concept
        for name in ("earliest", "latest", "until"):
            if (value := getattr(event, name)) is not None:
                yield node, writ(name), day(value)
        if event.measure:
            yield node, writ("measure"), text(event.measure)
            yield node, writ("value"), number(event.value)
            if event.unit:
                yield node, writ("unit"), text(event.unit)
    for named in event.grounds:
        yield claim, writ("groundText"), text(named.words)
    for named in (n for role in _ROLES for n in getattr(event, role)):
        node = entity(named, graph, mint)
        for kind in classes_of(named.kind):
            yield node, RDF_TYPE, kind
        yield node, LABEL, english(known_names().label(named.key) or named.words)


def entity(named: Named, graph: str, mint: Minter) -> NamedNode:
    """What is known by that name here, or a node of the table's own graph for a name that nobody knows."""
    if named.key:
        return mint.entity(named.kind, named.key)
    return node_of(graph, "name", encoded(" ".join(named.words.casefold().split())))


def _label(event: Event) -> str:
    if event.measure:
        return f"{event.measure}: {event.value} {event.unit}".strip()
    names = {role: ", ".join(n.words for n in getattr(event, role)) for role in _ROLES}
    parts = [event.type + (f": {names['target']}" if names["target"] else "")]
    parts += [f"by {names['agent']}"] if names["agent"] else []
    parts += [names["place"]] if names["place"] else []
    parts += [f"{event.earliest or '…'} to {event.latest or '…'}"] if event.earliest != event.latest else []
    parts += [str(event.earliest)] if event.earliest and event.earliest == event.latest else []
    return ", ".join(parts)
