"""Blocks to segments: which part of a page is the document, and which is navigation, teasers, boxes or readers' comments.

A walk over the blocks with four states: in the body, in a box or list beside it, past its end, among comments. What
changes the state are the rules of ``ontology/language/boilerplate.yaml`` and the shapes of lines and their neighbours;
each segment keeps the reason. Thresholds were set by hand on pages of our own (``tests/unit/kg/reading/fixtures``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kg.model import Segment, SegmentRole
from kg.reading.blocks import (
    Block,
    Marked,
    blocks_of,
    is_case_header,
    is_relative_time,
    is_truncated,
)
from kg.reading.phrases import Phrases, fold, load_phrases
from kg.reading.pieces import with_pieces
from kg.reading.published import DATE

_WORD = re.compile(r"[^\W_]{4,}")
_NAMED_LINE = re.compile(r"[\w .'@-]{2,40}:\s+\S")
_NAME = re.compile(r"(?:[A-Z][\w'’.-]+\s?){2,4}$")
#: A longest headline, in words and characters; standfirsts are longer.
_HEADLINE_WORDS = 26
_HEADLINE_LENGTH = 220
#: What can follow a subheading.
_TEXT_SHAPES = frozenset({"prose", "list", "sentence", "date", "time", "field"})
#: Rules that lines with the date of the text itself often meet: "By Jane Roe | 11 May 2024 | 4 min read".
_WITH_DATE = frozenset({"byline-parts", "share", "credit", "live-blog"})
#: Characters of prose that a box doesn't hold: one paragraph of that length after a box is the text again.
_RESUMING = 140


@dataclass(slots=True)
class _Part:
    """A block, or a piece of one, with the role found for it."""

    block: Block
    role: SegmentRole | None = None
    reason: str = ""

    def become(self, role: SegmentRole, reason: str) -> None:
        self.role, self.reason = role, reason


@dataclass(frozen=True, slots=True)
class Layout:
    """The segments of a text and what its metadata is read from: ``head`` are the blocks before the body, ``title`` its span."""

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
class _Segmenter:
    content: str
    phrases: Phrases
    parts: list[_Part]
    title: int | None = None
    walk: _Walk = field(default_factory=_Walk)
    vocabulary: frozenset[str] | None = None

    def run(self) -> None:
        start = self._body_start()
        self._head(start)
        if start < len(self.parts):
            self._body(start)
            self._chat_at_the_end(start)

    # -- neighbours

    def _shape(self, i: int) -> str:
        return self.parts[i].block.shape if 0 <= i < len(self.parts) else ""

    def _is_teaser(self, i: int) -> bool:
        """Whether prose stands on a card for another article: cut short, or with the age of that article below."""
        if self._shape(i) not in ("prose", "sentence", "heading"):
            return False
        after = self.parts[i + 1].block if i + 1 < len(self.parts) else None
        cut = is_truncated(self.parts[i].block.text)
        if after is None:
            return False
        if after.shape == "time" and is_relative_time(after.text):
            return cut or self._shape(i - 1) == "heading"
        return cut and after.shape in ("date", "time")

    def _is_body_prose(self, i: int) -> bool:
        return self._shape(i) == "prose" and not self._is_teaser(i)

    def _prose_run(self, i: int) -> tuple[int, int]:
        """How many paragraphs of prose follow each other from here, and their characters; ten are enough to know."""
        count = size = 0
        while count < 10 and self._is_body_prose(i) and len(self.parts[i].block.text) >= 100:
            count, size, i = count + 1, size + len(self.parts[i].block.text), i + 1
        return count, size

    def _overlap(self, text: str, start: int) -> float:
        """The share of a line's longer words that the body has too."""
        if self.vocabulary is None:
            prose = [p.block.text for p in self.parts[start : start + 20] if p.block.shape == "prose"]
            self.vocabulary = _stems(" ".join(prose)[:4000])
        words = _stems(text)
        return len(words & self.vocabulary) / len(words) if words else 0.0

    # -- before the body

    def _body_start(self) -> int:
        """The first prose that is no teaser; the number of parts where there is none."""
        for i, part in enumerate(self.parts):
            block = part.block
            if block.hint in ("boilerplate", "comment"):
                continue
            if block.shape == "prose" and not self._is_teaser(i) and block.hint != "headline":
                return i
            if (
                block.shape == "list"
                and block.words >= 12
                and not (i and self._shape(i - 1) in ("nav", "rule"))
            ):
                return i
        return len(self.parts)

    def _head(self, start: int) -> None:
        """The blocks before the body: navigation, masthead, headline, byline, date."""
        candidates = []
        case = sum(is_case_header(p.block.text) for p in self.parts[: min(start, 30)]) >= 2
        for i, part in enumerate(self.parts[:start]):
            block = part.block
            if self._hinted(part):
                if part.role == "headline" and self.title is None:
                    self.title = i
            elif block.shape == "dateline":
                part.become("dateline", "place, date or agency")
            elif case and block.shape != "nav" and (block.match is None or is_case_header(block.text)):
                part.become("dateline", "head of a court paper")
                if not is_case_header(block.text):
                    candidates.append(i)
            elif (
                block.match is not None
                and block.match.rule in _WITH_DATE
                and DATE.search(block.text)
                and block.words <= 25
            ):
                part.become("dateline", "line with the date")
            elif block.match is not None:
                label = fold(block.text).strip(" .:—–-") in self.phrases.release_labels
                part.become("boilerplate", "release label" if label else block.match.reason)
            elif fold(block.text).strip(" .:—–-") in self.phrases.release_labels:
                part.become("boilerplate", "release label")
            elif block.shape == "nav" and not DATE.search(block.text):
                part.become("boilerplate", "row of links")
            elif block.shape == "time":
                part.become("boilerplate", "time alone")
            elif block.shape in ("date", "meta"):
                part.become("dateline", "byline" if block.shape == "meta" else "date alone")
            elif self._is_teaser(i):
                part.become("boilerplate", "teaser of another article")
            elif i < 3 and self._is_masthead(block):
                part.become("dateline" if DATE.search(block.text) else "boilerplate", "masthead")
            elif self._is_issuer(i):
                part.become("dateline", "issuer of the release")
            elif block.shape != "list" and self._is_dated_line(block):
                part.become("dateline", "line with the date")
            elif block.shape == "field" and self._is_field(i):
                part.become("dateline", "field of the head")
            else:
                candidates.append(i)
        if start < len(self.parts):
            self._choose_headline(candidates, start, case)
        else:
            self._without_prose(candidates)

    def _hinted(self, part: _Part) -> bool:
        hint, why = part.block.hint, part.block.why
        if hint is None or hint == "main":
            return False
        if hint == "quote" and part.block.match is not None:
            part.become("boilerplate", part.block.match.reason)
        else:
            part.become(hint, why)
        return True

    def _is_masthead(self, block: Block) -> bool:
        """Whether a line on top names the paper or series and its issue: "NET WATCH | RAPID ALERT 2023/07"."""
        parts = [p for p in re.split(r"\s+[|•·–—-]\s+", block.text) if p]
        bare = [re.sub(r"(?:\b(?:no|issue|vol)\b|[\s0-9/#.:-])+$", "", fold(p)) for p in parts[1:]]
        return (
            len(parts) > 1
            and block.words <= 14
            and any(b in self.phrases.release_labels or not b for b in bare)
        )

    def _is_issuer(self, i: int) -> bool:
        """Whether a short line stands between a release's label and its date: who issues it."""
        label = i > 0 and self.parts[i - 1].reason == "release label"
        return (
            label
            and self._shape(i) == "heading"
            and self.parts[i].block.words <= 8
            and self._shape(i + 1) == "date"
        )

    def _is_dated_line(self, block: Block) -> bool:
        """Whether a short line gives the date of the text: by a label, after a place, or between separators."""
        if block.words > 20 or not (m := DATE.search(block.text)):
            return False
        if self.phrases.strong_date_labels.search(block.text) or self.phrases.weak_date_labels.search(
            block.text
        ):
            return True
        before, after = block.text[: m.start()].rstrip(), block.text[m.end() :].strip()
        if not before and after[:1] in set(",|–—-·•/"):
            return len(after.split()) <= 6
        return (
            bool(before)
            and before[-1] in ",|–—-·•/"
            and m.end() >= len(block.text) - 20
            and len(before.split()) <= 8
        )

    def _is_field(self, i: int) -> bool:
        """Whether a line is a field such as "Status: ongoing" and no headline with a colon."""
        return fold(self.parts[i].block.text.split(":", 1)[0]) in self.phrases.field_labels

    def _choose_headline(self, candidates: list[int], start: int, case: bool) -> None:
        texts = {i: self.parts[i].block.text for i in candidates}
        if self.title is None and candidates:
            scores = {i: self._headline_score(i, candidates, start) for i in candidates}
            best = max(candidates, key=lambda i: (scores[i], -i))
            if scores[best] > 0:
                self.title = best
        for i in candidates:
            part = self.parts[i]
            if i == self.title:
                part.become("headline", "headline")
            elif case:
                continue
            elif self.title is not None and fold(texts[i]) == fold(self.parts[self.title].block.text):
                part.become("boilerplate", "repeated headline")
            elif self._repeated_in_body(i, start):
                part.become("boilerplate", "repeated in the text")
            elif self.title is not None and i > self.title:
                near = i == start - 1
                above = self.parts[i - 1].block.match
                self._after_headline(part, near, above is not None and above.rule == "credit")
            elif part.block.shape == "list":
                part.become("body", "list item before the text")
            elif part.block.words >= 4 and self._overlap(texts[i], start) >= 0.5:
                part.become("headline", "line above the headline")
            else:
                part.become("boilerplate", "before the headline")

    def _after_headline(self, part: _Part, near: bool, follows_credit: bool) -> None:
        block = part.block
        if follows_credit:
            part.become("boilerplate", "caption")
        elif block.shape in ("sentence", "list", "prose"):
            part.become("body", "standfirst")
        elif _NAME.match(block.text) and block.words <= 4 and not near and not block.text.isupper():
            part.become("dateline", "name below the headline")
        elif block.words >= 4:
            part.become("headline", "standfirst")
        elif near:
            part.become("headline", "subheading")
        else:
            part.become("boilerplate", "label below the headline")

    def _headline_score(self, i: int, candidates: Sequence[int], start: int) -> float:
        """How well a line may be the headline: talks of what the body does, neither label nor standfirst, near the top."""
        block = self.parts[i].block
        if (
            block.words > _HEADLINE_WORDS
            or len(block.text) > _HEADLINE_LENGTH
            or block.shape in ("list", "nav")
        ):
            return 0.0
        follows_dateline = i > 0 and self._shape(i - 1) == "dateline"
        if block.shape == "sentence" and not block.text.endswith(("?", "!")) and not follows_dateline:
            return 0.05 if len(candidates) == 1 and block.words <= 14 else 0.0
        if self._repeated_in_body(i, start):
            return 0.0
        score = 0.3 + (self._overlap(block.text, start) if len(candidates) > 1 else 0.5)
        if block.words <= 2:
            score -= 0.5
        elif block.words <= 3 and not follows_dateline:
            score -= 0.2
        elif block.words >= 5:
            score += 0.2
        if (
            i == candidates[0]
            and len(candidates) > 1
            and block.words <= 4
            and not re.search(r"\b[a-z]", block.text)
        ):
            score -= 0.3  # the paper's name
        # The subheading of the first section stands right before it; the headline mostly has lines in between or is first.
        if i == start - 1 and len(candidates) > 1 and block.words <= 3 and not follows_dateline:
            score -= 0.6
        return score

    def _repeated_in_body(self, i: int, start: int) -> bool:
        block = self.parts[i].block
        return (
            block.words >= 9
            and self.content.find(block.text.rstrip(".… "), self.parts[start].block.begin) >= 0
        )

    def _without_prose(self, candidates: list[int]) -> None:
        """A text of headlines or list items only: the first line that can be one is the headline, the others are body."""
        for i in candidates:
            part = self.parts[i]
            is_first = self.title is None and i == candidates[0] and len(candidates) > 1
            if is_first and part.block.shape in ("heading", "field") and part.block.words >= 2:
                self.title = i
                part.become("headline", "headline")
            else:
                part.become("body", "text without paragraphs")

    # -- the body and after it

    def _body(self, start: int) -> None:
        dated = any(p.role == "dateline" for p in self.parts[:start])
        i = start
        while i < len(self.parts):
            part = self.parts[i]
            block = part.block
            if self._hinted(part):
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
        part, walk = self.parts[i], self.walk
        match = part.block.match
        if match is None:
            raise AssertionError("called for blocks that meet a rule")
        effect = match.effect
        if effect == "resume":
            if (
                walk.state in ("aside", "end")
                and self._prose_run(i + 1)[0] == 0
                and self._shape(i + 1) != "list"
            ):
                part.become("boilerplate", self.walk.opener)
                return
            walk.state = "body"
            part.become("headline", "subheading")
            return
        part.become("boilerplate", match.reason)
        if effect in ("end", "comments") and self._too_early(i):
            effect = "line"
        if effect == "aside" and walk.state == "body":
            walk.state, walk.opener = "aside", f"after {match.reason}"
            walk.opener_inline = len(part.block.text) > len(match.phrase) + 8
        elif effect == "end":
            walk.state, walk.opener = "end", f"after {match.reason}"
        elif effect == "comments" and walk.state != "comments":
            walk.state, walk.opener = "comments", f"after {match.reason}"
        elif effect == "aside" and walk.state == "comments":
            walk.state, walk.opener = "end", f"after {match.reason}"

    def _too_early(self, i: int) -> bool:
        """Whether an end mark stands so near the top, before so much prose, that the text can't end there."""
        count = size = 0
        for j in range(i + 1, min(len(self.parts), i + 12)):
            if self._is_body_prose(j) and len(self.parts[j].block.text) >= 120:
                count, size = count + 1, size + len(self.parts[j].block.text)
        return count >= 3 and size > 2 * self.walk.body_size

    def _in_body(self, i: int, start: int) -> int:
        """Gives roles to the block, and to the run of short lines that it opens; returns the next index."""
        part = self.parts[i]
        block = part.block
        if self._is_teaser(i):
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
        elif block.shape == "field" and self._is_dated_line(block):
            part.become("dateline", "line with the date")
        elif block.shape == "heading" or (
            block.shape == "field"
            and self._shape(i + 1) in ("list", "prose")
            and self._shape(i - 1) != "field"
        ):
            return self._headings(i, start)
        else:
            part.become("body", "")
            self.walk.body_size += len(block.text)
        return i + 1

    def _goes_on(self, i: int) -> bool:
        return self._shape(i) in ("prose", "sentence", "list", "heading", "field") and not self._is_teaser(i)

    def _open_teasers(self, i: int) -> None:
        """A card for another article: it, and the heading and label above it, are outside; what follows is too."""
        self.walk.state, self.walk.opener = "end", "teaser of another article"
        self.parts[i].become("boilerplate", "teaser of another article")
        j = i - 1
        while j >= 0 and self.parts[j].role == "headline" and self.parts[j].reason == "subheading":
            self.parts[j].become("boilerplate", "teaser of another article")
            j -= 1

    def _headings(self, i: int, start: int) -> int:
        """A run of short lines without full stop: subheading, signature, rows of a table, or a list of links."""
        end = i + 1
        while (
            end < len(self.parts)
            and self._shape(end) == "heading"
            and self.parts[end].block.hint in (None, "main")
        ):
            end += 1
        run = [p.block for p in self.parts[i:end]]
        title = fold(self.parts[self.title].block.text) if self.title is not None else ""
        goes_on = self._shape(end) in _TEXT_SHAPES and not self._is_teaser(end)
        if self._shape(end) == "field" and self._is_dated_line(self.parts[end].block):
            goes_on = False
        if self._shape(end) == "time" and end + 1 < len(self.parts):
            goes_on = self._shape(end + 1) in ("prose", "list") and not is_relative_time(
                self.parts[end].block.text
            )
        rows = sum(any(c.isdigit() for c in b.text) for b in run) >= 0.6 * len(run) and len(run) >= 2
        for j, block in enumerate(run):
            part = self.parts[i + j]
            last = j == len(run) - 1
            if fold(block.text) == title:
                part.become("boilerplate", "repeated headline")
            elif block.hint == "main" or rows:
                part.become(
                    "headline" if last and goes_on and not rows else "body",
                    "subheading" if last and goes_on and not rows else "",
                )
            elif goes_on and (last or len(run) == 2):
                part.become("headline", "subheading")
            elif len(run) == 1 or self._overlap(block.text, start) >= 0.5:
                part.become("body", "short line")
            else:
                part.become("boilerplate", "run of short lines")
        return end

    def _outside(self, i: int, start: int) -> None:
        """In a box or past the end: what would bring the text back, else boilerplate."""
        part, walk = self.parts[i], self.walk
        block = part.block
        resumes = False
        if block.shape == "prose" and not self._is_teaser(i):
            if block.hint == "main":
                resumes = True
            elif walk.state == "aside":
                follows = self._is_body_prose(i + 1) and len(self.parts[i + 1].block.text) >= 100
                resumes = (
                    len(block.text) >= _RESUMING or follows or (walk.opener_inline and len(block.text) >= 70)
                )
                # A card's text stands under its heading; the text itself hardly has one line of prose under a heading.
                if self._shape(i - 1) == "heading" and not follows and not walk.opener_inline:
                    resumes = self._shape(i - 2) == "heading" and self._overlap(block.text, start) >= 0.4
            else:
                count, size = self._prose_run(i)
                resumes = count >= 3 and size > walk.body_size and self._overlap(block.text, start) >= 0.4
        elif block.shape == "heading" and walk.state == "aside" and walk.opener_inline:
            if self._prose_run(i + 1)[0] >= 1 and self._shape(i - 1) != "heading":
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
        text = self.parts[i].block.text
        if len(text) > 450 or i < 0.5 * len(self.parts) or self.walk.body_size < 150:
            return False
        m = re.match(
            r"(?:About the author:?\s*)?(?:[A-Z][\w'’.-]+\s){1,4}(?:is|was|works|writes|covers|reports)\b(.{0,80})",
            text,
        )
        if not m or "said" in text:
            return False
        return m[0].rstrip().endswith(("covers", "writes")) or not self.phrases.bio_roles.isdisjoint(
            re.findall(r"[\w-]+", m[1].lower())
        )

    # -- readers' voices without a mark

    def _chat_at_the_end(self, start: int) -> None:
        """Marks a last run of list items or "name: text" lines as comments where they chat."""
        end = len(self.parts)
        while end > start and self.parts[end - 1].role == "boilerplate":
            end -= 1
        first = end
        while (
            first > start + 1
            and self.parts[first - 1].role == "body"
            and self._may_be_comment(self.parts[first - 1].block)
        ):
            first -= 1
        run = self.parts[first:end]
        if not run or self.walk.body_size == 0:
            return
        hits = [self._chat_marks(p.block.text) for p in run]
        button = any(
            fold(p.block.text).strip("•-* ") in self.phrases.chat_buttons for p in self.parts[end : end + 1]
        )
        chatty = sum(h > 0 for h in hits)
        if (chatty >= 2 and 3 * chatty >= len(run) and sum(hits) >= 3) or (button and chatty):
            for part in run:
                part.become("comment", "readers' comments at the end")

    def _may_be_comment(self, block: Block) -> bool:
        if LIST_BULLET.match(block.text):
            return True
        return _NAMED_LINE.match(block.text) is not None and not re.match(
            r"[QA](?:uestion|nswer)?\s*[:.]", block.text
        )

    def _chat_marks(self, text: str) -> int:
        """How many signs of chat a line has: its words, address to the reader, heaped marks, lower-case sentences."""
        folded = fold(text)
        words = re.findall(r"[a-z']+", folded)
        marks = sum(w in self.phrases.chat_words for w in words)
        marks += sum(p in folded for p in self.phrases.chat_phrases)
        marks += len(re.findall(r"[!?]{2,}|\.{4,}|…\.", text)) + (folded.count("#") > 0)
        marks += len(re.findall(r"[.!?]\s+[a-z]", text)) > 0
        return marks


LIST_BULLET = re.compile(r"[•*‣▪●◦·-]\s+\S")


def _stems(text: str) -> frozenset[str]:
    return frozenset([w[:5] for w in _WORD.findall(text.lower())])


def segment(content: str, *, marked: tuple[Marked, ...] = (), phrases: Phrases | None = None) -> Layout:
    """The segments of a text: in order, without overlap, covering all but white space.

    Args:
        content: The text.
        marked: What its markup says of stretches of it, in order.
        phrases: The language data; the installed ontology's by default.
    """
    phrases = phrases or load_phrases()
    blocks = with_pieces(blocks_of(content, phrases, marked), phrases)
    segmenter = _Segmenter(content, phrases, [_Part(b) for b in blocks])
    segmenter.run()
    title = None
    if segmenter.title is not None:
        block = blocks[segmenter.title]
        title = (block.begin, block.end)
    body = next((p.block.begin for p in segmenter.parts if p.role == "body"), len(content))
    return Layout(_merged(content, segmenter.parts), tuple(blocks), title, body)


def _merged(content: str, parts: list[_Part]) -> tuple[Segment, ...]:
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
