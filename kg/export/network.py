"""The knowledge as a network for Gephi and networkx: actions, who takes part in them and where, and how actions hang together.

Nodes are the actions, actors, places and legal instruments, edges the properties between them; every attribute is a string, since
a file has one type for each attribute and some have several values. Needs ``writ[graph]``; the network is held in memory.
"""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode, Store

from kg.errors import ExportError
from kg.export.format import Selection, chosen_graphs
from kg.export.rdfxml import NOT_XML
from kg.export.tables import TABLES
from kg.export.view import View, kind, path
from kg.vocab import OWL, SCHEMA, SKOS, writ

_KINDS = ("Action", "Actor", "Place", "LegalInstrument")
_EDGES = {
    **{n: writ(n) for n in ("agent", "target", "place", "instrument", "follows", "partOf", "parent")},
    "containedInPlace": NamedNode(SCHEMA + "containedInPlace"),
    "closeMatch": NamedNode(SKOS + "closeMatch"),
}
#: The columns of the tables of actions and actors that are no edge.
_ATTRIBUTES = {
    name: column
    for table in ("actions", "actors")
    for name, column in TABLES[table][1].items()
    if name not in (*_EDGES, "action", "actor", "type", "label", "same_as")
} | {"same_as": path(NamedNode(OWL + "sameAs"))}


def network(store: Store, selection: Selection) -> Any:
    """A networkx ``MultiDiGraph``; nodes are IRIs, edge keys the properties' local names.

    Raises:
        ExportError: networkx is not installed.
    """
    try:
        import networkx
    except ImportError as error:
        raise ExportError("networks need networkx: pip install 'writ[graph]'") from error
    view = View(store, frozenset(chosen_graphs(store, selection)))
    found = networkx.MultiDiGraph()
    nodes = view.instances(*_KINDS)
    for node in nodes:
        values = {name: " | ".join(dict.fromkeys(column(view, node))) for name, column in _ATTRIBUTES.items()}
        values |= {"label": view.label(node), "type": " | ".join(kind(view, node))}
        found.add_node(node.value, **{k: NOT_XML.sub("\ufffd", v) for k, v in values.items() if v})
    for node in nodes:
        for name, predicate in _EDGES.items():
            for other in view.values(node, predicate):
                if other.value in found:
                    found.add_edge(node.value, other.value, key=name, label=name)
    return found
