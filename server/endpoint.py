"""``/sparql``, ``/update`` and ``/store``: the SPARQL 1.1 Protocol and the Graph Store Protocol over a backend."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import tempfile
import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from kg.errors import StoreError
from server.cache import Cache
from server.engine import Answer, Backend
from server.errors import Problem
from server.messages import COMMON_HEADERS, PAGE_HEADERS, Request, Response, Stream, problem_response
from server.multipart import documents_of
from server.negotiation import GRAPHS as GRAPH_FORMATS
from server.negotiation import GRAPHS_AND_HTML, Format, by_media_type, pick
from server.protocol import FORM, Description, GraphTarget, Query, Update, graph_target, media_type, operation
from server.service_description import describe
from server.settings import Settings

READ_METHODS = "GET, HEAD, POST, OPTIONS"
UPDATE_METHODS = "POST, OPTIONS"
STORE_METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_VARY = ("Vary", "Accept, Accept-Encoding")
_SPOOL_PIECE = 1 << 20


#: The body of a request, and what else an answer depends on, apart from the state of the data.
Key = tuple[bytes, *tuple[str, ...]]


class Endpoint:
    """The asynchronous part of the server; :meth:`serves` says which requests are its own."""

    def __init__(self, settings: Settings, backend: Backend) -> None:
        self.settings = settings
        self.backend = backend
        self.cache = Cache(settings.cache)

    def serves(self, request: Request) -> bool:
        """Whether the request is for the protocol; a browser that asks ``/sparql`` nothing gets the query page."""
        path = request.path.rstrip("/")
        if path == "/sparql":
            return not is_for_page(request)
        return path in ("/update", "/store") or path.startswith("/store/")

    def cached(self, request: Request) -> Response | None:
        """The answer to a GET that was answered before; decides without waiting for anything."""
        if request.method != "GET" or not self.settings.cache or request.path != "/sparql":
            return None
        try:
            return self._kept(request, _key(request, b""))
        except StoreError:  # which whoever runs the query is told
            return None

    def _kept(self, request: Request, key: Key) -> Response | None:
        found = self.cache.get(key, self.backend.version)
        return None if found is None else _conditional(request, found)

    async def __call__(self, request: Request) -> Response:
        """Answers; a Problem becomes a response."""
        try:
            return await self.answer(request)
        except Problem as problem:
            return problem_response(problem, request.header("accept"))

    async def answer(self, request: Request) -> Response:
        """Answers. Raises Problem."""
        path = request.path.rstrip("/")
        if request.method == "OPTIONS":
            return preflight(
                STORE_METHODS
                if path.startswith("/store")
                else READ_METHODS
                if path == "/sparql"
                else UPDATE_METHODS
            )
        if request.header("content-encoding").strip().lower() not in ("", "identity"):
            raise Problem(
                "unsupported-media-type",
                "bodies are taken without a content coding",
                {"Accept-Encoding": "identity"},
            )
        if path == "/sparql":
            return await self._sparql(request)
        if path == "/update":
            return await self._update_only(request)
        return await self._store(request)

    # --- queries ------------------------------------------------------------------------------------------

    async def _sparql(self, request: Request) -> Response:
        body = await request.read(self._longest_post(request)) if request.method == "POST" else b""
        key = _key(request, body)
        # For a GET, `cached` has looked.
        looks = self.settings.cache and request.method in ("HEAD", "POST")
        if looks and (kept := self._kept(request, key)) is not None:
            return kept
        asked = operation(request.method, request.query, request.header("content-type"), body)
        if isinstance(asked, Description):
            return self._description(request, asked)
        if isinstance(asked, Update):
            return await self._update(request, asked)
        return self._unchanged(request, key) or await self._query(request, asked, key)

    def _longest_post(self, request: Request) -> int:
        """Bytes that a body may have; three for a character, percent-encoded."""
        settings = self.settings
        return max(settings.max_query, settings.max_update if self._may_write(request) else 0) * 3 + 65536

    def _may_write(self, request: Request) -> bool:
        try:
            self.authorise(request)
        except Problem:
            return False
        return True

    def _unchanged(self, request: Request, key: Key) -> Response | None:
        """304, where the client has the newest version's answer: only an answer that was one has an entity tag; of ``*`` the answer itself must tell whether there is one."""
        known = request.header("if-none-match").strip()
        if known in ("", "*") or request.method == "POST" or not (version := self.backend.version()):
            return None
        etag = _etag(version, key)
        return _not_modified(etag, version) if _matches(request, etag) else None

    async def _query(self, request: Request, asked: Query, key: Key) -> Response:
        settings = self.settings
        if len(asked.text) > settings.max_query:
            raise Problem("too-large", f"a query may have {settings.max_query} characters")
        ask = {
            "kind": "query",
            "query": asked.text,
            "base": f"{request.root}/sparql",
            "default": asked.default,
            "named": asked.named,
            "accept": request.header("accept"),
            "format": asked.format,
            "accept_encoding": request.header("accept-encoding"),
            "timeout": min(asked.timeout or settings.timeout, settings.timeout),
        }
        note: dict[str, object] = {"query": hashlib.blake2b(asked.text.encode(), digest_size=8).hexdigest()}
        try:
            answer = await self.backend.read(ask, request.party)
        except Problem as problem:
            response = problem_response(problem, request.header("accept"))
            return replace(response, note={**response.note, **note})
        response = _response(answer, key)
        if (unchanged := _conditional(request, response)) is not response:
            await _drop(answer)
            return replace(unchanged, note=note)
        response.note = note
        if not answer.head["volatile"] and self.settings.cache:
            self._keep(answer, key, len(asked.text), response)
        return response

    def _keep(self, answer: Answer, key: Key, weight: int, response: Response) -> None:
        """Puts the answer into the cache, now or when its last piece has gone by; not when it is too large."""
        version = str(answer.head["version"])
        if isinstance(answer.body, bytes):
            self.cache.put(version, key, weight, response)
        elif isinstance(answer.body, Stream):
            copy = bytearray()
            fits = True

            def tap(piece: bytes) -> None:
                nonlocal fits
                fits = fits and self.cache.fits(len(copy) + len(piece))
                copy.extend(piece) if fits else copy.clear()

            def ended(complete: bool) -> None:
                if complete and fits:
                    self.cache.put(version, key, weight, replace(response, body=bytes(copy), encoded=b""))

            answer.body.taps.append(tap)
            answer.body.ended.append(ended)

    def _description(self, request: Request, asked: Description) -> Response:
        chosen = pick(request.header("accept"), asked.format, GRAPHS_AND_HTML[:-1])
        body = describe(request.root, self.settings, self.backend.manifest(), chosen.format)
        etag = _etag(self.backend.version(), (b"", request.root, chosen.format.name))
        if _matches(request, etag):
            return _not_modified(etag, self.backend.version())
        headers = [
            *COMMON_HEADERS,
            ("Content-Type", chosen.content_type),
            _VARY,
            ("Writ-Version", self.backend.version() or "0"),
            ("ETag", etag),
            ("Cache-Control", "no-cache"),
        ]
        return Response(200, headers, body)

    # --- writing ------------------------------------------------------------------------------------------

    def authorise(self, request: Request) -> None:
        """Lets a request write.

        Raises:
            Problem: no token is set (forbidden), none is sent or another one (unauthorized; RFC 6750, 3.1).
        """
        token = self.settings.token.get_secret_value()
        if not token:
            raise Problem(
                "forbidden", "this endpoint is read-only: it was started without a token (WRIT_TOKEN)"
            )
        scheme, _, sent = request.header("authorization").partition(" ")
        if not sent:
            raise Problem(
                "unauthorized",
                "send the token as: Authorization: Bearer …",
                {"WWW-Authenticate": 'Bearer realm="writ"'},
            )
        if scheme.lower() != "bearer" or not hmac.compare_digest(sent.strip().encode(), token.encode()):
            raise Problem(
                "unauthorized",
                "this is not the token",
                {"WWW-Authenticate": 'Bearer realm="writ", error="invalid_token"'},
            )

    async def _update_only(self, request: Request) -> Response:
        if request.method != "POST":
            raise Problem("method-not-allowed", "updates come by POST", {"Allow": UPDATE_METHODS})
        self.authorise(request)
        body = await request.read(self.settings.max_update * 3 + 65536)
        asked = operation("POST", request.query, request.header("content-type"), body)
        if not isinstance(asked, Update):
            raise Problem("bad-request", "this is the place for updates; queries go to /sparql")
        return await self._update(request, asked)

    async def _update(self, request: Request, asked: Update) -> Response:
        self.authorise(request)
        if len(asked.text) > self.settings.max_update:
            raise Problem("too-large", f"an update may have {self.settings.max_update} characters")
        done = await self.backend.write(
            {
                "kind": "update",
                "update": asked.text,
                "base": f"{request.root}/update",
                "default": asked.default,
                "named": asked.named,
                "timeout": min(asked.timeout or self.settings.timeout, self.settings.timeout),
                **_preconditions(request),
            }
        )
        return Response(204, [*COMMON_HEADERS, ("Writ-Version", done["version"])])

    # --- graphs -------------------------------------------------------------------------------------------

    async def _store(self, request: Request) -> Response:
        method = request.method
        if method not in STORE_METHODS:
            raise Problem(
                "method-not-allowed",
                f"graphs are changed by PUT, POST and DELETE, not {method}",
                {"Allow": STORE_METHODS},
            )
        target = graph_target(method, request.query, f"{request.root}{quote(request.path)}")
        if method in ("GET", "HEAD"):
            return await self._read_graph(request, target)
        self.authorise(request)
        if "content-range" in request.headers:  # RFC 9110, 14.5
            raise Problem("bad-request", "a graph is sent whole, not in part")
        if method == "DELETE":
            done = await self.backend.write({**self._graph_ask("delete", target, request), "documents": []})
            return Response(204, [*COMMON_HEADERS, ("Writ-Version", done["version"])])
        return await self._write_graph(request, target)

    def _graph_ask(self, kind: str, target: GraphTarget, request: Request) -> dict[str, Any]:
        graph = target.graph
        base = graph or f"{request.root}{quote(request.path)}"
        conditions = {} if kind == "graph" else _preconditions(request)
        return {"kind": kind, "graph": graph, "base": base, "timeout": self.settings.timeout, **conditions}

    async def _read_graph(self, request: Request, target: GraphTarget) -> Response:
        key = _key(request, b"")
        ask = {
            **self._graph_ask("graph", target, request),
            "accept": request.header("accept"),
            "format": target.format,
            "accept_encoding": request.header("accept-encoding"),
        }
        answer = await self.backend.read(ask, request.party)
        response = _response(answer, key)
        unchanged = _conditional(request, response)
        if unchanged is not response:
            await _drop(answer)
        return unchanged

    async def _write_graph(self, request: Request, target: GraphTarget) -> Response:
        minted = target.graph is None
        if minted:
            target = replace(target, graph=f"{request.root}/store/{uuid.uuid4()}")
        with tempfile.TemporaryDirectory(prefix="upload-", dir=await self.backend.uploads()) as folder:
            documents = await self._documents(request, folder)
            ask = {**self._graph_ask(request.method.lower(), target, request), "documents": documents}
            done = await self.backend.write(ask)
        headers = [*COMMON_HEADERS, ("Writ-Version", done["version"])]
        if minted:
            headers.append(("Location", str(target.graph)))
        return Response(201 if done["created"] else 204, headers)

    async def _documents(self, request: Request, folder: str) -> list[dict[str, str]]:
        """What was sent, as files on disk with their formats."""
        kind = media_type(request.header("content-type"))
        if kind == "multipart/form-data":
            return await documents_of(request, folder, self.settings.max_upload)
        form = upload_format(kind)
        path = os.path.join(folder, "document")
        await spool(request, path, self.settings.max_upload)
        return [{"path": path, "format": form.name}]


