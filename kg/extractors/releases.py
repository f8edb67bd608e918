"""Whose release a document is: the body that its masthead or publisher line names, and the people who speak for it there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extraction import Layers
from kg.extractors.filling import Candidate
from kg.extractors.located import LEGAL_BODIES
from kg.extractors.name_rules import name_rules
from kg.extractors.reference import Referents
from kg.extractors.ruling_day import ruling_day
from kg.extractors.syntax import children
from kg.text import Paragraph, ParsedText

#: What a body of the state does by the very paper that tells it, in the present tense: "orders", "closes the proceedings".
_DONE_BY_PAPERS = frozenset({"Order", "Penalty", "Proceeding", "Investigation", "Unblock", "Legislation"})
#: What anybody does by publishing.
_DONE_BY_SAYING = frozenset({"Statement", "Request"})
#: What a body does by the paper that tells it, where the paper leaves out who does it.
_DONE_HEREBY = frozenset({"Request", "Order", "Proceeding", "Investigation", "Penalty"})
_NOW = frozenset({"is", "are", "will", "shall"})
#: What ends the head of a decision.
_ENACTING = re.compile(
    r"(?i)\b(?:decrees|decides|resolves|orders|rules|hereby (?:decree|decide|order|resolve)s?"
    r"|ha(?:s|ve) (?:decided|decreed|ordered|ruled|resolved)(?: as follows)?"
    r"|ha(?:s|ve) adopted th(?:is|e following) (?:decision|decree|order|regulation|resolution))(?: that)?\s*:?\s*$"
)
#: So many lines above it may name who decides, each of so many words.
_ABOVE, _HEAD, _LINE = 8, 3, 16
#: A shorter name inside a publisher line may be a part of another.
_SHORTEST = 4


class Release:
    """A document as the release, decision or alert of its issuer; of a news article nobody is one."""

    def __init__(self, parsed: ParsedText, layers: Layers, refer: Referents, author: str | None) -> None:
        """``author`` is who says "we" in the document, where it is known."""
        #: The day of the judgment or decision that the document is, undated where it is none or doesn't say.
        self.ruled = ruling_day(parsed)
        self._refer, self._author = refer, author
        self._enacted = tuple(enactments(parsed, refer))
        text = parsed.text
        heads = {m.entity for m in layers.mentions if m.rule == "masthead"}
        publisher = (text.metadata.publisher or "").casefold()
        self._issuers = {
            entity.key
            for entity in refer.entities.values()
            if entity.kind not in ("NewsOrganisation", "Person", "Place", "LegalInstrument", "Group")
            and (entity.key in heads or any(_names(name.casefold(), publisher) for name in entity.names))
        }

    def issuer(self) -> str | None:
        """Whose statement, release or decision the document is; None where it is nobody's or that of several."""
        if self._author is not None or len(self._issuers) != 1:
            return self._author
        return next(iter(self._issuers))

    def done_hereby(self, candidate: Candidate, offset: int) -> tuple[str, ...]:
        """Who does by a release what it tells in the passive of the present: "users are urged to", "the fine will be doubled".

        Behind "has decided as follows:" that is who decided, in a judgment its court.
        """
        enacting = [body for begin, body in self._enacted if begin <= offset]
        issuer = enacting[-1] if enacting else self.issuer() or self._court_of_case()
        if (
            issuer is None
            or not candidate.agentless_passive
            or candidate.roles.get("agent")
            or candidate.kind not in _DONE_HEREBY
            or not any(c.lower_ in _NOW for c in children(candidate.head, "aux", "auxpass"))
            or (candidate.kind != "Request" and self._refer.kind(issuer) not in LEGAL_BODIES)
        ):
            return ()
        return (issuer,)

    def _court_of_case(self) -> str | None:
        """The court whose judgment the document is: of a case with its parties or the day of its ruling at its head the first court that it names."""
        named = (w.mention.entity for w in self._refer.located if w.mention.form != "description")
        courts = (key for key in named if self._refer.kind(key) == "Court")
        return next(courts, None) if self._refer.heading or self.ruled.begun else None

    def is_by(self, agent: tuple[str, ...]) -> bool:
        """Whether the document is the statement or release of who acts."""
        if self._author is not None:
            return agent == (self._author,)
        return any(key in self._issuers for key in agent)

    def is_done_by(self, agent: tuple[str, ...], kind: str) -> bool:
        """Whether the document itself may be how an act of a kind is done: a saying, or of a public body its decision."""
        if not self.is_by(agent):
            return False
        public = any(self._refer.kind(key) in LEGAL_BODIES for key in agent)
        return kind in _DONE_BY_SAYING or public and kind in _DONE_BY_PAPERS

    def speaks(self, speaker: str) -> bool:
        """Whether the document is the release of who speaks in it, or of the body whose people do."""
        return self.is_by((speaker,)) or self._refer.kind(speaker) == "Person" and bool(self._issuers)


def _names(name: str, publisher: str) -> bool:
    """Whether a name is the publisher's, all of it or the beginning of its line: "Data Protection Commission (DPC), Dublin"."""
    if name == publisher:
        return bool(name)
    return len(name) >= _SHORTEST and re.match(rf"(?:the )?{re.escape(name)}\s*[,(|]", publisher) is not None


def enactments(parsed: ParsedText, refer: Referents) -> Iterator[tuple[int, str]]:
    """Where lines like "HAS DECIDED AS FOLLOWS:" or "decrees:" end, and who decides.

    That is the body of the line, of one above that goes on to it ("The Prime Minister of Chad,"), or at the head of the document.
    """
    for n, paragraph in enumerate(parsed.paragraphs):
        if _ENACTING.search(paragraph.plain) is None:
            continue
        above = [p for p in parsed.paragraphs[max(0, n - _ABOVE) : n] if p.plain.rstrip().endswith(",")]
        lines = [paragraph, *reversed(above), *parsed.paragraphs[: min(n, _HEAD)]]
        bodies = (_body(line, refer) for line in lines if len(line.doc) <= _LINE)
        if (decider := next((body for body in bodies if body is not None), None)) is not None:
            yield paragraph.begin + len(paragraph.plain), decider


def _body(line: Paragraph, refer: Referents) -> str | None:
    """The public body that a line names first, or of whose country it names the head of government."""
    heads = name_rules().heads_of_government
    for token in line.doc:
        where = refer.mention_at(line, token)
        if where is None or where.head != token:
            continue
        key = where.mention.entity
        if refer.kind(key) in LEGAL_BODIES:
            return key
        if refer.kind(key) == "Place" and any(head in line.plain.lower() for head in heads):
            return refer.government(key)
    return None
