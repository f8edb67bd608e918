"""Source documents to texts: one reader per media type, one segmenter for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kg.errors import ReadError
from kg.model import Metadata, SourceDocument, Text
from kg.reading.blocks import Marked
from kg.reading.decoding import decode
from kg.reading.language import language_of
from kg.reading.markdown import front_matter, marks_of
from kg.reading.metadata import metadata_of
from kg.reading.pdf import read_pdf
from kg.reading.segments import segment
from kg.reading.web_page import read_page


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader makes of bytes: the characters that are shown, what markup says of them, and of the document."""

    content: str
    marked: tuple[Marked, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    language: str | None = None
    likely_date: str | None = None


def read(document: SourceDocument) -> Text:
    """The text of a document with its segments and metadata: a pure function of the document and the language data.

    Metadata that the document was declared with (JSON lines, a manifest) goes before what the document says itself.

    Raises:
        ReadError: it is empty, binary, encrypted or broken, or shows no text.
    """
    media_type, _, parameters = document.media_type.partition(";")
    reader = _READERS.get(media_type)
    if reader is None:
        raise ReadError(f"no reader for media type {media_type}; there are {', '.join(sorted(_READERS))}")
    shown = reader(document.body, parameters.strip())
    layout = segment(shown.content, marked=shown.marked)
    declared, page = document.declared, shown.metadata
    url = declared.url or page.url
    found = metadata_of(shown.content, layout, context=" ".join(filter(None, [url, page.publisher])))
    return Text(
        identifier=document.identifier,
        location=document.location,
        media_type=media_type,
        sha256=document.sha256,
        content=shown.content,
        language=language_of(shown.content, shown.language),
        metadata=Metadata(
            title=declared.title or page.title or found.title,
            publisher=declared.publisher or page.publisher or found.publisher,
            published=declared.published or page.published or found.published or shown.likely_date,
            url=url,
        ),
        segments=layout.segments,
    )


def _plain(body: bytes, parameters: str) -> Shown:
    if parameters == "charset=utf-8":  # characters already, from JSON: a mark at the start is one of them
        content = body.decode("utf-8")
        if "\0" in content:
            raise ReadError("binary: NUL characters")
        if not re.search(r"[^\s\u200b\ufeff]", content):
            raise ReadError("empty: white space only")
        return Shown(content)
    return Shown(decode(body))


def _html(body: bytes, parameters: str) -> Shown:
    page = read_page(body)
    return Shown(page.content, page.marked, page.metadata, page.language, page.likely_date)


def _markdown(body: bytes, parameters: str) -> Shown:
    content = decode(body)
    end, metadata = front_matter(content)
    return Shown(content, tuple(marks_of(content, end)), metadata)


def _pdf(body: bytes, parameters: str) -> Shown:
    return Shown(*read_pdf(body))


_READERS: dict[str, Callable[[bytes, str], Shown]] = {
    "application/pdf": _pdf,
    "application/xhtml+xml": _html,
    "text/html": _html,
    "text/markdown": _markdown,
    "text/plain": _plain,
}
