"""Tables of other people: rows to events with their cells, what may be the same as our actions, and where the two disagree."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from kg.cli import run
from kg.errors import UsageError
from kg.event_tables import disagreements, mapping_named, read_events, read_table, suggestions
from kg.event_tables.loading import decide, load_table, propose
from kg.event_tables.names import known_names
from kg.event_tables.quads import event_quads
from kg.event_tables.rows import day_of
from kg.export.csv import write_table
from kg.export.format import Selection
from kg.iris import Minter
from kg.ontology_files import ontology_directory
from kg.store import StoreDirectory
from kg.vocab import DEFAULT_BASE

GRAPH = "https://example.org/graph/stop"
HEADER = "start_date_type,start_date,country,shutdown_type,ordered_by,gov_justification,twitter_affected,other_affected,end_date,info_source_link"
ROWS = [
    "exact,2020-10-09,Pakistan,Service-based,PTA,immoral or indecent content,,TikTok,2020-10-19,https://example.org/a",
    "before,2024-02-18,Pakistan,Service-based,,,Yes,,,",
    "exact,8 Feb 2024,PAKISTAN,Internet-based,,,,,,",
    "exact,2021-03-11,Pakistan,Service-based,Peshawar High Court,,,TikTok | Likee,,",
]


def table(tmp_path: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    """A CSV file."""
    path = tmp_path / "table.csv"
    path.write_bytes("\n".join((header, *rows)).encode(encoding))
    return path


def test_rows_become_events_with_all_their_cells(tmp_path: Path) -> None:
    """Type, places, platforms, agent, ground and days are read; every cell that is not empty is kept."""
    events, problems = read_events(read_table(table(tmp_path, *ROWS)), mapping_named("stop"))
    assert problems == []
    first, second, third, fourth = events
    assert (first.type, [n.key for n in first.target], [n.key for n in first.place]) == (
        "Block",
        ["tiktok"],
        ["pakistan"],
    )
    assert [n.key for n in first.agent] == ["pakistan-telecommunication-authority"]
    assert [n.key for n in first.grounds] == ["ground-immoral-content"]
    assert (first.earliest, first.latest, first.until) == (
        date(2020, 10, 9),
        date(2020, 10, 9),
        date(2020, 10, 19),
    )
    assert (second.earliest, second.latest) == (None, date(2024, 2, 18))
    assert (third.type, third.earliest) == ("Shutdown", date(2024, 2, 8))
    assert [n.words for n in fourth.target] == ["TikTok", "Likee"]
    assert dict(first.cells)["info_source_link"] == "https://example.org/a"
    assert first.urls == ("https://example.org/a",)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("exact,03/04/2024,Pakistan,Service-based,,,Yes,,,", "start_date", "can be two days"),
        ("exact,someday,Pakistan,Service-based,,,Yes,,,", "start_date", "no day"),
        ("exact,2024-02-30,Pakistan,Service-based,,,Yes,,,", "start_date", "day"),
        ("exact,2024-02-01,Atlantis,Service-based,,,Yes,,,", "country", "no known place"),
        ("exact,2024-02-01,Pakistan,Teleport,,,Yes,,,", "", "no type of action"),
        ("exact,2024-02-01,,Service-based,,,,,,", "", "neither a place nor a platform"),
    ],
)
def test_what_can_not_be_read_is_told_with_its_line_and_the_rest_is_read(
    tmp_path: Path, row: str, column: str, words: str
) -> None:
    """A bad cell costs itself, a row without sense itself, never the table."""
    events, problems = read_events(read_table(table(tmp_path, ROWS[0], row, ROWS[2])), mapping_named("stop"))
    assert any(p.line == 3 and p.column == column and words in p.reason for p in problems), problems
    assert {2, 4} <= {e.line for e in events}


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "cp1252"), ("|", "utf-8")]
)
def test_tables_of_other_programs_are_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Delimiters, byte order marks and old encodings."""
    header = HEADER.replace(",", delimiter)
    row = delimiter.join(["exact", "2024-02-01", "Côte d'Ivoire", "Service-based", "", "", "Yes", "", "", ""])
    events, _ = read_events(
        read_table(table(tmp_path, row, header=header, encoding=encoding)), mapping_named("stop")
    )
    assert [n.words for n in events[0].place] == ["Côte d'Ivoire"]


def test_order_and_repetition_of_rows_change_nothing(tmp_path: Path) -> None:
    """Two files with the same rows give the same graph, line numbers aside."""
    mapping = mapping_named("stop")
    graphs = []
    for seed in range(3):
        rows = [*ROWS, ROWS[0]] if seed else list(ROWS)
        random.Random(seed).shuffle(rows)
        events, _ = read_events(read_table(table(tmp_path, *rows)), mapping)
        quads = set(event_quads(events, GRAPH, "t", Minter()))
        graphs.append({q for q in quads if "rownum" not in q.predicate.value and "row " not in str(q.object)})
    assert graphs[0] == graphs[1] == graphs[2]


