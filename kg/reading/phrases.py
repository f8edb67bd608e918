"""The phrases of ``ontology/language/boilerplate.yaml``, indexed by their first word so that a line is matched in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

import yaml

from kg.errors import LanguageDataError
from kg.ontology_files import ontology_directory

Effect = Literal["line", "aside", "end", "comments", "resume"]
_EFFECTS = ("line", "aside", "end", "comments", "resume")
#: Characters of the longest line in which a ``contains`` phrase counts: longer ones are prose that happens to use the words.
LONGEST_LINE = 300
_FOLDED = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'))
_TRIM = " \t:.…>»›→|•·-–—*#[]()<«‹←▼▾▸►+✕×"
_COUNT = re.compile(r"\s*[(\[]?\b[0-9][0-9,.]*k?[)\]]?$|^[(\[]?[0-9][0-9,.]*k?[)\]]?\s+")
_LONGEST_WHOLE = 80
#: Whom a page speaks to, and of itself; what stands in quotation marks is somebody else's word.
_SPEAKS_TO_READERS = re.compile(
    r"[|©»•]|\(c\)|\b(?:you|yours?|we|us|ours?|please|click|subscribe|i agree|website|by (?:using|clicking|continuing)"
    r"|th(?:is|e) (?:site|page|story|article|material|publication|content|post|newsletter))\b"
)
_QUOTED = re.compile(r'"[^"]*"?')
#: A line of fewer words is no sentence.
_SHORTEST_SENTENCE = 5
#: All but ASCII letters, digits and apostrophes as spaces: a split of bytes is the quickest way to a line's words.
_SPACED = bytes(c if chr(c).isalnum() and c < 128 or c == 39 else 32 for c in range(256))


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that a line meets, and the phrase by which."""

    rule: str
    effect: Effect
    phrase: str

    @property
    def reason(self) -> str:
        """As shown by ``writ explain``."""
        return f"{self.rule}: {self.phrase}"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The language data, ready to match. ``anchors`` are the keys of ``contains``; ``told_too`` are those of which articles tell too; ``glued`` finds boilerplate after the last full stop of a line."""

    whole: Mapping[str, Match]
    starts: Mapping[bytes, tuple[tuple[str, Match], ...]]
    contains: Mapping[bytes, tuple[tuple[str, Match], ...]]
    anchors: frozenset[bytes]
    told_too: frozenset[str]
    glued: re.Pattern[str]
    chat_words: frozenset[str]
    chat_phrases: tuple[str, ...]
    chat_buttons: frozenset[str]
    bio_roles: frozenset[str]
    outlet_words: frozenset[str]
    agencies: frozenset[str]
    not_publishers: frozenset[str]
    release_labels: frozenset[str]
    field_labels: frozenset[str]
    publisher_labels: frozenset[str]
    sender_labels: frozenset[str]
    title_labels: frozenset[str]
    body_words: frozenset[str]
    strong_date_labels: re.Pattern[str]
    weak_date_labels: re.Pattern[str]

    def match(self, line: str) -> Match | None:
        """The rule that a stripped line meets: ``whole`` before ``starts`` before ``contains``."""
        return None if len(line) > LONGEST_LINE else self.match_folded(*folded_with_words(line))

    def match_folded(self, folded: str, words: list[bytes]) -> Match | None:
        """As :meth:`match`, for a line that was folded already."""
        if "  " in folded or "\t" in folded or "\n" in folded:
            folded = " ".join(folded.split())
        if len(folded) < _LONGEST_WHOLE:
            bare = folded.strip(_TRIM)
            found = (
                self.whole.get(folded)
                or self.whole.get(bare)
                or self.whole.get(_COUNT.sub("", bare).strip(_TRIM))
            )
            if found is not None:
                return found
        for first in (words[0] if words else b"", folded[:1].encode()):
            for phrase, match in self.starts.get(first, ()):
                position = 0 if folded.startswith(phrase) else folded.find(phrase, 0, len(phrase) + 3)
                if (
                    position >= 0
                    and not folded[:position].strip(_TRIM + "(")
                    and _ends_word(folded, position + len(phrase))
                    and not self._is_told(folded, words, match, position + len(phrase))
                ):
                    return match
        if self.anchors.isdisjoint(words):
            return None
        for word in words:
            for phrase, match in self.contains.get(word, ()):
                position = folded.find(phrase)
                end = position + len(phrase)
                if position >= 0 and _ends_word(folded, end) and not self._is_told(folded, words, match, end):
                    return match
        return None

    def _is_told(self, folded: str, words: list[bytes], match: Match, end: int) -> bool:
        """Whether a line tells readers of the thing that a phrase is about: "The company changed its terms of use"."""
        return (
            match.phrase in self.told_too
            and len(words) >= _SHORTEST_SENTENCE
            and folded[end : end + 1] != ":"
            and _SPEAKS_TO_READERS.search(_QUOTED.sub("", folded)) is None
        )


def _words(folded: str) -> list[bytes]:
    return folded.encode("ascii", "replace").translate(_SPACED).split()


def _ends_word(text: str, end: int) -> bool:
    return end >= len(text) or not (text[end].isalnum() and text[end - 1].isalnum())


def fold(line: str) -> str:
    """Lower case, straight quotes, single spaces: for comparison only, offsets are lost."""
    return " ".join(_folded(line).split())


def _folded(text: str) -> str:
    folded = text.lower()
    if not folded.isascii():
        for sign, plain in _FOLDED:
            folded = folded.replace(sign, plain)
    return folded


def folded_with_words(line: str) -> tuple[str, list[bytes]]:
    """A line in lower case and its words, as :meth:`Phrases.match_folded` takes them."""
    folded = _folded(line)
    return folded, _words(folded)


class Folded:
    """A whole content folded at once, of which lines are slices: much quicker than line by line."""

    def __init__(self, content: str) -> None:
        self._content = content
        folded = _folded(content)
        # Lower case is longer than upper case for a few letters (İ): then offsets shift and lines are folded one by one.
        self._folded = folded if len(folded) == len(content) else None
        self._spaced = (
            folded.encode("ascii", "replace").translate(_SPACED) if self._folded is not None else b""
        )

    def line(self, begin: int, end: int) -> tuple[str, list[bytes]]:
        """The folded characters and the words of ``[begin, end)``."""
        if self._folded is None:
            return folded_with_words(self._content[begin:end])
        return self._folded[begin:end], self._spaced[begin:end].split()


def _strings(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise LanguageDataError(f"{where}: expected a list of strings, got {value!r:.80}")
    return cast(list[str], value)


def _indexed(
    phrases: Iterable[tuple[str, Match]], *, by_longest: bool
) -> dict[bytes, tuple[tuple[str, Match], ...]]:
    """Phrases by their longest or first word, or where they have none, by their first character; longest first."""
    index: dict[bytes, list[tuple[str, Match]]] = {}
    for phrase, match in phrases:
        words = _words(phrase)
        if not words or (not by_longest and not phrase[0].isalnum() and phrase[0] not in "(["):
            key = phrase[0].encode()
        else:
            key = max(words, key=len) if by_longest else words[0]
        index.setdefault(key, []).append((phrase, match))
    return {word: tuple(sorted(found, key=lambda f: -len(f[0]))) for word, found in index.items()}


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases, key=lambda p: (-len(p), p)))


def parse_phrases(data: object, where: str) -> Phrases:
    """Checks and indexes the language data.

    Raises:
        LanguageDataError: a rule or list is missing or of the wrong shape; the message names it.
    """
    if not isinstance(data, dict):
        raise LanguageDataError(f"{where}: expected a mapping")
    whole: dict[str, Match] = {}
    starts: list[tuple[str, Match]] = []
    contains: list[tuple[str, Match]] = []
    for rule, fields in dict(data.get("rules") or {}).items():
        if not isinstance(fields, dict) or fields.get("effect") not in _EFFECTS:
            raise LanguageDataError(f"{where}: rule {rule} needs an effect of {', '.join(_EFFECTS)}")
        effect = cast(Effect, fields["effect"])
        for way in ("whole", "starts", "contains"):
            for phrase in _strings(fields.get(way, []), f"{where}: rule {rule}, {way}"):
                folded = fold(phrase)
                if not folded:
                    raise LanguageDataError(f"{where}: rule {rule}, {way}: empty phrase")
                match = Match(rule, effect, phrase.strip())
                if way == "whole":
                    whole.setdefault(folded, match)
                    whole.setdefault(folded.strip(_TRIM) or folded, match)
                else:
                    (starts if way == "starts" else contains).append((folded, match))

    def words(*keys: str) -> list[str]:
        value: object = data
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return _strings(value, f"{where}: {'.'.join(keys)}")

    told_too = frozenset(words("told_too"))
    if unknown := told_too - {match.phrase for _, match in (*starts, *contains)}:
        raise LanguageDataError(f"{where}: told_too: no rule has {', '.join(sorted(unknown))}")
    return Phrases(
        whole=whole,
        starts=_indexed(starts, by_longest=False),
        contains=(containing := _indexed(contains, by_longest=True)),
        anchors=frozenset(containing),
        told_too=told_too,
        glued=re.compile(rf"(?i)(?<=[.!?…\"”’')])\s*((?:{_any_of(words('glued'))})[\s.:»>…→]*)$"),
        chat_words=frozenset(words("chat", "words")),
        chat_phrases=tuple(words("chat", "phrases")),
        chat_buttons=frozenset(words("chat", "buttons")),
        bio_roles=frozenset(words("bio_roles")),
        outlet_words=frozenset(words("outlet_words")),
        agencies=frozenset(words("agencies")),
        not_publishers=frozenset(words("not_publishers")),
        release_labels=frozenset(words("release_labels")),
        field_labels=frozenset(words("field_labels")),
        publisher_labels=frozenset(words("publisher_labels")),
        sender_labels=frozenset(words("sender_labels")),
        title_labels=frozenset(words("title_labels")),
        body_words=frozenset(words("body_words")),
        strong_date_labels=_label(words("date_labels", "strong")),
        weak_date_labels=_label(words("date_labels", "weak")),
    )


def _label(labels: list[str]) -> re.Pattern[str]:
    """A label before a date, with what may stand between: a colon, a dash, "by Jane Roe on", a weekday is the date's own."""
    return re.compile(
        rf"(?i)(?<![\w-])(?:{_any_of(labels)})\b\s*(?:by\s+[^\d|:]{{2,50}}?\s+on\s+)?[\s:|–—-]*(?:on\s+|at\s+|the\s+)?"
    )


@cache
def load_phrases(path: Path | None = None) -> Phrases:
    """The phrases of the installed ontology, or of a file; read once a process."""
    path = path or ontology_directory() / "language" / "boilerplate.yaml"
    try:
        data = yaml.load(
            path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader
        )  # "no" and "on" are words here
    except (OSError, yaml.YAMLError) as error:
        raise LanguageDataError(f"{path.name}: {error}") from error
    return parse_phrases(data, path.name)
