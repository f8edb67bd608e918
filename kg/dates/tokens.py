"""Text to tokens, each with the kind of date word it is: patterns of the grammar are matched against the kinds alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import yaml

from kg.dates.calendar import Half
from kg.errors import LanguageDataError
from kg.ontology_files import ontology_directory

#: Kinds that come from the shape of a token and not from the word list.
SHAPES = (
    "other", "day", "year", "number", "decimal", "ordinal", "decade", "fiscal_name", "break",
    "comma", "dot", "dash", "slash", "quote", "open", "close", "s", "semicolon", "plus", "time",
)  # fmt: skip

_PUNCTUATION = {
    ",": "comma", ".": "dot", "-": "dash", "/": "slash", "'": "quote", "(": "open", "[": "open", ")": "close", "]": "close",
    ";": "semicolon", "+": "plus",
}  # fmt: skip

_PLAIN = dict(
    zip(
        "\u00a0\u2007\u202f\u2009\u200b\ufeff\u2018\u2019\u02bc\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
        "      '''-------",
        strict=True,
    )
)
_TYPOGRAPHIC = re.compile(f"[{''.join(_PLAIN)}]")
_TOKEN = re.compile(
    r"(?:[^\W\d_]\w*"  # words, and names such as q1, h2, fy2023
    r"|\d+(?:,\d{2,3})+(?:\.\d+)?(?!\w)|(?<!\d\.)\d+\.\d+(?!\w|\.\d)"  # 1,234,567  12,34,567  0.6
    r"|\d+(?=t\d\d:)|\d+\w*"  # 17, 20th, 2010s, and the day of 2024-02-17T10:00
    r"|[^\s\w]|_+)[^\S\n]*\n?[^\S\n]*"  # with the white space behind, up to a line end
    r"|\s+"  # a second line end parts paragraphs
)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)\Z")
_FISCAL = re.compile(r"fy\d{2}(?:\d{2})?\Z")


@dataclass(frozen=True, slots=True)
class Language:
    """The word lists: ``kinds`` maps a word to the character of its kind, ``values`` to its value, ``roles`` the last word
    of a phrase to phrases and their role, longest first."""

    letters: dict[str, str]
    kinds: dict[str, str]
    values: dict[str, int | str]
    roles: dict[str, list[tuple[tuple[str, ...], str]]]
    not_after_year_of: frozenset[str]
    month_leads: frozenset[str]
    year_leads: frozenset[str]
    no_plurals: frozenset[str]
    between_role_and_date: frozenset[str]
    future: re.Pattern[str]
    past: re.Pattern[str]
    dated_events: frozenset[str]
    fiscal_years: dict[str, tuple[int, str]]
    hemispheres: dict[str, Half]
    month_first: frozenset[str]


#: Behind these a verb that looks past is none: "will be cut", "to put".
_NOT_PAST = "".join(
    rf"(?<!\b{word} )"
    for word in ("be", "to", "will", "would", "may", "can", "could", "should", "must", "might")
)


def _cue_pattern(words: list[str], before: str = "") -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:(?<!\w)|(?=')(?<=\w)){before}(?:{alternatives})(?!\w)")


@cache
def language() -> Language:
    """The date words of ``ontology/language/dates.yaml``.

    Raises:
        LanguageDataError: the file is missing, not YAML, or gives a word two kinds.
    """
    path = ontology_directory() / "language" / "dates.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = [*SHAPES, *data["kinds"]]
        letters = {name: chr(0x4E00 + number) for number, name in enumerate(names)}
        kinds: dict[str, str] = {}
        values: dict[str, int | str] = {}
        for name, members in data["kinds"].items():
            for word, value in members.items():
                if word in kinds:
                    raise LanguageDataError(f"{path.name}: {word!r} has two kinds")
                kinds[word], values[word] = letters[name], value
        roles: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        phrases = [
            (tuple(phrase.split()), role) for role, listed in data["roles"].items() for phrase in listed
        ]
        for words, role in sorted(phrases, key=lambda r: (-len(r[0]), r)):
            roles.setdefault(words[-1], []).append((words, role))
        return Language(
            letters,
            kinds,
            values,
            roles,
            frozenset(data["not_after_year_of"]),
            frozenset(data["month_leads"]),
            frozenset(data["year_leads"]),
            frozenset(data["no_plurals"]),
            frozenset(data["between_role_and_date"]),
            _cue_pattern(data["future_cues"]),
            _cue_pattern(data["past_cues"], _NOT_PAST),
            frozenset(data["dated_events"]),
            {country: (rule["start"], rule["named_by"]) for country, rule in data["fiscal_years"].items()},
            {country: half for half, listed in data["seasons"].items() for country in listed},
            frozenset(data["month_first"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise LanguageDataError(f"{path.name}: {error}") from error


def lowered(content: str) -> str:
    """Lower case with plain dashes, quotes and spaces, character for character."""
    plain = content if content.isascii() else _TYPOGRAPHIC.sub(lambda m: _PLAIN[m[0]], content)
    low = plain.lower()
    # a few capitals (İ) have longer small letters, which would shift every offset after them
    return low if len(low) == len(plain) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


class _Kinds(dict[str, str]):
    """The kind of every token met so far, with the white space behind it; forgets them before they are too many."""

    def __missing__(self, piece: str) -> str:
        if len(self) > 50_000:
            self.clear()
        kind = self[piece] = _kind(piece)
        return kind


_KINDS = _Kinds()


class Tokens:
    """The tokens of ``[begin, end)`` of a text. ``kinds`` has one character a token; offsets are the text's."""

    __slots__ = ("_pieces", "_starts", "content", "kinds", "low")

    def __init__(self, content: str, low: str, begin: int, end: int) -> None:
        self.content, self.low = content, low
        self._pieces = _TOKEN.findall(low, begin, end)
        self._starts = list(accumulate(map(len, self._pieces), initial=begin))
        self.kinds = "".join(map(_KINDS.__getitem__, self._pieces))

    def __len__(self) -> int:
        return len(self._pieces)

    def span(self, index: int) -> tuple[int, int]:
        """Where a token stands in the text."""
        return self._starts[index], self._starts[index] + len(self._pieces[index].rstrip())

    def word(self, index: int) -> str:
        """The token in lower case; empty beyond the ends."""
        return self._pieces[index].rstrip() if 0 <= index < len(self._pieces) else ""

    def raw(self, index: int) -> str:
        """The token as written; empty beyond the ends."""
        if not 0 <= index < len(self._pieces):
            return ""
        begin, end = self.span(index)
        return self.content[begin:end]

    def value(self, index: int) -> int:
        """The number that a token stands for: of a month, a weekday, a number word, an ordinal, digits."""
        word = self.word(index)
        known = language().values.get(word)
        if isinstance(known, int):
            return known
        digits = re.match(r"\d+", word.replace(",", ""))
        return int(digits[0]) if digits and len(digits[0]) < 10 else 0

    def unit(self, index: int) -> str:
        """The letter of a unit of time."""
        return str(language().values.get(self.word(index), ""))

    def kind_is(self, index: int, *names: str) -> bool:
        """Whether the token exists and is of one of the kinds."""
        return 0 <= index < len(self.kinds) and self.kinds[index] in _letters(names)


