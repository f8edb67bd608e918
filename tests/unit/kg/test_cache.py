"""The cache of annotations: whole or missing, never stale, never half."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from kg.annotation import annotation_from_json, json_from_annotation
from kg.cache import AnnotationCache, annotation_key, write_atomically
from kg.model import Annotation, Metadata, SourceDocument


def _source(annotation: Annotation, **changes: object) -> SourceDocument:
    """The document whose annotation this is."""
    body = annotation.text.content.encode()
    source = SourceDocument(
        identifier=annotation.text.identifier,
        location=annotation.text.location,
        media_type=annotation.text.media_type,
        body=body,
        sha256=sha256(body).hexdigest(),
    )
    return replace(source, **changes)  # type: ignore[arg-type]  # named by the tests


def test_json_gives_the_annotation_back(make_annotation: Callable[[str], Annotation]) -> None:
    """Every field of every value survives, tuples and dates included."""
    annotation = make_annotation("a")
    assert annotation_from_json(json_from_annotation(annotation)) == annotation


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"text": 3}', b"\xff"])
def test_json_of_something_else_is_a_value_error(data: bytes) -> None:
    """What is not an annotation is not taken for one."""
    with pytest.raises(ValueError, match=r"."):
        annotation_from_json(data)


def test_cache_gives_back_what_was_put_under_the_present_name(
    make_annotation: Callable[[str], Annotation], tmp_path: Path
) -> None:
    """A file that was moved or renamed is known by its content."""
    cache, annotation = AnnotationCache(tmp_path), make_annotation("a")
    cache.put("k" * 20, annotation)
    found = cache.get("k" * 20, _source(annotation, identifier="b", location="y/b.txt"))
    assert found == replace(annotation, text=replace(annotation.text, identifier="b", location="y/b.txt"))


def test_cache_misses_what_is_not_there(make_annotation: Callable[[str], Annotation], tmp_path: Path) -> None:
    """An empty cache, or none at all, knows nothing."""
    assert AnnotationCache(tmp_path / "none").get("k" * 20, _source(make_annotation("a"))) is None


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other"])
def test_damaged_entries_count_as_missing(
    damage: str, make_annotation: Callable[[str], Annotation], tmp_path: Path
) -> None:
    """A torn disk costs work, not truth."""
    cache, annotation = AnnotationCache(tmp_path), make_annotation("a")
    cache.put("k" * 20, annotation)
    path = cache.path("k" * 20)
    whole = path.read_bytes()
    flipped = whole[:50] + bytes([whole[50] ^ 0xFF]) + whole[51:]
    path.write_bytes({"cut": whole[:-20], "flip": flipped, "empty": b"", "other": b"{}"}[damage])
    assert cache.get("k" * 20, _source(annotation)) is None


def test_entry_of_another_document_is_not_taken(
    make_annotation: Callable[[str], Annotation], tmp_path: Path
) -> None:
    """An entry that was copied under a wrong key is found out by the checksum in it."""
    cache, annotation = AnnotationCache(tmp_path), make_annotation("a")
    cache.put("k" * 20, annotation)
    assert cache.get("k" * 20, _source(annotation, sha256="0" * 64)) is None


def test_key_depends_on_what_the_annotation_depends_on(make_annotation: Callable[[str], Annotation]) -> None:
    """Bytes, media type and declared metadata change it; name and place don't."""
    source = _source(make_annotation("a"))
    key = annotation_key(source)
    assert annotation_key(replace(source, identifier="b", location="z")) == key
    others = [
        replace(source, sha256="0" * 64),
        replace(source, media_type="text/html"),
        replace(source, declared=Metadata(published="2020")),
    ]
    assert len({key, *map(annotation_key, others)}) == 4


def test_key_depends_on_language_data_and_parser(
    make_annotation: Callable[[str], Annotation], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editing the ontology or choosing another parser makes every annotation new."""
    source = _source(make_annotation("a"))
    keys = {annotation_key(source)}
    for name in ("ontology_digest", "model_digest", "code_digest"):
        monkeypatch.setattr(f"kg.cache.{name}", lambda name=name: name)
        keys.add(annotation_key(source))
    assert len(keys) == 4


def test_atomic_write_leaves_the_old_file_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a half file nor a leftover."""
    path = tmp_path / "a"
    write_atomically(path, b"old")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("kg.cache.os.replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
