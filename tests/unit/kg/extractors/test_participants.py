"""Whose demand, whose appeal, whom in what letter: participants that stand elsewhere than the parse or the nearest name says."""

from __future__ import annotations

import pytest

from kg.annotation import annotate_text
from tests.texts import text_of
from tests.unit.kg.extractors.test_actions import annotated
from tests.unit.kg.extractors.test_wordings import LEAD, told

READINGS = [
    # persons of whom each is told what office he holds
    (
        "Maria Lopez, the minister of justice, and Kofi Mensah, the head of Ofcom, announced the ban.",
        "Statement: Maria Lopez + Kofi Mensah > -",
    ),
    (
        "Maria Lopez, president of Access Now, and Kofi Mensah, director of Amnesty International, condemned the ban.",
        "Statement: Maria Lopez + Kofi Mensah > -",
    ),
    # of one office that several states have
    (
        "The embassies of Canada, Japan and Norway condemned the ban on Discord.",
        "Statement: Government of Canada + Government of Japan + Government of Norway > -",
    ),
    (
        "Access Now urged the governments of Kenya and Uganda to restore the service.",
        "Request: Access Now > Government of Kenya + Government of Uganda",
    ),
    # whose demand is met or not
    (
        "Telegram failed to comply with an order issued by the High Court of Kenya.",
        "NonCompliance: Telegram > High Court of Kenya",
    ),
    ("TikTok refused to hand over the data that Ofcom had requested.", "NonCompliance: TikTok > Ofcom"),
    ("Meta refused to obey Ofcom.", "NonCompliance: Meta > Ofcom"),
    ("Discord missed the deadline set by Ofcom.", "NonCompliance: Discord > Ofcom"),
    ("Discord failed to pay a fine imposed by Ofcom.", "NonCompliance: Discord > Ofcom"),
    # … but a law is nobody's demand
    ("Discord failed to comply with the Online Safety Act.", "NonCompliance: Discord > -"),
    # the members of a counted set do nothing to themselves
    (
        "Two groups, Access Now and Amnesty International, wrote to TikTok in May asking it to restore the service.",
        "Request: Access Now + Amnesty International > TikTok",
    ),
    (
        "Two groups, Access Now and Amnesty International, called on Discord to restore the service.",
        "Request: Access Now + Amnesty International > Discord",
    ),
    # who is asked to do something has not done it
    (
        "TikTok asked the High Court of Kenya to strike out the suit against Discord.",
        "Proceeding: TikTok > High Court of Kenya + Discord",
    ),
    # whom and where somebody sues
    (
        "Access Now sued the government of Kenya over the ban at the High Court of Kenya.",
        "Proceeding: Access Now > Government of Kenya + High Court of Kenya",
    ),
    # whose decision a court undoes, and whose letter is to be withdrawn
    (
        "The High Court of Kenya quashed a decision of the Communications Authority of Kenya to block TikTok.",
        "Order: High Court of Kenya > Communications Authority of Kenya",
    ),
    (
        "The High Court of Kenya quashed a decision of the Communications Authority of Kenya to block TikTok.",
        "Block: Communications Authority of Kenya > TikTok ordered",
    ),
    (
        "The High Court of Kenya directed Ofcom to withdraw its letter ordering TikTok to leave.",
        "Order: Ofcom > TikTok",
    ),
    ("Ofcom fined TikTok. Today's decision orders TikTok to appear.", "Order: Ofcom > TikTok"),
    # whose licence, whose lawyer, whose operator, whose site
    ("CNN, whose licence was revoked on Sunday, must be heard.", "Penalty: - > CNN"),
    (
        "TikTok's lawyer, Peter Kamau, said his client would appeal the fine.",
        "Proceeding: TikTok > - promised",
    ),
    ("Telegram's operator, Lumen Works, sued Ofcom.", "Proceeding: Lumen Works > Ofcom"),
    # who is meant by a possessive is nearer than the subject
    (
        "The High Court of Kenya rejected an appeal by the operator of TikTok against its ban.",
        "Block: - > TikTok",
    ),
    # what a country's cabinet and its branches of organisations do
    ("The Indonesian cabinet banned Discord.", "Block: Government of Indonesia > Discord"),
    ("Amnesty Kenya urged Discord to restore the service.", "Request: Amnesty Kenya > Discord"),
    ("Ofcom asked Kenya for access to the records of Discord.", "Request: Ofcom > Government of Kenya"),
    # the sides of a case
    (
        "Meta and TikTok appealed the fine. The appellants argued that the law was unclear.",
        "Proceeding: Meta + TikTok > -",
    ),
    (
        "Access Now sued TikTok. The respondent denied the claim.",
        "Statement: TikTok > -",
    ),
    # whoever is punished is whose breach went before
    ("Ofcom fined TikTok after failing to comply with a notice.", "NonCompliance: TikTok > Ofcom"),
    ("Ofcom blocked Discord after it ignored a notice.", "NonCompliance: Discord > Ofcom"),
    # whose appeal a court decides
    ("The High Court of Kenya dismissed TikTok's appeal.", "Proceeding: High Court of Kenya > TikTok"),
    ("TikTok's appeal was dismissed by the High Court of Kenya.", "Proceeding: High Court of Kenya > TikTok"),
    (
        "The High Court of Kenya threw out a petition filed by Access Now.",
        "Proceeding: High Court of Kenya > Access Now",
    ),
    # to whom a letter goes
    ("In a letter to Ofcom, Discord said that the law was unclear.", "Statement: Discord > Ofcom"),
    ("Discord wrote in a letter to Ofcom on Monday that the law was unclear.", "Statement: Discord > Ofcom"),
    # names between a verb of ordering and what is to be done
    (
        "A criminal judgeship of peace in Adana ordered the game platform Roblox blocked.",
        "Block: - > Roblox ordered",
    ),
    (
        "Justice Peter Otieno of the High Court of Kenya granted an injunction, telling TikTok to hide the posts.",
        "Order: Peter Otieno > TikTok",
    ),
    # a definite plural comes back to a list
    (
        "Airtel and MTN blocked TikTok. The companies said that Discord was blocked too.",
        "Statement: Bharti Airtel + MTN > -",
    ),
    ("Ofcom fined Meta and TikTok. Both companies will appeal.", "Proceeding: Meta + TikTok > - promised"),
    (
        "Ofcom fined Meta and TikTok. The three companies will appeal.",
        "Proceeding: three companies > - promised",
    ),
    # whoever signs with somebody agrees with them
    (
        "TikTok signed an agreement with the Communications Authority of Kenya in May.",
        "Agreement: TikTok + Communications Authority of Kenya > -",
    ),
    # whose petition it was, of which the sentence before told
    (
        "TikTok appealed to the High Court of Kenya in May. The court dismissed the appeal on Friday.",
        "Proceeding: High Court of Kenya > TikTok",
    ),
    (
        "TikTok and Meta lost on Friday when the High Court of Kenya threw out their appeal.",
        "Proceeding: High Court of Kenya > TikTok + Meta",
    ),
    # who is on the other side of whoever argues, of which the sentence before told
    (
        "Ofcom fined TikTok in May. TikTok submitted that the sum was out of proportion.",
        "Proceeding: TikTok > Ofcom",
    ),
    # the only one who can have done what the passive tells
    (
        "Ofcom closed its inquiry into Discord in May. Discord was fined 5 million pounds.",
        "Penalty: Ofcom > Discord",
    ),
    (
        "Ofcom and the High Court of Kenya met in May. Discord was fined 5 million pounds.",
        "Penalty: - > Discord",
    ),
    # whoever is named beside her office acts, whatever the office is called
    (
        "Tunji Bello, the FCCPC's chief executive, welcomed the ruling on TikTok.",
        "Statement: Tunji Bello > -",
    ),
    # a year is no part of whom it dates
    ("In 2017 regulators threatened to block TikTok.", "Block: regulators > TikTok possible"),
    # an object that a text gives the verb only once
    (
        "The High Court of Kenya fined Maria Lopez to 500 dollars and Meta to 900.",
        "Penalty: High Court of Kenya > Maria Lopez + Meta",
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), READINGS)
def test_reading(sentence: str, expected: str) -> None:
    """The sentence tells the action with this agent and target."""
    assert expected in told(sentence)


