"""Other people's tables of events: rows to claims or figures of their own, in a named graph of their own, and how they bear on ours.

A mapping file (``ontology/mappings/*.yaml``) says which column is what. A row is never merged with what documents say;
what may be the same is proposed (skos:closeMatch, with the reason), and where the two disagree is listed.
"""

from kg.event_tables.mapping_file import TableMapping, mapping_named
from kg.event_tables.matching import Disagreement, Suggestion, disagreements, suggestions
from kg.event_tables.rows import Event, Problem, read_events, read_table

__all__ = [
    "Disagreement",
    "Event",
    "Problem",
    "Suggestion",
    "TableMapping",
    "disagreements",
    "mapping_named",
    "read_events",
    "read_table",
    "suggestions",
]
