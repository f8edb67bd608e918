"""Acts dated by an event of the same sentence, or by a deed that the document told before."""

from __future__ import annotations

import pytest

from tests.unit.kg.test_dating import days

BY_AN_EVENT = [
    ("The government of Uganda shut down the internet two days before the election on 14 January 2021.", "Shutdown", "2021-01-12", "2021-01-12", ""),
    ("A week after the ruling of 2 April 2024, Kenya blocked TikTok.", "Block", "2024-04-09", "2024-04-09", ""),
    ("The regulator of Kenya unblocked TikTok two days after it was blocked on 5 March 2024.", "Unblock", "2024-03-07", "2024-03-07", ""),
    ("Two weeks after the ban of 1 April (the first in Kenya), a court in Nairobi on Wednesday fined TikTok.", "Penalty", "2024-04-17", "2024-04-17", ""),
    ("Facebook was blocked in Kenya a day after protests were called for Tuesday.", "Block", "", "", ""),
    ("When the deadline expired on 5 March 2024, the government of Kenya blocked TikTok.", "Block", "2024-03-05", "2024-03-05", ""),
    ("After protests broke out on 5 March 2024, the government of Kenya blocked TikTok.", "Block", "2024-03-05", "", ""),
    ("Before the ban was imposed on 3 April, TikTok removed the videos in Kenya.", "ContentRemoval", "", "2024-04-03", ""),
    ("Sellers in Kenya gathered in front of post offices on Tuesday to protest against the ban of TikTok.", "Protest", "2024-04-16", "2024-04-16", ""),
    ("The shutdown of the internet was announced on Sunday by the government of Kenya.", "Shutdown", "", "", ""),
    ("Turkey blocked Wikipedia between April 2017 and January 2020.", "Block", "2017-04-01", "2017-04-30", "2020-01-31"),
    ("From 5 to 9 March 2024 Kenya cut mobile internet during protests.", "Shutdown", "2024-03-05", "2024-03-05", "2024-03-09"),
    ("On Monday the Data Protection Commission adopted a decision which imposed a fine on TikTok.", "Penalty", "2024-04-15", "2024-04-15", ""),
    ("In March 2024 TikTok shut its office in Kenya, and for months it had refused to remove the posts.", "NonCompliance", "", "", ""),
    ("The European Commission closed its investigation into TikTok on 3 April.", "Investigation", "", "", "2024-04-03"),
    ("The regulator of Kenya banned TikTok on Monday. The move comes a day after the Supreme Court of Kenya fined the company.", "Penalty", "2024-04-14", "2024-04-14", ""),
    ('The Supreme Court of Kenya fined TikTok on Monday. "The platform is hereby ordered to remove the posts," the judge said.', "Order", "", "", ""),
    ("Drivers protest in Nairobi against Uber on Wednesdays. Kenya banned Uber.", "Protest", "", "", ""),
    ("TikTok failed to act in Kenya on 25 June; we weren't ordered by the regulator to remove a video.", "Order", "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind", "earliest", "latest", "until"),
    BY_AN_EVENT,
    ids=[f"{s[1]}: {s[0][:40]}" for s in BY_AN_EVENT],
)
def test_the_date_of_an_event_dates_what_is_told_beside_it(
    content: str, kind: str, earliest: str, latest: str, until: str
) -> None:
    """So many days from an event, at it, after it or before it; a state lasts over the stretch that it is told with."""
    assert days(content, kind) == (earliest, latest, until)


RULING = "The Supreme Court of Kenya ordered Meta to remove the posts on 2 April. "
BY_A_DEED = [
    (RULING + "Three days after the ruling, Meta complied with the order.", "Compliance", "2024-04-05"),
    (RULING + "The regulator fined Meta on the day of the ruling.", "Penalty", "2024-04-02"),
    (RULING + "At about 6 p.m. police arrested a blogger.", "Prosecution", "2024-04-02"),
    (RULING + "By 9pm TikTok had removed the videos.", "ContentRemoval", ""),
    ("The regulator of Kenya fined TikTok on 3 April. Around noon police arrested its director.", "Prosecution", "2024-04-03"),
    ("The regulator of Kenya fined TikTok on 3 April. Every night at 7 p.m. the operators cut mobile internet.", "Shutdown", ""),
    ("The regulator fined TikTok in Kenya. Around noon police arrested its director.", "Prosecution", ""),
    ("The regulator fined TikTok in Kenya on 3 April. Two days after the arrest, TikTok complied with the order.", "Compliance", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind", "day"), BY_A_DEED, ids=[f"{s[1]}: {s[0][-40:]}" for s in BY_A_DEED]
)
def test_a_deed_told_before_dates_what_counts_from_it(content: str, kind: str, day: str) -> None:
    """The nearest deed that the noun can mean; for a time of day, that told last. Where none is told, nothing is dated."""
    assert days(content, kind)[:2] == (day, day)


TALK = """PRESENTER: Why was TikTok blocked? With me are Ama Mensah, director of the Accra Digital Watch, and Kofi Boateng, a lawyer.

MENSAH: We call on the government of Kenya to restore TikTok. We asked the regulator to restore it.

PRESENTER: And what does the government say?

BOATENG: I deny that we ordered the block.

PRESENTER: And what comes next?

MENSAH: The regulator fined TikTok.
"""


def test_who_speaks_in_a_transcript_asks_and_denies_on_its_day() -> None:
    """Their "I" and "we" in the present tense; what they tell of the past has no day by that."""
    assert days(TALK, "Request")[:2] == ("2024-04-18", "2024-04-18")
    assert days(TALK, "Statement")[:2] == ("2024-04-18", "2024-04-18")
    assert days(TALK, "Penalty")[:2] == ("", "")
