"""The W3C's SPARQL 1.1 Protocol and Graph Store Protocol tests, over HTTP, against a running server."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import requests

from tests.protocol.manifests import SUITE, Exchange, ProtocolCase, protocol_cases
from tests.protocol.running import TOKEN, Running

PROTOCOL = SUITE / "sparql11" / "protocol" / "manifest.ttl"
GRAPH_STORE = [
    SUITE / "sparql11" / "graph-store-protocol" / f"manifest-{kind}direct.ttl" for kind in ("", "in")
]
HERE = PROTOCOL.exists()
CASES = protocol_cases(PROTOCOL) if HERE else []
STORE_CASES = [case for path in GRAPH_STORE for case in protocol_cases(path)] if HERE else []
pytestmark = pytest.mark.skipif(not HERE, reason="the W3C's tests are not beside this repository")

STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404, "BadRequest": 400}


def check_status(status: int, expected: list[str]) -> bool:
    """Whether a status is one of hts:OK, hts:StatusCode2xx, …"""
    classes = {e[10] for e in expected if e.startswith("StatusCode")}
    return str(status)[0] in classes or status in {STATUSES[e] for e in expected if e in STATUSES}


def send(server: Running, exchange: Exchange, path: str) -> requests.Response:
    """One request, with the token."""
    headers = {**exchange.headers, "Authorization": f"Bearer {TOKEN}"}
    url = path if path.startswith("http") else server.address.rstrip("/") + path
    return requests.request(exchange.method, url, headers=headers, data=exchange.body, timeout=30)


def test_suite_is_whole() -> None:
    """The number of cases is known, so that none is lost on the way."""
    assert (len(CASES), len(STORE_CASES)) == (34, 13)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_protocol(server: Running, case: ProtocolCase) -> None:
    """A case of the SPARQL Protocol manifest."""
    for graph, file in case.graphs.items():
        put = requests.put(
            f"{server.address}store",
            params={"graph": graph},
            data=file.read_bytes(),
            headers={"Content-Type": "application/n-triples", "Authorization": f"Bearer {TOKEN}"},
            timeout=30,
        )
        assert put.status_code in (201, 204)
    for exchange in case.exchanges:
        response = send(server, exchange, exchange.path.replace("/sparql/", "/sparql", 1))
        assert check_status(response.status_code, exchange.statuses), response.text
        if exchange.boolean is not None:
            assert response.json()["boolean"] is exchange.boolean
        if exchange.format == "RDF":
            assert response.headers["Content-Type"].startswith("text/turtle")
        elif exchange.format:
            assert response.headers["Content-Type"] == "application/sparql-results+json"


def canonical(document: str, base: str) -> ox.Dataset:
    """A Turtle document as a dataset whose blank nodes have canonical names."""
    dataset = ox.Dataset(ox.parse(document.encode(), format=ox.RdfFormat.TURTLE, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.mark.parametrize("case", STORE_CASES, ids=lambda c: c.name)
def test_graph_store(server: Running, case: ProtocolCase) -> None:
    """A case of the Graph Store Protocol manifests."""
    location = ""
    for exchange in case.exchanges:
        path = exchange.path.replace("$LOCATION$", location).replace("/gsp", "/store", 1)
        response = send(server, exchange, path)
        assert check_status(response.status_code, exchange.statuses), (
            f"{exchange.method} {path}: {response.text}"
        )
        if exchange.location:
            location = response.headers["Location"]
        if exchange.expected_type:
            assert response.headers["Content-Type"] == exchange.expected_type
        if exchange.expected_body:
            expected = exchange.expected_body.replace("$LOCATION$", location)
            assert canonical(response.text, response.url) == canonical(expected, response.url)
