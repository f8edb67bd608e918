"""The blocks of a page with the roles found for them, and what a block's neighbours tell of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import SegmentRole
from kg.reading.blocks import Block, is_relative_time, is_truncated
from kg.reading.phrases import Phrases
from kg.reading.published import DATE

_WORD = re.compile(r"[^\W_]{4,}")


@dataclass(slots=True)
class Part:
    """A block, or a piece of one, with the role found for it."""

    block: Block
    role: SegmentRole | None = None
    reason: str = ""

    def become(self, role: SegmentRole, reason: str) -> None:
        """Gives it a role, and why."""
        self.role, self.reason = role, reason

    def take_hint(self) -> bool:
        """Gives it the role that its markup tells; False where that tells none, or only that it is no clutter."""
        hint, match = self.block.hint, self.block.match
        if hint is None or hint == "main":
            return False
        if hint == "quote" and match is not None:
            self.become("boilerplate", match.reason)
        else:
            self.become(hint, self.block.why)
        return True


@dataclass(slots=True)
class Parts:
    """All parts of a page in order. Indices may lie outside: nothing stands there."""

    content: str
    phrases: Phrases
    all: list[Part]
    _vocabulary: frozenset[str] | None = None

    def shape(self, i: int) -> str:
        """The shape of a block, "" where none stands."""
        return self.all[i].block.shape if 0 <= i < len(self.all) else ""

    def is_teaser(self, i: int) -> bool:
        """Whether prose stands on a card for another article: cut short, or with the age of that article below."""
        if self.shape(i) not in ("prose", "sentence", "heading"):
            return False
        after = self.all[i + 1].block if i + 1 < len(self.all) else None
        cut = is_truncated(self.all[i].block.text)
        if after is None:
            return False
        if after.shape == "time" and is_relative_time(after.text):
            return cut or self.shape(i - 1) == "heading"
        return cut and after.shape in ("date", "time")

    def is_body_prose(self, i: int) -> bool:
        """Whether a paragraph of prose stands there that is no teaser."""
        return self.shape(i) == "prose" and not self.is_teaser(i)

    def prose_run(self, i: int) -> tuple[int, int]:
        """How many paragraphs of prose follow each other from here, and their characters; ten are enough to know."""
        count = size = 0
        while count < 10 and self.is_body_prose(i) and len(self.all[i].block.text) >= 100:
            count, size, i = count + 1, size + len(self.all[i].block.text), i + 1
        return count, size

    def overlap(self, text: str, start: int) -> float:
        """The share of a line's longer words that the body has too."""
        if self._vocabulary is None:
            prose = [p.block.text for p in self.all[start : start + 20] if p.block.shape == "prose"]
            self._vocabulary = _stems(" ".join(prose)[:4000])
        words = _stems(text)
        return len(words & self._vocabulary) / len(words) if words else 0.0

    def is_dated_line(self, block: Block) -> bool:
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


def _stems(text: str) -> frozenset[str]:
    return frozenset([w[:5] for w in _WORD.findall(text.lower())])
