"""Turtle for people: prefixes, one predicate a line, nodes in order. https://www.w3.org/TR/turtle/"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from kg.export.format import Format, Node, Object, Selection, chosen_graphs, nodes
from kg.vocab import RDF, XSD

#: Local names that need no escapes; others are written as full IRIs, which read better than ``document:a\\%20b``.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}


class TurtleTerms:
    """Writes terms under a set of prefixes."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self._by_namespace = sorted(
            ((iri, name) for name, iri in prefixes.items()), key=lambda p: (-len(p[0]), p)
        )
        self._known: dict[str, str] = {}
        self.header = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())

    def term(self, term: Object) -> str:
        """The shortest plain form of a term."""
        if isinstance(term, NamedNode):
            return self._name(term)
        if isinstance(term, BlankNode):
            return str(term)
        bare = _BARE.get(term.datatype.value)
        if bare is not None and bare.fullmatch(term.value):
            return term.value
        if term.language is not None or term.datatype.value == XSD + "string":
            return str(term)
        quoted = str(Literal(term.value))
        return f"{quoted}^^{self._name(term.datatype)}"

    def _name(self, iri: NamedNode) -> str:
        known = self._known.get(iri.value)
        if known is None:
            if len(self._known) > 50_000:  # a bound on memory: the terms that recur come back at once
                self._known.clear()
            known = self._known[iri.value] = self._shortened(iri)
        return known

    def _shortened(self, iri: NamedNode) -> str:
        for namespace, prefix in self._by_namespace:
            if iri.value.startswith(namespace) and _LOCAL.fullmatch(iri.value, len(namespace)):
                return f"{prefix}:{iri.value[len(namespace) :]}"
        return str(iri)

    def block(self, node: Node, indent: str = "") -> str:
        """A node with all its properties, ended by a dot."""
        rows = []
        for predicate, values in node.properties:
            name = "a" if predicate.value == RDF + "type" else self._name(predicate)
            rows.append(f"{indent}    {name} " + " , ".join(map(self.term, values)))
        return f"{indent}{self.term(node.subject)}\n" + " ;\n".join(rows) + " .\n"


def blocks(terms: TurtleTerms, found: Iterator[Node], indent: str = "") -> Iterator[bytes]:
    """The nodes as UTF-8 text, a blank line before each."""
    for node in found:
        yield ("\n" + terms.block(node, indent)).encode()


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """The union of the graphs, each triple once."""
    terms = TurtleTerms(selection.prefixes)
    graphs = chosen_graphs(store, selection)
    output.write(terms.header.encode())
    output.writelines(blocks(terms, nodes(store, graphs)))


FORMAT = Format(
    name="turtle",
    iri="http://www.w3.org/ns/formats/Turtle",
    media_types=("text/turtle", "application/x-turtle"),
    extension="ttl",
    datasets=False,
    write=write,
)
