"""kill -9 wherever it hurts: no acknowledged write is lost, no graph is torn, and the server goes on by itself."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import os
import random
import signal
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from kg.store import Ownership, StoreDirectory
from server.reader import STACK
from tests.protocol.running import TOKEN, Running, eventually, fast_directory, running, start

COUNTER = "DELETE { GRAPH <http://e/c> { <http://e/c> <http://e/n> ?n } } INSERT { GRAPH <http://e/c> { <http://e/c> <http://e/n> ?m } } WHERE { GRAPH <http://e/c> { <http://e/c> <http://e/n> ?n } BIND(?n + 1 AS ?m) }"


def count(server: Running) -> int:
    """The counter's value."""
    return int(server.select("SELECT ?n { GRAPH <http://e/c> { <http://e/c> <http://e/n> ?n } }")[0]["n"])


@pytest.fixture
def store():  # type: ignore[no-untyped-def]  # a generator of a path
    """A store directory with a counter at zero."""
    with fast_directory() as path:
        directory = StoreDirectory(path)
        directory.commit(
            lambda s: s.update("INSERT DATA { GRAPH <http://e/c> { <http://e/c> <http://e/n> 0 } }")
        )
        directory.close()
        yield path


def test_concurrent_increments_are_all_counted(store: Path) -> None:
    """Two hundred increments by eight clients at a time give two hundred."""
    with running(store) as server, concurrent.futures.ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda _: server.update(COUNTER).status_code, range(200)))
        assert statuses == [204] * 200
        assert count(server) == 200


def test_killed_workers_are_replaced_and_nothing_acknowledged_is_lost(store: Path) -> None:
    """Readers and the writer are killed again and again under load: every 204 counts, nothing counts twice or by half."""
    with running(store) as server:
        acknowledged = 0
        failed = 0
        stop, written = threading.Event(), threading.Event()
        rng = random.Random(1)

        def kill() -> None:
            while not stop.is_set():
                written.wait(2)  # or a slow machine would never come to a write
                written.clear()
                time.sleep(rng.random() * 0.05)  # somewhere in the next ones
                for pid in server.workers():
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        continue

        killer = threading.Thread(target=kill)
        killer.start()
        for _ in range(40):
            response = server.update(COUNTER)
            acknowledged += response.status_code == 204
            failed += response.status_code != 204
            assert response.status_code in (204, 503), response.text
            if response.status_code == 204:
                written.set()
        stop.set()
        killer.join()
        assert acknowledged
        assert acknowledged <= count(server) <= acknowledged + failed
        assert server.update(COUNTER).status_code == 204


def test_killed_server_comes_back_with_everything(store: Path) -> None:
    """The whole server is killed under load: its workers end too, and a new one has every acknowledged write."""
    server = start(store)
    acknowledged = threading.Semaphore(0)
    total = [0]

    def write() -> None:
        while True:
            try:
                if server.update(COUNTER).status_code == 204:
                    total[0] += 1
                    acknowledged.release()
            except requests.exceptions.RequestException:
                return

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(5):
        assert acknowledged.acquire(timeout=20)
    workers = server.workers()
    server.process.kill()
    writer.join()
    server.stop()
    assert workers
    assert eventually(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers))
    with running(store) as again:
        assert total[0] <= count(again) <= total[0] + 1
        assert again.update(COUNTER).status_code == 204


def test_graphs_are_replaced_whole(store: Path) -> None:
    """Writers put different graphs of a hundred triples at the same place; readers never see a mixture."""
    with running(store) as server:
        stop = threading.Event()
        seen: list[list[dict[str, str]]] = []

        def put(value: int) -> None:
            body = "\n".join(f'<http://e/s{i}> <http://e/p> "{value}" .' for i in range(100))
            headers = {"Content-Type": "application/n-triples", "Authorization": f"Bearer {TOKEN}"}
            for _ in range(8):
                assert requests.put(
                    f"{server.address}store?graph=http://e/g", data=body, headers=headers, timeout=30
                ).status_code in (201, 204)

        def read() -> None:
            while not stop.is_set():
                seen.append(
                    server.select(
                        "SELECT ?o (COUNT(*) AS ?n) { GRAPH <http://e/g> { ?s ?p ?o } } GROUP BY ?o"
                    )
                )

        reader = threading.Thread(target=read)
        reader.start()
        with concurrent.futures.ThreadPoolExecutor(3) as threads:
            list(threads.map(put, range(3)))
        stop.set()
        reader.join()
        assert all(rows == [] or (len(rows) == 1 and rows[0]["n"] == "100") for rows in seen)
        assert len(seen) > 3


