"""Pages that are made of other people's queries: a client that asks for costly ones keeps only its own pages waiting."""

from __future__ import annotations

import concurrent.futures
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import requests

from tests.hostile.burning import burning, burns_on, times
from tests.hostile.test_connections import connect
from tests.hostile.test_queries import assert_unharmed
from tests.protocol.running import Running, eventually, fast_directory, running

VALUES = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(90)))} }}" for i in range(6))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}"


def picture(server: Running, query: str, client: str = "127.0.0.1") -> requests.Response:
    """A page that the server makes of a query's result, asked for through a proxy."""
    return requests.get(
        f"{server.address}sparql/as/timeline",
        params={"query": query},
        headers={"X-Forwarded-For": client},
        timeout=100,
    )


def resident(server: Running) -> int:
    """Kilobytes in memory of the process that all share."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_pages_of_runaway_queries_leave_the_operators_and_others_alone() -> None:
    """Others' pages are made beside those of one client, and operators answered beside those of many: none of which ends."""
    with (
        fast_directory() as store,
        concurrent.futures.ThreadPoolExecutor(15) as threads,
        running(store, timeout=90, page_threads=4, readers=2, slow_readers=2, trusted_proxies=["127.0.0.1"], queue_timeout=90, grace=0) as server,
    ):  # fmt: skip
        greedy = []
        for clients, path in (((1,), "ontology.ttl"), ((2, 3), "health"), ((), "metrics")):
            quiet = times(server)
            greedy += [
                threads.submit(picture, server, f"{ENDLESS} # {n}", f"192.0.2.{client}")
                for client in clients
                for n in range(5)
            ]
            assert not clients or eventually(lambda since=quiet: bool(burning(server, since)), 30)
            answer = requests.get(
                f"{server.address}{path}", headers={"X-Forwarded-For": "192.0.2.9"}, timeout=30
            )
            assert answer.status_code == 200
            assert not any(future.done() for future in greedy), path


def test_page_of_a_huge_result_is_refused(patient: Running) -> None:
    """What is made of a result is made in memory: beyond its measure 503, and the memory is not taken."""
    before = resident(patient)
    long = 'BIND("' + "x" * 40_000 + '" AS ?x) BIND(CONCAT(?x, ?x, ?x, ?x, ?x) AS ?long)'
    answer = picture(patient, f"SELECT * {{ ?a ?b ?c . ?d ?e ?f {long} }}")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "result-too-large")
    assert resident(patient) < before + 200_000
    assert_unharmed(patient)


def test_page_of_a_result_that_breaks_off_is_a_time_limit(server: Running) -> None:
    """Rows come and then no more: as late as any other query, and no error of the server's own."""
    slow = "FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '^(.*a){12}$') || ?d = <http://e/s1>)"
    answer = picture(server, f"SELECT ?a ?d {{ ?a ?b ?c . ?d ?e ?f {slow} }}")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "query-timeout")
    assert_unharmed(server)


def test_page_that_nobody_waits_for_frees_its_worker(patient: Running) -> None:
    """The client goes away: within a second nobody works for it any more."""
    target = "/sparql/as/timeline?" + urlencode({"query": ENDLESS})
    quiet = times(patient)
    with closing(connect(patient)) as sock:
        sock.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert eventually(lambda: bool(burning(patient, quiet)), 15)
        workers = burning(patient, quiet)
    assert burns_on(workers) < 1
    assert_unharmed(patient)
