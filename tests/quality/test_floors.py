"""Quality is a test: no score of a gold set, and of no action type in it, falls below its floor."""

from __future__ import annotations

import pytest

from tests.quality.floors import allowance, reached, read_floors
from tests.quality.gold_sets import SHARED, GoldSet, corpus_checksum, gold_sets

SETS = {s.name: s for s in gold_sets()}


def test_corpus_is_the_one_that_the_floors_were_measured_on() -> None:
    """Whoever changes the corpus measures again."""
    assert read_floors()["corpus"] == corpus_checksum()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(read_floors()["sets"]))  # type: ignore[arg-type]  # JSON
def test_scores_are_above_their_floors(name: str) -> None:
    """Every figure of the set, and every action type in it, is at least its floor but for two of the things that it counts."""
    if name not in SETS:
        pytest.skip(f"the gold of {name!r} is not beside the repository ({SHARED.name})")
    gold: GoldSet = SETS[name]
    floors: dict[str, float] = read_floors()["sets"][name]  # type: ignore[index]  # JSON
    score = gold.score()
    found = reached(score)
    below = {
        what: (found.get(what, 0.0), floor)
        for what, floor in floors.items()
        if found.get(what, 0.0) < floor - allowance(score, what)
    }
    assert not below


@pytest.mark.slow
def test_nothing_is_taken_from_articles_without_platform_news() -> None:
    """Reviews and sport that speak of blocks, fines and appeals give no action."""
    corpus = SETS["corpus, tuning two thirds"]
    from kg.annotation import annotate
    from kg.model import SourceDocument
    from kg.reading import find_documents

    silent = [p for p in corpus.texts if p.stem[:3] in ("a31", "a32", "b32")]
    assert silent
    for source in find_documents(silent):
        assert isinstance(source, SourceDocument)
        assert [c.kind for c in annotate(source).claims if c.kind != "Observation"] == []
