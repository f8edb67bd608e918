"""Dates by the words beside them: newswire days, occasions before or after, time given for something, how long a measure lasts."""

from __future__ import annotations

import pytest

from kg.dates import read_dates
from tests.unit.kg.test_dating import days

SENTENCES = [
    # a day right behind the saying is the saying's, a day between subject and verb the verb's
    ("The Communications Authority of Kenya said on Monday it had begun blocking Telegram in the country.", "Statement", "2024-04-15", "2024-04-15", ""),
    ("The Communications Authority of Kenya said on Monday it had begun blocking Telegram in the country.", "Block", "", "", ""),
    ("ECOWAS on Sunday called on the Senegalese authorities to restore access to Facebook.", "Request", "2024-04-14", "2024-04-14", ""),
    # the day of an occasion bounds what came before or after it
    ("Kenya blocked Telegram after protests on 5 March 2024.", "Block", "2024-03-05", "", ""),
    ("Facebook was blocked in Uganda ahead of the vote on 14 January 2021.", "Block", "", "2021-01-14", ""),
    ("After a hearing on Monday, the Supreme Court of Kenya ordered Telegram to remove the channel.", "Order", "2024-04-15", "2024-04-15", ""),
    # a past day behind an infinitive dates the asking
    ("The Supreme Court of Kenya has issued an order to phone carriers to block access to WhatsApp throughout the country on Monday.", "Order", "2024-04-15", "2024-04-15", ""),
    # time given to meet a demand
    ("On 2 April the Supreme Court of India gave Twitter two days to remove the posts.", "Order", "2024-04-02", "2024-04-02", "2024-04-04"),
    ("The Supreme Court of India on Tuesday set a 10-day deadline for Twitter to remove the posts.", "Order", "2024-04-16", "2024-04-16", "2024-04-26"),
    # what is done "while" doing another is of the same day
    ("The Supreme Court of India on Thursday fined Meta, while urging the government to lift the ban on TikTok.", "Request", "2024-04-18", "2024-04-18", ""),
    # how long a measure lasts, told in a sentence or clause of its own
    ("Kenya blocked Telegram. The restriction, which is in effect from 1 April to 22 April, occurs daily.", "Block", "", "", ""),
    ("The Kenyan restriction of Telegram, which is in effect from 1 April to 22 April, was criticised by Amnesty International.", "Block", "2024-04-01", "2024-04-01", "2024-04-22"),
    ("The government of Iraq blocked Telegram. The blackout of the internet in Iraq began on 2 April and lasted until 5 April.", "Shutdown", "2024-04-02", "2024-04-02", "2024-04-05"),
    ("Uganda shut down the internet. It began on 3 March and lasted until 5 March. TikTok was blocked.", "Shutdown", "2024-03-03", "2024-03-03", "2024-03-05"),
    ("The ban on Wikipedia in Turkey went into effect for all language versions of the website as of 8 a.m. on Saturday.", "Block", "2024-04-13", "2024-04-13", ""),
    # a date behind a noun of the clause is the verb's, a ruling's own is its label
    ("The Supreme Court of Kenya issued an order on the subject of the complaints on 2 April against TikTok.", "Order", "2024-04-02", "2024-04-02", ""),
    # what is still awaited lies ahead, though told in the past tense
    ("Russia announced that it would block Twitter on 26 April if the posts stayed up.", "Block", "2024-04-26", "2024-04-26", ""),
    # what a paper does by itself, it does on its day
    ("The Communications Authority of Kenya is hereby ordered to restore access to Telegram.", "Order", "2024-04-18", "2024-04-18", ""),
    # what takes effect on a day is the measure, not its announcement
    ("The Ministry of Communications of Iraq has announced the lifting of the ban on Telegram in Iraq, effective from Sunday.", "Unblock", "2024-04-14", "2024-04-14", ""),
    ("On 2 April the Supreme Court of Kenya blocked Telegram for the next 30 days.", "Block", "2024-04-02", "2024-04-02", "2024-05-02"),
    # a lifting ends the last block before it, and no other
    ("Uganda blocked Facebook in April 2021. In June 2023 Uganda blocked Facebook again. The ban on Facebook was lifted in Uganda on 2 July 2023.", "Block", "2021-04-01", "2021-04-30", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind", "earliest", "latest", "until"), SENTENCES, ids=[s[0][:50] for s in SENTENCES]
)
def test_words_beside_a_date_say_what_it_dates(
    content: str, kind: str, earliest: str, latest: str, until: str
) -> None:
    """The first action of the kind has the days that the words beside its dates give it."""
    assert days(content, kind) == (earliest, latest, until)


@pytest.mark.parametrize(
    ("content", "earliest", "latest"),
    [
        ("India blocked Telegram on 05/03/2021, the Supreme Court of India said.", "2021-03-05", "2021-03-05"),
        ("The United States blocked Telegram on 05/03/2021, the Federal Trade Commission said.", "2021-05-03", "2021-05-03"),
        ("India blocked Telegram in the financial year 2020-21.", "2020-04-01", "2021-03-31"),
    ],
)  # fmt: skip
def test_country_of_the_text_tells_how_it_writes_dates(content: str, earliest: str, latest: str) -> None:
    """Numerals are read day first or month first, fiscal years begin, as the country that the text is about does it."""
    assert days(content, "Block")[:2] == (earliest, latest)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("He said on April 1: people will see.", ["2024-04-01"]),
        ("On 28 February it wrote. The ministry had, two days before, answered.", ["2024-02-28", "2024-02-26"]),
        ("2021\n\n• 14 January - It began.\n\n• May - It ended.\n\n2022\n\n• 3 March - It began.", ["2021-01-14", "2021-05-01", "2022-03-03"]),
        ("It was blocked on April 1 (Monday).", ["2024-04-01", "2024-04-01"]),
        ("It posted the matter for further hearing on July 28.", ["2024-07-28"]),
        ("On 2 April it met the March 26 deadline. Later in the day it wrote again.", ["2024-04-02", "2024-03-26", "2024-04-02"]),
    ],
)  # fmt: skip
def test_days_by_the_words_beside_them(content: str, found: list[str]) -> None:
    """Colons end dates, a weekday behind a date is that date's, hearings lie ahead, and the name of a deadline is no day of the tale."""
    dates = read_dates(content, [(0, len(content))], "2024-04-18")
    assert [str(d.earliest) for d in dates] == found
