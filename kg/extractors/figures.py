"""Figures as claims: numbers of removals and requests, users, shares, rates and fines, with their period, place and reporter.

A number is an observation where a measure frame holds it (``ontology/language/measures.yaml``): it counts something that is a
measure by itself (requests), or something that is acted on in the same clause (videos removed), it is a percentage, or the amount of a
penalty or loss (:mod:`kg.extractors.figure_frames`, :mod:`kg.extractors.figure_money`). Lengths of time, numbers of papers, ages, prices
and counts of actors are none. A document that names no platform, company or public body has no figures. Sentences without a number
cost nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from spacy.tokens import Span as SpacySpan

from kg.dates import UNKNOWN, Interval, period_of
from kg.extraction import Extractor, Layers
from kg.extractors.figure_frames import Frame, Sentence, Told, count_frame, share_frame
from kg.extractors.figure_money import Money, is_conversion, is_near_penalty
from kg.extractors.located import COMMANDING, LEGAL_BODIES, Located
from kg.extractors.reference import Referents
from kg.extractors.speakers import speaker_at
from kg.extractors.syntax import clause_head, is_passive, passive_agents, sentence_bounds, subject
from kg.figures import Quantity, measures, plain, quantities
from kg.model import Claim, DateExpression, Entity, Modality, Span
from kg.text import Paragraph, ParsedText

WORLD = Entity(key="world", kind="Place", label="World", names=("World",), known=True)

_OPERATORS = frozenset({"Platform", "Company"})
_AGENTS = _OPERATORS | LEGAL_BODIES | {"CivilSociety", "NewsOrganisation", "Person", "Group"}
#: Rules of date expressions that name a reporting period for the sentences behind them.
_PERIODS = frozenset(
    {
        "quarter",
        "quarter-undated",
        "quarter-said-year",
        "month-range",
        "months-ended",
        "first-months",
        "year-span",
        "range",
    }
)
_MODALS = frozenset({"may", "might", "could", "can", "would", "should"})
_ASKED = frozenset(
    {"want", "wanted", "ask", "asked", "request", "requested", "demanded", "sought", "seek", "urged"}
)
#: How many paragraphs a period is carried on.
_CARRIED = 3
#: How many claims before and behind are compared.
_TRIED = 20
#: A rounded figure has two digits at least and four at most, and only large ones are rounded.
_FEWEST, _EXACT, _LARGE = 2, 5, 10_000


#: A line that heads figures of one year: "Key figures from the 2024 compliance reports", "Transparency figures 2023".
_YEAR_OF_FIGURES = re.compile(
    r"(?=[^.]{0,90}\Z)[^.]*\b(?:figures|statistics|data|numbers|reports?|results)\b.*", re.DOTALL
)
#: What stands before the figure, or the time, that another is only compared with.
_COMPARED = re.compile(
    r"\b(?:against|versus|vs\.?|from|than|compared (?:with|to)|(?:up|down) (?:from|on)) (?:the |about |some |just |only )*(?:[\d,.%]+ (?:per ?cent )?(?:\w+ )?(?:in|for|during) )?\Z"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(slots=True)
class _Reading:
    """What the last figures were about, for those that leave it unsaid."""

    paragraph: int = -10
    period: Interval = UNKNOWN
    told: Told = field(default_factory=Told)
    place: str | None = None
    place_paragraph: int = -10
    found: list[Claim] = field(default_factory=list)
    by_value: dict[tuple[str, str], list[int]] = field(default_factory=dict)


class _Figures:
    """Reads the figures of one document, in order."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        self.parsed, self.layers = parsed, layers
        self.refer = Referents(parsed, layers)
        self.dates = sorted(layers.dates, key=lambda d: d.span)
        self.date_begins = [d.span.begin for d in self.dates]
        self.mentions = sorted(self.refer.located, key=lambda w: w.mention.span)
        self.mention_begins = [w.mention.span.begin for w in self.mentions]
        self.state = _Reading()
        self.money = Money(layers, self.refer)
        self.world_used = False

    def read(self) -> Layers:
        if not any(e.kind in _OPERATORS | LEGAL_BODIES for e in self.layers.entities):
            return Layers()
        for number, paragraph in enumerate(self.parsed.paragraphs):
            self._paragraph(number, paragraph)
        added = self.refer.added() + (
            (WORLD,) if self.world_used and "world" not in self.refer.entities else ()
        )
        return Layers(
            claims=_without_roundings(self.state.found, self.parsed),
            entities=tuple(e for e in added if e.key not in {x.key for x in self.layers.entities}),
        )

    def _paragraph(self, number: int, paragraph: Paragraph) -> None:
        for span in paragraph.doc.sents:
            sentence = Sentence(self.parsed.text.content, paragraph, span)
            found = quantities(sentence.low)
            frames = []
            for quantity in found:
                if (
                    self._is_other(sentence, quantity)
                    or (frame := self._frame(number, sentence, quantity)) is None
                ):
                    continue
                frames.append((quantity, frame))
                if frame.unit != "percent" and quantity.kind == "count":
                    told = self.state.told
                    told.unit, told.unit_paragraph = frame.unit, number
                    told.unit_sentence = sentence.evidence.begin
            for quantity, frame in frames:
                if quantity.kind == "money" and is_conversion(sentence, quantity, [q for q, _ in frames]):
                    continue
                self._claim(number, sentence, quantity, frame)
            if (year := _year_headed(sentence)) is not None:
                self.state.period, self.state.paragraph = year, number
            for d in self._dates_within(sentence.evidence):
                compared = _COMPARED.search(self._before(sentence, d))
                if d.rule in _PERIODS and d.earliest is not None and d.latest is not None and not compared:
                    self.state.period, self.state.paragraph = Interval(d.earliest, d.latest), number

    # --- numbers that are something else

    def _dates_within(self, span: Span) -> list[DateExpression]:
        first = bisect_left(self.date_begins, span.begin)
        return [d for d in self.dates[first : first + 50] if d.span.end <= span.end]

    def _is_other(self, sentence: Sentence, quantity: Quantity) -> bool:
        """A date, a length of time, the number of a paper, an age, a telephone number."""
        span = Span(sentence.offset(quantity.begin), sentence.offset(quantity.end))
        if any(
            d.span.overlaps(span) for d in self._dates_within(Span(max(0, span.begin - 40), span.end + 40))
        ):
            return True
        words = measures()
        before, after = sentence.low[: quantity.begin].split()[-2:], sentence.low[quantity.end :].split()[:1]
        following = after[0].strip(",.;:)\"'") if after else ""
        if quantity.kind == "percent":
            return False
        written = sentence.low[quantity.begin : quantity.end]
        determined = before[-1:] in (["the"], ["its"], ["their"], ["our"])
        if _YEAR.fullmatch(written) and (determined or sentence.low[quantity.end : quantity.end + 1] in ",)"):
            return True  # "the 2024 compliance reports", "the Act on Social Media, 2080, obliges"
        if quantity.kind == "count" and following in words.names_after:
            return True
        previous = before[-1].lstrip("(\"'") if before else ""
        if (
            quantity.kind == "count"
            and previous in words.names_before
            and not (previous == "number" and "the" in before)
        ):
            return True
        return (
            previous == "of"
            and len(before) == 2
            and before[0] == "age"
            or previous.startswith("+")
            or sentence.low[quantity.begin - 1 : quantity.begin] == "#"
        )

    def _frame(self, number: int, sentence: Sentence, quantity: Quantity) -> Frame | None:
        span, told = sentence.tokens_of(quantity), self.state.told
        if number - told.unit_paragraph > 1:
            told.unit = ""
        if span is None:
            return None
        if quantity.kind == "money":
            return self.money.frame(number, sentence, quantity, span, told)
        if quantity.kind == "percent":
            return share_frame(sentence, span, told, near_penalty=is_near_penalty(span))
        return self.money.bare(number, sentence, quantity, span, told) or count_frame(
            sentence, quantity, span, told
        )

    # --- claims

    def _claim(self, number: int, sentence: Sentence, quantity: Quantity, frame: Frame) -> None:
        span = sentence.tokens_of(quantity)
        assert span is not None
        modality = _modality(span, frame)
        period, when = self._period(number, sentence, quantity, frame, modality)
        trigger = Span(sentence.offset(quantity.begin), sentence.offset(quantity.end))
        agent = self._agent(sentence, trigger, frame)
        # Whoever fines does so at home, whatever else the sentence names.
        home = self.refer.country(agent) if frame.rule == "figure:penalty" else None
        place = home or self._place(number, sentence, quantity)
        value = plain(quantity.value)
        self.state.found.append(
            Claim(
                kind="Observation",
                evidence=sentence.evidence,
                trigger=trigger,
                rule=frame.rule,
                agent=agent,
                place=(place,) if place else (),
                earliest=period.earliest,
                latest=period.latest,
                when=when,
                modality=modality,
                said_by=speaker_at(self.layers.attributions, trigger.begin),
                measure=frame.measure,
                value=value,
                unit=frame.unit,
                same_as=self._told_before(value, frame.unit, period, place),
            )
        )
        self.state.by_value.setdefault((value, frame.unit), []).append(len(self.state.found) - 1)
        compared = _COMPARED.search(sentence.low[: quantity.begin])
        if frame.carries and period.closed and not compared:
            self.state.period, self.state.paragraph = period, number
        if place:
            self.state.place, self.state.place_paragraph = place, number

    def _told_before(self, value: str, unit: str, period: Interval, place: str | None) -> int | None:
        """The earlier claim that gives the same figure: same value and unit, and neither period nor place another."""
        for index in self.state.by_value.get((value, unit), [])[:_TRIED]:
            claim = self.state.found[index]
            if claim.place and place and place not in claim.place:
                continue
            told = Interval(claim.earliest, claim.latest)
            if UNKNOWN in (told, period) or told == period:
                return index if claim.same_as is None else claim.same_as
        return None

    def _period(
        self, number: int, sentence: Sentence, quantity: Quantity, frame: Frame, modality: Modality
    ) -> tuple[Interval, Span | None]:
        """The time said beside the number, else that of the act counted, else the nearest in its sentence, else that of the figures before it."""
        end = sentence.offset(quantity.end)
        dates = [
            d
            for d in self._dates_within(sentence.evidence)
            if d.role != "duration" and (d.earliest or d.latest)
        ]
        ranged = period_of([d for d in dates if d.role in ("since", "until")])
        if ranged.closed and any(d.role == "until" for d in dates) and len(dates) == 2:
            return ranged, dates[0].span
        dates = [d for d in dates if d.role in ("at", "since", "before")]
        beside = [
            d
            for d in dates
            if 0 <= d.span.begin - end <= 25
            and re.fullmatch(
                r"[\s\w]{0,18}\b(in|during|for|on|over|by) (the )?|\s?\(",
                self._between(sentence, end, d.span.begin),
            )
        ]
        if not beside and (modality == "possible" or frame.rule == "figure:level-before"):
            return UNKNOWN, None
        if not beside and frame.rule == "figure:penalty" and (told := self._acted(sentence, frame)):
            return Interval(told.earliest, told.latest), told.when
        dates = [d for d in dates if not _COMPARED.search(self._before(sentence, d))]
        before = [d for d in dates if d.span.end <= end]
        chosen = beside[:1] or before[-1:] or [d for d in dates if d.span.begin >= end][:1]
        if chosen:
            return _stretch(chosen[0], frame), chosen[0].span
        if frame.carries and number - self.state.paragraph <= _CARRIED:
            return self.state.period, None
        if (told := self._acted(sentence, frame)) is not None:
            return Interval(told.earliest, told.latest), told.when
        return UNKNOWN, None

    def _acted(self, sentence: Sentence, frame: Frame) -> Claim | None:
        """The dated action whose number or amount a sentence tells, where the text dates it: the one of the act counted, else the only one."""
        told = [
            c
            for c in self.layers.claims
            if sentence.evidence.contains(c.trigger)
            and (c.kind == "Penalty" or frame.rule != "figure:penalty")
            and c.modality in ("actual", "ordered")
        ]
        act = frame.act
        at = sentence.paragraph.begin + act.idx if act is not None else -1
        told = [c for c in told if c.trigger.begin == at] or told
        return told[0] if len(told) == 1 and told[0].earliest is not None else None

    @staticmethod
    def _before(sentence: Sentence, expression: DateExpression) -> str:
        return sentence.low[: expression.span.begin - sentence.offset(0)]

    def _between(self, sentence: Sentence, begin: int, end: int) -> str:
        offset = sentence.offset(0)
        return sentence.low[begin - offset : end - offset]

    def _place(self, number: int, sentence: Sentence, quantity: Quantity) -> str | None:
        at = sentence.offset(quantity.begin)
        inside = [w for w in self._located(sentence.evidence) if self.refer.kind(w.mention.entity) == "Place"]
        named = [
            (w.mention.span.begin > at, abs(w.mention.span.begin - at), w.mention.entity)
            for w in inside
            if w.mention.form != "pronoun"
        ]
        everywhere = any(
            re.search(rf"\b{re.escape(word)}\b", sentence.low)
            for word in measures().world
            if word != "global"
        )
        if everywhere and not any(
            _says_in(w.mention.span.begin - sentence.offset(0), sentence.low) for w in inside
        ):
            self.world_used = True
            return WORLD.key
        if named:
            return min(named)[2]
        if number == self.state.place_paragraph:
            return self.state.place
        return self.refer.default_place

    def _located(self, span: Span) -> list[Located]:
        """The mentions inside a span."""
        first = bisect_left(self.mention_begins, span.begin)
        last = bisect_left(self.mention_begins, span.end)
        return [w for w in self.mentions[first:last] if w.mention.span.end <= span.end]

    def _agent(self, sentence: Sentence, trigger: Span, frame: Frame) -> tuple[str, ...]:
        """Who does what is counted: by-phrase or subject, for penalties the body nearby, else the platform spoken of."""
        kinds = COMMANDING if frame.rule.startswith("figure:penalty") else _AGENTS
        act = frame.act
        if act is not None and act.pos_ in ("VERB", "AUX"):
            doers = passive_agents(act) if is_passive(act) else [s] if (s := subject(act)) is not None else []
            for doer in doers:
                if keys := self.refer.all_of(sentence.paragraph, doer, frozenset(kinds)):
                    return keys
        wanted = LEGAL_BODIES if frame.rule.startswith("figure:penalty") else _OPERATORS
        inside = [w for w in self._located(sentence.evidence) if self.refer.kind(w.mention.entity) in wanted]
        if inside:
            return (min(inside, key=lambda w: abs(w.mention.span.begin - trigger.begin)).mention.entity,)
        last = bisect_left(self.mention_begins, trigger.begin)
        nearby = (*reversed(self.mentions[max(0, last - 200) : last]), *self.mentions[last : last + 200])
        return next(((w.mention.entity,) for w in nearby if self.refer.kind(w.mention.entity) in wanted), ())


