"""How reports, cuts of networks, conditions and payments are worded: which action each sentence tells, and which it doesn't."""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_wordings import told

TOLD = [
    # whose report it is, publishes it
    (
        "A new report by Freedom House says that trolls flooded X before the vote.",
        "Report: Freedom House > -",
    ),
    ("Freedom House's yearly report ranks Chad among the worst.", "Report: Freedom House > -"),
    ("Access Now found that Senegal had cut mobile internet.", "Report: Access Now > -"),
    ("Ofcom's report, which came out on Monday, says TikTok was slow.", "Report: Ofcom > -"),
    # networks are no platforms
    ("The mobile services were earlier suspended on 11 February.", "Shutdown: - > -"),
    ("Within an hour the whole country was disconnected.", "Shutdown: - > -"),
    # an order has the body before it
    ("The Supreme Court order issued on Monday bound them all.", "Order: Supreme Court of Chad > -"),
    # who has paid complies, who must pay is penalised
    ("TikTok paid the fine in May.", "Compliance: TikTok > -"),
    ("X has to pay a penalty of 28 million reais.", "Penalty: - > X"),
    # a law's conditions
    ("Those who share the clips on TikTok will be prosecuted.", "Prosecution: - > - conditional"),
    # whom a body finds in breach
    ("The Commission found Meta in breach of the Digital Services Act.", "NonCompliance: Meta > -"),
    (
        "The European Commission has sent X a request for information.",
        "Request: European Commission > X",
    ),
    ("The suspension comes after weeks of riots.", "Block: - > Telegram"),
]

NOT_TOLD = [
    ("Internet shutdowns harm the economy.", "Shutdown"),
    ("Any person who is found guilty may ask for a review.", "Prosecution"),
    ("Ofcom fined 4chan for failing to respond to two letters.", "Statement"),
    ("Anything else falls under Rule 2 of the Temporary Suspension of Telecom Services Rules.", "Shutdown"),
]


@pytest.mark.parametrize(("sentence", "action"), TOLD)
def test_wording_tells_its_action(sentence: str, action: str) -> None:
    """The action with exactly these agents and targets is among what the sentence tells."""
    assert action in told(sentence)


@pytest.mark.parametrize(("sentence", "kind"), NOT_TOLD)
def test_wording_tells_no_such_action(sentence: str, kind: str) -> None:
    """What only looks like an action of the kind is none."""
    assert not [action for action in told(sentence) if action.startswith(kind)]
