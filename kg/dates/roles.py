"""How a date bears on what happened, and whether the sentence looks back or ahead: read from the words around it."""

from __future__ import annotations

import re
from typing import Literal

from kg.dates.tokens import Tokens, language

Role = Literal["at", "until", "since", "after", "before", "duration"]

_SENTENCE_END = re.compile(r"[.!?][\"'”)\]]*\s+(?=[A-Z\"“‘'(])|\n")
_NOT_AN_END = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|No|Gen|Sen|Rep|St|Lt|Col|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Corp|Inc|Ltd|vs|v))\Z"
)
_PAST_VERB = re.compile(r"(?<!\w)(?<!be )(?<!to )[a-z]{2,}ed(?!\w)")
#: How far a sentence is looked through for its beginning and end, in characters.
_REACH = 400


def sentence_around(content: str, begin: int, end: int) -> tuple[int, int]:
    """The sentence that holds ``[begin, end)``, by punctuation alone."""
    left, right = max(0, begin - _REACH), min(len(content), end + _REACH)
    start = left
    for match in _SENTENCE_END.finditer(
        content, left, begin + 1
    ):  # the capital behind an end may be the date's own
        if not _NOT_AN_END.search(content, max(left, match.start() - 6), match.start()):
            start = match.end()
    for match in _SENTENCE_END.finditer(content, end, right):
        if not _NOT_AN_END.search(content, max(0, match.start() - 6), match.start()):
            return start, match.start() + 1
    return start, right


def tense(low: str, begin: int, end: int, bounds: tuple[int, int]) -> Literal["past", "future"] | None:
    """What the nearest sign before the date says, else the nearest behind it; None where there is none."""
    words, earlier = language(), []
    for direction, pattern in (("future", words.future), ("past", words.past), ("past", _PAST_VERB)):
        earlier += [
            (m.end(), direction == "future", direction) for m in pattern.finditer(low, bounds[0], begin)
        ]
    if earlier:
        return "future" if max(earlier)[1] else "past"
    later = []
    for direction, pattern in (("future", words.future), ("past", words.past), ("past", _PAST_VERB)):
        if match := pattern.search(low, end, bounds[1]):
            later.append((match.start(), direction == "past", direction))
    return ("past" if min(later)[1] else "future") if later else None


#: The past of the past, "had fined", "had not yet been told", up to its participle; and the beginning of a clause that explains.
_PERFECT = re.compile(
    r"(?<!\w)had(?:n't)?(?: (?:not|never|yet|already|also|since|first|just|once|earlier|previously|been|[a-z]+ly))*"
    r" (?:[a-z-]{2,}(?:ed|en|wn|ne)|been|begun|brought|built|bought|caught|come|cut|dealt|fallen|found|fought|heard|held|hit|kept|led|left"
    r"|let|lost|made|meant|met|paid|put|read|run|said|sat|seen|sent|set|shut|sold|sought|spent|split|spread|stood|stuck|struck|sued"
    r"|taught|told|thought|won)(?!\w)"
)
_AFTER_CLAUSE = re.compile(r"(?<!\w)after (?:[\w'-]+ ){1,12}\Z")
_OTHER_CLAUSE = re.compile(r"(?<!\w)(?:after|when|because|since|as|once|which|who|that)(?!\w)")


def is_past_perfect(low: str, begin: int, end: int, bounds: tuple[int, int]) -> bool:
    """Whether the clause of a date is told in the past of the past: "had fined it in May"."""
    before = low[bounds[0] : begin]
    perfect = max((m.end() for m in _PERFECT.finditer(before)), default=-1)
    past = [m.end() for p in (language().past, _PAST_VERB) for m in p.finditer(before)]
    if perfect >= 0 or past:
        return perfect >= max(past, default=0)
    following = _PERFECT.search(low, end, bounds[1])
    if following is None:
        return False
    between = low[end : following.start()]
    signs = (_PAST_VERB, language().past, language().future, _OTHER_CLAUSE)
    return not any(p.search(between) for p in signs)


def is_after_clause(low: str, begin: int, bounds: tuple[int, int]) -> bool:
    """Whether a date ends a clause that tells what came first: "after it was fined in May"."""
    clause = _AFTER_CLAUSE.search(low, bounds[0], begin)
    return clause is not None and any(p.search(clause[0]) for p in (language().past, _PAST_VERB))


_DONE_BY = re.compile(
    r"\b(?:had|has|have|was|were|is|are)(?:n't| not| never| yet)*(?: (?!to\b)[\w-]+){0,3} by [\w ]{0,24}\Z"
)
_DONE_AFTER = re.compile(r"(?:'s)?,? [\w',. -]{0,60}?\b(?:had|has|have|was|were)\b")


_OPENS_BY = re.compile(r"(?:\A[\"' ]*|[,;:\"'] |\band )by(?: \w+){0,2} \Z")


def is_no_deadline(low: str, begin: int, end: int, sentence: tuple[int, int]) -> bool:
    """Whether "by" looks back: "had not reacted by Friday", "By Friday the site was down"."""
    before = low[sentence[0] : begin]
    if _OPENS_BY.search(before):
        return _DONE_AFTER.match(low, end, sentence[1]) is not None
    return _DONE_BY.search(before) is not None


#: A time of day, or a part of one, between a preposition and its date: "until 18:00 on", "since the early hours of".
_CLOCK = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?(?:[ap]\.?m\.?|hrs|hours|o'clock))(?: ?(?:local time|[a-z]{2,4}t|utc))?"
    r"|close of (?:business|play)|(?:the )?(?:early|late|small) hours)(?: on| of|,)? \Z"
)


def _before_clock(tokens: Tokens, first: int) -> int:
    """The last token before a time of day that stands right before the date; else the one right before the date."""
    begin = tokens.span(first)[0]
    clock = _CLOCK.search(tokens.low, max(0, begin - 48), begin)
    position = first - 1
    while clock is not None and position >= 0 and tokens.span(position)[0] >= clock.start():
        position -= 1
    return position


def role_of(tokens: Tokens, first: int, end: int) -> tuple[Role, bool]:
    """The role of the expression at tokens ``[first, end)``, and whether "from" opens it."""
    words, position = language(), _before_clock(tokens, first)
    skipped = int(position < first - 1)
    while True:
        if tokens.kind_is(position, "break", "dot", "comma", "semicolon", "close"):
            return "at", False
        for phrase, role in words.roles.get(tokens.word(position), ()):
            begin = position - len(phrase) + 1
            if (
                begin >= 0
                and tokens.word(begin - 1) != "-"
                and all(tokens.word(begin + n) == word for n, word in enumerate(phrase))
            ):
                possessive = tokens.word(end) == "'" and (
                    tokens.word(end + 1) == "s" or tokens.word(end - 1).endswith("s")
                )
                hour = skipped and any(tokens.kind_is(i, "daypart") for i in range(position + 1, first))
                if hour and role in ("after", "before"):
                    return "at", False  # "shortly after midnight on Thursday" is Thursday
                if possessive and role in ("after", "before", "until"):
                    return "at", False  # "after Monday's ruling" dates the ruling
                return role, phrase[-1] == "from"  # type: ignore[return-value]
        if tokens.word(position) not in words.between_role_and_date or skipped == 4:
            return "at", False
        position, skipped = position - 1, skipped + 1
