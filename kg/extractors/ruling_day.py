"""The day of a judgment, decision or ruling that its own head tells: "Date of judgment: 13 June 2025", "Read in public session on 1 April"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from kg.dates import read_dates
from kg.dates.bounds import anchor_of
from kg.extractors.syntax import is_passive
from kg.extractors.timing import UNDATED, Timing
from kg.text import ParsedText

#: Among so many lines at the head of a document stands when it was decided, in a line of so many characters.
_LINES, _LONGEST = 14, 140
_RULING = r"(?:judg[e]?ment|decision|ruling|order|award|opinion)"
_LABEL = re.compile(
    rf"(?i)\b(?:date of (?:the )?(?:{_RULING}|delivery|decision)|{_RULING}(?: was)? (?:of|dated|delivered|given|rendered|handed down|issued)"
    rf"|{_RULING}|(?:decided|delivered|pronounced|rendered|handed down|read|adopted)(?: in (?:public session|open court|public))?)"
    r"\s*(?::|on|of)?\s*(?:the )?(?:[a-z]+day,? )?\Z"
)
#: What a court does by the ruling itself.
_RULED = frozenset({"Order", "Penalty", "Proceeding", "Unblock", "Block", "ContentRemoval", "ContentRestoration", "Prosecution", "Request"})  # fmt: skip


def ruling_day(parsed: ParsedText) -> Timing:
    """The day that the head of a document gives for what it decides, with the words that say so; undated where it gives none."""
    for begin, line in _head(parsed.text.content):
        for found in read_dates(parsed.text.content, [(begin, begin + len(line))]):
            day = anchor_of(found)
            if day is not None and _LABEL.search(line[: found.span.begin - begin]) is not None:
                return Timing(day, day, None, found.span)
    return UNDATED


def is_ruled(kind: str, verb: Token) -> bool:
    """Whether a verb tells what a ruling does: in the present, "orders", "is dismissed", "DECLARES"."""
    now = any(c.dep_ == "auxpass" and c.lower_ in ("is", "are") for c in verb.children)
    active = verb.tag_ in ("VBZ", "VBP") or verb.is_upper and not is_passive(verb)
    return kind in _RULED and (now or active)


def _head(content: str) -> Iterator[tuple[int, str]]:
    """Where each short line at the head of a document begins, and the line."""
    begin = count = 0
    for line in content.splitlines(keepends=True):
        if line.strip():
            count += 1
            if count > _LINES:
                return
            if len(line) <= _LONGEST:
                yield begin, line.rstrip()
        begin += len(line)
