"""Which documents carry one statement: MinHash over word shingles finds pairs, exact containment decides.

A press statement printed by three papers is one independent source (Broder 1997 for shingling; ``datasketch`` for the sketch).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import TESTIMONY_ROLES, Text

_SHINGLE = 4
#: Share of the shorter text's shingles that must stand in the other. Copies of one statement measured .34 to .63, unrelated
#: reports of one event below .05; re-measure on ``gold`` and the corpus when changing it.
CONTAINMENT = 0.3
_SKETCH = 0.08
_PERMUTATIONS = 96
_FEWEST_SHINGLES = 30


def shingles(text: Text) -> frozenset[str]:
    """The word 4-grams of a text's testimony, lower case, without punctuation."""
    spoken = " ".join(text.content[s.begin : s.end] for s in text.segments if s.role in TESTIMONY_ROLES)
    words = re.findall(r"\w+", spoken.lower().replace("\u2019", "'"))
    return frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def near_copies(texts: Iterable[Text]) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more identifiers that carry one statement, each sorted, in order of their first member."""
    grams = {text.identifier: shingles(text) for text in texts}
    grams = {name: grams[name] for name in sorted(grams) if len(grams[name]) >= _FEWEST_SHINGLES}
    if len(grams) < 2:
        return ()
    from datasketch import (
        MinHash,
        MinHashLSH,
    )  # it brings in SciPy, which takes longer to load than most commands to run

    index = MinHashLSH(threshold=_SKETCH, num_perm=_PERMUTATIONS)
    sketches = {}
    for name, found in grams.items():
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update_batch([gram.encode() for gram in sorted(found)])
        sketches[name] = sketch
        index.insert(name, sketch)
    group = {name: name for name in grams}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for name, sketch in sketches.items():
        for other in sorted(map(str, index.query(sketch))):
            if other > name and _contained(grams[name], grams[other]) >= CONTAINMENT:
                low, high = sorted((root(name), root(other)))
                group[high] = low
    groups: dict[str, list[str]] = {}
    for name in grams:
        groups.setdefault(root(name), []).append(name)
    return tuple(tuple(members) for members in groups.values() if len(members) > 1)


def _contained(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other))
