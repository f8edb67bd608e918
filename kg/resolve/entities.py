"""One node per actor, place and instrument over all documents.

A gazetteer key is one thing everywhere. Of the others, named bodies and persons are one where kind, name and country agree; a group or an
unnamed paper ("users", "a letter") stays its document's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.model import Annotation, Entity
from kg.resolve.model import ResolvedEntity

#: Kinds whose unlisted names mean the same thing in every document.
_NAMED = frozenset(
    "Platform Company Court Regulator Ministry LawEnforcement Legislature InternationalBody CivilSociety NewsOrganisation Person Place".split()
)
_STOP = frozenset({"the", "a", "an", "of", "and", "for", "s", "in", "to", "de", "la"})


def slug(name: str) -> str:
    """A readable, ASCII, lower-case form of a name for IRIs; "unnamed" where nothing is left.

    >>> slug("Fédération d’Internet")
    'federation-dinternet'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80] or "unnamed"


def normal(name: str) -> str:
    """A name without case, articles, order and punctuation: "Ministry of the Interior" and "interior ministry" agree."""
    words = sorted(w for w in re.findall(r"\w+", name.casefold()) if w not in _STOP)
    return " ".join(words)


def _identity(entity: Entity, document: str) -> tuple[str, ...]:
    if entity.known:
        return ("known", entity.kind, entity.key)
    proper = any(word[:1].isupper() for word in entity.label.split()) or any(
        ord(c) > 0x2FF for c in entity.label
    )
    placed = entity.country is not None and entity.kind in (
        "Ministry",
        "Regulator",
        "Court",
        "LawEnforcement",
        "Legislature",
        "Government",
    )
    if (entity.kind in _NAMED and proper) or placed:
        return ("named", entity.kind, normal(entity.label), entity.country or "")
    return ("own", entity.kind, entity.key, document)


def resolve_entities(
    annotations: Iterable[Annotation],
) -> tuple[tuple[ResolvedEntity, ...], dict[tuple[str, str], str]]:
    """The entities that claims of these documents speak of, and where each document's entities went.

    Returns:
        The resolved entities sorted by key, and (document identifier, entity key) to resolved key.
    """
    groups: dict[tuple[str, ...], list[tuple[str, Entity]]] = defaultdict(list)
    for annotation in annotations:
        used = {
            key
            for c in annotation.claims
            for key in (*c.agent, *c.target, *c.place, *c.instrument, *([c.said_by] if c.said_by else []))
        }
        for entity in annotation.entities:
            if entity.key in used:
                groups[_identity(entity, annotation.text.identifier)].append(
                    (annotation.text.identifier, entity)
                )
    resolved: list[ResolvedEntity] = []
    where: dict[tuple[str, str], str] = {}
    taken: Counter[str] = Counter()
    for identity in sorted(groups):
        members = sorted(groups[identity], key=lambda m: (m[0], m[1].key))
        first = members[0][1]
        key = first.key if identity[0] == "known" else _key(identity, first)
        taken[key] += 1
        if taken[key] > 1:
            key = f"{key}-{taken[key]}"
        labels = Counter(e.label for _, e in members)
        label = (
            first.label
            if identity[0] == "known"
            else max(labels, key=lambda text: (len(text), labels[text], text))
        )
        names = {name for _, e in members for name in (*e.names, e.label)} - {label}
        reason = (
            (f"the gazetteer lists them as {key}",)
            if identity[0] == "known"
            else (f"same kind, country and name {label!r}",)
        )
        documents = tuple(dict.fromkeys(name for name, _ in members))
        resolved.append(
            ResolvedEntity(
                key=key,
                kind=first.kind,
                label=label,
                names=tuple(sorted(names)),
                known=first.known,
                country=first.country,
                parent=first.parent,
                documents=documents,
                merged_because=reason if len(documents) > 1 else (),
            )  # fmt: skip
        )
        for name, entity in members:
            where[name, entity.key] = key
    return tuple(sorted(resolved, key=lambda e: e.key)), where


def _key(identity: tuple[str, ...], entity: Entity) -> str:
    base = slug(entity.label)
    if identity[0] == "own":
        return f"{slug(identity[3])}.{base}"
    return (
        f"{base}-{identity[3].lower()}"
        if identity[3] and not entity.key.endswith(identity[3].lower())
        else base
    )
