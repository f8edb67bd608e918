"""Fits action templates to the words of a parse: which noun fills which slot, and why a template does not fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extractors.decision_papers import deciding_body
from kg.extractors.demands import demanders
from kg.extractors.factuality import assess, is_anybody, is_planned, is_taken_to_do
from kg.extractors.filling import POINTING, Candidate, Mismatch
from kg.extractors.located import ACTORS, COMMANDING, LEGAL_BODIES
from kg.extractors.noun_matching import NounMatcher
from kg.extractors.reference import Referents
from kg.extractors.request_lists import opens_item, orders_in_item
from kg.extractors.syntax import (
    antecedent,
    child,
    children,
    clause_head,
    conjuncts,
    controlled,
    counted,
    gapped,
    has_clause,
    has_infinitive,
    is_impersonal,
    is_passive,
    is_told_of,
    is_verbal,
    noun_lemma_forms,
    objects,
    particles,
    passive_agents,
    passive_object,
    prepositional,
    questioned,
    sentence_bounds,
    subject,
    suffers_by_own,
)
from kg.lexicon import Lexicon, Slot, Template, Words, noun_list, verb_list
from kg.text import Paragraph

#: "On the orders of", "under instructions from", "by order of".
_ON_ORDERS = frozenset({"on", "under", "by", "at", "upon", "following", "after"})
_FROM = frozenset({"of", "from", "by"})
#: What is addressed to somebody, so that a country is its government.
_SPEAKING_TO = frozenset({"Order", "Request", "Proceeding"})
_NO_PARTICLE = frozenset({""})
_CONDUCT = Slot("agent", frozenset({"Actor"}))
#: These are against somebody, whom a phrase inside their object may name.
_CONCERNING = frozenset({"Order", "Penalty", "Investigation"})
_ADDRESSED = frozenset(
    {"to", "against", "into", "by", "from"}
)  # "ordered the suspension of X" is put to somebody else
_TOWARDS = _ADDRESSED | {"on", "upon", "of", "over"}


@dataclass(frozen=True, slots=True)
class _Verb:
    """What the parse tells of a verb's arguments, whatever template is tried.

    ``given`` is to whom something is given, ``kept`` the object that a passive has besides its subject, ``name_before`` the
    speaker that the parse overlooks, ``behind_sum`` the body behind a "by" that the parse hangs on a sum.
    """

    particles: frozenset[str]
    is_passive: bool
    doers: tuple[Token, ...]
    done_to: tuple[Token, ...]
    given: tuple[Token, ...] = ()
    kept: tuple[Token, ...] = ()
    name_before: Token | None = None
    behind_sum: tuple[Token, ...] = ()


class Matcher(NounMatcher):
    """Fits templates to words of one document."""

    def __init__(
        self,
        refer: Referents,
        lexicon: Lexicon,
        deciders: Mapping[int, str],
        ordered: Collection[tuple[int, int]] = (),
    ) -> None:
        super().__init__(refer, lexicon)
        self._ordered = (
            ordered  # verbs of lists of orders, by where their paragraphs begin and their place there
        )
        self._verbs: dict[tuple[int, int], _Verb] = {}
        self._deciders = deciders  # of items of lists of decisions, by where their paragraphs begin

    def verb(self, paragraph: Paragraph, token: Token, template: Template) -> Candidate:
        """Fits a verb template.

        Raises:
            Mismatch: it does not fit.
        """
        verb = self._read(paragraph, token)
        wanted = template.head.get(token.lower_, _NO_PARTICLE)
        if "" not in wanted and not wanted & verb.particles:
            raise Mismatch(f"no {' or '.join(map(repr, sorted(wanted)))} with it")
        if token.lower_ == "failing" and token.i + 1 < len(token.doc) and token.nbor().lower_ == "which":
            raise Mismatch("a condition")  # "within a week, failing which it would be fined"
        if template.kind == "Protest" and template.object is None and children(token, "dobj"):
            raise Mismatch("it has an object")  # "to demonstrate our commitment"
        if template.kind == "Compliance" and template.object is None and self._gives_away(token, verb):
            raise Mismatch("something is handed in")  # "submitted an appeal to the court"
        if template.kind == "NonCompliance" and self._dismisses(token, verb):
            raise Mismatch("what is brought before somebody is decided")  # "rejected the complaint"
        phrases = {f"{token.lower_} {c.lower_}" for c in children(token, "prt")}
        if not wanted & verb.particles and phrases & verb_list("verbs", "phrasal"):
            raise Mismatch("a phrase of another meaning")  # "ruled out"
        if template.kind == "Order" and any(is_taken_to_do(noun) for noun in verb.done_to):
            raise Mismatch("what is decided is told")  # "took the decision to block it"
        if template.kind == "Unblock" and any(is_planned(noun) for noun in children(token, "dobj")):
            raise Mismatch("what was only planned was not in force")  # "scrapped a proposed ban"
        candidate = Candidate(template.kind, token, template, token)
        passive, doers, done_to = verb.is_passive, list(verb.doers), list(verb.done_to)
        if passive:
            if (
                isinstance(template.object, Words)
                and verb.kept
                and not any(self._is_words(n, template.object) for n in done_to)
            ):
                done_to = list(verb.kept)
        else:
            if doers and token.dep_ == "acl" and token.tag_ == "VB":
                doers = self._planners(paragraph, doers[0])
            if isinstance(template.object, Slot) and verb.given:
                # "fined it 10 million", "gave the company two days": it is done to whom something is given
                done_to = [noun for noun in verb.given if noun.pos_ != "ADP"] or done_to
            elif isinstance(template.object, Slot) and template.object.required:
                done_to = self._given_to(paragraph, template.object, done_to)
            if template.kind == "Investigation" and not done_to:
                done_to = questioned(token)
            if verb.name_before is not None:
                doers = [verb.name_before]
            if self._is_inverted(paragraph, token, done_to):
                doers, done_to = done_to, []
            if template.needs_clause and not done_to:
                done_to = controlled(token)
            # Headlines leave the auxiliary out: "X banned in Pakistan", "TikTok fined $5 million by Ofcom".
            bare = not done_to and child(token, "ccomp") is None
            by = [] if bare else list(verb.behind_sum)
            if (bare or by) and self._may_suffer(paragraph, token, template, doers):
                passive, done_to, doers = True, doers, by
        if template.kind in ("Prosecution", "Penalty"):
            done_to = [*done_to, *gapped(token)]
        self._object(paragraph, template, candidate, done_to)
        if template.object is None and template.needs_clause and not passive:
            self._addressee(paragraph, candidate, done_to)
        self._subject(paragraph, template, candidate, doers, passive=passive)
        self._complement(token, template, candidate)
        if candidate.kind == "Order" and any(
            c.tag_ == "VBN" for c in children(token, "ccomp", "oprd", "xcomp")
        ):
            candidate.roles.pop("target", None)  # "ordered the site blocked": the order goes to somebody else
        self._prepositional(
            paragraph,
            template,
            candidate,
            [
                token,
                *(part for noun in done_to for part in conjuncts(noun)),
                *(doers if self._is_about(template) else ()),
                *children(token, "prt", "advmod"),
                *(part for part in children(token, "prep") if children(part, "prep")),  # "thrown out of"
            ],
        )
        self._inside_object(paragraph, candidate, done_to)
        if template.kind in ("Compliance", "NonCompliance") and not candidate.roles.get("target"):
            candidate.add("target", demanders(self.refer, paragraph, token))
        if passive and not doers and isinstance(template.object, Words):
            for noun in done_to:  # "a court order issued on Monday", "the ministry's notice was served"
                for owner in children(noun, "poss", "compound", "nmod"):
                    if self._acts(paragraph, owner):
                        candidate.add("agent", self.agent_keys(paragraph, owner, template.subject))
        if template.needs_clause and not (
            has_infinitive(token) if template.needs_infinitive else has_clause(token)
        ):
            raise Mismatch("no infinitive or clause behind it")
        if template.kind == "Request" and template.needs_clause and self._is_question(token):
            raise Mismatch("a question")
        self._negation(token, template)
        if template.kind == "Penalty" and token.lower_ in verb_list("verbs", "paying"):
            bound = token.dep_ == "xcomp" and token.head.lower_ in verb_list("verbs", "having")
            bound |= (paragraph.begin, token.i) in self._ordered
            if assess(token).modality == "actual" and not bound:
                raise Mismatch("whoever has paid complies")
        candidate.agentless_passive = passive and not doers
        everyday = token.lower_ in verb_list("verbs", "everyday")
        if (
            everyday
            and candidate.agentless_passive
            and template.subject
            and template.subject.kinds == {"Court"}
        ):
            raise Mismatch(
                "nothing says that a court does it"
            )  # "users are not allowed to", "were found in posts"
        return candidate

    @staticmethod
    def _gives_away(token: Token, verb: _Verb) -> bool:
        """Whether a verb of yielding is said of something that is given to whom its preposition names."""
        return token.lower_ in verb_list("verbs", "yielding") and bool(
            verb.is_passive or children(token, "dobj")
        )

    @staticmethod
    def _dismisses(token: Token, verb: _Verb) -> bool:
        """Whether a complaint or petition is turned down."""
        brought = noun_list("nouns", "Proceeding")
        return token.lower_ in verb_list("verbs", "dismissing") and any(
            noun.lower_ in brought for noun in verb.done_to
        )

    @staticmethod
    def _is_question(token: Token) -> bool:
        """Whether what is asked is a question: "asked what the filter had cost"."""
        return any(
            word.tag_ in ("WP", "WRB", "WDT") or word.lower_ in ("if", "whether")
            for clause in children(token, "ccomp")
            for word in (clause.doc[clause.left_edge.i], *clause.children)
            if word.i < clause.i
        )

    def _read(self, paragraph: Paragraph, token: Token) -> _Verb:
        """The verb's reading, once for all the templates that are tried on it."""
        place = (paragraph.begin, token.i)
        if place not in self._verbs:
            self._verbs[place] = self._passive(token) if is_passive(token) else self._active(paragraph, token)
        return self._verbs[place]

    def _passive(self, token: Token) -> _Verb:
        """What is done to a template's object is a passive's subject; "told to pay" keeps its own object besides."""
        noun = passive_object(token) if not is_impersonal(token) else next(iter(controlled(token)), None)
        doers = [doer for doer in passive_agents(token) if not is_anybody(doer)]
        if not doers and token.dep_ in ("xcomp", "ccomp", "oprd", "acomp"):
            doers = self._causer(token)
        return _Verb(
            frozenset(particles(token)),
            is_passive=True,
            doers=tuple(doers),
            done_to=(noun,) if noun is not None else (),
            kept=tuple(children(token, "dobj")),
        )

    def _active(self, paragraph: Paragraph, token: Token) -> _Verb:
        noun = subject(token)
        return _Verb(
            frozenset(particles(token)),
            is_passive=False,
            doers=(noun,) if noun is not None else (),
            done_to=tuple(objects(token)),
            given=tuple(children(token, "dative")),
            name_before=self._name_before(paragraph, token),
            behind_sum=tuple(self._behind_sum(paragraph, token)),
        )

    def _may_suffer(self, paragraph: Paragraph, token: Token, template: Template, doers: list[Token]) -> bool:
        """Whether a past tense may be a participle, and its subject whom the template's action is done to."""
        wanted = template.object
        return (
            token.tag_ in ("VBN", "VBD")
            and bool(doers)
            and isinstance(wanted, Slot)
            and wanted.required
            and self.fits(paragraph, doers[0], wanted)
            and not self._acts(paragraph, doers[0])
        )

    def _behind_sum(self, paragraph: Paragraph, token: Token) -> list[Token]:
        """The body behind a "by" that follows a sum and no other object ("Meta took down posts by a minister")."""
        if not all(any(t.like_num for t in noun.subtree) for noun in children(token, "dobj")):
            return []
        by = (
            noun
            for anchor in (token, *objects(token))
            for part in anchor.subtree
            if part.lower_ == "by" and part.dep_ in ("prep", "agent") and clause_head(part) == token
            for noun in children(part, "pobj")
            if self._acts(paragraph, noun)
        )
        return [noun for noun in [next(by, None)] if noun is not None]

    def _name_before(self, paragraph: Paragraph, token: Token) -> Token | None:
        """The name right before a verb of speech that the parse gives another subject: "X banned, Interior Ministry confirms"."""
        if (
            token.i == sentence_bounds(token)[0]
            or token.tag_ not in ("VBZ", "VBD")
            or token.lower_ not in verb_list("attribution", "verbs")
        ):
            return None
        before = token.nbor(-1)
        where = self.refer.mention_at(paragraph, before)
        if (
            where is None
            or where.mention.form == "description"
            or self.refer.kind(where.mention.entity) not in ACTORS
        ):
            return None
        if before.dep_ == "pobj" and before.head.lower_ in _FROM:
            return None  # "a report by Freedom House says"
        own = child(token, "nsubj", "nsubjpass")
        if is_told_of(before, own):
            return None
        return before if own is None or self.refer.mention_at(paragraph, own) is None else None

    def _is_inverted(self, paragraph: Paragraph, token: Token, done_to: list[Token]) -> bool:
        """Whether the speaker stands behind the verb: "has been banned, confirmed the ministry"."""
        if (
            not done_to
            or token.i == sentence_bounds(token)[0]
            or child(token, "nsubj", "nsubjpass") is not None
            or token.tag_ == "VBG"  # "granted an injunction, telling X to hide the posts"
        ):
            return False
        if token.nbor(-1).text not in (",", '"', "'") or token.lower_ not in verb_list(
            "attribution", "verbs"
        ):
            return False
        return any(self.refer.kind(k) in ACTORS for k in self.refer.of(paragraph, done_to[0]))

    @staticmethod
    def _is_about(template: Template) -> bool:
        """Whether its subject is a noun that tells by what hangs on it what happened to whom."""
        return template.subject is not None and bool(template.subject.kinds & (POINTING | {"Report"}))

    @staticmethod
    def _causer(token: Token) -> list[Token]:
        """Who keeps something as it is or has it done: "kept the site blocked"."""
        causes = token.head.lower_ in verb_list("verbs", "causative") and not suffers_by_own(token)
        doer = subject(token.head) if causes else None
        return [doer] if doer is not None and not is_passive(token.head) else []

    def _planners(self, paragraph: Paragraph, noun: Token) -> list[Token]:
        """Whose plan, step or decision it is to do something; the noun itself where it names who should."""
        if not any(noun.lower_ in noun_list("nouns", kind) for kind in ("Intention", "Step")):
            return [noun]
        owners = children(noun, "poss")
        if not owners and noun.lower_ not in noun_list("factuality", "noun_negative"):
            # "condemned the decision of the regulator to block it", but no "failure of the firm to comply"
            bodies = prepositional(noun, frozenset({"of"}))
            owners = [body for body in bodies if self.agent_keys(paragraph, body, None)]
        undone = noun.head.lower_ in verb_list("verbs", "overturning")
        if undone:  # "suspended an order to block it": somebody else's
            return owners or list(prepositional(noun, frozenset({"of", "by"}))) or [noun]
        if not owners and noun.dep_ == "dobj" and is_verbal(noun.head):
            doer = subject(noun.head)
            owners = [doer] if doer is not None and not is_passive(noun.head) else []
        found = [owner for owner in owners if self.agent_keys(paragraph, owner, None)]
        if not found and not any(owner.lower_ in noun_list("nouns", "LegalBody") for owner in owners):
            raise Mismatch(f"nobody's {noun.text}")
        return found or owners

    def _given_to(self, paragraph: Paragraph, slot: Slot, done_to: list[Token]) -> list[Token]:
        """The one before the sum where the parser makes one phrase of both ("fined TikTok 530 million euros")."""
        if len(done_to) != 1 or not any(c.dep_ == "nummod" for c in done_to[0].children):
            return done_to
        named = [
            n
            for n in children(done_to[0], "nmod", "compound")
            if n.pos_ == "PROPN" and n.i < done_to[0].i - 1
        ]
        return [n for n in named if self.fits(paragraph, n, slot)] or done_to

    def _object(
        self, paragraph: Paragraph, template: Template, candidate: Candidate, done_to: list[Token]
    ) -> None:
        wanted = template.object
        if wanted is None:
            return
        nouns = [part for noun in done_to for part in conjuncts(noun)]
        if isinstance(wanted, Words):
            hit = next((noun for noun in nouns if self._is_words(noun, wanted)), None)
            if hit is None:
                raise Mismatch(f"its object is none of {', '.join(wanted.lemmas[:4])} …")
            slot = self._target_slot(template)
            if (
                slot is not None
                and slot.kinds == {"Platform"}
                and self.refer.is_kind_of_noun(hit, "Internet")
            ):
                raise Mismatch(f"{hit.text!r} is a network's")  # "mobile services were suspended"
            candidate.used |= {hit.i}
            candidate.pointed |= {hit.i, *(noun.i for noun in counted(hit))}
            candidate.points_back = self._points_back(candidate, hit)
            candidate.anaphoric = self._is_anaphoric(hit) and any(
                self.refer.is_kind_of_noun(hit, kind) for kind in ("Measure", "Facet", "Paper", "Demand")
            )
            self._owner_as_target(paragraph, template, candidate, hit)
            done_to.append(hit)
            return
        if not wanted.required and not nouns:
            return
        if not any(self.fits(paragraph, noun, wanted) for noun in done_to):
            if wanted.required:
                raise Mismatch(f"its object is no {'|'.join(sorted(wanted.kinds))}")
            return
        candidate.points_back = wanted.kinds == {"Connection"}
        for noun in done_to:
            candidate.used |= {part.i for part in conjuncts(noun)}
            if wanted.kinds & POINTING:
                candidate.pointed |= {part.i for part in conjuncts(noun)}
            if wanted.role == "target":
                keys = self.keys(paragraph, noun, wanted)
                if candidate.kind == "Penalty":
                    keys = self._penalised(paragraph, noun, keys)
                if noun.lower_ in noun_list("nouns", "Duty"):
                    keys = ()  # whose a duty is, is bound by it, and did not impose it
                if candidate.kind in _SPEAKING_TO:  # "asked France for access", "sued Texas"
                    keys = self.refer.acting(keys)
                candidate.add("target", self._as_actors(keys))
            elif wanted.role != "nil":
                candidate.add(wanted.role, self.refer.all_of(paragraph, noun, wanted.kinds))

    def _points_back(self, candidate: Candidate, noun: Token) -> bool:
        """Whether the object of a verb of undoing is only a word for what was told: "reversed the decision", "lifted it"."""
        return candidate.kind == "Unblock" and (
            noun.pos_ == "PRON" or any(f in noun_list("nouns", "Decision") for f in noun_lemma_forms(noun))
        )

    def _addressee(self, paragraph: Paragraph, candidate: Candidate, nouns: list[Token]) -> None:
        """Whom an order or request goes to where the template leaves it out: "demanded that the ministry restore …"."""
        if candidate.kind not in ("Order", "Request"):
            return
        for noun in nouns:
            keys = self.refer.all_of(paragraph, noun, frozenset({"Actor"}))
            candidate.add("target", self.refer.acting(keys))

    def orderers(self, paragraph: Paragraph, candidate: Candidate) -> tuple[str, ...]:
        """On whose orders something was done: "shut on the orders of the regulator", "blocked, as directed by the ministry"."""
        for scope in {candidate.head.i: candidate.head, candidate.trigger.i: candidate.trigger}.values():
            for preposition in children(scope, "prep"):
                if preposition.lower_ not in _ON_ORDERS:
                    continue
                for noun in children(preposition, "pobj"):
                    if noun.lower_ in noun_list("nouns", "Command"):
                        owners = [*children(noun, "poss"), *prepositional(noun, _FROM)]
                        keys = [k for owner in owners for k in self.agent_keys(paragraph, owner, None)]
                        return tuple(dict.fromkeys(k for k in keys if self.refer.kind(k) in COMMANDING))
            for clause in children(scope, "advcl"):
                if clause.tag_ == "VBN" and any(c.lower_ == "as" for c in children(clause, "mark")):
                    doers = passive_agents(clause)
                    keys = [k for doer in doers for k in self.agent_keys(paragraph, doer, None)]
                    if clause.lower_ in verb_list("factuality", "ordered"):
                        return tuple(k for k in keys if self.refer.kind(k) in COMMANDING)
        return ()

    def _inside_object(self, paragraph: Paragraph, candidate: Candidate, nouns: list[Token]) -> None:
        """Whom an order, fine or inquiry concerns by what its object says: "a decision in an inquiry into TikTok"."""
        if candidate.kind not in _CONCERNING or candidate.roles.get("target"):
            return
        if candidate.kind == "Investigation":  # "opened a probe to establish whether X broke the law"
            asked = (n for verb in candidate.trigger.subtree for n in questioned(verb))
            named = (self.refer.all_of(paragraph, n, frozenset({"Platform", "Company"})) for n in asked)
            candidate.add("target", next((keys for keys in named if keys), ()))
            if candidate.roles.get("target"):
                return
        for noun in nouns:
            for part in noun.subtree:
                if (
                    part.i <= noun.i
                    or part.dep_ != "pobj"
                    or part.head.lower_ not in (_ADDRESSED if candidate.kind == "Order" else _TOWARDS)
                    or part.head.head.lower_ in noun_list("nouns", "Demand")  # "on a request by the agency"
                ):
                    continue
                keys = self.refer.all_of(paragraph, part, frozenset({"Platform", "Company"}))
                if found := tuple(k for k in keys if k not in candidate.roles.get("agent", ())):
                    candidate.add("target", found)
                    return

    def _penalised(self, paragraph: Paragraph, token: Token, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Whom a pronoun under a penalty stands for: rather a company or service than the body that penalises."""
        if token.pos_ != "PRON" or not all(self.refer.kind(k) in LEGAL_BODIES for k in keys):
            return keys
        return self.refer.all_of(paragraph, token, frozenset({"Platform", "Company"})) or keys

    def _owner_as_target(
        self, paragraph: Paragraph, template: Template, candidate: Candidate, noun: Token
    ) -> None:
        """ "Lifted TikTok's ban", "dismissed its appeal": whose it is, is whom it is done to."""
        slot = self._target_slot(template)
        if (
            template.kind == "Proceeding"
            and template.subject is not None
            and "Court" in template.subject.kinds
        ):
            candidate.add("target", self._parties(paragraph, noun))
            return
        if slot is None or (slot.kinds and not slot.kinds & {"Platform", "Content"}):
            return
        if noun.lower_ in noun_list("nouns", "People"):
            return  # "its citizens"
        says_on_whom = any(prepositional(noun, frozenset({"on", "of", "against"})))
        for possessor in children(noun, "poss", *(("compound",) if slot.kinds else ())):
            if says_on_whom and possessor.pos_ == "PRON":
                continue  # "lifted its ban on TikTok"
            keys = self.refer.all_of(paragraph, possessor)
            candidate.add("target", self._as_actors(tuple(k for k in keys if self.refer.fits(k, slot.kinds))))

    def _parties(self, paragraph: Paragraph, proceeding: Token) -> tuple[str, ...]:
        """Whose appeal or suit a court decides: "its appeal", "a petition filed by the firm"."""
        brought = [
            doer
            for clause in children(proceeding, "acl", "relcl")
            if clause.lower_ in verb_list("verbs", "bringing")
            for doer in (passive_agents(clause) or children(clause, "nsubj"))
        ]
        owners = [*children(proceeding, "poss"), *brought]
        keys = (k for owner in owners for k in self.refer.all_of(paragraph, owner, ACTORS - {"Court"}))
        return self._as_actors(tuple(keys))

    def _subject(
        self,
        paragraph: Paragraph,
        template: Template,
        candidate: Candidate,
        doers: list[Token],
        *,
        passive: bool,
    ) -> None:
        wanted = template.subject
        if wanted is None:
            return
        if wanted.role != "agent":
            if passive:
                raise Mismatch("a passive of a state")
            doers = [antecedent(doer.head, doer) for doer in doers]  # "rules that took effect"
            if not doers or not self.fits(paragraph, doers[0], wanted):
                raise Mismatch(f"its subject is no {'|'.join(sorted(wanted.kinds)) or 'participant'}")
            keys = self.keys(paragraph, doers[0], wanted)
            if wanted.role == "self" and self._is_of_another(paragraph, candidate, keys):
                raise Mismatch("it is done to somebody else")
            if candidate.kind == "Penalty":
                keys = self._penalised(paragraph, doers[0], keys)
            if candidate.kind == "Report":  # "the group's report found", "a study by the university shows"
                candidate.add("agent", self._authors(paragraph, doers[0]))
            for role in ("agent", "target") if wanted.role == "self" else (wanted.role,):
                candidate.add(
                    role,
                    self._as_actors(keys)
                    if role != "place"
                    else self.refer.all_of(paragraph, doers[0], wanted.kinds),
                )
            candidate.used |= {doers[0].i}
            candidate.points_back |= wanted.kinds == {"Connection"}
            if wanted.kinds & POINTING:  # "the ban on X ended"
                candidate.pointed |= {doers[0].i}
                candidate.anaphoric = self._is_anaphoric(doers[0])
                self._owner_as_target(paragraph, template, candidate, doers[0])
            return
        for doer in doers:
            keys = self.agent_keys(paragraph, doer, wanted)
            if (
                not keys
                and candidate.kind == "NonCompliance"
                and self.refer.is_kind_of_noun(doer, "Practice")
            ):
                keys = self._conduct_of(paragraph, doer, _CONDUCT)  # "its practices broke the law"
            others = doer.dep_ == "dobj" and is_verbal(doer.head)  # "received the order blocking it"
            if not keys and not others:
                body = deciding_body(self.refer, paragraph, doer, wanted.kinds)
                keys = (body,) if body is not None else ()  # "the ruling requires the firm to …"
            candidate.add("agent", keys)
        opens = opens_item(candidate.trigger) or orders_in_item(candidate.trigger)
        if not candidate.roles.get("agent") and not passive and opens:
            decider = self._deciders.get(paragraph.begin)
            candidate.add("agent", (decider,) if decider is not None else ())
        described = bool(doers) and (
            self._is_described(doers[0], wanted)
            or candidate.kind == "Order"
            and candidate.trigger.dep_ != "acl"
            and any(doers[0].lower_ in noun_list("nouns", paper) for paper in ("Ruling", "Decree"))
        )
        if wanted.required and not candidate.roles.get("agent") and not described and (not passive or doers):
            raise Mismatch(f"its subject is no {'|'.join(sorted(wanted.kinds))}")
        if (
            doers
            and not passive
            and not candidate.roles.get("agent")
            and doers[0].pos_ in ("NOUN", "PROPN")
            and not described
            and self._is_inanimate(paragraph, doers[0])
        ):
            raise Mismatch(f"{doers[0].text!r} can't act")

    def _is_of_another(self, paragraph: Paragraph, candidate: Candidate, keys: tuple[str, ...]) -> bool:
        """Whether what a service would do to itself has another owner: "told Starlink to cease X's operations"."""
        words = (candidate.trigger.doc[i] for i in candidate.pointed)
        owners = [owner for word in words for owner in children(word, "poss")]
        named = {k for owner in owners for k in self.refer.all_of(paragraph, owner, frozenset({"Platform"}))}
        return bool(named - set(keys))

    @staticmethod
    def _complement(token: Token, template: Template, candidate: Candidate) -> None:
        if template.complement is None:
            return
        forms = template.complement.forms
        near = list(token.children) + [
            g
            for c in token.children
            if c.dep_ in ("prep", "prt", "advmod", "acomp", "xcomp", "ccomp", "dobj", "oprd")
            for g in c.children
            if g.dep_ != "advcl"  # "ordered the suspension of X until it pays"
        ]
        found = [t for t in near if t.lower_ in forms or any(f in forms for f in noun_lemma_forms(t))]
        if not found:
            raise Mismatch(f"without {', '.join(template.complement.lemmas[:3])}")
        for word in (
            w for w in found if w.pos_ in ("NOUN", "PROPN")
        ):  # "found it in breach" tells no second time that it is in breach
            candidate.pointed |= {word.i} | ({word.head.i} if word.dep_ == "pobj" else set())
