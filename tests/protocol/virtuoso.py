"""Debian's ``virtuoso-opensource`` in a folder of its own: started, filled and ended for a test or a measurement."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

INSTALLED = bool(shutil.which("virtuoso-t") and shutil.which("isql-vt"))
HOW_TO_INSTALL = "Virtuoso is not installed (Debian: apt-get install virtuoso-opensource)"
#: Its own defaults but for what a test needs: nothing outside of its folder, and threads for as many clients as ask.
_SETTINGS = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = {threads}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = {threads}
MaxClientConnections = {threads}
MaxKeepAlives = {threads}
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 1000000
DefaultGraph = {graph}
"""
_GRANT = "GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7);"


@dataclass(frozen=True)
class Virtuoso:
    """A started one: where it answers queries, its process, and how its own client logs in."""

    address: str
    process: int
    folder: Path
    login: tuple[str, ...]

    def run(self, statements: str, timeout: float) -> None:
        """Statements of its SQL."""
        subprocess.run(
            [*self.login, f"exec={statements}"],
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=timeout,
            cwd=self.folder,
        )

    def load(self, name: str, graph: str) -> None:
        """A file of triples in its folder, by its bulk loader."""
        self.run(f"ld_dir('.', '{name}', '{graph}'); rdf_loader_run(); checkpoint;", 600)


@contextmanager
def virtuoso(folder: Path, *, graph: str = "", threads: int = 10, megabytes: int = 32) -> Iterator[Virtuoso]:
    """A server for a block; everybody on this machine may write. ``graph`` is what a query without FROM is about."""
    sql, http = _free_port(), _free_port()
    buffers = megabytes * 128  # of 8 KiB
    settings = _SETTINGS.format(
        sql=sql, http=http, threads=threads, buffers=buffers, dirty=buffers * 3 // 4, graph=graph
    )
    if not graph:
        settings = settings.replace("DefaultGraph = \n", "")
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    process = subprocess.Popen(
        ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    login = ("isql-vt", f"127.0.0.1:{sql}", "dba", "dba")
    started = Virtuoso(f"http://127.0.0.1:{http}/sparql", process.pid, folder, login)
    try:
        for _ in range(300):
            with suppress(requests.exceptions.RequestException):
                if requests.get(started.address, params={"query": "ASK {}"}, timeout=5).status_code == 200:
                    break
            time.sleep(0.1)
        started.run(_GRANT, 30)
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)  # an orderly end takes half a minute; nothing here is kept
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
