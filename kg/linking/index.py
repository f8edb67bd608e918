"""Finds records by their names: the same, the initials, a spelling close by, a beginning. Built once, asked often.

Names are first narrowed down by what they share (folded form, words, initials, groups of three letters), so that the
dear comparison of :mod:`kg.linking.names` is made with some dozens of names, however many there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.linking.model import Record
from kg.linking.names import Name, name_of, similarity, weight

#: Names compared in full for one query; those that share most groups of letters come first.
_COMPARED = 60
#: Entries of the inverted lists looked at for one query: rare groups come first, so that what is left out tells little.
_SCANNED = 60_000
_GRAM = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A record by a name of its own: how alike that name is, and how alike its label is, which breaks ties."""

    record: Record
    score: float
    label_score: float


class NameIndex:
    """An index over records, never changed after it was made."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: dict[str, Record] = {}
        self._names: list[tuple[Name, str]] = []
        self._same: dict[str, list[int]] = defaultdict(list)
        self._initials: dict[str, list[int]] = defaultdict(list)
        self._grams: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, list[int]] = defaultdict(list)
        for record in records:
            if record.id not in self.records:
                self.records[record.id] = record
                for text in record.all_names:
                    self._add(name_of(text), record.id)
        starts = {
            (self._from(name.key, at), number)
            for number, (name, _) in enumerate(self._names)
            for at in _starts(name.key)
        }
        self._starts = sorted(starts)

    def __len__(self) -> int:
        return len(self.records)

    def _add(self, name: Name, identifier: str) -> None:
        if not name.key:
            return
        number = len(self._names)
        self._names.append((name, identifier))
        for key in {name.compact, name.bag}:
            self._same[key].append(number)
        for initials in name.initials:
            self._initials[initials].append(number)
        for gram in _grams(name):
            self._grams[gram].append(number)
        for word in set(name.words):
            self._words[word].append(number)

    def search(self, text: str, limit: int = 10, *, least: float = 0.3) -> list[Found]:
        """The records whose names are most like a text, best first; none below ``least``."""
        name = name_of(text)
        best: dict[str, float] = {}
        for number in self._narrowed(name):
            other, identifier = self._names[number]
            best[identifier] = max(best.get(identifier, 0.0), similarity(name, other))
        found = [
            Found(self.records[i], score, similarity(name, name_of(self.records[i].label)))
            for i, score in best.items()
            if score >= least
        ]
        found.sort(
            key=lambda f: (-round(f.score, 6), -round(f.label_score, 6), len(f.record.label), f.record.id)
        )
        return found[:limit]

    def _narrowed(self, name: Name) -> set[int]:
        """The names worth a comparison."""
        if not name.key:
            return set()
        numbers = {*self._same.get(name.compact, ()), *self._same.get(name.bag, ())}
        numbers.update(self._initials.get(name.compact, ()))
        for initials in name.initials:
            numbers.update(self._same.get(initials, ()))
        shared: Counter[int] = Counter()
        scanned = 0
        postings = [self._grams[g] for g in _grams(name) if g in self._grams]
        for posting in sorted(postings, key=len):
            if scanned and scanned + len(posting) > _SCANNED:
                break
            scanned += len(posting)
            shared.update(posting)
        ranked = sorted(
            shared.items(),
            key=lambda item: (-item[1] / (1 + len(self._names[item[0]][0].compact)) ** 0.5, item[0]),
        )
        numbers.update(number for number, _ in ranked[:_COMPARED])
        for word in sorted(set(name.words), key=lambda w: (-weight(w), w))[:3]:
            posting = self._words.get(word, [])
            numbers.update(posting[:_COMPARED])
        return numbers

    def starting_with(self, prefix: str, limit: int) -> Iterator[Record]:
        """Records of which a name, or a word of one, starts so; shorter names first, each record once."""
        key = name_of(prefix).key
        if not key:
            yield from list(self.records.values())[:limit]
            return
        at = bisect_left(self._starts, (key, -1))
        numbers: list[int] = []
        while at < len(self._starts) and self._starts[at][0].startswith(key) and len(numbers) < _SCANNED:
            numbers.append(self._starts[at][1])
            at += 1
        names = sorted(
            {(not self._names[n][0].key.startswith(key), len(self._names[n][0].key), n) for n in numbers}
        )
        seen: set[str] = set()
        for _, _, number in names:
            identifier = self._names[number][1]
            if identifier not in seen and len(seen) < limit:
                seen.add(identifier)
                yield self.records[identifier]

    @staticmethod
    def _from(key: str, at: int) -> str:
        return key[at : at + 40]


def _starts(key: str) -> Iterator[int]:
    """Where the words of a folded name begin."""
    yield 0
    for at, character in enumerate(key):
        if character == " ":
            yield at + 1


def _grams(name: Name) -> set[str]:
    framed = f"\x02{name.compact}\x03"
    return {framed[i : i + _GRAM] for i in range(max(1, len(framed) - _GRAM + 1))}
