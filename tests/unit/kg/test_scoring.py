"""Scoring: the measures on facts made by hand, and the same figures as the scorer that stands beside the gold."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from pyoxigraph import RdfFormat, Store

from kg.errors import UsageError
from kg.model import Annotation
from kg.scoring import Score, Tally, interval, matched, normal, same_date, score_store, table_of

ROOT = Path(__file__).resolve().parents[3]
SCORER = ROOT.parent / "shared" / "gold" / "score.py"
QUOTE = "The Pakistan Telecommunication Authority (PTA) blocked TikTok in Pakistan on 9 October 2020 over indecent content."
PTA, TIKTOK = "Pakistan Telecommunication Authority", "TikTok"


def _action(identifier: str, kind: str, **changes: object) -> dict[str, object]:
    return {
        "id": identifier, "type": kind, "agent": [], "target": [], "place": None, "date": None, "ground": [], "instrument": None,
        "polarity": "positive", "modality": "actual", "source": None, "evidence": "", "optional": False, **changes,
    }  # fmt: skip


def _block(**changes: object) -> dict[str, object]:
    given = {
        "agent": ["PTA"],
        "target": [TIKTOK],
        "place": "Pakistan",
        "date": date(2020, 10, 9),
        "evidence": QUOTE,
    }
    return _action("a1", "Block", **{**given, **changes})


def _statement(**changes: object) -> dict[str, object]:
    given = {
        "agent": [TIKTOK],
        "source": TIKTOK,
        "polarity": "negative",
        "modality": "alleged",
        "evidence": "TikTok said the PTA",
    }
    return _action("a2", "Statement", **{**given, **changes})


def _write(folder: Path, stem: str, actions: list[dict[str, object]], **more: object) -> None:
    entities = [
        {"name": PTA, "aliases": ["PTA", "the regulator"], "class": "Regulator"},
        {"name": TIKTOK, "class": "Platform", "wikidata": "Q48938223"},
        {"name": "Pakistan", "class": "Place"},
    ]
    data = {"document": stem, "entities": entities, "actions": actions, "observations": [], **more}
    (folder / f"{stem}.yaml").write_text(yaml.safe_dump(data, sort_keys=False))


@pytest.fixture
def gold(tmp_path: Path, make_annotation: Callable[[str], Annotation]) -> Path:
    """A folder with the gold of the two small papers, of which the second tells no figure, and with their texts."""
    figure = {
        "measure": "videos removed",
        "value": 12500000,
        "unit": "videos",
        "agent": TIKTOK,
        "place": None,
        "period": 2020,
    }
    _write(
        tmp_path,
        "paper-1",
        [_block(), _statement()],
        observations=[{**figure, "source": None, "evidence": "It removed"}],
    )
    _write(tmp_path, "paper-2", [_block(), _statement()])
    (tmp_path / "across.yaml").write_text(
        yaml.safe_dump({"same": [["paper-1:a1", "paper-2:a1"], ["paper-1:a2", "paper-2:a2"]]})
    )
    for stem in ("paper-1", "paper-2"):
        (tmp_path / f"{stem}.txt").write_text(make_annotation(stem).text.content)
    return tmp_path


def _rates(score: Score, name: str) -> tuple[int, int, int]:
    tally = score.tallies[name]
    return tally.hit, tally.wanted, tally.found


def test_what_is_all_right_scores_one(gold: Path, small_store: Store) -> None:
    """Every layer, and no miss."""
    score = score_store(small_store, gold)
    assert score.misses == []
    for name in (
        "documents",
        "actions",
        "facts",
        "dates",
        "roles",
        "entities",
        "entity class",
        "observations",
        "evidence exact",
    ):
        assert score.tallies[name].f1 == 1.0, name
    assert _rates(score, "same event across documents") == (2, 2, 2)


def test_a_wrong_target_is_no_fact_but_still_the_action(gold: Path, small_store: Store) -> None:
    """Facts ask for more than actions; the miss is told."""
    _write(gold, "paper-2", [_block(target=["Pakistan"]), _statement()])
    score = score_store(small_store, gold)
    assert _rates(score, "actions") == (4, 4, 4)
    assert _rates(score, "facts") == (3, 4, 4)
    assert [m for m in score.misses if m.startswith("paper-2 a1 Block: wanted")]


def test_missing_and_extra_actions_count(gold: Path, small_store: Store) -> None:
    """An action of another type is missing there and extra here."""
    _write(
        gold,
        "paper-2",
        [_action("a1", "Throttle", agent=["PTA"], target=[TIKTOK], evidence=QUOTE), _statement()],
    )
    score = score_store(small_store, gold)
    assert _rates(score, "actions") == (3, 4, 4)
    assert [m.split()[1] for m in score.misses if "Throttle" in m or "extra" in m] == ["a1", "extra"]


def test_optional_actions_count_neither_way(gold: Path, small_store: Store) -> None:
    """Found or not."""
    _write(
        gold,
        "paper-2",
        [_block(optional=True), _action("a9", "Protest", optional=True, evidence="x"), _statement()],
    )
    score = score_store(small_store, gold)
    assert _rates(score, "actions") == (3, 3, 3)
    assert score.misses == []


def test_polarity_modality_and_dates_are_checked(gold: Path, small_store: Store) -> None:
    """Each in its own row."""
    _write(gold, "paper-2", [_block(date=date(2020, 10, 8)), _statement(modality="actual")])
    score = score_store(small_store, gold)
    assert _rates(score, "polarity+modality")[0] == 3
    assert _rates(score, "dates") == (1, 2, 2)


def test_evidence_must_be_the_document_s_characters(gold: Path, small_store: Store) -> None:
    """A text that was shifted by one shows every quote as wrong."""
    text = gold / "paper-1.txt"
    text.write_text(" " + text.read_text())
    assert _rates(score_store(small_store, gold), "evidence exact") == (2, 4, 4)


def test_a_document_that_was_not_built_is_missing(gold: Path, small_store: Store) -> None:
    """With all that it holds."""
    _write(gold, "paper-3", [_block()])
    score = score_store(small_store, gold)
    assert _rates(score, "documents") == (2, 3, 3)
    assert _rates(score, "actions") == (4, 5, 4)


def test_descriptions_name_nobody() -> None:
    """Case, order and articles don't matter in names."""
    assert normal("The Government of Nepal") == normal("Nepal Government") != normal("Nepal")
    assert normal("The") == "the"


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        (None, "", ""),
        (2024, "2024-01-01", "2024-12-31"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        (date(2024, 2, 17), "2024-02-17", "2024-02-17"),
        ("2023-01-01/2023-03-31", "2023-01-01", "2023-03-31"),
        ("../2020-10-10", "", "2020-10-10"),
        ("2020-10/..", "2020-10-01", ""),
    ],
)
def test_gold_dates_are_intervals(written: object, first: str, last: str) -> None:
    """With the precision that they have."""
    assert interval(written) == (first, last)
    assert same_date(written, (first, last))


