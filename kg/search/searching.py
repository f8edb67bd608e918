"""Questions to the index: words, "phrases", -without, prefix*, narrowed by facets; ranked, counted, paged.

What people type is parsed here and quoted for FTS5, so that nothing they type is a syntax error. All words must be there;
where nothing has them all, what has some of them is found, and the answer says so.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process

from kg.errors import StoreError
from kg.search.index import KINDS, NAME_FACET

FACETS = ("kind", "type", "actor", "place", "year", "factuality", "source")
SORTS = {
    "relevance": "rank",
    "newest": "day DESC, rank",
    "oldest": "day = '', day, rank",
    "sources": "sources DESC, rank",
}
#: Words of questions that say nothing about what is looked for.
_QUESTION_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "been",
        "by",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
    ]
)
#: Actions and actors are what most questions are about.
_WEIGHT = {
    "action": 1.7,
    "actor": 1.6,
    "place": 1.5,
    "instrument": 1.3,
    "ground": 1.2,
    "document": 0.9,
    "claim": 0.8,
}
_LONGEST_QUESTION, _MOST_TERMS = 400, 24
#: Facets are counted over this many hits at most; more would cost time that nobody waits for.
_MOST_COUNTED = 20_000
_VALUES_PER_FACET = 12
_TERM = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')
_MARK_BEGIN, _MARK_END = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody asked for: each is a phrase of words; ``prefixes`` are beginnings of words; ``excluded`` must not be there."""

    phrases: tuple[str, ...]
    prefixes: tuple[str, ...]
    excluded: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.phrases or self.prefixes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A question, its facets (by name, several values of one facet are alternatives), its order and its page from 1 on."""

    text: str = ""
    facets: Mapping[str, tuple[str, ...]]
    sort: str = "relevance"
    page: int = 1
    size: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A thing that was found; ``snippet`` is in pieces, of which those with True are what was looked for."""

    iri: str
    kind: str
    type: str
    label: str
    day: str
    sources: int
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An answer: the hits of a page, how many there are, counts by facet and value, and what was perhaps meant."""

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]
    is_partial: bool
    """Nothing has all the words; these have some of them."""
    suggestion: str
    """The question with words that are spelt as in the data; "" where there is nothing better."""


def parsed(text: str) -> Terms:
    """A question in pieces; words that only make it a question are left out, unless there are no others.

    >>> parsed('who blocked TikTok -"North Korea" censor*')
    Terms(phrases=('blocked', 'TikTok'), prefixes=('censor',), excluded=('North Korea',))
    """
    phrases: list[str] = []
    prefixes: list[str] = []
    excluded: list[str] = []
    asking: list[str] = []
    for match in list(_TERM.finditer(text[:_LONGEST_QUESTION].replace("\x00", " ")))[:_MOST_TERMS]:
        minus, phrase, minus_word, word = match.groups()
        words = " ".join(re.findall(r"\w+", phrase if phrase is not None else word))
        if not words:
            continue
        if minus or minus_word:
            excluded.append(words)
        elif word and word.endswith("*"):
            prefixes.append(words)
        elif word and words.lower() in _QUESTION_WORDS:
            asking.append(words)
        else:
            phrases.append(words)
    if not phrases and not prefixes:
        phrases = asking
    return Terms(tuple(phrases), tuple(prefixes), tuple(excluded))


def _match(terms: Terms, joint: str) -> str:
    wanted = [f'"{p}"' for p in terms.phrases] + [f'"{p}" *' for p in terms.prefixes]
    without = "".join(f' NOT "{p}"' for p in terms.excluded)
    return f"({joint.join(wanted)}){without}"


class Index:
    """An index of one version, for one thread."""

    def __init__(self, path: Path) -> None:
        """Opens it read-only, as a file that never changes. Raises StoreError."""
        try:
            self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            self._database.execute("SELECT 1 FROM thing LIMIT 1").fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"the search index {path} can't be opened: {error}") from error

    def close(self) -> None:
        """Closes it."""
        self._database.close()

    def search(self, asked: Search) -> Found:
        """The answer to a question; without words, everything that the facets leave."""
        terms = parsed(asked.text)
        if asked.text.strip() and not terms:
            return Found(hits=(), total=0, facets={}, is_partial=False, suggestion="")
        joint, is_partial = " AND ", False
        total = self._count(terms, joint, asked.facets)
        if not total and len(terms.phrases) + len(terms.prefixes) > 1:
            joint, is_partial = " OR ", True
            total = self._count(terms, joint, asked.facets)
        return Found(
            hits=self._hits(terms, joint, asked) if total else (),
            total=total,
            facets=self._facets(terms, joint, asked.facets) if total else {},
            is_partial=is_partial,
            suggestion=self._suggestion(terms) if is_partial or not total else "",
        )

    def iris(self, asked: Search, limit: int) -> tuple[str, ...]:
        """The IRIs of an answer in its order, over all its pages."""
        terms = parsed(asked.text)
        joint = " AND " if self._count(terms, " AND ", asked.facets) else " OR "
        clause, values = self._clause(terms, joint, asked.facets)
        rows = self._database.execute(
            f"SELECT iri FROM ({clause}) ORDER BY {SORTS[asked.sort]}, iri LIMIT ?", (*values, limit)
        )
        return tuple(iri for (iri,) in rows)

    def beginning_with(self, text: str, limit: int = 10) -> tuple[str, ...]:
        """Labels of actors, places, instruments and actions with words that begin so, the most told of first."""
        terms = parsed(text)
        if not terms:
            return ()
        words = [w for phrase in (*terms.phrases, *terms.prefixes) for w in phrase.split()]
        match = " AND ".join(f'"{w}"' for w in words[:-1])
        match = (f"{match} AND " if match else "") + f'"{words[-1]}" *'
        rows = self._database.execute(
            "SELECT thing.label FROM words JOIN thing ON thing.id = words.rowid WHERE words MATCH ? AND kind NOT IN ('claim', 'document') "
            "ORDER BY kind = 'observation', kind = 'action', sources DESC, length(thing.label), thing.label LIMIT ?",
            (f"{{label names}} : ({match})", limit * 3),
        )
        return tuple(dict.fromkeys(label for (label,) in rows))[:limit]

    # --- in SQL -----------------------------------------------------------------------------------------------

    def _clause(
        self, terms: Terms, joint: str, facets: Mapping[str, Sequence[str]], *, is_ranked: bool = True
    ) -> tuple[str, list[str]]:
        """The rows of ``thing`` that words and facets leave, with their rank (smaller is better) where it is wanted: it costs most."""
        weights = " ".join(f"WHEN '{kind}' THEN {weight}" for kind, weight in _WEIGHT.items())
        values: list[str] = []
        if terms:
            source = "words JOIN thing ON thing.id = words.rowid"
            named = f"EXISTS (SELECT 1 FROM facet WHERE facet.thing = thing.id AND facet.name = '{NAME_FACET}' AND facet.value = ?)"
            rank = f"bm25(words, 8.0, 5.0, 1.0) * CASE kind {weights} ELSE 1.0 END - 1000 * {named}"
            where = ["words MATCH ?"]
            if is_ranked:
                values.append(" ".join((*terms.phrases, *terms.prefixes)).casefold())
            values.append(_match(terms, joint))
        else:
            source, rank, where = "thing", "-sources", ["1"]
        for name, wanted in facets.items():
            if name not in FACETS or not wanted:
                continue
            marks = ", ".join("?" * len(wanted))
            if name in ("kind", "type"):
                where.append(f"{name} IN ({marks})")
            else:
                where.append(
                    f"thing.id IN (SELECT thing FROM facet WHERE name = '{name}' AND value IN ({marks}))"
                )
            values += wanted
        columns = (
            f"iri, kind, type, thing.label AS label, day, sources, {rank} AS rank"
            if is_ranked
            else "kind, type"
        )
        return (
            f"SELECT thing.id AS id, {columns} FROM {source} WHERE {' AND '.join(where)}",
            values,
        )

    def _count(self, terms: Terms, joint: str, facets: Mapping[str, Sequence[str]]) -> int:
        clause, values = self._clause(terms, joint, facets, is_ranked=False)
        counted: int = self._database.execute(f"SELECT COUNT(*) FROM ({clause})", values).fetchone()[0]
        return counted

    def _hits(self, terms: Terms, joint: str, asked: Search) -> tuple[Hit, ...]:
        clause, values = self._clause(terms, joint, asked.facets)
        page = f"SELECT * FROM ({clause}) ORDER BY {SORTS[asked.sort]}, iri LIMIT ? OFFSET ?"
        rows = self._database.execute(page, (*values, asked.size, (asked.page - 1) * asked.size)).fetchall()
        snippets = self._snippets([row[0] for row in rows], terms, joint)
        return tuple(
            Hit(
                iri=iri, kind=kind, type=type_, label=label, day=day, sources=sources, snippet=_pieces(snippets.get(number, "")),
            )
            for number, iri, kind, type_, label, day, sources, _ in rows
        )  # fmt: skip

    def _snippets(self, numbers: Sequence[int], terms: Terms, joint: str) -> dict[int, str]:
        marks = ", ".join("?" * len(numbers))
        if terms:
            query = f"SELECT rowid, snippet(words, 2, '{_MARK_BEGIN}', '{_MARK_END}', '…', 28) FROM words WHERE words MATCH ? AND rowid IN ({marks})"
            return dict(self._database.execute(query, (_match(terms, joint), *numbers)).fetchall())
        query = f"SELECT rowid, substr(body, 1, 200) FROM words WHERE rowid IN ({marks})"
        return dict(self._database.execute(query, numbers).fetchall())

    def _facets(
        self, terms: Terms, joint: str, facets: Mapping[str, Sequence[str]]
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """For each facet its values with counts, under all other facets, so that one value can be exchanged for another."""
        common = self._counts(terms, joint, facets, [name for name in FACETS if not facets.get(name)])
        for name in FACETS:
            if facets.get(name):
                others = {n: v for n, v in facets.items() if n != name}
                common |= self._counts(terms, joint, others, [name])
        return {name: common[name] for name in FACETS}

    def _counts(
        self, terms: Terms, joint: str, facets: Mapping[str, Sequence[str]], names: Sequence[str]
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """The commonest values of some facets among the hits, which are looked for once."""
        clause, values = self._clause(terms, joint, facets, is_ranked=False)
        query = f"""WITH hit AS MATERIALIZED (SELECT id, kind, type FROM ({clause}) LIMIT {_MOST_COUNTED})
            SELECT 'kind', kind, COUNT(*) FROM hit GROUP BY 2 UNION ALL SELECT 'type', type, COUNT(*) FROM hit GROUP BY 2"""
        stored = [name for name in names if name not in ("kind", "type")]
        if stored:
            marks = ", ".join(f"'{name}'" for name in stored)
            query += f""" UNION ALL SELECT name, value, COUNT(*) FROM hit CROSS JOIN facet ON facet.thing = id
                AND name IN ({marks}) GROUP BY 1, 2"""
        counted: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
        for name, value, count in self._database.execute(query, values):
            if name in counted:
                counted[name].append((str(value), int(count)))
        most = {"kind": _VALUES_PER_FACET * 2, "type": _VALUES_PER_FACET * 2}
        return {
            name: tuple(sorted(found, key=lambda one: (-one[1], one[0]))[: most.get(name, _VALUES_PER_FACET)])
            for name, found in counted.items()
        }

    def _suggestion(self, terms: Terms) -> str:
        """The words with those that the data doesn't have replaced by the most alike that it has."""
        known = [
            word
            for (word,) in self._database.execute(
                "SELECT word FROM spelling ORDER BY uses DESC, word LIMIT 20000"
            )
        ]
        words = [w for phrase in (*terms.phrases, *terms.prefixes) for w in phrase.split()]
        better = []
        for word in words:
            if word.lower() in known or len(word) < 4 or not known:
                better.append(word)
                continue
            best = process.extractOne(word.lower(), known, score_cutoff=75)
            better.append(best[0] if best else word)
        return " ".join(better) if [w.lower() for w in better] != [w.lower() for w in words] else ""


def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """A snippet with its marks as pieces."""
    pieces = []
    for part in re.split(f"({_MARK_BEGIN}[^{_MARK_END}]*{_MARK_END})", text):
        if part.startswith(_MARK_BEGIN):
            pieces.append((part[1:-1], True))
        elif part:
            pieces.append((part, False))
    return tuple(pieces)


KIND_NAMES = (*KINDS, "ground")
