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

#: What is told of each text, and words of what is not.
NOT_TOLD = [
    ("Ofcom has denied that it asked X to hand over data.", "Statement: Ofcom > -", "NonCompliance"),
    (
        "Kenya blocked X. The ministry had received no instructions to do so.",
        "Block: Government of Kenya > X",
        "Compliance",
    ),
    (
        "The party called the closures of YouTube channels an act of revenge.",
        "ContentRemoval: - > YouTube",
        "requested",
    ),
    # only what was done may be done again
    (
        "Ethiopia refused to unblock Facebook, and Kenya did the same.",
        "Unblock: Government of Ethiopia > Facebook negative",
        "Kenya",
    ),
    (
        "France planned to ban TikTok, and Spain did the same.",
        "Block: Government of France > TikTok promised",
        "Spain",
    ),
    (
        "Ofcom asked TikTok to remove videos, as did Arcom.",
        "Request: Arcom > TikTok",
        "ContentRemoval: Arcom",
    ),
    (
        "Vietnam blocked Telegram. Thailand has followed its lead on taxes.",
        "Block: Government of Vietnam > Telegram",
        "Thailand",
    ),
    ("Ofcom told X to remove posts. X rarely did so.", "Order: Ofcom > X", "Compliance"),
    # what is rejected may be no word of anybody, and nobody answers for another country
    (
        "NetBlocks said Airtel had throttled YouTube. Ofcom offered help, and Airtel rejected it.",
        "Throttle: Bharti Airtel > YouTube",
        "Throttle: Bharti Airtel > YouTube negative",
    ),
    (
        "Human Rights Watch said Vietnam had blocked Telegram. The president of Kenya denied that.",
        "Block: Government of Vietnam > Telegram",
        "negative",
    ),
    # who undoes or appeals a decision did not take it
    ("X has appealed the order blocking its service.", "Proceeding: X > -", "Order: X"),
    (
        "The High Court of Kenya suspended the order banning X.",
        "Order: High Court of Kenya > -",
        "Block: High",
    ),
    # a letter to somebody is not theirs
    (
        "A letter to Google told the company that it faced a fine.",
        "Penalty: - > Google possible",
        "Statement",
    ),
    (
        "The Commission has decided to fine X next month, Reuters reported.",
        "Penalty: - > X promised",
        "Penalty: Reuters",
    ),
]


@pytest.mark.parametrize(("text", "action"), TOLD)
def test_what_is_left_out_is_told(text: str, action: str) -> None:
    """The action with exactly these agents and targets is among what the text tells."""
    assert action in told(text)


@pytest.mark.parametrize(("text", "action", "unwanted"), NOT_TOLD)
def test_nothing_more_is_told(text: str, action: str, unwanted: str) -> None:
    """The action is told, and none with the words."""
    found = told(text)
    assert action in found
    assert not [a for a in found if unwanted in a]
