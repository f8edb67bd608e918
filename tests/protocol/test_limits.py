"""Limits that an operator sets: announced, kept, and said in the answer."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Iterator

import pytest
import requests

from kg.store import StoreDirectory
from tests.protocol.running import TOKEN, Running, fast_directory, running

ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(90)))} }}" for i in range(6))
    + " }"
)


@pytest.fixture(scope="module")
def small() -> Iterator[Running]:
    """One reader, a short queue, ten rows, a kilobyte."""
    limits = {
        "readers": 1,
        "slow_readers": 0,
        "queue_per_client": 2,
        "queue_timeout": 1.0,
        "timeout": 3,
        "max_rows": 10,
        "max_result": 2000,
        "max_query": 5000,
        "max_upload": 5000,
    }
    with fast_directory() as store, running(store, **limits) as server:
        yield server


def rows(count: int, width: int = 1) -> str:
    """A query with so many rows of so many characters."""
    return f"SELECT * {{ VALUES ?x {{ {' '.join(repr('x' * width + str(i)) for i in range(count))} }} }}"


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "html"])
def test_too_many_rows_are_an_error(small: Running, form: str) -> None:
    """Ten rows are sent, eleven are refused with the reason; none are left out."""
    good = requests.get(small.sparql, params={"query": rows(10), "format": form}, timeout=10)
    assert good.status_code == 200
    bad = requests.get(small.sparql, params={"query": rows(11), "format": form}, timeout=10)
    assert (bad.status_code, bad.json()["type"].rpartition("/")[2]) == (503, "result-too-large")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_looks_like_rows_in_a_value_is_none(small: Running, form: str) -> None:
    """Line ends and brackets of a value are no rows; rows without values are some."""
    value = r'SELECT ("' + r"a\r\n" * 20 + r'[{\"a\":{\"b\":1}},{\"c\":2}]" AS ?x) {}'
    assert requests.get(small.sparql, params={"query": value, "format": form}, timeout=10).status_code == 200
    empty = f"SELECT ?x {{ VALUES ?y {{ {' '.join(map(str, range(11)))} }} }}"
    bad = requests.get(small.sparql, params={"query": empty, "format": form}, timeout=10)
    assert bad.status_code == 503


def test_too_many_bytes_are_an_error(small: Running) -> None:
    """Few rows, but long ones."""
    bad = requests.get(small.sparql, params={"query": rows(5, 700)}, timeout=10)
    assert (bad.status_code, bad.json()["type"].rpartition("/")[2]) == (503, "result-too-large")


def test_too_long_requests_are_refused(small: Running) -> None:
    """Queries, uploads, with and without a declared length."""
    assert requests.post(small.sparql, data={"query": "ASK {} #" + "x" * 6000}, timeout=10).status_code == 413
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    url = f"{small.address}store?graph=http://e/g"
    assert requests.put(url, data=b"#" * 6000, headers=headers, timeout=10).status_code == 413
    assert requests.put(url, data=iter([b"#" * 3000] * 3), headers=headers, timeout=10).status_code == 413


def test_document_with_a_term_beyond_all_measure_is_refused(server: Running) -> None:
    """The parser takes no term of more than sixteen megabytes: 413, and no graph."""
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    url = f"{server.address}store?graph=http://e/long"
    body = b'<a:s> <a:p> "' + b"x" * (17 << 20) + b'" .'
    assert requests.put(url, data=body, headers=headers, timeout=60).status_code == 413
    assert requests.get(url, timeout=10).status_code == 404


def test_too_many_requests_are_turned_away(small: Running) -> None:
    """One runs, two wait, the others get 429; who waits too long gets 503; all know when to come back."""
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        answers = list(
            threads.map(
                lambda n: requests.get(small.sparql, params={"query": f"{ENDLESS} #{n}"}, timeout=20),
                range(6),
            )
        )
    assert sorted(a.status_code for a in answers) == [429, 429, 429, 503, 503, 503]
    assert all(int(a.headers["Retry-After"]) > 0 for a in answers)
    assert {a.json()["type"].rpartition("/")[2] for a in answers} == {
        "too-many-requests",
        "overloaded",
        "query-timeout",
    }
    assert small.ask()


def test_limits_are_announced(small: Running) -> None:
    """The service description says them."""
    text = requests.get(small.sparql, timeout=10).text
    assert "Time limit 3 s" in text
    assert "2000 bytes" in text
    assert "10 rows" in text


def test_backup_and_restore_beside_a_running_server() -> None:
    """A backup is taken and put back while the server runs; what it serves follows."""
    with fast_directory() as folder, running(folder / "store") as server:
        assert server.update("INSERT DATA { <a:s> <a:p> 1 }").status_code == 204
        directory = StoreDirectory(folder / "store")
        directory.copy_to(folder / "backup")
        assert server.update("INSERT DATA { <a:s> <a:p> 2 }").status_code == 204
        directory.replace_by(StoreDirectory(folder / "backup"))
        assert server.select("SELECT ?o { ?s ?p ?o }") == [{"o": "1"}]
        assert server.update("INSERT DATA { <a:s> <a:p> 3 }").status_code == 204
        assert {row["o"] for row in server.select("SELECT ?o { ?s ?p ?o }")} == {"1", "3"}


def test_requests_of_two_clients_take_turns() -> None:
    """A client with a long queue does not keep another one waiting behind it."""
    import asyncio
    from typing import Any

    from server.pool import Pool
    from server.settings import Settings

    class Idle:
        """A worker that is always ready."""

        done, dead, version = True, False, ""

        def kill(self) -> None:
            """Nothing to end."""

        async def wait(self) -> None:
            """Nothing to wait for."""

    async def start() -> Any:
        return Idle()

    async def scenario() -> list[str]:
        pool = Pool(start, Settings(readers=1))
        order: list[str] = []

        async def one(client: str) -> None:
            loan = await pool.take(client)
            order.append(client)
            await asyncio.sleep(0)
            pool.give_back(loan)

        await asyncio.gather(*(one("greedy") for _ in range(6)), one("modest"))
        await pool.close()
        return order

    assert asyncio.run(scenario()).index("modest") <= 2


def test_columns_come_in_the_order_of_the_select(server: Running) -> None:
    """CSV, TSV and JSON keep the order in which the query names its variables, bound or not."""
    query = "SELECT ?z ?unbound ?a (1 AS ?m) { VALUES (?a ?z) { (1 2) } }"
    got = {
        form: requests.get(server.sparql, params={"query": query, "format": form}, timeout=10)
        for form in ("csv", "tsv", "json")
    }
    assert got["csv"].text.splitlines()[0] == "z,unbound,a,m"
    assert got["tsv"].text.splitlines()[0] == "?z\t?unbound\t?a\t?m"
    assert got["json"].json()["head"]["vars"] == ["z", "unbound", "a", "m"]


@pytest.mark.parametrize("kind", ["application/trig", "application/n-quads"])
def test_graph_in_a_format_of_datasets_is_a_graph_without_a_name(server: Running, kind: str) -> None:
    """GET /store?graph= in TriG and N-Quads: what was put, in the default graph of the document, and it can be put back."""
    where = {"graph": "http://e/g"}
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    assert (
        requests.put(
            f"{server.address}store", params=where, data=b"<a:b> <a:c> 1, 2 .", headers=headers, timeout=10
        ).status_code
        == 201
    )
    got = requests.get(f"{server.address}store", params=where, headers={"Accept": kind}, timeout=10)
    assert got.headers["Content-Type"].startswith(kind)
    again = requests.put(
        f"{server.address}store",
        params={"graph": "http://e/h"},
        data=got.content,
        headers={**headers, "Content-Type": kind},
        timeout=10,
    )
    assert again.status_code == 201
    assert server.ask("ASK { GRAPH <http://e/h> { <a:b> <a:c> 1, 2 } }")


def test_writes_on_condition(server: Running) -> None:
    """If-Match and If-None-Match of graph writes and updates: 412, with nothing done, when the state is another one."""
    url = f"{server.address}store"
    where = {"graph": "http://e/conditional"}
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}

    def put(value: int, **conditions: str) -> int:
        named = {name.replace("_", "-"): tag for name, tag in conditions.items()}
        body = f"<a:s> <a:p> {value} ."
        return requests.put(url, params=where, data=body, headers=headers | named, timeout=10).status_code

    assert put(1, If_Match="*") == 412
    assert put(1, If_None_Match="*") == 201
    assert put(2, If_None_Match="*") == 412
    tag = requests.get(url, params=where, timeout=10).headers["ETag"]
    assert put(2, If_Match=f"W/{tag}") == 412
    assert put(2, If_Match=f'"x", {tag}') == 204
    assert put(3, If_Match=tag) == 412
    assert (
        requests.delete(url, params=where, headers=headers | {"If-Match": tag}, timeout=10).status_code == 412
    )
    update = "INSERT DATA { GRAPH <http://e/conditional> { <a:s> <a:q> 1 } }"
    for condition, status in (
        (tag, 412),
        (f'"{requests.get(url, params=where, timeout=10).headers["Writ-Version"]}"', 204),
    ):
        answer = requests.post(
            f"{server.address}update",
            data={"update": update},
            headers={"If-Match": condition, "Authorization": f"Bearer {TOKEN}"},
            timeout=10,
        )
        assert answer.status_code == status
    assert {row["o"] for row in server.select("SELECT ?o { GRAPH <http://e/conditional> { ?s ?p ?o } }")} == {
        "2",
        "1",
    }


@pytest.mark.parametrize("path", ["sparql", "update", "store?graph=http://e/coded"])
def test_coded_bodies_are_refused(server: Running, path: str) -> None:
    """A compressed body is not taken for the RDF or the query itself: 415, and which coding is taken."""
    headers = {"Content-Type": "text/turtle", "Content-Encoding": "gzip", "Authorization": f"Bearer {TOKEN}"}
    answer = requests.post(f"{server.address}{path}", data=b"\x1f\x8b", headers=headers, timeout=10)
    assert (answer.status_code, answer.headers["Accept-Encoding"]) == (415, "identity")


def test_pages_and_documents_are_compressed(server: Running) -> None:
    """Not only results: the ontology travels compressed, says so, keeps its length on HEAD and its validator."""
    url = f"{server.address}ontology.ttl"
    plain = requests.get(url, headers={"Accept-Encoding": "identity"}, timeout=10)
    coded = requests.get(url, headers={"Accept-Encoding": "gzip"}, timeout=10)
    assert coded.headers["Content-Encoding"] == "gzip"
    assert int(coded.headers["Content-Length"]) < len(plain.content) / 2
    assert coded.content == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]
    head = requests.head(url, headers={"Accept-Encoding": "identity"}, timeout=10)
    assert head.headers["Content-Length"] == plain.headers["Content-Length"]
    again = requests.get(
        url, headers={"If-None-Match": coded.headers["ETag"], "Accept-Encoding": "gzip"}, timeout=10
    )
    assert again.status_code == 304


def test_preflight_of_every_area(server: Running) -> None:
    """A browser that asks before it sends is told what it may, everywhere."""
    for path, method in (
        ("sparql", "GET"),
        ("update", "POST"),
        ("store", "PUT"),
        ("id/x", "GET"),
        ("ontology", "GET"),
        (".well-known/void", "GET"),
    ):
        headers = {
            "Origin": "http://example.org",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "if-none-match",
        }
        answer = requests.options(f"{server.address}{path}", headers=headers, timeout=10)
        assert answer.status_code == 204, path
        assert method in answer.headers["Access-Control-Allow-Methods"], path
        assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"], path
    assert requests.options(f"{server.address}update", timeout=10).headers["Allow"] == "POST, OPTIONS"
