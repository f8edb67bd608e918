"""Markdown to text: the characters stay as they are (CommonMark, https://spec.commonmark.org/); markup becomes hints.

Targets of links inside sentences stay in the body: cutting them out would part the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from kg.model import Metadata
from kg.reading.blocks import Marked
from kg.reading.published import declared_date

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_ONLY_LINKS = re.compile(
    r"\s*(?:[-*+]\s+)?(?:!?\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])[\s|·•,]*)+$|\s*<https?://[^>]+>\s*$|\s*https?://\S+\s*$"
)
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*\S+")
_RULE = re.compile(r" {0,3}(?:[-*_][ \t]*){3,}$")
#: Characters of the longest front matter that is parsed as YAML, which can blow up.
_LONGEST_FRONT = 20_000


def front_matter(content: str) -> tuple[int, Metadata]:
    """Where the front matter ends (0 without one) and what it says: ``title``, ``date``, ``publisher``, ``url``."""
    m = _FRONT.match(content)
    if not m or len(m[1]) > _LONGEST_FRONT or "&" in m[1]:
        return (m.end() if m else 0), Metadata()
    try:
        data = yaml.load(m[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return m.end(), Metadata()
    fields = (
        {str(k).lower(): v.strip() for k, v in data.items() if isinstance(v, str) and v.strip()}
        if isinstance(data, dict)
        else {}
    )

    def first(*names: str) -> str | None:
        return next((fields[n] for n in names if n in fields), None)

    date = first("date", "published", "publish_date", "pubdate")
    return m.end(), Metadata(
        title=first("title", "headline"),
        publisher=first("publisher", "site", "site_name", "source"),
        published=declared_date(date) if date else None,
        url=first("url", "canonical", "link", "canonical_url"),
    )


def marks_of(content: str, begin: int) -> Iterator[Marked]:
    """What the markup says of the lines after the front matter, in order."""
    if begin:
        yield Marked(0, begin, "boilerplate", "front matter")
    fence = ""
    titled = False
    lines = content[begin:].splitlines(keepends=True)
    for i, line in enumerate(lines):
        end = begin + len(line)
        if fence or (m := _FENCE.match(line)):
            yield Marked(begin, end, "boilerplate", "code block")
            if not fence:
                fence = m[1] if m else ""
            elif line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif _HEADING.match(line) or (
            line.strip()
            and not line.lstrip().startswith(("-", "*", ">", "#"))
            and i + 1 < len(lines)
            and _is_underline(lines, i)
        ):
            yield Marked(begin, end, "headline", "subheading" if titled else "headline")
            titled = True
        elif _RULE.match(line) or _UNDERLINE.match(line):
            yield Marked(begin, end, "boilerplate", "rule")
        elif line.lstrip().startswith(">"):
            yield Marked(begin, end, "quote", "block quote")
        elif _ONLY_LINKS.match(line) or _DEFINITION.match(line):
            yield Marked(begin, end, "boilerplate", "links")
        elif line.lstrip().startswith("<!--") and line.rstrip().endswith("-->"):
            yield Marked(begin, end, "boilerplate", "HTML comment")
        begin = end


def _is_underline(lines: list[str], i: int) -> bool:
    blank_before = i == 0 or not lines[i - 1].strip()
    return (
        blank_before
        and len(lines[i]) < 200
        and re.match(r" {0,3}(?:={3,}|-{3,})[ \t]*$", lines[i + 1]) is not None
    )
