"""The one way out: fetches for readers and the writer, which have no network, from servers that the settings list.

Names are resolved here and the connection goes to the address that was checked, so that a second look-up can't give
another one. Redirects are followed only to listed targets. Size and time are limited, also against a server that
sends a byte at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urljoin

from kg.version import __version__
from server.errors import Problem
from server.settings import Settings
from server.targets import Fetched, Target, Targets, target_of

_AT_A_TIME = 16
_REDIRECTS = 5
_PIECE = 64 * 1024
_MOVED = (301, 302, 303, 307, 308)

#: As ``socket.getaddrinfo``; tests put another one in.
Resolve = Callable[..., Any]


class Gateway:
    """Fetches in threads; one for each server of ours."""

    def __init__(self, settings: Settings, resolve: Resolve = socket.getaddrinfo) -> None:
        self.targets = Targets(settings.remote)
        self._limit = settings.max_remote
        self._timeout = settings.remote_timeout
        self._resolve = resolve
        self._threads = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="writ-gateway")

    async def fetch(self, url: str, query: str | None, accept: str, timeout: float) -> Fetched:
        """GETs a document, or sends a query by POST as a form.

        Raises:
            Problem: the target is not listed (remote-refused), or did not answer in time, in size, or with 200
                (remote-failed).
        """
        errand = _Errand(self, url, query, accept)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(min(timeout, self._timeout)):
                return await loop.run_in_executor(self._threads, errand.run)
        except TimeoutError as error:
            raise Problem("remote-failed", f"{url[:200]} did not answer in time") from error
        finally:
            errand.abort()

    def close(self) -> None:
        """Lets the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def checked(self, url: str) -> tuple[Target, str]:
        """A listed target and an address at which it may be reached.

        Raises:
            Problem: it is not listed, or leads elsewhere (remote-refused); it can't be found (remote-failed).
        """
        target = target_of(url)
        if target is None or not self.targets.lists(url):
            raise Problem("remote-refused", f"{url[:200]} is not among the servers that may be asked")
        try:
            found = self._resolve(target.host, target.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise Problem("remote-failed", f"{target.host} can't be found") from error
        for *_, address in found:
            plain = str(address[0]).partition("%")[0]
            if self.targets.reaches(target, ip_address(plain)):
                return target, plain
        raise Problem(
            "remote-refused", f"{target.host} leads to an address that is not public and not listed"
        )

    @property
    def limit(self) -> int:
        """Bytes that one answer may have."""
        return self._limit

    @property
    def timeout(self) -> float:
        """Seconds that one step of a connection may take."""
        return self._timeout


class _Errand:
    """One fetch in a thread; :meth:`abort` may be called from any, also after its end."""

    def __init__(self, gateway: Gateway, url: str, query: str | None, accept: str) -> None:
        self._gateway = gateway
        self._url = url
        self._form = None if query is None else urlencode({"query": query}).encode()
        self._accept = accept
        self._connection: _Plain | _Secure | None = None
        self._aborted = False

    def run(self) -> Fetched:
        try:
            return self._follow()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Problem("remote-failed", f"{self._url[:200]} did not answer: {error}"[:400]) from error

    def abort(self) -> None:
        self._aborted = True
        sock = self._connection.link if self._connection is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _follow(self) -> Fetched:
        url = self._url
        for _ in range(_REDIRECTS + 1):
            target, address = self._gateway.checked(url)
            if self._aborted:
                raise OSError("too late")
            connection = self._connection = _connection(target, address, self._gateway.timeout)
            with contextlib.closing(connection):
                response = self._send(connection, target)
                moved = response.getheader("Location") if response.status in _MOVED else None
                if moved is None:
                    return self._taken(url, response)
                if self._form is not None and response.status not in (307, 308):
                    raise OSError(f"it answered a query with {response.status}")
                url = urljoin(url, moved)
        raise OSError("too many redirects")

    def _send(self, connection: http.client.HTTPConnection, target: Target) -> http.client.HTTPResponse:
        headers = {"Accept": self._accept, "Accept-Encoding": "identity", "User-Agent": f"Writ/{__version__}"}
        if self._form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(
            "GET" if self._form is None else "POST", target.request_target, self._form, headers
        )
        return connection.getresponse()

    def _taken(self, url: str, response: http.client.HTTPResponse) -> Fetched:
        if response.status != 200:
            raise OSError(f"status {response.status}")
        body = bytearray()
        while piece := response.read(_PIECE):
            body += piece
            if len(body) > self._gateway.limit:
                raise OSError(f"more than {self._gateway.limit} bytes")
        return Fetched(url, response.getheader("Content-Type") or "", bytes(body))


class _Plain(http.client.HTTPConnection):
    """Connects to an address that was checked, whatever the name resolves to by now."""

    def __init__(self, target: Target, address: str, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._address = address
        self.link: socket.socket | None = None  # kept: http.client lets go of its own while the body comes

    def connect(self) -> None:
        self.sock = self.link = socket.create_connection((self._address, self.port), self.timeout)


class _Secure(http.client.HTTPSConnection):
    """The same over TLS; the certificate must be for the name."""

    def __init__(self, target: Target, address: str, timeout: float) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=timeout, context=self._trust)
        self._address = address
        self.link: socket.socket | None = None

    def connect(self) -> None:
        self.link = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self.link = self._trust.wrap_socket(self.link, server_hostname=self.host)


def _connection(target: Target, address: str, timeout: float) -> _Plain | _Secure:
    kind = _Secure if target.scheme == "https" else _Plain
    return kind(target, address, timeout)
