"""Requests that schemathesis makes of what the server says of itself: no 500, and answers as described."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kg.store import StoreDirectory
from server.negotiation import GRAPHS
from server.protocol import QUERY, UPDATE
from tests.hostile.test_queries import assert_unharmed
from tests.protocol.running import TOKEN, Running, fast_directory, running

#: For each of some eighty operations; the same each time.
EXAMPLES = 12
CONFORMANCE = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@schemathesis.serializer(QUERY, UPDATE, *{f.media_types[0] for f in GRAPHS})
def text(_: schemathesis.SerializationContext, value: object) -> bytes:
    """Bodies that are no JSON, as they were made."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def built(seeds_store: Path) -> Iterator[Running]:
    """The endpoint over a copy of the graph of the seeds, writable with the token, with short limits."""
    with fast_directory() as folder:
        StoreDirectory(seeds_store).copy_to(folder / "store")
        with running(folder / "store", timeout=2, memory=256 << 20) as server:
            yield server


def test_description_names_what_there_is(built: Running) -> None:
    """Protocol and pages, with the token where something is written; nothing that is not there."""
    described = requests.get(f"{built.address}api/openapi.json", timeout=10).json()
    assert described["openapi"].startswith("3.1")
    assert {"/sparql", "/update", "/store", "/id/{local}", "/health", "/search"} <= set(described["paths"])
    assert described["paths"]["/store"]["put"]["security"] == [{"token": []}]
    assert "security" not in described["paths"]["/sparql"]["post"]
    for path, operations in described["paths"].items():
        if "get" in operations and "{" not in path and "/preview" not in path and "/view" not in path:
            assert requests.get(f"{built.address}{path[1:]}", timeout=20).status_code in (200, 400), path
    with running(built.store, token="") as reading:
        paths = requests.get(f"{reading.address}api/openapi.json", timeout=10).json()["paths"]
        assert "/update" not in paths
        assert set(paths["/store"]) == {"get", "head", "parameters"}


@pytest.mark.slow
def test_requests_made_from_the_description(built: Running) -> None:
    """Whatever is sent: answered as described, by success, a refusal in the one shape, or a limit that says when to return."""
    schema = schemathesis.openapi.from_url(f"{built.address}api/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 60
    for operation in operations:
        valid, broken = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.one_of(valid, broken))
        def answered(case: schemathesis.Case) -> None:
            response = case.call(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20)
            assert response.status_code not in (500, 501, 502), case.as_curl_command()
            assert response.status_code != 503 or "retry-after" in response.headers
            case.validate_response(response, checks=CONFORMANCE)

        answered()
    assert_unharmed(built)
