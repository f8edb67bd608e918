"""Writ's knowledge graph: documents in, a queryable graph in which every fact carries its words out.

Stages, in the order in which data flows: :mod:`kg.reading` (bytes to text and segments), :mod:`kg.text`
(parsed sentences), :mod:`kg.extractors` (mentions, dates, attribution, claims), :mod:`kg.resolve` (one node
per actor and action over all documents), :mod:`kg.mapping` (quads), :mod:`kg.validate`, :mod:`kg.store`,
:mod:`kg.export`. :mod:`kg.pipeline` runs them; :mod:`kg.cli` is the ``writ`` command.
"""

from kg.version import __version__

__all__ = ["__version__"]
