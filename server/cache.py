"""Answers kept by what was asked of which version: the same questions come again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from server.messages import Response

#: One answer may take this share of the cache.
_LARGEST_SHARE = 16
_OVERHEAD = 1024


class Cache:
    """Least recently used answers go first, those of older versions among them; the size counts bodies and keys' texts."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._entries: OrderedDict[Hashable, tuple[int, str, Response]] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def get(self, key: Hashable, version: Callable[[], str]) -> Response | None:
        """The answer to this question in the present version of the store, which is only asked for where there is one."""
        found = self._entries.get(key)
        if found is None or found[1] != version():
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return found[2]

    def put(self, version: str, key: Hashable, weight: int, response: Response) -> None:
        """Keeps an answer whose body is bytes; ``weight`` is the length of what was asked."""
        cost = len(response.body) + weight + _OVERHEAD if isinstance(response.body, bytes) else self._size + 1
        if cost > self._size // _LARGEST_SHARE:
            return
        if (before := self._entries.pop(key, None)) is not None:
            self._used -= before[0]
        self._entries[key] = (cost, version, response)
        self._used += cost
        while self._used > self._size:
            _, (freed, _, _) = self._entries.popitem(last=False)
            self._used -= freed

    def fits(self, size: int) -> bool:
        """Whether an answer of so many bytes may be kept."""
        return size + _OVERHEAD <= self._size // _LARGEST_SHARE
