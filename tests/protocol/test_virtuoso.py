"""The endpoint in front of an engine that is not like ours: Debian's ``virtuoso-opensource`` (7.2), which has no default
graph to write, never answers a direct POST, writes ASK as a row and takes no more than some thousand triples at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.protocol.running import TOKEN, Running, fast_directory, running
from tests.protocol.virtuoso import HOW_TO_INSTALL, INSTALLED, virtuoso

pytestmark = pytest.mark.skipif(not INSTALLED, reason=HOW_TO_INSTALL)
DEFAULT = "urn:example:default"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its query address."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as started:
        yield started.address


@pytest.fixture(scope="module")
def front(engine: str) -> Iterator[Running]:
    """Our endpoint before it."""
    with (
        fast_directory() as store,
        running(store / "unused", backend=engine, backend_default_graph=DEFAULT, timeout=20) as server,
    ):
        yield server


@pytest.fixture
def empty(front: Running) -> Running:
    """The same with nothing in the graphs that are used here."""
    for graph in (DEFAULT, "http://e/g", "http://e/h"):
        assert front.update(f"DROP SILENT GRAPH <{graph}>").status_code == 204
    return front


def put(front: Running, where: str, body: str, kind: str = "text/turtle", method: str = "PUT") -> int:
    """A document sent to our /store."""
    headers = {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"}
    url = f"{front.address}store?{where}"
    return requests.request(method, url, data=body.encode(), headers=headers, timeout=60).status_code


def count(front: Running, where: str) -> int:
    """How many triples a graph has, over the Graph Store Protocol."""
    answer = requests.get(
        f"{front.address}store?{where}", headers={"Accept": "application/n-triples"}, timeout=30
    )
    return sum(line.endswith(".") for line in answer.text.splitlines()) if answer.status_code == 200 else -1


def test_direct_post_is_answered(empty: Running) -> None:
    """What Virtuoso itself never answers."""
    headers = {"Content-Type": "application/sparql-query"}
    answer = requests.post(empty.sparql, data=b"ASK {}", headers=headers, timeout=10)
    assert answer.json()["boolean"] is True
    assert empty.ask("ASK { <http://e/nobody> <http://e/p> ?o }") is False


def test_default_graph_is_written_and_read(empty: Running) -> None:
    """Data, patterns and graph management on the default graph, beside named graphs."""
    for update in (
        "INSERT DATA { <http://e/s> <http://e/p> 1, 2 . GRAPH <http://e/g> { <http://e/s> <http://e/p> 3 } }",
        "DELETE { ?s ?p 2 } INSERT { ?s ?p 4 } WHERE { ?s ?p 1 GRAPH <http://e/g> { ?s ?p ?o } }",
        "INSERT { GRAPH <http://e/h> { ?s ?p ?o } } WHERE { ?s ?p 1 GRAPH <http://e/g> { ?s ?p ?o } }",
        "DELETE WHERE { ?s ?p 1 }",
    ):
        assert empty.update(update).status_code == 204, update
    query = "SELECT ?o { <http://e/s> <http://e/p> ?o }"
    assert empty.select(query) == [{"o": "4"}]
    assert empty.select("SELECT ?o { GRAPH <http://e/h> { ?s ?p ?o } }") == [{"o": "3"}]
    assert empty.select("SELECT ?o FROM <http://e/g> { ?s ?p ?o }") == [{"o": "3"}]
    assert empty.update("ADD <http://e/g> TO DEFAULT ; CLEAR GRAPH <http://e/g>").status_code == 204
    assert {row["o"] for row in empty.select(query)} == {"3", "4"}
    assert empty.update("DROP DEFAULT").status_code in (204, 502)  # it drops only what was created by CREATE
    assert empty.update("CLEAR DEFAULT").status_code == 204
    assert empty.select(query) == []


@pytest.mark.parametrize("where", ["default", "graph=http://e/g"])
def test_graph_store(empty: Running, where: str) -> None:
    """PUT, POST, GET, DELETE, more triples than one INSERT DATA may have, with blank nodes that stay the same."""
    assert put(empty, where, "<http://e/s> <http://e/p> 1 .") in (201, 204)
    assert put(empty, where, "<http://e/s> <http://e/p> 2 .", method="POST") == 204
    assert count(empty, where) == 2
    rows = "\n".join(f'<http://e/s{i}> <http://e/p> "value {i}" .' for i in range(7000))
    nodes = "\n".join(f"_:a <http://e/n> {i} ." for i in range(20))
    assert put(empty, where, f"{rows}\n{nodes}") == 204
    assert count(empty, where) == 7020
    graph = DEFAULT if where == "default" else "http://e/g"
    assert empty.select(
        f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{graph}> {{ ?s <http://e/n> ?o }} }}"
    ) == [{"n": "1"}]
    assert put(empty, where, "<http://e/broken") == 400
    assert count(empty, where) == 7020
    assert (
        requests.delete(
            f"{empty.address}store?{where}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30
        ).status_code
        == 204
    )
    assert count(empty, where) == (0 if where == "default" else -1)
    waiting = "SELECT DISTINCT ?g { GRAPH ?g { ?s <http://e/p> ?o } FILTER(STRSTARTS(STR(?g), 'urn:uuid:')) }"
    assert empty.select(waiting) == []


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "html"])
def test_results_in_every_format(empty: Running, form: str) -> None:
    """Its own CSV and TSV are not the standard's: ours are."""
    assert put(empty, "default", '<http://e/s> <http://e/p> "é, \\"x\\""@fr .') == 204
    answer = requests.get(
        empty.sparql, params={"query": "SELECT ?o { ?s <http://e/p> ?o }", "format": form}, timeout=20
    )
    assert answer.status_code == 200
    expected = {"csv": 'o\r\n"é, ""x"""\r\n', "tsv": '?o\n"é, \\"x\\""@fr\n'}.get(form)
    assert "é, " in answer.text or form == "json"
    assert expected is None or answer.content.decode() == expected
    ask = requests.get(
        empty.sparql, params={"query": "ASK { ?s <http://e/p> ?o }", "format": form}, timeout=20
    )
    assert "true" in ask.text


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads", "html"])
def test_graphs_in_every_format(empty: Running, form: str) -> None:
    """Also in those that it does not write."""
    assert put(empty, "default", "<http://e/s> <http://e/p> <http://e/o> .") == 204
    query = "CONSTRUCT WHERE { ?s <http://e/p> ?o }"
    answer = requests.get(empty.sparql, params={"query": query, "format": form}, timeout=20)
    assert answer.status_code == 200
    assert "http://e/" in answer.text


def test_errors_are_ours(empty: Running) -> None:
    """A syntax error is a 400 in the one shape; SERVICE is refused before it is sent."""
    broken = requests.get(empty.sparql, params={"query": "SELECT * { ?s"}, timeout=20)
    assert (broken.status_code, broken.headers["Content-Type"]) == (400, "application/problem+json")
    refused = requests.get(
        empty.sparql, params={"query": "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"}, timeout=20
    )
    assert refused.json()["type"].endswith("/remote-refused")


def test_pages_and_linked_data(empty: Running) -> None:
    """Home, linked data and VoID over its data."""
    assert empty.update("INSERT DATA { <https://w3id.org/writ/id/a> a <http://e/C> }").status_code == 204
    assert requests.get(empty.address, timeout=30).status_code == 200
    page = requests.get(f"{empty.address}id/a", headers={"Accept": "text/turtle"}, timeout=30)
    assert "http://e/C" in page.text
    assert "http://e/C" in requests.get(f"{empty.address}.well-known/void", timeout=30).text
