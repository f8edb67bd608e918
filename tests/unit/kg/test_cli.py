"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg import cli
from kg.cli import ExitCode, app, run
from kg.errors import ValidationError
from kg.store import Ownership, StoreDirectory
from kg.validate import Finding
from kg.version import __version__
from kg.vocab import DEFAULT_BASE

Capture = pytest.CaptureFixture[str]
TEXT = "Islamabad, 9 October 2020. The Pakistan Telecommunication Authority blocked TikTok in Pakistan. The court said nothing."
COMMANDS = ("build", "annotate", "explain", "query", "export", "validate", "score")


@pytest.fixture
def store(tmp_path: Path, small_store: Store) -> Path:
    """A store directory with the small graph."""
    directory = StoreDirectory(tmp_path / "store")
    with directory.building(Ownership.of_build(DEFAULT_BASE)) as new:
        new.store.extend(small_store)
        new.manifest["base"] = DEFAULT_BASE
    return directory.path


def test_version_is_printed(capsys: Capture) -> None:
    """For scripts and for bug reports."""
    assert run(["--version"]) == ExitCode.OK
    assert capsys.readouterr().out == f"writ {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_an_example(command: str, capsys: Capture) -> None:
    """One that can be copied."""
    assert run([command, "--help"]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "Example" in shown
    assert f"writ {command}" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["nonsense"], ExitCode.USAGE, "nonsense"),
        (["build"], ExitCode.USAGE, "INPUT"),
        (["build", "x", "--jobs", "0"], ExitCode.USAGE, "jobs"),
        (["build", "x", "--jobs", "many"], ExitCode.USAGE, "integer"),
        (["build", "x", "--base", "nowhere"], ExitCode.USAGE, "nowhere"),
        (["build", "no/such/file.txt"], ExitCode.STORE, "nothing was built"),
        (["annotate", "x", "--format", "xml"], ExitCode.USAGE, "xml"),
        (["annotate", "x", "--published", "yesterday"], ExitCode.USAGE, "yesterday"),
        (["annotate", "x", "--published", "2024-02-30"], ExitCode.USAGE, "2024-02-30"),
        (["query"], ExitCode.USAGE, "--file"),
        (["query", "ASK {}", "--store", "no-such-store"], ExitCode.STORE, "writ build"),
        (["query", "--file", "no-such-file"], ExitCode.USAGE, "no-such-file"),
        (["export", "-f", "word"], ExitCode.USAGE, "turtle"),
        (["export"], ExitCode.USAGE, "--format"),
        (["score", "no-such-folder"], ExitCode.USAGE, "no-such-folder"),
        (["validate", "no-such-file.ttl"], ExitCode.USAGE, "no-such-file"),
    ],
)
def test_errors_are_one_line_with_a_status(
    arguments: Sequence[str],
    status: int,
    words: str,
    capsys: Capture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On standard error, naming what is wrong; failures of documents come on lines before it."""
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err.splitlines()[-1]
    assert all(line.startswith("writ: ") for line in captured.err.splitlines())
    assert "Traceback" not in captured.err


def test_debug_shows_where_a_bug_is(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """A bug has a status of its own; its traceback is shown on demand."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("kg.settings.load_settings", fail)
    assert run(["query", "ASK {}"]) == ExitCode.INTERNAL
    assert "Traceback" not in capsys.readouterr().err
    assert run(["--debug", "query", "ASK {}"]) == ExitCode.INTERNAL
    assert "Traceback" in capsys.readouterr().err


def test_messages_hold_no_control_characters(capsys: Capture, tmp_path: Path) -> None:
    """A file's name must not steer the terminal."""
    assert run(["annotate", str(tmp_path / "a\x1b[31m\nb.txt")]) == ExitCode.SOME_FAILED
    assert "\x1b" not in capsys.readouterr().err


def test_validation_errors_show_focus_and_shape(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    """The first of them, and how many more there are."""

    def refuse(*_: object) -> None:
        raise ValidationError(
            "30 violations", tuple(Finding(f"node{n}", "shape", "path", "why") for n in range(30))
        )

    monkeypatch.setattr("kg.pipeline.build", refuse)
    assert run(["build", str(tmp_path)]) == ExitCode.INVALID
    shown = capsys.readouterr().err
    assert "node0 breaks shape on path: why" in shown
    assert "10 more" in shown


def test_interrupt_has_its_status(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    """Ctrl-C ends without a traceback."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.pipeline.build", interrupt)
    assert run(["build", str(tmp_path)]) == ExitCode.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


def test_query_answers_in_the_format_asked_for(
    store: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Rows as JSON and CSV, graphs as Turtle, a question as a word; prefixes need no declaration."""
    select = "SELECT ?l { ?p a writ:Platform ; rdfs:label ?l }"
    assert run(["query", select, "-s", str(store), "-f", "json"]) == ExitCode.OK
    assert json.loads(capfdbinary.readouterr().out)["results"]["bindings"][0]["l"]["value"] == "TikTok"
    assert run(["query", select, "-s", str(store), "-f", "csv"]) == ExitCode.OK
    assert capfdbinary.readouterr().out.split() == [b"l", b"TikTok"]
    assert run(["query", "ASK { ?p a writ:Platform }", "-s", str(store)]) == ExitCode.OK
    assert capfdbinary.readouterr().out == b"yes\n"
    assert run(["query", select, "-s", str(store)]) == ExitCode.OK
    assert "TikTok" in capfdbinary.readouterr().out.decode()
    assert run(["query", "CONSTRUCT WHERE { ?p a writ:Platform }", "-s", str(store)]) == ExitCode.OK
    assert b"a writ:Platform" in capfdbinary.readouterr().out
    assert run(["query", "SELECT nonsense", "-s", str(store)]) == ExitCode.USAGE
    assert run(["query", select, "-s", str(store), "-f", "turtle"]) == ExitCode.USAGE


def test_query_is_read_from_a_file(
    store: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Also one with a byte order mark."""
    file = tmp_path / "q.rq"
    file.write_bytes("\ufeffASK { ?p a writ:Platform }".encode())
    assert run(["query", "--file", str(file), "-s", str(store)]) == ExitCode.OK
    assert capfdbinary.readouterr().out == b"yes\n"


def test_export_goes_to_file_folder_or_standard_output(
    store: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """By format or by extension; nothing half-written stays."""
    where = ["--store", str(store)]
    assert run(["export", *where, "-o", str(tmp_path / "a.trig")]) == ExitCode.OK
    assert b"writ:Platform" in (tmp_path / "a.trig").read_bytes()
    assert run(["export", *where, "-f", "nquads"]) == ExitCode.OK
    assert capfdbinary.readouterr().out.count(b"\n") > 50
    assert run(["export", *where, "-f", "turtle", "--graph", "default"]) == ExitCode.OK
    assert b"writ:evidence" not in capfdbinary.readouterr().out
    assert run(["export", *where, "--table", "actors"]) == ExitCode.OK
    assert b"TikTok" in capfdbinary.readouterr().out
    assert run(["export", *where, "-f", "csv", "-o", f"{tmp_path / 'tables'}{os.sep}"]) == ExitCode.OK
    assert (tmp_path / "tables" / "claims.csv").is_file()
    assert (
        run(["export", *where, "-o", str(tmp_path / "b.ttl"), "--graph", "https://e.org/none"])
        == ExitCode.USAGE
    )
    assert not [p for p in tmp_path.iterdir() if "b.ttl" in p.name]


def test_validate_says_what_is_wrong(store: Path, tmp_path: Path, capsys: Capture) -> None:
    """A store that conforms, a file that does not."""
    assert run(["validate", "--store", str(store), "--jobs", "1"]) == ExitCode.OK
    assert "conform" in capsys.readouterr().out
    bad = tmp_path / "bad.ttl"
    bad.write_text("<https://e.org/x> a <https://w3id.org/writ#Claim> .")
    assert run(["validate", str(bad), "--jobs", "1"]) == ExitCode.INVALID
    assert "https://e.org/x" in capsys.readouterr().out


def test_annotate_prints_one_object_per_document(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """With the promised keys, offsets of the raw text, failures on standard error."""
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_text("")
    assert run(["annotate", str(tmp_path), "--published", "2020-10-10"]) == ExitCode.SOME_FAILED
    captured = capfdbinary.readouterr()
    assert b"empty.txt" in captured.err
    (line,) = captured.out.splitlines()
    found = json.loads(line)
    assert {
        "identifier",
        "title",
        "publisher",
        "published",
        "segments",
        "sentences",
        "dates",
        "actors",
        "attributions",
        "claims",
    } <= found.keys()
    assert found["published"] == "2020-10-10"
    assert {"begin", "end", "role"} == set(found["segments"][0])
    assert {"begin", "end"} == set(found["sentences"][0])
    assert {"begin", "end", "text", "earliest", "latest", "timex"} == set(found["dates"][0])
    assert {"begin", "end", "text", "label", "class", "iri"} == set(found["actors"][0])
    for part in ("dates", "actors"):
        assert found[part]
        assert all(TEXT[x["begin"] : x["end"]] == x["text"] for x in found[part])
    block = next(c for c in found["claims"] if c["type"] == "Block")
    assert [t["label"] for t in block["target"]] == ["TikTok"]
    assert TEXT[block["evidence"]["begin"] : block["evidence"]["end"]] == block["evidence"]["text"]


def test_explain_shows_sentences_finds_and_files(tmp_path: Path, capsys: Capture) -> None:
    """What was found by which rule, and where to change it; no colours in a pipe."""
    (tmp_path / "a.txt").write_text(TEXT)
    assert run(["explain", str(tmp_path / "a.txt")]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "The Pakistan Telecommunication Authority blocked TikTok in Pakistan." in shown
    assert "ontology/actions/Block.ttl" in shown
    assert "\x1b" not in shown
    assert run(["explain", str(tmp_path / "a.txt"), "--color"]) == ExitCode.OK
    assert "\x1b[" in capsys.readouterr().out


def test_commands_of_other_packages_are_found(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """So `writ serve` comes from the server without the library knowing it."""
    point = EntryPoint(name="shout", value="builtins:print", group="writ.commands")
    loaded: Callable[[], None] = lambda: print("ahoy")  # noqa: E731  # stands for another package's command
    monkeypatch.setattr(EntryPoint, "load", lambda self: loaded)
    monkeypatch.setattr(cli, "entry_points", lambda group: [point] if group == "writ.commands" else [])
    before = list(app.registered_commands)
    try:
        assert run(["shout"]) == ExitCode.OK
        assert capsys.readouterr().out == "ahoy\n"
    finally:
        app.registered_commands[:] = before


def test_a_reader_that_leaves_is_no_error(store: Path) -> None:
    """`writ export | head` ends quietly."""
    command = [sys.executable, "-m", "kg.cli", "export", "-f", "nquads", "--store", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == ExitCode.OK


def test_statuses_are_documented(capsys: Capture) -> None:
    """Each exit status is in the help."""
    run(["--help"])
    shown = capsys.readouterr().out
    assert all(str(int(status)) in shown for status in ExitCode)