def test_build_is_swapped_in_live(store: Path) -> None:
    """A finished build is served within a second; answers are of one version or the other, and say which; people's graphs stay."""
    base = "http://e/id/"

    def build(value: str) -> str:
        directory = StoreDirectory(store)
        with directory.building(Ownership.of_build(base)) as new:
            new.manifest["base"] = base
            new.store.update(
                f'INSERT DATA {{ <http://e/a> <http://e/p> "{value}" . <http://e/b> <http://e/p> "{value}" }}'
            )
        version = directory.current()
        assert version is not None
        return version.identifier

    with running(store) as server:
        versions = {build("one"): "one"}
        answers: list[tuple[str, str]] = []
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                response = requests.get(
                    server.sparql, params={"query": "SELECT ?o { ?s <http://e/p> ?o }"}, timeout=10
                )
                assert response.status_code == 200
                rows = {row["o"]["value"] for row in response.json()["results"]["bindings"]}
                assert len(rows) == 1
                answers.append((response.headers["Writ-Version"], rows.pop()))

        reader = threading.Thread(target=read)
        reader.start()
        for value in ("two", "three", "four"):
            time.sleep(0.2)
            versions[build(value)] = value
            done = time.monotonic()
            assert eventually(lambda expected=value: bool(answers) and answers[-1][1] == expected, 2)
            assert time.monotonic() - done < 1.0
        stop.set()
        reader.join()
        assert all(versions[version] == value for version, value in answers)
        assert count(server) == 0


def test_owned_graphs_are_refused_with_the_reason(store: Path) -> None:
    """In a built store the default graph, testimony and runs are the build's; the answer says what can be written."""
    base = "http://e/id/"
    directory = StoreDirectory(store)
    with directory.building(Ownership.of_build(base)) as new:
        new.manifest["base"] = base
        new.store.update(
            "INSERT DATA { <http://e/a> <http://e/p> 1 . GRAPH <http://e/id/document/x> { <http://e/a> <http://e/p> 1 } }"
        )
    forbidden = (
        "INSERT DATA { <a:b> <a:c> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE WHERE { GRAPH <http://e/id/document/x> { ?s ?p ?o } }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX d: <http://e/id/document/> INSERT DATA { GRAPH d:new { <a:b> <a:c> 1 } }",
        "BASE <http://e/id/> WITH <graph/runs> INSERT { <a:b> <a:c> 1 } WHERE {}",
        "INSERT DATA { GRAPH <http://e/free> { <a:b> <a:c> 1 } } ; CLEAR DEFAULT",
        "DROP ALL",
        "CLEAR NAMED",
        "MOVE DEFAULT TO <http://e/free>",
        "COPY <http://e/c> TO DEFAULT",
        "ADD <http://e/c> TO GRAPH <https://w3id.org/writ>",
        "CREATE GRAPH <http://e/id/graph/links>",
        'INSERT { GRAPH <http://e/free> { ?a ?c ?b } } WHERE { ?a ?c ?b FILTER(?b<?b#>"""\n || true) } ; DELETE WHERE { ?s ?p ?o } #"""',
    )
    with running(store) as server:
        for update in forbidden:
            response = server.update(update)
            assert response.status_code == 403, f"{update}: {response.status_code} {response.text}"
            assert response.json()["type"].endswith("/owned-graph")
            assert "graph/curation" in response.json()["detail"]
        for graph in ("default", "graph=http://e/id/document/x", "graph=http://e/id/graph/runs"):
            for method in ("PUT", "POST", "DELETE"):
                headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
                response = requests.request(
                    method,
                    f"{server.address}store?{graph}",
                    data=b"<a:b> <a:c> 1 .",
                    headers=headers,
                    timeout=30,
                )
                assert response.status_code == 403, f"{method} {graph}"
        allowed = (
            "INSERT { GRAPH <http://e/id/graph/curation> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
            "COPY DEFAULT TO <http://e/copy>",
            "DELETE { GRAPH ?g { ?s ?p 1 } } INSERT { GRAPH ?g { ?s ?p 2 } } WHERE { VALUES ?g { <http://e/copy> } GRAPH ?g { ?s ?p 1 } }",
        )
        for update in allowed:
            assert server.update(update).status_code == 204, update
        assert server.select("SELECT ?o { GRAPH <http://e/copy> { ?s ?p ?o } }") == [{"o": "2"}]
        assert server.select("SELECT ?o { ?s ?p ?o }") == [{"o": "1"}]


