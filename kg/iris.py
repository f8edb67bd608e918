"""Minting: the only place where an IRI of a build is made. Every IRI is the base, a family and a percent-encoded key.

Nothing here depends on order, time or position in a list: the same content gets the same IRI in every build.
There are no blank nodes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.model import Claim, Segment, Span
from kg.vocab import DEFAULT_BASE

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20#?]+/")

#: The kinds of entity that are no actors, and the family in whose IRIs they live.
_FAMILY_OF_KIND = {"Place": "place", "LegalInstrument": "instrument"}


def encoded(key: str) -> str:
    """A path segment for any string; different strings get different segments.

    Bytes that a file name holds outside UTF-8 (surrogate escapes) keep their value, other lone surrogates are encoded as such.

    >>> encoded("a b/ü")
    'a%20b%2F%C3%BC'
    >>> encoded("..")
    '%2E%2E'
    """
    if key in (".", ".."):  # a path segment of dots would be resolved away by any client
        return "%2E" * len(key)
    try:
        return quote(key, safe="", errors="surrogateescape")
    except UnicodeEncodeError:
        return quote(key, safe="", errors="surrogatepass")


@dataclass(frozen=True, slots=True)
class Minter:
    """Makes the IRIs of one build under its base.

    Raises:
        UsageError: the base is no absolute IRI that ends in ``/`` (passages have fragments of their own).
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not _ABSOLUTE.fullmatch(self.base):
            raise UsageError(f"the base must be an absolute IRI that ends in /, not {self.base!r}")

    def _iri(self, family: str, key: str) -> NamedNode:
        return NamedNode(f"{self.base}{family}/{encoded(key)}")

    def document(self, identifier: str) -> NamedNode:
        """The document, which also names the graph of its testimony."""
        return self._iri("document", identifier)

    def identifier_of_document(self, iri: str) -> str | None:
        """The identifier from which :meth:`document` made ``iri``; None if it is no document of this base."""
        prefix = self.base + "document/"
        rest = iri.removeprefix(prefix)
        if rest == iri or not rest or set(rest) & set("#/?"):
            return None
        return unquote(rest, errors="surrogateescape")

    def passage(self, identifier: str, span: Span) -> NamedNode:
        """A range of characters of a document: RFC 5147, https://www.rfc-editor.org/rfc/rfc5147#section-2.2.1"""
        return NamedNode(f"{self.document(identifier).value}#char={span.begin},{span.end}")

    def segment(self, identifier: str, segment: Segment) -> NamedNode:
        """A segment; apart from a passage of the same range, since it says what the range is, not what it shows."""
        return NamedNode(f"{self.document(identifier).value}#segment={segment.begin},{segment.end}")

    def claim(self, identifier: str, claim: Claim) -> NamedNode:
        """A claim, by its document and all that it says: the same words read the same way are the same claim."""
        return self._iri("claim", content_hash(identifier, _said(claim)))

    def entity(self, kind: str, key: str) -> NamedNode:
        """An actor, a place or a legal instrument."""
        return self._iri(_FAMILY_OF_KIND.get(kind, "actor"), key)

    def action(self, key: str) -> NamedNode:
        """A real-world event or conduct."""
        return self._iri("action", key)

    def observation(self, key: str) -> NamedNode:
        """A figure."""
        return self._iri("observation", key)

    def status(self, key: str) -> NamedNode:
        """A derived interval of restriction."""
        return self._iri("status", key)

    def conflict(self, key: str) -> NamedNode:
        """A derived disagreement."""
        return self._iri("conflict", key)

    def graph(self, name: str) -> NamedNode:
        """One of the graphs that belong to no document: ``links``, ``runs``, ``curation``."""
        return self._iri("graph", name)

    def activity(self, key: str) -> NamedNode:
        """An activity or run, for provenance."""
        return self._iri("activity", key)

    def software(self, key: str) -> NamedNode:
        """A version of the software, for provenance."""
        return self._iri("software", key)


_UNSAID = frozenset({"same_as", "confidence", "probabilities"})


def _said(claim: Claim) -> tuple[object, ...]:
    """What a claim says: ``same_as`` is a position in a list, and how sure it is may be weighed anew."""
    return tuple(getattr(claim, f.name) for f in fields(claim) if f.name not in _UNSAID)


def content_hash(*values: object) -> str:
    """Twenty hexadecimal digits (80 bits) over values made of dataclasses, tuples, strings, numbers, dates and None."""
    return sha256(_canonical(values).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _canonical(value: object) -> str:
    """Text that differs whenever the values differ; strings are quoted, so that nothing can be moved between fields."""
    if is_dataclass(value) and not isinstance(value, type):
        inner = ",".join(_canonical(getattr(value, f.name)) for f in fields(value))
        return f"{type(value).__name__}({inner})"
    if isinstance(value, tuple):
        return "(" + ",".join(map(_canonical, value)) + ")"
    if value is None or isinstance(value, (str, int, float, date)):
        return repr(value)
    raise TypeError(f"can't hash a {type(value).__name__}")
