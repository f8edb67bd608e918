"""The table of parts of speech says what the attribute ruler of the model would."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from kg.parts_of_speech import NAME, PartsOfSpeech
from kg.text import DEFAULT_MODEL, parseable

SEEDS = sorted((Path(__file__).resolve().parents[3] / "seeds").glob("*.txt"))


def test_parts_of_speech_are_those_of_the_ruler() -> None:
    """On the seeds word for word, and most of the ruler's patterns are in the table."""
    ruled = spacy.load(DEFAULT_MODEL, exclude=["ner", "lemmatizer"])
    tabled = spacy.load(DEFAULT_MODEL, exclude=["ner", "lemmatizer"])
    table, ruler = tabled.add_pipe(NAME, before="attribute_ruler"), tabled.get_pipe("attribute_ruler")
    table.take(ruler)  # type: ignore[attr-defined]
    assert 0 < len(ruler.patterns) < 20  # type: ignore[attr-defined]
    for seed in SEEDS:
        content = parseable(seed.read_text(encoding="utf-8"))
        assert [t.pos_ for t in tabled(content)] == [t.pos_ for t in ruled(content)]


@pytest.mark.parametrize("first_is_general", [False, True])
def test_later_patterns_prevail(first_is_general: bool) -> None:
    """A pattern behind one that has to stay with the ruler, about the same words, stays too."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    general = [[{"TAG": "NN", "IS_LOWER": True}]]
    plain = [[{"TAG": "NN", "LOWER": "ban"}]]
    for patterns, part in [(general, "X"), (plain, "VERB")][:: 1 if first_is_general else -1]:
        ruler.add(patterns=patterns, attrs={"POS": part})  # type: ignore[attr-defined]
    table = PartsOfSpeech(nlp, NAME)
    table.take(ruler)  # type: ignore[arg-type]
    doc = nlp.make_doc("a ban")
    doc[1].tag_ = "NN"
    assert ruler(table(doc))[1].pos_ == ("VERB" if first_is_general else "X")
