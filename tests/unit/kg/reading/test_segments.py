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


def document(
    body: bytes | str, media_type: str = "text/plain", declared: Metadata | None = None
) -> SourceDocument:
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
    return Counter(
        (role, found[i]) for b, e, role in spans for i in range(b, e) if not text.content[i].isspace()
    )


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


def test_segments_of_all_fixtures_together() -> None:
    """Over all flattened pages, 98 of 100 characters have the right role.

    Six of them (Iraq, Zambia, App Store, brief, regulator, inline links) were written after the rules: at first sight the
    rules reached .942 on these, which is nearer to what unknown pages will get than the figure that this test holds.
    """
    total: Counter[tuple[str, str]] = Counter()
    for path in MARKED:
        content, spans, _ = unmarked(path)
        total += confusion(read(document(content)), spans)
    assert len(MARKED) >= 29
    assert accuracy(total) >= 0.98, total


def test_every_left_out_segment_has_a_reason() -> None:
    """What nothing is taken from says why: the rule and its phrase, or the shape that gave it away."""
    for path in MARKED:
        for segment in read(document(unmarked(path)[0])).segments:
            assert segment.reason or segment.role in ("body", "quote"), (path.stem, segment)


CUTS = [
    (
        "glued artefact",
        "The court set no date for its ruling in the case, ensuring full transparency.",
        "wordpress blog stats",
        "",
    ),
    (
        "glued with space",
        "The court set no date for its ruling in the case of the two companies.",
        "Read more",
        " ",
    ),
    (
        "glued advert",
        "The regulator said on Monday that it had blocked the service for a week.”",
        "Advertisement",
        " ",
    ),
]


@pytest.mark.parametrize(("name", "text", "artefact", "between"), CUTS, ids=[c[0] for c in CUTS])
def test_artefacts_behind_the_last_stop_are_cut_off(
    name: str, text: str, artefact: str, between: str
) -> None:
    """Boilerplate glued to a sentence is a segment of its own, and the sentence keeps its last character."""
    content = text + between + artefact
    segments = read(document(content)).segments
    assert [(content[s.begin : s.end], s.role) for s in segments] == [
        (text, "body"),
        (artefact, "boilerplate"),
    ]


def test_sentences_of_a_long_paragraph_that_meet_a_rule_are_left_out() -> None:
    """In a page flattened into one line, a newsletter sentence is marked and its neighbours stay."""
    story = (
        "The regulator of the country ordered operators to block the site on Monday, a spokesperson said. "
        * 4
    )
    content = story + "Subscribe to our daily newsletter for free. " + story.strip()
    left_out = [content[s.begin : s.end] for s in read(document(content)).segments if s.role == "boilerplate"]
    assert left_out == ["Subscribe to our daily newsletter for free."]


KEPT = [
    "Users who subscribe to the service lost access on Monday, the regulator said.",
    "Share prices of the company fell after the court told it to delete the posts.",
    "Comments by the minister on the ban were removed from the platform on Friday.",
    "The ministry wants to use cookies as evidence against the two advertisers, it said.",
    "Advertisement of betting sites on the platform was forbidden by the court in May.",
]


@pytest.mark.parametrize("sentence", KEPT)
def test_sentences_that_use_the_words_of_boilerplate_stay(sentence: str) -> None:
    """A word that boilerplate uses does not make a sentence boilerplate."""
    assert [s.role for s in read(document(sentence)).segments] == ["body"]


def test_lists_that_do_not_chat_stay_body() -> None:
    """Bulleted demands at the end of a text are no readers' comments."""
    demands = "\n".join(f"• The state should publish order number {n} and its reasons." for n in range(1, 5))
    content = "Three groups wrote to the minister on Monday and asked for an end of the ban.\n\n" + demands
    assert {s.role for s in read(document(content)).segments} == {"body"}


