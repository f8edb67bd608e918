"""For whom somebody says "we": the body beside the speaker's name, or whose letter it is."""

from __future__ import annotations

import pytest

from kg.annotation import annotate_parsed
from kg.text import parse
from tests.texts import read_text, text_of, told_by


@pytest.mark.parametrize(
    ("speaker", "body"),
    [
        ("Arcom's president, Jean Dupont, said", "Arcom"),
        ("Arcom president Jean Dupont said", "Arcom"),
        ("Jean Dupont, the president of Arcom, said", "Arcom"),
        ("Jean Dupont, who heads Arcom, said", "Arcom"),
        ("Jean Dupont of Arcom said", "Arcom"),
    ],
)
def test_who_speaks_for_a_body_says_we_for_it(speaker: str, body: str) -> None:
    found = annotate_parsed(parse(text_of(f'{speaker}: "We blocked Telegram on Monday."')))
    assert f"Block: {body} > Telegram" in told_by(found)


@pytest.mark.parametrize(
    "speaker", ["Jean Dupont, a shopkeeper, said", "Its president, Jean Dupont, said", "Jean Dupont said"]
)
def test_of_whom_nothing_is_told_we_is_not_made_another(speaker: str) -> None:
    """Not even of the body named before: whose "its" is, no name says."""
    found = annotate_parsed(parse(text_of(f'Arcom was silent. {speaker}: "We blocked Telegram on Monday."')))
    assert not any(told.startswith("Block: Arcom") for told in told_by(found))


@pytest.mark.parametrize(
    "head",
    [
        "Open letter of Access Now to the Minister of Digital Development",
        "Statement by Access Now",
        "Access Now to the Minister of Digital Development",
        "ACCESS NOW",
    ],
)
def test_we_of_a_letter_is_who_sends_it(head: str) -> None:
    content = f"{head}\n\nOn Monday the regulator Arcom cut off Telegram for all users. We ask Arcom to restore Telegram at once.\n"
    found = annotate_parsed(parse(read_text(content)))
    assert "Request: Access Now > Arcom" in told_by(found)
