"""Acts dated by an event that the same sentence dates: "two days before the election on 14 January", "When the deadline ran out on Friday, …".

What was done so many days before or after an event has a day of its own; what was done when something happened has the day of that,
and what was done after or before it lies on that side of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from spacy.tokens import Token

from kg.dates.bounds import anchor_of
from kg.dates.calendar import moved
from kg.extractors.syntax import child, is_verbal
from kg.model import DateExpression

#: A date and the word by which it hangs on the rest of its sentence.
Hung = tuple[DateExpression, Token]

_DAYS = re.compile(r"P(\d+)([DW])")
Side = Literal["at", "after", "before"]
_SIDES: dict[str, Side] = {
    "when": "at", "after": "after", "once": "after", "following": "after", "before": "before",
}  # fmt: skip
_PAST = ("VBD", "VBN")


def counted_from(
    distance: DateExpression, words: Sequence[Token], event: Token, dates: Sequence[Hung]
) -> Hung | None:
    """The day that a distance gives what its clause tells, and the word above it; None where nothing dates the event.

    Args:
        distance: an expression such as "two days before" and its ``words``.
        event: the noun or verb of what it is counted from.
        dates: those of the sentence.
    """
    length, side = length_of(distance, words), words[-1]
    base = next((day for d, node in dates if _is_of(event, node) and (day := _day_of(d)) is not None), None)
    if length is None or base is None:
        return None
    day = moved(base, "D", length)
    above = verb_above(side, event)
    has_own = any(
        _day_of(d) is not None and not _is_of(event, node) and _clause_of(node) == above for d, node in dates
    )
    if day is None or above is None or has_own:
        return None
    return replace(distance, earliest=day, latest=day, role="at", rule="counted"), above


def verb_above(side: Token, event: Token) -> Token | None:
    """The verb of what is told ``side``, "after" or "before", of an event; None where the sentence has no other verb."""
    above = event if side.dep_ == "mark" else side
    while above.head != above:
        above = above.head
        if is_verbal(above) and above != event:
            return above
    return None


def length_of(distance: DateExpression, words: Sequence[Token]) -> int | None:
    """How many days what is told lies after its event, negative before it; None of months and years, which say no day."""
    length = _DAYS.fullmatch(distance.timex)
    if length is None or words[-1].lower_ not in ("after", "before"):
        return None
    days = int(length[1]) * (7 if length[2] == "W" else 1)
    return days if words[-1].lower_ == "after" else -days


def _day_of(expression: DateExpression) -> date | None:
    return anchor_of(expression) if expression.role == "at" else None


def of_events_beside(dates: Sequence[Hung]) -> list[Hung]:
    """What the dates of clauses with "when", of events "after" or "before" which something was, say of the verb above them."""
    found = []
    for expression, node in dates:
        side = _side_of(node) if expression.role == "at" and expression.rule != "counted" else None
        if side is None:
            continue
        role, verb = side
        if role == "after" and anchor_of(expression) is None:
            if _is_month(expression):
                found.append((expression, verb))  # "after the bombings of April 2019": in that month
        elif role == "after":
            found.append((replace(expression, role="after", latest=None), verb))
        elif role == "before":
            found.append((replace(expression, role="before", earliest=None), verb))
        else:
            found.append((expression, verb))
    return found


def _side_of(node: Token) -> tuple[Side, Token] | None:
    """On which side of the event that a date dates its sentence tells what, and the verb that tells it."""
    clause = _clause_of(node)
    if clause is None:
        return None
    event = node
    while event != clause and not (event.dep_ == "pobj" and event.head.lower_ in _SIDES):
        event = event.head
    if event != clause and event != node:  # "after the ban of 1 April"
        labelled = event == node.head or node.head.pos_ == "ADP" and event == node.head.head
        is_told = (
            labelled
            and child(event.head, "npadvmod") is None
            and event.head.head == clause
            and clause.tag_ in _PAST
        )
        return (_SIDES[event.head.lower_], clause) if is_told else None
    mark = _mark(clause) if clause.dep_ == "advcl" else None
    if mark is None or clause.tag_ not in _PAST or clause.head.tag_ not in _PAST:
        return None
    return _SIDES[mark.lower_], clause.head


def _is_month(expression: DateExpression) -> bool:
    first, last = expression.earliest, expression.latest
    return first is not None and last is not None and (last - first).days <= 31


def _is_of(event: Token, node: Token) -> bool:
    """Whether a date is that of an event: in its own clause, and not what it was set for ("protests were called for Tuesday")."""
    if "for" in (node.lower_, node.head.lower_):
        return False
    return _clause_of(node) == event if is_verbal(event) else node == event or event.is_ancestor(node)


def _clause_of(node: Token) -> Token | None:
    """The verb of the clause that a date stands in."""
    for _ in range(8):
        if is_verbal(node):
            return node
        if node.head == node:
            return None
        node = node.head
    return None


def _mark(clause: Token) -> Token | None:
    """The conjunction of a clause of time; None where it is counted from ("two days after …"), asks or compares."""
    mark = next(
        (
            c
            for c in clause.children
            if c.dep_ in ("mark", "advmod") and c.lower_ in _SIDES and c.i < clause.i
        ),
        None,
    )
    if mark is None:
        return None
    counted = child(clause, "npadvmod")
    return None if counted is not None and counted.i < mark.i else mark
