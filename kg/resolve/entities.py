"""One node per actor, place and instrument over all documents.

A gazetteer key is one thing everywhere. Of the others, named bodies and persons are one where kind, name and country agree; a group or an
unnamed paper ("users", "a letter") stays its document's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from kg.model import Annotation, Entity
from kg.resolve.model import ResolvedEntity

#: Kinds whose unlisted names mean the same thing in every document.
_NAMED = frozenset(
    {
        "Platform", "Company", "Court", "Regulator", "Ministry", "LawEnforcement", "Legislature",
        "InternationalBody", "CivilSociety", "NewsOrganisation", "Person", "Place"
    }
)  # fmt: skip
_Member = tuple[str, Entity]
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
    annotations: Iterable[Annotation], joined: Iterable[tuple[str, str]] = ()
) -> tuple[tuple[ResolvedEntity, ...], dict[tuple[str, str], str]]:
    """The entities that claims of these documents speak of, and where each document's entities went.

    Args:
        annotations: in any order.
        joined: pairs of resolved keys that people say are one; the first listed, else the first by key, remains.

    Returns:
        The resolved entities sorted by key, and (document identifier, entity key) to resolved key.
    """
    groups: dict[tuple[str, ...], list[_Member]] = defaultdict(list)
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
    keys = _keys({i: sorted(m, key=lambda m: (m[0], m[1].key)) for i, m in groups.items()})
    leader = _leaders({key: identity[0] == "known" for identity, key in keys.items()}, joined)
    merged: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for identity in sorted(groups):
        merged[leader[keys[identity]]].append(identity)
    resolved: list[ResolvedEntity] = []
    where: dict[tuple[str, str], str] = {}
    for key, identities in merged.items():
        identities.sort(key=lambda i: (keys[i] != key, i))
        members = [m for i in identities for m in sorted(groups[i], key=lambda m: (m[0], m[1].key))]
        resolved.append(_entity(key, identities[0], members, curated=len(identities) > 1))
        where |= {(name, entity.key): key for name, entity in members}
    return tuple(sorted(resolved, key=lambda e: e.key)), where


def _entity(
    key: str, identity: tuple[str, ...], members: Sequence[_Member], *, curated: bool
) -> ResolvedEntity:
    first = members[0][1]
    labels = Counter(e.label for _, e in members)
    listed = identity[0] == "known"
    label = first.label if listed else max(labels, key=lambda text: (len(text), labels[text], text))
    reasons = (
        (f"the gazetteer lists them as {key}",) if listed else (f"same kind, country and name {label!r}",)
    )
    documents = tuple(sorted({name for name, _ in members}))
    return ResolvedEntity(
        key=key,
        kind=first.kind,
        label=label,
        names=tuple(sorted({name for _, e in members for name in (*e.names, e.label)} - {label})),
        known=first.known,
        country=first.country,
        parent=first.parent,
        documents=documents,
        merged_because=(
            *(reasons if len(documents) > 1 else ()),
            *(("people joined them",) if curated else ()),
        ),
    )


def _keys(groups: Mapping[tuple[str, ...], Sequence[_Member]]) -> dict[tuple[str, ...], str]:
    """A key for each identity: readable, and where two would share one, apart by a hash of what they are."""
    wanted = {
        identity: members[0][1].key if identity[0] == "known" else _key(identity, members[0][1])
        for identity, members in groups.items()
    }
    shared = Counter(wanted.values())
    return {
        identity: key
        if shared[key] == 1 or identity[0] == "known"
        else f"{key}-{sha256(repr(identity).encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        for identity, key in wanted.items()
    }


def _leaders(listed: Mapping[str, bool], joined: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each key to the one that stands for all that it was joined with."""
    leader = {key: key for key in listed}

    def top(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    for one, other in sorted(joined):
        if one in leader and other in leader:
            first, second = sorted((top(one), top(other)), key=lambda k: (not listed[k], k))
            leader[second] = first
    return {key: top(key) for key in leader}


def _key(identity: tuple[str, ...], entity: Entity) -> str:
    base = slug(entity.label)
    if identity[0] == "own":
        return f"{slug(identity[3])}.{base}"
    return (
        f"{base}-{identity[3].lower()}"
        if identity[3] and not entity.key.endswith(identity[3].lower())
        else base
    )
