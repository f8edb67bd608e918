"""Stretches between quotation marks, and whether words are said in the first person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extractors.reference import FIRST_PERSON
from kg.model import Span
from kg.text import Paragraph


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch between quotation marks, marks included; ``open_end``: it runs to the paragraph's end unclosed."""

    span: Span
    open_end: bool


def quotes(paragraph: Paragraph) -> tuple[Quote, ...]:
    """The quoted stretches of one paragraph, in order. A mark opens when none is open, whatever its shape.

    An opening mark that nothing closes counts to the end of the paragraph, where the next may go on with it.
    """
    text = paragraph.plain
    found, opened = [], None
    for i, character in enumerate(text):
        if character != '"':
            continue
        if opened is None:
            opened = i
        else:
            found.append(Quote(Span(paragraph.begin + opened, paragraph.begin + i + 1), False))
            opened = None
    if opened is not None and len(text) - opened > 1:
        found.append(Quote(Span(paragraph.begin + opened, paragraph.begin + len(text)), True))
    return tuple(found)


def first_person(text: str) -> bool:
    """Whether somebody speaks of themselves: "we", "our", "I"."""
    return any(word in FIRST_PERSON for word in re.findall(r"[a-z]+", text.lower()))


def without_quotes(text: str) -> str:
    """What a text says outside its quotation marks."""
    return re.sub(r'"[^"]*"?', " ", text)
