"""Fits the weights of kg.confidence on the tuning articles and prints how well they are calibrated on the set-aside ones.

    python -m scripts.calibrate_confidence [--check | --curve]

A claim counts as right where its action is a gold action of the same type with the same agents, targets, polarity and modality.
Logistic regression with a quadratic penalty, fitted by Newton's method: no randomness. It has two stages, since the encoder of kg.detection knows
the tuning articles by heart: what it says is weighed, beside the sum of all other weights, on tuning articles that neither it nor a template has seen. ``--check`` only prints;
``--curve`` prints a learning curve: what the set-aside articles would give if there were fewer to fit on.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np
import yaml

from kg.confidence import ENCODER, probability, properties
from kg.iris import Minter
from kg.ontology_files import ontology_directory
from kg.pipeline import annotate_all, build
from kg.reading.inputs import find_documents
from kg.settings import Settings
from kg.store import StoreDirectory
from tests.quality.gold_sets import CORPORA, UNTRAINED, GoldSet, gold_sets, work_of
from tests.quality.reliability import at_half, judgements, plot

TRAINING = (*(f"{name}, tuning two thirds" for name in CORPORA), "dev, tuning half")
SET_ASIDE = tuple(f"{name}, set-aside third" for name in CORPORA)
PENALTY = 10.0
#: The name of the weight of the first stage's sum in the second.
SUM = "sum of the other weights"
#: A property of fewer claims has no weight: what so few show is chance.
FEWEST = 3
#: In so many parts the articles of the second stage are left out of the first.
FOLDS = 4
#: Numbers of articles of the learning curve, and how many choices of so many are averaged.
CURVE, CHOICES = (5, 10, 20, 40, 60), 5


class Row(NamedTuple):
    """A claim about an action: its document, its properties, and whether it is right."""

    document: str
    names: list[str]
    right: bool


def rows(gold_set: GoldSet) -> Iterator[Row]:
    """All claims about actions that the documents of a set make."""
    settings = Settings(store=work_of(gold_set.store), min_confidence_alone=0.0)
    build(gold_set.texts, settings)
    minter = Minter(settings.base)
    named = {
        minter.claim(annotation.text.identifier, claim): (annotation.text.identifier, names)
        for annotation in annotate_all(find_documents(gold_set.texts), settings).annotations
        for claim, names in properties(annotation)
    }
    directory = StoreDirectory(settings.store)
    for claims, right in judgements(directory.open(), gold_set.gold, gold_set.texts[0].parent):
        for claim in claims:
            yield Row(*named[claim], right)
    directory.close()


def fit(data: list[Row], sums: list[float] | None = None) -> dict[str, float]:
    """Weights by property, rounded to three decimals; "always" is not penalised.

    Args:
        sums: what other weights add up to for each row; how much that counts is fitted too, and stands under :data:`SUM`.
    """
    counts = Counter(name for row in data for name in set(row.names))
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    column = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(data), len(names)))
    for i, row in enumerate(data):
        x[i, [column[name] for name in row.names if name in column]] = 1
    if sums is not None:
        x, names = np.column_stack([x, sums]), [*names, SUM]
    y = np.array([row.right for row in data], dtype=float)
    penalty = np.diag([1e-6 if name in ("always", SUM) else PENALTY for name in names])
    weights = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - penalty @ weights
        hessian = (x.T * (p * (1 - p))) @ x + penalty
        weights += np.linalg.solve(hessian, gradient)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def _fold(row: Row) -> int:
    return crc32(row.document.encode()) % FOLDS


def _of_encoder(names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(ENCODER)]


def fit_stages(data: list[Row]) -> dict[str, float]:
    """The weights of both stages: of what a claim is and stands in, and of what the encoder says beside their sum.

    The second stage is given sums by weights that were fitted without the claim's article, as the articles to come will be.
    """
    plain = [r._replace(names=[n for n in r.names if not n.startswith(ENCODER)]) for r in data]
    without = [
        fit([p for p in plain if p.document[0] not in UNTRAINED or _fold(p) != fold]) for fold in range(FOLDS)
    ]
    unseen = [
        (r, p)
        for r, p in zip(data, plain, strict=True)
        if r.document[0] in UNTRAINED and _of_encoder(r.names)
    ]
    second = fit(
        [r._replace(names=["always", *_of_encoder(r.names)]) for r, _ in unseen],
        [sum(without[_fold(p)].get(name, 0.0) for name in p.names) for _, p in unseen],
    )
    first = fit(plain)
    share, shift = second.pop(SUM), second.pop("always")
    # Each claim that the encoder has weighed has one property that says how likely its act is, and one for its status and each role.
    of_roles = tuple(f"{ENCODER} {role}" for role in ("agent", "target", "status"))
    return {name: round(weight * share, 3) for name, weight in first.items()} | {
        name: round(weight + (0 if name.startswith(of_roles) else shift), 3)
        for name, weight in second.items()
    }


def judged(data: list[Row], weights: dict[str, float]) -> list[tuple[float, bool]]:
    """How sure the weights are of each claim, and whether it is right."""
    return [(probability(row.names, weights), row.right) for row in data]


def log_loss(found: list[tuple[float, bool]]) -> float:
    """The mean negative logarithm of the probability given to what is the case; .693 for a coin."""
    return -sum(math.log(p if right else 1 - p) for p, right in found) / len(found)


def curve(training: list[Row], held: list[Row]) -> Iterator[str]:
    """Articles fitted on, log loss and precision at half of the right claims of the others: means over choices of articles."""
    documents = sorted({row.document for row in training if row.document[0] not in UNTRAINED})
    yield f"{'articles':>8}{'log loss':>10}{'at half':>9}"
    for count in (*(c for c in CURVE if c < len(documents)), len(documents)):
        step = len(documents) // count
        choices = [
            {documents[(first + i * step) % len(documents)] for i in range(count)} for first in range(CHOICES)
        ]
        tried = [
            judged(
                held, fit_stages([r for r in training if r.document in choice or r.document[0] in UNTRAINED])
            )
            for choice in choices
        ]
        loss, half = (sum(f(t) for t in tried) / CHOICES for f in (log_loss, lambda t: at_half(t)[1]))
        yield f"{count:8}{loss:10.3f}{half:9.3f}"


def main() -> None:
    """Fits, prints and writes."""
    sets = {s.name: s for s in gold_sets()}
    training = [row for name in TRAINING if name in sets for row in rows(sets[name])]
    held = [row for name in SET_ASIDE for row in rows(sets[name])]
    if "--curve" in sys.argv:
        print("\n".join(curve(training, held)))
        return
    weights = fit_stages(training)
    print(f"fitted on:\n{plot(judged(training, weights))}\n\nset aside:\n{plot(judged(held, weights))}")
    if "--check" not in sys.argv:
        head = "# Weights of kg/confidence.py, written by scripts/calibrate_confidence.py from the tuning articles; don't edit by hand.\n"
        path = ontology_directory() / "language" / "confidence.yaml"
        path.write_text(head + yaml.safe_dump(weights, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main()
