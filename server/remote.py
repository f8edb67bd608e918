"""Another SPARQL 1.1 server behind this endpoint (``--backend URL``): our protocol, pages and limits, its data.

Queries and updates are sent as forms, the one way that every server takes; graphs are read by CONSTRUCT and written by
update, so that its Graph Store Protocol, if it has one, does not matter. Nothing is cached: nobody tells us when its
data change.
"""

from __future__ import annotations

import asyncio
import http.client
import io
import ssl
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.errors import UsageError
from kg.version import __version__
from server.engine import Answer
from server.errors import Problem
from server.messages import BrokenOff
from server.negotiation import GRAPHS, GRAPHS_AND_HTML, HTML, RESULTS, Chosen, pick
from server.reader import check_limits, readable
from server.results import GRAPH_FORMATS, Outlet, write_graph_page, write_results
from server.scan import scan, scan_query, writes
from server.settings import Settings

_PIECE = 64 * 1024
#: An HTML table is made here from the whole result.
_LARGEST_TABLE = 16 << 20
_REASON = 500


class Upstream:
    """One request to the other server, in a thread; :meth:`abort` may be called from any."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host, port = parts.hostname or "", parts.port
        self._connection: http.client.HTTPConnection
        if parts.scheme == "https":
            self._connection = http.client.HTTPSConnection(
                host, port, timeout=timeout, context=ssl.create_default_context()
            )
        else:
            self._connection = http.client.HTTPConnection(host, port, timeout=timeout)

    def post(self, form: list[tuple[str, str]], accept: str) -> http.client.HTTPResponse:
        """Sends a form; returns the response with its body still to come. Redirects are not followed."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": accept,
            "User-Agent": f"Writ/{__version__}",
        }
        self._connection.request("POST", self._path, urlencode(form).encode(), headers)
        return self._connection.getresponse()

    def abort(self) -> None:
        """Breaks the request off; whoever waits for it gets an error."""
        sock = self._connection.sock
        if sock is not None:
            try:
                sock.shutdown(2)
            except OSError:
                return

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


