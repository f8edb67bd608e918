"""How sure a claim is: the share of such claims that were right, in all roles, on the gold that the weights were fitted on.

A logistic model over properties of the claim and of the words around it (Platt 1999). Weights: ``ontology/language/confidence.yaml``,
written by ``scripts/calibrate_confidence.py`` from the tuning articles; the set-aside ones show in ``make score`` how well it is calibrated.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from kg.detection import DETECTED, PARTICIPANT
from kg.lexicon import language_data
from kg.model import MENTION_FORMS, Annotation, Claim, Consideration, Mention

#: How the properties begin that say how likely the encoder (:mod:`kg.detection`) found an act.
ENCODER = "encoder"
_PROBABILITIES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.9, 0.97)
#: Under this probability a sentence is found hardly to tell an act; from these on it is sure to, and that it happened or not, whoever took part in it.
UNTOLD, SURELY_TOLD, SURELY_SO = 0.1, 0.95, 0.8


def properties(annotation: Annotation) -> Iterator[tuple[Claim, list[str]]]:
    """Each claim with the names of the properties that hold of it, each of which has a weight; none for figures."""
    context = _Context(annotation)
    for claim in annotation.claims:
        is_figure = claim.kind == "Observation"
        yield claim, [] if is_figure else [*_of_claim(claim), *context.around(claim)]


def _of_claim(claim: Claim) -> Iterator[str]:
    agents, targets = min(len(claim.agent), 2), min(len(claim.target), 2)
    yield "always"
    yield f"kind {claim.kind}"
    yield f"rule {claim.rule}"
    yield f"agents {agents}"
    yield f"targets {targets}"
    yield f"modality {claim.modality}"
    yield f"polarity {claim.polarity}"
    yield f"{claim.kind} {claim.polarity} {claim.modality}"
    yield f"{claim.kind} of {agents} to {targets}"
    yield f"{claim.kind} {'as somebody says' if claim.said_by else 'of the document'}"
    if claim.earliest or claim.latest:
        yield "dated"
    if claim.said_by:
        yield "ascribed"
    if claim.grounds:
        yield "grounded"
    words = claim.rule.partition(": ")[2]
    if words.startswith("the "):
        yield "noun"
    elif words.startswith("attribution"):
        yield "saying"
    if ":" in words.partition("{target")[2].partition("}")[0]:
        yield "typed target"


class _Context:
    """What stands around the claims of one document."""

    def __init__(self, annotation: Annotation) -> None:
        self._annotation = annotation
        self._begins = [s.begin for s in annotation.sentences]
        self._kinds = {e.key: e.kind for e in annotation.entities}
        self._mentioned = Counter(m.entity for m in annotation.mentions)
        self._mentions: dict[int, list[Mention]] = {}
        self._rules: dict[str, set[str]] = defaultdict(set)
        for mention in annotation.mentions:
            self._rules[mention.entity].add(mention.rule)
            self._mentions.setdefault(self._sentence(mention.span.begin), []).append(mention)
        self._claims = Counter(
            self._sentence(c.trigger.begin) for c in annotation.claims if c.kind != "Observation"
        )

    def _sentence(self, offset: int) -> int:
        """The index of the sentence that holds an offset; -1 before the first."""
        return bisect_right(self._begins, offset) - 1

    def around(self, claim: Claim) -> Iterator[str]:
        here = self._sentence(claim.trigger.begin)
        yield f"claims in sentence {_up_to(self._claims[here], 1, 2, 3)}"
        if here >= 0:
            sentence = self._annotation.sentences[here]
            words = len(self._annotation.text.content[sentence.begin : sentence.end].split())
            yield f"words {_up_to(words, 8, 15, 25, 40)}"
        for segment in self._annotation.text.segments:
            if segment.begin <= claim.trigger.begin < segment.end:
                yield f"in {segment.role}"
        yield f"{claim.kind} of {self._kinds_of(claim.agent)} to {self._kinds_of(claim.target)}"
        for role, keys in (("agent", claim.agent), ("target", claim.target)):
            for key in keys[:2]:
                kind = self._kinds.get(key, "")
                yield f"{role} {kind}"
                yield f"{claim.kind} with {role} {kind}"
                yield f"{role} by {self._form(key, here)}"
                yield f"{role} mentioned {_up_to(self._mentioned[key], 1, 2, 4, 8)}"
                if self._rules[key] == {PARTICIPANT}:
                    yield f"{role} known to the encoder alone"
        if (likely := claim.probabilities) is not None:
            found_by = "alone" if claim.rule.startswith(f"{claim.kind}: {DETECTED}") else "of a template"
            yield f"{ENCODER} {found_by} {_up_to(likely.act, *_PROBABILITIES)}"
            yield f"{ENCODER} status {_up_to(likely.status, *_PROBABILITIES)}"
            for role, keys, sure in (
                ("agent", claim.agent, likely.agent),
                ("target", claim.target, likely.target),
            ):
                here_told = any(self._form(key, here) != "elsewhere" for key in keys)
                filled = "here" if here_told else "elsewhere" if keys else "empty"
                yield f"{ENCODER} {role} {filled} {_up_to(sure, *_PROBABILITIES)}"

    def _kinds_of(self, keys: Iterable[str]) -> str:
        return " and ".join(sorted({self._kinds.get(key, "") for key in keys})) or "none"

    def _form(self, key: str, sentence: int) -> str:
        forms = {m.form for m in self._mentions.get(sentence, ()) if m.entity == key}
        return next((form for form in MENTION_FORMS if form in forms), "elsewhere")


def _up_to(number: float, *bounds: float) -> str:
    """The first bound that a number does not exceed.

    >>> _up_to(12, 8, 15, 25), _up_to(30, 8, 15, 25)
    ('up to 15', 'more than 25')
    """
    return next((f"up to {bound}" for bound in bounds if number <= bound), f"more than {bounds[-1]}")


@cache
def _weights() -> dict[str, float]:
    return {str(name): float(str(weight)) for name, weight in language_data("confidence").items()}


def probability(names: Iterable[str], weights: dict[str, float]) -> float:
    """The logistic function of the sum of the weights; an unknown property weighs nothing."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) for name in names)))


