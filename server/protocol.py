"""From HTTP to an operation of the SPARQL 1.1 Protocol and the Graph Store HTTP Protocol. Pure functions.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from pyoxigraph import NamedNode

from server.errors import Problem

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_MAX_PARAMETERS = 10_000
#: What is over its time ends a process, which costs more than a small query: nobody may ask for that with each request.
_SHORTEST = 0.05
#: How an absolute IRI begins (RFC 3986, 3.1).
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ILLEGAL_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query; ``default`` and ``named`` are None where the request names no dataset."""

    text: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    format: str = ""
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An update; ``default`` and ``named`` hold ``using-graph-uri`` and ``using-named-graph-uri``."""

    text: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """No operation at all: the request is for the service description."""

    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphTarget:
    """The graph that a Graph Store request is about: an IRI, "" for the default graph, None for a new graph (POST)."""

    graph: str | None
    format: str = ""


Parameters = Mapping[str, Sequence[str]]


def parameters(encoded: str) -> dict[str, list[str]]:
    """Names and values of a query string or form, in order.

    Raises:
        Problem: it is not UTF-8, or has too many fields.

    >>> parameters("query=ASK%20%7B%7D&a=")
    {'query': ['ASK {}'], 'a': ['']}
    """
    fields = encoded.split("&")
    if len(fields) > _MAX_PARAMETERS:
        raise Problem("bad-request", f"more than {_MAX_PARAMETERS} parameters")
    found: dict[str, list[str]] = {}
    try:
        for field in filter(None, fields):
            name, _, value = field.partition("=")
            found.setdefault(_component(name), []).append(_component(value))
    except UnicodeDecodeError as error:
        raise Problem("bad-request", "parameters must be UTF-8, percent-encoded") from error
    return found


def _component(encoded: str) -> str:
    """A name or value without its percent-encoding, like ``urllib.parse.unquote_plus``.

    That goes from escape to escape, which for the usual query takes as long as parsing it. The escapes of quoted-printable
    are the same but for their first letter, and :mod:`binascii` reads those in C; it keeps what is no escape, so that
    the length tells whether all were.

    >>> _component("a+%3Cb%3E%2B=%3D"), _component("%C3%A9"), _component("%2541"), _component("100%")
    ('a <b>+==', 'é', '%41', '100%')
    """
    text = encoded.replace("+", " ")
    if "%" not in text:
        return text
    if "\n" in text or "\r" in text:  # quoted-printable has lines
        return unquote(text, errors="strict")
    escaped = text.replace("=", "%3D").encode()
    plain = a2b_qp(escaped.replace(b"%", b"="))
    if len(plain) != len(escaped) - 2 * escaped.count(b"%"):
        return unquote(text, errors="strict")
    return plain.decode()


def media_type(content_type: str) -> str:
    """Type and subtype in lower case.

    Raises:
        Problem: a character encoding other than UTF-8 is named.
    """
    plain, *rest = content_type.split(";")
    for parameter in rest:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in (
            "utf-8",
            "utf8",
            "us-ascii",
        ):
            raise Problem("unsupported-media-type", f"the body must be UTF-8, not {value.strip()[:40]}")
    return plain.strip().lower()


def _one(found: Parameters, name: str) -> str:
    values = found.get(name, ())
    if len(values) > 1:
        raise Problem("bad-request", f"the parameter {name} is given {len(values)} times")
    return values[0] if values else ""


def _format(found: Parameters) -> str:
    """Names of formats, best first; some clients say it twice, in two ways."""
    return " ".join(value for value in found.get("format", ()) if value)


def _iris(found: Parameters, name: str) -> tuple[str, ...]:
    values = tuple(found.get(name, ()))
    for value in values:
        absolute_iri(value, name)
    return values


def absolute_iri(value: str, name: str) -> str:
    """The value again.

    Raises:
        Problem: it is no absolute IRI (RFC 3987).
    """
    try:
        return NamedNode(value).value
    except ValueError as error:
        raise Problem("bad-request", f"{name} must be an absolute IRI: {value[:200]!r}: {error}") from error


def _timeout(found: Parameters) -> float | None:
    value = _one(found, "timeout")
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError as error:
        raise Problem("bad-request", "timeout must be a number of seconds") from error
    if not 0 < seconds < 1e6:
        raise Problem("bad-request", "timeout must be a number of seconds above zero")
    return max(seconds, _SHORTEST)


def _query(text: str, found: Parameters) -> Query:
    if "using-graph-uri" in found or "using-named-graph-uri" in found:
        raise Problem("bad-request", "using-graph-uri is for updates; a query takes default-graph-uri")
    default, graphs = _iris(found, "default-graph-uri"), _iris(found, "named-graph-uri")
    given = bool(default or graphs)
    return Query(
        text=text,
        default=default if given else None,
        named=graphs if given else None,
        format=_format(found),
        timeout=_timeout(found),
    )


def _update(text: str, found: Parameters) -> Update:
    if "default-graph-uri" in found or "named-graph-uri" in found:
        raise Problem("bad-request", "default-graph-uri is for queries; an update takes using-graph-uri")
    return Update(
        text=text,
        default=_iris(found, "using-graph-uri"),
        named=_iris(found, "using-named-graph-uri"),
        timeout=_timeout(found),
    )


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(
            "bad-request", f"the body is not UTF-8: {error.reason} at byte {error.start}"
        ) from error


def operation(method: str, query_string: str, content_type: str, body: bytes) -> Query | Update | Description:
    """What a request to ``/sparql`` asks for.

    Raises:
        Problem: every error case of the protocol: method, content type, missing, repeated or mixed parameters, encoding.
    """
    found: dict[str, list[str]] = parameters(query_string)
    if method in ("GET", "HEAD"):
        if "update" in found:
            raise Problem("bad-request", "an update must be sent by POST")
        return _from_parameters(found) or Description(format=_format(found))
    if method != "POST":
        raise Problem(
            "method-not-allowed",
            "queries come by GET or POST, updates by POST",
            {"Allow": "GET, HEAD, POST, OPTIONS"},
        )
    kind = media_type(content_type)
    if kind == FORM:
        for name, values in parameters(_decoded(body)).items():
            found.setdefault(name, []).extend(values)
        operation = _from_parameters(found)
        if operation is None:
            raise Problem("bad-request", "the form has neither a query nor an update field")
        return operation
    if kind not in (QUERY, UPDATE):
        raise Problem(
            "unsupported-media-type",
            f"POST takes {FORM}, {QUERY} or {UPDATE}",
            {"Accept-Post": f"{FORM}, {QUERY}, {UPDATE}"},
        )
    if "query" in found or "update" in found:
        raise Problem(
            "bad-request", "the operation is in the body: no query or update parameter may stand beside it"
        )
    return _query(_decoded(body), found) if kind == QUERY else _update(_decoded(body), found)


def _from_parameters(found: Parameters) -> Query | Update | None:
    if "query" in found and len(found) == 1:  # as most requests are
        return Query(text=_one(found, "query"))
    if "query" in found and "update" in found:
        raise Problem("bad-request", "query and update can't stand in one request")
    if "query" in found:
        return _query(_one(found, "query"), found)
    if "update" in found:
        return _update(_one(found, "update"), found)
    return None


def _resolved(reference: str, base: str) -> str:
    """An IRI as it is, a relative reference against a base (RFC 3986, 5.2; also an empty fragment or query stays).

    Raises:
        Problem: it is neither.
    """
    if _SCHEME.match(reference):
        return reference
    if ":" in re.split("[/?#]", reference, maxsplit=1)[0]:  # "_:b": RFC 3986, 4.2
        raise Problem("bad-request", "graph needs an IRI")
    try:
        resolved = urljoin(base, reference)
    except ValueError as error:  # a bracket that opens no IPv6 address
        raise Problem("bad-request", f"graph needs an IRI: {error}") from error
    last = reference[-1:] if reference[-1:] in ("#", "?") else ""  # which urljoin drops
    return resolved if resolved.endswith(last) else resolved + last


def graph_target(method: str, query_string: str, request_iri: str) -> GraphTarget:
    """The graph of a request to ``/store``: ``?default``, ``?graph=`` (resolved against the request), or the graph
    that the request's own path names.

    Raises:
        Problem: both or neither are given, or the IRI is none.
    """
    found = parameters(query_string)
    name = _format(found)
    if "default" in found and "graph" in found:
        raise Problem("bad-request", "default and graph can't stand in one request")
    if "default" in found:
        if _one(found, "default") not in ("", "true"):
            raise Problem("bad-request", "default takes no value")
        return GraphTarget(graph="", format=name)
    if "graph" in found:
        value = _one(found, "graph")
        if not value or _ILLEGAL_IN_IRI.search(value):  # before urljoin, which drops line breaks
            raise Problem("bad-request", "graph needs an IRI")
        return GraphTarget(graph=absolute_iri(_resolved(value, request_iri), "graph"), format=name)
    if urlsplit(request_iri).path.rstrip("/").endswith("/store"):
        if method == "POST":
            return GraphTarget(graph=None, format=name)
        raise Problem("bad-request", "say which graph: ?default or ?graph=IRI")
    return GraphTarget(
        graph=absolute_iri(request_iri.partition("?")[0], "the request's own IRI"), format=name
    )
