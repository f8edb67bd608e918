"""The chosen graphs read as one, and columns: what a table shows of a node, as strings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from kg.export.format import GraphName
from kg.ontology_graph import classes_of
from kg.vocab import RDF_TYPE, RDFS, WRIT, writ

_LABEL = NamedNode(RDFS + "label")


@dataclass(frozen=True, slots=True)
class View:
    """The chosen graphs, read as one."""

    store: Store
    graphs: frozenset[GraphName]

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
        """The objects of a property, in order, each once."""
        found = {
            q.object
            for q in self.store.quads_for_pattern(subject, predicate, None, None)
            if q.graph_name in self.graphs and isinstance(q.object, (NamedNode, Literal))
        }
        return sorted(found, key=str)

    def subjects(self, predicate: NamedNode, value: NamedNode) -> list[NamedNode]:
        """The nodes that have that value, in order, each once."""
        found = {
            q.subject
            for q in self.store.quads_for_pattern(None, predicate, value, None)
            if q.graph_name in self.graphs and isinstance(q.subject, NamedNode)
        }
        return sorted(found, key=lambda s: s.value)

    def instances(self, *kinds: str) -> list[NamedNode]:
        """The nodes of any of these classes of ours, by IRI."""
        return sorted(
            {s for kind in kinds for s in self.subjects(RDF_TYPE, writ(kind))}, key=lambda s: s.value
        )

    def label(self, term: NamedNode | Literal) -> str:
        """A node's label, or what is left of its IRI."""
        if isinstance(term, Literal):
            return term.value
        labels = self.values(term, _LABEL)
        return labels[0].value if labels else term.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


#: A column's values for a subject.
Column = Callable[[View, NamedNode], list[str]]


def path(*predicates: NamedNode, labels: bool = False) -> Column:
    """What a path of properties leads to: literals, and nodes as IRIs or by their labels."""

    def values(view: View, subject: NamedNode) -> list[str]:
        found: list[NamedNode | Literal] = [subject]
        for predicate in predicates:
            found = [o for s in found if isinstance(s, NamedNode) for o in view.values(s, predicate)]
        return [view.label(term) if labels else term.value for term in found]

    return values


def iri(view: View, subject: NamedNode) -> list[str]:
    """The node itself."""
    return [subject.value]


def kind(view: View, subject: NamedNode) -> list[str]:
    """The most specific classes of ours: those that no other class of the node lies below."""
    kinds = {t.value.removeprefix(WRIT) for t in view.values(subject, RDF_TYPE) if t.value.startswith(WRIT)}
    above = {c.value.removeprefix(WRIT) for found in kinds for c in classes_of(found)[1:]}
    return sorted(kinds - above)
