"""Names and plurals that no list has, told by what is done to them, by what they do, and by whom they are named beside."""

from __future__ import annotations

import pytest

from tests.unit.kg.extractors.test_wordings import told

TOLD = [
    # what is done to somebody says what it is
    ("The ministry blocked Vlastavoj on Monday.", "Block: - > Vlastavoj"),
    ("Access to Ruvo-Press was restored.", "Unblock: - > Ruvo-Press"),
    ("Police in Lagos detained Issaka Brahim over a video.", "Prosecution: Police of Lagos > Issaka Brahim"),
    ("The arrest of Issaka Brahim over a Facebook post is wrong.", "Prosecution: - > Issaka Brahim"),
    ("The court fined Merge 2 million francs.", "Penalty: - > Merge"),
    ("Sahelink was ordered to block TikTok.", "Order: - > Sahelink"),
    # a list says it of its unknown members
    ("Vodafone, Sahelink and Tivo were ordered to block TikTok.", "Order: - > Vodafone + Sahelink + Tivo"),
    ("Moov and Tivo blocked TikTok.", "Block: Moov + Tivo > TikTok"),
    # a noun that opens the sentence
    ("Operator Tivo blocked TikTok.", "Block: Tivo > TikTok"),
    # plurals that no list of people has
    ("Tailors sued TikTok.", "Proceeding: Tailors > TikTok"),
    ("The regulator fined four resellers.", "Penalty: - > four resellers"),
    # bodies that are told by whose they are
    ("Gabon's regulator blocked TikTok.", "Block: Regulator of Gabon > TikTok"),
    (
        "The Regulatory Authority of Gabon met. Gabon's regulator blocked TikTok.",
        "Block: Regulatory Authority of Gabon > TikTok",
    ),
    ("Iran's judiciary fined TikTok.", "Penalty: Judiciary of Iran > TikTok"),
    ("A judge in Lagos fined TikTok.", "Penalty: Judge of Lagos > TikTok"),
    ("A Nairobi judge fined TikTok.", "Penalty: Nairobi judge > TikTok"),
    ("A lower court fined TikTok.", "Penalty: Lower court of Chad > TikTok"),
    ("The Kalinovsky district court fined TikTok.", "Penalty: Kalinovsky district court of Chad > TikTok"),
    ("The mayor of Batumi ordered Silknet to block TikTok.", "Order: mayor of Batumi > Silknet"),
    # capitals
    (
        "THE COMMISSION FOR PUBLIC MEDIA OF BENUE fined TikTok.",
        "Penalty: COMMISSION FOR PUBLIC MEDIA OF BENUE > TikTok",
    ),
    # "it" that does what only states do
    ("Peru blocked TikTok in May. A month later it fined Google.", "Penalty: Government of Peru > Google"),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_names_are_told_by_deeds(text: str, expected: str) -> None:
    """Each text tells the action, of exactly those."""
    assert expected in told(text)


NOT_TOLD = [
    ("The court fined it two million pesos.", "pesos"),
    ("He was jailed two years over a tweet.", "years"),
    ("On Monday Vlastavoj was blocked.", "Monday"),
    ("Regulators cited Section 230 and notified Section 230.", "Section"),
    ("Police arrested two men over a Facebook post criticising the mayor.", "Statement"),
]


@pytest.mark.parametrize(("text", "absent"), NOT_TOLD)
def test_what_is_no_name_is_nobody(text: str, absent: str) -> None:
    """Days, sums, stretches of time and parts of laws are no participants."""
    assert not any(absent in line for line in told(text))
