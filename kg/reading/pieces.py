"""Blocks to smaller blocks, where one line holds two things: a dateline before the text, boilerplate glued to its sentences."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.reading.blocks import Block, shape_of
from kg.reading.dateline import find_dateline
from kg.reading.phrases import LONGEST_LINE, Match, Phrases

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*(\s+)(?=[\"“‘(]?[A-Z©])")
#: Blocks from the top among which a dateline is looked for.
_TOP = 25


def with_pieces(blocks: list[Block], phrases: Phrases) -> list[Block]:
    """Splits blocks that hold two things: a dateline before the text, boilerplate glued behind or set among sentences."""
    split: list[Block] = []
    openings = 3
    for i, block in enumerate(blocks):
        if block.hint not in (None, "main"):
            split.append(block)
            continue
        pieces = [block]
        if (
            i < _TOP
            and openings
            and block.shape not in ("nav", "list", "date", "time")
            and (block.match is None)
        ):
            opening = find_dateline(block.text, phrases)
            if (
                opening
                and block.text[opening.length :].strip()
                and not (opening.is_bare and block.shape != "prose")
            ):
                pieces = [
                    _piece(block, 0, opening.length, phrases, shape_override=True),
                    _piece(block, opening.length, len(block.text), phrases),
                ]
            if block.shape == "prose":
                openings -= 1
        split.extend(pieces[:-1])
        split.extend(_cut(pieces[-1], phrases))
    return split


def _piece(block: Block, begin: int, end: int, phrases: Phrases, *, shape_override: bool = False) -> Block:
    """A part of a block, outer white space left out."""
    raw = block.text[begin:end]
    text = raw.strip()
    first = block.begin + begin + len(raw) - len(raw.lstrip())
    shape, match, words = shape_of(text, phrases)
    if shape_override:
        shape, match = "dateline", None
    return Block(first, first + len(text), text, shape, words, match, block.hint, block.why)


def _cut(block: Block, phrases: Phrases) -> list[Block]:
    """The pieces of a block of prose: boilerplate behind its last stop, sentences that meet a rule."""
    if block.shape in ("prose", "heading") and (
        m := phrases.glued.search(block.text, max(0, len(block.text) - 60))
    ):
        begins_lower = m[1][:1].islower() and block.text[m.start(1) - 1].isspace()
        if m.start(1) > 40 and not begins_lower:
            return [*_cut(_piece(block, 0, m.start(1), phrases), phrases), _glued(block, m.start(1))]
    if block.match is not None and block.words >= 14:
        return _sentences(block, phrases)
    if block.shape == "prose" and len(block.text) > LONGEST_LINE:
        return _long(block, phrases)
    return [block]


def _glued(block: Block, begin: int) -> Block:
    text = block.text[begin:]
    return Block(
        block.begin + begin,
        block.end,
        text,
        "rule",
        text.count(" ") + 1,
        Match("glued", "line", text),
        block.hint,
        block.why,
    )


def _sentences(block: Block, phrases: Phrases) -> list[Block]:
    """A block that meets a rule somewhere, cut so that only its sentences that do are left out."""
    cuts = [0, *(m.start(1) for m in _SENTENCE_END.finditer(block.text)), len(block.text)]
    pieces = [
        _piece(block, a, b, phrases) for a, b in zip(cuts, cuts[1:], strict=False) if block.text[a:b].strip()
    ]
    if len(pieces) < 2 or pieces[0].match is not None or not any(p.is_prose for p in pieces):
        return [block]
    # Inside a paragraph a rule concerns its own sentence only.
    return [replace(p, match=replace(p.match, effect="line")) if p.match else p for p in pieces]


#: Words of which every phrase that is looked for inside long paragraphs has one.
_ANCHORS = (
    "newsletter",
    "subscribe",
    "cookie",
    "©",
    "all rights reserved",
    "sign up",
    "follow us",
    "click here",
    "inbox",
    "ALSO READ",
    "Also Read",
    "Also read",
    "READ ALSO",
    "Read also",
)


def _long(block: Block, phrases: Phrases) -> list[Block]:
    """A long paragraph, such as a page flattened into one line, without its sentences that meet a rule."""
    if not any(anchor in block.text for anchor in _ANCHORS):
        return [block]
    cuts = [0, *(m.start(1) for m in _SENTENCE_END.finditer(block.text)), len(block.text)]
    pieces: list[Block] = []
    begin = 0
    for a, b in zip(cuts, cuts[1:], strict=False):
        if (match := phrases.match(block.text[a:b].strip())) and match.rule in _INSIDE:
            if block.text[begin:a].strip():
                pieces.append(_as_prose(block, begin, a, phrases))
            piece = _piece(block, a, b, phrases)
            pieces.append(replace(piece, shape="rule", match=replace(match, effect="line")))
            begin = b
    if block.text[begin:].strip():
        pieces.append(_as_prose(block, begin, len(block.text), phrases) if begin else block)
    return pieces


_INSIDE = frozenset({"newsletter", "cookies", "copyright", "also-read", "share", "advert"})


def _as_prose(block: Block, begin: int, end: int, phrases: Phrases) -> Block:
    piece = _piece(block, begin, end, phrases)
    return piece if piece.match is None else replace(piece, shape="prose", match=None)
