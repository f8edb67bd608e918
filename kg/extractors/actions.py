"""Who did what to whom: matches the action templates over the parse and makes a claim of each match.

A word that can start a template is tried against the templates it starts, the most specific first; the first whose required
parts are all there makes a candidate. Roles come from the parse (subject, object, prepositions, control, possessors), dates and places
from the words that hang on the action, the rest (:mod:`kg.extractors.factuality`, :mod:`kg.extractors.attribution`) from what governs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Token

from kg.extraction import Extractor, Layers
from kg.extractors.attribution import speaker_at
from kg.extractors.factuality import Factuality, assess
from kg.extractors.reference import LEGAL_BODIES, Referents
from kg.extractors.syntax import (
    child,
    children,
    clause_head,
    conjuncts,
    is_passive,
    is_verbal,
    noun_lemma_forms,
    objects,
    particles,
    passive_agents,
    passive_object,
    prepositional,
    span_of,
    subject,
)
from kg.lexicon import Lexicon, Slot, Template, Words, ground_cues, load_lexicon, noun_list, verb_list
from kg.model import Claim, Consideration, DateExpression, GroundText, Span
from kg.text import Paragraph, ParsedText

#: Kinds of slots that are filled by what a noun is, not by whom it names (lists in ontology/language/nouns.yaml).
_NOUN_KINDS = frozenset({"Content", "Account", "Internet", "Measure", "Demand", "Law", "Paper", "Report", "Event", "Proceeding", "Rule", "Fine"})
_REASONS = frozenset({"over", "for", "due", "because", "citing", "on", "amid", "following"})
_LONGEST_EVIDENCE = 420


@dataclass(slots=True)
class Candidate:
    """A template that fits a word, and what fills its roles so far."""

    kind: str
    trigger: Token
    template: Template
    head: Token
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    anaphoric: bool = False
    agentless_passive: bool = False

    def add(self, role: str, keys: tuple[str, ...]) -> None:
        """Adds entities to a role, without repeats."""
        if role != "nil" and keys:
            self.roles[role] = tuple(dict.fromkeys((*self.roles.get(role, ()), *keys)))


class _Mismatch(Exception):
    """A template does not fit here; the text says why."""


class _Matcher:
    """Fits templates to words of one document."""

    def __init__(self, refer: Referents, lexicon: Lexicon) -> None:
        self.refer = refer
        self.lexicon = lexicon

    # --- slots ---------------------------------------------------------------------------------------------------------

    def keys(self, paragraph: Paragraph, token: Token, slot: Slot) -> tuple[str, ...]:
        """Whom a noun names, as far as the slot takes it. A noun of the slot's kind names its owners."""
        found = self.refer.all_of(paragraph, token, slot.kinds)
        if found:
            return found
        for part in conjuncts(token):
            for kind in sorted(slot.kinds & _NOUN_KINDS):
                if self.refer.is_kind_of_noun(part, kind):
                    return tuple(k for k in self.refer.owners(paragraph, part) if self.refer.fits(k, frozenset()) and self.refer.kind(k) not in ("Place", "LegalInstrument"))
        return ()

    def fits(self, paragraph: Paragraph, token: Token, slot: Slot) -> bool:
        """Whether a noun may stand in the slot."""
        if not slot.kinds:
            return True
        if self.refer.all_of(paragraph, token, slot.kinds):
            # A post about a platform is content, not the platform.
            return not (self._is_content(token) and not slot.kinds & {"Content", "Account", "Paper", "Law", "Report", "Actor", "Person"})
        if any(self.refer.is_kind_of_noun(part, kind) for part in conjuncts(token) for kind in slot.kinds & _NOUN_KINDS):
            return True
        return "Platform" in slot.kinds and self._facet_of_nobody(token)

    @staticmethod
    def _facet_of_nobody(token: Token) -> bool:
        """"the app", "the site" where nobody told which: a platform all the same, without a name."""
        return token.lower_ in noun_list("nouns", "Facet") - noun_list("nouns", "Account") and any(c.dep_ == "det" for c in token.children)

    def _is_content(self, token: Token) -> bool:
        return self.refer.is_kind_of_noun(token, "Content")

    def agent_keys(self, paragraph: Paragraph, token: Token, slot: Slot | None) -> tuple[str, ...]:
        """Who acts: a place that acts is its government."""
        kinds = slot.kinds if slot is not None else frozenset()
        keys = []
        for key in self.refer.all_of(paragraph, token, kinds):
            kind = self.refer.kind(key)
            if kind == "Place":
                keys.append(self.refer.government(key))
            elif kind != "LegalInstrument":
                keys.append(key)
        return tuple(dict.fromkeys(keys))

    # --- verbs ---------------------------------------------------------------------------------------------------------

    def verb(self, paragraph: Paragraph, token: Token, template: Template) -> Candidate:
        """Fits a verb template.

        Raises:
            _Mismatch: it does not fit.
        """
        particle = next((p for form, p in template.head if form == token.lower_), "")
        if particle and particle not in particles(token):
            raise _Mismatch(f"no {particle!r} with it")
        candidate = Candidate(template.kind, token, template, token)
        passive = is_passive(token)
        done_to: list[Token]
        if passive:
            # What is done to the template's object is a passive's subject; "told to pay" keeps its own object besides.
            noun = passive_object(token)
            done_to = [noun] if noun is not None else []
            doers = passive_agents(token)
            kept = children(token, "dobj")
            if isinstance(template.object, Words) and kept and not any(self._is_words(n, template.object) for n in done_to):
                done_to = kept
        else:
            noun = subject(token)
            doers = [noun] if noun is not None else []
            done_to = objects(token)
            if template.needs_clause and not done_to:
                done_to = self._controlled(token)
            if not done_to and token.tag_ in ("VBN", "VBD") and doers and isinstance(template.object, Slot) and template.object.required:
                # Headlines leave the auxiliary out ("X banned in Pakistan").
                if self.fits(paragraph, doers[0], template.object) and not self._acts(paragraph, doers[0], template.object):
                    passive, done_to, doers = True, doers, []
        self._object(paragraph, template, candidate, done_to)
        self._subject(paragraph, template, candidate, doers, passive=passive)
        self._complement(token, template)
        self._prepositional(paragraph, template, candidate, [token, *done_to, *children(token, "prt", "advmod")])
        if template.needs_clause and not self._has_clause(token):
            raise _Mismatch("no infinitive or clause behind it")
        candidate.agentless_passive = passive and not doers
        return candidate

    def _acts(self, paragraph: Paragraph, token: Token, slot: Slot) -> bool:
        return any(self.refer.kind(k) in LEGAL_BODIES for k in self.refer.all_of(paragraph, token))

    @staticmethod
    def _controlled(token: Token) -> list[Token]:
        """The subject of the clause behind a verb of ordering or asking: "ordered the regulator to restore"."""
        for clause in children(token, "ccomp", "xcomp"):
            if clause.tag_ == "VB" or any(c.lower_ == "to" for c in clause.children):
                own = child(clause, "nsubj", "nsubjpass")
                if own is not None:
                    return [own] if own.dep_ == "nsubj" else []
        for preposition in children(token, "prep"):
            if preposition.lower_ in ("for", "on", "upon") and _has_infinitive(token):
                return children(preposition, "pobj")
        return []

    @staticmethod
    def _is_words(token: Token, words: Words) -> bool:
        return any(form in words.forms for form in noun_lemma_forms(token))

    def _object(self, paragraph: Paragraph, template: Template, candidate: Candidate, done_to: list[Token]) -> None:
        wanted = template.object
        if wanted is None:
            return
        nouns = [part for noun in done_to for part in conjuncts(noun)]
        if isinstance(wanted, Words):
            hit = next((noun for noun in nouns if self._is_words(noun, wanted)), None)
            if hit is None:
                raise _Mismatch(f"its object is none of {', '.join(wanted.lemmas[:4])} …")
            candidate.used |= {hit.i}
            candidate.anaphoric = self._is_anaphoric(hit)
            for possessor in children(hit, "poss", "compound"):
                keys = self.refer.all_of(paragraph, possessor)
                slot = next((p.filler for p in template.prepositional if isinstance(p.filler, Slot) and p.filler.role == "target"), None)
                if slot is not None and any(self.refer.fits(k, slot.kinds) for k in keys):
                    candidate.add("target", tuple(k for k in keys if self.refer.fits(k, slot.kinds)))
            done_to.append(hit)
            return
        if not wanted.required and not nouns:
            return
        if not any(self.fits(paragraph, noun, wanted) for noun in done_to):
            if wanted.required:
                raise _Mismatch(f"its object is no {'|'.join(sorted(wanted.kinds))}")
            return
        for noun in done_to:
            candidate.used |= {part.i for part in conjuncts(noun)}
            if wanted.role == "target":
                candidate.add("target", self._as_actors(self.keys(paragraph, noun, wanted)))
            elif wanted.role != "nil":
                candidate.add(wanted.role, self.refer.all_of(paragraph, noun, wanted.kinds))

    def _as_actors(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Places that something is done to stand for their governments only in speech and orders, so they stay out here."""
        return tuple(k for k in keys if self.refer.kind(k) not in ("Place", "LegalInstrument"))

    def _subject(self, paragraph: Paragraph, template: Template, candidate: Candidate, doers: list[Token], *, passive: bool) -> None:
        wanted = template.subject
        if wanted is None:
            return
        if wanted.role != "agent":
            if passive:
                raise _Mismatch("a passive of a state")
            if not doers or not self.fits(paragraph, doers[0], wanted):
                raise _Mismatch(f"its subject is no {'|'.join(sorted(wanted.kinds)) or 'participant'}")
            candidate.add(wanted.role, self._as_actors(self.keys(paragraph, doers[0], wanted)) if wanted.role == "target" else self.refer.all_of(paragraph, doers[0], wanted.kinds))
            candidate.used |= {doers[0].i}
            return
        for doer in doers:
            candidate.add("agent", self.agent_keys(paragraph, doer, wanted))
        if wanted.required and not candidate.roles.get("agent"):
            if not passive or doers:
                raise _Mismatch(f"its subject is no {'|'.join(sorted(wanted.kinds))}")
        if doers and not passive and not candidate.roles.get("agent") and doers[0].pos_ in ("NOUN", "PROPN") and self._is_inanimate(paragraph, doers[0]):
            raise _Mismatch(f"{doers[0].text!r} can't act")

    def _is_inanimate(self, paragraph: Paragraph, token: Token) -> bool:
        where = self.refer.mention_at(paragraph, token)
        if where is not None and self.refer.kind(where.mention.entity) == "LegalInstrument":
            return True
        return where is None and any(self.refer.is_kind_of_noun(token, kind) for kind in ("Content", "Measure", "Internet", "Law", "Event"))

    @staticmethod
    def _complement(token: Token, template: Template) -> None:
        if template.complement is None:
            return
        forms = template.complement.forms
        near = list(token.children) + [g for c in token.children if c.dep_ in ("prep", "prt", "advmod", "acomp", "xcomp", "ccomp", "dobj", "oprd") for g in c.children]
        if not any(t.lower_ in forms or any(f in forms for f in noun_lemma_forms(t)) for t in near):
            raise _Mismatch(f"without {', '.join(template.complement.lemmas[:3])}")

    def _prepositional(self, paragraph: Paragraph, template: Template, candidate: Candidate, anchors: list[Token]) -> None:
        for part in template.prepositional:
            filled = False
            for anchor in anchors:
                for noun in prepositional(anchor, part.prepositions):
                    filled |= self._fill(paragraph, candidate, part.filler, noun)
            if isinstance(part.filler, Words):
                if not filled:
                    raise _Mismatch(f"without {'|'.join(sorted(part.prepositions))} {', '.join(part.filler.lemmas[:3])}")
            elif part.filler.required and not filled and not (candidate.roles.get(part.filler.role) or (candidate.anaphoric and part.filler.role == "target")):
                raise _Mismatch(f"no {'|'.join(sorted(part.filler.kinds))} behind {'|'.join(sorted(part.prepositions))}")

    def _fill(self, paragraph: Paragraph, candidate: Candidate, filler: Slot | Words, noun: Token) -> bool:
        if isinstance(filler, Words):
            return self._is_words(noun, filler)
        if filler.role == "nil":
            candidate.used.add(noun.i)
            return self.fits(paragraph, noun, filler)
        if not self.fits(paragraph, noun, filler):
            return False
        if filler.role == "place":
            candidate.add("place", tuple(k for k in self.refer.all_of(paragraph, noun) if self.refer.kind(k) == "Place"))
            return True
        if filler.role == "agent":
            candidate.add("agent", self.agent_keys(paragraph, noun, filler))
        else:
            keys = self.keys(paragraph, noun, filler)
            if filler.kinds & {"Actor", "LegalBody"}:
                keys = tuple(self.refer.government(k) if self.refer.kind(k) == "Place" else k for k in keys)
            candidate.add(filler.role, self._as_actors(keys) if filler.role == "target" else keys)
        candidate.used.add(noun.i)
        return True

    @staticmethod
    def _has_clause(token: Token) -> bool:
        if any(c.dep_ in ("xcomp", "ccomp") for c in token.children):
            return True
        return _has_infinitive(token)

    # --- nouns ---------------------------------------------------------------------------------------------------------

    @staticmethod
    def _is_anaphoric(token: Token) -> bool:
        """Whether a noun points back: "the ban", "that suspension", "its decision"."""
        return any((c.dep_ == "det" and c.lower_ in ("the", "this", "that", "these", "those")) or c.dep_ == "poss" for c in token.children)

    def noun(self, paragraph: Paragraph, token: Token, template: Template) -> Candidate:
        """Fits a noun template. The verb that carries a noun ("impose a ban") lends it subject and prepositions.

        Raises:
            _Mismatch: it does not fit.
        """
        if not any(form == f for form in noun_lemma_forms(token) for f, _ in template.head):
            raise _Mismatch("another compound")
        candidate = Candidate(template.kind, token, template, token)
        anchors = [token]
        agents: list[Token] = []
        verb, made_by = self._light_verb(token)
        if verb is not None and made_by is not None:
            anchors.append(verb)
            candidate.head = verb
            if made_by == "subject":
                found = passive_agents(verb) if is_passive(verb) else [s for s in [subject(verb)] if s is not None]
                agents += found
            else:
                bearer = subject(verb)
                slot = self._target_slot(template)
                if bearer is not None and slot is not None and self.fits(paragraph, bearer, slot):
                    candidate.add("target", self._as_actors(self.keys(paragraph, bearer, slot)))
        for possessor in children(token, "poss", "compound", "nmod"):
            keys = self.refer.all_of(paragraph, possessor)
            slot = self._target_slot(template)
            if slot is not None and slot.kinds & {"Platform", "Internet"} and (any(self.refer.fits(k, slot.kinds - {"Internet"} or slot.kinds) and self.refer.kind(k) in ("Platform", "Company") for k in keys) or self.refer.is_kind_of_noun(possessor, "Internet") and "Internet" in slot.kinds):
                candidate.add("target", tuple(k for k in keys if self.refer.kind(k) in ("Platform", "Company")))
                candidate.used.add(possessor.i)
            elif possessor.dep_ == "poss" and keys:
                agents.append(possessor)
        agent_slot = next((p.filler for p in template.prepositional if isinstance(p.filler, Slot) and p.filler.role == "agent"), None)
        for noun in agents:
            candidate.add("agent", self.agent_keys(paragraph, noun, agent_slot))
        candidate.anaphoric = self._is_anaphoric(token)
        self._noun_prepositional(paragraph, template, candidate, anchors)
        if not (candidate.roles.get("agent") or candidate.roles.get("target") or candidate.used):
            raise _Mismatch("it names nobody")
        return candidate

    @staticmethod
    def _target_slot(template: Template) -> Slot | None:
        return next((p.filler for p in template.prepositional if isinstance(p.filler, Slot) and p.filler.role == "target"), None)

    def _noun_prepositional(self, paragraph: Paragraph, template: Template, candidate: Candidate, anchors: list[Token]) -> None:
        for part in template.prepositional:
            filled = bool(isinstance(part.filler, Slot) and candidate.roles.get(part.filler.role)) or bool(candidate.used)
            for anchor in anchors:
                for noun in prepositional(anchor, part.prepositions):
                    filled |= self._fill(paragraph, candidate, part.filler, noun)
            if isinstance(part.filler, Slot) and part.filler.required and not filled:
                raise _Mismatch(f"no {'|'.join(sorted(part.filler.kinds))} with it")

    @staticmethod
    def _light_verb(token: Token) -> tuple[Token | None, str | None]:
        """The verb that only carries the noun, and whether its subject does the thing or bears it."""
        verb, label = token.head, token.dep_
        if label == "conj":
            verb, label = token.head.head, token.head.dep_
        if label in ("dobj", "nsubjpass") and is_verbal(verb):
            if verb.lower_ in verb_list("verbs", "light_active"):
                return verb, "subject"
            if verb.lower_ in verb_list("verbs", "light_passive") and label == "dobj":
                return verb, "object"
        return None, None

    # --- states --------------------------------------------------------------------------------------------------------

    def state(self, paragraph: Paragraph, token: Token, template: Template) -> Candidate:
        """Fits a state template to its adjective.

        Raises:
            _Mismatch: it does not fit.
        """
        if token.dep_ not in ("acomp", "attr", "oprd", "advmod", "xcomp", "prep", "dobj") or not is_verbal(token.head):
            raise _Mismatch("no predicate")
        candidate = Candidate(template.kind, token, template, token.head)
        doer = subject(token.head)
        wanted = template.subject
        if wanted is None or doer is None or not self.fits(paragraph, doer, wanted):
            raise _Mismatch("its subject does not fit")
        if wanted.role == "agent":
            candidate.add("agent", self.agent_keys(paragraph, doer, wanted))
        else:
            candidate.add(wanted.role, self._as_actors(self.keys(paragraph, doer, wanted)))
        self._prepositional(paragraph, template, candidate, [token, token.head])
        return candidate


def _has_infinitive(token: Token) -> bool:
    return any(c.dep_ in ("xcomp", "advcl", "ccomp", "relcl", "acl") and any(g.lower_ == "to" and g.dep_ == "aux" for g in c.children) for c in token.children) or any(
        _has_infinitive(noun) for c in token.children if c.dep_ == "prep" for noun in c.children if noun.dep_ == "pobj"
    ) or any(_has_infinitive(c) for c in token.children if c.dep_ == "dobj")


class _Builder:
    """Candidates of one document to claims."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        self.parsed = parsed
        self.layers = layers
        self.lexicon = load_lexicon()
        self.refer = Referents(parsed, layers)
        self.refer.speak_by(lambda offset: speaker_at(layers.attributions, offset))
        self.matcher = _Matcher(self.refer, self.lexicon)
        self.claims: list[Claim] = []
        self.considered: list[Consideration] = []

    def build(self) -> Layers:
        for paragraph in self.parsed.paragraphs:
            dates = [d for d in self.layers.dates if paragraph.begin <= d.span.begin < paragraph.begin + len(paragraph.doc.text)]
            for sentence in paragraph.doc.sents:
                candidates = list(self._candidates(paragraph, sentence.start, sentence.end))
                anchored = self._anchored_dates(paragraph, sentence.start, sentence.end, dates, candidates)
                for candidate in candidates:
                    self._claim(paragraph, candidate, candidates, anchored.get(candidate.trigger.i, []))
        return Layers(claims=tuple(self.claims), considered=tuple(self.considered), entities=self.refer.added())

    # --- finding -------------------------------------------------------------------------------------------------------

    def _candidates(self, paragraph: Paragraph, start: int, end: int) -> Iterator[Candidate]:
        taken: set[int] = set()
        found: list[Candidate] = []
        for token in paragraph.doc[start:end]:
            low = token.lower_
            tried: list[tuple[Template, str]] = []
            candidate = None
            if low in self.lexicon.verbs and is_verbal(token) and token.dep_ not in ("aux", "auxpass", "amod", "compound"):
                candidate = self._first(paragraph, token, self.lexicon.verbs[low], self.matcher.verb, tried)
            if candidate is None and low in self.lexicon.states:
                candidate = self._first(paragraph, token, self.lexicon.states[low], self.matcher.state, tried)
            if candidate is None and token.pos_ in ("NOUN", "PROPN") and token.dep_ not in ("compound", "amod"):
                nouns = [t for form in noun_lemma_forms(token)[::-1] for t in self.lexicon.nouns.get(form, ())]
                if nouns:
                    candidate = self._first(paragraph, token, tuple(nouns), self.matcher.noun, tried)
            if candidate is not None:
                found.append(candidate)
            elif tried:
                kinds = sorted({t.kind for t, _ in tried})
                self.considered.append(
                    Consideration(
                        span=paragraph.span(token, token), extractor="actions", what=f"{token.text}: {', '.join(kinds)}",
                        reason=tried[0][1], file=tried[0][0].file,
                    )  # fmt: skip
                )
        # A noun or verb that another match has used up as one of its fixed words says nothing of its own.
        for candidate in found:
            if not candidate.template.is_noun:
                taken |= {i for i in candidate.used if isinstance(candidate.template.object, Words)}
        for candidate in found:
            if candidate.trigger.i in taken:
                self.considered.append(Consideration(span=paragraph.span(candidate.trigger, candidate.trigger), extractor="actions", what=f"{candidate.trigger.text}: {candidate.kind}", reason="part of another action's words", file=candidate.template.file))
                continue
            yield candidate

    def _first(self, paragraph: Paragraph, token: Token, templates: tuple[Template, ...], fit, tried: list[tuple[Template, str]]) -> Candidate | None:  # type: ignore[no-untyped-def]  # one of the matcher's three methods
        for template in templates:
            try:
                found: Candidate = fit(paragraph, token, template)
            except _Mismatch as mismatch:
                tried.append((template, str(mismatch)))
            else:
                return found
        return None

    # --- dates ---------------------------------------------------------------------------------------------------------

    def _anchored_dates(self, paragraph: Paragraph, start: int, end: int, dates: list[DateExpression], candidates: list[Candidate]) -> dict[int, list[DateExpression]]:
        """Gives each date of a sentence to the action whose word it hangs on, nearest governor first."""
        by_head: dict[int, Candidate] = {}
        for c in candidates:
            for i in (c.trigger.i, c.head.i):
                by_head.setdefault(i, c)
        given: dict[int, list[DateExpression]] = {}
        for expression in dates:
            tokens = [t for t in paragraph.doc[start:end] if expression.span.begin <= paragraph.begin + t.idx < expression.span.end]
            if not tokens:
                continue
            node = next((t for t in tokens if t.head not in tokens), tokens[0])
            for _ in range(12):
                if node.i in by_head:
                    given.setdefault(by_head[node.i].trigger.i, []).append(expression)
                    break
                if node.head is node:
                    roots = [c for c in candidates if clause_head(c.trigger) == node] or (candidates if len(candidates) == 1 else [])
                    for c in roots[:1]:
                        given.setdefault(c.trigger.i, []).append(expression)
                    break
                node = node.head
        return given

    # --- claims --------------------------------------------------------------------------------------------------------

    def _claim(self, paragraph: Paragraph, candidate: Candidate, others: list[Candidate], dates: list[DateExpression]) -> None:
        trigger, head = candidate.trigger, candidate.head
        offset = paragraph.begin + trigger.idx
        said_by = speaker_at(self.layers.attributions, offset)
        by_legal_body = said_by is not None and self.refer.kind(said_by) in LEGAL_BODIES
        facts = assess(trigger if candidate.template.is_noun and head is trigger else head, by_legal_body=by_legal_body)
        facts, said_by = self._promises(candidate, facts, said_by)
        self._control(paragraph, candidate, others)
        agent, target = candidate.roles.get("agent", ()), candidate.roles.get("target", ())
        if self._drop(paragraph, candidate, agent, target):
            return
        agent = tuple(k for k in agent if k not in target or candidate.kind in ("Statement",))
        place = candidate.roles.get("place", ()) or self._place(paragraph, candidate, agent)
        earliest, latest, until, when = _times(dates)
        first, last = span_of(clause_head(head)) if len(trigger.sent.text) > _LONGEST_EVIDENCE else (trigger.sent[0], trigger.sent[-1])
        evidence = self._trim(paragraph.span(first, last))
        if said_by in agent and candidate.kind in ("Statement", "Request", "Report") and len(agent) == 1:
            said_by = next((a.speaker for a in self.layers.attributions if a.speaker and a.speaker not in agent and a.content.begin <= offset < a.content.end), None)
        self.claims.append(
            Claim(
                kind=candidate.kind, evidence=evidence, trigger=paragraph.span(trigger, trigger), rule=candidate.template.rule,
                agent=agent, target=target, place=place, instrument=self._instrument(paragraph, candidate),
                grounds=self._grounds(paragraph, candidate), earliest=earliest, latest=latest, until=until, when=when,
                polarity=facts.polarity, modality=facts.modality, said_by=said_by, confidence=self._confidence(candidate, agent, target, facts),
            )  # fmt: skip
        )

    def _promises(self, candidate: Candidate, facts: Factuality, said_by: str | None) -> tuple[Factuality, str | None]:
        """A promise's "will" with nobody promising is a plan; its speaker is who promises."""
        governor = facts.governor
        if governor is not None and facts.modality in ("ordered", "requested", "promised", "possible", "alleged") and said_by is None:
            other = self._agent_of(governor)
            if other is not None and facts.modality in ("ordered", "requested", "alleged"):
                return facts, other
        return facts, said_by

    def _agent_of(self, governor: Token) -> str | None:
        paragraph = self._paragraph_of(governor)
        if paragraph is None:
            return None
        doer = (passive_agents(governor) or [None])[0] if is_passive(governor) else subject(governor) if is_verbal(governor) else next(iter(children(governor, "poss")), None)
        keys = self.matcher.agent_keys(paragraph, doer, None) if doer is not None else ()
        return keys[0] if keys else None

    def _paragraph_of(self, token: Token) -> Paragraph | None:
        return next((p for p in self.parsed.paragraphs if p.doc is token.doc), None)

    def _control(self, paragraph: Paragraph, candidate: Candidate, others: list[Candidate]) -> None:
        """An action that was ordered or asked for is done by whom the order or request goes to."""
        if candidate.roles.get("agent") or candidate.agentless_passive:
            return
        trigger = candidate.head
        for other in others:
            if other is candidate or other.kind not in ("Order", "Request"):
                continue
            clause = trigger if trigger.dep_ in ("xcomp", "ccomp", "acl", "advcl", "relcl") else None
            if clause is not None and clause.head in (other.trigger, other.head) and child(clause, "nsubj", "nsubjpass") is None:
                candidate.add("agent", other.roles.get("target", ()))
                return

    def _drop(self, paragraph: Paragraph, candidate: Candidate, agent: tuple[str, ...], target: tuple[str, ...]) -> bool:
        """Whether a match is no claim: nobody takes part that the document names."""
        reason = ""
        if not agent and not target and not (candidate.anaphoric and candidate.kind in ("Block", "Unblock", "Shutdown")):
            if candidate.kind not in ("Shutdown", "Protest", "Block", "Unblock", "Prosecution", "Legislation", "ContentRemoval", "Throttle"):
                reason = "names nobody who did it or to whom"
            elif candidate.template.is_noun:
                reason = "a bare noun that names nobody"
        if not reason:
            return False
        self.considered.append(
            Consideration(span=paragraph.span(candidate.trigger, candidate.trigger), extractor="actions", what=f"{candidate.trigger.text}: {candidate.kind}", reason=reason, file=candidate.template.file)
        )
        return True

    def _place(self, paragraph: Paragraph, candidate: Candidate, agent: tuple[str, ...]) -> tuple[str, ...]:
        """Where: a place behind "in" in the clause, else in the sentence, else the agent's country, else the document's."""
        inside = frozenset({"in", "across", "throughout", "within", "inside"})
        for anchor in (candidate.trigger, candidate.head, clause_head(candidate.head)):
            for scope in (anchor, *anchor.children):
                for noun in prepositional(scope, inside):
                    for key in self.refer.all_of(paragraph, noun):
                        if self.refer.kind(key) == "Place":
                            return (self.refer.country_place(key) if candidate.kind != "Shutdown" else key,)
        return tuple(k for k in [self.refer.country(agent) or self.refer.default_place] if k)

    def _instrument(self, paragraph: Paragraph, candidate: Candidate) -> tuple[str, ...]:
        """The paper: named in the template's slot, or hanging on the action ("under", "in a letter", "citing")."""
        found = tuple(k for k in candidate.roles.get("instrument", ()) if self.refer.kind(k) == "LegalInstrument")
        if found:
            return found
        for scope in {candidate.head.i: candidate.head, candidate.trigger.i: candidate.trigger}.values():
            for noun in [*prepositional(scope, frozenset({"under", "in", "by", "with", "through", "via", "citing", "on"})), *children(scope, "dobj", "nsubjpass")]:
                where = self.refer.mention_at(paragraph, noun)
                if where is not None and self.refer.kind(where.mention.entity) == "LegalInstrument":
                    return (where.mention.entity,)
            if scope.dep_ == "acl":
                where = self.refer.mention_at(paragraph, scope.head)
                if where is not None and self.refer.kind(where.mention.entity) == "LegalInstrument":
                    return (where.mention.entity,)
        return ()

    def _grounds(self, paragraph: Paragraph, candidate: Candidate) -> tuple[GroundText, ...]:
        """Reasons given: what follows "over", "for", "because", "citing", "due to" on the action."""
        found = []
        scopes = {candidate.head.i: candidate.head, candidate.trigger.i: candidate.trigger}
        for scope in scopes.values():
            for c in scope.children:
                low = c.lower_
                if c.dep_ == "prep" and low in ("over", "for", "due", "because", "after", "amid", "following"):
                    noun = child(c, "pobj", "pcomp") or next((g for k in children(c, "prep", "pcomp") for g in children(k, "pobj")), None)
                    if noun is not None and noun.i not in candidate.used:
                        self._ground(paragraph, noun, found, must_match=low in ("for", "after", "amid", "following"))
                elif c.dep_ in ("advcl", "prep") and low in ("citing", "alleging", "accusing", "arguing"):
                    for noun in children(c, "dobj", "ccomp", "pobj"):
                        self._ground(paragraph, noun, found, must_match=False)
                elif c.dep_ == "advcl" and any(g.dep_ == "mark" and g.lower_ in ("because", "as", "since") for g in c.children):
                    self._ground(paragraph, c, found, must_match=any(g.lower_ in ("as", "since") for g in c.children))
        return tuple(found)

    def _ground(self, paragraph: Paragraph, token: Token, found: list[GroundText], *, must_match: bool) -> None:
        span = self._trim(paragraph.span(*span_of(token)))
        words = self.parsed.text.content[span.begin : span.end].casefold()
        concept = next((name for cue, name in ground_cues() if cue in words), None)
        if concept is None and must_match:
            return
        if 3 < span.end - span.begin < 250:
            found.append(GroundText(span=span, concept=concept))

    @staticmethod
    def _confidence(candidate: Candidate, agent: tuple[str, ...], target: tuple[str, ...], facts: Factuality) -> float:
        """A first guess by what the match rests on; calibration on the gold comes later."""
        score = 0.55 + 0.05 * min(candidate.template.specificity, 4)
        score += 0.1 * bool(agent) + 0.1 * bool(target)
        score -= 0.15 * candidate.template.is_noun + 0.1 * (facts.modality != "actual")
        return round(max(0.05, min(0.99, score)), 2)

    def _trim(self, span: Span) -> Span:
        text = self.parsed.text.content[span.begin : span.end]
        return Span(span.begin + len(text) - len(text.lstrip()), span.begin + len(text.rstrip()))


def _times(dates: list[DateExpression]) -> tuple[date | None, date | None, date | None, Span | None]:
    """(earliest, latest, until, words) of an action from the dates that hang on it."""
    until = next((d.latest for d in dates if d.role == "until"), None)
    begun = next((d for d in dates if d.role in ("at", "since", "after", "before") and (d.earliest or d.latest)), None)
    if begun is None:
        return None, None, until, next((d.span for d in dates if d.role == "until"), None)
    return begun.earliest, begun.latest, until, begun.span


def run(parsed: ParsedText, layers: Layers) -> Layers:
    """All claims about actions of a document, in the order of their triggers."""
    return _Builder(parsed, layers).build()


EXTRACTOR = Extractor(name="actions", requires=("entities", "mentions", "dates", "attributions"), produces=("claims",), run=run)
