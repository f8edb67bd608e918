"""Where the ontology and the language data are: beside the packages in a clone, inside ``kg`` in a wheel."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from kg.errors import LanguageDataError


@cache
def ontology_directory() -> Path:
    """The folder that holds ``core.ttl``.

    Raises:
        LanguageDataError: the installation is broken and has none.
    """
    here = Path(__file__).resolve().parent
    for candidate in (here / "_ontology", here.parent / "ontology"):
        if candidate.is_dir():
            return candidate
    raise LanguageDataError(f"no ontology folder beside {here}")


@cache
def ontology_digest() -> str:
    """SHA-256 over the names and bytes of all files: a change of language data is a new version of the extraction."""
    digest = sha256()
    root = ontology_directory()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()
