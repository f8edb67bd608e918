"""The Flask application: pages and descriptions in threads of their own, and the protocol for who uses it without our server."""

from __future__ import annotations

import atexit
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from flask import Blueprint, Flask, Request, Response, current_app, request
from werkzeug.exceptions import HTTPException

import server
from kg.errors import StoreError
from server.bridge import ERRAND
from server.endpoint import preflight
from server.errors import KIND_OF_STATUS, Problem
from server.messages import COMMON_HEADERS, PAGE_HEADERS, BytesBody, problem_response
from server.messages import Request as Message
from server.messages import Response as Reply
from server.negotiation import encoding
from server.results import SMALLEST_COMPRESSED, Outlet
from server.runtime import Runtime
from server.settings import Settings

#: Bodies of requests to pages (forms, reconciliation batches).
_LONGEST_FORM = 16 << 20
_COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/xml",
    "application/rdf+xml",
    "application/n-",
    "application/trig",
    "application/javascript",
    "image/svg",
)


def create_app(config: Settings | None = None, runtime: Runtime | None = None) -> Flask:
    """The application over a runtime; its own one where none is given. A module with a ``blueprint`` is all a page needs."""
    app = Flask("server")
    app.config["MAX_CONTENT_LENGTH"] = _LONGEST_FORM
    app.url_map.strict_slashes = False
    if runtime is None:
        runtime = Runtime(config or Settings())
        atexit.register(runtime.close)
    app.extensions["writ"] = runtime
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    app.before_request(_begin)
    for path in ("/update", "/store", "/store/<path:graph>"):
        app.add_url_rule(
            path,
            path.strip("/"),
            protocol,
            methods=["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"],
        )
    app.register_error_handler(Exception, _problem)
    app.after_request(_compress)  # the last one named runs first
    app.after_request(_headers)
    app.after_request(_of_one_version)
    return app


def _blueprints() -> Iterator[Blueprint]:
    """The ``blueprint`` of every module of this package, in the order of the modules' names."""
    seen: set[int] = set()
    for info in sorted(pkgutil.walk_packages(server.__path__, "server."), key=lambda i: i.name):
        found = getattr(import_module(info.name), "blueprint", None)
        if isinstance(found, Blueprint) and id(found) not in seen:
            seen.add(id(found))
            yield found


def current_runtime() -> Runtime:
    """The runtime of the application that answers now."""
    found: Runtime = current_app.extensions["writ"]
    return found


def protocol(**_: object) -> Response:
    """``/sparql``, ``/update`` and ``/store`` under another WSGI server, or in tests."""
    runtime = current_runtime()
    reply = runtime.run(runtime.endpoint(message_of(request)))
    body: Any = reply.body if isinstance(reply.body, bytes) else runtime.pieces(reply.body)
    response = Response(body, reply.status)
    response.headers.clear()
    for name, value in reply.headers:
        response.headers.add(name, value)
    if isinstance(reply.body, bytes) and reply.status not in (204, 304):
        response.headers["Content-Length"] = str(len(reply.body))
    return response


def message_of(asked: Request) -> Message:
    """A Flask request as the endpoint takes it."""
    return Message(
        method=asked.method,
        path=asked.path,
        query=asked.query_string.decode("latin-1"),
        headers={name.lower(): value for name, value in asked.headers.items()},
        body=BytesBody(asked.get_data()),
        client=asked.remote_addr or "",
        scheme=asked.scheme,
    )


def _problem(error: Exception) -> Response:
    """Every exception in the one shape of errors."""
    if isinstance(error, Problem):
        problem = error
    elif isinstance(error, HTTPException):
        code = error.code or 500
        if code < 400:
            return Response(status=code, headers=error.get_headers())
        kept = {k: v for k, v in error.get_headers() if k in ("Allow", "Location", "Retry-After")}
        problem = Problem(KIND_OF_STATUS.get(code, "internal"), error.description or "", kept)
    elif isinstance(error, StoreError):
        problem = Problem("store-unavailable", str(error))
    else:
        current_runtime().observer.event("error", path=request.path, error=f"{type(error).__name__}: {error}")
        problem = Problem("internal", "something went wrong here; the log of the server has the details")
    reply = problem_response(problem, request.headers.get("Accept", ""))
    return _flask_response(reply)


def _flask_response(reply: Reply) -> Response:
    assert isinstance(reply.body, bytes)
    response = Response(reply.body, reply.status)
    response.headers.clear()
    for name, value in reply.headers:
        response.headers.add(name, value)
    return response


def _compress(response: Response) -> Response:
    """Pages and documents in the coding that the client likes. The validator becomes a weak one: it stands for each coding."""
    size = response.content_length or 0
    if (
        response.status_code != 200
        or not (response.mimetype or "").startswith(_COMPRESSIBLE)
        or "Content-Encoding" in response.headers
        or not SMALLEST_COMPRESSED <= size <= _LONGEST_FORM
    ):
        return response
    response.vary.add("Accept-Encoding")
    coding = encoding(request.headers.get("Accept-Encoding", ""))
    if coding:
        response.direct_passthrough = False
        pieces: list[bytes] = []
        outlet = Outlet(lambda piece, _: pieces.append(piece), coding)
        outlet.write(response.get_data())
        outlet.close()
        response.set_data(b"".join(pieces))
        response.headers["Content-Encoding"] = coding
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
    return response


def _begin() -> None:
    client = message_of(request).party if request.remote_addr else ""
    current_runtime().asked_by(client, request.environ.get(ERRAND))


def _of_one_version(response: Response) -> Response:
    """Makes a page again of which some queries were answered before a swap and some after it."""
    runtime = current_runtime()
    if len(runtime.versions()) > 1 and request.method in ("GET", "HEAD"):
        _begin()
        try:
            return current_app.make_response(current_app.dispatch_request())
        except Exception as error:
            return _problem(error)
    return response


def _headers(response: Response) -> Response:
    """What every answer carries, and pages in particular."""
    for name, value in COMMON_HEADERS:
        response.headers.setdefault(name, value)
    versions = current_runtime().versions()
    if versions and response.status_code < 400:
        response.headers.setdefault("Writ-Version", max(versions) or "0")
    if request.method == "OPTIONS" and "Allow" in response.headers:
        answer = preflight(response.headers["Allow"])
        response.status_code = answer.status
        del response.headers["Content-Type"]
        for name, value in answer.headers:
            response.headers[name] = value
        return response
    if response.mimetype == "text/html" and "Content-Security-Policy" not in response.headers:
        for name, value in PAGE_HEADERS:
            response.headers.setdefault(name, value)
    return response
