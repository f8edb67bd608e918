"""A match of a date pattern, read through the tokens that it covers."""

from __future__ import annotations

import re

from kg.dates.tokens import Tokens


class Parts:
    """A match over kinds, read through the tokens."""

    __slots__ = ("match", "tokens")

    def __init__(self, match: re.Match[str], tokens: Tokens) -> None:
        self.match, self.tokens = match, tokens

    @property
    def first(self) -> int:
        """The index of the first token."""
        return self.match.start()

    @property
    def end(self) -> int:
        """The index behind the last token."""
        return self.match.end()

    def at(self, group: str) -> int:
        """The index of a group's first token, -1 where it is missing."""
        return self.match.start(group)

    def has(self, group: str) -> bool:
        """Whether the group matched."""
        return group in self.match.re.groupindex and self.match.start(group) >= 0

    def value(self, group: str) -> int:
        """The number that a group's first token stands for."""
        return self.tokens.value(self.match.start(group))

    def maybe(self, group: str) -> int | None:
        """That number, None where the group is missing."""
        return self.value(group) if self.has(group) else None

    def word(self, group: str) -> str:
        """A group's first token in lower case, empty where it is missing."""
        return self.tokens.word(self.match.start(group)) if self.has(group) else ""

    def unit(self, group: str = "unit") -> str:
        """The letter of a group's unit of time."""
        return self.tokens.unit(self.match.start(group))

    def count(self, group: str = "count") -> int:
        """The number that a group of number words or digits spells."""
        total = 0
        for index in range(self.match.start(group), self.match.end(group)):
            if self.tokens.kind_is(index, "dozen"):
                total = max(total, 1) * 12
            elif self.tokens.kind_is(index, "day", "number", "number_word", "couple", "year"):
                total += self.tokens.value(index)
            elif self.tokens.kind_is(index, "article"):
                total = max(total, 1) if self.match.end(group) - self.match.start(group) == 1 else total
        return total

    def unspaced(self) -> bool:
        """Whether no white space stands inside the match, nor digits or joints right beside it."""
        spans = [self.tokens.span(index) for index in range(self.first, self.end)]
        inside = all(left[1] == right[0] for left, right in zip(spans, spans[1:], strict=False))
        before = self.tokens.low[max(0, spans[0][0] - 1) : spans[0][0]]
        after = self.tokens.low[spans[-1][1] : spans[-1][1] + 2]
        return inside and before not in {*"/-.:$€£#"} and not re.match(r"[/\-.:]?\d", after)
