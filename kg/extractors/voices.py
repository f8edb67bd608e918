"""Attributions without a verb of saying: "according to", "in the words of", "by its own account", and sentences that carry on a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.extractors.reference import Referents
from kg.extractors.syntax import child, children, span_of
from kg.model import Span
from kg.text import Paragraph


@dataclass(frozen=True, slots=True)
class Voice:
    """A phrase that says whose words the rest of its sentence are; ``keys`` are whom it may name."""

    source: Span
    cue: Span
    content: Span
    keys: tuple[str, ...]


#: Right before whoever speaks.
_OF = re.compile(
    r"(?i)\b(?:in the (?:words|view|opinion|telling|account|reading|assessment|version) of|on the (?:word|authority|account) of"
    r"|as (?:reported|noted|described|stated|announced|confirmed|quoted|claimed|explained|disclosed|revealed) (?:by|in)|as per|per)"
    r" (?:the |an? )?(?=[\w'])"
)
#: Right behind whoever speaks, or a pronoun for them: "by his own account".
_OWN = re.compile(
    r"(?i)\b(?:by|in|on) (?P<who>(?:[\w.-]+ ){0,6}?[\w.-]+(?:'s|s')|his|her|its|their) (?:own )?"
    r"(?:account|words|view|opinion|telling|version|reckoning|assessment|reading|estimate|admission)\b"
)


def phrased(paragraph: Paragraph, sentence: SpacySpan, refer: Referents) -> Iterator[Voice]:
    """The voices of one sentence that a phrase names."""
    for token in sentence:
        if token.lower_ == "according" and (preposition := child(token, "prep")) is not None:
            for noun in children(preposition, "pobj")[:1]:
                voice = _rest(paragraph, sentence, *span_of(token))
                if voice is not None:
                    source = paragraph.span(*span_of(noun))
                    yield Voice(source, paragraph.span(token, preposition), voice, refer.of(paragraph, noun))
    text = sentence.text
    for pattern in (_OF, _OWN):
        for match in pattern.finditer(text):
            begin, end = match.start("who") if pattern is _OWN else match.end(), match.end()
            named = sentence.char_span(
                begin, end if pattern is _OWN else min(len(text), end + 1), alignment_mode="expand"
            )
            if named is None:
                continue
            last = (
                named[0]
                if pattern is _OF
                else next((t for t in named if t.dep_ == "poss" or t.tag_ == "PRP$"), named[0])
            )
            where = refer.mention_at(paragraph, last)
            head = where.head if where is not None else last
            whole = sentence.char_span(match.start(), end, alignment_mode="expand")
            if whole is None:
                continue
            ends = whole[-1] if pattern is _OWN else max(span_of(head)[1], whole[-1], key=lambda t: t.i)
            content = _rest(paragraph, sentence, whole[0], ends)
            if content is not None:
                keys = refer.of(paragraph, head)
                yield Voice(paragraph.span(head, head), paragraph.span(whole[0], whole[0]), content, keys)


def _rest(paragraph: Paragraph, sentence: SpacySpan, first: Token, last: Token) -> Span | None:
    """The longer part of a sentence around a phrase; None where there is nothing else."""
    doc = paragraph.doc
    before = paragraph.span(sentence[0], doc[first.i - 1]) if first.i > sentence.start else None
    after = paragraph.span(doc[last.i + 1], sentence[-1]) if last.i + 1 < sentence.end else None
    parts = [part for part in (before, after) if part is not None]
    return max(parts, key=lambda part: part.end - part.begin, default=None)


#: What the verb of a sentence that goes on with reported words in the third person may stand behind.
_SHIFTED = frozenset({"would"})


def carries_on(sentence: SpacySpan) -> bool:
    """Whether a sentence without a cue is told as what was said before: "It would lift the ban"."""
    root = sentence.root
    if root.pos_ not in ("VERB", "AUX") or any(t.text in '"?' for t in sentence):
        return False
    if any(
        c.dep_ == "advcl" and any(g.lower_ == "if" for g in c.children) and c.i < root.i
        for c in root.children
    ):
        return False
    return any(c.lower_ in _SHIFTED for c in root.children if c.dep_ == "aux")
