"""Which country a text is about, as a whole and at a point: for "the government", "the Supreme Court"."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

#: A name of the country itself weighs more than an adjective ("a U.S. company").
NAME_WEIGHT, ADJECTIVE_WEIGHT = 1.0, 0.5

#: A text is about one country if so much of what it names of countries is that one.
ABOUT_ONE = 0.6


class Countries:
    """Where countries are spoken of: offsets and ISO codes."""

    def __init__(self, sightings: list[tuple[int, str, float]]) -> None:
        self._sightings = sorted(sightings)
        self._offsets = [offset for offset, _, _ in self._sightings]
        weights: dict[str, float] = defaultdict(float)
        first: dict[str, int] = {}
        for offset, country, weight in self._sightings:
            weights[country] += weight
            first.setdefault(country, offset)
        self.weights = dict(weights)
        ranked = sorted(weights, key=lambda c: (-weights[c], first[c]))
        self.main: str | None = ranked[0] if ranked else None

    def mentions(self, country: str) -> bool:
        """Whether the text speaks of that country."""
        return country in self.weights

    def share(self, country: str | None) -> float:
        """The part of all sightings that are this country's, 0 to 1."""
        total = sum(self.weights.values())
        return self.weights.get(country or "", 0.0) / total if total else 0.0

    def at(self, offset: int, paragraph_begin: int) -> str | None:
        """The country that an unplaced body at ``offset`` belongs to.

        In a text about one country that one; in a digest the last that its paragraph names before.
        """
        if self.main is None or self.share(self.main) >= ABOUT_ONE:
            return self.main
        before = bisect_left(self._offsets, offset)
        for place, country, weight in reversed(self._sightings[:before]):
            if place < paragraph_begin:
                break
            if weight >= NAME_WEIGHT:
                return country
        return self.main
