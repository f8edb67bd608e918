"""Statuses: from when until when a platform is restricted in a place, with what it follows from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from server.page_text import day
from server.views.model import Node
from server.views.reading import day_of, grouped, node, nodes, one, select
from server.views.vocabulary import label_of

INTERNET = "internet"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """A derived interval of restriction; each bound is a first and a last possible day, either may be missing."""

    node: Node
    target: Node
    """The platform; a node without an IRI, named "internet", where the whole network is meant."""
    place: Node
    state: str
    begin: tuple[date | None, date | None]
    end: tuple[date | None, date | None]
    actions: tuple[Node, ...]

    @property
    def state_label(self) -> str:
        """The state in words."""
        return label_of(self.state)

    @property
    def began(self) -> str:
        """When it began, in words."""
        return _bound(*self.begin) or "not stated"

    @property
    def ended(self) -> str:
        """When it ended, in words."""
        return _bound(*self.end) or "no end known"

    def on(self, chosen: date) -> str:
        """``certain`` where it surely lasted on that day, ``open`` where it had begun and no end is known, ``possible`` where

        its dates leave it open whether that day is within, "" where it is not.
        """
        first, last = self.begin
        earliest_end, latest_end = self.end
        if (first or date.min) > chosen or (latest_end or date.max) < chosen:
            return ""
        surely_begun = last is not None and last <= chosen
        if not surely_begun:
            return "possible"
        if earliest_end is None and latest_end is None:
            return "open"
        return "certain" if earliest_end is not None and earliest_end >= chosen else "possible"


def _bound(first: date | None, last: date | None) -> str:
    if first and last:
        return day(first) if first == last else f"between {day(first)} and {day(last)}"
    return f"{day(first)} or later" if first else f"by {day(last)}" if last else ""


def statuses(pattern: str, *, limit: int = 500) -> tuple[StatusRow, ...]:
    """The statuses ``?s`` of a pattern, or all, by beginning."""
    sought = pattern if pattern.strip() else "?s a writ:Status ."
    rows = select(f"""SELECT ?s ?p ?o ?l WHERE {{ {{ SELECT DISTINCT ?s WHERE {{ {sought} FILTER EXISTS {{ ?s a writ:Status }} }} LIMIT {limit} }}
      ?s ?p ?o OPTIONAL {{ ?o rdfs:label ?l }} }}""")
    found, labels = grouped(rows, "s")
    made = []
    for iri, properties in found.items():
        places = nodes(properties.get("place"), labels)
        targets = nodes(properties.get("target"), labels)
        made.append(
            StatusRow(
                node=node(NamedNode(iri)),
                target=targets[0] if targets else Node(label=INTERNET, iri="", href=""),
                place=places[0] if places else Node(label="a place not stated", iri="", href=""),
                state=one(properties.get("state")).rpartition("#")[2],
                begin=(
                    day_of(properties.get("earliestBeginning")),
                    day_of(properties.get("latestBeginning")),
                ),
                end=(day_of(properties.get("earliestEnd")), day_of(properties.get("latestEnd"))),
                actions=nodes(properties.get("derivedFrom"), labels),
            )
        )
    return tuple(
        sorted(
            made,
            key=lambda s: (s.begin[0] or s.begin[1] or date.max, s.target.label, s.place.label, s.node.iri),
        )
    )
