"""Blocks to segments: which part of a page is the document, and which is navigation, teasers, boxes or readers' comments.

A walk over the blocks with four states: in the body, in a box or list beside it, past its end, among comments. What
changes the state are the rules of ``ontology/language/boilerplate.yaml`` and the shapes of lines and their neighbours;
each segment keeps the reason. Thresholds were set by hand on pages of our own (``tests/unit/kg/reading/fixtures``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kg.model import Segment
from kg.reading.blocks import Block, Marked, blocks_of, is_relative_time
from kg.reading.head import Head
from kg.reading.parts import Part, Parts
from kg.reading.phrases import Phrases, fold, load_phrases
from kg.reading.pieces import with_pieces

_NAMED_LINE = re.compile(r"[\w .'@-]{2,40}:\s+\S")
_BULLET = re.compile(r"[•*‣▪●◦·-]\s+\S")
#: What can follow a subheading.
_TEXT_SHAPES = frozenset({"prose", "list", "sentence", "date", "time", "field"})
#: Characters of prose that a box doesn't hold: one paragraph of that length after a box is the text again.
_RESUMING = 140


@dataclass(frozen=True, slots=True)
class Layout:
    """The segments of a text and what its metadata is read from; ``title`` is the headline's span."""

    segments: tuple[Segment, ...]
    blocks: tuple[Block, ...]
    title: tuple[int, int] | None
    body_begin: int


@dataclass(slots=True)
class _Walk:
    """Where the walk over the body stands."""

    state: Literal["body", "aside", "end", "comments"] = "body"
    opener: str = ""
    opener_inline: bool = False
    body_size: int = 0


