"""Segments of pages of our own, with the roles that a reader gives them: whole files under ``fixtures``.

In ``*.marked`` each line begins with the role's letter; ``~`` at its end joins the next line to it; ``|`` alone is a blank
line; ``%title``, ``%publisher`` and ``%published`` are what the text says of itself. In HTML, ``data-role`` says the role.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from kg.model import Metadata, SourceDocument, Text
from kg.reading import read

FIXTURES = Path(__file__).parent / "fixtures"
ROLES = {"H": "headline", "D": "dateline", "B": "body", "Q": "quote", "C": "comment", "X": "boilerplate"}
MARKED = sorted(FIXTURES.glob("*.marked"))
PAGES = sorted(FIXTURES.glob("*.html"))


def document(body: bytes | str, media_type: str = "text/plain", declared: Metadata | None = None) -> SourceDocument:
    """A source document around bytes."""
    body = body.encode() if isinstance(body, str) else body
    return SourceDocument(
        identifier="test",
        location="test",
        media_type=media_type,
        body=body,
        sha256=sha256(body).hexdigest(),
        declared=declared or Metadata(),
    )


def unmarked(path: Path) -> tuple[str, list[tuple[int, int, str]], dict[str, str]]:
    """The content of a marked fixture, its expected spans with roles, and its expected metadata."""
    content = ""
    spans: list[tuple[int, int, str]] = []
    expected: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("%"):
            name, _, value = line[1:].partition(" ")
            expected[name] = value
            continue
        letter, _, text = line.partition("|")
        joined = text.endswith("~")
        text = text.removesuffix("~")
        if letter:
            spans.append((len(content), len(content) + len(text), ROLES[letter]))
        content += text if joined else text + "\n"
    return content, spans, expected


def spans_of_page(source: str, content: str) -> list[tuple[int, int, str]]:
    """Where the elements with ``data-role`` stand in the text of the page, in order."""
    spans = []
    at = 0
    for m in re.finditer(r'data-role="(\w)"[^>]*>([^<]+)<', source):
        text = html.unescape(m[2])
        at = content.index(text, at)
        spans.append((at, at + len(text), ROLES[m[1]]))
        at += len(text)
    return spans


def confusion(text: Text, spans: list[tuple[int, int, str]]) -> Counter[tuple[str, str]]:
    """Characters, white space apart, by expected and found role."""
    found = [""] * len(text.content)
    for segment in text.segments:
        found[segment.begin : segment.end] = [segment.role] * (segment.end - segment.begin)
    return Counter((role, found[i]) for b, e, role in spans for i in range(b, e) if not text.content[i].isspace())


def accuracy(counts: Counter[tuple[str, str]]) -> float:
    """The share of characters whose role is the expected one."""
    return sum(n for (a, b), n in counts.items() if a == b) / sum(counts.values())


@pytest.mark.parametrize("path", MARKED, ids=lambda p: p.stem)
def test_segments_of_flattened_text(path: Path) -> None:
    """Nearly every character of a flattened page gets the role that a reader gives it."""
    content, spans, _ = unmarked(path)
    counts = confusion(read(document(content)), spans)
    assert accuracy(counts) >= 0.97, counts


@pytest.mark.parametrize("path", MARKED, ids=lambda p: p.stem)
def test_metadata_of_flattened_text(path: Path) -> None:
    """Title, publisher and date are those that the edges of the text give, and None where they give none."""
    content, _, expected = unmarked(path)
    found = read(document(content)).metadata
    assert {n: getattr(found, n) for n in ("title", "publisher", "published")} == {
        n: expected.get(n) for n in ("title", "publisher", "published")
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_segments_of_pages(path: Path) -> None:
    """Markup and trafilatura together find what is the text of an HTML page."""
    text = read(document(path.read_bytes(), "text/html"))
    counts = confusion(text, spans_of_page(path.read_text(encoding="utf-8"), text.content))
    assert accuracy(counts) >= 0.97, counts
