"""Full-text search over what a build publishes: labels, names, evidence and the texts of documents (SQLite FTS5).

https://www.sqlite.org/fts5.html. The index is a file beside the database of a version and is published with it.
"""

from kg.search.index import INDEX_FILE, write_index
from kg.search.searching import Found, Hit, Index, Search, parsed

__all__ = ["INDEX_FILE", "Found", "Hit", "Index", "Search", "parsed", "write_index"]
