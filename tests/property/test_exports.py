"""Any graph, written and read again, is the same graph, format by format."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from kg.export.format import Format, Selection, format_named, prefixes_of
from kg.vocab import DEFAULT_BASE, PREFIXES

FORMATS = {
    "jsonld": RdfFormat.JSON_LD,
    "nquads": RdfFormat.N_QUADS,
    "ntriples": RdfFormat.N_TRIPLES,
    "trig": RdfFormat.TRIG,
    "turtle": RdfFormat.TURTLE,
    "rdfxml": RdfFormat.RDF_XML,
}
_LOCAL = st.text("abZ09_-.~%:()!é中", max_size=6)
_NAMESPACES = st.sampled_from(
    [*PREFIXES.values(), f"{DEFAULT_BASE}actor/", f"{DEFAULT_BASE}document/", "https://e.org/a?b=", "urn:x:"]
)


@st.composite
def iris(draw: st.DrawFn, ending: str = "") -> NamedNode:
    """IRIs of known and other namespaces, with local names that need care."""
    return NamedNode(draw(_NAMESPACES) + draw(_LOCAL).replace("%", "%20") + ending)


@st.composite
def literals(draw: st.DrawFn) -> Literal:
    """Strings of any characters that XML can hold, with a language, a datatype or neither; lexical forms that no store changes."""
    text = draw(
        st.text(
            st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
            | st.sampled_from("\t\n\r"),
            max_size=8,
        )
    )
    kind = draw(st.sampled_from(["plain", "en", "de-AT", "type", "integer", "decimal", "boolean"]))
    if kind in ("en", "de-AT"):
        return Literal(text, language=kind)
    if kind == "type":
        return Literal(text, datatype=draw(iris("x")))
    if kind == "plain":
        return Literal(text)
    value = {"integer": draw(st.integers(-99, 99)), "decimal": "1.5", "boolean": "true"}[kind]
    return Literal(str(value), datatype=NamedNode(PREFIXES["xsd"] + kind))


def _store(quads: list[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def stores() -> st.SearchStrategy[Store]:
    """Small datasets with some named graphs."""
    graphs = st.just(DefaultGraph()) | iris("g")
    quads = st.builds(Quad, iris(), iris("p"), iris() | literals(), graphs)
    return st.lists(quads, max_size=12).map(_store)


def _again(known: Format, store: Store) -> Store:
    output = io.BytesIO()
    known.write(store, Selection(prefixes=prefixes_of(DEFAULT_BASE)), output)
    read = Store()
    read.load(output.getvalue(), format=FORMATS[known.name])
    return read


@pytest.mark.parametrize("name", sorted(FORMATS))
@settings(max_examples=60, deadline=None)
@given(store=stores())
def test_what_is_written_and_read_again_is_the_same(name: str, store: Store) -> None:
    """Datasets keep their graphs, the others give the union."""
    known = format_named(name)
    expected = set(store) if known.datasets else {Quad(q.subject, q.predicate, q.object) for q in store}
    assert set(_again(known, store)) == expected