def upload_format(kind: str) -> Format:
    """The RDF format of a media type. Raises Problem for all others."""
    form = by_media_type(kind, GRAPH_FORMATS)
    if form is None or kind == FORM:
        offered = ", ".join(f.media_types[0] for f in GRAPH_FORMATS)
        raise Problem("unsupported-media-type", f"send one of {offered}", {"Accept-Post": offered})
    return form


async def spool(request: Request, path: str, limit: int) -> None:
    """The body into a file. Raises Problem when it is longer than ``limit``."""
    declared = request.header("content-length")
    if declared.isdigit() and int(declared) > limit:
        raise Problem("too-large", f"a document may have {limit} bytes")
    size = 0
    loop = asyncio.get_running_loop()
    with open(path, "wb") as file:
        async for chunk in request.body.chunks():
            size += len(chunk)
            if size > limit:
                raise Problem("too-large", f"a document may have {limit} bytes")
            if len(chunk) > _SPOOL_PIECE:
                await loop.run_in_executor(None, file.write, chunk)
            else:
                file.write(chunk)


def is_for_page(request: Request) -> bool:
    """Whether a browser asks for the query page rather than for data."""
    if request.method not in ("GET", "HEAD") or "text/html" not in request.header("accept"):
        return False
    return not any(part.partition("=")[0] in ("query", "update") for part in request.query.split("&"))


