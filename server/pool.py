"""Readers shared fairly: so many queries at a time, clients served in turn, long ones moved out of the way of short ones.

A query that has run for a tenth of a second gives its place up and goes on at lower priority, as long as there is room
for such; so a few heavy queries don't keep everybody's small ones waiting. No client holds all places while others wait.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Coroutine
from typing import Any

from server.errors import Problem
from server.settings import Settings
from server.workers import Worker

#: After so many seconds a query counts as long. With a whole second, two hundred clients of small queries beside four of
#: heavy ones got a third of what they get now (bench-endpoint, mix e).
PATIENCE = 0.1
#: Workers kept ready though nobody asks: starting one takes a tenth of a second of a core.
_SPARE = 2


class Pool:
    """Lends workers: ``worker = await take(client)``, then ``give_back(worker, client)`` whatever happened."""

    def __init__(self, start: Callable[[], Coroutine[Any, Any, Worker]], settings: Settings) -> None:
        self._start = start
        self._settings = settings
        self._idle: list[Worker] = []
        self._lent: dict[Worker, asyncio.TimerHandle] = {}
        self._all: set[Worker] = set()
        self._fresh = 0
        self._slow = 0
        self._running: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._waiting = 0
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

    async def take(self, client: str) -> Worker:
        """A live worker, when it is this client's turn.

        Raises:
            Problem: too many requests wait already, or this one has waited too long.
        """
        if self._closed:
            raise Problem("shutting-down", "the server is stopping")
        if self._waiting or not self._free_for(client):
            await self._queue(client)
        else:
            self._enter(client)
        try:
            worker = await self._ready_worker()
        except BaseException:
            self._leave(client)
            raise
        self._lent[worker] = asyncio.get_running_loop().call_later(PATIENCE, self._outstayed, worker)
        return worker

    def give_back(self, worker: Worker, client: str) -> None:
        """Ends the loan; a worker that is dead, or in the middle of something is replaced."""
        self._lent.pop(worker).cancel()
        if worker.slow:
            worker.slow = False
            self._slow -= 1
            self._fresh += 1  # what _leave takes back
        reusable = worker.done and not worker.dead and not self._closed
        if reusable and len(self._idle) < self._settings.readers + self._settings.slow_readers:
            self._idle.append(worker)
        else:
            self._dispose(worker)
        self._leave(client)
        if not self._idle:
            self.prepare(1)

    def prepare(self, count: int = _SPARE) -> None:
        """Starts workers in the background."""
        for _ in range(count):
            self._background(self._spare())

    def take_outdated(self, version: str) -> Worker | None:
        """Takes an idle worker out that has another version open; put it back with :meth:`restore`."""
        found = next((w for w in self._idle if w.version != version and not w.dead), None)
        if found is not None:
            self._idle.remove(found)
        return found

    def restore(self, worker: Worker) -> None:
        """Puts a worker back among the idle."""
        if worker.dead or self._closed:
            self._dispose(worker)
        else:
            self._idle.append(worker)

    async def close(self) -> None:
        """Ends all workers, busy or not."""
        self._closed = True
        for queue in self._queues.values():
            for future in queue:
                if not future.done():
                    future.set_exception(Problem("shutting-down", "the server is stopping"))
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

    def _leave(self, client: str) -> None:
        self._fresh -= 1
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        self._grant()

    async def _queue(self, client: str) -> None:
        queue = self._queues.setdefault(client, deque())
        if len(queue) >= self._settings.queue_per_client:
            raise Problem("too-many-requests", f"{len(queue)} requests of yours are waiting already")
        if self._waiting >= self._settings.queue:
            raise Problem("overloaded", f"{self._waiting} requests are waiting already")
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        queue.append(turn)
        self._waiting += 1
        self._grant()
        patience = loop.call_later(self._settings.queue_timeout, self._too_long, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._leave(client)  # it was its turn just as the client went away
            raise
        finally:
            patience.cancel()
            if turn in queue:
                queue.remove(turn)
                self._waiting -= 1
            if not queue and self._queues.get(client) is queue:
                del self._queues[client]

    def _too_long(self, turn: asyncio.Future[None]) -> None:
        if not turn.done():
            waited = f"no reader became free within {self._settings.queue_timeout:g} s"
            turn.set_exception(Problem("overloaded", waited))

    def _grant(self) -> None:
        """Gives free places to who waits, one a client in turn."""
        progress = True
        while self._waiting and progress:
            progress = False
            for client in list(self._queues):
                queue = self._queues[client]
                while queue and queue[0].done():
                    queue.popleft()
                    self._waiting -= 1
                if queue and self._free_for(client):
                    queue.popleft().set_result(None)
                    self._waiting -= 1
                    self._enter(client)
                    self._queues.move_to_end(client)
                    progress = True

    def _outstayed(self, worker: Worker) -> None:
        if self._slow < self._settings.slow_readers and worker in self._lent:
            worker.lower_priority()
            self._slow += 1
            self._fresh -= 1
            self._grant()

    # --- workers ------------------------------------------------------------------------------------------

    async def _ready_worker(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if not worker.dead:
                return worker
            self._dispose(worker)
        return await self._started()

    async def _started(self) -> Worker:
        worker = await self._start()
        self._all.add(worker)
        return worker

    async def _spare(self) -> None:
        if len(self._idle) < _SPARE and not self._closed:
            self.restore(await self._started())

    def _dispose(self, worker: Worker) -> None:
        worker.kill()
        self._all.discard(worker)
        if not self._closed:
            self._background(worker.wait())

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
