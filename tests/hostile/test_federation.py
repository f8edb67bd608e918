"""SERVICE and LOAD of listed targets: they work, and lead nowhere else. Everything listens on 127.0.0.1."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
import requests

from tests.protocol.running import Running, eventually, fast_directory, running

TURTLE = b"<#s> <http://e/p> 1 , [] ."
JSON = "application/sparql-results+json"


class Elsewhere(BaseHTTPRequestHandler):
    """Another server, by path; what it was asked is in ``seen``."""

    seen: list[str]
    inner: str

    def do_GET(self) -> None:
        """Documents."""
        self._answer("")

    def do_POST(self) -> None:
        """Queries."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._answer(form["query"][0])

    def _answer(self, query: str) -> None:
        type(self).seen.append(f"{self.path} {query}")
        what = self.path.strip("/").split("/")[-1].partition("?")[0]
        if what in ("out", "in"):
            self.send_response(307)
            self.send_header("Location", self.inner if what == "out" else "/listed/data.ttl")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif what == "slow":
            self._drip()
        elif what == "huge":
            self._send("text/turtle", b"# " + b"x" * 3_000_000)
        elif what == "html":
            self._send("text/html", b"<p>no data</p>")
        elif what == "torn.ttl":
            self._send("text/turtle", b"<http://e/a> <http://e/b> 1 . <http://e/a> <http://e/")
        elif what == "hostile":
            self._send(JSON, b'{"head":{"vars":["x) {} } } ; DROP ALL #"]},"results":{"bindings":[{}]}}')
        elif what == "nodes":
            self._send(JSON, b'{"head":{"vars":["x","y"]},"results":{"bindings":[{"x":{"type":"bnode","value":"b"},"y":{"type":"bnode","value":"b"}},{"x":{"type":"literal","value":"a\\"}\\n"}}]}}')  # fmt: skip
        else:
            self._send("text/turtle", TURTLE)

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(300):
                self.wfile.write(b"#")
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def elsewhere(inner: str = "") -> Iterator[tuple[str, list[str]]]:
    """Such a server: its address and what it was asked."""
    seen: list[str] = []
    handler = type("Handler", (Elsewhere,), {"seen": seen, "inner": inner})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def inner() -> Iterator[tuple[str, list[str]]]:
    """The inner network: never listed."""
    with elsewhere() as found:
        yield found


