"""The day of a judgment, decision or ruling that its own head or foot tells: "Date of judgment: 13 June 2025", "Done at Brasília, 30 August 2024"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from spacy.tokens import Token

from kg.dates import read_dates
from kg.dates.bounds import anchor_of
from kg.extractors.syntax import is_passive
from kg.extractors.timing import UNDATED, Timing
from kg.text import ParsedText

#: Among so many lines at the head of a document stands when it was decided, in a line of so many characters.
_LINES, _LONGEST = 14, 140
_RULING = r"(?:judge?ment|decision|ruling|order|award|opinion)"
_LABEL = re.compile(
    rf"(?i)\b(?:date of (?:the )?(?:{_RULING}|delivery)|{_RULING}(?: was)? (?:of|dated|delivered|given|rendered|handed down|issued)"
    rf"|{_RULING}|(?:decided|delivered|pronounced|rendered|handed down|read|adopted)(?: in (?:public session|open court|public))?)"
    r"\s*(?::|on|of)?\s*(?:the )?(?:[a-z]+day,? )?\Z"
)
#: Before the day at the foot: nothing but where it was, "Done at Strasbourg on", "Brasília,".
_FOOT = re.compile(
    r"(?:(?i:done|given|dated|delivered|signed|read|issued)\b[^.;:]{0,40}|[A-Z][\w .'’-]{1,30}, ?)\Z"
)
#: Among so many lines at the end of a document stands the foot.
_LAST_LINES = 6
#: What a court does by the ruling itself.
_RULED = frozenset({"Order", "Penalty", "Proceeding", "Unblock", "Block", "ContentRemoval", "ContentRestoration", "Prosecution", "Request"})  # fmt: skip


def ruling_day(parsed: ParsedText) -> Timing:
    """The day that the head or the foot of a document gives for what it decides, with the words that say so; undated where neither gives one."""
    content = parsed.text.content
    lines = list(_lines(content))
    at_head = (t for before, _, t in _days(content, lines[:_LINES]) if _LABEL.search(before))
    at_foot = (
        t
        for before, behind, t in _days(content, lines[-_LAST_LINES:])
        if not behind.strip(" .") and _FOOT.fullmatch(before)
    )
    return next(chain(at_head, at_foot), UNDATED)


def _days(content: str, lines: Iterable[tuple[int, str]]) -> Iterator[tuple[str, str, Timing]]:
    """The days that lines tell in full, each between what stands before and behind it in its line."""
    for begin, line in lines:
        for found in read_dates(content, [(begin, begin + len(line))]):
            day, span = anchor_of(found), found.span
            if day is not None:
                yield line[: span.begin - begin], line[span.end - begin :], Timing(day, day, None, span)


def is_ruled(kind: str, verb: Token) -> bool:
    """Whether a verb tells what a ruling does: in the present, "orders", "is dismissed", "DECLARES"."""
    now = any(c.dep_ == "auxpass" and c.lower_ in ("is", "are") for c in verb.children)
    active = verb.tag_ in ("VBZ", "VBP") or verb.is_upper and not is_passive(verb)
    return kind in _RULED and (now or active)


def _lines(content: str) -> Iterator[tuple[int, str]]:
    """Where each short line begins, and the line; longer ones count, and are empty."""
    begin = 0
    for line in content.splitlines(keepends=True):
        if line.strip():
            yield begin, line.rstrip() if len(line) <= _LONGEST else ""
        begin += len(line)
