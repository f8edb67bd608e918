"""Annotations and knowledge to quads: the only place that knows the shape of the data.

Testimony, one named graph per document, named by the document's IRI::

    document -> segments; claims -> document, passages (evidence, trigger, when), roles, polarity, modality, about

Knowledge, in the default graph::

    actors, places, instruments; actions and observations; statuses and conflicts derived from them

No blank nodes, RDF 1.1 only. Each function is pure, and the set of quads that it gives does not depend on any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg import labels
from kg.iris import Minter
from kg.model import Annotation, Claim, Entity, GroundText, Segment, Span
from kg.ontology_graph import classes_of
from kg.provenance import extraction_activity
from kg.resolve.model import (
    ClaimRef,
    Conflict,
    Knowledge,
    ResolvedAction,
    ResolvedEntity,
    ResolvedObservation,
    Status,
)
from kg.vocab import DCTERMS, OA, PROV, RDF_TYPE, RDFS, SCHEMA, SKOS, WRIT, XSD, writ

LABEL = NamedNode(RDFS + "label")
ALT_LABEL = NamedNode(SKOS + "altLabel")
CLOSE_MATCH = NamedNode(SKOS + "closeMatch")
NON_NEGATIVE = NamedNode(XSD + "nonNegativeInteger")
INTEGER, DECIMAL, DATE = NamedNode(XSD + "integer"), NamedNode(XSD + "decimal"), NamedNode(XSD + "date")

#: Characters of context on either side of a passage, for ``oa:prefix`` and ``oa:suffix``.
CONTEXT = 32
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_ROLES = ("agent", "target", "place", "instrument")


# --- literals -------------------------------------------------------------------------------------------


def characters(value: str) -> str:
    """What RDF can hold of a string: a lone surrogate becomes U+FFFD, one for one, so that offsets stay right."""
    return _LONE_SURROGATE.sub("\ufffd", value)


def text(value: str) -> Literal:
    """A plain string."""
    return Literal(characters(value))


def english(value: str) -> Literal:
    """A label: one line."""
    return Literal(" ".join(characters(value).split()) or "?", language="en")


def day(value: date) -> Literal:
    """A calendar day."""
    return Literal(value.isoformat(), datatype=DATE)


def published(value: str) -> Literal:
    """A date of publication with the precision that it has."""
    kind = _DATE_TYPES.get(len(value))
    return Literal(value, datatype=NamedNode(XSD + kind)) if kind else text(value)


def number(value: str) -> Literal:
    """A figure, exact."""
    if re.fullmatch(r"[+-]?\d+", value, re.ASCII):
        return Literal(value, datatype=INTEGER)
    if re.fullmatch(r"[+-]?\d*\.\d+", value, re.ASCII):
        return Literal(value, datatype=DECIMAL)
    return text(value)


# --- testimony ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Graph:
    """Quads of one subject after another in one graph."""

    name: NamedNode | DefaultGraph

    def of(self, subject: NamedNode, *pairs: tuple[NamedNode, NamedNode | Literal | None]) -> Iterator[Quad]:
        for predicate, value in pairs:
            if value is not None:
                yield Quad(subject, predicate, value, self.name)

    def typed(self, subject: NamedNode, kind: str, label: str) -> Iterator[Quad]:
        for found in classes_of(kind):
            yield Quad(subject, RDF_TYPE, found, self.name)
        yield Quad(subject, LABEL, english(label), self.name)


def document_quads(annotation: Annotation, knowledge: Knowledge, mint: Minter) -> Iterator[Quad]:
    """All that one document says, in the graph of its name."""
    document = mint.document(annotation.text.identifier)
    graph = _Graph(document)
    yield from _document(annotation, mint, graph)
    for segment in annotation.text.segments:
        yield from _segment(annotation, segment, mint, graph)
    entities = {e.key: e for e in annotation.entities}
    for index, claim in enumerate(annotation.claims):
        ref = ClaimRef(document=annotation.text.identifier, index=index)
        yield from _claim(annotation, ref, claim, entities, knowledge, mint, graph)


def _document(annotation: Annotation, mint: Minter, graph: _Graph) -> Iterator[Quad]:
    source, known = annotation.text, annotation.text.metadata
    document = mint.document(source.identifier)
    yield from graph.typed(document, "Document", labels.document(source))
    yield from graph.of(
        document,
        (NamedNode(DCTERMS + "identifier"), text(source.identifier)),
        (NamedNode(DCTERMS + "title"), text(known.title) if known.title else None),
        (NamedNode(DCTERMS + "publisher"), text(known.publisher) if known.publisher else None),
        (NamedNode(SCHEMA + "datePublished"), published(known.published) if known.published else None),
        (NamedNode(SCHEMA + "url"), _web_address(known.url)),
        (NamedNode(DCTERMS + "language"), text(source.language) if source.language else None),
        (NamedNode(DCTERMS + "format"), text(source.media_type)),
        (writ("sha256"), text(source.sha256)),
        (writ("text"), text(source.content)),
    )


def _web_address(url: str | None) -> NamedNode | None:
    """A declared address as an IRI; nothing where it is none, since one stray space must not fail a build."""
    if url is None or not re.fullmatch(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", url):
        return None
    try:
        return NamedNode(characters(url))
    except ValueError:
        return None


def _segment(annotation: Annotation, segment: Segment, mint: Minter, graph: _Graph) -> Iterator[Quad]:
    node = mint.segment(annotation.text.identifier, segment)
    yield Quad(mint.document(annotation.text.identifier), writ("segment"), node, graph.name)
    yield from graph.typed(node, "Segment", f"{segment.role}, characters {segment.begin} to {segment.end}")
    yield from graph.of(
        node,
        (NamedNode(OA + "start"), Literal(str(segment.begin), datatype=NON_NEGATIVE)),
        (NamedNode(OA + "end"), Literal(str(segment.end), datatype=NON_NEGATIVE)),
        (writ("role"), writ(segment.role)),
        (writ("reason"), text(segment.reason) if segment.reason else None),
    )


def _passage(annotation: Annotation, span: Span, mint: Minter, graph: _Graph) -> Iterator[Quad]:
    content = annotation.text.content
    node = mint.passage(annotation.text.identifier, span)
    exact = content[span.begin : span.end]
    yield from graph.typed(node, "Passage", f"“{exact if len(exact) <= 80 else exact[:79] + '…'}”")
    yield from graph.of(
        node,
        (NamedNode(OA + "start"), Literal(str(span.begin), datatype=NON_NEGATIVE)),
        (NamedNode(OA + "end"), Literal(str(span.end), datatype=NON_NEGATIVE)),
        (NamedNode(OA + "exact"), text(exact)),
        (NamedNode(OA + "prefix"), text(content[max(0, span.begin - CONTEXT) : span.begin])),
        (NamedNode(OA + "suffix"), text(content[span.end : span.end + CONTEXT])),
        (NamedNode(PROV + "wasQuotedFrom"), mint.document(annotation.text.identifier)),
    )


def _claim(
    annotation: Annotation,
    ref: ClaimRef,
    claim: Claim,
    entities: dict[str, Entity],
    knowledge: Knowledge,
    mint: Minter,
    graph: _Graph,
) -> Iterator[Quad]:
    node = mint.claim(ref.document, claim)
    spans = {"evidence": claim.evidence, "trigger": claim.trigger, "when": claim.when}
    for span in sorted({s for s in spans.values() if s is not None}):
        yield from _passage(annotation, span, mint, graph)
    yield from graph.typed(node, "Claim", labels.claim(claim, entities))
    yield from graph.of(
        node,
        (writ("document"), mint.document(ref.document)),
        (writ("about"), _thing(claim.kind, knowledge.about.get(ref), mint)),
        *((writ(name), mint.passage(ref.document, span)) for name, span in spans.items() if span is not None),
        *(
            (writ(r), _entity(ref, key, entities, knowledge, mint))
            for r in _ROLES
            for key in getattr(claim, r)
        ),
        (writ("saidBy"), _entity(ref, claim.said_by, entities, knowledge, mint)),
        *((writ("ground"), ground(g.concept)) for g in claim.grounds),
        *((writ("groundText"), _ground_text(annotation, g)) for g in claim.grounds),
        (writ("earliest"), day(claim.earliest) if claim.earliest else None),
        (writ("latest"), day(claim.latest) if claim.latest else None),
        (writ("until"), day(claim.until) if claim.until else None),
        (writ("measure"), text(claim.measure) if claim.measure else None),
        (writ("value"), number(claim.value) if claim.value else None),
        (writ("unit"), text(claim.unit) if claim.unit else None),
        (writ("polarity"), writ(claim.polarity)),
        (writ("modality"), writ(claim.modality)),
        (writ("confidence"), Literal(_decimal(claim.confidence), datatype=DECIMAL)),
        (writ("rule"), text(claim.rule)),
        (NamedNode(PROV + "wasGeneratedBy"), extraction_activity(mint)),
    )


def _decimal(value: float) -> str:
    """Three digits, as a canonical decimal."""
    return f"{min(1.0, max(0.0, value)):.3f}".rstrip("0").ljust(3, "0")


def _ground_text(annotation: Annotation, reason: GroundText) -> Literal:
    return text(annotation.text.content[reason.span.begin : reason.span.end])


def ground(concept: str | None) -> NamedNode | None:
    """A concept of the scheme of grounds, by its local name with or without ``ground-``, or by IRI."""
    if not concept:
        return None
    if concept.startswith(WRIT):
        return NamedNode(concept)
    return writ(concept if concept.startswith("ground-") else f"ground-{concept}")


def _entity(
    ref: ClaimRef, key: str | None, entities: dict[str, Entity], knowledge: Knowledge, mint: Minter
) -> NamedNode | None:
    """What the document calls by that key, as all documents together know it."""
    if key is None:
        return None
    resolved = knowledge.entity_of.get((ref.document, key), key)
    return mint.entity(entities[key].kind if key in entities else "Actor", resolved)


def _thing(kind: str, key: str | None, mint: Minter) -> NamedNode | None:
    """The action or observation that a claim of that kind is about."""
    if key is None:
        return None
    return mint.observation(key) if kind == "Observation" else mint.action(key)


# --- knowledge ------------------------------------------------------------------------------------------


def knowledge_quads(knowledge: Knowledge, mint: Minter) -> Iterator[Quad]:
    """All that the documents together say, in the default graph."""
    graph = _Graph(DefaultGraph())
    kinds = {e.key: e.kind for e in knowledge.entities}
    names = _Names(
        kinds=kinds,
        labels={e.key: e.label for e in knowledge.entities},
        annotations={a.text.identifier: a for a in knowledge.annotations},
        mint=mint,
    )
    for entity in knowledge.entities:
        yield from _resolved_entity(entity, names, graph)
    for action in knowledge.actions:
        yield from _action(action, names, graph)
    for observation in knowledge.observations:
        yield from _observation(observation, names, graph)
    for status in knowledge.statuses:
        yield from _status(status, names, graph)
    for conflict in knowledge.conflicts:
        yield from _conflict(conflict, names, graph)
    for copy, original in knowledge.copy_of.items():
        if copy != original:
            yield Quad(mint.document(copy), writ("nearCopyOf"), mint.document(original), graph.name)


@dataclass(frozen=True, slots=True)
class _Names:
    """The IRIs, and labels, of what knowledge refers to by key."""

    kinds: dict[str, str]
    labels: dict[str, str]
    annotations: dict[str, Annotation]
    mint: Minter

    def entity(self, key: str) -> NamedNode:
        return self.mint.entity(self.kinds.get(key, "Actor"), key)

    def claim(self, ref: ClaimRef) -> NamedNode:
        return self.mint.claim(ref.document, self.annotations[ref.document].claims[ref.index])


def _resolved_entity(entity: ResolvedEntity, names: _Names, graph: _Graph) -> Iterator[Quad]:
    node = names.entity(entity.key)
    yield from graph.typed(node, entity.kind, entity.label)
    yield from graph.of(
        node,
        *((ALT_LABEL, english(n)) for n in entity.names if n.strip()),
        (writ("countryCode"), text(entity.country) if entity.country else None),
        *((writ("mergedBecause"), text(reason)) for reason in entity.merged_because),
    )
    if entity.parent is not None and entity.parent in names.kinds:
        yield Quad(node, _PARENT.get(entity.kind, writ("parent")), names.entity(entity.parent), graph.name)


_PARENT = {"Place": NamedNode(SCHEMA + "containedInPlace")}


def _action(action: ResolvedAction, names: _Names, graph: _Graph) -> Iterator[Quad]:
    node = names.mint.action(action.id)
    yield from graph.typed(node, action.kind, action.label)
    yield from graph.of(
        node,
        *((writ(role), names.entity(key)) for role in _ROLES for key in getattr(action, role)),
        *((writ("ground"), ground(concept)) for concept in action.grounds),
        (writ("earliest"), day(action.earliest) if action.earliest else None),
        (writ("latest"), day(action.latest) if action.latest else None),
        (writ("until"), day(action.until) if action.until else None),
        (writ("factuality"), writ(action.factuality)),
        *_counts(action.independent_sources, action.documents),
        *((writ("mergedBecause"), text(reason)) for reason in action.merged_because),
        *((CLOSE_MATCH, names.mint.action(other)) for other, _ in action.close_matches),
        *((writ("keptApartBecause"), text(reason)) for _, reason in action.close_matches if reason),
        *((writ("follows"), names.mint.action(other)) for other in action.follows),
        *((writ("partOf"), names.mint.action(other)) for other in action.part_of),
    )


def _observation(observation: ResolvedObservation, names: _Names, graph: _Graph) -> Iterator[Quad]:
    node = names.mint.observation(observation.id)
    yield from graph.typed(node, "Observation", observation.label)
    yield from graph.of(
        node,
        (writ("measure"), text(observation.measure)),
        (writ("value"), number(observation.value)),
        (writ("unit"), text(observation.unit) if observation.unit else None),
        *((writ("agent"), names.entity(key)) for key in observation.agent),
        *((writ("place"), names.entity(key)) for key in observation.place),
        (writ("earliest"), day(observation.earliest) if observation.earliest else None),
        (writ("latest"), day(observation.latest) if observation.latest else None),
        *_counts(observation.independent_sources, observation.documents),
    )


def _counts(sources: int, documents: Iterable[str]) -> Iterator[tuple[NamedNode, Literal]]:
    yield writ("independentSources"), Literal(str(sources), datatype=INTEGER)
    yield writ("documents"), Literal(str(len(set(documents))), datatype=INTEGER)


def _status(status: Status, names: _Names, graph: _Graph) -> Iterator[Quad]:
    node = names.mint.status(status.id)
    where = names.entity(status.place)
    bounds = {
        "earliestBeginning": status.begin[0], "latestBeginning": status.begin[1],
        "earliestEnd": status.end[0], "latestEnd": status.end[1],
    }  # fmt: skip
    yield from graph.typed(node, "Status", labels.status(status, names.labels))
    yield from graph.of(
        node,
        (writ("target"), names.entity(status.target) if status.target else None),
        (writ("place"), where),
        (writ("state"), writ(status.state)),
        *((writ(name), day(value)) for name, value in bounds.items() if value is not None),
        *((writ("derivedFrom"), names.mint.action(action)) for action in status.actions),
    )


def _conflict(conflict: Conflict, names: _Names, graph: _Graph) -> Iterator[Quad]:
    node = names.mint.conflict(conflict.id)
    about = (names.mint.observation if conflict.on_observation else names.mint.action)(conflict.action)
    yield from graph.typed(node, "Conflict", f"conflict on {conflict.property}: {conflict.explanation}")
    yield from graph.of(
        node,
        (writ("about"), about),
        (writ("onProperty"), writ(conflict.property)),
        *((writ("between"), names.claim(ref)) for ref in conflict.claims),
        (writ("explanation"), text(conflict.explanation)),
    )