@dataclass(slots=True)
class _Body:
    """The blocks from the first paragraph on. ``title`` is the headline as :func:`fold` writes it; "" for none."""

    parts: Parts
    title: str
    walk: _Walk

    def mark(self, start: int) -> None:
        self._body(start)
        self._chat_at_the_end(start)

    def _body(self, start: int) -> None:
        dated = any(p.role == "dateline" for p in self.parts.all[:start])
        i = start
        while i < len(self.parts.all):
            part = self.parts.all[i]
            block = part.block
            if part.take_hint():
                i += 1
                continue
            if block.match is not None:
                self._rule(i)
                i += 1
            elif self.walk.state == "comments":
                part.become("comment", self.walk.opener)
                i += 1
            elif self.walk.state == "body":
                if not dated and i <= start + 3 and block.shape in ("date", "meta"):
                    part.become("dateline", "date alone" if block.shape == "date" else "byline")
                    i += 1
                else:
                    i = self._in_body(i, start)
            else:
                self._outside(i, start)
                i += 1

    def _rule(self, i: int) -> None:
        part, walk = self.parts.all[i], self.walk
        match = part.block.match
        if match is None:
            raise AssertionError("called for blocks that meet a rule")
        effect = match.effect
        if effect == "resume":
            if (
                walk.state in ("aside", "end")
                and self.parts.prose_run(i + 1)[0] == 0
                and self.parts.shape(i + 1) != "list"
            ):
                part.become("boilerplate", self.walk.opener)
                return
            walk.state = "body"
            part.become("headline", "subheading")
            return
        part.become("boilerplate", match.reason)
        if effect in ("end", "comments") and self._too_early(i):
            effect = "line"
        inline = len(part.block.text) > len(match.phrase) + 8
        if effect == "end" and inline and walk.state == "body" and self._goes_on_in_prose(i + 1):
            effect = "aside"  # "Related: Five apps to …" within the text
        if effect == "aside" and walk.state == "body":
            walk.state, walk.opener = "aside", f"after {match.reason}"
            walk.opener_inline = inline
        elif effect == "end":
            walk.state, walk.opener = "end", f"after {match.reason}"
        elif effect == "comments" and walk.state != "comments":
            walk.state, walk.opener = "comments", f"after {match.reason}"
        elif effect == "aside" and walk.state == "comments":
            walk.state, walk.opener = "end", f"after {match.reason}"

    def _goes_on_in_prose(self, i: int) -> bool:
        """Whether a long paragraph of the text follows, and no cards."""
        return self.parts.is_body_prose(i) and len(self.parts.all[i].block.text) >= _RESUMING

    def _too_early(self, i: int) -> bool:
        """Whether an end mark stands so near the top, before so much prose, that the text can't end there."""
        count = size = 0
        for j in range(i + 1, min(len(self.parts.all), i + 12)):
            if self.parts.is_body_prose(j) and len(self.parts.all[j].block.text) >= 120:
                count, size = count + 1, size + len(self.parts.all[j].block.text)
        return count >= 3 and size > 2 * self.walk.body_size

    def _in_body(self, i: int, start: int) -> int:
        """Gives roles to the block, and to the run of short lines that it opens; returns the next index."""
        part = self.parts.all[i]
        block = part.block
        if self.parts.is_teaser(i):
            self._open_teasers(i)
        elif block.shape in ("prose", "sentence"):
            if self._is_bio(i):
                part.become("boilerplate", "about the author")
            else:
                part.become("body", "")
                self.walk.body_size += len(block.text)
        elif block.shape == "time":
            part.become("boilerplate", "time alone")
        elif block.shape == "nav":
            part.become("boilerplate", "row of links")
        elif block.shape == "date" and not self._goes_on(i + 1):
            part.become("boilerplate", "date alone")
        elif block.shape == "field" and self.parts.is_dated_line(block):
            part.become("dateline", "line with the date")
        elif block.shape == "heading" or (
            block.shape == "field"
            and self.parts.shape(i + 1) in ("list", "prose")
            and self.parts.shape(i - 1) != "field"
        ):
            return self._headings(i, start)
        else:
            part.become("body", "")
            self.walk.body_size += len(block.text)
        return i + 1

    def _goes_on(self, i: int) -> bool:
        return self.parts.shape(i) in (
            "prose",
            "sentence",
            "list",
            "heading",
            "field",
        ) and not self.parts.is_teaser(i)

    def _open_teasers(self, i: int) -> None:
        """A card for another article: it, and the heading and label above it, are outside; what follows is too."""
        self.walk.state, self.walk.opener = "end", "teaser of another article"
        self.parts.all[i].become("boilerplate", "teaser of another article")
        j = i - 1
        while j >= 0 and self.parts.all[j].role == "headline" and self.parts.all[j].reason == "subheading":
            self.parts.all[j].become("boilerplate", "teaser of another article")
            j -= 1

    def _headings(self, i: int, start: int) -> int:
        """A run of short lines without full stop: subheading, signature, rows of a table, or a list of links."""
        end = i + 1
        while (
            end < len(self.parts.all)
            and self.parts.shape(end) == "heading"
            and self.parts.all[end].block.hint in (None, "main")
        ):
            end += 1
        run = [p.block for p in self.parts.all[i:end]]
        goes_on = self.parts.shape(end) in _TEXT_SHAPES and not self.parts.is_teaser(end)
        if self.parts.shape(end) == "field" and self.parts.is_dated_line(self.parts.all[end].block):
            goes_on = False
        if self.parts.shape(end) == "time" and end + 1 < len(self.parts.all):
            goes_on = self.parts.shape(end + 1) in ("prose", "list") and not is_relative_time(
                self.parts.all[end].block.text
            )
        rows = sum(any(c.isdigit() for c in b.text) for b in run) >= 0.6 * len(run) and len(run) >= 2
        for j, block in enumerate(run):
            part = self.parts.all[i + j]
            last = j == len(run) - 1
            if fold(block.text) == self.title:
                part.become("boilerplate", "repeated headline")
            elif block.hint == "main" or rows:
                part.become(
                    "headline" if last and goes_on and not rows else "body",
                    "subheading" if last and goes_on and not rows else "",
                )
            elif goes_on and (last or len(run) == 2):
                part.become("headline", "subheading")
            elif len(run) == 1 or self.parts.overlap(block.text, start) >= 0.5:
                part.become("body", "short line")
            else:
                part.become("boilerplate", "run of short lines")
        return end

    def _outside(self, i: int, start: int) -> None:
        """In a box or past the end: what would bring the text back, else boilerplate."""
        part, walk = self.parts.all[i], self.walk
        block = part.block
        resumes = False
        if block.shape == "prose" and not self.parts.is_teaser(i):
            if block.hint == "main":
                resumes = True
            elif walk.state == "aside":
                follows = self.parts.is_body_prose(i + 1) and len(self.parts.all[i + 1].block.text) >= 100
                resumes = (
                    len(block.text) >= _RESUMING or follows or (walk.opener_inline and len(block.text) >= 70)
                )
                # A card's text stands under its heading; the text itself hardly has one line of prose under a heading.
                if self.parts.shape(i - 1) == "heading" and not follows and not walk.opener_inline:
                    resumes = (
                        self.parts.shape(i - 2) == "heading" and self.parts.overlap(block.text, start) >= 0.4
                    )
            else:
                count, size = self.parts.prose_run(i)
                resumes = (
                    count >= 3 and size > walk.body_size and self.parts.overlap(block.text, start) >= 0.4
                )
        elif block.shape == "heading" and walk.state == "aside" and walk.opener_inline:
            if self.parts.prose_run(i + 1)[0] >= 1 and self.parts.shape(i - 1) != "heading":
                walk.state = "body"
                part.become("headline", "subheading")
                return
        elif block.shape == "list" and block.words >= 12 and walk.state == "aside" and walk.opener_inline:
            resumes = True
        if resumes:
            walk.state = "body"
            part.become("body", "")
            walk.body_size += len(block.text)
        else:
            part.become("boilerplate", walk.opener)

    def _is_bio(self, i: int) -> bool:
        """Whether a paragraph near the end says who wrote the text: "Jane Roe is a senior reporter …"."""
        text = self.parts.all[i].block.text
        if len(text) > 450 or i < 0.5 * len(self.parts.all) or self.walk.body_size < 150:
            return False
        m = re.match(
            r"(?:About the author:?\s*)?(?:[A-Z][\w'’.-]+\s){1,4}(?:is|was|works|writes|covers|reports)\b(.{0,80})",
            text,
        )
        if not m or "said" in text:
            return False
        return m[0].rstrip().endswith(("covers", "writes")) or not self.parts.phrases.bio_roles.isdisjoint(
            re.findall(r"[\w-]+", m[1].lower())
        )

    def _chat_at_the_end(self, start: int) -> None:
        """Marks a last run of list items or "name: text" lines as comments where they chat."""
        end = len(self.parts.all)
        while end > start and self.parts.all[end - 1].role == "boilerplate":
            end -= 1
        first = end
        while (
            first > start + 1
            and self.parts.all[first - 1].role == "body"
            and self._may_be_comment(self.parts.all[first - 1].block)
        ):
            first -= 1
        run = self.parts.all[first:end]
        if not run or self.walk.body_size == 0:
            return
        hits = [self._chat_marks(p.block.text) for p in run]
        button = any(
            fold(p.block.text).strip("•-* ") in self.parts.phrases.chat_buttons
            for p in self.parts.all[end : end + 1]
        )
        chatty = sum(h > 0 for h in hits)
        if (chatty >= 2 and 3 * chatty >= len(run) and sum(hits) >= 3) or (button and chatty):
            for part in run:
                part.become("comment", "readers' comments at the end")

    def _may_be_comment(self, block: Block) -> bool:
        if _BULLET.match(block.text):
            return True
        return _NAMED_LINE.match(block.text) is not None and not re.match(
            r"[QA](?:uestion|nswer)?\s*[:.]", block.text
        )

    def _chat_marks(self, text: str) -> int:
        """How many signs of chat a line has: its words, address to the reader, heaped marks, lower-case sentences."""
        folded = fold(text)
        words = re.findall(r"[a-z']+", folded)
        marks = sum(w in self.parts.phrases.chat_words for w in words)
        marks += sum(p in folded for p in self.parts.phrases.chat_phrases)
        marks += len(re.findall(r"[!?]{2,}|\.{4,}|…\.", text)) + (folded.count("#") > 0)
        marks += len(re.findall(r"[.!?]\s+[a-z]", text)) > 0
        return marks


