"""One server for all protocol tests, emptied before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.protocol.running import Running, fast_directory, running


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Running]:
    """A server on an empty, writable store."""
    with fast_directory() as store, running(store) as server:
        yield server


@pytest.fixture
def server(shared_server: Running) -> Running:
    """The same, with nothing in it."""
    assert shared_server.update("DROP ALL").status_code == 204
    return shared_server