def _without_roundings(claims: list[Claim], parsed: ParsedText) -> tuple[Claim, ...]:
    """The claims without those of headlines that only round another: "fined €5.1m" over "fines of 5.125 million euros"."""
    headlines = [p.segment for p in parsed.paragraphs if p.segment.role == "headline"]
    round_ones = {
        i
        for i, claim in enumerate(claims)
        if any(h.begin <= claim.trigger.begin < h.end for h in headlines)
        and any(_rounds(claim, other) for other in claims[max(0, i - _TRIED) : i + _TRIED])
    }
    kept = [i for i in range(len(claims)) if i not in round_ones]
    place = {old: new for new, old in enumerate(kept)}
    return tuple(
        replace(claims[i], same_as=place.get(first) if (first := claims[i].same_as) is not None else None)
        for i in kept
    )


def _rounds(claim: Claim, other: Claim) -> bool:
    """Whether a figure is another one, rounded or cut to the digits that it has."""
    value, exact = Decimal(claim.value or 0), Decimal(other.value or 0)
    digits = len(value.normalize().as_tuple().digits)
    if claim.unit != other.unit or value == exact or exact < _LARGE or not _FEWEST <= digits < _EXACT:
        return False
    last = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    return value in (exact.quantize(last, ROUND_HALF_UP), exact.quantize(last, ROUND_DOWN))


