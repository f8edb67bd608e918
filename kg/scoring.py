"""Measures a store against facts that people took from the same documents (gold): precision, recall and F1 per layer.

Gold is one YAML file per document (entities, actions, observations) and ``across.yaml`` (which actions of several documents
are one event). A found action is matched with the gold action of its type that it resembles most: same agents and
targets, overlapping evidence, same date. A fact is an action with agents, targets, polarity and modality all right.
Optional gold actions count neither when found nor when missed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pyoxigraph import Literal, NamedNode, Store

from kg.errors import UsageError
from kg.ontology_graph import is_a
from kg.vocab import DCTERMS, OA, OWL, RDF_TYPE, RDFS, SKOS, WIKIDATA, WRIT, writ

ROLES = ("agent", "target", "place", "instrument", "source")
ACROSS = "across"
_SMALL_WORDS = {"the", "a", "an", "of", "and", "for", "s", "in", "to"}
#: Descriptions that name nobody: an alias made of one alone matches nothing.
_DESCRIPTIONS = frozenset(
    [
        "government",
        "authorities",
        "authority",
        "company",
        "firm",
        "ministry",
        "court",
        "regulator",
        "watchdog",
        "platform",
        "platforms",
        "app",
        "service",
        "site",
        "website",
        "network",
        "agency",
        "commission",
        "police",
        "judge",
        "minister",
        "president",
        "spokesperson",
        "spokesman",
        "spokeswoman",
        "users",
        "we",
        "it",
        "they",
        "he",
        "she",
        "officials",
        "country",
        "state",
        "mps",
        "parliament",
    ]
)

Interval = tuple[str, str]
Term = NamedNode | Literal
G = TypeVar("G")
F = TypeVar("F")


# --- figures --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """How many were right, how many there are, how many were found."""

    hit: int = 0
    wanted: int = 0
    found: int = 0

    def add(self, hit: int | bool, wanted: int | bool, found: int | bool) -> None:
        """Counts some more."""
        self.hit, self.wanted, self.found = self.hit + hit, self.wanted + wanted, self.found + found

    @property
    def precision(self) -> float:
        """Share of the found that is right; 0 where nothing was found."""
        return self.hit / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted that was found; 0 where nothing was wanted."""
        return self.hit / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_row(self) -> dict[str, float]:
        """All figures, rounded to three digits."""
        return {
            "f1": round(self.f1, 3), "precision": round(self.precision, 3), "recall": round(self.recall, 3),
            "hit": self.hit, "wanted": self.wanted, "found": self.found,
        }  # fmt: skip


