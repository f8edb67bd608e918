"""Texts as the reader would make them, for tests of what comes after it."""

from __future__ import annotations

from hashlib import sha256

from kg.extraction import Extractor, Layers
from kg.model import Metadata, Segment, SegmentRole, SourceDocument, Text
from kg.reading import read
from kg.text import parse


def text_of(
    content: str, *, role: SegmentRole = "body", published: str | None = None, publisher: str | None = None
) -> Text:
    """A text of one segment from its first character to its last; of none where it is empty."""
    return Text(
        identifier="t",
        location="t.txt",
        media_type="text/plain",
        sha256="0" * 64,
        content=content,
        language="en",
        metadata=Metadata(published=published, publisher=publisher),
        segments=(Segment(begin=0, end=len(content), role=role),) if content else (),
    )


def read_text(content: str) -> Text:
    """A document of plain text, read as a file is."""
    body = content.encode()
    source = SourceDocument(
        identifier="x", location="x.txt", media_type="text/plain", body=body, sha256=sha256(body).hexdigest()
    )
    return read(source)


def layers_of(content: str, *extractors: Extractor) -> Layers:
    """What the extractors find in a text that is body from end to end, run in this order."""
    parsed, layers = parse(text_of(content)), Layers()
    for extractor in extractors:
        layers = layers.plus(extractor.run(parsed, layers))
    return layers
