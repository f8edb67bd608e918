"""HTTP/1.1 on an event loop: llhttp (httptools) reads, one coroutine answers, slow and broken clients cost nothing else.

A server of our own because none at hand can do what answers of a SPARQL endpoint need: granian ends a streamed answer
properly even when its source failed, and tells an application neither that its client left nor where a body was cut
off; gunicorn's threads are held by whoever sends a header slowly. https://www.rfc-editor.org/rfc/rfc9112

Limits: length and age of a request's head, stalls of bodies and of answers, connections in all and by address.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import socket
import struct
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from email.utils import formatdate
from typing import Any, cast

import httptools

from server import head
from server.errors import Problem
from server.head import Head
from server.messages import BrokenOff, Request, Response, problem_response
from server.settings import Settings

_LONGEST_HEAD = 128 * 1024
_PIPELINED = 16
_BODY_WATER_MARK = 1 << 20
_SWEEP = 0.5
#: Clients may close their half and still wait for an answer; whoever has gone does not: after this long we stop.
_HALF_CLOSED = 0.4
#: After an error in the middle of a body, so long is the rest read and thrown away, so that the answer arrives.
_LINGER = 1.0

Application = Callable[[Request], Awaitable[Response]]


class Server:
    """Connections of one listening socket: what they share, and what looks after them."""

    def __init__(
        self,
        settings: Settings,
        application: Application,
        shortcut: Callable[[Request], Response | None],
        log: Callable[[Request, Response, float, int], None],
    ) -> None:
        self.settings = settings
        self.application = application
        self.shortcut = shortcut
        self.log = log
        self.connections: set[Connection] = set()
        self.by_client: Counter[str] = Counter()
        self.stopping = False
        self.tasks: set[asyncio.Task[None]] = set()
        self._prefix = secrets.token_hex(4)
        self._count = 0
        self._date = b""
        self._listener: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self, listener: socket.socket) -> None:
        """Listens."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: Connection(self), sock=listener, backlog=1024)
        self._sweeper = loop.create_task(self._sweep())

    async def stop(self) -> None:
        """Takes no more; lets running requests end for the time of grace; then breaks them off."""
        self.stopping = True
        if self._listener is not None:
            self._listener.close()
        for connection in list(self.connections):
            connection.close_if_idle()
        if self.tasks:
            await asyncio.wait(list(self.tasks), timeout=self.settings.grace)
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for connection in list(self.connections):
            connection.abort()
        if self._sweeper is not None:
            self._sweeper.cancel()

    def identifier(self) -> str:
        """A new request's name, for logs and ``X-Request-ID``."""
        self._count += 1
        return f"{self._prefix}{self._count:08x}"

    def date(self) -> bytes:
        """The Date header, made twice a second at most."""
        return self._date or self._tick()

    def _tick(self) -> bytes:
        self._date = f"Date: {formatdate(usegmt=True)}\r\n".encode()
        return self._date

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP)
            self._tick()
            now = time.monotonic()
            for connection in list(self.connections):
                connection.check(now)


