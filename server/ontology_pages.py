"""``/ontology`` and ``/ontology/<term>``: every term with its definition, example, usage and queries; as RDF under the same addresses.

The terms' own IRIs are ``https://w3id.org/writ#Term``; a fragment never reaches a server, so each has a page of its own here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph
from flask import Blueprint, Response, render_template
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kg.ontology_graph import classes_below, classes_of, ontology_quads
from kg.vocab import OWL, RDF_TYPE, RDFS, SKOS, WRIT
from server.app import current_runtime
from server.errors import Problem
from server.negotiation import HTML
from server.parameters import TEXT, reads
from server.resources import answer_graph, chosen_format, link_of, shown, suffixes
from server.views.entity import EntityPage, page_about
from server.views.model import Page
from server.views.reading import PROLOGUE, select, structured

blueprint = Blueprint("ontology_pages", __name__)
_LEX = "https://w3id.org/writ/lexicon#"
_MATCHES = {
    RDFS + "subClassOf", RDFS + "subPropertyOf", OWL + "equivalentClass", OWL + "equivalentProperty", SKOS + "exactMatch",
    SKOS + "closeMatch", SKOS + "broadMatch", SKOS + "narrowMatch", SKOS + "relatedMatch", RDFS + "seeAlso",
}  # fmt: skip
_SECTIONS = ("classes", "properties", "concepts")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """A term in a list; ``depth`` is how far below the top it stands."""

    name: str
    label: str
    definition: str
    depth: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Other terms that a property ties to this one."""

    property: str
    values: tuple[tuple[str, str], ...]
    """Each as its name and its address ("" for none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPage:
    """What the page of a term shows; ``entity`` is what was done on a ground, for a term that is one."""

    iri: str
    name: str
    section: str
    label: str
    definitions: tuple[str, ...]
    notes: tuple[str, ...]
    examples: tuple[str, ...]
    related: tuple[Related, ...]
    matches: tuple[Related, ...]
    below: tuple[tuple[str, str], ...]
    used_by: tuple[tuple[str, str], ...]
    patterns: tuple[str, ...]
    count: int
    entity: EntityPage | None


@blueprint.get("/ontology", defaults={"suffix": ""})
@blueprint.get("/ontology.<suffix>")
@reads(format=TEXT)
def ontology(suffix: str) -> Response:
    """The ontology: as it is in the store, else from its files."""
    form = suffixes().get(f".{suffix}") if suffix else None
    if suffix and form is None:
        raise Problem("not-found", f"the ontology is not offered as .{suffix}")
    chosen = chosen_format(form)
    if chosen.format is HTML:
        return answer_graph([], chosen, _overview, "/ontology")
    return answer_graph(stored_ontology(), chosen, _overview, "/ontology")


def stored_ontology() -> list[Triple]:
    """The published ontology, in a fixed order."""
    iri = WRIT.removesuffix("#")
    document = current_runtime().body(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}", accept="application/n-triples"
    )
    stored = {q.triple for q in pyoxigraph.parse(document, format=RdfFormat.N_TRIPLES)}
    return sorted(stored or {q.triple for q in ontology_quads()}, key=str)


@blueprint.get("/ontology/<name>")
def term(name: str) -> Response:
    """One term, in the format that is wanted; a suffix names it."""
    base, dot, suffix = name.rpartition(".")
    form = suffixes().get(f".{suffix}") if dot else None
    wanted = base if form is not None else name
    about = _by_term().get(WRIT + wanted)
    if not about:
        raise Problem("not-found", f"the ontology has no term {wanted[:80]!r}")
    chosen = chosen_format(form)
    statements = sorted(about, key=str)
    return answer_graph(statements, chosen, lambda: _term_page(wanted, statements), f"/ontology/{wanted}")


@cache
def _by_term() -> dict[str, tuple[Triple, ...]]:
    found: dict[str, list[Triple]] = defaultdict(list)
    for quad in ontology_quads():
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(WRIT):
            found[quad.subject.value].append(quad.triple)
    return {iri: tuple(triples) for iri, triples in found.items()}


@cache
def _inverse() -> dict[str, tuple[tuple[str, str], ...]]:
    """By object: (property, subject) of the terms that name it."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for iri, triples in _by_term().items():
        for triple in triples:
            if isinstance(triple.object, NamedNode):
                found[triple.object.value].append((triple.predicate.value, iri))
    return {iri: tuple(sorted(pairs)) for iri, pairs in found.items()}


def _texts(triples: Iterable[Triple], *properties: str) -> tuple[str, ...]:
    return tuple(
        sorted(
            t.object.value
            for t in triples
            if t.predicate.value in properties and isinstance(t.object, Literal)
        )
    )


def _section(triples: Iterable[Triple]) -> str:
    kinds = {t.object.value for t in triples if t.predicate == RDF_TYPE and isinstance(t.object, NamedNode)}
    if OWL + "Class" in kinds or RDFS + "Class" in kinds:
        return "classes"
    return "properties" if any(kind.endswith("Property") for kind in kinds) else "concepts"


# --- the list ----------------------------------------------------------------------------------------------


def _counts() -> dict[str, int]:
    """How often each class and property of ours is used, in all graphs but the ontology's."""
    used = select(f"""SELECT ?x (COUNT(*) AS ?n) WHERE {{ {{ ?s a ?x }} UNION
      {{ GRAPH ?g {{ ?s a ?x }} FILTER(?g != <{WRIT.removesuffix("#")}>) }} }} GROUP BY ?x""")
    return {
        row["x"].value: int(row["n"].value) for row in used if "x" in row and row["x"].value.startswith(WRIT)
    }


