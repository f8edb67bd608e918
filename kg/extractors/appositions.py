"""Finds names that nothing but an apposition explains: "the messaging app Zangi", "Zangi, a messaging app"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extractors.name_patterns import CALENDAR, Candidate, Sequences, is_capitalised, kind_of
from kg.extractors.title_case import is_common_word

_FOLLOWING = re.compile(
    r", (?:an?|the|another) ((?:[\w'-]+ ){0,5}?[\w-]+)(?=,|\.|;| that| which| who| for| of| in| based| run| owned| by)"
)
_NOUN_BEHIND = re.compile(
    r" (?:(?:news|messaging|social|video|streaming|dating|online|mobile|chat|opposition|political) )?"
    r"(?P<noun>app|application|website|site|messenger|portal|newspaper|daily|platform|browser|chatbot|marketplace|encyclopa?edia|broadcaster|outlet|party|group|collective|movement|coalition|alliance|association|foundation|organi[sz]ation|initiative|network)\b(?! (?:of|for) )"
)
_LONGEST = 4


def apposed(sequences: Sequences, plain: str) -> Iterator[Candidate]:
    """The names of a paragraph to which a common noun beside them gives a class. ``plain`` has plain quotes."""
    for first, last in sequences.runs():
        for a, b in _simple_parts(sequences, first, last):
            if all(sequences.words[i].surface.lower() in CALENDAR for i in range(a, b + 1)):
                continue  # "on Thursday, a day after it blocked the app"
            if b - a < _LONGEST and not any(i in sequences.known for i in range(a, b + 1)):
                found = (
                    _before(sequences, a, b)
                    or _enclosed(sequences, plain, a, b)
                    or _behind_owner(sequences, plain, a, b)
                    or _after(sequences, plain, b)
                    or _behind(sequences, plain, a, b)
                )
                if found is not None:
                    b = _with_cause(sequences, b) if found in ("CivilSociety", "Group") else b
                    yield Candidate(
                        span=sequences.span(a, b), kind=found, name=sequences.text(a, b), rule="apposition"
                    )


def _simple_parts(sequences: Sequences, first: int, last: int) -> Iterator[tuple[int, int]]:
    start = first
    for at in range(first, last + 2):
        if at == last + 1 or not _is_in_name(sequences.words[at].surface):
            if start < at - 1 and _opens_with_noun(sequences, start):
                yield start + 1, at - 1
            if start <= at - 1:
                yield start, at - 1
            start = at + 1


def _opens_with_noun(sequences: Sequences, at: int) -> bool:
    """Whether a noun that says what a name is has its capital from the sentence that it opens: "Operator Lunatel said"."""
    return (
        sequences.starts_sentence(at) and sequences.words[at].surface.lower() in sequences.rules.appositions
    )


def _is_in_name(surface: str) -> bool:
    return is_capitalised(surface) and surface not in ("NGO", "NGOs")  # "the NGO Justicia"


def _with_cause(sequences: Sequences, last: int) -> int:
    """The last word of a name with what its body is for: "the group Together for Gabon"."""
    surfaces = [w.surface for w in sequences.words[last + 1 : last + 4]]
    at = 2 if surfaces[1:2] == ["the"] else 1
    named = (
        len(surfaces) > at and is_capitalised(surfaces[at]) and surfaces[0] in ("for", "against", "without")
    )
    return last + 1 + at if named else last


def _behind(sequences: Sequences, plain: str, first: int, last: int) -> str | None:
    """ "the Zangi app", "T24 news site", "the Economic Freedom Fighters party": the noun that ends the phrase."""
    surfaces = sequences.surfaces(first, last)
    match = _NOUN_BEHIND.match(plain, sequences.words[last].end)
    if match is None:
        return None
    of_people = sequences.rules.appositions.get(match["noun"]) in ("Group", "CivilSociety")
    initials = surfaces[0].isupper() and not (
        of_people and len(surfaces[0]) > 2
    )  # "the EU website", "the ANC party"
    if (
        len(surfaces) == 1
        and (initials or len(surfaces[0]) < 3)
        or sequences.starts_sentence(first)
        and is_common_word(surfaces[0])
    ):
        return None
    if kind_of(surfaces, sequences.rules) is not None or any(s.lower() in CALENDAR for s in surfaces):
        return None
    kind = sequences.rules.appositions.get(match["noun"])
    return kind if kind == "Group" or not all(is_common_word(s) for s in surfaces) else None


def _is_personal(sequences: Sequences, noun: str, first: int, last: int) -> bool:
    """Whether a noun for firms and for persons stands before two or three words: "software developer Rose Njeri"."""
    surfaces = sequences.surfaces(first, last)
    return (
        noun in sequences.rules.roles
        and len(surfaces) in (2, 3)
        and all(s.istitle() and s.isalpha() for s in surfaces)
    )


def _before(sequences: Sequences, first: int, last: int) -> str | None:
    if not first or sequences.joint(first - 1) not in {" ", ' "', " '"}:
        return None
    word = sequences.words[first - 1].surface
    kind = sequences.rules.appositions.get(word.lower())
    if _is_personal(sequences, word.lower(), first, last):
        return None
    # "said in a group Monday", "the network Facebook": the noun needs its article or an adjective before it
    if kind is None or (_is_in_name(word) and not sequences.starts_sentence(first - 1)):
        return None
    if kind == "Platform" and word == "network" and first > 1:
        people = sequences.words[first - 2].surface.lower()
        fields = sequences.rules.association_fields
        if people in fields or f"{people}s" in fields:
            return "CivilSociety"  # "the blogger network AfricTivistes"
    return kind


#: "TikTok's operator, ", "its parent company, ": whose firm a name is, right before it.
_OWNED = re.compile(
    r"(?:\w's|\b[Ii]ts|\b[Tt]heir|\b[Tt]he \w+'s) (?:[\w-]+ ){0,3}?(?:operator|owner|developer|maker|publisher|parent|parent company|holding company|subsidiary|company), $"
)


#: "the telecoms regulator, ", "its competition watchdog (": the description of a body right before its name.
_DESCRIBED = re.compile(
    r"(?i:\b(?:the|its|their|'s|a|an)) (?:[\w'-]+ ){0,4}?(?P<noun>[a-z-]+)(?:, (?:the )?| \()$"
)


def _enclosed(sequences: Sequences, plain: str, first: int, last: int) -> str | None:
    """ "the regulator, ARCEP, said", "the competition watchdog (Coprodec)": the name between commas or brackets behind its noun."""
    span = sequences.span(first, last)
    behind = plain[span.end : span.end + 1]
    match = _DESCRIBED.search(plain, max(0, span.begin - 90), span.begin)
    if match is None or behind != (")" if match.group().endswith("(") else ","):
        return None
    kind = sequences.rules.appositions.get(match["noun"])
    if (
        kind not in ("Regulator", "CivilSociety")
        or last > first
        and kind_of(sequences.surfaces(first, last), sequences.rules)
    ):
        return None
    return kind


def _behind_owner(sequences: Sequences, plain: str, first: int, last: int) -> str | None:
    """ "Kalo's operator, Lumen Media, sued": the name of a firm between commas."""
    span = sequences.span(first, last)
    between = plain[span.end : span.end + 1] in (",", ".")
    owned = between and _OWNED.search(plain[max(0, span.begin - 90) : span.begin])
    return "Company" if owned else None


def _after(sequences: Sequences, plain: str, last: int) -> str | None:
    end = sequences.words[last].end
    match = _FOLLOWING.match(plain, end, end + 80)
    if match is None:
        return None
    phrase = match.group(1).lower().split()
    if set(phrase) & sequences.rules.roles:
        return None
    return sequences.rules.appositions.get(phrase[-1])
