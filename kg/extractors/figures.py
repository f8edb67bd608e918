"""Figures as claims: numbers of removals and requests, users, shares, rates and fines, with their period, place and reporter.

A number is an observation where a measure frame holds it (``ontology/language/measures.yaml``): it counts something that is a
measure by itself (requests), or something that is acted on in the same clause (videos removed), it is a share of these, or
the amount of a penalty. Lengths of time, numbers of papers, ages and counts of actors are none. A document that names no
platform, company or public body has no figures. Sentences without a number cost nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.dates import UNKNOWN, Interval, period_of
from kg.extraction import Extractor, Layers
from kg.extractors.attribution import speaker_at
from kg.extractors.figure_words import (
    act_above,
    counted,
    counted_any,
    done_to_persons,
    measure_of,
    measured_within,
    numbered,
    plural,
    refers_back,
    share_base,
    unit_of,
    used_by,
)
from kg.extractors.reference import LEGAL_BODIES, Located, Referents
from kg.extractors.syntax import clause_head, is_passive, passive_agents, subject
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
#: How far, in tokens, a money word may be from the amount that it explains.
_MONEY_REACH = 25
#: How many paragraphs a period is carried on.
_CARRIED = 3
#: How many earlier claims of one value are compared.
_TRIED = 20


#: An order to pay makes an amount a penalty, whatever it is called.
_PAY_ORDER = re.compile(
    r"\b(?:order(?:s|ed|ing)?|told|direct(?:s|ed)?|instruct(?:s|ed)?|settle\w*)\b[^.;]{0,60}\bpay\b[^.;]{0,40}\Z"
)


#: A line that heads figures of one year: "Key figures from the 2024 compliance reports", "Transparency figures 2023".
_YEAR_OF_FIGURES = re.compile(
    r"(?=[^.]{0,90}\Z)[^.]*\b(?:figures|statistics|data|numbers|reports?|results)\b.*", re.DOTALL
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class _Frame:
    """Why a number counts: what is measured, in which unit, by which rule, and the verb or noun of the act."""

    measure: str
    unit: str
    rule: str
    act: Token | None = None
    carries: bool = False


@dataclass(slots=True)
class _Reading:
    """What the last figures were about, for those that leave it unsaid."""

    paragraph: int = -10
    period: Interval = UNKNOWN
    unit: str = ""
    unit_paragraph: int = -10
    place: str | None = None
    place_paragraph: int = -10
    found: list[Claim] = field(default_factory=list)
    by_value: dict[tuple[str, str], list[int]] = field(default_factory=dict)


class _Sentence:
    """One sentence with its quantities as tokens."""

    def __init__(self, paragraph: Paragraph, span: SpacySpan) -> None:
        self.paragraph, self.span = paragraph, span
        self.low = paragraph.doc.text[span.start_char : span.end_char].lower()
        tokens = [t for t in span if not t.is_space]
        self.evidence = paragraph.span(tokens[0], tokens[-1]) if tokens else Span(0, 0)

    def tokens_of(self, quantity: Quantity) -> SpacySpan | None:
        begin = self.span.start_char + quantity.begin
        return self.paragraph.doc.char_span(
            begin, self.span.start_char + quantity.end, alignment_mode="expand"
        )

    def offset(self, position: int) -> int:
        """A position in the sentence as an offset in the text."""
        return self.paragraph.begin + self.span.start_char + position


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
            claims=tuple(self.state.found),
            entities=tuple(e for e in added if e.key not in {x.key for x in self.layers.entities}),
        )

    def _paragraph(self, number: int, paragraph: Paragraph) -> None:
        for span in paragraph.doc.sents:
            sentence = _Sentence(paragraph, span)
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
                    self.state.unit, self.state.unit_paragraph = frame.unit, number
            for quantity, frame in frames:
                if quantity.kind == "money" and self._is_conversion(sentence, quantity, frames):
                    continue
                self._claim(number, sentence, quantity, frame)
            if (year := _year_headed(sentence)) is not None:
                self.state.period, self.state.paragraph = year, number
            for d in self._dates_within(sentence.evidence):
                if d.rule in _PERIODS and d.earliest is not None and d.latest is not None:
                    self.state.period, self.state.paragraph = Interval(d.earliest, d.latest), number

    # --- numbers that are something else

    def _dates_within(self, span: Span) -> list[DateExpression]:
        first = bisect_left(self.date_begins, span.begin)
        return [d for d in self.dates[first : first + 50] if d.span.end <= span.end]

    def _is_other(self, sentence: _Sentence, quantity: Quantity) -> bool:
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
        if _YEAR.fullmatch(written) and before[-1:] in (["the"], ["its"], ["their"], ["our"]):
            return True  # "the 2024 compliance reports"
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

    def _is_conversion(
        self, sentence: _Sentence, quantity: Quantity, frames: list[tuple[Quantity, _Frame]]
    ) -> bool:
        """An amount in brackets behind another is the same in another currency."""
        for other, _ in frames:
            if other.kind == "money" and other.end < quantity.begin:
                between = sentence.low[other.end : quantity.begin]
                if len(between) < 40 and re.search(r"[(\[][^)\]]*\Z", between):
                    return True
        return False

    # --- frames

    def _frame(self, number: int, sentence: _Sentence, quantity: Quantity) -> _Frame | None:
        span = sentence.tokens_of(quantity)
        if number - self.state.unit_paragraph > 1:
            self.state.unit = ""
        if span is None:
            return None
        if quantity.kind == "money":
            return self._penalty(sentence, quantity, span)
        if quantity.kind == "percent":
            return self._share(sentence, span)
        return (
            self._count(sentence, quantity, span)
            or self._elliptic(sentence, quantity, span)
            or self._labelled(sentence, quantity)
        )

    def _count(self, sentence: _Sentence, quantity: Quantity, span: SpacySpan) -> _Frame | None:
        head = counted(span)
        people = counted_any(span)
        if people is not None and quantity.value >= 2:
            if (act := done_to_persons(people)) is not None:
                return _Frame(f"{people.lower_} {act.lower_}", "persons", "figure:persons", act)
            if (act := used_by(people)) is not None:
                return _Frame("users", "users", "figure:users", act)
        if head is None:
            return None
        words, unit = measures(), unit_of(head)
        if (
            head.lower_ in words.standing
            or f"{head.nbor(-1).lower_ if head.i else ''} {head.lower_}" in words.standing
        ):
            if quantity.value < 2 and quantity.spelled:
                return None
            act = act_above(head)
            return _Frame(
                measure_of(head, act),
                unit,
                f"figure:{unit}",
                act,
                carries=act is not None or unit.endswith("requests"),
            )
        if head.lower_ in words.acted:
            act = act_above(head)
            if act is None or quantity.value < 2:
                return None
            return _Frame(measure_of(head, act), unit, f"figure:{unit}-acted-on", act, carries=True)
        return None

    def _elliptic(self, sentence: _Sentence, quantity: Quantity, span: SpacySpan) -> _Frame | None:
        """ "53,494,911 were removed", "requests rose from 10 to 15": the noun stands elsewhere."""
        words, root = measures(), span.root
        if self.state.unit and (rule := refers_back(sentence.low, quantity)) is not None:
            return _Frame(
                self.state.unit, self.state.unit, rule, act_above(root), carries=rule != "figure:level-before"
            )
        if counted_any(span) is not None:
            return None
        verb = clause_head(root)
        if (
            root.dep_ in ("nsubj", "nsubjpass")
            and verb.lower_ in words.act_verbs
            and self.state.unit not in ("", "percent")
        ):
            return _Frame(
                f"{self.state.unit} {verb.lower_}", self.state.unit, "figure:elliptic", verb, carries=True
            )
        if verb.lower_ in words.change_verbs and root.dep_ not in ("nsubj", "nsubjpass"):
            topic = subject(verb)
            noun = (measured_within(topic) or numbered(topic)) if topic is not None else None
            if noun is not None and root.i > verb.i:
                return _Frame(f"{noun.lower_}", unit_of(noun), "figure:level", act_above(noun), carries=True)
        return None

    def _labelled(self, sentence: _Sentence, quantity: Quantity) -> _Frame | None:
        """Rows of lists and tables: "Accounts removed: 16,947"."""
        row = re.search(
            r"([a-z][a-z' -]{2,60}?)\s*(?::|\||\u2026|\t| - |\.{3,}|\s{3,})\s*\Z",
            sentence.low[: quantity.begin],
        )
        behind = self.parsed.text.content[sentence.offset(quantity.end) : sentence.evidence.end].split("\n")[
            0
        ]
        if row is None or behind.strip(" .;|") and "|" not in sentence.low:
            return None
        words, label = measures(), row[1].split()
        noun = next((w for w in label if w in words.standing or w in words.acted), None)
        if (
            noun is None
            or noun in words.acted
            and noun not in words.standing
            and not any(w in words.act_verbs | words.act_nouns for w in label)
        ):
            return None
        return _Frame(" ".join(label), plural(noun), "figure:row", carries=True)

    def _share(self, sentence: _Sentence, span: SpacySpan) -> _Frame | None:
        words, doc = measures(), span.doc
        behind = list(doc[span.end : min(span.end + 8, sentence.span.end)])
        if behind and behind[0].lower_ == "of":
            base = share_base(behind[1:])
            if base is not None and base.lower_ in words.penalty_bases:
                return (
                    _Frame("penalty as a share of turnover", "percent", "figure:penalty-share")
                    if self._near_penalty(span)
                    else None
                )
            if base is not None and (
                base.lower_ in words.acted | words.standing
                or base.lower_ in words.anaphors
                and self.state.unit
            ):
                act = act_above(span.root) or act_above(base)
                return _Frame(
                    f"share of {base.lower_} {act.lower_ if act is not None else ''}".strip(),
                    "percent",
                    "figure:share",
                    act,
                    carries=True,
                )
        if (noun := counted(span)) is not None:  # one in five users
            act = act_above(noun)
            return _Frame(f"share of {noun.lower_}", "percent", "figure:share", act, carries=act is not None)
        for token in behind[:3]:
            if token.lower_ in words.rate_nouns and self._about_measures(sentence):
                return _Frame(token.lower_, "percent", "figure:rate", carries=True)
            if token.pos_ not in ("ADJ", "NOUN", "PUNCT"):
                break
        verb = clause_head(span.root)
        if (
            self.state.unit
            and span.root.dep_ in ("nsubj", "nsubjpass")
            and span.root.head == verb
            and verb.lower_ in words.act_verbs
        ):  # "99 % were taken down before …"
            return _Frame(f"share {verb.lower_}", "percent", "figure:share", verb, carries=True)
        topic = subject(verb)
        rated = topic is not None and any(
            t.lower_ in words.rate_nouns for t in topic.subtree if t.i <= topic.i
        )
        if topic is not None and rated:
            telling = any(t.lower_ in words.telling_rates for t in topic.subtree)
            if telling or self._about_measures(sentence):
                name = " ".join(t.text for t in topic.subtree if t.i <= topic.i and not t.is_stop)
                return _Frame(name, "percent", "figure:rate", carries=True)
        if verb.lower_ in words.share_verbs and (
            self._about_measures(sentence, standing=True) or self.state.unit
        ):
            return _Frame(f"share {verb.lower_}", "percent", "figure:share", verb, carries=True)
        if (
            topic is not None
            and verb.lower_ in words.change_verbs | words.act_verbs
            and (noun := measured_within(topic)) is not None
        ):
            return _Frame(f"change in {noun.lower_}", "percent", "figure:change", verb, carries=False)
        rate = next(
            (
                t
                for t in doc[max(sentence.span.start, span.start - 6) : span.start]
                if t.lower_ in words.rate_nouns
            ),
            None,
        )
        if rate is not None and self._about_measures(sentence):
            return _Frame(rate.lower_, "percent", "figure:rate", carries=True)
        return None

    def _about_measures(self, sentence: _Sentence, *, standing: bool = False) -> bool:
        """Whether the sentence speaks of something measured; with ``standing``, of what is a measure by itself."""
        words = measures()
        known = (
            words.standing | words.act_nouns if standing else words.standing | words.act_nouns | words.acted
        )
        return any(t.lower_ in known for t in sentence.span)

    def _near_penalty(self, span: SpacySpan) -> bool:
        near = span.doc[max(0, span.start - _MONEY_REACH) : span.end + 8]
        return any(t.lower_ in measures().penalty_nouns or t.lower_ in measures().penalty_verbs for t in near)

    def _penalty(self, sentence: _Sentence, quantity: Quantity, span: SpacySpan) -> _Frame | None:
        """An amount that the nearest money word says is a penalty."""
        words, best = measures(), None
        for token in sentence.span:
            distance = span.start - token.i if token.i < span.start else token.i - span.end + 2
            if span.start <= token.i < span.end or distance > _MONEY_REACH:
                continue
            is_penalty = (
                token.lower_ in words.penalty_nouns
                and (
                    token.i == span.end
                    or token.pos_ != "ADJ"
                    or token.dep_ not in ("acomp", "advmod", "conj")
                )
                or token.lower_ in words.penalty_verbs
                and token.tag_ != "JJ"
            )
            phrase = f"{token.nbor(-1).lower_} {token.lower_}" if token.i > sentence.span.start else ""
            is_penalty = (
                is_penalty
                or phrase in words.penalty_nouns
                or token.lower_ == "notice"
                and phrase == "infringement notice"
            )
            if is_penalty or token.lower_ in words.other_money:
                # what governs the amount says more than what merely stands near
                distance -= 6 if token in span.root.ancestors or token.i == span.root.head.i else 0
                if best is None or (distance, token.i) < best[:2]:
                    best = (distance, token.i, is_penalty, token)
        ordered = _PAY_ORDER.search(sentence.low[: quantity.begin]) is not None
        if not ordered and (best is None or not best[2]):
            return None
        code = self._currency(quantity)
        if code is None:
            return None
        return _Frame("penalty", code, "figure:penalty", best[3] if best is not None and best[2] else None)

    def _currency(self, quantity: Quantity) -> str | None:
        """What a sign means in the country whose bodies the document is about."""
        codes = measures().currencies[quantity.currency]
        countries = [e.country for e in self.layers.entities if e.kind in LEGAL_BODIES and e.country]
        place = self.refer.default_place
        if place is not None and (country := self.refer.entities[place].country):
            countries.insert(0, country)
        if len(set(codes.values())) == 1 and "default" in codes:
            return codes["default"]
        return next((codes[c] for c in countries if c in codes), codes.get("default"))

    # --- claims

    def _claim(self, number: int, sentence: _Sentence, quantity: Quantity, frame: _Frame) -> None:
        span = sentence.tokens_of(quantity)
        assert span is not None
        modality = _modality(span, frame)
        period, when = self._period(number, sentence, quantity, frame, modality)
        place = self._place(number, sentence, quantity)
        trigger = Span(sentence.offset(quantity.begin), sentence.offset(quantity.end))
        agent = self._agent(sentence, trigger, frame)
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
        if frame.carries and period.closed:
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
        self, number: int, sentence: _Sentence, quantity: Quantity, frame: _Frame, modality: Modality
    ) -> tuple[Interval, Span | None]:
        """The time said beside the number, else the nearest in its sentence, else that of the figures before it."""
        end = sentence.offset(quantity.end)
        dates = [
            d
            for d in self._dates_within(sentence.evidence)
            if d.role != "duration" and (d.earliest or d.latest)
        ]
        ranged = period_of([d for d in dates if d.role in ("since", "until")])
        if ranged.closed and any(d.role == "until" for d in dates) and len(dates) == 2:
            return ranged, dates[0].span
        dates = [d for d in dates if d.role in ("at", "since")]
        beside = [
            d
            for d in dates
            if 0 <= d.span.begin - end <= 25
            and re.fullmatch(
                r"[\s\w]{0,18}\b(in|during|for|on|over) (the )?|\s?\(",
                self._between(sentence, end, d.span.begin),
            )
        ]
        if modality == "possible" and not beside:
            return UNKNOWN, None
        if frame.rule == "figure:level-before" and not beside:
            return UNKNOWN, None
        before = [d for d in dates if d.span.end <= end]
        chosen = beside[:1] or before[-1:] or [d for d in dates if d.span.begin >= end][:1]
        if chosen:
            interval = (
                Interval(chosen[0].earliest, chosen[0].latest)
                if chosen[0].role == "at"
                else Interval(chosen[0].earliest, None)
            )
            return interval, chosen[0].span
        if frame.carries and number - self.state.paragraph <= _CARRIED:
            return self.state.period, None
        if frame.rule == "figure:penalty":
            return self._imposed(sentence)
        return UNKNOWN, None

    def _imposed(self, sentence: _Sentence) -> tuple[Interval, Span | None]:
        """When the penalty was imposed whose amount a sentence tells, where the text dates it elsewhere."""
        told = [
            c
            for c in self.layers.claims
            if c.kind == "Penalty" and sentence.evidence.contains(c.trigger) and c.modality == "actual"
        ]
        if len(told) == 1 and told[0].earliest is not None:
            return Interval(told[0].earliest, told[0].latest), told[0].when
        return UNKNOWN, None

    def _between(self, sentence: _Sentence, begin: int, end: int) -> str:
        offset = sentence.offset(0)
        return sentence.low[begin - offset : end - offset]

    def _place(self, number: int, sentence: _Sentence, quantity: Quantity) -> str | None:
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

    def _agent(self, sentence: _Sentence, trigger: Span, frame: _Frame) -> tuple[str, ...]:
        """Who does what is counted: by-phrase or subject, for penalties the body nearby, else the platform spoken of."""
        kinds = LEGAL_BODIES | {"Person"} if frame.rule.startswith("figure:penalty") else _AGENTS
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


def _year_headed(sentence: _Sentence) -> Interval | None:
    """The one year that a heading of figures names; None for sentences and for headings of several years."""
    if _YEAR_OF_FIGURES.fullmatch(sentence.low.strip()) is None:
        return None
    if any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in sentence.span):
        return None
    years = {int(m[0]) for m in _YEAR.finditer(sentence.low)}
    return Interval(date(min(years), 1, 1), date(min(years), 12, 31)) if len(years) == 1 else None


def _says_in(position: int, low: str) -> bool:
    """Whether the place at a position of a sentence is said to be where: "in Pakistan"."""
    return low[:position].rstrip().endswith((" in", " from", " in the")) or low[:position] == "in "


def _modality(span: SpacySpan, frame: _Frame) -> Modality:
    verb = (
        frame.act if frame.act is not None and frame.act.pos_ in ("VERB", "AUX") else clause_head(span.root)
    )
    while True:
        if any(c.dep_ == "aux" and c.lower_ in _MODALS for c in verb.children):
            return "possible"
        if verb.dep_ != "xcomp" and verb.pos_ == "VERB" or verb.head == verb:
            break
        verb = verb.head
    before = {t.lower_ for t in span.doc[max(span.sent.start, span.start - 6) : span.start]}
    return "requested" if before & _ASKED else "actual"


def run(parsed: ParsedText, layers: Layers) -> Layers:
    """All figures of a document, in order."""
    return _Figures(parsed, layers).read()


EXTRACTOR = Extractor(
    name="figures", requires=("dates", "entities", "mentions", "attributions"), produces=("claims",), run=run
)
