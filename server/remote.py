"""Another SPARQL 1.1 server behind this endpoint (``--backend URL``): our protocol, pages and limits, its data.

Queries and updates are sent as forms, the one way that every server takes (Virtuoso 7 never answers a direct POST);
graphs are read by CONSTRUCT and written by update, so that its Graph Store Protocol, if it has one, does not matter.
Nothing is cached: nobody tells us when its data change.
"""

from __future__ import annotations

import asyncio
import http.client
import re
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph
from pyoxigraph import BlankNode, QueryResultsFormat, Triple

from kg.errors import UsageError
from server.default_graph import in_named_graph, query_in_named_graph
from server.documents import check_file
from server.engine import Answer
from server.errors import Problem
from server.messages import BrokenOff
from server.negotiation import GRAPHS, GRAPHS_AND_HTML, RESULTS, Chosen, pick
from server.reader import check_limits, readable
from server.results import GRAPH_FORMATS, Outlet, write_results
from server.scan import scan, scan_query, tokens, writes
from server.settings import Settings
from server.turns import Turns
from server.upstream import JSON, N_TRIPLES, Exchange, Form, Upstream, checked

#: What all servers write alike; every other format is made here.
_PASSED_ON = ("json", "xml", "turtle", "ntriples", "rdfxml")
#: Triples that one INSERT DATA holds: Virtuoso 7 runs out of memory at some 5,000.
_IN_ONE_UPDATE = 1000


#: An escape for a character of ASCII, https://www.w3.org/TR/sparql11-query/#codepointEscape
_ASCII_ESCAPE = re.compile(r"\\u00[0-7][0-9A-Fa-f]|\\U000000[0-7][0-9A-Fa-f]")


def _check_portable(text: str) -> None:
    """Refuses what another engine reads otherwise than the scan does, which looks for SERVICE and LOAD.

    Engines may resolve escapes before they look for words and quotation marks (as the standard has it), so that
    ``SERV\\u0049CE`` is a word to them. Virtuoso's pragmas (``DEFINE``) have it fetch what FROM names.

    Raises:
        Problem: there is such a thing in it (bad-request).
    """
    if _ASCII_ESCAPE.search(text):
        raise Problem("bad-request", "write characters of ASCII as themselves, not as escapes")
    if "DEFINE" in text.upper() and any(
        token.kind == "word" and token.text.upper() == "DEFINE" for token in tokens(text)
    ):
        raise Problem("bad-request", "DEFINE is not of SPARQL")


