"""A store to an index: a row for each thing that can be found, its words in three weights, its facets.

Words of an action are also the names of those who take part and what its claims quote, so that a question in other
words than its label finds it. The same store gives the same rows in the same order.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store

from kg.errors import StoreError
from kg.ontology_graph import classes_below, classes_of, ontology_quads
from kg.vocab import DCTERMS, OA, RDF_TYPE, RDFS, SCHEMA, SKOS, WRIT

INDEX_FILE = "search.sqlite"
#: What can be found, and the top classes by which it is recognised.
KINDS = {
    "action": "Action",
    "observation": "Observation",
    "actor": "Actor",
    "place": "Place",
    "instrument": "LegalInstrument",
    "document": "Document",
    "claim": "Claim",
}
_ROLES = ("agent", "target", "place", "instrument", "ground")
_LONGEST_LABEL = 2000
#: How the local names of grounds begin.
_GROUNDS = "ground-"
#: Under which the names of a thing stand among its facets, case folded: who asks for just this name means it.
NAME_FACET = "name"
_SCHEMA = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, label TEXT NOT NULL,
  day TEXT NOT NULL, sources INTEGER NOT NULL);
CREATE TABLE facet (thing INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (thing, name, value)) WITHOUT ROWID;
CREATE INDEX facet_value ON facet (name, value, thing);
CREATE VIRTUAL TABLE words USING fts5 (label, names, body, tokenize = "porter unicode61 remove_diacritics 2", prefix = '2 3');
CREATE TABLE spelling (word TEXT PRIMARY KEY, uses INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(slots=True)
class _Row:
    iri: str
    kind: str = ""
    type: str = ""
    label: str = ""
    day: str = ""
    sources: int = 0
    names: set[str] = field(default_factory=set)
    body: list[str] = field(default_factory=list)
    facets: set[tuple[str, str]] = field(default_factory=set)


def write_index(store: Store, directory: Path, base: str) -> Path:
    """Writes the index of a store into a directory; nothing else of the directory is touched.

    Raises:
        StoreError: this SQLite has no FTS5, or the file can't be written.
    """
    path = directory / INDEX_FILE
    rows = sorted(_rows(store, base), key=lambda row: row.iri)
    try:
        database = sqlite3.connect(path)
        with database:
            database.execute("PRAGMA journal_mode = OFF")
            database.executescript(_SCHEMA)
            _fill(database, rows)
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.commit()
        database.close()
    except sqlite3.Error as error:
        raise StoreError(f"no search index can be made at {path}: {error}") from error
    return path


def _fill(database: sqlite3.Connection, rows: list[_Row]) -> None:
    numbered = list(enumerate(rows, 1))
    database.executemany(
        "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((n, r.iri, r.kind, r.type, r.label, r.day, r.sources) for n, r in numbered),
    )
    database.executemany(
        "INSERT INTO facet VALUES (?, ?, ?)", ((n, *facet) for n, r in numbered for facet in sorted(r.facets))
    )
    database.executemany(
        "INSERT INTO words (rowid, label, names, body) VALUES (?, ?, ?, ?)",
        ((n, r.label, " · ".join(sorted(r.names)), "\n".join(r.body)) for n, r in numbered),
    )
    uses: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.kind not in ("claim", "document"):
            for word in {w.lower() for name in (row.label, *row.names) for w in name.split() if w.isalpha()}:
                uses[word] += 1
    database.executemany("INSERT INTO spelling VALUES (?, ?)", sorted(uses.items()))


# --- from the store ----------------------------------------------------------------------------------------


def _ask(store: Store, query: str) -> Iterator[QuerySolution]:
    prefixes = {"writ": WRIT, "rdfs": RDFS, "skos": SKOS, "oa": OA, "schema": SCHEMA, "dcterms": DCTERMS}
    found = store.query(query, prefixes=prefixes)
    assert isinstance(found, QuerySolutions)
    return found


def _rows(store: Store, base: str) -> Iterator[_Row]:
    rows: dict[str, _Row] = {}
    _read_things(store, rows)
    labels = {iri: row.label for iri, row in rows.items()}
    names = {
        iri: {row.label, *row.names}
        for iri, row in rows.items()
        if row.kind in ("actor", "place", "instrument")
    }
    _read_properties(store, rows, labels, names)
    _read_documents(store, rows)
    _read_claims(store, rows, labels, names)
    for row in rows.values():
        if row.kind in ("actor", "place", "instrument"):
            row.facets |= {(NAME_FACET, name.casefold()) for name in (row.label, *row.names)}
    yield from (row for row in rows.values() if row.kind and row.iri.startswith(base))
    yield from _grounds()


def _read_things(store: Store, rows: dict[str, _Row]) -> None:
    """Classes, labels and other names, of the default graph and of testimony."""
    kinds = {name: kind for kind, top in KINDS.items() for name in classes_below(top)}
    query = f"SELECT ?s ?c WHERE {{ {{ ?s <{RDF_TYPE.value}> ?c }} UNION {{ GRAPH ?g {{ ?s <{RDF_TYPE.value}> ?c }} }} }}"
    for solution in _ask(store, query):
        name = solution["c"].value.removeprefix(WRIT)
        if name not in kinds:
            continue
        thing = rows.setdefault(solution["s"].value, _Row(solution["s"].value))
        thing.kind = kinds[name]
        if not thing.type or len(classes_of(name)) > len(classes_of(thing.type)):
            thing.type = name
    query = """SELECT ?s ?p ?l WHERE { VALUES ?p { rdfs:label skos:altLabel }
      { ?s ?p ?l } UNION { GRAPH ?g { ?s ?p ?l } } }"""
    for solution in _ask(store, query):
        row = rows.get(solution["s"].value)
        if row is None:
            continue
        text = solution["l"].value[:_LONGEST_LABEL]
        if solution["p"].value == RDFS + "label":
            row.label = min(row.label or text, text)
        else:
            row.names.add(text)


def _read_properties(
    store: Store, rows: dict[str, _Row], labels: dict[str, str], names: dict[str, set[str]]
) -> None:
    """Roles, days, factuality and sources of actions and figures."""
    wanted = " ".join(
        f"writ:{n}" for n in (*_ROLES, "earliest", "latest", "factuality", "independentSources", "measure")
    )
    grounds = _ground_labels()
    for solution in _ask(store, f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {wanted} }} ?s ?p ?o }}"):
        row = rows.get(solution["s"].value)
        if row is None or row.kind not in ("action", "observation"):
            continue
        name, value = solution["p"].value.removeprefix(WRIT), solution["o"].value
        if name in _ROLES:
            row.names |= names.get(value, {labels.get(value, grounds.get(value, ""))})
            facet = "place" if name == "place" else "ground" if name == "ground" else "actor"
            row.facets.add((facet, labels.get(value) or grounds.get(value, value)))
        elif name == "factuality":
            row.facets.add(("factuality", value.removeprefix(WRIT)))
        elif name == "independentSources":
            row.sources = int(value)
        elif name in ("earliest", "latest"):
            row.day = min(row.day or value, value)
        else:
            row.names.add(value)
    for row in rows.values():
        if row.kind in ("action", "observation"):
            row.names |= {_words_of(row.type)}
            if row.day:
                row.facets.add(("year", row.day[:4]))


def _read_documents(store: Store, rows: dict[str, _Row]) -> None:
    query = """SELECT ?d ?text ?publisher ?day WHERE { GRAPH ?d { ?d a writ:Document . OPTIONAL { ?d writ:text ?text }
      OPTIONAL { ?d dcterms:publisher ?publisher } OPTIONAL { ?d schema:datePublished ?day } } }"""
    for solution in _ask(store, query):
        row = rows.get(solution["d"].value)
        if row is None:
            continue
        if solution["text"] is not None and not row.body:
            row.body.append(solution["text"].value)
        if solution["publisher"] is not None:
            row.names.add(solution["publisher"].value)
            row.facets.add(("source", solution["publisher"].value))
        if solution["day"] is not None:
            row.day = min(row.day or solution["day"].value[:10], solution["day"].value[:10])
            row.facets.add(("year", row.day[:4]))


def _read_claims(
    store: Store, rows: dict[str, _Row], labels: dict[str, str], names: dict[str, set[str]]
) -> None:
    """What claims quote, and the word that told them, belong to them and to what they are about; so does the document's publisher."""
    query = """SELECT ?g ?c ?about ?words ?speaker ?trigger WHERE { GRAPH ?g { ?c a writ:Claim . OPTIONAL { ?c writ:about ?about }
      OPTIONAL { ?c writ:evidence/oa:exact ?words } OPTIONAL { ?c writ:saidBy ?speaker } OPTIONAL { ?c writ:trigger/oa:exact ?trigger } } }"""
    quotes: dict[str, set[str]] = defaultdict(set)
    for solution in _ask(store, query):
        claim, document = rows.get(solution["c"].value), rows.get(solution["g"].value)
        about = rows.get(solution["about"].value) if solution["about"] is not None else None
        publishers = {f for f in document.facets if f[0] == "source"} if document else set()
        for row in (claim, about):
            if row is None:
                continue
            row.facets |= publishers
            if solution["words"] is not None:
                quotes[row.iri].add(solution["words"].value)
            if solution["trigger"] is not None:
                row.names.add(solution["trigger"].value)
            if solution["speaker"] is not None:
                row.names |= names.get(solution["speaker"].value, set())
        if claim is not None and about is not None:
            claim.day = about.day
            claim.facets |= {f for f in about.facets if f[0] in ("actor", "place", "year")}
    for iri, texts in quotes.items():
        rows[iri].body.extend(sorted(texts))


def _ground_texts(*properties: str) -> Iterator[tuple[str, str]]:
    """What the ontology says of grounds in these properties, by IRI."""
    for quad in ontology_quads():
        subject, text = quad.subject, quad.object
        if (
            quad.predicate.value in properties
            and isinstance(subject, NamedNode)
            and subject.value.removeprefix(WRIT).startswith(_GROUNDS)
            and isinstance(text, Literal)
        ):
            yield subject.value, text.value


def _ground_labels() -> dict[str, str]:
    return dict(_ground_texts(RDFS + "label"))


def _grounds() -> Iterator[_Row]:
    """The concepts of the scheme of grounds, whose definitions and other names are in the ontology."""
    texts: dict[str, list[str]] = defaultdict(list)
    for iri, text in _ground_texts(SKOS + "definition", SKOS + "altLabel", SKOS + "scopeNote"):
        texts[iri].append(text)
    for iri, label in _ground_labels().items():
        yield _Row(iri, kind="ground", type="Ground", label=label, body=sorted(texts.get(iri, ())))


def _words_of(name: str) -> str:
    """``ContentRemoval`` as ``Content Removal``."""
    return "".join(f" {letter}" if letter.isupper() else letter for letter in name).strip()
