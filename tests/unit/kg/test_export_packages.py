"""Exports for other people's tools: data package, research crate, catalogue card, JSON-LD forms; each by its own validator or reader."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import frictionless
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store
from rdflib import Dataset
from rdflib.compare import to_isomorphic
from rocrate.rocrate import ROCrate

from kg.errors import ExportError
from kg.export.format import Format, Selection, format_named, format_of_file, installed_formats, prefixes_of
from kg.vocab import DCAT, DEFAULT_BASE, VOID

SELECTION = Selection(prefixes=prefixes_of(DEFAULT_BASE))
ODD = "=1+1 \"q\" 'a' \r\n | <script> \u202e " + "x" * 100_000


def written(name: str, store: Store) -> bytes:
    """An export as bytes."""
    output = io.BytesIO()
    format_named(name).write(store, SELECTION, output)
    return output.getvalue()


def unpacked(data: bytes, folder: Path) -> Path:
    """The files of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder


def with_odd_labels(store: Store) -> Store:
    """A copy in which something is called what breaks tables."""
    copy = Store()
    copy.extend(store)
    node = NamedNode(f"{DEFAULT_BASE}actor/odd")
    for kind in ("Actor", "Platform"):
        copy.add(
            Quad(
                node,
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                NamedNode(f"https://w3id.org/writ#{kind}"),
            )
        )
    copy.add(Quad(node, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(ODD, language="en")))
    return copy


@pytest.mark.parametrize("kind", ["full", "empty", "odd"])
def test_data_package_is_valid(kind: str, small_store: Store, tmp_path: Path) -> None:
    """The validator of Frictionless finds nothing wrong, in types, keys and ties; also without a row."""
    store = {"full": small_store, "empty": Store(), "odd": with_odd_labels(small_store)}[kind]
    folder = unpacked(written("frictionless", store), tmp_path)
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert {task.name for task in report.tasks} >= {"claims", "actions", "stop"}


def test_data_package_types_its_columns() -> None:
    """Days are dates, counts are integers, and a claim's document is in the table of documents."""
    claims = next(r for r in frictionless_package()["resources"] if r["name"] == "claims")
    types = {field["name"]: field["type"] for field in claims["schema"]["fields"]}
    assert (types["earliest"], types["begin"], types["confidence"]) == ("date", "integer", "number")
    assert claims["schema"]["foreignKeys"][0]["reference"]["resource"] == "documents"


def frictionless_package() -> dict:  # type: ignore[type-arg]
    """The description in an archive of nothing."""
    with zipfile.ZipFile(io.BytesIO(written("frictionless", Store()))) as archive:
        found: dict = json.loads(archive.read("datapackage.json"))  # type: ignore[type-arg]
    return found


@pytest.mark.parametrize("kind", ["full", "empty"])
def test_crate_is_read_and_names_all_its_files(kind: str, small_store: Store, tmp_path: Path) -> None:
    """The RO-Crate library opens it; descriptor and root are as the specification says; each file has its checksum."""
    folder = unpacked(written("rocrate", small_store if kind == "full" else Store()), tmp_path)
    crate = ROCrate(str(folder))
    assert crate.version == "1.2"
    assert crate.root_dataset["datePublished"]
    entities = {
        e["@id"]: e for e in json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    }
    parts = {part["@id"] for part in entities["./"]["hasPart"]}
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {
        "ro-crate-metadata.json"
    }
    assert parts == files
    for name in files:
        assert entities[name]["sha256"] == sha256((folder / name).read_bytes()).hexdigest()
    # https://www.researchobject.org/ro-crate/specification/1.2/root-data-entity.html: what the root must have
    assert {"name", "description", "datePublished", "license"} <= entities["./"].keys()
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}


def test_crate_holds_the_whole_graph(small_store: Store, tmp_path: Path) -> None:
    """What is read from the crate's graph is what was in the store."""
    folder = unpacked(written("rocrate", small_store), tmp_path)
    again = Store()
    again.load(path=str(folder / "graph.trig"), format=RdfFormat.TRIG)
    assert set(again) == set(small_store)


def test_card_counts_what_is_there(small_store: Store) -> None:
    """Sizes by class are those of the default graph; DCAT-AP's mandatory properties are there."""
    card = Store()
    card.load(written("card", small_store), format=RdfFormat.TURTLE)
    dataset = NamedNode(f"{DEFAULT_BASE}dataset")
    parts = {
        q.object: next(card.quads_for_pattern(q.object, NamedNode(VOID + "class"), None)).object
        for q in card.quads_for_pattern(dataset, NamedNode(VOID + "classPartition"), None)
    }
    for part, kind in parts.items():
        count = int(next(card.quads_for_pattern(part, NamedNode(VOID + "entities"), None)).object.value)
        rdf_type = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        assert count == len(
            {
                q.subject
                for q in small_store.quads_for_pattern(None, rdf_type, kind)
                if str(q.graph_name) == "DEFAULT"
            }
        )
    for name in ("title", "description", "publisher"):
        assert list(card.quads_for_pattern(dataset, NamedNode(f"http://purl.org/dc/terms/{name}"), None))
    assert list(card.quads_for_pattern(dataset, None, NamedNode(DCAT + "Dataset")))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own parsers use its old names
@pytest.mark.parametrize("name", ["expanded", "compacted"])
@pytest.mark.parametrize("kind", ["full", "empty", "odd"])
def test_json_ld_forms_are_the_same_graph(name: str, kind: str, small_store: Store) -> None:
    """rdflib reads both forms as the graph that was written."""
    store = {"full": small_store, "empty": Store(), "odd": with_odd_labels(small_store)}[kind]
    found, expected = Dataset(), Dataset()
    found.parse(data=written(name, store), format="json-ld")
    expected.parse(data=written("nquads", store), format="nquads")
    for graph in {g.identifier for g in (*found.graphs(), *expected.graphs())}:
        assert to_isomorphic(found.graph(graph)) == to_isomorphic(expected.graph(graph))


def test_compacted_form_has_plain_names(small_store: Store) -> None:
    """A program that knows no RDF finds ``agent``, ``earliest`` and ``type``."""
    nodes = json.loads(written("compacted", small_store))["@graph"]
    block = next(n for n in nodes if "Block" in n.get("type", ()))
    assert {"id", "agent", "target", "earliest"} <= block.keys()


@pytest.mark.parametrize("known", installed_formats(), ids=lambda f: f.name)
def test_file_name_tells_its_format(known: Format) -> None:
    """Every format is found by its own ending, also one of two parts."""
    assert format_of_file(f"some.graph.{known.extension}") is known


def test_file_name_without_a_known_ending_is_refused() -> None:
    """The message names the endings."""
    with pytest.raises(ExportError, match=r"\.framed\.jsonld"):
        format_of_file("graph.docx")


def test_help_names_every_format() -> None:
    """Somebody who reads the help of ``writ export`` learns of each format."""
    source = (Path(__file__).resolve().parents[3] / "kg" / "export" / "command.py").read_text(
        encoding="utf-8"
    )
    help_text = source.partition('"--format",')[2].partition("default: by")[0]
    assert [f.name for f in installed_formats() if f.name not in help_text] == []
