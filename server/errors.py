"""What can go wrong, as one table: kind of problem -> HTTP status and title; and its one shape, RFC 9457.

https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import orjson

from server.plain_page import FOOT, head


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: status, title, and whether trying again later can help (then after how many seconds)."""

    status: int
    title: str
    retry_after: int | None = None


KINDS: dict[str, Kind] = {
    "bad-request": Kind(400, "The request is not understood"),
    "bad-query": Kind(400, "The query has a syntax error"),
    "bad-update": Kind(400, "The update has a syntax error"),
    "query-failed": Kind(400, "The operation can't be carried out"),
    "bad-data": Kind(400, "The RDF is not taken as it is"),
    "too-deep": Kind(400, "This is nested too deeply"),
    "unauthorized": Kind(401, "A token is needed to write"),
    "forbidden": Kind(403, "Not allowed"),
    "remote-refused": Kind(403, "Other servers are not asked"),
    "owned-graph": Kind(403, "This graph belongs to the build"),
    "not-found": Kind(404, "There is nothing here"),
    "method-not-allowed": Kind(405, "This method is not offered here"),
    "not-acceptable": Kind(406, "No format on offer is acceptable"),
    "request-timeout": Kind(408, "The request came too slowly"),
    "conflict": Kind(409, "The state of the dataset does not allow this"),
    "precondition-failed": Kind(412, "The state of the dataset is not the one that the request is for"),
    "length-required": Kind(411, "A length is required"),
    "too-large": Kind(413, "The request is too large"),
    "uri-too-long": Kind(414, "The request target is too long"),
    "unsupported-media-type": Kind(415, "This content type is not taken"),
    "too-many-requests": Kind(429, "Too many requests at a time from this client", 2),
    "headers-too-large": Kind(431, "The request headers are too large"),
    "internal": Kind(500, "An error of the server's own"),
    "not-implemented": Kind(501, "Not implemented"),
    "remote-failed": Kind(502, "Another server that was to be asked did not answer"),
    "bad-gateway": Kind(502, "The store behind this endpoint can't be reached", 5),
    "overloaded": Kind(503, "Too many requests at a time", 2),
    "query-timeout": Kind(503, "The time limit was reached", 30),
    "query-crashed": Kind(503, "The operation used more memory or depth than it may", 30),
    "result-too-large": Kind(503, "The result is larger than this endpoint sends", 30),
    "store-unavailable": Kind(503, "The store can't be opened", 5),
    "shutting-down": Kind(503, "The server is stopping", 5),
}
MEDIA_TYPE = "application/problem+json"


@dataclass(slots=True)
class Problem(Exception):
    """A request that can't be answered as asked: a kind of the table, and what exactly in ``detail``."""

    kind: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind].status

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"

    def response_headers(self) -> list[tuple[str, str]]:
        """Its own headers, and ``Retry-After`` where waiting can help."""
        retry = KINDS[self.kind].retry_after
        own = list(self.headers.items())
        return own if retry is None or "Retry-After" in self.headers else [*own, ("Retry-After", str(retry))]

    def body(self, accept: str = "") -> tuple[str, bytes]:
        """Content type and bytes: problem+json, plain text for who asks for text and no JSON (a terminal), a page for a browser."""
        kind = KINDS[self.kind]
        if "text/html" in accept and "json" not in accept:
            page = f'{head(kind.title)}<p><bdi>{escape(self.detail)}</bdi></p>\n<p><a href="/">Home</a></p>{FOOT}'
            return "text/html; charset=utf-8", page.encode("utf-8", "replace")
        if "text/plain" in accept and "json" not in accept:
            return "text/plain; charset=utf-8", f"{kind.status} {kind.title}\n{self.detail}\n".encode()
        document = {"type": f"https://w3id.org/writ/problem/{self.kind}", "title": kind.title}
        return MEDIA_TYPE, orjson.dumps(
            document | {"status": kind.status, "detail": self.detail} | dict(self.more)
        )


#: Statuses that Flask or Werkzeug raise by themselves, as kinds of the table.
KIND_OF_STATUS: dict[int, str] = {
    400: "bad-request", 401: "unauthorized", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 408: "request-timeout", 409: "conflict", 411: "length-required", 412: "precondition-failed", 413: "too-large",
    414: "uri-too-long", 415: "unsupported-media-type", 429: "too-many-requests", 431: "headers-too-large",
    501: "not-implemented", 502: "bad-gateway", 503: "overloaded",
}  # fmt: skip