def preflight(methods: str) -> Response:
    """The answer to OPTIONS, also of browsers that ask before they send."""
    headers = [
        *COMMON_HEADERS,
        ("Allow", methods),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-Match, If-None-Match"),
        ("Access-Control-Max-Age", "86400"),
    ]
    return Response(204, headers)


def _key(request: Request, body: bytes) -> Key:
    """What the answer to a request depends on; a POST is another request than a GET, also one without a body."""
    header = request.headers.get
    kind = f"POST {header('content-type', '')}" if request.method == "POST" else ""
    return body, request.query, kind, header("accept", ""), header("accept-encoding", ""), header("host", "")


def _etag(version: str, key: Key) -> str:
    body, asked = key[0], "\0".join(key[1:])
    digest = hashlib.blake2b(
        asked.encode("utf-8", "surrogateescape") + b"\0" + body, digest_size=9
    ).hexdigest()
    return f'"{version}-{digest}"'


def _matches(request: Request, etag: str) -> bool:
    wanted = request.header("if-none-match")
    return bool(wanted) and (
        wanted.strip() == "*" or etag in (w.strip().removeprefix("W/") for w in wanted.split(","))
    )


def _preconditions(request: Request) -> dict[str, list[str]]:
    """``If-Match`` and ``If-None-Match`` of a write, for who carries it out; weak tags never match in the first.

    https://www.rfc-editor.org/rfc/rfc9110#section-13.1
    """
    found = {}
    for name, key in (("if-match", "if_match"), ("if-none-match", "if_none_match")):
        if name in request.headers:
            tags = [tag.strip() for tag in request.header(name).split(",")]
            found[key] = [
                tag.removeprefix("W/").strip('"')
                for tag in tags
                if tag and not (name == "if-match" and tag.startswith("W/"))
            ]
    return found


