"""Operative parts of decisions of our own: items without a subject are done by who decides."""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_request_lists import annotated

ITEMS = (
    "1. orders Telegram to remove the channels within two days;",
    "2. fines TikTok 3 million euros;",
    "3. dismisses the appeal of Telegram.",
)


@pytest.mark.parametrize(
    "lead",
    [
        "Under the law on data the Communications Authority of Kenya",
        "For these reasons the Communications Authority of Kenya hereby:",
    ],
)
def test_items_without_a_subject_are_done_by_the_body_above_them(lead: str) -> None:
    """Orders and fines in a numbered list have the agent that the line above names."""
    found = annotated("Telegram and TikTok were heard.", lead, *ITEMS).claims
    done = {(c.kind, c.agent, c.target) for c in found if c.kind in ("Order", "Penalty")}
    authority = ("communications-authority-of-kenya",)
    assert done == {("Order", authority, ("telegram",)), ("Penalty", authority, ("tiktok",))}


def test_the_judge_above_a_list_is_the_court_at_the_head_of_the_document() -> None:
    """A judgment names its court once, at its head."""
    found = annotated(
        "HIGH COURT OF KENYA",
        "Telegram and TikTok were heard. The Supreme Court of Kenya has ruled otherwise.",
        "The judge",
        *ITEMS,
    ).claims
    court = ("high-court-of-kenya",)
    decided = [c for c in found if c.kind in ("Penalty", "Proceeding") and c.said_by is None]
    assert [c.agent for c in decided][-2:] == [court, court]


def test_nouns_at_the_head_of_an_item_stay_nouns() -> None:
    """A list of things that look like verbs decides nothing."""
    found = annotated(
        "The Communications Authority of Kenya counted for Telegram:",
        "1. orders of 3 May;",
        "2. reports from users in Kenya.",
    ).claims
    assert not [c for c in found if c.kind in ("Order", "Report")]


DECIDED = [
    # a head of government, who stands in the line above
    (
        "DECREE No. 5\n\nThe Prime Minister of Chad,\n\nDECREES:\n\nArticle 1. Operators are ordered to block Telegram.",
        ("Order", ("government-of-chad",), ("operators",)),
    ),
    # a body under its name at the head
    (
        "COMMUNICATIONS AUTHORITY OF KENYA\n\nHaving heard Meta,\n\nTHE BOARD HAS DECIDED AS FOLLOWS:\n\n1. A fine of $2 million is imposed on Meta.",
        ("Penalty", ("communications-authority-of-kenya",), ("meta",)),
    ),
    # the court of a case
    (
        "IN THE HIGH COURT OF KENYA AT NAIROBI\n\nTelegram ... PETITIONER\nAND\nCommunications Authority of Kenya ... RESPONDENT\n\nThe Respondent is hereby ordered to unblock Telegram.",
        ("Order", ("high-court-of-kenya",), ("communications-authority-of-kenya",)),
    ),
    (
        "HIGH COURT OF KENYA\n\nMeta ... PETITIONER\nAND\nTelegram ... RESPONDENT\n\nIT IS FURTHER ORDERED that Respondent is restrained from blocking Facebook.",
        ("Order", ("high-court-of-kenya",), ("telegram",)),
    ),
]


@pytest.mark.parametrize(("text", "action"), DECIDED)
def test_whoever_decides_does_what_is_told_in_the_passive(text: str, action: tuple[object, ...]) -> None:
    """Behind a line like "decrees:", and in a judgment."""
    found = annotated(text).claims
    assert [(c.kind, c.agent, c.target) for c in found if c.kind == action[0]] == [action]
