"""For who runs the endpoint: is it alive, can it answer, how much does it do."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from kg.version import __version__
from server.app import current_runtime

blueprint = Blueprint("status", __name__)


@blueprint.get("/health")
def health() -> Response:
    """The process is alive; says nothing about the store."""
    return _unkept(jsonify(status="ok", version=__version__))


@blueprint.get("/ready")
def ready() -> Response:
    """A query is answered: 200, or 503 with the reason."""
    runtime = current_runtime()
    runtime.body("ASK {}", accept="application/sparql-results+json", timeout=5, cached=False)
    return _unkept(jsonify(status="ready", dataset=runtime.backend.version() or None))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus text format."""
    return _unkept(
        Response(
            current_runtime().observer.metrics(), content_type="text/plain; version=0.0.4; charset=utf-8"
        )
    )


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
