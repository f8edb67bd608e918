"""Whatever the text, annotation does not fail, and every offset is the text's own."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.annotation import annotate_text
from kg.model import TESTIMONY_ROLES, Annotation, Metadata, Segment, Text

WORDS = st.sampled_from(
    [
        "TikTok",
        "X",
        "Meta",
        "PTA",
        "the",
        "court",
        "regulator",
        "blocked",
        "ordered",
        "fined",
        "Pakistan",
        "said",
        "that",
        "it",
        "had",
        "not",
        "“we",
        "will”",
        '"quote"',
        "on",
        "9",
        "May",
        "2024",
        "in,",
        ".",
        "–",
        "’s",
        "removed",
        "1,200",
        "videos",
        "if",
        "unless",
        "denied",
        "government",
        "of",
        "according",
        "to",
        "users\n",
        "\xa0",
        "restored",
        "access",
    ]
)
NEWS = st.lists(WORDS, max_size=60).map(" ".join)


def annotated(content: str, published: str | None = "2024-06-14") -> Annotation:
    """The annotation of a text that is body from end to end."""
    return annotate_text(
        Text(
            identifier="t",
            location="t",
            media_type="text/plain",
            sha256="0" * 64,
            content=content,
            language="en",
            metadata=Metadata(published=published),
            segments=(Segment(begin=0, end=len(content), role="body"),) if content.strip() else (),
        )  # fmt: skip
    )


def holds(found: Annotation) -> None:
    """Asserts what must be true of every annotation."""
    size = len(found.text.content)
    keys = {e.key for e in found.entities}
    spans = [*found.sentences, *(d.span for d in found.dates), *(m.span for m in found.mentions)]
    spans += [s for a in found.attributions for s in (a.cue, a.content, *([a.source] if a.source else []))]
    spans += [s for c in found.claims for s in (c.evidence, c.trigger)]
    assert all(0 <= s.begin < s.end <= size for s in spans)
    for claim in found.claims:
        assert found.text.content[claim.evidence.begin : claim.evidence.end].strip()
        assert {*claim.agent, *claim.target, *claim.place, *claim.instrument} <= keys
        assert claim.said_by is None or claim.said_by in keys
        assert not (claim.earliest and claim.latest) or claim.earliest <= claim.latest
        assert 0 <= claim.confidence <= 1
        inside = [s for s in found.text.segments if s.begin <= claim.trigger.begin < s.end]
        assert all(s.role in TESTIMONY_ROLES for s in inside)


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_annotation_survives_any_unicode(content: str) -> None:
    """No character crashes it."""
    holds(annotated(content))


@given(NEWS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_annotation_survives_scrambled_news(content: str) -> None:
    """Words of the trade in any order give claims whose offsets, roles and dates hold."""
    holds(annotated(content))


@given(NEWS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_annotation_is_deterministic(content: str) -> None:
    """The same text gives the same annotation."""
    assert annotated(content) == annotated(content)


@given(NEWS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_annotation_invents_no_date_without_publication(content: str) -> None:
    """Without a publication date and without a year in the text no day is known."""
    found = annotated(content.replace("2024", ""), published=None)
    assert all(c.earliest is None and c.latest is None for c in found.claims)
