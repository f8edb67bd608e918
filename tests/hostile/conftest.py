"""One server for the hostile tests, with short limits and some data to multiply."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from kg.store import StoreDirectory
from tests.hostile.burning import idle
from tests.protocol.running import Running, eventually, fast_directory, running

TRIPLES = 2000
LIMIT = 2.0


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """Limits of two seconds and 256 MB; two thousand triples to make products of."""
    with _with_data(timeout=LIMIT, memory=256 << 20, idle_timeout=2, header_timeout=2) as started:
        yield started


@pytest.fixture(scope="module")
def patient() -> Iterator[Running]:
    """The same with a limit that no test waits for: what ends sooner has ended for another reason."""
    with _with_data(timeout=60, memory=256 << 20) as started:
        yield started


@contextmanager
def _with_data(**settings: object) -> Iterator[Running]:
    data = " ".join(
        f'<http://e/s{i}> <http://e/p> "v{i}" , <http://e/s{(i * 7) % TRIPLES}> .' for i in range(TRIPLES)
    )
    with fast_directory() as store:
        with closing(StoreDirectory(store)) as directory:
            directory.commit(lambda s: s.update(f"INSERT DATA {{ {data} }}"))
        with running(store, **settings) as started:
            assert eventually(lambda: started.ask() and idle(started), 20)  # its first readers are there
            yield started
