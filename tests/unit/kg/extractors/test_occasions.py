"""Acts that news tells in passing: what is taken up again ("the ban was imposed on Friday"), kept, broken, walked out of or denied.

Every line is about a construction, not about its sentence.
"""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_wordings import told

WORDINGS = [
    # a restriction told before, in the passive of a verb that only carries it
    ("The blockade was imposed on 9 February.", "Block: - > Telegram"),
    # whoever is accused of something did it, in the accuser's words
    ("Access Now accused the government of deliberate throttling.", "Throttle: Government of Chad > - alleged"),
    # "once" with a past tense is no condition
    ("The order was dropped once Meta had taken down the channels.", "ContentRemoval: Meta > -"),
    # what others expect is no promise
    ("The National Assembly is expected to vote on the bill on Tuesday.", "Legislation: National Assembly of Chad > - possible"),
    # who does not rule something out may do it
    ("Ofcom did not rule out blocking Signal.", "Block: Ofcom > Signal possible"),
    # what somebody else keeps a firm from is no breach of the firm's
    ("Kenya barred Facebook from applying its new terms.", "Order: Government of Kenya > Facebook"),
    # complying without an object
    ("MTN and Airtel obeyed within hours.", "Compliance: MTN + Bharti Airtel > -"),
    ("Meta paid no attention to the ultimatum.", "NonCompliance: Meta > -"),
    ("Ofcom invited TikTok to talks on child safety.", "Engagement: Ofcom > TikTok"),
    ("Access Now walked out of a working group last Thursday.", "Engagement: Access Now > -"),
    ("Ghana threatened TikTok with severe measures.", "Penalty: Government of Ghana > TikTok possible"),
    ("Three bloggers were sent to prison by the High Court.", "Prosecution: High Court of Chad > Three bloggers"),
    ("Dozens of students demonstrated on Friday.", "Protest: students > -"),
    ("Video on Instagram and YouTube was throttled.", "Throttle: - > Instagram + YouTube"),
    ("Meta has settled a dispute with the Irish Data Protection Commission.", "Agreement: Meta > Data Protection Commission"),
    ("Meta did not return calls.", "Statement: Meta > - negative"),
    ("Ofcom cited the secrecy provisions of the act.", "Statement: Ofcom > -"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "claim"), WORDINGS)
def test_a_wording_tells_its_action(sentence: str, claim: str) -> None:
    assert claim in told(sentence)


NOT_TOLD = [
    # a source that would not be named demands nothing
    ("Telegram is safe, a man said, asking not to be named.", "Request"),
    # a court case suspends nothing by itself
    ("An appeal is possible but does not suspend it.", "Block"),
    # whom a driver picks up is under no arrest
    ("Uber drivers are safe, it said, who are picking up users.", "Prosecution"),
    ("Kenya barred Facebook from applying its new terms.", "NonCompliance"),
]


@pytest.mark.parametrize(("sentence", "kind"), NOT_TOLD)
def test_a_wording_tells_no_such_action(sentence: str, kind: str) -> None:
    assert not [claim for claim in told(sentence) if claim.startswith(kind + ":")]


@pytest.mark.parametrize(
    ("lead", "claim"),
    [
        # nobody but the spokeswoman has been spoken of
        ("Chad's regulator fined Meta. A spokeswoman for Meta said on Monday that it was ready.", "Proceeding: Meta > - promised"),
        # a named one speaks for herself
        ("Chad's regulator fined Meta. Ada Obi, a spokeswoman for Meta, spoke on Monday.", "Proceeding: Meta > - promised"),
    ],
)  # fmt: skip
def test_she_who_speaks_for_a_body_speaks_as_the_body(lead: str, claim: str) -> None:
    assert claim in told("She said the company would appeal.", lead + " ")
