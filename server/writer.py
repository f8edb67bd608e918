"""The process that writes: takes one commit after the other, each whole or not at all and on disk before its answer.

Started as ``python -m server.writer DESCRIPTOR SETTINGS``. Killed at the deadline; the store directory keeps its last
good version then (:mod:`kg.store`), and a new writer goes on from it.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import WritError
from kg.store import Ownership, StoreDirectory, graph_name
from server import frames, sandbox
from server.documents import check, check_file
from server.errors import Problem
from server.federation import DATA_WANTED, Fetch, Load, data_format, fetch_over, refusal, steps, with_services
from server.reader import STACK, check_limits, readable
from server.results import GRAPH_FORMATS
from server.scan import Writes, scan, with_dataset, writes
from server.targets import Fetched, Targets

Ask = dict[str, Any]


class Committer:
    """Turns one request of the pipe into a commit."""

    def __init__(self, directory: StoreDirectory, fetch: Fetch, limits: dict[str, Any]) -> None:
        self._directory = directory
        self._fetch = fetch
        self._limits = limits
        self._targets = Targets(limits["remote"])

    def commit(self, ask: Ask) -> dict[str, Any]:
        """Does it; returns the new version and whether a graph was created."""
        operate = self._update(ask) if ask["kind"] == "update" else self._graph(ask)
        answer: dict[str, Any] = {}

        def operation(store: Store) -> None:
            self._check_conditions(ask, store)
            answer.update(operate(store))
            sandbox.deadline(0)  # what was done in time is not thrown away while it goes to disk

        version = self._directory.commit(operation)
        return {**answer, "version": version.identifier}

    def _check_conditions(self, ask: Ask, store: Store) -> None:
        """``If-Match`` and ``If-None-Match``, under the lock. A tag names a version of the whole store, so that a match is
        sure, and a commit elsewhere in the store makes one fail.

        Raises:
            Problem: a condition is not met (precondition-failed).
        """
        if "if_match" not in ask and "if_none_match" not in ask:
            return
        version = self._directory.current_identifier() or ""
        graph = ask.get("graph")
        exists = not graph or store.contains_named_graph(NamedNode(graph))

        def holds(tags: list[str]) -> bool:
            named = any(tag == version or tag.startswith(f"{version}-") for tag in tags if version)
            return exists and (named or "*" in tags)

        if "if_match" in ask and not holds(ask["if_match"]):
            raise Problem("precondition-failed", f"If-Match: the version is {version or 'none'} now")
        if holds(ask.get("if_none_match", [])):
            raise Problem("precondition-failed", f"If-None-Match: it is there, in version {version}")

    def _owned(self) -> tuple[Ownership, str]:
        current = self._directory.current()
        manifest = current.manifest if current else {}
        return Ownership.of_manifest(manifest), str(manifest.get("base", ""))

    def _refuse(self, graph: str, base: str) -> Problem:
        name = f"the graph <{graph}>" if graph else "the default graph"
        example = f"<{base}graph/curation>" if base else "one of your own"
        return Problem(
            "owned-graph",
            f"{name} is replaced by every build, so nothing is written to it; "
            f"every named graph that a build does not own can be written, such as {example}",
        )

    def _update(self, ask: Ask) -> Callable[[Store], dict[str, Any]]:
        text: str = ask["update"]
        found = scan(text)
        check_limits(found.depth, self._limits["max_depth"])
        walled = self._limits["walled"]
        if found.remote:
            if walled:
                with contextlib.suppress(OSError, ValueError, RuntimeError):
                    Store().update(text, base_iri=ask["base"])  # a syntax error goes first
            refused = refusal(found, self._targets)
            # LOAD SILENT of what is not listed fails at the wall, silently, as it asks.
            if refused is not None and not (walled and found.only_silent_loads and not found.ambiguous):
                raise refused
        targets = writes(text, ask["base"])
        if ask["default"] or ask["named"]:
            if targets.names_dataset:
                raise Problem("bad-request", "using-graph-uri can't stand beside USING or WITH in the update")
            text = with_dataset(text, tuple(ask["default"]), tuple(ask["named"]))
        parts: list[str | Load] = [text]
        if found.remote and not found.ambiguous:
            parts = steps(with_services(text, ask["base"], self._fetch), ask["base"], self._targets)

        def operate(store: Store) -> dict[str, Any]:
            owns, base = self._owned()
            check = self._guard(store, targets, owns, base)
            for part in parts:
                if isinstance(part, Load):
                    self._load_remote(store, part)
                else:
                    store.update(part, base_iri=ask["base"])
            check()
            return {}

        return operate

    def _load_remote(self, store: Store, load: Load) -> None:
        """LOAD of a listed target; the whole document is read before any of it is stored."""
        graph = NamedNode(load.graph) if load.graph else DefaultGraph()
        try:
            fetched = self._fetch(load.target, None, DATA_WANTED)
            quads = _parsed(fetched, graph, self._limits["max_depth"])
        except Problem:
            if load.silent:
                return
            raise
        if isinstance(graph, NamedNode):
            store.add_graph(graph)
        store.bulk_extend(quads)

    def _guard(self, store: Store, targets: Writes, owns: Ownership, base: str) -> Callable[[], None]:
        """Refuses what is seen to write an owned graph; returns a check for what only shows when it is done."""
        for graph in sorted(targets.graphs):
            if owns(graph):
                raise self._refuse(graph, base)
        if not targets.unknown or not (owns.graphs or owns.prefixes):
            return lambda: None

        def compare() -> None:
            before = self._directory.open()
            graphs = {"", *(graph_name(g) for g in (*before.named_graphs(), *store.named_graphs()))}
            for graph in sorted(g for g in graphs if owns(g)):
                if not _same_graph(before, store, graph):
                    raise self._refuse(graph, base)

        return compare

    def _graph(self, ask: Ask) -> Callable[[Store], dict[str, Any]]:
        for document in ask["documents"]:
            check_file(Path(document["path"]), document["format"], self._limits["max_depth"])

        def operate(store: Store) -> dict[str, Any]:
            owns, base = self._owned()
            name: str = ask["graph"]
            if owns(name):
                raise self._refuse(name, base)
            graph = NamedNode(name) if name else DefaultGraph()
            existed = isinstance(graph, DefaultGraph) or store.contains_named_graph(graph)
            if ask["kind"] == "delete":
                if not existed:
                    raise Problem("not-found", f"there is no graph <{name}>")
                store.remove_graph(graph)
                return {"created": False}
            if ask["kind"] == "put" and existed:
                store.clear_graph(graph)
            if isinstance(graph, NamedNode):
                store.add_graph(graph)
            for document in ask["documents"]:
                _load(store, document, graph, ask["base"])
            return {"created": not existed}

        return operate


def _parsed(fetched: Fetched, graph: NamedNode | DefaultGraph, deepest: int) -> list[Quad]:
    """A fetched document as quads of a graph. Raises Problem (remote-failed, too-deep, bad-data)."""
    name = data_format(fetched)
    check(fetched.body, name, deepest)
    form = GRAPH_FORMATS[name]
    try:
        parsed = parse(
            fetched.body.removeprefix(BOM_UTF8),
            format=form,
            base_iri=fetched.url,
            without_named_graphs=True,
            rename_blank_nodes=True,
        )
        return [Quad(q.subject, q.predicate, q.object, graph) for q in parsed]
    except (SyntaxError, ValueError) as error:
        raise Problem("remote-failed", f"{fetched.url[:200]}: {readable(error)}"[:500]) from error


def _same_graph(one: Store, other: Store, name: str) -> bool:
    graph = NamedNode(name) if name else DefaultGraph()
    if isinstance(graph, NamedNode) and one.contains_named_graph(graph) != other.contains_named_graph(graph):
        return False
    count = sum(1 for _ in one.quads_for_pattern(None, None, None, graph))
    for quad in other.quads_for_pattern(None, None, None, graph):
        if quad not in one:
            return False
        count -= 1
    return count == 0


def _load(store: Store, document: dict[str, str], graph: NamedNode | DefaultGraph, base: str) -> None:
    form: RdfFormat = GRAPH_FORMATS[document["format"]]
    if Path(document["path"]).stat().st_size == 0:
        return
    try:
        with open(document["path"], "rb") as file:
            marked = (
                file.read(len(BOM_UTF8)) == BOM_UTF8
            )  # as by editors of Windows; Turtle's parser refuses it
            source: Any = {"input": file} if marked else {"path": document["path"]}
            if form.supports_datasets:  # which could name other graphs than the one that was allowed
                parsed = parse(
                    **source, format=form, base_iri=base, without_named_graphs=True, rename_blank_nodes=True
                )
                store.bulk_extend(Quad(q.subject, q.predicate, q.object, graph) for q in parsed)
            else:
                store.bulk_load(**source, format=form, base_iri=base, to_graph=graph)
    except (SyntaxError, ValueError) as error:
        raise Problem("bad-data", readable(error)) from error
    except (
        MemoryError
    ) as error:  # the parser's own limit of one token; when memory is short, the process ends
        raise Problem("too-large", f"one term or line is too long: {error}") from error


def serve(channel: frames.Channel, options: dict[str, Any]) -> None:
    """Commits until the pipe ends."""
    with contextlib.closing(StoreDirectory(options["store"])) as directory, contextlib.suppress(OSError):
        committer = Committer(directory, fetch_over(channel), options)
        while (received := channel.receive()) is not None:
            ask = orjson.loads(received[1])
            sandbox.deadline(ask["timeout"])
            answer = _answer(committer, ask)
            sandbox.deadline(0)
            channel.send(answer)


def _answer(committer: Committer, ask: Ask) -> bytes:
    """The frame that tells how it went; nothing that was asked may end the process."""
    try:
        return frames.json_frame(frames.END, committer.commit(ask))
    except Problem as problem:
        kind, detail = problem.kind, problem.detail
    except SyntaxError as error:
        kind, detail = "bad-update", readable(error)
    except (WritError, OSError) as error:
        kind, detail = "store-unavailable", str(error)
    except (ValueError, RuntimeError, MemoryError) as error:
        kind, detail = "conflict", f"{type(error).__name__}: {error}"[:500]
    return frames.json_frame(frames.FAILURE, {"kind": kind, "detail": detail})


def main() -> None:
    """The process."""
    end = socket.socket(fileno=int(sys.argv[1]))
    options = orjson.loads(sys.argv[2])
    options["walled"] = sandbox.forbid_network()
    sandbox.die_with(end)
    sandbox.limit_memory(options["memory"] and 4 * options["memory"] + STACK)
    threading.stack_size(STACK)
    thread = threading.Thread(target=serve, args=(frames.Channel(end), options))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
