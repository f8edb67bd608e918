"""Known names: reads ``ontology/gazetteer/*.csv`` into entries, and answers who and where a name can be.

One CSV file holds one kind of actor, ``places.csv`` the countries, regions and cities with their adjectives and
peoples. A name that several entries share (NCC, Supreme Court) is listed under each; the extractor chooses.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from kg.errors import LanguageDataError
from kg.model import Entity
from kg.ontology_files import ontology_directory

#: The kind that the rows of each file have.
KINDS: Mapping[str, str] = {
    "agencies": "LawEnforcement",
    "companies": "Company",
    "courts": "Court",
    "instruments": "LegalInstrument",
    "international": "InternationalBody",
    "legislatures": "Legislature",
    "media": "NewsOrganisation",
    "ministries": "Ministry",
    "ngos": "CivilSociety",
    "places": "Place",
    "platforms": "Platform",
    "regulators": "Regulator",
}

Sense = Literal["name", "acronym", "adjective", "people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the gazetteer.

    ``ambiguous`` are the names that are also common words or initials and need support from the context.
    ``remit`` is the field of a regulator, the level of a court, the portfolio of a ministry or the type of a place.
    ``adjectives``, ``people`` and ``article`` are for places only ("Pakistani", "Pakistanis"; "the" Netherlands).
    """

    key: str
    label: str
    kind: str
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    country: str | None = None
    parent: str | None = None
    remit: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    article: str = ""

    def forms(self) -> Iterator[tuple[str, Sense, bool]]:
        """Each way to write the entry, with its sense and whether it needs support from the context."""
        seen = set()
        for form in (self.label, *self.aliases, *self.ambiguous):
            if form not in seen:
                seen.add(form)
                yield form, ("acronym" if is_acronym(form) else "name"), form in self.ambiguous
        for form in self.adjectives:
            if form not in seen:
                seen.add(form)
                yield form, "adjective", False
        for form in self.people:
            if form not in seen:
                seen.add(form)
                yield form, "people", False


def is_acronym(form: str) -> bool:
    """Whether a name is initials: at most seven capitals, with or without points.

    >>> is_acronym("PTA"), is_acronym("U.S."), is_acronym("Ofcom"), is_acronym("X")
    (True, True, False, False)
    """
    letters = form.replace(".", "")
    return 2 <= len(letters) <= 7 and letters.isalpha() and letters.isupper()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All entries by key, and the countries by their ISO 3166-1 alpha-2 code."""

    entries: Mapping[str, Entry]
    countries: Mapping[str, Entry]

    def of(self, kind: str, country: str | None, remit: str) -> Entry | None:
        """The first entry, by key, of that kind, country and remit."""
        if country is None:
            return None
        return _by_remit(self).get((kind, country, remit))


@cache
def _remits() -> dict[tuple[str, str, str], Entry]:
    found: dict[tuple[str, str, str], Entry] = {}
    for key in sorted(gazetteer().entries):
        entry = gazetteer().entries[key]
        for remit in entry.remit:
            if entry.country:
                found.setdefault((entry.kind, entry.country, remit), entry)
    return found


def _by_remit(_: Gazetteer) -> dict[tuple[str, str, str], Entry]:
    return _remits()


def _listed(cell: str | None) -> tuple[str, ...]:
    return tuple(part for part in (p.strip() for p in (cell or "").split("|")) if part)


def read_entries(path: Path, kind: str) -> list[Entry]:
    """The rows of one file, in its order.

    Raises:
        LanguageDataError: a column is missing, or a row has no key or no label.
    """
    entries = []
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        for row in rows:
            if not row.get("key") or not row.get("label"):
                raise LanguageDataError(f"{path.name} line {rows.line_num}: a row needs a key and a label")
            entries.append(
                Entry(
                    key=row["key"],
                    label=row["label"],
                    kind=kind,
                    aliases=_listed(row.get("aliases")),
                    ambiguous=_listed(row.get("ambiguous")),
                    country=row.get("country") or None,
                    parent=row.get("parent") or None,
                    remit=_listed(row.get("type") if kind == "Place" else row.get("remit")),
                    adjectives=_listed(row.get("adjectives")),
                    people=_listed(row.get("people")),
                    article=row.get("article") or "",
                )
            )
    return entries


@cache
def gazetteer() -> Gazetteer:
    """All files, read once a process.

    Raises:
        LanguageDataError: a file is missing or wrong, or two rows have one key.
    """
    folder = ontology_directory() / "gazetteer"
    entries: dict[str, Entry] = {}
    for name, kind in sorted(KINDS.items()):
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise LanguageDataError(f"the gazetteer has no file {name}.csv")
        for entry in read_entries(path, kind):
            if entry.key in entries:
                raise LanguageDataError(
                    f"{path.name}: the key {entry.key} is taken by {entries[entry.key].label}"
                )
            entries[entry.key] = entry
    countries = {
        e.country: e for e in entries.values() if e.kind == "Place" and "country" in e.remit and e.country
    }
    return Gazetteer(entries, countries)


def government_of_region(place_key: str, label: str, country: str | None) -> Entity:
    """The government of a state or province: a key of its own beside its country's."""
    return Entity(
        key=f"government-of-{place_key}", kind="Government", label=f"Government of {label}", country=country
    )


def government_of(place_key: str) -> Entity:
    """The government of a country, given the country's key (or that of a place inside it: then of its country).

    The label is ours, not the text's: the caller adds the names that the text uses.

    Raises:
        KeyError: no place has that key.
    """
    entry = gazetteer().entries[place_key]
    country = gazetteer().countries.get(entry.country or "", entry)
    name = spoken_name(country)
    return Entity(
        key=f"government-of-{country.key}",
        kind="Government",
        label=f"Government of {name}",
        known=True,
        country=country.country,
    )


def spoken_name(place: Entry) -> str:
    """A place's name as it stands after "of": with its article, where it has one ("the Netherlands")."""
    return f"{place.article} {place.label}".strip()