def with_confidence(annotation: Annotation) -> Annotation:
    """The annotation with the confidence of each claim, 0.01 to 0.99; figures keep the one of their rule."""
    claims = tuple(
        replace(claim, confidence=round(min(0.99, max(0.01, probability(names, _weights()))), 2))
        if names
        else claim
        for claim, names in properties(annotation)
    )
    return replace(annotation, claims=claims)


def only_sure(annotation: Annotation, threshold: float, threshold_alone: float = 0.0) -> Annotation:
    """The annotation without the claims of a confidence under the threshold; those are told as considered.

    Args:
        threshold_alone: the threshold, where it is higher, of acts that only a template finds, since the encoder finds its sentence hardly to tell one
            (:data:`UNTOLD`), or only the encoder, which is not sure of it (:data:`SURELY_TOLD`, :data:`SURELY_SO`).

    It is applied to finished annotations, so that the cache keeps all claims and a build with another threshold parses nothing again.
    """

    def wanted(claim: Claim) -> float:
        likely = claim.probabilities
        if likely is None:
            return threshold
        detected = claim.rule.endswith(f": {DETECTED}")
        sure = likely.act >= SURELY_TOLD and likely.status >= SURELY_SO if detected else likely.act >= UNTOLD
        return threshold if sure else max(threshold, threshold_alone)

    kept = [i for i, c in enumerate(annotation.claims) if c.confidence >= wanted(c)]
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
            reason=f"its confidence of {c.confidence:.2f} is under {wanted(c):.2f}",
        )
        for c in annotation.claims
        if c.confidence < wanted(c)
    )
    return replace(annotation, claims=tuple(claims), considered=annotation.considered + dropped)
