"""Gathers a document's entities: one per real-world thing, with all names by which the text calls it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.gazetteer import Entry
from kg.model import Entity

_SMALL = frozenset({"the", "of", "for", "and", "on", "in", "s"})


def slug(name: str) -> str:
    """A key made of a name: lower-case ASCII words joined by hyphens; never empty.

    >>> slug("Côte d'Ivoire’s Court")
    'cote-divoires-court'
    """
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("'", "").replace("’", ""))
    made = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    return made[:120] or "n" + "-".join(f"{ord(c):x}" for c in name[:12])


@dataclass(slots=True)
class Found:
    """An entity while its names are still being gathered."""

    key: str
    kind: str
    label: str
    names: list[str] = field(default_factory=list)
    known: bool = False
    country: str | None = None
    parent: str | None = None

    def entity(self) -> Entity:
        """As the value that leaves the extractor."""
        return Entity(
            key=self.key,
            kind=self.kind,
            label=self.label,
            names=tuple(self.names),
            known=self.known,
            country=self.country,
            parent=self.parent,
        )


class Registry:
    """The document's entities by key; finds the one that a further name belongs to."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}
        self._by_word: dict[tuple[str, str], list[str]] = {}

    def add(self, entity: Entity, names: Iterable[str] = ()) -> str:
        """Registers an entity, or further names of one; returns its key, made distinct where kinds differ."""
        found = self.found.get(entity.key)
        if found is not None and found.kind != entity.kind:
            key = f"{entity.key}-{entity.kind.lower()}"
            return self.add(
                Entity(key=key, kind=entity.kind, label=entity.label, country=entity.country), names
            )
        if found is None:
            found = Found(
                entity.key, entity.kind, entity.label, [], entity.known, entity.country, entity.parent
            )
            self.found[entity.key] = found
            self._index(found, entity.label)
        self.call(entity.key, names)
        return entity.key

    def add_entry(self, entry: Entry, names: Iterable[str] = ()) -> str:
        """Registers an entry of the gazetteer, or further names of it."""
        entity = Entity(
            key=entry.key,
            kind=entry.kind,
            label=entry.label,
            known=True,
            country=entry.country,
            parent=entry.parent,
        )
        return self.add(entity, names)

    def call(self, key: str, names: Iterable[str]) -> None:
        """Adds names to an entity that is registered."""
        found = self.found[key]
        for name in names:
            if name and name not in found.names:
                found.names.append(name)
                self._index(found, name)

    def of_kind(self, kind: str) -> list[str]:
        """The keys of all entities of a kind, in the order of their first mention."""
        return [f.key for f in self.found.values() if f.kind == kind]

    def _index(self, found: Found, name: str) -> None:
        for word in _content_words(name):
            keys = self._by_word.setdefault((found.kind, word), [])
            if found.key not in keys:
                keys.append(found.key)

    def like(self, kind: str, name: str, country: str | None) -> str | None:
        """The first entity of that kind one of whose names has all the words of ``name`` ("Federal Court").

        A single word is enough only for short names; another country's body never fits.
        """
        wanted = _content_words(name)
        if not wanted:
            return None
        rarest = min((self._by_word.get((kind, word), []) for word in sorted(wanted)), key=len)
        for key in rarest:
            found = self.found[key]
            if country and found.country and found.country != country:
                continue
            for known in (found.label, *found.names):
                have = _content_words(known)
                if wanted <= have and (len(wanted) > 1 or len(have) <= 3):
                    return key
        return None


def _content_words(name: str) -> set[str]:
    return {w for w in re.findall(r"\w+", name.casefold()) if w not in _SMALL}
