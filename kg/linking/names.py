"""How alike two names are, between 0 and 1: spelling, word order, initials, and how much each word tells.

A name is folded (case, accents, punctuation, the words of ``ontology/language/linking.yaml``); two folded names are
compared word by word, where a word that many names of the gazetteer share ("court") counts less than a rare one
("Sindh"), and a place always counts. Typing errors are counted by optimal string alignment.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml
from rapidfuzz.distance import OSA

from kg.errors import LanguageDataError
from kg.gazetteer import gazetteer
from kg.ontology_files import ontology_directory
from kg.ontology_graph import classes_below

FILE = "language/linking.yaml"

#: Names that differ only in case, accents or punctuation are one; what follows is for those that differ in more.
_SAME_LETTERS, _SAME_WORDS, _INITIALS, _FUZZY = 0.99, 0.97, 0.92, 0.96
#: Two words are the same with typing errors when this share of their letters stands where it should. Tried from 0.65 to
#: 0.80 on tests/quality/linking: below, "Iran" is "Iraq"; above, two slips in a word of seven letters are too many.
_WORD = 0.72
#: Whole names without their spaces may stand for each other from here; below, "Nepal" would be a slip of "Pakistan".
_COMPACT = 0.88
_PLACE_WEIGHT = 0.8
_APOSTROPHE_S = re.compile(r"['’ʼ`´]s\b")
_APOSTROPHE = re.compile(r"['’ʼ`´]")
_DOTTED = re.compile(r"\b(?:\w\.){2,}\w?")
_OTHER = re.compile(r"[^\w]+|_+")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the forms in which it is compared; all are empty for a string without letters or digits."""

    text: str
    key: str
    """Folded words, divided by spaces."""
    compact: str
    """The same without spaces."""
    words: tuple[str, ...]
    """Those that tell something, each in its one form."""
    bag: str
    """The words in alphabetical order."""
    initials: frozenset[str]
    """Of all words, and of those that tell something."""


@dataclass(frozen=True, slots=True)
class _Words:
    dropped: frozenset[str]
    forms: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    places: frozenset[str]
    types: tuple[tuple[str, frozenset[str]], ...]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text[:_LONGEST].replace("&", " and "))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    plain = _DOTTED.sub(lambda m: m.group().replace(".", ""), plain)
    plain = _APOSTROPHE.sub("", _APOSTROPHE_S.sub("", plain))
    return _OTHER.sub(" ", plain).strip()


@cache
def _words() -> _Words:
    path = ontology_directory() / FILE
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        dropped = frozenset(map(str, (*data["function_words"], *data["legal_forms"])))
        forms = {_folded(k): tuple(_folded(str(v)).split()) for k, v in data["words"].items()}
        types = {_folded(k): frozenset(map(str, v)) for k, v in data["types"].items()}
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise LanguageDataError(f"{FILE}: {error}") from error
    places: set[str] = set()
    known = gazetteer()
    for entry in known.entries.values():
        if entry.kind == "Place":
            places.update(_folded(entry.label).split())
            if "country" in entry.remit:
                for adjective in (*entry.adjectives, *entry.people):
                    word = _folded(adjective)
                    if " " not in word:
                        forms.setdefault(word, tuple(_folded(entry.label).split()))
    counts: Counter[str] = Counter()
    for entry in known.entries.values():
        words = _folded(entry.label).split()
        counts.update({part for word in words for part in forms.get(word, (word,))})
    weights = {w: 1 / (1 + math.log(n)) for w, n in counts.items() if n > 1}
    weights |= {w: max(_PLACE_WEIGHT, weights.get(w, 1.0)) for w in places - dropped if len(w) > 3}
    ordered = tuple(sorted(types.items(), key=lambda item: (-len(item[0]), item[0])))
    return _Words(dropped, forms, weights, frozenset(places - dropped), ordered)


