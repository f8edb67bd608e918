"""SHACL over a whole dataset (https://www.w3.org/TR/shacl/), in parts that fit in memory and run in several processes.

pySHACL reads one graph into memory and looks at each focus node in turn, so its time and memory grow with the data.
A node's shape looks at the node, its neighbours and what points to it: so a part is some nodes, all triples of theirs and of
their objects, and the triples of the inverse paths; its findings about these nodes are those of the whole.
What was found valid is remembered by content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize
from pyoxigraph import Literal as OxLiteral

from kg import workers
from kg.cache import write_atomically
from kg.errors import LanguageDataError, UsageError, ValidationError
from kg.ontology_files import ontology_directory
from kg.ontology_graph import ONTOLOGY, ontology_quads
from kg.vocab import RDF_TYPE, SH

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

#: Focus nodes in one part on average and at most: enough that reading the shapes does not count, few enough for memory.
#: Measured with 57,000 triples of repeated seeds on one core: 3,800 triples a second, and the time grows with the triples.
NODES_IN_A_PART, MOST_NODES_IN_A_PART = 1000, 4000
_SECONDS_FOR_A_PART = 600.0
_SEVERITIES = {"Info", "Warning"}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One result of the SHACL report: which node breaks which shape, on which path, and how."""

    focus: str
    shape: str
    path: str
    message: str
    severity: str = "Violation"

    def __str__(self) -> str:
        return (
            f"{self.focus} breaks {self.shape}"
            + (f" on {self.path}" if self.path else "")
            + f": {self.message}"
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Nodes to look at and the triples that their shapes can see, as sorted N-Triples."""

    focus: tuple[str, ...]
    triples: bytes

    @property
    def key(self) -> str:
        """The hash of the part and of the shapes."""
        return sha256(shapes_digest().encode() + "\n".join(self.focus).encode() + self.triples).hexdigest()[
            :32
        ]


def shapes_file() -> Path:
    """The shapes of the data.

    Raises:
        LanguageDataError: the ontology folder has none.
    """
    path = ontology_directory() / "shapes.ttl"
    if not path.is_file():
        raise LanguageDataError("the ontology folder has no shapes.ttl")
    return path


@cache
def shapes_digest() -> str:
    """SHA-256 of the shapes."""
    return sha256(shapes_file().read_bytes()).hexdigest()


def findings(store: Store, *, jobs: int = 1, known: Path | None = None) -> tuple[Finding, ...]:
    """All results of the shapes over the union of the store's graphs, sorted; empty where it conforms.

    Args:
        store: the dataset; the ontology must be among its graphs.
        jobs: processes to use; with 1, or for a single part, all is done in this one.
        known: a folder that remembers what was valid.

    Raises:
        ValidationError: a part could not be looked at.
    """
    new = (part for part in parts(store) if known is None or not (known / part.key).exists())
    found: list[Finding] = []
    for part, result in _results(new, jobs):
        if isinstance(result, workers.Lost):
            raise ValidationError(
                f"validation of {len(part.focus)} nodes from {part.focus[0]} {result.reason}"
            )
        if not result and known is not None:
            write_atomically(known / part.key, b"")
        found.extend(result)
    return tuple(sorted(found))


def _results(new: Iterator[Part], jobs: int) -> Iterator[tuple[Part, tuple[Finding, ...] | workers.Lost]]:
    first, second = next(new, None), next(new, None)
    if first is None:
        return
    if second is None or jobs == 1:
        for part in (first, *([second] if second else []), *new):
            yield part, findings_of_part(part)
        return
    yield from workers.run(
        findings_of_part,
        _chain(first, second, new),
        jobs=jobs,
        seconds=lambda _: _SECONDS_FOR_A_PART,
        prepare=_shapes,
    )


def _chain(first: Part, second: Part, rest: Iterator[Part]) -> Iterator[Part]:
    yield first
    yield second
    yield from rest


def check(store: Store, *, jobs: int = 1, known: Path | None = None) -> None:
    """Raises what :func:`findings` finds.

    Raises:
        ValidationError: there are violations; the message shows the first ones.
    """
    broken = [f for f in findings(store, jobs=jobs, known=known) if f.severity not in _SEVERITIES]
    if broken:
        raise ValidationError(f"{len(broken)} violations of the shapes", tuple(broken))


def loaded(file: Path) -> Store:
    """An RDF file as a store, with the ontology.

    Raises:
        UsageError: the file can't be read, or its extension names no RDF format.
    """
    store = Store()
    format = RdfFormat.from_extension(file.suffix.lstrip("."))
    if format is None:
        raise UsageError(f"{file}: the extension names no RDF format")
    try:
        store.load(path=str(file), format=format, base_iri=file.absolute().as_uri())
    except (OSError, SyntaxError, ValueError) as error:
        raise UsageError(f"{file}: {error}") from error
    store.extend(ontology_quads())
    return store


# --- parts ----------------------------------------------------------------------------------------------


def parts(store: Store) -> Iterator[Part]:
    """Every node of the store once, the ontology's left out; nodes of one graph together where possible.

    Where a part ends depends on the node alone, so that a document more or less changes the parts around it and no others.
    """
    gathered: list[NamedNode] = []
    for node in _nodes(store):
        gathered.append(node)
        if crc32(node.value.encode()) % NODES_IN_A_PART == 0 or len(gathered) == MOST_NODES_IN_A_PART:
            yield _part(store, gathered)
            gathered = []
    if gathered:
        yield _part(store, gathered)


def _nodes(store: Store) -> Iterator[NamedNode]:
    seen: set[NamedNode] = set()
    named = sorted((g for g in store.named_graphs() if g != ONTOLOGY), key=str)
    for graph in (DefaultGraph(), *named):
        subjects = {q.subject for q in store.quads_for_pattern(None, None, None, graph)}
        new = sorted(
            (s for s in subjects if isinstance(s, NamedNode) and s not in seen), key=lambda s: s.value
        )
        seen.update(new)
        yield from new


def _part(store: Store, focus: list[NamedNode]) -> Part:
    triples: set[Triple] = set()
    neighbours: set[NamedNode] = set()
    for node in focus:
        for quad in store.quads_for_pattern(node, None, None, None):
            triples.add(quad.triple)
            if isinstance(quad.object, NamedNode) and quad.predicate != RDF_TYPE:
                neighbours.add(quad.object)
        for predicate in inverse_paths():
            for quad in store.quads_for_pattern(None, predicate, node, None):
                triples.add(quad.triple)
                if isinstance(quad.subject, NamedNode):
                    neighbours.add(quad.subject)
    for node in neighbours.difference(focus):
        triples.update(q.triple for q in store.quads_for_pattern(node, None, None, None))
    lines = sorted(_ntriples(triples).splitlines(keepends=True))
    return Part(tuple(sorted(n.value for n in focus)), b"".join(lines))


def _ntriples(triples: Iterable[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


@cache
def inverse_paths() -> tuple[NamedNode, ...]:
    """The properties that shapes follow backwards."""
    predicate = NamedNode(SH + "inversePath")
    found = {
        q.object for q in parse(path=str(shapes_file()), format=RdfFormat.TURTLE) if q.predicate == predicate
    }
    return tuple(sorted((o for o in found if isinstance(o, NamedNode)), key=lambda o: o.value))


# --- one part -------------------------------------------------------------------------------------------


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    return Graph().parse(shapes_file(), format="turtle")


def findings_of_part(part: Part) -> tuple[Finding, ...]:
    """Runs pySHACL over one part; the same part gives the same findings."""
    focus = set(part.focus)  # pySHACL's own choice of focus nodes takes quadratic time
    data = _graph(parse(part.triples, format=RdfFormat.N_TRIPLES))
    return tuple(sorted(finding for finding in _report(data) if finding.focus in focus))


def findings_of_graph(triples: Iterable[Quad]) -> tuple[Finding, ...]:
    """All results over one graph that is small enough to be looked at whole; graph names don't count."""
    return tuple(sorted(_report(_graph(triples))))


def _graph(triples: Iterable[Quad]) -> Graph:
    """The triples for pySHACL; made term by term, which takes half the time of rdflib's parser."""
    from rdflib import BNode, Graph, Literal, URIRef

    known: dict[object, Node] = {}

    def term(found: object) -> Node:
        if found not in known:
            match found:
                case NamedNode():
                    known[found] = URIRef(found.value)
                case OxLiteral():
                    datatype = None if found.language else URIRef(found.datatype.value)
                    known[found] = Literal(
                        found.value, lang=found.language, datatype=datatype, normalize=False
                    )
                case BlankNode():
                    known[found] = BNode(found.value)
                case _:
                    raise ValidationError("triple terms can't be validated: the data is RDF 1.1")
        return known[found]

    graph = Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _report(data: Graph) -> Iterator[Finding]:
    from pyshacl import validate
    from rdflib import Graph, Namespace
    from rdflib.namespace import RDF

    shacl = Namespace(SH)
    conforms, report, message = validate(data, shacl_graph=_shapes(), inference="none")
    if conforms:
        return
    if not isinstance(report, Graph):
        raise ValidationError(f"pySHACL failed: {message}")
    for result in report.subjects(RDF.type, shacl.ValidationResult):
        shape = report.value(result, shacl.sourceShape)
        yield Finding(
            focus=str(report.value(result, shacl.focusNode)),
            shape=_shape_name(shape),
            path=str(report.value(result, shacl.resultPath) or ""),
            message=" ".join(str(report.value(result, shacl.resultMessage) or "").split()),
            severity=str(report.value(result, shacl.resultSeverity)).rsplit("#", 1)[-1],
        )


def _shape_name(shape: Node | None) -> str:
    """A shape's IRI, or that of the node shape to which a property shape without IRI belongs."""
    from rdflib import BNode

    while isinstance(shape, BNode):
        shape = next(iter(_shapes().subjects(object=shape)), None)
    return str(shape) if shape is not None else "a shape without name"
