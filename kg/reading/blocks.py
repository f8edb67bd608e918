"""Content to blocks: the paragraphs of a text with what each looks like on its own, before its neighbours are asked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kg.reading.phrases import LONGEST_LINE, Folded, Match, Phrases, folded_with_words
from kg.reading.published import DATE

Shape = Literal[
    "prose", "sentence", "heading", "list", "date", "time", "meta", "field", "nav", "rule", "dateline"
]
Hint = Literal["main", "headline", "quote", "comment", "boilerplate", "dateline"]


@dataclass(frozen=True, slots=True)
class Block:
    """A line, or several that were wrapped: ``[begin, end)`` of the content, outer white space left out.

    ``hint`` is what the page's markup says of it and ``why`` the reason.
    """

    begin: int
    end: int
    text: str
    shape: Shape
    words: int
    match: Match | None = None
    hint: Hint | None = None
    why: str = ""

    @property
    def is_prose(self) -> bool:
        """Whether it holds sentences and meets no boilerplate rule."""
        return self.shape == "prose"


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the content about which its markup says something."""

    begin: int
    end: int
    hint: Hint
    why: str


_CLOSING = "\"'”’»)]*_ \u00a0"
_STOPS = (".", "!", "?", "…", "。", "؟", "।", "！", "？", "۔")
_INNER_STOP = re.compile(r"[a-z0-9)\"”’][.!?][\"”’)]*\s+[\"“‘(]?[A-Z]")
LIST_ITEM = re.compile(r"(?:[-–—•*‣▪●◦·+►▸]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)])\s+(?=\S)")
_TIME_WORD = r"(?:[0-9]+|an?|one|two|few|a few)\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|months?|y|yrs?|years?)\s+ago"
_CLOCK = r"[0-2]?[0-9][:.][0-5][0-9](?::[0-5][0-9])?\s*(?:[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,5}\)?)?"
TIME_ALONE = re.compile(
    rf"(?i)(?:(?:updated|posted|published)\s+)?(?:{_TIME_WORD}|{_CLOCK}|just now|yesterday|[0-9]+[hmd])(?:\s*[|·•-]\s*.{{0,25}})?"
)
_RELATIVE = re.compile(
    rf"(?i)(?:(?:updated|posted|published)\s+)?(?:{_TIME_WORD}|just now|yesterday|[0-9]+[hmd])\b"
)
_BESIDE_DATE = re.compile(
    rf"(?i){_CLOCK}|[\s,|·•@()–—-]+|\b(?:at|on|ist|gmt|utc|pkt|est|edt|pst|pdt|bst|cet|cest|wat|eat)\b"
)
BYLINE = re.compile(
    r"(?i:by|from|text:|words:|author:|reporter:|report by|story by)\s+(?:(?:our|the|a)\s+\S|[A-Z@])"
)
_FIELD = re.compile(r"[A-Z][\w /&()'-]{1,32}:\s+\S")
_SEPARATORS = re.compile(r"\s+[|>»›·•/]\s+|\s*[|»›]\s*")
_OPEN_END = re.compile(
    r"[\s,](?:the|an?|of|in|on|to|for|and|or|by|at|with|from|that|which|its|their|his|her)$"
)
_CASE_HEADER = re.compile(
    r"(?i)\b(?:in the (?:\w+ )*court|court of|tribunal|petition(?:er)? no|suit no|case no|appeal no|petitioner|respondent|appellant|plaintiff|defendant"
    r"|versus|coram|present:|before:|judgment|no\.\s*\S*[0-9])"
)


def is_case_header(text: str) -> bool:
    """Whether a line is of the kind that heads a court paper: court, case number, parties, bench."""
    return len(text) <= 200 and (
        _CASE_HEADER.search(text) is not None or text.strip().lower() in {"v.", "v", "vs", "vs.", "and"}
    )


def is_relative_time(text: str) -> bool:
    """Whether a short line begins with a time relative to the reader's: "28 mins ago"."""
    return len(text) < 50 and _RELATIVE.match(text) is not None


def is_date_alone(text: str) -> bool:
    """Whether a line is nothing but a date, with a weekday and clock time at most."""
    m = DATE.search(text) if len(text) < 60 else None
    if m is None:
        return False
    return not _BESIDE_DATE.sub("", text[: m.start()] + " " + text[m.end() :]).strip(" .:,")


def ends_sentence(text: str) -> bool:
    """Whether text ends with a full stop or its like, closing quotes and brackets apart."""
    return text.endswith(_STOPS) or text.rstrip(_CLOSING).endswith(_STOPS)


def is_truncated(text: str) -> bool:
    """Whether text breaks off with dots, as teasers do."""
    return text.endswith(("...", "…", "[…]", "[...]", "....")) or text.endswith(("... »", "…»"))


