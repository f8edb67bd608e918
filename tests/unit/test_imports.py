"""The folders are the architecture: which part may import which (house style, section 1), read from the sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Libraries that enter at one door: the files and folders that may import them.
DOORS = {
    "spacy": (
        "kg/text.py",
        "kg/parts_of_speech.py",
        "kg/parse_repairs.py",
        "kg/parse_attachment.py",
        "kg/extractors",
    ),
    "flask": ("server",),
    "werkzeug": ("server",),
    "rdflib": ("kg/validate.py",),
    "pyshacl": ("kg/validate.py",),
    "trafilatura": ("kg/reading",),
    "htmldate": ("kg/reading",),
    "pypdfium2": ("kg/reading",),
    "httpx": ("kg/llm/client.py",),
    "datasketch": ("kg/resolve",),
    "rapidfuzz": ("kg/linking", "kg/search"),
    "typer": (
        "kg/cli.py",
        "kg/export/command.py",
        "kg/load_command.py",
        "kg/linking/command.py",
        "kg/event_tables/command.py",
        "server/command.py",
        "server/mcp_command.py",
    ),
    "zstandard": ("kg/cache.py", "server"),
}

#: The stages, low to high: a module imports from its own level or below.
LEVELS = (
    ("model", "vocab", "errors", "registry", "version", "ontology_files"),
    (
        "iris",
        "ontology_graph",
        "inflection",
        "gazetteer",
        "lexicon",
        "detection",
        "workers",
        "settings",
        "reading",
    ),
    (
        "text",
        "parts_of_speech",
        "parse_repairs",
        "parse_attachment",
        "extraction",
        "extractors",
        "dates",
        "figures",
    ),
    ("relevance", "confidence"),
    ("annotation",),
    ("resolve",),
    ("links", "labels", "provenance", "cache"),
    ("mapping", "llm"),
    (
        "store",
        "validate",
        "export",
        "scoring",
        "annotation_json",
        "explain",
        "query",
        "search",
        "dataset_card",
    ),
    ("linking",),
    ("pipeline", "graph", "loading", "event_tables"),
    ("progress",),
    ("cli", "load_command"),
)
_LEVEL_OF = {name: level for level, names in enumerate(LEVELS) for name in names}


def _modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """The modules that a file names in import statements anywhere; those for the type checker alone left out."""
    return tuple(_imported(ast.parse(path.read_text(encoding="utf-8"))))


def _imported(tree: ast.Module) -> Iterator[str]:
    unseen = {
        node
        for guard in ast.walk(tree)
        if isinstance(guard, ast.If) and isinstance(guard.test, ast.Name) and guard.test.id == "TYPE_CHECKING"
        for node in ast.walk(guard)
    }
    for node in ast.walk(tree):
        if node in unseen:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", _modules("kg"), ids=_name)
def test_kg_never_imports_server(path: Path) -> None:
    """The library stands without its endpoint."""
    assert not [name for name in _imports(path) if name.split(".")[0] == "server"]


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_enters_at_one_door(library: str) -> None:
    """So that it can be replaced, and so that it costs start-up time only where it is needed."""
    users = [
        _name(p)
        for package in ("kg", "server")
        for p in _modules(package)
        if any(n.split(".")[0] == library for n in _imports(p))
    ]
    outside = [
        user
        for user in users
        if not any(user == door or user.startswith(f"{door}/") for door in DOORS[library])
    ]
    assert outside == []


@pytest.mark.parametrize(
    "path", [p for p in _modules("kg") if p.parent.name == "kg" or p.name == "__init__.py"], ids=_name
)
def test_stages_import_downwards(path: Path) -> None:
    """A stage knows those before it, never those after it."""
    own = _part(f"kg.{path.relative_to(ROOT / 'kg').with_suffix('').as_posix()}".replace("/", "."))
    if own is None:  # kg itself names its version and, when a graph is opened, what opens it
        assert {n for n in _imports(path) if n.startswith("kg.")} == {
            "kg.version.__version__",
            "kg.graph.Graph",
        }
        return
    assert own in _LEVEL_OF, f"{own} has no level: add it to LEVELS"
    for name in _imports(path):
        other = _part(name)
        if other is not None and other in _LEVEL_OF:
            assert _LEVEL_OF[other] <= _LEVEL_OF[own], f"{own} imports {other}, which comes after it"


def _part(module: str) -> str | None:
    """The stage that a module of the package belongs to."""
    parts = module.split(".")
    return parts[1] if parts[0] == "kg" and len(parts) > 1 and parts[1] != "__init__" else None
