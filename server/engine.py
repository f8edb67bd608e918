"""What answers: the pool of readers and the writer over a store directory."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kg.errors import StoreError
from kg.store import StoreDirectory
from server.errors import Problem
from server.gateway import Gateway
from server.messages import BrokenOff, Stream
from server.pool import PATIENCE, Loan, Pool
from server.settings import Settings
from server.workers import Report, Worker

#: A trial lasts so many times its length where the machine has no time for it.
_PATIENT = 10
_UPKEEP = 0.5
#: For a worker to start and to open the store: no query's time, and a busy machine takes its own.
_OPENING = 30.0
#: Seconds. A writer calls its deadline off once its work is done; so long may that take to reach the disk.
_TO_DISK = 30.0


@dataclass(slots=True)
class Answer:
    """Head (content_type, encoding, version, volatile) and body, whole or still coming."""

    head: dict[str, Any]
    body: bytes | AsyncIterator[bytes]


class Backend(Protocol):
    """What stands behind the endpoint: our own store, or another SPARQL server."""

    async def start(self) -> None:
        """Makes ready; call on the event loop that will ask."""
        ...

    async def stop(self) -> None:
        """Ends all that was started."""
        ...

    async def uploads(self) -> Path | None:
        """The directory in which documents wait that are sent to us; None for the system's own for such things."""
        ...

    def version(self) -> str:
        """The state of the data that an answer now would be about; "" for none."""
        ...

    def manifest(self) -> Mapping[str, Any]:
        """What is known of that state: base, counts, what a build owns."""
        ...

    async def read(self, ask: dict[str, Any], client: str) -> Answer:
        """A query, or a whole graph. Raises Problem."""
        ...

    async def write(self, ask: dict[str, Any]) -> dict[str, Any]:
        """An update, or a change of a graph. Raises Problem."""
        ...