class _Incoming:
    """A request's body on its way."""

    def __init__(self, connection: Connection, expects: bool) -> None:
        self._connection = connection
        self._expects = expects
        self._chunks: deque[bytes] = deque()
        self._wake: asyncio.Future[None] | None = None
        self.size = 0
        self.complete = False
        self.problem: Problem | None = None

    def feed(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self.size += len(chunk)
        if self.size > _BODY_WATER_MARK:
            self._connection.pause()
        self._notify()

    def end(self, problem: Problem | None = None) -> None:
        self.complete = problem is None
        self.problem = self.problem or problem
        self._notify()

    def _notify(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def chunks(self) -> AsyncIterator[bytes]:
        if self._expects and not self.complete and not self._chunks:
            self._connection.go_on()
        self._expects = False
        while True:
            while self._chunks:
                chunk = self._chunks.popleft()
                self.size -= len(chunk)
                if self.size <= _BODY_WATER_MARK:
                    self._connection.resume()
                yield chunk
            if self.problem is not None:
                raise self.problem
            if self.complete:
                return
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake


class Connection(asyncio.Protocol):
    """One client's connection: requests come in, are answered in their order, one at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._settings = server.settings
        self._transport: asyncio.Transport = cast(asyncio.Transport, None)
        self._parser: Any = None
        self._client = ""
        self._head = Head()
        self._head_size = 0
        self._framing = 0
        self._body: _Incoming | None = None
        self._waiting: deque[tuple[Request, bool, bool]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._since = time.monotonic()
        self._reading_head = True
        self._idle = True
        self._paused = False
        self._closing = False
        self._discarding = False
        self._half_closed = False
        self._served = False
        self._started = False
        self._writable: asyncio.Future[None] | None = None
        self._blocked_size = 0
        self._blocked_since = 0.0

    # --- the transport ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Of asyncio: refuses what is too many, at once and cheaply."""
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self._client = str(peer[0]) if isinstance(peer, tuple) and peer else "local"
        self._parser = httptools.HttpRequestParser(self)
        server, settings = self._server, self._settings
        server.connections.add(self)
        server.by_client[self._client] += 1
        if len(server.connections) > settings.connections:
            self._refuse(Problem("overloaded", "too many connections"))
        elif (
            server.by_client[self._client] > settings.connections_per_client
            and self._client not in settings.trusted_proxies
        ):
            self._refuse(Problem("too-many-requests", "too many connections from this address"))

    def connection_lost(self, error: Exception | None) -> None:
        """Of asyncio: stops what is done for this client."""
        server = self._server
        server.connections.discard(self)
        server.by_client[self._client] -= 1
        if server.by_client[self._client] <= 0:
            del server.by_client[self._client]
        self._closing = True
        self._waiting.clear()
        if self._body is not None and not self._body.complete:
            self._body.end(Problem("bad-request", "the connection ended before the body did"))
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Of asyncio."""
        if self._closing or self._discarding:
            return
        if self._idle:
            self._idle, self._reading_head = False, True
            self._since = time.monotonic()
        if self._reading_head:
            self._head_size += len(data)
        elif self._body is not None and not self._body.complete:
            self._since = time.monotonic()
            self._framing += len(data)  # on_body sets it back: what adds up are chunk extensions and trailers
        if self._reading_head and b"pgrade" in data:
            data = _UPGRADE.sub(rb"\1Not-Offered:", data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # not offered: the request is answered as if it had not been asked, and is the last here
        except httptools.HttpParserCallbackError as error:
            self._refuse(
                error.__context__
                if isinstance(error.__context__, Problem)
                else Problem("bad-request", "this is not HTTP")
            )
        except httptools.HttpParserError as error:
            self._refuse(Problem("bad-request", f"this is not HTTP/1.1: {error}"[:200]))
        if (self._reading_head and self._head_size > _LONGEST_HEAD) or self._framing > _LONGEST_HEAD:
            self._refuse(
                Problem("headers-too-large", f"the head of a request may have {_LONGEST_HEAD} bytes")
            )
        elif self._waiting and self._task is None:
            self._next()  # a head whose body waits for our word (Expect), or is refused before it comes

    def eof_received(self) -> bool:
        """Of asyncio: the client sends no more; it may still read."""
        if self._body is not None and not self._body.complete:
            self._body.end(Problem("bad-request", "the connection ended before the body did"))
        if self._task is None:
            return False
        self._half_closed = True
        asyncio.get_running_loop().call_later(_HALF_CLOSED, self._give_up)
        return True

    def _give_up(self) -> None:
        if self._task is not None and not self._started:
            self._task.cancel()

    def pause_writing(self) -> None:
        """Of asyncio: the client reads more slowly than we write."""
        if self._writable is None or self._writable.done():
            self._writable = asyncio.get_running_loop().create_future()
        self._blocked_size = self._transport.get_write_buffer_size()
        self._blocked_since = time.monotonic()

    def resume_writing(self) -> None:
        """Of asyncio."""
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)

    def pause(self) -> None:
        """Reads no more for now."""
        if not self._paused and not self._transport.is_closing():
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Reads on."""
        if self._paused and not self._transport.is_closing():
            self._paused = False
            self._since = time.monotonic()
            self._transport.resume_reading()

    def go_on(self) -> None:
        """Tells a client that waits for it to send its body (``Expect: 100-continue``)."""
        if not self._transport.is_closing():
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def check(self, now: float) -> None:
        """Ends what has stalled; called by the sweep."""
        settings = self._settings
        blocked = self._writable is not None and not self._writable.done()
        if blocked:
            size = self._transport.get_write_buffer_size()
            if size != self._blocked_size:
                self._blocked_size, self._blocked_since = size, now
            elif now - self._blocked_since > settings.idle_timeout:
                self.abort()
        elif self._discarding:
            if now - self._since > _LINGER:
                self._transport.close()
        elif self._idle and self._task is None:
            if now - self._since > (settings.keep_alive if self._served else settings.header_timeout):
                self._transport.close()
        elif self._reading_head and self._task is None:
            if now - self._since > settings.header_timeout:
                self._refuse(Problem("request-timeout", "the head of the request did not arrive in time"))
        elif (
            self._body is not None
            and not self._body.complete
            and not self._paused
            and now - self._since > settings.idle_timeout
        ):
            self._body.end(Problem("request-timeout", "the body of the request stopped arriving"))

    def close_if_idle(self) -> None:
        """For the server's stop."""
        if self._task is None:
            self._transport.close()

    def abort(self) -> None:
        """Ends the connection so that the client sees that something is missing."""
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    # --- the parser ---------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Of httptools."""
        self._idle, self._since = False, time.monotonic()
        self._head = Head()

    def on_url(self, url: bytes) -> None:
        """Of httptools; may come in parts."""
        self._head.add_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Of httptools."""
        self._head.add_header(name, value)

    def on_headers_complete(self) -> None:
        """Of httptools: the request is known, its body may follow."""
        method = self._parser.get_method().decode("latin-1")
        version = self._parser.get_http_version()
        self._reading_head, self._head_size, self._framing, self._head.in_trailer = False, 0, 0, True
        self._head.check(method, version)
        expects = self._head.headers.get("expect", "").lower() == "100-continue" and version == "1.1"
        self._body = _Incoming(self, expects)
        request = self._head.request(
            method, self._client, self._settings.trusted_proxies, self._body, self._server.identifier()
        )
        keep = self._parser.should_keep_alive() and version == "1.1" and not self._parser.should_upgrade()
        self._waiting.append((request, keep, version != "1.0"))
        if len(self._waiting) > _PIPELINED:
            raise Problem(
                "too-many-requests", f"no more than {_PIPELINED} requests are taken ahead of their answers"
            )

    def on_body(self, chunk: bytes) -> None:
        """Of httptools."""
        self._framing = 0
        if self._body is not None and not self._discarding:
            self._body.feed(chunk)
            if self._task is None:
                self._next()

    def on_message_complete(self) -> None:
        """Of httptools."""
        if self._body is not None:
            self._body.end()
        self._reading_head, self._idle = True, True
        self._since = time.monotonic()
        if self._task is None:
            self._next()

    # --- answering ----------------------------------------------------------------------------------------

    def _next(self) -> None:
        """Takes up the next request, at once where the answer is known."""
        while self._waiting and self._task is None and not self._closing:
            request, keep, chunked = self._waiting.popleft()
            began = time.perf_counter()
            known = self._server.shortcut(request) if cast(_Incoming, request.body).complete else None
            if known is not None:
                self._started = True
                self._write_whole(request, known, keep, began)
                continue
            loop = asyncio.get_running_loop()
            self._started = False
            self._task = loop.create_task(self._answer(request, keep, chunked, began))
            self._server.tasks.add(self._task)
            self._task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._server.tasks.discard(task)
        self._task = None
        if not task.cancelled():
            error = task.exception()
            if error is not None:
                self.abort()
        elif not self._transport.is_closing():
            self.abort()
        if not self._closing:
            self._next()

    async def _answer(self, request: Request, keep: bool, chunked: bool, began: float) -> None:
        response = await self._server.application(request)
        body = response.body
        if isinstance(body, bytes):
            self._write_whole(request, response, keep, began)
            return
        sent = 0
        if request.method == "HEAD":
            await _close(body)
            self._write_whole(request, response, keep, began)
            return
        keep = keep and chunked and self._may_keep(request)
        self._started = True
        lines = self._encoded(request, response, keep, head.CHUNKED if chunked else head.UNTIL_CLOSED)
        try:
            async for piece in body:
                if piece:
                    if (
                        chunked
                    ):  # in parts, which go out together: joining them would copy each piece once more
                        self._transport.writelines((lines + b"%x\r\n" % len(piece), piece, b"\r\n"))
                    else:
                        self._transport.writelines((lines, piece))
                    lines = b""
                    sent += len(piece)
                    if self._writable is not None and not self._writable.done():
                        await self._writable
                if self._transport.is_closing():
                    raise BrokenOff("the client has gone")
            self._transport.write(lines + (b"0\r\n\r\n" if chunked else b""))
        except BrokenOff as error:
            response.note["broken"] = str(error)
            self.abort()
        finally:
            await _close(body)
            self._server.log(request, response, began, sent)
        self._finish(request, keep)

    def _write_whole(self, request: Request, response: Response, keep: bool, began: float) -> None:
        body = response.body if isinstance(response.body, bytes) else b""
        keep = keep and self._may_keep(request)
        length = None if response.status in (204, 304) or not isinstance(response.body, bytes) else len(body)
        if request.method == "HEAD" and response.length is not None and length is not None:
            length = response.length
        lines = self._encoded(request, response, keep, length)
        silent = request.method == "HEAD" or response.status in (204, 304)
        if not self._transport.is_closing():
            self._transport.write(lines if silent else lines + body)
        self._server.log(request, response, began, 0 if silent else len(body))
        self._finish(request, keep)

    def _may_keep(self, request: Request) -> bool:
        """A connection can go on when the whole body was read and the server does."""
        return cast(_Incoming, request.body).complete and not self._server.stopping and not self._half_closed

    def _encoded(self, request: Request, response: Response, keep: bool, length: int | None) -> bytes:
        return head.encoded(response, request.identifier, self._server.date(), keep=keep, length=length)

    def _finish(self, request: Request, keep: bool) -> None:
        self._since = time.monotonic()
        self._served = True
        if keep:
            return
        if cast(_Incoming, request.body).complete:
            self._closing = True
            self._transport.close()
        else:
            self._discard()

    def _discard(self) -> None:
        """Reads and throws away what still comes, for a moment, so that the answer is not lost in a reset."""
        self._discarding = True
        self._waiting.clear()
        self._since = time.monotonic()
        if not self._transport.is_closing():
            self.resume()
            if self._transport.can_write_eof():
                self._transport.write_eof()

    def _refuse(self, problem: Problem) -> None:
        """Answers what is no request, after the requests before it, and ends the connection."""
        if self._closing or self._discarding:
            return
        if self._task is not None:
            self._closing = True  # what came before is still being answered; the connection ends after it
            self._task.add_done_callback(lambda _: self._transport.close())
            if self._body is not None and not self._body.complete:
                self._body.end(problem)
            return
        request = Request(
            method="GET",
            path="",
            identifier=self._server.identifier(),
            client=self._client,
            headers=self._head.headers,
        )
        response = problem_response(problem, self._head.headers.get("accept", ""))
        lines = self._encoded(request, response, False, len(cast(bytes, response.body)))
        if not self._transport.is_closing():
            self._transport.write(lines + cast(bytes, response.body))
            self._server.log(request, response, time.perf_counter(), len(cast(bytes, response.body)))
            self._discard()


#: httptools leaves the body unread of a request that asks for another protocol, as Java's HttpClient does with each.
_UPGRADE = re.compile(rb"\A((?:[^\r\n]+\r\n)+?)upgrade:", re.IGNORECASE)


async def _close(body: AsyncIterator[bytes]) -> None:
    close = getattr(body, "aclose", None)
    if close is not None:
        await close()
