"""Requests to the SPARQL server behind ``--backend``: answers passed on as they come, or put into another format on the way.

Its formats are not all believed: CSV, TSV and TriG differ from server to server, or are missing, so these are made here
from JSON and N-Triples.
"""

from __future__ import annotations

import asyncio
import http.client
import ssl
import threading
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Executor
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import orjson
import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.version import __version__
from server.errors import Problem
from server.negotiation import GRAPHS, RESULTS, Format, by_media_type
from server.results import Outlet, TooLarge, rows_counter, write_graph, write_results

Form = list[tuple[str, str]]
_PIECE = 64 * 1024
_REASON = 500
_LARGEST_ANSWER = 1 << 20
#: Pieces that wait between the thread that makes a format and the client that takes it.
_IN_FLIGHT = 4
JSON, N_TRIPLES = RESULTS[0], GRAPHS[1]


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


def checked(response: http.client.HTTPResponse, wanted: Format | None) -> http.client.HTTPResponse:
    """A good response in the format that was asked for.

    Raises:
        Problem: the status is another one, or the format.
    """
    if response.status // 100 != 2:
        raise refusal(response.status, response.read(_REASON))
    kind = response.getheader("Content-Type") or ""
    if wanted is not None and kind and by_media_type(kind, (wanted,)) is None:
        raise Problem("bad-gateway", f"the other server answered in {kind[:80]}, not {wanted.media_types[0]}")
    return response


def refusal(status: int, content: bytes) -> Problem:
    """What the other server's refusal means for our client."""
    reason = content.decode("utf-8", "replace").strip()[:_REASON]
    if status == 400:
        return Problem("bad-query", reason or "the other server refused it")
    if status in (429, 503):
        return Problem("overloaded", "the other server is overloaded")
    return Problem("bad-gateway", f"the other server answered {status}: {reason[:100]}")


class Exchange:
    """A request whose answer is read in a thread of ``threads``, within a time, a size and, where it is converted, a number of rows."""

    def __init__(
        self, url: str, form: Form, wanted: Format, *, timeout: float, most: int, rows: int, threads: Executor
    ) -> None:
        self._upstream = Upstream(url, timeout)
        self._form = form
        self._wanted = wanted
        self._timeout = timeout
        self._most = most
        self._rows = rows
        self._threads = threads
        self._late = False

    def _send(self) -> http.client.HTTPResponse:
        return checked(self._upstream.post(self._form, self._wanted.media_types[0]), self._wanted)

    def _abort_late(self) -> None:
        self._late = True
        self._upstream.abort()

    def _failure(self, error: Exception) -> Problem:
        if isinstance(error, Problem):
            return error
        if self._late or isinstance(error, TimeoutError):
            return Problem("query-timeout", "the other server took longer than the time limit")
        if isinstance(error, TooLarge):
            return Problem("result-too-large", f"the result has {error}; ask for less with LIMIT")
        if isinstance(error, SyntaxError | ValueError):
            return Problem("bad-gateway", f"the other server's answer can't be read: {error}"[:300])
        return Problem("bad-gateway", f"the other server can't be reached: {error}"[:300])

    async def passed_on(self) -> AsyncGenerator[bytes, None]:
        """The body as it comes. Raises Problem."""
        loop = asyncio.get_running_loop()
        late = loop.call_later(self._timeout, self._abort_late)
        size = 0
        try:
            response = await loop.run_in_executor(self._threads, self._send)
            while piece := await loop.run_in_executor(self._threads, response.read1, _PIECE):
                size += len(piece)
                if self._most and size > self._most:
                    raise TooLarge(f"more than {self._most} bytes")
                yield piece
            if response.length:  # read1() takes a connection that ends early for the end
                raise OSError("it broke its answer off")
        except (Problem, TooLarge, OSError, http.client.HTTPException) as error:
            raise self._failure(error) from error
        finally:
            late.cancel()
            self._upstream.abort()
            self._upstream.close()

    async def converted(self, name: str) -> AsyncGenerator[bytes, None]:
        """The body in another format, made while it comes. Raises Problem."""
        loop = asyncio.get_running_loop()
        late = loop.call_later(self._timeout, self._abort_late)
        pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        room, unread = threading.Semaphore(_IN_FLIGHT), threading.Event()

        def emit(piece: bytes, _: bool) -> None:
            while not room.acquire(timeout=0.1):
                if unread.is_set() or self._late:
                    raise OSError("nobody reads on")
            loop.call_soon_threadsafe(pieces.put_nowait, piece)

        work = loop.run_in_executor(self._threads, self._convert, name, emit)
        work.add_done_callback(lambda _: pieces.put_nowait(None))
        try:
            while (piece := await pieces.get()) is not None:
                yield piece
                room.release()
            await work
        except (Problem, TooLarge, OSError, SyntaxError, ValueError, http.client.HTTPException) as error:
            raise self._failure(error) from error
        finally:
            unread.set()
            late.cancel()
            self._upstream.abort()
            work.add_done_callback(lambda _: self._upstream.close())
            work.add_done_callback(
                lambda done: done.cancelled() or done.exception()
            )  # told above where anybody listens

    def _convert(self, name: str, emit: Callable[[bytes, bool], None]) -> None:
        source = cast(Any, self._send())
        rows = rows_counter(name) if self._wanted is JSON else None
        outlet = Outlet(emit, max_bytes=self._most, rows=rows, max_rows=self._rows)
        if self._wanted is JSON:
            write_results(
                pyoxigraph.parse_query_results(source, format=QueryResultsFormat.JSON), name, outlet
            )
        else:
            triples = (quad.triple for quad in pyoxigraph.parse(source, format=RdfFormat.N_TRIPLES))
            write_graph(triples, name, outlet)
        outlet.close()

    async def truth(self) -> bool:
        """The answer to an ASK, also of a server that gives it as a row with a 1. Raises Problem."""
        whole = b""
        async for piece in self.passed_on():
            whole += piece
            if len(whole) > _LARGEST_ANSWER:
                raise Problem("bad-gateway", "the other server answered an ASK with a large result")
        try:
            found = orjson.loads(whole)
            if "boolean" in found:
                return bool(found["boolean"])
            return any(
                term["value"] not in ("0", "false")
                for row in found["results"]["bindings"]
                for term in row.values()
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Problem("bad-gateway", "the other server's answer to an ASK can't be read") from error
