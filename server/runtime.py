"""Where the asynchronous part meets the threads of the pages: one event loop, which the HTTP server or a thread of ours runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import CancelledError, Future
from contextvars import ContextVar
from typing import Any, TypeVar

import orjson
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.vocab import DEFAULT_BASE
from server.endpoint import Endpoint
from server.engine import Backend, StoreBackend
from server.errors import Problem
from server.messages import BrokenOff, Response
from server.observe import Gauges, Observer
from server.remote import RemoteBackend
from server.settings import Settings

T = TypeVar("T")
Term = NamedNode | BlankNode | Literal
_JSON = "application/sparql-results+json"
#: For whom the thread works: pages wait in the queue of the client that asked for them.
_CLIENT: ContextVar[str] = ContextVar("client", default="pages")
#: The versions from which the thread's queries for the present request were answered.
_VERSIONS: ContextVar[set[str] | None] = ContextVar("versions", default=None)


class Errand:
    """What a page waits for at present, to be called off when the client that wanted the page has gone."""

    def __init__(self) -> None:
        self._waits_for: Future[Any] | None = None
        self._is_off = False

    def wait(self, future: Future[T]) -> T:
        """The result. Raises Problem (overloaded) where it was called off."""
        self._waits_for = future
        if self._is_off:
            future.cancel()
        try:
            return future.result()
        except CancelledError as error:
            raise Problem("overloaded", "the client did not wait for the answer") from error

    def call_off(self) -> None:
        """From another thread, at any time."""
        self._is_off = True
        if self._waits_for is not None:
            self._waits_for.cancel()


#: The errand of the request that the thread works on.
_ERRAND: ContextVar[Errand] = ContextVar("errand")


class Runtime:
    """The endpoint of one application. :meth:`run` works from any thread but the loop's own."""

    def __init__(self, settings: Settings, backend: Backend | None = None) -> None:
        self.settings = settings
        self.observer = Observer(settings.log_format)
        self.backend: Backend = backend or _backend(settings, self.observer)
        self.endpoint = Endpoint(settings, self.backend)
        self.observer.watch(Gauges(self._numbers))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def base(self) -> str:
        """The base of our IRIs: what the build noted, or the default."""
        return str(self.backend.manifest().get("base") or DEFAULT_BASE)

    async def attach(self) -> None:
        """Uses the running loop and starts the backend on it."""
        self._loop = asyncio.get_running_loop()
        await self.backend.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine on the loop and waits for it; the first call starts one where nobody has."""
        future = asyncio.run_coroutine_threadsafe(work, self._running_loop())
        errand = _ERRAND.get(None)
        return future.result() if errand is None else errand.wait(future)

    def pieces(self, body: AsyncIterator[bytes]) -> Iterator[bytes]:
        """An asynchronous body as one for threads."""

        async def following() -> bytes | None:
            return await anext(body, None)

        try:
            while (piece := self.run(following())) is not None:
                yield piece
        finally:
            close = getattr(body, "aclose", None)
            if close is not None:
                self.run(close())

    def select(
        self, query: str, *, timeout: float | None = None, largest: int | None = None
    ) -> list[dict[str, Term]]:
        """The solutions of a SELECT, for pages. Raises Problem."""
        found = orjson.loads(self.body(query, accept=_JSON, timeout=timeout, largest=largest))
        return [{name: _term(value) for name, value in row.items()} for row in found["results"]["bindings"]]

    def body(
        self,
        query: str,
        *,
        accept: str,
        timeout: float | None = None,
        cached: bool = True,
        largest: int | None = None,
    ) -> bytes:
        """The whole answer to a query in a format; ``cached`` takes it from the cache where this version's is there.

        It is gathered in this process's memory, which all share: who runs other people's queries says by ``largest`` how many
        bytes of it there may be.

        Raises Problem.
        """
        version, whole = self.run(self._whole(query, accept, timeout, _CLIENT.get(), cached, largest))
        seen = _VERSIONS.get()
        if seen is not None:
            seen.add(version)
        return whole

    def asked_by(self, client: str, errand: Errand | None = None) -> None:
        """Begins a request: says for whom this thread runs its next queries, so that clients take turns also at pages."""
        _CLIENT.set(client or "pages")
        _ERRAND.set(errand or Errand())
        _VERSIONS.set(set())

    def versions(self) -> frozenset[str]:
        """From which versions this thread's queries were answered since the request began; more than one is a mixture."""
        return frozenset(_VERSIONS.get() or ())

    async def _whole(
        self, query: str, accept: str, timeout: float | None, client: str, cached: bool, largest: int | None
    ) -> tuple[str, bytes]:
        cache, key = self.endpoint.cache, ("page", query, accept)
        version = self.backend.version()
        kept = cache.get(key, lambda: version) if cached else None
        if kept is not None and isinstance(kept.body, bytes):
            return version, kept.body
        ask = {
            "kind": "query", "query": query, "base": None, "default": None, "named": None, "accept": accept, "format": "",
            "accept_encoding": "", "timeout": min(timeout or self.settings.timeout, self.settings.timeout),
        }  # fmt: skip
        answer = await self.backend.read(ask, client)
        body = answer.body
        whole = body if isinstance(body, bytes) else await _gathered(body, largest)
        version = str(answer.head["version"])
        if not answer.head["volatile"]:
            cache.put(version, key, len(query), Response(body=whole))
        return version, whole

    def close(self) -> None:
        """Ends the backend, and the loop where it is ours."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self.backend.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        self._loop = self._thread = None

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="writ-loop", daemon=True)
                self._thread.start()
                asyncio.run_coroutine_threadsafe(self.backend.start(), self._loop).result()
            return self._loop

    def _numbers(self) -> dict[str, float]:
        cache = self.endpoint.cache
        own: dict[str, float] = {"cache_hits_total": cache.hits, "cache_misses_total": cache.misses}
        if isinstance(self.backend, StoreBackend):
            own |= {f"readers_{name}": value for name, value in self.backend.pool.numbers.items()}
        return own


async def _gathered(body: AsyncIterator[bytes], largest: int | None) -> bytes:
    """All of a body.

    Raises:
        Problem: it has more than ``largest`` bytes (result-too-large), or the rest of it will not come.
    """
    whole = bytearray()
    try:
        async for piece in body:
            whole += piece
            if largest is not None and len(whole) > largest:
                raise Problem(
                    "result-too-large", f"a page is made of {largest} bytes at most; ask for less with LIMIT"
                )
    except BrokenOff as error:
        cause = error.__cause__
        raise (cause if isinstance(cause, Problem) else Problem("query-crashed", str(error))) from error
    finally:
        close = getattr(body, "aclose", None)
        if close is not None:
            await close()
    return bytes(whole)


def _backend(settings: Settings, observer: Observer) -> Backend:
    return RemoteBackend(settings) if settings.backend else StoreBackend(settings, observer.event)


def _term(value: dict[str, str]) -> Term:
    if value["type"] == "uri":
        return NamedNode(value["value"])
    if value["type"] == "bnode":
        return BlankNode(value["value"])
    if value["type"] != "literal" and value["type"] != "typed-literal":
        raise Problem("internal", f"a term of type {value['type']}")
    if "xml:lang" in value:
        return Literal(value["value"], language=value["xml:lang"])
    return (
        Literal(value["value"], datatype=NamedNode(value["datatype"]))
        if "datatype" in value
        else Literal(value["value"])
    )
