"""When an action was: its beginning, its end or deadline, and the words that say so; what the dates that belong to it say together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kg.dates.calendar import moved, unit_around
from kg.model import DateExpression, Span

#: Kinds that last: "from April to June" is their beginning and their end; of all others it is the time within which they fell.
LASTING = frozenset({"Block", "Throttle", "Shutdown", "NonCompliance", "Investigation"})
#: States of a service: "between April and June", "on 5-9 March" they lasted from the one to the other.
STATES = frozenset({"Block", "Throttle", "Shutdown"})
#: With these a legal body's decision is the act itself: "decided on Friday to fine X".
DECIDED = frozenset({"Order", "Penalty", "Investigation"})
#: What is done time and again.
REPEATED = frozenset(
    {"Prosecution", "Penalty", "Request", "ContentRemoval", "ContentRestoration", "Statement", "Protest", "Proceeding", "Report"}
)  # fmt: skip
STRETCHES = frozenset({"range", "day-range"})
#: Kinds whose demand carries the deadline that is set for it.
DEMANDS = frozenset({"Order", "Request"})
#: Kinds of which a deadline is part: whoever demands or undertakes something by a day.
SET_DEADLINES = DEMANDS | {"Agreement"}
_LENGTH = re.compile(r"P(?:(\d+)([DWMY])|T(\d+)H)")


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


def timing_of(dates: Sequence[DateExpression], kind: str) -> Timing:
    """What the dates that belong to an action of a kind say together."""
    begun = next((d for d in dates if d.role not in ("until", "duration") and has_bounds(d)), None)
    end = next((d for d in dates if d.role == "until"), None)
    if begun is None:
        return Timing(None, None, end.latest if end else None, end.span if end else None)
    begun = _finest(begun, dates)
    earliest, latest, until = begun.earliest, begun.latest, end.latest if end else None
    within = begun.role == "since" and kind not in LASTING
    if end is not None and within and until is not None and earliest is not None and earliest <= until:
        return Timing(earliest, until, None, begun.span)  # removed "from April to June": within the stretch
    if (
        until is None
        and kind in STATES
        and begun.rule in STRETCHES
        and earliest is not None
        and latest is not None
    ):
        return Timing(earliest, _first_of(earliest, latest), latest, begun.span)
    if until is None and earliest is not None and earliest == latest:
        until = _run_out(dates, earliest, kind)
    return Timing(earliest, latest, until, begun.span)


def _finest(begun: DateExpression, dates: Sequence[DateExpression]) -> DateExpression:
    """The most precise of the dates that say the same: "2021: On 4 June …", "in June, on the 4th"."""
    for other in dates:
        first, last = other.earliest, other.latest
        if first is None or last is None or begun.earliest is None or begun.latest is None:
            continue
        at = begun.role == other.role == "at" and other.rule not in STRETCHES
        if at and begun.earliest <= first <= last <= begun.latest:
            begun = other
    return begun


def due(timing: Timing, modality: str, published: date | None) -> Timing:
    """The timing of what lies ahead: promised "before the end of the week" it has a deadline; of what may be, a stretch of time is vague."""
    if published is None or timing.latest is None or timing.latest <= published:
        return timing
    if modality == "promised" and timing.earliest is None and timing.until is None:
        return Timing(None, None, timing.latest, timing.when)
    vague = modality == "possible" and timing.earliest != timing.latest
    return UNDATED if vague else timing


def has_bounds(expression: DateExpression) -> bool:
    """Whether a date bounds anything: vague times and unresolved ones don't."""
    return expression.earliest is not None or expression.latest is not None


def _run_out(dates: Sequence[DateExpression], day: date, kind: str) -> date | None:
    """The end that a length gives: blocked "for ten days", ordered to answer "within 24 hours"."""
    for expression in dates:
        lasts = expression.role == "duration" and kind in LASTING
        limit = expression.role == "until" and expression.rule == "within" and kind in DEMANDS
        length = _LENGTH.fullmatch(expression.timex)
        if (lasts or limit) and length is not None:
            if length[3]:
                return day + timedelta(hours=int(length[3])) if int(length[3]) % 24 == 0 else None
            return moved(day, length[2], int(length[1]))
    return None


def _first_of(begin: date, end: date) -> date:
    """The last day of the first unit of a stretch: of "April 2017 to January 2020" the 30th of April, of one of days its first day."""
    whole_months = begin == unit_around(begin, "M").earliest and end == unit_around(end, "M").latest
    return unit_around(begin, "M").latest or begin if whole_months else begin
