"""Events of a table beside actions of the documents: what may be the same, why, and where the two disagree.

Nothing is merged. A pair is proposed where type, place, target and time go together; each part of the score is told in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from kg.iris import Minter
from kg.ontology_graph import classes_of
from kg.vocab import OWL, PREFIXES, RDF_TYPE, RDFS, SCHEMA, SKOS, WRIT, XSD, writ

#: Below, a pair is not worth a look: the same place and kind of act alone do not make one event.
LEAST = 0.6
#: Days between two times that are still called near: trackers and papers often differ by the day of the order and of its effect.
_NEAR = 31
_SSSOM, _SEMAPV = "https://w3id.org/sssom/", "https://w3id.org/semapv/vocab/"
#: What one side calls a block, another may call a shutdown or a slowdown.
_ACCESS = frozenset(("Block", "Throttle", "Shutdown"))
_ROLES = ("agent", "target", "place", "ground")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An event of a table or an action of the documents, as far as they are compared."""

    iri: str
    label: str
    kind: str
    roles: dict[str, frozenset[str]]
    earliest: date | None
    latest: date | None
    until: date | None

    @property
    def bounds(self) -> tuple[date, date] | None:
        """The first and last possible day; None without any."""
        if self.earliest is None and self.latest is None:
            return None
        return self.earliest or date.min, self.latest or date.max

    @property
    def when(self) -> str:
        """The time in words."""
        if self.bounds is None:
            return "no day"
        if self.earliest == self.latest:
            return str(self.earliest)
        return f"{self.earliest or '…'} to {self.latest or '…'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A pair that may be one event: how likely (0 to 1), and why."""

    event: Act
    action: Act
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What table and documents tell differently: ``on`` is a property, or says that one of them tells nothing."""

    on: str
    event: Act | None
    action: Act | None
    table_says: str
    documents_say: str


def acts(store: Store, pattern: str) -> list[Act]:
    """The acts ``?a`` of a graph pattern, by IRI."""
    query = f"""SELECT ?a ?p ?o WHERE {{ {pattern.replace("$STATEMENTS", "?a ?p ?o")} }}"""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    solutions = store.query(query, prefixes=PREFIXES)
    assert isinstance(solutions, QuerySolutions)
    for solution in solutions:
        found[solution["a"].value][solution["p"].value].add(solution["o"].value)
    return [_act(iri, properties) for iri, properties in sorted(found.items())]


def _act(iri: str, properties: dict[str, set[str]]) -> Act:
    kinds = [k.removeprefix(WRIT) for k in properties.get(RDF_TYPE.value, ()) if k.startswith(WRIT)]
    return Act(
        iri=iri,
        label=min(properties.get(RDFS + "label", {iri})),
        kind=max(sorted(kinds), key=lambda k: len(classes_of(k)), default=""),
        roles={role: frozenset(properties.get(WRIT + role, ())) for role in _ROLES},
        earliest=_day(properties.get(WRIT + "earliest"), last=False),
        latest=_day(properties.get(WRIT + "latest"), last=True),
        until=_day(properties.get(WRIT + "until"), last=True),
    )


def _day(values: set[str] | None, *, last: bool) -> date | None:
    if not values:
        return None
    return date.fromisoformat((max if last else min)(values)[:10])


def table_events(store: Store, graph: str) -> list[Act]:
    """The events of a table's graph."""
    return acts(store, f"GRAPH <{graph}> {{ ?claim writ:about ?a . ?a a writ:Action . $STATEMENTS }}")


def told_actions(store: Store) -> list[Act]:
    """The actions that the documents report, disputed ones too."""
    return acts(
        store, "VALUES ?f { writ:reported writ:disputed } ?a a writ:Action ; writ:factuality ?f . $STATEMENTS"
    )


def suggestions(store: Store, graph: str, *, least: float = LEAST) -> tuple[Suggestion, ...]:
    """The pairs of a table's events and our actions, best first for each event; without those that people refused."""
    refused = decided(store, OWL + "differentFrom")
    actions = told_actions(store)
    around = _Places(store)
    by_place: dict[str, list[Act]] = defaultdict(list)
    for action in actions:
        for place in action.roles["place"]:
            for wider in around.chain(place):
                by_place[wider].append(action)
    found = []
    for event in table_events(store, graph):
        near = {
            a.iri: a
            for place in event.roles["place"]
            for wider in around.chain(place)
            for a in by_place.get(wider, ())
        }
        for action in near.values():
            made = _compared(event, action, around)
            if made is not None and made.score >= least and (event.iri, action.iri) not in refused:
                found.append(made)
    return tuple(sorted(found, key=lambda s: (s.event.iri, -s.score, s.action.iri)))


