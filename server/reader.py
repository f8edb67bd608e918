"""A process that answers queries, one at a time, on the version of the store that it is told. Killed at the deadline.

Started as ``python -m server.reader DESCRIPTOR SETTINGS`` by :mod:`server.workers`.
"""

from __future__ import annotations

import contextlib
import gc
import socket
import sys
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
from pyoxigraph import DefaultGraph, NamedNode, QueryBoolean, QueryTriples, RdfFormat, Store

from kg.errors import WritError
from kg.store import Pin, StoreDirectory
from server import frames, sandbox
from server.errors import Problem
from server.federation import Fetch, fetch_over, refusal, with_services
from server.negotiation import GRAPHS, GRAPHS_AND_HTML, RESULTS, Chosen, encoding, pick
from server.results import (
    GRAPH_FORMATS,
    Outlet,
    TooLarge,
    expressible,
    graph_outlet,
    rows_counter,
    write_graph,
    write_results,
)
from server.scan import scan_query
from server.targets import Targets

#: Oxigraph recurses over expressions and patterns; virtual memory only, taken when used.
STACK = 256 << 20
_END = frames.json_frame(frames.END, {})


class Dataset:
    """The version that is open; another one is opened when it is asked for."""

    def __init__(self, path: str) -> None:
        self._directory = StoreDirectory(path)
        self._pin: Pin | None = None
        self._store = Store()
        self.version = ""
        self.base = ""

    def at(self, version: str) -> Store:
        """The store as of ``version``, or the newest where that one is gone; empty where nothing was written yet."""
        if version and version != self.version:
            self._store = Store()  # closes the database before its pin goes
            gc.collect()
            if self._pin is not None:
                self._pin.release()
            self._pin = self._directory.pin()
            self._store = Store.read_only(str(self._pin.version.data))
            self.version = self._pin.version.identifier
            self.base = str(self._pin.version.manifest.get("base") or "")
        return self._store


Ask = dict[str, Any]


class Answerer:
    """Turns one request of the pipe into frames."""

    def __init__(
        self, dataset: Dataset, send: Callable[..., None], fetch: Fetch, limits: dict[str, Any]
    ) -> None:
        self._dataset = dataset
        self._send = send
        self._fetch = fetch
        self._limits = limits
        self._targets = Targets(limits["remote"])

    def answer(self, ask: Ask) -> None:
        """Sends A; or H, D…, E; or X. Never raises on account of what was asked."""
        began = False
        try:
            store = self._dataset.at(ask["version"])
            if ask["kind"] == "open":
                self._send(frames.json_frame(frames.END, {"version": self._dataset.version}))
                return
            kind, produce = self._graph(store, ask) if ask["kind"] == "graph" else self._query(store, ask)
            head = {"version": self._dataset.version, **kind}
            began = self._stream(head, produce, ask)
        except Problem as problem:
            self._fail(problem.kind, problem.detail)
        except TooLarge as error:
            self._fail("result-too-large", f"the result has {error}; ask for less with LIMIT")
        except SyntaxError as error:
            self._fail("bad-query", readable(error))
        except (WritError, OSError) as error:
            self._fail("query-crashed" if began else "store-unavailable", str(error))
        except (ValueError, RuntimeError) as error:
            self._fail("query-failed", str(error)[:500])
        except MemoryError:
            self._fail("query-crashed", "it used more memory than one operation may")

    def _fail(self, kind: str, detail: str) -> None:
        self._send(frames.json_frame(frames.FAILURE, {"kind": kind, "detail": detail}))

    def _stream(self, head: dict[str, Any], produce: Callable[[Outlet], None], ask: Ask) -> bool:
        def emit(data: bytes, last: bool) -> None:
            before = b""
            if outlet.emitted == 0:
                head["encoding"] = outlet.encoding
                if last:
                    said = orjson.dumps(head, option=orjson.OPT_APPEND_NEWLINE)
                    self._send(frames.header(frames.ANSWER, len(said) + len(data)) + said, data)
                    return
                before = frames.json_frame(frames.HEAD, head)
            if data:
                before += frames.header(frames.DATA, len(data))
            self._send(before, data, _END if last else b"")

        outlet = Outlet(
            emit,
            encoding(ask["accept_encoding"]),
            self._limits["max_result"],
            rows_counter(head["format"]) if head["rows"] else None,
            self._limits["max_rows"],
        )
        produce(outlet)
        outlet.close()
        return True

    def _query(self, store: Store, ask: Ask) -> tuple[dict[str, Any], Callable[[Outlet], None]]:
        text = ask["query"]
        found = scan_query(text, self._limits["max_depth"])
        check_limits(found.depth, self._limits["max_depth"])
        if found.remote:
            check_syntax(text, ask["base"], self._limits)
            if (refused := refusal(found, self._targets)) is not None:
                raise refused
            text = with_services(text, ask["base"], self._fetch)
        graph_form = found.form in ("CONSTRUCT", "DESCRIBE")
        chosen = _chosen(ask["accept"], ask["format"], graph_form)
        results = store.query(
            text,
            base_iri=ask["base"],
            default_graph=_graphs(ask["default"]),
            named_graphs=None if ask["named"] is None else [NamedNode(g) for g in ask["named"]],
        )
        head = {
            **_kind(chosen),
            "volatile": found.is_volatile or bool(found.remote),
            "rows": not isinstance(results, QueryTriples | QueryBoolean),
        }
        if isinstance(results, QueryTriples):
            return head, lambda outlet: write_graph(results, chosen.format.name, outlet, self._dataset.base)
        return head, lambda outlet: write_results(results, chosen.format.name, outlet, self._dataset.base)

    def _graph(self, store: Store, ask: Ask) -> tuple[dict[str, Any], Callable[[Outlet], None]]:
        chosen = pick(ask["accept"], ask["format"], GRAPHS)
        graph = NamedNode(ask["graph"]) if ask["graph"] else DefaultGraph()
        if isinstance(graph, NamedNode) and not store.contains_named_graph(graph):
            raise Problem("not-found", f"there is no graph <{graph.value}>")
        head = {**_kind(chosen), "volatile": False, "rows": False}
        name = chosen.format.name

        def produce(outlet: Outlet) -> None:
            with expressible(name):
                store.dump(graph_outlet(outlet, name), format=_triple_format(name), from_graph=graph)

        return head, produce


