"""How far an export is, on a terminal: bytes that were written and the time that went by. Nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from rich.console import Console
from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def progress_of(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """The stream, with its bytes counted on standard error while that is a terminal and the stream is none."""
    if not sys.stderr.isatty() or stream.isatty():
        yield stream
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(f"writing {name}", total=None)

        class Counted:
            """Passes everything on and counts what is written."""

            def write(self, data: bytes | bytearray | memoryview) -> int:
                shown.advance(task, len(data))
                return stream.write(data)

            def __getattr__(self, attribute: str) -> object:
                return getattr(stream, attribute)

        yield cast(BinaryIO, Counted())
