"""The head of a request as llhttp finds it, and the head of an answer as it is sent."""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import unquote

from server.errors import Problem
from server.messages import Body, Request, Response

_LONGEST_TARGET = 64 * 1024
_MOST_HEADERS = 200
_STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_HOST = re.compile(r"(?:[A-Za-z0-9._~-]*|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?")
#: What the measure of an answer's body may be, apart from a number of bytes.
CHUNKED, UNTIL_CLOSED = -1, None


class Head:
    """Target and headers of one request while they come in; limits are kept on the way."""

    __slots__ = ("_count", "_target", "headers", "hosts", "in_trailer")

    def __init__(self) -> None:
        self._target = b""
        self._count = 0
        self.headers: dict[str, str] = {}
        self.hosts = 0
        self.in_trailer = False

    def add_url(self, url: bytes) -> None:
        """Takes the target, or the next part of it. Raises Problem (uri-too-long)."""
        self._target += url
        if len(self._target) > _LONGEST_TARGET:
            raise Problem(
                "uri-too-long",
                f"a request target may have {_LONGEST_TARGET} bytes; send longer queries by POST",
            )

    def add_header(self, name: bytes, value: bytes) -> None:
        """Takes a header. Raises Problem (headers-too-large)."""
        self._count += 1
        if self._count > _MOST_HEADERS:
            raise Problem("headers-too-large", f"a request may have {_MOST_HEADERS} headers")
        if (
            self.in_trailer
        ):  # never merged into the head: https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1
            return
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1").strip()
        if key == "host":
            self.hosts += 1
        self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    def check(self, method: str, version: str) -> None:
        """Refuses what no request may have, when the head is complete. Raises Problem."""
        if version == "1.1" and self.hosts != 1:
            raise Problem("bad-request", "a request needs one Host header")
        if method == "CONNECT":
            raise Problem("method-not-allowed", "this is no proxy", {"Allow": "GET, HEAD, POST, OPTIONS"})
        coding = self.headers.get("transfer-encoding")
        if coding is not None and version == "1.0":  # https://www.rfc-editor.org/rfc/rfc9112#section-6.1
            raise Problem("bad-request", "HTTP/1.0 has no Transfer-Encoding")
        if coding is not None and coding.lower() != "chunked":
            raise Problem("not-implemented", "the only transfer coding taken is chunked")

    def request(
        self, method: str, peer: str, trusted_proxies: tuple[str, ...], body: Body, identifier: str
    ) -> Request:
        """The request of a client at the address ``peer``. Raises Problem (bad-request)."""
        target = self._target.decode("latin-1")
        if not target.isascii():  # bytes that should have been percent-encoded are, from here on
            target = _NOT_ASCII.sub(lambda m: b"%%%02X" % m.group()[0], self._target).decode("ascii")
        if not target.startswith("/"):
            target = self._rewritten(method, target)
        path, _, query = target.partition("#")[0].partition("?")
        client, scheme = peer, "http"
        if peer in trusted_proxies:
            client = self.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or peer
            if self.headers.get("x-forwarded-proto", "").lower() == "https":
                scheme = "https"
        if not _is_host(self.headers.get("host", "")):
            raise Problem("bad-request", "the Host header is not a host")
        return Request(
            method=method,
            path=unquote(path, errors="replace") if "%" in path else path,
            query=query,
            headers=self.headers,
            body=body,
            client=client,
            scheme=scheme,
            identifier=identifier,
        )

    def _rewritten(self, method: str, target: str) -> str:
        """The path of a target in another form: https://www.rfc-editor.org/rfc/rfc9112#section-3.2"""
        if target == "*" and method == "OPTIONS":
            return "/"
        if not target.lower().startswith(("http://", "https://")):
            raise Problem("bad-request", "the request target is not a path")
        rest = target.partition("://")[2]
        slash = min((i for i in (rest.find("/"), rest.find("?")) if i >= 0), default=len(rest))
        self.headers["host"] = rest[:slash]  # goes before the header: RFC 9112 section 3.2.2
        return rest[slash:] if rest[slash:].startswith("/") else "/" + rest[slash:]


@lru_cache(maxsize=256)
def _is_host(value: str) -> bool:
    return _HOST.fullmatch(value) is not None


def encoded(response: Response, identifier: str, date: bytes, *, keep: bool, length: int | None) -> bytes:
    """Status line and headers; ``length`` in bytes, or :data:`CHUNKED`, or :data:`UNTIL_CLOSED`."""
    lines = response.encoded
    if not lines:
        named = "".join([f"{name}: {value}\r\n" for name, value in response.headers])
        if not len(response.headers) == named.count("\n") == named.count("\r") or "\0" in named:
            named = "".join([f"{name}: {_clean(value)}\r\n" for name, value in response.headers])
        status = _STATUS_LINES.get(response.status) or f"HTTP/1.1 {response.status} \r\n".encode()
        lines = response.encoded = status + named.encode("latin-1", "replace")
    ending = b"\r\n" if keep else b"Connection: close\r\n\r\n"
    measure = b""
    if length == CHUNKED:
        measure = b"Transfer-Encoding: chunked\r\n"
    elif length is not None:
        measure = b"Content-Length: %d\r\n" % length
    return b"".join((lines, date, b"X-Request-ID: %b\r\n" % identifier.encode(), measure, ending))


def _clean(value: str) -> str:
    """A header value without line breaks."""
    return value.replace("\r", " ").replace("\n", " ").replace("\0", " ")
