"""Which date belongs to which action: gives each action of a sentence its beginning, its end or deadline, and the words that say so.

A date belongs to the verb it hangs on, and to the action of that verb; a verb between that tells no action keeps it ("the app, launched
in 2018, was blocked"). Coordinated verbs share a date told once. The date of a paper is that of what the paper does ("in a ruling of
22 June the court restrained …"). Where the sentence is silent, the entry of a chronology or log dates its actions, and the day of a
release dates what its publisher says there. What a date bounds, depends on its role (:mod:`kg.dates`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.dates import published_interval
from kg.dates.bounds import anchor_of
from kg.extraction import Layers
from kg.extractors.date_attachment import (
    clause_verb,
    dated_by,
    event_behind,
    given_time,
    is_behind_speaker,
    is_of_verb,
    out_of_clause,
    owners_of,
    top,
    verbs_before,
    when_clause,
)
from kg.extractors.date_neighbours import bounded_by, done_by, in_force_from, occasion_of, verb_beside
from kg.extractors.dates import published_of
from kg.extractors.entry_dates import Entries
from kg.extractors.event_dates import Hung, counted_from, of_events_beside
from kg.extractors.factuality import assess
from kg.extractors.filling import Candidate
from kg.extractors.shared_dates import reaches, share, share_deadlines
from kg.extractors.syntax import child, is_before_colon, is_verbal, sentence_bounds
from kg.extractors.timing import DEMANDS, REPEATED, STATES, UNDATED, Timing, has_bounds, timing_of
from kg.lexicon import verb_list
from kg.model import DateExpression
from kg.text import Paragraph, ParsedText

_HAVE = frozenset({"has", "have", "'ve"})
_OFTEN = frozenset({"times", "twice", "thrice", "repeatedly", "often", "regularly"})
#: Counted from the day on which somebody speaks: of a dated saying, from that day and not from the publication.
_COUNTED_BACK = frozenset({"ago", "distance", "window"})


class Dating:
    """The dates of one document, and what they date."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        self.dates = sorted(layers.dates, key=lambda d: d.span)
        published = published_interval(published_of(parsed.text))
        self.published = published.day
        self._entries = Entries(parsed, self.dates)
        self._begins = [d.span.begin for d in self.dates]
        self._hung: dict[int, list[Hung]] = {}
        self._layers = layers
        self._said = self._saying_days(parsed)

    # --- what the sentence says ----------------------------------------------------------------------------------------

    def of_candidates(
        self, paragraph: Paragraph, sentence: SpacySpan, candidates: Sequence[Candidate]
    ) -> dict[int, Timing]:
        """The timing of each candidate of a sentence, by the index of its trigger; those without any are left out."""
        dates = self.of_sentence(paragraph, sentence)
        given: dict[int, list[DateExpression]] = {}
        owners = owners_of(candidates)
        for expression, node in dates:
            begin = expression.span.begin - paragraph.begin
            before = paragraph.plain[sentence.start_char : begin]
            measure = in_force_from(expression, before, candidates, begin)
            if measure is not None:
                given.setdefault(measure.trigger.i, []).append(expression)
                continue
            is_past = self._is_past(expression)
            for owner in dated_by(expression, node, owners, candidates, is_past=is_past):
                bounded = bounded_by(expression, node, owner.trigger)
                bounded = done_by(bounded, before, owner) if is_past else bounded
                given.setdefault(owner.trigger.i, []).append(bounded)
            for owner in given_time(expression, node, owners):
                limit = replace(expression, role="until", rule="within")
                given.setdefault(owner.trigger.i, []).append(limit)
        share(candidates, given, dates)
        timings = {}
        for candidate in candidates:
            counted = [
                self._counted(paragraph, candidate, d)
                for d in given.get(candidate.trigger.i, ())
                if not _is_other(paragraph, candidate, d)
            ]
            timing = self._till_now(candidate, counted, timing_of(counted, candidate.kind))
            if candidate.kind == "Investigation" and candidate.trigger.lower_ in verb_list(
                "verbs", "closing"
            ):
                timing = Timing(None, None, timing.latest, timing.when)
            entry = self._entry(paragraph, candidate.trigger, candidate.kind)
            if not timing.begun and entry is not None:
                timing = _at_entry(candidate, timing, entry)
            if not timing.begun and _is_done_hereby(candidate):
                timing = replace(timing, earliest=self.published, latest=self.published)
            if timing != UNDATED:
                timings[candidate.trigger.i] = timing
        share_deadlines(candidates, timings)
        return timings

    def of_detected(
        self, paragraph: Paragraph, sentence: SpacySpan, candidates: Sequence[Candidate]
    ) -> dict[int, Timing]:
        """As :meth:`of_candidates`, but by the only date of the sentence where none hangs on the word: which word tells the act is a guess."""
        timings = self.of_candidates(paragraph, sentence, candidates)
        days = [d for d, _ in self._words(paragraph, sentence) if has_bounds(d)]
        if len(days) == 1 and days[0].role == "at":
            for candidate in candidates:
                undated = not timings.get(candidate.trigger.i, UNDATED).begun
                if undated and candidate.head.tag_ not in ("VBZ", "VBP"):
                    timings[candidate.trigger.i] = timing_of(days, candidate.kind)
        return timings

    def of_saying(self, paragraph: Paragraph, verb: Token) -> Timing:
        """When something was said, by the dates that hang on the verb of saying."""
        dates = [
            (d, node)
            for d, node in self.of_sentence(paragraph, verb.sent)
            if d.role not in ("until", "duration") and has_bounds(d)
        ]
        found: list[DateExpression] = []
        for told in (verb, *verbs_before(verb)):
            of_it = [
                (d, node)
                for d, node in dates
                if is_of_verb(clause_verb(node), told) or is_behind_speaker(node, told)
            ]
            found = [d for d, node in of_it if reaches(d, node, told, verb)]
            if of_it:
                break
        timing = timing_of(found, "Statement")
        entry = self._entry(paragraph, verb, "Statement")
        if not timing.begun and entry is not None and _tells(verb):
            return Timing(entry.earliest, entry.latest, None, entry.span)
        return timing

    def _entry(self, paragraph: Paragraph, trigger: Token, kind: str) -> DateExpression | None:
        """The date of the entry that a word stands in; for what is said in the present, that of a dateline: "NAIROBI, 3 June – … announces"."""
        entry = self._entries.at(paragraph, paragraph.begin + trigger.idx)
        if entry is None and kind in ("Statement", "Request") and trigger.tag_ in ("VBZ", "VBP"):
            return self._entries.dateline(paragraph)
        return entry

    def _is_past(self, expression: DateExpression) -> bool:
        latest = expression.latest
        return latest is not None and self.published is not None and latest <= self.published

    def of_release(self, verb: Token, *, colon: bool = False, says: bool = True) -> Timing:
        """The day of a release, for what its issuer says or does in it: "condemns", "we call on", "said", or a name and a colon.

        Args:
            says: the verb tells a saying, which may be in the past tense; deeds are done in the present.
        """
        now = colon or _speaks_now(verb) and (says or verb.tag_ in ("VBZ", "VBP"))
        return UNDATED if self.published is None or not now else Timing(self.published, self.published)

    def verbs_dated(self, paragraph: Paragraph, sentence: SpacySpan) -> list[tuple[int, Timing]]:
        """The verbs of a sentence on which a date hangs that tells when something was, by index."""
        found = []
        for expression, node in self.of_sentence(paragraph, sentence):
            verb = clause_verb(node)
            if verb is not None and expression.role == "at" and has_bounds(expression):
                found.append((verb.i, timing_of([expression], "Statement")))
        return found

    def in_a_row(
        self, paragraph: Paragraph, sentence: SpacySpan, candidate: Candidate
    ) -> list[DateExpression]:
        """The dates behind the verb of an action that hang on it and tell when it was, in order."""
        return [
            expression
            for expression, node in self.of_sentence(paragraph, sentence)
            if expression.role == "at"
            and expression.rule not in ("counted", "distance")
            and not _is_other(paragraph, candidate, expression)
            and node.i > candidate.head.i
            and clause_verb(node) == candidate.head
        ]

    def of_sentence(self, paragraph: Paragraph, sentence: SpacySpan) -> list[tuple[DateExpression, Token]]:
        """The dates of a sentence, each with the word by which it hangs on the rest."""
        at = paragraph.begin + sentence.start_char
        if at not in self._hung:
            self._hung[at] = self._hang(paragraph, sentence)
        return self._hung[at]

    def _hang(self, paragraph: Paragraph, sentence: SpacySpan) -> list[Hung]:
        found: list[Hung] = []
        distances: list[tuple[int, DateExpression, Sequence[Token]]] = []
        for expression, tokens in self._words(paragraph, sentence):
            if expression.rule == "distance":
                distances.append((len(found), expression, tokens))
                node = event_behind(tokens)
            else:
                node = verb_beside(expression, tokens) or occasion_of(expression, tokens) or top(tokens)
            if node is not None:
                when = when_clause(tokens)
                found.append((expression, out_of_clause(node)))
                if when is not None and expression.role in ("at", "since", "until"):
                    found.append((replace(expression, role="at"), when))
        for position, distance, tokens in reversed(distances):
            event = event_behind(tokens)
            counted = counted_from(distance, tokens, event, found) if event is not None else None
            if counted is not None:
                found.insert(position, counted)
        return [*found, *of_events_beside(found)]

    def distances(
        self, paragraph: Paragraph, sentence: SpacySpan
    ) -> list[tuple[DateExpression, Sequence[Token]]]:
        """The distances from an event that a sentence tells, "two days after", each with its words."""
        return [(d, words) for d, words in self._words(paragraph, sentence) if d.rule == "distance"]

    def _words(
        self, paragraph: Paragraph, sentence: SpacySpan
    ) -> Iterator[tuple[DateExpression, Sequence[Token]]]:
        """The dates of a sentence, each with its words."""
        begin, end = paragraph.begin + sentence.start_char, paragraph.begin + sentence.end_char
        first, last = bisect_left(self._begins, begin), bisect_left(self._begins, end)
        for expression in self.dates[first:last]:
            tokens = [
                t
                for t in sentence
                if expression.span.begin < paragraph.begin + t.idx + len(t)
                and paragraph.begin + t.idx < expression.span.end
            ]
            if tokens:
                yield expression, tokens

    # --- sayings that count back ---------------------------------------------------------------------------------------

    def _saying_days(self, parsed: ParsedText) -> dict[str, date]:
        """The day on which a speaker spoke, where the document gives one day, not long before its publication."""
        days: dict[str, set[date]] = {}
        if self.published is None:
            return {}
        for attribution in self._layers.attributions:
            if attribution.speaker is None:
                continue
            paragraph = next((p for p in parsed.paragraphs if p.holds(attribution.cue.begin)), None)
            token = paragraph.token_at(attribution.cue.begin) if paragraph is not None else None
            if paragraph is None or token is None or not is_verbal(token):
                continue
            for expression, node in self.of_sentence(paragraph, token.sent):
                day = anchor_of(expression)
                if day is not None and expression.role == "at" and clause_verb(node) == token:
                    days.setdefault(attribution.speaker, set()).add(day)
        return {
            speaker: next(iter(found))
            for speaker, found in days.items()
            if len(found) == 1 and timedelta(0) < self.published - next(iter(found)) <= timedelta(days=7)
        }

    def _till_now(self, candidate: Candidate, dates: Sequence[DateExpression], timing: Timing) -> Timing:
        """What has been done since a day may have been on any day from it to the publication: "has fined three outlets since May"."""
        since = next((d for d in dates if d.role == "since" and d.earliest == timing.earliest), None)
        perfect = any(c.dep_ == "aux" and c.lower_ in _HAVE for c in candidate.head.children)
        repeated = candidate.kind in REPEATED or any(c.lower_ in _OFTEN for c in candidate.head.children)
        if since is None or not perfect or not repeated or self.published is None:
            return timing
        return replace(timing, latest=max(self.published, timing.latest or self.published))

    def _counted(
        self, paragraph: Paragraph, candidate: Candidate, expression: DateExpression
    ) -> DateExpression:
        """A date counted back from the publication, counted from the saying instead where that has its own day."""
        if expression.rule not in _COUNTED_BACK or self.published is None or not self._said:
            return expression
        offset = paragraph.begin + candidate.trigger.idx
        day = next(
            (
                self._said[a.speaker]
                for a in self._layers.attributions
                if a.speaker in self._said and a.content.begin <= offset < a.content.end
            ),
            None,
        )
        if day is None:
            return expression
        by = self.published - day
        return replace(
            expression,
            earliest=expression.earliest - by if expression.earliest is not None else None,
            latest=expression.latest - by if expression.latest is not None else None,
        )


