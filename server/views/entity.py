"""The page of an actor, a place, a legal instrument or a ground: what it did and what was done to it, in time and with whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from kg.vocab import OWL, RDFS, SCHEMA, SKOS, WRIT
from server.page_text import shortened
from server.pictures.neighbours import Neighbours, neighbours
from server.pictures.timeline import Timeline, timeline
from server.runtime import Term
from server.views.model import Node, Page
from server.views.observations import Chart, ObservationRow, charts, observations
from server.views.reading import (
    PROLOGUE,
    ClaimCard,
    Properties,
    Summary,
    claims,
    definition_of,
    described,
    kind_of,
    node,
    nodes,
    one,
    select,
    structured,
    summaries,
)
from server.views.statuses import StatusRow, statuses
from server.views.vocabulary import label_of

_MOST_ACTIONS, _MOST_SAID = 100, 12
_SCHEMA_TYPES = {
    "Place": "Place",
    "Person": "Person",
    "LegalInstrument": "Legislation",
    "Ground": "DefinedTerm",
}
_DATA_SETS = {
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://sws.geonames.org/": "GeoNames",
    "http://dbpedia.org/resource/": "DBpedia",
    "http://eurovoc.europa.eu/": "EuroVoc",
    "https://www.iso.org/obp/ui/#iso:code:3166:": "ISO 3166-1",
    "https://w3id.org/writ#dsa-": "DSA Transparency Database",
}
_IDENTITY = {
    OWL + "sameAs": "the same",
    SKOS + "exactMatch": "the same, as verified",
    SKOS + "closeMatch": "nearly the same",
    SKOS + "broadMatch": "part of",
    SKOS + "narrowMatch": "wider than",
    SKOS + "relatedMatch": "related",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The same thing elsewhere, and how sure that is."""

    href: str
    relation: str

    @property
    def label(self) -> str:
        """The data set and the identifier in it, for those that everybody knows; else the address."""
        for prefix, name in _DATA_SETS.items():
            if self.href.startswith(prefix):
                return f"{name} {self.href.removeprefix(prefix).rstrip('/')}"
        return self.href


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCount:
    """In how many actions of a type it has a role."""

    role: str
    kind: str
    kind_label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityPage:
    """What the page of an entity shows."""

    iri: str
    kind: str
    kind_label: str
    definition: str
    names: tuple[str, ...]
    country: str
    parents: tuple[Node, ...]
    parts: tuple[Node, ...]
    identities: tuple[Identity, ...]
    counts: tuple[RoleCount, ...]
    total: int
    actions: tuple[Summary, ...]
    timeline: Timeline | None
    timeline_address: str
    network_address: str
    neighbours: Neighbours | None
    statuses: tuple[StatusRow, ...]
    figures: tuple[ObservationRow, ...]
    charts: tuple[Chart, ...]
    said: tuple[ClaimCard, ...]
    merged_because: tuple[str, ...]


def entity_page(iri: str, roles: Sequence[str]) -> Page | None:
    """The page of a thing that has one of these roles in actions; None where the store knows nothing of it."""
    properties, labels = described(iri)
    kind = kind_of(properties)
    return (
        page_about(iri, kind, one(properties.get(RDFS + "label")), roles, properties, labels)
        if kind
        else None
    )


