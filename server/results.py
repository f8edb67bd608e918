"""Answers of the store as bytes on their way out: held until rows come, compressed, counted, limited.

The first piece is held back until it is full or a tenth of a second old, so that what fails early is a clean error
and small answers travel in one piece; later failures break the answer off.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, Protocol, cast

import zstandard
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

from kg.vocab import PREFIXES
from server.addresses import address
from server.errors import Problem
from server.plain_page import FOOT, head

RESULT_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
_FIRST_PIECE, _PIECE = 32 * 1024, 256 * 1024
_HOLD = 0.1
#: Smaller answers are not worth a compressed frame.
SMALLEST_COMPRESSED = 1000


class TooLarge(Exception):
    """More bytes or rows than a result may have."""


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self, mode: int = ..., /) -> bytes: ...


class Outlet:
    """A file to serialise into. ``emit`` gets each piece and whether it is the last; the first call is the first piece."""

    def __init__(
        self,
        emit: Callable[[bytes, bool], None],
        encoding: str = "",
        max_bytes: int = 0,
        rows: RowsCounter | None = None,
        max_rows: int = 0,
    ) -> None:
        self._emit = emit
        self.encoding = encoding
        self._max_bytes = max_bytes
        self._rows = rows if max_rows else None
        self._max_rows = max_rows
        self._compressor: _Compressor | None = None
        self._held: list[bytes] = []
        self._size = 0  # of what is held
        self._began = time.monotonic()
        self.emitted = 0
        self.written = 0

    def write(self, data: bytes) -> int:
        """Takes bytes; raises TooLarge past the limits."""
        self.written += len(data)
        if self._max_bytes and self.written > self._max_bytes:
            raise TooLarge(f"more than {self._max_bytes} bytes")
        if self._rows is not None:
            self._rows.count(data)
            if self._rows.rows > self._max_rows:
                raise TooLarge(f"more than {self._max_rows} rows")
        self._held.append(data)
        self._size += len(data)
        if self._size >= (_PIECE if self.emitted else _FIRST_PIECE) or time.monotonic() - self._began > _HOLD:
            self._send(last=False)
        return len(data)

    def flush(self) -> None:
        """Nothing: pieces go out when they are full or old."""

    def close(self) -> None:
        """Sends what is held, as the last piece."""
        if not self.emitted and self._size < SMALLEST_COMPRESSED:
            self.encoding = ""
        self._send(last=True)

    def _send(self, *, last: bool) -> None:
        data = b"".join(self._held)
        self._held, self._size = [], 0
        if self.encoding:
            data = self._compress(data, last=last)
        self._emit(data, last)
        self.emitted += 1
        self._began = time.monotonic()

    def _compress(self, data: bytes, *, last: bool) -> bytes:
        zstd = self.encoding == "zstd"
        if self._compressor is None:
            self._compressor = (
                zstandard.ZstdCompressor(level=1).compressobj() if zstd else zlib.compressobj(1, wbits=31)
            )
        if zstd:
            end = zstandard.COMPRESSOBJ_FLUSH_FINISH if last else zstandard.COMPRESSOBJ_FLUSH_BLOCK
        else:
            end = zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH
        return self._compressor.compress(data) + self._compressor.flush(end)


class _XmlOutlet:
    """XML on its way to an outlet, which no parser is to read otherwise than it was meant."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._before = b""  # what was written last: the serialiser writes an element in several pieces

    def write(self, data: bytes) -> int:
        """Takes bytes of the serialiser, which ends its lines with a line feed: a carriage return is a value's own.

        Raises:
            Problem: a value has a character, or a property a name, that XML can't express (not-acceptable).
        """
        joined = self._before + data
        if len(data.translate(None, _CONTROLS)) != len(data) or _NO_XML.search(joined):
            raise Problem(
                "not-acceptable", "this holds a character or a property's name that XML can't express"
            )
        self._before = joined[-_LONGEST_MARK:]
        self._outlet.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        """As of the outlet."""


#: Outside of the production Char (https://www.w3.org/TR/xml/#NT-Char); and an element without a local name, which the
#: serialiser makes of a property whose IRI does not end in one.
_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_NO_XML = re.compile(rb"\xef\xbf[\xbe\xbf]|<[^\s<>/:]+:[\s>]")
#: So many bytes of what was written last are looked at again: names of prefixes are made by the serialiser, and short.
_LONGEST_MARK = 64


