"""Confidence: what a threshold leaves of an annotation."""

from __future__ import annotations

from dataclasses import replace

from kg.annotation import annotate_parsed
from kg.confidence import only_sure, properties, with_confidence
from kg.model import Annotation, Claim, Metadata, Probabilities, Span, Text
from kg.text import parse
from tests.texts import text_of

TEXT = Text(
    identifier="t", location="t", media_type="text/plain", sha256="", content="x" * 40, language="en",
    metadata=Metadata(), segments=(),
)  # fmt: skip


def claim(at: int, confidence: float, same_as: int | None = None) -> Claim:
    """A claim about a block whose trigger stands at an offset."""
    span = Span(at, at + 1)
    return Claim(kind="Block", evidence=span, trigger=span, rule="r", confidence=confidence, same_as=same_as)


def test_claims_of_one_action_stay_together_when_the_first_is_left_out() -> None:
    """What pointed to a dropped claim points to the first that is left of its action."""
    found = Annotation(
        text=TEXT, claims=(claim(0, 0.2), claim(1, 0.9, 0), claim(2, 0.8), claim(3, 0.7, 0), claim(4, 0.9, 2))
    )
    kept = only_sure(found, 0.5)
    assert [(c.trigger.begin, c.same_as) for c in kept.claims] == [(1, None), (2, None), (3, 0), (4, 1)]


def test_what_is_left_out_says_why() -> None:
    """A dropped claim is told as considered; without a threshold nothing changes."""
    found = Annotation(text=TEXT, claims=(claim(0, 0.2), claim(1, 0.9)))
    assert [c.reason for c in only_sure(found, 0.5).considered] == ["its confidence of 0.20 is under 0.50"]
    assert only_sure(found, 0.0) is found


def test_the_threshold_of_what_one_of_two_finds_alone() -> None:
    """It leaves out what only a template finds, and what only the encoder finds and is not sure of; whoever took part in it."""
    likely = [(0.05, "r"), (0.3, "r"), (0.7, "Block: detected"), (0.95, "Block: detected")]
    claims = tuple(
        replace(claim(i, 0.05), rule=rule, probabilities=Probabilities(act=act, agent=1, target=1, status=1))
        for i, (act, rule) in enumerate(likely)
    )
    kept = only_sure(Annotation(text=TEXT, claims=claims), 0.0, 0.1)
    assert [c.trigger.begin for c in kept.claims] == [1, 3]


def test_what_stands_around_a_claim_counts() -> None:
    """How the sentence speaks of the actor, what kind it is and how much else the sentence tells are properties of a claim."""
    named, pointed_back = (
        {
            name
            for claim, names in properties(annotate_parsed(parse(text_of(text))))
            if claim.kind == "Block"
            for name in names
        }
        for text in (
            "Turkey's telecom regulator BTK blocked Discord on 9 October 2024.",
            "The regulator BTK looked at Telegram in 2024. On 9 October it blocked the platform.",
        )
    )
    assert {"target by name", "Block with target Platform", "in body", "words up to 15"} <= named
    assert "agent by elsewhere" in pointed_back
    assert "agent by elsewhere" not in named


def test_figures_keep_the_confidence_of_their_rule() -> None:
    """The weights are those of actions."""
    figure = replace(claim(0, 0.4), kind="Observation")
    assert with_confidence(Annotation(text=TEXT, claims=(figure,))).claims == (figure,)
