"""Runs the Flask application in threads for the asynchronous server (PEP 3333, https://peps.python.org/pep-3333/)."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from server.errors import Problem
from server.messages import Request, Response
from server.runtime import Errand
from server.settings import Settings

_LONGEST_BODY = 16 << 20
#: What operators' machinery asks for, in threads of its own: it is answered also while every page is waited for.
_OPERATORS = frozenset({"/health", "/ready", "/metrics"})
#: Where the application finds its request's :class:`Errand`.
ERRAND = "writ.errand"
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Bridge:
    """A WSGI application as an asynchronous one: a number of requests at a time, of which one client has half at most."""

    def __init__(self, application: WsgiApplication, settings: Settings) -> None:
        self._application = application
        self._settings = settings
        self._threads = ThreadPoolExecutor(settings.page_threads, thread_name_prefix="writ-page")
        self._operators = ThreadPoolExecutor(2, thread_name_prefix="writ-operators")
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._inside = 0

    async def __call__(self, request: Request) -> Response:
        """Answers.

        Raises:
            Problem: too many requests wait already, or this one has waited too long (overloaded).
        """
        environ = _environ(request, await request.read(_LONGEST_BODY))
        if request.path in _OPERATORS:
            return await self._in(self._operators, environ)
        if self._inside >= self._settings.page_threads + self._settings.queue:
            raise Problem("overloaded", "too many pages are being made")
        self._inside += 1
        try:
            async with self._turn(request.party):
                return await self._in(self._threads, environ)
        finally:
            self._inside -= 1

    @asynccontextmanager
    async def _turn(self, client: str) -> AsyncIterator[None]:
        most = max(1, self._settings.page_threads // 2)
        turn = self._turns.setdefault(
            client, asyncio.Semaphore(most)
        )  # as long as somebody holds or awaits it
        try:
            await asyncio.wait_for(turn.acquire(), self._settings.queue_timeout)
        except TimeoutError as error:
            raise Problem("overloaded", "too many pages are being made for this client") from error
        try:
            yield
        finally:
            turn.release()

    async def _in(self, threads: ThreadPoolExecutor, environ: dict[str, Any]) -> Response:
        errand = environ[ERRAND] = Errand()
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, self._run, environ)
        except asyncio.CancelledError:
            errand.call_off()
            raise

    def close(self) -> None:
        """Lets the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._operators.shutdown(wait=False, cancel_futures=True)

    def _run(self, environ: dict[str, Any]) -> Response:
        response = Response()

        def start(status: str, headers: list[tuple[str, str]], failure: object = None) -> None:
            response.status = int(status.split(" ", 1)[0])
            declared = dict(headers).get("Content-Length", "") if environ["REQUEST_METHOD"] == "HEAD" else ""
            response.length = int(declared) if declared.isdigit() else None
            response.headers = [
                h for h in headers if h[0].lower() not in ("content-length", "date", "connection")
            ]

        pieces = self._application(environ, start)
        iterator = iter(pieces)
        first = next(iterator, b"")
        second = next(iterator, None)
        if second is None:
            response.body = first
            _close(pieces)
        else:
            response.body = self._streamed(pieces, iterator, (first, second))
        return response

    async def _streamed(
        self, pieces: Iterable[bytes], iterator: Iterator[bytes], head: tuple[bytes, ...]
    ) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        try:
            for piece in head:
                yield piece
            while (following := await loop.run_in_executor(self._threads, next, iterator, None)) is not None:
                yield following
        finally:
            await loop.run_in_executor(self._threads, _close, pieces)


def _close(pieces: Iterable[bytes]) -> None:
    close = getattr(pieces, "close", None)
    if close is not None:
        close()


def _environ(request: Request, body: bytes) -> dict[str, Any]:
    host, port = request.header("host"), ""
    if not host.endswith("]") and ":" in host:
        host, _, port = host.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": request.query,
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port or ("443" if request.scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": request.client,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": request.header("content-type"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        if name not in ("content-length", "content-type", "transfer-encoding", "upgrade"):
            environ["HTTP_" + name.upper().replace("-", "_")] = value
    return environ
