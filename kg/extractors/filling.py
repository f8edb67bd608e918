"""What fits a template so far, and how its parts are filled."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from kg.extractors.factuality import assess, is_negated
from kg.extractors.located import LEGAL_BODIES
from kg.extractors.slots import Slots
from kg.extractors.syntax import (
    child,
    children,
    conjuncts,
    counted,
    is_passive,
    is_verbal,
    noun_lemma_forms,
    objects,
    passive_agents,
    prepositional,
)
from kg.lexicon import Slot, Template, Words, verb_list
from kg.text import Paragraph

#: Kinds of slots whose nouns point to something told elsewhere: what fills such a slot is no action of its own.
POINTING = frozenset({"Measure", "Ban", "Demand", "Paper", "Proceeding", "Fine"})


@dataclass(slots=True)
class Candidate:
    """A template that fits a word, and what fills its roles so far."""

    kind: str
    trigger: Token
    template: Template
    head: Token
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    pointed: set[int] = field(default_factory=set)
    anaphoric: bool = False
    points_back: bool = False  # to a restriction told before, which says what this is about
    agentless_passive: bool = False

    def add(self, role: str, keys: tuple[str, ...]) -> None:
        """Adds entities to a role, without repeats."""
        if role != "nil" and keys:
            self.roles[role] = tuple(dict.fromkeys((*self.roles.get(role, ()), *keys)))


class Mismatch(Exception):
    """A template does not fit here; the text says why."""


class Filling(Slots):
    """Fills the parts of a template that hang on a word by prepositions, whatever the word."""

    def _fill(self, paragraph: Paragraph, candidate: Candidate, filler: Slot | Words, noun: Token) -> bool:
        if isinstance(filler, Words):
            # "from Apple's and Google's stores"; "with a 5 million reais ($ 900,000) fine": what the sum is may hang on it
            parts = (*conjuncts(noun), *children(noun, "appos"))
            if any(self._is_words(part, filler) for part in parts) or any(
                form in filler.forms for form in _listed(noun)
            ):
                candidate.pointed |= {part.i for part in parts}
                return True
            return False
        if filler.kinds and is_verbal(noun) and noun.lower_ in verb_list("verbs", "using"):
            return any(
                self._fill(paragraph, candidate, filler, used) for used in objects(noun)
            )  # "from using X"
        if filler.role == "nil":
            candidate.used.add(noun.i)
            return self.fits(paragraph, noun, filler)
        if noun.dep_ == "pcomp" and (doer := child(noun, "nsubj", "nsubjpass")) is not None:
            return self._fill(paragraph, candidate, filler, doer)  # "an inquiry into whether X hid the data"
        if not self.fits(paragraph, noun, filler):
            return False
        if filler.role == "place":
            candidate.add(
                "place", tuple(k for k in self.refer.all_of(paragraph, noun) if self.refer.kind(k) == "Place")
            )
            return True
        if filler.role == "agent":
            candidate.add("agent", self.agent_keys(paragraph, noun, filler))
        else:
            keys = self.keys(paragraph, noun, filler)
            if filler.kinds & {"Actor", "LegalBody"}:
                keys = self.refer.acting(keys)
            candidate.add(filler.role, self._as_actors(keys) if filler.role == "target" else keys)
            # It says what it concerns, if not whose; but "an end to the ban" points to one.
            points = filler.kinds <= {"Ban", "Measure"} and self._is_anaphoric(noun)
            candidate.anaphoric = points or (candidate.anaphoric and bool(keys))
        candidate.used.add(noun.i)
        if filler.kinds & POINTING:
            candidate.pointed.add(noun.i)
        return True

    def _prepositional(
        self, paragraph: Paragraph, template: Template, candidate: Candidate, anchors: list[Token]
    ) -> None:
        doers = passive_agents(candidate.trigger) if is_passive(candidate.trigger) else []
        for part in template.prepositional:
            filled = False
            behind: list[Token] = []
            if template.kind == "Report" and candidate.roles.get("agent") and isinstance(part.filler, Slot):
                continue  # "their report documents the removal of posts by others"
            for anchor in anchors:
                for noun in prepositional(anchor, part.prepositions):
                    if noun in doers and isinstance(part.filler, Slot) and part.filler.role == "target":
                        continue  # "the order was not complied with by X"
                    if self._fill(paragraph, candidate, part.filler, noun):
                        filled = True
                        behind += [noun] if isinstance(part.filler, Words) else []
            anchors = [*anchors, *behind]  # "put an end to the ban on X"
            if not filled:  # "an action for damages against X", "a fine of 2 million euros on X"
                for anchor in [
                    n
                    for a in anchors
                    for p in children(a, "prep", "agent")
                    for n in children(p, "pobj")
                    if n.i > a.i
                ]:
                    for noun in prepositional(anchor, part.prepositions - {"of", "in", "for"}):
                        filled |= self._fill(paragraph, candidate, part.filler, noun)
            if isinstance(part.filler, Words):
                if not filled:
                    raise Mismatch(
                        f"without {'|'.join(sorted(part.prepositions))} {', '.join(part.filler.lemmas[:3])}"
                    )
            elif (
                part.filler.required
                and not filled
                and not (
                    candidate.roles.get(part.filler.role)
                    or (
                        candidate.anaphoric
                        and part.filler.role == "target"
                        and "Platform" in part.filler.kinds
                    )
                )
            ):
                raise Mismatch(
                    f"no {'|'.join(sorted(part.filler.kinds))} behind {'|'.join(sorted(part.prepositions))}"
                )

    def _as_actors(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Places that something is done to stand for their governments only in speech and orders, so they stay out here."""
        return tuple(k for k in keys if self.refer.kind(k) not in ("Place", "LegalInstrument"))

    def _acts(self, paragraph: Paragraph, token: Token) -> bool:
        return any(self.refer.kind(k) in LEGAL_BODIES for k in self.refer.all_of(paragraph, token))

    @staticmethod
    def _is_anaphoric(token: Token) -> bool:
        """Whether a noun points back: "the ban", "that suspension", "its decision"."""
        return any(
            (c.dep_ == "det" and c.lower_ in ("the", "this", "that", "these", "those")) or c.dep_ == "poss"
            for c in token.children
        )

    @staticmethod
    def _target_slot(template: Template) -> Slot | None:
        return next(
            (
                p.filler
                for p in template.prepositional
                if isinstance(p.filler, Slot) and p.filler.role == "target"
            ),
            None,
        )

    @staticmethod
    def _negation(token: Token, template: Template) -> None:
        if template.is_negative:
            facts = assess(token)
            # "denied that it asked Telegram to hand over data": nobody says that it was not handed over
            if facts.polarity != "negative" or (facts.denial is not None and not is_negated(token)):
                raise Mismatch("it is not negated")
        if template.is_negative and token.dep_ == "pcomp" and token.head.lower_ == "from":
            raise Mismatch("somebody else keeps it from that")  # "barred the firm from applying its terms"

    @staticmethod
    def _is_words(token: Token, words: Words) -> bool:
        return any(
            form in words.forms for noun in (token, *counted(token)) for form in noun_lemma_forms(noun)
        )


def _listed(token: Token) -> list[str]:
    """A noun with what it is of: "register of banned" for "the register of banned sites"."""
    return [
        f"{token.lower_} of {word.lower_}"
        for preposition in children(token, "prep")
        if preposition.lower_ == "of"
        for noun in children(preposition, "pobj")
        for word in (noun, *children(noun, "amod"))
    ]
