"""Which date belongs to which action: gives each action of a sentence its beginning, its end or deadline, and the words that say so.

A date belongs to the verb it hangs on, and to the action of that verb; a verb between that tells no action keeps it ("the app, launched
in 2018, was blocked"). Coordinated verbs share a date told once. The date of a paper is that of what the paper does ("in a ruling of
22 June the court restrained …"). Where the sentence is silent, the entry of a chronology or log dates its actions, and the day of a
release dates what its publisher says there. What a date bounds, depends on its role (:mod:`kg.dates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.dates import published_interval
from kg.dates.bounds import anchor_of
from kg.extraction import Layers
from kg.extractors.dates import published_of
from kg.extractors.entry_dates import entries_of
from kg.extractors.factuality import assess
from kg.extractors.syntax import SUBJECTS, child, clause_head, is_passive, is_verbal, own_subject
from kg.extractors.template_matching import Candidate
from kg.lexicon import noun_list, verb_list
from kg.model import DateExpression, Span
from kg.text import Paragraph, ParsedText

#: Kinds that last: "from April to June" is their beginning and their end; of all others it is the time within which they fell.
LASTING = frozenset({"Block", "Throttle", "Shutdown", "NonCompliance", "Investigation"})
#: Kinds whose demand carries the deadline that is set for it.
_DEMANDS = frozenset({"Order", "Request"})
#: Kinds of which a deadline is part: whoever demands or undertakes something by a day.
_SET_DEADLINES = _DEMANDS | {"Agreement"}
#: Nouns that stand between a date and what it dates: "on the evening of Saturday 24 August".
_TIMES = frozenset(
    {"morning", "afternoon", "evening", "night", "noon", "midnight", "dawn", "day", "days", "week", "month", "year", "half",
     "quarter", "start", "beginning", "end", "middle", "course", "early", "late", "summer", "autumn", "winter", "spring"}
)  # fmt: skip
#: Counted from the day on which somebody speaks: of a dated saying, from that day and not from the publication.
_COUNTED_BACK = frozenset({"ago", "distance", "window"})
_LENGTH = re.compile(r"P(?:(\d+)([DWMY])|T(\d+)H)")
_DAYS = {"D": 1, "W": 7}


@dataclass(frozen=True, slots=True)
class Timing:
    """When an action happened or began, its end or deadline, and the words that date it; all None where nothing is said."""

    earliest: date | None = None
    latest: date | None = None
    until: date | None = None
    when: Span | None = None

    @property
    def begun(self) -> bool:
        """Whether anything bounds its beginning."""
        return self.earliest is not None or self.latest is not None


UNDATED = Timing()


class Dating:
    """The dates of one document, and what they date."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        self.dates = sorted(layers.dates, key=lambda d: d.span)
        published = published_interval(published_of(parsed.text))
        self.published = published.day
        self._entries = entries_of(parsed, self.dates)
        self._layers = layers
        self._said = self._saying_days(parsed)

    # --- what the sentence says ----------------------------------------------------------------------------------------

    def of_candidates(
        self, paragraph: Paragraph, sentence: SpacySpan, candidates: Sequence[Candidate]
    ) -> dict[int, Timing]:
        """The timing of each candidate of a sentence, by the index of its trigger; those without any are left out."""
        dates = self._of_sentence(paragraph, sentence)
        given: dict[int, list[DateExpression]] = {}
        owners = _owners(candidates)
        for expression, node in dates:
            for owner in _dated_by(node, expression.role, owners, candidates):
                given.setdefault(owner.trigger.i, []).append(expression)
        _share(candidates, given, dates)
        timings = {}
        for candidate in candidates:
            counted = [
                self._counted(paragraph, candidate, d)
                for d in given.get(candidate.trigger.i, ())
                if not _is_other(paragraph, candidate, d)
            ]
            timing = timing_of(counted, candidate.kind)
            if not timing.begun and (entry := self._entries.get(paragraph.begin)) is not None:
                timing = _at_entry(candidate, timing, entry)
            if timing != UNDATED:
                timings[candidate.trigger.i] = timing
        _share_deadlines(candidates, timings)
        return timings

    def of_saying(self, paragraph: Paragraph, verb: Token) -> Timing:
        """When something was said, by the dates that hang on the verb of saying."""
        found = [
            d
            for d, node in self._of_sentence(paragraph, verb.sent)
            if d.role not in ("until", "duration")
            and (_of_verb(_clause_verb(node), verb) or _behind_speaker(node, verb))
        ]
        timing = timing_of(found, "Statement")
        if not timing.begun and (entry := self._entries.get(paragraph.begin)) is not None and _tells(verb):
            return Timing(entry.earliest, entry.latest, None, entry.span)
        return timing

    def of_release(self, verb: Token, *, colon: bool = False) -> Timing:
        """The day of a release, for what its publisher says in it: "condemns", "we call on", "said", or a name and a colon."""
        if self.published is None or not (colon or _speaks_now(verb)):
            return UNDATED
        return Timing(self.published, self.published)

    def verbs_dated(self, paragraph: Paragraph, sentence: SpacySpan) -> list[tuple[int, Timing]]:
        """The verbs of a sentence on which a date hangs that tells when something was, by index."""
        found = []
        for expression, node in self._of_sentence(paragraph, sentence):
            verb = _clause_verb(node)
            if verb is not None and expression.role == "at" and _bounds(expression):
                found.append((verb.i, timing_of([expression], "Statement")))
        return found

    def _of_sentence(self, paragraph: Paragraph, sentence: SpacySpan) -> list[tuple[DateExpression, Token]]:
        """The dates of a sentence, each with the word by which it hangs on the rest."""
        begin, end = paragraph.begin + sentence.start_char, paragraph.begin + sentence.end_char
        found = []
        for expression in self.dates:
            if not begin <= expression.span.begin < end:
                continue
            tokens = [
                t
                for t in sentence
                if expression.span.begin < paragraph.begin + t.idx + len(t)
                and paragraph.begin + t.idx < expression.span.end
            ]
            if tokens:
                node = _event_behind(tokens) if expression.rule == "distance" else _top(tokens)
                if node is not None:
                    when = _when_clause(tokens)
                    found.append((expression, _out_of_clause(node)))
                    if when is not None and expression.role in ("at", "since", "until"):
                        found.append((replace(expression, role="at"), when))
        return found

    # --- sayings that count back ---------------------------------------------------------------------------------------

    def _saying_days(self, parsed: ParsedText) -> dict[str, date]:
        """The day on which a speaker spoke, where the document gives one day, not long before its publication."""
        days: dict[str, set[date]] = {}
        if self.published is None:
            return {}
        for attribution in self._layers.attributions:
            if attribution.speaker is None:
                continue
            paragraph = next((p for p in parsed.paragraphs if _covers(p, attribution.cue)), None)
            token = paragraph.token_at(attribution.cue.begin) if paragraph is not None else None
            if paragraph is None or token is None or not is_verbal(token):
                continue
            for expression, node in self._of_sentence(paragraph, token.sent):
                day = anchor_of(expression)
                if day is not None and expression.role == "at" and _clause_verb(node) == token:
                    days.setdefault(attribution.speaker, set()).add(day)
        return {
            speaker: next(iter(found))
            for speaker, found in days.items()
            if len(found) == 1 and timedelta(0) < self.published - next(iter(found)) <= timedelta(days=7)
        }

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
    before = paragraph.doc.text[: max(0, expression.span.begin - paragraph.begin)].rstrip().casefold()
    if candidate.kind == "Report" and before.endswith((" for", " covering")):
        return True
    return expression.rule == "same-unit" and assess(candidate.head).modality == "conditional"


