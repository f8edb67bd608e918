"""The whole server in one process with its workers: socket, event loop, endpoint, pages, orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import uvloop

from kg.errors import StoreError, UsageError
from server.app import create_app
from server.bridge import Bridge
from server.errors import Problem
from server.http import Server
from server.messages import Budget, Request, Response, problem_response
from server.observe import Observer
from server.runtime import Runtime
from server.settings import Settings


class Application:
    """The endpoint where a request is for it, else a page; every error in the one shape."""

    def __init__(self, runtime: Runtime, bridge: Bridge) -> None:
        self._runtime = runtime
        self._endpoint = runtime.endpoint
        self._bridge = bridge
        self._budget = Budget(runtime.settings.max_bodies)

    async def __call__(self, request: Request) -> Response:
        """Answers; never raises but when cancelled."""
        request.budget = self._budget
        try:
            if self._endpoint.serves(request):
                return await self._endpoint.answer(request)
            return await self._bridge(request)
        except Problem as problem:
            return problem_response(problem, request.header("accept"))
        except StoreError as error:
            return problem_response(Problem("store-unavailable", str(error)), request.header("accept"))
        except Exception as error:
            self._runtime.observer.event(
                "error", id=request.identifier, error=f"{type(error).__name__}: {error}"
            )
            return problem_response(
                Problem("internal", "something went wrong here; the log has the details"),
                request.header("accept"),
            )
        finally:
            if request.held:
                self._budget.give_back(request.party, request.held)


def serve(settings: Settings, *, ready: Callable[[str], None] | None = None) -> None:
    """Serves until SIGTERM or SIGINT; ``ready`` is called with the address when connections are taken.

    Raises:
        UsageError: the address can't be listened on.
        StoreError: the store directory is something else.
    """
    if not settings.backend:
        _check_store(settings.store)
    listener = _listen(settings.host, settings.port)
    with contextlib.closing(listener):
        uvloop.run(_serve(settings, listener, ready))


async def _serve(settings: Settings, listener: socket.socket, ready: Callable[[str], None] | None) -> None:
    runtime = Runtime(settings)
    await runtime.attach()
    bridge = Bridge(create_app(settings, runtime).wsgi_app, settings)
    server = Server(settings, Application(runtime, bridge), runtime.endpoint.cached, runtime.observer.request)
    gc.freeze()  # what is there now stays; collecting it again and again costs requests a tenth of their time
    gc.set_threshold(50_000, 20, 20)
    flushing = asyncio.create_task(_flush(runtime.observer))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        await server.start(listener)
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        runtime.observer.event(
            "listening", address=address, store=str(settings.store), readers=settings.readers
        )
        if ready is not None:
            ready(address)
        await stop.wait()
        runtime.observer.event("stopping")
        await server.stop()
    finally:
        flushing.cancel()
        await runtime.backend.stop()
        bridge.close()
        runtime.observer.flush()


async def _flush(observer: Observer) -> None:
    """Lines of the log are written together; the last ones must not wait for the next request."""
    while True:
        await asyncio.sleep(0.5)
        observer.flush()


def _check_store(path: Path) -> None:
    """Nothing, an empty folder or a store; anything else is a mistake in the call."""
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path} is not a directory")
    own = {"versions", "scratch", "lock", "current", "cache"}
    if path.is_dir() and not (path / "versions").exists() and any(p.name not in own for p in path.iterdir()):
        raise StoreError(f"{path} is not a store directory: it holds other things")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
        listener.setblocking(False)
    except OSError as error:
        raise UsageError(f"can't listen on {host}:{port}: {error.strerror or error}") from error
    return listener
