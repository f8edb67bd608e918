"""``writ link`` against real sources: a file in three formats, an Oxigraph server, a second server of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import requests
from pyoxigraph import NamedNode
from rich.console import Console

import kg.linking
from kg.errors import LinkError, UsageError
from kg.linking.authority_file import read_records
from kg.linking.command import link, reviewed, sources
from kg.linking.mapping_set import Row, read_rows, rows_of, write_rows
from kg.linking.model import LinkSource, Record, SourceOptions, Subject
from kg.linking.ranking import proposal
from kg.links import read_mappings
from kg.pipeline import build
from kg.registry import plugins
from kg.settings import Settings, load_settings
from kg.store import StoreDirectory
from kg.vocab import SKOS
from tests.protocol.running import eventually, fast_directory, running

PTA = Subject(
    identifier="actor/pta",
    label="Pakistan Telecommunication Authority",
    names=("PTA",),
    kind="Regulator",
    country="PK",
)
NOBODY = Subject(identifier="actor/nobody", label="Ministry of Silly Walks", kind="Ministry")
CSV = """id,label,aliases,type,country
http://e/1,Pakistan Telecommunication Authority,PTA,regulator,PK
http://e/2,Nepal Telecommunications Authority,NTA,regulator,NP
http://e/3,PTA,Parent-Teacher Association,charity,US
"""
TURTLE = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> . @prefix writ: <https://w3id.org/writ#> .
<http://e/1> a writ:Regulator, writ:Actor ; rdfs:label "Pakistan Telecommunication Authority"@en ; skos:altLabel "PTA"@en ; wdt:P31 <http://e/t> ; wdt:P17 <http://e/pk> ; writ:countryCode "PK" .
<http://e/2> a writ:Regulator, writ:Actor ; rdfs:label "Nepal Telecommunications Authority"@en ; wdt:P31 <http://e/t> ; wdt:P17 <http://e/np> .
<http://e/t> rdfs:label "regulatory agency"@en . <http://e/pk> wdt:P297 "PK" . <http://e/np> wdt:P297 "NP" .
"""


def first_of(source: LinkSource, location: str, options: SourceOptions) -> list[str]:
    """The decision, and the first candidate where one is accepted, for both subjects."""
    subjects = [PTA, NOBODY]
    found = zip(subjects, source.open(location, options).candidates(subjects), strict=True)
    made = [proposal(s, records) for s, records in found]
    return [p.candidates[0].record.id if p.decision == "accept" else p.decision for p in made]


def test_each_source_is_found() -> None:
    """Three kinds, each with help; a profile is named once."""
    assert [s.name for s in plugins(kg.linking, "SOURCE", LinkSource)] == ["file", "reconcile", "sparql"]
    assert all(s.help for s in sources().values())