def test_open_gold_dates_hold_what_lies_within() -> None:
    """Anything before the open end is right, nothing after it, and no date at all is wrong."""
    assert same_date("../2020-10-10", ("2020-10-01", "2020-10-09"))
    assert not same_date("../2020-10-10", ("2020-10-01", "2020-10-11"))
    assert not same_date("../2020-10-10", ("", ""))
    assert not same_date("2020-10", ("2020-10-01", "2020-10-09"))


def test_matching_takes_the_likest_first() -> None:
    """Each at most once; what has no likeness is not matched."""
    assert matched([1, 5, 9], [5, 8], lambda g, f: max(0, 3 - abs(g - f))) == [(1, 0), (2, 1)]


def test_figures_of_nothing_are_zero() -> None:
    """No division by nothing."""
    assert Tally().as_row() == {"f1": 0.0, "precision": 0.0, "recall": 0.0, "hit": 0, "wanted": 0, "found": 0}
    assert "actions" in table_of({"actions": Tally(1, 2, 3)})


def test_broken_gold_is_a_usage_error(tmp_path: Path, small_store: Store) -> None:
    """With the file's name."""
    (tmp_path / "a.yaml").write_text("- [")
    with pytest.raises(UsageError, match=r"a\.yaml"):
        score_store(small_store, tmp_path)


@pytest.mark.skipif(not SCORER.is_file(), reason="the scorer that stands beside the gold is not there")
@pytest.mark.parametrize("change", ["none", "wrong target", "other type"])
def test_figures_are_those_of_the_scorer_beside_the_gold(change: str, gold: Path, small_store: Store) -> None:
    """Two implementations of one measure agree on every row."""
    if change == "wrong target":
        _write(gold, "paper-2", [_block(target=["Pakistan"], date="2020-10"), _statement(source=None)])
    elif change == "other type":
        _write(
            gold,
            "paper-2",
            [
                _action("a1", "Throttle", agent=["PTA"], evidence=QUOTE, end="2020-11"),
                _statement(optional=True),
            ],
        )
    dump = gold / "graph.nq"
    lines = small_store.dump(format=RdfFormat.N_QUADS).decode().splitlines(keepends=True)
    dump.write_text("".join(sorted(lines)))
    theirs = subprocess.run(
        [sys.executable, str(SCORER), str(gold), str(dump), "--json"], capture_output=True, check=True
    )
    ours = {name: tally.as_row() for name, tally in score_store(small_store, gold).tallies.items()}
    assert ours == json.loads(theirs.stdout)
