"""The quality gate's floors: ``python -m tests.quality.floors`` raises them to what is reached now; they never go down by it.

A floor is the F1 reached less a small margin, since one article more or less moves a score by some thousandths. Where a set has few
of a thing, one of them moves a figure by more than that: a floor gives way to two of the things that it counts (``allowance``).
"""

from __future__ import annotations

import json
from pathlib import Path

from kg.scoring import Score
from tests.quality.gold_sets import corpus_checksum, gold_sets
from tests.quality.report import FIGURES

PATH = Path(__file__).with_name("floors.json")
MARGIN = 0.005
#: Without floors: two thirds of it train the encoder, and to build it takes continuous integration another minute. `make score` shows it.
WITHOUT = frozenset({"fourth corpus"})


def reached(score: Score) -> dict[str, float]:
    """F1 by figure, and by action type as "type Block"; types of fewer than five required actions left out."""
    found = {name: score.tallies[name].f1 for name in FIGURES if name in score.tallies}
    return found | {
        f"type {kind}": tally.f1 for kind, tally in sorted(score.types.items()) if tally.wanted >= 5
    }


def allowance(score: Score, what: str) -> float:
    """By how much a figure may lie under its floor: what two of the things that it counts make."""
    kind = what.removeprefix("type ")
    tally = score.types.get(kind) if what.startswith("type ") else score.tallies.get(what)
    return 2 / tally.wanted if tally is not None and tally.wanted else 0.0


def read_floors() -> dict[str, object]:
    """The file as it stands: a checksum and floors by set."""
    data: dict[str, object] = json.loads(PATH.read_text(encoding="utf-8"))
    return data


def main() -> None:
    """Raises every floor that has been passed, and writes the checksum of the corpus."""
    earlier = read_floors() if PATH.exists() else {"sets": {}}
    floors: dict[str, dict[str, float]] = dict(earlier["sets"])  # type: ignore[call-overload]  # JSON
    for gold in gold_sets():
        if gold.store in WITHOUT:
            continue
        before = floors.get(gold.name, {})
        now = {name: round(max(0.0, f1 - MARGIN), 3) for name, f1 in reached(gold.score()).items()}
        floors[gold.name] = {name: max(value, before.get(name, 0.0)) for name, value in now.items()}
    PATH.write_text(
        json.dumps({"corpus": corpus_checksum(), "sets": floors}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
