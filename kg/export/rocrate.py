"""An RO-Crate 1.2: graph, tables, ontology, context and card in one archive that says of each file what it is.

https://www.researchobject.org/ro-crate/specification/1.2/. The date of the crate is that of the build whose graph it holds.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, BinaryIO

import orjson
from pyoxigraph import Store

from kg.dataset_card import DESCRIPTION, TITLE, made_at
from kg.export import card, frictionless, trig
from kg.export.format import Format, Selection, chosen_graphs
from kg.export.tables import TABLES
from kg.export.view import View
from kg.ontology_files import ontology_directory
from kg.version import __version__
from kg.vocab import WRIT

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CONTEXT = "https://w3id.org/ro/crate/1.2/context"
_VERSION = "https://w3id.org/ro/crate/1.2"
_TURTLE, _TRIG, _CSV = "text/turtle", "application/trig", "text/csv"


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the crate: its path, what it is, and its bytes."""

    path: str
    name: str
    media_type: str
    content: bytes

    def described(self) -> dict[str, Any]:
        return {
            "@id": self.path,
            "@type": "File",
            "name": self.name,
            "encodingFormat": self.media_type,
            "contentSize": str(len(self.content)),
            "sha256": sha256(self.content).hexdigest(),
        }


def _written(
    write: Callable[[Store, Selection, BinaryIO], None], store: Store, selection: Selection
) -> bytes:
    output = io.BytesIO()
    write(store, selection, output)
    return output.getvalue()


def _files(store: Store, selection: Selection) -> list[_File]:
    view = View(store, frozenset(chosen_graphs(store, selection)))
    root = ontology_directory()
    ontology = sorted(
        p for pattern in ("core.ttl", "actions/*.ttl", "schemes/*.ttl") for p in root.glob(pattern)
    )
    return [
        _File(
            "graph.trig",
            "The graph: testimony of each document and what all add up to",
            _TRIG,
            _written(trig.write, store, selection),
        ),
        _File(
            "card.ttl",
            "VoID and DCAT description of the data set",
            _TURTLE,
            _written(card.write, store, selection),
        ),
        *(_File(f"tables/{t}.csv", f"Table of {t}", _CSV, frictionless.table_bytes(view, t)) for t in TABLES),
        _File(
            "tables/datapackage.json",
            "Frictionless description of the tables",
            "application/json",
            orjson.dumps(frictionless.package(), option=orjson.OPT_INDENT_2),
        ),
        _File(
            "context.jsonld",
            "JSON-LD context of the ontology",
            "application/ld+json",
            (root / "context.jsonld").read_bytes(),
        ),
        *(
            _File(
                f"ontology/{p.relative_to(root).as_posix()}", f"Ontology: {p.stem}", _TURTLE, p.read_bytes()
            )
            for p in ontology
        ),
    ]


def _day(store: Store) -> str:
    """The day of the newest build; today where the store does not tell."""
    rows = made_at(card.asking(store))
    return rows[0]["x"].value[:10] if rows else datetime.now(UTC).date().isoformat()


def metadata(files: list[_File], day: str) -> dict[str, Any]:
    """``ro-crate-metadata.json``: flat JSON-LD with the descriptor, the root and an entity for each file."""
    publisher = {"@id": "#writ"}
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": _VERSION},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": TITLE,
                "description": DESCRIPTION,
                "datePublished": day,
                "license": {"@id": "#rights"},
                "publisher": publisher,
                "author": publisher,
                "conformsTo": {"@id": WRIT.removesuffix("#")},
                "hasPart": [{"@id": f.path} for f in files],
                "mentions": {"@id": "#software"},
            },
            {
                "@id": "#rights",
                "@type": "CreativeWork",
                "name": "Rights",
                "description": "Quoted words belong to the publishers of the documents; identifiers of places: GeoNames, CC BY 4.0.",
            },
            {"@id": "#writ", "@type": "Organization", "name": "Writ"},
            {"@id": "#software", "@type": "SoftwareApplication", "name": "Writ", "version": __version__},
            {"@id": WRIT.removesuffix("#"), "@type": "CreativeWork", "name": "The ontology of Writ"},
            *(f.described() for f in files),
        ],
    }


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """A ZIP archive with the metadata at its root. Holds the graph in memory once, written out."""
    files = _files(store, selection)
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        content = orjson.dumps(metadata(files, _day(store)), option=orjson.OPT_INDENT_2)
        archive.writestr(zipfile.ZipInfo("ro-crate-metadata.json", _EPOCH), content)
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.path, _EPOCH), file.content)


FORMAT = Format(
    name="rocrate",
    iri=None,
    media_types=('application/zip;profile="https://w3id.org/ro/crate/1.2"',),
    extension="crate.zip",
    datasets=True,
    write=write,
)
