"""Numbers in text: digits, words, scales, percentages and amounts of money, each with its exact value.

Pure and without a parser. Values are decimals; a currency is the sign or word as written (lower case), since
what "$" means is told by the country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from kg.figures.measures import measures


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at ``[begin, end)``: ``number_end`` is where digits and scale end, before the unit."""

    begin: int
    end: int
    number_begin: int
    number_end: int
    value: Decimal
    kind: Literal["count", "percent", "money"]
    currency: str = ""
    spelled: bool = False


#: Words for money that never stand before their number.
_NEVER_BEFORE = frozenset(
    {"won", "yen", "yuan", "real", "lira", "rand", "dong", "baht", "peso", "euro", "birr", "cedi", "kyat", "taka", "lei", "leu", "pula", "dram", "lari", "som", "lek", "lev", "leva", "riel", "rial", "kip", "kina", "tala", "vatu"}
)  # fmt: skip


@cache
def _pattern() -> re.Pattern[str]:
    words = measures()
    marks = [s for s in words.currencies if len(s) <= 4 and " " not in s and s not in _NEVER_BEFORE]
    # a single letter ("N500m") is a sign only right at the number
    signs = [
        re.escape(s) + ("(?=\\d)" if len(s) == 1 and s.isalpha() else "")
        for s in sorted(marks, key=lambda s: (-len(s), s))
    ]
    names = sorted(
        (s for s in words.currencies if s.replace(" ", "").replace(".", "").isalpha()),
        key=lambda s: (-len(s), s),
    )
    scale = "|".join(sorted(words.scales, key=lambda s: (-len(s), s)))
    word = "|".join(sorted(words.number_words, key=lambda s: (-len(s), s)))
    percent = "|".join(re.escape(p) for p in words.percent)
    fraction = "|".join(re.escape(f) for f in sorted(words.fractions, key=lambda f: (-len(f), f)))
    digits = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:\.\d+)?"
    spelled = rf"(?:(?:half )?an? (?={scale}|dozen)(?:dozen\b)?|(?:{word})\b(?:(?:[ -]|-?and-| and )(?:{word}|hundred|thousand)\b)*)"
    ratio = r"two|three|four|five|six|seven|eight|nine|ten|\d+"
    return re.compile(
        rf"(?P<sign>(?<![\w$])(?:{'|'.join(signs)})\.? ?(?=\d))?"
        rf"(?:(?(sign)(?!)|(?<![\w.,/:#+-]))(?P<one>one|two|three|four|five|six|seven|eight|nine|\d+) (?:in|out of)(?: every)? (?P<of>{ratio})\b(?![,%]| \d)"
        rf"|(?(sign)|(?<![\w.,/:#+])(?<![a-z]-))(?P<digits>{digits})(?!\d)(?:[ -]?(?P<scale>{scale})\b)?\+?"
        rf"|(?(sign)(?!)|(?<![\w-]))(?P<words>{spelled})(?:[ -]?(?P<wordscale>{scale})\b)?"
        rf"|(?(sign)(?!)|(?<![\w-]))(?P<fraction>{fraction})(?= of (?:the|all|its|their|these|those|them|such|what|annual|global|worldwide)\b))"
        rf"(?: ?-?(?P<percent>(?:{percent})(?!\w)(?! points?\b))|[ -]?(?P<name>(?:{'|'.join(map(re.escape, names))})\b))?"
    )  # fmt: skip


def quantities(low: str) -> tuple[Quantity, ...]:
    """The quantities in a lower-case text with plain dashes and spaces, in order and without overlap.

    >>> [(str(q.value), q.kind, q.currency) for q in quantities("a fine of €1.2 billion, or 4% of sales")]
    [('1200000000.0', 'money', '€'), ('4', 'percent', '')]
    """
    found: list[Quantity] = []
    for match in _pattern().finditer(low):
        quantity = _read(match, low)
        if quantity is None:
            continue
        if found and _JOINT.fullmatch(low[found[-1].end : quantity.begin]):
            found[-1] = _with_unit_of(quantity, found[-1], low)
        found.append(quantity)
    return tuple(found)


