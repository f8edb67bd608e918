"""Whose release a document is: the body that its masthead or publisher line names, and the people who speak for it there."""

from __future__ import annotations

import re

from kg.extraction import Layers
from kg.extractors.located import LEGAL_BODIES
from kg.extractors.reference import Referents
from kg.model import Text

#: What a body of the state does by the very paper that tells it, in the present tense: "orders", "closes the proceedings".
_DONE_BY_PAPERS = frozenset({"Order", "Penalty", "Proceeding", "Investigation", "Unblock", "Legislation"})
#: What anybody does by publishing.
_DONE_BY_SAYING = frozenset({"Statement", "Request"})
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
