"""Runaway queries in every place: who else asks, and what the same client asks besides, does not wait for them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlencode

import requests

from tests.hostile.burning import idle
from tests.hostile.test_connections import connect
from tests.hostile.test_queries import QUERIES
from tests.protocol.running import Running, eventually

#: The readers of the test's server, and what it gives to slow queries.
PLACES = 3 + 4


@contextlib.contextmanager
def runaways(server: Running, number: int) -> Iterator[None]:
    """So many queries that go on until the block ends."""
    with contextlib.ExitStack() as connections:
        for n in range(number):
            sock = connections.enter_context(closing(connect(server)))
            target = "/sparql?" + urlencode({"query": f"{QUERIES['cartesian product']} # {n}"})
            sock.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        yield


def running_queries(server: Running) -> int:
    """How many the server says to be running."""
    text = requests.get(f"{server.address}metrics", timeout=10).text
    name = "writ_readers_running"
    return next(int(float(line.split()[1])) for line in text.splitlines() if line.startswith(name))


def assert_answers_soon(server: Running, number: int) -> None:
    """A small query that was not asked before. Two tenths of a second on a machine that does nothing else; the bound is
    for one that does much else, and still less than the time after which a query no longer waits for a place."""
    began = time.monotonic()
    assert server.ask(f"ASK {{ FILTER({number} < 20) }}")
    assert time.monotonic() - began < 10


def test_small_query_gets_through_beside_its_own_clients_runaways(patient: Running) -> None:
    """All places that one address can have are taken, and more wait: its small queries are answered nevertheless."""
    with runaways(patient, 3 * PLACES):
        assert eventually(lambda: running_queries(patient) >= PLACES - 1, 15)
        for n in range(8):
            assert_answers_soon(patient, n)
            time.sleep(0.1 * n)
    assert_answers_soon(patient, 8)
    assert eventually(lambda: idle(patient), 10)


def test_syntax_error_beside_runaways_is_told(patient: Running) -> None:
    """What is wrong with a query that is only tried is wrong with it."""
    with runaways(patient, 3 * PLACES):
        assert eventually(lambda: running_queries(patient) >= PLACES - 1, 15)
        answer = requests.get(patient.sparql, params={"query": "ASK { nonsense"}, timeout=10)
        assert answer.status_code == 400
        rows = "SELECT * { ?s ?p ?o } LIMIT 500"
        many = requests.get(patient.sparql, params={"query": rows, "format": "json"}, timeout=10)
        assert len(many.json()["results"]["bindings"]) == 500
