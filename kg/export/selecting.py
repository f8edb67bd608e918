"""A part of the dataset as a dataset of its own: what a SPARQL query finds, or what bears on entities, documents or days.

What is chosen are things of the default graph (actions, observations, statuses). With them come, graph by graph as they lay in
the store: their own lines, every claim about them with its passages and the lines of its document, and the type and names
of whatever they refer to; so that a part still shows the words of all it says. Every format can then write it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, QueryTriples, Store

from kg.errors import ExportError
from kg.vocab import DCTERMS, OWL, PREFIXES, RDF_TYPE, RDFS, SKOS, writ

_THINGS = ("Action", "Observation", "Status")
_DATES = ("earliest", "latest", "until", "earliestBeginning", "latestBeginning", "earliestEnd", "latestEnd")
_PASSAGES = ("evidence", "trigger", "when")
_NAMES = frozenset((RDF_TYPE.value, RDFS + "label", SKOS + "altLabel", OWL + "sameAs", SKOS + "exactMatch"))
_LEFT_OUT = frozenset((writ("segment"), writ("text")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What to choose; of several criteria, all must hold. Days are inclusive."""

    sparql: str | None = None
    entities: Sequence[str] = ()
    documents: Sequence[str] = ()
    since: date | None = None
    before: date | None = None

    def __bool__(self) -> bool:
        return bool(self.sparql or self.entities or self.documents or self.since or self.before)


def selected(store: Store, part: Part) -> Store:
    """The part as a store in memory.

    A CONSTRUCT query gives its triples as they are; a SELECT query, the things that its first variable is bound to.

    Raises:
        ExportError: the query is wrong, or no entity or document is called so.
    """
    chosen = _things(store)
    if part.sparql:
        answer = _answer(store, part.sparql)
        if isinstance(answer, Store):
            return answer
        chosen &= answer
    if part.entities:
        wanted = {n for name in part.entities for n in entities_named(store, name)}
        chosen = {t for t in chosen if _refers(store, t, wanted)}
    if part.documents:
        graphs = [_document(store, name) for name in part.documents]
        told = {q.object for g in graphs for q in store.quads_for_pattern(None, writ("about"), None, g)}
        chosen = {t for t in chosen if t in told}
    if part.since or part.before:
        chosen = {t for t in chosen if _overlaps(store, t, part.since, part.before)}
    found = Store()
    found.extend(_with_words(store, chosen))
    return found


def _things(store: Store) -> set[NamedNode]:
    return {
        q.subject
        for kind in _THINGS
        for q in store.quads_for_pattern(None, RDF_TYPE, writ(kind), DefaultGraph())
        if isinstance(q.subject, NamedNode)
    }


def _answer(store: Store, sparql: str) -> Store | set[NamedNode]:
    try:
        answer = store.query(sparql, prefixes=PREFIXES)
    except SyntaxError as error:
        raise ExportError(f"the query is not SPARQL: {error}") from error
    if isinstance(answer, QueryTriples):
        found = Store()
        found.extend(Quad(t.subject, t.predicate, t.object) for t in answer)
        return found
    if not isinstance(answer, QuerySolutions):
        raise ExportError("a selection takes a SELECT or a CONSTRUCT query, not ASK")
    return {s[0] for s in answer if isinstance(s[0], NamedNode)}


def entities_named(store: Store, name: str) -> list[NamedNode]:
    """The nodes of that IRI, label or other name, in any case; sorted.

    Raises:
        ExportError: there is none.
    """
    found = {
        q.subject
        for predicate in (RDFS + "label", SKOS + "altLabel")
        for q in store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph())
        if isinstance(q.subject, NamedNode)
        and isinstance(q.object, Literal)
        and (q.subject.value == name or q.object.value.casefold() == name.casefold())
    }
    if not found:
        raise ExportError(f"nothing in the knowledge is called {name!r}")
    return sorted(found, key=lambda n: n.value)


def _document(store: Store, name: str) -> NamedNode:
    for quad in store.quads_for_pattern(None, NamedNode(DCTERMS + "identifier"), None, None):
        if isinstance(quad.subject, NamedNode) and name in (
            quad.subject.value,
            getattr(quad.object, "value", ""),
        ):
            return quad.subject
    raise ExportError(f"no document has the IRI or identifier {name!r}")


def _refers(store: Store, thing: NamedNode, wanted: set[NamedNode]) -> bool:
    if thing in wanted:
        return True
    return any(q.object in wanted for q in store.quads_for_pattern(thing, None, None, DefaultGraph()))


def _overlaps(store: Store, thing: NamedNode, since: date | None, before: date | None) -> bool:
    """Whether the days on which it can have been touch the interval; what has no date is not chosen."""
    days = [
        q.object.value
        for name in _DATES
        for q in store.quads_for_pattern(thing, writ(name), None, DefaultGraph())
        if isinstance(q.object, Literal)
    ]
    if not days:
        return False
    return (since is None or max(days) >= since.isoformat()) and (
        before is None or min(days) <= before.isoformat()
    )


def _with_words(store: Store, things: set[NamedNode]) -> Iterator[Quad]:
    named: set[NamedNode] = set()
    for thing in things:
        own = list(store.quads_for_pattern(thing, None, None, DefaultGraph()))
        yield from own
        named |= {q.object for q in own if isinstance(q.object, NamedNode)}
        for about in store.quads_for_pattern(None, writ("about"), thing, None):
            if isinstance(about.graph_name, NamedNode) and isinstance(about.subject, NamedNode):
                claim = list(store.quads_for_pattern(about.subject, None, None, about.graph_name))
                yield from claim
                named |= {q.object for q in claim if isinstance(q.object, NamedNode)}
                yield from _testimony(store, claim, about.graph_name)
            else:  # a conflict about it
                yield from store.quads_for_pattern(about.subject, None, None, about.graph_name)
    for node in named - things:
        yield from (q for q in store.quads_for_pattern(node, None, None, None) if q.predicate.value in _NAMES)


def _testimony(store: Store, claim: list[Quad], graph: NamedNode) -> Iterator[Quad]:
    """The passages of a claim, and the lines of its document but its segments and whole text."""
    passages = {
        q.object
        for q in claim
        if isinstance(q.object, NamedNode) and q.predicate in {writ(p) for p in _PASSAGES}
    }
    for passage in passages:
        yield from store.quads_for_pattern(passage, None, None, graph)
    yield from (q for q in store.quads_for_pattern(graph, None, None, graph) if q.predicate not in _LEFT_OUT)
