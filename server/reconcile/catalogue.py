"""The entities of one state of the store as an index of names, with the types and properties that they have."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.gazetteer import gazetteer
from kg.linking.index import NameIndex
from kg.linking.model import Record
from kg.linking.names import entity_kinds, kinds_of_type
from kg.vocab import OWL, PREFIXES, RDF_TYPE, RDFS, SCHEMA, SKOS, WRIT
from server.runtime import Runtime

Term = NamedNode | BlankNode | Literal
_TOPS = " ".join(f"<{WRIT}{name}>" for name in ("Actor", "Place", "LegalInstrument"))
_LABEL, _ALT, _PREF, _COUNTRY = RDFS + "label", SKOS + "altLabel", SKOS + "prefLabel", WRIT + "countryCode"
#: What is asked of the store once a version: the names, classes and countries of all that can be reconciled.
_ENTITIES = f"""SELECT DISTINCT ?e ?p ?v WHERE {{
  VALUES ?top {{ {_TOPS} }} VALUES ?p {{ <{_LABEL}> <{_ALT}> <{_PREF}> <{_COUNTRY}> <{RDF_TYPE.value}> }}
  {{ ?e a ?top ; ?p ?v }} UNION {{ GRAPH ?g {{ ?e a ?top ; ?p ?v }} }} }}"""
_VOCABULARY = f"""SELECT ?c ?label ?comment ?above WHERE {{ GRAPH <{WRIT.removesuffix("#")}> {{ ?c <{_LABEL}> ?label
  OPTIONAL {{ ?c <{SKOS}definition> ?comment }} OPTIONAL {{ ?c <{RDFS}subClassOf> ?above }} }} }}"""
_VALUES = f"""SELECT DISTINCT ?e ?v ?label WHERE {{ VALUES ?top {{ {_TOPS} }}
  {{ ?e a ?top }} UNION {{ GRAPH ?h {{ ?e a ?top }} }} %s OPTIONAL {{ ?v <{_LABEL}> ?label }} }} LIMIT 200000"""

#: Properties that can be asked for, with their names; those that begin with ^ are followed backwards.
PROPERTIES: dict[str, tuple[str, str]] = {
    _LABEL: ("label", "The name under which it is listed"),
    _ALT: ("other names", "What the documents call it besides"),
    RDF_TYPE.value: ("type", "Its classes"),
    _COUNTRY: ("country code", "ISO 3166-1 alpha-2"),
    WRIT + "parent": ("parent", "The body or company above it"),
    SCHEMA + "containedInPlace": ("contained in place", "The place that it lies in"),
    SKOS + "exactMatch": ("same as", "The same thing in Wikidata, GeoNames and other data sets, as verified"),
    SKOS + "closeMatch": ("close match", "Nearly the same thing elsewhere"),
    OWL + "sameAs": ("identical to", "The same thing elsewhere"),
    f"^{WRIT}agent": ("agent of", "Actions that it carried out"),
    f"^{WRIT}target": ("target of", "Actions that it was the target of"),
    f"^{WRIT}place": ("place of", "Actions that took effect there"),
    f"^{WRIT}instrument": ("instrument of", "Actions that were taken by this paper"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A class with its name, meaning and the classes right above it."""

    id: str
    name: str
    description: str = ""
    above: tuple[str, ...] = ()


@dataclass(slots=True)
class Catalogue:
    """Everything that answers need of one state of the store; property values are read when first asked for."""

    version: str
    index: NameIndex
    types: dict[str, Named]
    types_of: dict[str, tuple[str, ...]]
    """The classes of each entity, nearest first."""
    _values: dict[str, dict[str, list[tuple[Term, str]]]] = field(default_factory=dict)

    def values(self, runtime: Runtime, pid: str) -> dict[str, list[tuple[Term, str]]]:
        """For each entity the values of a property, each with its label ("" where it has none). Raises Problem."""
        if pid not in PROPERTIES:
            return {}
        if pid not in self._values:
            # Backwards only in the default graph: actions are there; graphs of documents have claims about them.
            pattern = (
                f"{{ ?v <{pid[1:]}> ?e }}"
                if pid.startswith("^")
                else f"{{ ?e <{pid}> ?v }} UNION {{ GRAPH ?g {{ ?e <{pid}> ?v }} }}"
            )
            found: dict[str, list[tuple[Term, str]]] = defaultdict(list)
            for row in runtime.select(_VALUES % f"{{ {pattern} }}"):
                label = row.get("label")
                found[row["e"].value].append((row["v"], label.value if label is not None else ""))
            self._values[pid] = {e: sorted(set(v), key=lambda p: (p[1], str(p[0]))) for e, v in found.items()}
        return self._values[pid]

    def type_ids(self, asked: str) -> frozenset[str]:
        """The classes that a type's identifier can mean: an IRI, ``writ:Court``, ``Court``, or words such as "city".

        One class and no others where the identifier is ours; empty where it says nothing to us.
        """
        iri = expanded(asked)
        if iri in self.types or (iri.startswith(WRIT) and iri.removeprefix(WRIT) in entity_kinds()):
            return frozenset({iri})
        if WRIT + asked in self.types:
            return frozenset({WRIT + asked})
        return frozenset(WRIT + kind for kind in kinds_of_type(asked) or ())


