"""The graph in Python: queries, tables and the actions of a place, on the newest version of a store.

>>> import kg
>>> g = kg.open("store")                                        # doctest: +SKIP
>>> g.query("SELECT ?a { ?a a writ:Block } LIMIT 1")            # doctest: +SKIP
[{'a': <NamedNode value=https://w3id.org/writ/id/action/…>}]
>>> g.actions(place="Pakistan", type="Block")[0].label          # doctest: +SKIP
'Block of TikTok in Pakistan'
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from kg.errors import ExportError, UsageError
from kg.export.format import Selection, chosen_graphs
from kg.export.selecting import Part, entities_named, selected
from kg.export.tables import rows
from kg.export.view import View, kind
from kg.ontology_graph import ontology_quads
from kg.store import StoreDirectory
from kg.vocab import OA, PREFIXES, PROV, RDF_TYPE, WRIT, XSD, writ

if TYPE_CHECKING:
    import pandas

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Row: TypeAlias = dict[str, Term]

_INTEGERS = frozenset(
    XSD + n for n in ("integer", "nonNegativeInteger", "int", "long", "positiveInteger", "short")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of a document: offsets are code points of its raw text, ``end`` exclusive."""

    claim: str
    document: str
    begin: int
    end: int
    quote: str
    said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action by its labels; dates are None where no document tells them. ``type`` is the most specific class."""

    iri: str
    type: str
    label: str
    agent: tuple[str, ...]
    target: tuple[str, ...]
    place: tuple[str, ...]
    earliest: date | None
    latest: date | None
    until: date | None
    factuality: str
    independent_sources: int


class Graph:
    """One version of a store, read-only; later builds don't change it. Works as a context manager too."""

    def __init__(self, path: str | os.PathLike[str] = "store") -> None:
        """Opens the newest version.

        Raises:
            NotBuiltError: there is no build in it.
        """
        self._directory = StoreDirectory(path)
        self.store: Store = self._directory.open()
        self._view = View(self.store, frozenset(chosen_graphs(self.store, Selection())))

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        """The number of triples, graph by graph."""
        return len(self.store)

    def close(self) -> None:
        """Lets go of the version, which may then be removed by later builds."""
        self._directory.close()

    def query(self, sparql: str) -> list[Row] | bool | list[Triple]:
        """Asks in SPARQL 1.1; common prefixes are declared.

        Returns:
            For SELECT, rows of terms, from which unbound variables are missing; for ASK, a truth value; for CONSTRUCT
            and DESCRIBE, triples.

        Raises:
            UsageError: the query is not SPARQL.
        """
        found = self._answer(sparql)
        if isinstance(found, QueryBoolean):
            return bool(found)
        if isinstance(found, QueryTriples):
            return list(found)
        return _rows(found)

    def query_df(self, sparql: str) -> pandas.DataFrame:
        """The rows of a SELECT as a data frame: numbers, truth values and days as such, all else as strings.

        Needs ``writ[pandas]``. Columns are in the order of the query; a missing value is pandas' own.

        Raises:
            UsageError: the query is not SPARQL or no SELECT, or pandas is not installed.
        """
        pandas = _pandas()
        found = self._answer(sparql)
        if not isinstance(found, QuerySolutions):
            raise UsageError("query_df takes a SELECT query")
        names = [v.value for v in found.variables]
        columns: dict[str, list[Term | None]] = {n: [] for n in names}
        for row in _rows(found):
            for name in names:
                columns[name].append(row.get(name))
        return pandas.DataFrame({name: _series(pandas, terms) for name, terms in columns.items()})

    def table(self, name: str) -> list[dict[str, str]]:
        """One of the tables of ``writ export --format csv`` as strings: actions, claims, actors, observations, statuses, documents, stop.

        Raises:
            ExportError: there is no such table.
        """
        return list(rows(self._view, name))

    def actions(
        self,
        *,
        place: str | None = None,
        type: str | None = None,
        target: str | None = None,
        agent: str | None = None,
        since: date | None = None,
        before: date | None = None,
    ) -> list[Action]:
        """Actions by date, then IRI; what is given must all hold.

        Args:
            place: a name, in any case, or an IRI; also ``target`` and ``agent``. A name nobody has gives no action.
            type: an action type of the ontology, such as ``Block`` or, for all kinds of it, ``Restriction``.
            since: leaves out what was over before this day; ``before``, what began after that day. What has no date is then left out.

        Raises:
            UsageError: the ontology has no such action type.
        """
        if type is not None and not any(q.subject == writ(type) for q in ontology_quads()):
            raise UsageError(f"the ontology has no type of action {type!r}")
        graph = DefaultGraph()
        store = selected(self.store, Part(since=since, before=before)) if since or before else self.store
        chosen = {q.subject for q in store.quads_for_pattern(None, RDF_TYPE, writ("Action"), graph)}
        if type is not None:
            chosen &= {q.subject for q in store.quads_for_pattern(None, RDF_TYPE, writ(type), graph)}
        for role, name in (("place", place), ("target", target), ("agent", agent)):
            if name is not None:
                wanted = entities_named(self.store, name) if self._has(name) else []
                chosen &= {
                    q.subject
                    for node in wanted
                    for q in store.quads_for_pattern(None, writ(role), node, graph)
                }
        found = [self._action(node) for node in chosen if isinstance(node, NamedNode)]
        return sorted(found, key=lambda a: (a.earliest or a.latest or date.max, a.iri))

    def evidence(self, thing: str | Action) -> list[Evidence]:
        """The words on which an action, observation or claim rests, by document and offset; empty where there are none."""
        node = NamedNode(thing.iri if isinstance(thing, Action) else thing)
        claims = [*self._view.subjects(writ("about"), node), node]
        found = [
            Evidence(
                claim=claim.value,
                document=self._one(passage, NamedNode(PROV + "wasQuotedFrom")),
                begin=int(self._one(passage, NamedNode(OA + "start"))),
                end=int(self._one(passage, NamedNode(OA + "end"))),
                quote=self._one(passage, NamedNode(OA + "exact")),
                said_by=self._labels(claim, "saidBy"),
            )
            for claim in claims
            for passage in self._view.values(claim, writ("evidence"))
            if isinstance(passage, NamedNode)
        ]
        return sorted(found, key=lambda e: (e.document, e.begin, e.claim))

    def _has(self, name: str) -> bool:
        try:
            entities_named(self.store, name)
        except ExportError:
            return False
        return True

    def _answer(self, sparql: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            return self.store.query(sparql, prefixes=PREFIXES)
        except SyntaxError as error:
            raise UsageError(f"the query is not SPARQL: {error}") from error

    def _action(self, node: NamedNode) -> Action:
        def day(name: str) -> date | None:
            found = self._view.values(node, writ(name))
            return date.fromisoformat(found[0].value) if found else None

        return Action(
            iri=node.value,
            type=(kind(self._view, node) or ["Action"])[0],
            label=self._view.label(node),
            agent=self._labels(node, "agent"),
            target=self._labels(node, "target"),
            place=self._labels(node, "place"),
            earliest=day("earliest"),
            latest=day("latest"),
            until=day("until"),
            factuality=self._one(node, writ("factuality")).removeprefix(WRIT),
            independent_sources=int(self._one(node, writ("independentSources")) or 0),
        )

    def _labels(self, node: NamedNode, name: str) -> tuple[str, ...]:
        return tuple(self._view.label(v) for v in self._view.values(node, writ(name)))

    def _one(self, node: NamedNode, predicate: NamedNode) -> str:
        found = self._view.values(node, predicate)
        return found[0].value if found else ""


def _rows(found: QuerySolutions) -> list[Row]:
    names = [v.value for v in found.variables]
    return [{n: s[n] for n in names if s[n] is not None} for s in found]


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise UsageError("data frames need pandas: pip install 'writ[pandas]'") from error
    return pandas


def _series(pandas: Any, terms: Sequence[Term | None]) -> Any:
    """A column of the one type that all its literals have; of strings where they differ or are nodes."""
    kinds = {t.datatype.value if isinstance(t, Literal) else "" for t in terms if t is not None}
    words = [None if t is None else str(getattr(t, "value", t)) for t in terms]
    try:
        if kinds and kinds <= _INTEGERS:
            return pandas.Series([None if w is None else int(w) for w in words], dtype="Int64")
        if kinds and kinds <= _INTEGERS | {XSD + n for n in ("decimal", "double", "float")}:
            numbers = [None if w is None else float(Decimal(w)) for w in words]
            return pandas.Series(numbers, dtype="Float64")
        if kinds == {XSD + "boolean"}:
            return pandas.Series([None if w is None else w in ("true", "1") for w in words], dtype="boolean")
        if kinds and kinds <= {XSD + "date", XSD + "dateTime"}:
            return pandas.to_datetime(
                pandas.Series(words, dtype="string"), utc=XSD + "dateTime" in kinds, format="ISO8601"
            )
    except (ValueError, ArithmeticError):
        pass  # an ill-formed or far-off literal: the column stays as it is written
    return pandas.Series(words, dtype="string")
