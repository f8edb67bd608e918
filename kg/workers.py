"""Runs a function over many tasks in processes of their own, and survives the death of any of them.

:class:`concurrent.futures.ProcessPoolExecutor` gives up all work when one process dies, and can't end one that
hangs; here each worker holds one task at a time, so that a crash or an endless loop costs that task alone.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_CONTEXT = multiprocessing.get_context("spawn")  # nothing of the parent's threads or locks is copied
_STARTING_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Lost:
    """What comes back for a task whose worker died or was ended: the reason, in words."""

    reason: str


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection
    task: Task | None = None
    deadline: float = 0.0
    tries: int = 0
    ready: bool = False


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    jobs: int,
    seconds: Callable[[Task], float],
    memory: int | None = None,
    prepare: Callable[[], object] | None = None,
) -> Iterator[tuple[Task, Result | Lost]]:
    """Yields each task with its result, in the order in which they end.

    A task whose worker died is tried once more in a new one, since the system may have ended a bystander; a task
    that runs longer than ``seconds(task)`` is not.

    Args:
        function: a module's function; it must not raise.
        tasks: read as workers get free, so that a long list is never held.
        jobs: how many workers.
        seconds: how long a task may take.
        memory: address space of one worker, in bytes.
        prepare: run once in each worker before its first task, on its own time.
    """
    waiting = iter(tasks)
    again: list[tuple[Task, int]] = []
    workers: list[_Worker[Task]] = []

    def next_task() -> tuple[Task, int] | None:
        if again:
            return again.pop()
        try:
            return next(waiting), 0
        except StopIteration:
            return None

    try:
        while True:
            while len(workers) < jobs or any(w.ready and w.task is None for w in workers):
                idle = next((w for w in workers if w.ready and w.task is None), None)
                given = next_task()
                if given is None:
                    break
                if idle is None:
                    idle = _start(function, prepare, memory)
                    workers.append(idle)
                _give(idle, given, seconds)
            busy = [w for w in workers if w.task is not None]
            if not busy:
                return
            first = min(w.deadline for w in busy)
            ready = wait([w.pipe for w in busy], timeout=max(0.0, first - time.monotonic()))
            for worker in busy:
                ended: tuple[Result] | Lost | None
                if worker.pipe in ready:
                    ended = _receive(worker, seconds)
                elif time.monotonic() >= worker.deadline:
                    ended = Lost("took too long and was ended")
                else:
                    continue
                if ended is None:
                    continue
                task, tries = worker.task, worker.tries
                assert task is not None  # a busy worker has one
                worker.task = None
                if isinstance(ended, Lost):
                    _end(worker)
                    workers.remove(worker)
                    if worker.ready and ended.reason.startswith("died") and tries == 0:
                        again.append((task, 1))
                        continue
                    yield task, ended
                else:
                    yield task, ended[0]
    finally:
        for worker in workers:
            _end(worker)


def _start(
    function: Callable[[Task], Result], prepare: Callable[[], object] | None, memory: int | None
) -> _Worker[Task]:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(
        target=_serve, args=(theirs, function, prepare, memory, os.getpid()), daemon=True
    )
    process.start()
    theirs.close()  # else its end would not be seen
    return _Worker(process, ours)


def _give(worker: _Worker[Task], given: tuple[Task, int], seconds: Callable[[Task], float]) -> None:
    worker.task, worker.tries = given
    worker.deadline = time.monotonic() + (seconds(given[0]) if worker.ready else _STARTING_SECONDS)
    with contextlib.suppress(
        BrokenPipeError, ConnectionResetError
    ):  # it died while idle: the next receive says so
        worker.pipe.send(given[0])


def _receive(worker: _Worker[Task], seconds: Callable[[Task], float]) -> tuple[Result] | Lost | None:
    """The result in a tuple, or how the worker was lost, or None where it only says that it is ready."""
    try:
        answer: tuple[Result] | None = worker.pipe.recv()
    except (EOFError, ConnectionResetError):
        worker.process.join(timeout=5)
        return Lost(f"died: {_cause(worker.process.exitcode)}")
    if answer is None:
        worker.ready = True
        assert worker.task is not None  # a worker is started for a task
        worker.deadline = time.monotonic() + seconds(worker.task)
    return answer


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit status {code}"


def _end(worker: _Worker[Task]) -> None:
    worker.process.kill()
    worker.process.join(timeout=5)
    worker.pipe.close()


def _serve(
    pipe: Connection,
    function: Callable[[Task], Result],
    prepare: Callable[[], object] | None,
    memory: int | None,
    parent: int,
) -> None:
    """A worker's life: one task after another until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends the workers
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    if memory is not None:
        _limit_memory(memory)
    if prepare is not None:
        with contextlib.suppress(Exception):  # the first task will meet the same fault, and can report it
            prepare()
    pipe.send(None)
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send((function(task),))


def _die_with(parent: int) -> None:
    """A parent that was killed leaves no worker behind, also none that is busy."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _limit_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
