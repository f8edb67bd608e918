"""Papers that decide: whose "the ruling" or "the order" is that requires, bars or directs something."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extractors.located import LEGAL_BODIES
from kg.extractors.reference import RELATIVES, Referents
from kg.lexicon import noun_list
from kg.text import Paragraph

#: A paper that the text only points to is that of a body named at most so many sentences before.
_RECENT = 4
_COURT = frozenset({"Court"})


def deciding_body(refer: Referents, paragraph: Paragraph, paper: Token, kinds: frozenset[str]) -> str | None:
    """Who decides by a paper that is the subject of a verb ("the order directs …", "a ruling by the court that bars …").

    Args:
        refer: whom the document's words stand for.
        paragraph: where the paper is spoken of.
        paper: the subject; a relative pronoun stands for the noun before it.
        kinds: of the verb's subject. Where only courts do what it says, only rulings speak for one.
    """
    if paper.lower_ in RELATIVES:
        paper = refer.antecedent(paper) or paper
    ruling = paper.lower_ in noun_list("nouns", "Ruling")
    if not ruling and (kinds == _COURT or paper.lower_ not in noun_list("nouns", "Decree")):
        return None
    offset = paragraph.begin + paper.idx
    body: str | None = None
    if owners := refer.owners(paragraph, paper, LEGAL_BODIES):
        body = owners[0]
    elif any(c.dep_ == "det" and c.lower_ in ("the", "this", "that") for c in paper.children):
        body = (
            court_before(refer, offset)
            if ruling
            else refer.last_named(LEGAL_BODIES, offset, sentences=_RECENT)
        )
    return body if body is not None and refer.fits(body, kinds) else None


def court_before(refer: Referents, offset: int) -> str | None:
    """The court that a text means by "the ruling": its only one, else the last that it named before."""
    return refer.only("Court") or refer.last_named(_COURT, offset, sentences=2 * _RECENT)
