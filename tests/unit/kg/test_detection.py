"""The encoder that detects acts: how words are cut, what it gives, and that a missing model is said plainly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.detection import (
    FARTHEST,
    LONGEST,
    PARTY_FORMS,
    STATUSES,
    TIME,
    Detector,
    Party,
    Pieces,
    Roles,
    distance,
    load_detector,
    times_of,
)
from kg.errors import LanguageDataError
from kg.lexicon import load_lexicon
from kg.model import DateExpression, Span

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
    """One unit for agents, one for targets, one for times; unknown classes are rows of their own."""
    kinds, classes, units = ("Block", "Order"), ("Other", "Court"), 3
    arrays = {
        "kind": np.zeros((2, units), np.float32),
        "form": np.zeros((len(PARTY_FORMS), units), np.float32),
        "class": np.array([[0, -9, 0], [3, 0, 0]], np.float32),
        "class_of_kind": np.zeros((2, 2, units), np.float32),
        "distance": np.zeros((2 * FARTHEST + 1, units), np.float32),
        "out": np.eye(3, dtype=np.float32),
        "bias": np.array([-1, -1, -1], np.float32),
    }
    parties = [Party(0, 0, "name", "Court"), Party(2, 2, "name", "Planet")]
    states = np.array([[0, 0, 0], [1, 4, 2]], np.float32)
    found = Roles(arrays, kinds, classes).scores("Order", 1, np.array([1, 0, 0], np.float32), parties, states)
    assert found.tolist() == [[3, -1, -1], [1, -1, 1]]


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


@pytest.mark.parametrize(
    ("sentence", "word", "status"),
    [
        ("The regulator blocked Telegram on Monday .", "blocked", ("positive", "actual")),
        ("The ministry denied that it had blocked Telegram .", "blocked", ("negative", "actual")),
        ("The court ordered the providers to block Telegram .", "block", ("positive", "ordered")),
        ("Activists urged the government to restore access to Telegram .", "restore", ("positive", "requested")),
        ("The government may block Telegram .", "block", ("positive", "possible")),
    ],
)  # fmt: skip
def test_it_tells_whether_an_act_happened(sentence: str, word: str, status: tuple[str, str]) -> None:
    reading = load_detector().read(sentence.split())
    assert reading is not None
    found = reading.statuses(sentence.split().index(word))
    assert set(found) == set(STATUSES)
    assert sum(found.values()) == pytest.approx(1, abs=0.01)
    assert max(found.items(), key=lambda one: one[1])[0] == status


def test_it_tells_the_time_of_an_act_from_others() -> None:
    """The one that stands with another event does not date it."""
    words = [
        "On",
        "Monday",
        "the",
        "court",
        "fined",
        "the",
        "platform",
        ",",
        "which",
        "had",
        "opened",
        "an",
        "office",
        "in",
        "Lagos",
        "in",
        "2019",
        ".",
    ]
    reading = load_detector().read(words)
    assert reading is not None
    day, year = (Party(at, at, TIME, "") for at in (words.index("Monday"), words.index("2019")))
    own, other = reading.parts("Penalty", words.index("fined"), [day, year])
    assert own.time > 0.5 > other.time


def test_times_are_parties_of_the_sentence_that_they_stand_in() -> None:
    words = [(10, "On"), (13, "4"), (15, "May"), (19, "X"), (21, "was"), (25, "blocked")]
    inside, outside = (
        DateExpression(span=Span(*span), earliest=None, latest=None, timex="XXXX-05-04")
        for span in ((13, 18), (40, 45))
    )
    assert list(times_of(words, [outside, inside])) == [(Party(1, 2, TIME, ""), inside)]


def test_words_that_were_not_read_have_no_participants() -> None:
    reading = load_detector().read(["app"] * 500)
    assert reading is not None
    assert reading.parts("Block", 400, [Party(0, 0, "name", "Platform")]) == ()
    assert reading.parts("Block", 0, []) == ()
    assert reading.statuses(400) == {}