@pytest.fixture(scope="module")
def outer(inner: tuple[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """A server of which the folder ``/listed`` may be asked."""
    with elsewhere(f"{inner[0]}/secret") as found:
        yield found


@pytest.fixture(scope="module")
def other() -> Iterator[Running]:
    """A second endpoint of ours with data of its own."""
    with fast_directory() as store, running(store, readers=1) as started:
        added = started.update(
            'INSERT DATA { <http://e/a> <http://e/name> "Anna"@en . <http://e/b> <http://e/name> "Bo" }'
        )
        assert added.status_code == 204
        yield started


@pytest.fixture(scope="module")
def server(other: Running, outer: tuple[str, list[str]]) -> Iterator[Running]:
    """The endpoint under test."""
    listed = [other.sparql, f"{outer[0]}/listed/"]
    with (
        fast_directory() as store,
        running(store, timeout=8, remote=listed, remote_timeout=1.0, max_remote=1_000_000) as started,
    ):
        assert (
            started.update(
                "INSERT DATA { <http://e/a> <http://e/age> 30 . <http://e/c> <http://e/age> 40 }"
            ).status_code
            == 204
        )
        yield started


def status(server: Running, query: str) -> int:
    """The status of a query."""
    return requests.post(server.sparql, data={"query": query}, timeout=20).status_code


SELECTS = {
    "joined": "SELECT ?n { ?x <http://e/age> ?age . SERVICE <SPARQL> { ?x <http://e/name> ?n } }",
    "prefixed": "PREFIX s: <SPARQL> PREFIX e: <http://e/> SELECT ?n { ?x e:age ?age . SERVICE s: { ?x e:name ?n } }",
    "by base": "BASE <http://e/> SELECT ?n { ?x <age> ?age . SERVICE SILENT <SPARQL> { ?x <name> ?n } }",
    "in a subquery": "SELECT ?n { ?x <http://e/age> ?age { SELECT * { SERVICE <SPARQL> { ?x <http://e/name> ?n } } } }",
    "twice": "SELECT ?n { ?x <http://e/age> 30 SERVICE <SPARQL> { ?x <http://e/name> ?n } SERVICE <SPARQL> { ?x ?p ?n } }",
    "optional": "SELECT ?n { ?x <http://e/age> 30 OPTIONAL { SERVICE <SPARQL> { ?x <http://e/name> ?n # } \n FILTER(?n != '}') } } }",
}  # fmt: skip


@pytest.mark.parametrize("name", SELECTS)
def test_service_joins_with_a_listed_server(server: Running, other: Running, name: str) -> None:
    """The other server's solutions take the place of the clause."""
    assert server.select(SELECTS[name].replace("SPARQL", other.sparql)) == [{"n": "Anna"}]


def test_service_in_exists_and_update(server: Running, other: Running) -> None:
    """In filters and in the pattern of an update; the results are the other's now, so they are not kept in the cache."""
    assert server.ask(
        f"ASK {{ ?x <http://e/age> 30 FILTER EXISTS {{ SERVICE <{other.sparql}> {{ ?x <http://e/name> ?n }} }} }}"
    )
    update = f"INSERT {{ GRAPH <http://e/names> {{ ?x <http://e/n> ?n }} }} WHERE {{ SERVICE <{other.sparql}> {{ ?x <http://e/name> ?n }} }}"
    assert server.update(update).status_code == 204
    assert server.select("SELECT (COUNT(*) AS ?c) { GRAPH <http://e/names> { ?s ?p ?o } }") == [{"c": "2"}]
    query = f"SELECT ?x {{ SERVICE <{other.sparql}> {{ ?x <http://e/later> 1 }} }}"
    assert server.select(query) == []
    assert other.update("INSERT DATA { <http://e/z> <http://e/later> 1 }").status_code == 204
    assert server.select(query) == [{"x": "http://e/z"}]


def test_load_of_a_listed_document(server: Running, outer: tuple[str, list[str]]) -> None:
    """Between other operations, into the graph that is named, relative IRIs against the document's own."""
    url = f"{outer[0]}/listed/data.ttl"
    update = f"PREFIX e: <http://e/> INSERT DATA {{ e:x e:y 1 }} ; LOAD <{url}> INTO GRAPH e:loaded ; INSERT DATA {{ GRAPH e:loaded {{ e:x e:y 2 }} }}"
    assert server.update(update).status_code == 204
    assert server.select("SELECT (COUNT(*) AS ?c) { GRAPH <http://e/loaded> { ?s ?p ?o } }") == [{"c": "3"}]
    assert server.ask(f"ASK {{ GRAPH <http://e/loaded> {{ <{url}#s> <http://e/p> 1 }} }}")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("in", 204), ("out", 403), ("slow", 502), ("huge", 502), ("html", 502), ("torn.ttl", 502), ("../secret", 403), ("%2e%2e/secret", 403)],
)  # fmt: skip
def test_load_within_limits(
    server: Running, outer: tuple[str, list[str]], inner: tuple[str, list[str]], path: str, expected: int
) -> None:
    """Redirects are followed to what is listed only; slow, large, unreadable and half documents are refused whole."""
    began = time.monotonic()
    response = server.update(
        f"INSERT DATA {{ <a:b> <a:c> '{path}' }} ; LOAD <{outer[0]}/listed/{path}> INTO GRAPH <http://e/t>"
    )
    assert response.status_code == expected, response.text
    assert time.monotonic() - began < 6
    assert server.ask(f"ASK {{ <a:b> <a:c> '{path}' }}") is (expected == 204)
    assert inner[1] == []


