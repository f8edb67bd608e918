"""Other people's RDF into a named graph of its own, with a record of where it came from; later builds leave it alone.

The graph is replaced as a whole. Named graphs of the file are united in it, and blank nodes become IRIs by the file's checksum and
their order (https://www.w3.org/TR/rdf11-concepts/#section-skolemization), so that the same file gives the same graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.errors import StoreError, UsageError
from kg.iris import Minter
from kg.store import Ownership, StoreDirectory
from kg.vocab import DCTERMS, DEFAULT_BASE, PROV, RDF_TYPE, RDFS, XSD

#: The graph of records: an activity for each load. People's, not a build's.
LOADS = "loads"
_RESERVED = ("curation", LOADS, "suggestions", "matches")


def load_file(
    directory: StoreDirectory, file: Path, graph: str, *, source: str | None = None, base: str | None = None
) -> int:
    """Puts the triples of a file in place of the graph's; whole or not at all.

    Args:
        graph: an absolute IRI of no graph that a build or Writ itself writes.
        source: the IRI of what the file was taken from, for the record.
        base: what relative IRIs of the file are resolved against.

    Returns:
        The number of triples of the graph.

    Raises:
        UsageError: the file can't be read or is no RDF 1.1, or the graph is not for people to write. Nothing is changed.
    """
    name, origin, mint = writable_graph(directory, graph, source)
    kind = RdfFormat.from_extension(file.suffix.lstrip("."))
    if kind is None:
        raise UsageError(f"{file}: the extension names no RDF format; ttl, trig, nt, nq, rdf, jsonld do")
    try:
        with file.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{file} can't be read: {error.strerror}") from error

    def operate(store: Store) -> None:
        store.remove_graph(name)
        try:
            store.bulk_extend(_quads(file, kind, name, mint, digest, base))
        except SyntaxError as error:
            raise UsageError(f"{file} is not {kind.name}: {error}") from error
        except ValueError as error:
            raise UsageError(f"{file}: {error}") from error
        store.extend(record(file.name, digest, name, origin, mint))

    try:
        directory.commit(operate)
    except OSError as error:
        raise StoreError(f"{directory.path} can't be written: {error}") from error
    return sum(1 for _ in directory.open().quads_for_pattern(None, None, None, name))


def writable_graph(
    directory: StoreDirectory, graph: str, source: str | None
) -> tuple[NamedNode, NamedNode | None, Minter]:
    """The graph that people may write and what it is taken from, as IRIs, and how the store's own IRIs are made.

    Raises:
        UsageError: one of them is no IRI, or the graph is written by builds or by Writ itself.
    """
    name, origin = _iri(graph, "graph"), _iri(source, "source") if source is not None else None
    version = directory.current()
    manifest = version.manifest if version is not None else {}
    mint = Minter(str(manifest.get("base") or DEFAULT_BASE))
    if _is_owned(graph, manifest, mint):
        raise UsageError(f"{graph} is written by builds and by Writ itself: choose another graph")
    return name, origin, mint


def _iri(value: str, what: str) -> NamedNode:
    try:
        return NamedNode(value)
    except ValueError as error:
        raise UsageError(f"--{what}: {error}") from error


def _is_owned(graph: str, manifest: object, mint: Minter) -> bool:
    reserved = {mint.graph(name).value for name in _RESERVED}
    declared = Ownership.of_manifest(manifest) if isinstance(manifest, dict) else Ownership()
    return graph in reserved or declared(graph) or Ownership.of_build(mint.base)(graph)


def _quads(
    file: Path, kind: RdfFormat, graph: NamedNode, mint: Minter, digest: str, base: str | None
) -> Iterator[Quad]:
    named: dict[str, NamedNode] = {}

    def node(term: BlankNode) -> NamedNode:
        known = named.get(term.value)
        if known is None:
            known = NamedNode(f"{mint.base}.well-known/genid/{digest[:20]}-{len(named) + 1}")
            named[term.value] = known
        return known

    for quad in parse(path=str(file), format=kind, base_iri=base):
        subject, value = quad.subject, quad.object
        if isinstance(subject, Triple) or isinstance(value, Triple):
            raise UsageError(f"{file} has triple terms (RDF 1.2), which the graph does not hold")
        yield Quad(
            node(subject) if isinstance(subject, BlankNode) else subject,
            quad.predicate,
            node(value) if isinstance(value, BlankNode) else value,
            graph,
        )


def record(
    name: str, digest: str, graph: NamedNode, source: NamedNode | None, mint: Minter
) -> Iterator[Quad]:
    """Who put it there, from what, when: PROV-O."""
    now = datetime.now(UTC)
    where = mint.graph(LOADS)
    activity = mint.activity(f"load-{now:%Y%m%dT%H%M%S%f}-{digest[:12]}")
    moment = Literal(
        now.isoformat(timespec="milliseconds").replace("+00:00", "Z"), datatype=NamedNode(XSD + "dateTime")
    )
    yield Quad(activity, RDF_TYPE, NamedNode(PROV + "Activity"), where)
    yield Quad(activity, NamedNode(RDFS + "label"), Literal(f"load of {name}", language="en"), where)
    yield Quad(activity, NamedNode(PROV + "endedAtTime"), moment, where)
    yield Quad(activity, NamedNode(PROV + "generated"), graph, where)
    yield Quad(activity, NamedNode(DCTERMS + "description"), Literal(f"{name} with SHA-256 {digest}"), where)
    if source is not None:
        yield Quad(activity, NamedNode(PROV + "used"), source, where)
