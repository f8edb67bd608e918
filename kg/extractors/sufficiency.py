"""Whether a match of a template says enough for a claim: somebody who acted, or somebody to whom something was done, of kinds that can.

A bare noun, a sort of thing that is spoken about, an account that "says" something, a court that "makes a law" tell no action.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from kg.extractors.addressees import is_account
from kg.extractors.filling import Candidate
from kg.extractors.located import LEGAL_BODIES
from kg.extractors.reference import Referents
from kg.extractors.syntax import child, children, clause_head, is_passive, subject
from kg.lexicon import Lexicon, noun_list, verb_list

#: Without a doer these say nothing.
_NEEDS_AGENT = frozenset(
    {"Request", "Report", "Agreement", "Engagement", "Compliance", "NonCompliance", "Statement"}
)
#: … but "the firm was asked to remove the post" says whom.
_ADDRESSED = frozenset({"Request", "Statement", "Engagement"})
#: Often spoken about without having taken place.
_TALKED_ABOUT = frozenset({"Engagement", "Agreement", "Request", "Statement"})
#: A service that stays online comes back from nowhere.
_STAYING = frozenset({"stay", "stays", "stayed", "remain", "remains", "remained", "keep", "keeps", "kept"})
#: Verbs that tell of obeying only where somebody is told who obeys.
_ACTING = frozenset({"act", "acts", "acted", "acting"})
_FOLLOWING = frozenset({"follow", "follows", "followed", "following"})
#: What courts don't do.
_UNLIKE_COURTS = {
    "Legislation": "courts make no laws",
    "NonCompliance": "courts refuse and dismiss, and disobey nobody",
}


def _is_summoned(verb: Token) -> bool:
    """Whether something or somebody was called, and nothing was called by a name: "a strike called by the union", "was called on by the group to"."""
    names = verb.lower_ in verb_list("attribution", "naming")
    return names and is_passive(verb) and child(verb, "oprd") is None


class Sufficiency:
    """Judges the matches of one document.

    Args:
        agent_of: the entity that does what a verb or noun tells, None where nobody is named.
    """

    def __init__(self, refer: Referents, lexicon: Lexicon, agent_of: Callable[[Token], str | None]) -> None:
        self._refer = refer
        self._lexicon = lexicon
        self._agent_of = agent_of

    def lacking(self, candidate: Candidate, agent: tuple[str, ...], target: tuple[str, ...]) -> str:
        """Why a match is no claim; empty where it is one."""
        restricts = self._lexicon.is_of_access(candidate.kind)
        if candidate.template.is_noun and candidate.head == candidate.trigger:
            if not restricts and candidate.kind not in ("Protest", "Legislation") and not (agent and target):
                return "a bare noun without both sides"
            if candidate.kind in _TALKED_ABOUT and self._only_mentioned(candidate.trigger):
                return "a noun in a sentence about something else"
            if not agent and not target and candidate.kind not in ("Shutdown", "Protest"):
                return "a bare noun that names nobody"
            if not agent and not target and self._is_sort(candidate.trigger):
                return "a sort of thing, not one that took place"
        if candidate.template.is_state and candidate.kind == "Unblock" and candidate.head.lower_ in _STAYING:
            return "what stayed was not gone"
        if self._only_proves(candidate):
            return "what is to be proved is no duty and no protest"
        if candidate.kind == "NonCompliance" and self._own_breach(candidate, agent):
            return "nobody says so of itself"
        if (
            candidate.kind == "Request"
            and candidate.trigger.lower_ in verb_list("attribution", "naming")
            and child(candidate.trigger, "dobj", "oprd") is not None
        ):
            return "something is called something"
        if candidate.kind == "Statement" and _is_summoned(candidate.trigger):
            return "it was called for, and called nothing"
        if (
            candidate.kind == "Order"
            and candidate.trigger.lower_ in verb_list("verbs", "approving")
            and agent
            and all(self._refer.kind(k) == "Legislature" for k in agent)
        ):
            return "what a parliament approves is law"
        if candidate.kind == "Request" and any(
            c.lower_ in verb_list("attribution", "naming_sources") and is_passive(c)
            for c in children(candidate.trigger, "xcomp")
        ):
            return "a source that would not be named"
        discloses = candidate.kind == "Statement" and candidate.trigger.lower_ in verb_list(
            "verbs", "disclosing"
        )
        if discloses and any(
            n.lower_ in noun_list("nouns", "Data") for n in children(candidate.trigger, "dobj")
        ):
            return "data that is given away is nothing said"
        if candidate.kind == "Statement" and agent and all(is_account(self._refer, k) for k in agent):
            return "accounts and posts say nothing"
        habit = candidate.head.dep_ == "relcl" and candidate.head.tag_ in ("VBZ", "VBP")
        if candidate.kind == "Report" and habit:
            return "what somebody does at all times"  # "NetBlocks, which monitors the internet"
        if candidate.kind == "Compliance" and self._only_comes_after(candidate):
            return "it came after it, and obeyed nobody"
        acts = candidate.kind == "Compliance" and candidate.trigger.lower_ in _ACTING
        if acts and agent and all(self._refer.kind(k) in LEGAL_BODIES for k in agent):
            return "a public body that acts on a complaint obeys nobody"
        by_firm = bool(agent) and all(self._refer.kind(k) in ("Platform", "Company") for k in agent)
        if by_firm and candidate.kind == "Legislation":
            return "the terms of a company are no law"
        by_court = bool(agent) and all(self._refer.kind(k) == "Court" for k in agent)
        if by_court and candidate.kind in _UNLIKE_COURTS:
            return _UNLIKE_COURTS[candidate.kind]
        if candidate.template.is_noun and candidate.kind == "Block" and not target:
            return "nothing says what was blocked"
        told = (
            (
                candidate.agentless_passive
                or (candidate.template.is_noun and candidate.head != candidate.trigger)
            )
            and candidate.kind in _ADDRESSED
            and any(self._refer.kind(k) in LEGAL_BODIES | {"Platform", "Company"} for k in target)
        )
        if not agent and candidate.kind in _NEEDS_AGENT and not candidate.template.is_negative and not told:
            return "nobody is named who did it"
        if not agent and not target and not restricts and candidate.kind not in ("Protest", "Legislation"):
            return "names nobody who did it or to whom"
        return ""

    @staticmethod
    def _only_proves(candidate: Candidate) -> bool:
        """Whether a verb tells what somebody couldn't prove, or proves: "failed to demonstrate the urgency"."""
        proving = verb_list("verbs", "proving")
        if candidate.kind == "NonCompliance":
            return any(c.lower_ in proving for c in children(candidate.trigger, "xcomp"))
        proves = candidate.kind == "Protest" and candidate.trigger.lower_ in proving
        return proves and child(candidate.trigger, "dobj", "ccomp") is not None

    @staticmethod
    def _only_comes_after(candidate: Candidate) -> bool:
        """Whether one deed is told to have followed another: "the order followed a request by the agency"."""
        doer = subject(candidate.trigger)
        deeds = noun_list("nouns", "Measure") | noun_list("nouns", "Demand") | noun_list("nouns", "Decision")
        return candidate.trigger.lower_ in _FOLLOWING and doer is not None and doer.lower_ in deeds

    def _own_breach(self, candidate: Candidate, agent: tuple[str, ...]) -> bool:
        """Whether a legal body would be the one that breaks a law as "it" in its own words: "saying it violated the law"."""
        doer = subject(candidate.trigger)
        if doer is None or doer.lower_ != "it" or clause_head(doer).dep_ != "ccomp":
            return False
        speaker = self._agent_of(clause_head(doer).head)
        return speaker in agent and self._refer.kind(speaker or "") in LEGAL_BODIES

    @staticmethod
    def _is_sort(noun: Token) -> bool:
        """Whether a plural without any word that picks some out is spoken about: "which tracks internet disruptions".

        As a subject only of what holds at all times: "shutdowns harm the economy", but "shutdowns have followed".
        """
        picked = any(c.dep_ in ("det", "poss", "nummod", "prep", "acl", "relcl") for c in noun.children)
        lasting = noun.dep_ == "nsubj" and noun.head.tag_ == "VBP" and child(noun.head, "aux") is None
        return noun.tag_ == "NNS" and (noun.dep_ in ("dobj", "pobj") or lasting) and not picked

    @staticmethod
    def _only_mentioned(noun: Token) -> bool:
        """Whether a noun is but the subject or a setting of another statement: "their dialogue can bring assurance"."""
        return noun.dep_ == "nsubj" and any(c.dep_ == "aux" and c.tag_ == "MD" for c in noun.head.children)