def test_owned_graphs_are_refused_however_they_are_named(store: Path) -> None:
    """Relative to the server's own address or to a BASE, by a prefix, or by what a pattern finds: additions and removals."""
    with running(store) as server:
        base = f"{server.address}id/"
        directory = StoreDirectory(store)
        with directory.building(Ownership.of_build(base)) as new:
            new.manifest["base"] = base
            new.store.update(
                f"INSERT DATA {{ GRAPH <{base}document/x> {{ <http://e/a> <http://e/p> 1 }} GRAPH <https://w3id.org/writ> {{ <http://e/a> <http://e/p> 1 }} GRAPH <http://e/free> {{ <http://e/a> <http://e/p> 2 }} }}"
            )
        assert eventually(lambda: bool(server.select("SELECT ?g { GRAPH ?g { ?s ?p 2 } }")))
        state = "SELECT DISTINCT ?g ?o { GRAPH ?g {} OPTIONAL { GRAPH ?g { ?s ?p ?o } } FILTER(?g != <http://e/free>) } ORDER BY ?g ?o"
        before = server.select(state)
        for update in (
            "INSERT DATA { GRAPH <id/document/x> { <a:b> <a:c> 3 } }",
            "PREFIX p: <id/document/> INSERT DATA { GRAPH p:x { <a:b> <a:c> 3 } }",
            "BASE <id/x> WITH <document/x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "BASE <https://w3id.org/writ#f> INSERT DATA { GRAPH <> { <a:b> <a:c> 3 } }",
            "BASE <https://w3id.org/a/b/> CLEAR GRAPH <../../writ>",
            "MOVE <id/document/x> TO <http://e/free>",
            "ADD <http://e/free> TO <id/document/y>",
            "CREATE SILENT GRAPH <id/document/z>",
            "INSERT { GRAPH ?g { <a:b> <a:c> 3 } } WHERE { VALUES ?g { <https://w3id.org/writ> } }",
            "INSERT { GRAPH ?g { ?s ?p 3 } } WHERE { GRAPH ?g { ?s ?p 1 } }",
            f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} INSERT {{ GRAPH ?g {{ ?s ?p 9 }} }} WHERE {{ VALUES ?g {{ <{base}document/x> }} GRAPH ?g {{ ?s ?p ?o }} }}",
        ):
            answer = server.update(update)
            assert (answer.status_code, server.select(state)) == (403, before), update
        copied = "INSERT { GRAPH ?g { ?s ?p 4 } } WHERE { GRAPH <id/document/x> { ?s ?p ?o } VALUES ?g { <http://e/free> } }"
        assert server.update(copied).status_code == 204
        assert server.ask("ASK { GRAPH <http://e/free> { ?s ?p 4 } }")


def test_token_is_needed(store: Path) -> None:
    """None set: read-only; none sent or a wrong one: 401; the right one writes."""
    update = {"update": "INSERT DATA { GRAPH <http://e/t> { <a:b> <a:c> 1 } }"}
    with running(store, token="") as server:
        assert (
            requests.post(
                f"{server.address}update", data=update, headers={"Authorization": "Bearer "}, timeout=10
            ).status_code
            == 403
        )
    with running(store) as server:
        url = f"{server.address}update"
        missing = requests.post(url, data=update, timeout=10)
        assert (missing.status_code, missing.headers["WWW-Authenticate"].split()[0]) == (401, "Bearer")
        assert (
            requests.post(url, data=update, headers={"Authorization": "Bearer wrong"}, timeout=10).status_code
            == 401
        )
        assert (
            requests.post(
                url, data=update, headers={"Authorization": f"Basic {TOKEN}"}, timeout=10
            ).status_code
            == 401
        )
        assert requests.delete(f"{server.address}store?graph=http://e/c", timeout=10).status_code == 401
        assert (
            requests.post(
                url, data=update, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10
            ).status_code
            == 204
        )


def test_orderly_stop_lets_requests_end(store: Path) -> None:
    """SIGTERM while a query runs: it is answered, then the server ends with status 0."""
    with running(store, timeout=60, grace=60) as server, concurrent.futures.ThreadPoolExecutor(1) as threads:
        values = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(150)))} }}" for i in range(3))
        pending = threads.submit(
            requests.get,
            server.sparql,
            params={"query": f"SELECT (COUNT(*) AS ?n) {{ {values} }}"},
            timeout=90,
        )
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        assert pending.result().status_code == 200
        assert server.process.wait(60) == 0


