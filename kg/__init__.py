"""Writ's knowledge graph: documents in, a queryable graph in which every fact carries its words out.

Stages, in the order in which data flows: :mod:`kg.reading` (bytes to text and segments), :mod:`kg.text`
(parsed sentences), :mod:`kg.extractors` (mentions, dates, attribution, claims), :mod:`kg.resolve` (one node
per actor and action over all documents), :mod:`kg.mapping` (quads), :mod:`kg.validate`, :mod:`kg.store`,
:mod:`kg.export`. :mod:`kg.pipeline` runs them; :mod:`kg.cli` is the ``writ`` command.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kg.version import __version__

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["__version__", "open"]


def open(path: str | os.PathLike[str] = "store") -> Graph:
    """The newest version of a store, to ask in Python: :class:`kg.graph.Graph`.

    Raises:
        NotBuiltError: there is no build in it.
    """
    from kg.graph import Graph  # late: the command line must start fast

    return Graph(path)
