"""The interfaces as an OpenAPI 3.1 document, made from the routes, formats and settings of the running server.

https://spec.openapis.org/oas/v3.1.0. Paths, methods, what they are for, what they read from the query string, formats and whether
there is writing come from the application itself.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence

import orjson
from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.routing import Rule

from kg.version import __version__
from server.app import current_runtime
from server.errors import MEDIA_TYPE
from server.negotiation import GRAPHS, GRAPHS_AND_HTML, RESULTS, Format
from server.parameters import IRI, TEXT, Schema, read_by
from server.protocol import FORM, QUERY, UPDATE
from server.settings import Settings

blueprint = Blueprint("openapi", __name__)
_OF_THE_PROTOCOL = ("/sparql", "/update", "/store", "/store/<path:graph>")
_PROBLEM = {"$ref": "#/components/responses/Problem"}
_GRAPH_NAMES: dict[str, Schema] = {"graph": IRI, "default": {"enum": ["", "true"]}}


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """This description."""
    root = request.host_url.rstrip("/")
    body = orjson.dumps(document(current_app, current_runtime().settings, root))
    return Response(body, content_type="application/json")


def document(app: Flask, settings: Settings, root: str) -> Schema:
    """The OpenAPI document of an application that is called at ``root`` (without a slash at its end)."""
    paths: dict[str, Schema] = dict(_protocol(settings))
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


def _operations(app: Flask, rule: Rule) -> Iterator[tuple[str, Schema]]:
    view = app.view_functions[rule.endpoint]
    said = (inspect.getdoc(view) or "").partition("\n")[0]
    reads = read_by(view)
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


def _path_parameters(rule: Rule) -> Iterator[Schema]:
    for choices, name in _VARIABLE.findall(rule.rule):
        schema = {"enum": choices.split(", ")} if choices else {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _queries(reads: dict[str, Schema]) -> list[Schema]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in reads.items()]


def _form(fields: dict[str, Schema], required: Sequence[str] = ()) -> Schema:
    return {"schema": {"type": "object", "properties": fields, "required": list(required)}}


def _problem() -> Schema:
    """The one shape of errors, RFC 9457."""
    schema = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {"type": IRI, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
    }
    kinds = {MEDIA_TYPE: {"schema": schema}, "text/plain": {}, "text/html": {}}
    return {"description": "What was wrong, or which limit was reached", "content": kinds}


# --- the protocol ---------------------------------------------------------------------------------------


def _names(formats: Iterable[Format]) -> Schema:
    return {"enum": sorted({f.name for f in formats})}


def _content(formats: Iterable[Format]) -> Schema:
    return {f.media_types[0]: {} for f in formats}


def _protocol(settings: Settings) -> Iterator[tuple[str, Schema]]:
    """What the asynchronous endpoint serves."""
    iris = {"type": "array", "items": IRI}
    shared: dict[str, Schema] = {
        "format": _names((*RESULTS, *GRAPHS_AND_HTML)),
        "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": settings.timeout},
    }
    asked: dict[str, Schema] = {
        "query": {**TEXT, "maxLength": settings.max_query, "examples": ["SELECT * { ?s ?p ?o } LIMIT 10"]},
        "default-graph-uri": iris, "named-graph-uri": iris, **shared,
    }  # fmt: skip
    changed: dict[str, Schema] = {
        "update": {**TEXT, "maxLength": settings.max_update},
        "using-graph-uri": iris, "using-named-graph-uri": iris, "timeout": shared["timeout"],
    }  # fmt: skip
    answers = {"200": {"description": "The result", "content": _content((*RESULTS, *GRAPHS_AND_HTML))}}
    done = {"204": {"description": "Done, and on disk"}}
    query = _operation("A query; without one, the service description", answers, asked)
    body = {FORM: _form(asked, ["query"]), QUERY: {"schema": TEXT}}
    posted = _operation("A query", answers, {}, body)
    yield "/sparql", {"get": query, "head": query, "post": posted}
    writes = bool(settings.token.get_secret_value())
    if writes:
        body = {FORM: _form(changed, ["update"]), UPDATE: {"schema": TEXT}}
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
    answers: Schema,
    reads: dict[str, Schema],
    body: Schema | None = None,
    *,
    writes: bool = False,
) -> Schema:
    found: Schema = {
        "summary": said,
        "tags": ["protocol"],
        "parameters": _queries(reads),
        "responses": {**answers, "default": _PROBLEM},
    }
    needs: Schema = {"security": [{"token": []}]} if writes else {}
    sends: Schema = {"requestBody": {"required": True, "content": body}} if body else {}
    return {**found, **needs, **sends}