@lru_cache(maxsize=65536)
def name_of(text: str) -> Name:
    """A name in its forms.

    >>> name_of("The Government of Pakistan").bag == name_of("Pakistani govt").bag
    True
    >>> sorted(name_of("Information Commissioner's Office").initials)
    ['ico']
    """
    key = _folded(text)
    every = key.split()
    language = _words()
    words = tuple(p for w in every if w not in language.dropped for p in language.forms.get(w, (w,)))
    if not words:  # "The Who", "A & E": nothing but such words
        words = tuple(every)
    raw = [w for w in every if w not in language.dropped]
    initials = frozenset(
        "".join(w[0] for w in part) for part in (every, raw) if len(part) > 1
    )  # "DoJ" and "DJ"
    return Name(text, key, "".join(every), words, " ".join(sorted(words)), initials)


def weight(word: str) -> float:
    """How much a word tells: 1 for one that the gazetteer has at most once, less for common ones."""
    return _words().weights.get(word, 1.0)


def similarity(one: Name, other: Name) -> float:
    """How alike two names are: 1 for the same, 0 for nothing in common; the order does not matter.

    >>> similarity(name_of("PTA"), name_of("Pakistan Telecommunication Authority"))
    0.92
    >>> similarity(name_of("Sindh High Court"), name_of("Lahore High Court")) < 0.6
    True
    """
    if not one.key or not other.key:
        return 1.0 if one.text and one.text == other.text else 0.0
    if one.key == other.key:
        return 1.0
    if one.compact == other.compact:
        return _SAME_LETTERS
    if one.bag == other.bag:
        return _SAME_WORDS
    if _is_initials(one, other) or _is_initials(other, one):
        return _INITIALS
    alike = _by_words(one.words, other.words)
    if alike < 1:
        whole = OSA.normalized_similarity(one.compact, other.compact)
        slips = whole >= _COMPACT or (whole >= _WORD and 1 in (len(one.words), len(other.words)))
        if slips and not {one.key, other.key} <= _words().places:
            alike = max(alike, _without_false_start(whole, one.compact, other.compact))
    return _FUZZY * alike


def _is_initials(short: Name, long: Name) -> bool:
    return 2 <= len(short.compact) <= 8 and len(short.words) == 1 and short.compact in long.initials


def _without_false_start(alike: float, one: str, other: str) -> float:
    """People rarely mistype the first letter: another one there is another name."""
    return alike if one[0] == other[0] else alike - 0.06


def _by_words(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of what the words tell that both names have; each word of one stands for one of the other at most."""
    pairs = sorted(
        ((s, i, j) for i, a in enumerate(one) for j, b in enumerate(other) if (s := _word_similarity(a, b))),
        reverse=True,
    )
    left, right = set(range(len(one))), set(range(len(other)))
    found_left = found_right = 0.0
    for alike, i, j in pairs:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            found_left += alike * weight(one[i])
            found_right += alike * weight(other[j])
    return math.sqrt(found_left / sum(map(weight, one)) * found_right / sum(map(weight, other)))


@lru_cache(maxsize=65536)
def _word_similarity(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 3 or one.isdigit() or other.isdigit():
        return 0.0
    if {one, other} <= _words().places:  # Niger is no short form of Nigeria
        return 0.0
    if min(len(one), len(other)) >= 4 and (one.startswith(other) or other.startswith(one)):
        return 0.92  # an abbreviation, a plural
    alike = OSA.normalized_similarity(one, other)
    if alike < _WORD:
        return 0.0
    return _without_false_start(alike, one, other)


def best_similarity(name: Name, names: Iterable[Name]) -> float:
    """The likeness of the closest of several names; 0 for none."""
    return max((similarity(name, other) for other in names), default=0.0)


def kinds_of_type(words: str) -> frozenset[str] | None:
    """The kinds of ours that another data set's type can be; None where its words say nothing to us.

    >>> sorted(kinds_of_type("sovereign state")), kinds_of_type("https://w3id.org/writ#Court"), kinds_of_type("quux")
    (['Place'], frozenset({'Court'}), None)
    """
    local = re.split(r"[#/:]", words.rstrip("/#"))[-1]
    spaced = f" {_folded(re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', local))} "
    if local in entity_kinds():
        return frozenset({local})
    return next((kinds for text, kinds in _words().types if f" {text} " in spaced), None)


@cache
def entity_kinds() -> frozenset[str]:
    """The local names of the classes whose members can be linked: actors, places, legal instruments."""
    return classes_below("Actor") | classes_below("Place") | classes_below("LegalInstrument")
