"""An annotation as the JSON object that ``writ annotate`` prints: plain names, offsets of the raw text, IRIs of the build."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from kg.iris import Minter
from kg.mapping import ground
from kg.model import Annotation, Attribution, Claim, Span
from kg.ontology_graph import is_a
from kg.resolve import resolve
from kg.resolve.model import ClaimRef, Knowledge

Json = dict[str, Any]


def plain_annotation(annotation: Annotation, mint: Minter) -> Json:
    """One document. Every ``begin`` and ``end`` counts code points of the raw text, end exclusive."""
    knowledge = resolve((annotation,))
    source, known = annotation.text, annotation.text.metadata
    view = _View(annotation, knowledge, mint)
    return {
        "identifier": source.identifier,
        "title": known.title,
        "publisher": known.publisher,
        "published": known.published,
        "url": known.url,
        "language": source.language,
        "sha256": source.sha256,
        "file": source.location,
        "text": source.content,
        "segments": [{"begin": s.begin, "end": s.end, "role": s.role} for s in source.segments],
        "sentences": [_range(s) for s in annotation.sentences],
        "dates": [
            {
                **view.words(d.span),
                "earliest": _day(d.earliest),
                "latest": _day(d.latest),
                "timex": d.timex,
            }
            for d in annotation.dates
        ],
        "actors": view.mentions("Actor"),
        "places": view.mentions("Place"),
        "instruments": view.mentions("LegalInstrument"),
        "attributions": [view.attribution(a) for a in annotation.attributions],
        "claims": [view.claim(index, claim) for index, claim in enumerate(annotation.claims)],
    }


def _range(span: Span) -> Json:
    return {"begin": span.begin, "end": span.end}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


class _View:
    """One document with the names and IRIs of what it speaks of."""

    def __init__(self, annotation: Annotation, knowledge: Knowledge, mint: Minter) -> None:
        self._annotation, self._knowledge, self._mint = annotation, knowledge, mint
        self._entities = {e.key: e for e in annotation.entities}

    def words(self, span: Span) -> Json:
        """A range with the characters in it."""
        return {**_range(span), "text": self._annotation.text.content[span.begin : span.end]}

    def entity(self, key: str) -> Json:
        """Label, class and IRI."""
        entity = self._entities.get(key)
        kind = entity.kind if entity else "Actor"
        resolved = self._knowledge.entity_of.get((self._annotation.text.identifier, key), key)
        return {
            "label": entity.label if entity else key,
            "class": kind,
            "iri": self._mint.entity(kind, resolved).value,
        }

    def mentions(self, family: str) -> list[Json]:
        """Where entities of a class, or of one below it, are spoken of."""
        return [
            {**self.words(m.span), **self.entity(m.entity)}
            for m in self._annotation.mentions
            if m.entity in self._entities and is_a(self._entities[m.entity].kind, family)
        ]

    def attribution(self, attribution: Attribution) -> Json:
        """Who says it, how, and what. The source of what is said on is where the speaker was last named."""
        source = attribution.source or self._last_named(attribution)
        return {
            "source": _range(source) if source else None,
            "cue": _range(attribution.cue),
            "content": _range(attribution.content),
            "speaker": self.entity(attribution.speaker) if attribution.speaker else None,
            "kind": attribution.kind,
            "rule": attribution.rule,
        }

    def _last_named(self, attribution: Attribution) -> Span | None:
        """The speaker's last mention before the content, else the first one; None where the text names nobody."""
        spans = sorted(
            (m.span for m in self._annotation.mentions if m.entity == attribution.speaker),
            key=lambda span: span.begin,
        )
        before = [span for span in spans if span.begin < attribution.content.begin]
        return next(iter(before[-1:] or spans), None)

    def claim(self, index: int, claim: Claim) -> Json:
        """All that a claim says."""
        ref = ClaimRef(document=self._annotation.text.identifier, index=index)
        about = self._knowledge.about.get(ref)
        thing = self._mint.observation if claim.kind == "Observation" else self._mint.action
        return {
            "iri": self._mint.claim(ref.document, claim).value,
            "type": claim.kind,
            "about": thing(about).value if about else None,
            "evidence": self.words(claim.evidence),
            "trigger": self.words(claim.trigger),
            **{
                role: [self.entity(key) for key in getattr(claim, role)]
                for role in ("agent", "target", "place", "instrument")
            },
            "grounds": [self._ground(g.span, g.concept) for g in claim.grounds],
            "earliest": _day(claim.earliest),
            "latest": _day(claim.latest),
            "until": _day(claim.until),
            "when": self.words(claim.when) if claim.when else None,
            "polarity": claim.polarity,
            "modality": claim.modality,
            "source": self.entity(claim.said_by) if claim.said_by else None,
            "measure": claim.measure,
            "value": claim.value,
            "unit": claim.unit,
            "rule": claim.rule,
            "probabilities": asdict(claim.probabilities) if claim.probabilities else None,
            "confidence": claim.confidence,
        }

    def _ground(self, span: Span, concept: str | None) -> Json:
        found = ground(concept)
        return {**self.words(span), "concept": found.value if found else None}
