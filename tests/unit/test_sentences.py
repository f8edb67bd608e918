"""The sentences that the encoder learns from: each label stands in its sentence, and none is a sentence of the articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.lexicon import load_lexicon
from tests.quality.gold_sets import CORPUS, SENTENCES

FILES = sorted(SENTENCES.glob("*.jsonl"))


def records(path: Path) -> list[dict[str, object]]:
    """The sentences of a file with their labels."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_labels_are_words_of_their_sentences(path: Path) -> None:
    kinds = set(load_lexicon().types)
    for record in records(path):
        assert record.keys() == {"item", "sentence", "acts"}
        for act in record["acts"]:  # type: ignore[attr-defined]
            assert act["type"] in kinds
            assert " " not in act["word"]
            for words in (act["word"], *act["agent"], *act["target"]):
                assert words
                assert words in str(record["sentence"])


def test_no_sentence_comes_twice_nor_from_an_article() -> None:
    """What is scored must not have been learnt."""
    sentences = [str(record["sentence"]) for path in FILES for record in records(path)]
    assert len(sentences) == len(set(sentences)) > 0
    articles = " ".join(" ".join(p.read_text(encoding="utf-8").split()) for p in sorted(CORPUS.glob("*.txt")))
    assert [s for s in sentences if len(s.split()) > 8 and s in articles] == []
