"""How sure a claim is: the share of such claims that were right, in all roles, on the gold that the weights were fitted on.

A logistic model over a few properties of the claim itself (Platt 1999). Weights: ``ontology/language/confidence.yaml``, written by
``scripts/calibrate_confidence.py`` from the tuning articles; the set-aside ones show in ``make score`` how well it is calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from kg.lexicon import language_data
from kg.model import Annotation, Claim, Consideration


def properties(
    kind: str,
    rule: str,
    *,
    agents: int,
    targets: int,
    modality: str,
    polarity: str,
    is_dated: bool,
    is_ascribed: bool,
) -> Iterator[str]:
    """The names of the properties that hold of a claim; each has a weight."""
    yield "always"
    yield f"kind {kind}"
    yield f"agents {min(agents, 2)}"
    yield f"targets {min(targets, 2)}"
    yield f"modality {modality}"
    yield f"polarity {polarity}"
    if is_dated:
        yield "dated"
    if is_ascribed:
        yield "ascribed"
    words = rule.partition(": ")[2]
    if words.startswith("the "):
        yield "noun"
    elif words.startswith("attribution"):
        yield "saying"
    if ":" in words.partition("{target")[2].partition("}")[0]:
        yield "typed target"


@cache
def _weights() -> dict[str, float]:
    return {str(name): float(str(weight)) for name, weight in language_data("confidence").items()}


def probability(names: Iterator[str] | list[str], weights: dict[str, float]) -> float:
    """The logistic function of the sum of the weights; an unknown property weighs nothing."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) for name in names)))


def with_confidence(claim: Claim) -> Claim:
    """The claim with its confidence, 0.01 to 0.99; figures keep the one of their rule."""
    if claim.kind == "Observation":
        return claim
    names = properties(
        claim.kind, claim.rule, agents=len(claim.agent), targets=len(claim.target), modality=claim.modality, polarity=claim.polarity,
        is_dated=claim.earliest is not None or claim.latest is not None, is_ascribed=claim.said_by is not None,
    )  # fmt: skip
    return replace(claim, confidence=round(min(0.99, max(0.01, probability(names, _weights()))), 2))


def only_sure(annotation: Annotation, threshold: float) -> Annotation:
    """The annotation without the claims of a confidence under the threshold; those are told as considered.

    It is applied to finished annotations, so that the cache keeps all claims and a build with another threshold parses nothing again.
    """
    kept = [i for i, c in enumerate(annotation.claims) if c.confidence >= threshold]
    if len(kept) == len(annotation.claims):
        return annotation
    place = {old: new for new, old in enumerate(kept)}
    first_of: dict[
        int, int
    ] = {}  # what was said to be the same action stays so, whichever of its claims is left
    claims = []
    for old in kept:
        claim = annotation.claims[old]
        root = old if claim.same_as is None else claim.same_as
        same_as = place.get(root, first_of.get(root)) if root != old else None
        first_of.setdefault(root, place[old])
        claims.append(replace(claim, same_as=same_as))
    dropped = tuple(
        Consideration(
            span=c.trigger,
            extractor="confidence",
            what=c.kind,
            reason=f"its confidence of {c.confidence:.2f} is under {threshold:.2f}",
        )
        for c in annotation.claims
        if c.confidence < threshold
    )
    return replace(annotation, claims=tuple(claims), considered=annotation.considered + dropped)
