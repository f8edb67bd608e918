"""Which amounts of money are figures: penalties, and what an act cost, lost, froze or secured; prices and earnings are none.

The money word that stands nearest to an amount, or governs it, says what it is. An amount without any such word belongs to the penalties
told just before it ("the second, of 875,000 euros").
"""

from __future__ import annotations

import re

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.extraction import Layers
from kg.extractors.figure_frames import Frame, Sentence, Told
from kg.extractors.located import LEGAL_BODIES
from kg.extractors.reference import Referents
from kg.extractors.syntax import clause_head
from kg.figures import Quantity, measures

#: How far, in tokens, a money word may be from the amount that it explains.
_MONEY_REACH = 25
#: What governs an amount says more than what merely stands near: by so many tokens.
_GOVERNS = 6

#: An order to pay makes an amount a penalty, whatever it is called.
_PAY_ORDER = re.compile(
    r"\b(?:order(?:s|ed|ing)?|told|direct(?:s|ed)?|instruct(?:s|ed)?|settle\w*)\b[^.;]{0,60}\bpay\b[^.;]{0,40}\Z"
)


#: What is done about the costs of a suit.
_OF_COURTS = frozenset({"award", "awards", "awarded", "pay", "pays", "ordered", "orders", "exemplary"})


class Money:
    """Reads the amounts of one document."""

    def __init__(self, layers: Layers, refer: Referents) -> None:
        self._layers, self._refer = layers, refer

    def frame(
        self, number: int, sentence: Sentence, quantity: Quantity, span: SpacySpan, told: Told
    ) -> Frame | None:
        """The frame of an amount in the paragraph of a number; None for prices, earnings and unknown currencies."""
        code = self._currency(quantity)
        if code is None:
            return None
        best = _nearest_money_word(sentence, span)
        ordered = _PAY_ORDER.search(sentence.low[: quantity.begin]) is not None
        token, is_penalty = best if best is not None else (None, False)
        if best is None and number - told.penalty_paragraph <= 1:
            is_penalty = True
        if ordered or is_penalty:
            told.penalty_paragraph, told.currency = number, quantity.currency
            return Frame("penalty", code, "figure:penalty", token if is_penalty else None)
        if token is not None and _is_loss(sentence, token):
            return Frame(token.lower_, code, "figure:amount", token)
        return None

    def bare(
        self, number: int, sentence: Sentence, quantity: Quantity, span: SpacySpan, told: Told
    ) -> Frame | None:
        """A number behind a word of fining that has its currency from the penalty before it: "was fined 2.5bn"."""
        fined = clause_head(span.root).lower_ in measures().penalty_verbs
        scaled = quantity.value >= 1000 and not quantity.spelled
        if not (fined and scaled and told.currency and number - told.penalty_paragraph <= 1):
            return None
        code = self._code(told.currency)
        return Frame("penalty", code, "figure:penalty", clause_head(span.root)) if code else None

    def _currency(self, quantity: Quantity) -> str | None:
        return self._code(quantity.currency)

    def _code(self, currency: str) -> str | None:
        """What a sign means in the country whose bodies the document is about."""
        codes = measures().currencies[currency]
        countries = [e.country for e in self._layers.entities if e.kind in LEGAL_BODIES and e.country]
        place = self._refer.default_place
        if place is not None and (country := self._refer.entities[place].country):
            countries.insert(0, country)
        if len(set(codes.values())) == 1 and "default" in codes:
            return codes["default"]
        return next((codes[c] for c in countries if c in codes), codes.get("default"))


def _nearest_money_word(sentence: Sentence, span: SpacySpan) -> tuple[Token, bool] | None:
    """The word that says what an amount is, and whether it is one of penalties."""
    words = measures()
    best: tuple[int, int, bool, Token] | None = None
    for token in sentence.span:
        distance = span.start - token.i if token.i < span.start else token.i - span.end + 2
        if span.start <= token.i < span.end or distance > _MONEY_REACH:
            continue
        noun = token.lower_ in words.penalty_nouns and (
            token.i == span.end or token.pos_ != "ADJ" or token.dep_ not in ("acomp", "advmod", "conj")
        )
        verb = token.lower_ in words.penalty_verbs and token.tag_ != "JJ"
        phrase = f"{token.nbor(-1).lower_} {token.lower_}" if token.i > sentence.span.start else ""
        is_penalty = noun or verb or phrase in words.penalty_nouns
        if is_penalty or token.lower_ in words.other_money or token.lower_ in words.losses:
            distance -= _GOVERNS if token in span.root.ancestors or token.i == span.root.head.i else 0
            if best is None or (distance, token.i) < best[:2]:
                best = (distance, token.i, is_penalty, token)
    return (best[3], best[2]) if best is not None else None


def _is_loss(sentence: Sentence, token: Token) -> bool:
    """Whether a money word tells of what an act cost somebody; of costs only where the sentence tells the act."""
    words = measures()
    if token.lower_ in words.losses:
        return True
    if token.lower_ == "costs" and sentence.has(_OF_COURTS):
        return True
    return token.lower_ in ("cost", "costs", "costing") and sentence.has(words.act_nouns | words.shutdowns)


def is_near_penalty(span: SpacySpan) -> bool:
    """Whether words of penalties stand near a number."""
    words = measures()
    near = span.doc[max(0, span.start - _MONEY_REACH) : span.end + 8]
    return any(t.lower_ in words.penalty_nouns or t.lower_ in words.penalty_verbs for t in near)


def is_conversion(sentence: Sentence, quantity: Quantity, others: list[Quantity]) -> bool:
    """Whether an amount in brackets behind another is the same in another currency."""
    for other in others:
        if other.kind == "money" and other.end < quantity.begin:
            between = sentence.low[other.end : quantity.begin]
            if len(between) < 40 and re.search(r"[(\[][^)\]]*\Z", between):
                return True
    return False
