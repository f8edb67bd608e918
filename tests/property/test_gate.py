"""What is not parsed could not have told anything: with and without the gate the same claims."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.annotation import annotate_text
from kg.model import SourceDocument
from kg.reading import find_documents, read
from kg.relevance import can_tell, names_service, speaks_of_things_online
from tests.bench.stream import articles
from tests.texts import read_text

ROOT = Path(__file__).resolve().parents[2]
PARAGRAPHS = (
    "The communications ministry ordered all internet providers to cut mobile data in the north on 3 May 2023.",
    "The regulator blocked the website of a newspaper over false reports.",
    "It said the order would stay until the vote.",
    "TikTok was banned in Nepal on 13 November 2023, the minister for communications said.",
    "The court lifted the ban a week later.",
    "Rovers beat City by three goals to one on Saturday after a slow first half.",
    "The club said in a post that the match would start at noon.",
    "Heavy rain fell through the night, and the river rose.",
)


@settings(max_examples=25, deadline=timedelta(seconds=60))
@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=6, unique=True))
def test_gate_loses_no_claim_of_mixed_texts(paragraphs: list[str]) -> None:
    """Paragraphs of news of platforms and of other news, in any mixture that names the service."""
    text = read_text("\n\n".join(paragraphs) + "\n")
    gated, whole = annotate_text(text), annotate_text(text, parses_all=True)
    if gated.claims or names_service(text.content):
        assert gated.claims == whole.claims


def test_gate_loses_no_claim_of_the_corpus() -> None:
    """Of the documents that are not parsed whole at once, each gives the same claims."""
    folders = [ROOT / "seeds", ROOT / "tests" / "quality" / "corpus"]
    sources = [
        s for s in find_documents(folders) if isinstance(s, SourceDocument) and s.location.endswith(".txt")
    ]
    texts = [read(s) for s in sources]
    assert len(texts) > 60
    for text in texts:
        if not names_service(text.content):
            assert annotate_text(text).claims == annotate_text(text, parses_all=True).claims, text.identifier


def test_other_news_is_not_parsed() -> None:
    """A text without a name and a word of the trade has no sentence parsed, and says why."""
    for article in articles(10, seed=3):
        found = annotate_text(read_text(article))
        assert found.claims == ()
        if not can_tell(article):
            assert found.sentences == ()
            assert "not parsed" in found.considered[0].reason


@pytest.mark.parametrize(
    ("content", "named", "online"),
    [
        ("Telegram was fined.", True, False),
        ("the signal was weak and the line broke", False, False),
        ("Mobile data was cut.", False, True),
        ("It was put on its web page.", False, True),
        ("Rovers beat City.", False, False),
    ],
)
def test_words_that_open_the_gate(content: str, named: bool, online: bool) -> None:
    """Names are written with a capital; words of things online in any form."""
    assert (names_service(content), speaks_of_things_online(content)) == (named, online)
