"""Comunica, the query engine of JavaScript applications, as a client: told that this is an endpoint, and finding out."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.protocol.running import TOKEN, Running

HERE = Path(__file__).with_name("comunica")
pytestmark = pytest.mark.skipif(
    not (shutil.which("node") and (HERE / "node_modules" / "@comunica").is_dir()),
    reason="Comunica is not installed (make clients)",
)
DATA = """INSERT DATA {
  <http://e/s> <http://e/p> "one", "two"@en .
  GRAPH <http://e/g> { <http://e/s> <http://e/q> <http://e/o> }
  GRAPH <http://e/labels> { <http://e/s> <http://www.w3.org/2000/01/rdf-schema#label> "The first" } }"""


def test_comunica_queries_and_updates(server: Running) -> None:
    """Each form of query, an update with the token, and a join with a second source."""
    assert server.update(DATA).status_code == 204
    done = subprocess.run(
        ["node", "query.mjs", server.address, TOKEN],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    rows = [
        {"s": "http://e/new", "o": "by Comunica"},
        {"s": "http://e/s", "o": "one"},
        {"s": "http://e/s", "o": "two"},
    ]
    assert got["told"] == got["found"] == rows
    assert got["ask"] is True
    assert got["triples"] == 3
    assert got["aggregate"] == [{"n": "3"}]
    assert got["named"] == [{"o": "http://e/o"}]
    assert got["joined"] == [{"s": "http://e/s", "label": "The first"}]
    assert server.ask('ASK { <http://e/new> <http://e/p> "by Comunica" }')
