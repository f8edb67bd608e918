"""What the encoder (:mod:`kg.detection`) makes of a sentence of a parse, asked once and kept with the parse."""

from __future__ import annotations

from spacy.tokens import Token

from kg.detection import Reading, is_wanted, load_detector
from kg.extractors.syntax import sentence_bounds

_READINGS = "readings"


def reading_of(token: Token) -> Reading | None:
    """What the encoder makes of the sentence of a word; None where it has no words, or the encoder is not wanted."""
    if not is_wanted():
        return None
    doc = token.doc
    known: dict[int, Reading | None] = doc.user_data.setdefault(_READINGS, {})
    begin, end = sentence_bounds(token)
    if begin not in known:
        known[begin] = load_detector().read([t.text for t in doc[begin:end]])
    return known[begin]
