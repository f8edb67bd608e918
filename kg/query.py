"""A SPARQL query on the command line: asks the store and writes the answer in the format asked for."""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)
from rich.console import Console
from rich.table import Table

from kg.errors import UsageError
from kg.vocab import PREFIXES

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def answer(store: Store, query: str, format: str | None, output: BinaryIO, console: Console) -> None:
    """Writes the answer: a table or a boolean by default, Turtle for a graph.

    Raises:
        UsageError: the query is not SPARQL, or its answer can't be written in that format.
    """
    try:
        found = store.query(query, prefixes=PREFIXES)
    except SyntaxError as error:
        raise UsageError(f"the query is not SPARQL: {error}") from error
    if isinstance(found, QueryTriples):
        _write_graph(found, format or "turtle", output)
    elif format in (None, "table"):
        _print_table(found, console)
    elif format in _RESULTS:
        found.serialize(output, format=_RESULTS[format])
    else:
        raise UsageError(f"rows can be written as table, {', '.join(_RESULTS)}, not {format!r}")


def _write_graph(found: QueryTriples, format: str, output: BinaryIO) -> None:
    if format not in _GRAPHS:
        raise UsageError(f"a graph can be written as {', '.join(_GRAPHS)}, not {format!r}")
    prefixes = PREFIXES if format == "turtle" else None
    serialize(found, output, format=_GRAPHS[format], prefixes=prefixes)


def _print_table(found: QuerySolutions | QueryBoolean, console: Console) -> None:
    if isinstance(found, QueryBoolean):
        console.print("yes" if found else "no")
        return
    names = [variable.value for variable in found.variables]
    table = Table(*names)
    rows = 0
    for solution in found:
        table.add_row(*(shortened(solution[name]) for name in names))
        rows += 1
    console.print(table, f"{rows} rows", sep="\n", markup=False)


def shortened(term: object) -> str:
    """A term as a person would write it: compact IRIs, literals without their type."""
    if isinstance(term, NamedNode):
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value.removeprefix(namespace)}"
        return term.value
    return term.value if isinstance(term, (Literal, BlankNode)) else "" if term is None else str(term)
