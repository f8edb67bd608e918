"""What is refused of an RDF document before a parser sees it: entities that make it grow, and nesting.

Oxigraph expands each entity where it is declared, so that a kilobyte of declarations takes all memory ("billion
laughs"); it copies the context of JSON-LD at each level, which takes time and memory by the square of the depth
(1,000 levels: 0.8 s and 200 MB); and it recurses over the triple terms of Turtle. All of it is seen in time linear in
the length, of JSON-LD a tenth of what parsing takes. Whether the document is valid is the parser's to say.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from server.errors import Problem

Content = bytes | mmap.mmap
#: A document may become so many times longer by its entities, and by so many bytes.
_GROWTH, _ALLOWANCE = 10, 1 << 16
_ENTITY = re.compile(
    rb"""!ENTITY\s*(?:%\s*)?(?P<name>[^\s"']+)\s+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')"""
)
_REFERENCE = re.compile(rb"&(?P<name>[^\s&;<]+);")
_TURTLE = re.compile(
    rb'''"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z) | \'\'\'(?:[^'\\]|\\.|'(?!\'\'))*+(?:\'\'\'|\Z)
       | "(?:[^"\\\r\n]|\\.)*+"? | '(?:[^'\\\r\n]|\\.)*+'? | \#[^\r\n]*+
       | <[^<>"{}|^`\\\x00-\x20]*+> | (?P<opening><<) | (?P<closing>>>)''',
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_AS_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NEITHER_BRACKET_NOR_QUOTE = bytes(set(range(256)) - set(b'[]{}"'))
_PIECE = 1 << 20


def check_file(path: Path, form: str, deepest: int) -> None:
    """:func:`check` of a file."""
    if path.stat().st_size:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            check(content, form, deepest)


def check(content: Content, form: str, deepest: int) -> None:
    """Refuses a document in the format ``form``, a name of :data:`server.negotiation.GRAPHS`.

    Raises:
        Problem: it is nested more than ``deepest`` levels deep (too-deep), or grows by its entities (bad-data).
    """
    if form == "rdfxml":
        _check_entities(content)
    elif form == "jsonld":
        _check_brackets(content, deepest)
    elif content.find(b"<<") >= 0:
        _check_triple_terms(content, deepest)


def _check_entities(content: Content) -> None:
    lengths: dict[bytes, int] = {}

    def expanded(text: Content) -> int:
        return sum(lengths.get(used["name"], 0) for used in _REFERENCE.finditer(text))

    position = content.find(b"!ENTITY")
    while position >= 0:
        declared = _ENTITY.match(content, position)
        if declared is None:
            raise Problem(
                "bad-data", "an entity is declared in a way that is not taken, such as from outside"
            )
        name, value = declared["name"], declared["double"] or declared["single"] or b""
        lengths[name] = max(lengths.get(name, 0), len(value) + expanded(value))
        position = content.find(b"!ENTITY", declared.end())
    if lengths and sum(lengths.values()) + expanded(content) > _GROWTH * len(content) + _ALLOWANCE:
        raise Problem("bad-data", f"its entities make the document more than {_GROWTH} times as long")


def _check_brackets(content: Content, deepest: int) -> None:
    """Takes pairs of brackets out of the text, innermost first, a level at a time: what holds for a piece and what it
    leaves open holds within a factor of two for the whole."""
    begun, cut = b"", b""
    for position in range(0, len(content), _PIECE):
        piece = cut + content[position : position + _PIECE]
        if b"\\" in piece:
            piece = _ESCAPED.sub(b"", piece)
        cut = b"\\" if piece.endswith(b"\\") else b""  # its other half comes with the next piece
        parts = (begun + piece.translate(_AS_ONE_KIND, _NEITHER_BRACKET_NOR_QUOTE)).split(b'"')
        brackets, depth = b"".join(parts[::2]), 0
        while b"[]" in brackets:
            brackets, depth = brackets.replace(b"[]", b""), depth + 1
            if depth > deepest:
                break
        if max(depth, brackets.count(b"[")) > deepest:
            raise _too_deep(deepest)
        begun = brackets + (b"" if len(parts) % 2 else b'"')


def _check_triple_terms(content: Content, deepest: int) -> None:
    depth = 0
    for token in _TURTLE.finditer(content):
        kind = token.lastgroup
        depth += (kind == "opening") - (kind == "closing")
        if depth > deepest:
            raise _too_deep(deepest)


def _too_deep(deepest: int) -> Problem:
    return Problem("too-deep", f"the document is nested more than {deepest} levels deep")
