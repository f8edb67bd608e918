"""Writes into README.md what it shows of the program: the example's answer and the scores.

    python -m scripts.update_readme [--check]

``--check`` changes nothing and fails where the example's answer is not what the seeds give.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from pyoxigraph import QuerySolutions

from kg.pipeline import build
from kg.query import shortened
from kg.settings import Settings
from kg.store import StoreDirectory
from kg.vocab import PREFIXES

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
SHOWN = (
    "actions",
    "facts",
    "dates",
    "polarity+modality",
    "entities",
    "observations",
    "same event across documents",
    "evidence exact",
)


def example_query(readme: str) -> str:
    """The SPARQL of the README's example."""
    found = re.search(r"<!-- example: query -->\n```sparql\n(.*?)```", readme, re.DOTALL)
    assert found is not None
    return found[1]


def between(readme: str, begin: str, end: str, content: str) -> str:
    """The README with what stands between two markers replaced."""
    head, _, rest = readme.partition(f"<!-- {begin} -->\n")
    _, _, tail = rest.partition(f"<!-- {end} -->")
    return f"{head}<!-- {begin} -->\n{content}<!-- {end} -->{tail}"


def example_answer(readme: str, store: Path) -> str:
    """The example's answer from a store, as a Markdown table."""
    found = StoreDirectory(store).open().query(example_query(readme), prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = [[shortened(solution[name]) for name in names] for solution in found]
    lines = ["", "| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join([*lines, "", ""])


def scores() -> str:
    """The scores of all gold sets that are there, as a Markdown table."""
    from tests.quality.gold_sets import gold_sets

    columns = {s.name: (len(s.gold), s.score().tallies) for s in gold_sets()}
    lines = [
        "",
        "| F1 | " + " | ".join(f"{name} ({count})" for name, (count, _) in columns.items()) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for figure in SHOWN:
        cells = [f"{tallies[figure].f1:.3f}" if figure in tallies else "" for _, tallies in columns.values()]
        lines.append(f"| {figure} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", ""])


def columns_of(table: str) -> set[str]:
    """The gold sets that a table of scores has, without their counts.

    >>> sorted(columns_of("| F1 | seeds (5) | dev (12) |"))
    ['dev', 'seeds']
    """
    head = next((line for line in table.splitlines() if line.startswith("| F1 |")), "")
    return {name.strip().rpartition(" (")[0] for name in head.split("|")[2:-1]}


def main() -> int:
    """Updates or checks; scores stay as they are where a gold set that they show isn't there."""
    readme = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build([ROOT / "seeds"], Settings(store=store))
        updated = between(readme, "example: answer", "example: end", example_answer(readme, store))
    if "--check" in sys.argv:
        return int(updated != readme)
    measured = scores()
    if missing := columns_of(readme) - columns_of(measured):
        print(f"README's scores are left as they are: no gold here for {', '.join(sorted(missing))}")
    else:
        updated = between(updated, "scores: begin", "scores: end", measured)
    README.write_text(updated, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
