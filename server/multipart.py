"""RDF documents in a form (``multipart/form-data``), as the Graph Store Protocol's POST allows; RFC 7578."""

from __future__ import annotations

import os

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from server.errors import Problem
from server.messages import Request
from server.negotiation import GRAPHS, by_media_type

_MAX_PARTS = 100


async def documents_of(request: Request, folder: str, limit: int) -> list[dict[str, str]]:
    """The parts as files with their formats.

    Raises:
        Problem: the form is broken or too large, or a part is no RDF.
    """
    _, options = parse_options_header(request.header("content-type"))
    boundary = options.get("boundary", "")
    if not boundary:
        raise Problem("bad-request", "the form has no boundary")
    decoder = MultipartDecoder(boundary.encode("utf-8", "replace"), max_parts=_MAX_PARTS)
    parts = _Parts(folder)
    size = 0
    try:
        async for chunk in request.body.chunks():
            size += len(chunk)
            if size > limit:
                raise Problem("too-large", f"a form may have {limit} bytes")
            parts.feed(decoder, chunk)
        parts.feed(decoder, None)
    except ValueError as error:
        raise Problem("bad-request", f"the form is broken: {error}") from error
    if not parts.documents:
        raise Problem("bad-request", "the form has no parts")
    return parts.documents


class _Parts:
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._path = ""
        self.documents: list[dict[str, str]] = []

    def feed(self, decoder: MultipartDecoder, chunk: bytes | None) -> None:
        decoder.receive_data(chunk)
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
            if isinstance(event, File | Field):
                self._begin(event)
            elif isinstance(event, Data):
                with open(self._path, "ab") as file:
                    file.write(event.data)

    def _begin(self, part: File | Field) -> None:
        kind = part.headers.get("Content-Type") or ""
        filename = part.filename if isinstance(part, File) else ""
        extension = (filename or "").rpartition(".")[2].lower()
        form = by_media_type(kind, GRAPHS) or next((f for f in GRAPHS if f.extension == extension), None)
        if form is None:
            raise Problem(
                "unsupported-media-type", f"the part {part.name!r} needs the content type of an RDF format"
            )
        self._path = os.path.join(self._folder, f"part-{len(self.documents)}")
        with open(self._path, "wb"):
            self.documents.append({"path": self._path, "format": form.name})
