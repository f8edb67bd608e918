"""``/reconcile``: manifest, batches, suggestions, preview and data extension, in versions 0.2 and 1.0-draft.

The root answers both versions: a form field ``queries`` is 0.2, a JSON body with ``queries`` is 1.0-draft. Its manifest
is that of 0.2, which OpenRefine speaks; ``/reconcile/1.0-draft`` is the same service with the other manifest.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, current_app, redirect, render_template, request

from kg.version import __version__
from kg.vocab import DEFAULT_BASE, WRIT
from server.app import current_runtime
from server.errors import Problem
from server.parameters import COUNT, TEXT, reads
from server.reconcile import extension
from server.reconcile.catalogue import PROPERTIES, Catalogue, Catalogues, Named, expanded
from server.reconcile.matching import Match, matches
from server.reconcile.queries import batch_02, batch_1, limit_of, parsed

blueprint = Blueprint("reconcile", __name__)
_ROOTS = {"/reconcile": "0.2", "/reconcile/0.2": "0.2", "/reconcile/1.0-draft": "1.0-draft"}
_VERSIONS = ["0.2", "1.0-draft"]
_WIDTH, _HEIGHT = 430, 220
_CATALOGUES = "writ-catalogues"
#: A preview is shown inside other pages; it needs no script, no style and no picture.
_PREVIEW_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def _base() -> str:
    return str(current_runtime().backend.manifest().get("base") or DEFAULT_BASE)


def _catalogue() -> Catalogue:
    held: Catalogues = current_app.extensions.setdefault(_CATALOGUES, Catalogues())
    return held.current(current_runtime(), _base())


def _json(value: Any) -> Response:
    return Response(orjson.dumps(value), content_type="application/json")


@reads(queries=TEXT, query=TEXT, extend=TEXT, version=TEXT)
def service(version: str) -> Response:
    """The root: manifest, a batch of queries, or a data extension query (0.2 sends both there)."""
    if request.method == "POST" and request.mimetype == "application/json":
        body = parsed(request.get_data())
        return _extended_1(body) if isinstance(body, dict) and "ids" in body else _matched_1(body)
    fields = request.values
    if "queries" in fields:
        return _matched_02(parsed(fields["queries"]))
    if "query" in fields:
        return _matched_single(fields["query"])
    if "extend" in fields:
        return _extended_02(parsed(fields["extend"]))
    if request.method == "POST":
        raise Problem("bad-request", "send the field queries or extend as a form, or a batch as JSON")
    wanted = request.args.get("version", version)
    if wanted not in _VERSIONS:
        raise Problem("bad-request", f"version is one of {', '.join(_VERSIONS)}")
    return _json(_manifest_02() if wanted == "0.2" else _manifest_1())


# --- manifests ------------------------------------------------------------------------------------------


def _manifest() -> dict[str, Any]:
    """What both versions say alike."""
    root = request.host_url.rstrip("/")
    return {
        "versions": _VERSIONS,
        "name": "Writ: public bodies, platforms, places and legal instruments",
        "documentation": f"{root}/reconcile/about",
        "serviceVersion": __version__,
        "logo": f"{root}/static/favicon.svg",
        "defaultTypes": [_type(t) for t in _top_types()],
        "view": {"url": f"{root}/reconcile/view?id={{{{id}}}}"},
    }


def _manifest_02() -> dict[str, Any]:
    root = f"{request.host_url}reconcile"
    suggest = {
        kind: {
            "service_url": root,
            "service_path": f"/suggest/{kind}",
            "flyout_service_url": root,
            "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
        }
        for kind in ("entity", "type", "property")
    }
    return _manifest() | {
        "identifierSpace": _base(),
        "schemaSpace": WRIT,
        "suggest": suggest,
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/extend/propose"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Most values",
                    "type": "number",
                    "default": 0,
                    "help_text": "0 for all",
                }
            ],
        },
    }


def _manifest_1() -> dict[str, Any]:
    return _manifest() | {
        "lang": "en",
        "dir": "ltr",
        "standardizedScore": True,
        "suggest": {"entity": True, "property": True, "type": True},
        "preview": {"width": _WIDTH, "height": _HEIGHT},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                {
                    "id": "limit",
                    "name": "Most values",
                    "type": "number",
                    "default": 0,
                    "helpText": "0 for all",
                }
            ],
        },
    }


def _top_types() -> list[Named]:
    known = _catalogue().types
    return [known[WRIT + name] for name in ("Actor", "Place", "LegalInstrument") if WRIT + name in known]


def _type(named: Named) -> dict[str, Any]:
    described = {"description": named.description} if named.description else {}
    return {"id": named.id, "name": named.name, **described}


# --- batches --------------------------------------------------------------------------------------------


def _matched_02(value: Any) -> Response:
    catalogue, runtime = _catalogue(), current_runtime()
    found = {key: matches(query, catalogue, runtime) for key, query in batch_02(value).items()}
    return _json({key: {"result": [_candidate(m, catalogue) for m in each]} for key, each in found.items()})


def _matched_single(text: str) -> Response:
    """One query outside a batch, as clients of version 0.1 send it: a string, or a query object."""
    value = parsed(text) if text.lstrip().startswith("{") else {"query": text}
    catalogue = _catalogue()
    found = matches(batch_02({"q": value})["q"], catalogue, current_runtime())
    return _json({"result": [_candidate(m, catalogue) for m in found]})


def _matched_1(value: Any) -> Response:
    catalogue, runtime = _catalogue(), current_runtime()
    found = [matches(query, catalogue, runtime) for query in batch_1(value)]
    return _json({"results": [{"candidates": [_candidate(m, catalogue) for m in each]} for each in found]})


def _candidate(found: Match, catalogue: Catalogue) -> dict[str, Any]:
    record = found.record
    return {
        "id": record.id,
        "name": record.label,
        "description": record.description,
        "score": found.score,
        "match": found.match,
        "type": _types_of(record.id, catalogue),
        "features": [{"id": i, "name": n, "value": v} for i, n, v in found.features],
    }


def _types_of(identifier: str, catalogue: Catalogue) -> list[dict[str, str]]:
    types = catalogue.types_of.get(identifier, ())
    return [{"id": t, "name": catalogue.types[t].name} for t in types if t in catalogue.types]


def match(version: str) -> Response:
    """A batch of version 1.0-draft."""
    return _matched_1(parsed(request.get_data()))


# --- suggestions ----------------------------------------------------------------------------------------


@reads(prefix=TEXT, limit=COUNT, cursor=TEXT)
def suggest(version: str, kind: str) -> Response:
    """What a name that is being typed may become."""
    prefix = request.args.get("prefix", "")
    limit = limit_of(_number(request.args.get("limit")), "limit")
    start = int(_number(request.args.get("cursor")) or 0)
    catalogue = _catalogue()
    if kind == "entity":
        wanted = limit + start
        records = list(catalogue.index.starting_with(prefix, wanted))
        if len(records) < wanted and prefix:
            seen = {r.id for r in records}
            records += [
                h.record for h in catalogue.index.search(prefix, wanted, least=0.6) if h.record.id not in seen
            ]
        return _json(
            {
                "result": [
                    {
                        "id": r.id,
                        "name": r.label,
                        "description": r.description,
                        "notable": _types_of(r.id, catalogue),
                    }
                    for r in records[start:wanted]
                ]
            }
        )
    if kind == "type":
        shown: list[dict[str, Any]] = [
            _type(t) | {"broader": [_type(catalogue.types[a]) for a in t.above if a in catalogue.types]}
            for t in catalogue.types.values()
        ]
    else:
        shown = [{"id": i, "name": name, "description": text} for i, (name, text) in PROPERTIES.items()]
    return _json({"result": _starting_with(prefix, shown)[start : start + limit]})


def _number(text: str | None) -> float | None:
    if text is None or text == "":
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Problem("bad-request", "limit and cursor are numbers")
    return float(text)


def _starting_with(prefix: str, named: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of which the name, a word of it or the local part of the identifier starts so."""
    wanted = prefix.strip().casefold()

    def fits(item: dict[str, Any]) -> bool:
        name, local = item["name"].casefold(), item["id"].rpartition("#")[2].rpartition("/")[2].casefold()
        return name.startswith(wanted) or f" {wanted}" in name or local.startswith(wanted)

    return sorted(
        (i for i in named if fits(i)), key=lambda i: (not i["name"].casefold().startswith(wanted), i["name"])
    )


