"""Which nouns may stand in a slot of a template, and whom they name."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extractors.factuality import is_anybody, is_none, is_whoever
from kg.extractors.located import ACTORS
from kg.extractors.reference import Referents
from kg.extractors.syntax import (
    SUBJECTS,
    children,
    conjuncts,
    is_verbal,
    passive_agents,
    prepositional,
    subject,
)
from kg.lexicon import Lexicon, Slot, noun_list, verb_list
from kg.text import Paragraph

#: Kinds of slots that are filled by an office that the text doesn't name ("the court gave the firm two days").
DESCRIBED = frozenset({"Court", "LegalBody"})
#: Kinds of slots that are filled by what a noun is, not by whom it names (lists in ontology/language/nouns.yaml).
NOUN_KINDS = frozenset(
    {
        "Content",
        "Account",
        "Internet",
        "Measure",
        "Ban",
        "Demand",
        "Law",
        "Paper",
        "Report",
        "Event",
        "Proceeding",
        "Rule",
        "Fine",
        "Practice",
        "Connection",
        *DESCRIBED,
    }
)


#: Who takes decisions, and how many sentences back whoever did was spoken of.
_DECIDING = frozenset({"Court", "Regulator", "Ministry", "InternationalBody"})
_NEAR = 3


class Slots:
    """Reads the nouns of one document as fillers of slots."""

    def __init__(self, refer: Referents, lexicon: Lexicon) -> None:
        self.refer = refer
        self.lexicon = lexicon

    def keys(self, paragraph: Paragraph, token: Token, slot: Slot) -> tuple[str, ...]:
        """Whom a noun names, as far as the slot takes it. A noun of the slot's kind names its owners."""
        found = self.refer.all_of(paragraph, token, slot.kinds)
        if found:
            return found
        for part in conjuncts(token):
            for kind in sorted(slot.kinds & NOUN_KINDS):
                if self.refer.is_kind_of_noun(part, kind):
                    return tuple(
                        k
                        for k in self.refer.owners(paragraph, part)
                        if self.refer.fits(k, frozenset())
                        and self.refer.kind(k) not in ("Place", "LegalInstrument")
                    )
        return self._conduct_of(paragraph, token, slot)

    def _conduct_of(self, paragraph: Paragraph, token: Token, slot: Slot) -> tuple[str, ...]:
        """Whose doing a noun is, where an actor is wanted: "an inquiry into TikTok's handling of data" is into TikTok."""
        if not slot.kinds & {"Actor", "Company"} or token.pos_ not in ("NOUN", "VERB"):
            return ()
        near = [*children(token, "poss"), *prepositional(token, frozenset({"by", "of"}))]
        found = [k for part in near for k in self.refer.all_of(paragraph, part, slot.kinds)]
        return tuple(
            dict.fromkeys(k for k in found if self.refer.kind(k) not in ("Place", "LegalInstrument", "Group"))
        )

    def fits(self, paragraph: Paragraph, token: Token, slot: Slot) -> bool:
        """Whether a noun may stand in the slot."""
        if not slot.kinds:
            return True
        if slot.kinds == {"Connection"}:
            return self._is_connection(paragraph, token)
        if self.refer.all_of(paragraph, token, slot.kinds):
            if slot.kinds == {"Law"} and not self.refer.is_kind_of_noun(token, "Law"):
                # An order, petition or report is a paper, but no law.
                return not any(
                    self.refer.is_kind_of_noun(token, k) for k in ("Paper", "Report", "Proceeding")
                )
            # A post about a platform is content, not the platform.
            return not (
                self._is_content(token)
                and not slot.kinds & {"Content", "Account", "Paper", "Law", "Report", "Actor", "Person"}
            )
        if any(
            self.refer.is_kind_of_noun(part, kind) and not self._is_service(paragraph, part)
            for part in conjuncts(token)
            for kind in slot.kinds & NOUN_KINDS
        ):
            return True
        if self._conduct_of(paragraph, token, slot):
            return True
        if "Person" in slot.kinds and token.lower_ in noun_list("nouns", "People"):
            return True
        if slot.role == "target" and slot.kinds & {"Person", "Actor"} and self._is_unnamed(token):
            return True
        if "Actor" in slot.kinds and self._is_party(token):
            return True
        if self.refer.is_kind_of_noun(token, "Internet"):
            return False  # "the data network"
        return "Platform" in slot.kinds and self._facet_of_nobody(token)

    def _is_service(self, paragraph: Paragraph, token: Token) -> bool:
        """Whether a word is the name of a service, whatever it means as a word: "Threads", "Signal"."""
        where = self.refer.mention_at(paragraph, token)
        return (
            where is not None
            and where.mention.form != "pronoun"
            and where.head == token
            and self.refer.kind(where.mention.entity) == "Platform"
        )

    def _is_connection(self, paragraph: Paragraph, token: Token) -> bool:
        """Whether "service", "access" or "the network" stands alone, so that only what was told before says of what."""
        if (
            not self.refer.is_kind_of_noun(token, "Connection")
            or self.refer.is_kind_of_noun(token, "Internet")
            or self.refer.mention_at(paragraph, token)
            or self.refer.all_of(paragraph, token, frozenset({"Platform"}))
        ):
            return False
        owners = children(token, "poss")
        if children(token, "compound", "nmod") or not all(
            self.refer.kind(k) == "Place" for owner in owners for k in self.refer.all_of(paragraph, owner)
        ):
            return False
        behind = [n for p in children(token, "prep") if p.lower_ == "to" for n in children(p, "pobj")]
        return all(
            noun.lower_ in noun_list("nouns", "Users") or self.refer.is_kind_of_noun(noun, "Internet")
            for noun in behind
        )

    @staticmethod
    def _facet_of_nobody(token: Token) -> bool:
        """ "the app", "the site" where nobody told which: a platform all the same, without a name."""
        return token.lower_ in noun_list("nouns", "Facet") - noun_list("nouns", "Account") and any(
            c.dep_ == "det" or c.lower_ in ("his", "her") for c in token.children
        )

    @staticmethod
    def _is_party(token: Token) -> bool:
        """ "the firm", "the regulator" where nobody told which: somebody all the same, without a name."""
        return token.lower_ in noun_list("nouns", "Party") | noun_list("nouns", "LegalBody") and any(
            c.dep_ in ("det", "poss") for c in token.children
        )

    @staticmethod
    def _is_unnamed(token: Token) -> bool:
        """ "he" whom the text doesn't name, "nobody", "those who", "an 18-year-old", "a student": somebody or none, without a name."""
        if (
            token.lower_ in ("he", "she", "him", "her")
            or is_whoever(token)
            or is_anybody(token)
            or is_none(token)
        ):
            return True
        if token.tag_ == "NN" and any(c.lower_ in ("a", "an") for c in children(token, "det")):
            return token.lower_ in noun_list("nouns", "People")
        return token.lower_ == "old" and token.i > 1 and token.nbor(-1).text == "-"

    def _is_content(self, token: Token) -> bool:
        """Whether a noun is of content, and not only half of a word: "news and political sites"."""
        sites = noun_list("nouns", "Facet") - noun_list("nouns", "Account")
        joined = any(part.lower_ in sites for part in conjuncts(token))
        return self.refer.is_kind_of_noun(token, "Content") and not joined

    def agent_keys(self, paragraph: Paragraph, token: Token, slot: Slot | None) -> tuple[str, ...]:
        """Who acts: a place that acts is its government."""
        kinds = slot.kinds if slot is not None else frozenset()
        keys: list[str] = []
        is_text = token.lower_ in noun_list("attribution", "texts")
        if is_text:
            keys += self._authors(paragraph, token)
        for key in self.refer.all_of(paragraph, token, kinds):
            kind = self.refer.kind(key)
            if is_text and self._is_carrier(paragraph, token, key):
                continue
            if kind == "Place":
                keys.append(self.refer.government(key))
            elif kind != "LegalInstrument":
                keys.append(key)
        if (
            not keys and token.lower_ in ("country", "nation") and token.dep_ in SUBJECTS
        ):  # "the country blocked X"
            place = self.refer.place_near(paragraph, token)
            keys += [self.refer.government(place)] if place is not None else []
        return tuple(dict.fromkeys(keys))

    def _is_carrier(self, paragraph: Paragraph, content: Token, key: str) -> bool:
        """Whether a service is but where something was published: "a Facebook post criticising the mayor"."""
        parts = (self.refer.mention_at(paragraph, part) for part in children(content, "compound", "nmod"))
        named = (where.mention.entity for where in parts if where is not None)
        return self.refer.kind(key) == "Platform" and key in named

    def _authors(self, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
        """Who wrote a paper that acts ("a letter instructing …"): its owner, or who signs, sends or speaks in it."""
        owners = self.refer.owners(paragraph, token)
        owners = tuple(k for k in owners if not self._is_carrier(paragraph, token, k))
        if owners:
            return tuple(k for k in self.refer.acting(owners) if self.refer.kind(k) in ACTORS)
        for signed in children(token, "acl"):  # "a decree signed by the president"
            if (doers := passive_agents(signed)) and signed.tag_ == "VBN":
                return tuple(k for doer in doers for k in self.agent_keys(paragraph, doer, None))
        verb = token.head
        if token.dep_ == "pobj":
            verb = verb.head
        by = (
            token.dep_ == "pobj" and token.head.dep_ == "agent"
        )  # "blocked by a court order": not by what is blocked
        # "quashed an order", "appealed the order": somebody else's
        undone = verb.lower_ in verb_list("verbs", "overturning") | verb_list("verbs", "answering")
        over = token.dep_ == "pobj" and token.head.lower_ in (
            "over",
            "for",
            "about",
        )  # "arrested over a post"
        if token.dep_ in ("dobj", "pobj") and not by and not over and not undone and is_verbal(verb):
            doer = subject(verb)
            if doer is not None and doer != token:
                return self.agent_keys(paragraph, doer, None)
        rules, decides = (token.lower_ in noun_list("nouns", name) for name in ("Ruling", "Decree"))
        if token.dep_ == "nsubj" and (rules or decides):
            # "today's decision orders Meta to …": whoever was spoken of last who takes decisions
            kinds = frozenset({"Court"}) if rules else _DECIDING
            body = self.refer.last_named(kinds, paragraph.begin + token.idx, sentences=_NEAR)
            return (body,) if body is not None else ()
        return ()

    def _is_described(self, token: Token, slot: Slot) -> bool:
        """Whether a noun is of an office that may act in the slot, though nobody says which."""
        return any(self.refer.is_kind_of_noun(token, kind) for kind in slot.kinds & DESCRIBED)

    def _is_inanimate(self, paragraph: Paragraph, token: Token) -> bool:
        where = self.refer.mention_at(paragraph, token)
        if where is not None and self.refer.kind(where.mention.entity) == "LegalInstrument":
            return True
        return where is None and any(
            self.refer.is_kind_of_noun(token, kind)
            for kind in ("Content", "Measure", "Internet", "Law", "Event", "Proceeding")
        )
