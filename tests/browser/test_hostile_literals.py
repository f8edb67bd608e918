"""Nothing that the graph holds is run by a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.pages.discovery import discover
from tests.pages.hostile import FLAG
from tests.protocol.running import running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_nothing_from_the_graph_runs(
    browser: Browser, hostile_client: FlaskClient, hostile_store: Path
) -> None:
    """No script, handler or frame of the data runs, and the policy has nothing to refuse: it's text already."""
    paths = [page.path for page in discover(hostile_client, hostile_store)]
    wrong: list[str] = []
    with running(hostile_store) as server:
        context = browser.new_context(base_url=server.address)
        context.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('refused', e.violatedDirective))"
        )
        page = context.new_page()
        page.on(
            "console", lambda m: wrong.append(f"{page.url[:90]}: {m.text}") if m.type == "error" else None
        )
        page.on("dialog", lambda d: (wrong.append(f"{page.url[:90]}: {d.message}"), d.dismiss()))
        page.on(
            "request",
            lambda r: None if r.url.startswith(server.address) else wrong.append(f"asks {r.url[:90]}"),
        )
        for path in paths:
            page.goto(path)
            if page.evaluate(f"window.{FLAG}") is not None:
                wrong.append(f"{path[:90]}: ran")
        context.close()
    assert len(paths) > 20
    assert wrong == []