class RemoteBackend:
    """A backend over another server's query and update endpoints."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._query_url = settings.backend
        self._update_url = settings.backend_update or settings.backend
        for url in (self._query_url, self._update_url):
            if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
                raise UsageError(f"a backend is an http or https address, not {url!r}")
        self._threads = ThreadPoolExecutor(settings.readers + 1, thread_name_prefix="writ-upstream")
        self._turn: asyncio.Lock | None = None
        self._inside = 0

    async def start(self) -> None:
        """Nothing is started: the other server runs by itself."""
        self._turn = asyncio.Lock()

    async def stop(self) -> None:
        """Lets the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def version(self) -> str:
        """Not known."""
        return ""

    def manifest(self) -> Mapping[str, Any]:
        """Not known."""
        return {}

    # --- reading ------------------------------------------------------------------------------------------

    async def read(self, ask: dict[str, Any], client: str) -> Answer:
        """A query, or a graph by CONSTRUCT, at the other server."""
        if self._inside >= self._settings.readers + self._settings.queue:
            raise Problem("overloaded", "too many requests are waiting for the other server")
        query, chosen = await asyncio.get_running_loop().run_in_executor(None, self._prepared, ask)
        if ask["kind"] == "graph" and ask["graph"] and not await self._has_graph(ask):
            raise Problem("not-found", f"there is no graph <{ask['graph']}>")
        head = {
            "format": chosen.format.name,
            "content_type": chosen.content_type,
            "encoding": "",
            "version": "",
            "volatile": True,
        }
        form = [("query", query)]
        form += [("default-graph-uri", g) for g in ask.get("default") or ()] + [
            ("named-graph-uri", g) for g in ask.get("named") or ()
        ]
        is_graph = _is_graph(query)
        wanted = chosen
        if chosen.format is HTML:
            wanted = Chosen(
                *(
                    (GRAPHS[1], "application/n-triples")
                    if is_graph
                    else (RESULTS[0], RESULTS[0].media_types[0])
                )
            )
        body = self._streamed(self._query_url, form, wanted.format.media_types[0], ask["timeout"])
        first = await anext(body, b"")  # what is wrong shows before the head is sent
        if chosen.format is HTML:
            return Answer(head, await self._table(first, body, is_graph))
        return Answer(head, _chained(first, body))

    def _prepared(self, ask: dict[str, Any]) -> tuple[str, Chosen]:
        if ask["kind"] == "graph":
            where = f"GRAPH <{ask['graph']}> {{ ?s ?p ?o }}" if ask["graph"] else "?s ?p ?o"
            return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}", pick(ask["accept"], ask["format"], GRAPHS)
        query: str = ask["query"]
        found = scan_query(query, self._settings.max_depth)
        check_limits(found.depth, self._settings.max_depth)
        if found.remote:
            raise Problem(
                "remote-refused",
                "SERVICE reaches other servers, which this endpoint does not for this target",
            )
        graph_form = found.form in ("CONSTRUCT", "DESCRIBE")
        return query, pick(ask["accept"], ask["format"], GRAPHS_AND_HTML if graph_form else RESULTS)

    async def _has_graph(self, ask: dict[str, Any]) -> bool:
        query = f"ASK {{ GRAPH <{ask['graph']}> {{ ?s ?p ?o }} }}"
        pieces = self._streamed(
            self._query_url, [("query", query)], RESULTS[0].media_types[0], ask["timeout"]
        )
        answer = pyoxigraph.parse_query_results(
            b"".join([p async for p in pieces]), format=QueryResultsFormat.JSON
        )
        return bool(answer)

    async def _streamed(
        self, url: str, form: list[tuple[str, str]], accept: str, timeout: float
    ) -> AsyncIterator[bytes]:
        """The body of a good response in pieces. Raises Problem for every other."""
        loop = asyncio.get_running_loop()
        upstream = Upstream(url, timeout)
        late = loop.call_later(timeout, upstream.abort)
        began = loop.time()
        size = 0
        self._inside += 1
        try:
            response = await loop.run_in_executor(self._threads, upstream.post, form, accept)
            if response.status // 100 != 2:
                raise _refusal(
                    response.status, (await loop.run_in_executor(self._threads, response.read, _REASON))
                )
            while piece := await loop.run_in_executor(self._threads, response.read1, _PIECE):
                size += len(piece)
                if self._settings.max_result and size > self._settings.max_result:
                    raise Problem(
                        "result-too-large", f"the result has more than {self._settings.max_result} bytes"
                    )
                yield piece
            if response.length:  # read1() takes a connection that ends early for the end
                raise Problem("bad-gateway", "the other server broke its answer off")
        except (OSError, http.client.HTTPException) as error:
            if loop.time() - began >= timeout - 0.05 or isinstance(error, TimeoutError):
                raise Problem("query-timeout", "the other server took longer than the time limit") from error
            raise Problem("bad-gateway", f"the other server can't be reached: {error}") from error
        finally:
            self._inside -= 1
            late.cancel()
            upstream.abort()
            upstream.close()

    async def _table(self, first: bytes, rest: AsyncIterator[bytes], is_graph: bool) -> bytes:
        whole = bytearray(first)
        async for piece in rest:
            whole += piece
            if len(whole) > _LARGEST_TABLE:
                raise Problem(
                    "result-too-large", "this result is too large for a page; ask for less with LIMIT"
                )
        page = io.BytesIO()

        def emit(data: bytes, _: bool) -> None:
            page.write(data)

        outlet = Outlet(emit)
        if is_graph:
            write_graph_page(
                (q.triple for q in pyoxigraph.parse(bytes(whole), format=RdfFormat.N_TRIPLES)), outlet
            )
        else:
            write_results(
                pyoxigraph.parse_query_results(bytes(whole), format=QueryResultsFormat.JSON), "html", outlet
            )
        outlet.close()
        return page.getvalue()

    # --- writing ------------------------------------------------------------------------------------------

    async def write(self, ask: dict[str, Any]) -> dict[str, Any]:
        """An update, as one request, so that the other server does it whole or not at all."""
        assert self._turn is not None
        if "if_match" in ask or "if_none_match" in ask:
            raise Problem(
                "precondition-failed", "the versions of the store behind this endpoint are not known"
            )
        loop = asyncio.get_running_loop()
        form, created = await self._update_form(ask)
        async with self._turn:
            await loop.run_in_executor(self._threads, self._post_update, form, ask["timeout"])
        return {"version": "0", "created": created}

    async def _update_form(self, ask: dict[str, Any]) -> tuple[list[tuple[str, str]], bool]:
        loop = asyncio.get_running_loop()
        if ask["kind"] == "update":
            await loop.run_in_executor(
                None, self._check_update, ask["update"], bool(ask["default"] or ask["named"])
            )
            form = [("update", ask["update"])]
            form += [("using-graph-uri", g) for g in ask["default"]] + [
                ("using-named-graph-uri", g) for g in ask["named"]
            ]
            return form, False
        graph: str = ask["graph"]
        existed = not graph or await self._has_graph(ask)
        if ask["kind"] == "delete" and not existed:
            raise Problem("not-found", f"there is no graph <{graph}>")
        return [("update", await loop.run_in_executor(None, _graph_update, ask))], not existed

    def _check_update(self, update: str, has_dataset: bool) -> None:
        found = scan(update)
        check_limits(found.depth, self._settings.max_depth)
        if found.remote:
            raise Problem(
                "remote-refused",
                "LOAD and SERVICE reach other servers, which this endpoint does not for this target",
            )
        if has_dataset and writes(update).names_dataset:
            raise Problem("bad-request", "using-graph-uri can't stand beside USING or WITH in the update")

    def _post_update(self, form: list[tuple[str, str]], timeout: float) -> None:
        upstream = Upstream(self._update_url, timeout)
        try:
            response = upstream.post(form, "*/*")
            content = response.read(_REASON)
            if response.status // 100 != 2:
                raise _refusal(response.status, content)
        except TimeoutError as error:
            raise Problem("query-timeout", "the other server took longer than the time limit") from error
        except (OSError, http.client.HTTPException) as error:
            raise Problem("bad-gateway", f"the other server can't be reached: {error}") from error
        finally:
            upstream.close()