def _overview() -> str:
    counts = _counts()
    sections: dict[str, list[TermRow]] = {name: [] for name in _SECTIONS}
    for iri, triples in _by_term().items():
        name = iri.removeprefix(WRIT)
        section = _section(triples)
        sections[section].append(
            TermRow(
                name=name,
                label=(_texts(triples, RDFS + "label") or (name,))[0],
                definition=(_texts(triples, SKOS + "definition") or ("",))[0],
                depth=len(classes_of(name)) - 1 if section == "classes" else 0,
                count=counts.get(iri, 0),
            )
        )
    for section, rows in sections.items():
        rows.sort(key=lambda r: tuple(reversed(_path(r.name))) if section == "classes" else (r.name,))
    return render_template("ontology.html", sections=sections)


def _path(name: str) -> tuple[str, ...]:
    """A class and those above it by the first parent, so that children sort after their parents."""
    return tuple(c.value.removeprefix(WRIT) for c in classes_of(name))


# --- one term ----------------------------------------------------------------------------------------------


def _term_page(name: str, triples: Sequence[Triple]) -> str:
    iri = WRIT + name
    section = _section(triples)
    texts = {
        RDFS + "label",
        SKOS + "prefLabel",
        SKOS + "definition",
        SKOS + "scopeNote",
        SKOS + "example",
        SKOS + "altLabel",
    }
    ours: dict[str, list[tuple[str, str]]] = defaultdict(list)
    elsewhere: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for t in triples:
        if (
            t.predicate.value in texts
            or t.predicate.value.startswith(_LEX)
            or t.predicate.value == RDFS + "isDefinedBy"
        ):
            continue
        outside = isinstance(t.object, NamedNode) and not t.object.value.startswith(WRIT)
        side = elsewhere if outside and t.predicate.value in _MATCHES else ours
        side[shown(t.predicate)].append((shown(t.object), link_of(t.object)))
    inverse = _inverse().get(iri, ())
    below = [s for p, s in inverse if p in (RDFS + "subClassOf", RDFS + "subPropertyOf", SKOS + "broader")]
    used_by = [s for p, s in inverse if p in (RDFS + "domain", RDFS + "range")]
    label = (_texts(triples, SKOS + "prefLabel") or _texts(triples, RDFS + "label") or (name,))[0]
    data = TermPage(
        iri=iri,
        name=name,
        section=section,
        label=label,
        definitions=_texts(triples, SKOS + "definition"),
        notes=_texts(triples, SKOS + "scopeNote"),
        examples=_texts(triples, SKOS + "example"),
        related=_related(ours),
        matches=_related(elsewhere),
        below=_named(below),
        used_by=_named(used_by),
        patterns=_texts(triples, _LEX + "template"),
        count=_count(iri, section),
        entity=_ground(iri, label) if name.startswith("ground-") else None,
    )
    page = Page(
        template="term.html",
        title=f"{label} (writ:{name})",
        kind=section,
        data=data,
        structured=structured(
            "DefinedTerm", iri, label, description=" ".join(data.definitions), termCode=name
        ),
        query=_query(name, section),
    )
    return render_template(
        "term.html",
        page=page,
        data=data,
        iri=iri,
        path=f"/ontology/{name}",
        page_description=" ".join(data.definitions),
    )


def _related(found: dict[str, list[tuple[str, str]]]) -> tuple[Related, ...]:
    return tuple(Related(property=p, values=tuple(sorted(set(v)))) for p, v in sorted(found.items()))


def _named(iris: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((iri.removeprefix(WRIT), "/ontology/" + iri.removeprefix(WRIT)) for iri in sorted(set(iris)))


def _query(name: str, section: str) -> str:
    if section == "classes":
        kinds = "Action" if name in classes_below("Action") else name
        label = "?thing rdfs:label ?label ." if kinds == "Action" else "OPTIONAL { ?thing rdfs:label ?label }"
        pattern = f"{{ ?thing a writ:{name} . {label} }} UNION {{ GRAPH ?document {{ ?thing a writ:{name} . {label} }} }}"
        return f"{PROLOGUE}SELECT DISTINCT ?thing ?label WHERE {{ {pattern} }} LIMIT 100"
    if section == "properties":
        return f"{PROLOGUE}SELECT ?subject ?value WHERE {{ {{ ?subject writ:{name} ?value }} UNION {{ GRAPH ?document {{ ?subject writ:{name} ?value }} }} }} LIMIT 100"
    return f"{PROLOGUE}SELECT ?subject ?property WHERE {{ {{ ?subject ?property writ:{name} }} UNION {{ GRAPH ?document {{ ?subject ?property writ:{name} }} }} }} LIMIT 100"


def _count(iri: str, section: str) -> int:
    pattern = {"classes": f"?s a <{iri}>", "properties": f"?s <{iri}> ?o"}.get(section, f"?s ?p <{iri}>")
    rows = select(
        f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} FILTER(?g != <{WRIT.removesuffix('#')}>) }} }}"
    )
    return int(rows[0]["n"].value) if rows else 0


def _ground(iri: str, label: str) -> EntityPage:
    found: EntityPage = page_about(iri, "Ground", label, ("ground",), {}, {}).data
    return found
