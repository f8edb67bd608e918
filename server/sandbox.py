"""What a process that opens the store may not do: reach the network, grow without bound, outlive its parent or its time.

Linux only where it says so; elsewhere the scan of the text and the deadline of the parent remain.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import select
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _FILTER_MODE = 22, 38, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # errno 13: EACCES
#: Audit architecture and number of socket(2); other machines do without the filter.
_SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def forbid_network() -> bool:
    """Lets the kernel refuse every new socket but local ones (seccomp, https://docs.kernel.org/userspace-api/seccomp_filter.html).

    Returns whether it could be done.
    """
    machine = _SOCKET_CALLS.get(platform.machine())
    if not sys.platform.startswith("linux") or machine is None:
        return False
    architecture, socket_call = machine
    program = b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in (
            (0x20, 0, 0, 4),  # load the architecture
            (0x15, 0, 5, architecture),  # another one (32-bit calls): refuse
            (0x20, 0, 0, 0),  # load the number of the call
            (0x15, 0, 2, socket_call),  # not socket(): allow
            (0x20, 0, 0, 16),  # load its first argument, the family
            (0x15, 0, 1, socket.AF_UNIX.value),  # not local: refuse
            (0x06, 0, 0, _ALLOW),
            (0x06, 0, 0, _REFUSE),
        )
    )
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.create_string_buffer(header), 0, 0) == 0)


def limit_memory(more_bytes: int) -> None:
    """Lets the process take so many bytes from here on; no core file when it dies of it.

    RLIMIT_DATA counts private writable memory; RLIMIT_AS would count what allocators only reserve, which is
    several times as much.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if more_bytes > 0:
        limit = _data_size() + _OVERHEAD + more_bytes
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


#: What an open store takes besides: block cache, memtables, the stacks of its threads. Measured: 80 MB.
_OVERHEAD = 160 << 20


def _data_size() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[5]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def die_with(parent: socket.socket) -> None:
    """Ends this process as soon as the other end of the socket is closed, even in the middle of a query."""

    def watch() -> None:
        poll = select.poll()
        poll.register(parent.fileno(), select.POLLHUP)  # no POLLIN: data are for the main thread
        while not poll.poll():
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def deadline(seconds: float) -> None:
    """Has the kernel end this process after so many seconds; zero calls it off.

    The default action of SIGALRM needs no help of Python, which can't run while Oxigraph does.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)


def in_threads(serve: Callable[[], bool]) -> None:
    """Calls ``serve`` in a thread with a large stack, and again in another one as long as it returns True.

    A thread whose priority was lowered can't get it back; a new one has that of the process's first thread.
    """
    again = [True]

    def run() -> None:
        again[0] = False
        again[0] = serve()

    while again[0]:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        _await_end(thread.native_id)


def _await_end(thread: int | None) -> None:
    """Waits until the kernel has ended a thread that Python has joined: before that its stack can't be used again, and
    another one would count against the memory of every later query."""
    while os.path.exists(f"/proc/self/task/{thread}"):
        time.sleep(0.0005)


def is_lowered() -> bool:
    """Whether this thread runs at a lower priority than the first one of its process."""
    return os.getpriority(os.PRIO_PROCESS, 0) > os.getpriority(os.PRIO_PROCESS, os.getpid())
