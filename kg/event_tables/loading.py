"""Puts a table into a store: its events into a graph of their own, with the record of the load, and what they may be the same as."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kg.errors import UsageError
from kg.event_tables.mapping_file import TableMapping
from kg.event_tables.matching import Suggestion, suggestion_quads, suggestions
from kg.event_tables.quads import event_quads
from kg.event_tables.rows import Problem, read_events, read_table
from kg.iris import Minter
from kg.loading import record, writable_graph
from kg.store import StoreDirectory
from kg.vocab import DEFAULT_BASE, OWL, SKOS


def load_table(
    directory: StoreDirectory, file: Path, graph: str, mapping: TableMapping, *, source: str | None = None
) -> tuple[int, list[Problem]]:
    """Puts the events of a table in place of the graph's; whole or not at all.

    Returns:
        The number of events, and what could not be read.

    Raises:
        UsageError: the file, the mapping or the graph is wrong; nothing is changed.
    """
    name, origin, mint = writable_graph(directory, graph, source)
    events, problems = read_events(read_table(file), mapping)
    if not events:
        first = f": {problems[0].reason}" if problems else ""
        raise UsageError(f"{file} has no row that says anything{first}")
    with file.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()

    def operate(store: Store) -> None:
        store.remove_graph(name)
        store.bulk_extend(event_quads(events, graph, f"{mapping.title}: {file.name}", mint))
        store.extend(record(file.name, digest, name, origin, mint))

    directory.commit(operate)
    return len({event.digest for event in events}), problems


def propose(directory: StoreDirectory, graph: str, *, least: float) -> tuple[Suggestion, ...]:
    """Writes the suggestions for a table's graph into the graph of suggestions, in place of earlier ones for it.

    Raises:
        UsageError: the store has no such graph.
    """
    version = directory.current()
    mint = Minter(str((version.manifest if version else {}).get("base") or DEFAULT_BASE))
    made: list[Suggestion] = []

    def operate(store: Store) -> None:
        if not store.contains_named_graph(NamedNode(graph)):
            raise UsageError(f"the store has no graph {graph}: load a table first")
        made.extend(suggestions(store, graph, least=least))
        _forget(store, graph, mint)
        store.extend(suggestion_quads(made, mint))

    directory.commit(operate)
    return tuple(made)


def _forget(store: Store, graph: str, mint: Minter) -> None:
    """Takes earlier suggestions for this table's events out."""
    store.update(f"""PREFIX skos: <{SKOS}> PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX writ: <https://w3id.org/writ#>
DELETE {{ GRAPH <{mint.graph("suggestions").value}> {{ ?e skos:closeMatch ?a . ?x ?p ?o }} }} WHERE {{
  GRAPH <{graph}> {{ ?c writ:about ?e }} GRAPH <{mint.graph("suggestions").value}> {{ ?e skos:closeMatch ?a .
    ?x owl:annotatedSource ?e ; owl:annotatedTarget ?a ; ?p ?o }} }}""")


def decide(
    directory: StoreDirectory, accepted: list[tuple[str, str]], refused: list[tuple[str, str]]
) -> tuple[int, int]:
    """Writes what people decided into the graph of matches: skos:closeMatch or owl:differentFrom; the newest decision holds.

    Returns:
        How many pairs are accepted and how many refused then.
    """
    version = directory.current()
    mint = Minter(str((version.manifest if version else {}).get("base") or DEFAULT_BASE))
    graph = mint.graph("matches")
    close, different = NamedNode(SKOS + "closeMatch"), NamedNode(OWL + "differentFrom")

    def operate(store: Store) -> None:
        for pairs, predicate, other in ((accepted, close, different), (refused, different, close)):
            for event, action in pairs:
                store.remove(Quad(NamedNode(event), other, NamedNode(action), graph))
                store.add(Quad(NamedNode(event), predicate, NamedNode(action), graph))

    directory.commit(operate)
    kept = [
        sum(1 for _ in directory.open().quads_for_pattern(None, p, None, graph)) for p in (close, different)
    ]
    return kept[0], kept[1]
