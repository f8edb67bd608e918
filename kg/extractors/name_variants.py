"""Finds the gazetteer's body that a text calls by another writing of its name, or introduces with its initials.

"Pakistan Telecommunications Authority" and "Indonesia Competition Commission" are the Telecommunication Authority and the Indonesian
Commission that the gazetteer lists; "the Communications Commission (MCMC)" in a text about Malaysia is whose initials these are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kg.gazetteer import Entry, gazetteer, is_acronym

#: Kinds whose names are varied so; services, persons, places and papers are called exactly.
_BODIES = frozenset({"Court", "Regulator", "Ministry", "LawEnforcement", "Legislature", "InternationalBody", "CivilSociety"})  # fmt: skip
_SMALL = frozenset({"the", "of", "for", "and", "on", "in", "s", "to", "de", "republic", "state"})
_SPELLINGS = {"centre": "center", "defence": "defense", "organisation": "organization", "programme": "program", "labour": "labor"}  # fmt: skip
#: Names with fewer words that tell something are other bodies' as well.
_FEWEST = 2

_Form = frozenset[str]


@cache
def _adjectives() -> dict[str, str]:
    """Adjectives of countries and the countries' own names, lower case."""
    return {
        adjective.lower(): country.label.lower()
        for country in gazetteer().countries.values()
        for adjective in country.adjectives
    }


def _form(name: str) -> _Form:
    """The words of a name that tell something, without number, spelling, order and what makes an adjective of a country."""
    found = set()
    for word in re.findall(r"\w+", name.lower().replace("'s", "").replace("’s", "")):
        if word not in _SMALL:
            stem = _SPELLINGS.get(word, word)
            found |= set(_adjectives().get(stem, stem.removesuffix("s") if len(stem) > 3 else stem).split())
    return frozenset(found)


@cache
def _by_form() -> dict[_Form, tuple[Entry, ...]]:
    found: dict[_Form, list[Entry]] = {}
    for entry in gazetteer().entries.values():
        if entry.kind in _BODIES:
            for form, sense, _ in entry.forms():
                words = _form(form)
                if sense == "name" and len(words) >= _FEWEST and entry not in found.setdefault(words, []):
                    found[words].append(entry)
    return {form: tuple(entries) for form, entries in found.items()}


@cache
def _by_initials() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in gazetteer().entries.values():
        if entry.kind in _BODIES:
            for form, _, _ in entry.forms():
                if is_acronym(form) or form.isalpha() and sum(c.isupper() for c in form) > 1:
                    found.setdefault(form.upper(), []).append(entry)
    return {initials: tuple(entries) for initials, entries in found.items()}


def varied(name: str, country: Entry | None) -> Entry | None:
    """The listed body of which ``name`` is another writing, by itself or with the country that the text is about."""
    own = _form(name)
    forms = [own] if country is None else [own, own | _form(country.label), own - _form(country.label)]
    for form in forms:
        listed = _by_form().get(form, ()) if len(form) >= _FEWEST else ()
        named = [
            e for e in listed if _form(_country_of(e)) <= own and e.country
        ]  # "Kenya" is part of the name
        entry = _of_country(listed, country) or (named[0] if len(named) == 1 else None)
        if entry is not None:
            return entry
    return None


def introduced(name: str, initials: str, country: Entry | None) -> Entry | None:
    """The listed body whose initials stand in brackets behind ``name``: of the country that the text is about, or alike in name."""
    listed = _by_initials().get(initials.upper(), ())
    own = _form(name)
    alike = [e for e in listed if any(len(own & _form(f)) >= _FEWEST for f, _, _ in e.forms())]
    placed = [e for e in listed if country is not None and e.country == country.country]
    return _of_country(placed, country) or _of_country(alike, country)


def _country_of(entry: Entry) -> str:
    country = gazetteer().countries.get(entry.country or "")
    return country.label if country else ""


def _of_country(entries: Iterable[Entry], country: Entry | None) -> Entry | None:
    """The one entry of that country or of none."""
    code = country.country if country else None
    fitting = [e for e in entries if e.country in {None, code}]
    return fitting[0] if len(fitting) == 1 else None
