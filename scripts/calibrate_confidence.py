"""Fits the weights of kg.confidence on the tuning articles and prints how well they are calibrated on the set-aside ones.

    python -m scripts.calibrate_confidence [--check]

A claim counts as right where its action is a gold action of the same type with the same agents, targets, polarity and modality.
Logistic regression with a quadratic penalty, fitted by Newton's method: no randomness. ``--check`` only prints.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import yaml

from kg.confidence import probability, properties
from kg.iris import Minter
from kg.ontology_files import ontology_directory
from kg.pipeline import annotate_all, build
from kg.reading.inputs import find_documents
from kg.settings import Settings
from kg.store import StoreDirectory
from tests.quality.gold_sets import GoldSet, gold_sets, work_of
from tests.quality.reliability import judgements

TRAINING = ("corpus, tuning two thirds", "dev, tuning half")
SET_ASIDE = "corpus, set-aside third"
PENALTY = 10.0
#: A property of fewer claims has no weight: what so few show is chance.
FEWEST = 3
Row = tuple[list[str], bool]


def rows(gold_set: GoldSet) -> Iterator[Row]:
    """The properties of each claim about an action, and whether it is right."""
    settings = Settings(store=work_of(gold_set.store))
    build(gold_set.texts, settings)
    minter = Minter(settings.base)
    named = {
        minter.claim(annotation.text.identifier, claim): names
        for annotation in annotate_all(find_documents(gold_set.texts), settings).annotations
        for claim, names in properties(annotation)
    }
    directory = StoreDirectory(settings.store)
    for claims, right in judgements(directory.open(), gold_set.gold, gold_set.texts[0].parent):
        for claim in claims:
            yield named[claim], right
    directory.close()


def fit(data: list[Row]) -> dict[str, float]:
    """Weights by property, rounded to three decimals; "always" is not penalised."""
    counts = Counter(name for found, _ in data for name in set(found))
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    column = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(data), len(names)))
    for i, (found, _) in enumerate(data):
        x[i, [column[name] for name in found if name in column]] = 1
    y = np.array([right for _, right in data], dtype=float)
    penalty = np.diag([1e-6 if name == "always" else PENALTY for name in names])
    weights = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - penalty @ weights
        hessian = (x.T * (p * (1 - p))) @ x + penalty
        weights += np.linalg.solve(hessian, gradient)
    return {name: round(float(weights[column[name]]), 3) for name in names}


def reliability(data: list[Row], weights: dict[str, float]) -> str:
    """A table: claims by confidence, how sure on average, how often right."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for names, right in data:
        p = probability(names, weights)
        bins[min(9, int(p * 10))].append((p, right))
    lines = ["confidence  claims  mean  right"]
    for low in sorted(bins):
        found = bins[low]
        mean, share = sum(p for p, _ in found) / len(found), sum(r for _, r in found) / len(found)
        lines.append(f"{low / 10:.1f}-{low / 10 + 0.1:.1f}     {len(found):6}  {mean:.2f}   {share:.2f}")
    error = sum(abs(sum(p - r for p, r in b)) for b in bins.values()) / max(1, len(data))
    return "\n".join([*lines, f"expected calibration error {error:.3f} over {len(data)} claims"])


def main() -> None:
    """Fits, prints and writes."""
    sets = {s.name: s for s in gold_sets()}
    training = [row for name in TRAINING if name in sets for row in rows(sets[name])]
    weights = fit(training)
    print(
        f"fitted on:\n{reliability(training, weights)}\n\nset aside:\n{reliability(list(rows(sets[SET_ASIDE])), weights)}"
    )
    if "--check" not in sys.argv:
        head = "# Weights of kg/confidence.py, written by scripts/calibrate_confidence.py from the tuning articles; don't edit by hand.\n"
        path = ontology_directory() / "language" / "confidence.yaml"
        path.write_text(head + yaml.safe_dump(weights, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main()