def decided(store: Store, predicate: str) -> frozenset[tuple[str, str]]:
    """The pairs that people accepted (skos:closeMatch) or refused (owl:differentFrom), in the graph of matches."""
    return frozenset(
        (q.subject.value, q.object.value)
        for q in store.quads_for_pattern(None, NamedNode(predicate), None, None)
        if isinstance(q.graph_name, NamedNode)
        and q.graph_name.value.endswith("graph/matches")
        and isinstance(q.subject, NamedNode)
        and isinstance(q.object, NamedNode)
    )


class _Places:
    """What lies in what."""

    def __init__(self, store: Store) -> None:
        self._above = {
            q.subject.value: q.object.value
            for q in store.quads_for_pattern(None, NamedNode(SCHEMA + "containedInPlace"), None, None)
            if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
        }

    def chain(self, place: str) -> list[str]:
        """A place and those that it lies in."""
        found = [place]
        while (above := self._above.get(found[-1])) is not None and above not in found:
            found.append(above)
        return found

    def related(self, one: str, other: str) -> str:
        """``same``, ``inside`` where one lies in the other, or ""."""
        if one == other:
            return "same"
        return "inside" if one in self.chain(other) or other in self.chain(one) else ""


def _compared(event: Act, action: Act, around: _Places) -> Suggestion | None:
    kinds = _kinds(event, action)
    places = {around.related(a, b) for a in event.roles["place"] for b in action.roles["place"]} - {""}
    shared = event.roles["target"] & action.roles["target"]
    if not kinds or not places or (not shared and event.roles["target"] and action.roles["target"]):
        return None
    time, words = _times(event, action)
    if time < 0:
        return None
    score = 0.25 if kinds == "same" else 0.12
    score += 0.35 if "same" in places else 0.25
    score += 0.2 if shared else 0.1 if not event.roles["target"] and not action.roles["target"] else 0.0
    score += 0.2 * time
    reasons = (
        f"both are a {event.kind}"
        if kinds == "same"
        else f"{event.kind} and {action.kind} both take access away",
        "the same place" if "same" in places else "one place lies in the other",
        "the same platform" if shared else "a platform is named by one side at most",
        words,
    )
    return Suggestion(event=event, action=action, score=round(score, 2), reasons=reasons)


def _kinds(event: Act, action: Act) -> str:
    if event.kind == action.kind:
        return "same"
    return "alike" if {event.kind, action.kind} <= _ACCESS else ""


def _times(event: Act, action: Act) -> tuple[float, str]:
    """How well the times go together (-1: not at all), and that in words."""
    one, other = event.bounds, action.bounds
    if one is None or other is None:
        return 0.3, "a time is given by one side at most"
    if one[0] <= other[1] and other[0] <= one[1]:
        return 1.0, f"times that overlap ({event.when}; {action.when})"
    gap = (max(one[0], other[0]) - min(one[1], other[1])).days
    if gap > _NEAR:
        return -1.0, ""
    return 0.5 * (1 - gap / (_NEAR + 1)), f"times {gap} days apart ({event.when}; {action.when})"


# --- where they disagree -----------------------------------------------------------------------------------


def disagreements(store: Store, graph: str) -> tuple[Disagreement, ...]:
    """What a table and the documents tell differently of what is probably one event, and what only one of them tells.

    Of the documents, what only they tell is listed for the table's countries and years alone.
    """
    proposed = suggestions(store, graph)
    accepted = decided(store, SKOS + "closeMatch")
    best: dict[str, Suggestion] = {}
    for made in sorted(
        proposed, key=lambda s: (s.event.iri, s.action.iri) not in accepted
    ):  # what people accepted goes first
        best.setdefault(made.event.iri, made)
    around = _Places(store)
    events = table_events(store, graph)
    found = [d for event in events if event.iri in best for d in _differences(best[event.iri], store)]
    found += [
        Disagreement(on="only the table tells it", event=e, action=None, table_says=e.label, documents_say="")
        for e in events
        if e.iri not in best
    ]
    matched = {s.action.iri for s in proposed}
    found += [
        Disagreement(on="only documents tell it", event=None, action=a, table_says="", documents_say=a.label)
        for a in told_actions(store)
        if a.iri not in matched and _is_covered(a, events, around)
    ]
    return tuple(found)


