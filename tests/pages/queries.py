"""Counts the queries that a page asks of the store: what its time depends on, on any machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from server.runtime import Runtime

#: A page that asks more than this asks again for each of its parts.
MOST_QUERIES = 16


@contextmanager
def counted(application: Flask) -> Iterator[list[str]]:
    """The queries asked in a block, those that are answered from the cache among them."""
    runtime: Runtime = application.extensions["writ"]
    asked: list[str] = []
    ask = runtime.body

    def body(query: str, *, accept: str, timeout: float | None = None, cached: bool = True) -> bytes:
        asked.append(query)
        return ask(query, accept=accept, timeout=timeout, cached=cached)

    runtime.body = body  # type: ignore[method-assign]  # for the block
    try:
        yield asked
    finally:
        del runtime.body  # type: ignore[method-assign]  # the class's own again
