"""Who says it, where a text names a speaker by office, by body or by a part of it, and what such a saying is.

Every line is about a construction, not about its sentence: add one for what was misread, in words of your own.
"""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_wordings import told

LEAD = "Telegram was blocked in Chad by the Ministry of Communications, and X was asked to remove posts. "

SAID = [
    # an office with a capital, alone
    ("The Prime Minister blamed Telegram.", "Statement: Government of Chad > -"),
    ("Officials say Telegram was used by smugglers.", "Statement: Government of Chad > -"),
    # a part of a body: a source in it, a member of it, its press service, nobody from it
    (
        "A source in the ministry, who would not be named, said that the block is lawful.",
        "Statement: Communications Ministry of Chad > -",
    ),
    (
        "A member of the ministry, speaking off the record, admitted that there was no order.",
        "Statement: Communications Ministry of Chad > -",
    ),
    # whose spokesman it is
    ("The army's spokesman denied that soldiers had cut the cables.", "Statement: army > -"),
    # the name behind the office and its body, in front of a quote or behind it
    (
        '"They are playing with the law," said the secretary-general of the bar, Idriss Ngaro.',
        "Statement: Idriss Ngaro > -",
    ),
    # an infinitive of saying is of whoever turns to somebody
    (
        "In May Telegram contacted the ministry to say that its servers were not in Chad.",
        "Statement: Telegram > -",
    ),
    # what the press is told is an occasion, even if it is only a promise
    ("Telegram told reporters that it would appeal.", "Statement: Telegram > -"),
    # what is said of a thing, and with which feeling
    ("The justice minister justified the ban.", "Statement: Justice Ministry of Chad > -"),
    ("Telegram expressed surprise at the decision.", "Statement: Telegram > -"),
    ("Activists backed the ban.", "Statement: Activists > -"),
    ("The senator Ali Brahim highlighted the harm to traders.", "Statement: Ali Brahim > -"),
    ("Telegram gave a press conference on Monday.", "Statement: Telegram > -"),
    ("The union leader Ali Brahim underscored that traders lose money.", "Statement: Ali Brahim > -"),
    # an embassy by whose it is, not by where; "US" is no pronoun
    ("The US embassy in N'Djamena expressed concern.", "Statement: Government of the United States > -"),
    ("The American embassy in Chad criticised the block.", "Statement: Government of the United States > -"),
    # presidents of states and of other bodies
    ("The president of the republic defended the block.", "Statement: Government of Chad > -"),
    # "of" behind a name that some verb has as its object
    ("The ministry informed X of its findings.", "Statement: Communications Ministry of Chad > X"),
]


@pytest.mark.parametrize(("sentence", "claim"), SAID)
def test_speaker_is_found(sentence: str, claim: str) -> None:
    """A statement has its speaker, however that one is called."""
    assert claim in told(sentence, LEAD)


def test_a_lawyer_in_a_country_is_not_its_government() -> None:
    """What somebody is in tells whom they speak for only where it is a body."""
    assert not any("Government" in claim for claim in told("A lawyer in Chad said that he was angry.", LEAD))


MEANT = [
    ("WhatsApp is due to be blocked in Chad in June.", "Block: - > WhatsApp promised"),
    ("WhatsApp is likely to be blocked in Chad.", "Block: - > WhatsApp possible"),
    ("The ministry wants to block WhatsApp.", "Block: Communications Ministry of Chad > WhatsApp promised"),
    ("The opposition wants WhatsApp to be blocked.", "Block: - > WhatsApp requested"),
]


@pytest.mark.parametrize(("sentence", "claim"), MEANT)
def test_what_is_to_come_is_told_from_what_is_asked_for(sentence: str, claim: str) -> None:
    """Who wants to do something means to do it; who wants something of others asks for it; what is due or likely is to come."""
    assert claim in told(sentence, LEAD)


def test_a_president_may_preside_over_something_else() -> None:
    """Only a president of a state is its government."""
    found = told("The president of the chess club defended the block.", LEAD)
    assert "Statement: Government of Chad > -" not in found


def test_whoever_unites_acts_as_those_united() -> None:
    """A coalition of groups is those groups."""
    found = told("A coalition of 30 civil society groups urged the ministry to restore Telegram.", LEAD)
    assert "Request: 30 civil society groups > Communications Ministry of Chad" in found


WE = [
    # who sends a letter, not who gets it
    (
        "From: Senate of Kenya\nTo: Meta\n\nWe ask Meta to restore the page on Facebook.\n\nMeta has until May.",
        "Request: Senate of Kenya > Meta",
    ),
    # nobody that orders "us" is "we"
    (
        "Transparency report\n\nWe withheld 30 posts in Turkey.\n\nIn May an Ankara court ordered us to hide a page; pages on Pinterest are hidden.",
        "ContentRemoval: Pinterest > -",
    ),
    # "I" of a decision is its court
    (
        "HIGH COURT OF KENYA\n\nFor these reasons I order Meta to hide the page.",
        "Order: High Court of Kenya > Meta",
    ),
]


@pytest.mark.parametrize(("text", "claim"), WE)
def test_we_is_who_writes(text: str, claim: str) -> None:
    """Whose text it is, is read off its head and its own words."""
    assert claim in told(text, "")
