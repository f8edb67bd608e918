"""Whatever the text, entities and mentions hang together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extraction import Layers
from kg.extractors.entities import EXTRACTOR
from kg.extractors.name_matching import matches, words
from kg.extractors.title_case import lowered
from kg.text import parse
from tests.texts import text_of

_WORDS = st.sampled_from(
    [
        "X",
        "Twitter",
        "TikTok",
        "the",
        "The",
        "company",
        "Pakistan",
        "Pakistan's",
        "Pakistani",
        "government",
        "PTA",
        "(PTA)",
        "High",
        "Court",
        "of",
        "Interior",
        "Ministry",
        "said",
        "banned",
        "on",
        ",",
        ".",
        '"',
        "’",
        "“",
        "”",
        "President",
        "Ada",
        "Lowe",
        "users",
        "in",
        "U.S.",
        "and",
        "&",
        "-",
        "Ltd",
        "Act",
        "2021",
        "minister",
        "\n",
        "\xa0",
        "É",
        "İ",
        "🙂",
    ]
)
_TEXTS = st.lists(_WORDS, max_size=40).map(" ".join) | st.text(max_size=120)


@settings(max_examples=60, deadline=None)
@given(_TEXTS)
def test_entities_and_mentions_agree(content: str) -> None:
    """Each mention lies in the text and names a listed entity; each entity is mentioned; twice gives the same."""
    parsed = parse(text_of(content))
    layers = EXTRACTOR.run(parsed, Layers())
    assert {m.entity for m in layers.mentions} == {e.key for e in layers.entities}
    assert all(0 <= m.span.begin < m.span.end <= len(content) for m in layers.mentions)
    assert all(e.key and e.label for e in layers.entities)
    assert EXTRACTOR.run(parsed, Layers()) == layers


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_lowered_changes_case_only(headline: str) -> None:
    """Same length, same letters but for case, and lowering twice is lowering once."""
    low = lowered(headline)
    assert len(low) == len(headline)
    assert low.casefold() == headline.casefold()


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_matches_are_in_order_and_apart(content: str) -> None:
    """Gazetteer matches are sorted, do not overlap, and show the text's own characters."""
    found = matches(content, words(content))
    assert all(a.span.end <= b.span.begin for a, b in zip(found, found[1:], strict=False))
    assert all(content[m.span.begin : m.span.end] == m.surface for m in found)
