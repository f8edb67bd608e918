"""The README is true: its example gives the answer that it shows, its commands and files exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.pipeline import build
from kg.settings import Settings
from scripts.update_readme import README, ROOT, between, example_answer


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the seeds."""
    folder = tmp_path_factory.mktemp("readme") / "store"
    build([ROOT / "seeds"], Settings(store=folder))
    return folder


def test_example_gives_the_answer_shown(store: Path) -> None:
    """The query of the README, asked of the seeds, gives the table below it; `make docs` renews it."""
    readme = README.read_text(encoding="utf-8")
    assert between(readme, "example: answer", "example: end", example_answer(readme, store)) == readme


def test_commands_of_the_readme_exist() -> None:
    """Every `writ` command and `make` target that is named can be called."""
    readme = README.read_text(encoding="utf-8")
    help_ = CliRunner().invoke(app, ["--help"]).output
    for command in set(re.findall(r"^\$ writ (\w+)", readme, re.MULTILINE)):
        assert re.search(rf"\b{command}\b", help_), command
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([\w-]+)", readme)) - {"and"} <= targets


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md"])
def test_links_to_files_lead_somewhere(name: str) -> None:
    """No relative link is dead."""
    page = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)\)", page):
        if not target.startswith(("http:", "https:")):
            assert (ROOT / target).exists(), target