def _is_navigation(text: str) -> bool:
    if len(text) > 200 or text.endswith("."):
        return False
    parts = [p for p in _SEPARATORS.split(text) if p]
    return len(parts) >= 3 and not DATE.search(text) and all(len(p.split()) <= 4 for p in parts)


def shape_of(
    text: str, phrases: Phrases, folded: tuple[str, list[bytes]] | None = None
) -> tuple[Shape, Match | None, int]:
    """What a block looks like on its own, the boilerplate rule that it meets, and its number of words."""
    size = len(text)
    if size > LONGEST_LINE:
        return "prose", None, size // 6
    words = text.count(" ") + 1
    if match := phrases.match_folded(*(folded or folded_with_words(text))):
        return "rule", match, words
    if size < 60:
        if TIME_ALONE.fullmatch(text):
            return "time", None, words
        if text[:40].strip() and any(c in "0123456789" for c in text) and is_date_alone(text):
            return "date", None, words
    stops = ends_sentence(text)
    if words >= 30 or (stops and words >= 6) or (words >= 10 and _INNER_STOP.search(text)):
        return ("list" if LIST_ITEM.match(text) else "prose"), None, words
    if LIST_ITEM.match(text):
        return "list", None, words
    if _is_navigation(text):
        return "nav", None, words
    if size < 160 and BYLINE.match(text) and not stops:
        return "meta", None, words
    if stops:
        return "sentence", None, words
    return ("field" if size < 120 and _FIELD.match(text) else "heading"), None, words


def blocks_of(content: str, phrases: Phrases, marked: tuple[Marked, ...] = ()) -> list[Block]:
    """The blocks of a content, in order: they cover every character but white space.

    Args:
        content: The text.
        phrases: The language data.
        marked: What markup says, in order and without overlap; lines under one mark keep its hint.
    """
    lines = [(begin, end, _mark_at(begin, marked)) for begin, end in _lines(content)]
    blocks = []
    folded = Folded(content)
    for begin, end, mark in _unwrapped(content, lines):
        text = content[begin:end]
        shape, match, words = shape_of(
            text, phrases, folded.line(begin, end) if end - begin <= LONGEST_LINE else None
        )
        hint, why = (mark.hint, mark.why) if mark else (None, "")
        blocks.append(Block(begin, end, text, shape, words, match, hint, why))
    return blocks


def _mark_at(offset: int, marked: tuple[Marked, ...]) -> Marked | None:
    i = bisect_right(marked, offset, key=lambda m: m.begin) - 1
    return marked[i] if i >= 0 and offset < marked[i].end else None


def _lines(content: str) -> list[tuple[int, int]]:
    spans = []
    begin = 0
    for line in content.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            first = begin + line.find(stripped[0])
            spans.append((first, first + len(stripped)))
        begin += len(line)
    return spans


_Line = tuple[int, int, Marked | None]


def _unwrapped(content: str, lines: list[_Line]) -> list[_Line]:
    """Joins the lines of paragraphs that were broken at a column, as in e-mail and old releases."""
    joined: list[_Line] = []
    for group in _without_blank_lines(content, lines):
        if len(group) >= 3 and _is_wrapped(content, group):
            joined.append((group[0][0], group[-1][1], group[0][2]))
            continue
        for begin, end, mark in group:
            if joined and group[0][0] != begin and _goes_on(content, joined[-1], begin):
                joined[-1] = (joined[-1][0], end, mark)
            else:
                joined.append((begin, end, mark))
    return joined


def _without_blank_lines(content: str, lines: list[_Line]) -> Iterator[list[_Line]]:
    """Runs of lines between which no blank line and no change of mark is."""
    group: list[_Line] = []
    for line in lines:
        if group:
            last = group[-1]
            same = (line[2] and line[2].hint) == (last[2] and last[2].hint)
            if not same or content.count("\n", last[1], line[0]) != 1:
                yield group
                group = []
        group.append(line)
    if group:
        yield group


def _is_wrapped(content: str, group: list[_Line]) -> bool:
    """Whether three lines or more are one paragraph: all but the last about equally long, and some sentence goes on."""
    sizes = [end - begin for begin, end, _ in group[:-1]]
    if not (50 <= max(sizes) <= 130 and min(sizes) >= 0.7 * max(sizes)):
        return False
    if any(LIST_ITEM.match(content, begin) for begin, _, _ in group[1:]):
        return False
    return any(_goes_on(content, line, after[0]) for line, after in zip(group, group[1:], strict=False))


def _goes_on(content: str, line: _Line, begin: int) -> bool:
    """Whether the sentence of a line of 35 to 130 characters plainly goes on in the next one, at ``begin``."""
    first, end, _ = line
    size = end - max(first, content.rfind("\n", first, end) + 1)
    if not 35 <= size <= 130 or content[end - 1] in ".!?:":
        return False
    return content[begin].islower() or _OPEN_END.search(content, max(first, end - 12), end) is not None
