"""Who acts on whom: the most active pairs laid out by forces (Fruchterman and Reingold 1991), the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from server.views.model import Node

_WIDTH, _HEIGHT, _STEPS = 960.0, 640.0, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How many actions one thing did to another."""

    source: Node
    target: Node
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A thing at its place; ``group`` is platform, body or other."""

    node: Node
    group: str
    count: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line between two points."""

    source: Node
    target: Node
    count: int
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The picture."""

    width: float
    height: float
    points: tuple[Point, ...]
    edges: tuple[Edge, ...]


def network(links: Sequence[Link], groups: dict[str, str]) -> Network | None:
    """Lays the links out; ``groups`` by IRI. None where there are none."""
    if not links:
        return None
    counts: Counter[Node] = Counter()
    for link in links:
        counts[link.source] += link.count
        counts[link.target] += link.count
    order = sorted(counts)
    index = {node: n for n, node in enumerate(order)}
    at = _placed(len(order), tuple((index[link.source], index[link.target]) for link in links))
    highest = max(counts.values())
    points = tuple(
        Point(
            node=node,
            group=groups.get(node.iri, "other"),
            count=counts[node],
            x=at[n][0],
            y=at[n][1],
            radius=round(5 + 11 * (counts[node] / highest) ** 0.5, 1),
        )
        for n, node in enumerate(order)
    )
    most = max(link.count for link in links)
    edges = tuple(
        Edge(
            source=link.source,
            target=link.target,
            count=link.count,
            x1=at[index[link.source]][0],
            y1=at[index[link.source]][1],
            x2=at[index[link.target]][0],
            y2=at[index[link.target]][1],
            width=round(1 + 5 * link.count / most, 1),
        )
        for link in links
    )
    return Network(width=_WIDTH, height=_HEIGHT, points=points, edges=edges)


@lru_cache(maxsize=16)
def _placed(count: int, pairs: tuple[tuple[int, int], ...]) -> tuple[tuple[float, float], ...]:
    """Places within the picture, from a circle as start."""
    turn = 2 * np.pi * np.arange(count) / max(count, 1)
    at = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    pull = np.zeros((count, count))
    for a, b in pairs:
        pull[a, b] = pull[b, a] = 1.0
    ideal = 1.6 / np.sqrt(count)
    for step in range(_STEPS):
        away = at[:, None, :] - at[None, :, :]
        distance = np.maximum(np.linalg.norm(away, axis=2), 0.01)
        force = ideal**2 / distance**2 - pull * distance / ideal
        np.fill_diagonal(force, 0.0)
        move = (away * force[:, :, None]).sum(axis=1) - at * 0.15
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1e-9)
        at = at + move / length * np.minimum(length, 0.12 * (1 - step / _STEPS))
    low, high = at.min(axis=0), at.max(axis=0)
    room = np.maximum(high - low, 1e-9)
    scaled = (at - low) / room * np.array([_WIDTH - 200, _HEIGHT - 80]) + np.array([100, 50])
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in scaled)