def test_silent_failures_change_nothing(server: Running, outer: tuple[str, list[str]]) -> None:
    """LOAD SILENT and SERVICE SILENT go on without what could not be had."""
    before = server.select("SELECT (COUNT(*) AS ?c) { ?s ?p ?o }")
    assert (
        server.update(
            f"LOAD SILENT <{outer[0]}/listed/torn.ttl> ; LOAD SILENT <{outer[0]}/elsewhere>"
        ).status_code
        == 204
    )
    assert server.select("SELECT (COUNT(*) AS ?c) { ?s ?p ?o }") == before
    assert server.select(f"SELECT * {{ SERVICE SILENT <{outer[0]}/listed/html> {{ ?s ?p ?o }} }}") == [{}]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/listed/slow", 502), ("/listed/huge", 502), ("/listed/html", 502), ("/listed/hostile", 502), ("/listed/out", 403), ("/unlisted", 403),
     ("/listedx", 403), ("/", 403)],
)  # fmt: skip
def test_service_within_limits(
    server: Running, outer: tuple[str, list[str]], inner: tuple[str, list[str]], path: str, expected: int
) -> None:
    """What is not listed is not asked; what is listed is not believed."""
    query = f"SELECT * {{ SERVICE <{outer[0]}{path}> {{ ?s ?p ?o }} }}"
    response = requests.post(server.sparql, data={"query": query}, timeout=20)
    assert response.status_code == expected, response.text
    assert inner[1] == []
    assert server.ask()


def test_hostile_results_are_no_updates(server: Running, outer: tuple[str, list[str]]) -> None:
    """A variable's name that would end the pattern and drop everything is refused."""
    update = f"INSERT {{ <a:b> <a:c> ?x }} WHERE {{ SERVICE <{outer[0]}/listed/hostile> {{ ?s ?p ?x }} }}"
    assert server.update(update).status_code == 502
    assert server.ask("ASK { ?s <http://e/age> 30 }")


def test_blank_nodes_keep_their_identity(server: Running, outer: tuple[str, list[str]]) -> None:
    """The same node of one answer is the same IRI; texts with braces and quotes stay texts."""
    rows = server.select(f"SELECT * {{ SERVICE <{outer[0]}/listed/nodes> {{ ?x ?p ?y }} }} ORDER BY ?y")
    assert rows[0] == {"x": 'a"}\n'}
    assert rows[1]["x"] == rows[1]["y"] != "b"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES ?u { <SPARQL> } SERVICE ?u { ?s ?p ?o } }",
        "SELECT * { SERVICE <SPARQL> { SERVICE <INNER> { ?s ?p ?o } } }",
        "SELECT * { SERVICE <SPARQL> { ?s ?p ?o } SERVICE <INNER> { ?s ?p ?o } }",
        "SELECT * { SERVICE <SPARQL@INNER> { ?s ?p ?o } }",
        'SELECT * { ?a ?c ?b FILTER(?b<?b#>"""\n || true) SERVICE <INNER> { ?s ?p ?o } } #""" SERVICE <SPARQL> { ?s ?p ?o }',
    ],
)
def test_unlisted_beside_listed_is_refused(
    server: Running, other: Running, inner: tuple[str, list[str]], query: str
) -> None:
    """One target that is not listed, or not known, and nothing is asked at all."""
    assert status(server, query.replace("SPARQL", other.sparql).replace("INNER", inner[0])) in (400, 403)
    assert inner[1] == []


def test_syntax_errors_ask_nobody(server: Running, outer: tuple[str, list[str]]) -> None:
    """A query that is none is a 400 before any other server hears of it."""
    before = len(outer[1])
    assert status(server, f"SELECT * {{ SERVICE <{outer[0]}/listed/x> {{ ?s ?p }} }}") == 400
    assert status(server, f"SELECT * {{ SERVICE <{outer[0]}/listed/x> {{ ?s ?p ?o }} }} garbage") == 400
    assert status(server, f"SELECT * {{ SERVICE <{outer[0]}/listed/x> ") == 400
    assert len(outer[1]) == before


def test_time_limit_holds_while_others_are_asked(server: Running, outer: tuple[str, list[str]]) -> None:
    """The query's own limit, shorter than the other server's, and nothing is left waiting."""
    query = f"SELECT * {{ SERVICE <{outer[0]}/listed/slow> {{ ?s ?p ?o }} }}"
    began = time.monotonic()
    response = requests.post(server.sparql, data={"query": query, "timeout": "0.4"}, timeout=20)
    assert response.status_code in (502, 503)
    assert time.monotonic() - began < 3
    assert eventually(server.ask)
