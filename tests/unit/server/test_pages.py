"""Pages by the test client: the text of documents in pieces, statuses on a day, filters, files, citations, samples."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from server.addresses import address as page_address
from server.citation import Citation
from server.errors import Problem
from server.explore.filters import Filters
from server.page_text import plain, shortened
from server.pages import samples
from server.pictures.histogram import histogram
from server.pictures.network import Link, network
from server.pictures.scale import TimeScale
from server.pictures.timeline import timeline
from server.pictures.world_map import world_map
from server.tables import Table
from server.views.document import Numbered, cut
from server.views.model import Interval, Node
from server.views.reading import ClaimCard, Quote, Source, Summary
from server.views.statuses import StatusRow

VENDOR = Path(__file__).resolve().parents[3] / "server" / "static" / "vendor"
NOWHERE = Node(label="x", iri="", href="")


def numbered(number: int, begin: int, end: int) -> Numbered:
    """A claim whose evidence is these characters."""
    quote = Quote(begin=begin, end=end, before="", exact="", after="", href="")
    claim = ClaimCard(
        node=NOWHERE, about=None, source=Source(node=NOWHERE), quote=quote, trigger=(begin, begin + 1), when_span=None, said_by=(),
        roles={}, ground_texts=(), when=Interval(), figure="", polarity="positive", modality="actual", confidence=0.5, rule="",
    )  # fmt: skip
    return Numbered(number=number, claim=claim)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=8),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=5),
)
def test_text_is_cut_without_loss(spans: list[tuple[int, int]], parts: list[tuple[int, int]]) -> None:
    """Pieces joined are the text; a piece is marked by just the claims whose evidence holds it; each passage has one anchor."""
    text = "".join(chr(0x1F600 + n) for n in range(40))
    claims = [numbered(n, b, min(40, b + length)) for n, (b, length) in enumerate(spans, 1)]
    segments = cut(text, [(b, b + length, "body", "") for b, length in parts], claims)
    pieces = [piece for segment in segments for piece in segment.pieces]
    assert "".join(piece.text for piece in pieces) == text
    for piece in pieces:
        end = piece.begin + len(piece.text)
        holding = {
            n.number for n in claims if (q := n.claim.quote) and q.begin <= piece.begin and end <= q.end
        }
        assert set(piece.claims) == holding
    anchors = [name for piece in pieces for _, name in piece.starts if name]
    assert (
        len(anchors) == len(set(anchors)) == len({(q.begin, q.end) for n in claims if (q := n.claim.quote)})
    )


@pytest.mark.parametrize(
    ("interval", "words", "precision"),
    [
        (Interval(), "not stated", "unknown"),
        (Interval(earliest=date(2024, 2, 17), latest=date(2024, 2, 17)), "17 February 2024", "day"),
        (Interval(earliest=date(2024, 2, 1), latest=date(2024, 2, 29)), "February 2024", "month"),
        (Interval(earliest=date(2024, 1, 1), latest=date(2024, 12, 31)), "2024", "year"),
        (Interval(earliest=date(2024, 1, 2)), "2 January 2024 or later", "open"),
        (Interval(latest=date(2024, 1, 2)), "by 2 January 2024", "open"),
        (
            Interval(earliest=date(2024, 1, 2), latest=date(2024, 1, 5)),
            "between 2 January 2024 and 5 January 2024",
            "range",
        ),
    ],
)
def test_interval_is_told_with_its_precision(interval: Interval, words: str, precision: str) -> None:
    """A time is never told more exactly than it is known."""
    assert (interval.words, interval.precision) == (words, precision)


@pytest.mark.parametrize(
    ("begin", "end", "sure"),
    [
        ((date(2024, 1, 1), date(2024, 1, 1)), (date(2024, 6, 1), date(2024, 6, 1)), "certain"),
        ((date(2024, 1, 1), date(2024, 1, 1)), (None, None), "open"),
        ((date(2024, 1, 1), date(2024, 4, 1)), (None, None), "possible"),
        ((None, None), (None, None), "possible"),
        ((date(2024, 1, 1), date(2024, 1, 1)), (None, date(2024, 6, 1)), "possible"),
        ((date(2024, 4, 1), None), (None, None), ""),
        ((None, date(2023, 1, 1)), (date(2023, 2, 1), date(2023, 2, 2)), ""),
    ],
)
def test_status_on_a_day(
    begin: tuple[date | None, date | None], end: tuple[date | None, date | None], sure: str
) -> None:
    """Certain only between known bounds; without a known end it is open; else its dates leave it possible."""
    row = StatusRow(
        node=NOWHERE, target=NOWHERE, place=NOWHERE, state="blocked", begin=begin, end=end, actions=()
    )
    assert row.on(date(2024, 3, 1)) == sure


def test_labels_can_not_reorder_or_flood_a_page() -> None:
    """Bidirectional controls leave titles, lengths are bounded, control characters are replaced."""
    assert plain("a\u202eb\nc") == "a\ufffdb c"
    assert len(shortened("x" * 1_000_000)) == 160
    assert "\x00" not in shortened("a\x00b")


def test_address_of_a_passage_leads_to_its_document() -> None:
    """Our IRIs are shown here, terms on the pages of the ontology, others nowhere."""
    base = "https://example.org/id/"
    assert page_address(f"{base}document/a%20b#char=1,2", base) == "/id/document/a%20b#char=1,2"
    assert page_address("https://w3id.org/writ#Block", base) == "/ontology/Block"
    assert page_address("javascript:alert(1)", base) == ""


def test_citation_escapes_what_tex_and_json_need() -> None:
    """Names with signs of TeX stay names; both forms name the version."""
    made = Citation(
        title='50% & "more" {x}', url="https://example.org/id/a", version="000001-x", issued="2026-01-02"
    )
    assert r"50\% \& " in made.bibtex
    assert r"\{x\}" in made.bibtex
    item = json.loads(made.csl)[0]
    assert (item["title"], item["issued"]["date-parts"]) == ('50% & "more" {x}', [[2026, 1, 2]])
    assert "000001-x" in made.words


def test_formula_in_a_cell_is_text_in_csv() -> None:
    """A spreadsheet runs nothing that a document said."""
    table = Table(name="t", columns=("a",), rows=[("=HYPERLINK(1)",), ("plain",)])
    assert [row[0] for row in csv.reader(io.StringIO(table.csv()))] == ["a", "'=HYPERLINK(1)", "plain"]


@pytest.mark.parametrize("form", [{"type": "Nonsense"}, {"factuality": "true"}, {"from": "yesterday"}])
def test_filter_that_there_is_not_is_refused(form: dict[str, str]) -> None:
    """A wrong value is told, not ignored."""
    with pytest.raises(Problem):
        Filters.of(MultiDict(form))


def action(earliest: date | None, latest: date | None, number: int = 1) -> Summary:
    """An action with just a time."""
    node = Node(label=f"a{number}", iri=f"i{number}", href="")
    return Summary(
        node=node,
        kind="Block",
        roles={},
        when=Interval(earliest=earliest, latest=latest),
        factuality="reported",
        sources=1,
        documents=1,
    )


@given(st.lists(st.tuples(st.dates(), st.integers(0, 900)), min_size=1, max_size=30))
def test_marks_of_a_timeline_lie_inside_and_apart(times: list[tuple[date, int]]) -> None:
    """Every dated action has a mark within the picture, and marks of one lane don't overlap while there are lanes."""
    actions = [
        action(d, date.fromordinal(min(d.toordinal() + length, date.max.toordinal())), n)
        for n, (d, length) in enumerate(times)
    ]
    picture = timeline(actions)
    assert picture is not None
    assert len(picture.marks) == len(actions)
    lanes: dict[float, float] = {}
    for mark in picture.marks:
        assert mark.x >= 0
        assert mark.x + mark.width <= picture.width + 12
        assert mark.x >= lanes.get(mark.y, -1.0)
        lanes[mark.y] = mark.x + mark.width