TOLD_ONCE = [
    ("Ofcom adopted a decision fining TikTok 5 million pounds.", "Penalty: Ofcom > TikTok"),
    ("Ofcom issued a decision imposing a fine of 5 million pounds on TikTok.", "Penalty: Ofcom > TikTok"),
    ("Discord promised to remove the videos.", "ContentRemoval: Discord > - promised"),
]


@pytest.mark.parametrize(("sentence", "expected"), TOLD_ONCE)
def test_what_is_decided_or_promised_is_told_once(sentence: str, expected: str) -> None:
    """No order or promise stands beside the action that is its content."""
    assert told(sentence) == [expected]


SOURCES = [
    ("Vodafone was told by Ofcom to block Discord.", "Block", "Ofcom"),
    ("Discord promised to remove the videos.", "ContentRemoval", "Discord"),
]


@pytest.mark.parametrize(("sentence", "kind", "speaker"), SOURCES)
def test_what_is_ordered_or_promised_is_said_by_who_does(sentence: str, kind: str, speaker: str) -> None:
    """The source of an order's content is who orders, of a promise who promises."""
    found = annotated(sentence, LEAD)
    labels = {e.key: e.label for e in found.entities}
    claim = next(c for c in found.claims if c.kind == kind and c.trigger.begin >= len(LEAD))
    assert claim.said_by is not None
    assert labels[claim.said_by] == speaker


