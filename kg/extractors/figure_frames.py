"""Why a number of a sentence is a figure: the frames in which it counts, is a share, or a row of a list.

What a number counts may be told by a noun behind it, by the figures before it ("of these, 300 were restored"), or by the label of its
row. Frames for amounts of money are those of :mod:`kg.extractors.figure_money`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.extractors.figure_words import (
    act_above,
    counted,
    counted_any,
    done_to_persons,
    is_listed,
    is_mass,
    measure_of,
    measured_within,
    numbered,
    plural,
    refers_back,
    share_base,
    unit_of,
    used_by,
    viewed,
)
from kg.extractors.syntax import clause_head, subject
from kg.figures import Quantity, measures
from kg.model import Span
from kg.text import Paragraph


@dataclass(frozen=True, slots=True)
class Frame:
    """Why a number counts: what is measured, in which unit, by which rule, and the verb or noun of the act.

    ``carries`` says whether its period is also that of the figures behind it.
    """

    measure: str
    unit: str
    rule: str
    act: Token | None = None
    carries: bool = False


@dataclass(slots=True)
class Told:
    """What the figures before were about, for those that leave it unsaid."""

    unit: str = ""
    unit_paragraph: int = -10
    #: Where the sentence begins in which the unit was told.
    unit_sentence: int = -1
    currency: str = ""
    penalty_paragraph: int = -10


class Sentence:
    """One sentence, its characters in lower case and the places of its quantities."""

    def __init__(self, content: str, paragraph: Paragraph, span: SpacySpan) -> None:
        self.content, self.paragraph, self.span = content, paragraph, span
        self.low = paragraph.plain[span.start_char : span.end_char].lower()
        tokens = [t for t in span if not t.is_space]
        self.evidence = paragraph.span(tokens[0], tokens[-1]) if tokens else Span(0, 0)

    def tokens_of(self, quantity: Quantity) -> SpacySpan | None:
        """The tokens of a quantity; None where it lies outside all."""
        begin = self.span.start_char + quantity.begin
        return self.paragraph.doc.char_span(
            begin, self.span.start_char + quantity.end, alignment_mode="expand"
        )

    def offset(self, position: int) -> int:
        """A position in the sentence as an offset in the text."""
        return self.paragraph.begin + self.span.start_char + position

    def has(self, words: frozenset[str]) -> bool:
        """Whether one of its words is one of these."""
        return any(t.lower_ in words for t in self.span)


def count_frame(sentence: Sentence, quantity: Quantity, span: SpacySpan, told: Told) -> Frame | None:
    """The frame of a bare number."""
    return (
        _count(sentence, quantity, span)
        or _labelled(sentence, quantity)
        or _elliptic(sentence, quantity, span, told)
        or _in_series(sentence, quantity, span, told)
        or _mass(quantity, span)
    )


def _count(sentence: Sentence, quantity: Quantity, span: SpacySpan) -> Frame | None:
    head = counted(span)
    people = counted_any(span)
    if people is not None and quantity.value >= 2:
        if (act := done_to_persons(people)) is not None:
            return Frame(f"{people.lower_} {act.lower_}", "persons", "figure:persons", act)
        if (act := used_by(people)) is not None:
            return Frame("users", "users", "figure:users", act)
    if (seen := viewed(span)) is not None:
        return Frame(f"times {seen.lower_}", "views", "figure:views", seen)
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
        return Frame(
            measure_of(head, act),
            unit,
            f"figure:{unit}",
            act,
            carries=act is not None or unit.endswith("requests"),
        )
    whole = sentence.low[: quantity.begin].endswith(" of ")  # "in 19 of 27 provinces"
    if (
        head.lower_ in words.areas
        and not whole
        and quantity.value >= _FEW
        and sentence.has(words.act_verbs | words.shutdowns)
    ):
        return Frame(measure_of(head, None), unit, "figure:areas", act_above(head))
    if head.lower_ in words.acted:
        act = act_above(head)
        if quantity.value < 2 and not is_listed(head):
            return None
        if act is None and not (head.lower_ in words.online and quantity.value >= _MANY):
            return None
        rule = f"figure:{unit}-acted-on" if act is not None else f"figure:{unit}"
        return Frame(measure_of(head, act), unit, rule, act, carries=True)
    return None


#: So many things online are told for their number ("the challenge is confined to 39 URLs").
_MANY = 10
#: Fewer, in words, pick some out rather than count them.
_FEW = 5


def _elliptic(sentence: Sentence, quantity: Quantity, span: SpacySpan, told: Told) -> Frame | None:
    """ "53,494,911 were removed", "requests rose from 10 to 15": the noun stands elsewhere."""
    words, root = measures(), span.root
    if told.unit and (rule := refers_back(sentence.low, quantity)) is not None:
        if quantity.value < _FEW and quantity.spelled and act_above(root) is None:
            return None  # "one of them, a lesson in sign language, …"
        return Frame(told.unit, told.unit, rule, act_above(root), carries=rule != "figure:level-before")
    if counted_any(span) is not None:
        return None
    verb = clause_head(root)
    deed = verb.lower_ in words.act_verbs and (
        root.dep_ in ("nsubj", "nsubjpass")
        or root.dep_ == "dobj"
        and root.head == verb
        or root.dep_ == "pobj"
        and root.head.head == verb
        and root.head.lower_ == "on"
    )
    if deed and told.unit not in ("", "percent"):
        return Frame(f"{told.unit} {verb.lower_}", told.unit, "figure:elliptic", verb, carries=True)
    if verb.lower_ in words.change_verbs and root.dep_ not in ("nsubj", "nsubjpass"):
        topic = subject(verb)
        noun = (measured_within(topic) or numbered(topic)) if topic is not None else None
        if noun is not None and root.i > verb.i:
            return Frame(f"{noun.lower_}", unit_of(noun), "figure:level", act_above(noun), carries=True)
    return None


#: Before and behind a number that goes on with a series: ", including 183 on …", "and 92 for …", "; in India, 1,047."
_SERIES_BEFORE = re.compile(
    r"(?:[,;:(]|\b(?:and|including|but|while)) (?:some |about |another |only |in [\w ]+, )?\Z"
)
_SERIES_BEHIND = re.compile(r" (?:with|for|on|over|in|from|to|under|because|as|through|by)\b|[,.;)]")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _in_series(sentence: Sentence, quantity: Quantity, span: SpacySpan, told: Told) -> Frame | None:
    """A number without a noun behind one with: "844,000 sites, including 183 on security grounds and 92 for defamation"."""
    if told.unit_sentence != sentence.evidence.begin or quantity.value < 2 or counted_any(span) is not None:
        return None
    before, behind = sentence.low[: quantity.begin], sentence.low[quantity.end :]
    if _YEAR.fullmatch(sentence.low[quantity.begin : quantity.end]):
        return None  # "under the Cybercrime Act, 2015."
    goes_on = _SERIES_BEFORE.search(before) is not None and (
        span.root.dep_ in ("nsubj", "nsubjpass")
        or not quantity.spelled
        and quantity.value >= _MANY
        and _SERIES_BEHIND.match(behind) is not None
    )
    return Frame(told.unit, told.unit, "figure:series", act_above(span.root)) if goes_on else None


def _labelled(sentence: Sentence, quantity: Quantity) -> Frame | None:
    """Rows of lists and tables: "Accounts removed: 16,947"."""
    row = re.search(
        r"([a-z][a-z' -]{2,60}?)\s*(?::|\||\u2026|\t| - |\.{3,}|\s{3,})\s*\Z",
        sentence.low[: quantity.begin],
    )
    behind = sentence.content[sentence.offset(quantity.end) : sentence.evidence.end].split("\n")[0]
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
    return Frame(" ".join(label), plural(noun), "figure:row", carries=True)


def _mass(quantity: Quantity, span: SpacySpan) -> Frame | None:
    """A number too large to be told for anything but its size: "the profiles of 980,000 people", "65,000 parents were consulted"."""
    noun = counted_any(span)
    if noun is None or not is_mass(noun, quantity) or noun.head.lower_ in measures().staff_verbs:
        return None
    persons = noun.lower_ in measures().persons
    unit = "persons" if persons else noun.lower_
    return Frame(measure_of(noun, act_above(noun)), unit, "figure:mass", act_above(noun))


_RATE_ROW = re.compile(r"\b(?:rate|share|percentage|proportion|level)s?\s*[:|]\s*\Z")


def share_frame(sentence: Sentence, span: SpacySpan, told: Told, *, near_penalty: bool) -> Frame | None:
    """The frame of a percentage: a share of something measured, a rate, a change.

    Args:
        near_penalty: whether words of penalties are near, so that a share of turnover is the amount of one.
    """
    words, doc = measures(), span.doc
    behind = list(doc[span.end : min(span.end + 8, sentence.span.end)])
    if behind and behind[0].lower_ == "of":
        base = share_base(behind[1:])
        if base is not None and base.lower_ in words.penalty_bases:
            return (
                Frame("penalty as a share of turnover", "percent", "figure:penalty-share")
                if near_penalty
                else None
            )
        if base is not None and (
            base.lower_ in words.acted | words.standing or base.lower_ in words.anaphors and told.unit
        ):
            act = act_above(span.root) or act_above(base)
            name = f"share of {base.lower_} {act.lower_ if act is not None else ''}".strip()
            return Frame(name, "percent", "figure:share", act, carries=True)
    if (noun := counted(span)) is not None:  # one in five users
        act = act_above(noun)
        return Frame(f"share of {noun.lower_}", "percent", "figure:share", act, carries=act is not None)
    if _RATE_ROW.search(sentence.low[: span.start_char - sentence.span.start_char]):
        return Frame("rate", "percent", "figure:row", carries=True)
    about = sentence.has(words.standing | words.act_nouns | words.acted)
    for token in behind[:3]:
        if token.lower_ in words.rate_nouns and about:
            return Frame(token.lower_, "percent", "figure:rate", carries=True)
        if token.pos_ not in ("ADJ", "NOUN", "PUNCT"):
            break
    found = _share_by_verb(sentence, span, told, about=about)
    return found or (_other_share(sentence, span) if span.text.lower() != "half" else None)


def _share_by_verb(sentence: Sentence, span: SpacySpan, told: Told, *, about: bool) -> Frame | None:
    """A percentage whose verb or topic says what it is: "complied with 71%", "the rate stood at 98%", "requests rose 24%"."""
    words, verb = measures(), clause_head(span.root)
    if (
        told.unit
        and span.root.dep_ in ("nsubj", "nsubjpass")
        and span.root.head == verb
        and verb.lower_ in words.act_verbs
    ):  # "99 % were taken down before …"
        return Frame(f"share {verb.lower_}", "percent", "figure:share", verb, carries=True)
    topic = subject(verb)
    within = list(topic.subtree) if topic is not None else []
    rated = any(t.lower_ in words.rate_nouns for t in within if topic is not None and t.i <= topic.i)
    if rated and (about or any(t.lower_ in words.telling_rates for t in within)):
        name = " ".join(t.text for t in within if topic is not None and t.i <= topic.i and not t.is_stop)
        return Frame(name, "percent", "figure:rate", carries=True)
    if verb.lower_ in words.share_verbs and (told.unit or sentence.has(words.standing | words.act_nouns)):
        return Frame(f"share {verb.lower_}", "percent", "figure:share", verb, carries=True)
    if (
        topic is not None
        and verb.lower_ in words.change_verbs | words.act_verbs
        and (noun := measured_within(topic)) is not None
    ):
        return Frame(f"change in {noun.lower_}", "percent", "figure:change", verb, carries=False)
    near = span.doc[max(sentence.span.start, span.start - 6) : span.start]
    rate = next((t for t in near if t.lower_ in words.rate_nouns), None)
    if rate is not None and about:
        return Frame(rate.lower_, "percent", "figure:rate", carries=True)
    return None


def _other_share(sentence: Sentence, span: SpacySpan) -> Frame | None:
    """Any other percentage, unless the sentence speaks of markets and prices."""
    words, verb = measures(), clause_head(span.root)
    behind = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    if sentence.has(words.market_words) or verb.lower_ in words.change_verbs or behind == "off":
        return None
    noun = next((t for t in (counted_any(span), share_base(list(span.doc[span.end + 1 : span.end + 8]))) if t is not None), None)  # fmt: skip
    return Frame(f"share of {noun.lower_}" if noun is not None else "share", "percent", "figure:percentage")
