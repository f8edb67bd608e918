"""Whether what is told was done, denied, planned, possible or only asked for."""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_wordings import told

#: An action with exactly these agents and targets, and what the words make of it where it is not told as done.
ASSESSED = [
    ("It is false that Nepal blocked Facebook.", "Block: Government of Nepal > Facebook negative"),
    (
        "It is not true that Nepal blocked Facebook, Ofcom said.",
        "Block: Government of Nepal > Facebook negative",
    ),
    ("It is not the case that Meta was fined.", "Penalty: - > Meta negative"),
    ("Ofcom warned Google against blocking RT.", "Block: Google > RT requested negative"),
    ("Ofcom declined to confirm that it had fined X.", "Penalty: Ofcom > X alleged"),
    ("Ofcom ruled out banning X.", "Block: Ofcom > X negative"),
    ("Ofcom decided not to fine Meta on Monday.", "Penalty: Ofcom > Meta negative"),
    ("At no time was Telegram blocked in Kenya.", "Block: - > Telegram negative"),
    ("Meta kept silent throughout the day.", "Statement: Meta > - negative"),
    ("Neither Ofcom nor Meta would confirm it.", "Statement: Ofcom + Meta > - negative"),
    ("Ofcom threatened to block WhatsApp if it did not comply.", "Block: Ofcom > WhatsApp conditional"),
    (
        "Access Now could not confirm reports that operators are slowing WhatsApp.",
        "Throttle: operators > WhatsApp alleged",
    ),
    ("Access Now called the ban on TikTok a disgrace.", "Block: - > TikTok"),
    ("Facebook complied with none of the orders.", "NonCompliance: Facebook > -"),
    ("Meta may fight a ban on Facebook in Italy.", "Block: - > Facebook possible"),
    ("On 2 May the regulator Ofcom blocked X.", "Block: Ofcom > X"),
    ("Access Now condemned the decision of Ofcom to block X.", "Block: Ofcom > X ordered"),
    ("Ofcom would later block X.", "Block: Ofcom > X"),
    ("Critics doubted that X complied.", "Compliance: X > - possible"),
    ("Ofcom is not going to block X.", "Block: Ofcom > X negative"),
    ("Ofcom is to fine X.", "Penalty: Ofcom > X promised"),
    ("WhatsApp is to be blocked in Russia.", "Block: - > WhatsApp promised"),
    ("WhatsApp has not yet been unblocked in Iran.", "Unblock: - > WhatsApp negative"),
    ("The law allows Ofcom to block X.", "Block: Ofcom > X possible"),
    ("Ofcom refused to say why it blocked X.", "Block: Ofcom > X"),
    ("The court rejected a call to ban TikTok.", "Block: - > TikTok requested negative"),
    ("A ban on WhatsApp is possible.", "Block: - > WhatsApp possible"),
    ("The ban on TikTok was averted.", "Block: - > TikTok negative"),
    (
        "Reports that Roskomnadzor has blocked WhatsApp are false, the agency said.",
        "Block: Roskomnadzor > WhatsApp negative",
    ),
    ("Reports that Nepal blocked Facebook are false.", "Block: Government of Nepal > Facebook negative"),
    ("Ofcom does not believe that Meta violated the law.", "NonCompliance: Meta > - negative"),
    ("Ofcom stopped short of fining X.", "Penalty: - > X negative"),
    ("X was nearly blocked by Ofcom.", "Block: Ofcom > X negative"),
    ("Ofcom did not only block X but also fined Meta.", "Block: Ofcom > X"),
    ("Ofcom fined TikTok but not Meta.", "Penalty: Ofcom > TikTok"),
    ("Ofcom warned Apple that it could be fined.", "Penalty: Ofcom > Apple possible"),
    ("Had Meta refused, Ofcom would have blocked it.", "Block: Ofcom > Meta conditional"),
    ("Kenya scrapped plans to ban TikTok.", "Block: Government of Kenya > TikTok negative"),
    ("Kenya scrapped a proposed ban on TikTok.", "Block: - > TikTok negative"),
    ("Ofcom has no intention of blocking X.", "Block: - > X negative"),
    # "shall" binds whom it is said of, and promises only in the first person
    ("Meta shall remove the posts within a day.", "ContentRemoval: Meta > - ordered"),
    ("Access to Facebook shall be blocked.", "Block: - > Facebook ordered"),
    # what somebody must not do, who is kept from it, and what reports of it are worth
    ("Ofcom must refrain from blocking Facebook.", "Block: Ofcom > Facebook requested negative"),
    ("Ofcom is enjoined from blocking Facebook.", "Block: Ofcom > Facebook ordered negative"),
    (
        "Users should disregard reports that Nepal blocked Facebook.",
        "Block: Government of Nepal > Facebook negative",
    ),
    # a decision that is taken is the decider's plan or act
    ("Ofcom took the decision to block Facebook.", "Block: Ofcom > Facebook promised"),
    ("Ofcom has made the decision to fine Meta.", "Penalty: Ofcom > Meta"),
    # what somebody's own thing will suffer, they will
    ("Meta will have its licence revoked.", "Penalty: - > Meta promised"),
    (
        "Any platform that ignores the law will have its licence revoked.",
        "Penalty: - > Any platform conditional",
    ),
    # a power is none that was used; who seeks an order does nothing itself
    ("Ofcom will be able to fine Meta.", "Penalty: Ofcom > Meta possible"),
    (
        "This petition seeks a direction to Ofcom, the regulator, to ban TikTok in Kenya.",
        "Block: - > TikTok requested",
    ),
    # an order that a motion is granted grants it
    ("It is ordered that the petition by Meta is dismissed.", "Proceeding: - > Meta"),
    ("Did Ofcom block Facebook? No.", "Block: Ofcom > Facebook negative"),
]


@pytest.mark.parametrize(
    "question", ["Will Ofcom ban TikTok?", "Does Ofcom agree that this is unacceptable?"]
)
def test_a_question_tells_nothing(question: str) -> None:
    """What is only asked was neither done nor promised."""
    assert told(question) == []


@pytest.mark.parametrize(("text", "action"), ASSESSED)
def test_polarity_and_modality(text: str, action: str) -> None:
    """The action is told with its polarity and modality."""
    assert action in told(text)