class StoreBackend:
    """A store directory, read and written by processes of its own."""

    def __init__(self, settings: Settings, report: Report | None = None) -> None:
        self._settings = settings
        self._report = report
        self._directory = StoreDirectory(settings.store)
        self._options = {
            "store": str(self._directory.path),
            "memory": settings.memory,
            "max_result": settings.max_result,
            "max_rows": settings.max_rows,
            "max_depth": settings.max_depth,
            "remote": settings.remote,
        }
        self._gateway = Gateway(settings)
        self.pool = Pool(self._start_reader, settings)
        self._writer: Worker | None = None
        self._manifest: tuple[str, Mapping[str, Any]] = ("", {})
        self._upkeep: asyncio.Task[None] | None = None
        self._turn: asyncio.Lock | None = None
        self._waiting_writes = 0
        self._places = contextlib.ExitStack()
        self._uploads: asyncio.Future[Path | None] | None = None

    async def _start(self, module: str) -> Worker:
        return await Worker.start(module, self._options, self._gateway.fetch, self._report)

    async def _start_reader(self) -> Worker:
        """One that has the newest version open."""
        worker = await self._start("reader")
        try:
            with contextlib.suppress(Problem):  # a damaged store is reported to who asks, not here
                await self._open(worker)
        except BaseException:
            worker.kill()
            raise
        return worker

    async def start(self) -> None:
        """Starts the first readers."""
        self._turn = asyncio.Lock()
        self.pool.prepare()
        if self._settings.token.get_secret_value():
            self._uploads = asyncio.get_running_loop().run_in_executor(None, self._make_place)
        self._upkeep = asyncio.get_running_loop().create_task(self._follow())

    def _make_place(self) -> Path | None:
        """In the store: it has the room, and what a kill leaves there is removed by the next who makes such a place."""
        with contextlib.suppress(StoreError):  # it can't be written, which whoever tries is told
            return self._places.enter_context(self._directory.scratch("uploads"))
        return None

    async def uploads(self) -> Path | None:
        """Part of the store."""
        return None if self._uploads is None else await asyncio.shield(self._uploads)

    async def stop(self) -> None:
        """Ends readers and writer."""
        if self._upkeep is not None:
            self._upkeep.cancel()
        await self.pool.close()
        if self._writer is not None:
            self._writer.kill()
            await self._writer.wait()
        self._gateway.close()
        self._places.close()

    def version(self) -> str:
        """The newest version's identifier; "" while nothing was built or written."""
        return self._directory.current_identifier() or ""

    def manifest(self) -> Mapping[str, Any]:
        """The newest version's manifest, read once a version."""
        version = self.version()
        if version != self._manifest[0]:
            current = self._directory.current()
            self._manifest = (current.identifier, current.manifest) if current else ("", {})
        return self._manifest[1]

    async def read(self, ask: dict[str, Any], client: str) -> Answer:
        """Asks a reader; its death or lateness is the Problem of this request alone."""
        loan = await self.pool.take(client)
        if loan.is_trial:
            tried = await self._try(loan, ask)
            if tried is not None:
                return tried
            loan = await self.pool.take(client, trial=loan)
        worker = loan.worker
        lent = True
        try:
            head = await worker.ask({**ask, "version": self.version()})  # after the wait: the newest one
            whole = worker.at_once()
            if whole is not None:
                return Answer(head, whole)
            lent = False
            return Answer(head, self._rest(loan))
        except asyncio.CancelledError:
            worker.kill()
            raise
        finally:
            if lent:
                self.pool.give_back(loan)

    async def _try(self, loan: Loan, ask: dict[str, Any]) -> Answer | None:
        """The answer, where the whole of it takes little time of a processor, which a busy machine gives slowly; else None,
        and the reader is ended."""
        worker = loan.worker
        before = worker.processor_time()
        answer = asyncio.ensure_future(self._whole(worker, ask))
        try:
            for _ in range(_PATIENT):
                await asyncio.wait({answer}, timeout=PATIENCE)
                if answer.done() or worker.processor_time() - before > PATIENCE / 2:
                    break
            return answer.result() if answer.done() else None
        except BrokenOff:
            return None
        finally:
            answer.cancel()
            if not worker.done:
                worker.kill()
            self.pool.give_back(loan)

    async def _whole(self, worker: Worker, ask: dict[str, Any]) -> Answer:
        head = await worker.ask({**ask, "version": self.version()})
        return Answer(head, b"".join([piece async for piece in worker.pieces()]))

    async def _open(self, worker: Worker) -> None:
        """Has a worker ready for queries on the newest version. Raises Problem."""
        version = self.version()
        if worker.version != version:
            await worker.ask({"kind": "open", "version": version, "timeout": _OPENING})

    def _rest(self, loan: Loan) -> Stream:
        def ended(_: bool) -> None:
            if not loan.worker.done:
                loan.worker.kill()
            self.pool.give_back(loan)

        return Stream(loan.worker.pieces(), ended)

    async def write(self, ask: dict[str, Any]) -> dict[str, Any]:
        """One commit after the other; returns when it is on disk."""
        assert self._turn is not None
        if self._waiting_writes >= self._settings.queue:
            raise Problem("overloaded", f"{self._waiting_writes} writes are waiting already")
        # What has been taken in is carried out, though its client leave.
        return await asyncio.shield(asyncio.ensure_future(self._in_turn(ask)))

    async def _in_turn(self, ask: dict[str, Any]) -> dict[str, Any]:
        assert self._turn is not None
        self._waiting_writes += 1
        try:
            async with self._turn:
                return await self._commit(ask)
        finally:
            self._waiting_writes -= 1

    async def _commit(self, ask: dict[str, Any]) -> dict[str, Any]:
        writer = self._writer
        if writer is None or writer.dead:
            writer = self._writer = await self._start("writer")
        try:
            return await writer.ask(ask, margin=_TO_DISK)
        finally:
            if writer.dead:
                self._writer = None
                await writer.wait()

    async def _follow(self) -> None:
        """Moves idle readers to the newest version, so that nobody waits for that and old versions can go."""
        while True:
            await asyncio.sleep(_UPKEEP)
            with contextlib.suppress(Exception):  # a damaged store is reported to who asks, not here
                for worker in self.pool.take_outdated(self.version()):
                    with contextlib.suppress(Problem):
                        await self._open(worker)
                    self.pool.restore(worker)