@dataclass(slots=True)
class Score:
    """The figures by layer, in the order in which they were first met, those of actions by type, and a line for each miss."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    types: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: list[str] = field(default_factory=list)


def table_of(tallies: dict[str, Tally]) -> str:
    """The figures as a table of plain text."""
    lines = [f"{'':30}{'F1':>7}{'P':>7}{'R':>7}{'hit':>6}{'wanted':>8}{'found':>7}"]
    for name, tally in tallies.items():
        figures = f"{tally.f1:7.3f}{tally.precision:7.3f}{tally.recall:7.3f}"
        lines.append(f"{name:30}{figures}{tally.hit:6}{tally.wanted:8}{tally.found:7}")
    return "\n".join(lines)


# --- names and dates ------------------------------------------------------------------------------------


def normal(name: str) -> str:
    """A name without what does not matter: case, order of words, articles, punctuation.

    >>> normal("The Government of Nepal") == normal("Nepal government")
    True
    """
    words = sorted(re.findall(r"\w+", name.casefold()))
    return " ".join(w for w in words if w not in _SMALL_WORDS) or " ".join(words)


def interval(value: object) -> Interval:
    """A gold date as first and last day, "" where open.

    >>> interval("2024-02"), interval("../2020-10-10"), interval(None)
    (('2024-02-01', '2024-02-29'), ('', '2020-10-10'), ('', ''))
    """
    written = "" if value is None else str(value)
    if "/" in written:
        first, last = written.split("/")
        return interval(first.replace("..", ""))[0], interval(last.replace("..", ""))[1]
    match [int(part) for part in written[:10].split("-") if part]:
        case [year]:
            return f"{written}-01-01", f"{year:04}-12-31"
        case [year, month]:
            return f"{written}-01", f"{written}-{monthrange(year, month)[1]}"
        case [_, _, _]:
            return written[:10], written[:10]
    return "", ""


def same_date(gold: object, found: Interval) -> bool:
    """Whether a found interval is the gold one; where the gold one is open, whether it lies within."""
    earliest, latest = interval(gold)
    if (earliest, latest) == found:
        return True
    if bool(earliest) == bool(latest) or not any(found):
        return False
    return (not earliest or found[0] >= earliest > "") and (
        not latest or bool(found[1]) and found[1] <= latest
    )


def _listed(value: object) -> list[str]:
    values = value if isinstance(value, list) else [] if value in (None, "") else [value]
    return [str(v) for v in values]


# --- gold -----------------------------------------------------------------------------------------------


class Gold:
    """The facts of one document."""

    def __init__(self, path: Path) -> None:
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            self.entities: list[dict[str, Any]] = data.get("entities") or []
            self.actions: list[dict[str, Any]] = data.get("actions") or []
            self.observations: list[dict[str, Any]] = data.get("observations") or []
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as error:
            raise UsageError(f"{path} holds no gold facts: {error}") from error
        self.stem = path.stem
        self._owner: dict[str, str] = {}
        for entity in self.entities:
            forms = {normal(alias) for alias in entity.get("aliases") or []} - _DESCRIPTIONS
            self._owner.update(dict.fromkeys(forms | {normal(entity["name"])}, entity["name"]))

    def forms(self, name: str) -> set[str]:
        """All normal forms of the entity that goes by that name."""
        owner = self._owner.get(normal(name), name)
        return {form for form, other in self._owner.items() if other == owner} | {normal(name)}

    def written(self, name: str) -> list[str]:
        """The name and the aliases of an entity as the file has them."""
        found = next((e for e in self.entities if e["name"] == self._owner.get(normal(name), name)), None)
        return [name] if found is None else [str(f) for f in (found["name"], *(found.get("aliases") or ()))]

    def role(self, wanted: Sequence[str], found: Sequence[set[str]]) -> tuple[int, int, int]:
        """How many fillers of a role agree, are wanted, were found."""
        left, hits = list(found), 0
        for name in wanted:
            partner = next((names for names in left if names & self.forms(name)), None)
            if partner is not None:
                left.remove(partner)
                hits += 1
        return hits, len(wanted), len(found)


def evidence_span(action: dict[str, Any], text: str | None) -> tuple[int, int] | None:
    if action.get("span"):
        begin, end = action["span"]
        return int(begin), int(end)
    quote = action.get("evidence")
    begin = (text or "").find(quote) if quote else -1
    return (begin, begin + len(str(quote))) if begin >= 0 else None


# --- what the store says --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """One action as the claims of one document tell it."""

    thing: NamedNode
    kind: str
    spans: tuple[tuple[int, int, str], ...]
    roles: dict[str, list[set[str]]]
    date: Interval
    end: str
    polarity: str
    modality: str


class Facts:
    """A store, read as one graph."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claims: dict[str, list[NamedNode]] = defaultdict(list)
        for claim in self._instances("Claim"):
            for document in self.values(claim, WRIT + "document"):
                self._claims[document.value].append(claim)

    def _instances(self, kind: str) -> list[NamedNode]:
        quads = self._store.quads_for_pattern(None, RDF_TYPE, writ(kind), None)
        return sorted({q.subject for q in quads if isinstance(q.subject, NamedNode)}, key=lambda s: s.value)

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """The values of a property, in the order of N-Quads."""
        if not isinstance(subject, NamedNode):
            return []
        quads = self._store.quads_for_pattern(subject, NamedNode(predicate), None, None)
        return sorted({q.object for q in quads if isinstance(q.object, (NamedNode, Literal))}, key=str)

    def first(self, subjects: Iterable[Term], predicate: str) -> str:
        """The first value that one of the subjects has, "" if none has one."""
        return next((v.value for s in subjects for v in self.values(s, predicate)), "")

    def documents(self) -> dict[str, NamedNode]:
        """Documents by identifier."""
        return {self.first([d], DCTERMS + "identifier"): d for d in self._instances("Document")}

    def names(self, term: Term) -> set[str]:
        """The normal forms of all names of a thing."""
        if isinstance(term, Literal):
            return {normal(term.value)}
        labels = {normal(v.value) for p in (RDFS + "label", SKOS + "prefLabel") for v in self.values(term, p)}
        aliases = {normal(v.value) for v in self.values(term, SKOS + "altLabel")} - _DESCRIPTIONS
        return labels | aliases or {normal(term.value.rstrip("/").rsplit("/", 1)[-1].replace("-", " "))}

    def kinds(self, term: Term) -> set[str]:
        """The local names of its classes of ours."""
        return {
            t.value.removeprefix(WRIT) for t in self.values(term, RDF_TYPE.value) if t.value.startswith(WRIT)
        }

    def links(self, term: Term) -> set[str]:
        """The Wikidata items that it is said to be."""
        values = [v.value for p in (OWL + "sameAs", SKOS + "exactMatch") for v in self.values(term, p)]
        return {v.removeprefix(WIKIDATA) for v in values if v.startswith(WIKIDATA)}

    def things(self, document: NamedNode | None) -> dict[NamedNode, list[NamedNode]]:
        """What a document speaks of, with its claims about each."""
        grouped: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for claim in self._claims.get(document.value if document else "", ()):
            for thing in self.values(claim, WRIT + "about"):
                if isinstance(thing, NamedNode):
                    grouped[thing].append(claim)
        return grouped

    def action(self, thing: NamedNode, claims: list[NamedNode]) -> Found | None:
        """A thing as an action; None if it is none."""
        kinds = sorted(k for k in self.kinds(thing) if _is_leaf_action(k))
        if not kinds:
            return None

        def fillers(role: str) -> list[set[str]]:
            predicate = WRIT + ("saidBy" if role == "source" else role)
            terms = {term for claim in claims for term in self.values(claim, predicate)}
            return [self.names(term) for term in sorted(terms, key=str)]

        passages = [p for claim in claims for p in self.values(claim, WRIT + "evidence")]
        spans = [
            (int(begin), int(end), self.first([p], OA + "exact"))
            for p in passages
            if (begin := self.first([p], OA + "start")) and (end := self.first([p], OA + "end"))
        ]
        return Found(
            thing=thing,
            kind=kinds[0],
            spans=tuple(spans),
            roles={role: fillers(role) for role in ROLES},
            date=(self.first(claims, WRIT + "earliest")[:10], self.first(claims, WRIT + "latest")[:10]),
            end=self.first(claims, WRIT + "until")[:10],
            polarity=self.first(claims, WRIT + "polarity").rsplit("#", 1)[-1].lower() or "positive",
            modality=self.first(claims, WRIT + "modality").rsplit("#", 1)[-1].lower() or "actual",
        )


