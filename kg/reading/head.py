"""What stands above a text's first paragraph: masthead, headline, by-line, date, navigation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.reading.blocks import Block, is_case_header
from kg.reading.parts import Part, Parts
from kg.reading.phrases import fold
from kg.reading.published import DATE

_NAME = re.compile(r"(?:[A-Z][\w'’.-]+\s?){2,4}$")
#: A longest headline, in words and characters; standfirsts are longer.
_HEADLINE_WORDS = 26
_HEADLINE_LENGTH = 220
#: Rules that lines with the date of the text itself often meet: "By Jane Roe | 11 May 2024 | 4 min read".
_WITH_DATE = frozenset({"byline-parts", "share", "credit", "live-blog"})


@dataclass(slots=True)
class Head:
    """The blocks before the body. ``title`` is the index of the headline once they are marked."""

    parts: Parts
    title: int | None = None

    def mark(self) -> int:
        """Gives all blocks before the body their roles; gives the index of the body's first one, or how many there are."""
        start = self._body_start()
        self._mark(start)
        return start

    def _body_start(self) -> int:
        """The first prose that is no teaser; the number of parts where there is none."""
        for i, part in enumerate(self.parts.all):
            block = part.block
            if block.hint in ("boilerplate", "comment"):
                continue
            if block.shape == "prose" and not self.parts.is_teaser(i) and block.hint != "headline":
                return i
            if (
                block.shape == "list"
                and block.words >= 12
                and not (i and self.parts.shape(i - 1) in ("nav", "rule"))
            ):
                return i
        return len(self.parts.all)

    def _mark(self, start: int) -> None:
        """The blocks before the body: navigation, masthead, headline, byline, date."""
        candidates = []
        case = sum(is_case_header(p.block.text) for p in self.parts.all[: min(start, 30)]) >= 2
        for i, part in enumerate(self.parts.all[:start]):
            block = part.block
            if part.take_hint():
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
                label = fold(block.text).strip(" .:—–-") in self.parts.phrases.release_labels
                part.become("boilerplate", "release label" if label else block.match.reason)
            elif fold(block.text).strip(" .:—–-") in self.parts.phrases.release_labels:
                part.become("boilerplate", "release label")
            elif block.shape == "nav" and not DATE.search(block.text):
                part.become("boilerplate", "row of links")
            elif block.shape == "time":
                part.become("boilerplate", "time alone")
            elif block.shape in ("date", "meta"):
                part.become("dateline", "byline" if block.shape == "meta" else "date alone")
            elif self.parts.is_teaser(i):
                part.become("boilerplate", "teaser of another article")
            elif i < 3 and self._is_masthead(block):
                part.become("dateline" if DATE.search(block.text) else "boilerplate", "masthead")
            elif self._is_issuer(i):
                part.become("dateline", "issuer of the release")
            elif block.shape != "list" and self.parts.is_dated_line(block):
                part.become("dateline", "line with the date")
            elif block.shape == "field" and self._is_field(i):
                part.become("dateline", "field of the head")
            else:
                candidates.append(i)
        if start < len(self.parts.all):
            self._choose_headline(candidates, start, case)
        else:
            self._without_prose(candidates)

    def _is_masthead(self, block: Block) -> bool:
        """Whether a line on top names the paper or series and its issue: "NET WATCH | RAPID ALERT 2023/07"."""
        parts = [p for p in re.split(r"\s+[|•·–—-]\s+", block.text) if p]
        bare = [re.sub(r"(?:\b(?:no|issue|vol)\b|[\s0-9/#.:-])+$", "", fold(p)) for p in parts[1:]]
        return (
            len(parts) > 1
            and block.words <= 14
            and any(b in self.parts.phrases.release_labels or not b for b in bare)
        )

    def _is_issuer(self, i: int) -> bool:
        """Whether a short line stands between a release's label and its date: who issues it."""
        label = i > 0 and self.parts.all[i - 1].reason == "release label"
        return (
            label
            and self.parts.shape(i) == "heading"
            and self.parts.all[i].block.words <= 8
            and self.parts.shape(i + 1) == "date"
        )

    def _is_field(self, i: int) -> bool:
        """Whether a line is a field such as "Status: ongoing" and no headline with a colon."""
        return fold(self.parts.all[i].block.text.split(":", 1)[0]) in self.parts.phrases.field_labels

    def _choose_headline(self, candidates: list[int], start: int, case: bool) -> None:
        texts = {i: self.parts.all[i].block.text for i in candidates}
        if self.title is None and candidates:
            scores = {i: self._headline_score(i, candidates, start) for i in candidates}
            best = max(candidates, key=lambda i: (scores[i], -i))
            if scores[best] > 0:
                self.title = best
        for i in candidates:
            part = self.parts.all[i]
            if i == self.title:
                part.become("headline", "headline")
            elif case:
                continue
            elif self.title is not None and fold(texts[i]) == fold(self.parts.all[self.title].block.text):
                part.become("boilerplate", "repeated headline")
            elif self._repeated_in_body(i, start):
                part.become("boilerplate", "repeated in the text")
            elif self.title is not None and i > self.title:
                near = i == start - 1
                above = self.parts.all[i - 1].block.match
                self._after_headline(part, near, above is not None and above.rule == "credit")
            elif part.block.shape == "list":
                part.become("body", "list item before the text")
            elif part.block.words >= 4 and self.parts.overlap(texts[i], start) >= 0.5:
                part.become("headline", "line above the headline")
            else:
                part.become("boilerplate", "before the headline")

    def _after_headline(self, part: Part, near: bool, follows_credit: bool) -> None:
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
        block = self.parts.all[i].block
        if (
            block.words > _HEADLINE_WORDS
            or len(block.text) > _HEADLINE_LENGTH
            or block.shape in ("list", "nav")
        ):
            return 0.0
        follows_dateline = i > 0 and self.parts.shape(i - 1) == "dateline"
        if block.shape == "sentence" and not block.text.endswith(("?", "!")) and not follows_dateline:
            return 0.05 if len(candidates) == 1 and block.words <= 14 else 0.0
        if self._repeated_in_body(i, start):
            return 0.0
        score = 0.3 + (self.parts.overlap(block.text, start) if len(candidates) > 1 else 0.5)
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
        block = self.parts.all[i].block
        return (
            block.words >= 9
            and self.parts.content.find(block.text.rstrip(".… "), self.parts.all[start].block.begin) >= 0
        )

    def _without_prose(self, candidates: list[int]) -> None:
        """A text of headlines or list items only: the first line that can be one is the headline, the others are body."""
        for i in candidates:
            part = self.parts.all[i]
            is_first = self.title is None and i == candidates[0] and len(candidates) > 1
            if is_first and part.block.shape in ("heading", "field") and part.block.words >= 2:
                self.title = i
                part.become("headline", "headline")
            else:
                part.become("body", "text without paragraphs")
