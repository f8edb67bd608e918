"""No page asks many queries."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from tests.pages.discovery import BROWSER, discover
from tests.pages.queries import MOST_QUERIES, counted


def test_pages_ask_few_queries(seeds_client: FlaskClient, seeds_store: Path) -> None:
    """Each page's number of queries is bounded, however much there is to show."""
    asked = {}
    for page in discover(seeds_client, seeds_store):
        with counted(seeds_client.application) as queries:
            seeds_client.get(page.path, headers=BROWSER)
        asked[page.path] = len(queries)
    assert max(asked.values()) > 0
    assert {path: number for path, number in asked.items() if number > MOST_QUERIES} == {}
