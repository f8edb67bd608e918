"""Made-up graphs are like real ones: valid, repeatable, and with everything in them that pages show."""

from __future__ import annotations

from pathlib import Path

from kg.store import StoreDirectory
from tests.pages.graphs import HOSTILE_NAMES, LONG_DOCUMENT, annotations, build


def test_graph_is_valid_and_has_all_that_pages_show(tmp_path: Path) -> None:
    """It passes SHACL, with conflicts, statuses, figures, near-copies and names that are hard to show."""
    summary = build(tmp_path, 600, is_checked=True)
    assert summary.claims >= 600
    assert min(summary.actions, summary.observations, summary.statuses, summary.conflicts) > 3
    store = StoreDirectory(tmp_path)
    asked = store.open()
    assert bool(asked.query("ASK { ?copy <https://w3id.org/writ#nearCopyOf> ?original }"))
    labels = {
        row["l"].value
        for row in asked.query("SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l }")
    }  # type: ignore[union-attr]
    assert {" ".join(name.split()) for name in HOSTILE_NAMES} <= labels
    store.close()


def test_graph_is_the_same_again() -> None:
    """The number and the seed decide everything; another seed tells other things."""
    assert list(annotations(300, 5)) == list(annotations(300, 5))
    assert list(annotations(300, 5)) != list(annotations(300, 6))


def test_first_document_is_long() -> None:
    """One report of 200 kB has 500 claims; the others are of some kilobytes."""
    first, *others = annotations(3000)
    claims, characters = LONG_DOCUMENT
    assert len(first.claims) == claims
    assert characters <= len(first.text.content) < 1.2 * characters
    assert max(len(a.text.content) for a in others) < 0.1 * characters