def test_measurements_are_allegations_until_confirmed(tmp_path: Path) -> None:
    """OONI-like rows: what is no anomaly is left out, sites are platforms, country codes are countries."""
    path = table(
        tmp_path,
        "PK,https://x.com/,2024-02-18T10:00:00Z,web_connectivity,true,false",
        "RU,https://www.instagram.com/,2022-03-14 00:00:00,web_connectivity,true,true",
        "PK,https://www.tiktok.com/,2024-02-18T10:00:00Z,web_connectivity,false,false",
        header="probe_cc,input,measurement_start_time,test_name,anomaly,confirmed",
    )
    events, problems = read_events(read_table(path), mapping_named("ooni"))
    assert problems == []
    assert [(e.target[0].key, e.place[0].key, e.modality) for e in events] == [
        ("x", "pakistan", "alleged"),
        ("instagram", "russia", "actual"),
    ]


@pytest.mark.parametrize(("code", "country"), [("NO", "norway"), ("NA", "namibia")])
def test_codes_that_look_like_no_answer_are_countries(tmp_path: Path, code: str, country: str) -> None:
    """Norway and Namibia are not read as "no" and "not available"."""
    table = tmp_path / "codes.csv"
    table.write_text(
        f"probe_cc,input,measurement_start_time,confirmed\n{code},https://x.com/,2024-02-17,true\n",
        encoding="utf-8",
    )
    events, problems = read_events(read_table(table), mapping_named("ooni"))
    assert not problems
    assert [named.key for named in events[0].place] == [country]


def test_figures_become_observations(tmp_path: Path) -> None:
    """Thousands are read, words are told."""
    path = table(
        tmp_path,
        'videos removed,"11,707,020",videos,TikTok,Pakistan,2023-01,2023-03',
        "videos removed,many,videos,TikTok,Pakistan,,",
        header="measure,value,unit,by,place,earliest,latest",
    )
    events, problems = read_events(read_table(path), mapping_named("figures"))
    assert [(e.type, e.value, str(e.earliest), str(e.latest)) for e in events] == [
        ("Observation", "11707020", "2023-01-01", "2023-03-31")
    ]
    assert [p.column for p in problems] == ["", "value"]


@pytest.mark.parametrize("name", sorted(p.stem for p in (ontology_directory() / "mappings").glob("*.yaml")))
def test_every_mapping_file_is_right(name: str) -> None:
    """A new file is tested by being there."""
    assert mapping_named(name).named_columns


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("title: x\ncolour: red", "colour"),
        ("title: x\ntype: {constant: Teleport}", "no type of action"),
        ("[", "YAML"),
    ],
)
def test_wrong_mapping_file_is_explained(tmp_path: Path, content: str, words: str) -> None:
    """The message names the place."""
    path = tmp_path / "m.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        mapping_named(str(path))


def test_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    """Nothing is guessed: a table that has none of the columns is told so."""
    with pytest.raises(UsageError, match="none of the columns"):
        read_events(read_table(table(tmp_path, "1,2", header="a,b")), mapping_named("stop"))


@pytest.mark.parametrize(
    ("text", "day_first", "first"),
    [("17/02/2024", None, "2024-02-17"), ("02/17/2024", None, "2024-02-17"), ("03/04/2024", True, "2024-04-03"),
     ("03/04/2024", False, "2024-03-04"), ("February 3rd, 2024", None, "2024-02-03"), ("2024", None, "2024-01-01")],
)  # fmt: skip
def test_day_of_a_cell(text: str, day_first: bool | None, first: str) -> None:
    """Forms of days that tables have."""
    assert str(day_of(text, day_first=day_first)[0]) == first


def test_name_that_two_things_have_is_nobodys() -> None:
    """No guess between namesakes; a kind decides where it can."""
    names = known_names()
    assert names.find("TikTok", ("Platform",)) == "tiktok"
    assert names.find("no such name", ("Platform", "Actor")) == ""


@pytest.fixture
def loaded(seeds_store: Path, tmp_path: Path) -> StoreDirectory:
    """A copy of the seeds' store with a table in it."""
    StoreDirectory(seeds_store).copy_to(tmp_path / "store")
    directory = StoreDirectory(tmp_path / "store")
    load_table(
        directory,
        table(tmp_path, *ROWS, "exact,2024-02-01,Kenya,Internet-based,,,,,,"),
        GRAPH,
        mapping_named("stop"),
    )
    return directory


def test_table_is_matched_and_nothing_is_merged(loaded: StoreDirectory) -> None:
    """X's block of February 2024 is proposed with its reasons; the knowledge stays as it was."""
    before = set(loaded.open().quads_for_pattern(None, None, None, None)) - set(
        loaded.open().quads_for_pattern(None, None, None, NamedNode(GRAPH))
    )
    made = propose(loaded, GRAPH, least=0.6)
    pair = next(s for s in made if "block-x-pakistan-a309123bc3fc" in s.action.iri)
    assert "the same platform" in pair.reasons
    assert pair.score > 0.8
    store = loaded.open()
    assert before <= set(store)
    proposed = list(
        store.quads_for_pattern(NamedNode(pair.event.iri), None, NamedNode(pair.action.iri), None)
    )
    assert [q.graph_name.value for q in proposed] == [f"{DEFAULT_BASE}graph/suggestions"]
    assert len(propose(loaded, GRAPH, least=0.6)) == len(made)
    again = loaded.open()
    assert {str(q) for q in again} == {str(q) for q in store}
    loaded.close()


