"""The map: outlines of countries (Natural Earth by way of world-atlas, Equal Earth projection), shaded by a count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from typing import Any

from server.views.model import Node

#: Shades from light to dark; a country without a count has none.
SHADES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country with an outline, or a dot where it is too small; ``node`` and ``count`` where something is told of it."""

    code: str
    name: str
    outline: str
    x: float
    y: float
    node: Node | None
    count: int
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldMap:
    """The picture; ``others`` are outlines without a code of their own."""

    width: float
    height: float
    sphere: str
    countries: tuple[Country, ...]
    others: tuple[str, ...]
    unplaced: tuple[str, ...]
    """Codes that something is told of and the map does not have."""


@cache
def _world() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "world.json").read_text("utf-8"))
    return found


def world_map(counts: Mapping[str, tuple[Node, int]]) -> WorldMap:
    """From the country's page and a count by ISO 3166-1 alpha-2 code; shades follow the logarithm of the count."""
    world = _world()
    highest = max((count for _, count in counts.values()), default=1)
    countries = []
    for code, shape in world["countries"].items():
        node, count = counts.get(code, (None, 0))
        shade = (
            1 + round((SHADES - 1) * log(count) / log(highest)) if count and highest > 1 else int(bool(count))
        )
        countries.append(
            Country(
                code=code,
                name=shape["name"],
                outline=shape.get("d", ""),
                x=shape.get("x", 0.0),
                y=shape.get("y", 0.0),
                node=node,
                count=count,
                shade=shade,
            )
        )
    return WorldMap(
        width=world["width"],
        height=world["height"],
        sphere=world["sphere"],
        countries=tuple(sorted(countries, key=lambda c: (bool(c.count), not c.outline))),
        others=tuple(world["others"]),
        unplaced=tuple(sorted(counts.keys() - world["countries"].keys())),
    )
