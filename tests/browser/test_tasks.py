"""What people come to do, done in a real browser: by task, not by widget."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A page of a browser whose scripts are off."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_home_tells_what_is_in_the_graph(page: Page) -> None:
    """The first page gives counts, a timeline, a map and questions to start from."""
    page.goto("/")
    expect(page.locator("dl.counts")).to_contain_text("documents")
    expect(page.locator("svg.histogram")).to_be_visible()
    expect(page.locator("svg.map")).to_be_visible()
    assert page.get_by_role("link", name="Which platforms have been blocked in Pakistan").count() == 1


def test_sentence_on_who_blocked_tiktok_in_pakistan_is_opened(page: Page) -> None:
    """From the place to the action, to the claim, to its characters in the document."""
    page.goto("/timeline?type=Block&actor=TikTok&place=Pakistan")
    page.locator("table.actions tbody th a").first.click()
    expect(page.locator("h1")).to_contain_text("Pakistan Telecommunication Authority")
    page.get_by_role("link", name="Read it in the document").first.click()
    assert "#char=" in page.url
    expect(page.locator(".text mark").first).to_be_visible()
    begin, end = page.url.partition("#char=")[2].split(",")
    anchor = page.locator(f'[id="char={begin},{end}"]')
    marked = anchor.locator("xpath=following-sibling::mark[1]")
    expect(marked).to_be_in_viewport()


def test_restrictions_on_a_day_are_read_off_the_matrix(page: Page) -> None:
    """What was blocked where on 2024-03-01, and what was known of it three years before."""
    page.goto("/status")
    page.get_by_label("On the day").fill("2024-03-01")
    page.get_by_role("button", name="Show").click()
    row = page.locator("table.matrix tr", has=page.get_by_role("rowheader", name="X", exact=True))
    expect(row).to_contain_text("blocked")
    page.get_by_label("As known on").fill("2021-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).not_to_contain_text("Interior Ministry")
    assert page.locator("table.matrix").get_by_role("rowheader", name="X", exact=True).count() == 0


def test_orders_of_courts_are_taken_along_as_csv(page: Page) -> None:
    """Somebody narrows the timeline to orders and downloads the rows."""
    page.goto("/timeline")
    page.get_by_label("Type").select_option("Order")
    page.get_by_role("button", name="Show").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text(encoding="utf-8"))))
    assert {row["type"] for row in rows} == {"Order"}
    assert any("Sindh High Court" in row["agent"] for row in rows)


def test_example_query_is_run_and_shared(page: Page) -> None:
    """An example goes into the editor, is answered as a table, and its link gives the same query again."""
    page.goto("/sparql")
    expect(page.locator(".yasqe .CodeMirror")).to_be_visible()
    page.locator("summary", has_text="Which platforms have been blocked in Pakistan").click()
    page.get_by_role("link", name="Put it into the editor").first.click()
    expect(page.locator("#panel table")).to_contain_text("TikTok")
    page.get_by_role("button", name="Copy a link").click()
    shared = page.url
    page.goto("about:blank")
    page.goto(shared)
    expect(page.locator(".yasqe .CodeMirror")).to_contain_text("writ:Block")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#panel table")).to_contain_text("Pakistan Telecommunication Authority")


def test_result_is_shown_as_a_timeline(page: Page) -> None:
    """Columns of days are drawn along an axis."""
    page.goto("/sparql")
    expect(page.locator(".yasqe .CodeMirror")).to_be_visible()
    page.get_by_role("button", name="Run").click()
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator("#panel svg a").first).to_be_visible()


def test_own_query_is_typed_with_completion(page: Page) -> None:
    """The editor completes our own terms, and Ctrl-Enter runs what was typed."""
    page.goto("/sparql")
    expect(page.locator(".yasqe .CodeMirror")).to_be_visible()
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('')")
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.type("PREFIX writ: <https://w3id.org/writ#>\nSELECT (COUNT(*) AS ?n) { ?x a writ:Thrott")
    page.keyboard.press("Control+Space")
    expect(page.locator(".yasqe .CodeMirror, .CodeMirror-hints").last).to_contain_text("writ:Throttle")
    page.keyboard.press("Escape")
    page.evaluate(
        "document.querySelector('.CodeMirror').CodeMirror.setValue("
        "'SELECT (COUNT(*) AS ?claims) { GRAPH ?d { ?c a <https://w3id.org/writ#Claim> } }')"
    )
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Control+Enter")
    cell = page.locator("#panel tbody td").first
    expect(cell).to_be_visible()
    assert int(cell.inner_text()) > 50


def test_wrong_query_is_explained(page: Page) -> None:
    """A syntax error is told on the page, and is no server error."""
    answer = page.request.get(
        "/sparql", params={"query": "SELECT ?x WHERE {"}, headers={"Accept": "text/html"}
    )
    assert answer.status == 400
    assert "Traceback" not in answer.text()


def test_document_shows_a_claim_when_its_words_are_pointed_at(page: Page) -> None:
    """Pointing at marked words marks the claim in the list beside the text."""
    page.goto("/id/document/004_7b71c58ad08486da")
    page.locator(".text mark").first.hover()
    expect(page.locator(".claim-list li.shown").first).to_be_visible()


def test_network_is_loosened_without_another_host(page: Page) -> None:
    """The network becomes movable; its library is our own copy."""
    page.goto("/network")
    page.get_by_role("button", name="Move things about").click()
    expect(page.locator("#loose canvas").first).to_be_visible()


def test_picture_is_taken_along_as_png(page: Page) -> None:
    """The browser draws the SVG of the map into a PNG."""
    page.goto("/map")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    assert waiting.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_everything_works_without_javascript(plain: Page) -> None:
    """Home, a question, the timeline with a filter, a document and a plain query form, with scripts off."""
    plain.goto("/")
    plain.get_by_role("link", name="Which platforms have been blocked in Pakistan").click()
    expect(plain.get_by_role("table")).to_contain_text("TikTok")
    plain.goto("/timeline")
    plain.get_by_label("Place").fill("Pakistan")
    plain.get_by_role("button", name="Show").click()
    plain.locator("table.actions tbody th a").first.click()
    plain.get_by_role("link", name="Read it in the document").first.click()
    expect(plain.locator(".text")).to_be_visible()
    plain.goto("/sparql")
    plain.get_by_label("Query").fill("ASK {}")
    plain.get_by_role("button", name="Run").click()
    expect(plain.locator("main")).to_contain_text("true")


def test_action_is_found_and_read_by_keyboard_alone(page: Page) -> None:
    """Tab and Enter lead from home over the timeline to an action, to its words."""
    page.goto("/")
    _press_until(page, "Skip to the content")
    page.keyboard.press("Enter")
    _press_until(page, "The whole timeline")
    page.keyboard.press("Enter")
    page.wait_for_url("**/timeline**")
    _press_until(page, "Block: TikTok", most=200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/action/**")
    _press_until(page, "Read it in the document")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/document/**")


def _press_until(page: Page, text: str, most: int = 80) -> None:
    """Presses Tab until the element with this text, or name, has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => (e.getAttribute('aria-label') || e.innerText || e.textContent || ''))(document.activeElement)"
        )
        if text in focused:
            return
    raise AssertionError(f"{text!r} is not reached by Tab on {page.url}")
