"""The page of a status: how long a restriction lasts, as derived from actions, with the words behind each."""

from __future__ import annotations

from dataclasses import dataclass

from server.pictures.timeline import Timeline, timeline
from server.views.model import Page, View
from server.views.reading import PROLOGUE, ClaimCard, Summary, claims, structured, summaries
from server.views.statuses import StatusRow, statuses


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """What the page of a status shows."""

    row: StatusRow
    actions: tuple[Summary, ...]
    timeline: Timeline | None
    claims: tuple[ClaimCard, ...]


def read(iri: str) -> Page | None:
    """The page of one status; None where the store has none of that IRI."""
    found = statuses(f"VALUES ?s {{ <{iri}> }}")
    if not found:
        return None
    row = found[0]
    actions = summaries(f"<{iri}> writ:derivedFrom ?a .")
    about = f"VALUES ?a {{ {' '.join(f'<{a.node.iri}>' for a in actions)} }} ?c writ:about ?a ."
    title = f"{row.target.label} {row.state_label} in {row.place.label}"
    return Page(
        template="status.html",
        title=title,
        kind="status",
        description=f"{title}: began {row.began}; {row.ended}.",
        data=StatusPage(
            row=row,
            actions=actions,
            timeline=timeline(actions),
            claims=claims(about, limit=40) if actions else (),
        ),
        structured=structured("Event", iri, title),
        query=f"{PROLOGUE}SELECT ?property ?value WHERE {{ <{iri}> ?property ?value }}",
    )


VIEW = View(name="status", read=read)
