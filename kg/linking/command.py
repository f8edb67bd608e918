"""``writ link``: proposes links of a store's entities to another data set, and lets people decide.

It only reads the store. Decisions go to an SSSOM file; the next build takes in what is accepted there (setting ``links``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import NamedNode, QuerySolutions, Store
from rich.console import Console

import kg.linking
from kg.errors import UsageError
from kg.linking.mapping_set import Row, read_rows, rows_of, write_rows
from kg.linking.model import LinkSource, SourceOptions, Subject
from kg.linking.ranking import ACCEPT, CONSIDER, Thresholds, proposal
from kg.ontology_graph import classes_of
from kg.registry import plugins
from kg.settings import load_settings
from kg.store import StoreDirectory
from kg.vocab import DEFAULT_BASE, PREFIXES

_SUBJECTS = """SELECT ?e ?label ?name ?type ?country WHERE {
  VALUES ?top { writ:Actor writ:Place writ:LegalInstrument } ?e a ?top , ?type ; rdfs:label ?label .
  OPTIONAL { ?e skos:altLabel ?name } OPTIONAL { ?e writ:countryCode ?country } }"""
_LINKED = "SELECT DISTINCT ?e WHERE { GRAPH ?g { ?e skos:exactMatch|owl:sameAs ?other } }"
#: Groups of people ("users in Pakistan") are in no other data set.
_NEVER = "Group"


def sources() -> dict[str, LinkSource]:
    """The kinds of data set to link with, by name."""
    return {source.name: source for source in plugins(kg.linking, "SOURCE", LinkSource)}


def link(
    source: Annotated[str, typer.Argument(help="file, sparql or reconcile")],
    location: Annotated[str, typer.Argument(help="path of the file, or URL of the endpoint or service")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="SSSOM file of decisions; read first, then written")
    ] = Path("links.sssom.tsv"),
    store: Annotated[Path | None, typer.Option("--store", "-s", help="store directory")] = None,
    profile: Annotated[str, typer.Option(help="of an endpoint: generic, wikidata or dbpedia")] = "",
    accept: Annotated[
        float, typer.Option(min=0.5, max=1.01, help="accept by itself from this score on; 1.01: never")
    ] = ACCEPT,
    review: Annotated[
        bool, typer.Option("--review/--no-review", help="ask about each open candidate")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="also entities that are linked already")] = False,
    cache: Annotated[Path | None, typer.Option(help="directory for answers of other servers")] = None,
    interval: Annotated[float, typer.Option(min=0, help="seconds between two requests")] = 1.0,
) -> None:
    """Proposes links from actors, places and instruments of the store to another data set.

    What is clear is accepted, the rest stays open (unverified) in the SSSOM file, to be edited or decided with --review.
    Decisions made before stay. A build takes in what is accepted: WRIT_LINKS=links.sssom.tsv writ build ...

    Examples: writ link file bodies.csv --review; writ link sparql https://query.wikidata.org/sparql --profile wikidata
    """
    known = sources()
    if source not in known:
        raise UsageError(f"a source is one of {', '.join(known)}, not {source!r}")
    chosen = known[source]
    if profile and profile not in chosen.profiles:
        raise UsageError(
            f"the profiles of {source} are {', '.join(chosen.profiles) or 'none'}, not {profile!r}"
        )
    options = SourceOptions(profile=profile, cache=str(cache or ""), interval=interval)
    directory = StoreDirectory(load_settings(store=store).store)
    opened = directory.open()
    version = directory.current()
    base = str(version.manifest.get("base") or DEFAULT_BASE) if version else DEFAULT_BASE
    rows = {row.key: row for row in read_rows(output)}
    decided = {row.subject for row in rows.values() if row.state == "accepted"}
    subjects = [s for s in subjects_of(opened, base, everything=everything) if s.identifier not in decided]
    proposed = _proposed(chosen, location, options, subjects, Thresholds(accept=accept, consider=CONSIDER))
    for row in proposed:
        if row.key not in rows or rows[row.key].state in ("open", "nil"):
            rows[row.key] = row
    if review:
        console = Console(stderr=True)
        rows = {row.key: row for row in reviewed(list(rows.values()), console, typer.getchar)}
    write_rows(output, rows.values())
    counts = {
        state: sum(r.state == state for r in rows.values())
        for state in ("accepted", "open", "rejected", "nil")
    }
    typer.echo(f"{output}: " + ", ".join(f"{count} {state}" for state, count in counts.items()), err=True)


def _proposed(
    source: LinkSource, location: str, options: SourceOptions, subjects: list[Subject], thresholds: Thresholds
) -> Iterator[Row]:
    today = datetime.now(UTC).date()
    found = source.open(location, options).candidates(subjects)
    for subject, records in zip(subjects, found, strict=True):
        yield from rows_of(proposal(subject, records, thresholds), _iri_of(location), today)


def _iri_of(location: str) -> str:
    """SSSOM names a source by an IRI: https://mapping-commons.github.io/sssom/object_source/"""
    return location if "://" in location else Path(location).absolute().as_uri()


