"""What the sentences before an action say of its participants where its own sentence leaves them out.

An inquiry or a fine concerns whom the same body dealt with just before; who complies or refuses, whose demand it was; who
argues a case or objects, whoever took the measure or is on the other side.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extractors.demands import own_words
from kg.extractors.filling import Candidate
from kg.extractors.located import LEGAL_BODIES
from kg.extractors.reference import Referents
from kg.extractors.syntax import is_passive, sentence_bounds, subject
from kg.lexicon import verb_list
from kg.text import Paragraph

#: These are against somebody, whom a text does not repeat.
_CONCERNING = frozenset({"Investigation", "Penalty"})
#: What a body does to whom it has told something in vain: "fined X after it ignored a notice".
_SANCTIONS = frozenset({"Penalty", "Block"})
#: These meet somebody's demand.
_ANSWERING = frozenset({"Compliance", "NonCompliance"})
#: Whoever breaks or keeps these answers to no demand.
_RULES = ("Law", "Rule", "Paper", "Demand")
#: So many sentences that tell actions are looked back.
_NEAR = 3
_DEALT_WITH = frozenset({"Platform", "Company"})
#: Who decides; states, parliaments and the police are mostly named for other reasons.
_DECIDING = frozenset({"Regulator", "Ministry", "Court"})
#: What they do of which often only the passive is told.
_DECIDED = frozenset({"Penalty", "Order"})
#: What a legal body does to somebody who may object to it.
_MEASURES = frozenset(
    {"Order", "Penalty", "Block", "Throttle", "ContentRemoval", "Investigation", "Prosecution"}
)


def _is_rejection(candidate: Candidate) -> bool:
    """Whether a court turns down what somebody brought before it."""
    court = candidate.template.subject is not None and "Court" in candidate.template.subject.kinds
    return (
        candidate.kind == "Proceeding"
        and court
        and candidate.trigger.lower_ in verb_list("verbs", "dismissing")
    )


def _is_submission(candidate: Candidate) -> bool:
    """Whether a party puts its case to whoever decides it; a mere appeal may yet go to anybody."""
    return (
        candidate.kind == "Proceeding"
        and not candidate.template.is_noun
        and bool(candidate.roles.get("agent"))
        and candidate.trigger.lower_ in verb_list("verbs", "submitting")
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """An action that the text told, where, who took part, and whether it brought a case."""

    sentence: int
    kind: str
    agent: tuple[str, ...]
    target: tuple[str, ...]
    opens: bool = False


class Context:
    """The actions of one document so far, in the order in which they are told."""

    def __init__(self, refer: Referents) -> None:
        self.refer = refer
        self._told: list[_Told] = []
        self._sentences: dict[tuple[int, int], int] = {}
        refer.argue_by(self.side_of_case)

    def _sentence(self, paragraph: Paragraph, candidate: Candidate) -> int:
        """The running number of the sentence in which an action stands, of those that tell one."""
        key = (paragraph.begin, sentence_bounds(candidate.trigger)[0])
        return self._sentences.setdefault(key, len(self._sentences))

    def tell(
        self, paragraph: Paragraph, candidate: Candidate, agent: tuple[str, ...], target: tuple[str, ...]
    ) -> None:
        """Notes an action that was told."""
        opens = candidate.kind == "Proceeding" and not _is_submission(candidate)
        self._told.append(_Told(self._sentence(paragraph, candidate), candidate.kind, agent, target, opens))

    def side_of_case(self, side: str) -> tuple[str, ...]:
        """Who brought the case told last ("Applicant"), or against whom it was ("Respondent"); courts left out."""
        for told in reversed(self._told):
            found = (told.agent if side == "Applicant" else told.target) if told.opens else ()
            if members := tuple(k for k in found if self.refer.kind(k) not in ("Court", "Group")):
                return members
        return ()

    @staticmethod
    def inherits(candidate: Candidate) -> bool:
        """Whether the text before says whom an action concerns that names nobody."""
        return not candidate.roles.get("target") and (
            candidate.kind in _CONCERNING | _ANSWERING
            or _is_rejection(candidate)
            or _is_submission(candidate)
        )

    def target_of(
        self, paragraph: Paragraph, candidate: Candidate, agent: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Whom an action concerns, from what was told before: whom the body dealt with last, or whose demand is answered."""
        now = self._sentence(paragraph, candidate)
        if candidate.kind in _ANSWERING:
            return self._demander(candidate, now, agent)
        if candidate.kind == "Proceeding":
            return self._applicants(now, agent) if _is_rejection(candidate) else self._other_side(agent)
        for told in reversed(self._told):
            if now - told.sentence > _NEAR:
                break
            found = tuple(k for k in told.target if self.refer.kind(k) in _DEALT_WITH)
            if found and set(agent) & set(told.agent):
                return found
        return ()

    def doer(self, paragraph: Paragraph, candidate: Candidate) -> tuple[str, ...]:
        """Who did what is told in the passive: the only one named in the sentence or the one before who can have done it."""
        if candidate.kind not in _DECIDED or candidate.roles.get("agent") or not candidate.agentless_passive:
            return ()
        if not is_passive(candidate.trigger):
            return ()  # "the firm fined": a past tense may be no participle
        undone = candidate.head.head.head.lower_ in verb_list("verbs", "overturning")
        if candidate.head.dep_ == "acl" and undone:
            return ()  # "a court annulled two fines imposed on X": it has not imposed them
        done_to = candidate.roles.get("target", ())
        found = self.refer.named_just_before(paragraph, candidate.trigger, _DECIDING)
        return found if len(found) == 1 and found[0] not in done_to else ()

    def addressed(self, paragraph: Paragraph, candidate: Candidate) -> tuple[str, ...]:
        """Who ignored what is only told to have been ignored: whom the demand told last went to ("The order was ignored")."""
        if candidate.kind != "NonCompliance" or candidate.roles.get("agent"):
            return ()
        demand = subject(candidate.trigger)
        if demand is None or not self.refer.is_kind_of_noun(demand, "Direction"):
            return ()
        if not any(c.lower_ in ("the", "this", "that") for c in demand.children):
            return ()
        now = self._sentence(paragraph, candidate)
        last = next((t for t in reversed(self._told) if t.kind in ("Order", "Request") and t.agent), None)
        return last.target if last is not None and now - last.sentence <= _NEAR else ()

    def _other_side(self, agent: tuple[str, ...]) -> tuple[str, ...]:
        """Against whom a party argues: whom it sued or who sued it, or whose measure struck it, whichever was told last."""
        for told in reversed(self._told):
            ours, theirs = set(told.agent) & set(agent), set(told.target) & set(agent)
            sides: tuple[str, ...] = ()
            if told.kind == "Proceeding":
                sides = told.target if ours else told.agent if theirs else ()
            elif told.kind in _MEASURES and theirs:
                sides = tuple(k for k in told.agent if self.refer.kind(k) in LEGAL_BODIES)
            if found := tuple(k for k in sides if self.refer.kind(k) != "Court" and k not in agent):
                return found
        return ()

    def _applicants(self, now: int, agent: tuple[str, ...]) -> tuple[str, ...]:
        """Whose petition or appeal, told before, a court turns down."""
        return next(
            (
                told.agent
                for told in reversed(self._told)
                if told.kind == "Proceeding"
                and now - told.sentence <= _NEAR
                and told.agent
                and not set(told.agent) & set(agent)
                and not any(self.refer.kind(k) == "Court" for k in told.agent)
            ),
            (),
        )

    def _demander(self, candidate: Candidate, now: int, agent: tuple[str, ...]) -> tuple[str, ...]:
        """Whose order or request is met or not: one that went to who answers, else the last, if just told or pointed at."""
        trigger = candidate.trigger
        named = [trigger.doc[i] for i in sorted(candidate.used | candidate.pointed)]
        named += own_words(trigger) if candidate.kind == "NonCompliance" else []
        directed = any(self.refer.is_kind_of_noun(noun, "Direction") for noun in named)
        if not directed and any(self.refer.is_kind_of_noun(noun, kind) for noun in named for kind in _RULES):
            return ()  # a law that is broken is nobody's demand
        demands = [
            told
            for told in reversed(self._told)
            if (told.kind in ("Order", "Request") or (told.kind in _SANCTIONS and told.sentence == now))
            and told.agent
            and not set(told.agent) & set(agent)
        ]
        to_them = next((told for told in demands if set(told.target) & set(agent)), None)
        if to_them is not None and (directed or now - to_them.sentence <= _NEAR):
            return to_them.agent
        last = demands[0] if demands else None
        if last is None or any(self.refer.kind(k) not in LEGAL_BODIES for k in last.agent):
            return ()
        return last.agent if directed or (now - last.sentence <= 1 and not last.target) else ()
