"""Finds expressions of time in English text and says which days they mean: a grammar without models or a clock.

What ``earliest`` and ``latest`` of a :class:`~kg.model.DateExpression` mean depends on its role:

========  ========================================================================================
at        it happened within the interval; "more than a week ago" leaves ``earliest`` open
since     it began within the interval (a day: that day) and lasts or recurs; no end is said
until     the interval is the deadline or the end itself, not the time of the act; ``latest`` is its last day
after     ``earliest`` is the last day named, ``latest`` is open; the boundary day itself is included, as a text rarely
          excludes it ("after the 5 May ruling" may be the same day)
before    ``latest`` is the first day named, ``earliest`` is open; the boundary day again included
duration  a length, no time: both open
========  ========================================================================================

:func:`bounds_of` turns an expression into what it says of its action.
"""

from kg.dates.bounds import anchor_of, bounds_of, open_after, open_before, period_of
from kg.dates.calendar import UNKNOWN, Interval, published_interval, timex_of
from kg.dates.document import DateContext, find_dates, read_dates

__all__ = [
    "UNKNOWN",
    "DateContext",
    "Interval",
    "anchor_of",
    "bounds_of",
    "find_dates",
    "open_after",
    "open_before",
    "period_of",
    "published_interval",
    "read_dates",
    "timex_of",
]
