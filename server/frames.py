"""The pipe between the server and its worker processes: frames of one letter, a length and bytes.

``Q`` a request (JSON) · ``H`` the head of an answer (JSON) · ``D`` a piece of its body · ``E`` its end (JSON) ·
``X`` it can't be completed (JSON: kind, detail) · ``F`` a worker asks for something of another server (JSON: url,
query, accept) and gets H and D, or X. Nothing else; a pipe that ends without E or X means a dead worker.
"""

from __future__ import annotations

import socket
import struct
from typing import Any

import orjson

HEADER = struct.Struct(">cI")
REQUEST, HEAD, DATA, END, FAILURE, FETCH = b"Q", b"H", b"D", b"E", b"X", b"F"
LONGEST = 1 << 30


def frame(kind: bytes, payload: bytes) -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(payload)) + payload


def header(kind: bytes, length: int) -> bytes:
    """What stands before a payload."""
    return HEADER.pack(kind, length)


def send(channel: socket.socket, *parts: bytes) -> None:
    """Sends the parts one after the other, large ones without copying them together."""
    size = sum(map(len, parts))
    sent = channel.sendmsg(parts)
    if sent < size:
        channel.sendall(b"".join(parts)[sent:])


def json_frame(kind: bytes, value: Any) -> bytes:
    """One frame that carries JSON."""
    return frame(kind, orjson.dumps(value))


def receive(channel: socket.socket) -> tuple[bytes, bytes] | None:
    """Waits for a frame; None when the other side has gone."""
    header = _exactly(channel, HEADER.size)
    if header is None:
        return None
    kind, length = HEADER.unpack(header)
    payload = _exactly(channel, length)
    return None if payload is None else (kind, bytes(payload))


def _exactly(channel: socket.socket, size: int) -> bytearray | None:
    received = bytearray(size)
    view = memoryview(received)
    while view:
        count = channel.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return received
