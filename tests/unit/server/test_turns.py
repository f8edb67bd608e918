"""Turns: so many at a time, and those who wait are served in turn by client."""

from __future__ import annotations

import asyncio

import pytest

from server.errors import Problem
from server.turns import Turns


async def work(turns: Turns, client: str, done: list[str], until: asyncio.Event) -> None:
    """Holds a place until told to leave it, and notes whose turn it was."""
    async with turns.of(client):
        done.append(client)
        await until.wait()


def test_who_asks_little_does_not_wait_behind_who_asks_much() -> None:
    async def run() -> list[str]:
        turns, done, until = Turns(1, 10, 5), [], asyncio.Event()
        asked = [
            asyncio.create_task(work(turns, client, done, until))
            for client in ("many", "many", "many", "one")
        ]
        await asyncio.sleep(0)
        until.set()
        await asyncio.gather(*asked)
        return done

    assert asyncio.run(run()) == ["many", "many", "one", "many"]


def test_too_many_and_too_long_are_told_and_lose_no_place() -> None:
    async def run() -> None:
        turns, done, until = Turns(1, 1, 0.05), [], asyncio.Event()
        first = asyncio.create_task(work(turns, "a", done, until))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(work(turns, "b", done, until))
        await asyncio.sleep(0)
        with pytest.raises(Problem, match="too many"):
            await work(turns, "c", done, until)
        with pytest.raises(Problem, match="not free within"):
            await waiting
        until.set()
        await first
        await work(turns, "c", done, until)
        assert done == ["a", "c"]

    asyncio.run(run())


@pytest.mark.parametrize("freed_first", [False, True])
def test_who_goes_away_while_waiting_leaves_the_place_to_others(freed_first: bool) -> None:
    """Also where the place becomes free before the one who went away has been told so."""

    async def run() -> None:
        turns, done, until = Turns(1, 2, 5), [], asyncio.Event()
        first = asyncio.create_task(work(turns, "a", done, until))
        await asyncio.sleep(0)
        gone = asyncio.create_task(work(turns, "b", done, until))
        last = asyncio.create_task(work(turns, "c", done, until))
        await asyncio.sleep(0)
        for step in (until.set, gone.cancel) if freed_first else (gone.cancel, until.set):
            step()
        await asyncio.gather(first, last)
        assert done == ["a", "c"]

    asyncio.run(run())
