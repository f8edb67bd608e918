"""Queries and updates made to hurt: each is refused or ended in time, the next request is answered at once, nothing burns on."""

from __future__ import annotations

import time

import pytest
import requests

from tests.hostile.burning import idle
from tests.hostile.conftest import LIMIT
from tests.protocol.running import TOKEN, Running, eventually

QUERIES: dict[str, str] = {
    "cartesian product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian product of values": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(60)))} }}" for i in range(6)) + " }",
    "endless sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "regex that backtracks": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f), "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), "^(a+)+$|^(.*a){20}$")) }',
    "regex that is huge": 'ASK { BIND(REGEX("a", "((a{1,99}){1,99}){1,99}") AS ?x) }',
    "growing string": "SELECT (STRLEN(?z) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?a) " + " ".join(f"BIND(CONCAT(?{x},?{x},?{x},?{x}) AS ?{y})" for x, y in zip("abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True)) + " }",
    "group concat of everything": "SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?c),STR(?f)))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "deep path": "ASK { ?a (" + "/".join(["<http://e/p>"] * 2000) + ") ?b }",
    "deep alternatives": "ASK { ?a (" + "|".join(["<http://e/p>"] * 3000) + ") ?b }",
    "path of paths": "SELECT (COUNT(*) AS ?n) { ?a (<http://e/p>+/<http://e/p>*)+ ?b . ?c (<http://e/p>*/^<http://e/p>*)* ?d }",
    "parentheses": "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
    "parentheses within the limit": "ASK { FILTER(" + "(" * 390 + "1" + ")" * 390 + ") }",
    "braces": "ASK " + "{" * 20_000 + "}" * 20_000,
    "unions": "ASK { " + " UNION ".join(["{ ?s ?p ?o }"] * 8000) + " }",
    "sums": "ASK { FILTER(" + "+".join(["1"] * 30_000) + ") }",
    "nots": "ASK { FILTER(" + "!" * 30_000 + "true) }",
    "minus signs": "ASK { FILTER(" + "- " * 30_000 + "1 = 1) }",
    "many triples": "ASK { " + " . ".join(f"?a{i} <http://e/p> ?a{i + 1}" for i in range(3000)) + " }",
    "optionals": "SELECT * { " + "OPTIONAL { ?s ?p ?o " * 390 + "}" * 390 + " }",
    "not exists in not exists": "ASK { " + "FILTER NOT EXISTS { ?a ?b ?c . ?d ?e ?f " * 20 + "}" * 20 + " }",
    "many variables": "SELECT " + " ".join(f"?v{i}" for i in range(20_000)) + " { ?s ?p ?o }",
    "collections": "ASK { ?s ?p " + "(" * 300 + ")" * 300 + " }",
    "blank nodes": "ASK { ?s ?p " + "[ <http://e/p> " * 300 + "1" + " ]" * 300 + " }",
    "triple terms": "ASK { ?s ?p " + "<<( ?a ?b " * 300 + "1" + " )>>" * 300 + " }",
    "long literal": 'ASK { FILTER("' + "a" * 900_000 + '" = "b") }',
    "bytes of nul": "ASK { FILTER('\0' = '\0') }",
    "surrogates": "ASK { FILTER('\\uD800' = 'a') }",
    "bidi": "ASK { FILTER('\u202e\u2066' = 'a') }",
    "nothing": "",
    "only a comment": "# ASK {}",
    "two operations": "ASK {} ASK {}",
    "an update as query": "DROP ALL",
    "an update smuggled in": "ASK {} ; DROP ALL",
    "round about with dates": "SELECT * { BIND('9999999999999999999-01-01'^^<http://www.w3.org/2001/XMLSchema#date> AS ?d) BIND(?d + 'P999999999999999999Y'^^<http://www.w3.org/2001/XMLSchema#yearMonthDuration> AS ?e) }",
    "numbers that overflow": "SELECT (9223372036854775807 + 1 AS ?a) (1/0 AS ?b) (1e308*1e308 AS ?c) (-9223372036854775807 - 2 AS ?d) {}",
    "substring out of range": "SELECT (SUBSTR('abc', -9223372036854775807, 9223372036854775807) AS ?a) (SUBSTR('é', 2, 1e300) AS ?b) {}",
    "replace that grows": "SELECT (STRLEN(REPLACE(REPLACE('" + "a" * 5000 + "', '', '" + "b" * 5000 + "'), '', '" + "b" * 5000 + "')) AS ?n) {}",
}  # fmt: skip


def assert_unharmed(server: Running) -> None:
    """The next small query is answered within a second, and soon nobody works any more."""
    began = time.monotonic()
    assert server.ask(timeout=5)
    assert time.monotonic() - began < 1.0
    assert eventually(lambda: idle(server), 5)


@pytest.mark.parametrize("name", QUERIES)
def test_query_is_survived(server: Running, name: str) -> None:
    """It is answered, refused, or ended at the limit; never with 500, never late."""
    began = time.monotonic()
    try:
        response = requests.post(server.sparql, data={"query": QUERIES[name]}, timeout=LIMIT + 5)
    except requests.exceptions.ChunkedEncodingError:
        # Rows had come before a limit did: a torn result is never ended well, so the connection breaks.
        assert time.monotonic() - began < LIMIT + 2
        assert_unharmed(server)
        return
    assert time.monotonic() - began < LIMIT + 2
    assert response.status_code in (200, 400, 413, 503), response.text[:300]
    if response.status_code != 200:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    if response.status_code == 503:
        assert int(response.headers["Retry-After"]) > 0
    assert_unharmed(server)


def test_query_too_long_is_refused(server: Running) -> None:
    """Ten megabytes of query: 413, and the connection is not simply cut."""
    response = requests.post(server.sparql, data={"query": "ASK {} #" + "x" * 10_000_000}, timeout=10)
    assert response.status_code == 413
    direct = requests.post(
        server.sparql,
        data=b"ASK {} #" + b"x" * 10_000_000,
        headers={"Content-Type": "application/sparql-query"},
        timeout=10,
    )
    assert direct.status_code == 413
    assert_unharmed(server)


def test_time_limit_says_so(server: Running) -> None:
    """A runaway query: 503 at the limit, with the reason in the body."""
    began = time.monotonic()
    response = requests.get(server.sparql, params={"query": QUERIES["cartesian product"]}, timeout=10)
    took = time.monotonic() - began
    assert response.status_code == 503
    assert response.json()["type"].endswith("/query-timeout")
    assert LIMIT - 0.2 < took < LIMIT + 1


def test_own_time_limit_can_be_shorter(server: Running) -> None:
    """timeout= shortens the limit and never lengthens it."""
    began = time.monotonic()
    short = requests.get(
        server.sparql, params={"query": QUERIES["cartesian product"], "timeout": "0.3"}, timeout=10
    )
    assert short.status_code == 503
    assert time.monotonic() - began < 1.3
    long = requests.get(
        server.sparql, params={"query": QUERIES["cartesian product"], "timeout": "60"}, timeout=10
    )
    assert long.status_code == 503


def test_runaways_of_one_client_leave_room(server: Running) -> None:
    """A handful of runaway queries at a time: a small one still gets its answer within a second or so."""
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        burning = [
            threads.submit(
                requests.get,
                server.sparql,
                params={"query": QUERIES["cartesian product"], "n": str(n)},
                timeout=30,
            )
            for n in range(6)
        ]
        time.sleep(0.3)
        began = time.monotonic()
        assert server.ask()
        assert time.monotonic() - began < 2.0
        assert {f.result().status_code for f in burning} == {503}
    assert_unharmed(server)


def test_result_that_can_not_be_completed_breaks_the_connection(server: Running) -> None:
    """The limit comes after the first rows: the client sees a broken connection, not a well-formed shorter result."""
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        requests.get(server.sparql, params={"query": query}, timeout=20)
    assert_unharmed(server)


UPDATES: dict[str, tuple[str, int]] = {
    "endless insert": (
        "INSERT { GRAPH <http://e/x> { ?a ?b ?f } } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        503,
    ),
    "load from loopback": ("LOAD <http://127.0.0.1:1/>", 403),
    "load a file": ("LOAD <file:///etc/passwd>", 403),
    "deep": ("INSERT { ?s ?p ?o } WHERE " + "{" * 5000 + "}" * 5000, 400),
    "syntax": ("INSERT DATA { <a", 400),
    "a query": ("SELECT * {}", 400),
}


@pytest.mark.parametrize("name", UPDATES)
def test_update_is_survived(server: Running, name: str) -> None:
    """Refused or ended in time, with nothing of it done, and the writer goes on."""
    before = server.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    update, status = UPDATES[name]
    assert server.update(update).status_code == status
    assert server.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before
    assert server.select("SELECT (COUNT(*) AS ?n) { GRAPH <http://e/x> { ?s ?p ?o } }") == [{"n": "0"}]
    assert (
        server.update(
            "INSERT DATA { GRAPH <http://e/after> { <a:b> <a:c> 1 } } ; DROP GRAPH <http://e/after>"
        ).status_code
        == 204
    )
    assert_unharmed(server)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rdf [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="http://e/"><p xmlns="http://e/">&a11;</p></rdf:Description></rdf:RDF>'
)
DOCUMENTS: dict[str, tuple[str, bytes]] = {
    "billion laughs": ("application/rdf+xml", LAUGHS.encode()),
    "external entity": ("application/rdf+xml", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="http://e/"><p xmlns="http://e/">&x;</p></rdf:Description></rdf:RDF>'),
    "nested json-ld": ("application/ld+json", b'{"http://e/p":' * 20_000 + b"1" + b"}" * 20_000),
    "json-ld that loads a context": ("application/ld+json", b'{"@context":"http://127.0.0.1:1/context","a":1}'),
    "nested collections": ("text/turtle", b"<http://e/s> <http://e/p> " + b"(" * 20_000 + b")" * 20_000 + b" ."),
    "nested blank nodes": ("text/turtle", b"<http://e/s> <http://e/p> " + b"[ <http://e/p> " * 20_000 + b"1" + b"]" * 20_000 + b" ."),
    "triple terms": ("application/n-triples", b"<http://e/s> <http://e/p> " + b"<<( <http://e/s> <http://e/p> " * 20_000 + b"<http://e/o>" + b" )>>" * 20_000 + b" ."),
    "broken utf-8": ("text/turtle", b'<http://e/s> <http://e/p> "\xff\xfe" .'),
    "truncated": ("text/turtle", b'<http://e/s> <http://e/p> "abc'),
    "not what it says": ("application/rdf+xml", b"<http://e/s> <http://e/p> 1 ."),
    "quads with graphs": ("application/n-quads", b"<http://e/s> <http://e/p> <http://e/o> <http://e/other> ."),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_survived(server: Running, name: str) -> None:
    """RDF made to hurt: taken or refused, in time; there is no graph when it was refused."""
    kind, body = DOCUMENTS[name]
    headers = {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"}
    # A graph of its own: emptying one with what the case before has left would count against this one's time.
    graph = {"graph": f"http://e/upload/{name.replace(' ', '-')}"}
    store = f"{server.address}store"
    response = requests.put(store, params=graph, data=body, headers=headers, timeout=LIMIT + 5)
    assert response.status_code in (201, 204, 400, 503), response.text[:300]
    for _ in range(3):
        read = requests.get(store, params=graph, timeout=10)
        if (
            read.status_code != 503
        ):  # a reader that the case before has worn out: asked again, as Retry-After says
            break
        assert int(read.headers["Retry-After"]) > 0
        time.sleep(0.5)
    assert read.status_code == (200 if response.status_code < 300 else 404), read.text[:300]
    assert "root:" not in read.text
    assert server.select("SELECT (COUNT(*) AS ?n) { GRAPH <http://e/other> { ?s ?p ?o } }") == [{"n": "0"}]
    assert_unharmed(server)


REFUSED_AT_ONCE = {
    "billion laughs": "bad-data",
    "external entity": "bad-data",
    "nested json-ld": "too-deep",
    "json-ld that loads a context": "bad-data",
    "triple terms": "too-deep",
}


@pytest.mark.parametrize("name", REFUSED_AT_ONCE)
def test_document_that_only_harms_is_refused_at_once(server: Running, name: str) -> None:
    """400 with the reason, from a writer that goes on: nobody else's write waits until the time limit."""
    assert server.update("INSERT DATA { GRAPH <http://e/w> { <a:b> <a:c> 1 } }").status_code == 204
    before = set(server.workers())
    kind, body = DOCUMENTS[name]
    headers = {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"}
    answer = requests.put(f"{server.address}store?graph=http://e/r", data=body, headers=headers, timeout=9)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, REFUSED_AT_ONCE[name])
    assert before <= set(server.workers())