@contextmanager
def expressible(name: str) -> Iterator[None]:
    """Says it as a Problem (not-acceptable) where a format can't express a graph, such as JSON-LD a triple term.

    The serialiser raises ValueError or an OSError without a number; those with one are of the pipe.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        if getattr(error, "errno", None) is not None:
            raise
        raise Problem("not-acceptable", f"this graph can't be written as {name}: {error}") from error


def graph_outlet(outlet: Outlet, name: str) -> Any:
    """What the serialiser of a graph format writes to; it needs no more of a file than this."""
    return _XmlOutlet(outlet) if name == "rdfxml" else outlet


def write_results(results: QuerySolutions | QueryBoolean, name: str, outlet: Outlet, base: str = "") -> None:
    """SELECT or ASK in one of the result formats, or as an HTML table, whose IRIs under ``base`` lead to their pages here."""
    if name == "html":
        _write_html(results, outlet, base)
    elif isinstance(results, QueryBoolean) and name in ("csv", "tsv"):
        outlet.write(
            b"true\n" if results else b"false\n"
        )  # the standard has no form for it; one value, one line
    else:
        target = _XmlOutlet(outlet) if name == "xml" else outlet
        results.serialize(cast(Any, target), format=RESULT_FORMATS[name])  # it needs write() only


def write_graph(triples: QueryTriples | Iterable[Triple], name: str, outlet: Outlet, base: str = "") -> None:
    """CONSTRUCT or DESCRIBE in one of the graph formats, or as an HTML table."""
    if name == "html":
        _write_table(
            ("subject", "predicate", "object"),
            ((t.subject, t.predicate, t.object) for t in triples),
            outlet,
            base,
        )
        return
    target = graph_outlet(outlet, name)
    with expressible(name):
        if name in ("turtle", "trig", "rdfxml") or not isinstance(triples, QueryTriples):
            serialize(triples, target, format=GRAPH_FORMATS[name], prefixes=PREFIXES)
        else:
            triples.serialize(target, format=GRAPH_FORMATS[name])


def graph_document(triples: Iterable[Triple], name: str) -> bytes:
    """A graph in one of the graph formats, whole. Raises Problem (not-acceptable) where the format can't express it."""
    pieces: list[bytes] = []
    outlet = Outlet(lambda piece, _: pieces.append(piece))
    write_graph(triples, name, outlet)
    outlet.close()
    return b"".join(pieces)


#: What ends or begins a row in each format, and how many of these come before the first row. No value has them: text is escaped in XML, HTML and TSV;
#: in JSON a quote inside of a value has a backslash before it, only between rows is there none before the one behind the bracket (``},{"``), or a row has no values (``,{}``).
_ROWS: dict[str, tuple[tuple[bytes, ...], int]] = {
    "xml": ((b"<result>",), 0),
    "tsv": ((b"\n",), 1),
    "csv": ((b"\r\n",), 1),
    "json": ((b'},{"', b",{}"), -1),
    "html": ((b"<tr>",), 1),
}


class RowsCounter:
    """Counts the rows of a result by what ends or begins one, piece by piece; a mark that the end of a piece cuts is not counted."""

    def __init__(self, name: str) -> None:
        self._marks, before = _ROWS[name]
        self._quotes = name == "csv"  # in which a value's own lines stand in quotes
        self._inside = 0
        self.rows = -before

    def count(self, piece: bytes) -> None:
        """Adds the rows of a piece."""
        outside = [piece]
        if self._quotes and (self._inside or b'"' in piece):
            parts = piece.split(b'"')
            outside = parts[self._inside :: 2]
            self._inside = (self._inside + len(parts) - 1) % 2
        self.rows += sum(part.count(mark) for part in outside for mark in self._marks)


def rows_counter(name: str) -> RowsCounter | None:
    """Counts the rows of a result in a format; None for what has no rows."""
    return RowsCounter(name) if name in _ROWS else None


_HEAD, _FOOT = head("Result").encode(), FOOT.encode()
_TABLE = '<div class="scroll" tabindex="0" role="region" aria-label="Rows"><table>\n'


def _write_html(results: QuerySolutions | QueryBoolean, outlet: Outlet, base: str) -> None:
    if isinstance(results, QueryBoolean):
        outlet.write(_HEAD + (b"<p>true</p>" if results else b"<p>false</p>") + _FOOT)
        return
    names = tuple(variable.value for variable in results.variables)
    _write_table(names, (tuple(solution) for solution in results), outlet, base)


def _write_table(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]], outlet: Outlet, base: str) -> None:
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    outlet.write(_HEAD + f"{_TABLE}<thead><tr>{columns}</tr></thead>\n<tbody>\n".encode())
    for row in rows:
        outlet.write(
            f"<tr>{''.join(f'<td>{_cell(term, base)}</td>' for term in row)}</tr>\n".encode(
                "utf-8", "replace"
            )
        )
    outlet.write(b"</tbody>\n</table></div>" + _FOOT)


def _cell(term: NamedNode | BlankNode | Literal | Triple | None, base: str) -> str:
    """A term, shown safely: only http(s) IRIs become links, ours to their pages here, and all text is escaped."""
    if isinstance(term, NamedNode):
        shown = escape(term.value)
        here = address(term.value, base) if base else ""
        if here:
            return f'<a href="{escape(here)}"><bdi>{shown}</bdi></a>'
        if term.value.startswith(("http://", "https://")):
            return f'<a href="{shown}" rel="nofollow noreferrer"><bdi>{shown}</bdi></a>'
        return f"<bdi>{shown}</bdi>"
    if isinstance(term, Literal):
        mark = f" <small>@{escape(term.language)}</small>" if term.language else ""
        return f"<bdi>{escape(term.value)}</bdi>{mark}"
    return "" if term is None else escape(str(term))
