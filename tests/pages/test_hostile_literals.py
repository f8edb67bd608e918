"""Whatever the graph holds, pages stay pages: they answer, stay small, and show markup and controls as text."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest
from flask.testing import FlaskClient

from tests.pages.discovery import Found, discover
from tests.pages.hostile import FLAG

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LARGEST = 300_000
_RUNS = ("javascript:", "data:text", "vbscript:", "file:")


@pytest.fixture(scope="module")
def pages(hostile_client: FlaskClient, hostile_store: Path) -> tuple[Found, ...]:
    """All pages over the hostile store."""
    return discover(hostile_client, hostile_store)


def test_every_page_answers(pages: tuple[Found, ...]) -> None:
    """No literal and no IRI makes a page fail; every family of IRIs is there."""
    assert {p.path[:90]: p.status for p in pages if p.status != 200} == {}
    assert {p.kind.partition(",")[0] for p in pages} >= {
        "action", "actor", "claim", "conflict", "document", "instrument", "observation", "place", "status"
    }  # fmt: skip


def test_pages_stay_small(pages: tuple[Found, ...]) -> None:
    """A label of a megabyte doesn't make a page of a megabyte."""
    assert {p.path[:90]: len(p.html.encode()) for p in pages if len(p.html.encode()) > _LARGEST} == {}


def test_markup_is_shown_as_text(pages: tuple[Found, ...]) -> None:
    """No element, handler or link comes from the data."""
    wrong = []
    for page in pages:
        tree = lxml.html.fromstring(page.html)
        wrong += [
            (page.path[:90], element.tag, name)
            for element in tree.iter()
            if isinstance(element.tag, str)
            for name, value in element.attrib.items()
            if name.startswith("on")
            or (name in ("href", "src", "action") and value.strip().lower().startswith(_RUNS))
        ]
        scripts = tree.xpath(
            "//script[not(@src)][not(@type='application/ld+json')]/text() | //iframe/@src | //iframe/@srcdoc"
        )
        wrong += [(page.path[:90], "script", str(s)[:50]) for s in scripts]
        wrong += [
            (page.path[:90], "img", str(s)) for s in tree.xpath("//img/@src") if not str(s).startswith("/")
        ]
    assert wrong == []


def test_titles_and_attributes_hold_no_bidirectional_controls(pages: tuple[Found, ...]) -> None:
    """Where no <bdi> can hold them, controls that reorder text are replaced."""
    wrong = []
    for page in pages:
        tree = lxml.html.fromstring(page.html)
        texts = [("title", t.text_content()) for t in tree.xpath("//title")]
        texts += [
            (f"{e.tag} {name}", value)
            for e in tree.iter()
            if isinstance(e.tag, str)
            for name, value in e.attrib.items()
        ]
        wrong += [
            (page.path[:90], where, _BIDI.sub("?", text)[:60]) for where, text in texts if _BIDI.search(text)
        ]
    assert wrong == []


def test_data_really_is_hostile(pages: tuple[Found, ...]) -> None:
    """The payloads reach the pages, escaped: else the tests above would say nothing."""
    showing = [p.kind for p in pages if f"window.{FLAG}" in p.html]
    assert {kind.partition(",")[0] for kind in showing} >= {"action", "actor", "claim", "document", "place"}
