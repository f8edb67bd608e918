"""So many at a time, and those who wait served in turn by client: whoever asks much waits behind whoever asks little."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.errors import Problem


class Turns:
    """Places for work that other servers do, of one event loop.

    Args:
        places: how many work at a time.
        waiting: how many may wait.
        patience: seconds that one waits at most.
    """

    def __init__(self, places: int, waiting: int, patience: float) -> None:
        self._free = places
        self._room = waiting
        self._patience = patience
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def of(self, client: str) -> AsyncIterator[None]:
        """A place, as soon as it is the client's turn.

        Raises:
            Problem: too many wait, or it took too long (overloaded).
        """
        await self._take(client)
        try:
            yield
        finally:
            self._give_back()

    async def _take(self, client: str) -> None:
        if self._free:
            self._free -= 1
            return
        if sum(map(len, self._waiting.values())) >= self._room:
            raise Problem("overloaded", "too many requests are waiting for the other server")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            async with asyncio.timeout(self._patience):
                await turn
        except (TimeoutError, asyncio.CancelledError) as error:
            if not turn.cancelled():  # given and given up at the same moment
                self._give_back()
            self._forget(client, turn)
            if isinstance(error, TimeoutError):
                waited = f"the other server was not free within {self._patience:g} s"
                raise Problem("overloaded", waited) from error
            raise

    def _forget(self, client: str, turn: asyncio.Future[None]) -> None:
        own = self._waiting.get(client, deque())
        if turn in own:
            own.remove(turn)
            if not own:
                del self._waiting[client]

    def _give_back(self) -> None:
        while self._waiting:
            client, own = self._waiting.popitem(last=False)
            turn = own.popleft()
            if own:
                self._waiting[client] = own  # behind the others
            if not turn.done():  # who went away is told of it later
                turn.set_result(None)
                return
        self._free += 1