def _graph_update(ask: dict[str, Any]) -> str:
    """PUT, POST and DELETE of a graph as an update."""
    name = f"GRAPH <{ask['graph']}>" if ask["graph"] else ""
    triples: list[str] = []
    for document in ask["documents"]:
        form = GRAPH_FORMATS[document["format"]]
        try:
            parsed = pyoxigraph.parse(
                path=document["path"],
                format=form,
                base_iri=ask["base"],
                without_named_graphs=True,
                rename_blank_nodes=True,
            )
            triples += [f"{quad.triple} ." for quad in parsed]
        except (SyntaxError, ValueError) as error:
            raise Problem("bad-data", readable(error)) from error
    data = "\n".join(triples)
    insert = f"INSERT DATA {{ {name} {{ {data} }} }}" if name else f"INSERT DATA {{ {data} }}"
    clear = f"DROP SILENT {name or 'DEFAULT'}"
    if ask["kind"] == "delete":
        return clear
    return f"{clear} ;\n{insert}" if ask["kind"] == "put" else insert


def _is_graph(query: str) -> bool:
    return scan_query(query, len(query)).form in ("CONSTRUCT", "DESCRIBE")


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


def _refusal(status: int, content: bytes) -> Problem:
    reason = content.decode("utf-8", "replace").strip()[:_REASON]
    if status == 400:
        return Problem("bad-query", reason or "the other server refused it")
    if status in (429, 503):
        return Problem("overloaded", "the other server is overloaded")
    return Problem("bad-gateway", f"the other server answered {status}: {reason[:100]}")
