"""Where paragraphs end: a line end inside a sentence of hard-wrapped text is none, whatever the width and the margin."""

from __future__ import annotations

from textwrap import fill

import pytest

from kg.text import parse
from tests.texts import text_of

SENTENCE = (
    "In the early morning of 18 May officers of the Financial Investigations Department of the State Control Committee turned up "
    "at the newsroom in Minsk and at the flats of Maryna Zolatava and Lyudmila Chekina, who were taken away for questioning"
)


def paragraphs(content: str) -> list[str]:
    """The texts of the paragraphs, white space as single spaces."""
    return [" ".join(p.doc.text.split()) for p in parse(text_of(content)).paragraphs]


@pytest.mark.parametrize("width", [45, 60, 75, 100])
@pytest.mark.parametrize("margin", ["", "   "])
def test_wrapped_lines_are_one_paragraph(width: int, margin: str) -> None:
    """Lines that are full, also before a capital, go on."""
    assert paragraphs(fill(SENTENCE, width, subsequent_indent=margin)) == [SENTENCE]


def test_short_lines_and_numbered_items_are_paragraphs() -> None:
    """A list of headlines is no wrapped text, and a new number begins a new item."""
    lines = ["Turkey blocks Instagram", "Court fines Google", "Nigeria lifts ban", "Iran restores access"]
    assert paragraphs("\n".join(lines)) == lines
    items = [fill(f"{n}. {SENTENCE}", 60, subsequent_indent="   ") for n in (1, 2)]
    assert paragraphs("\n".join(items)) == [f"{n}. {SENTENCE}" for n in (1, 2)]