def test_seed_comments_and_boxes_are_left_out() -> None:
    """The bulleted comments of one seed and the teasers of another are no testimony; their articles are."""
    seeds = Path(__file__).parents[4] / "seeds"
    first = read(document((seeds / "000_7930734a3bf70aa8.txt").read_bytes()))
    assert [s.role for s in first.segments] == ["headline", "body", "comment", "boilerplate"]
    last = read(document((seeds / "004_7b71c58ad08486da.txt").read_bytes()))
    testimony = "\n".join(
        last.content[s.begin : s.end] for s in last.segments if s.role in ("headline", "body")
    )
    assert testimony.startswith("X banned in Pakistan")
    assert testimony.endswith("“maintain law and order.”")
    assert "Microsoft" not in testimony
    assert "Ola" not in testimony


SEEDS = [
    ("000_7930734a3bf70aa8", "TikTok is Disappointed Over Being Banned in Pakistan", None, None),
    ("001_b818d9593a4f33df", "TikTok’s Official Statement.", "UrduPoint / Pakistan Point News", "2020-10-20"),
    ("002_e356d3122eb4bc73", None, "PTI", "2020-10-18"),
    ("003_ff10d6c3f0b5816b", None, None, "2023-09-01"),
    ("004_7b71c58ad08486da", "X banned in Pakistan, Interior Ministry confirms: Report", "MediaNama", None),
]


@pytest.mark.parametrize(("stem", "title", "publisher", "published"), SEEDS, ids=[s[0] for s in SEEDS])
def test_metadata_of_seeds(
    stem: str, title: str | None, publisher: str | None, published: str | None
) -> None:
    """The seeds' titles, publishers and dates are found where their texts show them, and only there."""
    seed = Path(__file__).parents[4] / "seeds" / f"{stem}.txt"
    assert read(document(seed.read_bytes())).metadata == Metadata(
        title=title, publisher=publisher, published=published
    )


def test_gold_evidence_lies_in_testimony() -> None:
    """No passage that the gold annotations rest on was left out."""
    import yaml

    gold = Path(__file__).parents[5] / "shared" / "gold"
    if not gold.is_dir():
        pytest.skip("the gold annotations are not beside this clone")
    texts = Path(__file__).parents[5] / "shared"
    for annotation in [*sorted((gold / "seeds").glob("0*.yaml")), *sorted((gold / "dev").glob("[01]*.yaml"))]:
        source = annotation.with_suffix(".txt")
        source = source if source.exists() else texts / "seeds" / source.name
        text = read(document(source.read_bytes()))
        facts = yaml.safe_load(annotation.read_text(encoding="utf-8"))
        for fact in [*(facts.get("actions") or []), *(facts.get("observations") or [])]:
            begin = text.content.find(fact["evidence"])
            end = begin + len(fact["evidence"])
            roles = {s.role for s in text.segments if s.begin < end and s.end > begin}
            assert begin < 0 or roles <= {"headline", "dateline", "body", "quote"}, (
                annotation.stem,
                fact["evidence"],
            )


def test_a_related_line_within_a_text_does_not_end_it() -> None:
    """A long paragraph behind it is the text's; cards behind it are not."""
    story = (
        "Somalia bans TikTok\n\nMogadishu, 21 August 2023 - Somalia banned TikTok on Sunday, the ministry said in a statement to the press.\n\n"
        "RELATED: Five apps to learn English on the bus\n\n"
    )
    goes_on = (
        "The ban met with mixed feelings. Women who have been insulted and threatened by users of the app say that it comes late, and the "
        "creators who live off it have called on the ministry to think again.\n"
    )
    roles = {s.role for s in read(document(story + goes_on)).segments if s.begin > len(story) - 2}
    assert roles == {"body"}
    cards = read(document(story + "Ten phones for summer\n\nHow to make tea\n\nWin a trip\n"))
    assert all(s.role == "boilerplate" for s in cards.segments if s.begin > len(story) - 2)
