"""What people read in place of an IRI."""

from __future__ import annotations

import pytest

from kg import labels
from kg.model import Metadata, Segment, SegmentRole, Text
from kg.resolve.model import Status


def _text(content: str, *segments: tuple[int, int, SegmentRole], title: str = "") -> Text:
    return Text(
        identifier="003_ff10",
        location="003_ff10.txt",
        media_type="text/plain",
        sha256="0" * 64,
        content=content,
        language="en",
        metadata=Metadata(title=title or None),
        segments=tuple(Segment(begin=b, end=e, role=r) for b, e, r in segments),
    )


@pytest.mark.parametrize(
    ("source", "label"),
    [
        (_text("date 2023\nX is back", (0, 9, "dateline"), (10, 19, "body"), title="A title"), "A title"),
        (_text("date 2023\nX is\n back", (0, 9, "dateline"), (10, 20, "body")), "X is back"),
        (_text("word " * 40, (0, 200, "body")), "word " * 17 + "word…"),
        (_text("字" * 200, (0, 200, "body")), "字" * 89 + "…"),
        (_text("Subscribe now", (0, 13, "boilerplate")), "003_ff10"),
        (_text(""), "003_ff10"),
    ],
)
def test_a_document_without_a_title_is_called_by_its_first_words(source: Text, label: str) -> None:
    """Title, else first words of what is testimony, cut between words, else the identifier."""
    assert labels.document(source) == label


def test_a_status_is_called_by_labels_not_by_keys() -> None:
    """Names as people know them; a shutdown is of the Internet."""
    nothing = (None, None)
    blocked = Status(
        id="s", target="tiktok", place="pakistan", state="blocked", begin=nothing, end=nothing, actions=()
    )
    known = {"tiktok": "TikTok", "pakistan": "Pakistan"}
    assert labels.status(blocked, known) == "TikTok blocked in Pakistan"
    shut = Status(
        id="s", target=None, place="pakistan", state="shut-down", begin=nothing, end=nothing, actions=()
    )
    assert labels.status(shut, known) == "Internet shut-down in Pakistan"
