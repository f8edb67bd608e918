"""``writ load``: other people's RDF into a graph of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.store import StoreDirectory


def load(
    file: Annotated[
        Path,
        typer.Argument(
            help="Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD; with --mapping, CSV or Parquet."
        ),
    ],
    graph: Annotated[str, typer.Option("--graph", "-g", metavar="IRI", help="The graph that it replaces.")],
    store: Annotated[
        Path | None, typer.Option("--store", "-s", metavar="DIR", help="Store directory.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="IRI", help="Where the file was taken from.")
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option(
            "--mapping",
            "-m",
            metavar="NAME",
            help="The file is a table: stop, ooni, figures or a mapping file.",
        ),
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="IRI", help="What the file's relative IRIs start from.")
    ] = None,
) -> None:
    """Load an RDF file, or a table of events, into a named graph of its own, which later builds keep; the graph of loads tells where it came from.

    Examples:

    - `writ load wikidata.ttl --graph https://example.org/graph/wikidata --source https://www.wikidata.org/`
    - `writ load shutdowns.csv --mapping stop --graph https://example.org/graph/stop`
    """
    from kg.loading import load_file
    from kg.settings import load_settings

    directory = StoreDirectory(load_settings(store=store).store)
    try:
        if mapping is not None:
            _load_table(directory, file, graph, mapping, source)
            return
        count = load_file(directory, file, graph, source=source, base=base)
    finally:
        directory.close()
    typer.echo(f"{count} triples of {file} in {graph}")


def _load_table(directory: StoreDirectory, file: Path, graph: str, mapping: str, source: str | None) -> None:
    from kg.event_tables import mapping_named
    from kg.event_tables.loading import load_table

    count, problems = load_table(directory, file, graph, mapping_named(mapping), source=source)
    for problem in problems:
        typer.echo(
            f"{file}:{problem.line}: {problem.column + ': ' if problem.column else ''}{problem.reason}",
            err=True,
        )
    typer.echo(
        f"{count} events of {file} in {graph}; writ match {graph} proposes which are actions of the documents"
    )
    if problems:
        raise typer.Exit(1)
