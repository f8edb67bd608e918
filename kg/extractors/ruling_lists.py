"""Decisions set out as a list: "The court" or "The authority hereby" and below it "1. orders the firm to …", "2. dismisses …".

The items have a verb and no subject; the line above the list, or the document as a whole, says who decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extractors.located import LEGAL_BODIES
from kg.extractors.reference import Referents
from kg.extractors.request_lists import is_item
from kg.lexicon import noun_list
from kg.model import Mention
from kg.text import Paragraph, ParsedText


def deciders(
    parsed: ParsedText, refer: Referents, mentions: Sequence[Mention], author: str | None
) -> dict[int, str]:
    """Who decides in each item of a list of decisions, by where its paragraph begins.

    Args:
        parsed: the document.
        refer: whom its words stand for.
        mentions: where its entities are mentioned, its masthead included.
        author: whose statement the document is; None where it is nobody's.
    """
    found: dict[int, str] = {}
    lead: Paragraph | None = None
    named = sorted(mentions, key=lambda m: m.span.begin)
    courts = [m.entity for m in named if m.entity in refer.entities and refer.kind(m.entity) == "Court"]
    for paragraph in parsed.paragraphs:
        if not is_item(parsed, paragraph):
            lead = paragraph
            continue
        if lead is None or lead.doc.text.rstrip().endswith((".", "!", "?")):
            continue
        if (body := _named(lead, refer) or _of_document(lead, refer, courts, author)) is not None:
            found[paragraph.begin] = body
    return found


def _named(lead: Paragraph, refer: Referents) -> str | None:
    """The body named last in the line above the list; "the judge" alone is left to the document."""
    named = (refer.mention_at(lead, token) for token in reversed(lead.doc))
    keys = (where.mention.entity for where in named if where and where.mention.form != "description")
    return next((key for key in keys if refer.kind(key) in LEGAL_BODIES), None)


def _of_document(lead: Paragraph, refer: Referents, courts: list[str], author: str | None) -> str | None:
    """The body whose decision a document is: its author, the court at its head, or the body that it names most."""
    if author is not None and refer.kind(author) in LEGAL_BODIES:
        return author
    if courts and any(token.lower_ in noun_list("nouns", "Court") for token in lead.doc):
        return courts[0]  # "The judge" of a judgment
    if courts and refer.heading:
        return courts[0]  # "It is ordered that:"
    return refer.only("Court") or refer.salient(LEGAL_BODIES)
