"""The W3C's SPARQL 1.1 query, update and result format tests, over HTTP, against a running server."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
import requests

from tests.protocol.manifests import MF, QT, RDFS, SUITE, UT, Manifest, Node, file_of
from tests.protocol.running import TOKEN, Running

ROOT = SUITE / "sparql11"
HERE = ROOT.exists()
pytestmark = pytest.mark.skipif(not HERE, reason="the W3C's tests are not beside this repository")

#: Tests that Oxigraph itself fails, by folder and name, with the reason. All others must pass.
_LANGUAGE = "GROUP_CONCAT keeps the language that all its members share"
_EMPTY = "a path of length zero from a constant that is in no triple is not found"
_GRAPH = "the graph variable is not bound where the group itself reads no triples"
KNOWN: dict[str, str] = {
    "aggregates#agg-groupconcat-04": _LANGUAGE,
    "aggregates#agg-groupconcat-06": _LANGUAGE,
    "aggregates#agg-empty-group-count-graph": _GRAPH,
    "bindings#graph": _GRAPH,
    "functions#bnode01": "BNODE(x) gives the same blank node for the same x in all solutions",
    "negation#graph-minus": "the graph variable counts as shared by the two sides of MINUS",
    "property-path#zero_or_more_set_start": _EMPTY,
    "property-path#zero_or_more_set_end": _EMPTY,
    "property-path#zero_or_one_set_start": _EMPTY,
    "property-path#zero_or_one_set_end": _EMPTY,
    "csv-tsv-res#csv03": "numbers are kept by value: 1.0E6 comes out as 1000000",
}


@dataclass
class Case:
    """One test and the manifest that it stands in."""

    manifest: Manifest
    node: Node

    @property
    def name(self) -> str:
        """Folder and local name."""
        return f"{self.manifest.path.parent.name}#{self.node.value.rpartition('#')[2]}"

    @property
    def kind(self) -> str:
        """The local name of its type."""
        return self.manifest.kind(self.node)


def cases(*manifests: str) -> list[Case]:
    """The tests of some manifests and of those that they include."""
    found = []
    for name in manifests if HERE else ():
        for manifest in Manifest(ROOT / name).included():
            found += [Case(manifest, node) for node in manifest.entries()]
    return found


QUERIES = cases("manifest-sparql11-query.ttl", "manifest-sparql11-results.ttl")
UPDATES = cases("manifest-sparql11-update.ttl")
MEDIA_TYPES = {
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
    ".trig": "application/trig",
}
RESULT_TYPES = {
    ".srx": ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
    ".srj": ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ".csv": ("text/csv", None),
    ".tsv": ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
}


def put(server: Running, file: Path, graph: str) -> None:
    """Loads a file into a graph."""
    content = file.read_bytes()
    if file.suffix == ".ttl":
        content = f"@base <{file.as_uri()}> .\n".encode() + content
    response = requests.put(
        f"{server.address}store",
        params={"graph": graph} if graph else "default",
        data=content,
        headers={"Content-Type": MEDIA_TYPES[file.suffix], "Authorization": f"Bearer {TOKEN}"},
        timeout=30,
    )
    assert response.status_code in (201, 204), response.text


def shown(dataset: ox.Dataset | bool) -> list[str]:
    """For comparing: one line a statement, so that a failure shows what differs."""
    return [str(dataset)] if isinstance(dataset, bool) else sorted(str(q) for q in dataset)


def as_dataset(rows: list[dict[str, ox.Term]]) -> ox.Dataset:
    """Solutions as a graph, one blank node a row, so that blank nodes are compared up to their names."""
    quads = []
    for number, row in enumerate(rows):
        subject = ox.BlankNode(f"row{number}")
        quads.append(ox.Quad(subject, ox.NamedNode("x:row"), ox.Literal("")))
        quads += [
            ox.Quad(subject, ox.NamedNode(f"x:{n}"), term) for n, term in row.items() if term is not None
        ]
    return canonical(quads)


def canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """A dataset with canonical blank nodes, and numbers as Oxigraph keeps them: by value, not by spelling."""
    store = ox.Store()
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def rows_of(content: bytes, form: ox.QueryResultsFormat) -> ox.Dataset | bool:
    """A result document as a dataset, or its boolean."""
    results = ox.parse_query_results(content, format=form)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = [v.value for v in results.variables]
    return as_dataset([{n: row[n] for n in names} for row in results])


def graph_of(content: bytes, form: ox.RdfFormat, base: str) -> ox.Dataset:
    """An RDF document with canonical blank nodes."""
    return canonical(ox.parse(content, format=form, base_iri=base))


def with_base(file: Path) -> str:
    """The operation with the base that its file gives it."""
    return f"BASE <{file.as_uri()}>\n{file.read_text(encoding='utf-8')}"


def load(server: Running, wanted: set[tuple[str, Path]]) -> None:
    """Puts just these files into these graphs, unless they are there from the test before."""
    if wanted == server.loaded:
        return
    if server.loaded != set():
        assert server.update("DROP ALL").status_code == 204
    server.loaded = None
    for graph, file in sorted(wanted):
        put(server, file, graph)
    server.loaded = wanted


def run_query(server: Running, case: Case) -> None:
    """An evaluation test: data in, query, results compared."""
    action = case.manifest.one(case.node, MF + "action")
    wanted = {("", file_of(data)) for data in case.manifest.all(action, QT + "data")}  # type: ignore[arg-type]
    load(server, wanted | {(d.value, file_of(d)) for d in case.manifest.all(action, QT + "graphData")})  # type: ignore[arg-type]
    query = with_base(file_of(case.manifest.one(action, QT + "query")))
    expected = file_of(case.manifest.one(case.node, MF + "result"))
    as_rdf = expected.suffix == ".ttl" and "ResultSet" in expected.read_text(encoding="utf-8")
    suffix = ".srj" if as_rdf else expected.suffix
    media_type, form = RESULT_TYPES.get(suffix, (MEDIA_TYPES.get(suffix, ""), None))
    response = requests.post(server.sparql, data={"query": query}, headers={"Accept": media_type}, timeout=30)
    assert response.status_code == 200, response.text
    if media_type == "text/csv":
        assert csv_rows(response.text) == csv_rows(expected.read_text(encoding="utf-8"))
    elif as_rdf:
        assert shown(rows_of(response.content, ox.QueryResultsFormat.JSON)) == shown(result_set(expected))
    elif form is not None:
        assert shown(rows_of(response.content, form)) == shown(rows_of(expected.read_bytes(), form))
    else:
        got_graph = graph_of(response.content, ox.RdfFormat.TURTLE, expected.as_uri())
        assert got_graph == graph_of(
            expected.read_bytes(), ox.RdfFormat.from_extension(expected.suffix[1:]), expected.as_uri()
        )


def csv_rows(text: str) -> list[list[tuple[str, str]]]:
    """The rows by column name (SELECT * promises no order of columns), blank nodes without their names."""
    rows = csv.DictReader(text.splitlines())
    return sorted(sorted((k, re.sub(r"_:\w+", "_:b", v)) for k, v in row.items()) for row in rows)


def result_set(file: Path) -> ox.Dataset:
    """Results written as RDF (the DAWG's result set vocabulary)."""
    rs = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
    store = ox.Store()
    store.load(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=file.as_uri())
    rows = []
    for solution in [q.object for q in store.quads_for_pattern(None, ox.NamedNode(rs + "solution"), None)]:
        bindings = [q.object for q in store.quads_for_pattern(solution, ox.NamedNode(rs + "binding"), None)]  # type: ignore[arg-type]
        rows.append({value(store, b, rs + "variable").value: value(store, b, rs + "value") for b in bindings})
    return as_dataset(rows)


def value(store: ox.Store, subject: ox.Term, predicate: str):  # type: ignore[no-untyped-def]  # a term of any kind
    """The only object of a property."""
    return next(q.object for q in store.quads_for_pattern(subject, ox.NamedNode(predicate), None))  # type: ignore[arg-type]


def dataset_of(case: Case, state: Node) -> dict[str, ox.Dataset]:
    """The graphs of a state of an update test."""
    found: dict[str, ox.Dataset] = {"": ox.Dataset()}
    for data in case.manifest.all(state, UT + "data"):
        file = file_of(data)  # type: ignore[arg-type]
        found[""] = graph_of(file.read_bytes(), ox.RdfFormat.TURTLE, file.as_uri())
    for data in case.manifest.all(state, UT + "graphData"):
        file = file_of(case.manifest.one(data, UT + "graph"))  # type: ignore[arg-type]
        label = case.manifest.one(data, RDFS + "label").value  # type: ignore[arg-type]
        found[label] = graph_of(file.read_bytes(), ox.RdfFormat.TURTLE, file.as_uri())
    return found


def run_update(server: Running, case: Case) -> None:
    """An update test: data in, update, all graphs compared."""
    action = case.manifest.one(case.node, MF + "action")
    wanted = {("", file_of(data)) for data in case.manifest.all(action, UT + "data")}  # type: ignore[arg-type]
    for data in case.manifest.all(action, UT + "graphData"):
        label = case.manifest.one(data, RDFS + "label").value  # type: ignore[arg-type]
        wanted.add((label, file_of(case.manifest.one(data, UT + "graph"))))  # type: ignore[arg-type]
    load(server, wanted)
    server.loaded = None
    response = server.update(with_base(file_of(case.manifest.one(action, UT + "request"))))
    assert response.status_code == 204, response.text
    expected = dataset_of(case, case.manifest.one(case.node, MF + "result"))
    names = ["", *sorted(row["g"] for row in server.select("SELECT DISTINCT ?g { GRAPH ?g { } }"))]
    got = {}
    for name in names:
        where = {"graph": name} if name else "default"
        answer = requests.get(
            f"{server.address}store", params=where, headers={"Accept": "text/turtle"}, timeout=30
        )
        assert answer.status_code == 200
        got[name] = graph_of(answer.content, ox.RdfFormat.TURTLE, server.address)
    assert {n: g for n, g in got.items() if len(g)} == {n: g for n, g in expected.items() if len(g)}


def run_syntax(server: Running, case: Case) -> None:
    """A syntax test: accepted, or refused as a syntax error."""
    file = file_of(case.manifest.one(case.node, MF + "action"))
    if "Update" in case.kind:
        server.loaded = None
        response = server.update(with_base(file))
    else:
        response = requests.post(server.sparql, data={"query": with_base(file)}, timeout=30)
    refused = response.status_code == 400 and response.json()["type"].rpartition("/")[2] in (
        "bad-query",
        "bad-update",
    )
    assert refused is case.kind.startswith("Negative"), response.text


def run(server: Running, case: Case) -> None:
    """Any test, by its type."""
    if case.kind in ("QueryEvaluationTest", "CSVResultFormatTest"):
        run_query(server, case)
    elif case.kind == "UpdateEvaluationTest":
        run_update(server, case)
    else:
        assert case.kind.removeprefix("Positive").removeprefix("Negative") in (
            "SyntaxTest11",
            "UpdateSyntaxTest11",
        )
        run_syntax(server, case)


def test_suite_is_whole() -> None:
    """The number of cases is known, and every known failure is one of them."""
    assert (len(QUERIES), len(UPDATES)) == (338, 157)
    assert set(KNOWN) <= {case.name for case in (*QUERIES, *UPDATES)}


@pytest.mark.parametrize("case", [*QUERIES, *UPDATES], ids=lambda c: c.name)
def test_evaluation(shared_server: Running, case: Case) -> None:
    """A case; one that Oxigraph is known to fail must still fail, or leave the list."""
    if case.name in KNOWN:
        with pytest.raises((AssertionError, SyntaxError, ValueError)):
            run(shared_server, case)
    else:
        run(shared_server, case)
