"""Claims by a language model, behind an OpenAI-compatible URL: optional, off by default, and held to what the text says.

A model proposes; nothing of it reaches the graph without words of the document. See :mod:`kg.llm.claims` for what is required of a
proposal, :mod:`kg.llm.client` for the wire, :mod:`kg.llm.schema` for what the model is asked.
"""

from kg.llm.backend import Backend, backend_of

__all__ = ["Backend", "backend_of"]
