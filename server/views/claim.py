"""The page of a claim: its words, what it says, and what it is about."""

from __future__ import annotations

from server.views.model import Page, View
from server.views.reading import PROLOGUE, claims, structured


def read(iri: str) -> Page | None:
    """The page of one claim; None where the store has none of that IRI."""
    found = claims(f"VALUES ?c {{ <{iri}> }} ?c a writ:Claim .", limit=1)
    if not found:
        return None
    claim = found[0]
    said = claim.quote.exact if claim.quote else claim.node.label
    return Page(
        template="claim.html",
        title=f"Claim: {claim.node.label}",
        kind="claim",
        description=f"“{said}”, {claim.source.node.label}",
        data=claim,
        structured=structured(
            "Claim",
            iri,
            claim.node.label,
            text=said,
            appearance={
                "@type": "CreativeWork",
                "@id": claim.source.node.iri,
                "name": claim.source.node.label,
            },
            about={"@id": claim.about.iri, "name": claim.about.label} if claim.about else None,
            author=[{"@id": n.iri, "name": n.label} for n in claim.said_by],
        ),
        query=f"{PROLOGUE}SELECT ?property ?value WHERE {{ GRAPH ?document {{ <{iri}> ?property ?value }} }}",
    )


VIEW = View(name="claim", read=read)
