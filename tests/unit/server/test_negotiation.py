"""Accept, Accept-Encoding and ?format= against what is on offer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Problem
from server.negotiation import (
    GRAPHS,
    GRAPHS_AND_HTML,
    RESULTS,
    by_media_type,
    choose,
    encoding,
    pick,
    qualities,
)

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

RESULT_TABLE = [
    ("", JSON),
    ("*/*", JSON),
    ("application/*", JSON),
    ("application/json", "application/json"),
    (XML, XML),
    ("application/xml", "application/xml"),
    ("text/csv", "text/csv; charset=utf-8"),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ("text/*", "text/csv; charset=utf-8"),
    (f"{JSON};q=0.1, {XML}", XML),
    (f"{JSON};q=0.9, {XML};q=0.8", JSON),
    (f"{JSON};q=0, */*", XML),
    ("text/csv;q=0.5, */*;q=0.1", "text/csv; charset=utf-8"),
    ("TEXT/CSV", "text/csv; charset=utf-8"),
    ("text/csv;header=present", "text/csv; charset=utf-8"),
    (f"image/png, {XML};q=0.2", XML),
    (BROWSER, "text/html; charset=utf-8"),
    ("garbage;;;, text/csv", "text/csv; charset=utf-8"),
    ("text/csv;q=", "text/csv; charset=utf-8"),
]


@pytest.mark.parametrize(("accept", "expected"), RESULT_TABLE)
def test_choose_for_results(accept: str, expected: str) -> None:
    """What a SELECT is answered in."""
    assert choose(accept, RESULTS).content_type == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/trig, application/n-quads;q=0.9", "application/trig"),
        ("text/plain", "text/plain; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
    ],
)
def test_choose_for_graphs(accept: str, expected: str) -> None:
    """What a CONSTRUCT is answered in."""
    assert choose(accept, GRAPHS_AND_HTML).content_type == expected


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle", "*/*;q=0", "application/sparql-results+json;q=0"]
)
def test_choose_nothing_acceptable(accept: str) -> None:
    """406, with the offer in the detail."""
    with pytest.raises(Problem, match="on offer are: application/sparql-results") as raised:
        choose(accept, RESULTS)
    assert raised.value.status == 406


@given(st.text(max_size=200))
def test_choose_survives_every_header(accept: str) -> None:
    """Any text is an answer or a 406, never anything else."""
    try:
        status = 200 if choose(accept, RESULTS).format in RESULTS else 500
    except Problem as problem:
        status = problem.status
    assert status in (200, 406)


def test_choose_reads_long_headers_in_linear_time() -> None:
    """A header of a hundred thousand commas and quotes is read at once."""
    for hostile in ("," * 100_000, '"' * 100_000, ";q=0" * 30_000, "a/b;" * 30_000):
        pick(hostile + ", */*", "json", RESULTS)
        encoding(hostile)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("json", JSON), ("XML", XML), ("srj", JSON), ("text/csv", "text/csv"), ("json-ld json", JSON)],
)
def test_pick_by_name(name: str, media_type: str) -> None:
    """?format= goes before Accept, by name, suffix or media type; the first known one counts."""
    assert pick("image/png", name, RESULTS).media_type == media_type


def test_pick_unknown_name() -> None:
    """An unknown name is said to be none."""
    with pytest.raises(Problem, match="docx is not on offer"):
        pick("", "docx", RESULTS)


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, zstd", "zstd"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("br", ""),
        ("*", "zstd"),
        ("identity, gzip;q=0.5", ""),
        ("gzip;q=0", ""),
    ],
)
def test_encoding(header: str, chosen: str) -> None:
    """Only what was asked for."""
    assert encoding(header) == chosen


def test_names_of_formats_are_unique() -> None:
    """No name, suffix or alias means two formats of one list."""
    for offered in (RESULTS, GRAPHS):
        names = [name for f in offered for name in {f.name, f.extension, *f.aliases}]
        assert len(names) == len(set(names))
        assert all(by_media_type(f.media_types[0] + "; charset=utf-8", offered) is f for f in offered)


def test_what_cannot_be_read_is_left_out() -> None:
    """Quotes may hold commas and be open; a value is one word."""
    header = 'text/html;level="a,b";q=0.3, a b, , x/y ; q = 0.2, "t", z;a="'
    assert qualities(header) == (("text/html", 0.3), ("x/y", 0.2), ("z", 1.0))