def timing_of(dates: Sequence[DateExpression], kind: str) -> Timing:
    """What the dates that belong to an action of a kind say together."""
    begun = next((d for d in dates if d.role not in ("until", "duration") and _bounds(d)), None)
    end = next((d for d in dates if d.role == "until"), None)
    if begun is None:
        return Timing(None, None, end.latest if end else None, end.span if end else None)
    earliest, latest, until = begun.earliest, begun.latest, end.latest if end else None
    within = begun.role == "since" and kind not in LASTING
    if end is not None and within and until is not None and earliest is not None and earliest <= until:
        return Timing(earliest, until, None, begun.span)  # removed "from April to June": within the stretch
    if until is None and earliest is not None and earliest == latest:
        until = _run_out(dates, earliest, kind)
    return Timing(earliest, latest, until, begun.span)


def _bounds(expression: DateExpression) -> bool:
    return expression.earliest is not None or expression.latest is not None


def _run_out(dates: Sequence[DateExpression], day: date, kind: str) -> date | None:
    """The end that a length gives: blocked "for ten days", ordered to answer "within 24 hours"."""
    for expression in dates:
        lasts = expression.role == "duration" and kind in LASTING
        limit = expression.role == "until" and expression.rule == "within" and kind in _DEMANDS
        length = _LENGTH.fullmatch(expression.timex)
        if (lasts or limit) and length is not None:
            if length[3]:
                return day + timedelta(hours=int(length[3])) if int(length[3]) % 24 == 0 else None
            if length[2] in _DAYS:
                return _later(day, int(length[1]) * _DAYS[length[2]])
    return None


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


