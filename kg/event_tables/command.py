"""``writ match``: proposes which events of a loaded table are actions of the documents, lets people decide, and lists disagreements."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer


def match(
    graph: Annotated[
        str, typer.Argument(help="The graph of a table that was loaded with writ load --mapping.")
    ],
    store: Annotated[
        Path | None, typer.Option("--store", "-s", metavar="DIR", help="Store directory.")
    ] = None,
    least: Annotated[float, typer.Option(min=0, max=1, help="Propose from this score on.")] = 0.6,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Also as a table to decide in: put yes or no into the column accepted."
        ),
    ] = None,
    accepted: Annotated[
        Path | None,
        typer.Option("--accepted", help="A table with decisions: its accepted pairs become skos:closeMatch."),
    ] = None,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help="List where table and documents disagree, as CSV.")
    ] = False,
) -> None:
    """Propose which events of a loaded table are actions that the documents tell of; nothing is merged.

    Proposals go into the graph of suggestions with score and reasons; what people accept, into the graph of matches. Both survive builds.

    Examples:

    - `writ load shutdowns.csv --mapping stop --graph https://example.org/graph/stop`
    - `writ match https://example.org/graph/stop -o pairs.csv`
    - `writ match https://example.org/graph/stop --accepted pairs.csv`
    - `writ match https://example.org/graph/stop --disagreements`
    """
    from kg.event_tables.loading import decide, propose
    from kg.event_tables.matching import disagreements as listed
    from kg.settings import load_settings
    from kg.store import StoreDirectory

    directory = StoreDirectory(load_settings(store=store).store)
    try:
        if accepted is not None:
            kept, refused = decide(directory, _decided(accepted, _YES), _decided(accepted, _NO))
            typer.echo(
                f"{kept} accepted pairs in the graph of matches, {refused} refused ones are not proposed again"
            )
        elif disagreements:
            writer = csv.writer(sys.stdout)
            writer.writerow(("on", "table_says", "documents_say", "event", "action"))
            for one in listed(directory.open(), graph):
                writer.writerow(
                    (
                        one.on,
                        one.table_says,
                        one.documents_say,
                        one.event.iri if one.event else "",
                        one.action.iri if one.action else "",
                    )
                )
        else:
            made = propose(directory, graph, least=least)
            if output is not None:
                _write(output, made)
            for pair in made if output is None else ():
                typer.echo(f"{pair.score:.2f}  {pair.event.label}  ~  {pair.action.label}")
                typer.echo(f"      {'; '.join(pair.reasons)}")
            typer.echo(f"{len(made)} pairs proposed for {len({m.event.iri for m in made})} events", err=True)
    finally:
        directory.close()


_COLUMNS = ("accepted", "score", "event_label", "action_label", "reasons", "event", "action")


def _write(path: Path, made: object) -> None:
    from kg.errors import UsageError
    from kg.event_tables.matching import Suggestion

    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for one in made if isinstance(made, tuple) else ():
                assert isinstance(one, Suggestion)
                writer.writerow(
                    (
                        "",
                        f"{one.score:.2f}",
                        one.event.label,
                        one.action.label,
                        "; ".join(one.reasons),
                        one.event.iri,
                        one.action.iri,
                    )
                )
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error


_YES, _NO = frozenset(("yes", "y", "x", "1", "true")), frozenset(("no", "n", "0", "false"))


def _decided(path: Path, answers: frozenset[str]) -> list[tuple[str, str]]:
    """The pairs of a table of decisions with one of these answers. Raises UsageError."""
    from pyoxigraph import NamedNode

    from kg.errors import UsageError

    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} can't be read: {error}") from error
    try:
        return [
            (NamedNode(row["event"]).value, NamedNode(row["action"]).value)
            for row in rows
            if (row["accepted"] or "").strip().casefold() in answers
        ]
    except (KeyError, ValueError, TypeError) as error:
        raise UsageError(f"{path} is no table of pairs as writ match writes it: {error}") from error