class RemoteBackend:
    """A backend over another server's query and update endpoints."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._query_url = settings.backend
        self._update_url = settings.backend_update or settings.backend
        self._default = settings.backend_default_graph
        for url in (self._query_url, self._update_url):
            if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
                raise UsageError(f"a backend is an http or https address, not {url!r}")
        self._threads = ThreadPoolExecutor(settings.readers + 2, thread_name_prefix="writ-upstream")
        self._turn: asyncio.Lock | None = None
        self._turns = Turns(settings.readers, settings.queue, settings.queue_timeout)

    async def start(self) -> None:
        """Nothing is started: the other server runs by itself."""
        self._turn = asyncio.Lock()

    async def stop(self) -> None:
        """Lets the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def uploads(self) -> Path | None:
        """There is no directory of ours."""
        return None

    def version(self) -> str:
        """Not known."""
        return ""

    def manifest(self) -> Mapping[str, Any]:
        """Not known."""
        return {}

    # --- reading ------------------------------------------------------------------------------------------

    async def read(self, ask: dict[str, Any], client: str) -> Answer:
        """A query, or a graph by CONSTRUCT, at the other server, when it is the client's turn."""
        query, form_of_query, chosen = await asyncio.get_running_loop().run_in_executor(
            None, self._prepared, ask
        )
        if ask["kind"] == "graph" and ask["graph"] and not await self._has_graph(ask):
            raise Problem("not-found", f"there is no graph <{ask['graph']}>")
        head = {
            "format": chosen.format.name, "content_type": chosen.content_type, "encoding": "", "version": "", "volatile": True,
        }  # fmt: skip
        form = [("query", query), *self._dataset(ask)]
        if form_of_query == "ASK":
            async with self._turns.of(client):
                return Answer(head, _truth_as(await self._asked(form, ask["timeout"]), chosen.format.name))
        counted = form_of_query == "SELECT" and self._settings.max_rows > 0  # servers write rows in many ways
        as_it_comes = chosen.format.name in _PASSED_ON and not counted
        common = N_TRIPLES if form_of_query in ("CONSTRUCT", "DESCRIBE") else JSON
        exchange = self._exchange(form, chosen.format if as_it_comes else common, ask["timeout"])
        source = exchange.passed_on() if as_it_comes else exchange.converted(chosen.format.name)
        body = self._in_turn(client, source)
        first = await anext(body, b"")  # what is wrong shows before the head is sent
        return Answer(head, _chained(first, body))

    def _exchange(self, form: Form, wanted: Any, timeout: float) -> Exchange:
        settings = self._settings
        return Exchange(
            self._query_url, form, wanted,
            timeout=timeout, most=settings.max_result, rows=settings.max_rows, threads=self._threads,
        )  # fmt: skip

    async def _in_turn(self, client: str, body: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
        async with self._turns.of(client), aclosing(body):
            async for piece in body:
                yield piece

    def _prepared(self, ask: dict[str, Any]) -> tuple[str, str, Chosen]:
        """The query to send, its form, and the format of the answer."""
        if ask["kind"] == "graph":
            graph = ask["graph"] or self._default
            where = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
            chosen = pick(ask["accept"], ask["format"], GRAPHS)
            return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}", "CONSTRUCT", chosen
        query: str = ask["query"]
        _check_portable(query)
        found = scan_query(query, self._settings.max_depth)
        check_limits(found.depth, self._settings.max_depth)
        if found.remote:
            raise Problem(
                "remote-refused",
                "SERVICE reaches other servers, which this endpoint does not for this target",
            )
        if self._default and not self._dataset(ask):
            query = query_in_named_graph(query, self._default)
        graph_form = found.form in ("CONSTRUCT", "DESCRIBE")
        return (
            query,
            found.form,
            pick(ask["accept"], ask["format"], GRAPHS_AND_HTML if graph_form else RESULTS),
        )

    def _dataset(self, ask: dict[str, Any]) -> Form:
        """What the request itself says of the dataset."""
        said = [("default-graph-uri", g) for g in ask.get("default") or ()]
        return said + [("named-graph-uri", g) for g in ask.get("named") or ()]

    async def _asked(self, form: Form, timeout: float) -> bool:
        return await self._exchange(form, JSON, timeout).truth()

    async def _has_graph(self, ask: dict[str, Any]) -> bool:
        return await self._asked(
            [("query", f"ASK {{ GRAPH <{ask['graph']}> {{ ?s ?p ?o }} }}")], ask["timeout"]
        )

    # --- writing ------------------------------------------------------------------------------------------

    async def write(self, ask: dict[str, Any]) -> dict[str, Any]:
        """An update, or a change of a graph. What is small goes as one request, which the other server does whole or not
        at all; a large document is collected in a graph of its own and put in its place by one request.
        """
        assert self._turn is not None
        if "if_match" in ask or "if_none_match" in ask:
            raise Problem(
                "precondition-failed", "the versions of the store behind this endpoint are not known"
            )
        loop = asyncio.get_running_loop()
        async with self._turn:
            if ask["kind"] == "update":
                form = await loop.run_in_executor(None, self._update_form, ask)
                await loop.run_in_executor(self._threads, self._post_update, form, ask["timeout"])
                return {"version": "0", "created": False}
            graph: str = ask["graph"]
            existed = not graph or await self._has_graph(ask)
            if ask["kind"] == "delete" and not existed:
                raise Problem("not-found", f"there is no graph <{graph}>")
            await loop.run_in_executor(self._threads, self._write_graph, ask)
        return {"version": "0", "created": not existed}

    def _update_form(self, ask: dict[str, Any]) -> Form:
        update: str = ask["update"]
        _check_portable(update)
        found = scan(update)
        check_limits(found.depth, self._settings.max_depth)
        if found.remote:
            raise Problem(
                "remote-refused",
                "LOAD and SERVICE reach other servers, which this endpoint does not for this target",
            )
        dataset = [("using-graph-uri", g) for g in ask["default"]] + [
            ("using-named-graph-uri", g) for g in ask["named"]
        ]
        if dataset and writes(update).names_dataset:
            raise Problem("bad-request", "using-graph-uri can't stand beside USING or WITH in the update")
        if self._default and not dataset:
            update = in_named_graph(update, self._default)
        return [("update", update), *dataset]

    def _write_graph(self, ask: dict[str, Any]) -> None:
        graph = ask["graph"] or self._default
        place = f"GRAPH <{graph}>" if graph else "DEFAULT"
        triples = _parsed(ask, self._settings.max_depth)
        emptied = [f"DROP SILENT {place}"] if ask["kind"] in ("put", "delete") else []
        if len(triples) <= _IN_ONE_UPDATE:
            filled = _inserts(graph, triples) if triples else [f"CREATE SILENT GRAPH <{graph}>"] * bool(graph)
            steps = emptied if ask["kind"] == "delete" else [*emptied, *filled]
            self._send(" ;\n".join(steps), ask)
            return
        waiting = f"urn:uuid:{uuid.uuid4()}"
        try:
            for batch in _batches(triples):
                self._send(" ;\n".join(_inserts(waiting, batch)), ask)
            self._send(
                " ;\n".join(
                    [*emptied, f"ADD GRAPH <{waiting}> TO {place}", f"DROP SILENT GRAPH <{waiting}>"]
                ),
                ask,
            )
        except Problem:
            self._send(f"DROP SILENT GRAPH <{waiting}>", ask)
            raise

    def _send(self, update: str, ask: dict[str, Any]) -> None:
        if update:
            self._post_update([("update", update)], ask["timeout"])

    def _post_update(self, form: Form, timeout: float) -> None:
        upstream = Upstream(self._update_url, timeout)
        try:
            checked(upstream.post(form, "*/*"), None).read()
        except TimeoutError as error:
            raise Problem("query-timeout", "the other server took longer than the time limit") from error
        except (OSError, http.client.HTTPException) as error:
            raise Problem("bad-gateway", f"the other server can't be reached: {error}") from error
        finally:
            upstream.close()


