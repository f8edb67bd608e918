"""Which language a text is written in, by its function words (``ontology/language/function_words.yaml``)."""

from __future__ import annotations

import re
from functools import cache

import yaml

from kg.errors import LanguageDataError
from kg.ontology_files import ontology_directory

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 1500
#: Share of English function words that no text in another language reaches; most texts are done with it.
_PLAIN = 0.25


@cache
def _function_words() -> dict[str, frozenset[str]]:
    path = ontology_directory() / "language" / "function_words.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # "no" and "on" are words here
    if not isinstance(data, dict) or not all(isinstance(v, list) for v in data.values()):
        raise LanguageDataError(f"{path.name}: expected a mapping from language to list of words")
    return {str(language): frozenset(map(str, words)) for language, words in sorted(data.items())}


def language_of(content: str, declared: str | None = None) -> str:
    """The BCP 47 tag of the main language; ``und`` where it can't be told.

    Args:
        content: The text; its first thousands of characters count.
        declared: What the page says of itself: heeded where the words don't tell.
    """
    words = _WORD.findall(content[:_SAMPLE].lower())
    known = _function_words()
    if sum(map(known["en"].__contains__, words)) >= max(2, _PLAIN * len(words)):
        return "en"
    shares = {language: sum(map(own.__contains__, words)) for language, own in known.items()}
    best = max(shares, key=lambda language: (shares[language], language))
    if words and shares[best] >= max(2, 0.1 * len(words)):
        return best
    if declared and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", declared.strip()):
        return declared.strip().split("-")[0].lower()
    return "und"