def _not_modified(etag: str, version: str) -> Response:
    return Response(
        304,
        [*COMMON_HEADERS, ("ETag", etag), ("Writ-Version", version), _VARY, ("Cache-Control", "no-cache")],
    )


def _conditional(request: Request, response: Response) -> Response:
    """304 for an answer that the client has (RFC 9110, 13.1.2: of GET and HEAD)."""
    headers = dict(response.headers)
    if request.method == "POST" or "if-none-match" not in request.headers or "ETag" not in headers:
        return response
    known = _matches(request, headers["ETag"])
    return _not_modified(headers["ETag"], headers["Writ-Version"]) if known else response


def _response(answer: Answer, key: Key) -> Response:
    head = answer.head
    version = str(head["version"])
    headers = [
        *COMMON_HEADERS,
        ("Content-Type", head["content_type"]),
        _VARY,
        ("Writ-Version", version or "0"),
    ]
    if head["encoding"]:
        headers.append(("Content-Encoding", head["encoding"]))
    if head["format"] == "html":
        headers += PAGE_HEADERS
    if head["volatile"]:
        headers.append(("Cache-Control", "no-store"))
    else:
        headers += [("ETag", _etag(version, key)), ("Cache-Control", "no-cache")]
    return Response(200, headers, answer.body)


async def _drop(answer: Answer) -> None:
    if not isinstance(answer.body, bytes):
        close = getattr(answer.body, "aclose", None)
        if close is not None:
            await close()
