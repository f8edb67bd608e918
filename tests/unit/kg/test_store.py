"""The store directory: versions appear whole, one at a time, and survive whatever kills their makers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import NotBuiltError, StoreError
from kg.store import KEPT_VERSIONS, Ownership, StoreDirectory

BASE = "https://example.org/id/"
OWNS = Ownership.of_build(BASE)
P = NamedNode("https://example.org/p")


def quad(value: str, graph: str | None = None) -> Quad:
    """One statement, in the default graph or in a named one."""
    subject = NamedNode("https://example.org/s")
    return Quad(subject, P, Literal(value), NamedNode(graph)) if graph else Quad(subject, P, Literal(value))


def values(store: Store) -> set[str]:
    """The objects in all graphs."""
    return {q.object.value for q in store}


def build(directory: StoreDirectory, *quads: Quad) -> None:
    """A build of just these statements."""
    with directory.building(OWNS) as new:
        new.store.bulk_extend(quads)
        new.manifest["base"] = BASE


def add(value: str, graph: str | None = None):  # type: ignore[no-untyped-def]  # the shape that commit() wants
    """A commit's operation."""
    return lambda store: store.add(quad(value, graph))


def test_store_empty_directory_has_no_version(tmp_path: Path) -> None:
    """Nothing built: no current version, a clear error on opening, and no file made by looking."""
    directory = StoreDirectory(tmp_path / "none")
    assert directory.current() is None
    with pytest.raises(NotBuiltError, match="writ build"):
        directory.open()
    assert not (tmp_path / "none").exists()


def test_store_build_is_served_with_its_manifest(tmp_path: Path) -> None:
    """A finished build is current, with what its maker noted."""
    directory = StoreDirectory(tmp_path)
    build(directory, quad("a"))
    version = directory.current()
    assert version is not None
    assert version.manifest["base"] == BASE
    assert Ownership.of_manifest(version.manifest) == OWNS
    assert values(directory.open()) == {"a"}