_PARENTS = frozenset({"Action", "Restriction", "Restoration", "LegalAction", "Communication", "Conduct"})


def _is_leaf_action(kind: str) -> bool:
    return kind not in _PARENTS and is_a(kind, "Action")


# --- matching -------------------------------------------------------------------------------------------


def matched(
    golds: Sequence[G], founds: Sequence[F], likeness: Callable[[G, F], float]
) -> list[tuple[int, int]]:
    """Pairs of indices, the likest first, each index at most once; of equals those with the higher indices."""
    ranked = sorted(
        ((likeness(g, f), i, j) for i, g in enumerate(golds) for j, f in enumerate(founds)), reverse=True
    )
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for value, i, j in ranked:
        if value > 0 and i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def _likeness(gold: Gold, action: dict[str, Any], found: Found, text: str | None) -> float:
    """How like a found action is to a gold one; 0 where it can't be the same."""
    if action["type"] != found.kind:
        return 0.0
    value = 0.0
    for role in ("agent", "target"):
        hits, wanted, got = gold.role(_listed(action.get(role)), found.roles[role])
        value += 2 * hits / (wanted + got) if wanted + got else 0.5
    span = evidence_span(action, text)
    value += span is not None and any(span[0] < end and begin < span[1] for begin, end, _ in found.spans)
    value += 0.25 * same_date(action.get("date"), found.date)
    return value if value >= 0.6 else 0.0


# --- scoring --------------------------------------------------------------------------------------------


def score_store(store: Store, gold_directory: Path, texts: Path | None = None) -> Score:
    """Scores all documents of a gold folder, and what is one event across them.

    Args:
        store: a build over the documents of the same stems.
        gold_directory: one YAML file per document, and ``across.yaml``.
        texts: where the documents' texts are; by default beside the gold, or in ``seeds`` two folders up.

    Raises:
        UsageError: a file is not gold.
    """
    paths = [p for p in sorted(gold_directory.glob("*.yaml")) if p.stem != ACROSS]
    return score_documents(store, paths, gold_directory / f"{ACROSS}.yaml", texts)