# --- what a date hangs on ---------------------------------------------------------------------------------------------


def _top(tokens: Sequence[Token]) -> Token:
    """The word of an expression that hangs on a word outside it; the preposition before it where that was left without any.

    "On 7 October 2024 EXAMPLE BANK informed …": the parser takes the year for a part of the name.
    """
    before = tokens[0].nbor(-1) if tokens[0].i > tokens[0].sent.start else None
    if before is not None and before.dep_ == "prep" and child(before, "pobj", "pcomp") is None:
        return before
    return next((t for t in tokens if t.head not in tokens or t.head == t), tokens[0])


def _event_behind(tokens: Sequence[Token]) -> Token | None:
    """The event that a distance dates: "two days after slowing it down" dates the slowing."""
    side = tokens[-1]
    if side.dep_ == "mark":
        return side.head
    return child(side, "pcomp", "pobj") if side.dep_ == "prep" else _top(tokens)


def _out_of_clause(node: Token) -> Token:
    """The word itself, or the verb of the main clause where the parser drew a date before a clause's mark into that clause.

    "On 2 July, two days after trading had begun, the office …".
    """
    verb = _clause_verb(node)
    if verb is None or verb.head == verb or node == verb:
        return node
    mark = child(verb, "mark")
    lead = node.dep_ == "pobj" and node.head.head == verb
    return verb.head if lead and mark is not None and mark.i > node.i else node


def _when_clause(tokens: Sequence[Token]) -> Token | None:
    """The verb of the clause that says what happened then: "since 17 February, when the site was blocked"."""
    following = tokens[-1].i + 1
    doc = tokens[-1].doc
    while following < tokens[-1].sent.end and doc[following].text in (",", ")"):
        following += 1
    if following >= tokens[-1].sent.end or doc[following].lower_ != "when":
        return None
    verb = doc[following].head
    return verb if is_verbal(verb) and verb.i > following else None


def _fronted(verb: Token) -> Token | None:
    """The verb that a participle leads up to: "Asked on Monday, he declined", "Meeting on Thursday, the cabinet decided"."""
    leads = (
        verb.dep_ == "advcl"
        and verb.tag_ in ("VBG", "VBN", "VBD")
        and verb.i < verb.head.i
        and child(verb, "mark", "nsubj", "nsubjpass", "aux", "auxpass") is None
        and any(verb.i < s.i for s in verb.head.children if s.dep_ in SUBJECTS)
    )
    return verb.head if leads else None


def _of_verb(dated: Token | None, verb: Token) -> bool:
    """Whether the date of one verb dates another: the same, or what it only leads up to ("confined itself to saying")."""
    if dated is None or dated == verb:
        return dated is not None
    if _fronted(dated) == verb:
        return True
    return verb.dep_ == "pcomp" and verb.head.lower_ in ("to", "by", "with") and verb.head.head == dated


def _behind_speaker(node: Token, verb: Token) -> bool:
    """Whether a date stands behind the speaker of an inverted saying: "…, said the minister, a lawyer, on Tuesday"."""
    if node.i <= verb.i + 1 or node.sent != verb.sent or own_subject(verb) is not None:
        return False
    inverted = (
        verb.i > verb.sent.start and verb.nbor(-1).is_punct and verb.nbor(1).pos_ in ("PROPN", "DET", "NOUN")
    )
    before = node
    while before.i > verb.i and (before.dep_ in ("pobj", "compound") or before.tag_ == "IN"):
        before = before.nbor(-1)
    between = verb.doc[verb.i + 1 : node.i]
    return inverted and before.text == "," and not any(is_verbal(t) for t in between)


