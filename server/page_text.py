"""Text of documents and of the web on our pages: one line, of a sane length, in which no control character can reorder a page.

Bidirectional controls are replaced where a text stands in a title or an attribute, where no ``<bdi>`` can hold them:
https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
"""

from __future__ import annotations

import re
from datetime import date

LONGEST_LABEL = 160
LONGEST_QUOTE = 1200
_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def shortened(text: object, limit: int = LONGEST_LABEL) -> str:
    """The text in at most ``limit`` characters, the last one an ellipsis where it was cut; without control characters.

    >>> shortened("a" * 9, 5)
    'aaaa…'
    """
    value = str(text)[: limit + 1]
    value = _CONTROLS.sub("\ufffd", value)
    return value if len(value) <= limit else value[: limit - 1].rstrip() + "…"


def plain(text: object, limit: int = LONGEST_LABEL) -> str:
    """One line for a title or an attribute: shortened, blanks as one, bidirectional controls as U+FFFD."""
    return _BIDI.sub("\ufffd", " ".join(shortened(text, limit).split()))


def day(value: date) -> str:
    """A day as people write it.

    >>> day(date(2020, 10, 9))
    '9 October 2020'
    """
    return f"{value.day} {value:%B} {value.year}"


def number(value: object) -> str:
    """A figure with its thousands apart; anything else as it is.

    >>> number("11707020"), number("0.6"), number("some")
    ('11,707,020', '0.6', 'some')
    """
    text = str(value)
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if re.fullmatch(r"[+-]?\d{1,18}", whole) else text
