"""The dates under which a chronology, a log or a live blog tells its entries: those that open them, and headings above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from kg.dates import read_dates
from kg.extractors.dates import published_of
from kg.model import DateExpression, Text
from kg.text import Paragraph, ParsedText

_ENTRY = re.compile(r"[\s•*‣▪–—\[(-]{0,6}")
_BEHIND_ENTRY = re.compile(r"[\]),.]?\s*(?:[-–—:|]|\n|\Z)")
#: A full stop may also end a date that an entry only begins with, so that several must: "7 January. The ministry …".
_STOPPED = re.compile(r"[\]),]?\.\s+(?=[\"“‘'(]?[A-Z])")
_YEAR_OR_MONTH = re.compile(r"(?:19|20)\d\d|\d\s[A-Z][a-z]{2}|[A-Z][a-z]{2,}\.?\s\d")
_ALONE = re.compile(r"[\s•*#\[\](),.:;–—-]*")


#: Inside a paragraph, what ends before an entry: "TIMELINE. 3 May: … 7 May: …".
_AFTER_STOP = re.compile(r"[.!?;][\"”’)]*\s+\Z")
#: Around the day of a dateline.
_PLACE = re.compile(r"[A-Z][\w.' -]+(?:, [A-Z][\w.' -]+)?[,.]? \(?")
_DASH = re.compile(r"\)?(?: \([^)]{1,40}\))?\s*[–—-]+\s")
_COLON = re.compile(r"[\]),.]?\s*(?::|\s[–—-])\s")


class Entries:
    """The dates that govern the parts of a chronology, a log or a live blog."""

    def __init__(self, parsed: ParsedText, dates: Sequence[DateExpression]) -> None:
        self._of_paragraphs = _entries_of(parsed, dates)
        content = parsed.text.content
        lines = ((p.begin, _dateline(content, p, dates)) for p in parsed.paragraphs)
        self._datelines = {begin: day for begin, day in lines if day is not None}
        self._inside = {p.begin: _inside(content, p, dates) for p in parsed.paragraphs}

    def at(self, paragraph: Paragraph, offset: int) -> DateExpression | None:
        """The date of the entry in which an offset of a paragraph stands."""
        inside = [d for d in self._inside[paragraph.begin] if d.span.begin <= offset]
        return inside[-1] if inside else self._of_paragraphs.get(paragraph.begin)

    def dateline(self, paragraph: Paragraph) -> DateExpression | None:
        """The day with which a place opens a paragraph: "NAIROBI, 3 June 2024 – …"."""
        return self._datelines.get(paragraph.begin)


def _dateline(content: str, paragraph: Paragraph, dates: Sequence[DateExpression]) -> DateExpression | None:
    first = next((d for d in dates if d.span.begin >= paragraph.begin), None)
    if first is None or not _is_day_or_month(first):
        return None
    lead = content[paragraph.begin : first.span.begin]
    return first if _PLACE.fullmatch(lead) and _DASH.match(content, first.span.end) else None


def _inside(content: str, paragraph: Paragraph, dates: Sequence[DateExpression]) -> list[DateExpression]:
    """The dates with a colon or dash behind them that begin the sentences of a paragraph, where several do."""
    begin, end = paragraph.begin, paragraph.begin + len(paragraph.plain)
    found = [
        d
        for d in dates
        if begin <= d.span.begin < end
        and _is_day_or_month(d)
        and _COLON.match(content, d.span.end)
        and (d.span.begin == begin or _AFTER_STOP.search(content, begin, d.span.begin))
    ]
    return found if len(found) > 1 else []


def _entries_of(parsed: ParsedText, dates: Sequence[DateExpression]) -> dict[int, DateExpression]:
    """The date that governs each paragraph, by the paragraph's offset."""
    found: dict[int, DateExpression] = {}
    headings = _headings(parsed.text)
    content = parsed.text.content
    opened = {p.begin: _opening(content, p, dates) for p in parsed.paragraphs}
    stopped = sum(e is not None and _STOPPED.match(content, e.span.end) is not None for e in opened.values())
    for paragraph in parsed.paragraphs:
        before = [h for h in headings if h.span.end <= paragraph.begin]
        day = next((h for h in reversed(before) if _is_day_or_month(h)), None)
        entry = opened[paragraph.begin]
        if entry is not None and (
            _BEHIND_ENTRY.match(content, entry.span.end)
            or stopped > 1
            and _STOPPED.match(content, entry.span.end)
        ):
            found[paragraph.begin] = entry
        elif day is not None:
            found[paragraph.begin] = day
    return found


def _headings(text: Text) -> list[DateExpression]:
    """The days and months that lines of their own consist of, where there are several: a single one dates the document."""
    lines = [
        (m.start(), m.end())
        for m in re.finditer(r"[^\n]+", text.content)
        if m.end() - m.start() < 60 and _YEAR_OR_MONTH.search(m[0]) and not _in_comment(text, m.start())
    ]
    found = []
    for expression in read_dates(text.content, lines, published_of(text)):
        begin = text.content.rfind("\n", 0, expression.span.begin) + 1
        end = text.content.find("\n", expression.span.end)
        outside = (
            text.content[begin : expression.span.begin],
            text.content[expression.span.end : end if end >= 0 else None],
        )
        if all(_ALONE.fullmatch(part) for part in outside) and _is_day_or_month(expression):
            found.append(expression)
    return found if len(found) > 1 else []


def _in_comment(text: Text, offset: int) -> bool:
    return any(s.role == "comment" and s.begin <= offset < s.end for s in text.segments)


def _is_day_or_month(expression: DateExpression) -> bool:
    return (
        expression.role == "at"
        and expression.earliest is not None
        and expression.latest is not None
        and expression.latest - expression.earliest < timedelta(days=32)
    )


def _opening(content: str, paragraph: Paragraph, dates: Sequence[DateExpression]) -> DateExpression | None:
    """The date that stands first in a paragraph or in front of it: "• 14 January – …", "5 March 2021: …"."""
    line = content.rfind("\n", 0, paragraph.begin) + 1
    end = paragraph.begin + len(paragraph.plain)
    first = next((d for d in dates if line <= d.span.begin < end), None)
    if first is None or not _ENTRY.fullmatch(content[line : first.span.begin]):
        return None
    return first if _is_day_or_month(first) else None
