"""Requests of random shape: no 500, no hang, always the one shape of errors."""

from __future__ import annotations

import random

import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.test_queries import assert_unharmed
from tests.protocol.running import TOKEN, Running

METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
PATHS = st.one_of(
    st.sampled_from(
        [
            "sparql",
            "update",
            "store",
            "store/a/b",
            "id/x",
            "ontology",
            ".well-known/void",
            "health",
            "",
            "static/x",
            "id/",
        ]
    ),
    st.text(max_size=20).map(lambda t: requests.utils.quote(t)),
)
NAMES = st.sampled_from(
    [
        "query",
        "update",
        "graph",
        "default",
        "default-graph-uri",
        "named-graph-uri",
        "using-graph-uri",
        "format",
        "timeout",
        "x",
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            "ASK {}",
            "SELECT * {}",
            "CONSTRUCT WHERE { ?s ?p ?o }",
            "http://e/g",
            "json",
            "turtle",
            "1",
            "CREATE GRAPH <http://e/f>",
        ]
    ),
    st.text(max_size=30),
)
TYPES = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/sparql-query",
        "application/sparql-update",
        "text/turtle",
        "application/n-quads",
        "application/ld+json",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "a/b;;",
        "",
    ]
)
ACCEPTS = st.one_of(
    st.sampled_from(["*/*", "text/html", "text/csv", "text/turtle", "application/ld+json;q=0.1, */*;q=0"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30).map(str.strip),
)
BODIES = st.one_of(st.binary(max_size=200), st.sampled_from([b"query=ASK%7B%7D", b"ASK {}", b"<a:b> <a:c> 1 .", b"--x\r\nContent-Disposition: form-data; name=a; filename=a.ttl\r\n\r\n<a:b> <a:c> 1 .\r\n--x--\r\n", b"{}"]))  # fmt: skip
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, PATHS, st.lists(st.tuples(NAMES, VALUES), max_size=3), TYPES, ACCEPTS, BODIES, st.booleans())
def test_random_requests(
    server: Running,
    method: str,
    path: str,
    query: list[tuple[str, str]],
    kind: str,
    accept: str,
    body: bytes,
    token: bool,
) -> None:
    """Any combination is answered with a status of success, or of the client's, or a limit; errors are problems."""
    headers = {"Content-Type": kind, "Accept": accept, **(HEADERS if token else {})}
    response = requests.request(
        method, f"{server.address}{path}", params=query, headers=headers, data=body, timeout=15
    )
    assert response.status_code not in (500, 501, 502), response.text
    if response.status_code >= 400 and method != "HEAD":
        plain = "text/plain; charset=utf-8"
        asked = ["text/html; charset=utf-8"] if "text/html" in accept else []  # a browser reads a page
        assert response.headers["Content-Type"] in ("application/problem+json", plain, *asked)


def test_mutated_queries(server: Running) -> None:
    """Queries with characters dropped, doubled and swapped: 200, 400 or a limit."""
    rng = random.Random(3)
    seed = 'PREFIX x: <http://e/> SELECT ?a (COUNT(*) AS ?n) { ?a x:p/x:q* "v"@en ; ?p 1.5e3 . FILTER(?a < 3 && REGEX(STR(?a), "b")) } GROUP BY ?a ORDER BY ?n LIMIT 5'
    for _ in range(300):
        text = list(seed)
        for _ in range(rng.randrange(1, 6)):
            i = rng.randrange(len(text))
            text[i : i + 1] = rng.choice(
                [
                    [],
                    [text[i]] * 2,
                    [rng.choice("<>{}()\"'\\#.;,?$:@^|/*+-!\n\0é")],
                    [text[rng.randrange(len(text))]],
                ]
            )
        response = requests.post(server.sparql, data={"query": "".join(text)}, timeout=15)
        assert response.status_code in (200, 400, 403, 503), response.text
    assert_unharmed(server)