def page_about(
    iri: str, kind: str, name: str, roles: Sequence[str], properties: Properties, labels: dict[str, Term]
) -> Page:
    """The page of a thing whose statements are known."""
    among = f"VALUES ?role {{ {' '.join(f'writ:{r}' for r in roles)} }}"
    counts = _counts(iri, among)
    shown = summaries(f"{among} ?a ?role <{iri}> .", limit=_MOST_ACTIONS, newest_first=True)
    title = shortened(name or iri)
    identities = _identities(iri)
    narrowed = urlencode({"place" if kind == "Place" else "actor": title}, quote_via=quote)
    figures = observations(f"VALUES ?r {{ writ:agent writ:place }} ?o ?r <{iri}> .")
    data = EntityPage(
        iri=iri,
        kind=kind,
        kind_label=label_of(kind),
        definition=definition_of(iri.removeprefix(WRIT)) if iri.startswith(WRIT) else "",
        names=tuple(sorted({v.value for v in properties.get(SKOS + "altLabel", ())} - {name})),
        country=one(properties.get("countryCode")),
        parents=nodes(
            [*properties.get("parent", ()), *properties.get(SCHEMA + "containedInPlace", ())], labels
        ),
        parts=_parts(iri),
        identities=identities,
        counts=counts,
        total=_total(iri, among),
        actions=shown,
        timeline=timeline(shown),
        timeline_address=f"/timeline?{narrowed}",
        network_address=f"/network?{narrowed}",
        neighbours=neighbours(iri, shown),
        statuses=statuses(f"VALUES ?r {{ writ:target writ:place }} ?s ?r <{iri}> .", limit=200),
        figures=figures,
        charts=charts(figures),
        said=claims(f"?c writ:saidBy <{iri}> .", limit=_MOST_SAID) if "agent" in roles else (),
        merged_because=tuple(v.value for v in properties.get("mergedBecause", ())),
    )
    same = [i.href for i in identities if i.relation.startswith("the same")]
    return Page(
        template="entity.html",
        title=title,
        kind=label_of(kind),
        description=f"{title}: {data.total} actions by or on it, each with the words that tell of it.",
        data=data,
        structured=structured(
            _SCHEMA_TYPES.get(kind, "Organization"),
            iri,
            title,
            alternateName=list(data.names[:20]),
            sameAs=same,
        ),
        query=f"""{PROLOGUE}SELECT ?action ?role ?label ?earliest ?latest WHERE {{
  {among} ?action ?role <{iri}> ; a writ:Action ; rdfs:label ?label .
  OPTIONAL {{ ?action writ:earliest ?earliest }} OPTIONAL {{ ?action writ:latest ?latest }} }}
ORDER BY ?earliest ?latest""",
    )


def _counts(iri: str, among: str) -> tuple[RoleCount, ...]:
    """By role and type, most first; the types are the leaves, since those above them would count twice."""
    rows = select(f"""SELECT ?role ?kind (COUNT(DISTINCT ?a) AS ?n) WHERE {{ {among} ?a ?role <{iri}> ; a writ:Action, ?kind .
      FILTER(?kind NOT IN (writ:Action, writ:Restriction, writ:Restoration, writ:LegalAction, writ:Communication, writ:Conduct)) }}
      GROUP BY ?role ?kind ORDER BY DESC(?n) ?kind""")
    return tuple(
        RoleCount(
            role=row["role"].value.removeprefix(WRIT),
            kind=(kind := row["kind"].value.removeprefix(WRIT)),
            kind_label=label_of(kind),
            count=int(row["n"].value),
        )
        for row in rows
        if "kind" in row and row["kind"].value.startswith(WRIT)
    )


def _total(iri: str, among: str) -> int:
    rows = select(f"SELECT (COUNT(DISTINCT ?a) AS ?n) WHERE {{ {among} ?a ?role <{iri}> ; a writ:Action }}")
    return int(rows[0]["n"].value) if rows else 0


def _parts(iri: str) -> tuple[Node, ...]:
    rows = select(f"""SELECT DISTINCT ?x ?l WHERE {{ VALUES ?r {{ writ:parent schema:containedInPlace }} ?x ?r <{iri}>
      OPTIONAL {{ ?x rdfs:label ?l }} }} LIMIT 100""")
    return tuple(sorted({node(row["x"], row.get("l")) for row in rows}))


def _identities(iri: str) -> tuple[Identity, ...]:
    """Links to other data sets, from whatever graph holds them; only addresses of the web are given."""
    rows = select(f"""SELECT DISTINCT ?p ?x WHERE {{ VALUES ?p {{ {" ".join(f"<{p}>" for p in _IDENTITY)} }}
      {{ GRAPH ?g {{ <{iri}> ?p ?x }} }} UNION {{ <{iri}> ?p ?x }} FILTER(ISIRI(?x)) }} LIMIT 50""")
    found = {
        Identity(href=row["x"].value, relation=_IDENTITY[row["p"].value])
        for row in rows
        if row["x"].value.startswith(("http://", "https://"))
    }
    return tuple(sorted(found, key=lambda i: (i.relation, i.href)))
