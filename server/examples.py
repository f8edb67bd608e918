"""The example queries: the ontology's competency questions, read from their folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.ontology_files import ontology_directory
from server.scan import scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question in words and in SPARQL; ``name`` is its folder, ``form`` SELECT, ASK, CONSTRUCT or DESCRIBE."""

    name: str
    question: str
    explanation: str
    query: str
    form: str


@cache
def examples() -> tuple[Example, ...]:
    """All of them, in the order of their numbers."""
    folder = ontology_directory() / "competency"
    return tuple(_example(path.parent.name) for path in sorted(folder.glob("*/query.rq")))


def _example(name: str) -> Example:
    folder = ontology_directory() / "competency" / name
    query = (folder / "query.rq").read_text(encoding="utf-8").strip()
    words = folder / "question.md"
    lines = words.read_text(encoding="utf-8").strip().split("\n", 1) if words.exists() else [name]
    explanation = lines[1].strip() if len(lines) > 1 else ""
    return Example(
        name=name,
        question=lines[0].lstrip("# ").strip(),
        explanation=explanation,
        query=query,
        form=scan(query).form,
    )