@given(st.dates(), st.integers(0, 40_000))
def test_axis_has_some_ticks_that_fit(first: date, length: int) -> None:
    """Ticks are in order, inside, and not too many."""
    last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
    ticks = [t.x for t in TimeScale(first, last, 0.0, 100.0).ticks]
    assert ticks == sorted(ticks)
    assert len(ticks) <= 13


def test_histogram_counts_everything_once() -> None:
    """Bars add up, by month for short spans and by year for long ones."""
    months = histogram([("2024-01", "Restriction", 2), ("2024-03", "Conduct", 1)], ("Restriction", "Conduct"))
    years = histogram([("1999-01", "Restriction", 2), ("2024-03", "Conduct", 1)], ("Restriction", "Conduct"))
    assert months is not None
    assert years is not None
    assert (months.unit, years.unit) == ("month", "year")
    assert sum(b.count for b in months.bins) == sum(b.count for b in years.bins) == 3


def test_network_is_the_same_every_time_and_inside() -> None:
    """The layout depends on nothing but the links."""
    nodes = [Node(label=str(n), iri=str(n), href="") for n in range(12)]
    links = [
        Link(source=nodes[n], target=nodes[(n * 5 + 1) % 12], count=n + 1)
        for n in range(12)
        if n != (n * 5 + 1) % 12
    ]
    first, second = network(links, {}), network(links, {})
    assert first == second
    assert first is not None
    assert all(0 <= p.x <= first.width and 0 <= p.y <= first.height for p in first.points)


