"""The page of a document: its whole text with the claims highlighted at their characters, and what it alone supports.

The text is cut at every border of a passage or segment, so that overlapping claims share pieces; offsets are code points
of the raw text (as in the graph), end exclusive. What was left out is shown in grey, with the reason.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.vocab import DCTERMS, OA, WRIT
from server.page_text import shortened
from server.views.model import Node, Page, View
from server.views.reading import (
    PROLOGUE,
    ClaimCard,
    Properties,
    Source,
    Summary,
    claims,
    grouped,
    node,
    one,
    select,
    source_of,
    structured,
    summaries,
)

_MOST_CLAIMS = 1000
#: Segments from which no claim is taken.
_LEFT_OUT = ("boilerplate", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Characters between two borders: the claims (by number) whose evidence holds them, and whether they name or date it."""

    begin: int
    text: str
    claims: tuple[int, ...]
    starts: tuple[tuple[int, str], ...]
    """The claims whose evidence begins here, each with the id of its passage, to which links lead; "" where an earlier one has it."""
    is_trigger: bool
    is_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentText:
    """A part of the text with its role; ``reason`` says why it has it."""

    role: str
    reason: str
    pieces: tuple[Piece, ...]

    @property
    def is_left_out(self) -> bool:
        """Whether no claim is taken from it."""
        return self.role in _LEFT_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A claim with the number under which the text refers to it."""

    number: int
    claim: ClaimCard


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """What the page of a document shows."""

    source: Source
    identifier: str
    language: str
    sha256: str
    media_type: str
    length: int
    segments: tuple[SegmentText, ...]
    claims: tuple[Numbered, ...]
    left_out: int
    copy_of: tuple[Node, ...]
    copies: tuple[Node, ...]
    alone: tuple[Summary, ...]
    most_claims: int = _MOST_CLAIMS


def read(iri: str) -> Page | None:
    """The page of one document; None where the store has none of that IRI."""
    rows = select(
        f"SELECT (<{iri}> AS ?d) ?p ?o WHERE {{ GRAPH <{iri}> {{ <{iri}> ?p ?o FILTER(?p != writ:segment) }} }}"
    )
    properties = grouped(rows, "d")[0].get(iri)
    if properties is None or not properties.get("text"):
        return None
    text = one(properties["text"])
    made = claims(f"?c writ:document <{iri}> . FILTER(?g = <{iri}>)", limit=_MOST_CLAIMS, around=0)
    made = tuple(sorted(made, key=lambda c: (c.quote.begin, c.quote.end) if c.quote else (len(text), 0)))
    numbered = tuple(Numbered(number=n, claim=c) for n, c in enumerate(made, 1))
    source = source_of(iri, properties)
    segments = _segments(iri, text, numbered)
    data = DocumentPage(
        source=source,
        identifier=one(properties.get(DCTERMS + "identifier")),
        language=one(properties.get(DCTERMS + "language")),
        sha256=one(properties.get("sha256")),
        media_type=one(properties.get(DCTERMS + "format")),
        length=len(text),
        segments=segments,
        claims=numbered,
        left_out=sum(s.is_left_out for s in segments),
        copy_of=_documents(f"<{iri}> writ:nearCopyOf ?d"),
        copies=_documents(f"?d writ:nearCopyOf <{iri}>"),
        alone=_alone(iri),
    )
    return Page(
        template="document.html",
        title=source.node.label,
        kind="document",
        description=f"{source.node.label}: {len(made)} claims, each at its characters.",
        data=data,
        structured=_structured(source, iri, data.language),
        query=f"""{PROLOGUE}SELECT ?begin ?quote ?claim ?about WHERE {{ GRAPH <{iri}> {{
  ?claim a writ:Claim ; writ:evidence ?passage . ?passage oa:start ?begin ; oa:exact ?quote . OPTIONAL {{ ?claim writ:about ?about }} }} }}
