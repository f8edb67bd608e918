"""Reads ``ontology/language/names.yaml``: how names of bodies, persons and papers are built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from kg.errors import LanguageDataError
from kg.ontology_files import ontology_directory

#: Where to change what is read here; named in considerations.
FILE = "ontology/language/names.yaml"


@dataclass(frozen=True, slots=True)
class Refinement:
    """A name with one of the heads and one of the words (any, if there are none) is of this kind."""

    heads: frozenset[str]
    words: frozenset[str]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRules:
    """The file's contents; what each part means stands in the file."""

    heads: Mapping[str, str]
    foreign_heads: Mapping[str, str]
    plain_heads: frozenset[str]
    refinements: tuple[Refinement, ...]
    offices: Mapping[str, str]
    court_levels: frozenset[str]
    court_sorts: frozenset[str]
    portfolios: Mapping[str, str]
    parliaments: frozenset[str]
    committees: frozenset[str]
    committee_fields: frozenset[str]
    government_words: frozenset[str]
    of_cabinet: frozenset[str]
    government_seats: Mapping[str, str]
    government_modifiers: frozenset[str]
    heads_of_government: frozenset[str]
    bare_offices: frozenset[str]
    sole_offices: frozenset[str]
    law_enforcement: frozenset[str]
    before_officials: frozenset[str]
    association_fields: frozenset[str]
    association_heads: frozenset[str]
    held_offices: frozenset[str]
    titles: frozenset[str]
    given_names: frozenset[str]
    known_by_surname: Mapping[str, str]
    roles: frozenset[str]
    spokespersons: frozenset[str]
    speech_verbs: frozenset[str]
    reporting_verbs: frozenset[str]
    descriptions: Mapping[str, tuple[str, ...]]
    description_stops: frozenset[str]
    description_needs: Mapping[str, frozenset[str]]
    remits: Mapping[str, str]
    groups: Mapping[str, str]
    appositions: Mapping[str, str]
    domains: frozenset[str]
    plain_papers: tuple[str, ...]
    bare_papers: frozenset[str]
    dated_papers: frozenset[str]
    numbered_papers: frozenset[str]
    bill_codes: frozenset[str]
    draft_words: frozenset[str]
    topic_ends: frozenset[str]
    paper_descriptions: Mapping[str, frozenset[str]]
    cues_before: frozenset[str]
    phrases_before: frozenset[str]
    cues_after: frozenset[str]
    never_before: frozenset[str]
    never_after: frozenset[str]


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first; a space in one stands for any white space."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words, key=lambda w: (-len(w), w)))


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: kind for kind, words in table.items() for word in words}


def _only_strings(data: object) -> None:
    """YAML reads a bare ``on`` or ``no`` as true or false: every word must have come through as a word."""
    if isinstance(data, dict):
        for key, value in data.items():
            _only_strings(key)
            _only_strings(value)
    elif isinstance(data, list):
        for item in data:
            _only_strings(item)
    elif not isinstance(data, str):
        raise LanguageDataError(f"{FILE}: {data!r} is no word; put it in quotes")


@cache
def name_rules() -> NameRules:
    """The rules, read once a process.

    Raises:
        LanguageDataError: the file is missing, is not YAML, or lacks a part.
    """
    path = ontology_directory() / "language" / "names.yaml"
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        _only_strings(data)
        return NameRules(
            heads=_inverted(data["heads"]),
            foreign_heads=_inverted(data["foreign_heads"]),
            plain_heads=frozenset(data["plain_heads"]),
            refinements=tuple(
                Refinement(frozenset(r["heads"]), frozenset(r["words"]), r["kind"])
                for r in data["refinements"]
            ),
            offices=_inverted(data["offices"]),
            court_levels=frozenset(data["court_levels"]),
            court_sorts=frozenset(data["court_sorts"]),
            portfolios=_inverted(data["portfolios"]),
            parliaments=frozenset(data["parliaments"]),
            committees=frozenset(data["committees"]["sorts"]),
            committee_fields=frozenset(data["committees"]["fields"]),
            government_words=frozenset(data["governments"]["words"]),
            of_cabinet=frozenset(data["governments"]["of_cabinet"]),
            government_seats=dict(data["governments"]["seats"]),
            government_modifiers=frozenset(data["governments"]["modifiers"]),
            heads_of_government=frozenset(data["governments"]["heads_of_government"]),
            bare_offices=frozenset(data["governments"]["bare_offices"]),
            sole_offices=frozenset(data["governments"]["sole_offices"]),
            law_enforcement=frozenset(data["law_enforcement"]["words"]),
            before_officials=frozenset(data["governments"]["before_officials"]),
            association_fields=frozenset(data["associations"]["fields"]),
            association_heads=frozenset(data["associations"]["heads"]),
            held_offices=frozenset(data["held_offices"]),
            titles=frozenset(data["titles"]),
            given_names=frozenset(data["given_names"]),
            known_by_surname=dict(data["known_by_surname"]),
            roles=frozenset(data["roles"]),
            spokespersons=frozenset(data["spokespersons"]),
            speech_verbs=frozenset(data["speech_verbs"]),
            reporting_verbs=frozenset(data["reporting_verbs"]),
            descriptions={noun: tuple(kinds) for noun, kinds in data["descriptions"].items()},
            description_stops=frozenset(data["description_stops"]),
            description_needs={noun: frozenset(words) for noun, words in data["description_needs"].items()},
            remits=_inverted(data["remits"]),
            groups=_inverted(data["groups"]),
            appositions=_inverted(data["appositions"]),
            domains=frozenset(data["domains"]),
            plain_papers=tuple(data["papers"]["plain"]),
            bare_papers=frozenset(data["papers"]["bare"]),
            dated_papers=frozenset(data["papers"]["dated"]),
            numbered_papers=frozenset(data["papers"]["numbered"]),
            bill_codes=frozenset(data["papers"]["bill_codes"]),
            draft_words=frozenset(data["papers"]["draft"]),
            topic_ends=frozenset(data["papers"]["topic_ends"]),
            paper_descriptions={
                noun: frozenset(words) for noun, words in data["papers"]["descriptions"].items()
            },
            cues_before=frozenset(data["ambiguity"]["before"]),
            phrases_before=frozenset(data["ambiguity"]["phrases_before"]),
            cues_after=frozenset(data["ambiguity"]["after"]),
            never_before=frozenset(data["ambiguity"]["never_before"]),
            never_after=frozenset(data["ambiguity"]["never_after"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise LanguageDataError(f"{FILE}: {error}") from error
