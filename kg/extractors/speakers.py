"""Who speaks at an offset of a text, read from its attributions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kg.extractors.quotation import first_person
from kg.model import Attribution

#: Rules of attributions whose words are the speaker's own, though no quotation mark says so.
TURN_RULE = "attribution: turn of a transcript"
QUOTE_RULE = "attribution: quote goes on"


def speaker_at(attributions: Iterable[Attribution], offset: int) -> str | None:
    """The innermost known speaker of the words at an offset; None where the document itself speaks."""
    around = [
        (a.content.end - a.content.begin, a.content.begin, a.speaker)
        for a in attributions
        if a.speaker and a.content.begin <= offset < a.content.end
    ]
    return min(around)[2] if around else None


def in_own_turn(attributions: Iterable[Attribution], offset: int) -> bool:
    """Whether an offset lies in the turn of a speaker in a transcript."""
    return any(a.rule == TURN_RULE and a.content.begin <= offset < a.content.end for a in attributions)


def other_speaker(attributions: Iterable[Attribution], speakers: Collection[str], offset: int) -> str | None:
    """Who says at an offset what those speakers say there: the first other one around it."""
    return next(
        (
            a.speaker
            for a in attributions
            if a.speaker and a.speaker not in speakers and a.content.begin <= offset < a.content.end
        ),
        None,
    )


def reported_at(attributions: Iterable[Attribution], offset: int, content: str) -> str | None:
    """The innermost known speaker whose words are told in the third person at an offset: not in quotes, not in a transcript."""
    around = [a for a in attributions if a.speaker and a.content.begin <= offset < a.content.end]
    if not around:
        return None
    inner = min(around, key=lambda a: (a.content.end - a.content.begin, a.content.begin))
    if inner.kind == "direct" or inner.rule in (TURN_RULE, QUOTE_RULE):
        return None
    if inner.kind == "continued":
        return None if first_person(content[inner.content.begin : inner.content.end]) else inner.speaker
    return inner.speaker
