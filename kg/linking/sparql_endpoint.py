"""Any SPARQL 1.1 endpoint as a source: items are found by the names that they have there, then read with all names.

A profile says under which properties an endpoint keeps names, types and countries. Wikidata and DBpedia are asked for
exact names only, which their indexes answer at once; ``generic`` takes names in any case from every graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.errors import LinkError
from kg.linking.model import LinkSource, Record, SourceOptions, Subject
from kg.linking.names import name_of
from kg.linking.polite import Client
from kg.vocab import FOAF, RDF_TYPE, RDFS, SCHEMA, SKOS, WRIT

_BATCH = 20
_RESULTS = "application/sparql-results+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Property paths of an endpoint; ``languages`` are those in which its names are asked for ("" is none)."""

    labels: str
    names: str
    types: str
    country: str
    languages: tuple[str, ...]
    any_case: bool = False


_WDT = "http://www.wikidata.org/prop/direct/"
PROFILES: dict[str, Profile] = {
    "generic": Profile(
        labels=f"<{RDFS}label>|<{SKOS}prefLabel>|<{SCHEMA}name>|<{FOAF}name>",
        names=f"<{SKOS}altLabel>|<{SCHEMA}alternateName>",
        types=f"<{RDF_TYPE.value}>",
        country=f"<{WRIT}countryCode>",
        languages=("", "en"),
        any_case=True,
    ),
    "wikidata": Profile(
        labels=f"<{RDFS}label>",
        names=f"<{SKOS}altLabel>",
        types=f"<{_WDT}P31>/<{RDFS}label>",
        country=f"<{_WDT}P17>/<{_WDT}P297>",
        languages=("en", "mul"),
    ),
    "dbpedia": Profile(
        labels=f"<{RDFS}label>",
        names="^<http://dbpedia.org/ontology/wikiPageRedirects>/" + f"<{RDFS}label>",
        types=f"<{RDF_TYPE.value}>",
        country="<http://dbpedia.org/ontology/country>/<http://dbpedia.org/ontology/iso31661Code>",
        languages=("en",),
    ),
}


class _Endpoint:
    """An endpoint with a profile."""

    def __init__(self, url: str, options: SourceOptions) -> None:
        self._url, self._limit = url, options.limit
        self._profile = PROFILES[options.profile or "generic"]
        self._client = Client(options)

    def candidates(self, subjects: Sequence[Subject]) -> Iterator[Sequence[Record]]:
        """As :class:`kg.linking.model.Searcher`: two requests for twenty subjects."""
        for begin in range(0, len(subjects), _BATCH):
            batch = subjects[begin : begin + _BATCH]
            items: dict[str, set[str]] = defaultdict(set)
            for item, name in self._items({n for s in batch for n in s.all_names}):
                items[name_of(name).key].add(item)
            records = self._records(sorted(set().union(*items.values()))) if items else {}
            for subject in batch:
                wanted = sorted({i for n in subject.all_names for i in items.get(name_of(n).key, ())})
                yield tuple(records[i] for i in wanted if i in records)

    def _items(self, names: set[str]) -> list[tuple[str, str]]:
        profile = self._profile
        path = f"{profile.labels}|{profile.names}"
        if profile.any_case:
            listed = ", ".join(str(Literal(n.lower())) for n in sorted(names))
            pattern = f"?item {path} ?name FILTER(LCASE(STR(?name)) IN ({listed}))"
            where = f"{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }}"
        else:
            values = " ".join(
                str(Literal(n, language=tag) if tag else Literal(n))
                for n in sorted(names)
                for tag in profile.languages
            )
            where = f"VALUES ?name {{ {values} }} ?item {path} ?name"
        rows = self._select(
            f"SELECT DISTINCT ?item ?name WHERE {{ {where} FILTER(ISIRI(?item)) }} LIMIT 2000"
        )
        return [(row["item"], row["name"]) for row in rows]

    def _records(self, items: Sequence[str]) -> dict[str, Record]:
        profile = self._profile
        parts = {
            "label": profile.labels,
            "name": profile.names,
            "type": profile.types,
            "country": profile.country,
        }
        patterns = [f'{{ ?item {path} ?v BIND("{part}" AS ?part) }}' for part, path in parts.items()]
        if profile.any_case:
            patterns += [
                f'{{ GRAPH ?g {{ ?item {path} ?v }} BIND("{part}" AS ?part) }}'
                for part, path in parts.items()
            ]
        tags = ", ".join(f'"{tag}"' for tag in ("", *profile.languages))
        values = " ".join(str(NamedNode(i)) for i in items)
        rows = self._select(
            f"SELECT DISTINCT ?item ?part ?v WHERE {{ VALUES ?item {{ {values} }} {' UNION '.join(patterns)} "
            f"FILTER(ISIRI(?v) || LANG(?v) IN ({tags})) }}"
        )
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            found[row["item"]][row["part"]].append(row["v"])
        return {
            item: Record(
                id=item,
                label=sorted(values["label"])[0],
                names=tuple(sorted({*values["label"], *values["name"]})),
                types=tuple(sorted(values["type"])),
                country=next(iter(sorted(values["country"])), None),
            )
            for item, values in found.items()
            if values["label"]
        }

    def _select(self, query: str) -> list[dict[str, str]]:
        answer = self._client.json(self._url, {"query": query}, _RESULTS)
        try:
            bindings = answer["results"]["bindings"]  # type: ignore[index]  # checked by the except below
            return [{name: str(term["value"]) for name, term in row.items()} for row in bindings]
        except (KeyError, TypeError, AttributeError) as error:
            raise LinkError(f"{self._url} did not answer a SELECT result") from error


SOURCE = LinkSource(name="sparql", help="a SPARQL endpoint", profiles=tuple(PROFILES), open=_Endpoint)
