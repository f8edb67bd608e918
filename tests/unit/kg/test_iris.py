"""Minting: injective, stable, and refusing bases that make no IRIs."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.iris import Minter, content_hash, encoded
from kg.model import Claim, Segment, Span

CLAIM = Claim(kind="Block", evidence=Span(0, 9), trigger=Span(2, 4), rule="r")


@given(st.text(), st.text())
def test_encoded_is_injective(one: str, other: str) -> None:
    """Different keys get different path segments."""
    assert (encoded(one) == encoded(other)) == (one == other)


@given(st.text(min_size=1))
def test_document_iri_survives_resolution_and_comes_back(identifier: str) -> None:
    """A client that resolves the IRI keeps it, and the identifier can be read from it."""
    iri = Minter().document(identifier).value
    assert urljoin("http://elsewhere.example/x/y", iri) == iri
    assert Minter().document(Minter().identifier_of_document(iri) or "").value == iri


def test_identifier_of_document_knows_only_its_own() -> None:
    """Passages and other bases are no documents."""
    mint = Minter()
    assert mint.identifier_of_document(mint.passage("a b", Span(1, 2)).value) is None
    assert mint.identifier_of_document("https://example.org/document/a") is None
    assert mint.identifier_of_document(mint.document("a b").value) == "a b"


def test_passage_follows_rfc_5147() -> None:
    """A passage is the document and a range of characters."""
    assert Minter("https://e.org/").passage("a", Span(3, 7)).value == "https://e.org/document/a#char=3,7"


def test_segment_and_passage_of_one_range_differ() -> None:
    """A node can't be both."""
    mint = Minter()
    assert mint.segment("a", Segment(begin=3, end=7, role="body")) != mint.passage("a", Span(3, 7))


def test_claim_depends_on_document_and_content_only() -> None:
    """Position in a list does not count, nor how sure the claim is, which is weighed anew; every other field does."""
    mint = Minter()
    assert mint.claim("a", CLAIM) == mint.claim("a", replace(CLAIM, same_as=4, confidence=0.125))
    others = [
        mint.claim("b", CLAIM),
        mint.claim("a", replace(CLAIM, polarity="negative")),
        mint.claim("a", replace(CLAIM, rule="s")),
    ]
    assert len({mint.claim("a", CLAIM), *others}) == 4


def test_content_hash_keeps_fields_apart() -> None:
    """Characters can't move from one string to the next unseen."""
    assert content_hash("ab", "c") != content_hash("a", "bc")
    assert content_hash(("a",), "b") != content_hash("a", ("b",))


def test_entities_live_in_three_families() -> None:
    """Places and papers are no actors, though they may share a key with one."""
    mint = Minter("https://e.org/")
    found = [mint.entity(kind, "x").value for kind in ("Place", "LegalInstrument", "Government")]
    assert found == ["https://e.org/place/x", "https://e.org/instrument/x", "https://e.org/actor/x"]


@pytest.mark.parametrize(
    "base",
    [
        "",
        "example.org/",
        "https://example.org",
        "https://e.org/a b/",
        "https://e.org/#",
        "https://e.org/#x",
        "https://e.org/<>/",
    ],
)
def test_minter_refuses_what_is_no_base(base: str) -> None:
    """A base must be absolute and end where a name can follow."""
    with pytest.raises(UsageError, match="base"):
        Minter(base)
