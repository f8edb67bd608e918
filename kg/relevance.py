"""Does a document tell of the regulation of online platforms at all? From one that does not, nothing is taken.

A review that "blocks" noise and a league that "fines" a player use the words of the trade. A document counts as platform news where
at least one claim binds a named service or network to a restriction or a public body, or a public body to a sentence about
things online. Words: ``ontology/language/topic.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kg.extraction import Layers
from kg.lexicon import load_lexicon, word_list
from kg.model import Claim, Consideration, Entity

_BODIES = frozenset(
    {"Court", "Regulator", "Ministry", "LawEnforcement", "Government", "Legislature", "InternationalBody"}
)
_WATCHERS = _BODIES | {"CivilSociety"}
_TALK = frozenset({"Statement", "Engagement", "Agreement", "Protest", "Request"})


@cache
def _online() -> re.Pattern[str]:
    words = sorted(word_list("topic", "online"), key=lambda w: (-len(w), w))
    return re.compile(
        r"\b(?:" + "|".join(re.escape(w).replace(r"\ ", r"[\s-]+") for w in words) + r")s?\b", re.IGNORECASE
    )


def only_platform_news(content: str, layers: Layers) -> Layers:
    """The layers as they are, or without claims where the document is about something else; each dropped claim is noted."""
    entities = {e.key: e for e in layers.entities}
    named = {m.entity for m in layers.mentions if m.form in ("name", "acronym")}
    if any(_binds(claim, content, entities, named) for claim in layers.claims):
        return layers
    dropped = tuple(
        Consideration(
            span=claim.trigger, extractor="relevance", what=claim.kind, reason="the document tells nothing of online platforms and public bodies",
            file="ontology/language/topic.yaml",
        )
        for claim in layers.claims
    )  # fmt: skip
    return Layers(
        dates=layers.dates, entities=layers.entities, mentions=layers.mentions, attributions=layers.attributions,
        considered=layers.considered + dropped,
    )  # fmt: skip


def _binds(claim: Claim, content: str, entities: dict[str, Entity], named: set[str]) -> bool:
    """Whether one claim makes its document platform news."""
    if claim.kind == "Observation":
        return False
    parties = [entities[key] for key in (*claim.agent, *claim.target)]
    services = [
        e
        for e in parties
        if e.kind in ("Platform", "Company") and e.key in named and (e.known or e.kind == "Platform")
    ]
    bodies = _any_kind(parties, _WATCHERS)
    restricts = load_lexicon().parent(claim.kind) in ("Restriction", "Restoration")
    if restricts and (services or (claim.kind in ("Shutdown", "Throttle") and _any_kind(parties, _BODIES))):
        return True
    if services and (bodies or (claim.kind not in _TALK and not restricts)):
        return True
    public = _any_kind(parties, _WATCHERS if claim.kind not in _TALK else _BODIES)
    return public and _online().search(content, claim.evidence.begin, claim.evidence.end) is not None


def _any_kind(entities: Iterable[Entity], kinds: frozenset[str]) -> bool:
    return any(e.kind in kinds for e in entities)
