"""Readers shared fairly: so many queries at a time, clients served in turn, long ones moved out of the way of short ones.

A query that has run for a tenth of a second goes on at lower priority and gives its place up, as long as there is room
for such; so a few heavy queries don't keep everybody's small ones waiting. No client holds all places while others wait.
Where long ones fill even that room, those who wait are tried one after the other beside them, for a tenth of a second:
a small query gets its answer then, and a long one, which is broken off, waits for a place.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from server.errors import Problem
from server.settings import Settings
from server.workers import Worker

#: After so many seconds a query counts as long. With a whole second, two hundred clients of small queries beside four of
#: heavy ones got a third of what they get now (bench-endpoint, mix e).
PATIENCE = 0.1
#: After so many seconds in which no place was given, waiting queries are tried; so long is the pause after one that was long,
#: which costs its trial and the start of a worker.
_STUCK = 0.3
#: How often it is looked for that, while queries wait.
_LOOK = 0.1
#: Workers kept ready though nobody asks: starting one takes a tenth of a second of a core.
_SPARE = 2
#: Workers started at a time for who waits for one.
_STARTS = 2


@dataclass(slots=True, eq=False)
class Loan:
    """A worker that was lent to a client; ``is_trial`` for the time of :data:`PATIENCE` only."""

    worker: Worker
    client: str
    asked: float
    is_trial: bool
    is_slow: bool = False
    alarm: asyncio.TimerHandle | None = None


@dataclass(slots=True, eq=False)
class _Turn:
    """A query that waits; it comes true with whether it is only tried."""

    future: asyncio.Future[bool]
    was_tried: bool


class Pool:
    """Lends workers: ``loan = await take(client)``, then ``give_back(loan)`` whatever happened."""

    def __init__(self, start: Callable[[], Coroutine[Any, Any, Worker]], settings: Settings) -> None:
        self._start = start
        self._settings = settings
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._starts = asyncio.Semaphore(_STARTS)
        self._coming = 0
        self._fresh = 0
        self._slow = 0
        self._running: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[_Turn]] = OrderedDict()
        self._waiting = 0
        self._last_entry = 0.0
        self._last_entries: dict[str, float] = {}
        self._next_trial = 0.0
        self._look: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def numbers(self) -> dict[str, int]:
        """For metrics: running, slow, waiting, workers."""
        return {
            "running": self._fresh + self._slow,
            "slow": self._slow,
            "waiting": self._waiting,
            "workers": len(self._all),
        }

    async def take(self, client: str, trial: Loan | None = None) -> Loan:
        """A live worker, when it is this client's turn; or for a trial, but not after one.

        Raises:
            Problem: too many requests wait already, or this one has waited too long.
        """
        if self._closed:
            raise Problem("shutting-down", "the server is stopping")
        asked = time.monotonic() if trial is None else trial.asked
        is_trial = False
        if self._waiting or not self._free_for(client):
            is_trial = await self._queue(client, asked, was_tried=trial is not None)
        else:
            self._enter(client)
        try:
            worker = await self._ready_worker()
        except BaseException:
            if is_trial:
                self._end_trial(failed=True)
            else:
                self._leave(client)
            raise
        loan = Loan(worker, client, asked, is_trial)
        if not is_trial:
            loan.alarm = asyncio.get_running_loop().call_later(PATIENCE, self._outstayed, loan)
        return loan

    def give_back(self, loan: Loan) -> None:
        """Ends it; a worker that is dead, or in the middle of something is replaced."""
        worker = loan.worker
        if loan.alarm is not None:
            loan.alarm.cancel()
        if loan.is_slow:
            self._slow -= 1
            self._fresh += 1  # what _leave takes back
        reusable = worker.done and not worker.dead and not self._closed
        if reusable and len(self._idle) < self._settings.readers + self._settings.slow_readers:
            self._idle.append(worker)
        else:
            self._dispose(worker)
            self.prepare(1)  # at once: on a busy machine the others would be used up before it is there
        if loan.is_trial:
            self._end_trial(failed=not reusable)
        else:
            self._leave(loan.client)

    def prepare(self, count: int = _SPARE) -> None:
        """Starts workers in the background."""
        for _ in range(count):
            self._background(self._spare())

    def take_outdated(self, version: str) -> Iterator[Worker]:
        """Takes the idle workers out, one by one, that have another version open; put each back with :meth:`restore`."""
        for worker in [w for w in self._idle if w.version != version and not w.dead]:
            if worker in self._idle:  # it was not lent meanwhile
                self._idle.remove(worker)
                yield worker

    def restore(self, worker: Worker) -> None:
        """Puts a worker back among the idle."""
        if worker.dead or self._closed:
            self._dispose(worker)
        else:
            self._idle.append(worker)
            self._try_waiting()

    async def close(self) -> None:
        """Ends all workers, busy or not."""
        self._closed = True
        if self._look is not None:
            self._look.cancel()
        for queue in self._queues.values():
            for turn in queue:
                if not turn.future.done():
                    turn.future.set_exception(Problem("shutting-down", "the server is stopping"))
        workers = list(self._all)
        for worker in workers:
            worker.kill()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*(w.wait() for w in workers), return_exceptions=True)

    # --- turns --------------------------------------------------------------------------------------------

    def _free_for(self, client: str) -> bool:
        places = self._settings.readers
        return self._fresh < places and self._running[client] < max(1, places - 1) + self._slow

    def _enter(self, client: str) -> None:
        self._fresh += 1
        self._running[client] += 1
        self._last_entry = self._last_entries[client] = time.monotonic()

    def _leave(self, client: str) -> None:
        self._fresh -= 1
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client], self._last_entries[client]
        self._grant()

    async def _queue(self, client: str, asked: float, *, was_tried: bool) -> bool:
        """Waits for this client's turn; says whether it is a trial."""
        queue = self._queues.setdefault(client, deque())
        if len(queue) >= self._settings.queue_per_client:
            raise Problem("too-many-requests", f"{len(queue)} requests of yours are waiting already")
        if self._waiting >= self._settings.queue:
            raise Problem("overloaded", f"{self._waiting} requests are waiting already")
        loop = asyncio.get_running_loop()
        turn = _Turn(loop.create_future(), was_tried)
        queue.append(turn)
        self._waiting += 1
        self._grant()
        if self._look is None or self._is_stuck(client, time.monotonic()):
            self._try_waiting()
        patience = loop.call_at(asked + self._settings.queue_timeout, self._too_long, turn)
        try:
            return await turn.future
        except asyncio.CancelledError:
            if turn.future.done() and not turn.future.cancelled() and turn.future.exception() is None:
                # it was its turn just as the client went away
                if turn.future.result():
                    self._end_trial(failed=False)
                else:
                    self._leave(client)
            raise
        finally:
            patience.cancel()
            if turn in queue:
                queue.remove(turn)
                self._waiting -= 1
            if not queue and self._queues.get(client) is queue:
                del self._queues[client]

    def _too_long(self, turn: _Turn) -> None:
        if not turn.future.done():
            waited = f"no reader became free within {self._settings.queue_timeout:g} s"
            turn.future.set_exception(Problem("overloaded", waited))

    def _grant(self) -> None:
        """Gives free places to who waits, one a client in turn."""
        progress = True
        while self._waiting and progress:
            progress = False
            for client in list(self._queues):
                queue = self._queues[client]
                while queue and queue[0].future.done():
                    queue.popleft()
                    self._waiting -= 1
                if queue and self._free_for(client):
                    queue.popleft().future.set_result(False)
                    self._waiting -= 1
                    self._enter(client)
                    self._queues.move_to_end(client)
                    progress = True

    def _outstayed(self, loan: Loan) -> None:
        loan.worker.lower_priority()
        if self._slow < self._settings.slow_readers:
            loan.is_slow = True
            self._slow += 1
            self._fresh -= 1
            self._grant()

    # --- trials -------------------------------------------------------------------------------------------

    def _try_waiting(self) -> None:
        """Gives the one place for trials to a client that long queries keep waiting; to the newest of its queries, since
        those before it may wait with it because they are long. Looks again as long as anybody waits."""
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if not self._waiting or self._closed:
            return
        now = time.monotonic()
        stuck = [client for client in self._queues if self._is_stuck(client, now)]
        if stuck and not self._idle and not self._coming:
            self.prepare(1)  # one that is ready: a trial is too short for a start
        elif stuck and self._idle and now >= self._next_trial:
            self._try_newest(stuck)
        self._look = asyncio.get_running_loop().call_later(_LOOK, self._try_waiting)

    def _try_newest(self, clients: list[str]) -> None:
        for client in clients:
            queue = self._queues[client]
            untried = (t for t in reversed(queue) if not t.was_tried and not t.future.done())
            if (turn := next(untried, None)) is not None:
                self._next_trial = math.inf
                queue.remove(turn)
                self._waiting -= 1
                turn.future.set_result(True)
                self._queues.move_to_end(client)
                return

    def _is_stuck(self, client: str, now: float) -> bool:
        """Whether no place has come free for this client for a while."""
        everybody = self._fresh >= self._settings.readers
        last = self._last_entry if everybody else self._last_entries.get(client, now)
        return now - last > _STUCK

    def _end_trial(self, *, failed: bool) -> None:
        self._next_trial = time.monotonic() + (_STUCK if failed else 0)
        self._try_waiting()

    # --- workers ------------------------------------------------------------------------------------------

    async def _ready_worker(self) -> Worker:
        while True:
            while self._idle:
                worker = self._idle.pop()
                if not worker.dead:
                    return worker
                self._dispose(worker)
            async with self._starts:  # clients that leave together leave no starts behind
                if not self._idle:
                    return await self._started()

    async def _started(self) -> Worker:
        worker = await self._start()
        self._all.add(worker)
        return worker

    async def _spare(self) -> None:
        if len(self._idle) + self._coming < _SPARE and not self._closed:
            self._coming += 1
            try:
                worker = await self._started()
            finally:
                self._coming -= 1
            self.restore(worker)

    def _dispose(self, worker: Worker) -> None:
        worker.kill()
        self._all.discard(worker)
        if not self._closed:
            self._background(worker.wait())

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
