"""The server's side of a worker process: starting it, asking it, taking its answer in pieces, killing it."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import orjson

from server import frames
from server.errors import Problem
from server.messages import BrokenOff
from server.targets import Fetched

_PACKAGES = str(Path(__file__).parent.parent)
#: Bytes of an answer that wait here before the worker is made to wait.
_WATER_MARK = 1 << 20
_SOCKET_BUFFER = 1 << 20
#: By how much a long query's niceness goes above that of the server, which may run at any.
_LOWERED = 10
#: How glibc's allocator is to work in a worker: one heap for all threads, of which it keeps what a query has freed, since
#: the next one wants the same again. By default a third of the time of a small query goes into it. Other C libraries
#: don't read this. https://sourceware.org/glibc/manual/latest/html_node/Memory-Allocation-Tunables.html
_ALLOCATOR = ":".join(
    f"glibc.malloc.{name}={value}"
    for name, value in {
        "arena_max": 1,
        "mxfast": 0,
        "tcache_count": 500,
        "top_pad": 1 << 20,
        "trim_threshold": 32 << 20,
        "mmap_threshold": 8 << 20,
    }.items()
)
#: The kernel ends a reader at its deadline; this long after it, we do.
_MARGIN = 0.2


#: Exit codes that need no mention: still running (just killed), stopped, killed, at its deadline.
_ORDINARY_ENDS = (None, 0, -signal.SIGKILL, -signal.SIGALRM, -signal.SIGTERM, -signal.SIGINT)
#: What is kept of the error output of a worker that died.
_LAST_WORDS = 2000

#: Tells the operator: what, and details.
Report = Callable[..., None]
#: The gateway's ``fetch``: url, query, accept, timeout.
Fetch = Callable[[str, str | None, str, float], Awaitable[Fetched]]


class Worker(asyncio.Protocol):
    """One process and its pipe. One request at a time: :meth:`ask`, then :meth:`pieces` to the end."""

    def __init__(
        self, process: subprocess.Popen[bytes], fetch: Fetch | None = None, report: Report | None = None
    ) -> None:
        self._process = process
        self._fetch = fetch
        self._report = report
        self._errand: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._rest = b""  # of a frame that is not whole yet
        self._passing = 0  # bytes that are still to come of a D frame
        self._head: asyncio.Future[dict[str, Any]] | None = None
        self._ready: deque[bytes] = deque()
        self._waiting = 0
        self._wake: asyncio.Future[None] | None = None
        self._paused = False
        self._deadline = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self.failure: Problem | None = None
        self.done = True
        self.dead = False
        self.version: str | None = None

    # --- life ---------------------------------------------------------------------------------------------

    @classmethod
    async def start(
        cls,
        module: str,
        options: dict[str, Any],
        fetch: Fetch | None = None,
        report: Report | None = None,
    ) -> Worker:
        """A new process that runs ``server.<module>``.

        What it wants of other servers it gets by ``fetch``; what it said before it died goes to ``report``.
        """
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        try:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BUFFER)
            process = await loop.run_in_executor(None, cls._spawn, module, theirs, options)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        _, worker = await loop.create_unix_connection(lambda: cls(process, fetch, report), sock=ours)
        return worker

    @staticmethod
    def _spawn(module: str, channel: socket.socket, options: dict[str, Any]) -> subprocess.Popen[bytes]:
        environment = {k: v for k, v in os.environ.items() if k != "WRIT_TOKEN"}
        environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, [_PACKAGES, environment.get("PYTHONPATH", "")])
        )
        environment.setdefault("GLIBC_TUNABLES", _ALLOCATOR)
        process = subprocess.Popen(
            [sys.executable, "-m", f"server.{module}", str(channel.fileno()), orjson.dumps(options).decode()],
            pass_fds=[channel.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
        )
        # Nobody reads it while the worker lives: what does not fit is lost, and nobody waits at either end.
        assert process.stderr is not None
        os.set_blocking(process.stderr.fileno(), False)
        return process

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def kill(self) -> None:
        """Ends the process at once; whoever waits for its answer gets a failure."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._died()
        if self._transport is not None:
            self._transport.abort()

    def lower_priority(self) -> None:
        """Lets queries that have just come run before this one.

        Only a superuser could take it back, so it is done to the threads of the process but its first, which starts
        another thread for the next query (:func:`server.sandbox.in_threads`).
        """
        with contextlib.suppress(OSError):
            low = os.getpriority(os.PRIO_PROCESS, self.pid) + _LOWERED
            for thread in map(int, os.listdir(f"/proc/{self.pid}/task")):
                if thread != self.pid:
                    os.setpriority(os.PRIO_PROCESS, thread, low)

    def processor_time(self) -> float:
        """Seconds that the process has used so far; without end where that is not known."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return math.inf
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def wait(self) -> None:
        """Reaps the process."""
        await asyncio.get_running_loop().run_in_executor(None, self._process.wait)

    # --- asking -------------------------------------------------------------------------------------------

    def ask(self, request: dict[str, Any], *, margin: float = _MARGIN) -> asyncio.Future[dict[str, Any]]:
        """Sends a request; what comes of it is the head of the answer.

        Args:
            request: what is asked; its ``timeout`` is in seconds.
            margin: seconds behind that after which the worker is killed.

        Raises:
            Problem: the worker has died; or, when it is waited for, it failed before anything of the answer was there,
                or the worker died or was late.
        """
        if self.dead or self._transport is None:
            raise Problem("query-crashed", "its process ended")
        self.failure, self.done = None, False
        loop = asyncio.get_running_loop()
        self._head = loop.create_future()
        seconds = float(request["timeout"])
        self._deadline = time.monotonic() + seconds
        self._alarm = loop.call_later(seconds + margin, self.kill)
        self._transport.write(frames.json_frame(frames.REQUEST, request))
        return self._head

    def at_once(self) -> bytes | None:
        """The whole body, where the whole answer came with its head."""
        if not self.done or self.failure is not None:
            return None
        whole = b"".join(self._ready)
        self._ready.clear()
        self._waiting = 0
        return whole

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body.

        Raises:
            BrokenOff: the rest will not come.
        """
        while True:
            while self._ready:
                piece = self._ready.popleft()
                self._waiting -= len(piece)
                if self._paused and self._waiting < _WATER_MARK // 2 and self._transport is not None:
                    self._paused = False
                    self._transport.resume_reading()
                yield piece
            if self.failure is not None:
                raise BrokenOff(str(self.failure)) from self.failure
            if self.done:
                return
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake

    # --- the pipe -----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Of asyncio."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Of asyncio: the process has gone."""
        self._died()

    def data_received(self, data: bytes) -> None:
        """Of asyncio: frames, or parts of them. What a D frame carries is passed on as it comes."""
        if self._rest:
            data = self._rest + data
        position, size = 0, len(data)
        while position < size:
            if self._passing:
                piece = data[position : position + self._passing]
                self._passing -= len(piece)
                position += len(piece)
                self._ready.append(piece)
                self._waiting += len(piece)
                continue
            begin = position + frames.HEADER.size
            if begin > size:
                break
            kind, length = frames.HEADER.unpack_from(data, position)
            if kind == frames.DATA:
                self._passing = length
                position = begin
            elif begin + length > size:
                break
            else:
                position = begin + length
                self._frame(kind, data[begin:position])
        self._rest = data[position:]
        self._notify()
        if self._waiting > _WATER_MARK and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def _frame(self, kind: bytes, payload: bytes) -> None:
        if kind == frames.ANSWER:
            head, _, body = payload.partition(b"\n")
            self._finish()
            self._ready.append(body)
            self._waiting += len(body)
            self._settle(orjson.loads(head))
        elif kind == frames.HEAD:
            self._settle(orjson.loads(payload))
        elif kind == frames.END:
            self._finish()
            if self._head is not None and not self._head.done():
                self._settle(orjson.loads(payload))
        elif kind == frames.FAILURE:
            found = orjson.loads(payload)
            self._fail(Problem(found["kind"], found["detail"]))
        elif kind == frames.FETCH:
            self._errand = asyncio.get_running_loop().create_task(self._run_errand(orjson.loads(payload)))

    async def _run_errand(self, wanted: dict[str, Any]) -> None:
        """Fetches for the worker; its own deadline goes on meanwhile."""
        remaining = self._alarm.when() - asyncio.get_running_loop().time() if self._alarm is not None else 0.0
        try:
            if self._fetch is None:
                raise Problem("remote-refused", "this endpoint asks no other server")
            fetched = await self._fetch(wanted["url"], wanted["query"], wanted["accept"], remaining)
        except Problem as problem:
            answer = frames.json_frame(frames.FAILURE, {"kind": problem.kind, "detail": problem.detail})
        else:
            head = {"url": fetched.url, "content_type": fetched.content_type}
            answer = frames.json_frame(frames.HEAD, head) + frames.frame(frames.DATA, fetched.body)
        if self._transport is not None and not self.dead:
            self._transport.write(answer)

    def _settle(self, head: dict[str, Any]) -> None:
        self.version = head.get("version", self.version)
        if self._head is not None and not self._head.done():
            self._head.set_result(head)

    def _finish(self) -> None:
        self.done = True
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._errand is not None:
            self._errand.cancel()
            self._errand = None

    def _fail(self, problem: Problem) -> None:
        self._finish()
        self.failure = problem
        if self._head is not None and not self._head.done():
            self._head.set_exception(problem)
        self._notify()

    def _died(self) -> None:
        if self.dead:
            return
        self.dead = True
        problem = None if self.done else self._post_mortem()
        self._tell_last_words()
        if problem is not None:
            self._fail(problem)

    def _tell_last_words(self) -> None:
        """Panics, failed allocations, tracebacks and signals; not of a worker that was killed or came to its deadline."""
        output = self._process.stderr
        if output is None:
            return
        with output:
            words = output.read() or b""
        code = self._process.poll()
        if self._report is not None and (words or code not in _ORDINARY_ENDS):
            said = words[-_LAST_WORDS:].decode("utf-8", "replace")
            self._report("worker-died", pid=self.pid, code=code, stderr=said)

    def _post_mortem(self) -> Problem:
        if (
            time.monotonic() >= self._deadline
        ):  # its own clock began after ours, so that it can't have ended it before
            return Problem("query-timeout", "it ran longer than the time limit")
        try:
            code = self._process.wait(0.2)  # the pipe closes a moment before the process can be reaped
        except subprocess.TimeoutExpired:
            code = 0
        if code == -signal.SIGKILL:
            return Problem("query-crashed", "its process was ended")
        return Problem(
            "query-crashed", "it used more memory, or was nested more deeply, than one operation may"
        )

    def _notify(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