def _year_headed(sentence: Sentence) -> Interval | None:
    """The one year that a heading of figures names; None for sentences and for headings of several years."""
    if _YEAR_OF_FIGURES.fullmatch(sentence.low.strip()) is None:
        return None
    if any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in sentence.span):
        return None
    years = {int(m[0]) for m in _YEAR.finditer(sentence.low)}
    return Interval(date(min(years), 1, 1), date(min(years), 12, 31)) if len(years) == 1 else None


def _stretch(expression: DateExpression, frame: Frame) -> Interval:
    """The time of a figure by the date that tells it; a level "at the end of 2023" is that of its last day."""
    if expression.role == "since":
        return Interval(expression.earliest, None)
    if expression.timex.endswith("-END") and frame.rule == "figure:level":
        return Interval(expression.latest, expression.latest)
    return Interval(expression.earliest, expression.latest)


def _says_in(position: int, low: str) -> bool:
    """Whether the place at a position of a sentence is said to be where: "in Pakistan"."""
    return low[:position].rstrip().endswith((" in", " from", " in the")) or low[:position] == "in "


def _modality(span: SpacySpan, frame: Frame) -> Modality:
    verb = (
        frame.act if frame.act is not None and frame.act.pos_ in ("VERB", "AUX") else clause_head(span.root)
    )
    while True:
        if any(c.dep_ == "aux" and c.lower_ in _MODALS for c in verb.children):
            return "possible"
        if verb.dep_ != "xcomp" and verb.pos_ == "VERB" or verb.head == verb:
            break
        verb = verb.head
    before = {t.lower_ for t in span.doc[max(sentence_bounds(span[0])[0], span.start - 6) : span.start]}
    return "requested" if before & _ASKED else "actual"


def run(parsed: ParsedText, layers: Layers) -> Layers:
    """All figures of a document, in order."""
    return _Figures(parsed, layers).read()


EXTRACTOR = Extractor(
    name="figures", requires=("dates", "entities", "mentions", "attributions"), produces=("claims",), run=run
)