# --- previews -------------------------------------------------------------------------------------------


@reads(id=TEXT)
def preview(version: str) -> Response:
    """A card of one entity, made to be shown inside another page."""
    response = Response(_card(request.args.get("id", "")), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _PREVIEW_POLICY
    return response


@reads(id=TEXT)
def flyout(version: str, kind: str) -> Response:
    """The same card, or the meaning of a type or property, as HTML inside JSON."""
    identifier = request.args.get("id", "")
    if kind == "entity":
        return _json({"id": identifier, "html": _card(identifier)})
    known = _catalogue().types.get(expanded(identifier))
    name, text = (known.name, known.description) if known else PROPERTIES.get(expanded(identifier), ("", ""))
    if not name:
        raise Problem("not-found", f"there is no {kind} {identifier[:200]!r}")
    return _json({"id": identifier, "html": render_template("reconcile_flyout.html", name=name, text=text)})


def _card(identifier: str) -> str:
    catalogue = _catalogue()
    iri = expanded(identifier)
    record = catalogue.index.records.get(iri)
    if record is None:
        raise Problem("not-found", f"there is no entity {identifier[:200]!r}")
    names = [n for n in record.all_names if n != record.label]
    acts = {
        name: [
            label or str(getattr(t, "value", t))
            for t, label in catalogue.values(current_runtime(), pid).get(iri, [])
        ]
        for pid, (name, _) in PROPERTIES.items()
        if pid.startswith("^")
    }
    return render_template(
        "reconcile_preview.html", record=record, names=names, acts={k: v for k, v in acts.items() if v}
    )


@reads(id=TEXT)
def view(version: str) -> Response:
    """Sends to an entity's own page."""
    iri = expanded(request.args.get("id", ""))
    if iri not in _catalogue().index.records:
        raise Problem("not-found", f"there is no entity {iri[:200]!r}")
    local = iri.removeprefix(_base())
    target = f"/id/{local}" if local != iri else iri
    return redirect(target, 303)  # type: ignore[return-value]  # werkzeug's Response, which Flask takes


def about(version: str) -> str:
    """How to use the service."""
    return render_template("reconcile_about.html", root=f"{request.host_url}reconcile", properties=PROPERTIES)


# --- data extension -------------------------------------------------------------------------------------


def _extended_02(value: Any) -> Response:
    ids, properties = extension.asked(value)
    found = extension.rows(ids, properties, _catalogue(), current_runtime())
    return _json({"meta": extension.meta(properties), "rows": {i: dict(cells) for i, cells in found}})


def _extended_1(value: Any) -> Response:
    ids, properties = extension.asked(value)
    found = extension.rows(ids, properties, _catalogue(), current_runtime())
    rows = [{"id": i, "properties": [{"id": p, "values": v} for p, v in cells]} for i, cells in found]
    return _json({"meta": extension.meta(properties), "rows": rows})


@reads(extend=TEXT)
def extend(version: str) -> Response:
    """Values for entities: a JSON body is 1.0-draft, the field ``extend`` 0.2."""
    if request.mimetype == "application/json":
        return _extended_1(parsed(request.get_data()))
    if "extend" not in request.values:
        raise Problem("bad-request", "send a data extension query as JSON, or as the field extend")
    return _extended_02(parsed(request.values["extend"]))


@reads(type=TEXT, limit=COUNT)
def propose(version: str) -> Response:
    """The properties that members of a type have values for."""
    asked, catalogue, runtime = request.args.get("type", ""), _catalogue(), current_runtime()
    limit = limit_of(_number(request.args.get("limit")) or 100, "limit")
    options = catalogue.type_ids(asked) if asked else frozenset()
    members = {e for e, types in catalogue.types_of.items() if not asked or options & set(types)}
    offered = [
        {"id": pid, "name": name, "description": text}
        for pid, (name, text) in PROPERTIES.items()
        if not members.isdisjoint(catalogue.values(runtime, pid))
    ]
    return _json({"properties": offered[:limit], "limit": limit} | ({"type": asked} if asked else {}))


# --- routes ---------------------------------------------------------------------------------------------

for _root, _version in _ROOTS.items():
    for _path, _view, _methods in (
        ("", service, ["GET", "POST"]),
        ("/match", match, ["POST"]),
        ("/suggest/<any(entity, type, property):kind>", suggest, ["GET"]),
        ("/flyout/<any(entity, type, property):kind>", flyout, ["GET"]),
        ("/preview", preview, ["GET"]),
        ("/view", view, ["GET"]),
        ("/about", about, ["GET"]),
        ("/extend", extend, ["GET", "POST"]),
        ("/extend/propose", propose, ["GET"]),
    ):
        blueprint.add_url_rule(
            _root + _path,
            f"{_view.__name__}-{_root.replace('.', '-')}",
            _view,
            methods=_methods,
            defaults={"version": _version},
        )
