"""The page of a document: its whole text with the claims highlighted at their characters, and what it alone supports.

The text is cut at every border of a passage or segment, so that overlapping claims share pieces; offsets are code points
of the raw text (as in the graph), end exclusive. What was left out is shown in grey, with the reason.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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

    text: str
    claims: tuple[int, ...]
    starts: tuple[tuple[int, str], ...]
    """The claims whose evidence begins here, each with the id of its passage: a link to a passage leads here."""
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
    made = claims(f"?c writ:document <{iri}> . FILTER(?g = <{iri}>)", limit=_MOST_CLAIMS)
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
    return summaries(f"GRAPH <{iri}> {{ ?c writ:about ?a }} ?a writ:documents 1 .")


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
    marks = [(n.number, c.quote.begin, c.quote.end) for n in numbered if (c := n.claim).quote]
    triggers = {n.claim.trigger for n in numbered if n.claim.trigger}
    times = {n.claim.when_span for n in numbered if n.claim.when_span}
    spans = [(b, e) for _, b, e in marks] + [*triggers, *times]
    borders = sorted({0, len(text), *(p for span in spans for p in span if 0 <= p <= len(text))})
    parts: list[SegmentText] = []
    at = 0
    for begin, end, role, reason in sorted(segments):
        begin, end = max(begin, at), min(end, len(text))
        if begin > at:
            parts.append(_part(text, at, begin, "", "", borders, marks, triggers, times))
        if end > begin:
            parts.append(_part(text, begin, end, role, reason, borders, marks, triggers, times))
            at = end
    if at < len(text):
        parts.append(_part(text, at, len(text), "", "", borders, marks, triggers, times))
    return tuple(parts)


def _part(
    text: str,
    begin: int,
    end: int,
    role: str,
    reason: str,
    borders: Sequence[int],
    marks: Sequence[tuple[int, int, int]],
    triggers: Iterable[tuple[int, int]],
    times: Iterable[tuple[int, int]],
) -> SegmentText:
    inner = borders[bisect_right(borders, begin) :]
    cuts = [begin, *(b for b in inner if b < end), end]
    pieces = []
    for first, last in zip(cuts, cuts[1:], strict=False):
        held = tuple(n for n, b, e in marks if b <= first and last <= e)
        pieces.append(
            Piece(
                text=text[first:last],
                claims=held,
                starts=tuple((n, f"char={b},{e}") for n, b, e in marks if b == first),
                is_trigger=bool(held) and any(b <= first and last <= e for b, e in triggers),
                is_time=bool(held) and any(b <= first and last <= e for b, e in times),
            )
        )
    return SegmentText(role=role, reason=reason, pieces=tuple(pieces))


VIEW = View(name="document", read=read)
