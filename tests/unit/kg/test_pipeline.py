"""Builds: all or nothing, broken documents aside, the last good one always in place."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg import pipeline
from kg.errors import ExtractionError, UsageError, ValidationError
from kg.iris import Minter
from kg.model import Failure, SourceDocument
from kg.pipeline import AnnotationTask, NothingBuiltError, annotate_into_cache, build
from kg.settings import Settings, load_settings
from kg.store import StoreDirectory
from kg.validate import Finding
from kg.vocab import PROV, writ

ROOT = Path(__file__).resolve().parents[3]
STORY = (
    "Karachi, 9 October 2020: The Pakistan Telecommunication Authority blocked TikTok in Pakistan on Friday."
)
OTHER = (
    "The Sindh High Court ordered the Pakistan Telecommunication Authority to restore X on 22 February 2024."
)
THIRD = "The Ministry of Interior of Nepal banned Telegram on 3 July 2025."


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with two articles."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY)
    (folder / "b.txt").write_text(OTHER)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles annotated once for all tests, since starting a parser takes seconds."""
    folder = tmp_path_factory.mktemp("annotated")
    for name, content in {"a": STORY, "b": OTHER, "c": THIRD}.items():
        (folder / f"{name}.txt").write_text(content)
    build([folder], Settings(store=folder / "store", jobs=1))
    return folder / "store" / "cache"


@pytest.fixture
def settings(tmp_path: Path, cache: Path) -> Settings:
    """A store of its own, whose cache knows the articles, and one worker."""
    shutil.copytree(cache, tmp_path / "store" / "cache")
    return Settings(store=tmp_path / "store", jobs=1)


def _state(settings: Settings) -> tuple[str | None, int]:
    directory = StoreDirectory(settings.store)
    return directory.current_identifier(), len(directory.open())


def test_claims_under_the_threshold_are_left_out(inputs: Path, settings: Settings) -> None:
    """None at 1, all at 0, both from the same cache."""
    everything = build([inputs], settings).claims
    strict = settings.model_copy(update={"min_confidence": 1.0})
    summary = build([inputs], strict)
    assert (summary.claims, summary.reused) == (0, 2)
    assert build([inputs], settings).claims == everything > 0


def test_build_reads_documents_into_a_store(inputs: Path, settings: Settings) -> None:
    """Every document has its graph, its claims and its text; the run says what it used; the manifest counts."""
    summary = build([inputs], settings)
    store, mint = StoreDirectory(settings.store).open(), Minter()
    graphs = {g.value for g in store.named_graphs() if isinstance(g, NamedNode)}
    assert {mint.document("a").value, mint.document("b").value, mint.graph("runs").value} <= graphs
    texts = {q.object.value for q in store.quads_for_pattern(None, writ("text"), None, None)}
    assert texts == {STORY, OTHER}
    assert summary.documents == 2
    assert summary.claims >= 2
    used = {
        q.object for q in store.quads_for_pattern(None, NamedNode(PROV + "used"), None, mint.graph("runs"))
    }
    assert used >= {mint.document("a"), mint.document("b")}
    version = StoreDirectory(settings.store).current()
    assert version is not None
    assert version.manifest["counts"]["documents"] == 2
    assert version.manifest["base"] == settings.base


