"""Prints for every kind of page the server's time, the number of queries and the compressed weight, on a made-up graph.

Time is that of a request to a server of its own on this machine, one at a time: with the cache of answers off, as if nobody
had asked for it since the last build, and once more from the cache. Of each family of resources those with most and fewest claims are asked, and others spread
between them. Other work on the machine shows in the times, not in the other columns.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections import defaultdict
from pathlib import Path

import requests
from flask.testing import FlaskClient

from server.app import create_app
from server.runtime import Runtime
from server.settings import Settings
from tests.browser.chromium import installed
from tests.browser.inspection import MOST_BYTES, weigh
from tests.pages.discovery import BROWSER, discover
from tests.pages.graphs import build
from tests.pages.queries import counted
from tests.protocol.running import running

ROOT = Path(__file__).resolve().parents[2]
MOST_MILLISECONDS = 50


def main() -> None:
    """Measures and prints."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--claims", type=int, default=100_000)
    arguments.add_argument(
        "--store", type=Path, help="any other store [default: a made-up one, kept in .bench]"
    )
    arguments.add_argument("--others", type=int, default=9, help="more resources of each family")
    arguments.add_argument("--rounds", type=int, default=3, help="how often each page is asked for")
    given = arguments.parse_args()
    store = given.store or ROOT / ".bench" / f"graph-{given.claims}"
    if not (store / "current").exists():
        started = time.monotonic()
        summary = build(store, given.claims)
        print(
            f"built {summary.claims:,} claims, {summary.triples:,} triples in {time.monotonic() - started:.0f} s"
        )
    runtime = Runtime(Settings(store=store, log_format="none"))
    client = create_app(runtime=runtime).test_client()
    kinds: dict[str, list[str]] = defaultdict(list)
    for page in discover(client, store, given.others):
        kinds[page.kind].append(page.path)
    queries = {kind: _queries(client, paths[0]) for kind, paths in kinds.items()}
    runtime.close()
    with running(store, cache=0, timeout=600) as server:
        address = server.address.rstrip("/")
        times = {kind: _milliseconds(address, paths, given.rounds) for kind, paths in kinds.items()}
    with running(store, timeout=600) as server:
        address = server.address.rstrip("/")
        again = {kind: _milliseconds(address, paths[:1], given.rounds) for kind, paths in kinds.items()}
        first = [paths[0] for paths in kinds.values()]
        weights = weigh(address, first) if installed() else {}
    print(f"{'page':44} {'asked':>5} {'median ms':>9} {'p95 ms':>8} {'again ms':>8} {'queries':>7} {'kB':>6}")
    for kind, paths in sorted(kinds.items()):
        found, weight = times[kind], weights.get(paths[0], 0)
        median, high = statistics.median(found), sorted(found)[math.ceil(0.95 * len(found)) - 1]
        marks = (" slow" if median > MOST_MILLISECONDS else "") + (" heavy" if weight > MOST_BYTES else "")
        print(
            f"{kind[:44]:44} {len(found):5} {median:9.1f} {high:8.1f} {statistics.median(again[kind]):8.1f} {queries[kind]:7} {weight / 1000:6.1f}{marks}"
        )
    every = [t for found in times.values() for t in found]
    print(f"{'all':44} {len(every):5} {statistics.median(every):9.1f}")


def _queries(client: FlaskClient, path: str) -> int:
    with counted(client.application) as asked:
        client.get(path, headers=BROWSER)
    return len(asked)


def _milliseconds(address: str, paths: list[str], rounds: int) -> list[float]:
    found = []
    with requests.Session() as session:
        session.get(address + paths[0], headers=BROWSER, timeout=600)  # templates are compiled once
        for _ in range(rounds):
            for path in paths:
                started = time.perf_counter()
                session.get(address + path, headers=BROWSER, timeout=600)
                found.append((time.perf_counter() - started) * 1000)
    return found


if __name__ == "__main__":
    main()