def test_last_words_of_a_worker_are_logged(tmp_path: Path) -> None:
    """How a worker died, and what it said, reaches the operator's log: deep nesting, then too much memory."""
    log = tmp_path / "log"
    with fast_directory() as store, log.open("wb") as file:
        server = start(store, log_format="json", stderr=file, memory=48 << 20)
        nested = "SELECT * { FILTER(" + "!" * 900_000 + "true) }"
        product = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(99)))} }}" for i in range(4))
        try:
            for query in (nested, f"SELECT * {{ {product} }} ORDER BY RAND()"):
                assert requests.post(server.sparql, data={"query": query}, timeout=30).status_code == 503
            assert eventually(lambda: server.ask())
        finally:
            server.stop()
    events = [json.loads(line) for line in log.read_text().splitlines()]
    died = [e for e in events if e["event"] == "worker-died"]
    assert len(died) == 2
    assert died[0]["code"] == -signal.SIGSEGV
    assert "memory" in died[1]["stderr"]


def test_long_queries_give_way_and_keep_their_worker(store: Path) -> None:
    """A query of over a tenth of a second runs at lower priority; the next one of the same process does not."""
    values = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(200)))} }}" for i in range(3))
    long = f"SELECT (COUNT(*) AS ?n) {{ {values} }}"

    def priorities(pids: list[int]) -> set[int]:
        found = set()
        for thread in (t for p in pids for t in os.listdir(f"/proc/{p}/task")):
            with contextlib.suppress(ProcessLookupError):  # it ended since it was listed
                found.add(os.getpriority(os.PRIO_PROCESS, int(thread)))
        return found

    with running(store, readers=1, timeout=20) as server, concurrent.futures.ThreadPoolExecutor(1) as threads:
        assert server.ask()
        before = set(server.workers())
        usual = os.getpriority(os.PRIO_PROCESS, server.process.pid)
        pending = threads.submit(requests.get, server.sparql, params={"query": long}, timeout=30)
        assert eventually(lambda: max(priorities(server.workers())) > usual)
        assert pending.result().status_code == 200
        same = before & set(server.workers())
        assert same

        def serving() -> set[int]:
            """The priority of the thread of each worker that was started last."""
            newest = [max(map(int, os.listdir(f"/proc/{pid}/task"))) for pid in same]
            return {os.getpriority(os.PRIO_PROCESS, thread) for thread in newest}

        assert eventually(lambda: serving() == {usual})
        assert all(server.ask(f"ASK {{ FILTER({n} < 9) }}") for n in range(4))
        assert same <= set(server.workers())


def test_long_queries_leave_no_stacks_behind(store: Path) -> None:
    """The thread that a long query was slowed down in ends before the next begins: its memory does not count twice."""
    values = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(100)))} }}" for i in range(3))

    def stacks(pid: int) -> float:
        """Private memory, as the limit counts it, measured in stacks; all else is less than one."""
        with contextlib.suppress(OSError):  # it has ended
            lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
            return next(
                (int(line.split()[1]) * 1024 / STACK for line in lines if line.startswith("VmData")), 0
            )
        return 0

    with running(store, readers=1, slow_readers=1, timeout=20) as server:
        assert server.ask()
        # A worker that has just been started has no stack yet, and one that changes threads none for a moment.
        assert eventually(lambda: all(1 < stacks(pid) < 2 for pid in server.workers()), 15)
        before = set(server.workers())
        for n in range(4):
            answer = requests.get(
                server.sparql, params={"query": f"SELECT (COUNT(*) AS ?n) {{ {values} }} # {n}"}, timeout=30
            )
            assert answer.status_code == 200
            assert server.ask(f"ASK {{ FILTER({n} < 9) }}")
        assert before & set(server.workers())
        assert eventually(lambda: all(1 < stacks(pid) < 2 for pid in server.workers()), 15)


def test_what_a_kill_leaves_of_uploads_is_removed(store: Path) -> None:
    """A server that is killed while a document comes in: the next one has its place to itself."""
    server = start(store)
    try:
        assert server.update("INSERT DATA { <a:b> <a:c> 1 }").status_code == 204
        parts = urlsplit(server.address)
        assert parts.hostname is not None
        with socket.create_connection((parts.hostname, parts.port or 80)) as sock:
            head = f"PUT /store?graph=http://e/g HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: text/turtle\r\nContent-Length: 1000\r\n\r\n"
            sock.sendall(head.encode() + b"<a:b> <a:c> 1 .")
            assert eventually(lambda: bool(list(store.glob("scratch/uploads-*/upload-*/document"))))
            server.process.kill()
            server.process.wait()
    finally:
        server.stop()
    with running(store) as again:
        assert again.ask()
        assert eventually(lambda: not list(store.glob("scratch/uploads-*/upload-*")))
        assert len(list(store.glob("scratch/uploads-*"))) == 1
    assert not list(store.glob("scratch/uploads-*"))
