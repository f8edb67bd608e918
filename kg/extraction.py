"""Runs the extractors over one parsed text: each says which layers it reads and which it adds (plug-ins: style §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kg.errors import ExtractionError
from kg.model import Attribution, Claim, Consideration, DateExpression, Entity, Mention
from kg.text import ParsedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """What is known of a text so far, or what one extractor adds to it."""

    dates: tuple[DateExpression, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = ()
    considered: tuple[Consideration, ...] = ()

    def plus(self, found: Layers) -> Layers:
        """Both together; indices inside ``found`` (``parent``, ``same_as``) are counted from its own first item."""
        attributions = tuple(
            a if a.parent is None else replace(a, parent=a.parent + len(self.attributions))
            for a in found.attributions
        )
        claims = tuple(
            c if c.same_as is None else replace(c, same_as=c.same_as + len(self.claims)) for c in found.claims
        )
        return Layers(
            dates=self.dates + found.dates,
            entities=_one_a_key(self.entities + found.entities),
            mentions=self.mentions + found.mentions,
            attributions=self.attributions + attributions,
            claims=self.claims + claims,
            considered=self.considered + found.considered,
        )


def _one_a_key(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Later entities of a key stand for earlier ones, with the names of both."""
    merged: dict[str, Entity] = {}
    for entity in entities:
        earlier = merged.get(entity.key)
        names = entity.names if earlier is None else tuple(dict.fromkeys(earlier.names + entity.names))
        merged[entity.key] = replace(entity, names=names)
    return tuple(merged.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """A plug-in: a module of :mod:`kg.extractors` with a constant ``EXTRACTOR`` of this type.

    ``requires`` and ``produces`` name fields of :class:`Layers`. ``run`` returns only what it adds.
    """

    name: str
    requires: tuple[str, ...]
    produces: tuple[str, ...]
    run: Callable[[ParsedText, Layers], Layers]


def in_order(extractors: Iterable[Extractor]) -> tuple[Extractor, ...]:
    """Sorts extractors so that each runs after all that produce what it requires; ties by name.

    Raises:
        ExtractionError: something is required that nothing produces, or two wait for each other.
    """
    waiting = sorted(extractors, key=lambda e: e.name)
    produced = {layer for e in waiting for layer in e.produces}
    for extractor in waiting:
        if missing := set(extractor.requires) - produced:
            raise ExtractionError(
                f"extractor {extractor.name} requires {sorted(missing)}, which nothing produces"
            )
    ordered: list[Extractor] = []
    while waiting:
        ready = next(
            (
                e
                for e in waiting
                if not any(set(o.produces) & set(e.requires) - set(e.produces) for o in waiting if o is not e)
            ),
            None,
        )
        if ready is None:
            raise ExtractionError(f"extractors wait for each other: {[e.name for e in waiting]}")
        waiting.remove(ready)
        ordered.append(ready)
    return tuple(ordered)
