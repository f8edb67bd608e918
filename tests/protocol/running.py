"""A real server in a process of its own, on a free port of 127.0.0.1, ended by its own process object."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import requests

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-for-tests"
_PROGRAM = """
import json, sys
from server.run import serve
from server.settings import Settings
serve(Settings(**json.loads(sys.argv[1])), ready=lambda address: print(address, flush=True))
"""


@dataclass
class Running:
    """A started server."""

    address: str
    process: subprocess.Popen[bytes]
    store: Path
    loaded: set[tuple[str, Path]] | None = field(default_factory=set)
    """Which files are in which graphs, where a test keeps track of it; None where nobody knows."""

    @property
    def sparql(self) -> str:
        """The query endpoint."""
        return f"{self.address}sparql"

    def ask(self, query: str = "ASK {}", timeout: float = 30) -> bool:
        """An ASK query's answer."""
        response = requests.post(self.sparql, data={"query": query}, timeout=timeout)
        assert response.status_code == 200, response.text
        return bool(response.json()["boolean"])

    def select(self, query: str) -> list[dict[str, str]]:
        """A SELECT's rows, values only."""
        response = requests.post(self.sparql, data={"query": query}, timeout=30)
        assert response.status_code == 200, response.text
        return [{k: v["value"] for k, v in row.items()} for row in response.json()["results"]["bindings"]]

    def update(self, update: str) -> requests.Response:
        """Sends an update with the token."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
        return requests.post(f"{self.address}update", data=update.encode(), headers=headers, timeout=60)

    def workers(self) -> list[int]:
        """Process ids of its readers and writer."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as file:
            main = file.read().split()
        others = [
            p for t in os.listdir(f"/proc/{self.process.pid}/task") for p in _children(self.process.pid, t)
        ]
        return sorted({int(p) for p in [*main, *others]})

    def stop(self) -> None:
        """Ends it in an orderly way, or at once."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def _children(pid: int, task: str) -> list[str]:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
        return file.read().split()
    return []


def start(store: Path, *, token: str = TOKEN, stderr: IO[bytes] | None = None, **settings: object) -> Running:
    """Starts a server on a store directory; its log goes to ``stderr``, or to our own."""
    import json

    given = {"store": str(store), "port": 0, "log_format": "none", "token": token, "readers": 3, **settings}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WRIT_")}
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, json.dumps(given)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=environment,
    )
    assert process.stdout is not None
    address = process.stdout.readline().decode().strip()
    assert address.startswith("http://"), f"the server did not start: {address!r}"
    return Running(address, process, store)


@contextlib.contextmanager
def running(store: Path, **settings: object) -> Iterator[Running]:
    """A server for a block."""
    server = start(store, **settings)  # type: ignore[arg-type]  # settings of any type
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def fast_directory() -> Iterator[Path]:
    """A directory in memory where there is one: thousands of commits need no real disk to be right."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as path:
        yield Path(path)


def eventually(condition, seconds: float = 5.0) -> bool:  # type: ignore[no-untyped-def]  # any callable without arguments
    """Whether a condition becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())
