"""The server's side of a worker process: why it ended."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from typing import Any, cast

import pytest

from server.errors import Problem
from server.workers import Worker

LIMIT = 0.1


class _Unreaped:
    """A process that has closed its pipe, and that a busy kernel has not ended yet."""

    pid = 0
    stderr = None

    def poll(self) -> None:
        return None

    def wait(self, seconds: float) -> int:
        raise subprocess.TimeoutExpired("worker", seconds)

    def __init__(self) -> None:
        self.signals: list[int] = []

    def send_signal(self, number: int) -> None:
        """Noted; it has ended already."""
        self.signals.append(number)


async def _failure(lived: float) -> str:
    """The kind of the problem when the pipe closes so many seconds after the request."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    process = cast(Any, _Unreaped())
    _, worker = await asyncio.get_running_loop().create_unix_connection(lambda: Worker(process), sock=ours)
    asked = asyncio.ensure_future(worker.ask({"kind": "query", "timeout": LIMIT}))
    await asyncio.sleep(lived)
    theirs.close()
    with pytest.raises(Problem) as raised:
        await asked
    return raised.value.kind


def test_end_at_the_limit_is_told_as_such() -> None:
    """Also where the exit code, which would say so, is not known yet; an earlier end is a crash."""
    assert asyncio.run(_failure(LIMIT * 1.2)) == "query-timeout"
    assert asyncio.run(_failure(0)) == "query-crashed"


async def _signals(margin: float) -> list[int]:
    """What is sent to a worker that has not answered twice its limit after it was asked."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    process = _Unreaped()
    _, worker = await asyncio.get_running_loop().create_unix_connection(
        lambda: Worker(cast(Any, process)), sock=ours
    )
    asked = asyncio.ensure_future(worker.ask({"kind": "update", "timeout": LIMIT}, margin=margin))
    await asyncio.sleep(LIMIT * 2)
    sent = list(process.signals)
    theirs.close()
    with pytest.raises(Problem):
        await asked
    return sent


def test_a_writer_has_time_to_bring_its_work_to_disk() -> None:
    """What was done within the limit is killed only behind the margin."""
    assert asyncio.run(_signals(margin=60.0)) == []
    assert asyncio.run(_signals(margin=0.0)) != []
