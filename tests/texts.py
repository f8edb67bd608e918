"""Texts as the reader would make them, for tests of what comes after it."""

from __future__ import annotations

from hashlib import sha256

from kg.extraction import Extractor, Layers
from kg.model import Annotation, Metadata, Segment, SegmentRole, SourceDocument, Text
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


def told_by(found: Annotation, begin: int = 0) -> list[str]:
    """What the claims from an offset on say: "Kind: agents > targets", with a modality or polarity that is not the usual one."""
    labels = {e.key: e.label for e in found.entities}

    def names(keys: tuple[str, ...]) -> str:
        return " + ".join(labels[k] for k in keys) or "-"

    return [
        f"{c.kind}: {names(c.agent)} > {names(c.target)}"
        + ("" if c.modality == "actual" else f" {c.modality}")
        + ("" if c.polarity == "positive" else f" {c.polarity}")
        for c in found.claims
        if c.kind != "Observation" and c.trigger.begin >= begin
    ]
