"""Finds bodies that common nouns name: "the interior ministry", "Delhi police", "a Moscow court".

Which country such a body belongs to is told by a place or its adjective before it, by "of" or "in" and a place
after it, or else by the document: :mod:`kg.extractors.entities` decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from kg.extractors.name_patterns import CALENDAR, Candidate, tidy
from kg.extractors.name_rules import any_of, name_rules
from kg.extractors.title_case import is_common_word
from kg.gazetteer import Entry, gazetteer
from kg.model import Span

#: A reader turns a match into kind, name and rule, or None.
_Reader = Callable[["re.Match[str]"], tuple[str, str, str] | None]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], _Reader], ...]:
    rules = name_rules()
    portfolio = any_of(rules.portfolios)
    modifiers = any_of(rules.government_modifiers)
    governments = any_of(
        [w for w in rules.government_words if w not in {"administration", "cabinet", "governments"}]
    )
    of_cabinet = any_of(rules.of_cabinet)
    levels = any_of([level.lower() for level in rules.court_levels])
    remits = any_of(rules.remits)
    heads = any_of(rules.heads_of_government)
    committees = any_of(rules.committees)
    fields = any_of([*rules.portfolios, *rules.committee_fields, *map(str.upper, ("it", "ict"))])
    return (
        (re.compile(rf"\b(?:(?P<mod>{modifiers})\s)?(?P<head>{governments})\b(?!\s(?:Area|House|Road|Gazette|Printer)\b)", re.IGNORECASE), _government),
        (re.compile(rf"\b(?P<head>cabinet)\b(?!'s?\s(?:{of_cabinet})|[\s-](?:{of_cabinet})\b)"), _government),
        (re.compile(rf"\b(?:{any_of(rules.government_seats)})\b"), _seat),
        (re.compile(rf"(?<![Vv]ice[-\s])\b(?:deputy\s)?(?P<what>{heads})(?='s\s|\s(?!of\s(?!(?:the\s)?(?:country|nation|republic|state|union|federation|[A-Z])))|[,.])"), _head_of_government),
        (re.compile(rf"(?<=\b[Tt]he\s)(?P<what>{any_of(map(str.title, rules.heads_of_government))})(?='s\s[a-z]|\s(?:[a-z](?!f\b|or\b)|of\s[A-Z])|[,.])"), _head_of_government),
        (re.compile(rf"(?<=\b[Tt]he\s)(?P<what>{any_of([w for o in rules.bare_offices for w in (o, o.title())])})\b(?!\s(?:of|for)\b|(?-i:\s[A-Z]))"), _bare_office),
        (re.compile(rf"\b(?P<folio>{portfolio})\s(?P<head>ministry|ministries|department)\b", re.IGNORECASE), _ministry),
        (re.compile(rf"\b(?P<head>ministry|department)\s(?:of|for)\s(?:the\s)?(?P<folio>{portfolio})\b", re.IGNORECASE), _ministry),
        (re.compile(rf"\b(?P<folio>{portfolio})\s(?P<head>minister)\b", re.IGNORECASE), _minister),
        (re.compile(rf"\b(?P<head>minister)\s(?:of|for)\s(?:the\s)?(?P<folio>{portfolio})\b", re.IGNORECASE), _minister),
        (re.compile(rf"\b(?P<levels>(?:(?:{levels})\s)+)(?P<head>court)\b", re.IGNORECASE), _court),
        (re.compile(rf"(?<=\b[Tt]he\s)(?P<town>[A-Z][\w-]+)\s(?:(?:{levels})\s)*court\b"), _court_of_town),
        (re.compile(rf"\b(?:{any_of(rules.court_sorts)})\s(?:court|tribunal)\b"), _court),
        (re.compile(rf"(?<=\b[Aa]\s)(?:(?:{any_of(rules.court_sorts)}|{levels})\s){{1,2}}(?:judge|magistrate)\b(?!\s[A-Z])"), _court),
        (re.compile(r"\b(?:judge|magistrate)\b(?!,?\s[A-Z])"), _placed_judge),
        (re.compile(r"\b(?:top|highest|apex)\scourt\b", re.IGNORECASE), _court),
        (re.compile(r"\b(?:court\sof\s(?:cassation|appeals?|first\sinstance|session))\b", re.IGNORECASE), _court),
        (re.compile(rf"\b(?:(?:{levels}|magistrate's)\s)*court\s(?:of|in|for)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)*\s(?:[Dd]istrict|[Rr]egion|[Cc]ounty)(?:\sof\s[A-Z][\w-]+)?"), _court),
        (re.compile(r"\b(?:(?:criminal|civil)\s)?(?:judgeships?|justices?)\sof\s(?:the\s)?peace\b(?:\sin\s[A-Z][\w-]+)?", re.IGNORECASE), _court),
        (re.compile(r"\b(?:(?:appeals?|constitution|constitutional|division|full|larger|special|vacation)\sbench|(?:two|three|five|seven|nine|eleven)-(?:judge|member|justice)\s(?:panel|bench))\b", re.IGNORECASE), _court),
        (re.compile(r"\b(?:[a-z]{4,}\s)?court\sin\s(?:the\s)?[A-Z][\w-]+(?:\s(?:(?:d[aeo]l?|la|el)\s)?[A-Z][\w-]+)*"), _court_somewhere),
        (re.compile(r"\b(?:courts?|tribunals?)\b"), _placed_court),
        (re.compile(r"\b(?:(?:general|ordinary|revolutionary|lower|local)\s)?judiciary\b"), _placed_court),
        (re.compile(r"\bregulator\b"), _placed_regulator),
        (re.compile(r"\b[Ee]mbassy\b"), _embassy),
        (re.compile(r"\b(?:[Ss]tate|[Kk]ingdom|[Rr]epublic|[Cc]ommonwealth)(?=\sof\s[A-Z])"), _placed_state),
        (re.compile(r"\bprosecutor\b(?!'s\soffice|\s(?:[A-Z]|general))"), _placed_prosecutor),
        (re.compile(r"\b(?:(?:chief|public|state|federal|general|military|juvenile|special|district|regional|city|national|anti-corruption|financial)\s){0,2}(?:prosecutor|attorney)(?:'s|s')\soffice\b", re.IGNORECASE), _enforcement),
        (re.compile(r"\b(?:(?:state|federal|public|city|provincial|cyber|military)\s)?(?:police|prosecutors)\b", re.IGNORECASE), _enforcement),
        (re.compile(r"\b(?:(?:chief|public|state|federal|general|special|military|deputy)\s){1,2}prosecutor\b(?!\s[A-Z]|'s\s(?i:office)|,\s[A-Z])"), _enforcement),
        (re.compile(r"\b[Oo]fficials\b(?!\s(?:at|from|of|with|for)\b)"), _officials),
        (re.compile(rf"(?<![-\w])(?:(?:[a-z-]+s'|(?:{any_of(rules.association_fields)}))\s){{1,2}}(?:{any_of(rules.association_heads)})\b(?!\s(?-i:[A-Z]))|\b(?:{any_of(rules.association_heads)})\sof\s(?:{any_of(rules.association_fields)})\b|\b(?:(?-i:[A-Z])[a-z]+\s)?chambers?\sof\s(?:e-)?commerce\b", re.IGNORECASE), _association),
        (re.compile(rf"\b(?:(?!The\s)[A-Z]\w+\s){{0,2}}(?!The\s|An?\s)[A-Z][\w.]*(?:'s)?\s(?:{any_of(rules.held_offices)})\b(?:\s(?:on|for)\s[a-z][a-z-]+(?:\s(?:of|and|or)\s[a-z-]+|\s(?:opinion|expression|speech|rights)){{0,2}})?(?!,?\s[A-Z])"), _office),
        (re.compile(r"\b(?:(?:(?:[Aa]ttorney|Inspector|Auditor|Advocate)[\s-][Gg]eneral|[Cc]hief\s[Jj]ustice|[Gg]overnor|[Mm]ayor)\s(?:of|for)\s(?:the\s)?[A-Z]\w+(?:\s[A-Z]\w+)*|Director\sof\sPublic\sProsecutions)(?!,?\s[A-Z]|\w|'s\sOffice)"), _office),
        (re.compile(rf"\b(?:(?:{remits})\s(?:protection\s|and\s)?){{1,2}}(?:regulator|watchdog|authority|commissioner|regulatory\sauthority|office|agency|inspectorate|commission|council|board|ombudsman)\b", re.IGNORECASE), _regulator),
        (re.compile(r"(?:(?<=[a-z]'s\s)|(?<=[a-z]\s))DPA\b(?!\s[A-Z])"), _data_authority),
        (re.compile(r"\b(?:Senate|House|parliamentary|congressional|parliament)\s(?:[\w-]+\s){0,2}?(?:committee|subcommittee|panel)\b"), _legislature),
        (re.compile(rf"\b(?:(?:{committees})\s)*(?:{fields})\s(?:sub)?committee\b(?!\s(?:of|for|on)\b)|\b(?:(?:{committees})\s)*(?:sub)?committee\s(?:for|on)\s(?:the\s)?(?:{fields})\b"), _legislature),
        (re.compile(r"\b(?:parliament|Parliament|Senate|National\sAssembly|House\sof\sRepresentatives|House\sof\sCommons|House\sof\sLords|Congress|(?:[Pp]arliament's\s)?(?:lower|upper)\shouse(?:\sof\sparliament)?|legislature)\b"), _legislature),
        (re.compile(r"\bparliamentary\s(?:commission|committee|inquiry)\s(?:for|on|into)\s(?:the\s)?[a-z-]+(?:\s(?:and\s)?(?:affairs|rights|safety|services|media|technology|security|communications))?\b"), _legislature),
    )  # fmt: skip


def _government(match: re.Match[str]) -> tuple[str, str, str]:
    return "Government", match.group(), "government"


def _seat(match: re.Match[str]) -> tuple[str, str, str]:
    return "Government", match.group(), "seat"


def _head_of_government(match: re.Match[str]) -> tuple[str, str, str]:
    return "Government", match.group("what"), "head-of-government"


def _bare_office(match: re.Match[str]) -> tuple[str, str, str]:
    return "Person", match.group("what"), "bare-office"


def _court_somewhere(match: re.Match[str]) -> tuple[str, str, str] | None:
    """A court of a town that no gazetteer has: "a misdemeanour court in Chania"; of others the place tells whose it is."""
    town = match.group().partition(" in ")[2].removeprefix("the ")
    known = town in _place_names() or town.split()[0].lower() in CALENDAR
    return None if known else ("Court", match.group(), "court")


@cache
def _places() -> tuple[Entry, ...]:
    return tuple(entry for entry in gazetteer().entries.values() if entry.kind == "Place")


@cache
def _place_names() -> frozenset[str]:
    return frozenset(form for entry in _places() for form, _, _ in entry.forms())


def _court_of_town(match: re.Match[str]) -> tuple[str, str, str] | None:
    """A court that has the name of its town or quarter: "the Leninsky district court"; a known place tells whose it is."""
    town = match["town"]
    return (
        None
        if town in _adjectives() | _place_names() or is_common_word(town)
        else ("Court", match.group(), "court")
    )


#: What makes of a judge nobody whom the text has named.
_SOME = re.compile(r"\b[Aa]n?\s(?:[A-Z][\w.-]*\s)?$")


def _placed_judge(match: re.Match[str]) -> tuple[str, str, str] | None:
    """A judge of whom no more is told than where: "a judge in Lagos", "a Moscow judge"; the court has no other name."""
    if _SOME.search(match.string[max(0, match.start() - 30) : match.start()]) is None:
        return None
    return "Court", match.group(), "placed"


def _placed_court(match: re.Match[str]) -> tuple[str, str, str]:
    return "Court", match.group(), "placed"


def _placed_regulator(match: re.Match[str]) -> tuple[str, str, str]:
    return "Regulator", match.group(), "placed"


def _placed_state(match: re.Match[str]) -> tuple[str, str, str]:
    return "Government", match.group(), "placed"


def _embassy(match: re.Match[str]) -> tuple[str, str, str] | None:
    """An embassy by whose it is, right before it: "the US embassy in Chad"; not by where it is."""
    before = match.string[: match.start()].split()
    owned = bool(before) and before[-1][0].isupper() and before[-1] not in {"The", "An", "Its", "Their"}
    return ("Government", match.group(), "placed") if owned else None


def _placed_prosecutor(match: re.Match[str]) -> tuple[str, str, str]:
    return "LawEnforcement", match.group(), "placed"


def _ministry(match: re.Match[str]) -> tuple[str, str, str]:
    return "Ministry", match.group(), "ministry"


def _minister(match: re.Match[str]) -> tuple[str, str, str]:
    return "Ministry", match.group(), "minister"


def _court(match: re.Match[str]) -> tuple[str, str, str]:
    return "Court", match.group(), "court"


def _enforcement(match: re.Match[str]) -> tuple[str, str, str]:
    return "LawEnforcement", match.group(), "enforcement"


def _regulator(match: re.Match[str]) -> tuple[str, str, str]:
    return "Regulator", match.group(), "regulator"


def _data_authority(match: re.Match[str]) -> tuple[str, str, str]:
    return "Regulator", "data protection authority", "regulator"


def _officials(match: re.Match[str]) -> tuple[str, str, str] | None:
    """Officials without a body beside them speak for their government: "officials say", "Kenyan officials"."""
    before = match.string[max(0, match.start() - 30) : match.start()]
    words = before.split()
    bare = not words or before.rstrip()[-1:] in set('.,;:"(') or before.endswith("\n")
    if bare or words[-1].lower() in name_rules().before_officials or words[-1] in _adjectives():
        return "Government", match.group(), "officials"
    return None


@cache
def _adjectives() -> frozenset[str]:
    """ "Kenyan", "U.S.": what places are called before a noun."""
    places = _places()
    initials = {form for e in places for form, sense, _ in e.forms() if sense == "acronym"}
    return frozenset({adjective for e in places for adjective in e.adjectives} | initials)


def _association(match: re.Match[str]) -> tuple[str, str, str]:
    return "CivilSociety", match.group(), "association"


def _office(match: re.Match[str]) -> tuple[str, str, str]:
    return "Person", match.group(), "held-office"


def _legislature(match: re.Match[str]) -> tuple[str, str, str]:
    return "Legislature", match.group(), "legislature"


def common_names(content: str, begin: int, end: int) -> Iterator[Candidate]:
    """The bodies that common nouns name in ``content[begin:end]`` (typographic signs already plain)."""
    for pattern, reader in _patterns():
        for match in pattern.finditer(content, begin, end):
            read = reader(match)
            if read is not None:
                kind, name, rule = read
                span = Span(match.start(), match.end())
                yield Candidate(span=span, kind=kind, name=tidy(name), rule=rule)


@cache
def _portfolios() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(list(name_rules().portfolios))})\b", re.IGNORECASE)


def portfolio_of(name: str) -> str | None:
    """The portfolio under which a ministry is filed, None where the name tells none.

    >>> portfolio_of("Ministry of the Interior"), portfolio_of("IT minister")
    ('interior', 'information technology')
    """
    found = max(_portfolios().finditer(name), key=lambda m: len(m.group()), default=None)
    return name_rules().portfolios[" ".join(found.group().lower().split())] if found else None


def level_of(court: str) -> str | None:
    """The level of a court in one lower-case word, None where the name tells none.

    >>> level_of("Supreme Court")
    'supreme'
    """
    for word in court.split():
        if word.lower() in ("top", "highest", "apex"):
            return "supreme"
        if word.capitalize() in name_rules().court_levels:
            return word.lower()
    return None