@lru_cache(maxsize=512)
def _chosen(accept: str, name: str, is_graph: bool) -> Chosen:
    """The format of an answer; clients send the same headers again and again."""
    return pick(accept, name, GRAPHS_AND_HTML if is_graph else RESULTS)


def _triple_format(name: str) -> RdfFormat:
    """One graph has no name inside the document that holds it: TriG and N-Quads are written as their triple parts."""
    return {"trig": RdfFormat.TURTLE, "nquads": RdfFormat.N_TRIPLES}.get(name) or GRAPH_FORMATS[name]


def _graphs(iris: list[str] | None) -> list[Any] | None:
    """A request that names only named graphs has an empty default graph."""
    return None if iris is None else [NamedNode(g) for g in iris]


def _kind(chosen: Chosen) -> dict[str, Any]:
    return {"format": chosen.format.name, "content_type": chosen.content_type}


def check_limits(depth: int, deepest: int) -> None:
    """Raises Problem (too-deep) past the limit."""
    if depth > deepest:
        raise Problem("too-deep", f"brackets are nested {depth} deep; {deepest} are allowed")


def check_syntax(text: str, base: str, limits: dict[str, Any]) -> None:
    """Raises SyntaxError for a query that is none, before any other server is asked.

    Tried on an empty store: an ASK runs at once. Behind the wall its SERVICE can't; without a wall nothing is tried.
    """
    if limits["walled"]:
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            Store().query(text, base_iri=base)


def readable(error: Exception) -> str:
    """Oxigraph's message without the grammar's whole list of what might have been there."""
    message = str(error)
    where, found, expected = message.partition("expected one of ")
    return f"{where}unexpected input here" if found and len(expected) > 120 else message


def serve(channel: frames.Channel, answerer: Answerer) -> bool:
    """Answers until the pipe ends; True where another thread is to go on, since this one was slowed down."""
    with contextlib.suppress(OSError):
        while (received := channel.receive()) is not None:
            ask = orjson.loads(received[1])
            sandbox.deadline(ask["timeout"])
            answerer.answer(ask)
            sandbox.deadline(0)
            if sandbox.is_lowered():
                return True
    return False


def main() -> None:
    """The process."""
    end = socket.socket(fileno=int(sys.argv[1]))
    options = orjson.loads(sys.argv[2])
    options["walled"] = sandbox.forbid_network()
    sandbox.die_with(end)
    sandbox.limit_memory(options["memory"] and options["memory"] + STACK)
    threading.stack_size(STACK)
    channel = frames.Channel(end)
    answerer = Answerer(Dataset(options["store"]), channel.send, fetch_over(channel), options)
    sandbox.in_threads(lambda: serve(channel, answerer))


if __name__ == "__main__":
    main()
