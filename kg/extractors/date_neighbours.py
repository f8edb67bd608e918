"""What the words right beside a date say that it dates, where the parser drew it elsewhere, and dates of what comes before or after.

Newswires put the day right behind or right before the verb of their news: "said on Monday it had begun blocking", "the court on Friday
ordered". And a day behind the noun of an occasion is that of the occasion: what was done "ahead of elections on Sunday" was done by then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from spacy.tokens import Token

from kg.extractors.filling import Candidate
from kg.extractors.syntax import SUBJECTS, is_verbal, sentence_bounds
from kg.extractors.timing import SET_DEADLINES
from kg.lexicon import noun_list
from kg.model import DateExpression

Side = Literal["after", "before"]

#: Prepositions and conjunctions of what the occasion in their object comes after, or before.
_SIDES: dict[str, Side] = {"after": "after", "following": "after", "ahead": "before", "before": "before"}
#: Before the day on which a measure begins to hold, with a time of day or a weekday in between.
_IN_FORCE = re.compile(
    r"\b(?:effective|with effect|starting|beginning|commencing)(?: (?:from|on|as of|at))?(?: [\w.:]+){0,2},? ?\Z"
)
_MEASURES = frozenset({"Block", "Throttle", "Shutdown", "Unblock", "ContentRemoval", "ContentRestoration"})
_HAD = frozenset({"had", "has", "have", "was", "were"})
_BY = re.compile(r"\bby (?:the )?(?:deadline (?:of|on) )?(?:the )?\Z")
_MONTH = timedelta(days=31)
#: Between a verb and its date.
_LEADS = frozenset({"on", "in", "late", "early", "earlier", "just", "only"})


def verb_beside(expression: DateExpression, tokens: Sequence[Token]) -> Token | None:
    """The finite verb that a day or month stands right behind, or between whose subject and which it stands; None where there is none."""
    begin, end = expression.earliest, expression.latest
    if begin is None or end is None or end - begin > _MONTH or expression.role != "at":
        return None
    first, last, sentence = tokens[0], tokens[-1], tokens[0].sent
    before = first.nbor(-1) if first.i > sentence.start else None
    while before is not None and before.lower_ in _LEADS:
        before = before.nbor(-1) if before.i > sentence.start else None
    if before is None:
        return None
    following = last.nbor(1) if last.i + 1 < sentence.end else None
    if _is_finite(before):
        # "said on Monday it had begun": the day is the saying's; "blocked on Monday" needs no help
        if following is None:
            return None
        bare = first.nbor(-1) == before and following.pos_ == "PROPN"  # "said Monday Kenya had begun"
        return before if bare or following.lower_ in ("that", "it", "he", "she", "they", "the") else None
    if following is None or not _is_finite(following):
        return None
    subject = next((c for c in following.children if c.dep_ in SUBJECTS), None)
    return following if subject is not None and _closes(before, subject) else None


def _closes(token: Token, subject: Token) -> bool:
    """Whether a word is the last of a subject, behind its head at most in its own name: "the Supreme Court of India (SCI)"."""
    for _ in range(6):
        if token == subject:
            return True
        named = token.dep_ in ("compound", "appos", "punct", "nmod", "poss") or token.dep_ == "pobj"
        if not named and not (token.dep_ == "prep" and token.lower_ == "of"):
            return False
        token = token.head
    return False


def _is_finite(token: Token) -> bool:
    auxiliary = any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP") for c in token.children)
    root = token.dep_ == "ROOT"  # "ECOWAS on Sunday called": the tagger takes past tenses for participles
    finite = token.tag_ in ("VBD", "VBZ", "VBP") or token.tag_ == "VBN" and (auxiliary or root)
    return is_verbal(token) and finite


def occasion_of(expression: DateExpression, tokens: Sequence[Token]) -> Token | None:
    """The noun of the occasion that a day stands right behind: "ahead of elections on Sunday", "after the killings last week"."""
    verbs = [t for t in tokens[0].sent if t.i < tokens[0].i and is_verbal(t)]
    if expression.role != "at" or not verbs:
        return None
    if tokens[0].dep_ == "poss" and _side(tokens[0].head) is not None:
        return tokens[0].head  # "ahead of Sunday's election"
    before = tokens[0].nbor(-1)
    while before.lower_ in ("on", "in", "of", "the") and before.i > sentence_bounds(before)[0]:
        before = before.nbor(-1)
    return before if _side(before) is not None else None


def _side(noun: Token) -> Side | None:
    """On which side of the occasion of a noun lies what the clause tells."""
    lead = noun.head
    if noun.dep_ != "pobj" or lead.dep_ != "prep" or noun.lower_ not in noun_list("nouns", "Occasion"):
        return None
    return "before" if lead.lower_ == "of" and lead.head.lower_ == "ahead" else _SIDES.get(lead.lower_)


def in_force_from(
    expression: DateExpression, before: str, candidates: Sequence[Candidate], begin: int
) -> Candidate | None:
    """The measure, or its lifting, that takes effect on a date: "announced the lifting of the ban, effective from Sunday".

    Args:
        before: the sentence's characters up to the date; ``begin`` is how many of the paragraph's stand before it.
    """
    if expression.role != "since" or _IN_FORCE.search(before.casefold()) is None:
        return None
    measures = [c for c in candidates if c.kind in _MEASURES and c.trigger.idx < begin]
    return max(measures, key=lambda c: c.trigger.i, default=None)


def done_by(expression: DateExpression, before: str, action: Candidate) -> DateExpression:
    """What a past day behind "by" says: of what was done, the latest day, "had removed it by the middle of May"; of a breach, its day.

    Args:
        before: the sentence's characters up to the date.
    """
    if expression.role != "until" or _BY.search(before.casefold()) is None:
        return expression
    if action.kind == "NonCompliance":  # "failed to register by 3 May"
        return replace(expression, role="at", earliest=expression.latest)
    told = (
        action.head.tag_ == "VBD"
        or action.head.tag_ == "VBN"
        and any(c.dep_ in ("aux", "auxpass") and c.lower_ in _HAD for c in action.head.children)
    )
    if not told or action.kind in SET_DEADLINES:
        return expression
    return replace(expression, role="before", earliest=None)


def bounded_by(expression: DateExpression, node: Token, action: Token) -> DateExpression:
    """What the date of an occasion says of an action told to have come before or after it; of any other, the date itself."""
    if expression.role != "at" or node == action:
        return expression
    for _ in range(8):
        side = _side(node) if node.i > action.i else None
        if side is not None:
            if side == "after":
                return replace(expression, role="after", earliest=expression.earliest, latest=None)
            return replace(expression, role="before", earliest=None, latest=expression.latest)
        if node == action or node.head == node or is_verbal(node):
            return expression
        node = node.head
    return expression
