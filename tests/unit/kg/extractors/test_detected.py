"""Acts that the encoder detects where no template fits: who takes part is read off the parse, and what is unsure is told."""

from __future__ import annotations

import pytest

from kg.detection import DETECTION_VARIABLE
from kg.extractors.detected import POSSIBLE, SURE
from kg.lexicon import language_data, load_lexicon
from tests.unit.kg.extractors.test_actions import annotated
from tests.unit.kg.extractors.test_wordings import LEAD, told


def test_acts_are_found_in_wordings_without_a_template() -> None:
    sentence = "Ofcom let TikTok off with a caution on Monday."
    assert told(sentence) == ["Penalty: Ofcom > TikTok"]
    (detected,) = (c for c in annotated(sentence, LEAD).claims if c.rule == "Penalty: detected")
    assert detected.probabilities is not None
    assert detected.probabilities.act >= SURE
    assert detected.confidence < 0.9


def test_what_a_template_finds_is_weighed() -> None:
    """The encoder says of each claim how likely its sentence tells such an act."""
    (fine,) = (c for c in annotated("Ofcom fined TikTok.", LEAD).claims if c.kind == "Penalty")
    assert fine.probabilities is not None
    assert min(fine.probabilities.act, fine.probabilities.agent, fine.probabilities.target) > SURE


def test_what_may_be_told_is_considered() -> None:
    """A person who wants to know why nothing was found reads how likely the act was."""
    found = annotated("Kenyans looked for Telegram in vain on Monday.", LEAD)
    reasons = [c.reason for c in found.considered if "probability" in c.reason]
    assert any(f"taken from {SURE} on" in reason for reason in reasons)
    assert POSSIBLE < SURE


def test_roles_are_of_kinds_that_exist() -> None:
    assert set(language_data("detection")) - {"default"} <= set(load_lexicon().types)


def test_the_encoder_is_asked_unless_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    told_by_it = "Ofcom let TikTok off with a caution on Monday."
    assert told(told_by_it) == ["Penalty: Ofcom > TikTok"]
    monkeypatch.setenv(DETECTION_VARIABLE, "0")
    assert told(told_by_it) == []


def test_what_users_cannot_do_any_more_is_blocked() -> None:
    """The kind of the act says what its word means: the verb is denied, the block is not."""
    found = annotated("Subscribers could no longer load WhatsApp on Monday.", LEAD).claims
    assert [(c.kind, c.agent, c.polarity, c.modality) for c in found if c.rule.endswith("detected")] == [
        ("Block", (), "positive", "actual")
    ]
