"""What the user names on the command line to source documents: files, folders, globs, JSON lines and standard input.

Documents come in the order of their paths, however the arguments were ordered; nothing here decodes text.
"""

from __future__ import annotations

import codecs
import csv
import glob
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import orjson

from kg.model import Failure, Metadata, SourceDocument
from kg.reading.published import declared_date

#: Bytes of the largest document taken in; a court's longest judgment with scans left out stays under it.
LARGEST_DOCUMENT = 50_000_000

JSON_LINES = "application/x-ndjson"
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
}
MANIFEST = "MANIFEST.csv"
_ABOUT_THE_FOLDER = re.compile(r"(?i)(readme|manifest|license|licence|changelog)(\.|$)")


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    location: str
    media_type: str
    size: int


@dataclass(slots=True)
class _Manifests:
    """What each folder's ``MANIFEST.csv`` declares about its files: columns ``file``, ``title``, ``publisher``, …"""

    read: dict[Path, dict[str, Metadata]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def declared(self, path: Path) -> Metadata:
        if path.parent not in self.read:
            self.read[path.parent] = self._rows(path.parent / MANIFEST)
        return self.read[path.parent].get(path.name, Metadata())

    def _rows(self, manifest: Path) -> dict[str, Metadata]:
        if not manifest.is_file():
            return {}
        try:
            with manifest.open(encoding="utf-8-sig", newline="") as lines:
                return {row["file"]: _metadata(row) for row in csv.DictReader(lines) if row.get("file")}
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self.failures.append(
                Failure(location=_shown(manifest), stage="read", reason=f"manifest not readable: {error}")
            )
            return {}


def find_documents(
    inputs: Sequence[str | Path], *, largest: int = LARGEST_DOCUMENT, stdin: BinaryIO | None = None
) -> Iterator[SourceDocument | Failure]:
    """The documents that the inputs name, one at a time, sorted by path; what can't be taken in comes as a failure.

    Folders are searched to the bottom for files with a suffix of :data:`MEDIA_TYPES`; hidden files, ``README*`` and
    ``MANIFEST*`` are no documents. A file named outright is taken whatever its suffix. An input named twice counts once.

    Args:
        inputs: Paths of files or folders, glob patterns, or ``-`` for standard input.
        largest: Bytes of the largest document (of JSON lines: line) that is read.
        stdin: Stands in for standard input.
    """
    names = sorted({os.fspath(i) for i in inputs})
    files: dict[str, _File] = {}
    failures: list[Failure] = []
    for name in names:
        if name == "-":
            continue
        for found in _named(name):
            if isinstance(found, Failure):
                failures.append(found)
            else:
                real = os.path.realpath(found.path)
                if real not in files or found.location < files[real].location:
                    files[real] = found
    yield from failures
    ordered = sorted(files.values(), key=lambda f: f.location)
    identifiers = _identifiers([f for f in ordered if f.media_type != JSON_LINES])
    taken = set(identifiers.values())
    manifests = _Manifests()
    for file in ordered:
        yield from _from_file(file, identifiers.get(file.location, ""), taken, manifests, largest)
    yield from manifests.failures
    if "-" in names:
        yield from _from_stream(stdin or sys.stdin.buffer, taken, largest)


def _shown(path: str | Path) -> str:
    """A path as characters: bytes that are no UTF-8 are replaced."""
    text = path.as_posix() if isinstance(path, Path) else path
    return os.fsencode(text).decode("utf-8", errors="replace")


def _failure(path: str | Path, reason: str) -> Failure:
    return Failure(location=_shown(path), stage="read", reason=reason)


def _named(name: str) -> Iterator[_File | Failure]:
    """The files that one input names."""
    path = Path(os.path.normpath(name)) if name else Path()
    try:
        if not name or "\0" in name:
            yield _failure(name.replace("\0", "\\0"), "not a path")
        elif path.is_dir():
            yield from _in_folder(path, name)
        elif path.exists():
            yield _file(path, sniff=True)
        elif glob.has_magic(name):
            yield from _in_glob(name)
        else:
            yield _failure(name, "no such file or folder")
    except OSError as error:
        yield _failure(name, error.strerror or str(error))


def _in_glob(pattern: str) -> Iterator[_File | Failure]:
    found = False
    for match in sorted(glob.glob(pattern, recursive=True)):
        path = Path(match)
        if path.is_file() and _is_document(path):
            found = True
            yield _file(path)
        elif path.is_dir() and "**" not in pattern:
            found = True
            yield from _in_folder(path, match)
    if not found:
        yield _failure(pattern, "no document matches")


def _in_folder(folder: Path, name: str) -> Iterator[_File | Failure]:
    errors: list[OSError] = []
    found = False
    for directory, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            path = Path(directory, file)
            if _is_document(path):
                found = True
                yield _file(path)
    for error in errors:
        yield _failure(str(error.filename), f"folder not readable: {error.strerror}")
    if not found and not errors:
        yield _failure(name, "no documents in this folder")


def _is_document(path: Path) -> bool:
    name = path.name
    return (
        path.suffix.lower() in MEDIA_TYPES and not name.startswith(".") and not _ABOUT_THE_FOLDER.match(name)
    )


def _file(path: Path, *, sniff: bool = False) -> _File | Failure:
    try:
        if not path.is_file():
            return _failure(path, "no regular file") if path.exists() else _failure(path, "dangling link")
        media_type = MEDIA_TYPES.get(path.suffix.lower())
        if media_type is None and sniff:
            with path.open("rb") as stream:
                media_type = sniffed(stream.read(8192))
        return _File(path, _shown(path), media_type or "text/plain", path.stat().st_size)
    except OSError as error:
        return _failure(path, f"not readable: {error.strerror}")


def sniffed(start: bytes) -> str:
    """The media type that a document's first bytes suggest: PDF, JSON lines, HTML, else plain text."""
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    head = start.removeprefix(codecs.BOM_UTF8).lstrip()
    line = head.split(b"\n", 1)[0]
    if line.startswith(b"{") and (b'"text"' in line or b'"id"' in line):
        return JSON_LINES
    if re.match(
        rb"(?i)(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|article|div|p|meta)\b",
        head,
        re.S,
    ):
        return "text/html"
    return "text/plain"


def _identifiers(files: Sequence[_File]) -> dict[str, str]:
    """An identifier for each location: the stem, and for the later of equal stems, suffix or folders as well."""
    identifiers: dict[str, str] = {}
    stems = {_shown(f.path.stem) for f in files}
    taken: set[str] = set()
    for file in files:
        stem = _shown(file.path.stem)
        for candidate in chain([stem], _longer(file)):
            if candidate not in taken and (candidate == stem or candidate not in stems):
                break
        identifiers[file.location] = candidate
        taken.add(candidate)
    return identifiers


def _longer(file: _File) -> Iterator[str]:
    """Ever longer identifiers for a file whose stem is taken, at last one that no other path shares."""
    stem, suffix = _shown(file.path.stem), file.path.suffix.lstrip(".")
    folders = [_shown(p) for p in file.path.parts[:-1] if p not in ("/", "..", ".")]
    for count in range(1, min(3, len(folders)) + 1):
        yield f"{stem}-{'-'.join(folders[-count:])}"
    yield f"{stem}-{suffix}"
    yield f"{stem}-{sha256(file.location.encode()).hexdigest()[:12]}"


def _from_file(
    file: _File, identifier: str, taken: set[str], manifests: _Manifests, largest: int
) -> Iterator[SourceDocument | Failure]:
    try:
        if file.media_type == JSON_LINES:
            with file.path.open("rb") as stream:
                yield from _from_json_lines(stream, file.location, taken, largest)
        elif file.size > largest:
            yield _failure(file.location, f"too large: {file.size} bytes, at most {largest} are read")
        else:
            body = file.path.read_bytes()
            declared = manifests.declared(file.path)
            yield _document(identifier, file.location, file.media_type, body, declared)
    except OSError as error:
        yield _failure(file.location, f"not readable: {error.strerror}")


def _document(
    identifier: str, location: str, media_type: str, body: bytes, declared: Metadata
) -> SourceDocument:
    return SourceDocument(
        identifier=identifier,
        location=location,
        media_type=media_type,
        body=body,
        sha256=sha256(body).hexdigest(),
        declared=declared,
    )


def _from_stream(stream: BinaryIO, taken: set[str], largest: int) -> Iterator[SourceDocument | Failure]:
    """Standard input: JSON lines as they come, or one document of a sniffed type."""
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    start = buffered.read(8192)
    media_type = sniffed(start)
    if media_type == JSON_LINES:
        yield from _from_json_lines(_joined(start, buffered), "-", taken, largest)
        return
    body = start + buffered.read(max(0, largest + 1 - len(start)))
    if len(body) > largest:
        yield _failure("-", f"too large: at most {largest} bytes are read")
    else:
        identifier = next(
            n for n in chain(["stdin"], (f"stdin-{i}" for i in range(2, 10**9))) if n not in taken
        )
        yield _document(identifier, "-", media_type, body, Metadata())


class _Joined(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # any writable buffer, as io.RawIOBase says
        part = self._start[: len(view)] or self._rest.read(len(view))
        self._start = self._start[len(view) :]
        view[: len(part)] = part
        return len(part)


def _joined(start: bytes, rest: BinaryIO) -> BinaryIO:
    return io.BufferedReader(_Joined(start, rest))


def _lines(stream: BinaryIO, largest: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines as UTF-8; None for one that is longer than allowed, whose rest is passed over."""
    mark = stream.read(4)
    encoding = "utf-16" if mark[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else None
    whole = _joined(mark, stream)
    if encoding:
        recoded = io.TextIOWrapper(whole, encoding=encoding, errors="replace", newline="\n")
        for number, text in enumerate(recoded, 1):
            yield number, text.encode() if len(text) <= largest else None
        return
    number = 0
    while line := whole.readline(largest + 1):
        number += 1
        too_long = len(line) > largest
        while too_long and not line.endswith(b"\n") and line:
            line = whole.readline(1 << 20)
        yield number, None if too_long else line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


def _from_json_lines(
    stream: BinaryIO, location: str, taken: set[str], largest: int
) -> Iterator[SourceDocument | Failure]:
    """One document a line; a line that is none is a failure of its own."""
    for number, line in _lines(stream, largest):
        here = f"{location}:{number}"
        if line is None:
            yield _failure(here, f"too large: at most {largest} bytes are read")
        elif line.strip():
            found = _from_line(line, here)
            if isinstance(found, SourceDocument) and found.identifier in taken:
                yield _failure(here, f"id {found.identifier!r} is used already")
            else:
                if isinstance(found, SourceDocument):
                    taken.add(found.identifier)
                yield found


def _from_line(line: bytes, location: str) -> SourceDocument | Failure:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return _failure(location, f"not JSON: {error}")
    if not isinstance(row, dict):
        return _failure(location, "not a JSON object")
    identifier, text = row.get("id"), row.get("text")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    if not isinstance(identifier, str) or not identifier.strip():
        return _failure(location, "no id: expected a non-empty string")
    if not isinstance(text, str):
        return _failure(location, "no text: expected a string")
    if wrong := [k for k in ("title", "date", "publisher", "url") if not isinstance(row.get(k), str | None)]:
        return _failure(location, f"{wrong[0]} is not a string")
    return _document(identifier.strip(), location, "text/plain;charset=utf-8", text.encode(), _metadata(row))


def _metadata(row: dict[str, str | None]) -> Metadata:
    def value(*names: str) -> str | None:
        return next((v.strip() for n in names if (v := row.get(n)) and v.strip()), None)

    date = value("date", "published")
    return Metadata(
        title=value("title"),
        publisher=value("publisher"),
        published=declared_date(date) if date else None,
        url=value("url"),
    )
