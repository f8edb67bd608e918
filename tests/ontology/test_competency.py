"""The competency questions: each is answered from the seeds as its expected answer says."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pyoxigraph import Store
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

FOLDER = Path(__file__).resolve().parents[2] / "ontology" / "competency"
QUESTIONS = sorted(path.parent for path in FOLDER.glob("*/query.rq"))
QUERIES = sorted(FOLDER.glob("*/*.rq"))


def comparable(result: dict[str, Any], *, ordered: bool) -> Any:
    """Variables and rows; the rows sorted where the query does not order them."""
    rows = [json.dumps(row, sort_keys=True) for row in result["results"]["bindings"]]
    return result["head"]["vars"], rows if ordered else sorted(rows)


def test_no_question_is_lost() -> None:
    """The questions are numbered without a gap, and there are twenty or more."""
    numbers = [int(folder.name[:2]) for folder in QUESTIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 20


@pytest.mark.parametrize("folder", QUESTIONS, ids=lambda p: p.name)
def test_question_is_answered(folder: Path, seeds: Store, update_competency: ModuleType) -> None:
    """The answer from the seeds is the expected one; ``scripts/update_competency.py`` writes a changed one down."""
    query = (folder / "query.rq").read_text(encoding="utf-8")
    expected = json.loads((folder / "expected.srj").read_text(encoding="utf-8"))
    ordered = "ORDER BY" in query
    assert comparable(update_competency.answer(seeds, query), ordered=ordered) == comparable(
        expected, ordered=ordered
    )


@pytest.mark.parametrize("folder", QUESTIONS, ids=lambda p: p.name)
def test_question_has_an_answer(folder: Path) -> None:
    """An expected answer has rows, so that an empty graph can't pass."""
    assert json.loads((folder / "expected.srj").read_text(encoding="utf-8"))["results"]["bindings"]


@pytest.mark.parametrize("query", QUERIES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_query_is_plain_sparql(query: Path) -> None:
    """Another SPARQL 1.1 implementation reads the query too."""
    assert isinstance(prepareQuery(query.read_text(encoding="utf-8")), Query)


@pytest.mark.parametrize("folder", QUESTIONS, ids=lambda p: p.name)
def test_query_begins_with_its_question(folder: Path) -> None:
    """The question is the title of its page and the first line of its query."""
    title = (folder / "question.md").read_text(encoding="utf-8").splitlines()[0]
    assert title.startswith("# ")
    assert title.endswith("?")
    for query in folder.glob("*.rq"):
        assert query.read_text(encoding="utf-8").splitlines()[0] == title