def _owners(candidates: Iterable[Candidate]) -> dict[int, Candidate]:
    """The words that stand for an action: its trigger, the verb that carries it, the paper whose act it is."""
    owners: dict[int, Candidate] = {}
    found = list(candidates)
    for c in found:
        owners.setdefault(c.trigger.i, c)
    for c in found:
        owners.setdefault(c.head.i, c)
    for c in found:
        if c.head.dep_ in ("acl", "relcl") and is_paper(c.head.head):
            owners.setdefault(c.head.head.i, c)  # "its February 17 letter instructing …"
    return owners


def is_paper(token: Token) -> bool:
    """Whether a noun is a paper or a hearing whose day is the day of what is done in it (a law's day is not)."""
    acts = noun_list("nouns", "Demand") | noun_list("nouns", "Paper") | noun_list("nouns", "Proceeding")
    laws = (noun_list("nouns", "Rule") | {"contract", "contracts"}) - {"decree", "decrees"}
    return token.lower_ in noun_list("attribution", "texts") | (acts - laws)


def _dated_by(
    node: Token, role: str, owners: Mapping[int, Candidate], candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The actions that a date hanging on a word belongs to; usually one."""
    for _ in range(14):
        if (owner := owners.get(node.i)) is not None:
            in_it = _of_verb_above(_verb_of_paper(node), owners) if owner.template.is_noun else []
            return [owner, *(c for c in in_it if c is not owner)]
        if node.head == node or (is_verbal(node) and node.dep_ not in ("amod", "compound", "aux", "auxpass")):
            if _is_dating(node):
                return _of_verb_above(_verb_of_paper(node.head), owners)
            return _of_other_verb(node, role, owners, candidates)
        if _labels(node) and node.head.i not in owners:
            # "a ruling of 22 June", "the 2024 elections": a noun's own date is an action's only through a paper
            return _of_verb_above(_verb_of_paper(node.head), owners)
        node = node.head
    return []


def _labels(node: Token) -> bool:
    """Whether a date is part of a noun's name and no time of the verb: "the 2024 elections", "the protests of May"."""
    if node.head.lower_ in _TIMES:
        return False
    if node.dep_ in ("nummod", "compound", "nmod", "amod", "poss"):
        return True
    return node.dep_ == "prep" and node.lower_ in ("of", "from") and not is_verbal(node.head)


def _is_dating(verb: Token) -> bool:
    """Whether a participle only dates its noun: "a notice dated 27 July", "the order issued on Monday"."""
    return (
        verb.dep_ == "acl"
        and is_paper(verb.head)
        and (verb.lower_ in ("dated", "signed") or verb.lower_ in verb_list("verbs", "light_active"))
    )


def _verb_of_paper(noun: Token) -> Token | None:
    """The verb of what is done in or by a paper, or during an event; None where something is only done to the noun."""
    if (
        noun.dep_ == "pobj"
        and noun.head.lower_ in ("during", "after", "following")
        and is_verbal(noun.head.head)
    ):
        return noun.head.head  # "during the protests of August 2020 the country was cut off"
    if not is_paper(noun):
        return None
    if noun.dep_ == "nsubj":
        return clause_head(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ in ("in", "by", "through", "with", "via"):
        return clause_head(noun.head)
    return None


def _of_verb_above(verb: Token | None, owners: Mapping[int, Candidate]) -> list[Candidate]:
    return [owners[verb.i]] if verb is not None and verb.i in owners else []


def _of_other_verb(
    verb: Token, role: str, owners: Mapping[int, Candidate], candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The actions of a dated verb that is none itself: what it decides on ("voted to end"), or what it says of a noun."""
    if role == "until" and verb.dep_ in ("xcomp", "ccomp", "acl", "advcl") and verb.head.i in owners:
        demand = owners[verb.head.i]  # "required it to supply, by 1 September, …"
        return [demand] if demand.kind in _SET_DEADLINES else []
    if verb.dep_ == "pcomp" and verb.head.lower_ in ("on", "upon", "by", "in") and verb.head.head.i in owners:
        return [owners[verb.head.head.i]]  # "arrested on leaving the court on Saturday"
    fronted = _fronted(verb)
    if fronted is not None and fronted.i in owners:
        return [owners[fronted.i]]
    if role == "at" and verb.dep_ == "relcl" and verb.head.dep_ == "nsubj" and _takes_decision(verb):
        decided = clause_head(verb.head.head)  # "the agency, which took the decision on Monday, also imposed"
        return [c for c in candidates if c.head == decided or decided in _verbs_before(c.head)]
    noun = owners.get(verb.head.i) if verb.dep_ in ("relcl", "acl") else None
    if noun is not None and noun.template.is_noun and verb.lower_ in verb_list("verbs", "light_active"):
        return [noun]  # "the proceedings that it opened on 22 April"
    found = []
    for c in candidates:
        if c.head != c.trigger or not c.template.is_noun:
            if _carries_out(verb, c.head) and assess(c.head).modality == "actual":
                found.append(c)
            continue
        told = c.trigger.dep_ in (*SUBJECTS, "dobj", "attr") and c.trigger.head == verb
        if told and verb.lower_ not in verb_list("attribution", "verbs"):
            found.append(c)
    return found


def _takes_decision(verb: Token) -> bool:
    """Whether a verb tells that the decision was taken of which the sentence tells: "took the decision", "issued the order"."""
    return any(
        is_paper(noun) and any(d.dep_ == "det" and d.lower_ in ("the", "this") for d in noun.children)
        for noun in verb.children
        if noun.dep_ == "dobj"
    )


def _carries_out(verb: Token, action: Token) -> bool:
    """Whether an action is the complement of a verb, or what its paper says: "voted to end", "signed a letter calling for"."""
    while action.head != action:
        if action.dep_ == "acl" and action.tag_ == "VBG" and is_paper(action.head):
            action = action.head
            return action.dep_ == "dobj" and action.head == verb
        caused = (
            action.dep_ == "ccomp" and action.tag_ == "VBN" and action.head.lower_ in ("had", "has", "have")
        )
        if not caused and action.dep_ not in ("xcomp", "oprd", "acomp") and not _of_verb(verb, action):
            return False  # "had the app blocked" carries the blocking out
        action = action.head.head if action.dep_ == "pcomp" else action.head
        if action == verb:
            return True
    return False


def _clause_verb(node: Token) -> Token | None:
    """The verb that a date hangs on, through prepositions, the nouns of its own clause and the papers it is told in."""
    for _ in range(10):
        if is_verbal(node):
            return node
        if node.head == node or node.dep_ == "appos":
            return None
        if _labels(node):
            return _verb_of_paper(node.head)
        node = node.head
    return None


# --- dates told once ---------------------------------------------------------------------------------------------------


def _share(
    candidates: Sequence[Candidate],
    given: dict[int, list[DateExpression]],
    dates: Sequence[tuple[DateExpression, Token]],
) -> None:
    """Gives coordinated verbs, and participles that go on, the date of the verb before them."""
    at_verb: dict[int, list[tuple[DateExpression, Token]]] = {}
    for expression, node in dates:
        verb = _clause_verb(node)
        if verb is not None and expression.role not in ("until", "duration") and _bounds(expression):
            at_verb.setdefault(verb.i, []).append((expression, node))
    for c in sorted(candidates, key=lambda c: c.trigger.i):
        if c.trigger.i in given or (c.template.is_noun and c.head == c.trigger):
            continue
        if assess(c.head).modality != "actual":
            continue
        for verb in (c.head, *_verbs_before(c.head)):
            shared = [e for e, node in at_verb.get(verb.i, ()) if _reaches(e, node, verb, c.head)]
            if shared:
                given[c.trigger.i] = shared
            if verb.i in at_verb:
                break
        else:
            back = _verb_behind(c.head)
            if back is not None and back.i in at_verb:
                given[c.trigger.i] = [e for e, _ in at_verb[back.i]]


def _verbs_before(verb: Token) -> Iterator[Token]:
    """The verbs that a verb is coordinated with, goes on from or completes ("voted to lift"), the nearest first."""
    for _ in range(5):
        paper = verb.head
        if verb.dep_ == "acl" and verb.tag_ == "VBG" and is_paper(paper) and paper.dep_ == "dobj":
            verb = paper.head  # "signed a statement calling for": what the paper says was said with it
            yield verb
            continue
        going_on = (
            verb.dep_ == "advcl"
            and verb.tag_ == "VBG"
            and child(verb, "mark", "aux", "nsubj") is None
            and verb.i > verb.head.i
        )
        behind = verb.dep_ == "ccomp" and verb.i > verb.head.i and _goes_on(verb.head, verb)
        if (
            not (verb.dep_ in ("conj", "xcomp") or going_on or behind)
            or verb.head == verb
            or not is_verbal(verb.head)
        ):
            return
        verb = verb.head
        yield verb


def _reaches(expression: DateExpression, node: Token, verb: Token, other: Token) -> bool:
    """Whether a date of one verb holds for another behind it: told in front of both, or of one subject's deeds."""
    if verb == other:
        return True
    own = own_subject(other)
    if own is not None and _goes_on(verb, other):
        return expression.role == "at" and node.i < other.i
    fronted = node.i < verb.i and all(node.i < s.i for s in verb.children if s.dep_ in SUBJECTS)
    if own is not None:
        return fronted and expression.role == "at"
    return node.i < other.i


def _goes_on(verb: Token, other: Token) -> bool:
    """Whether a clause behind a semicolon goes on with what the first tells: "… yesterday; three were led away"."""
    simple_past = {"VBD"} | ({"VBN"} if is_passive(other) else set())
    auxiliaries = {c.lower_ for c in other.children if c.dep_ in ("aux", "auxpass")}
    between = other.doc[min(verb.i, other.i) : other.i]
    return (
        other.sent == verb.sent
        and other.tag_ in simple_past
        and verb.tag_ in ("VBD", "VBN")
        and auxiliaries <= {"was", "were"}
        and any(t.text == ";" for t in between)
    )


def _verb_behind(verb: Token) -> Token | None:
    """The verb that shares its object with this one: "blocked and fined the site on Monday"."""
    behind = next((c for c in verb.children if c.dep_ == "conj" and is_verbal(c)), None)
    if behind is None or own_subject(behind) is not None or behind.tag_ != verb.tag_:
        return None
    passive = is_passive(verb) and is_passive(behind)
    return behind if passive or (child(verb, "dobj", "prep", "ccomp", "xcomp") is None) else None


def _share_deadlines(candidates: Sequence[Candidate], timings: dict[int, Timing]) -> None:
    """The deadline for what is demanded is the deadline of the demand: "ordered providers to block it by Friday"."""
    for demand in candidates:
        timing = timings.get(demand.trigger.i, UNDATED)
        if demand.kind not in _DEMANDS or timing.until is not None:
            continue
        for c in candidates:
            until = timings.get(c.trigger.i, UNDATED).until
            demanded = c.head.dep_ in ("xcomp", "ccomp", "acl", "advcl", "dobj")
            if until is not None and demanded and c.head.head in (demand.head, demand.trigger):
                timings[demand.trigger.i] = replace(timing, until=until)


# --- entries and releases ---------------------------------------------------------------------------------------------


def _covers(paragraph: Paragraph, span: Span) -> bool:
    return paragraph.begin <= span.begin < paragraph.begin + len(paragraph.doc.text)


def _at_entry(candidate: Candidate, timing: Timing, entry: DateExpression) -> Timing:
    """An action that an entry tells as its news happened on the entry's date."""
    if not _tells(candidate.head) or assess(candidate.head).modality != "actual":
        return timing
    return Timing(entry.earliest, entry.latest, timing.until, entry.span)


def _tells(token: Token) -> bool:
    """Whether an action is what its sentence tells: in no clause that looks back, quotes or explains."""
    node = token
    for _ in range(12):
        if is_verbal(node):
            auxiliaries = {c.lower_ for c in node.children if c.dep_ in ("aux", "auxpass")}
            if "had" in auxiliaries or (
                "be" not in auxiliaries and auxiliaries & {"has", "have"} and not _just(node)
            ):
                return False
            goes_on = node.dep_ == "advcl" and node.tag_ == "VBG" and child(node, "mark") is None
            if node.dep_ in ("relcl", "ccomp", "acl", "csubj") or (node.dep_ == "advcl" and not goes_on):
                return False
        if node.head == node:
            return True
        node = node.head
    return False


def _just(verb: Token) -> bool:
    return any(c.lower_ in ("just", "now") for c in verb.children)


def _speaks_now(verb: Token) -> bool:
    """Whether a verb is said of the moment of writing: "condemns", "calls", "said", but not "had called"."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return not auxiliaries and (verb.tag_ in ("VBZ", "VBP") or verb.lower_ in ("said", "added"))
