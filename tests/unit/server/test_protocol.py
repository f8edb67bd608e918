"""HTTP requests to operations: every case of the protocol's tables, without a server."""

from __future__ import annotations

from urllib.parse import unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Problem
from server.protocol import (
    FORM,
    QUERY,
    UPDATE,
    Description,
    GraphTarget,
    Query,
    Update,
    graph_target,
    operation,
    parameters,
)

ERRORS = [
    ("GET", "update=DROP+ALL", "", b"", 400),
    ("GET", "query=A&query=B", "", b"", 400),
    ("GET", "query=A&update=B", "", b"", 400),
    ("GET", "query=%FF", "", b"", 400),
    ("PUT", "query=A", "", b"", 405),
    ("POST", "", "", b"ASK {}", 415),
    ("POST", "", "text/plain", b"ASK {}", 415),
    ("POST", "", f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), 415),
    ("POST", "", QUERY, b"\xff\xfe", 400),
    ("POST", "", FORM, b"", 400),
    ("POST", "", FORM, b"query=A&query=B", 400),
    ("POST", "", FORM, b"query=A&update=B", 400),
    ("POST", "query=A", QUERY, b"B", 400),
    ("POST", "query=A", FORM, b"query=B", 400),
    ("POST", "using-graph-uri=http://e/", QUERY, b"ASK {}", 400),
    ("POST", "default-graph-uri=http://e/", UPDATE, b"DROP ALL", 400),
    ("GET", "query=A&default-graph-uri=relative", "", b"", 400),
    ("GET", "query=A&default-graph-uri=http://e/%20x", "", b"", 400),
    ("GET", "query=A&timeout=soon", "", b"", 400),
    ("GET", "query=A&timeout=-1", "", b"", 400),
    ("GET", "query=A&timeout=nan", "", b"", 400),
    ("GET", "&".join(["a=b"] * 20_000), "", b"", 400),
]


@pytest.mark.parametrize(("method", "query", "kind", "body", "status"), ERRORS)
def test_operation_errors(method: str, query: str, kind: str, body: bytes, status: int) -> None:
    """Each wrong request has its status."""
    with pytest.raises(Problem) as raised:
        operation(method, query, kind, body)
    assert raised.value.status == status


GOOD = [
    ("GET", "", "", b"", Description()),
    ("HEAD", "format=turtle", "", b"", Description(format="turtle")),
    ("GET", "query=ASK+%7B%7D", "", b"", Query(text="ASK {}")),
    ("POST", "", FORM, b"query=ASK+%7B%7D&format=json", Query(text="ASK {}", format="json")),
    ("POST", "timeout=2.5", f"{QUERY}; charset=utf-8", "ASK {}#é".encode(), Query(text="ASK {}#é", timeout=2.5)),
    ("POST", "", QUERY, b"\xef\xbb\xbfASK {}", Query(text="ASK {}")),
    ("GET", "query=A&default-graph-uri=http://e/a&default-graph-uri=http://e/b", "", b"", Query(text="A", default=("http://e/a", "http://e/b"), named=())),
    ("GET", "query=A&named-graph-uri=http://e/a", "", b"", Query(text="A", default=(), named=("http://e/a",))),
    ("POST", "default-graph-uri=http://e/a", FORM, b"query=A", Query(text="A", default=("http://e/a",), named=())),
    ("POST", "", UPDATE, b"DROP ALL", Update(text="DROP ALL")),
    ("POST", "using-graph-uri=http://e/a", FORM, b"update=U&using-named-graph-uri=http://e/b", Update(text="U", default=("http://e/a",), named=("http://e/b",))),
]  # fmt: skip


@pytest.mark.parametrize(("method", "query", "kind", "body", "expected"), GOOD)
def test_operation(method: str, query: str, kind: str, body: bytes, expected: object) -> None:
    """Each right request is what it says."""
    assert operation(method, query, kind, body) == expected


@given(
    st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
    st.text(st.characters(max_codepoint=255), max_size=80),
    st.sampled_from([FORM, QUERY, UPDATE, "", "a/b; charset=\x00"]),
    st.binary(max_size=80),
)
def test_operation_survives_everything(method: str, query: str, kind: str, body: bytes) -> None:
    """Any request is an operation or a problem with a status of the client's."""
    status = 200
    try:
        operation(method, query, kind, body)
    except Problem as problem:
        status = problem.status
    assert status == 200 or 400 <= status < 500


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=5))
def test_parameters_read_what_was_encoded(values: dict[str, str]) -> None:
    """What a client encodes arrives as it was."""
    from urllib.parse import urlencode

    assert parameters(urlencode(values)) == {k: [v] for k, v in values.items()}


IRI = "http://h/store"


@pytest.mark.parametrize(
    ("method", "query", "iri", "expected"),
    [
        ("GET", "default", IRI, GraphTarget(graph="")),
        ("GET", "graph=http%3A%2F%2Fe%2Fg&format=nt", IRI, GraphTarget(graph="http://e/g", format="nt")),
        ("GET", "graph=g", IRI, GraphTarget(graph="http://h/g")),
        ("PUT", "", f"{IRI}/person/1.ttl", GraphTarget(graph="http://h/store/person/1.ttl")),
        ("POST", "", IRI, GraphTarget(graph=None)),
    ],
)
def test_graph_target(method: str, query: str, iri: str, expected: GraphTarget) -> None:
    """Direct and indirect identification, the default graph, a graph to be created."""
    assert graph_target(method, query, iri) == expected


@pytest.mark.parametrize(
    "query", ["", "default&graph=http://e/", "graph=", "graph=http://e/%0a", "default=x", "graph=a&graph=b"]
)
def test_graph_target_errors(query: str) -> None:
    """No graph, two graphs, no IRI."""
    with pytest.raises(Problem):
        graph_target("GET", query, IRI)


@given(
    st.lists(
        st.sampled_from(
            ["%", "%2", "%41", "%25", "=", "%3d", "+", " ", "é", "%C3%A9", "%C3", "\n", "\r", "0A"]
        )
    )
)
def test_parameters_are_decoded_as_urllib_does(parts: list[str]) -> None:
    """Escapes whole, broken, of several bytes, of the percent sign, and what looks like one of quoted-printable."""
    encoded = "".join(parts)
    try:
        expected = unquote_plus(encoded, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(Problem):
            parameters(f"a={encoded}")
    else:
        assert parameters(f"a={encoded}") == {"a": [expected]}


@pytest.mark.parametrize(
    ("sent", "graph"),
    [
        ("http://y/a%23", "http://y/a#"),
        ("http://y/a%3F", "http://y/a?"),
        ("http://y/a;", "http://y/a;"),
        ("http://y/a/../b", "http://y/a/../b"),
        ("b%23", "http://h/store/b#"),
        ("%23f", "http://h/store/q#f"),
    ],
)
def test_graphs_are_named_as_they_are_sent(sent: str, graph: str) -> None:
    """An IRI is taken as it is, also with an empty fragment; only references are resolved."""
    assert graph_target("GET", f"graph={sent}", "http://h/store/q").graph == graph


def test_a_blank_node_names_no_graph() -> None:
    with pytest.raises(Problem, match="IRI"):
        graph_target("GET", "graph=_:b", "http://h/store")