def test_map_knows_most_countries() -> None:
    """Every country of the gazetteer that has a code is on the map, but for a few territories; others are named."""
    places = Path(__file__).resolve().parents[3] / "ontology/gazetteer/places.csv"
    rows = csv.DictReader(places.read_text(encoding="utf-8").splitlines())
    codes = {row["country"] for row in rows if row["type"] == "country" and row["country"]}
    drawn = world_map(dict.fromkeys(codes, (NOWHERE, 1)))
    assert len(codes) > 190
    assert len(drawn.unplaced) < 20
    assert sum(bool(c.count) for c in drawn.countries) == len(codes) - len(drawn.unplaced)


def test_vendored_files_are_those_that_were_checked() -> None:
    """Each file of others has the checksum of the manifest, and each folder its licence."""
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    files = {
        p.relative_to(VENDOR).as_posix(): p for p in VENDOR.rglob("*") if p.is_file() and p.parent != VENDOR
    }
    assert {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == manifest
    assert all((VENDOR / name.split("/")[0] / "LICENSE").exists() for name in manifest)


@pytest.mark.parametrize("name", ["curl.sh", "sparqlwrapper.txt", "rdflib.txt", "pandas.txt", "fetch.mjs"])
def test_sample_of_the_api_page_runs(name: str, address: str, tmp_path: Path) -> None:
    """What the page shows is a program that prints something about the seeds."""
    sample = next(s for s in samples(address) if s.name == name)
    command = {"sh": ["bash"], "txt": [sys.executable], "mjs": ["node"]}[name.rpartition(".")[2]]
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} on this machine")
    file = tmp_path / name
    file.write_text(sample.text, encoding="utf-8")
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=60, check=True)
    assert len(done.stdout.splitlines()) > 1


def test_page_and_file_of_a_search_hold_the_same(seeds_client: FlaskClient) -> None:
    """The rows of the CSV are the hits of the pages, and the query behind it names just these."""
    page = seeds_client.get("/search?q=TikTok").text
    rows = list(csv.DictReader(io.StringIO(seeds_client.get("/search.csv?q=TikTok").text)))
    assert rows
    assert f"{len(rows)} found" in page
    assert seeds_client.get("/search.json?q=TikTok").get_json()[0]["iri"] == rows[0]["iri"]


@pytest.mark.parametrize("query", ["sort=best", "page=0", "page=x", "page=99999999"])
def test_search_refuses_what_it_does_not_have(seeds_client: FlaskClient, query: str) -> None:
    """An order or a page that there is not is told."""
    assert seeds_client.get(f"/search?q=a&{query}").status_code == 400


def test_browser_gets_an_error_as_a_page(seeds_client: FlaskClient) -> None:
    """Who asks for HTML reads what went wrong on a page with the policy of pages; programs get problem+json."""
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    for path in ("/id/actor/none", "/sparql?query=SELECT", "/nowhere"):
        answer = seeds_client.get(path, headers=browser)
        assert answer.status_code in (400, 404)
        assert answer.mimetype == "text/html"
        assert "<h1>" in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert seeds_client.get(path, headers={"Accept": "*/*"}).mimetype == "application/problem+json"


def test_results_for_a_browser_lead_to_pages_here(seeds_client: FlaskClient) -> None:
    """IRIs of ours in a table of results are links to this host, others to where they are."""
    query = "SELECT * { <https://w3id.org/writ/id/actor/tiktok> a ?type } LIMIT 3"
    page = seeds_client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).text
    assert 'href="/ontology/Platform"' in page
