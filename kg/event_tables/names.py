"""Names of tables to what the gazetteer and the scheme of grounds know: whole names, without case and accents of blanks only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.gazetteer import gazetteer
from kg.ontology_graph import is_a, ontology_quads
from kg.vocab import RDFS, SKOS, WRIT

#: How the local names of grounds begin.
_GROUNDS = "ground-"
#: Services whose site is not called after them.
_SITES = {
    "t.me": "telegram",
    "telegram.org": "telegram",
    "twitter.com": "x",
    "x.com": "x",
    "youtu.be": "youtube",
    "wa.me": "whatsapp",
}


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Keys by folded name; a name that two things of fitting kinds have is nobody's."""

    by_name: dict[str, tuple[tuple[str, str], ...]]
    kinds: dict[str, str]

    def find(self, name: str, kinds: Sequence[str]) -> str:
        """The key of the thing of the first of these kinds (of the ontology) that has a thing of that name; "" for none."""
        found = self.by_name.get(_folded(name), ())
        for kind in kinds:
            keys = {key for key, own in found if own == kind or is_a(own, kind)}
            if len(keys) == 1:
                return keys.pop()
            if keys:
                return ""
        return ""

    def country(self, code: str) -> str:
        """The country of an ISO 3166-1 alpha-2 code, or of a name."""
        entry = gazetteer().countries.get(code.strip().upper())
        return entry.key if entry is not None else self.find(code, ("Place",))

    def site(self, host: str) -> str:
        """The platform of a site: its own name, or what its site is called after."""
        if not host:
            return ""
        labels = host.split(".")
        known = _SITES.get(host) or _SITES.get(".".join(labels[-2:]))
        if known and known in self.kinds:
            return known
        return self.find(labels[-2], ("Platform",)) if len(labels) > 1 else ""

    def label(self, key: str) -> str:
        """How the gazetteer calls it; "" for what it doesn't have."""
        entry = gazetteer().entries.get(key)
        return entry.label if entry is not None else ""

    def kind(self, key: str) -> str:
        """What a key is."""
        return self.kinds.get(key, "")


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split())


@cache
def known_names() -> KnownNames:
    """The gazetteer's labels and aliases, and the labels of grounds."""
    names: dict[str, set[tuple[str, str]]] = defaultdict(set)
    kinds: dict[str, str] = {}
    for entry in gazetteer().entries.values():
        kinds[entry.key] = entry.kind
        for form in (entry.label, *entry.aliases, *entry.ambiguous):
            names[_folded(form)].add((entry.key, entry.kind))
    labels = {RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel"}
    for quad in ontology_quads():
        subject = quad.subject
        if (
            isinstance(subject, NamedNode)
            and subject.value.removeprefix(WRIT).startswith(_GROUNDS)
            and quad.predicate.value in labels
            and isinstance(quad.object, Literal)
        ):
            key = subject.value.removeprefix(WRIT)
            kinds[key] = "Ground"
            names[_folded(quad.object.value)].add((key, "Ground"))
    return KnownNames({name: tuple(sorted(found)) for name, found in names.items()}, kinds)
