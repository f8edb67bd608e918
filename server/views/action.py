"""The page of an action: who, whom, where, when, why and by which paper; the claims side by side; what they disagree on."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.views.model import Interval, Node, Page, View
from server.views.reading import (
    PROLOGUE,
    ROLES,
    ClaimCard,
    Summary,
    claims,
    definition_of,
    described,
    grouped,
    interval,
    kind_of,
    node,
    nodes,
    one,
    select,
    structured,
    summaries,
    title_of,
)
from server.views.statuses import StatusRow, statuses
from server.views.vocabulary import label_of

_MOST_CLAIMS, _MOST_RELATED = 100, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Claims that can't all be true, and on which property they differ."""

    node: Node
    property: str
    explanation: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What each claim says of one property, in the order of the claims; ``differs`` where two say different things."""

    property: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPage:
    """What the page of an action shows."""

    iri: str
    kind: str
    kind_label: str
    kind_definition: str
    roles: dict[str, tuple[Node, ...]]
    when: Interval
    factuality: str
    factuality_definition: str
    sources: int
    documents: int
    merged_because: tuple[str, ...]
    kept_apart_because: tuple[str, ...]
    claims: tuple[ClaimCard, ...]
    comparisons: tuple[Comparison, ...]
    disagreements: tuple[Disagreement, ...]
    statuses: tuple[StatusRow, ...]
    links: dict[str, tuple[Summary, ...]]
    earlier: tuple[Summary, ...]
    later: tuple[Summary, ...]
    most_claims: int = _MOST_CLAIMS


def read(iri: str) -> Page | None:
    """The page of one action; None where the store has none of that IRI."""
    properties, labels = described(iri)
    kind = kind_of(properties)
    if not kind or kind == "Observation":
        return None
    roles = {role: nodes(properties.get(role), labels) for role in (*ROLES, "ground")}
    made = claims(f"?c writ:about <{iri}> .", limit=_MOST_CLAIMS)
    when = interval(properties)
    title = title_of(label_of(kind), roles)
    earlier, later = _around(iri, roles, when)
    factuality = one(properties.get("factuality")).rpartition("#")[2]
    data = ActionPage(
        iri=iri,
        kind=kind,
        kind_label=label_of(kind),
        kind_definition=definition_of(kind),
        roles=roles,
        when=when,
        factuality=factuality,
        factuality_definition=definition_of(factuality),
        sources=int(one(properties.get("independentSources"), "0")),
        documents=int(one(properties.get("documents"), "0")),
        merged_because=tuple(v.value for v in properties.get("mergedBecause", ())),
        kept_apart_because=tuple(v.value for v in properties.get("keptApartBecause", ())),
        claims=made,
        comparisons=_compared(made),
        disagreements=_disagreements(iri),
        statuses=statuses(f"?s writ:derivedFrom <{iri}> ."),
        links=_linked(iri),
        earlier=earlier,
        later=later,
    )
    return Page(
        template="action.html",
        title=title + (f", {when.words}" if when else ""),
        kind=label_of(kind),
        description=f"{title}, {when.words}; said by {data.documents} documents.",
        data=data,
        structured=structured(
            "Event",
            iri,
            title,
            startDate=when.earliest.isoformat() if when.earliest else "",
            endDate=when.until.isoformat() if when.until else "",
            description=data.kind_definition,
            location=[{"@type": "Place", "@id": n.iri, "name": n.label} for n in roles["place"]],
            organizer=[{"@type": "Organization", "@id": n.iri, "name": n.label} for n in roles["agent"]],
            about=[{"@id": n.iri, "name": n.label} for n in (*roles["target"], *roles["ground"])],
            subjectOf=[
                {"@type": "CreativeWork", "@id": s.iri, "name": s.label}
                for s in sorted({c.source.node for c in made})
            ],
        ),
        query=f"""{PROLOGUE}SELECT ?document ?claim ?property ?value ?quote WHERE {{
  GRAPH ?document {{ ?claim writ:about <{iri}> ; ?property ?value ; writ:evidence/oa:exact ?quote }} }}
ORDER BY ?document ?claim ?property""",
    )


def _compared(made: tuple[ClaimCard, ...]) -> tuple[Comparison, ...]:
    """The properties of which at least one claim says something, in a fixed order."""
    rows = []
    for name in (*ROLES, "ground", "when", "until"):
        said = tuple(c.values.get(name, "") for c in made)
        if any(said):
            rows.append(Comparison(property=name, values=said, differs=len({v for v in said if v}) > 1))
    return tuple(rows)


def _disagreements(iri: str) -> tuple[Disagreement, ...]:
    found, _ = grouped(
        select(f"SELECT ?k ?p ?o WHERE {{ ?k writ:about <{iri}> ; a writ:Conflict ; ?p ?o }}"), "k"
    )
    return tuple(
        Disagreement(
            node=node(NamedNode(conflict)),
            property=one(properties.get("onProperty")).rpartition("#")[2],
            explanation=one(properties.get("explanation")),
            claims=tuple(sorted(v.value for v in properties.get("between", ()))),
        )
        for conflict, properties in sorted(found.items())
    )


_RELATIONS = {
    "follows": "Follows from",
    "^follows": "Led to",
    "partOf": "Part of",
    "^partOf": "Has parts",
    "closeMatch": "Perhaps the same, kept apart",
}


def _linked(iri: str) -> dict[str, tuple[Summary, ...]]:
    """Actions that a document or the resolution ties to this one, by what ties them."""
    rows = select(f"""SELECT ?r ?a WHERE {{
      {{ VALUES (?p ?r) {{ (writ:follows "follows") (writ:partOf "partOf") (skos:closeMatch "closeMatch") }} <{iri}> ?p ?a }}
      UNION {{ VALUES (?p ?r) {{ (writ:follows "^follows") (writ:partOf "^partOf") (skos:closeMatch "closeMatch") }} ?a ?p <{iri}> }} }}""")
    named = [(row["r"].value, row["a"].value) for row in rows]
    if not named:
        return {}
    known = {
        s.node.iri: s
        for s in summaries(f"VALUES ?a {{ {' '.join(f'<{a}>' for a in sorted({a for _, a in named}))} }}")
    }
    return {
        words: found
        for name, words in _RELATIONS.items()
        if (found := tuple(known[a] for a in sorted({a for r, a in named if r == name}) if a in known))
    }


def _around(
    iri: str, roles: dict[str, tuple[Node, ...]], when: Interval
) -> tuple[tuple[Summary, ...], tuple[Summary, ...]]:
    """Actions on the same target in the same place (or, without a target, by the same agent), before and after."""
    subject = "target" if roles["target"] else "agent"
    if not roles[subject] or when.first is None:
        return (), ()
    same = f"VALUES ?n {{ {' '.join(f'<{n.iri}>' for n in roles[subject])} }} ?a writ:{subject} ?n ."
    if roles["place"]:
        same += f" VALUES ?w {{ {' '.join(f'<{n.iri}>' for n in roles['place'])} }} ?a writ:place ?w ."
    bound = f'"{when.first.isoformat()}"^^<http://www.w3.org/2001/XMLSchema#date>'
    others = f"{same} FILTER(?a != <{iri}>)"
    before = summaries(others, limit=_MOST_RELATED, newest_first=True, condition=f"?first < {bound}")
    after = summaries(others, limit=_MOST_RELATED, condition=f"?first >= {bound}")
    return tuple(reversed(before)), after


VIEW = View(name="action", read=read)
