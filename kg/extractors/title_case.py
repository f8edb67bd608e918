"""Lowers the common words of a headline in title case, so that the parser sees a sentence.

Kept as they are: names of the gazetteer, words with capitals inside or only capitals, the first word of the
headline, and words that no English word list knows. A headline in sentence case comes back unchanged.
"""

from __future__ import annotations

import re
from functools import cache

from kg.extractors.name_matching import matches, words
from kg.model import Span

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "but",
        "nor",
        "as",
        "is",
        "it",
        "its",
        "be",
        "vs",
        "via",
        "amid",
        "over",
        "after",
    ]
)
_NAME_PARTICLES = frozenset(["de", "da", "do", "dos", "del", "van", "von", "bin", "al", "el"])
#: Names that a word list also knows as common words, and that headlines rarely use as such.
_NEVER = frozenset(["april", "august", "may", "march", "i"])


@cache
def _common_words() -> frozenset[str]:
    """Lower-case English words, from the word lists that the parser's lemmatizer brings; empty where it has none."""
    from kg.text import load_model  # late: kg.text calls this module

    model = load_model()
    if "lemmatizer" not in model.component_names:
        return frozenset()
    lookups = model.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    found: set[str] = set()
    for table in ("lemma_index", "lemma_exc"):
        if lookups.has_table(table):
            for listed in lookups.get_table(table).values():
                found.update(str(word) for word in listed)
    return frozenset(found)


def is_common_word(word: str) -> bool:
    """Whether a word, in any case, is an English word and no proper name.

    >>> is_common_word("Banned"), is_common_word("Zangi")
    (True, False)
    """
    low = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if low in _NEVER:
        return False
    if low in _SMALL:
        return True
    known = _common_words()
    return any(stem in known for stem in _stems(low))


def _stems(low: str) -> tuple[str, ...]:
    stems = [low]
    for ending, replacements in (
        ("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")), ("ing", ("", "e")), ("ly", ("",)), ("er", ("", "e")),
    ):  # fmt: skip
        if low.endswith(ending) and len(low) > len(ending) + 2:
            stem = low[: -len(ending)]
            stems += [stem + r for r in replacements]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                stems.append(stem[:-1])
    return tuple(stems)


def is_title_case(headline: str) -> bool:
    """Whether the headline capitalises its words: at least four of five longer ones, and three in all."""
    longer = [w for w in _WORD.findall(headline) if len(w) > 3]
    capitals = sum(w[0].isupper() for w in longer)
    return len(longer) >= 3 and capitals >= 3 and capitals / len(longer) >= 0.8


def _persons(headline: str) -> list[Span]:
    """Persons' names, told by a given name before a surname that is no English word or behind a title ("Judge Maria Long")."""
    from kg.extractors.name_rules import name_rules  # late: it reads a file of its own

    rules = name_rules()
    particles = "|".join(sorted(_NAME_PARTICLES))
    found = []
    for match in re.finditer(rf"(?:(\w+) )?\b([A-Z]\w+)((?: (?:{particles}))* [A-Z][\w-]+)", headline):
        title, given, surname = match.groups()
        titled = title in rules.titles
        if given in rules.given_names and (titled or not is_common_word(surname.split()[-1])):
            found.append(Span(match.start(1) if titled else match.start(2), match.end()))
    return found


def lowered(headline: str) -> str:
    """The headline with its common words in lower case, of the same length; offsets stay.

    >>> lowered("Pakistan Blocks TikTok Over Immoral Content")
    'Pakistan blocks TikTok over immoral content'
    """
    if not is_title_case(headline):
        return headline
    kept = [m.span for m in matches(headline, words(headline))] + _persons(headline)
    characters = list(headline)
    for number, match in enumerate(_WORD.finditer(headline)):
        word = match.group()
        plain = word.replace("’", "'").removesuffix("'s")
        if number == 0 and not any(k.begin <= match.start() < k.end for k in kept):
            continue
        if (
            not word[0].isupper()
            or plain[1:] != plain[1:].lower()
            or (len(plain) == 1 and plain not in {"A"})
        ):
            continue
        if any(k.begin <= match.start() < k.end for k in kept) or not is_common_word(word):
            continue
        low = word[0].lower()
        if len(low) == 1:
            characters[match.start()] = low
    return "".join(characters)
