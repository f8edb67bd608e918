"""What every export format promises, over all that the registry finds; a new format is tested by being there."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store
from rdflib import Dataset

from kg.export.format import Format, Selection, format_named, installed_formats, prefixes_of
from kg.export.tables import TABLES
from kg.iris import Minter
from kg.vocab import DEFAULT_BASE

SELECTION = Selection(prefixes=prefixes_of(DEFAULT_BASE))
RDF_FORMATS = [f for f in installed_formats() if f.iri is not None]
STREAMED = [f for f in installed_formats() if f.iri is not None or f.name == "csv"]
RDFLIB_NAMES = {
    "jsonld": "json-ld",
    "nquads": "nquads",
    "ntriples": "nt",
    "rdfxml": "xml",
    "trig": "trig",
    "turtle": "turtle",
}


def _name(found: Format) -> str:
    return found.name


def _store(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def _bytes(known: Format, store: Store, selection: Selection = SELECTION) -> bytes:
    output = io.BytesIO()
    known.write(store, selection, output)
    return output.getvalue()


def _quads(known: Format, data: bytes) -> set[Quad]:
    """What rdflib reads from the data."""
    dataset = Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own parsers use its old names
        dataset.parse(data=data, format=RDFLIB_NAMES[known.name])
        lines = dataset.serialize(format="nquads")
    store = Store()
    store.load(lines.encode(), format=RdfFormat.N_QUADS)
    return set(store)


def _expected(known: Format, store: Store) -> set[Quad]:
    return set(store) if known.datasets else {Quad(q.subject, q.predicate, q.object) for q in store}


def _plain(quads: Iterator[Quad]) -> set[str]:
    return {str(q) for q in quads}


@pytest.mark.parametrize("known", RDF_FORMATS, ids=_name)
def test_rdflib_reads_the_same_graph(known: Format, small_store: Store) -> None:
    """Written by us and read by another library, nothing is lost or changed."""
    assert _plain(iter(_quads(known, _bytes(known, small_store)))) == _plain(
        iter(_expected(known, small_store))
    )


@pytest.mark.parametrize("known", RDF_FORMATS, ids=_name)
def test_odd_characters_survive(known: Format) -> None:
    """Quotes, line ends, markup, controls, other scripts; XML puts U+FFFD for what it can't hold."""
    odd = "a\"b\\c\r\n\t<&>]]> 'd' \x85 é 中 😀 \u2028 {}"
    held = odd + ("" if known.name == "rdfxml" else "\x01\x0c\x7f")
    node = Minter().document("a b/ü?#")
    store = _store([Quad(node, NamedNode("https://w3id.org/writ#text"), Literal(held), node)])
    assert _plain(iter(_quads(known, _bytes(known, store)))) == _plain(iter(_expected(known, store)))


def test_xml_replaces_what_it_cannot_hold_one_for_one() -> None:
    """Offsets into the text stay right."""
    node = Minter().document("a")
    store = _store([Quad(node, NamedNode("https://w3id.org/writ#text"), Literal("a\x01b\x0cc\uffffd"))])
    data = _bytes(format_named("rdfxml"), store)
    assert [q.object.value for q in _quads(format_named("rdfxml"), data)] == ["a\ufffdb\ufffdc\ufffdd"]


@pytest.mark.parametrize("known", installed_formats(), ids=_name)
def test_the_same_data_gives_the_same_bytes(known: Format, small_store: Store) -> None:
    """However it came into the store."""
    other = Store()
    other.extend(sorted(small_store, key=str, reverse=True))
    assert _bytes(known, small_store) == _bytes(known, other)


@pytest.mark.parametrize("known", RDF_FORMATS, ids=_name)
def test_one_graph_can_be_chosen(known: Format, small_store: Store) -> None:
    """Only its triples are written."""
    document = Minter().document("paper-1")
    found = _quads(known, _bytes(known, small_store, Selection(graphs=(document,))))
    expected = small_store.quads_for_pattern(None, None, None, document)
    assert {q.triple for q in found} == {q.triple for q in expected}


@pytest.mark.parametrize("known", RDF_FORMATS, ids=_name)
def test_the_knowledge_can_be_chosen(known: Format, small_store: Store) -> None:
    """The default graph alone, without testimony."""
    found = _quads(known, _bytes(known, small_store, Selection(graphs=(DefaultGraph(),))))
    assert found == set(small_store.quads_for_pattern(None, None, None, DefaultGraph()))


@pytest.mark.parametrize("known", STREAMED, ids=_name)
def test_an_empty_store_makes_a_file_that_can_be_read(known: Format) -> None:
    """Nothing is no error."""
    data = _bytes(known, Store())
    if known.name == "csv":
        assert len(zipfile.ZipFile(io.BytesIO(data)).namelist()) == len(TABLES)
    else:
        assert _quads(known, data) == set()


@pytest.mark.parametrize("known", STREAMED, ids=_name)
def test_large_data_is_streamed(known: Format) -> None:
    """Output begins long before its end: no format builds a file in memory."""
    writes: list[int] = []

    class Output(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            writes.append(memoryview(data).nbytes)
            return writes[-1]

    kind, actor = (
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        NamedNode("https://w3id.org/writ#Actor"),
    )
    store = Store()
    store.extend(Quad(Minter().entity("Actor", f"{n:05}"), kind, actor) for n in range(5000))
    known.write(store, SELECTION, io.BufferedWriter(Output(), 4096))
    assert len(writes) > 3
    assert max(writes) < sum(writes) / 2


def test_formats_are_told_apart() -> None:
    """No two share a name, an extension or a media type, and each is found by name and extension."""
    formats = installed_formats()
    for values in (
        [f.name for f in formats],
        [f.extension for f in formats],
        [m for f in formats for m in f.media_types],
    ):
        assert len(values) == len(set(values))
    for known in formats:
        assert format_named(known.name) is format_named(f".{known.extension.upper()}") is known
