"""How reports, cuts of networks, conditions and payments are worded: which action each sentence tells, and which it doesn't."""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_actions import annotated
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
    (
        "Those who share the clips on TikTok will be prosecuted.",
        "Prosecution: - > Those who share the clips on TikTok conditional",
    ),
    # whom a body finds in breach
    ("The Commission found Meta in breach of the Digital Services Act.", "NonCompliance: Meta > -"),
    (
        "The European Commission has sent X a request for information.",
        "Request: European Commission > X",
    ),
    ("The suspension comes after weeks of riots.", "Block: - > Telegram"),
    # a ruling is rejected as something: a remark
    ("Meta rejected the ruling as flawed.", "Statement: Meta > -"),
    ("The Kremlin dismissed the claims.", "Statement: Government of Russia > -"),
    # whose fine it is, was fined
    ("It was Telegram's seventh fine in a year.", "Penalty: - > Telegram"),
    ("The court imposed punishment on Telegram: four million roubles.", "Penalty: - > Telegram"),
    ("Telegram was found guilty of an offence.", "Prosecution: - > Telegram"),
    ("Roskomnadzor drew up a protocol against Telegram.", "Proceeding: Roskomnadzor > Telegram"),
    ("Indonesia has blacklisted PayPal.", "Block: Government of Indonesia > PayPal"),
    ("The government reminded TikTok to register.", "Request: Government of Chad > TikTok"),
    # somebody nobody named; nobody; words of quantity
    (
        "The Supreme Court has given the regulator until Friday to say why.",
        "Order: Supreme Court of Chad > -",
    ),
    ("TikTok wasn't instructed by anyone to limit the service.", "Order: - > TikTok negative"),
    ("The regulator imposed a series of fines on Telegram.", "Penalty: - > Telegram"),
    ("Teachers in white shirts marched to the town hall.", "Protest: Teachers in white shirts > -"),
    ("Authorities in Iran restored access to X, lifting a ban of 2018.", "Unblock: Government of Iran > X"),
    # whom "it" stands for behind a second verb: the object of the first
    ("The High Court fined Google and ordered it to remove the clips.", "Order: High Court of Chad > Google"),
    ("Ofcom opened an inquiry into X and fined it.", "Penalty: Ofcom > X"),
    # a paper without an author is nobody's
    ("Access to Wattpad was blocked in Turkey by a court order.", "Block: - > Wattpad"),
    (
        "Kenya's president signed a law that lets the government block social networks.",
        "Block: Government of Kenya > social networks possible",
    ),
    # a name before a sum
    (
        "The European Commission adopted a decision fining X 120 million euros for a breach of its duties.",
        "Penalty: European Commission > X",
    ),
    ("Ofcom's chief resumed the services of X.", "Unblock: Ofcom > X"),
    # what is condoned, defended or criticised is not thereby planned
    ('"I will never condone the ban on X," tweeted Namal Rajapaksa.', "Block: - > X"),
]

NOT_TOLD = [
    ("Internet shutdowns harm the economy.", "Shutdown"),
    ("TikTok wasn't instructed by anyone to limit the service.", "Block"),
    ("Egypt's prosecutors held the singer pending trial.", "Prosecution: - > -"),
    ("The High Court told X to answer within a week, failing which it may sue.", "NonCompliance"),
    ("Uganda's government took steps to guard the vote.", "Compliance"),
    ("Any person who is found guilty may ask for a review.", "Prosecution"),
    ("Ofcom fined 4chan for failing to respond to two letters.", "Statement"),
    ("Anything else falls under Rule 2 of the Temporary Suspension of Telecom Services Rules.", "Shutdown"),
]


@pytest.mark.parametrize(("sentence", "action"), TOLD)
def test_wording_tells_its_action(sentence: str, action: str) -> None:
    """The action with exactly these agents and targets is among what the sentence tells."""
    assert action in told(sentence)


ONE_ACT = [
    ("Authorities in Iran restored access to Telegram, lifting a ban of 2018.", "Unblock"),
    ("The regulator imposed a series of fines on Telegram.", "Penalty"),
    ("Instagram and X stay shut.", "Block"),
]


@pytest.mark.parametrize(("sentence", "kind"), ONE_ACT)
def test_one_act_in_two_words_is_told_once(sentence: str, kind: str) -> None:
    """A participle, noun or predicate that repeats the verb's action adds none."""
    assert len([action for action in told(sentence) if action.startswith(kind)]) == 1


ONE_OCCASION = [
    "TikTok denied having shared such data and said that it was safe.",
    '"We were shocked," TikTok said, adding that it had found no such clip.',
    "Amnesty International criticised the ban and said that it was unlawful.",
]


@pytest.mark.parametrize("sentence", ONE_OCCASION)
def test_sayings_of_one_breath_are_one_statement(sentence: str) -> None:
    """Verbs that carry on a saying of the same speaker tell no occasion of their own."""
    assert len([action for action in told(sentence) if action.startswith("Statement")]) == 1


@pytest.mark.parametrize(("sentence", "kind"), NOT_TOLD)
def test_wording_tells_no_such_action(sentence: str, kind: str) -> None:
    """What only looks like an action of the kind is none."""
    assert not [action for action in told(sentence) if action.startswith(kind)]


HANSARD = """PARLIAMENT OF CHAD
OFFICIAL REPORT

24 January 2024

ONLINE SAFETY BILL: SECOND READING

THE HON. TIRAN ALLES (Minister of Public Security): Mr. Speaker, this Bill will protect our children on Facebook and TikTok.

THE HON. M.A. SOMARE: I give notice that we will challenge the Bill in the Supreme Court. Google and X have told us that they will leave.

Mr. Kevin Chan (Facebook): With respect, we have never refused to co-operate. We removed 300 pages in May.

THE HON. TIRAN ALLES: Nobody will be arrested for criticising the Government on Facebook.

MR. SPEAKER: Order! The question is that the Bill be read a second time.
"""


def test_labels_of_turns_name_who_speaks() -> None:
    """A member named by a label alone acts and speaks; whoever has a body beside the name says "we" for it."""
    found = annotated(HANSARD, "")
    labels = {e.key: e.label for e in found.entities}
    acts = {(c.kind, *(labels[k] for k in c.agent)) for c in found.claims}
    assert ("Proceeding", "M.A. SOMARE") in acts
    assert ("ContentRemoval", "Facebook") in acts
    arrests = [c for c in found.claims if c.kind == "Prosecution"]
    assert [labels[c.said_by or ""] for c in arrests] == ["TIRAN ALLES"]


def test_a_list_with_colons_is_no_transcript() -> None:
    """Countries before colons name nobody who speaks."""
    entries = "\n\n".join(f"{c}: X was blocked there on Monday." for c in ("Kenya", "Chad", "Togo", "Mali"))
    assert not [a for a in annotated(entries, "").attributions if a.rule.endswith("transcript")]