def test_the_site_of_an_outlet_is_blocked_as_a_service_is() -> None:
    """Only where the text has no service that could be meant."""
    content = "The Communications Authority of Kenya suspended the website of the Daily Observer. The authority had blocked the site on 12 March."
    blocked = [c.target for c in annotated(content, "").claims if c.kind == "Block"]
    assert blocked == [("daily-observer",), ("daily-observer",)]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("TikTok failed to demonstrate the urgency.", "NonCompliance"),
        ("TikTok failed to demonstrate the urgency.", "Protest"),
        ("TikTok disclosed the personal data of users.", "Statement"),
        ("Ofcom fines 4chan until it complies.", "Compliance"),
        ("TikTok stayed online.", "Unblock"),
        ("The order followed a request by Ofcom.", "Compliance"),
        ("NetBlocks, which monitors the internet, was asked.", "Report"),
        ("Ofcom acted on a complaint by Access Now.", "Compliance"),
        ("4chan failed to respond to the request of Ofcom.", "Statement"),
    ],
)
def test_what_tells_no_such_act(sentence: str, kind: str) -> None:
    """What is to be proved, data that is given away, a body that takes up a complaint, an answer that is owed."""
    assert not [reading for reading in told(sentence) if reading.startswith(f"{kind}:")]


def test_half_of_them_leads_to_no_circle() -> None:
    """ "Half of them" stands for a list whose first member stands for "half of them" again."""
    sentence = "Some 200 musicians and fans sang in front of the palace on December 2, half of them against Spotify and half of them against its leaving."
    assert annotated(sentence, LEAD).claims


def test_a_name_that_looks_like_a_number_is_whom_the_noun_before_it_means() -> None:
    sentence = "Internet message board 4chan has been fined £20,000 by Ofcom for stonewalling its requests."
    assert "Penalty: Ofcom > 4chan" in told(sentence)


PLACES = {
    "the region that the text is about": (
        "Montana bans TikTok. Montana's governor signed the bill. A judge in Montana blocked the law. TikTok sued Montana.",
        {"Montana"},
    ),
    "who speaks from abroad speaks of it": (
        "Telegram was blocked in Indonesia. Users in Indonesia protested. The European Union criticised the ban.",
        {"Indonesia"},
    ),
    "the heading of a digest's entry": (
        "KENYA. X was blocked on 4 June.\n\nPERU. Telegram was blocked on 5 June. The ban recalls one in Iran.\n\nIRAQ: DARK\n\nTikTok was blocked on 6 June.",
        {"Kenya", "Peru", "Iraq"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "places"), PLACES.values(), ids=PLACES)
def test_where_an_action_is(content: str, places: set[str]) -> None:
    """The country or region that the text, or the entry of a digest, is about."""
    found = annotate_text(text_of(content))
    labels = {e.key: e.label for e in found.entities}
    kinds = {"Block", "Statement", "Legislation"}
    assert {labels[k] for c in found.claims for k in c.place if c.kind in kinds} == places


def test_whose_ban_it_is_lifts_it_from_nothing_else() -> None:
    """ "Its ban on" says itself on whom: the pronoun is who banned."""
    assert "Unblock: Government of Kenya > Discord + Viber" in told(
        "Kenya lifted its ban on Discord and Viber.", LEAD
    )
