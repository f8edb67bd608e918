"""Requests that the server should make for somebody else: none is made. A listener on loopback stands for the inner network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import requests

from tests.protocol.running import Running


class Listener:
    """Counts who connects."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A port of 127.0.0.1 that nobody may knock at."""
    found = Listener()
    yield found
    found.socket.close()


QUERIES = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "lower case": "select * { service <URL> { ?s ?p ?o } }",
    "prefixed": "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "base": "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "built": 'SELECT * { BIND(IRI("URL") AS ?u) SERVICE SILENT ?u { ?s ?p ?o } }',
    "in a subquery": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in exists": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in minus": "ASK { ?a ?b ?c MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "after a comment": "SELECT * { # SERVICE\n SERVICE # <x>\n <URL> { ?s ?p ?o } }",
    "hidden behind less-than": 'SELECT * { ?a ?c ?b FILTER(?b<?b#>"""\n || true) SERVICE <URL> { ?s ?p ?o } } #"""',
    "hidden behind less-than, without long quotes": "SELECT * { ?a ?c ?b FILTER(?b<?b#>'\n || true) SERVICE <URL> { ?s ?p ?o } } #'",
    "hidden in two lines": "SELECT * { ?a ?c ?b . ?x <http://e/#y> ?z FILTER(?b<?b#>'''\n || true) <a:#b> SERVICE <URL> { ?s ?p ?o } } #'''",
    "other scheme": "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
    "name": "SELECT * { SERVICE <http://localhost:PORT/> { ?s ?p ?o } }",
    "number": "SELECT * { SERVICE <http://2130706433:PORT/> { ?s ?p ?o } }",
    "short address": "SELECT * { SERVICE <http://127.1:PORT/> { ?s ?p ?o } }",
    "mapped address": "SELECT * { SERVICE <http://[::ffff:127.0.0.1]:PORT/> { ?s ?p ?o } }",
    "with a user": "SELECT * { SERVICE <http://example.org@127.0.0.1:PORT/> { ?s ?p ?o } }",
    "escaped": "SELECT * { SERVICE <http\\u003A//127.0.0.1:PORT/> { ?s ?p ?o } }",
}  # fmt: skip

UPDATES = {
    "load": "LOAD <URL>",
    "load silent": "LOAD SILENT <URL>",
    "load into": "LOAD <URL> INTO GRAPH <http://e/g>",
    "load later": "INSERT DATA { <a:b> <a:c> 1 } ; LOAD <URL> ; DELETE DATA { <a:b> <a:c> 1 }",
    "service in an update": "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "silent service in an update": "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "load hidden": 'INSERT { <a:b> <a:c> 1 } WHERE { ?a ?c ?b FILTER(?b<?b#>"""\n) } ; LOAD SILENT <URL> #"""',
}  # fmt: skip


def filled(text: str, listener: Listener) -> str:
    """The text with the listener's address."""
    return text.replace("URL", f"http://127.0.0.1:{listener.port}/").replace("PORT", str(listener.port))


@pytest.mark.parametrize("name", QUERIES)
def test_service_reaches_nobody(server: Running, listener: Listener, name: str) -> None:
    """Refused, or answered without asking the listener."""
    response = requests.post(server.sparql, data={"query": filled(QUERIES[name], listener)}, timeout=10)
    assert response.status_code in (400, 403), response.text
    assert listener.visits == 0


@pytest.mark.parametrize("name", UPDATES)
def test_load_reaches_nobody(server: Running, listener: Listener, name: str) -> None:
    """Also with the token in hand."""
    before = server.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    response = server.update(filled(UPDATES[name], listener))
    assert response.status_code in (204, 400, 403), response.text
    assert response.status_code != 204 or "SILENT" in UPDATES[name]
    assert listener.visits == 0
    assert server.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before or "hidden" in name


def test_workers_can_not_open_sockets() -> None:
    """Should the scan ever be fooled, the kernel still says no."""
    import subprocess
    import sys

    program = "import socket; from server.sandbox import forbid_network as f; print(f()); socket.socketpair(); socket.create_connection(('127.0.0.1', 1))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    if not done.stdout.startswith("True"):
        pytest.skip("this kernel or processor has no filter that we know")
    assert "PermissionError" in done.stderr
