"""Who acts, upon whom and who says so: constructions in which the parse alone names the wrong one, in sentences of our own."""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_actions import annotated
from tests.unit.kg.extractors.test_wordings import told

KENYA = "The Communications Authority of Kenya and the High Court of Kenya were at odds. Telegram sued the Communications Authority of Kenya in May. "

READINGS = [
    # whoever speaks for a body means it by "it"
    ("Dan Ash, a spokesman for Meta, said it would appeal.", "Proceeding: Meta > - promised"),
    ("The head of Roskomnadzor, Dan Ash, said it had blocked Discord.", "Block: Roskomnadzor > Discord"),
    ("Viber's lawyer, Dan Ash, said it would appeal.", "Proceeding: Viber > - promised"),
    # who does it together with somebody does it too, wherever the phrase hangs
    ("Ofcom fined Meta together with the Communications Authority of Kenya.", "Penalty: Ofcom + Communications Authority of Kenya > Meta"),
    ("Ofcom, along with the Communications Authority of Kenya, fined Meta.", "Penalty: Ofcom + Communications Authority of Kenya > Meta"),
    ("Ofcom, alongside the Communications Authority of Kenya, blocked Signal.", "Block: Ofcom + Communications Authority of Kenya > Signal"),
    # members of a set that a colon, dashes, commas or "namely" spell out
    ("Ofcom blocked three apps: Signal, Viber and TikTok.", "Block: Ofcom > Signal + Viber + TikTok"),
    ("Ofcom fined several platforms, namely TikTok, Signal and Viber.", "Penalty: Ofcom > TikTok + Signal + Viber"),
    ("Ofcom ordered two platforms, Signal and Viber, to appoint a lawyer.", "Order: Ofcom > Signal + Viber"),
    # an infinitive that looks like an adjective
    ("Ofcom voted on Tuesday to fine Google.", "Penalty: Ofcom > Google"),
    # apposition behind an ordinal or "another"
    ("Another South Asian country, Pakistan, has banned TikTok.", "Block: Government of Pakistan > TikTok"),
    # whoever carries a ban out imposes it
    ("Russia began implementing a ban on Signal.", "Block: Government of Russia > Signal"),
    # a participle says whose the ban was, though the sentence goes on to its end
    ("The ban on Signal, imposed by Ofcom in May, was lifted on Friday.", "Block: Ofcom > Signal"),
    # telling to do is ordering
    ("Ofcom told Vodafone to block Signal.", "Block: Vodafone > Signal ordered"),
    # nobody orders themselves: "them" are the others
    ("Ofcom wrote to internet providers ordering them to block Signal.", "Order: Ofcom > internet providers"),
    # an order of somebody that requires
    (
        "This followed an order by Ofcom, requiring Vodafone to cease Viber's operations.",
        "Block: Vodafone > Viber ordered",
    ),
    # what a paper directs is directed by who gave it
    (
        "Telegram was blocked despite an order from the High Court of Kenya that barred Safaricom from doing so.",
        "Order: High Court of Kenya > Safaricom",
    ),
    ("The order came from Ofcom.", "Order: Ofcom > -"),
    # who gave what was received, and who is to do it
    ("Vodafone received instructions from Ofcom to block Signal.", "Order: Ofcom > Vodafone"),
    ("Vodafone received instructions from Ofcom to block Signal.", "Block: Vodafone > Signal ordered"),
    # of "platforms and websites like …" the named ones are meant
    (
        "Ofcom plans to ban popular platforms and websites like Facebook, Google, and WhatsApp.",
        "Block: Ofcom > Facebook + Google + WhatsApp promised",
    ),
    # an inquiry is into whom its question asks about
    ("Ofcom is investigating whether TikTok has broken the law.", "Investigation: Ofcom > TikTok"),
    # silence is told, not only possible
    ("Signal could not be reached for comment.", "Statement: Signal > - negative"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), READINGS)
def test_reading(sentence: str, expected: str) -> None:
    """The sentence tells the action with this agent and target."""
    assert expected in told(sentence)


PAPERS = [
    ("The ruling requires TikTok to pay damages.", "Order: High Court of Kenya > TikTok"),
    ("Justice Amina Odhiambo allowed TikTok to file a reply.", "Order: Amina Odhiambo > TikTok"),
    ("Judge Peter Otieno adjourned the case.", "Proceeding: Peter Otieno > -"),
]


@pytest.mark.parametrize(("sentence", "expected"), PAPERS)
def test_courts_act_by_their_rulings_and_judges(sentence: str, expected: str) -> None:
    """A ruling is its court's, and what courts do a judge does."""
    assert expected in told(sentence, KENYA)


ONE_ACTION = [
    ("Ofcom blocked Signal, arguing that it breaks the law.", ["Block: Ofcom > Signal"]),
    ("Ofcom ordered Vodafone to cease Viber's operations.", ["Order: Ofcom > Vodafone", "Block: Vodafone > Viber ordered"]),
    ("The Wikimedia Foundation will take the ban to the High Court.", ["Proceeding: Wikimedia Foundation > High Court of Chad promised"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), ONE_ACTION)
def test_nothing_else_is_told(sentence: str, expected: list[str]) -> None:
    """What only says in which words or to whom something was done is no action of its own."""
    assert [line for line in told(sentence) if line not in expected] == []


def test_it_said_behind_a_quote_is_not_who_the_quote_speaks_of() -> None:
    """ "The authorities must …", it said: the organisation of the sentence before, not the authorities."""
    text = (
        "Amnesty International has called on the government of Pakistan to restore X. "
        '"X has been blocked for a week. The authorities must restore it at once," it said.'
    )
    found = annotated(text)
    said = [c.agent for c in found.claims if c.kind == "Statement"]
    assert said == [("amnesty-international",)]
    assert {c.said_by for c in found.claims if c.kind == "Block"} == {"amnesty-international"}


def test_a_participle_goes_on_with_the_outer_speaker() -> None:
    """ "The founder said that the app was not blocked, adding that …": the founder adds it, not the app."""
    found = annotated(
        "Pavel Durov, the founder of Telegram, said that Telegram was not blocked in Chad, "
        "adding that officials would move to other messengers if it was banned there."
    )
    assert {a.speaker for a in found.attributions} == {"pavel-durov"}


def test_an_act_takes_place_where_its_doer_is() -> None:
    """ "Some providers in Bahrain had started to block X": in Bahrain, whatever country the text is about."""
    found = annotated(
        "Azerbaijan's ministry banned Viber in Azerbaijan. In June some providers in Bahrain had started to block Telegram."
    )
    assert [c.place for c in found.claims if c.target == ("telegram",)] == [("bahrain",)]
