"""Lists of demands and transcripts of our own: who asks whom, and who says what."""

from __future__ import annotations

import pytest

from kg.annotation import annotate_text
from kg.model import Annotation
from tests.texts import text_of, told_by


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


def test_items_below_a_line_that_ends_in_to_begin_with_the_verb() -> None:
    """ "X urges Kenya to:" asks for what its items tell, each in a bare verb."""
    found = annotated(
        "Amnesty International urges the government of Kenya to:",
        "1. Immediately restore access to Telegram;",
        "2. Release the journalists.",
    ).claims
    asked = [c for c in found if c.rule == "Request: list of demands"]
    assert [(c.agent, c.target) for c in asked] == [
        (("amnesty-international",), ("government-of-kenya",))
    ] * 2
    unblock = next(c for c in found if c.kind == "Unblock")
    assert (unblock.modality, unblock.agent) == ("requested", ("government-of-kenya",))


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


ORDERED = [
    # the notice was told, what it wants is ordered
    (
        (
            "Ofcom issued a notice to Meta on 3 May.",
            "The notice requires Meta to:",
            "- remove the posts;",
            "- hide the page.",
        ),
        ["Order: Ofcom > Meta", "ContentRemoval: Meta > - ordered", "ContentRemoval: Meta > - ordered"],
    ),
    # a decision below which everybody has a verb of their own
    (
        (
            "The High Court of Kenya orders that:",
            "1. Meta remove the posts;",
            "2. Meta and TikTok hide the page.",
        ),
        [
            "ContentRemoval: Meta > - ordered",
            "Order: High Court of Kenya > Meta",
            "ContentRemoval: Meta + TikTok > - ordered",
            "Order: High Court of Kenya > Meta + TikTok",
        ],
    ),
    # who shall pay is punished
    (
        (
            "The High Court of Kenya heard Telegram.",
            "The High Court of Kenya orders that:",
            "1. The firm Telegram pay costs of $2 million.",
        ),
        ["Penalty: High Court of Kenya > Telegram", "Order: High Court of Kenya > Telegram"],
    ),
    # an item that is itself an order
    (
        (
            "The High Court of Kenya heard Meta.",
            "The decision has the following parts:",
            "(i) an order requiring Meta to hide the page;",
        ),
        ["Order: High Court of Kenya > Meta", "ContentRemoval: Meta > - ordered"],
    ),
]


@pytest.mark.parametrize(("paragraphs", "actions"), ORDERED)
def test_items_below_a_line_that_orders_are_ordered(paragraphs: tuple[str, ...], actions: list[str]) -> None:
    """Each is done by whom it names, or the line above; one decision is one order to each."""
    told = told_by(annotated(*paragraphs))
    assert [
        action for action in told if action.split(":")[0] in ("Order", "ContentRemoval", "Penalty")
    ] == actions


def test_the_office_in_a_label_is_whom_we_stands_for() -> None:
    """A turn may name the office, with the person in brackets, or alone; nobody's "we" is another's."""
    told = told_by(
        annotated(
            "Ada Obi (Leeds North): Facebook refused to remove the page in the United Kingdom.",
            "The Secretary of State for the Home Department (Peter Harrow): We have banned TikTok on phones.",
            "Ada Obi: Meta lost the case.",
            "The Chair: We will hear Snapchat.",
            "Peter Harrow: I have asked Snapchat to remove the videos.",
        )
    )
    assert "Block: Home Office > TikTok" in told
    assert "Request: Peter Harrow > Snapchat" in told
    assert not [action for action in told if "Ada Obi >" in action or "Meta > TikTok" in action]


def test_the_label_of_a_turn_is_not_who_acts_in_it() -> None:
    """Also with somebody addressed in between."""
    found = annotated(
        "Mrs Akosua Darkoah: Mr Speaker, in May the police of Ghana arrested Kofi Boampong over a post on TikTok.",
        "Mrs Akosua Darkoah: I thank the House.",
    )
    assert "Prosecution: police of Ghana > Kofi Boampong" in told_by(found)
