"""Pages are found without being named."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint
from flask.testing import FlaskClient

from server.app import create_app
from tests.pages.discovery import discover, resources


def test_every_family_of_iris_is_found(seeds_store: Path) -> None:
    """Of each family the resource with most claims comes first; TikTok is the actor that the seeds speak of most."""
    found = {kind: path for path, kind in resources(seeds_store)}
    assert found["actor, most claims"] == "/id/actor/tiktok"
    assert {kind.partition(",")[0] for kind in found} >= {
        "action", "actor", "claim", "document", "instrument", "observation", "place", "status"
    }  # fmt: skip


def test_new_page_is_found_with_what_it_links_to(seeds_client: FlaskClient, seeds_store: Path) -> None:
    """A route without parameters, one with a parameter that it links to, and its query parameters; data is no page."""
    application = create_app(runtime=seeds_client.application.extensions["writ"])
    added = Blueprint("added", __name__)
    added.add_url_rule(
        "/added",
        "list",
        lambda: '<a href="/added/one?sort=day">1</a> <a href="/added/two">2</a> <a href="/added.csv">3</a>',
    )
    added.add_url_rule("/added/<name>", "one", lambda name: f"<p>{name}</p>")
    added.add_url_rule("/added.csv", "data", lambda: ("a,b", {"Content-Type": "text/csv"}))
    application.register_blueprint(added)
    paths = {page.path for page in discover(application.test_client(), seeds_store)}
    assert {p for p in paths if p.startswith("/added")} == {"/added", "/added/one?sort=day", "/added/two"}
