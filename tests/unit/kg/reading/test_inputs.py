"""What the command line names to source documents: files, folders, globs, JSON lines, standard input."""

from __future__ import annotations

import csv
import io
import itertools
import json
from hashlib import sha256
from pathlib import Path

import pytest

from kg.model import Failure, Metadata, SourceDocument
from kg.reading import find_documents, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with documents of several kinds and much that is none."""
    for name, text in {
        "b.txt": "Second.",
        "a.html": "<p>First.</p>",
        "deep/er/c.md": "# Third",
        "deep/b.txt": "Another b.",
        "README.md": "About.",
        "MANIFEST.csv": "file,title\nb.txt,Declared\n",
        "gold.yaml": "a: 1",
        ".hidden.txt": "Hidden.",
        ".git/x.txt": "Hidden too.",
        "picture.png": "x",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def identifiers(*inputs: str | Path) -> list[str]:
    """The identifiers of the documents found, failures as ``!reason``."""
    return [d.identifier if isinstance(d, SourceDocument) else f"!{d.reason}" for d in find_documents(inputs)]


def test_folder_is_searched_for_documents(folder: Path) -> None:
    """Documents come sorted by path; readmes, manifests, hidden and unknown files are none."""
    assert identifiers(folder) == ["a", "b", "b-deep", "c"]


def test_order_and_repetition_of_inputs_change_nothing(folder: Path) -> None:
    """However the arguments are ordered or repeated, the same documents get the same identifiers."""
    inputs = [folder, folder / "b.txt", folder / "deep" / "b.txt", f"{folder}/./a.html"]
    found = {tuple(identifiers(*order)) for order in itertools.permutations(inputs)}
    assert found == {("a", "b", "b-deep", "c")}


def test_document_has_bytes_type_and_checksum(folder: Path) -> None:
    """A document carries its bytes as they are, their SHA-256 and its media type."""
    found = next(find_documents([folder / "a.html"]))
    assert isinstance(found, SourceDocument)
    assert (found.body, found.media_type) == (b"<p>First.</p>", "text/html")
    assert found.sha256 == sha256(found.body).hexdigest()


def test_manifest_declares_metadata(folder: Path) -> None:
    """The columns of a folder's manifest go before what the document says."""
    found = next(find_documents([folder / "b.txt"]))
    assert isinstance(found, SourceDocument)
    assert found.declared == Metadata(title="Declared")


def test_glob_finds_documents(folder: Path) -> None:
    """A pattern finds the files with known suffixes, also in folders below."""
    assert identifiers(f"{folder}/*.txt") == ["b"]
    assert identifiers(f"{folder}/**/*.txt") == ["b", "b-deep"]


def test_named_file_of_unknown_suffix_is_sniffed(tmp_path: Path) -> None:
    """A file named outright is taken by what its first bytes are."""
    kinds = {
        "x.asp": b"<!DOCTYPE html><p>x",
        "x.dat": b"%PDF-1.4",
        "x": b"Words.",
        "x.log": b'{"id": "1", "text": "t"}\n',
    }
    for name, body in kinds.items():
        (tmp_path / name).write_bytes(body)
    found = [next(find_documents([tmp_path / name])) for name in kinds]
    assert [d.media_type for d in found if isinstance(d, SourceDocument)] == [
        "text/html",
        "application/pdf",
        "text/plain",
        "text/plain;charset=utf-8",
    ]


def test_missing_inputs_are_failures(tmp_path: Path) -> None:
    """What is not there, or matches nothing, is reported with its reason, and the rest is found."""
    (tmp_path / "a.txt").write_text("A.")
    (tmp_path / "empty").mkdir()
    found = identifiers(tmp_path / "no.txt", f"{tmp_path}/*.pdf", tmp_path / "empty", "", tmp_path / "a.txt")
    assert sorted(found) == sorted(
        [
            "!no such file or folder",
            "!no document matches",
            "!no documents in this folder",
            "!not a path",
            "a",
        ]
    )


def test_large_files_are_failures(tmp_path: Path) -> None:
    """A file over the limit is not read."""
    (tmp_path / "a.txt").write_text("x" * 100)
    found = list(find_documents([tmp_path], largest=99))
    assert [f.reason for f in found if isinstance(f, Failure)] == [
        "too large: 100 bytes, at most 99 are read"
    ]