def _is_other(paragraph: Paragraph, candidate: Candidate, expression: DateExpression) -> bool:
    """Whether a date is none of the action's: the time that a report covers, "the same day" as a condition is met."""
    before = paragraph.plain[: max(0, expression.span.begin - paragraph.begin)].rstrip().casefold()
    if candidate.kind == "Report" and before.endswith((" for", " covering")):
        return True
    if candidate.kind in DEMANDS and before.endswith(" for") and anchor_of(expression) is not None:
        return True  # "summoned its representative for 29 June"
    if expression.role == "at" and _is_only_told(candidate):
        return True
    return expression.rule == "same-unit" and assess(candidate.head).modality == "conditional"


def _is_only_told(candidate: Candidate) -> bool:
    """Whether a verb tells of a state of a service that it was announced: "the shutdown was announced on Sunday" is no shutdown of Sunday."""
    carried = candidate.template.is_noun and candidate.head != candidate.trigger
    return (
        carried
        and candidate.kind in STATES | {"Unblock"}
        and candidate.head.lower_ in verb_list("attribution", "verbs")
    )


# --- entries and releases ---------------------------------------------------------------------------------------------


def _at_entry(candidate: Candidate, timing: Timing, entry: DateExpression) -> Timing:
    """An action that an entry tells as its news happened on the entry's date."""
    facts = assess(candidate.head)
    denied = (
        facts.polarity == "negative" and candidate.kind != "Statement"
    )  # "declines to comment" is told as news
    if not _tells(candidate.head) or facts.modality != "actual" or denied:
        return timing
    return Timing(entry.earliest, entry.latest, timing.until, entry.span)


