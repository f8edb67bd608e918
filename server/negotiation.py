"""Which format an answer takes: ``Accept``, ``Accept-Encoding`` and ``?format=`` against what is on offer. Pure functions.

RFC 9110 section 12: https://www.rfc-editor.org/rfc/rfc9110#section-12
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from server.errors import Problem


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation: its name in ``?format=``, its media types (the first is its own), its suffix."""

    name: str
    media_types: tuple[str, ...]
    extension: str
    aliases: tuple[str, ...] = ()
    is_text: bool = False

    def content_type(self, media_type: str = "") -> str:
        """The ``Content-Type``; text says its encoding."""
        chosen = media_type or self.media_types[0]
        return f"{chosen}; charset=utf-8" if self.is_text or chosen.startswith("text/") else chosen


HTML = Format("html", ("text/html", "application/xhtml+xml"), "html", is_text=True)
#: Formats of SELECT and ASK, in the order in which ties are decided.
RESULTS: tuple[Format, ...] = (
    Format("json", ("application/sparql-results+json", "application/json", "text/json"), "srj", ("srj",)),
    Format("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), "srx", ("srx",)),
    Format("csv", ("text/csv",), "csv", is_text=True),
    Format("tsv", ("text/tab-separated-values", "text/plain"), "tsv", is_text=True),
    HTML,
)
#: Formats of graphs: CONSTRUCT, DESCRIBE, the Graph Store, and our own descriptions.
GRAPHS: tuple[Format, ...] = (
    Format(
        "turtle",
        ("text/turtle", "application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"),
        "ttl",
        ("n3",),
        is_text=True,
    ),
    Format("ntriples", ("application/n-triples", "text/plain"), "nt", ("nt", "n-triples")),
    Format(
        "rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), "rdf", ("rdf", "rdf/xml", "xml")
    ),
    Format("jsonld", ("application/ld+json", "application/json"), "jsonld", ("json-ld", "json")),
    Format("trig", ("application/trig", "application/x-trig"), "trig"),
    Format("nquads", ("application/n-quads", "text/x-nquads"), "nq", ("nq", "n-quads")),
)
#: Graphs for people: not where a program asks for anything (``*/*``), so last.
GRAPHS_AND_HTML: tuple[Format, ...] = (*GRAPHS, HTML)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A format and the media type under which it was asked for."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """For the header of that name."""
        return self.format.content_type(self.media_type)


#: What stands between commas outside of quotes. Each character is looked at once, however the header is made.
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+"?+)++')
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)


@lru_cache(maxsize=2048)
def qualities(header: str) -> tuple[tuple[str, float], ...]:
    """The values of an ``Accept…`` header with their weights, in lower case; what can't be read is left out.

    >>> qualities('text/turtle;q=0.5, */*;q=0.1')
    (('text/turtle', 0.5), ('*/*', 0.1))
    """
    found = []
    for element in _ELEMENT.findall(header[:4096]):
        value, mark, parameters = element.partition(";")
        weight = _QUALITY.search(mark + parameters)
        if len(value.split()) == 1 and '"' not in value:
            found.append((value.strip().lower(), min(1.0, float(weight.group(1))) if weight else 1.0))
    return tuple(found)


def _quality(media_type: str, accepted: tuple[tuple[str, float], ...]) -> float:
    """The weight that the most specific matching range gives; zero without one."""
    ranges = dict(accepted)
    for candidate in (media_type, media_type.partition("/")[0] + "/*", "*/*", "*"):
        if candidate in ranges:
            return ranges[candidate]
    return 0.0


def choose(accept: str, offered: Sequence[Format]) -> Chosen:
    """The acceptable format that the client likes best; among equals, the first on offer.

    Raises:
        Problem: none is acceptable (not-acceptable); its detail lists what is on offer.
    """
    accepted = qualities(accept)
    if not accepted:
        return Chosen(offered[0], offered[0].media_types[0])
    best: Chosen | None = None
    weight = 0.0
    for rank in range(max(len(f.media_types) for f in offered)):  # own media types before older names
        for candidate in offered:
            if rank < len(candidate.media_types):
                quality = _quality(candidate.media_types[rank], accepted)
                if quality > weight:
                    best, weight = Chosen(candidate, candidate.media_types[rank]), quality
    if best is None:
        raise Problem("not-acceptable", f"on offer are: {', '.join(f.media_types[0] for f in offered)}")
    return Chosen(HTML, HTML.media_types[0]) if best.format is HTML else best


def named(names: str, offered: Sequence[Format]) -> Chosen:
    """The first of the formats that ``?format=`` names (by name, suffix or media type) that is on offer.

    Raises:
        Problem: no format here is called so (not-acceptable).
    """
    for wanted in names.lower().split():
        for candidate in offered:
            if wanted in (candidate.name, candidate.extension, *candidate.aliases, *candidate.media_types):
                return Chosen(
                    candidate, wanted if wanted in candidate.media_types else candidate.media_types[0]
                )
    offer = ", ".join(f.name for f in offered)
    raise Problem("not-acceptable", f"format={names[:80]} is not on offer here; {offer} are")


def pick(accept: str, name: str, offered: Sequence[Format]) -> Chosen:
    """``?format=`` where it is given, else ``Accept``."""
    return named(name, offered) if name else choose(accept, offered)


#: Content codings, best first: zstd is faster and smaller than gzip.
ENCODINGS: tuple[str, ...] = ("zstd", "gzip")


@lru_cache(maxsize=512)
def encoding(accept_encoding: str) -> str:
    """The content coding to use: ``zstd``, ``gzip`` or "" for none. Only what the client asked for by name or by ``*``.

    >>> encoding("gzip, deflate, br"), encoding("gzip;q=0, *;q=0"), encoding("")
    ('gzip', '', '')
    """
    accepted = dict(qualities(accept_encoding))
    weights = {e: accepted.get(e, accepted.get("*", 0.0)) for e in ENCODINGS}
    best = max(ENCODINGS, key=lambda e: weights[e])
    return best if weights[best] > 0 and weights[best] >= accepted.get("identity", 0.0) else ""


def by_media_type(content_type: str, offered: Sequence[Format]) -> Format | None:
    """The format that a ``Content-Type`` names; None where there is none."""
    plain = content_type.partition(";")[0].strip().lower()
    return next((f for f in offered if plain in f.media_types), None)
