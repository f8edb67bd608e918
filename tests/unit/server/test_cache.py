"""Answers that are kept: for one version, up to a size."""

from __future__ import annotations

from server.cache import Cache
from server.messages import Response

SIZE = 64 * 1024


def answer(size: int = 10) -> Response:
    """One with a body of so many bytes."""
    return Response(body=b"x" * size)


def test_answer_is_kept_for_its_version() -> None:
    """Another version makes it a miss, and its own answer takes the place."""
    cache, old, new = Cache(SIZE), answer(), answer()
    cache.put("1", "asked", 5, old)
    assert cache.get("asked", lambda: "1") is old
    assert cache.get("asked", lambda: "2") is None
    cache.put("2", "asked", 5, new)
    assert cache.get("asked", lambda: "2") is new
    assert (cache.hits, cache.misses) == (2, 1)


def test_version_is_not_asked_for_in_vain() -> None:
    """A question that never came before needs no look at the store."""

    def version() -> str:
        raise AssertionError("asked for")

    assert Cache(SIZE).get("never asked", version) is None


def test_oldest_answers_go_first() -> None:
    """The measure holds whatever is put again; what was used lately stays; what is too large is not kept at all."""
    cache = Cache(SIZE)
    for _ in range(100):
        cache.put("1", "again", 5, answer())
    for n in range(1000):
        cache.put("1", n, 5, answer(1000))
        assert cache.get("again", lambda: "1") is not None
    assert cache.get(0, lambda: "1") is None
    assert cache.get(999, lambda: "1") is not None
    cache.put("1", "large", 5, answer(SIZE // 8))
    assert cache.get("large", lambda: "1") is None
    assert not cache.fits(SIZE // 8)
