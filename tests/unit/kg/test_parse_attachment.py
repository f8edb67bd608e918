"""What the parser hangs on the wrong verb, and where it belongs."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from kg.parse_repairs import repaired
from kg.text import load_model


def parsed(sentence: str) -> Doc:
    """The repaired parse of a sentence."""
    model = load_model()
    return next(repaired(model, [model(sentence)]))


@pytest.mark.parametrize(
    ("sentence", "word", "head"),
    [
        ("Kenya fined Meta on 3 May and, on 5 June, blocked TikTok.", "on", "blocked"),
        ("Kenya fined Meta on 3 May and later, on 5 June, blocked TikTok.", "later", "blocked"),
        ("India blocked Telegram (TikTok was banned in 2020) and fined Google.", "fined", "blocked"),
        ("India blocked Telegram (TikTok was banned in 2020) and fined Google.", "Telegram", "blocked"),
        ("Kenya fined Meta on June 3 and Google on June 5.", "Google", "Meta"),
        ("Turkey blocked Wikipedia in 2017, Instagram in 2024 and Discord last week.", "Instagram", "Wikipedia"),
        # a past tense is joined to a past tense
        ("The agency found that contract could not serve as a basis and fined the company.", "fined", "found"),
        # who stands behind a quote speaks
        ('"Nobody misses it, but everybody should miss the judge," the group\'s chairwoman, Ada Obi, said.', "chairwoman", "said"),
        # … and not what stands behind the begin of one
        ('Ada Obi said the government could close it "next month or next year", since the law had not changed.', "month", "close"),
        # a month is no member of a list of names
        ("Kenya invited Meta in letters of 16 June and 14 July 2025.", "July", "June"),
    ],
)  # fmt: skip
def test_a_word_hangs_on(sentence: str, word: str, head: str) -> None:
    """The last such word of the sentence hangs on what it belongs to."""
    token = [t for t in parsed(sentence) if t.text == word][-1]
    assert token.head.text == head
