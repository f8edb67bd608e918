"""A model's answer to claims: whatever it says is dropped unless the document's own characters bear it out.

Evidence must occur verbatim in a segment that can hold testimony. Names must be those of entities that Writ found, or occur verbatim.
A date counts only as words of the document that Writ's own grammar reads as a date; a figure only where its evidence holds the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from kg.dates import bounds_of
from kg.errors import LanguageModelError
from kg.extractors.entity_registry import slug
from kg.figures import plain, quantities
from kg.llm.schema import CLASSES, MODALITIES, action_types
from kg.model import (
    TESTIMONY_ROLES,
    Annotation,
    Claim,
    Consideration,
    DateExpression,
    Entity,
    GroundText,
    Mention,
    Span,
)

#: How sure a claim is that only a model makes: nothing is known of the model.
CONFIDENCE = 0.5


@dataclass(slots=True)
class Grounded:
    """What is left of an answer."""

    claims: list[Claim] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    considered: list[Consideration] = field(default_factory=list)


def grounded(answer: str, annotation: Annotation, model: str) -> Grounded:
    """The claims of an answer that the document bears out; of the others, why not.

    Raises:
        LanguageModelError: the answer is not the JSON that was asked for.
    """
    try:
        data = orjson.loads(answer)
        actions, observations = list(data["actions"]), list(data["observations"])
        classes = {str(e["name"]): str(e["class"]) for e in data["entities"]}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LanguageModelError(f"{model} gave no JSON of the schema: {error!r}") from error
    reader = _Reader(annotation, f"llm: {model}", classes)
    for item in (*actions, *observations):
        reader.take(item)
    return reader.found


class _Reader:
    def __init__(self, annotation: Annotation, rule: str, classes: dict[str, str]) -> None:
        self.annotation, self.rule, self.classes = annotation, rule, classes
        self.content = annotation.text.content
        self.regions = [s for s in annotation.text.segments if s.role in TESTIMONY_ROLES]
        self.keys = {
            name.casefold(): e.key for e in reversed(annotation.entities) for name in (*e.names, e.label)
        }
        self.found = Grounded()

    def take(self, item: Any) -> None:
        """One proposal: a claim, or a consideration that says why it is none."""
        if not isinstance(item, dict):
            return
        what = str(item.get("type") or "Observation")
        evidence = self._where(item.get("evidence"))
        if evidence is None:
            self._drop(what, "its evidence does not occur in the document")
        elif "type" in item:
            self._action(item, what, evidence)
        else:
            self._observation(item, evidence)

    def _action(self, item: dict[str, Any], kind: str, evidence: Span) -> None:
        modality, polarity = item.get("modality"), item.get("polarity")
        if (
            kind not in action_types()
            or modality not in MODALITIES
            or polarity not in ("positive", "negative")
        ):
            self._drop(kind, "a type, modality or polarity that the ontology does not have", evidence)
            return
        agent, target = self._named(item.get("agent"), evidence), self._named(item.get("target"), evidence)
        if not agent and not target:
            self._drop(kind, "names nobody who did it or to whom", evidence)
            return
        date = self._date(item.get("date_words"), evidence)
        bounds, until = bounds_of(date) if date is not None else (None, None)
        self.found.claims.append(
            Claim(
                kind=kind,
                evidence=evidence,
                trigger=evidence,
                rule=self.rule,
                agent=agent,
                target=target,
                place=self._named([item.get("place")], evidence)[:1],
                instrument=self._named([item.get("instrument")], evidence)[:1],
                grounds=tuple(GroundText(span=s) for s in self._quotes(item.get("grounds"))),
                earliest=bounds.earliest if bounds else None,
                latest=bounds.latest if bounds else None,
                until=until,
                when=date.span if date is not None else None,
                polarity=polarity,
                modality=modality,
                said_by=next(iter(self._named([item.get("source")], evidence)), None),
                confidence=CONFIDENCE,
            )  # fmt: skip
        )

    def _observation(self, item: dict[str, Any], evidence: Span) -> None:
        words = self.content[evidence.begin : evidence.end].lower()
        quantity = next(
            (q for q in quantities(words) if str(item.get("value")) in (plain(q.value), str(float(q.value)))),
            None,
        )
        if quantity is None:
            self._drop("Observation", "its evidence does not hold the number", evidence)
            return
        date = self._date(item.get("date_words"), evidence)
        bounds, _ = bounds_of(date) if date is not None else (None, None)
        self.found.claims.append(
            Claim(
                kind="Observation",
                evidence=evidence,
                rule=self.rule,
                confidence=CONFIDENCE,
                trigger=Span(evidence.begin + quantity.begin, evidence.begin + quantity.end),
                agent=self._named(item.get("agent"), evidence),
                place=self._named([item.get("place")], evidence)[:1],
                earliest=bounds.earliest if bounds else None,
                latest=bounds.latest if bounds else None,
                when=date.span if date is not None else None,
                value=plain(quantity.value),
                measure=str(item.get("measure") or "figure"),
                unit=str(item.get("unit") or ""),
                said_by=next(iter(self._named([item.get("source")], evidence)), None),
            )  # fmt: skip
        )

    def _drop(self, what: str, reason: str, span: Span | None = None) -> None:
        self.found.considered.append(
            Consideration(span=span or Span(0, 0), extractor="llm", what=what, reason=reason)
        )

    def _where(self, quote: object) -> Span | None:
        """The first place in a segment with testimony where a quote stands as it is."""
        if not isinstance(quote, str) or not quote.strip():
            return None
        for segment in self.regions:
            begin = self.content.find(quote, segment.begin, segment.end)
            if begin >= 0:
                return Span(begin, begin + len(quote))
        return None

    def _quotes(self, quotes: object) -> Iterator[Span]:
        for quote in quotes if isinstance(quotes, list) else []:
            if (span := self._where(quote)) is not None:
                yield span

    def _named(self, names: object, evidence: Span) -> tuple[str, ...]:
        """The entities of some names; an unknown name becomes one where it occurs in the document and has a class."""
        keys = []
        for name in names if isinstance(names, list) else []:
            if not isinstance(name, str) or not name.strip():
                continue
            key = self.keys.get(name.casefold())
            where = self._where(name) if key is None else None
            kind = self.classes.get(name)
            if key is None and where is not None and kind in CLASSES:
                key = slug(name)
                self.keys[name.casefold()] = key
                if key not in {e.key for e in (*self.annotation.entities, *self.found.entities)}:
                    self.found.entities.append(Entity(key=key, kind=kind, label=name, names=(name,)))
                self.found.mentions.append(Mention(span=where, entity=key, form="name", rule=self.rule))
            if key is not None and key not in keys:
                keys.append(key)
        return tuple(keys)

    def _date(self, words: object, evidence: Span) -> DateExpression | None:
        """The date that the grammar reads in the quoted words: those inside the evidence before others."""
        if not isinstance(words, str) or not words.strip():
            return None
        begin = self.content.find(words, evidence.begin, evidence.end)
        span = Span(begin, begin + len(words)) if begin >= 0 else self._where(words)
        return next((d for d in self.annotation.dates if span is not None and d.span.overlaps(span)), None)
