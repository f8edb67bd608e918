"""The documents with gold facts that the extraction is measured on, and which of them may be looked at.

Of each corpus the files whose number is divisible by three are set aside, of the development articles one half: their scores are
shown, never what was missed in them, so that nobody tunes on them. The second corpus and the third were written and annotated later,
by people who had not seen what the extraction does with the first.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from kg.pipeline import build
from kg.scoring import ACROSS, Score, score_documents
from kg.settings import Settings
from kg.store import StoreDirectory

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "gold"
CORPUS = Path(__file__).resolve().parent / "corpus"
#: Sentences that were written and labelled one by one, for the encoder of kg.detection to learn from.
SENTENCES = Path(__file__).resolve().parent / "sentences"
TUNING = ("01", "02", "05", "06", "10", "12")
#: The first letters of the files of each corpus.
CORPORA = {
    "corpus": "ab",
    "second corpus": "cdef",
    "third corpus": "ghijkl",
    "fourth corpus": "mnopqrstuvwx",
}

#: The first letters of tuning articles that the encoder of kg.detection is not trained on: how far it can be believed is fitted on these.
UNTRAINED = "ghijkltv"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Some gold files, the texts of their folder, and whether misses may be shown."""

    name: str
    store: str
    texts: tuple[Path, ...]
    gold: tuple[Path, ...]
    across: Path | None
    secret: bool = False

    def score(self) -> Score:
        """Builds a store over all texts of the folder and scores the gold files of this set.

        The store lies in the system's temporary folder and keeps annotations between runs.
        """
        directory = StoreDirectory(_built(self.store, self.texts))
        try:
            return score_documents(directory.open(), self.gold, self.across, self.texts[0].parent)
        finally:
            directory.close()


def work_of(name: str) -> Path:
    """Where the store of a folder of documents lies between runs; each checkout has its own."""
    checkout = sha256(str(ROOT).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"writ-score-{os.getuid()}-{checkout}" / name.replace(" ", "-")


@cache
def _built(name: str, texts: tuple[Path, ...]) -> Path:
    """The store over a folder of documents, built once a process."""
    work = work_of(name)
    build(texts, Settings(store=work))
    return work


def _gold(folder: Path) -> tuple[Path, ...]:
    return tuple(p for p in sorted(folder.glob("*.yaml")) if p.stem != ACROSS)


def _is_set_aside(path: Path) -> bool:
    return int(path.stem[1:3]) % 3 == 0


def gold_sets() -> Iterator[GoldSet]:
    """Those that are there: the corpus always, seeds and development articles where their gold lies beside the repository."""
    seeds = SHARED / "seeds"
    if seeds.is_dir():
        yield GoldSet(
            "seeds", "seeds", tuple(sorted((ROOT / "seeds").glob("*.txt"))), _gold(seeds), _across(seeds)
        )
    developing = SHARED / "dev"
    if developing.is_dir():
        texts, gold = tuple(sorted(developing.glob("*.txt"))), _gold(developing)
        open_half = tuple(p for p in gold if p.name.startswith(TUNING))
        yield GoldSet("dev", "dev", texts, gold, _across(developing), secret=True)
        yield GoldSet("dev, tuning half", "dev", texts, open_half, _across(developing))
        rest = tuple(p for p in gold if p not in open_half)
        yield GoldSet("dev, held-out half", "dev", texts, rest, _across(developing), secret=True)
    for name, letters in CORPORA.items():
        yield from _corpus(name, letters)


def _corpus(name: str, letters: str) -> Iterator[GoldSet]:
    gold = tuple(p for p in _gold(CORPUS) if p.name[0] in letters)
    texts = tuple(p.with_suffix(".txt") for p in gold)
    across = _across(CORPUS)
    open_part = tuple(p for p in gold if not _is_set_aside(p))
    yield GoldSet(f"{name}, tuning two thirds", name, texts, open_part, across)
    aside = tuple(p for p in gold if _is_set_aside(p))
    yield GoldSet(f"{name}, set-aside third", name, texts, aside, across, secret=True)


def _across(folder: Path) -> Path | None:
    path = folder / f"{ACROSS}.yaml"
    return path if path.is_file() else None


@cache
def corpus_checksum() -> str:
    """SHA-256 over the names and bytes of all texts and gold files of the corpus."""
    digest = sha256()
    for path in sorted([*CORPUS.glob("*.txt"), *CORPUS.glob("*.yaml")]):
        digest.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()
