"""Which workers use a processor, and for how long: in processor time, of which a loaded machine gives everybody less."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from tests.protocol.running import Running

_TICK = 1 / os.sysconf("SC_CLK_TCK")
#: More than a worker takes to start.
_SURELY = 0.3


def idle(server: Running) -> bool:
    """Whether no worker uses a processor."""
    before = sum(times(server).values())
    time.sleep(0.2)
    return sum(times(server).values()) - before <= 4 * _TICK


def times(server: Running) -> dict[int, float]:
    """Seconds that each worker has used so far."""
    return {pid: _spent(pid) for pid in server.workers()}


def burning(server: Running, since: Mapping[int, float]) -> set[int]:
    """Workers that have worked hard since then."""
    return {pid for pid, now in times(server).items() if now - since.get(pid, 0.0) > _SURELY}


def burns_on(workers: set[int]) -> float:
    """Seconds that workers use from now on until they have ended, or for ten seconds."""
    before = {pid: _spent(pid) for pid in workers}
    after = dict(before)
    end = time.monotonic() + 10
    while any((now := {pid: _spent(pid) for pid in workers}).values()) and time.monotonic() < end:
        after = {pid: max(after[pid], spent) for pid, spent in now.items()}
        time.sleep(0.01)
    return sum(after.values()) - sum(before.values())


def _spent(pid: int) -> float:
    """Of a process; 0 when it has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return 0.0 if fields[0] == "Z" else (int(fields[11]) + int(fields[12])) * _TICK
