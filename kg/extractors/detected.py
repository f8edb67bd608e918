"""Acts that the encoder detects in a sentence and no template found: what is done, to whom and by whom is read off the parse."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from spacy.tokens import Token

from kg.detection import DETECTED
from kg.errors import LanguageDataError
from kg.extractors.factuality import assess, has_condition
from kg.extractors.filling import Candidate, Mismatch
from kg.extractors.syntax import children, is_verbal, noun_lemma_forms, objects
from kg.extractors.template_matching import Matcher
from kg.lexicon import Lexicon, Template, compile_template, language_data, noun_list, verb_list
from kg.model import Modality, Polarity
from kg.text import Paragraph

#: From here on a sentence is taken to tell an act though no template fits it; from here on ``writ explain`` says that it may.
SURE, POSSIBLE = 0.5, 0.2
#: … and from here on beside acts that templates have found in it.
SURE_BESIDE = 0.8
#: … and from here on where it is told as denied, demanded or to come, which is less surely read right without a template.
SURE_UNDONE = 0.92
#: … and beside other acts, what somebody says of whom nothing else is told.
SURE_SAID = 0.9
#: Beside other acts these are mostly just spoken of again, "appealed the ban", and taken from so much on.
SPOKEN_OF, SURE_SPOKEN_OF = frozenset({"Block", "Unblock", "Throttle", "Shutdown", "Proceeding"}), 0.95
#: What is asked, ordered or promised in these is the act itself.
_SPEECH_ACTS = frozenset({"Order", "Request", "Statement", "Agreement", "Compliance"})
_GOVERNING = ("negative", "denials", "requested", "promised", "ordered", "alleged")
#: What a service that doesn't work tells.
_OUTAGES = frozenset({"Block", "Throttle", "Shutdown"})
#: What is planned before it is done.
_PLANNED = frozenset({"Legislation", "Protest", "Engagement", "Agreement"})
_ROLES = "detection"
_FILE = f"ontology/language/{_ROLES}.yaml"


class Detections:
    """Reads sentences of one document with the encoder."""

    def __init__(self, matcher: Matcher, lexicon: Lexicon) -> None:
        self._matcher = matcher
        self._lexicon = lexicon

    def candidate(self, paragraph: Paragraph, word: Token, kind: str) -> Candidate | None:
        """What the likeliest word or a verb above it says that was done: "mobile data was switched on", where the encoder points at the data."""
        for trigger in (word, *word.ancestors):
            verbal = is_verbal(trigger)
            may_tell = (
                trigger.dep_ not in ("aux", "auxpass")
                if verbal
                else trigger == word and trigger.pos_ == "NOUN"
            )
            if not may_tell:
                continue
            template = _loosest(kind, not verbal)
            try:
                if verbal:
                    found = self._matcher.verb(paragraph, trigger, template)
                else:
                    head = {form: frozenset({""}) for form in noun_lemma_forms(trigger)}
                    found = self._matcher.noun(paragraph, trigger, replace(template, head=head))
            except Mismatch:
                continue
            nobody = not (found.roles.get("agent") or found.roles.get("target"))
            if self._is_of_another_sort(found) or nobody and not verbal:
                return None  # "the blackout lasted": of what, another sentence has told
            if kind in _OUTAGES and trigger.lower_ in verb_list("verbs", "working"):
                found.roles.pop("agent", None)  # whoever can't reach a service has not cut it
            self._aim(found)
            alone = found.roles.get("target") and not found.roles.get("agent") and kind not in _OUTAGES
            return None if alone or self._only_governs(found) else found
        return None

    def by_encoder(self, word: Token, kind: str, roles: dict[str, tuple[str, ...]]) -> Candidate | None:
        """An act whose participants the encoder tells, where the parse has nobody; None where it knows of none either."""
        if not roles:
            return None
        trigger = next(
            (t for t in (word, *word.ancestors) if is_verbal(t) or t == word and t.pos_ == "NOUN"), word
        )
        template = _loosest(kind, not is_verbal(trigger))
        found = Candidate(kind, trigger, template, trigger, dict(roles))
        self._aim(found)
        return None if self._is_of_another_sort(found) or self._only_governs(found) else found

    @staticmethod
    def reads(candidate: Candidate) -> tuple[Polarity, Modality] | None:
        """What the kind of the act makes of its word; None where the word itself says whether it happened.

        "Could no longer connect" tells a block that happened, "opened as usual" one that didn't; a bill that was shelved is no law.
        """
        word = candidate.trigger
        verb = word if is_verbal(word) else word.head
        if candidate.kind in _OUTAGES and word.lower_ in verb_list("verbs", "working"):
            facts = assess(word)
            unable = facts.polarity == "negative" or facts.modality != "actual"
            return ("positive" if unable else "negative"), "actual"
        if verb.lower_ in verb_list("factuality", "prospective"):
            return "positive", "conditional" if has_condition(verb) else "possible"  # "risks a fine"
        parts = {verb.lower_, *(f"{verb.lower_} {part.lower_}" for part in children(verb, "prt"))}
        if candidate.kind in _PLANNED and not parts.isdisjoint(verb_list("verbs", "undoing")):
            return "negative", assess(verb).modality  # "called on the Duma to withdraw the bill"
        if candidate.kind == "Statement" and word.lower_ in verb_list("verbs", "silent"):
            return "negative", "actual"
        return None

    @staticmethod
    def _only_governs(candidate: Candidate) -> bool:
        """Whether the word found doesn't tell the act but asks for it, promises or denies it: "called for rallies", "ruled out a law"."""
        low = candidate.head.lower_
        refuses = candidate.kind == "NonCompliance"  # "the company has refused"
        return candidate.kind not in _SPEECH_ACTS and any(
            low in verb_list("factuality", name)
            for name in _GOVERNING
            if not (refuses and name in ("negative", "denials"))
        )

    def _is_of_another_sort(self, candidate: Candidate) -> bool:
        """Whether what is cut or restored is a service or line of a sort that is no network: "train service was restored"."""
        patients = [*objects(candidate.trigger), *children(candidate.trigger, "nsubjpass", "nsubj")]
        return self._lexicon.is_of_access(candidate.kind) and any(
            noun.lower_ in noun_list("nouns", "Connection")
            and children(noun, "compound")
            and noun_list("nouns", "Internet").isdisjoint(noun_lemma_forms(noun))
            for noun in patients
        )

    def _aim(self, candidate: Candidate) -> None:
        """A restriction whose sentence doesn't say of what is of the service that acts ("shut out visitors"), else of what the text is about."""
        if candidate.roles.get("target") or not self._lexicon.is_of_access(candidate.kind):
            return
        agent = candidate.roles.get("agent", ())
        if (
            candidate.kind == "Block"
            and agent
            and all(self._matcher.refer.kind(k) == "Platform" for k in agent)
        ):
            candidate.add("target", agent)
        candidate.anaphoric = not candidate.roles.get("target")


def enough(kind: str, *, beside: bool) -> float:
    """From which probability on an act of a kind is taken; beside acts that templates have found more is asked, and of what somebody says there nothing is enough, which is
    the affair of :mod:`kg.extractors.sayings`, unless they do nothing else there (:data:`SURE_SAID`)."""
    if not beside:
        return SURE
    if kind == "Statement":
        return math.inf
    return SURE_SPOKEN_OF if kind in SPOKEN_OF else SURE_BESIDE


def unsure(probability: float, wanted: float) -> str:
    """Why a detected act is no claim."""
    if probability < wanted:
        return f"detected with a probability of {probability:.2f}, and taken from {wanted} on"
    return f"detected with a probability of {probability:.2f}, but neither the parse nor the encoder tells who takes part"


@cache
def _loosest(kind: str, is_noun: bool) -> Template:
    """A template of any word, which asks for nobody and takes whom it finds."""
    roles = language_data(_ROLES)
    sources = roles.get(kind, roles["default"])
    if not isinstance(sources, list) or len(sources) != 2:
        raise LanguageDataError(f"{_FILE}: {kind}: not a template of a verb and one of a noun")
    return replace(compile_template(kind, str(sources[is_noun]), _FILE), source=DETECTED)