#: Between two numbers of which only the second has the unit: "30 and 69 billion won", "2 to 5 per cent".
_JOINT = re.compile(r" (?:and|or|to) ")
_SMALL = 1000


def _with_unit_of(second: Quantity, first: Quantity, low: str) -> Quantity:
    """The first of two joined numbers, with the unit of the second, and its scale if it has none of its own."""
    if first.kind != "count" or second.kind == "count" or low[second.begin : second.number_begin].strip():
        return first
    scaled = re.search(r"[a-z]+\Z", low[second.number_begin : second.number_end])
    scale = measures().scales.get(scaled[0], 1) if scaled is not None else 1
    value = first.value * scale if first.value < _SMALL else first.value
    return replace(first, value=value, kind=second.kind, currency=second.currency)


def _read(match: re.Match[str], low: str) -> Quantity | None:
    words = measures()
    value = _value(match)
    if value is None:
        return None
    number_begin = match.end("sign") if match["sign"] else match.start()
    if match["fraction"] or match["one"]:
        return Quantity(match.start(), match.end(), number_begin, match.end(), value, "percent", "", True)
    # what runs on is a name, a date or a ratio: "3d", "24/7", "2020-12"
    bare = not match["percent"] and not match["name"]
    if bare and re.match(r"[/:]\d|-?(?!plus|strong)[a-z]|-\d|\.\d", low[match.end() : match.end() + 8]):
        return None
    if (
        match["digits"]
        and not match["sign"]
        and re.search(r"\d-\Z", low[max(0, number_begin - 2) : number_begin])
    ):
        return None
    scale = next((match.end(g) for g in ("scale", "wordscale") if match[g]), -1)
    number_end = max(scale, match.end("digits"), match.end("words"))
    sign = (match["sign"] or "").strip()
    sign = sign if sign in words.currencies else sign.rstrip(".")
    if match["percent"]:
        return Quantity(
            number_begin, match.end(), number_begin, number_end, value, "percent", "", bool(match["words"])
        )
    if sign or match["name"]:
        return Quantity(
            match.start(),
            match.end(),
            number_begin,
            number_end,
            value,
            "money",
            match["name"] or sign,
            bool(match["words"]),
        )
    return Quantity(
        number_begin, match.end(), number_begin, number_end, value, "count", "", bool(match["words"])
    )


def _value(match: re.Match[str]) -> Decimal | None:
    words = measures()
    try:
        if match["fraction"]:
            return Decimal(words.fractions[match["fraction"]])
        if match["one"]:
            part, whole = (Decimal(words.number_words.get(g, 0) or g) for g in (match["one"], match["of"]))
            share = part * 100 / whole if whole else Decimal(0)
            return share if 0 < share <= 100 and share == share.quantize(Decimal("0.01")) else None
        if match["digits"]:
            digits = match["digits"].replace(",", "").replace(" ", "")
            number = Decimal(digits.replace(".", "")) if digits.count(".") > 1 else Decimal(digits)
            return number * words.scales.get(match["scale"] or "", 1)
        return spelled_value(match["words"]) * words.scales.get(match["wordscale"] or "", 1)
    except (InvalidOperation, ValueError):
        return None


def spelled_value(phrase: str) -> Decimal:
    """The value of number words: "two hundred and fifty" 250, "half a" 0.5, "two dozen" 24, "a" 1."""
    known = measures().number_words
    total = Decimal(0)
    current = Decimal(0)
    for word in re.findall(r"[a-z]+", phrase):
        if word == "half":
            return Decimal("0.5")
        if word in ("a", "an"):
            current = Decimal(1)
        elif word == "dozen":
            current = max(current, Decimal(1)) * 12
        elif word == "hundred":
            current = max(current, Decimal(1)) * 100
        elif word == "thousand":
            total, current = total + max(current, Decimal(1)) * 1000, Decimal(0)
        elif word in known:
            current += known[word]
    return total + current


def plain(value: Decimal) -> str:
    """Decimal notation without exponent and trailing zeros: ``0.6``, ``15000000``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
