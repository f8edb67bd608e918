"""Participants whom no list and no pattern knows: the encoder tells them, and the text who they are."""

from __future__ import annotations

import pytest

from kg.detection import DETECTION_VARIABLE, PARTICIPANT
from tests.unit.kg.extractors.test_actions import annotated
from tests.unit.kg.extractors.test_wordings import LEAD, told
from tests.unit.kg.test_entities import kinds

NAMED = [
    # names that say nothing
    ("Tang Jingling asked the court to lift the ban on Telegram.", "Tang Jingling"),
    ("LIME and Digicel both stopped Viber.", "LIME"),
    # groups and bodies that are only described
    ("About forty librarians protested against the blocking of Telegram.", "About forty librarians"),
    ("Religious parties have called for a ban on Facebook.", "Religious parties"),
    ("The embassy declined to comment on the ban of TikTok.", "embassy"),
]


@pytest.mark.parametrize(("sentence", "label"), NAMED)
def test_whom_nobody_knows_takes_part(sentence: str, label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the encoder an entity is named; without it there is none."""
    assert label in kinds(sentence)
    monkeypatch.setenv(DETECTION_VARIABLE, "0")
    assert not any(m.rule == PARTICIPANT for m in annotated(sentence, LEAD).mentions)


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        # pronouns, adjectives, what somebody has an office of, things
        ("He has gone to court against X.", "He"),
        ("The American company sued the regulator.", "American"),
        ("The Secretary of Domestic Trade blocked WhatsApp.", "Domestic Trade"),
        ("Sales of phones rose.", "phones"),
        ("The State blocked TikTok.", "State"),
    ],
)
def test_what_names_nobody_is_no_participant(sentence: str, wrong: str) -> None:
    assert wrong not in kinds(sentence)


def test_part_of_a_name_and_head_of_a_description_lead_to_who_was_named() -> None:
    """ "Foco" is Foco Panamá, "the Office" the Office of the Ombudsman."""
    story = (
        "The Office of the Data Protection Ombudsman fined Yango on Monday. The Office asked TikTok for its opinion.",
        "Foco Panamá, a news site, sued Meta over it. On Friday Foco recalled that Meta had removed its page.",
    )
    found = annotated(*story)
    content = found.text.content
    label = {e.key: e.label for e in found.entities}
    said = [(content[m.span.begin : m.span.end], label[m.entity]) for m in found.mentions]
    assert ("Office", "Finnish Data Protection Ombudsman") in said or (
        "The Office",
        "Finnish Data Protection Ombudsman",
    ) in said
    assert ("Foco", "Foco Panamá") in said


def test_what_they_do_is_told_of_them() -> None:
    assert "Block: LIME + Digicel > Viber" in told("LIME and Digicel both blocked Viber.", LEAD)


def test_a_term_that_a_paper_defines_stands_for_whom_it_is_defined_for() -> None:
    """With "the" only where it was defined with it, and in that spelling."""
    found = annotated(
        'Meta Platforms Ireland Limited ("the Controller") runs Facebook. The Controller removed the posts. A controller may do so.',
        'The Competition Commission of Kenya (the "Commission") fined Google LLC (hereinafter "Google").',
    )
    content = found.text.content
    label = {e.key: e.label for e in found.entities}
    said = [(content[m.span.begin : m.span.end], label[m.entity]) for m in found.mentions]
    assert said.count(("Controller", "Meta")) == 2  # where it is defined, and where it is used
    assert not any(words == "controller" for words, _ in said)


def test_whom_only_the_encoder_takes_for_a_service_makes_no_platform_news() -> None:
    found = annotated("The game looked gone. Knockboy slowed it to a crawl and blocked every ball.")
    assert not found.claims
