"""Parts of speech from a table, where spaCy's attribute ruler tries over a hundred patterns on each word: a tenth of the parser's time.

Most patterns of the ruler only say what a tag means, or a word with a tag ("VBZ" is a verb, "has" of that tag an auxiliary). Those go into a table; what is
left, which asks for dependencies or for neighbours, stays with the ruler and has the last word, as it has there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

#: The component's name in a pipeline.
NAME = "parts_of_speech"
#: As :attr:`AttributeRuler.patterns` lists them.
Pattern = Mapping[str, Any]


@Language.factory(NAME)
class PartsOfSpeech:
    """Gives each word the part of speech of its tag, or of its tag and itself; none has one before :meth:`take`."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._strings = nlp.vocab.strings
        self._of_tag: dict[int, str] = {}
        self._of_word: dict[tuple[int, int], str] = {}

    def take(self, ruler: AttributeRuler) -> None:
        """Takes over the patterns of a ruler that a table can hold; those that say nothing of the part of speech are dropped."""
        patterns: list[Pattern] = list(ruler.patterns)
        left: list[Any] = []
        for pattern in patterns:
            if "POS" not in pattern["attrs"]:
                continue
            read = _tag_and_words(pattern)
            # Later patterns prevail: one about the same words as an earlier one that stays has to stay too.
            if read is None or any(_may_be_of(kept, read[0]) for kept in left):
                left.append(pattern)
            else:
                self._add(*read, str(pattern["attrs"]["POS"]))
        ruler.clear()
        ruler.add_patterns(left)

    def _add(self, tag: str, words: Iterable[str] | None, part: str) -> None:
        key = self._strings.add(tag)
        if words is None:
            self._of_tag[key] = part
            self._of_word = {pair: known for pair, known in self._of_word.items() if pair[0] != key}
        else:
            self._of_word |= {(key, self._strings.add(word)): part for word in words}

    def __call__(self, doc: Doc) -> Doc:
        of_word, of_tag = self._of_word, self._of_tag
        for token, (tag, word) in zip(doc, doc.to_array(["TAG", "LOWER"]).tolist(), strict=True):
            token.pos_ = of_word.get((tag, word)) or of_tag.get(tag, "")
        return doc


def _tag_and_words(pattern: Pattern) -> tuple[str, Sequence[str] | None] | None:
    """The tag of the one word that a pattern asks for, and which words it may be, None for any; None where it asks for more, or for no tag."""
    (words, *alternatives) = pattern["patterns"]
    if alternatives or len(words) != 1 or not words[0].keys() <= {"TAG", "LOWER"}:
        return None
    tag, word = words[0].get("TAG"), words[0].get("LOWER")
    if not isinstance(tag, str):
        return None
    if isinstance(word, Mapping):
        return (tag, word["IN"]) if word.keys() == {"IN"} else None
    return tag, None if word is None else [word]


def _may_be_of(pattern: Pattern, tag: str) -> bool:
    """Whether a pattern may say something of words with a tag."""
    wanted = [words[pattern["index"]].get("TAG") for words in pattern["patterns"]]
    return any(not isinstance(one, str) or one == tag for one in wanted)
