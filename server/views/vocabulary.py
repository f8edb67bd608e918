"""The words of the ontology for people: labels and definitions of its terms, from the ontology's files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.ontology_graph import classes_of, ontology_quads
from kg.vocab import RDFS, SKOS, WRIT


@dataclass(frozen=True, slots=True)
class Term:
    """A term by its local name, its label in English and its definition."""

    name: str
    label: str
    definition: str


@cache
def terms() -> dict[str, Term]:
    """All terms of our own by local name."""
    labels: dict[str, str] = {}
    definitions: dict[str, str] = {}
    for quad in ontology_quads():
        if (
            isinstance(quad.subject, NamedNode)
            and quad.subject.value.startswith(WRIT)
            and isinstance(quad.object, Literal)
        ):
            name = quad.subject.value.removeprefix(WRIT)
            if quad.predicate.value == RDFS + "label":
                labels.setdefault(name, quad.object.value)
            elif quad.predicate.value == SKOS + "definition":
                definitions.setdefault(name, quad.object.value)
    return {name: Term(name, label, definitions.get(name, "")) for name, label in labels.items()}


def label_of(name: str) -> str:
    """How a term is called; its own name, in words, where the ontology has no label for it."""
    found = terms().get(name)
    return found.label if found else name


def narrowest(kinds: set[str]) -> str:
    """The class among these, given by local name, that lies below all others of them; "" for none."""
    return max(sorted(kinds), key=lambda kind: len(classes_of(kind)), default="")
