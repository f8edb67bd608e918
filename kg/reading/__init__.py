"""Files, folders, globs and streams to :class:`~kg.model.SourceDocument`; their bytes to :class:`~kg.model.Text`.

The content of a text is the decoded characters as they are (of HTML and PDF, the text they show): nothing is
normalised, so every offset refers to what the reader sees. What is no part of the document proper is kept and
marked by its segment's role, with the rule that said so.
"""

from kg.reading.inputs import find_documents
from kg.reading.reader import read

__all__ = ["find_documents", "read"]