def segment(content: str, *, marked: tuple[Marked, ...] = (), phrases: Phrases | None = None) -> Layout:
    """The segments of a text: in order, without overlap, covering all but white space.

    Args:
        content: The text.
        marked: What its markup says of stretches of it, in order.
        phrases: The language data; the installed ontology's by default.
    """
    phrases = phrases or load_phrases()
    blocks = with_pieces(blocks_of(content, phrases, marked), phrases)
    parts = Parts(content, phrases, [Part(b) for b in blocks])
    head = Head(parts)
    start = head.mark()
    headline = blocks[head.title] if head.title is not None else None
    if start < len(blocks):
        _Body(parts, fold(headline.text) if headline else "", _Walk()).mark(start)
    title = (headline.begin, headline.end) if headline else None
    body = next((p.block.begin for p in parts.all if p.role == "body"), len(content))
    return Layout(_merged(content, parts.all), tuple(blocks), title, body)


def _merged(content: str, parts: list[Part]) -> tuple[Segment, ...]:
    """Segments of one role and reason with nothing but white space between them as one; headlines stay apart."""
    segments: list[Segment] = []
    for part in parts:
        if part.role is None:
            raise AssertionError(f"no role for {part.block}")
        block = part.block
        last = segments[-1] if segments else None
        if (
            last
            and last.role == part.role
            and last.reason == part.reason
            and part.role not in ("headline", "quote")
        ):
            segments[-1] = Segment(begin=last.begin, end=block.end, role=part.role, reason=part.reason)
        else:
            segments.append(Segment(begin=block.begin, end=block.end, role=part.role, reason=part.reason))
    return tuple(segments)
