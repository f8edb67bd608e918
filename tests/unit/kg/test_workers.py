"""Workers that crash, hang or run out of memory cost their own task and no other."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from kg.workers import Lost, run


def behave(task: tuple[str, str]) -> str:
    """A task that does what its name says; runs in a worker."""
    kind, note = task
    if kind == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "die once" and not Path(note).exists():
        Path(note).touch()
        os._exit(3)
    if kind == "hang":
        time.sleep(600)
    if kind == "grow":
        try:
            return str(len(bytearray(1 << 40)))
        except MemoryError:
            return "no memory"
    return f"{kind} {note}"


def _results(
    *tasks: tuple[str, str], jobs: int = 2, seconds: float = 20.0
) -> dict[tuple[str, str], str | Lost]:
    return dict(run(behave, tasks, jobs=jobs, seconds=lambda _: seconds, memory=4 << 30))


def test_every_task_gets_its_result() -> None:
    """More tasks than workers, one result each."""
    tasks = [("work", str(n)) for n in range(7)]
    assert _results(*tasks) == {t: f"work {t[1]}" for t in tasks}


def test_no_task_starts_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to do costs nothing."""
    monkeypatch.setattr("kg.workers._start", None)
    assert _results() == {}


def test_a_crash_costs_its_own_task_alone() -> None:
    """A segmentation fault is named, the others go on."""
    found = _results(("work", "1"), ("die", ""), ("work", "2"), ("work", "3"))
    assert found.pop(("die", "")) == Lost("died: signal SIGSEGV")
    assert found == {("work", n): f"work {n}" for n in "123"}


def test_a_task_whose_worker_was_killed_by_chance_is_tried_again(tmp_path: Path) -> None:
    """The system may end a bystander."""
    task = ("die once", str(tmp_path / "was here"))
    assert _results(task) == {task: f"die once {task[1]}"}


def test_an_endless_task_is_ended() -> None:
    """After its time, and the rest is done."""
    found = _results(("hang", ""), ("work", "1"), ("work", "2"), seconds=0.5, jobs=1)
    assert found[("hang", "")] == Lost("took too long and was ended")
    assert found[("work", "2")] == "work 2"


def test_memory_of_a_worker_is_bounded() -> None:
    """A document that blows up is refused by its own worker."""
    assert _results(("grow", "")) == {("grow", ""): "no memory"}


def test_workers_are_gone_when_the_reader_stops() -> None:
    """Whoever stops reading results leaves no process behind."""
    results = run(behave, [("work", str(n)) for n in range(4)], jobs=2, seconds=lambda _: 20.0)
    next(results)
    results.close()
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    names = (
        [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children.read_text().split()]
        if children.exists()
        else []
    )
    assert not [n for n in names if b"spawn_main" in n]
