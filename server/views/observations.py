"""Figures: what was counted, by whom, where, for which period; small charts of one measure each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from server.pictures.scale import Tick, TimeScale, span_of
from server.views.model import Interval, Node
from server.views.reading import grouped, interval, node, nodes, one, select

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 460.0, 190.0, 10.0, 26.0, 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRow:
    """A figure with its measure, unit, who reports it, its place and its period."""

    node: Node
    measure: str
    value: str
    unit: str
    agents: tuple[Node, ...]
    places: tuple[Node, ...]
    when: Interval
    sources: int

    @property
    def number(self) -> float | None:
        """The value where it is a number."""
        try:
            return float(self.value)
        except ValueError:
            return None


def observations(pattern: str, *, limit: int = 300) -> tuple[ObservationRow, ...]:
    """The observations ``?o`` of a pattern, or of all, by measure and period."""
    sought = pattern if pattern.strip() else "?o a writ:Observation ."
    rows = select(f"""SELECT ?s ?p ?o ?l WHERE {{ {{ SELECT DISTINCT (?o AS ?s) WHERE {{ {sought} FILTER EXISTS {{ ?o a writ:Observation }} }} LIMIT {limit} }}
      ?s ?p ?o OPTIONAL {{ ?o rdfs:label ?l }} }}""")
    found, labels = grouped(rows, "s")
    made = [
        ObservationRow(
            node=node(NamedNode(iri), one(p.get("http://www.w3.org/2000/01/rdf-schema#label"))),
            measure=one(p.get("measure")),
            value=one(p.get("value")),
            unit=one(p.get("unit")),
            agents=nodes(p.get("agent"), labels),
            places=nodes(p.get("place"), labels),
            when=interval(p),
            sources=int(one(p.get("independentSources"), "0")),
        )
        for iri, p in found.items()
    ]
    return tuple(sorted(made, key=lambda o: (o.measure, o.unit, o.when.first or date.max, o.node.iri)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A figure in a chart."""

    row: ObservationRow
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The figures of one measure and unit, of one reporter and place, in time; bars begin at nought."""

    measure: str
    unit: str
    of: str
    """Whose figures, and where."""
    width: float
    height: float
    baseline: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def charts(rows: Sequence[ObservationRow]) -> tuple[Chart, ...]:
    """A chart for each measure, unit, reporter and place that has numbers for two periods or more, the fullest first."""
    groups: dict[tuple[str, str, str], list[ObservationRow]] = defaultdict(list)
    for row in rows:
        if row.when and row.number is not None and row.number >= 0:
            groups[row.measure, row.unit, ", ".join(n.label for n in (*row.agents, *row.places))].append(row)
    made = [
        _chart(*key, group) for key, group in groups.items() if len({row.when.period for row in group}) > 1
    ]
    return tuple(sorted(made, key=lambda c: (-len(c.bars), c.measure, c.unit, c.of)))


def _chart(measure: str, unit: str, of: str, rows: Sequence[ObservationRow]) -> Chart:
    low, high = span_of([d for row in rows for d in (row.when.earliest, row.when.latest) if d])
    axis = TimeScale(low, high, _LEFT, _WIDTH - _LEFT)
    highest = max(row.number or 0.0 for row in rows) or 1.0
    room = _HEIGHT - _BOTTOM - _TOP
    return Chart(
        measure=measure,
        unit=unit,
        of=of,
        width=_WIDTH,
        height=_HEIGHT,
        baseline=_HEIGHT - _BOTTOM,
        bars=tuple(_bar(row, (row.number or 0.0) / highest * room, axis) for row in rows),
        ticks=axis.ticks[:: max(1, len(axis.ticks) // 5)],
    )


def _bar(row: ObservationRow, height: float, axis: TimeScale) -> Bar:
    begin = axis.x(row.when.earliest or row.when.first or date.max)
    end = axis.x(row.when.latest or row.when.first or date.max)
    width = max(10.0, end - begin - 2)
    top = _HEIGHT - _BOTTOM - height
    return Bar(
        row=row, x=round(begin, 1), y=round(top, 1), width=round(width, 1), height=round(max(height, 1.0), 1)
    )
