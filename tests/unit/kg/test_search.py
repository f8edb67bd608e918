"""The search index: what can be found by which words, in what order, and that no question breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.errors import StoreError
from kg.search import INDEX_FILE, Index, Search, parsed, write_index
from kg.store import Ownership, StoreDirectory

BASE = "https://example.org/id/"
DATA = f"""PREFIX writ: <https://w3id.org/writ#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX schema: <https://schema.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA {{
  <{BASE}actor/tiktok> a writ:Platform , writ:Actor ; rdfs:label "TikTok"@en ; skos:altLabel "Tik Tok"@en .
  <{BASE}actor/rkn> a writ:Regulator , writ:LegalBody , writ:Actor ; rdfs:label "Roskomnadzor"@en ; skos:altLabel "Роскомнадзор"@en .
  <{BASE}place/russia> a writ:Place ; rdfs:label "Russia"@en .
  <{BASE}action/1> a writ:Block , writ:Restriction , writ:Action ; rdfs:label "Block: TikTok, by Roskomnadzor, Russia"@en ;
    writ:agent <{BASE}actor/rkn> ; writ:target <{BASE}actor/tiktok> ; writ:place <{BASE}place/russia> ; writ:earliest "2024-03-01"^^xsd:date ;
    writ:factuality writ:reported ; writ:independentSources 2 ; writ:ground writ:ground-national-security .
  <{BASE}action/2> a writ:Order , writ:LegalAction , writ:Action ; rdfs:label "Order, by Roskomnadzor"@en ;
    writ:agent <{BASE}actor/rkn> ; writ:earliest "2021-01-01"^^xsd:date ; writ:factuality writ:disputed ; writ:independentSources 1 .
  GRAPH <{BASE}document/d> {{
    <{BASE}document/d> a writ:Document ; rdfs:label "A café in São Paulo"@en ; writ:text "Le régulateur a parlé. It was banned." ;
      dcterms:publisher "Le Monde" ; schema:datePublished "2024-03-02"^^xsd:date .
    <{BASE}claim/1> a writ:Claim ; rdfs:label "Block of TikTok"@en ; writ:about <{BASE}action/1> ; writ:document <{BASE}document/d> ;
      writ:evidence <{BASE}document/d#char=0,9> .
    <{BASE}document/d#char=0,9> a writ:Passage ; oa:exact "the app was barred overnight" }} }}"""


def made(directory: Path) -> Path:
    """The index of a small store."""
    store = Store()
    store.update(DATA)
    return write_index(store, directory, BASE)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The opened index of a small store."""
    opened = Index(made(tmp_path_factory.mktemp("index")))
    yield opened
    opened.close()


def found(index: Index, text: str, **facets: str) -> list[str]:
    """The ends of the IRIs that a question finds."""
    answer = index.search(Search(text=text, facets={name: (value,) for name, value in facets.items()}))
    return [hit.iri.removeprefix(BASE) for hit in answer.hits]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("who blocked TikTok in Russia", "action/1"),
        ("roskomnadzor", "actor/rkn"),
        ("Роскомнадзор", "actor/rkn"),
        ("barred overnight", "action/1"),
        ("cafe sao paulo", "document/d"),
        ("regulateur", "document/d"),
        ('"Tik Tok"', "actor/tiktok"),
    ],
)
def test_question_finds_first_what_it_is_about(index: Index, question: str, first: str) -> None:
    """Other forms of words, other scripts, no accents, quotes, beginnings, words of the evidence."""
    assert found(index, question)[0] == first


def test_beginning_of_a_word_finds_it(index: Index) -> None:
    """A star stands for the rest of a word."""
    assert set(found(index, "rosk*")) >= {"actor/rkn", "action/1", "action/2"}


def test_excluded_word_is_not_there(index: Index) -> None:
    """A minus leaves out."""
    assert "action/1" not in found(index, "roskomnadzor -tiktok")
    assert "action/2" in found(index, "roskomnadzor -tiktok")


def test_facets_narrow_and_are_counted_without_themselves(index: Index) -> None:
    """A chosen value narrows the hits, and its facet still counts the alternatives."""
    answer = index.search(Search(text="roskomnadzor", facets={"year": ("2021",), "kind": ("action",)}))
    assert [hit.iri for hit in answer.hits] == [f"{BASE}action/2"]
    assert dict(answer.facets["year"]) == {"2021": 1, "2024": 1}
    assert dict(answer.facets["factuality"]) == {"disputed": 1}


def test_order_by_day_puts_the_undated_last(index: Index) -> None:
    """Newest first, then older ones, then those without a day."""
    newest = index.search(Search(text="roskomnadzor", facets={}, sort="newest"))
    days = [hit.day for hit in newest.hits]
    assert days == sorted(days, reverse=True)
    oldest = index.search(Search(text="roskomnadzor", facets={}, sort="oldest"))
    assert [hit.day for hit in oldest.hits if hit.day] == sorted(d for d in days if d)


def test_some_of_the_words_are_found_where_nothing_has_all(index: Index) -> None:
    """The answer says that it is partial."""
    answer = index.search(Search(text="tiktok zeppelin", facets={}))
    assert answer.is_partial
    assert answer.total > 0


def test_misspelt_word_is_corrected(index: Index) -> None:
    """What is spelt unlike anything in the data gets a proposal."""
    answer = index.search(Search(text="Roskomnadsor", facets={}))
    assert answer.total == 0
    assert answer.suggestion == "roskomnadzor"


def test_pages_are_parts_of_one_list(index: Index) -> None:
    """Page after page gives what the whole list gives, once."""
    pages = [index.search(Search(text="", facets={}, size=2, page=page)).hits for page in range(1, 9)]
    assert [hit.iri for page in pages for hit in page][:10] == list(
        index.iris(Search(text="", facets={}), 10)
    )


def test_labels_are_completed(index: Index) -> None:
    """A beginning gives labels."""
    assert "Roskomnadzor" in index.beginning_with("rosk")


def test_same_store_gives_the_same_rows(tmp_path: Path) -> None:
    """Two indexes of one store answer alike, row by row."""
    first, second = (Index(made(_folder(tmp_path, name))) for name in ("a", "b"))
    every = Search(text="", facets={}, size=100)
    assert first.search(every) == second.search(every)


def _folder(path: Path, name: str) -> Path:
    (path / name).mkdir()
    return path / name


def test_commit_carries_the_index_along(tmp_path: Path) -> None:
    """A write by people makes a new version with the same index; a backup has it too."""
    directory = StoreDirectory(tmp_path / "store")
    with directory.building(Ownership.of_build(BASE)) as new:
        new.store.update(DATA)
        write_index(new.store, new.beside, BASE)
    directory.commit(
        lambda store: store.update("INSERT DATA { GRAPH <urn:mine> { <urn:a> <urn:b> <urn:c> } }")
    )
    directory.copy_to(tmp_path / "copy")
    for place in (directory, StoreDirectory(tmp_path / "copy")):
        with place.pin() as version:
            assert found(Index(version.beside / INDEX_FILE), "roskomnadzor")
    directory.close()


def test_damaged_index_is_an_error_of_the_store(tmp_path: Path) -> None:
    """What is no database is told so."""
    (tmp_path / INDEX_FILE).write_text("nothing")
    with pytest.raises(StoreError, match="can't be opened"):
        Index(tmp_path / INDEX_FILE)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.from_regex(r'[-"*() A-Za-z:^+]{0,40}', fullmatch=True))
def test_no_question_is_an_error(index: Index, text: str) -> None:
    """Whatever people type is a question: an answer comes, and what is parsed of it is bounded."""
    assert index.search(Search(text=text, facets={})).total >= 0
    index.beginning_with(text)
    assert len(parsed(text).phrases) <= 24
