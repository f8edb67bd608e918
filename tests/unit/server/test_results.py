"""Rows are counted as they are, whatever their values hold; XML that no parser could read is not sent."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from server.errors import Problem
from server.results import RESULT_FORMATS, Outlet, graph_outlet, rows_counter

QUERIES = [
    ("SELECT * { VALUES ?x { 1 2 3 4 5 6 7 8 9 } }", 9),
    ("SELECT ?x { VALUES ?y { 1 2 3 4 5 6 7 8 9 } }", 9),
    ("SELECT ?z ?y { VALUES (?z ?y) { (UNDEF UNDEF) (1 UNDEF) (UNDEF UNDEF) (UNDEF 2) } }", 4),
    ('SELECT ("a\\r\\nb\\r\\nc" AS ?x) ?y { VALUES ?y { 1 2 } }', 2),
    ('SELECT ("say \\"x\\"\\r\\n" AS ?x) ?y { VALUES ?y { 1 2 } }', 2),
    ('SELECT ("[{\\"a\\":{\\"b\\":\\"c\\"}},{\\"d\\":2}]" AS ?x) { VALUES ?y { 1 2 3 } }', 3),
    ("SELECT ?x { FILTER(false) }", 0),
]


@pytest.mark.parametrize(("query", "rows"), QUERIES)
@pytest.mark.parametrize("name", sorted(RESULT_FORMATS))
def test_rows_are_counted(name: str, query: str, rows: int) -> None:
    whole = Store().query(query).serialize(format=RESULT_FORMATS[name])  # type: ignore[union-attr]
    counter = rows_counter(name)
    assert whole is not None
    assert counter is not None
    for begin in range(0, len(whole), 4096):
        counter.count(whole[begin : begin + 4096])
    # no row at all has no mark in JSON, in which the rows are told by what is between them
    assert counter.rows == (rows or (1 if name == "json" else 0))


def test_quotes_may_stand_on_both_sides_of_a_cut() -> None:
    counter = rows_counter("csv")
    assert counter is not None
    for piece in (b'x\r\n"a\r\n', b'b""\r\n', b'c"\r\n', b"d\r\n"):
        counter.count(piece)
    assert counter.rows == 2


@pytest.mark.parametrize("cut", range(1, 4))
def test_an_element_without_a_name_is_refused_wherever_it_is_cut(cut: int) -> None:
    element = b"<p: xmlns:p='http://e/1'>"
    outlet = graph_outlet(Outlet(lambda piece, last: None), "rdfxml")
    outlet.write(b"<a>" + element[:cut])
    with pytest.raises(Problem, match="XML"):
        outlet.write(element[cut:])
