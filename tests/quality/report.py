"""How good the extraction is, in one table per gold set: ``python -m tests.quality.report`` (``make score``).

Builds a store per set, in a temporary folder that keeps annotations between runs, and scores it with :mod:`kg.scoring`. One
half of the development articles is held out: of these only totals are shown, never what was missed, so that nobody
tunes on them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.pipeline import build
from kg.scoring import ACROSS, Score, score_documents, table_of
from kg.settings import Settings
from kg.store import StoreDirectory

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "gold"
TUNING = ("01", "02", "05", "06", "10", "12")
HELD_OUT = ("03", "04", "07", "08", "09", "11")
FIGURES = (
    "actions",
    "facts",
    "roles",
    "dates",
    "polarity+modality",
    "entities",
    "observations",
    "same event across documents",
)


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Some gold files, the texts of their folder, and whether misses may be shown."""

    name: str
    texts: tuple[Path, ...]
    gold: tuple[Path, ...]
    across: Path | None
    secret: bool = False

    def score(self, store: Path) -> Score:
        """Builds a store over all texts and scores the gold files of this set."""
        build(self.texts, Settings(store=store))
        directory = StoreDirectory(store)
        try:
            return score_documents(directory.open(), self.gold, self.across, self.texts[0].parent)
        finally:
            directory.close()


def gold_sets() -> Iterator[GoldSet]:
    """Those that are there: the seeds and the development articles where they lie beside the repository, our own corpus."""
    seeds = SHARED / "seeds"
    if seeds.is_dir():
        texts = tuple(sorted((ROOT / "seeds").glob("*.txt")))
        yield GoldSet("seeds", texts, _gold(seeds), seeds / f"{ACROSS}.yaml")
    developing = SHARED / "dev"
    if developing.is_dir():
        texts = tuple(sorted(developing.glob("*.txt")))
        across = developing / f"{ACROSS}.yaml"
        yield GoldSet("dev, tuning half", texts, _gold(developing, TUNING), across)
        yield GoldSet("dev, held-out half", texts, _gold(developing, HELD_OUT), across, secret=True)
    corpus = ROOT / "tests" / "quality" / "corpus"
    gold = tuple(p for p in _gold(corpus) if p.with_suffix(".txt").is_file())
    if gold:
        yield GoldSet("corpus", tuple(p.with_suffix(".txt") for p in gold), gold, corpus / f"{ACROSS}.yaml")


def _gold(folder: Path, prefixes: Sequence[str] = ("",)) -> tuple[Path, ...]:
    return tuple(
        p for p in sorted(folder.glob("*.yaml")) if p.stem != ACROSS and p.name.startswith(tuple(prefixes))
    )


def main() -> None:
    """Prints a table per set."""
    sets = {s.name: s for s in gold_sets()}
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=sorted(sets), help="one set")
    parser.add_argument(
        "--misses", action="store_true", help="also what was missed, wrong or extra; not of held-out articles"
    )
    given = parser.parse_args()
    work = Path(tempfile.gettempdir()) / f"writ-score-{os.getuid()}"
    for name, gold in sets.items():
        if given.only not in (None, name):
            continue
        score = gold.score(work / name.split(",")[0])
        tallies = (
            score.tallies if not gold.secret else {k: score.tallies[k] for k in FIGURES if k in score.tallies}
        )
        print(f"\n{name}: {len(gold.gold)} documents\n{table_of(tallies)}")
        if given.misses and not gold.secret:
            print("\n".join(score.misses))


if __name__ == "__main__":
    main()
