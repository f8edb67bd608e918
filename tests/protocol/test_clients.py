"""The clients that people use, unchanged: SPARQLWrapper, rdflib's stores, pandas, curl."""

from __future__ import annotations

import io
import json
import shutil
import subprocess

import pandas
import pytest
import requests
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from tests.protocol.running import TOKEN, Running

DATA = 'INSERT DATA { <http://e/s> <http://e/p> "one", "two"@en, 3, 4.5, true . GRAPH <http://e/g> { <http://e/s> <http://e/q> <http://e/o> } }'
AUTHORIZATION = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def filled(server: Running) -> Running:
    """The server with a few triples."""
    assert server.update(DATA).status_code == 204
    return server


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "turtle", "json-ld", "n3", "rdf+xml"])
def test_sparqlwrapper(filled: Running, method: str, form: str) -> None:
    """Queries of each kind by each method, in the formats that it knows."""
    from SPARQLWrapper import SPARQLWrapper

    client = SPARQLWrapper(filled.sparql)
    client.setMethod(method)
    client.setReturnFormat(form)
    graph = form not in ("json", "xml", "csv")
    client.setQuery("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }" if graph else "SELECT ?o { ?s ?p ?o }")
    with client.query().response as answer:
        assert b"one" in answer.read()


def test_sparqlwrapper_update(filled: Running) -> None:
    """An update with the token."""
    from SPARQLWrapper import POST, SPARQLWrapper

    client = SPARQLWrapper(f"{filled.address}update")
    client.setMethod(POST)
    client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    client.setQuery("INSERT DATA { <http://e/new> <http://e/p> 1 }")
    client.query().response.close()
    assert filled.ask("ASK { <http://e/new> <http://e/p> 1 }")


def test_rdflib_store(filled: Running) -> None:
    """An rdflib graph over the endpoint: triples, queries, length."""
    graph = Graph(SPARQLStore(filled.sparql))
    assert len(list(graph.triples((URIRef("http://e/s"), None, None)))) == 5
    assert {str(row.o) for row in graph.query("SELECT ?o { ?s ?p ?o }")} == {"one", "two", "3", "4.5", "true"}  # type: ignore[union-attr]
    assert bool(graph.query("ASK { ?s ?p 3 }"))


def test_rdflib_update_store(filled: Running) -> None:
    """An rdflib graph that writes."""
    store = SPARQLUpdateStore(filled.sparql, f"{filled.address}update", headers=AUTHORIZATION)
    graph = Graph(store, identifier=URIRef("http://e/rdflib"))
    graph.add((URIRef("http://e/a"), URIRef("http://e/b"), Literal("c")))
    graph.remove((URIRef("http://e/a"), URIRef("http://e/b"), Literal("c")))
    graph.add((URIRef("http://e/a"), URIRef("http://e/b"), Literal("d")))
    store.commit()
    assert filled.select("SELECT ?o { GRAPH <http://e/rdflib> { ?s ?p ?o } }") == [{"o": "d"}]


def test_pandas(filled: Running) -> None:
    """A result as a data frame."""
    frame = pandas.read_csv(
        f"{filled.sparql}?format=csv&query=SELECT%20%3Fs%20%3Fo%20%7B%3Fs%20%3Fp%20%3Fo%7D"
    )
    assert list(frame.columns) == ["s", "o"]
    assert len(frame) == 5
    assert isinstance(frame, pandas.DataFrame)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(filled: Running, tmp_path) -> None:  # type: ignore[no-untyped-def]  # pytest's path
    """Query, compressed result, upload, and an upgrade that it offers by itself."""

    def curl(*arguments: str) -> str:
        done = subprocess.run(
            ["curl", "-sS", "--fail-with-body", *arguments],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        return done.stdout

    assert json.loads(curl("--compressed", filled.sparql, "--data-urlencode", "query=ASK {}"))["boolean"]
    assert json.loads(curl("--http2", filled.sparql, "-G", "--data-urlencode", "query=ASK {}"))["boolean"]
    file = tmp_path / "data.ttl"
    file.write_text("<http://e/x> <http://e/p> 1 .", encoding="utf-8")
    curl(
        "-T",
        str(file),
        "-H",
        "Content-Type: text/turtle",
        "-H",
        f"Authorization: Bearer {TOKEN}",
        f"{filled.address}store?graph=http://e/curl",
    )
    assert filled.ask("ASK { GRAPH <http://e/curl> { <http://e/x> <http://e/p> 1 } }")


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "identity"])
def test_large_results_in_every_coding(filled: Running, encoding: str) -> None:
    """A hundred thousand rows, whole, however they travel."""
    import zstandard

    query = (
        "SELECT * { "
        + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(10)))} }}" for i in range(5))
        + " }"
    )
    response = requests.get(
        filled.sparql,
        params={"query": query, "format": "csv"},
        headers={"Accept-Encoding": encoding},
        stream=True,
        timeout=30,
    )
    assert response.headers.get("Content-Encoding", "identity") == encoding
    raw = response.raw.read(decode_content=encoding == "gzip")
    text = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(raw)).read() if encoding == "zstd" else raw
    assert text.count(b"\n") == 100_001
