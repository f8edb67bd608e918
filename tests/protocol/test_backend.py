"""The endpoint in front of another SPARQL server: a real ``oxigraph serve``."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.protocol.running import TOKEN, Running, fast_directory, running

OXIGRAPH = Path(sys.executable).with_name("oxigraph")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an ``oxigraph serve`` with an empty store."""
    if not OXIGRAPH.exists():
        pytest.skip("the oxigraph command is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = tmp_path_factory.mktemp("oxigraph")
    process = subprocess.Popen(
        [OXIGRAPH, "serve", "--location", str(store), "--bind", f"127.0.0.1:{port}"],
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            requests.get(address, timeout=5)
            break
        except requests.exceptions.ConnectionError:
            time.sleep(0.05)
    yield address
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def front(other: str) -> Iterator[Running]:
    """Our endpoint before it."""
    with (
        fast_directory() as store,
        running(
            store / "unused", backend=f"{other}/query", backend_update=f"{other}/update", timeout=3
        ) as server,
    ):
        yield server


def put(front: Running, graph: str, turtle: str, method: str = "PUT") -> int:
    """A graph sent to our /store."""
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    where = f"graph={graph}" if graph else "default"
    return requests.request(
        method, f"{front.address}store?{where}", data=turtle.encode(), headers=headers, timeout=20
    ).status_code


def test_graph_store_by_update(front: Running) -> None:
    """PUT, POST, GET, DELETE of a graph at a server whose own Graph Store is not used."""
    assert put(front, "http://e/g", "<http://e/s> <http://e/p> 1 .") == 201
    assert put(front, "http://e/g", "<http://e/s> <http://e/p> 2 .", "POST") == 204
    url = f"{front.address}store?graph=http://e/g"
    assert (
        len(requests.get(url, headers={"Accept": "application/n-triples"}, timeout=10).text.splitlines()) == 2
    )
    assert put(front, "http://e/g", "<http://e/s> <http://e/p> 3 .") == 204
    assert requests.get(url, headers={"Accept": "application/n-triples"}, timeout=10).text.count("\n") == 1
    assert requests.delete(url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10).status_code == 204
    assert requests.get(url, timeout=10).status_code == 404


@pytest.mark.parametrize(
    "accept",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
        "text/html",
    ],
)
def test_results_in_every_format(front: Running, accept: str) -> None:
    """SELECT through the front, also as the HTML table that the other server does not have."""
    assert put(front, "", '<http://e/s> <http://e/p> "<b>" .') == 204
    response = requests.get(
        front.sparql, params={"query": "SELECT * { ?s ?p ?o }"}, headers={"Accept": accept}, timeout=10
    )
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(accept)
    assert ("&lt;b&gt;" in response.text) is (accept in ("text/html", "application/sparql-results+xml"))


def test_same_limits_and_errors(front: Running) -> None:
    """Syntax errors, other servers, time limit, token: as over our own store."""
    assert requests.get(front.sparql, params={"query": "SELECT"}, timeout=10).status_code == 400
    refused = requests.get(
        front.sparql, params={"query": "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"}, timeout=10
    )
    assert refused.json()["type"].endswith("/remote-refused")
    assert requests.post(f"{front.address}update", data={"update": "DROP ALL"}, timeout=10).status_code == 401
    assert front.update("LOAD <http://127.0.0.1:1/>").status_code == 403
    values = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(100)))} }}" for i in range(4))
    began = time.monotonic()
    late = requests.get(front.sparql, params={"query": f"SELECT (COUNT(*) AS ?n) {{ {values} }}"}, timeout=20)
    assert (late.status_code, late.json()["type"].rpartition("/")[2]) == (503, "query-timeout")
    assert time.monotonic() - began < 4.5


@pytest.mark.parametrize(
    "query",
    [
        r"SELECT * { SERV\u0049CE <http://127.0.0.1:1/> {} }",
        r"SELECT * { ?s ?p 'a\u0027 SERV\U00000049CE <http://127.0.0.1:1/> {} #' }",
        'DEFINE get:soft "replace" SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }',
        'PREFIX x: <http://e/> # one\ndefine input:grab-all "yes" ASK {}',
    ],
)
def test_what_another_engine_reads_otherwise_is_refused(front: Running, query: str) -> None:
    """Escapes that make a word or end a string where the other server resolves them first; pragmas that fetch."""
    answer = requests.get(front.sparql, params={"query": query}, timeout=10)
    assert answer.json()["type"].rpartition("/")[2] == "bad-request"
    assert front.update(query.replace("SELECT *", "INSERT DATA")).status_code == 400
    assert front.ask(r"ASK { FILTER('\u00e9' = 'é' && 'define' = 'define') }")


def test_update_and_pages(front: Running) -> None:
    """An update arrives; home page, description and linked data work over the other server's data."""
    assert front.update("INSERT DATA { <https://w3id.org/writ/id/a> <http://e/p> 7 }").status_code == 204
    assert front.ask("ASK { <https://w3id.org/writ/id/a> <http://e/p> 7 }")
    assert requests.get(front.address, timeout=10).status_code == 200
    assert (
        requests.get(f"{front.address}id/a", headers={"Accept": "text/turtle"}, timeout=10).status_code == 200
    )
    assert requests.get(front.sparql, headers={"Accept": "text/turtle"}, timeout=10).status_code == 200


def test_unreachable_server_is_a_bad_gateway() -> None:
    """Nobody there: 502, at once."""
    with fast_directory() as store, running(store / "unused", backend="http://127.0.0.1:1/query") as front:
        response = requests.get(front.sparql, params={"query": "ASK {}"}, timeout=10)
        assert (response.status_code, response.headers["Retry-After"]) == (502, "5")


def test_nested_documents_do_not_end_the_server(front: Running) -> None:
    """They are parsed in the server's own process, whose threads have small stacks: refused before that."""
    for kind, body in (
        ("application/ld+json", '{"http://e/p":' * 6000 + "1" + "}" * 6000),
        ("text/turtle", "<a:b> <a:c> " + "<<( <a:a> <a:a> " * 60_000 + "1" + " )>>" * 60_000 + "."),
    ):
        headers = {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"}
        answer = requests.put(
            f"{front.address}store?graph=http://e/deep", data=body, headers=headers, timeout=20
        )
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "too-deep")
    assert front.ask()
