"""A worker's end of the pipe: frames come whole, however they were cut on their way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from server import frames
from server.frames import Channel


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The two ends of a pipe."""
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        yield ours, theirs


def test_frames_that_come_together_are_told_apart(ends: tuple[socket.socket, socket.socket]) -> None:
    """Two frames and the beginning of a third in one piece, then the rest; a frame may be empty."""
    ours, theirs = ends
    channel = Channel(theirs)
    third = frames.frame(frames.DATA, b"third")
    ours.sendall(frames.frame(frames.HEAD, b"first") + frames.frame(frames.DATA, b"") + third[:3])
    assert channel.receive() == (frames.HEAD, b"first")
    assert channel.receive() == (frames.DATA, b"")
    ours.sendall(third[3:])
    assert channel.receive() == (frames.DATA, b"third")


@pytest.mark.parametrize("cut", [0, 1, frames.HEADER.size, frames.HEADER.size + 2])
def test_frame_that_is_cut_off_is_none(ends: tuple[socket.socket, socket.socket], cut: int) -> None:
    """The other side goes before, within or behind the head of a frame."""
    ours, theirs = ends
    ours.sendall(frames.frame(frames.REQUEST, b"four")[:cut])
    ours.close()
    assert Channel(theirs).receive() is None


def test_large_frames_come_whole(ends: tuple[socket.socket, socket.socket]) -> None:
    """Both ways, though the pipe holds less; another one behind it is kept."""
    ours, theirs = ends
    large = bytes(range(256)) * 20_000
    sender = threading.Thread(
        target=Channel(ours).send, args=(frames.header(b"D", len(large)), large, b"E\0\0\0\0")
    )
    sender.start()
    channel = Channel(theirs)
    assert channel.receive() == (frames.DATA, large)
    assert channel.receive() == (frames.END, b"")
    sender.join()