def test_second_build_does_only_what_changed(
    inputs: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unchanged documents come from the cache, also under a new name; a withdrawn one is gone."""
    build([inputs], settings)
    (inputs / "a.txt").rename(inputs / "c.txt")
    monkeypatch.setattr(pipeline, "annotate_into_cache", _refuse)
    assert build([inputs], settings).reused == 2
    assert _documents(settings) == {"b", "c"}
    (inputs / "b.txt").unlink()
    build([inputs], settings)
    assert _documents(settings) == {"c"}


def _refuse(task: AnnotationTask) -> Failure:
    return Failure(location=task.source.location, stage="annotate", reason="done again")


def _documents(settings: Settings) -> set[str]:
    store, mint = StoreDirectory(settings.store).open(), Minter()
    found = {mint.identifier_of_document(g.value) for g in store.named_graphs() if isinstance(g, NamedNode)}
    return {name for name in found if name is not None}


def test_broken_documents_are_failures_and_the_rest_is_built(inputs: Path, settings: Settings) -> None:
    """Each with its file and a reason, in an order that does not depend on chance."""
    (inputs / "empty.txt").write_bytes(b"")
    (inputs / "torn.pdf").write_bytes(b"%PDF-1.7\nnothing")
    summary = build([inputs, inputs / "nowhere.txt"], settings)
    assert summary.documents == 2
    assert [Path(f.location).name for f in summary.failures] == ["empty.txt", "nowhere.txt", "torn.pdf"]
    assert all(f.reason for f in summary.failures)


def test_nothing_to_build_leaves_the_last_good_build(inputs: Path, settings: Settings) -> None:
    """A folder that lost its files must not empty the store."""
    build([inputs], settings)
    before = _state(settings)
    with pytest.raises(NothingBuiltError) as caught:
        build([inputs / "nowhere"], settings)
    assert caught.value.failures
    assert _state(settings) == before


def test_invalid_graph_is_not_swapped_in(
    inputs: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build fails with the finding, and readers go on with the last good one."""
    build([inputs], settings)
    before = _state(settings)

    def refuse(*_: object, **__: object) -> None:
        raise ValidationError("1 violation", (Finding("f", "s", "p", "m"),))

    monkeypatch.setattr(pipeline, "check", refuse)
    with pytest.raises(ValidationError):
        build([inputs], settings)
    assert _state(settings) == before


def test_wrong_base_is_refused_before_any_work(inputs: Path, tmp_path: Path) -> None:
    """Nothing is written for a wrong setting."""
    with pytest.raises(UsageError):
        build([inputs], Settings(store=tmp_path / "s", base="nowhere"))
    assert not (tmp_path / "s").exists()


def test_a_bug_met_in_one_document_is_a_failure_of_that_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Expected and unexpected exceptions alike, with their words."""
    source = SourceDocument(
        identifier="a", location="a.txt", media_type="text/plain", body=b"x", sha256="0" * 64
    )
    for error, reason in {
        ExtractionError("no frame"): "no frame",
        RecursionError("too deep\nsecond line"): "RecursionError: too deep",
    }.items():

        def fail(_: SourceDocument, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("kg.annotation.annotate", fail)
        found = annotate_into_cache(AnnotationTask(source, tmp_path))
        assert found == Failure(location="a.txt", stage="annotate", reason=reason)


def test_settings_come_from_flags_before_variables_before_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this order, and a wrong value names its setting."""
    (tmp_path / "writ.toml").write_text('store = "from-file"\nbase = "https://file.example/"\njobs = 3\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WRIT_STORE", "from-variable")
    found = load_settings(jobs=5, base=None)
    assert (str(found.store), found.base, found.jobs) == ("from-variable", "https://file.example/", 5)
    with pytest.raises(UsageError, match="jobs"):
        load_settings(jobs=0)
    (tmp_path / "writ.toml").write_text("store = ")
    with pytest.raises(UsageError, match=r"writ\.toml"):
        load_settings()


def test_build_killed_at_any_point_leaves_the_last_good_one(inputs: Path, settings: Settings) -> None:
    """SIGKILL as soon as work in progress shows, and at later moments; the next build clears up after it."""
    build([inputs], settings)
    before = _state(settings)
    scratch = settings.store / "scratch"
    (inputs / "c.txt").write_text(THIRD)
    command = [
        sys.executable,
        "-m",
        "kg.cli",
        "build",
        str(inputs),
        "--store",
        str(settings.store),
        "--jobs",
        "1",
    ]
    killed = 0
    for delay in (0.0, 0.05, 0.3):
        running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 60
        while (
            not list(scratch.glob("build-*/data")) and running.poll() is None and time.monotonic() < deadline
        ):
            time.sleep(0.002)
        time.sleep(delay)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            killed += 1
        running.wait()
        if _state(settings)[0] != before[0]:  # it was quicker than the signal: then the new one is whole
            assert _documents(settings) == {"a", "b", "c"}
            before = _state(settings)
        else:
            assert _state(settings) == before
    assert killed, "no build was caught at work"
    build([inputs], settings)
    assert _documents(settings) == {"a", "b", "c"}
    assert list(scratch.iterdir()) == []