def _differences(pair: Suggestion, store: Store) -> Iterator[Disagreement]:
    event, action = pair.event, pair.action

    def made(on: str, table: str, documents: str) -> Disagreement:
        return Disagreement(on=on, event=event, action=action, table_says=table, documents_say=documents)

    if event.kind != action.kind:
        yield made("type", event.kind, action.kind)
    one, other = event.bounds, action.bounds
    if one and other and not (one[0] <= other[1] and other[0] <= one[1]):
        yield made("time", event.when, action.when)
    ends = _ends(store, action)
    if event.until and ends and not ends[0] <= event.until <= ends[1]:
        yield made(
            "until", str(event.until), str(ends[0]) if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
        )
    for role in ("agent", "ground"):
        ours, theirs = action.roles[role], event.roles[role]
        if ours and theirs and not ours & theirs:
            yield made(role, _labels(store, theirs), _labels(store, ours))


def _ends(store: Store, action: Act) -> tuple[date, date] | None:
    """The first and last day on which what an action imposed can have ended: stated, or by the statuses that follow from it."""
    days = [action.until] if action.until else []
    for quad in store.quads_for_pattern(None, writ("derivedFrom"), NamedNode(action.iri), None):
        for name in ("earliestEnd", "latestEnd"):
            found = store.quads_for_pattern(quad.subject, writ(name), None, None)
            days += [date.fromisoformat(q.object.value[:10]) for q in found if isinstance(q.object, Literal)]
    return (min(days), max(days)) if days else None


def _labels(store: Store, iris: Iterable[str]) -> str:
    found = []
    for iri in sorted(iris):
        labels = sorted(
            q.object.value
            for q in store.quads_for_pattern(NamedNode(iri), NamedNode(RDFS + "label"), None, None)
            if isinstance(q.object, Literal)
        )
        found.append(labels[0] if labels else iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1])
    return ", ".join(found)


def _is_covered(action: Act, events: Sequence[Act], around: _Places) -> bool:
    """Whether a table of restrictions would be expected to have it: its kind, its country and its year are in the table."""
    if action.bounds is None or not any(e.kind == action.kind for e in events):
        return False
    places = {p for place in action.roles["place"] for p in around.chain(place)}
    years = {e.bounds[0].year for e in events if e.bounds and e.bounds[0] != date.min}
    return (
        any(places & e.roles["place"] for e in events)
        and (action.earliest or action.latest or date.min).year in years
    )


# --- as data -----------------------------------------------------------------------------------------------


def suggestion_quads(made: Iterable[Suggestion], mint: Minter) -> Iterator[Quad]:
    """Suggestions in their graph: skos:closeMatch, and beside it, as an OWL annotation in SSSOM's terms, how sure and why.

    https://mapping-commons.github.io/sssom/spec-formats-owl/
    """
    graph = mint.graph("suggestions")
    close = NamedNode(SKOS + "closeMatch")
    for one in made:
        event, action = NamedNode(one.event.iri), NamedNode(one.action.iri)
        axiom = NamedNode(
            f"{graph.value}#{sha256(f'{event.value} {action.value}'.encode()).hexdigest()[:16]}"
        )
        yield Quad(event, close, action, graph)
        yield Quad(axiom, RDF_TYPE, NamedNode(OWL + "Axiom"), graph)
        yield Quad(axiom, NamedNode(OWL + "annotatedSource"), event, graph)
        yield Quad(axiom, NamedNode(OWL + "annotatedProperty"), close, graph)
        yield Quad(axiom, NamedNode(OWL + "annotatedTarget"), action, graph)
        confidence = Literal(f"{one.score:.2f}", datatype=NamedNode(XSD + "decimal"))
        yield Quad(axiom, NamedNode(_SSSOM + "confidence"), confidence, graph)
        yield Quad(
            axiom,
            NamedNode(_SSSOM + "mapping_justification"),
            NamedNode(_SEMAPV + "CompositeMatching"),
            graph,
        )
        yield Quad(axiom, NamedNode(RDFS + "comment"), Literal("; ".join(one.reasons), language="en"), graph)


#: The same as a query, for what was proposed: pairs whose times do not touch.
DISAGREEING_TIMES = """SELECT ?event ?action ?tableEarliest ?tableLatest ?earliest ?latest WHERE {
  GRAPH ?suggestions { ?event skos:closeMatch ?action . ?axiom owl:annotatedSource ?event ; owl:annotatedTarget ?action }
  GRAPH ?table { ?claim writ:about ?event . OPTIONAL { ?event writ:earliest ?tableEarliest } OPTIONAL { ?event writ:latest ?tableLatest } }
  OPTIONAL { ?action writ:earliest ?earliest } OPTIONAL { ?action writ:latest ?latest }
  FILTER(?tableLatest < ?earliest || ?tableEarliest > ?latest) }
ORDER BY ?event ?action"""