LINES = [
    (
        '{"id": "one", "text": "First.", "title": "T", "date": "2020-10-20T01:00:00Z", "publisher": "P", "url": "https://a.example/"}',
        "one",
    ),
    ("", None),
    ('{"id": 2, "text": "Second."}', "2"),
    ("not json", "!not JSON"),
    ('["list"]', "!not a JSON object"),
    ('{"text": "no id"}', "!no id"),
    ('{"id": "three"}', "!no text"),
    ('{"id": "one", "text": "Again."}', "!id 'one' is used already"),
    ('{"id": "four", "text": "T", "title": 4}', "!title is not a string"),
    ('{"id": "five", "text": "\\ud800"}', "!not JSON"),
    ('{"id": "six", "text": "Last.", "date": null}', "six"),
]


def test_json_lines_are_documents(tmp_path: Path) -> None:
    """Each line is a document with declared metadata; a bad line is a failure with file and line, the others are kept."""
    path = tmp_path / "many.jsonl"
    path.write_text("\ufeff" + "\n".join(line for line, _ in LINES), encoding="utf-8")
    found = list(find_documents([path]))
    expected = [(f"{path}:{n}", e) for n, (_, e) in enumerate(LINES, 1) if e]
    assert [f.location for f in found] == [location for location, _ in expected]
    for item, (_, what) in zip(found, expected, strict=True):
        assert (
            item.identifier == what if isinstance(item, SourceDocument) else item.reason.startswith(what[1:])
        )
    first = found[0]
    assert isinstance(first, SourceDocument)
    assert first.declared == Metadata(
        title="T", publisher="P", published="2020-10-20", url="https://a.example/"
    )
    assert read(first).content == "First."


def test_json_text_is_taken_as_characters(tmp_path: Path) -> None:
    """The text of a line is already decoded: nothing is guessed about its bytes, and a mark at its start counts."""
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "\ufeffÃ© stays."}), encoding="utf-8")
    found = next(find_documents([path]))
    assert isinstance(found, SourceDocument)
    assert read(found).content == "\ufeffÃ© stays."


def test_json_lines_are_streamed(tmp_path: Path) -> None:
    """Lines come before the end of the stream was read, and one over the limit is passed over."""

    class Endless(io.RawIOBase):
        count = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            view = memoryview(buffer)  # type: ignore[arg-type]  # any writable buffer
            self.count += 1
            line = json.dumps({"id": str(self.count), "text": "Words."}).encode() + b"\n"
            line = b'{"id": "long", "text": "' + b"x" * 500 + b'"}\n' if self.count == 2 else line
            view[: len(line)] = line
            return len(line)

    stream = io.BufferedReader(Endless())
    found = list(itertools.islice(find_documents(["-"], stdin=stream, largest=300), 4))
    assert [f.identifier if isinstance(f, SourceDocument) else f.reason for f in found][:3] == [
        "1",
        "too large: at most 300 bytes are read",
        "3",
    ]


STREAMS = [
    (b"Some words.", "text/plain"),
    (b"<html><p>Some words.", "text/html"),
    (b"%PDF-1.7 ...", "application/pdf"),
    ("\ufeff<!doctype html><p>x".encode(), "text/html"),
]


@pytest.mark.parametrize(("body", "media_type"), STREAMS)
def test_standard_input_is_sniffed(body: bytes, media_type: str) -> None:
    """One document on standard input has the type that its bytes suggest."""
    found = list(find_documents(["-", "-"], stdin=io.BytesIO(body)))
    assert [(d.identifier, d.media_type, d.body) for d in found if isinstance(d, SourceDocument)] == [
        ("stdin", media_type, body)
    ]


def test_equal_identifiers_in_json_and_files_are_told(tmp_path: Path) -> None:
    """A line whose id is a file's stem is a failure, whichever comes first."""
    (tmp_path / "z.txt").write_text("Z.")
    (tmp_path / "a.jsonl").write_text('{"id": "z", "text": "Other."}\n')
    assert identifiers(tmp_path) == ["!id 'z' is used already", "z"]


def test_manifest_of_the_seeds_is_true() -> None:
    """The manifest lists every seed with its checksum, type, source and a note on its licence."""
    seeds = Path(__file__).parents[4] / "seeds"
    with (seeds / "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [r["file"] for r in rows] == sorted(p.name for p in seeds.glob("*.txt"))
    for row in rows:
        assert row["sha256"] == sha256((seeds / row["file"]).read_bytes()).hexdigest()
        assert row["media_type"] == "text/plain"
        assert row["source"]
        assert "research and testing" in row["licence_note"]