def _parsed(ask: dict[str, Any], deepest: int) -> list[Triple]:
    """The triples of all documents of a request; those with blank nodes first. Raises Problem (bad-data, too-deep)."""
    found: list[Triple] = []
    for document in ask["documents"]:
        check_file(Path(document["path"]), document["format"], deepest)
        try:
            parsed = pyoxigraph.parse(
                path=document["path"],
                format=GRAPH_FORMATS[document["format"]],
                base_iri=ask["base"],
                without_named_graphs=True,
                rename_blank_nodes=True,
            )
            found += [quad.triple for quad in parsed]
        except (SyntaxError, ValueError) as error:
            raise Problem("bad-data", readable(error)) from error
        except MemoryError as error:  # the parser's own limit of one token
            raise Problem("too-large", f"one term or line is too long: {error}") from error
    return sorted(found, key=lambda triple: not _has_blank_node(triple))


def _has_blank_node(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _batches(triples: list[Triple]) -> Iterator[list[Triple]]:
    """Parts that can be sent one by one. A blank node is the same only within one request, so these stay together."""
    first = max(_IN_ONE_UPDATE, sum(map(_has_blank_node, triples)))
    yield triples[:first]
    for begin in range(first, len(triples), _IN_ONE_UPDATE):
        yield triples[begin : begin + _IN_ONE_UPDATE]


def _inserts(graph: str, triples: list[Triple]) -> list[str]:
    """The operations that put triples into a graph. Blank nodes go by a template: not every server takes them as data."""
    found = []
    for keyword, end, has_nodes in (("INSERT DATA", "", False), ("INSERT", " WHERE {}", True)):
        data = "\n".join(f"{triple} ." for triple in triples if _has_blank_node(triple) is has_nodes)
        block = f"GRAPH <{graph}> {{ {data} }}" if graph else data
        found += [f"{keyword} {{ {block} }}{end}"] if data else []
    return found


def _truth_as(value: bool, name: str) -> bytes:
    """true or false in one of the result formats."""
    pieces: list[bytes] = []
    outlet = Outlet(lambda piece, _: pieces.append(piece))
    document = b'{"head":{},"boolean":%b}' % (b"true" if value else b"false")
    write_results(pyoxigraph.parse_query_results(document, format=QueryResultsFormat.JSON), name, outlet)
    outlet.close()
    return b"".join(pieces)


async def _chained(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if first:
        yield first
    try:
        async for piece in rest:
            yield piece
    except Problem as problem:
        raise BrokenOff(str(problem)) from problem
    finally:
        close = getattr(rest, "aclose", None)
        if close is not None:
            await close()
