"""Licences, visits, refusals to speak, courts named only before, office holders beside their office: who does what to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.annotation import annotate_text
from kg.model import Segment
from tests.texts import text_of
from tests.unit.kg.extractors.test_wordings import told

LEAD = "Ghana's High Court and its communications regulator blocked Telegram in May. "

WORDINGS = [
    # a licence is given, kept back or not renewed by decision
    ("A judge granted TikTok a two-year licence.", "Order: - > TikTok"),
    ("The National Communications Authority withheld Starlink's licence.", "Order: National Communications Authority > Starlink"),
    (
        "In 2017 the National Communications Authority declined to renew Uber's operating licence.",
        "Order: National Communications Authority > Uber",
    ),
    # where only the passive is told, the court of the text acts
    ("TikTok's petition was thrown out on Monday.", "Proceeding: High Court of Ghana > TikTok"),
    # whoever travels to meet somebody meets them
    (
        "Meta's Nick Clegg will fly to Accra to raise the matter with the National Communications Authority.",
        "Engagement: Nick Clegg > National Communications Authority promised",
    ),
    # what is taken from circulation, and users who are cut off
    ("Ghana withdrew TikTok from circulation for ten days.", "Block: Government of Ghana > TikTok"),
    ("MTN cut off its customers on Monday.", "Shutdown: MTN > -"),
    # what headlines tell in the passive without "was", or ask for
    ("Pavel Durov indicted in Accra", "Prosecution: - > Pavel Durov"),
    ("Restore TikTok at once.", "Unblock: - > TikTok requested"),
    # what is only the subject of an appeal is not turned down with it
    ("The High Court of Ghana rejected an appeal against the ban on TikTok.", "Block: - > TikTok"),
    # nobody does what a minister says will not be done
    ("Ada Mensah said TikTok would not be blocked.", "Block: - > TikTok promised negative"),
    # the holder beside the office
    ("The Data Commissioner, Ada Mensah, ordered WhatsApp to stop.", "Order: Ada Mensah > WhatsApp"),
    ("The judge, Ada Mensah, declined to extend the order.", "Order: Ada Mensah > - negative"),
    # a letter that commands
    (
        "The National Communications Authority wrote to MTN telling it to block TikTok.",
        "Order: National Communications Authority > MTN",
    ),
    # what is looked at, into and checked
    ("The National Communications Authority opened a check into TikTok.", "Investigation: National Communications Authority > TikTok"),
    ("The National Communications Authority started looking at TikTok.", "Investigation: National Communications Authority > TikTok"),
    # silence
    ("TikTok did not answer questions.", "Statement: TikTok > - negative"),
    ("The National Communications Authority declined to be drawn.", "Statement: National Communications Authority > - negative"),
    # to be slow to do something, and to be slow
    ("TikTok was slow to carry out the orders.", "NonCompliance: TikTok > -"),
    ("TikTok was slow for hours.", "Throttle: - > TikTok"),
    # who demands that something be done does not do it
    ("The National Communications Authority demanded that TikTok be suspended.", "Block: - > TikTok requested"),
    # a body by its initials alone
    ("Transport for Tema (TfT) fined Uber.", "Penalty: Transport for Tema > Uber"),
    # got back, lost
    ("Users lost YouTube on Monday and got YouTube back on Friday.", "Unblock: - > YouTube"),
    # courts apply the law to whoever turns to them, and to nobody who walks away
    ("The National Communications Authority walked away from its court fight with TikTok.", "Proceeding: National Communications Authority > High Court of Ghana"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), WORDINGS)
def test_conduct_is_read(sentence: str, expected: str) -> None:
    """The sentence tells this among its actions."""
    assert expected in told(sentence, LEAD)


NOT_TOLD = [
    ("TikTok was slow to carry out the orders.", "Throttle"),
    ("The minister asked what the ban on TikTok had cost.", "Request"),
    ("Meta's vice president met the National Communications Authority.", "Government of Ghana"),
    ("The judge, Ada Mensah, declined to extend the order.", "NonCompliance"),
]


@pytest.mark.parametrize(("sentence", "part"), NOT_TOLD)
def test_other_matters_are_no_actions(sentence: str, part: str) -> None:
    """Words that look like another action tell none."""
    assert not any(part in line for line in told(sentence, LEAD))


UNKNOWN_ACTORS = [
    # nothing but what it does says that it is somebody
    ("The Synod said TikTok was next.", "Statement: Synod > -"),
    ("The Left urged TikTok to stay.", "Request: Left > TikTok"),
    # chambers of trade ask, those of a parliament make laws
    ("The Chamber of Digital Economy asked TikTok to stay.", "Request: Chamber of Digital Economy > TikTok"),
    # capitals that are part of a name negate nothing
    ("The NO DPA fined TikTok.", "Penalty: NO DPA > TikTok"),
    ("TikTok faces a fine unless it replies.", "Penalty: - > TikTok conditional"),
    ("Operators acted on instructions from the High Court.", "Order: High Court of Ghana > Operators"),
    ("The Senate is expected to vote on Friday.", "Legislation: Senate of Ghana > - possible"),
    ("TikTok is seeking to have the ban overturned.", "Proceeding: TikTok > High Court of Ghana"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), UNKNOWN_ACTORS)
def test_actors_known_by_their_acts(sentence: str, expected: str) -> None:
    """The sentence tells this among its actions."""
    assert expected in told(sentence, LEAD)


def test_releases_do_what_they_tell_in_the_passive() -> None:
    """What the release of a court says is decided and asked, the court decides and asks."""
    text = text_of(
        "COMPETITION TRIBUNAL OF SOUTH AFRICA\n\nTikTok was fined in 2021 by the High Court. The finding is upheld. Users are urged to wait.",
        published="2024-06-14",
    )
    headline = len("COMPETITION TRIBUNAL OF SOUTH AFRICA")
    segments = (
        Segment(begin=0, end=headline, role="headline"),
        Segment(begin=headline + 2, end=len(text.content), role="body"),
    )
    found = annotate_text(replace(text, segments=segments))
    labels = {e.key: e.label for e in found.entities}
    done = {(c.kind, *(labels[k] for k in c.agent)) for c in found.claims}
    assert {
        ("Order", "Competition Tribunal of South Africa"),
        ("Request", "Competition Tribunal of South Africa"),
    } <= done
