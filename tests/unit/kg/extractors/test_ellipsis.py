"""What clauses leave out: who did the same, complied or denied it, and whom a bare number means; and labels of turns."""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_wordings import told

TOLD = [
    # the same of somebody else
    ("Kenya blocked X on Monday, as did Uganda on Tuesday.", "Block: Government of Uganda > X"),
    ("Kenya blocked X. So did Uganda.", "Block: Government of Uganda > X"),
    ("TikTok was fined by Ofcom in May, and so was Google in June.", "Penalty: Ofcom > Google"),
    ("X is blocked in Russia, as are Facebook and Instagram.", "Block: - > Facebook + Instagram"),
    (
        "Canada banned TikTok in February. Quebec followed suit that day.",
        "Block: Government of Quebec > TikTok",
    ),
    ("YouTube blocked RT on Monday. TikTok does the same.", "Block: TikTok > RT"),
    # who does so was asked to
    ("Ofcom told Google and X to answer. They did so in May.", "Compliance: Google + X > Ofcom"),
    ("X did as told a week later.", "Compliance: X > -"),
    # so many of a list
    ("Ofcom ordered Google and X to answer. Both complied.", "Compliance: Google + X > Ofcom"),
    ("Ofcom ordered Google and X to answer. Neither complied.", "NonCompliance: Google + X > Ofcom"),
    (
        "Meta and Google lost the case. The two said they would appeal.",
        "Proceeding: Meta + Google > - promised",
    ),
    # what was said of somebody is denied
    (
        "NetBlocks said Airtel had throttled YouTube, which the operator denies.",
        "Throttle: Bharti Airtel > YouTube negative",
    ),
    (
        "Users reported that Airtel had blocked X. Airtel has rejected the accusation.",
        "Block: Bharti Airtel > X negative",
    ),
    ("Talk of a WhatsApp ban is false, Ofcom said.", "Block: - > WhatsApp negative"),
    (
        "Rumours that WhatsApp would be cut were dismissed by Ofcom.",
        "Block: Ofcom > WhatsApp negative",
    ),
]

NOT_TOLD = [
    ("Ofcom has denied that it asked X to hand over data.", "NonCompliance"),
    ("Kenya blocked X. The ministry had received no instructions to do so.", "Compliance"),
    ("The party called the closures of YouTube channels an act of revenge.", "requested"),
]


@pytest.mark.parametrize(("text", "action"), TOLD)
def test_what_is_left_out_is_told(text: str, action: str) -> None:
    """The action with exactly these agents and targets is among what the text tells."""
    assert action in told(text)


@pytest.mark.parametrize(("text", "action"), NOT_TOLD)
def test_nothing_more_is_told(text: str, action: str) -> None:
    """No action of that sort is told."""
    assert not [a for a in told(text) if action in a]
