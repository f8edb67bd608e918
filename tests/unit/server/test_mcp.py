"""The tools for assistants, asked by the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from kg.store import Ownership, StoreDirectory
from kg.vocab import DEFAULT_BASE
from server.mcp import TOOLS, mcp_server

mcp = pytest.importorskip("mcp")


@pytest.fixture
def path(tmp_path: Path, small_store: Store) -> Path:
    """A built store."""
    with StoreDirectory(tmp_path / "store").building(Ownership.of_build(DEFAULT_BASE)) as new:
        new.store.extend(small_store)
    return tmp_path / "store"


def _ask(target: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Each call's answer, or its error's words."""

    async def run() -> list[Any]:
        async with mcp.Client(target) as client:
            assert {t.name for t in (await client.list_tools()).tools} == set(TOOLS)
            answers = [await client.call_tool(name, arguments) for name, arguments in calls]
            return [a.content[0].text if a.is_error else _content(a) for a in answers]

    return asyncio.run(run())


def _content(answer: Any) -> Any:
    found = answer.structured_content
    return found["result"] if set(found) == {"result"} else found


def test_tools_lead_from_a_name_to_the_words(path: Path) -> None:
    """Search, describe, timeline, evidence of the action found."""
    server = mcp_server(path)
    found, described, timeline = _ask(
        server,
        ("search_entities", {"words": "tik"}),
        ("describe", {"name": "TikTok"}),
        ("timeline", {"place": "Pakistan", "type": "Block"}),
    )
    assert [e["name"] for e in found] == ["TikTok"]
    assert "writ:Platform" in described["rdf:type"]
    assert timeline[0]["earliest"] == "2020-10-09"
    (evidence, conflicts) = _ask(server, ("evidence", {"iri": timeline[0]["iri"]}), ("conflicts", {}))
    assert "blocked TikTok in Pakistan" in evidence[0]["quote"]
    assert conflicts == []


def test_sparql_is_limited(path: Path) -> None:
    """Rows and truth come back; other servers, updates and broken queries are refused in words."""
    rows, truth, *refused = _ask(
        mcp_server(path),
        ("sparql", {"query": "SELECT ?a { ?a a writ:Block }"}),
        ("sparql", {"query": "ASK { ?a a writ:Block }"}),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}),
        ("sparql", {"query": "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}),
        ("sparql", {"query": "INSERT DATA { <https://e.org/a> a writ:Block }"}),
        ("timeline", {"since": "yesterday"}),
        ("describe", {"name": "Nobody"}),
    )
    assert len(rows["rows"]) == 1
    assert truth == {"boolean": True}
    assert all(isinstance(words, str) for words in refused)


def test_schema_and_examples_are_the_ontologys(path: Path) -> None:
    """Terms have definitions, questions have queries."""
    schema, examples = _ask(mcp_server(path), ("schema", {}), ("examples", {}))
    assert {"writ:Block", "writ:evidence"} <= {t["term"] for t in schema}
    assert all(t["definition"] for t in schema)
    assert len(examples) > 20
    assert all("SELECT" in e["query"] or "ASK" in e["query"] or "CONSTRUCT" in e["query"] for e in examples)


def test_command_speaks_on_standard_input_and_output(path: Path) -> None:
    """As an assistant starts it."""
    target = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "kg.cli", "mcp", "--store", str(path)]
    )
    (found,) = _ask(target, ("search_entities", {"words": "PTA"}))
    assert json.dumps(found).count("Pakistan Telecommunication Authority") == 1


def test_command_speaks_http(path: Path) -> None:
    """On the loopback address, at /mcp."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kg.cli", "mcp", "--store", str(path), "--http", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            (found,) = _ask(f"http://127.0.0.1:{port}/mcp", ("search_entities", {"words": "PTA"}))
        finally:
            process.terminate()
            process.wait(30)
    assert [e["name"] for e in found] == ["Pakistan Telecommunication Authority"]
