"""What the scan sees in queries and updates, and what it is not fooled by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.scan import scan, scan_query, tokens, with_dataset, writes

REMOTE = [
    ("SELECT * { SERVICE <http://a/> {} }", ("http://a/",)),
    ("PREFIX s: <http://a/> SELECT * { SERVICE SILENT s:b {} }", ("http://a/b",)),
    ("BASE <http://a/> SELECT * { service <b> {} }", ("http://a/b",)),
    ("SELECT * { SERVICE ?s {} }", ("",)),
    ("SELECT * { ?s ?p 'SERVICE' . ?s <SERVICE> ?o } # SERVICE", ()),
    ('SELECT * { ?s ?p """x " SERVICE <http://a/> """ }', ()),
    ("SELECT ?service { ?service :SERVICE ?x ; SERVICE:x 'LOAD'@load }", ()),
    ("LOAD <http://a/> INTO GRAPH <http://b/>", ("http://a/",)),
    ("SELECT * { SERVICE", ("",)),
    ("SELECT * { ?s ?p true.SERVICE:x {} }", ("",)),
    ("SELECT * { SERVICE undeclared:x {} }", ("",)),
]


@pytest.mark.parametrize(("text", "expected"), REMOTE)
def test_scan_finds_other_servers(text: str, expected: tuple[str, ...]) -> None:
    """SERVICE and LOAD as keywords, and only as these."""
    assert scan(text).remote == expected
    assert scan_query(text, 400).remote == expected


def test_scan_takes_the_worst_of_two_readings() -> None:
    """A less-than that could begin an IRI with a comment sign, and a long string that could hide the rest."""
    text = 'SELECT * { ?a ?c ?b FILTER(?b<?b#>"""\n) SERVICE <http://a/> {} } #"""'
    assert scan(text).ambiguous
    assert scan(text).remote == ("",)
    assert writes('INSERT { <a:b> <a:c> 1 } WHERE { ?a ?c ?b FILTER(?b<?b#>"""\n) } ; DROP ALL #"""').unknown


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# SELECT\nPREFIX ask: <http://select/> CONSTRUCT { } WHERE { { SELECT * {} } }", "CONSTRUCT"),
        ("ask {}", "ASK"),
        ("BASE <a:describe> DESCRIBE <x>", "DESCRIBE"),
        ("DROP ALL", ""),
    ],
)
def test_scan_form(text: str, form: str) -> None:
    """The form of the outermost query."""
    assert scan(text).form == form
    assert scan_query(text, 400).form == form


def test_scan_depth_and_volatility() -> None:
    """Nesting over all kinds of brackets; functions that change their mind."""
    assert scan("ASK { FILTER((1) IN (1, (2))) '((((' }").depth == 4
    assert scan("SELECT (NOW() AS ?n) {}").is_volatile
    assert not scan("SELECT * { ?s ?p 'NOW' }").is_volatile


WRITES = [
    ("INSERT DATA { <a:s> <a:p> 1 }", {""}),
    ("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } }", {"a:g"}),
    ("WITH <a:g> DELETE { ?s ?p ?o } WHERE { GRAPH <a:h> { ?s ?p ?o } }", {"a:g"}),
    ("INSERT { GRAPH <a:g> { ?s ?p ?o } } USING <a:h> WHERE { ?s ?p ?o }", {"a:g"}),
    ("DELETE WHERE { GRAPH <a:g> { ?s ?p ?o } ?a ?b ?c }", {"a:g", ""}),
    ("COPY <a:g> TO <a:h> ; MOVE DEFAULT TO GRAPH <a:i>", {"a:h", "a:i", ""}),
    ("CLEAR SILENT DEFAULT ; CREATE GRAPH <a:g> ; DROP GRAPH <a:h>", {"", "a:g", "a:h"}),
    (
        "PREFIX x: <a:> INSERT DATA { GRAPH x:g {} } ; PREFIX x: <b:> INSERT DATA { GRAPH x:g {} }",
        {"a:g", "b:g"},
    ),
    ("LOAD SILENT <a:x> INTO GRAPH <a:g>", {"a:g"}),
]


@pytest.mark.parametrize(("text", "graphs"), WRITES)
def test_writes(text: str, graphs: set[str]) -> None:
    """Every graph that an update may write."""
    found = writes(text)
    assert (set(found.graphs), found.unknown) == (graphs, False)


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR ALL",
        "DROP NAMED",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "NONSENSE",
        "INSERT DATA { GRAPH undeclared:x {} }",
    ],
)
def test_writes_unknown(text: str) -> None:
    """Where only running it can tell, it says so."""
    assert writes(text).unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
            "INSERT { ?s ?p 1 }  USING <a:d> USING NAMED <a:n> WHERE { ?s ?p ?o }",
        ),
        (
            "DELETE WHERE { ?s ?p ?o }",
            "DELETE  { ?s ?p ?o } USING <a:d> USING NAMED <a:n> WHERE { ?s ?p ?o }",
        ),
        ("DROP ALL", "DROP ALL"),
        ("INSERT DATA { <WHERE> <a:p> 'WHERE' }", "INSERT DATA { <WHERE> <a:p> 'WHERE' }"),
    ],
)
def test_with_dataset(text: str, expected: str) -> None:
    """The protocol's graphs become USING clauses in operations that have a WHERE."""
    assert with_dataset(text, ("a:d",), ("a:n",)) == expected


@given(st.text(alphabet="<>\"'#\\?$:{}()[];.@^|&a \n", max_size=200))
def test_scan_survives_everything(text: str) -> None:
    """Any text is read to its end, token by token, without losing a character."""
    scan(text)
    writes(text)
    assert all(text[t.begin : t.begin + len(t.text)] == t.text for t in tokens(text))


def test_scan_is_linear() -> None:
    """A hundred kilobytes of anything is read in a moment."""
    import time

    for piece in (
        '"',
        "'''",
        '"""a',
        "<",
        "<a",
        "?",
        "\\",
        "a:",
        "#",
        "(",
        '"\\',
        "_:",
        ".",
        "a-",
        "a.",
        "1e",
        "@a",
        "<a\\\\u",
        "\\'\\\\",
    ):
        text = piece * (100_000 // len(piece))
        began = time.process_time()
        scan(text)
        assert time.process_time() - began < 5, piece
