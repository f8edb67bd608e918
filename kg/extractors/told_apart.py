"""Deeds that share a verb and not a date: "fined Meta in May and Google in June", "blocked it on June 2 and June 5".

One claim is made of the verb; where its dates part the members of the list that it is done to, or where several dates stand in a row,
it becomes as many claims.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.extractors.timing import timing_of
from kg.model import Claim, DateExpression

#: Between dates in a row.
_JOINT = re.compile(r"[\s,]*(?:and|again|then|[,&]|on|in|\s)*\s*")


def told_apart(
    claim: Claim, dates: Sequence[DateExpression], places: Mapping[str, int], content: str
) -> list[Claim]:
    """The claims that a claim is, one a date; the claim itself where its dates belong to one deed.

    Args:
        dates: the days, months or years that hang on its verb, in order.
        places: where each of its targets stands, by its key.
    """
    if len(dates) < 2 or claim.until is not None or set(places) != set(claim.target) or not places:
        return [claim]
    groups: list[tuple[str, ...]] = []
    start = -1
    for expression in dates:
        end = expression.span.begin
        groups.append(tuple(key for key in claim.target if start < places[key] < end))
        start = end
    if sum(map(len, groups)) < len(claim.target):
        return [claim]  # one stands behind the last date
    if all(groups):
        return [_dated(claim, e, target) for e, target in zip(dates, groups, strict=True)]
    if groups[0] == claim.target and _are_in_a_row(dates, content):
        return [_dated(claim, e, claim.target) for e in dates]
    return [claim]


def _overlap(one: DateExpression, other: DateExpression) -> bool:
    ends = (one.earliest, one.latest, other.earliest, other.latest)
    if any(end is None for end in ends):
        return True
    first, last, begin, end = (end for end in ends if end is not None)
    return first <= end and begin <= last


def _are_in_a_row(dates: Sequence[DateExpression], content: str) -> bool:
    """Whether the dates are different ones, and nothing but "and" or a comma stands between them."""
    return all(
        not _overlap(one, other) and _JOINT.fullmatch(content, one.span.end, other.span.begin)
        for one, other in zip(dates, dates[1:], strict=False)
    )


def _dated(claim: Claim, expression: DateExpression, target: tuple[str, ...]) -> Claim:
    timing = timing_of([expression], claim.kind)
    return replace(
        claim,
        target=target,
        earliest=timing.earliest,
        latest=timing.latest,
        until=timing.until,
        when=timing.when,
    )
