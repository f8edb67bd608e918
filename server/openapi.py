"""The interfaces as an OpenAPI 3.1 document, made from the routes, formats and settings of the running server.

https://spec.openapis.org/oas/v3.1.0. What a page reads from its query string is named in ``_READS``; the rest (paths,
methods, what they are for, formats, whether there is writing) comes from the application itself.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.routing import Rule

from kg.version import __version__
from server.app import current_runtime
from server.errors import MEDIA_TYPE
from server.negotiation import GRAPHS, GRAPHS_AND_HTML, RESULTS, Format
from server.protocol import FORM, QUERY, UPDATE
from server.settings import Settings

blueprint = Blueprint("openapi", __name__)
Described = dict[str, Any]

_TEXT: Described = {"type": "string"}
_IRI: Described = {"type": "string", "format": "iri", "examples": ["http://example.org/graph"]}
_DAY: Described = {"type": "string", "format": "date"}
_COUNT: Described = {"type": "integer", "minimum": 1}
_FILTERS: dict[str, Described] = {
    "type": _TEXT, "actor": _TEXT, "place": _TEXT, "factuality": _TEXT, "from": _DAY, "to": _DAY, "known": _DAY,
}  # fmt: skip
_FORMAT: dict[str, Described] = {"format": _TEXT}
#: What the address of a page may say after the question mark, by the route without its suffix or version.
_READS: dict[str, dict[str, Described]] = {
    "/.well-known/void": _FORMAT,
    "/conflicts": {"property": _TEXT},
    "/figures": {"measure": _TEXT, "place": _TEXT},
    "/id/<path:local>": _FORMAT,
    "/map": _FILTERS,
    "/network": _FILTERS,
    "/ontology": _FORMAT,
    "/reconcile": {"queries": _TEXT, "query": _TEXT, "extend": _TEXT, "version": _TEXT},
    "/reconcile/extend": {"extend": _TEXT},
    "/reconcile/extend/propose": {"type": _TEXT, "limit": _COUNT},
    "/reconcile/flyout/<any(entity, type, property):kind>": {"id": _TEXT},
    "/reconcile/preview": {"id": _TEXT},
    "/reconcile/suggest/<any(entity, type, property):kind>": {"prefix": _TEXT, "limit": _COUNT, "cursor": _TEXT},
    "/reconcile/view": {"id": _TEXT},
    "/search": {"q": _TEXT, "sort": _TEXT, "page": _COUNT},
    "/search/suggest": {"q": _TEXT},
    "/sparql/as/<kind>": {"query": _TEXT},
    "/status": {**_FILTERS, "day": _DAY},
    "/tables": {"apart": {"enum": ["1"]}},
    "/timeline": _FILTERS,
}  # fmt: skip
_OF_THE_PROTOCOL = ("/sparql", "/update", "/store", "/store/<path:graph>")
_PROBLEM = {"$ref": "#/components/responses/Problem"}
_GRAPH_NAMES: dict[str, Described] = {"graph": _IRI, "default": {"enum": ["", "true"]}}


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """This description."""
    root = request.host_url.rstrip("/")
    body = orjson.dumps(document(current_app, current_runtime().settings, root))
    return Response(body, content_type="application/json")


def document(app: Flask, settings: Settings, root: str) -> Described:
    """The OpenAPI document of an application that is called at ``root`` (without a slash at its end)."""
    paths: dict[str, Described] = dict(_protocol(settings))
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        if rule.rule not in _OF_THE_PROTOCOL and rule.endpoint != "static":
            paths.setdefault(_template(rule), {}).update(_operations(app, rule))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Writ",
            "version": __version__,
            "description": "How governments, courts and regulators act on online platforms: a graph, its SPARQL 1.1 endpoint and its pages.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {"Problem": _problem()},
        },
    }


# --- pages ----------------------------------------------------------------------------------------------


#: A part of a route that varies: ``<local>``, ``<path:local>``, ``<any(entity, type):kind>``.
_VARIABLE = re.compile(r"<(?:(?:any\(([^)]*)\)|[^<>:]+):)?(\w+)>")


def _template(rule: Rule) -> str:
    """``/id/<path:local>`` as ``/id/{local}``."""
    return _VARIABLE.sub(r"{\2}", rule.rule)


def _operations(app: Flask, rule: Rule) -> Iterator[tuple[str, Described]]:
    view = app.view_functions[rule.endpoint]
    said = (inspect.getdoc(view) or "").partition("\n")[0]
    root = rule.rule.removesuffix(".<suffix>")
    for version in ("/0.2", "/1.0-draft"):
        root = root.replace(f"/reconcile{version}", "/reconcile")
    reads = _READS.get(root, {})
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):  # each GET has its HEAD
        posted = {"requestBody": {"content": {FORM: _form(reads), "application/json": {}}}}
        yield (
            method.lower(),
            {
                "operationId": f"{method.lower()} {rule.rule}",
                "summary": said,
                "tags": [rule.endpoint.partition(".")[0]],
                "parameters": [*_path_parameters(rule), *_queries(reads)],
                "responses": {"200": {"description": "As asked"}, "default": _PROBLEM},
            }
            | (posted if method == "POST" else {}),
        )


def _path_parameters(rule: Rule) -> Iterator[Described]:
    for choices, name in _VARIABLE.findall(rule.rule):
        schema = {"enum": choices.split(", ")} if choices else {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _queries(reads: dict[str, Described]) -> list[Described]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in reads.items()]


def _form(fields: dict[str, Described], required: Sequence[str] = ()) -> Described:
    return {"schema": {"type": "object", "properties": fields, "required": list(required)}}


def _problem() -> Described:
    """The one shape of errors, RFC 9457."""
    schema = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {"type": _IRI, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
    }
    kinds = {MEDIA_TYPE: {"schema": schema}, "text/plain": {}, "text/html": {}}
    return {"description": "What was wrong, or which limit was reached", "content": kinds}


# --- the protocol ---------------------------------------------------------------------------------------


def _names(formats: Iterable[Format]) -> Described:
    return {"enum": sorted({f.name for f in formats})}


def _content(formats: Iterable[Format]) -> Described:
    return {f.media_types[0]: {} for f in formats}


def _protocol(settings: Settings) -> Iterator[tuple[str, Described]]:
    """What the asynchronous endpoint serves."""
    iris = {"type": "array", "items": _IRI}
    shared: dict[str, Described] = {
        "format": _names((*RESULTS, *GRAPHS_AND_HTML)),
        "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": settings.timeout},
    }
    asked: dict[str, Described] = {
        "query": {**_TEXT, "maxLength": settings.max_query, "examples": ["SELECT * { ?s ?p ?o } LIMIT 10"]},
        "default-graph-uri": iris, "named-graph-uri": iris, **shared,
    }  # fmt: skip
    changed: dict[str, Described] = {
        "update": {**_TEXT, "maxLength": settings.max_update},
        "using-graph-uri": iris, "using-named-graph-uri": iris, "timeout": shared["timeout"],
    }  # fmt: skip
    answers = {"200": {"description": "The result", "content": _content((*RESULTS, *GRAPHS_AND_HTML))}}
    done = {"204": {"description": "Done, and on disk"}}
    query = _operation("A query; without one, the service description", answers, asked)
    body = {FORM: _form(asked, ["query"]), QUERY: {"schema": _TEXT}}
    posted = _operation("A query", answers, {}, body)
    yield "/sparql", {"get": query, "head": query, "post": posted}
    writes = bool(settings.token.get_secret_value())
    if writes:
        body = {FORM: _form(changed, ["update"]), UPDATE: {"schema": _TEXT}}
        yield "/update", {"post": _operation("An update", done, {}, body, writes=True)}
    for path, names in (("/store", _GRAPH_NAMES), ("/store/{graph}", {})):
        found = {"200": {"description": "The graph", "content": _content(GRAPHS)}}
        made = done | {"201": {"description": "Made"}}
        read = _operation("A graph", found, {**names, "format": _names(GRAPHS)})
        operations = {"get": read, "head": read}
        if writes:
            documents = _content(GRAPHS) | {"multipart/form-data": {"schema": {"type": "object"}}}
            operations |= {
                "put": _operation("Replaces a graph", made, names, documents, writes=True),
                "post": _operation(
                    "Adds to a graph, or makes a new one", made, names, documents, writes=True
                ),
                "delete": _operation("Removes a graph", done, names, writes=True),
            }
        graph = {
            "name": "graph",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
        }
        yield path, {**operations, "parameters": [] if names else [graph]}


def _operation(
    said: str,
    answers: Described,
    reads: dict[str, Described],
    body: Described | None = None,
    *,
    writes: bool = False,
) -> Described:
    found: Described = {
        "summary": said,
        "tags": ["protocol"],
        "parameters": _queries(reads),
        "responses": {**answers, "default": _PROBLEM},
    }
    needs: Described = {"security": [{"token": []}]} if writes else {}
    sends: Described = {"requestBody": {"required": True, "content": body}} if body else {}
    return {**found, **needs, **sends}
