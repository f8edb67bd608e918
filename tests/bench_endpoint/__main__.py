"""Prints throughput and latency of both servers, and their ratios, for four mixes of queries and three numbers of clients.

Needs ``wrk`` (Debian: apt-get install wrk) and the ``oxigraph`` command (PyPI: oxigraph). Nothing else should run on the
machine meanwhile.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from pyoxigraph import RdfFormat

from kg.store import Ownership, StoreDirectory
from tests.protocol.running import running

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
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
    """Requests a second, milliseconds at the median and the 99th percentile, failures."""

    rate: float
    p50: float
    p99: float
    errors: int


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
def native(store: Path) -> Iterator[str]:
    """``oxigraph serve-read-only`` over the store; gives its query address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("oxigraph")),
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
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait()


def measure(address: str, queries: list[str], clients: int, seconds: int) -> Measured:
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
    parser.add_argument("--actions", type=int, default=50_000, help="size of the store: five triples each")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is needed: apt-get install wrk")
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
        with running(store, readers=4, log_format="json") as ours, native(copy) as theirs:
            print(
                f"{'mix':20} {'clients':>7} {'Writ/s':>9} {'native/s':>9} {'ratio':>6} {'p50 ms':>15} {'p99 ms':>15} errors"
            )
            for name, queries in mixes(options.actions).items():
                for clients in CLIENTS:
                    for address in (ours.sparql, theirs):
                        measure(address, queries, clients, 1)  # warm
                    a = measure(ours.sparql, queries, clients, options.seconds)
                    b = measure(theirs, queries, clients, options.seconds)
                    print(
                        f"{name:20} {clients:7} {a.rate:9.1f} {b.rate:9.1f} {a.rate / max(b.rate, 0.001):6.2f} "
                        f"{a.p50:7.2f}/{b.p50:7.2f} {a.p99:7.2f}/{b.p99:7.2f} {a.errors}/{b.errors}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
