"""Finds laws, bills, orders and letters by how they are written: by number, title, year, date or subject.

"Law No. 64 of 2010", "Senate Bill 419", "Regulation (EU) 2022/2065", "the law "On Personal Data"", "the Information
Technology Act, 2000", "a letter dated 27 June", "a draft bill on social media". Names with a head of their own
("Online Safety Act") are found by :mod:`kg.extractors.name_patterns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from kg.extractors.name_patterns import Candidate, tidy
from kg.extractors.name_rules import any_of, name_rules
from kg.model import Span

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:{_MONTHS})|(?:{_MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?)(?:,?\s\d{{4}})?"
_YEAR = r"(?:19|20)\d\d"
#: "64", "25/2011", "149-FZ", "2022/2065", "10.931", "N° 5" without the sign.
_NUMBER = r"\d[\d.,/-]*(?:-?[A-Z]{1,4}(?:-[A-Z]{1,4})?\b|(?<=\d))(?:/[A-Z]{2,7}\b)?"
#: What makes a count or an amount of a number.
_QUANTITY = r"(?:%|(?:percent|per\scent|million|billion|thousand)\b)"
_SIGN = r"(?:(?i:No|Nr|Num|number)\b\.?|Nº|N°|№|n°|#)"
#: A year behind a name: ", 2000", " of 2009", " 2003".
_YEAR_BEHIND = re.compile(rf"(?:,?\s|,?\sof\s){_YEAR}\b(?![-/]\d)")
_LONGEST_TITLE = 160
#: "the Right to Information (RTI) Act", "the Computer Misuse and Cybercrimes (Amendment) Act".
_BRACKETED = re.compile(
    r"\b(?!The\s)(?:[A-Z][\w'&/-]+,?\s(?:(?:of|to|and|for|on|from|in|against|by)\s(?:the\s)?)?){1,9}"
    r"\([A-Z][\w,' -]{1,90}\)\s(?:[A-Z][\w-]+\s){0,3}(?:Act|Bill|Law|Ordinance|Code|Regulations?|Rules|Order|Decree)\b"
)
#: Initials in brackets inside such a name say it once more: they are no part of it.
_INNER_INITIALS = re.compile(r"\s\([A-Z]{2,8}\)(?=\s)")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    rules = name_rules()
    numbered = any_of(rules.numbered_papers)
    capitals = {word.title() for word in rules.numbered_papers}
    capital, either = any_of(capitals), any_of(capitals | rules.numbered_papers)
    dated = any_of(rules.dated_papers)
    kinds = r"(?:[A-Z][\w-]+\s){0,3}"  # "Federal Law", "Provisional Measure", "Ministerial Regulation"
    return (
        re.compile(rf"\b(?:{any_of(rules.bill_codes)})(?:[\s-]|\.\s?)?\d{{1,5}}(?:[/-]\d{{2,4}})?\b(?![.,]?\d|\s?{_QUANTITY})"),
        re.compile(rf"\b{kinds}(?:{either})\s(?:\([A-Z]{{2,4}}\)\s)?(?:(?:of|dated)\s(?:{_DAY}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}),?\s)?{_SIGN}\s?{_NUMBER}(?:\sof\s(?:{_DAY}|{_YEAR}))?"),
        re.compile(rf"\b{kinds}(?:{capital})\s(?:\([A-Z]{{2,4}}\)\s)?(?!{_YEAR}\b(?!/))\d{{1,5}}(?:[/-]\d{{2,4}})?(?:-?[A-Z]{{2,3}}\b|/[A-Z]{{2,3}}(?:-[A-Z]{{2,4}})?\b)?(?:\sof\s{_YEAR})?(?![\w.,(]*\d|\s?{_QUANTITY})"),
        re.compile(rf"\b{kinds}(?i:{numbered})\s(?:on\s|entitled\s|titled\s|called\s|known\sas\s)?(?:the\s)?\"[A-Z\"][^\"\n]{{5,{_LONGEST_TITLE}}}\""),
        re.compile(rf"\b(?:{numbered})\son\s(?:the\s)?\"[^\"\n]{{3,80}}\""),
        re.compile(rf"\b(?:{any_of(rules.draft_words)})\s(?:[\w-]+\s){{0,3}}?(?:{numbered})\b(?:\son\s(?:the\s)?[\w-]+(?:\s(?!(?:{any_of(rules.topic_ends)})\b)[\w-]+){{0,2}})?"),
        re.compile(rf"\bbill\s(?:on|to\sregulate)\s(?:the\s)?[\w-]+(?:\s(?!(?:{any_of(rules.topic_ends)})\b)[\w-]+){{0,2}}"),
        re.compile(r"\b(?:free\strade|data[\s-]sharing|trade|cooperation|licensing|extradition|data\stransfer)\sagreement\swith\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)*"),
        re.compile(rf"\b{_DAY}\s(?:{dated})\b"),
        re.compile(rf"\b(?:{dated})\s(?:of|dated)\s{_DAY}", re.IGNORECASE),
        re.compile(rf"\b(?:{dated})\s(?:No\.?|number)\s?[\w./-]*\d[\w./-]*", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of(rules.plain_papers)})\b", re.IGNORECASE),
        re.compile(rf"\b{_YEAR}\s(?:[a-z-]+\s){{1,3}}(?:law|decree|ordinance)\b(?!\s(?:firm|school|enforcement))"),
        _BRACKETED,
    )  # fmt: skip


def papers(plain: str, begin: int, end: int) -> Iterator[Candidate]:
    """The papers in ``plain[begin:end]`` (typographic signs already plain); they may overlap."""
    for pattern in _patterns():
        for match in pattern.finditer(plain, begin, end):
            words = match.group().rstrip(".,/-")
            span = Span(match.start(), match.start() + len(words))
            if pattern is _BRACKETED:
                name, rule = tidy(_INNER_INITIALS.sub("", words)), "head:bracketed"
            else:
                name, rule = tidy(words), "paper"
            yield Candidate(span=span, kind="LegalInstrument", name=name, rule=rule)
    for match in _bare().finditer(plain, begin, end):
        span = Span(match.start("noun"), match.end("noun"))
        yield Candidate(span=span, kind="LegalInstrument", name=match["noun"].lower(), rule="bare-paper")


@cache
def _bare() -> re.Pattern[str]:
    """A paper that is called by its sort alone: "a bill by two deputies", "the decree"."""
    return re.compile(
        rf"\b(?i:an?|the|this|that)\s(?:[a-z-]+\s)?(?P<noun>{any_of(name_rules().bare_papers)})\b(?!\s(?:No\b|\d))"
    )


def with_year(plain: str, candidate: Candidate) -> Candidate:
    """A law's name with the year behind it ("Information Technology Act, 2000"); all else as it is."""
    if candidate.kind != "LegalInstrument" or candidate.rule == "paper":
        return candidate
    behind = _YEAR_BEHIND.match(plain, candidate.span.end)
    if behind is None:
        return candidate
    span = Span(candidate.span.begin, behind.end())
    rule = "paper" if candidate.rule == "bare-paper" else candidate.rule  # "a decree of 2015" is a name
    return replace(candidate, span=span, name=tidy(plain[span.begin : span.end]), rule=rule)
