"""The ontology as RDF: what the store publishes of it, and the class tree that mapping writes out."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from kg.errors import LanguageDataError
from kg.ontology_files import ontology_directory
from kg.vocab import RDFS, WRIT, writ

#: The ontology's own IRI, which names its graph.
ONTOLOGY = NamedNode(WRIT.removesuffix("#"))
_PUBLISHED = ("core.ttl", "actions/*.ttl", "alignments/*.ttl", "schemes/*.ttl")
_GENID = (
    "https://w3id.org/writ/.well-known/genid/"  # https://www.w3.org/TR/rdf11-concepts/#section-skolemization
)


@cache
def ontology_quads() -> tuple[Quad, ...]:
    """The published part of the ontology in its own graph, sorted.

    Raises:
        LanguageDataError: a file is not Turtle or has a blank node.
    """
    found: set[Quad] = set()
    root = ontology_directory()
    for path in (p for pattern in _PUBLISHED for p in sorted(root.glob(pattern))):
        try:
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                    raise LanguageDataError(
                        f"{path.relative_to(root)} has a blank node, which the store does not publish"
                    )
                found.add(Quad(quad.subject, quad.predicate, quad.object, ONTOLOGY))
        except SyntaxError as error:
            raise LanguageDataError(f"{path.relative_to(root)} is not Turtle: {error}") from error
    return tuple(sorted(found, key=str))


@cache
def _parents() -> dict[NamedNode, tuple[NamedNode, ...]]:
    parents: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for quad in ontology_quads():
        child, parent = quad.subject, quad.object
        if quad.predicate.value != RDFS + "subClassOf" or not isinstance(child, NamedNode):
            continue
        if isinstance(parent, NamedNode) and parent.value.startswith(WRIT):
            parents[child].append(parent)
    return {child: tuple(found) for child, found in parents.items()}


@cache
def classes_of(kind: str) -> tuple[NamedNode, ...]:
    """A class of ours by local name, then all classes of ours above it: ``Block``, ``Restriction``, ``Action``.

    Nearest first; no other vocabulary's classes, which the alignments in the ontology's graph give.
    """
    found = [writ(kind)]
    for known in found:
        found.extend(p for p in _parents().get(known, ()) if p not in found)
    return tuple(found)


@cache
def is_a(kind: str, ancestor: str) -> bool:
    """Whether a class of ours is, or lies below, another."""
    return writ(ancestor) in classes_of(kind)


@cache
def classes_below(ancestor: str) -> frozenset[str]:
    """The local names of a class of ours and of all below it."""
    return frozenset(
        c.value.removeprefix(WRIT)
        for c in _parents()
        if writ(ancestor) in classes_of(c.value.removeprefix(WRIT))
    ) | {ancestor}
