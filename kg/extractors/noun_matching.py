"""Fits templates of nouns ("the ban on X") and of states ("X is down") to the words of a parse."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extractors.carrying_verbs import light_verb
from kg.extractors.factuality import is_taken_to_do
from kg.extractors.filling import Candidate, Filling, Mismatch
from kg.extractors.syntax import (
    children,
    has_infinitive,
    is_passive,
    is_verbal,
    noun_lemma_forms,
    objects,
    participles,
    passive_agents,
    prepositional,
    subject,
)
from kg.lexicon import Slot, Template, Words, noun_list, verb_list, word_list
from kg.text import Paragraph

#: Events that may be told by the other side alone.
_BETWEEN = frozenset({"Engagement", "Investigation"})

#: Why a word that tells a state only behind a verb ("in talks", "out of reach") tells none.
NO_PREDICATE = "no predicate"


class NounMatcher(Filling):
    """Fits templates to nouns and to adjectives."""

    def noun(self, paragraph: Paragraph, token: Token, template: Template) -> Candidate:
        """Fits a noun template. The verb that carries a noun ("impose a ban") lends it subject and prepositions.

        Raises:
            Mismatch: it does not fit.
        """
        if not any(form in template.head for form in noun_lemma_forms(token)):
            raise Mismatch("another compound")
        if token.i and f"{token.nbor(-1).lower_} {token.lower_}" in word_list("nouns", "Idiom"):
            raise Mismatch("an idiom")  # "in order to maintain public order"
        if token.left_edge.lower_ == "pending":
            raise Mismatch("it is waited for")  # "held pending trial"
        if template.kind == "Order" and is_taken_to_do(token):
            raise Mismatch("what is decided is told")  # "took the decision to block it"
        candidate = Candidate(template.kind, token, template, token)
        anchors = [token]
        agents: list[Token] = []
        verb, made_by = light_verb(token)
        if verb is not None and made_by is not None:
            anchors.append(verb)
            candidate.head = verb
            if made_by == "event":
                slot = self._target_slot(template)
                if slot is None or not slot.required:
                    candidate.used.add(token.i)
            elif made_by == "subject":
                found = (
                    passive_agents(verb)
                    if is_passive(verb)
                    else [s for s in [subject(verb)] if s is not None]
                )
                agents += found
                slot = self._target_slot(template)
                for given in children(verb, "dative"):  # "sent Meta a statement"
                    if slot is None:
                        break
                    candidate.add("target", self._as_actors(self.keys(paragraph, given, slot)))
            else:
                bearer = subject(verb)
                slot = self._target_slot(template)
                if any(noun.pos_ in ("NOUN", "PROPN") for noun in prepositional(token, frozenset({"of"}))):
                    slot = None  # "face a suspension of data transfers": it says of what
                if bearer is not None and slot is not None and self.fits(paragraph, bearer, slot):
                    candidate.add("target", self._as_actors(self.keys(paragraph, bearer, slot)))
        if self.lexicon.is_of_access(template.kind):
            anchors += [  # "the ban on X, imposed by the ministry", "which was imposed by"
                clause for clause in participles(token) if clause.lower_ in verb_list("verbs", "light_active")
            ]
        if verb is None and token.dep_ == "dobj" and token.head.lower_ in verb_list("verbs", "intending"):
            planner = subject(token.head)  # "is considering a ban"
            agents += [planner] if planner is not None and not is_passive(token.head) else []
        for possessor in children(token, "poss", "compound", "nmod"):
            keys = self.refer.all_of(paragraph, possessor)
            slot = self._target_slot(template)
            if (
                slot is not None
                and (
                    slot.kinds & {"Platform", "Internet"} or template.kind == "Penalty"
                )  # "its seventh fine"
                and (
                    any(
                        self.refer.fits(k, slot.kinds - {"Internet"} or slot.kinds)
                        and self.refer.kind(k) in ("Platform", "Company")
                        for k in keys
                    )
                    or self.refer.is_kind_of_noun(possessor, "Internet")
                    and "Internet" in slot.kinds
                )
            ):
                candidate.add(
                    "target", tuple(k for k in keys if self.refer.kind(k) in ("Platform", "Company"))
                )
                candidate.used.add(possessor.i)
            elif keys and (possessor.dep_ == "poss" or self._acts(paragraph, possessor)):
                agents.append(possessor)  # "its order", "a government directive"
        if (
            token.dep_ == "pobj"
            and token.head.lower_ in ("in", "by", "through", "via")
            and token.lower_ in noun_list("attribution", "texts")
        ):
            holder = token.head.head  # "the ministry in a submission to the court", "said in a submission"
            writer = (
                holder if holder.pos_ in ("NOUN", "PROPN") else subject(holder) if is_verbal(holder) else None
            )
            agents += [writer] if writer is not None else []
        if token.dep_ == "pobj" and token.head.lower_ == "of":  # "accuse the state of censorship"
            held = token.head.head
            accusing = held.head if held.dep_ == "dobj" else held
            agents += objects(accusing) if accusing.lower_ in verb_list("factuality", "alleged") else []
        agent_slot = next(
            (
                p.filler
                for p in template.prepositional
                if isinstance(p.filler, Slot) and p.filler.role == "agent"
            ),
            None,
        )
        for noun in agents:
            candidate.add("agent", self.agent_keys(paragraph, noun, agent_slot))
        candidate.anaphoric = self._is_anaphoric(token)
        told = made_by == "event" or (made_by == "subject" and verb is not None and is_passive(verb))
        if told and candidate.anaphoric and template.kind in ("Block", "Shutdown"):
            candidate.points_back = True  # "the blackout began", "the ban was imposed on Friday"
        self._noun_prepositional(paragraph, template, candidate, anchors)
        candidate.points_back &= not candidate.roles.get("target") and not candidate.used
        if candidate.points_back:
            return candidate
        if not (candidate.roles.get("agent") or candidate.roles.get("target") or candidate.used):
            raise Mismatch("it names nobody")
        return candidate

    def _noun_prepositional(
        self, paragraph: Paragraph, template: Template, candidate: Candidate, anchors: list[Token]
    ) -> None:
        for part in template.prepositional:
            filled = bool(isinstance(part.filler, Slot) and candidate.roles.get(part.filler.role)) or bool(
                candidate.used
            )
            for anchor in anchors:
                for noun in prepositional(anchor, part.prepositions):
                    filled |= self._fill(paragraph, candidate, part.filler, noun)
            told = candidate.points_back or (
                candidate.anaphoric and candidate.roles.get("agent") and candidate.kind == "Block"
            )
            if (
                isinstance(part.filler, Slot)
                and part.filler.role == "agent"
                and candidate.head != candidate.trigger
                and template.kind in _BETWEEN
            ):
                continue  # "talks with the firm broke down", "proceedings against it are pending"
            if isinstance(part.filler, Slot) and part.filler.required and not filled and not told:
                raise Mismatch(f"no {'|'.join(sorted(part.filler.kinds))} with it")

    def state(self, paragraph: Paragraph, token: Token, template: Template) -> Candidate:
        """Fits a state template to its adjective.

        Raises:
            Mismatch: it does not fit.
        """
        if token.dep_ not in ("acomp", "attr", "oprd", "advmod", "xcomp", "prep", "dobj") or not is_verbal(
            token.head
        ):
            raise Mismatch(NO_PREDICATE)
        if token.dep_ in ("advmod", "prep") and token.head.lower_ not in verb_list("verbs", "copular"):
            raise Mismatch(NO_PREDICATE)  # "push back"
        if template.needs_infinitive != (
            has_infinitive(token) and token.lower_ in verb_list("verbs", "tardy")
        ):
            raise Mismatch("slow to do something is another matter than slow")
        candidate = Candidate(template.kind, token, template, token.head)
        doer = subject(token.head)
        wanted = template.subject
        candidate.points_back = wanted is not None and wanted.kinds == {"Connection"}
        if wanted is None or doer is None or not self.fits(paragraph, doer, wanted):
            raise Mismatch("its subject does not fit")
        if wanted.role == "agent":
            candidate.add("agent", self.agent_keys(paragraph, doer, wanted))
        else:
            candidate.add(wanted.role, self._as_actors(self.keys(paragraph, doer, wanted)))
        self._prepositional(paragraph, template, candidate, [token, token.head])
        if isinstance(again := template.object, Words) and not any(
            c.lower_ in again.forms for word in (token, token.head) for c in word.children
        ):
            raise Mismatch(f"without {again.lemmas[0]}")
        self._negation(token.head, template)
        return candidate
