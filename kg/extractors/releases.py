"""Whose release a document is: the body that its masthead or publisher line names, and the people who speak for it there."""

from __future__ import annotations

import re

from kg.extraction import Layers
from kg.extractors.filling import Candidate
from kg.extractors.located import LEGAL_BODIES
from kg.extractors.reference import Referents
from kg.extractors.syntax import children
from kg.model import Text

#: What a body of the state does by the very paper that tells it, in the present tense: "orders", "closes the proceedings".
_DONE_BY_PAPERS = frozenset({"Order", "Penalty", "Proceeding", "Investigation", "Unblock", "Legislation"})
#: What anybody does by publishing.
_DONE_BY_SAYING = frozenset({"Statement", "Request"})
#: What a body does by the paper that tells it, where the paper leaves out who does it.
_DONE_HEREBY = frozenset({"Request", "Order", "Proceeding", "Investigation", "Penalty"})
_NOW = frozenset({"is", "are", "will", "shall"})
#: A shorter name inside a publisher line may be a part of another.
_SHORTEST = 4


class Release:
    """A document as the release, decision or alert of its issuer; of a news article nobody is one."""

    def __init__(self, text: Text, layers: Layers, refer: Referents, author: str | None) -> None:
        """``author`` is who says "we" in the document, where it is known."""
        self._refer, self._author = refer, author
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

    def done_hereby(self, candidate: Candidate) -> tuple[str, ...]:
        """Who does by a release what it tells in the passive of the present: "users are urged to", "the fine will be doubled"."""
        issuer = self.issuer()
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