def test_store_failed_build_leaves_the_last_one(tmp_path: Path) -> None:
    """An exception in a build removes what it wrote and changes nothing."""
    directory = StoreDirectory(tmp_path)
    build(directory, quad("a"))
    with pytest.raises(ZeroDivisionError), directory.building(OWNS) as new:
        new.store.extend([quad("b") for _ in range(1 // 0)])
    assert values(directory.open()) == {"a"}
    assert list((tmp_path / "scratch").iterdir()) == []


def test_store_peoples_graphs_survive_a_build(tmp_path: Path) -> None:
    """What the build does not own is carried over; what it owns is replaced."""
    directory = StoreDirectory(tmp_path)
    build(directory, quad("old"), quad("old document", BASE + "document/a"))
    directory.commit(add("note", BASE + "graph/curation"))
    directory.commit(lambda store: store.add_graph(NamedNode("https://example.org/empty")))
    build(directory, quad("new"))
    store = directory.open()
    assert values(store) == {"new", "note"}
    assert NamedNode("https://example.org/empty") in set(store.named_graphs())


def test_store_commit_made_during_a_build_is_not_lost(tmp_path: Path) -> None:
    """A build takes people's graphs over when it ends, not when it starts."""
    directory = StoreDirectory(tmp_path)
    with directory.building(OWNS) as new:
        StoreDirectory(tmp_path).commit(add("note", "https://example.org/mine"))
        new.store.add(quad("built"))
    assert values(directory.open()) == {"built", "note"}


def test_store_failed_commit_leaves_nothing(tmp_path: Path) -> None:
    """Half of an operation that raises is not seen, neither now nor by the next commit."""
    directory = StoreDirectory(tmp_path)
    directory.commit(add("a"))

    def fail(store: Store) -> None:
        store.add(quad("half"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        directory.commit(fail)
    directory.commit(add("b"))
    assert values(directory.open()) == {"a", "b"}


def test_store_open_version_never_changes(tmp_path: Path) -> None:
    """A reader sees one version however many follow, and its files stay."""
    directory = StoreDirectory(tmp_path)
    directory.commit(add("0"))
    reader = StoreDirectory(tmp_path)
    store = reader.open()
    for n in range(1, KEPT_VERSIONS + 5):
        directory.commit(add(str(n)))
    assert values(store) == {"0"}
    assert (
        len(list((tmp_path / "versions").iterdir())) == KEPT_VERSIONS + 2
    )  # the newest, the kept, the read one
    del store
    reader.close()
    directory.commit(add("last"))
    assert len(list((tmp_path / "versions").iterdir())) == KEPT_VERSIONS + 1


def test_store_concurrent_increments_are_all_kept(tmp_path: Path) -> None:
    """Read-modify-write from several threads with directories of their own loses no update."""
    StoreDirectory(tmp_path).commit(lambda store: store.update("INSERT DATA { <a:c> <a:n> 0 }"))
    increment = (
        "DELETE { <a:c> <a:n> ?n } INSERT { <a:c> <a:n> ?m } WHERE { <a:c> <a:n> ?n BIND(?n + 1 AS ?m) }"
    )

    def work() -> None:
        directory = StoreDirectory(tmp_path)
        for _ in range(10):
            directory.commit(lambda store: store.update(increment))
        directory.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert values(StoreDirectory(tmp_path).open()) == {"40"}


def test_store_work_that_ends_meanwhile_stops_no_other(tmp_path: Path) -> None:
    """What is removed by its owner while another begins, or was never locked, is no error and is gone."""
    directory = StoreDirectory(tmp_path)
    directory.commit(add("a"))
    half_removed = tmp_path / "scratch" / "commit-half-removed"
    half_removed.mkdir()
    (half_removed / "data").write_text("x")
    with directory.scratch("upload") as mine, StoreDirectory(tmp_path).scratch("upload"):
        assert mine.is_dir()
        assert not half_removed.exists()

    def work() -> None:
        for _ in range(300):
            with StoreDirectory(tmp_path).scratch("upload"):
                pass

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work) for _ in range(4)]:
            done.result()


def test_store_opening_under_swaps_never_fails(tmp_path: Path) -> None:
    """A reader that opens again and again while versions come and go always gets a whole one."""
    directory = StoreDirectory(tmp_path)
    directory.commit(add("0"))
    stop = threading.Event()
    failures: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            reader = StoreDirectory(tmp_path)
            try:
                assert "0" in values(reader.open())
            except BaseException as error:
                failures.append(error)
            reader.close()

    thread = threading.Thread(target=read)
    thread.start()
    for n in range(25):
        directory.commit(add(str(n)))
    stop.set()
    thread.join()
    assert failures == []


ENDLESS_COMMITS = """
import sys
from pyoxigraph import Literal, NamedNode, Quad
from kg.store import StoreDirectory
directory = StoreDirectory(sys.argv[1])
n = 0
while True:
    n += 1
    quads = [Quad(NamedNode("a:s%d" % i), NamedNode("a:p"), Literal(str(n))) for i in range(5)]
    directory.commit(lambda store: store.extend(quads))
    print(n, flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.013, 0.031, 0.047])
def test_store_killed_in_a_commit_keeps_every_acknowledged_one(tmp_path: Path, delay: float) -> None:
    """kill -9 at any moment: all that was acknowledged is there, nothing by halves, leftovers are cleaned."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS_COMMITS, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(3)]
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    store = StoreDirectory(tmp_path).open()
    counts = {n: sum(1 for q in store if q.object.value == str(n)) for n in range(1, acknowledged[-1] + 2)}
    assert all(counts[n] == 5 for n in acknowledged)
    assert set(counts.values()) <= {0, 5}
    directory = StoreDirectory(tmp_path)
    directory.commit(add("after"))
    directory.close()
    with directory.scratch("probe"):
        assert [p.name.split("-")[0] for p in (tmp_path / "scratch").iterdir()] == ["probe"]


def test_store_killed_before_the_swap_leaves_a_version_nobody_sees(tmp_path: Path) -> None:
    """A complete version that never became current is not served and goes with the old ones."""
    directory = StoreDirectory(tmp_path)
    directory.commit(add("a"))
    served = directory.current()
    assert served is not None
    orphan = tmp_path / "versions" / "000002-00000000"
    subprocess.run(["cp", "-r", str(served.path), str(orphan)], check=True)
    assert directory.current() == served
    for n in range(KEPT_VERSIONS + 2):
        directory.commit(add(str(n)))
    assert not orphan.exists()


def test_store_backup_and_restore(tmp_path: Path) -> None:
    """A copy is a store of its own; putting it back makes it the newest version."""
    directory = StoreDirectory(tmp_path / "store")
    build(directory, quad("a"))
    directory.copy_to(tmp_path / "copy")
    directory.commit(add("b", "https://example.org/g"))
    with pytest.raises(StoreError, match="already"):
        directory.copy_to(tmp_path / "copy")
    directory.replace_by(StoreDirectory(tmp_path / "copy"))
    assert values(directory.open()) == {"a"}


def test_store_damaged_manifest_is_one_clear_error(tmp_path: Path) -> None:
    """Somebody's edit gone wrong names the file."""
    directory = StoreDirectory(tmp_path)
    directory.commit(add("a"))
    version = directory.current()
    assert version is not None
    (version.path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="manifest.json"):
        directory.open()


def test_store_missing_version_is_one_clear_error(tmp_path: Path) -> None:
    """``current`` that points nowhere is said so, at once."""
    (tmp_path / "versions").mkdir()
    os.symlink("versions/000001-00000000", tmp_path / "current")
    with pytest.raises(StoreError, match="damaged or missing"):
        StoreDirectory(tmp_path).open()


def test_store_read_only_mount_can_be_read(tmp_path: Path) -> None:
    """Reading writes nothing into the directory."""
    directory = StoreDirectory(tmp_path)
    directory.commit(add("a"))
    directory.close()
    before = sorted(str(p) for p in tmp_path.rglob("*"))
    reader = StoreDirectory(tmp_path)
    assert values(reader.open()) == {"a"}
    assert sorted(str(p) for p in tmp_path.rglob("*")) == before


def test_ownership_survives_the_manifest() -> None:
    """Written to JSON and read again it says the same."""
    assert Ownership.of_manifest({"owned": json.loads(json.dumps(OWNS.as_manifest()))}) == OWNS
    assert not Ownership.of_manifest({})("")
