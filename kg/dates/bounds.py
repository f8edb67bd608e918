"""What a date expression says of the action it dates, for those who assemble claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kg.dates.calendar import UNKNOWN, Interval
from kg.model import DateExpression


def anchor_of(expression: DateExpression) -> date | None:
    """The single day that it names and from which others may count; None for longer, open or vague times."""
    return (
        expression.earliest
        if expression.role != "duration" and expression.earliest == expression.latest
        else None
    )


def open_before(day: date) -> Interval:
    """Up to and including a day."""
    return Interval(None, day)


def open_after(day: date) -> Interval:
    """From a day on."""
    return Interval(day, None)


def bounds_of(expression: DateExpression) -> tuple[Interval, date | None]:
    """When the action happened (or began), and its stated end or deadline.

    "until 9 May" bounds no beginning and gives the end; "for ten days" says neither.
    """
    if expression.role == "duration":
        return UNKNOWN, None
    if expression.role == "until":
        return UNKNOWN, expression.latest
    return Interval(expression.earliest, expression.latest), None


def period_of(expressions: Sequence[DateExpression]) -> Interval:
    """The stretch that dates of one clause speak of together: "from January … to March 2023" is one; else the first closed one."""
    since = next((e for e in expressions if e.role == "since" and e.earliest is not None), None)
    until = next((e for e in expressions if e.role == "until" and e.latest is not None), None)
    if since is not None and until is not None and since.earliest is not None and until.latest is not None:
        return Interval(since.earliest, until.latest) if since.earliest <= until.latest else UNKNOWN
    for expression in expressions:
        interval, _ = bounds_of(expression)
        if interval != UNKNOWN:
            return interval if expression.role != "since" else Interval(interval.earliest, None)
    return UNKNOWN