@cache
def _letters(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(language().letters[name] for name in names)


def _kind(piece: str) -> str:
    word, letters = piece.rstrip(), language().letters
    if not word:
        return letters["break"]
    if word == "s":
        return letters["s"]
    known = language().kinds.get(word)
    if known is not None:
        return known
    return _shape(word, letters) if not word[0].isalpha() or word[:2] == "fy" else letters["other"]


def _shape(word: str, letters: dict[str, str]) -> str:
    if (punctuation := _PUNCTUATION.get(word)) is not None:
        return letters[punctuation]
    if word.isascii() and word.isdigit():
        if len(word) <= 2:
            return letters["day"] if 1 <= int(word) <= 31 else letters["number"]
        return letters["year"] if len(word) == 4 and "1800" <= word <= "2199" else letters["number"]
    if _FISCAL.match(word):
        return letters["fiscal_name"]
    if word[0].isascii() and word[0].isdigit():
        if (ordinal := _ORDINAL.match(word)) and 1 <= int(ordinal[1]) <= 31:
            return letters["ordinal"]
        if len(word) == 5 and word[:4].isdigit() and word[3:] == "0s" and "1800" <= word[:4] <= "2190":
            return letters["decade"]
        if "." in word and word.replace(",", "").replace(".", "").isdigit():
            return letters["decimal"]
        if word.replace(",", "").isdigit():
            return letters["number"]
    return letters["other"]
