#!/usr/bin/env python3
"""Answers the competency questions from the seeds and keeps the answers beside the questions.

    update_competency.py             writes expected.srj of each question whose answer changed, and names it
    update_competency.py --check     changes nothing; exits with 1 if an answer changed

An answer is a SPARQL 1.1 JSON result (https://www.w3.org/TR/sparql11-results-json/). Read the difference before you
commit it: an expected answer is what a careful reader of the five seeds would give.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "ontology" / "competency"


def seeds_store() -> Store:
    """The dataset of a build of the seeds, without its run, in memory."""
    from kg.annotation import annotate
    from kg.iris import Minter
    from kg.model import Failure
    from kg.pipeline import graphs
    from kg.reading import find_documents
    from kg.resolve import resolve

    found = [source for source in find_documents([ROOT / "seeds"]) if not isinstance(source, Failure)]
    annotations = sorted((annotate(source) for source in found), key=lambda a: a.text.identifier)
    store = Store()
    for quads in graphs(resolve(tuple(annotations)), Minter()):
        store.bulk_extend(quads)
    return store


def answer(store: Store, query: str) -> dict[str, Any]:
    """The solutions of a query, as a SPARQL JSON result."""
    found = store.query(query)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a competency question is a SELECT query")
    result: dict[str, Any] = json.loads(found.serialize(format=QueryResultsFormat.JSON) or b"{}")
    return result


def written(result: dict[str, Any]) -> str:
    """The text of an ``expected.srj``: one solution a line, so that a diff shows the rows that changed."""
    rows = ",\n".join(
        "    " + json.dumps(row, ensure_ascii=False, sort_keys=True) for row in result["results"]["bindings"]
    )
    head = json.dumps(result["head"], ensure_ascii=False)
    return f'{{\n  "head": {head},\n  "results": {{ "bindings": [\n{rows}\n  ] }}\n}}\n'


def questions() -> list[Path]:
    """The folders of the questions, in order."""
    return sorted(path.parent for path in QUESTIONS.glob("*/query.rq"))


def main(arguments: list[str] | None = None) -> int:
    """Updates or checks; the exit code."""
    parser = argparse.ArgumentParser(description="Keep the expected answers of the competency questions.")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit with 1 if an answer changed"
    )
    options = parser.parse_args(arguments)
    store = seeds_store()
    changed = 0
    for folder in questions():
        result = answer(store, (folder / "query.rq").read_text(encoding="utf-8"))
        expected = folder / "expected.srj"
        if expected.is_file() and expected.read_text(encoding="utf-8") == written(result):
            continue
        changed += 1
        print(
            folder.name, len(result["results"]["bindings"]), "rows", "differ" if options.check else "written"
        )
        if not options.check:
            expected.write_text(written(result), encoding="utf-8")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