class Catalogues:
    """The catalogue of the newest version, built when first asked for; one thread builds, the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._current: Catalogue | None = None

    def current(self, runtime: Runtime, base: str) -> Catalogue:
        """The catalogue of what the store holds now. Raises Problem."""
        version = runtime.backend.version()
        found = self._current
        if found is not None and version and found.version == version:
            return found
        with self._lock:
            if self._current is None or not version or self._current.version != version:
                self._current = _catalogue(runtime, version, base)
            return self._current


def _catalogue(runtime: Runtime, version: str, base: str) -> Catalogue:
    names: dict[str, dict[str, None]] = defaultdict(dict)
    labels: dict[str, str] = {}
    types: dict[str, set[str]] = defaultdict(set)
    countries: dict[str, str] = {}
    for row in sorted(runtime.select(_ENTITIES), key=lambda r: tuple(str(r[n]) for n in ("e", "p", "v"))):
        entity, predicate, value = row["e"], row["p"].value, row["v"].value
        if not isinstance(entity, NamedNode):
            continue
        if predicate == RDF_TYPE.value:
            types[entity.value].add(value)
        elif predicate == _COUNTRY:
            countries[entity.value] = value
        elif predicate in (_LABEL, _PREF):
            labels.setdefault(entity.value, value)
            names[entity.value][value] = None
        else:
            names[entity.value][value] = None
    vocabulary = _vocabulary(runtime)
    ordered = {e: _nearest_first(found, vocabulary) for e, found in types.items()}
    used = {t for found in ordered.values() for t in found if t.startswith(WRIT)}
    records = [
        Record(
            id=entity,
            label=labels.get(entity) or next(iter(names[entity]), entity),
            names=(*names[entity], *_known_names(entity, base)),
            types=found,
            country=countries.get(entity),
            description=_description(found, countries.get(entity), vocabulary),
        )
        for entity, found in sorted(ordered.items())
    ]
    known = {t: vocabulary.get(t) or Named(t, t.removeprefix(WRIT)) for t in sorted(used)}
    return Catalogue(version, NameIndex(records), known, ordered)


def _vocabulary(runtime: Runtime) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for row in runtime.select(_VOCABULARY):
        iri, known = row["c"].value, found.get(row["c"].value)
        above = {row["above"].value} if "above" in row and row["above"].value.startswith(WRIT) else set()
        comment = row["comment"].value if "comment" in row else ""
        found[iri] = Named(
            iri,
            known.name if known else row["label"].value,
            (known.description if known else "") or comment,
            tuple(sorted({*(known.above if known else ()), *above})),
        )
    return found


def _nearest_first(types: set[str], vocabulary: dict[str, Named]) -> tuple[str, ...]:
    """Classes below others before them."""

    def depth(iri: str, seen: frozenset[str] = frozenset()) -> int:
        known = vocabulary.get(iri)
        if known is None or iri in seen:
            return 0
        return 1 + max((depth(a, seen | {iri}) for a in known.above), default=0)

    return tuple(sorted(types, key=lambda t: (-depth(t), t)))


def _known_names(entity: str, base: str) -> tuple[str, ...]:
    """Names by which the gazetteer knows it, so that a former name or an acronym that no document uses finds it too."""
    family, _, key = entity.removeprefix(base).partition("/")
    entry = gazetteer().entries.get(unquote(key)) if family in ("actor", "place", "instrument") else None
    return () if entry is None else (entry.label, *entry.aliases, *entry.ambiguous)


def _description(types: tuple[str, ...], country: str | None, vocabulary: dict[str, Named]) -> str:
    known = next((t for t in types if t in vocabulary), None)
    kind = vocabulary[known].name if known else ""
    place = gazetteer().countries.get(country or "")
    return ", ".join(part for part in (kind, place.label if place else country or "") if part)


def expanded(identifier: str) -> str:
    """An identifier as an IRI: compact ones (``writ:Court``, ``^writ:target``) are expanded, others stay."""
    inverse = "^" if identifier.startswith("^") else ""
    prefix, colon, rest = identifier.removeprefix("^").partition(":")
    return f"{inverse}{PREFIXES[prefix]}{rest}" if colon and prefix in PREFIXES else identifier
