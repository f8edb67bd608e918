"""Lists of demands and transcripts of our own: who asks whom, and who says what."""

from __future__ import annotations

from kg.annotation import annotate_text
from kg.model import Annotation
from tests.texts import text_of


def annotated(*paragraphs: str) -> Annotation:
    """The annotation of an article of these paragraphs."""
    content = "\n\n".join(paragraphs)
    return annotate_text(text_of(content, published="2024-06-14"))


DEMANDS = (
    "Amnesty International urges:",
    "- the Communications Authority of Kenya to unblock Telegram;",
    "- Telegram to publish the orders that it received.",
)


def test_every_item_is_a_request_to_its_own_addressee() -> None:
    """Two items below "X urges:" are two requests of X, each to the actor that its item names."""
    found = [c for c in annotated(*DEMANDS).claims if c.rule == "Request: list of demands"]
    assert [c.agent for c in found] == [("amnesty-international",)] * 2
    assert [c.target for c in found] == [("communications-authority-of-kenya",), ("telegram",)]


def test_what_an_item_asks_for_is_requested() -> None:
    """The act in an item has the modality requested and who asks as its source."""
    unblock = next(c for c in annotated(*DEMANDS).claims if c.kind == "Unblock")
    assert (unblock.modality, unblock.said_by) == ("requested", "amnesty-international")


def test_items_below_another_line_are_no_requests() -> None:
    """A list below a line that asks for nothing makes no request."""
    found = annotated("Amnesty International counted:", *DEMANDS[1:]).claims
    assert not [c for c in found if c.rule == "Request: list of demands"]


def test_a_turn_of_a_transcript_is_its_speakers() -> None:
    """What stands behind "NAME:" is said by that person; the presenter speaks for the document."""
    turns = (
        "Communications Minister Jane Mwangi said on Monday that the Communications Authority of Kenya was right.",
        "PRESENTER: What happened to Telegram?",
        "MWANGI: The Communications Authority blocked Telegram.",
        "PRESENTER: The High Court suspended TikTok.",
        "MWANGI: The police arrested nobody.",
    )
    found = annotated(*turns)
    speakers = [a.speaker for a in found.attributions if a.rule == "attribution: turn of a transcript"]
    assert speakers == ["jane-mwangi"] * 2
