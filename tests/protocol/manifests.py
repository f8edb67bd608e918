"""The W3C's test manifests, read with pyoxigraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

SUITE = Path(__file__).parents[3] / "shared" / "rdf-tests"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

Node = ox.NamedNode | ox.BlankNode


class Manifest:
    """A manifest file as a graph with a few ways through it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = ox.Store()
        self.store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())

    def all(self, subject: Node, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """The objects of a property."""
        return [q.object for q in self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]  # type: ignore[misc]

    def one(self, subject: Node, predicate: str):  # type: ignore[no-untyped-def]  # a term of any kind, or None
        """Its only object, or None."""
        found = self.all(subject, predicate)
        return found[0] if found else None

    def items(self, head: Node) -> list[Node]:
        """The members of an RDF list."""
        found = []
        while head is not None and head.value != RDF + "nil":
            found.append(self.one(head, RDF + "first"))
            head = self.one(head, RDF + "rest")
        return found

    def entries(self) -> list[Node]:
        """The tests, in order."""
        heads = [q.object for q in self.store.quads_for_pattern(None, ox.NamedNode(MF + "entries"), None)]
        return [item for head in heads for item in self.items(head)]  # type: ignore[arg-type]

    def included(self) -> Iterator[Manifest]:
        """The manifests that this one includes."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(MF + "include"), None):
            for item in self.items(quad.object):  # type: ignore[arg-type]
                yield Manifest(file_of(item))

    def kind(self, test: Node) -> str:
        """The local name of a test's type."""
        return str(self.one(test, RDF + "type").value).rpartition("#")[2]


def file_of(node: Node) -> Path:
    """The file that a node of a manifest names."""
    return Path(unquote(node.value.removeprefix("file://")))


@dataclass
class Exchange:
    """One request of a protocol test and what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: list[str]
    boolean: bool | None = None
    format: str = ""
    location: str = ""
    expected_body: str = ""
    expected_type: str = ""


@dataclass
class ProtocolCase:
    """A protocol test."""

    iri: str
    exchanges: list[Exchange] = field(default_factory=list)
    graphs: dict[str, Path] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its local name."""
        return self.iri.rpartition("#")[2]


def protocol_cases(path: Path) -> list[ProtocolCase]:
    """The HTTP exchanges of a manifest."""
    manifest = Manifest(path)
    return [_case(manifest, test) for test in manifest.entries()]


def _case(manifest: Manifest, test: Node) -> ProtocolCase:
    case = ProtocolCase(test.value)
    for data in manifest.all(test, UT + "graphData"):
        label = manifest.one(data, RDFS + "label").value  # type: ignore[arg-type]
        case.graphs[label] = file_of(manifest.one(data, UT + "graph"))  # type: ignore[arg-type]
    action = manifest.one(test, MF + "action")
    for request in manifest.items(manifest.one(action, HT + "requests")):
        case.exchanges.append(_exchange(manifest, request))
    return case


def _headers(manifest: Manifest, message: Node) -> dict[str, str]:
    head = manifest.one(message, HT + "headers")
    pairs = [] if head is None else manifest.items(head)
    return {manifest.one(h, HT + "fieldName").value: manifest.one(h, HT + "fieldValue").value for h in pairs}


def _exchange(manifest: Manifest, request: Node) -> Exchange:
    body = manifest.one(request, HT + "body")
    content = b""
    if body is not None:
        encoding = manifest.one(body, CNT + "characterEncoding")
        content = manifest.one(body, CNT + "chars").value.encode(encoding.value if encoding else "utf-8")
    response = manifest.one(request, HT + "resp")
    boolean = manifest.one(response, MF + "expectedBoolean")
    wanted = manifest.one(response, HT + "body")
    location = manifest.one(response, MF + "expectedLocation")
    form = manifest.one(response, MF + "expectedFormat")
    return Exchange(
        method=manifest.one(request, HT + "methodName").value,
        path=manifest.one(request, HT + "absolutePath").value,
        headers=_headers(manifest, request),
        body=content,
        statuses=[s.value.rpartition("#")[2] for s in manifest.all(response, MF + "expectedStatus")],
        boolean=None if boolean is None else boolean.value == "true",
        format=form.value if form else "",
        location=location.value if location else "",
        expected_body=manifest.one(wanted, CNT + "chars").value if wanted is not None else "",
        expected_type=_headers(manifest, response).get(
            "Content-Type", _headers(manifest, response).get("content-type", "")
        ),
    )
