"""The encoder that detects acts: how words are cut, what it gives, and that a missing model is said plainly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.detection import FARTHEST, LONGEST, Detector, Party, Pieces, Roles, distance, load_detector
from kg.errors import LanguageDataError
from kg.lexicon import load_lexicon
from kg.model import MENTION_FORMS

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
        ("Regulators have made the messaging app unreachable across the island .", "Block", None),
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


def test_distance_is_from_the_nearer_end_and_bounded() -> None:
    party = Party(4, 6, "name", "Person")
    assert [distance(word, party) for word in (0, 3, 4, 5, 6, 7, 9, 60)] == [4, 1, 0, 0, 0, -1, -3, -FARTHEST]


def test_the_layer_for_participants_adds_up_and_cuts_at_nothing() -> None:
    """One unit for agents, one for targets; unknown classes are rows of their own."""
    kinds, classes, units = ("Block", "Order"), ("Other", "Court"), 2
    arrays = {
        "kind": np.zeros((2, units), np.float32),
        "form": np.zeros((len(MENTION_FORMS), units), np.float32),
        "class": np.array([[0, -9], [3, 0]], np.float32),
        "class_of_kind": np.zeros((2, 2, units), np.float32),
        "distance": np.zeros((2 * FARTHEST + 1, units), np.float32),
        "out": np.eye(2, dtype=np.float32),
        "bias": np.array([-1, -1], np.float32),
    }
    parties = [Party(0, 0, "name", "Court"), Party(2, 2, "name", "Planet")]
    states = np.array([[0, 0], [1, 4]], np.float32)
    found = Roles(arrays, kinds, classes).scores("Order", 1, np.array([1, 0], np.float32), parties, states)
    assert found.tolist() == [[3, -1], [1, -1]]


@pytest.mark.parametrize(
    ("sentence", "kind", "word", "agent", "target"),
    [
        ("Lawmakers had warned the regulator , but on Monday it fined TikTok heavily .", "Penalty", "fined", "it", "TikTok"),
        ("WhatsApp was cut off by the telecom ministry after Meta had complained to the court .", "Block", "cut", "ministry", "WhatsApp"),
    ],
)  # fmt: skip
def test_it_tells_who_takes_part(sentence: str, kind: str, word: str, agent: str, target: str) -> None:
    words = sentence.split()
    reading = load_detector().read(words)
    assert reading is not None
    parties = [
        Party(i, i, "pronoun" if w == "it" else "name", "")
        for i, w in enumerate(words)
        if w in ("regulator", "it", "TikTok", "WhatsApp", "ministry", "Meta", "court", "Lawmakers")
    ]
    parts = reading.parts(kind, words.index(word), parties)
    by_agent, by_target = (
        max(zip(sure, parties, strict=True), key=lambda s: s[0])[1]
        for sure in ([p.agent for p in parts], [p.target for p in parts])
    )
    assert (words[by_agent.first], words[by_target.first]) == (agent, target)


def test_words_that_were_not_read_have_no_participants() -> None:
    reading = load_detector().read(["app"] * 500)
    assert reading is not None
    assert reading.parts("Block", 400, [Party(0, 0, "name", "Platform")]) == ()
    assert reading.parts("Block", 0, []) == ()
