"""Words that point back to a restriction told before: what was cut comes back, a decision is reversed, the blackout begins."""

from __future__ import annotations

import pytest

from kg.model import Claim
from tests.unit.kg.extractors.test_actions import LEAD, annotated

OUTAGE = "The government of Chad cut the internet on 3 March. "
BAN = "The government of Chad banned Telegram on 3 March. "


def told(before: str, sentence: str) -> list[Claim]:
    """The claims of the sentence behind what was told before it."""
    lead = LEAD + before
    return [c for c in annotated(sentence, lead).claims if c.trigger.begin >= len(lead)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Service was restored on Friday.",
        "Access came back after a week.",
        "The networks were reconnected at noon.",
        "The cut was ended after nine days.",
        "Subscribers were reconnected on Sunday.",
        "Lawyers demanded that connections be restored.",
    ],
)
def test_what_comes_back_is_what_was_cut(sentence: str) -> None:
    """Service, access and connections without an owner are those of the shutdown told before."""
    assert "Unblock" in {c.kind for c in told(OUTAGE, sentence)}


@pytest.mark.parametrize(
    "sentence",
    [
        "The government reversed the decision in May.",
        "A new cabinet revoked it in May.",
        "Reporters asked for an end to the ban.",
        "Journalists urged the government to cancel the measure.",
    ],
)
def test_an_undone_decision_is_the_ban_told_before(sentence: str) -> None:
    """A decision that is reversed names no service; the ban before it does."""
    found = [c for c in told(BAN, sentence) if c.kind == "Unblock"]
    assert found
    assert found[0].target == ("telegram",)


def test_service_without_a_cut_before_is_nothing() -> None:
    """Where nothing was cut, a service that is restored is none of ours."""
    assert "Unblock" not in {c.kind for c in told("", "Service was restored on Friday.")}


def test_a_blackout_that_began_is_the_shutdown_told_before() -> None:
    """The event's own noun takes the kind of what was told, and no platform that is only named."""
    found = told(OUTAGE, "The blackout lasted until Sunday.")
    assert [c.kind for c in found] == ["Shutdown"]
    assert not told(BAN, "The blackout lasted until Sunday.")


def test_a_train_service_is_no_connection() -> None:
    """A service of another sort stays out of it."""
    assert not [c for c in told(OUTAGE, "Train service was restored on Friday.") if c.kind == "Unblock"]
