"""The README is true: its example gives the answer that it shows, its commands and files exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.update_readme import README, ROOT, between, example_answer


def test_example_gives_the_answer_shown(seeds_store: Path) -> None:
    """The query of the README, asked of the seeds, gives the table below it; `make docs` renews it."""
    readme = README.read_text(encoding="utf-8")
    assert between(readme, "example: answer", "example: end", example_answer(readme, seeds_store)) == readme


def test_commands_of_the_readme_exist() -> None:
    """Every `writ` command and `make` target that is named can be called."""
    readme = README.read_text(encoding="utf-8")
    help_ = subprocess.run(
        [sys.executable, "-m", "kg.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for command in set(re.findall(r"^\$ writ (\w+)", readme, re.MULTILINE)):
        assert re.search(rf"\b{command}\b", help_), command
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([\w-]+)", readme)) - {"and"} <= targets


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md"]
)
def test_links_to_files_lead_somewhere(name: str) -> None:
    """No relative link is dead."""
    page = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)\)", page):
        if not target.startswith(("http:", "https:")):
            assert (ROOT / target).exists(), target
