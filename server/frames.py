"""The pipe between the server and its worker processes: frames of one letter, a length and bytes.

``Q`` a request (JSON) · ``A`` a whole answer: its head (JSON), a line feed, its body · ``H`` the head of a longer one
(JSON) · ``D`` a piece of its body · ``E`` its end (JSON) · ``X`` it can't be completed (JSON: kind, detail) · ``F`` a worker
asks for something of another server (JSON: url, query, accept) and gets H and D, or X. Nothing else; a pipe that ends without A, E or X means a dead worker.
"""

from __future__ import annotations

import socket
import struct
from typing import Any

import orjson

HEADER = struct.Struct(">cI")
REQUEST, ANSWER, HEAD, DATA, END, FAILURE, FETCH = b"Q", b"A", b"H", b"D", b"E", b"X", b"F"
LONGEST = 1 << 30
#: Bytes that are asked of the pipe at a time.
_AT_ONCE, _AT_MOST = 1 << 16, 1 << 20


def frame(kind: bytes, payload: bytes) -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(payload)) + payload


def header(kind: bytes, length: int) -> bytes:
    """What stands before a payload."""
    return HEADER.pack(kind, length)


def json_frame(kind: bytes, value: Any) -> bytes:
    """One frame that carries JSON."""
    return frame(kind, orjson.dumps(value))


class Channel:
    """A worker's end of the pipe."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._rest = b""  # what came behind the last frame

    def send(self, *parts: bytes) -> None:
        """Sends the parts one after the other, large ones without copying them together."""
        size = sum(map(len, parts))
        sent = self._end.sendmsg(parts)
        if sent < size:
            self._end.sendall(b"".join(parts)[sent:])

    def receive(self) -> tuple[bytes, bytes] | None:
        """Waits for a frame; None when the other side has gone. A small one takes one system call."""
        received = self._filled(self._rest or self._end.recv(_AT_ONCE), HEADER.size)
        if len(received) < HEADER.size:
            return None
        kind, length = HEADER.unpack_from(received)
        end = HEADER.size + length
        received = self._filled(received, end)
        if len(received) < end:
            return None
        self._rest = received[end:]
        return kind, received[HEADER.size : end]

    def _filled(self, received: bytes, size: int) -> bytes:
        """With what is still to come of so many bytes; less where it does not come."""
        if len(received) >= size:
            return received
        filled = bytearray(received)
        while len(filled) < size and (more := self._end.recv(min(size - len(filled), _AT_MOST))):
            filled += more
        return bytes(filled)
