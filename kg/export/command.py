"""``writ export``: the store, or a part of it, to a file or a folder in one of the formats of :mod:`kg.export`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from pyoxigraph import DefaultGraph, NamedNode

from kg.errors import UsageError
from kg.export.format import GraphName, Selection, format_named, format_of_file, prefixes_of
from kg.export.progress import progress_of
from kg.export.selecting import Part, selected
from kg.settings import load_settings
from kg.store import StoreDirectory
from kg.vocab import PREFIXES


def export(
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="turtle, trig, nquads, ntriples, jsonld, rdfxml, csv, parquet, framed, graphml, gexf, nanopub, annotations, turtle12, expanded, compacted, card, frictionless, rocrate [default: by the file's extension].",
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is standard output.")
    ] = "-",
    store: Annotated[
        Path | None, typer.Option("--store", "-s", metavar="DIR", help="Store directory [default: store].")
    ] = None,
    graph: Annotated[
        list[str] | None,
        typer.Option("--graph", "-g", help="Only this graph (repeatable): an IRI, or default for knowledge."),
    ] = None,
    table: Annotated[
        str | None, typer.Option("--table", help="With csv: only this table, as plain CSV.")
    ] = None,
    select: Annotated[
        str | None,
        typer.Option(
            "--select", metavar="SPARQL", help="Only what a SELECT finds, or a CONSTRUCT's triples."
        ),
    ] = None,
    entity: Annotated[
        list[str] | None,
        typer.Option("--entity", metavar="NAME", help="Only what bears on it: a name or IRI (repeatable)."),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document", metavar="ID", help="Only what it tells: an identifier or IRI (repeatable)."
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Not what ended before.")
    ] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="Not what began after this day.")
    ] = None,
) -> None:
    """Write the graph to a file, ordered and streamed.

    Formats without named graphs (turtle, ntriples, rdfxml) get the union of all graphs, or of those chosen with --graph.
    CSV is a ZIP archive of tables, a folder of them where FILE is a folder or ends in /, or one of them with --table.

    Examples:

    - `writ export --format nquads -o graph.nq`
    - `writ export --graph default -o knowledge.ttl`
    - `writ export --format csv --table actions -o actions.csv`
    - `writ export --table stop --entity Pakistan --since 2024-01-01 -o pakistan.csv`
    """
    chosen = format_named(format) if format else format_of_file(_file_name(output, table))
    directory = StoreDirectory(load_settings(store=store).store)
    opened = directory.open()
    version = directory.current()
    base = str(version.manifest.get("base", "")) if version else ""
    part = Part(
        sparql=select,
        entities=entity or (),
        documents=document or (),
        since=_day(since, "--since"),
        before=_day(before, "--before"),
    )
    if part:
        opened = selected(opened, part)
    selection = Selection(graphs=_graphs(graph), prefixes=prefixes_of(base) if base else dict(PREFIXES))
    if chosen.name == "csv":
        from kg.export import csv

        if table is not None:
            with _written(output) as stream:
                csv.write_table(opened, selection, table, stream)
            return
        if Path(output).is_dir() or output.endswith(os.sep):
            csv.write_folder(opened, selection, Path(output))
            return
    elif table is not None:
        raise UsageError("--table goes with --format csv")
    with _written(output) as stream, progress_of(stream, chosen.name) as counted:
        chosen.write(opened, selection, counted)


def _day(words: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(words) if words is not None else None
    except ValueError as error:
        raise UsageError(f"{option} takes a day such as 2024-04-18, not {words!r}") from error


def _file_name(output: str, table: str | None) -> str:
    if table is not None:
        return "table.csv"
    name = Path(output).name
    if "." not in name.lstrip("."):
        raise UsageError("name a --format, or an output file whose extension names it")
    return name


def _graphs(names: list[str] | None) -> tuple[GraphName, ...] | None:
    if not names:
        return None
    try:
        return tuple(
            DefaultGraph() if name == "default" else NamedNode(name) for name in dict.fromkeys(names)
        )
    except ValueError as error:
        raise UsageError(f"--graph: {error}") from error


@contextlib.contextmanager
def _written(name: str) -> Iterator[BinaryIO]:
    """Standard output, or a file that is there only when all of it is written."""
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    output = Path(name)
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(output)
    except OSError as error:
        raise UsageError(f"{output} can't be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