def test_accepted_pairs_are_kept_apart_from_proposals(loaded: StoreDirectory) -> None:
    """What people accept goes into a graph of its own."""
    pair = propose(loaded, GRAPH, least=0.6)[0]
    assert decide(loaded, [(pair.event.iri, pair.action.iri)], []) == (1, 0)
    graph = NamedNode(f"{DEFAULT_BASE}graph/matches")
    assert [q.object.value for q in loaded.open().quads_for_pattern(None, None, None, graph)] == [
        pair.action.iri
    ]
    loaded.close()


def test_refused_pair_is_not_proposed_again(loaded: StoreDirectory) -> None:
    """A decision holds until another one is made."""
    pair = propose(loaded, GRAPH, least=0.6)[0]
    key = (pair.event.iri, pair.action.iri)
    assert decide(loaded, [], [key]) == (0, 1)
    assert key not in {(s.event.iri, s.action.iri) for s in propose(loaded, GRAPH, least=0.6)}
    assert decide(loaded, [key], []) == (1, 0)
    assert key in {(s.event.iri, s.action.iri) for s in propose(loaded, GRAPH, least=0.6)}
    loaded.close()


def test_disagreements_are_listed(loaded: StoreDirectory) -> None:
    """Other days, other agents, and what only one side tells."""
    found = disagreements(loaded.open(), GRAPH)
    assert any(d.on == "only the table tells it" and "Kenya" in d.table_says for d in found)
    assert any(d.on == "agent" and d.table_says == "Peshawar High Court" for d in found)
    loaded.close()


def test_our_own_table_matches_our_own_actions(seeds_store: Path, tmp_path: Path) -> None:
    """What the export writes, the import reads: each row's best match is the action that it came from."""
    source = StoreDirectory(seeds_store)
    output = io.BytesIO()
    write_table(source.open(), Selection(), "stop", output)
    rows = list(csv.DictReader(io.StringIO(output.getvalue().decode())))
    rows = [
        row for row in rows if row["factuality"] in ("reported", "disputed")
    ]  # alleged ones are nobody's match
    assert rows
    events, problems = read_events([(n, row) for n, row in enumerate(rows, 2)], mapping_named("stop"))
    assert problems == []
    store = Store()
    store.bulk_extend(source.open())
    store.bulk_extend(event_quads(events, GRAPH, "own", Minter()))
    origin = {next(c for n, c in e.cells if n == "an_link"): e.digest for e in events}
    scores: dict[str, dict[str, float]] = {}
    for made in suggestions(store, GRAPH):
        scores.setdefault(made.event.iri.rpartition("-")[2], {})[made.action.iri] = made.score
    for action, digest in origin.items():
        assert scores[digest].get(action, 0) == max(scores[digest].values()), action
    source.close()


def test_commands_load_match_and_list(
    seeds_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The way of a user: load, propose into a file, accept, list; problems make the exit status 1."""
    StoreDirectory(seeds_store).copy_to(tmp_path / "store")
    store = ["--store", str(tmp_path / "store")]
    path = table(tmp_path, *ROWS, "exact,never,Pakistan,Service-based,,,Yes,,,")
    assert run(["load", str(path), "--mapping", "stop", "--graph", GRAPH, *store]) == 1
    assert f"{path}:6: start_date: no day" in capsys.readouterr().err
    pairs = tmp_path / "pairs.csv"
    assert run(["match", GRAPH, "-o", str(pairs), *store]) == 0
    rows = list(csv.DictReader(pairs.read_text(encoding="utf-8").splitlines()))
    rows[0]["accepted"] = "yes"
    with pairs.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    assert run(["match", GRAPH, "--accepted", str(pairs), *store]) == 0
    assert "1 accepted" in capsys.readouterr().out
    assert run(["match", GRAPH, "--disagreements", *store]) == 0
    assert capsys.readouterr().out.startswith("on,table_says,documents_say")
    assert run(["match", "https://example.org/none", *store]) == 2


def test_a_graph_of_builds_is_not_for_tables(seeds_store: Path, tmp_path: Path) -> None:
    """Testimony and knowledge stay what documents say."""
    StoreDirectory(seeds_store).copy_to(tmp_path / "store")
    directory = StoreDirectory(tmp_path / "store")
    with pytest.raises(UsageError, match="choose another graph"):
        load_table(
            directory, table(tmp_path, *ROWS), f"{DEFAULT_BASE}graph/suggestions", mapping_named("stop")
        )
    directory.close()
