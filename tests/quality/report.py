"""How good the extraction is, in one table per gold set: ``python -m tests.quality.report`` (``make score``)."""

from __future__ import annotations

import argparse

from kg.scoring import table_of
from kg.store import StoreDirectory
from tests.quality.gold_sets import CORPORA, gold_sets, work_of
from tests.quality.reliability import judged, plot

#: What is shown of sets that are looked at for scores only.
FIGURES = (
    "actions",
    "facts",
    "roles",
    "dates",
    "polarity+modality",
    "entities",
    "observations",
    "evidence exact",
    "same event across documents",
)


def main() -> None:
    """Prints a table per set."""
    sets = {s.name: s for s in gold_sets()}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(sets), help="one set")
    parser.add_argument(
        "--misses", action="store_true", help="also what was missed, wrong or extra; not of held-out articles"
    )
    parser.add_argument("--types", action="store_true", help="also the actions by type")
    given = parser.parse_args()
    for name, gold in sets.items():
        if given.only not in (None, name):
            continue
        score = gold.score()
        shown = {k: v for k, v in score.tallies.items() if not gold.secret or k in FIGURES}
        print(f"\n{name}: {len(gold.gold)} documents\n{table_of(shown)}")
        if gold.store in CORPORA:  # totals, never single facts, also of what is set aside
            directory = StoreDirectory(work_of(gold.store))
            print(f"reliability:\n{plot(judged(directory.open(), gold.gold, gold.texts[0].parent))}")
            directory.close()
        if given.types:
            print(table_of(dict(sorted(score.types.items()))))
        if given.misses and not gold.secret:
            print("\n".join(score.misses))


if __name__ == "__main__":
    main()
