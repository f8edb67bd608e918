"""Content to blocks: the paragraphs of a text with what each looks like on its own, before its neighbours are asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from kg.reading.phrases import LONGEST_LINE, Match, Phrases
from kg.reading.published import DATE

Shape = Literal["prose", "sentence", "heading", "list", "date", "time", "meta", "field", "nav", "rule", "dateline"]
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
TIME_ALONE = re.compile(rf"(?i)(?:(?:updated|posted|published)\s+)?(?:{_TIME_WORD}|{_CLOCK}|just now|yesterday|[0-9]+[hmd])(?:\s*[|·•-]\s*.{{0,25}})?")
_RELATIVE = re.compile(rf"(?i)(?:(?:updated|posted|published)\s+)?(?:{_TIME_WORD}|just now|yesterday|[0-9]+[hmd])\b")
_BESIDE_DATE = re.compile(rf"(?i){_CLOCK}|[\s,|·•@()–—-]+|\b(?:at|on|ist|gmt|utc|pkt|est|edt|pst|pdt|bst|cet|cest|wat|eat)\b")
BYLINE = re.compile(r"(?i:by|from|text:|words:|author:|reporter:|report by|story by)\s+(?:(?:our|the|a)\s+\S|[A-Z@])")
_FIELD = re.compile(r"[A-Z][\w /&()'-]{1,32}:\s+\S")
_SEPARATORS = re.compile(r"\s+[|>»›·•/]\s+|\s*[|»›]\s*")
_CASE_HEADER = re.compile(
    r"(?i)\b(?:in the (?:\w+ )*court|court of|tribunal|petition(?:er)? no|suit no|case no|appeal no|petitioner|respondent|appellant|plaintiff|defendant"
    r"|versus|coram|present:|before:|judgment|no\.\s*\S*[0-9])"
)


def is_case_header(text: str) -> bool:
    """Whether a line is of the kind that heads a court paper: court, case number, parties, bench."""
    return len(text) <= 200 and (_CASE_HEADER.search(text) is not None or text.strip().lower() in {"v.", "v", "vs", "vs.", "and"})


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


def shape_of(text: str, phrases: Phrases) -> tuple[Shape, Match | None, int]:
    """What a block looks like on its own, the boilerplate rule that it meets, and its number of words."""
    size = len(text)
    if size > LONGEST_LINE:
        return "prose", None, size // 6
    words = text.count(" ") + 1
    if match := phrases.match(text):
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
    spans = _lines(content) if marked else _unwrapped(content, _lines(content))
    blocks = []
    at = 0
    for begin, end in spans:
        text = content[begin:end]
        shape, match, words = shape_of(text, phrases)
        while at < len(marked) and marked[at].end <= begin:
            at += 1
        block = Block(begin, end, text, shape, words, match)
        if at < len(marked) and marked[at].begin <= begin:
            block = replace(block, hint=marked[at].hint, why=marked[at].why)
        blocks.append(block)
    return blocks


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


def _unwrapped(content: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins the lines of paragraphs that were broken at a column, as in e-mail and old releases.

    A line goes on the one before where no blank line parts them, that one is 35 to 130 characters long and ends no
    sentence, and this one begins in lower case; or where the lines around it do.
    """
    joined: list[tuple[int, int]] = []
    wrapped = False
    for begin, end in lines:
        if joined:
            last_begin, last_end = joined[-1]
            size = last_end - max(last_begin, content.rfind("\n", last_begin, last_end) + 1)
            if 35 <= size <= 130 and content.count("\n", last_end, begin) == 1:
                first = content[begin]
                goes_on = first.islower() and content[last_end - 1] not in ".!?:"
                # Inside a paragraph known to be wrapped, capitals and full stops at a line's edge are chance.
                if goes_on or (wrapped and size >= 50 and not LIST_ITEM.match(content, begin)):
                    wrapped = True
                    joined[-1] = (last_begin, end)
                    continue
        wrapped = False
        joined.append((begin, end))
    return joined
