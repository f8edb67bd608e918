"""What all pages share: navigation, addresses of our own files, filters of text, the version of the data, citations."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, request, url_for

from server.app import current_runtime
from server.citation import Citation
from server.page_text import number, plain, shortened

blueprint = Blueprint("site", __name__)
blueprint.add_app_template_filter(shortened, "short")
blueprint.add_app_template_filter(plain, "plain")
blueprint.add_app_template_filter(number, "number")
#: The ways into the data, in the order of the menu; one whose page this server doesn't have is left out.
_NAVIGATION = (
    ("/timeline", "Timeline"),
    ("/status", "Status"),
    ("/map", "Map"),
    ("/conflicts", "Conflicts"),
    ("/figures", "Figures"),
    ("/network", "Network"),
    ("/tables", "Tables"),
    ("/sparql", "SPARQL"),
    ("/ontology", "Ontology"),
    ("/api", "API"),
)


@blueprint.app_context_processor
def common() -> dict[str, Any]:
    """The names that every template may use."""
    paths = {rule.rule for rule in current_app.url_map.iter_rules()}
    backend = current_runtime().backend
    return {
        "navigation": [(path, label) for path, label in _NAVIGATION if path in paths],
        "has_search": "/search" in paths,
        "data_version": backend.version(),
        "data_created": str(backend.manifest().get("created", "")),
    }


def cite(title: str, path: str = "") -> Citation:
    """How to cite a page; the present one where no path is given."""
    backend = current_runtime().backend
    return Citation(
        title=plain(title, 300),
        url=request.host_url.rstrip("/") + (path or request.path),
        version=backend.version(),
        issued=str(backend.manifest().get("created", ""))[:10],
    )


def asset(name: str) -> str:
    """The address of a file of ours, which changes with its bytes, so that browsers may keep it."""
    return url_for("static", filename=name, v=_digest(current_app.static_folder or "", name))


@cache
def _digest(folder: str, name: str) -> str:
    return blake2b((Path(folder) / name).read_bytes(), digest_size=4).hexdigest()


blueprint.add_app_template_global(cite, "cite")
blueprint.add_app_template_global(asset, "asset")


@blueprint.after_app_request
def keep(response: Any) -> Any:
    """Files of ours that are asked for by their digest never change."""
    if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
