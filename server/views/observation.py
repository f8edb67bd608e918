"""The page of an observation: the figure, and the claims that give it."""

from __future__ import annotations

from dataclasses import dataclass

from server.views.model import Page, View
from server.views.observations import ObservationRow, observations
from server.views.reading import PROLOGUE, ClaimCard, claims, structured


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationPage:
    """What the page of a figure shows; ``same`` are the figures of the same measure, whoever reports them."""

    row: ObservationRow
    claims: tuple[ClaimCard, ...]
    same: tuple[ObservationRow, ...]


def read(iri: str) -> Page | None:
    """The page of one figure; None where the store has none of that IRI."""
    found = observations(f"VALUES ?o {{ <{iri}> }}")
    if not found:
        return None
    row = found[0]
    same = observations(f"<{iri}> writ:measure ?m . ?o writ:measure ?m .", limit=100)
    return Page(
        template="observation.html",
        title=row.node.label,
        kind="observation",
        description=row.node.label,
        data=ObservationPage(
            row=row, claims=claims(f"?c writ:about <{iri}> ."), same=tuple(o for o in same if o != row)
        ),
        structured=structured(
            "Observation",
            iri,
            row.node.label,
            value=row.value,
            unitText=row.unit,
            measuredProperty=row.measure,
        ),
        query=f"""{PROLOGUE}SELECT ?document ?claim ?value ?quote WHERE {{
  GRAPH ?document {{ ?claim writ:about <{iri}> ; writ:value ?value ; writ:evidence/oa:exact ?quote }} }}""",
    )


VIEW = View(name="observation", read=read)
