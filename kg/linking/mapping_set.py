"""Proposals and decisions as an SSSOM mapping set, which people edit and the build reads.

https://mapping-commons.github.io/sssom/ A row is accepted when its predicate is a SKOS match and no cell says
``unverified``; ``predicate_modifier`` ``Not`` rejects; ``sssom:NoTermFound`` says that the subject is nowhere in the source.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kg.errors import LinkError
from kg.linking.model import Candidate, Proposal, Subject
from kg.vocab import DEFAULT_BASE, PREFIXES, SKOS

UNVERIFIED = "unverified"
_COLUMNS = (
    "subject_id", "subject_label", "predicate_modifier", "predicate_id", "object_id", "object_label",
    "mapping_justification", "confidence", "author_label", "object_source", "mapping_date", "comment",
)  # fmt: skip
_EXACT, _NONE = "skos:exactMatch", "sssom:NoTermFound"
_HEADER = f"""# mapping_set_id: https://w3id.org/writ/links/local
# mapping_set_title: Links decided with writ link
# license: https://creativecommons.org/publicdomain/zero/1.0/
# curie_map:
#   writid: {DEFAULT_BASE}
#   skos: {SKOS}
#   semapv: https://w3id.org/semapv/vocab/
#   sssom: https://w3id.org/sssom/
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row by what matters: who, what, how sure, and whether it is accepted, rejected or open."""

    subject: str
    """Family and key."""
    subject_label: str
    object: str
    object_label: str
    confidence: float
    state: str
    """accepted, rejected, open or nil."""
    justification: str = "semapv:LexicalMatching"
    author: str = ""
    source: str = ""
    day: str = ""
    comment: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is about."""
        return self.subject, self.object


def rows_of(proposal: Proposal, source: str, today: date, most: int = 5) -> Iterator[Row]:
    """A proposal as rows: an accepted one alone, else the candidates as open ones, or one row that says NIL."""
    subject = proposal.subject
    if proposal.decision == "nil":
        yield replace(_row(subject, None, source, today), state="nil", comment="no candidate is good enough")
        return
    for candidate in proposal.candidates[: 1 if proposal.decision == "accept" else most]:
        row = _row(subject, candidate, source, today)
        yield replace(row, state="accepted" if proposal.decision == "accept" else "open")


def _row(subject: Subject, candidate: Candidate | None, source: str, today: date) -> Row:
    return Row(
        subject=subject.identifier,
        subject_label=subject.label,
        object=candidate.record.id if candidate else "",
        object_label=candidate.record.label if candidate else "",
        confidence=round(candidate.score, 3) if candidate else 0.0,
        state="open",
        author="writ link",
        source=source,
        day=today.isoformat(),
        comment=candidate.reason if candidate else "",
    )


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Writes a mapping set, sorted, in place of the one that is there. Raises LinkError."""
    output = io.StringIO()
    output.write(_HEADER)
    writer = csv.DictWriter(output, _COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    for row in sorted(rows, key=lambda r: (r.subject, -r.confidence, r.object)):
        comment = f"{UNVERIFIED}: {row.comment}" if row.state == "open" else row.comment
        writer.writerow(
            {
                "subject_id": f"writid:{row.subject}",
                "subject_label": _line(row.subject_label),
                "predicate_modifier": "Not" if row.state == "rejected" else "",
                "predicate_id": _NONE if row.state == "nil" else _EXACT,
                "object_id": row.object or _NONE,
                "object_label": _line(row.object_label),
                "mapping_justification": row.justification,
                "confidence": f"{row.confidence:g}",
                "author_label": _line(row.author),
                "object_source": _line(row.source),
                "mapping_date": row.day,
                "comment": _line(comment),
            }
        )
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(output.getvalue(), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise LinkError(f"{path} can't be written: {error.strerror}") from error


def _line(text: str) -> str:
    return " ".join(text.split())


def read_rows(path: Path) -> list[Row]:
    """The rows of a mapping set; none where there is no file.

    Raises:
        LinkError: a column is missing or a confidence is no number.
    """
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        table = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return [_read(row) for row in table]
    except (OSError, UnicodeDecodeError, KeyError, ValueError, AttributeError) as error:
        raise LinkError(f"{path} is no mapping set of ours: {error}") from error


def _read(row: dict[str, str]) -> Row:
    open_row = any(UNVERIFIED in (cell or "") for cell in row.values())
    nil = row["predicate_id"] == _NONE
    state = (
        "nil"
        if nil
        else "rejected"
        if row.get("predicate_modifier") == "Not"
        else "open"
        if open_row
        else "accepted"
    )
    prefix, _, rest = row["subject_id"].partition(":")
    subject = rest if prefix == "writid" else row["subject_id"].removeprefix(DEFAULT_BASE)
    known, colon, local = row["object_id"].partition(":")
    expanded = PREFIXES[known] + local if colon and known in PREFIXES else row["object_id"]
    return Row(
        subject=subject,
        subject_label=row["subject_label"],
        object="" if nil else expanded,
        object_label=row.get("object_label") or "",
        confidence=float(row.get("confidence") or 0),
        state=state,
        justification=row["mapping_justification"],
        author=row.get("author_label") or "",
        source=row.get("object_source") or "",
        day=row.get("mapping_date") or "",
        comment=(row.get("comment") or "").removeprefix(f"{UNVERIFIED}: "),
    )
