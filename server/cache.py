"""Answers kept by what was asked of which version: the same questions come again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from server.messages import Response

#: One answer may take this share of the cache.
_LARGEST_SHARE = 16
_OVERHEAD = 1024


class Cache:
    """Least recently used answers go first; the size counts bodies and keys' texts."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._entries: OrderedDict[Hashable, tuple[int, Response]] = OrderedDict()
        self._version = ""
        self.hits = 0
        self.misses = 0

    def get(self, version: str, key: Hashable) -> Response | None:
        """The answer to this question in this version of the store."""
        if version != self._version:
            self._forget(version)
        found = self._entries.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return found[1]

    def put(self, version: str, key: Hashable, weight: int, response: Response) -> None:
        """Keeps an answer whose body is bytes; ``weight`` is the length of what was asked."""
        cost = len(response.body) + weight + _OVERHEAD if isinstance(response.body, bytes) else self._size + 1
        if version != self._version or key in self._entries or cost > self._size // _LARGEST_SHARE:
            return
        self._entries[key] = (cost, response)
        self._used += cost
        while self._used > self._size:
            _, (freed, _) = self._entries.popitem(last=False)
            self._used -= freed

    def fits(self, size: int) -> bool:
        """Whether an answer of so many bytes may be kept."""
        return size + _OVERHEAD <= self._size // _LARGEST_SHARE

    def _forget(self, version: str) -> None:
        self._entries.clear()
        self._used = 0
        self._version = version
