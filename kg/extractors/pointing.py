"""What a noun or pronoun points back to: "the ban", "these efforts", "service was restored", "the government reversed it".

Such words name nobody; what the text last told of that sort says what was restricted, and whom it concerns.
"""

from __future__ import annotations

from kg.extractors.filling import Candidate
from kg.extractors.reference import Referents
from kg.extractors.syntax import objects
from kg.lexicon import Lexicon, noun_list

#: Restrictions of a service or network that a text comes back to, and what undoes them.
_OF_SERVICE = frozenset({"Block", "Throttle", "Shutdown"})
_HAS_SERVICE = frozenset({"Block", "Throttle", "Unblock", "ContentRemoval", "ContentRestoration"})
_NEVER = frozenset({"Shutdown", "Prosecution", "Penalty"})
_THESE = frozenset({"these", "those", "this", "such"})


class Pointing:
    """The actions of one document so far that later words may point to."""

    def __init__(self, refer: Referents, lexicon: Lexicon) -> None:
        self.refer = refer
        self.lexicon = lexicon
        self._last: dict[str, Candidate] = {}  # by parent class of the action
        self._restrictions: list[Candidate] = []  # of services and networks, the last told first

    def tell(self, candidate: Candidate) -> None:
        """Notes an action that was told."""
        parent = self.lexicon.parent(candidate.kind)
        if candidate.roles.get("target") or parent not in self._last:  # "the ban" points to one of something
            self._last[parent] = candidate
        if candidate.kind in _OF_SERVICE and not candidate.points_back:
            self._restrictions.insert(0, candidate)

    def resolve(self, candidate: Candidate) -> str:
        """Fills the target of an action whose words point back. Returns why they point to nothing, else nothing."""
        if candidate.roles.get("target"):
            return ""
        reason = self._to_restriction(candidate) if candidate.points_back else ""
        if reason and not candidate.anaphoric:
            return reason
        of_access = self.lexicon.is_of_access(candidate.kind)
        if of_access and candidate.anaphoric and candidate.kind not in _NEVER:
            told = [self._last.get("Restriction"), self._last.get("Restoration")]
            earlier = next((c for c in told if c is not None and c.roles.get("target")), None)
            if earlier is not None and earlier.kind in _HAS_SERVICE:
                candidate.add("target", earlier.roles.get("target", ()))
            elif candidate.kind in ("Block", "Unblock", "Throttle"):
                main = self.refer.salient(frozenset({"Platform"}))
                candidate.add("target", (main,) if main is not None else ())
        elif candidate.kind == "Statement" and self._last.get("Conduct") is not None:
            for noun in objects(candidate.trigger):
                if any(c.lower_ in _THESE for c in noun.children):
                    candidate.add("target", self._last["Conduct"].roles.get("agent", ()))
        return "" if candidate.roles.get("target") else reason

    def _to_restriction(self, candidate: Candidate) -> str:
        """Makes the action one of the restriction told last: of its kind ("the blackout began"), or its undoing."""
        restricts = self.lexicon.parent(candidate.kind) == "Restriction"
        of_network = candidate.trigger.lower_ in noun_list("nouns", "Blackout") or bool(candidate.used)
        earlier = next(
            (c for c in self._restrictions if not restricts or (c.kind == "Shutdown") == of_network), None
        )
        if earlier is None and candidate.kind == "Shutdown" and candidate.roles.get("place"):
            return ""  # "the shutdown in Sudan began": it says itself of what it is
        if earlier is None:
            return "nothing was blocked or cut before that it could point to"
        if restricts:
            candidate.kind = earlier.kind
        if earlier.kind != "Shutdown":
            candidate.add("target", earlier.roles.get("target", ()))
        return ""
