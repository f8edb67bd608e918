"""What a build shows on the terminal: a bar while it runs, a table when it has ended."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from kg.pipeline import Summary, Watch
from kg.settings import Settings


@contextlib.contextmanager
def watching(console: Console, *, on: bool) -> Iterator[Watch]:
    """A watch that draws a bar for each stage, with the words per second of annotation; silent where it is off."""
    if not on:
        yield lambda *_: None
        return
    columns = (
        SpinnerColumn(), TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        tasks: dict[str, int] = {}

        def watch(stage: str, done: int, total: int | None, words: int) -> None:
            if stage not in tasks:
                for earlier in tasks.values():
                    progress.stop_task(progress.tasks[earlier].id)
                tasks[stage] = progress.add_task(stage, total=total, rate="")
            elapsed = progress.tasks[tasks[stage]].elapsed or 0.0
            rate = f"{words / elapsed:,.0f} words/s" if words and elapsed > 0.5 else ""
            progress.update(progress.tasks[tasks[stage]].id, completed=done, total=total, rate=rate)

        yield watch


def shown(summary: Summary, settings: Settings, console: Console) -> None:
    """Prints the closing table."""
    table = Table(title=f"Build of {settings.store}", show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column(justify="right")
    rows = {
        "documents": f"{summary.documents:,} ({summary.reused:,} unchanged)"
        if summary.reused
        else f"{summary.documents:,}",
        "claims": f"{summary.claims:,}",
        "actions": f"{summary.actions:,}",
        "observations": f"{summary.observations:,}",
        "actors, places, papers": f"{summary.entities:,}",
        "statuses": f"{summary.statuses:,}",
        "conflicts": f"{summary.conflicts:,}",
        "triples": f"{summary.triples:,}",
        "failures": f"{len(summary.failures):,}",
        "time": f"{summary.seconds:,.1f} s",
        "words per second": f"{summary.words / max(summary.seconds, 1e-3):,.0f}",
    }
    if summary.model_usage:
        rows["language model"] = summary.model_usage
    for name, value in rows.items():
        table.add_row(name, value, style="red" if name == "failures" and summary.failures else None)
    console.print(table)
