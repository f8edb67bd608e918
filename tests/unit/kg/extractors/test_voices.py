"""Whose words a sentence tells where no verb of saying is in it."""

from __future__ import annotations

import pytest

from kg.extractors.attribution import EXTRACTOR as ATTRIBUTION
from kg.extractors.entities import EXTRACTOR as ENTITIES
from tests.texts import layers_of


def said(content: str) -> set[tuple[str | None, str]]:
    """Label of the speaker and words of each attribution."""
    layers = layers_of(content, ENTITIES, ATTRIBUTION)
    labels: dict[str | None, str] = {e.key: e.label for e in layers.entities}
    return {(labels.get(a.speaker), content[a.content.begin : a.content.end]) for a in layers.attributions}


@pytest.mark.parametrize(
    ("content", "speaker", "words"),
    [
        ("According to NetBlocks, Telegram was cut off.", "NetBlocks", "Telegram was cut off."),
        ("Telegram was cut off, as reported by Reuters.", "Reuters", "Telegram was cut off"),
        ("Telegram was cut off, in the words of NetBlocks.", "NetBlocks", "Telegram was cut off"),
        ("Telegram was cut off, by Ofcom's own account.", "Ofcom", "Telegram was cut off"),
        ("Ofcom said it had fined X. It would appeal.", "Ofcom", "It would appeal."),
        ("NetBlocks data showed that Telegram was blocked.", "NetBlocks", "that Telegram was blocked"),
        ("Figures released by Ofcom show TikTok removed videos.", "Ofcom", "TikTok removed videos"),
        ("Ofcom confirmed the blocking of Telegram.", "Ofcom", "the blocking of Telegram"),
        ("Raman Chima of Access Now said X was blocked.", "Raman Chima", "X was blocked"),
    ],
)
def test_voices_name_who_says_so(content: str, speaker: str, words: str) -> None:
    """Phrases and shifted tense ascribe words as verbs of saying do."""
    assert (speaker, words) in said(content)


def test_things_that_show_something_are_no_speakers() -> None:
    """A video or a map of nobody's ascribes nothing to anybody."""
    assert not said("The video showed that Telegram was blocked.")


def test_late_speaker_does_not_take_over_the_text() -> None:
    """A text that lets somebody speak at its end stays its own: what it says of "its users" is not theirs."""
    body = "\n\n".join(
        [
            "The commission published its decision on Monday.",
            "Fizzle has two million users in the country.",
            "Three staff members of the commission worked on the case.",
            "The file has nine hundred pages in all.",
            "The hearing was held behind closed doors.",
            "Fizzle said that it regretted the decision. Fizzle added that it needed time.",
            "Fizzle shall tell its users within a week.",
        ]
    )
    text = "Fizzle, a messaging app, was told to change.\n\n" + body
    assert ("Fizzle", "Fizzle shall tell its users within a week.") not in said(text)
