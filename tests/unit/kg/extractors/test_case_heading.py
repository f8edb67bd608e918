"""The sides of a case by the heading of a judgment."""

from __future__ import annotations

import pytest

from kg.extractors.case_heading import side_of, sides_of_heading
from kg.model import Entity, Mention, Span
from tests.texts import read_text
from tests.unit.kg.extractors.test_actions import annotated
from tests.unit.kg.extractors.test_wordings import told

KINDS = {"Acme": "Company", "Beta": "Platform", "Gamma": "Regulator", "High Court": "Court", "Obi": "Person"}
BODY = "\n\n" + "The reasons are long. " * 12

HEADINGS = [
    (
        "HIGH COURT\nBETWEEN\nAcme ... PETITIONER\nAND\n1. Beta\n2. Gamma ... RESPONDENTS",
        "Acme",
        "Beta Gamma",
    ),
    ("Acme, Plaintiff, v. Beta and Gamma, Defendants.", "Acme", "Beta Gamma"),
    ("Judgment\nAcme v Gamma", "Acme", "Gamma"),
    ("Before: Justice Obi\nAcme versus Beta [2025]", "Acme", "Beta"),
    ("Appellant: Acme\nRespondent: Gamma", "Acme", "Gamma"),
    ("Acme, of Utrecht, claimant,\nagainst\nBeta, defendant", "Acme", "Beta"),
    (
        "Acme ... PETITIONER\nAND\nBeta ... RESPONDENT\n\nThe Respondent shut out Gamma on 3 May.",
        "Acme",
        "Beta",
    ),
    ("Gamma is known in Kenya.\nAcme ... PETITIONER\nAND\nBeta ... RESPONDENT", "Acme", "Beta"),
    ("Acme criticised Beta", "", ""),
]


def _sides(heading: str) -> dict[str, tuple[str, ...]]:
    content = heading + BODY
    spans = [
        (content.index(name), name)
        for name in KINDS
        if name.casefold() in content.casefold() and name in content
    ]
    mentions = [
        Mention(span=Span(at, at + len(name)), entity=name, form="name", rule="gazetteer")
        for at, name in sorted(spans)
    ]
    return sides_of_heading(
        content, mentions, {name: Entity(key=name, kind=kind, label=name) for name, kind in KINDS.items()}
    )


@pytest.mark.parametrize(("heading", "applicant", "respondent"), HEADINGS)
def test_sides_are_read_off_the_heading(heading: str, applicant: str, respondent: str) -> None:
    """With the words for them, before or behind the names, or with a "v." alone; a judge is none."""
    found = _sides(heading)
    assert " ".join(found.get("Applicant", ())) == applicant
    assert " ".join(found.get("Respondent", ())) == respondent


def test_one_side_may_have_two_words() -> None:
    """The plaintiff of the first instance may be the appellee of the second."""
    found = _sides("Acme, Plaintiff-Appellee, v. Beta, Defendant-Appellant.")
    assert found["plaintiff"] == found["appellee"] == ("Acme",)
    assert found["defendant"] == found["appellant"] == ("Beta",)


def test_what_stands_in_the_text_is_no_heading() -> None:
    """A heading ends where sentences begin."""
    assert _sides("Judgment" + BODY + "\nAcme v Beta") == {}


def test_words_for_sides_have_plurals() -> None:
    """Each belongs to one side."""
    assert side_of("Petitioners") == ("petitioner", "Applicant")
    assert side_of("defendant") == ("defendant", "Respondent")
    assert side_of("company") is None


def test_the_text_speaks_of_the_sides_of_its_heading() -> None:
    """Also of one of several by its number."""
    judgment = """High Court of Kenya
TikTok Ltd v Communications Authority of Kenya and Safaricom

1. The applicant argued that the 1st respondent had blocked Telegram without notice.
2. The second respondent denied the claim, and the Court ordered the respondents to unblock Telegram by 3 May 2024.
"""
    found = {(c.kind, c.agent, c.target) for c in annotated(judgment, "").claims}
    assert ("Statement", ("safaricom",), ()) in found
    assert any(
        kind == "Block" and agent == ("communications-authority-of-kenya",) for kind, agent, _ in found
    )
    assert read_text(judgment).content == judgment


CASE = """High Court of Kenya
Access Now ... Petitioner
Versus
Communications Authority of Kenya ... Respondent No. 1
Safaricom ... Respondent No. 2

"""

CALLED = [
    ("Respondent No. 1 has blocked Telegram.", "Block: Communications Authority of Kenya > Telegram"),
    ("Respondent No.2 blocked Telegram.", "Block: Safaricom > Telegram"),
    (
        "Respondents 1 and 2 have blocked Telegram.",
        "Block: Communications Authority of Kenya + Safaricom > Telegram",
    ),
    ("The respondents blocked Telegram.", "Block: Communications Authority of Kenya + Safaricom > Telegram"),
    (
        "The court ordered Respondent No. 1 to unblock Telegram.",
        "Unblock: Communications Authority of Kenya > Telegram ordered",
    ),
    (
        "Petitioner opposes the motion to unblock Telegram.",
        "Proceeding: Access Now > High Court of Kenya",
    ),
    ("The respondent blocked Telegram.", "Block: - > Telegram"),
]


@pytest.mark.parametrize(("sentence", "action"), CALLED)
def test_sides_are_called_by_number_or_by_the_bare_word(sentence: str, action: str) -> None:
    """One of several is meant by a number only; judgments may leave the article out."""
    assert action in told(sentence, CASE)


def test_brackets_say_how_a_side_is_called() -> None:
    """Where no heading does."""
    suit = "The suit was brought against Telegram (Defendant No. 1) and Meta (Defendant No. 2). "
    assert "Block: Meta > TikTok" in told("Defendant No. 2 blocked TikTok.", suit)
