"""RDF/XML: https://www.w3.org/TR/rdf-syntax-grammar/

XML 1.0 can't hold most control characters (https://www.w3.org/TR/xml/#charsets), which texts from PDF do hold; each
becomes U+FFFD, so that offsets still fit. Everything else is kept, carriage returns included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, NamedNode, Store

from kg.errors import ExportError
from kg.export.format import Format, Node, Object, Selection, chosen_graphs, nodes
from kg.vocab import RDF, XSD

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")


def _text(value: str) -> str:
    return escape(NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})


def _reference(attribute: str, term: NamedNode | BlankNode) -> str:
    if isinstance(term, BlankNode):
        return f"rdf:nodeID={quoteattr(term.value)}"
    return f"rdf:{attribute}={quoteattr(term.value)}"


class XmlNames:
    """Element names for predicates under a set of prefixes."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self._prefix_of = {iri: name for name, iri in prefixes.items()} | {RDF: "rdf"}
        declared = {name: iri for iri, name in self._prefix_of.items()}
        rows = "".join(f"\n    xmlns:{name}={quoteattr(iri)}" for name, iri in sorted(declared.items()))
        self.header = f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{rows}>\n'

    def element(self, predicate: NamedNode) -> tuple[str, str]:
        """The element's name, and its namespace declaration where no prefix has it.

        Raises:
            ExportError: the predicate's IRI does not end in an XML name.
        """
        found = _NAME.search(predicate.value)
        if found is None:
            raise ExportError(f"RDF/XML has no way to write the predicate {predicate}")
        namespace = predicate.value[: found.start()]
        prefix = self._prefix_of.get(namespace)
        if prefix is not None:
            return f"{prefix}:{found.group()}", ""
        return f"p:{found.group()}", f" xmlns:p={quoteattr(namespace)}"


def _property(names: XmlNames, predicate: NamedNode, value: Object) -> str:
    name, declaration = names.element(predicate)
    if isinstance(value, (NamedNode, BlankNode)):
        return f"    <{name}{declaration} {_reference('resource', value)}/>\n"
    if value.language is not None:
        kind = f" xml:lang={quoteattr(value.language)}"
    elif value.datatype.value != XSD + "string":
        kind = f" rdf:datatype={quoteattr(value.datatype.value)}"
    else:
        kind = ""
    return f"    <{name}{declaration}{kind}>{_text(value.value)}</{name}>\n"


def _elements(names: XmlNames, found: Iterator[Node]) -> Iterator[bytes]:
    for node in found:
        rows = [_property(names, p, value) for p, values in node.properties for value in values]
        about = _reference("about", node.subject)
        yield f"  <rdf:Description {about}>\n{''.join(rows)}  </rdf:Description>\n".encode()


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """The union of the graphs, each triple once."""
    names = XmlNames(selection.prefixes)
    graphs = chosen_graphs(store, selection)
    output.write(names.header.encode())
    output.writelines(_elements(names, nodes(store, graphs)))
    output.write(b"</rdf:RDF>\n")


FORMAT = Format(
    name="rdfxml",
    iri="http://www.w3.org/ns/formats/RDF_XML",
    media_types=("application/rdf+xml",),
    extension="rdf",
    datasets=False,
    write=write,
)
