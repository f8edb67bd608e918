"""``writ load``: other people's RDF into a graph of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def load(
    file: Annotated[Path, typer.Argument(help="Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD.")],
    graph: Annotated[str, typer.Option("--graph", "-g", metavar="IRI", help="The graph that it replaces.")],
    store: Annotated[
        Path | None, typer.Option("--store", "-s", metavar="DIR", help="Store directory.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="IRI", help="Where the file was taken from.")
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="IRI", help="What the file's relative IRIs start from.")
    ] = None,
) -> None:
    """Load an RDF file into a named graph of its own, which later builds keep; the graph of loads tells where it came from.

    Example: `writ load wikidata.ttl --graph https://example.org/graph/wikidata --source https://www.wikidata.org/`
    """
    from kg.loading import load_file
    from kg.settings import load_settings
    from kg.store import StoreDirectory

    directory = StoreDirectory(load_settings(store=store).store)
    try:
        count = load_file(directory, file, graph, source=source, base=base)
    finally:
        directory.close()
    typer.echo(f"{count} triples of {file} in {graph}")
