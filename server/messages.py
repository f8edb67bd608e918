"""A request and a response, without the server that carries them: what the asynchronous views take and give."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from typing import Protocol

from server.errors import Problem


class Body(Protocol):
    """The bytes of a request, which may still be on their way."""

    def chunks(self) -> AsyncIterator[bytes]:
        """The body in pieces, as they come. Raises Problem when the client is too slow or goes away."""
        ...


class BytesBody:
    """A body that is here already."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = content

    async def chunks(self) -> AsyncIterator[bytes]:
        """All of it, in one piece."""
        if self.content:
            yield self.content


class Budget:
    """Memory for the bodies of all requests at a time, of which one client has half at most."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()

    def take(self, client: str, size: int) -> None:
        """Raises Problem (overloaded) where there is not so much left."""
        if self._held[client] + size > self._most // 2 or self._held.total() + size > self._most:
            raise Problem("overloaded", "too many large requests at a time")
        self._held[client] += size

    def give_back(self, client: str, size: int) -> None:
        """What the request of a client has taken, when it is over."""
        self._held[client] -= size
        if self._held[client] <= 0:
            del self._held[client]


@dataclass(slots=True)
class Request:
    """``path`` is decoded, ``query`` is not; header names are in lower case, repeated ones joined by commas."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body = field(default_factory=BytesBody)
    client: str = ""
    scheme: str = "http"
    identifier: str = ""
    budget: Budget | None = None
    held: int = 0
    """Bytes that :meth:`read` has taken of the budget."""

    def header(self, name: str) -> str:
        """The header of that (lower-case) name, or an empty string."""
        return self.headers.get(name, "")

    @property
    def party(self) -> str:
        """Who takes turns as one: an IPv4 address, or the /64 network of an IPv6 one, which is given to one household.

        >>> Request("GET", "/", client="2001:db8:1:2:3::9").party, Request("GET", "/", client="192.0.2.1").party
        ('2001:db8:1:2::', '192.0.2.1')
        """
        if ":" not in self.client:
            return self.client
        try:
            address = IPv6Address(self.client.partition("%")[0])
        except ValueError:
            return self.client
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))

    @property
    def root(self) -> str:
        """Scheme and authority by which the client called us: ``http://localhost:8035``."""
        return f"{self.scheme}://{self.header('host') or 'localhost'}"

    async def read(self, limit: int) -> bytes:
        """The whole body.

        Raises:
            Problem: it is longer than ``limit`` bytes (too-large), there is no room for it (overloaded), or it does
                not come.
        """
        declared = self.header("content-length")
        if declared.isdigit() and int(declared) > limit:
            raise Problem("too-large", f"the body may have {limit} bytes")
        received = bytearray()
        async for chunk in self.body.chunks():
            received += chunk
            if self.budget is not None:
                self.budget.take(self.party, len(chunk))
                self.held += len(chunk)
            if len(received) > limit:
                raise Problem("too-large", f"the body may have {limit} bytes")
        return bytes(received)


class BrokenOff(Exception):
    """A response can't be completed after its head was sent: the connection must end without a proper end."""


class Stream:
    """A body in pieces with one end: each of ``ended`` is called once, with whether the body was read to its end.

    Unlike an asynchronous generator's ``finally``, that also happens when nobody ever asked for the first piece.
    """

    def __init__(self, source: AsyncIterator[bytes], ended: Callable[[bool], None]) -> None:
        self._source = source
        self._over = False
        self.taps: list[Callable[[bytes], None]] = []
        self.ended = [ended]

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        try:
            piece = await anext(self._source)
        except StopAsyncIteration:
            self._end(complete=True)
            raise
        except BaseException:
            self._end(complete=False)
            raise
        for tap in self.taps:
            tap(piece)
        return piece

    async def aclose(self) -> None:
        """Reads no further."""
        self._end(complete=False)

    def _end(self, *, complete: bool) -> None:
        if not self._over:
            self._over = True
            for ended in self.ended:
                ended(complete)


@dataclass(slots=True)
class Response:
    """``body`` is bytes, or an iterator that may raise :class:`BrokenOff`; ``note`` goes to the log, not to the client."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes | AsyncIterator[bytes] = b""
    note: dict[str, object] = field(default_factory=dict)
    encoded: bytes = b""
    """Status line and headers as they were sent last, kept by the server for answers that are sent again."""
    length: int | None = None
    """How long the body would be that an answer to HEAD leaves out, where that is known."""


#: On every answer, errors too: who writes a query in a browser must be able to read why it failed.
COMMON_HEADERS: list[tuple[str, str]] = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, Writ-Version, X-Request-ID"),
    ("X-Content-Type-Options", "nosniff"),
]


#: For everything that a browser shows: nothing but our own style, no frames, no referrer.
PAGE_HEADERS: list[tuple[str, str]] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
]


def problem_response(problem: Problem, accept: str = "") -> Response:
    """The one shape of errors."""
    content_type, body = problem.body(accept)
    headers = [
        *COMMON_HEADERS,
        ("Content-Type", content_type),
        ("Vary", "Accept"),
        ("Cache-Control", "no-store"),
    ]
    if content_type.startswith("text/html"):
        headers += PAGE_HEADERS
    return Response(problem.status, [*headers, *problem.response_headers()], body, {"problem": problem.kind})