def subjects_of(store: Store, base: str, *, everything: bool = False) -> list[Subject]:
    """The entities of a store's default graph that have no exact match yet, by identifier; groups left out."""
    linked = set() if everything else {row["e"] for row in _rows(store, _LINKED)}
    found: dict[str, Subject] = {}
    types: dict[str, set[str]] = {}
    for row in _rows(store, _SUBJECTS):
        entity = row["e"]
        if not isinstance(entity, NamedNode) or entity in linked:
            continue
        identifier = entity.value.removeprefix(base)
        known = found.get(identifier) or Subject(identifier=identifier, label=row["label"].value)
        name, country = row["name"], row["country"]
        names = known.names if name is None or name.value in known.names else (*known.names, name.value)
        found[identifier] = replace(known, names=names, country=country.value if country else known.country)
        types.setdefault(identifier, set()).add(row["type"].value)
    complete = (
        replace(s, kind=_nearest(types[i]), names=tuple(sorted(s.names))) for i, s in sorted(found.items())
    )
    return [s for s in complete if s.kind != _NEVER]


def _rows(store: Store, query: str) -> QuerySolutions:
    rows = store.query(query, prefixes=PREFIXES)
    assert isinstance(rows, QuerySolutions)
    return rows


def _nearest(types: set[str]) -> str:
    """The local name of the class that has all others above it."""
    local = {t.rpartition("#")[2] for t in types}
    return max(sorted(local), key=lambda kind: len(classes_of(kind)))


def reviewed(rows: list[Row], console: Console, key: Callable[[], str]) -> list[Row]:
    """Asks about each open row: a accepts (and rejects its rivals), r rejects, s skips, q ends."""
    done: dict[tuple[str, str], Row] = {row.key: row for row in rows}
    today = datetime.now(UTC).date().isoformat()
    for row in sorted(rows, key=lambda r: (r.subject, -r.confidence, r.object)):
        if done[row.key].state != "open":
            continue
        console.print(f"{row.subject_label}  ({row.subject})", style="bold", markup=False)
        console.print(
            f"  {row.object_label}  {row.object}  {row.confidence:.2f}  {row.comment}", markup=False
        )
        console.print(r"  \[a]ccept  \[r]eject  \[s]kip  \[q]uit")
        answer = key().lower()
        while answer not in ("a", "r", "s", "q", "\x03", "\x04"):
            answer = key().lower()
        if answer in ("q", "\x03", "\x04"):
            break
        if answer == "s":
            continue
        done[row.key] = _decided(row, "accepted" if answer == "a" else "rejected", today)
        for other in rows if answer == "a" else ():
            if other.subject == row.subject and done[other.key].state == "open":
                done[other.key] = _decided(other, "rejected", today)
    return list(done.values())


def _decided(row: Row, state: str, day: str) -> Row:
    """A row as a person has decided it."""
    return replace(
        row, state=state, justification="semapv:ManualMappingCuration", author="writ link --review", day=day
    )
