"""The shape of the data: what each value becomes in the graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.iris import Minter
from kg.mapping import document_quads, knowledge_quads
from kg.model import Annotation, Metadata
from kg.resolve import resolve
from kg.vocab import OA, PREFIXES, RDF_TYPE, RDFS, SCHEMA, WRIT, XSD, writ

MINT = Minter()


def _quads(annotation: Annotation) -> list[Quad]:
    return list(document_quads(annotation, resolve((annotation,)), MINT))


def _ask(store: Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES, use_default_graph_as_union=True))


def test_testimony_stays_in_the_graph_of_its_document(make_annotation: Callable[[str], Annotation]) -> None:
    """Dropping one graph drops all that the document says."""
    assert {q.graph_name for q in _quads(make_annotation("a b"))} == {MINT.document("a b")}


def test_knowledge_is_in_the_default_graph(two_annotations: tuple[Annotation, ...]) -> None:
    """Plain queries need no GRAPH clause."""
    assert {q.graph_name for q in knowledge_quads(resolve(two_annotations), MINT)} == {DefaultGraph()}


def test_there_are_no_blank_nodes_and_no_triple_terms(small_store: Store) -> None:
    """RDF 1.1 with names for everything."""
    assert all(
        isinstance(q.subject, NamedNode) and isinstance(q.object, (NamedNode, Literal)) for q in small_store
    )


def test_passages_carry_the_document_s_own_characters(make_annotation: Callable[[str], Annotation]) -> None:
    """Exact, prefix and suffix are cut from the text at the offsets that the passage gives."""
    annotation = make_annotation("a")
    content = annotation.text.content
    store = Store()
    store.extend(_quads(annotation))
    rows = list(
        store.query(
            "SELECT ?s ?e ?x ?p ?q { ?n a writ:Passage ; oa:start ?s ; oa:end ?e ; oa:exact ?x ; oa:prefix ?p ; oa:suffix ?q }",
            prefixes=PREFIXES, use_default_graph_as_union=True,
        )
    )  # fmt: skip
    assert rows
    for row in rows:
        begin, end = int(row["s"].value), int(row["e"].value)
        assert row["x"].value == content[begin:end]
        assert content[:begin].endswith(row["p"].value)
        assert content[end:].startswith(row["q"].value)


def test_a_claim_says_everything_that_it_knows(small_store: Store) -> None:
    """Roles, dates, reason in the text's words, document, speaker and mode are on the claim."""
    assert _ask(
        small_store,
        """?c a writ:Claim ; writ:document/dcterms:identifier "paper-1" ; writ:about/a writ:Block ;
           writ:agent/rdfs:label "Pakistan Telecommunication Authority"@en ; writ:target/rdfs:label "TikTok"@en ;
           writ:place/rdfs:label "Pakistan"@en ; writ:ground ?g ; writ:groundText "indecent content" ;
           writ:earliest "2020-10-09"^^xsd:date ; writ:latest "2020-10-09"^^xsd:date ; writ:when/oa:exact "9 October 2020" ;
           writ:polarity writ:positive ; writ:modality writ:actual ; writ:confidence 0.9 ; prov:wasGeneratedBy ?run""",
    )
    assert _ask(
        small_store,
        "?c writ:saidBy/rdfs:label 'TikTok'@en ; writ:polarity writ:negative ; writ:modality writ:alleged",
    )


def test_superclasses_are_written_out(small_store: Store) -> None:
    """No reasoner is needed to ask for legal bodies or restrictions."""
    assert _ask(small_store, "?a a writ:Regulator, writ:LegalBody, writ:Actor")
    assert _ask(
        small_store,
        "?a a writ:Block, writ:Restriction, writ:Action ; writ:independentSources ?n ; writ:documents 2",
    )


def test_figures_are_exact_numbers(small_store: Store) -> None:
    """A count is an integer that SPARQL can add."""
    assert _ask(
        small_store,
        "?o a writ:Observation ; writ:value ?v ; writ:measure 'videos removed' FILTER(?v = 12500000 && datatype(?v) = xsd:integer)",
    )


def test_every_node_of_knowledge_has_one_english_label(small_store: Store) -> None:
    """People can read what they find."""
    quads = list(small_store.quads_for_pattern(None, None, None, DefaultGraph()))
    for subject in {q.subject for q in quads if q.predicate == RDF_TYPE}:
        labels = [q.object for q in quads if q.subject == subject and q.predicate.value == RDFS + "label"]
        assert [label.language for label in labels] == ["en"], subject


def test_publication_date_keeps_its_precision(make_annotation: Callable[[str], Annotation]) -> None:
    """A month is no day."""
    for written, kind in {"2020": "gYear", "2020-10": "gYearMonth", "2020-10-10": "date"}.items():
        annotation = make_annotation("a")
        dated = replace(annotation, text=replace(annotation.text, metadata=Metadata(published=written)))
        found = [q.object for q in _quads(dated) if q.predicate.value == SCHEMA + "datePublished"]
        assert found == [Literal(written, datatype=NamedNode(XSD + kind))]


def test_a_declared_address_that_is_no_iri_is_left_out(make_annotation: Callable[[str], Annotation]) -> None:
    """One stray space in a table of addresses must not fail a build."""
    annotation = make_annotation("a")
    for url, known in {
        "https://e.org/a": True,
        "https://e.org/a b": False,
        "javascript:x": False,
        "https://[": False,
    }.items():
        given = replace(annotation, text=replace(annotation.text, metadata=Metadata(url=url)))
        assert any(q.predicate.value == SCHEMA + "url" for q in _quads(given)) == known, url


def test_lone_surrogates_become_replacement_characters_one_for_one(
    make_annotation: Callable[[str], Annotation],
) -> None:
    """RDF can't hold them, and offsets must not move."""
    annotation = make_annotation("a")
    content = annotation.text.content.replace("T", "\ud800")
    broken = replace(annotation, text=replace(annotation.text, content=content))
    whole = next(q.object.value for q in _quads(broken) if q.predicate == writ("text"))
    assert whole == content.replace("\ud800", "\ufffd")
    assert any(q.predicate.value == OA + "exact" and "\ufffd" in q.object.value for q in _quads(broken))


def test_only_terms_of_the_ontology_are_used(small_store: Store) -> None:
    """Each of our properties and classes in the data is defined in the ontology's graph."""
    from kg.ontology_graph import ONTOLOGY, ontology_quads

    defined = {q.subject.value for q in ontology_quads() if q.predicate == RDF_TYPE}
    used = set()
    for quad in small_store:
        if quad.graph_name != ONTOLOGY:
            used |= {quad.predicate.value, quad.object.value}
    assert {term for term in used if term.startswith(WRIT)} <= defined