def _tells(token: Token) -> bool:
    """Whether an action is what its sentence tells: in no clause that looks back, quotes or explains."""
    node = token
    for _ in range(12):
        if is_verbal(node):
            auxiliaries = {c.lower_ for c in node.children if c.dep_ in ("aux", "auxpass")}
            news = (
                _just(node) or sentence_bounds(node)[0] == 0
            )  # of a live blog: "The justices have unanimously rejected …"
            if auxiliaries & {"had", "will"} or (
                "be" not in auxiliaries and auxiliaries & {"has", "have"} and not news
            ):
                return False
            goes_on = node.dep_ == "advcl" and node.tag_ == "VBG" and child(node, "mark") is None
            if is_before_colon(node) or _is_behind_dateline(node):
                return True
            if node.dep_ in ("relcl", "ccomp", "acl", "csubj") or (node.dep_ == "advcl" and not goes_on):
                return False
        if node.head == node:
            return True
        node = node.head
    return False


def _is_behind_dateline(verb: Token) -> bool:
    """Whether a clause, taken for one about a date, stands behind the dash of a dateline."""
    first = verb.left_edge
    return (
        verb.dep_ == "relcl"
        and first.i > 0
        and first.nbor(-1).text in ("-", "--", "–", "—")
        and any(t.like_num for t in verb.head.children)
    )


def _is_done_hereby(candidate: Candidate) -> bool:
    """Whether the document itself does what it tells: "is hereby ordered", "hereby fines", or a judge's "I lift the ban"."""
    verb = candidate.head
    quotes = set('"“”') & set(verb.sent.text)  # what a report quotes was not done on its own day
    if quotes or assess(verb).modality == "conditional":
        return False
    decides = candidate.kind in ("Order", "Penalty", "Unblock") and verb.tag_ in ("VBP", "VB")
    first = child(verb, "nsubj")
    in_person = decides and first is not None and first.text == "I"
    return in_person or any(c.lower_ in ("hereby", "herewith") for c in verb.children)


def _just(verb: Token) -> bool:
    return any(c.lower_ in ("just", "now") for c in verb.children)


def _speaks_now(verb: Token) -> bool:
    """Whether a verb is said of the moment of writing: "condemns", "calls", "said", but not "had called"."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return not auxiliaries and (verb.tag_ in ("VBZ", "VBP") or verb.lower_ in ("said", "added"))
