"""What people come to do, done in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def test_home_tells_what_is_in_the_graph(page: Page) -> None:
    """The first page gives counts and questions to start from."""
    page.goto("/")
    expect(page.locator("dl")).to_contain_text("documents")
    assert page.get_by_role("link", name="Which platforms have been blocked in Pakistan").count() == 1


def test_question_is_asked_and_answered_with_a_click(page: Page) -> None:
    """A question of the home page leads to a table that names who blocked TikTok in Pakistan."""
    page.goto("/")
    page.get_by_role("link", name="Which platforms have been blocked in Pakistan").click()
    table = page.get_by_role("table")
    expect(table).to_contain_text("TikTok")
    expect(table).to_contain_text("Pakistan Telecommunication Authority")


def test_query_of_ones_own_is_run_from_the_form(page: Page) -> None:
    """Somebody types a query, sends the form and reads the answer."""
    page.goto("/sparql")
    page.locator("main textarea").fill(
        "SELECT (COUNT(*) AS ?claims) { GRAPH ?d { ?c a <https://w3id.org/writ#Claim> } }"
    )
    page.locator("main form button").first.click()
    assert int(page.get_by_role("table").locator("tbody td").first.inner_text()) > 50


def test_wrong_query_is_explained(page: Page) -> None:
    """A syntax error is told on a page, not as a stack trace, and is no server error."""
    answer = page.request.get(
        "/sparql", params={"query": "SELECT ?x WHERE {"}, headers={"Accept": "text/html"}
    )
    assert answer.status == 400
    assert "Traceback" not in answer.text()


def test_actor_is_opened_from_its_iri(page: Page) -> None:
    """The page behind an identifier names the actor."""
    page.goto("/id/actor/tiktok")
    expect(page.locator("body")).to_contain_text("TikTok")


def test_home_works_without_javascript(browser: Browser, address: str) -> None:
    """Questions can be followed with scripts off."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    opened = context.new_page()
    opened.goto("/")
    opened.get_by_role("link", name="Which platforms have been blocked in Pakistan").click()
    expect(opened.get_by_role("table")).to_contain_text("TikTok")
    context.close()


def test_question_is_reached_by_keyboard_alone(page: Page) -> None:
    """Tab and Enter are enough to ask a question."""
    page.goto("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        if "Which" in (page.evaluate("document.activeElement.innerText") or ""):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_be_visible()
