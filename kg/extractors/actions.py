"""Who did what to whom: matches the action templates over the parse and makes a claim of each match.

A word that can start a template is tried against the templates it starts, the most specific first; the first whose required
parts are all there makes a candidate (:mod:`kg.extractors.template_matching`). Dates and places come from the words that hang on the
action, the rest (:mod:`kg.extractors.factuality`, :mod:`kg.extractors.attribution`) from what governs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from kg.detection import is_wanted
from kg.extraction import Extractor, Layers
from kg.extractors.addressees import addressees, passes_on
from kg.extractors.affiliations import Affiliations
from kg.extractors.authorship import Authorship
from kg.extractors.context import Context
from kg.extractors.dating import Dating
from kg.extractors.decision_dates import date_by_other_sentences
from kg.extractors.demands import offenders
from kg.extractors.detected import POSSIBLE, SURE_SAID, SURE_UNDONE, Detections, enough, unsure
from kg.extractors.ellipsis import Told, denials, denied_by, echoes, told_again
from kg.extractors.endings import end_by_other_sentences
from kg.extractors.factuality import (
    Factuality,
    assess,
    has_condition,
    is_answered,
    is_asked,
    is_in_condition,
    is_negated,
    is_silence,
    is_taken_to_do,
    is_whoever,
)
from kg.extractors.filling import Candidate, Mismatch
from kg.extractors.instruments import instrument_of
from kg.extractors.located import COMMANDING, LEGAL_BODIES
from kg.extractors.narrative_dates import date_by_narrative
from kg.extractors.noun_matching import NO_PREDICATE
from kg.extractors.pointing import Pointing
from kg.extractors.pruning import pruned
from kg.extractors.reasons import Reasons
from kg.extractors.reference import FIRST_PERSON, Referents
from kg.extractors.releases import Release
from kg.extractors.request_lists import Asked, asked_in_lists
from kg.extractors.retelling import told_once
from kg.extractors.ruling_day import is_ruled
from kg.extractors.ruling_lists import deciders
from kg.extractors.sayings import Sayings
from kg.extractors.speakers import in_own_turn, other_speaker, reported_at, speaker_at
from kg.extractors.sufficiency import Sufficiency
from kg.extractors.syntax import (
    child,
    children,
    clause_head,
    clause_of,
    is_passive,
    is_preposition,
    is_sought,
    is_verbal,
    noun_lemma_forms,
    passive_agents,
    prepositional,
    subject,
)
from kg.extractors.template_matching import Matcher
from kg.extractors.timing import DECIDED, UNDATED, Timing, due
from kg.extractors.told_apart import told_apart
from kg.extractors.weighing import Weigher, Weighing
from kg.lexicon import Template, load_lexicon, noun_list, verb_list, word_list
from kg.model import Claim, Consideration, Modality, Polarity, Span
from kg.text import Paragraph, ParsedText

_LONGEST_EVIDENCE = 420
#: A clause of fewer words says too little by itself.
_SHORTEST_CLAUSE = 4
#: Nobody does these to themselves.
_AGAINST_OTHERS = frozenset(
    {"Order", "Penalty", "Prosecution", "Investigation", "Proceeding", "Compliance", "NonCompliance"}
)
#: They take place in a town or region; the others hold for a country.
_LOCAL = frozenset({"Shutdown", "Protest", "Prosecution"})
#: These are about what they speak of, wherever they are made.
_SPOKEN = frozenset({"Statement", "Request", "Report"})
_Fit = Callable[[Paragraph, Token, Template], Candidate]


def _is_roundabout(state: Token) -> bool:
    """Whether a service is only reached round a block: "accessible only through a VPN"."""
    return any(
        preposition.lower_ in ("through", "via", "with", "using")
        and any(t.lower_ == "only" for t in state.doc[max(0, state.i - 1) : preposition.i])
        for preposition in (*children(state, "prep"), *children(state.head, "prep"))
    )


def _can_be_deed(token: Token) -> bool:
    """Whether a word is a verb that tells something, and not a part of another verb or of a noun."""
    return is_verbal(token) and token.dep_ not in ("aux", "auxpass", "amod", "compound")


def _is_done(claim: Claim) -> bool:
    """Whether an act is told as one that happened."""
    return (claim.polarity, claim.modality) == ("positive", "actual")


class _Builder:
    """Candidates of one document to claims."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        self.parsed = parsed
        self.layers = layers
        self.lexicon = load_lexicon()
        self.refer = Referents(parsed, layers)
        authorship = Authorship(parsed, self.refer)
        author = authorship.author()
        self._affiliations = Affiliations(self.refer)
        self.refer.speak_by(
            lambda offset: speaker_at(layers.attributions, offset) or author,
            lambda offset: reported_at(layers.attributions, offset, parsed.text.content),
            lambda offset: (
                authorship.body_at(offset) or self._body_of(speaker_at(layers.attributions, offset))
            ),
        )
        self.author = author
        decided = deciders(parsed, self.refer, layers.mentions, author)
        self._asked = {
            item.paragraph.begin: item
            for item in asked_in_lists(parsed, self.refer, self._speaker_or_author, decided)
        }
        ordered = {(begin, verb) for begin, item in self._asked.items() for verb in item.verbs}
        self.matcher = Matcher(self.refer, self.lexicon, decided, ordered)
        self.detections = Detections(self.matcher, self.lexicon)
        self.weigher = Weigher(self.refer, layers.mentions, layers.dates)
        self.sufficiency = Sufficiency(self.refer, self.lexicon, self._agent_of)
        self.dating = Dating(parsed, layers)
        self.context = Context(self.refer)
        self.release = Release(parsed, layers, self.refer, author)
        self.claims: list[Claim] = []
        self.reasons = Reasons(parsed, layers, self.lexicon)
        self.sayings = Sayings(parsed, layers, self.refer, self.dating, self.release, self.claims)
        self.pointing = Pointing(self.refer, self.lexicon)
        self.considered: list[Consideration] = []
        self._told: list[Told] = []

    def build(self) -> Layers:
        detects = is_wanted()
        for paragraph in self.parsed.paragraphs:
            for sentence in paragraph.doc.sents:
                first = len(self.claims)
                candidates = self._pruned(
                    paragraph, list(self._candidates(paragraph, sentence.start, sentence.end))
                )
                timings = self.dating.of_candidates(paragraph, sentence, candidates)
                for candidate in candidates:
                    self._claim(paragraph, candidate, candidates, timings.get(candidate.trigger.i, UNDATED))
                    self._part(paragraph, sentence, candidate)
                self._echoes(paragraph, sentence, candidates)
                self.sayings.add(paragraph, sentence, candidates)
                self._denials(paragraph, sentence)
                if detects:
                    self._ask_encoder(paragraph, sentence, first)
            if (asked := self._asked.get(paragraph.begin)) is not None and asked.first:
                self._request(asked)
        dated = date_by_other_sentences(self.parsed, self.dating, self.claims)
        dated = date_by_narrative(self.parsed, self.dating, dated)
        return Layers(
            claims=told_once(
                end_by_other_sentences(self.parsed, self.dating, dated),
                self.refer,
                self.layers.attributions,
            ),
            considered=tuple(self.considered),
            entities=self.refer.added(),
        )

    def _body_of(self, speaker: str | None) -> str | None:
        """For whom a speaker says "we"; None for no person."""
        return (
            self._affiliations.of(speaker)
            if speaker is not None and self.refer.kind(speaker) == "Person"
            else None
        )

    def _speaker_or_author(self, offset: int) -> str | None:
        return speaker_at(self.layers.attributions, offset) or self.author

    # --- finding -------------------------------------------------------------------------------------------------------

    def _candidates(self, paragraph: Paragraph, start: int, end: int) -> Iterator[Candidate]:
        """Whatever template fits each word of a sentence; where some were tried and none fits, that is noted."""
        for token in paragraph.doc[start:end]:
            tried: list[tuple[Template, str]] = []
            candidate = next(
                (
                    c
                    for fit, templates in self._starts(token)
                    if (c := self._first(paragraph, token, templates, fit, tried))
                ),
                None,
            )
            if candidate is not None:
                yield candidate
            elif any(reason != NO_PREDICATE for _, reason in tried):  # "in" is a word of every text
                kinds = sorted({t.kind for t, _ in tried})
                self._consider(paragraph, token, ", ".join(kinds), tried[0][1], tried[0][0].file)

    def _starts(self, token: Token) -> Iterator[tuple[_Fit, tuple[Template, ...]]]:
        """The templates that a word can start, and how to fit them."""
        low = token.lower_
        if low in self.lexicon.verbs and _can_be_deed(token) and not is_preposition(token):
            yield self.matcher.verb, self.lexicon.verbs[low]
        if low in self.lexicon.states:
            yield self.matcher.state, self.lexicon.states[low]
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ not in ("compound", "amod"):
            found = tuple(
                t for form in noun_lemma_forms(token)[::-1] for t in self.lexicon.nouns.get(form, ())
            )
            if found:
                yield self.matcher.noun, found

    def _first(
        self,
        paragraph: Paragraph,
        token: Token,
        templates: tuple[Template, ...],
        fit: _Fit,
        tried: list[tuple[Template, str]],
    ) -> Candidate | None:
        bare: Candidate | None = None  # fits, but too empty for a claim: only where no other template fits
        for template in templates:
            try:
                candidate = fit(paragraph, token, template)
            except Mismatch as mismatch:
                tried.append((template, str(mismatch)))
                continue
            agent, target = candidate.roles.get("agent", ()), candidate.roles.get("target", ())
            if not self.sufficiency.lacking(candidate, agent, target):
                return candidate
            bare = bare or candidate
        return bare

    def _consider(self, paragraph: Paragraph, token: Token, kinds: str, reason: str, file: str) -> None:
        span = paragraph.span(token, token)
        self.considered.append(
            Consideration(
                span=span, extractor="actions", what=f"{token.text}: {kinds}", reason=reason, file=file
            )
        )

    def _pruned(self, paragraph: Paragraph, found: list[Candidate]) -> list[Candidate]:
        """The candidates of a sentence without those that only repeat, serve or explain another."""
        kept: list[Candidate] = []
        for candidate, reason in pruned(found):
            if reason:
                self._consider(paragraph, candidate.trigger, candidate.kind, reason, candidate.template.file)
            else:
                kept.append(candidate)
        return kept

    def _echoes(self, paragraph: Paragraph, sentence: Sentence, others: list[Candidate]) -> None:
        """Claims of the clauses of a sentence that leave out what they tell again of somebody else."""
        for echo in echoes(sentence):
            if any(echo.verb in (other.trigger, other.head) for other in others):
                continue
            if echo.suffers:
                keys = self.refer.all_of(paragraph, echo.doer)
            else:
                keys = self.matcher.agent_keys(paragraph, echo.doer, None)
            again = told_again(self.refer, echo, keys, self._told)
            if again is not None:
                timings = self.dating.of_candidates(paragraph, sentence, [*others, again])
                self._claim(paragraph, again, [*others, again], timings.get(again.trigger.i, UNDATED))

    def _denials(self, paragraph: Paragraph, sentence: Sentence) -> None:
        """Claims of what a sentence only says that somebody denies."""
        for verb, doer in denials(sentence):
            deniers = self.matcher.agent_keys(paragraph, doer, None)
            offset = paragraph.begin + verb.idx
            denied = denied_by(self.refer, deniers[0], offset, self.claims) if deniers else None
            if denied is None:
                continue
            self.claims.append(
                replace(
                    denied,
                    evidence=self.parsed.trimmed(paragraph.span(sentence[0], sentence[-1])),
                    trigger=paragraph.span(verb, verb),
                    polarity="negative",
                    modality="actual",
                    said_by=deniers[0],
                    earliest=None,
                    latest=None,
                    until=None,
                    when=None,
                )
            )

    def _ask_encoder(self, paragraph: Paragraph, sentence: Sentence, first: int) -> None:
        """Has the encoder weigh what templates told of a sentence, the claims from ``first`` on, and adds what only it finds."""
        weighing = self.weigher.read(paragraph, sentence)
        if weighing is None:
            return
        kinds = {claim.kind for claim in self.claims[first:]}
        told = [
            weighing.of(weighing.read(weighing.named_rightly(claim, kinds))) for claim in self.claims[first:]
        ]
        self.claims[first:] = told
        if not sentence.text.rstrip().endswith(":"):  # a line that opens a list tells its acts in the items
            self._by_detection(paragraph, sentence, told, weighing)

    def _by_detection(
        self, paragraph: Paragraph, sentence: Sentence, told: list[Claim], weighing: Weighing
    ) -> None:
        """Claims of what the encoder detects in a sentence, beside what templates have told of it."""
        kinds, triggers = {claim.kind for claim in told}, {claim.trigger for claim in told}
        if any(claim.modality == "promised" for claim in told):
            kinds.add("Agreement")  # a promise to do something is that deed, promised
        found: list[Candidate] = []
        for act in sorted(weighing.acts, key=lambda act: -act.probability):  # one word tells one act
            word = sentence[act.word]
            wanted = enough(act.kind, beside=bool(told))
            if act.kind == "Statement" and told and weighing.is_anothers(act, told):
                wanted = SURE_SAID
            if act.probability < POSSIBLE or act.kind in kinds or wanted > 1:
                continue
            sure = act.probability >= wanted
            candidate = self.detections.candidate(paragraph, word, act.kind) if sure else None
            if sure and candidate is None:
                candidate = self.detections.by_encoder(word, act.kind, weighing.participants(act))
            if candidate is None or (span := self.refer.span(paragraph, candidate.trigger)) in triggers:
                self._consider(paragraph, word, act.kind, unsure(act.probability, wanted), "")
                continue
            triggers.add(span)
            found.append(candidate)
        timings = self.dating.of_detected(paragraph, sentence, found)
        for candidate in found:
            first = len(self.claims)
            self._claim(paragraph, candidate, [], timings.get(candidate.trigger.i, UNDATED))
            made = [weighing.of(weighing.read(claim)) for claim in self.claims[first:]]
            if (facts := self.detections.reads(candidate)) is not None:
                made = [replace(claim, polarity=facts[0], modality=facts[1]) for claim in made]
            elif (likely := weighing.likely[candidate.kind]) < SURE_UNDONE and not all(map(_is_done, made)):
                made = []
                reason = unsure(likely, SURE_UNDONE)
                self._consider(paragraph, candidate.trigger, candidate.kind, reason, "")
            self.claims[first:] = made

    # --- claims --------------------------------------------------------------------------------------------------------

    def _claim(
        self, paragraph: Paragraph, candidate: Candidate, others: list[Candidate], timing: Timing
    ) -> None:
        trigger, head = candidate.trigger, candidate.head
        if candidate.kind == "Unblock" and _is_roundabout(trigger):
            candidate.kind = "Block"
        offset = paragraph.begin + trigger.idx
        speaker = speaker_at(self.layers.attributions, offset)
        by_legal_body = speaker is not None and self.refer.kind(speaker) in LEGAL_BODIES
        facts = self._factuality(candidate, assess(head, by_legal_body=by_legal_body))
        if is_asked(head):
            if (answer := is_answered(head)) is None:
                self._consider(paragraph, trigger, candidate.kind, "only asked", candidate.template.file)
                return
            facts = replace(facts, polarity=facts.polarity if answer else "negative")
        said_by = speaker or self._demander(facts) or self._denier(facts)
        if is_sought(head):
            said_by = said_by or next(iter(candidate.roles.pop("agent", ())), None)
            facts = Factuality(facts.polarity, "requested", facts.governor)
        commander = self._control(candidate, others)
        if said_by is None and facts.modality in ("ordered", "requested"):
            said_by = commander
        # "X is ready to appeal" is what the document says of X
        foreseen = facts.governor is not None and facts.governor.lower_ in word_list(
            "factuality", "impending_promised"
        )
        promises = facts.modality == "promised" and not foreseen
        if said_by is None and promises and len(candidate.roles.get("agent", ())) == 1:
            said_by = candidate.roles["agent"][0]
        if facts.modality == "promised" and not candidate.roles.get("agent") and said_by is not None:
            suffers = candidate.template.subject is not None and candidate.template.subject.role == "target"
            denied = suffers or candidate.agentless_passive and facts.polarity == "negative"
            doer = subject(head)
            unnamed = not candidate.agentless_passive and doer is not None and doer.pos_ == "NOUN"
            by_press = self.refer.kind(said_by) == "NewsOrganisation"
            # "the site won't be blocked", a lawmaker said: nobody would have done it; the press tells of others
            # … and who tells what will be done to somebody may be anybody's spokesman
            suffered = candidate.agentless_passive or head.tag_ == "VBN"  # "it would stay blocked"
            by_person = suffered and self.refer.kind(said_by) == "Person"
            if not denied and not unnamed and not by_press and not by_person:
                candidate.add("agent", (said_by,))
        if (
            candidate.agentless_passive
            and not candidate.roles.get("agent")
            and said_by is not None
            and facts.modality not in ("requested", "ordered")
            and self._may_have_done(candidate, said_by)
        ):
            candidate.add("agent", (said_by,))
        candidate.add("agent", self.release.done_hereby(candidate, offset))
        asked = self._asked.get(paragraph.begin)
        if asked is not None and asked.verbs & {trigger.i, head.i}:
            bears = candidate.template.subject is not None and candidate.template.subject.role == "target"
            if (
                asked.kind == "Order" and bears
            ):  # "orders that: 1. the firm pay a fine": the order is the fine
                candidate.roles["agent"] = asked.agent
            else:
                modality: Modality = "ordered" if asked.kind == "Order" else "requested"
                facts = Factuality(facts.polarity, modality, facts.governor)
                said_by = next(iter(asked.agent), None)
                candidate.roles["agent"] = asked.target
        if self.lexicon.is_of_access(candidate.kind):
            candidate.add("agent", self.matcher.orderers(paragraph, candidate))
        if reason := self.pointing.resolve(candidate):
            self._consider(paragraph, trigger, candidate.kind, reason, candidate.template.file)
            return
        if candidate.kind == "NonCompliance" and (failed := offenders(candidate, others)):
            candidate.roles["agent"] = failed
        candidate.add("agent", self.context.addressed(paragraph, candidate))
        self._before_the_court(paragraph, candidate, told=facts.modality == "actual")
        agent, target = candidate.roles.get("agent", ()), candidate.roles.get("target", ())
        marks = {c.lower_ for c in children(head, "mark")}
        if (
            not marks.isdisjoint(("if", "unless"))
            or (head.tag_ in ("VBZ", "VBP") and not marks.isdisjoint(("until", "till")))
            or any(
                c.dep_ == "aux" and c.lower_ == "should" and c.i == head.left_edge.i for c in head.children
            )
            or is_in_condition(head)
        ):
            self._consider(
                paragraph, trigger, candidate.kind, "the condition itself, no action", candidate.template.file
            )
            return
        if (
            facts.modality == "ordered"
            and facts.governor is not None
            and is_verbal(facts.governor)
            and is_negated(facts.governor)
        ):
            self._consider(paragraph, trigger, candidate.kind, "nobody ordered it", candidate.template.file)
            return
        if reason := self.sufficiency.lacking(candidate, agent, target):
            self._consider(paragraph, trigger, candidate.kind, reason, candidate.template.file)
            return
        agent = agent or (self.context.doer(paragraph, candidate) if facts.polarity == "positive" else ())
        # "suspended its licence": not its own; and nobody tells themselves
        if candidate.kind in _AGAINST_OTHERS or candidate.kind in _SPOKEN:
            target = tuple(k for k in target if k not in agent)
        doer = subject(head)
        again = candidate.points_back or candidate.kind == "Unblock"
        # A service may switch itself off; but "it lifted the ban" is somebody else.
        if candidate.kind not in ("Block", "Unblock") or again and doer is not None and doer.lower_ == "it":
            agent = tuple(k for k in agent if k not in target)
        if candidate.kind == "Statement" and not target:
            target = addressees(self.refer, paragraph, trigger, agent)
        if candidate.kind == "Statement":  # an outlet spoken to passes the words on
            told_us = any(c.lower_ in FIRST_PERSON for c in children(trigger, "dobj", "dative"))
            target = tuple(
                k for k in target if not passes_on(self.refer, k) and not (told_us and k == self.author)
            )
        says = candidate.kind in ("Statement", "Request")
        in_person = says and doer is not None and doer.lower_ in ("i", "we")
        here = in_person and in_own_turn(self.layers.attributions, offset)
        if not timing.begun and (here or self.release.is_done_by(agent, candidate.kind)):
            now = self.dating.of_release(head, says=says)
            timing = replace(now, until=timing.until)
        if not timing.begun and is_ruled(candidate.kind, head) and self._is_court(agent):
            timing = replace(self.release.ruled, until=timing.until)
        timing = due(timing, facts.modality, self.dating.published)
        rule = candidate.template.rule
        if self.context.inherits(candidate) and (
            before := self.context.target_of(paragraph, candidate, agent)
        ):
            target, rule = before, f"{rule}; target from what was told before"
        self._told.append(Told(candidate, facts))
        self.context.tell(paragraph, candidate, agent, target)
        self.pointing.tell(candidate)
        self.claims.append(
            Claim(
                kind=candidate.kind,
                evidence=self._evidence(paragraph, candidate, others),
                trigger=paragraph.span(trigger, trigger),
                rule=rule,
                agent=agent,
                target=target,
                place=candidate.roles.get("place", ()) or self._place(paragraph, candidate, agent),
                instrument=instrument_of(self.refer, paragraph, candidate),
                grounds=self.reasons.of(paragraph, candidate),
                earliest=timing.earliest,
                latest=timing.latest,
                until=timing.until,
                when=timing.when,
                polarity=facts.polarity,
                modality=facts.modality,
                said_by=self._other_speaker(candidate, agent, said_by, offset),
            )  # fmt: skip
        )

    def _part(self, paragraph: Paragraph, sentence: Sentence, candidate: Candidate) -> None:
        """Parts the claim made last by the dates of its verb, where these are of several deeds."""
        last = self.claims[-1] if self.claims else None
        if last is None or last.trigger != paragraph.span(candidate.trigger, candidate.trigger):
            return
        dates = self.dating.in_a_row(paragraph, sentence, candidate)
        if len(dates) > 1:
            span = paragraph.span(sentence[0], sentence[-1])
            named = [m for m in self.layers.mentions if m.entity in last.target and span.contains(m.span)]
            places = {m.entity: m.span.begin for m in reversed(named)}
            self.claims[-1:] = told_apart(last, dates, places, self.parsed.text.content)

    def _is_court(self, agent: tuple[str, ...]) -> bool:
        return bool(agent) and all(self.refer.kind(key) == "Court" for key in agent)

    def _factuality(self, candidate: Candidate, facts: Factuality) -> Factuality:
        """What the action's own word makes of what the words above it say."""
        low, modality = candidate.head.lower_, facts.modality
        if candidate.kind == "Prosecution" and candidate.trigger.lower_ in verb_list(
            "factuality", "dropping"
        ):
            turned: Polarity = "negative" if facts.polarity == "positive" else "positive"
            return Factuality(turned, modality, facts.governor)  # "dropped the charges against"
        if candidate.template.is_negative and candidate.kind != "Statement":
            # What is not done is the breach; what "can't be reached" is not only possibly out of reach.
            unable = candidate.kind != "NonCompliance" and modality == "possible"
            return Factuality("positive", "actual" if unable else modality, facts.governor)
        if candidate.kind == "Statement" and modality == "actual" and is_silence(candidate.head):
            return Factuality("negative", "actual", facts.governor)
        if (
            candidate.kind == "Statement"
            and facts.polarity == "negative"
            and modality in ("promised", "possible")
        ):
            return Factuality(
                "negative", "actual", facts.governor
            )  # "would not comment", "could not be reached"
        threatened = candidate.kind == "Penalty" and low in verb_list("attribution", "threatening")
        if (modality == "actual" and (threatened or low in verb_list("factuality", "prospective"))) or (
            low in verb_list("verbs", "light_passive") and modality == "promised"
        ):
            # "faces a ban", "would get a fine", "faces a fine unless it pays"
            bearer = subject(candidate.head)
            on_condition = has_condition(candidate.head) or bearer is not None and is_whoever(bearer)
            modality = "conditional" if on_condition else "possible"
            return Factuality(facts.polarity, modality, candidate.head)
        if (
            modality == "promised"
            and facts.governor is not None
            and (decision := facts.governor.head if is_taken_to_do(facts.governor) else facts.governor)
            and (decision != facts.governor or decision.lower_ in verb_list("factuality", "deciding"))
            and (decider := self._agent_of(decision)) is not None
            and self.refer.kind(decider) in COMMANDING
            and (candidate.kind in DECIDED or self.refer.kind(decider) == "Court")
        ):
            # "has decided to fine": the decision is the act
            return Factuality(facts.polarity, "actual", None)
        return facts

    def _request(self, asked: Asked) -> None:
        """The request or order that an item of a list of demands is."""
        paragraph = asked.paragraph
        day = self.dating.published if self.release.is_by(asked.agent) else None
        self.claims.append(
            Claim(
                kind=asked.kind,
                evidence=self.parsed.trimmed(paragraph.span(paragraph.doc[0], paragraph.doc[-1])),
                trigger=paragraph.span(asked.mark, asked.mark),
                rule=f"{asked.kind}: list of demands",
                agent=asked.agent,
                target=asked.target,
                place=self.refer.place_of((*asked.target, *asked.agent), paragraph, asked.mark),
                earliest=day,
                latest=day,
                said_by=other_speaker(
                    self.layers.attributions, asked.agent[:1], paragraph.begin + asked.mark.idx
                ),
            )  # fmt: skip
        )

    def _evidence(self, paragraph: Paragraph, candidate: Candidate, others: list[Candidate]) -> Span:
        """The sentence; the clause where the sentence tells several actions or is very long."""
        sentence = candidate.trigger.sent
        if len(others) > 1 or len(sentence.text) > _LONGEST_EVIDENCE:
            first, last = clause_of(candidate.trigger)
            if last.i - first.i >= _SHORTEST_CLAUSE:
                return self.parsed.trimmed(paragraph.span(first, last))
        return self.parsed.trimmed(paragraph.span(sentence[0], sentence[-1]))

    def _other_speaker(
        self, candidate: Candidate, agent: tuple[str, ...], said_by: str | None, offset: int
    ) -> str | None:
        """A speaker is no source of their own saying; the next one out may be."""
        if (
            said_by not in agent
            or candidate.kind not in ("Statement", "Request", "Report")
            or len(agent) != 1
        ):
            return said_by
        return other_speaker(self.layers.attributions, agent, offset)

    def _demander(self, facts: Factuality) -> str | None:
        """Who ordered, asked for or alleges an action that hangs on such a word."""
        if facts.governor is None:
            return None
        low = facts.governor.lower_
        announced = is_verbal(facts.governor) and (
            (facts.modality == "promised" and low in verb_list("factuality", "promised"))
            or (facts.modality == "possible" and low in verb_list("attribution", "threatening"))
        )
        if facts.modality not in ("ordered", "requested", "alleged") and not announced:
            return None
        if low not in verb_list("factuality", facts.modality) | noun_list(
            "factuality", f"noun_{facts.modality}"
        ):
            return (
                self.author
            )  # "the regulator should lift the ban": the document's word, not the regulator's
        return self._agent_of(facts.governor)

    def _denier(self, facts: Factuality) -> str | None:
        """Who denies the action: "the ministry denied reports of a ban"."""
        return self._agent_of(facts.denial) if facts.denial is not None else None

    def _may_have_done(self, candidate: Candidate, speaker: str) -> bool:
        """A regulator or ministry that tells of a restriction without naming a doer is the only possible one.

        In a relative clause it only tells again what may be somebody else's deed: "access, which was cut in May, is restored".
        """
        return (
            candidate.head.dep_ != "relcl"
            and self.lexicon.parent(candidate.kind) == "Restriction"
            and self.refer.kind(speaker)
            in (
                "Regulator",
                "Ministry",
            )
        )

    def _before_the_court(self, paragraph: Paragraph, candidate: Candidate, *, told: bool) -> None:
        """A party that petitions, argues or appeals does so before the court that the text is about at that point.

        So does the court act of which only the passive is told ("the petition was heard in May"). What is only planned
        (not ``told``) may yet go to any court, so there it is the one that its own sentence names.
        """
        if candidate.kind not in ("Proceeding", "Order") or candidate.template.is_noun:
            return
        parties = (*candidate.roles.get("agent", ()), *candidate.roles.get("target", ()))
        decided = (
            candidate.agentless_passive
            and candidate.template.subject is not None
            and "Court" in candidate.template.subject.kinds
        )
        if (
            not (decided or candidate.kind == "Proceeding" and candidate.roles.get("agent"))
            or (decided and candidate.roles.get("agent"))
            or any(self.refer.fits(key, frozenset({"Court"})) for key in parties)
        ):
            return
        issuer = self.release.issuer()
        of_court = issuer is not None and self.refer.kind(issuer) == "Court"
        court = (
            issuer
            if of_court
            else self.refer.last_named(
                frozenset({"Court"}),
                paragraph.begin + candidate.trigger.sent.end_char,
                sentences=1
                if not told
                else 4
                if self.refer.only("Court") is None
                else len(self.parsed.sentences()),
            )
        )
        if court is not None:
            candidate.add("agent" if decided else "target", (court,))

    def _agent_of(self, governor: Token) -> str | None:
        paragraph = self._paragraph_of(governor)
        if paragraph is None:
            return None
        if is_passive(governor):
            doer = next(iter(passive_agents(governor)), None)
        else:
            doer = (
                subject(governor)
                if is_verbal(governor)
                else child(governor, "poss") or next(prepositional(governor, frozenset({"from", "by"})), None)
            )
        keys = self.matcher.agent_keys(paragraph, doer, None) if doer is not None else ()
        if not keys and not is_verbal(governor):  # "a decision of the regulator"
            owners = prepositional(governor, frozenset({"of"}))
            named = (k for owner in owners for k in self.matcher.agent_keys(paragraph, owner, None))
            keys = tuple(k for k in named if self.refer.kind(k) in LEGAL_BODIES)
        return keys[0] if keys else None

    def _paragraph_of(self, token: Token) -> Paragraph | None:
        return next((p for p in self.parsed.paragraphs if p.doc is token.doc), None)

    @staticmethod
    def _control(candidate: Candidate, others: list[Candidate]) -> str | None:
        """An action that was ordered or asked for is done by whom the order or request goes to. Gives who ordered or asked."""
        clause = candidate.head
        if clause.dep_ not in ("xcomp", "ccomp", "acl", "advcl", "relcl", "oprd"):
            return None
        if clause.tag_ == "VBG" and clause.i and clause.nbor(-1).text == ",":
            return None  # "issued a notice to the firm, directing it to …": whoever gave the notice directs
        for other in others:
            if (
                other is not candidate
                and other.kind in ("Order", "Request")
                and other.trigger.lower_ not in verb_list("verbs", "overturning")
                and (clause.head in (other.trigger, other.head) or clause.head.i in other.pointed)
            ):
                own = child(clause, "nsubj", "nsubjpass") is not None or candidate.agentless_passive
                if other.roles.get("target") and not own and clause.tag_ in ("VB", "VBG"):
                    candidate.roles["agent"] = other.roles["target"]
                return next(iter(other.roles.get("agent", ())), None)
        return None

    def _place(self, paragraph: Paragraph, candidate: Candidate, agent: tuple[str, ...]) -> tuple[str, ...]:
        """Where: a place behind "in" in the clause, else in the sentence, else the agent's country, else the document's."""
        if any(t.lower_ in ("globally", "worldwide") for t in candidate.trigger.sent):
            return ()
        inside = frozenset({"in", "across", "throughout", "within", "inside"})
        doer = subject(candidate.head)
        for anchor in (candidate.trigger, candidate.head, clause_head(candidate.head)):
            for scope in (anchor, *anchor.children, *([doer] if doer is not None else [])):
                for noun in prepositional(scope, inside):
                    places = [k for k in self.refer.all_of(paragraph, noun) if self.refer.kind(k) == "Place"]
                    if places and candidate.kind in _LOCAL:
                        return tuple(places)
                    if places:
                        return tuple(dict.fromkeys(map(self.refer.area, places)))
        return self.refer.place_of(agent, paragraph, candidate.trigger, speak=candidate.kind in _SPOKEN)


def run(parsed: ParsedText, layers: Layers) -> Layers:
    """All claims about actions of a document, in the order of their triggers."""
    return _Builder(parsed, layers).build()


EXTRACTOR = Extractor(
    name="actions", requires=("entities", "mentions", "dates", "attributions"), produces=("claims",), run=run
)