@pytest.mark.parametrize(("name", "content"), [("a.csv", CSV), ("a.ttl", TURTLE)])
def test_file(tmp_path: Path, name: str, content: str) -> None:
    """The body of the right country is accepted, its namesakes are not; who is in no file is NIL."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert first_of(sources()["file"], str(path), SourceOptions()) == ["http://e/1", "nil"]


def test_broken_files_are_one_error(tmp_path: Path) -> None:
    """No such file, no format, no columns, no label."""
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,label\n1,\n", encoding="utf-8")
    (tmp_path / "c.ttl").write_text("<a> <b", encoding="utf-8")
    (tmp_path / "d.doc").write_text("", encoding="utf-8")
    for name, error in (
        ("a.csv", LinkError),
        ("b.csv", LinkError),
        ("c.ttl", LinkError),
        ("d.doc", UsageError),
        ("e.csv", UsageError),
    ):
        with pytest.raises(error):
            read_records(tmp_path / name)


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server with the small data."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "oxigraph"
    where = tmp_path_factory.mktemp("oxigraph")
    process = subprocess.Popen(
        [program, "serve", "--location", str(where), "--bind", f"127.0.0.1:{port}"],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        try:
            return requests.get(f"{address}/query", params={"query": "ASK {}"}, timeout=1).ok
        except requests.ConnectionError:
            return False

    try:
        assert eventually(ready, 20)
        sent = requests.post(
            f"{address}/store?default",
            data=TURTLE.encode(),
            headers={"Content-Type": "text/turtle"},
            timeout=20,
        )
        assert sent.ok
        yield f"{address}/query"
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize("profile", ["generic", "wikidata"])
def test_sparql_endpoint(oxigraph: str, tmp_path: Path, profile: str) -> None:
    """By the properties of either profile; the second time from the cache."""
    options = SourceOptions(profile=profile, interval=0, cache=str(tmp_path))
    for _ in range(2):
        assert first_of(sources()["sparql"], oxigraph, options) == ["http://e/1", "nil"]
    assert len(list(tmp_path.iterdir())) == 2


def test_reconciliation_service() -> None:
    """A second server of ours with other data, by its own service."""
    with fast_directory() as store, running(store, readers=1) as other:
        headers = {"Authorization": "Bearer a-token-for-tests", "Content-Type": "text/turtle"}
        assert requests.put(
            f"{other.address}store?default", data=TURTLE.encode(), headers=headers, timeout=30
        ).ok
        options = SourceOptions(interval=0)
        assert first_of(sources()["reconcile"], f"{other.address}reconcile", options) == ["http://e/1", "nil"]
        assert first_of(sources()["sparql"], other.sparql, options) == ["http://e/1", "nil"]


def test_unreachable_is_one_error() -> None:
    """No server, and a server that answers something else."""
    with pytest.raises(LinkError):
        first_of(sources()["sparql"], "http://127.0.0.1:9/sparql", SourceOptions(interval=0, timeout=1))


def test_command_writes_decisions_and_keeps_them(seeds_store: Path, tmp_path: Path) -> None:
    """What is clear is accepted, the build can read it, and a second run changes no decision."""
    authority, output = tmp_path / "a.csv", tmp_path / "links.sssom.tsv"
    authority.write_text(CSV + "http://e/4,Islamabad High Court,,court,PK\n", encoding="utf-8")
    for _ in range(2):
        link("file", str(authority), output=output, store=seeds_store)
        accepted = {(r.subject, r.object) for r in read_rows(output) if r.state == "accepted"}
        assert ("actor/islamabad-high-court", "http://e/4") in accepted
    assert {row.source for row in read_rows(output)} == {authority.as_uri()}  # an IRI, as SSSOM asks
    assert {(f"{m.family}/{m.key}", m.object) for m in read_mappings(output)} == accepted


def test_review_by_keys(tmp_path: Path) -> None:
    """a accepts and rejects the rivals; what is open stays marked as unverified; reading gives back what was written."""
    path = tmp_path / "set.tsv"
    records = [Record(id=f"http://e/{n}", label="Pakistan Telecommunication Authority") for n in (1, 2)]
    rows = list(rows_of(proposal(PTA, records), "test", date(2026, 1, 1)))
    assert [r.state for r in rows] == ["open", "open"]
    write_rows(path, rows)
    assert read_rows(path) == rows
    assert "unverified" in path.read_text(encoding="utf-8")
    assert read_mappings(path) == ()
    keys = iter("xa")
    assert [r.state for r in reviewed(rows, Console(quiet=True), lambda: next(keys))] == [
        "accepted",
        "rejected",
    ]
    write_rows(path, reviewed(rows, Console(quiet=True), lambda: "r"))
    assert read_mappings(path) == ()


def test_accepted_links_reach_the_graph(tmp_path: Path) -> None:
    """A build takes in what is accepted in the files of the setting, and nothing that is open."""
    text = tmp_path / "a.txt"
    text.write_text(
        "Regulator blocks TikTok\n\nThe Federal Bureau of Silly Walks blocked TikTok in Pakistan on 9 October 2020.\n"
    )
    rows = [row("actor/tiktok", "http://e/1", "accepted"), row("place/pakistan", "http://e/2", "open")]
    write_rows(tmp_path / "own.tsv", rows)
    build([text], Settings(store=tmp_path / "store", links=(tmp_path / "own.tsv",)))
    store = StoreDirectory(tmp_path / "store").open()
    objects = {q.object.value for q in store.quads_for_pattern(None, NamedNode(SKOS + "exactMatch"), None)}  # type: ignore[union-attr]
    assert "http://e/1" in objects
    assert "http://e/2" not in objects


def row(subject: str, target: str, state: str) -> Row:
    """A row by what matters here."""
    return Row(
        subject=subject, subject_label="x", object=target, object_label="y", confidence=0.9, state=state
    )


def test_setting_names_files_as_path_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """One variable, one or several files."""
    monkeypatch.setenv("WRIT_LINKS", os.pathsep.join(("a.tsv", "b.tsv")))
    assert load_settings().links == (Path("a.tsv"), Path("b.tsv"))
