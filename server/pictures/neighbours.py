"""A thing in the middle and those that share actions with it around it, more often shared ones with stronger lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, sin

from server.views.model import Node
from server.views.reading import Summary

_WIDTH, _HEIGHT, _MOST = 800.0, 360.0, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another thing, in how many actions they meet, and where it is drawn."""

    node: Node
    roles: tuple[str, ...]
    count: int
    x: float
    y: float
    anchor: str
    line: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The picture around one thing."""

    width: float
    height: float
    x: float
    y: float
    around: tuple[Neighbour, ...]


def neighbours(iri: str, actions: Iterable[Summary]) -> Neighbours | None:
    """The things that most actions share with this one; None where there are none."""
    counts: Counter[Node] = Counter()
    roles: dict[Node, set[str]] = {}
    for action in actions:
        for role, found in action.roles.items():
            for other in found:
                if other.iri != iri and role != "ground":
                    roles.setdefault(other, set()).add(role)
        counts.update(
            {n for role, found in action.roles.items() if role != "ground" for n in found if n.iri != iri}
        )
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0].label))[:_MOST]
    if not most:
        return None
    highest = most[0][1]
    placed = []
    for index, (other, count) in enumerate(most):
        angle = 2 * pi * index / len(most) - pi / 2
        x = _WIDTH / 2 + cos(angle) * 190
        y = _HEIGHT / 2 + sin(angle) * 140
        placed.append(
            Neighbour(
                node=other,
                roles=tuple(sorted(roles[other])),
                count=count,
                x=round(x, 1),
                y=round(y, 1),
                anchor="middle" if abs(cos(angle)) < 0.3 else "start" if cos(angle) > 0 else "end",
                line=round(1 + 4 * count / highest, 1),
            )
        )
    return Neighbours(width=_WIDTH, height=_HEIGHT, x=_WIDTH / 2, y=_HEIGHT / 2, around=tuple(placed))
