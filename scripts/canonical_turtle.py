#!/usr/bin/env python3
"""Writes Turtle files in the one canonical form of ``ontology/``, so that a diff shows a change of meaning.

The form: the comment lines at the head of the file are kept (other comments are lost); the declared prefixes that are
used, sorted; one blank line; then each subject, the ontology header first and the others by IRI, with its predicates in
the order of ``LEADING`` and then by IRI, and one object a line wherever there are several. Blank nodes are
written inside the triple that refers to them, those without one at the end, RDF collections in round brackets.

    canonical_turtle.py ontology             rewrites every .ttl file below the folder
    canonical_turtle.py --check ontology     names the files that are not in the form, and exits with 1
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD
from rdflib.term import Node

#: Predicates that a reader looks for first; all others follow by IRI.
LEADING = (
    RDF.type,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.label,
    SKOS.prefLabel,
    DCTERMS.title,
    SKOS.altLabel,
    SKOS.definition,
    SKOS.scopeNote,
    SKOS.example,
    URIRef("https://w3id.org/writ/lexicon#template"),
    SH.path,
    SH.targetClass,
)
_ORDER: dict[Node, int] = {predicate: place for place, predicate in enumerate(LEADING)}
_INDENT = "    "
_LOCAL_NAME = re.compile(r"[A-Za-z_](?:[\w-]*[\w])?|[0-9](?:[\w-]*[\w])?", re.ASCII)
_PLAIN = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def canonical(source: str) -> str:
    """The canonical form of a Turtle document.

    Args:
        source: Turtle; every blank node in it is the object of one triple at most.

    Raises:
        ValueError: a blank node is the object of several triples or blank nodes only refer to each other.
        rdflib.exceptions.ParserError: ``source`` is not Turtle.
    """
    graph = Graph(bind_namespaces="none")
    graph.parse(data=source, format="turtle")
    comments = [line.rstrip() for line in _head_comments(source)]
    prefixes = sorted((prefix, str(iri)) for prefix, iri in graph.namespaces())
    writer = _Writer(graph, {iri: prefix for prefix, iri in prefixes})
    subjects = writer.subjects()
    head = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes if prefix in writer.used]
    blocks = ["\n".join(lines) for lines in (comments, head) if lines]
    return "\n\n".join(blocks + subjects) + "\n"


def _head_comments(source: str) -> list[str]:
    """The comment lines before anything else."""
    kept = []
    for line in source.splitlines():
        if not line.startswith("#"):
            break
        kept.append(line)
    return kept


class _Writer:
    """Turtle for the nodes of one graph."""

    def __init__(self, graph: Graph, prefixes: dict[str, str]) -> None:
        self.graph = graph
        self.prefixes = sorted(prefixes.items(), key=lambda item: -len(item[0]))
        self.used: set[str] = set()

    def subjects(self) -> list[str]:
        """One block of text for each subject that is not written inside another."""
        blank = {node for triple in self.graph for node in triple[::2] if isinstance(node, BNode)}
        if any(len(list(self.graph.subject_predicates(node))) > 1 for node in blank):
            raise ValueError("a blank node that is the object of several triples has no canonical place")
        named = [node for node in set(self.graph.subjects()) if isinstance(node, URIRef)]
        named.sort(key=lambda node: ((node, RDF.type, OWL.Ontology) not in self.graph, str(node)))
        roots = [node for node in blank if (None, None, node) not in self.graph]
        if blank - self.below([*named, *roots]):
            raise ValueError("blank nodes that only refer to each other have no canonical place")
        blocks = [f"{self.node(node, 0)}\n{self.predicates(node, 1)} ." for node in named]
        return blocks + sorted(f"[]\n{self.predicates(root, 1)} ." for root in roots)

    def below(self, nodes: list[Node]) -> set[Node]:
        """The nodes and all that their triples lead to."""
        seen: set[Node] = set()
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(self.graph.objects(node))
        return seen

    def predicates(self, subject: Node, depth: int) -> str:
        """The predicates and objects of a subject, each predicate on a line of its own."""
        chosen = sorted(
            set(self.graph.predicates(subject)), key=lambda p: (_ORDER.get(p, len(_ORDER)), str(p))
        )
        lines = []
        for predicate in chosen:
            name = "a" if predicate == RDF.type else self.node(predicate, depth)
            objects = sorted(self.node(o, depth + 1) for o in self.graph.objects(subject, predicate))
            if len(objects) == 1:
                lines.append(
                    f"{_INDENT * depth}{name} {self.node(next(self.graph.objects(subject, predicate)), depth)}"
                )
            else:
                separator = " ,\n" + _INDENT * (depth + 1)
                lines.append(f"{_INDENT * depth}{name}\n{_INDENT * (depth + 1)}{separator.join(objects)}")
        return " ;\n".join(lines)

    def node(self, node: Node, depth: int) -> str:
        """One term: IRI, literal, collection or nested blank node."""
        if isinstance(node, URIRef):
            return self.iri(node)
        if isinstance(node, Literal):
            return self.literal(node)
        if node == RDF.nil or (node, RDF.first, None) in self.graph:
            return self.collection(node, depth)
        body = self.predicates(node, depth + 1)
        return f"[\n{body}\n{_INDENT * depth}]" if body else "[]"

    def collection(self, node: Node, depth: int) -> str:
        """An RDF collection, on one line while it is short."""
        members = [self.node(member, depth + 1) for member in self.graph.items(node)]
        line = f"( {' '.join(members)} )"
        if len(line) + len(_INDENT) * depth <= 100 and "\n" not in line:
            return line
        indent = _INDENT * (depth + 1)
        return f"(\n{indent}" + f"\n{indent}".join(members) + f"\n{_INDENT * depth})"

    def iri(self, iri: URIRef) -> str:
        """A prefixed name where the rest is a plain local name, else the IRI in angle brackets."""
        if iri == RDF.nil:
            return "()"
        for namespace, prefix in self.prefixes:
            local = str(iri).removeprefix(namespace)
            if local != str(iri) and _LOCAL_NAME.fullmatch(local):
                self.used.add(prefix)
                return f"{prefix}:{local}"
        return f"<{iri}>"

    def literal(self, literal: Literal) -> str:
        """A literal with its language or datatype; numbers and booleans without quotes."""
        text = str(literal)
        if literal.datatype in _PLAIN and _PLAIN[literal.datatype].fullmatch(text):
            return text
        quoted = '"' + text.translate(_ESCAPES) + '"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        if literal.datatype and literal.datatype != XSD.string:
            return f"{quoted}^^{self.iri(literal.datatype)}"
        return quoted


def turtle_files(paths: list[Path]) -> list[Path]:
    """The Turtle files among the paths and below the folders among them, sorted."""
    found = [file for path in paths for file in (path.rglob("*.ttl") if path.is_dir() else [path])]
    return sorted(set(found))


def main(arguments: list[str] | None = None) -> int:
    """Rewrites or checks; the exit code."""
    parser = argparse.ArgumentParser(description="Write Turtle in canonical form.")
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="files, or folders searched for .ttl files"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit with 1 if a file is not canonical"
    )
    options = parser.parse_args(arguments)
    changed = []
    for path in turtle_files(options.paths):
        before = path.read_text(encoding="utf-8")
        after = canonical(before)
        if after != before:
            changed.append(path)
            if not options.check:
                path.write_text(after, encoding="utf-8")
    for path in changed:
        print(path, "is not canonical" if options.check else "rewritten")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
