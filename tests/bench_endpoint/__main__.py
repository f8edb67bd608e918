"""Prints throughput and latency of both servers, and their ratios, for four mixes of queries and three numbers of clients.

Needs the ``oxigraph`` command (PyPI: oxigraph) and, as the client, ``wrk`` (Debian: apt-get install wrk). Without wrk a
client in Python is used, which is itself slower than the servers: its ratios flatter the slower one. Nothing else should
run on the machine meanwhile; the processor time a request is the figure that other work disturbs least.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from pyoxigraph import RdfFormat

from kg.store import Ownership, StoreDirectory
from server.settings import Settings
from tests.protocol.running import running

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
ACTORS = 500
CLIENTS = (1, 8, 32)
_SCRIPT = """
local urls = {}
for line in io.lines("%s") do urls[#urls + 1] = line end
local n = 0
request = function() n = n %% #urls + 1; return wrk.format("GET", urls[n]) end
done = function(summary, latency)
  io.write(string.format("RESULT %%f %%f %%f %%d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


@dataclass(frozen=True)
class Measured:
    """Requests a second, milliseconds at the median and the 99th percentile, failures, ms of processor a request."""

    rate: float
    p50: float
    p99: float
    errors: int
    cpu: float = 0.0


def triples(actions: int) -> Iterator[str]:
    """Actions with an agent, a target, a date and a label."""
    rng = random.Random(1)
    for i in range(actions):
        subject = f"<http://e/action/{i}>"
        yield f"{subject} <http://e/type> <http://e/T{i % 20}> ."
        yield f"{subject} <http://e/agent> <http://e/actor/{rng.randrange(ACTORS)}> ."
        yield f"{subject} <http://e/target> <http://e/actor/{rng.randrange(ACTORS)}> ."
        yield f'{subject} <http://e/date> "{rng.randrange(2010, 2025)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}"^^<http://www.w3.org/2001/XMLSchema#date> .'
        yield f'{subject} <{LABEL}> "Action number {i} of many"@en .'


def small(actor: int, limit: int = 10, mark: str = "") -> str:
    """A small query: some actions of an actor with label and date."""
    return f"SELECT ?a ?l ?d {{ ?a <http://e/agent> <http://e/actor/{actor}> ; <{LABEL}> ?l ; <http://e/date> ?d }} LIMIT {limit} #{mark}"


def mixes(actions: int) -> dict[str, list[str]]:
    """Queries by the name of their mix."""
    rng = random.Random(2)
    pool = [small(i % ACTORS, 5 + i // ACTORS) for i in range(1000)]
    weights = [1 / (rank + 1) for rank in range(len(pool))]
    return {
        "a log-like (Zipf)": rng.choices(pool, weights, k=20_000),
        "b all different": [small(rng.randrange(ACTORS), mark=str(i)) for i in range(200_000)],
        "c 100 k rows": [f"SELECT * {{ ?s ?p ?o }} LIMIT {100_000 + i}" for i in range(1000)],
        "d aggregates": [f"SELECT ?t (COUNT(DISTINCT ?g) AS ?n) (MAX(?d) AS ?m) {{ ?a <http://e/type> ?t ; <http://e/agent> ?g ; <http://e/date> ?d }} GROUP BY ?t #{i}" for i in range(1000)],
    }  # fmt: skip


@contextmanager
def native(store: Path) -> Iterator[tuple[str, int]]:
    """``oxigraph serve-read-only`` over the store; gives its query address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(OXIGRAPH),
        "serve-read-only",
        "--location",
        str(store),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/query", process.pid
    finally:
        process.terminate()
        process.wait()


def processor_seconds(root: int) -> float:
    """What a process and its descendants have used so far, as far as they still run."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            fields = (
                Path("/proc", name, "stat")
                .read_text(encoding="utf-8", errors="replace")
                .rpartition(")")[2]
                .split()
            )
            parents.setdefault(int(fields[1]), []).append(int(name))
            used[int(name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    total, todo = 0.0, [root]
    while todo:
        process = todo.pop()
        total += used.get(process, 0.0)
        todo += parents.get(process, [])
    return total


def measure(address: str, process: int, queries: list[str], clients: int, seconds: int) -> Measured:
    """One run, with wrk where it is installed."""
    client = measure_by_wrk if shutil.which("wrk") else measure_by_python
    before = processor_seconds(process)
    found = client(address, queries, clients, seconds)
    used = processor_seconds(process) - before
    return replace(found, cpu=1000 * used / max(1.0, found.rate * seconds))


def measure_by_python(address: str, queries: list[str], clients: int, seconds: int) -> Measured:
    """One run of as many threads as clients, each with a connection that stays."""
    parts = urlsplit(address)
    turn = itertools.count()
    times: list[float] = []
    errors: list[int] = []
    end = time.perf_counter() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        while (began := time.perf_counter()) < end:
            query = queries[next(turn) % len(queries)]
            connection.request("GET", f"{parts.path}?query={quote(query, safe='')}")
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - began)
            if response.status != 200:
                errors.append(response.status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    cuts = statistics.quantiles([*times, *times], n=100)
    return Measured(len(times) / took, 1000 * statistics.median(times), 1000 * cuts[98], len(errors))


def measure_by_wrk(address: str, queries: list[str], clients: int, seconds: int) -> Measured:
    """One run of wrk with one thread."""
    path = "/" + address.split("/", 3)[3]
    with tempfile.TemporaryDirectory() as folder:
        urls, script = Path(folder, "urls"), Path(folder, "mix.lua")
        urls.write_text("".join(f"{path}?query={quote(q, safe='')}\n" for q in queries), encoding="utf-8")
        script.write_text(_SCRIPT % urls, encoding="utf-8")
        command = [
            "wrk",
            "-t1",
            f"-c{clients}",
            f"-d{seconds}",
            "--timeout",
            "60",
            "-s",
            str(script),
            address,
        ]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\S+) (\S+) (\S+) (\S+)", printed)
    if found is None:
        raise SystemExit(f"wrk said nothing of use: {printed}")
    return Measured(float(found[1]), float(found[2]), float(found[3]), int(found[4]))


def main() -> None:
    """Builds, runs, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=8, help="of each run")
    parser.add_argument("--mixes", default="abcd", help="letters of the mixes to run")
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS, help="numbers of clients")
    parser.add_argument("--actions", type=int, default=50_000, help="size of the store: five triples each")
    options = parser.parse_args()
    if not OXIGRAPH.exists():
        raise SystemExit(f"the native server is needed: {sys.executable} -m pip install oxigraph")
    if shutil.which("wrk") is None:
        print("wrk is not installed (Debian: apt-get install wrk): a client in Python measures in its place,")
        print(
            "which is slower than the servers for small queries, so that ratios of (a) and (b) mean little."
        )
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "store")
        with StoreDirectory(store).building(Ownership.of_build("http://e/")) as new:
            new.store.bulk_load(
                input="\n".join(triples(options.actions)).encode(), format=RdfFormat.N_TRIPLES
            )
            new.store.optimize()
        version = StoreDirectory(store).current()
        assert version is not None
        copy = Path(folder, "native")
        shutil.copytree(version.data, copy)
        with (
            running(store, readers=Settings().readers, log_format="json") as ours,
            native(copy) as (theirs, native_process),
        ):
            print(
                f"{'mix':20} {'clients':>7} {'Writ/s':>9} {'native/s':>9} {'ratio':>6} {'p50 ms':>15} {'p99 ms':>15} {'CPU ms':>15} errors"
            )
            for name, queries in mixes(options.actions).items():
                for clients in options.clients if name[0] in options.mixes else ():
                    servers = ((ours.sparql, ours.process.pid), (theirs, native_process))
                    for address, process in servers:
                        measure(address, process, queries, clients, 1)  # warm
                    a, b = (measure(*server, queries, clients, options.seconds) for server in servers)
                    print(
                        f"{name:20} {clients:7} {a.rate:9.1f} {b.rate:9.1f} {a.rate / max(b.rate, 0.001):6.2f} "
                        f"{a.p50:7.2f}/{b.p50:7.2f} {a.p99:7.2f}/{b.p99:7.2f} {a.cpu:7.2f}/{b.cpu:7.2f} {a.errors}/{b.errors}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
