"""The encoder that detects acts: how words are cut, what it gives, and that a missing model is said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.detection import LONGEST, Detector, Pieces, load_detector
from kg.errors import LanguageDataError
from kg.lexicon import load_lexicon

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "block", "##ed", "the", "app", ".", "'", "s", "cafe"]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("blocked", ["block", "##ed"]),
        ("Blocked", ["block", "##ed"]),
        ("app's", ["app", "'", "s"]),
        ("Café", ["cafe"]),
        ("blocking", ["[UNK]"]),
        ("the.app", ["the", ".", "app"]),
        (" ", []),
    ],
)
def test_words_are_cut_longest_piece_first(word: str, pieces: list[str]) -> None:
    assert [VOCABULARY[i] for i in Pieces(VOCABULARY).of_word(word)] == pieces


def test_each_piece_knows_its_word_and_marks_know_none() -> None:
    pieces, owners = Pieces(VOCABULARY).of_sentence(["the", "app", "blocked"])
    assert [VOCABULARY[i] for i in pieces] == ["[CLS]", "the", "app", "block", "##ed", "[SEP]"]
    assert owners == [-1, 0, 1, 2, 2, -1]


def test_long_sentences_are_read_up_to_a_bound() -> None:
    pieces, owners = Pieces(VOCABULARY).of_sentence(["app"] * 500)
    assert len(pieces) == len(owners) == LONGEST
    assert VOCABULARY[pieces[-1]] == "[SEP]"


@pytest.mark.parametrize(
    ("sentence", "kind", "word"),
    [
        ("Regulators have pulled the plug on the messaging app across the island .", "Block", None),
        ("The watchdog fined the company two million euros .", "Penalty", "fined"),
        ("Prosecutors opened a probe into the video platform .", "Investigation", None),
    ],
)
def test_an_act_is_told_where_it_is_told(sentence: str, kind: str, word: str | None) -> None:
    words = sentence.split()
    acts = load_detector().detect(words)
    best = max(acts, key=lambda act: act.probability)
    assert best.kind == kind
    assert best.probability > 0.5
    assert word in (None, words[best.word])


def test_plain_sentences_tell_nothing() -> None:
    sentence = "The weather in the harbour town was mild that week ."
    acts = load_detector().detect(sentence.split())
    assert max(act.probability for act in acts) < 0.3


def test_nothing_tells_nothing() -> None:
    assert load_detector().detect([]) == load_detector().detect([" "]) == ()


def test_it_knows_only_kinds_of_the_ontology() -> None:
    assert set(load_detector().kinds) <= set(load_lexicon().types)


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(LanguageDataError, match=str(tmp_path)):
        Detector(tmp_path)