def score_documents(
    store: Store, paths: Sequence[Path], across: Path | None = None, texts: Path | None = None
) -> Score:
    """Scores some documents; ``across`` may be missing."""
    facts, score = Facts(store), Score()
    documents = facts.documents()
    things: dict[str, NamedNode] = {}
    for path in paths:
        gold = Gold(path)
        document = documents.get(gold.stem) or next(
            (d for i, d in documents.items() if i.startswith(gold.stem)), None
        )
        score.tallies["documents"].add(document is not None, 1, 1)
        things |= _Document(gold, facts, document, _text_of(path, texts), score).score()
    if across is not None and across.is_file():
        _score_across(across, things, score.tallies)
    return score


def _text_of(path: Path, texts: Path | None) -> str | None:
    folders = [texts] if texts else [path.parent, path.parent / "../../seeds"]
    file = next((f / f"{path.stem}.txt" for f in folders if (f / f"{path.stem}.txt").is_file()), None)
    return file.read_bytes().decode("utf-8", errors="replace") if file else None


@dataclass(slots=True)
class _Document:
    """One document's facts beside what was found in it."""

    gold: Gold
    facts: Facts
    document: NamedNode | None
    text: str | None
    score_: Score

    def score(self) -> dict[str, NamedNode]:
        """Counts everything; gives the thing found for each gold action that is not optional."""
        grouped = self.facts.things(self.document)
        founds = [
            f for thing, claims in grouped.items() if (f := self.facts.action(thing, claims)) is not None
        ]
        actions = self.gold.actions
        pairs = matched(actions, founds, lambda a, f: _likeness(self.gold, a, f, self.text))
        optional = {i for i, a in enumerate(actions) if a.get("optional")}
        kept = [(i, j) for i, j in pairs if i not in optional]
        wanted, found = len(actions) - len(optional), len(founds) - (len(pairs) - len(kept))
        right = sum(self._pair(actions[i], founds[j]) for i, j in kept)
        for i in sorted(set(range(len(actions))) - optional - {i for i, _ in pairs}):
            self._missed(actions[i])
        for j in sorted(set(range(len(founds))) - {j for _, j in pairs}):
            self._extra(founds[j])
        spare = {j for i, j in pairs if i in optional}
        for i in range(len(actions)):
            self.score_.types[actions[i]["type"]].add(any(i == k for k, _ in kept), i not in optional, 0)
        for j in set(range(len(founds))) - spare:
            self.score_.types[founds[j].kind].add(0, 0, 1)
        self._tally("actions", len(kept), wanted, found)
        self._tally("facts", right, wanted, found)
        self._entities([claim for claims in grouped.values() for claim in claims])
        self._observations(grouped)
        self._evidence(founds)
        return {f"{self.gold.stem}:{actions[i]['id']}": founds[j].thing for i, j in kept}

    def _tally(self, name: str, hit: int | bool, wanted: int | bool, found: int | bool) -> None:
        self.score_.tallies[name].add(hit, wanted, found)

    def _roles(self, role: str, hits: int, wanted: int, found: int) -> None:
        self._tally("roles", hits, wanted, found)
        self._tally(f"role {role}", hits, wanted, found)

    def _pair(self, action: dict[str, Any], found: Found) -> bool:
        """Counts a matched pair; whether it is a fact."""
        right = True
        for role in ROLES:
            hits, wanted, got = self.gold.role(_listed(action.get(role)), found.roles[role])
            self._roles(role, hits, wanted, got)
            right &= role not in ("agent", "target") or hits == wanted == got
        date = same_date(action.get("date"), found.date)
        if action.get("date") or any(found.date):
            self._tally("dates", date, bool(action.get("date")), any(found.date))
        if action.get("end") or found.end:
            same_end = interval(action.get("end"))[1] == found.end
            self._tally("ends", same_end, bool(action.get("end")), bool(found.end))
        polarity, modality = action.get("polarity") or "positive", action.get("modality") or "actual"
        same_mode = (polarity, modality) == (found.polarity, found.modality)
        self._tally("polarity+modality", same_mode, 1, 1)
        right &= same_mode
        if not (right and date):
            wanted_is = f"{_listed(action.get('agent'))} -> {_listed(action.get('target'))} {action.get('date')} {polarity} {modality}"
            self._note(action, f"wanted {wanted_is}; found {_shown(found)} {found.polarity} {found.modality}")
        return right

    def _missed(self, action: dict[str, Any]) -> None:
        for role in ROLES:
            self._roles(role, 0, len(_listed(action.get(role))), 0)
        self._tally("dates", 0, bool(action.get("date")), 0)
        self._note(action, f"not found: {action.get('evidence') or action.get('span')}")

    def _extra(self, found: Found) -> None:
        for role in ROLES:
            self._roles(role, 0, 0, len(found.roles[role]))
        quote = found.spans[0][2] if found.spans else ""
        self.score_.misses.append(f"{self.gold.stem} extra {found.kind}: {_shown(found)}: {quote[:160]}")

    def _note(self, action: dict[str, Any], what: str) -> None:
        self.score_.misses.append(f"{self.gold.stem} {action['id']} {action['type']}: {what}")

    def _entities(self, claims: list[NamedNode]) -> None:
        """Those that take part in claims."""
        predicates = [WRIT + ("saidBy" if role == "source" else role) for role in ROLES]
        nodes = {
            t for c in claims for p in predicates for t in self.facts.values(c, p) if isinstance(t, NamedNode)
        }
        terms = [(t, self.facts.names(t), self.facts.kinds(t)) for t in sorted(nodes, key=str)]
        entities = self.gold.entities

        def likeness(entity: dict[str, Any], term: tuple[NamedNode, set[str], set[str]]) -> float:
            if not self.gold.forms(entity["name"]) & term[1]:
                return 0.0
            return 1.0 + (entity["class"] in term[2])  # a state and its territory may share a name

        pairs = matched(entities, terms, likeness)
        optional = {i for i, e in enumerate(entities) if e.get("optional")}
        spared = sum(i in optional for i, _ in pairs)
        self._tally("entities", len(pairs) - spared, len(entities) - len(optional), len(terms) - spared)
        for i, j in pairs:
            self._tally("entity class", entities[i]["class"] in terms[j][2], 1, 1)
            if item := entities[i].get("wikidata"):
                links = self.facts.links(terms[j][0])
                self._tally("wikidata links", item in links, 1, bool(links))

    def _observations(self, grouped: dict[NamedNode, list[NamedNode]]) -> None:
        rows = [
            self._row(t, claims[0]) for t, claims in grouped.items() if "Observation" in self.facts.kinds(t)
        ]

        def likeness(gold: dict[str, Any], row: tuple[float, Interval]) -> float:
            if abs(float(gold["value"]) - row[0]) >= 1e-6 or row[0] != row[0]:
                return 0.0
            return 1.0 + same_date(gold.get("period"), row[1])

        golds = self.gold.observations
        pairs = matched(golds, rows, likeness)
        self._tally("observations", len(pairs), len(golds), len(rows))
        for i, j in pairs:
            self._tally("observation period", same_date(golds[i].get("period"), rows[j][1]), 1, 1)

    def _row(self, thing: NamedNode, claim: NamedNode) -> tuple[float, Interval]:
        def first(name: str) -> str:
            return self.facts.first([claim, thing], WRIT + name)

        try:
            value = float(first("value") or "nan")
        except ValueError:
            value = float("nan")
        return value, (first("earliest")[:10], first("latest")[:10])

    def _evidence(self, founds: list[Found]) -> None:
        """Evidence must be the document's own characters."""
        for found in founds:
            for begin, end, quote in found.spans:
                if self.text is not None:
                    self._tally("evidence exact", begin < end and self.text[begin:end] == quote, 1, 1)
            if not found.spans:
                self._tally("evidence exact", 0, 1, 1)


def _shown(found: Found) -> str:
    names = {role: [min(forms) for forms in found.roles[role]] for role in ("agent", "target")}
    return f"{names['agent']} -> {names['target']} {found.date}"


def _score_across(path: Path, things: dict[str, NamedNode], tallies: dict[str, Tally]) -> None:
    """Pairs of actions of different documents: whether they are one event in gold and in the store."""
    same = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("same") or []
    group_of = {str(member): number for number, group in enumerate(same) for member in group}
    keys = sorted(things)
    for position, one in enumerate(keys):
        for other in keys[position + 1 :]:
            if one.split(":")[0] == other.split(":")[0]:
                continue
            wanted = one in group_of and group_of[one] == group_of.get(other)
            got = things[one] == things[other]
            if wanted or got:
                tallies["same event across documents"].add(wanted and got, wanted, got)
