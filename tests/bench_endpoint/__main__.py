"""Prints throughput and latency of Writ and the native ``oxigraph serve``, then of Writ and Virtuoso where that is installed,
and their ratios, for five mixes of queries and three numbers of clients.

Two are measured in turn, several rounds of each, and what is printed is the median of the rounds: other work on the
machine then disturbs both alike. Apart from (a), no query is ever asked twice of a server. The last mix is an overload:
so many clients of small queries that most wait, while four others ask heavy ones without pause.

Needs the ``oxigraph`` command (PyPI: oxigraph), for the second part ``virtuoso-t`` (Debian: apt-get install
virtuoso-opensource; its bulk loader fills a store of its own with the same triples) and, as the client, ``wrk`` (Debian: apt-get install wrk). Without wrk a
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from pyoxigraph import RdfFormat

from kg.store import Ownership, StoreDirectory
from server.settings import Settings
from tests.protocol.running import running
from tests.protocol.virtuoso import HOW_TO_INSTALL, INSTALLED, virtuoso

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
ACTORS = 500
CLIENTS = (1, 8, 32)
OVERLOAD = 200
HEAVY_CLIENTS = 4
_JSON = {"Accept": "application/sparql-results+json"}
_GRAPH = "http://e/bench"
_SCRIPT = """
local urls = {}
for line in io.lines("%s") do urls[#urls + 1] = line end
local n = %d
wrk.headers["Accept"] = "application/sparql-results+json"
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


def heavy(mark: str) -> str:
    """An aggregate over all actions."""
    return f"SELECT ?t (COUNT(DISTINCT ?g) AS ?n) (MAX(?d) AS ?m) {{ ?a <http://e/type> ?t ; <http://e/agent> ?g ; <http://e/date> ?d }} GROUP BY ?t #{mark}"


def mixes(actions: int) -> dict[str, list[str]]:
    """Queries by the name of their mix."""
    rng = random.Random(2)
    pool = [small(i % ACTORS, 5 + i // ACTORS) for i in range(1000)]
    weights = [1 / (rank + 1) for rank in range(len(pool))]
    different = [small(rng.randrange(ACTORS), mark=str(i)) for i in range(400_000)]
    return {
        "a log-like (Zipf)": rng.choices(pool, weights, k=20_000),
        "b all different": different[:200_000],
        "c 100 k rows": [f"SELECT * {{ ?s ?p ?o }} LIMIT {100_000 + i}" for i in range(actions)],
        "d aggregates": [heavy(str(i)) for i in range(20_000)],
        "e overload": different[200_000:],
    }


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


@contextmanager
def virtuoso_with(triples: bytes) -> Iterator[tuple[str, int] | None]:
    """Virtuoso over the same triples, with as much memory as they can use; None where it is not installed."""
    if not INSTALLED:
        print(HOW_TO_INSTALL)
        yield None
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        virtuoso(Path(folder), graph=_GRAPH, threads=OVERLOAD + 20, megabytes=512) as started,
    ):
        Path(folder, "data.nt").write_bytes(triples)
        started.load("data.nt", _GRAPH)
        yield started.address, started.process


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


class Target:
    """A server, and how far its queries have been asked, so that none comes again by accident."""

    def __init__(self, address: str, process: int) -> None:
        self.address = address
        self.process = process
        self._asked: dict[str, int] = {}

    def measure(self, name: str, queries: list[str], clients: int, seconds: int) -> Measured:
        """One run, with wrk where it is installed."""
        client: Callable[[str, list[str], int, int, int], Measured] = (
            measure_by_wrk if shutil.which("wrk") else measure_by_python
        )
        before = processor_seconds(self.process)
        found = client(self.address, queries, self._asked.get(name, 0), clients, seconds)
        used = processor_seconds(self.process) - before
        asked = int(found.rate * seconds) + 2 * clients
        self._asked[name] = self._asked.get(name, 0) + asked
        return replace(found, cpu=1000 * used / max(1.0, found.rate * seconds))

    @contextmanager
    def busy(self) -> Iterator[None]:
        """A few clients that ask heavy queries one after the other."""
        stop = threading.Event()

        def ask(number: int) -> None:
            for i in itertools.count():
                if stop.is_set():
                    return
                query = quote(heavy(f"busy {number} {i} {time.monotonic()}"), safe="")
                with suppress(OSError):
                    urlopen(f"{self.address}?query={query}", timeout=60).read()

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(HEAVY_CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def measure_by_python(address: str, queries: list[str], first: int, clients: int, seconds: int) -> Measured:
    """One run of as many threads as clients, each with a connection that stays."""
    parts = urlsplit(address)
    turn = itertools.count(first)
    times: list[float] = []
    errors: list[int] = []
    end = time.perf_counter() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        while (began := time.perf_counter()) < end:
            query = queries[next(turn) % len(queries)]
            connection.request("GET", f"{parts.path}?query={quote(query, safe='')}", headers=_JSON)
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


def measure_by_wrk(address: str, queries: list[str], first: int, clients: int, seconds: int) -> Measured:
    """One run of wrk with one thread."""
    path = "/" + address.split("/", 3)[3]
    with tempfile.TemporaryDirectory() as folder:
        urls, script = Path(folder, "urls"), Path(folder, "mix.lua")
        urls.write_text("".join(f"{path}?query={quote(q, safe='')}\n" for q in queries), encoding="utf-8")
        script.write_text(_SCRIPT % (urls, first), encoding="utf-8")
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


def median(found: list[Measured]) -> Measured:
    """Each figure's median; failures are added up."""

    def of(name: str) -> float:
        return statistics.median(getattr(one, name) for one in found)

    return Measured(of("rate"), of("p50"), of("p99"), sum(one.errors for one in found), of("cpu"))


def compare(
    ours: Target, theirs: Target, name: str, queries: list[str], clients: int, options: argparse.Namespace
) -> None:
    """Measures both in turn and prints a line."""
    overload = name.startswith("e")
    rounds: tuple[list[Measured], list[Measured]] = ([], [])
    for target in (ours, theirs):
        target.measure(name, queries, clients, 1)  # warm
    for _ in range(options.rounds):
        for target, found in zip((ours, theirs), rounds, strict=True):
            with target.busy() if overload else nullcontext():
                found.append(target.measure(name, queries, clients, options.seconds))
    a, b = map(median, rounds)
    ratios = sorted(x.rate / max(y.rate, 0.001) for x, y in zip(*rounds, strict=True))
    print(
        f"{name:20} {clients:7} {a.rate:9.1f} {b.rate:9.1f} {statistics.median(ratios):6.2f} {ratios[0]:5.2f}-{ratios[-1]:<5.2f} "
        f"{a.p50:8.2f}/{b.p50:8.2f} {a.p99:8.2f}/{b.p99:8.2f} {a.cpu:7.2f}/{b.cpu:7.2f} {a.errors}/{b.errors}",
        flush=True,
    )


def compare_all(
    ours: Target, name: str, theirs: Target, queries: dict[str, list[str]], options: argparse.Namespace
) -> None:
    """The mixes that were asked for, with a head that names the other server."""
    print(f"Writ against {name}, medians of the rounds; p50, p99 and processor time in ms")
    print(
        f"{'mix':20} {'clients':>7} {'Writ/s':>9} {name + '/s':>9} {'ratio':>6} {'min-max':11} {'p50':>17} {'p99':>17} {'CPU':>15} errors"
    )
    for mix, texts in queries.items():
        numbers = [OVERLOAD] if mix.startswith("e") else options.clients
        for clients in numbers if mix[0] in options.mixes else ():
            compare(ours, theirs, mix, texts, clients, options)


def main() -> None:
    """Builds, runs, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each server, in turn")
    parser.add_argument("--mixes", default="abcde", help="letters of the mixes to run")
    parser.add_argument("--against", nargs="+", default=["native", "virtuoso"], help="the other servers")
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
        data = "\n".join(triples(options.actions)).encode()
        with StoreDirectory(store).building(Ownership.of_build("http://e/")) as new:
            new.store.bulk_load(input=data, format=RdfFormat.N_TRIPLES)
            new.store.optimize()
        version = StoreDirectory(store).current()
        assert version is not None
        copy = Path(folder, "native")
        shutil.copytree(version.data, copy)
        with (
            Path(folder, "log").open("wb") as log,
            running(store, readers=Settings().readers, log_format="json", stderr=log) as writ,
        ):
            ours = Target(writ.sparql, writ.process.pid)
            queries = mixes(options.actions)
            if "native" in options.against:
                with native(copy) as started:
                    compare_all(ours, "native", Target(*started), queries, options)
            if "virtuoso" in options.against:
                with virtuoso_with(data) as found:
                    if found is not None:
                        compare_all(ours, "Virtuoso", Target(*found), queries, options)


if __name__ == "__main__":
    main()