ORDER BY ?begin""",
    )


def _structured(source: Source, iri: str, language: str) -> dict[str, object]:
    publisher = {"@type": "Organization", "name": source.publisher} if source.publisher else ""
    return structured(
        "CreativeWork", iri, source.node.label, inLanguage=language, url=source.url, datePublished=source.published,
        publisher=publisher,
    )  # fmt: skip


def _documents(pattern: str) -> tuple[Node, ...]:
    rows = select(
        f"SELECT DISTINCT ?d ?l WHERE {{ {pattern} OPTIONAL {{ GRAPH ?d {{ ?d rdfs:label ?l }} }} }} LIMIT 100"
    )
    return tuple(sorted({node(row["d"], row.get("l")) for row in rows}))


def _alone(iri: str) -> tuple[Summary, ...]:
    """The actions that no other document tells of: they would go with it."""
    return summaries(f"GRAPH <{iri}> {{ ?c writ:about ?a }} ?a writ:documents ?n FILTER(?n = 1)")


# --- the text in pieces ------------------------------------------------------------------------------------


def _segments(iri: str, text: str, numbered: Sequence[Numbered]) -> tuple[SegmentText, ...]:
    rows = select(f"""SELECT ?s ?p ?o WHERE {{ GRAPH <{iri}> {{ ?s a writ:Segment ; ?p ?o
      FILTER(?p IN (oa:start, oa:end, writ:role, writ:reason)) }} }}""")
    found, _ = grouped(rows, "s")
    return cut(text, [_extent(properties) for properties in found.values()], numbered)


def _extent(properties: Properties) -> tuple[int, int, str, str]:
    begin, end = (int(one(properties.get(OA + name), "0")) for name in ("start", "end"))
    return (
        begin,
        end,
        one(properties.get("role")).removeprefix(WRIT),
        shortened(one(properties.get("reason"))),
    )


def cut(
    text: str, segments: Iterable[tuple[int, int, str, str]], numbered: Sequence[Numbered]
) -> tuple[SegmentText, ...]:
    """The whole text, in order, in segments (begin, end, role, reason) and these in pieces; what is in no segment has no role."""
    parts = _parts(len(text), segments)
    marks = [(n.number, c.quote.begin, c.quote.end) for n in numbered if (c := n.claim).quote]
    triggers = _depths(n.claim.trigger for n in numbered)
    times = _depths(n.claim.when_span for n in numbered)
    opening, closing = defaultdict(list), defaultdict(list)
    for number, begin, end in marks:
        opening[begin].append((number, end))
        closing[end].append(number)
    borders = (
        {p for span in parts for p in span[:2]}
        | opening.keys()
        | closing.keys()
        | triggers.keys()
        | times.keys()
    )
    cuts = sorted(p for p in borders if 0 <= p <= len(text))
    held: set[int] = set()
    named: set[tuple[int, int]] = set()
    in_trigger = in_time = 0
    pieces: list[Piece] = []
    for first, last in pairwise(cuts):
        held.difference_update(closing[first])
        held.update(number for number, _ in opening[first])
        in_trigger += triggers[first]
        in_time += times[first]
        starts = []
        for number, end in opening[first]:
            starts.append((number, "" if (first, end) in named else f"char={first},{end}"))
            named.add((first, end))
        pieces.append(
            Piece(
                begin=first,
                text=text[first:last],
                claims=tuple(sorted(held)),
                starts=tuple(starts),
                is_trigger=bool(held) and in_trigger > 0,
                is_time=bool(held) and in_time > 0,
            )
        )
    begins = [piece.begin for piece in pieces]
    return tuple(
        SegmentText(
            role=role,
            reason=reason,
            pieces=tuple(pieces[bisect_left(begins, begin) : bisect_left(begins, end)]),
        )
        for begin, end, role, reason in parts
    )


def _parts(length: int, segments: Iterable[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    """The segments in order without overlaps, and what lies between them."""
    parts: list[tuple[int, int, str, str]] = []
    at = 0
    for begin, end, role, reason in sorted(segments):
        begin, end = max(begin, at), min(end, length)
        if end <= begin:
            continue
        if begin > at:
            parts.append((at, begin, "", ""))
        parts.append((begin, end, role, reason))
        at = end
    return [*parts, (at, length, "", "")] if at < length else parts


def _depths(spans: Iterable[tuple[int, int] | None]) -> defaultdict[int, int]:
    """How many spans begin less how many end, by position."""
    depths: defaultdict[int, int] = defaultdict(int)
    for begin, end in {span for span in spans if span}:
        depths[begin] += 1
        depths[end] -= 1
    return depths


VIEW = View(name="document", read=read)
