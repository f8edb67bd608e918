"""The words of figures, from ``ontology/language/measures.yaml``: what is counted, done, fined; units; names that numbers are part of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml

from kg.errors import LanguageDataError
from kg.inflection import noun_forms, verb_forms
from kg.ontology_files import ontology_directory


@dataclass(frozen=True, slots=True)
class Measures:
    """The word lists, in all their forms, lower case."""

    standing: frozenset[str]
    acted: frozenset[str]
    online: frozenset[str]
    areas: frozenset[str]
    not_masses: frozenset[str]
    staff_verbs: frozenset[str]
    act_verbs: frozenset[str]
    act_nouns: frozenset[str]
    persons: frozenset[str]
    person_verbs: frozenset[str]
    crowd_verbs: frozenset[str]
    user_verbs: frozenset[str]
    view_verbs: frozenset[str]
    share_verbs: frozenset[str]
    rate_nouns: frozenset[str]
    telling_rates: frozenset[str]
    change_verbs: frozenset[str]
    anaphors: frozenset[str]
    penalty_verbs: frozenset[str]
    penalty_nouns: frozenset[str]
    losses: frozenset[str]
    shutdowns: frozenset[str]
    other_money: frozenset[str]
    market_words: frozenset[str]
    penalty_bases: frozenset[str]
    names_before: frozenset[str]
    names_after: frozenset[str]
    scales: dict[str, int]
    number_words: dict[str, int]
    percent: tuple[str, ...]
    fractions: dict[str, int]
    currencies: dict[str, dict[str, str]]
    world: tuple[str, ...]


def _nouns(words: list[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in noun_forms(word))


def _verbs(words: list[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in verb_forms(word))


@cache
def measures() -> Measures:
    """The measure words.

    Raises:
        LanguageDataError: the file is missing, not YAML, or lacks a list.
    """
    path = ontology_directory() / "language" / "measures.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        currencies = {form: code for sign, code in data["currencies"].items() for form in _money_forms(sign)}
        return Measures(
            _nouns(data["standing"]),
            _nouns(data["acted"]) | _nouns(data["online"]),
            _nouns(data["online"]),
            _nouns(data["areas"]),
            _nouns(data["not_masses"]),
            _verbs(data["staff_verbs"]),
            _verbs(data["act_verbs"]),
            _nouns(data["act_nouns"]),
            _nouns(data["persons"]),
            _verbs(data["person_verbs"]),
            _verbs(data["crowd_verbs"]),
            _verbs(data["user_verbs"]),
            _verbs(data["view_verbs"]),
            _verbs(data["share_verbs"]),
            _nouns(data["rate_nouns"]),
            frozenset(data["telling_rates"]),
            _verbs(data["change_verbs"]),
            frozenset(data["anaphors"]),
            _verbs(data["penalty_verbs"]),
            _nouns(data["penalty_nouns"]),
            _nouns(data["losses"]) | _verbs(data["losses"]),
            _nouns(data["shutdowns"]),
            _nouns(data["other_money"]) | _verbs(data["other_money"]),
            frozenset(data["market_words"]),
            frozenset(data["penalty_bases"]),
            frozenset(data["names_before"]),
            frozenset(data["names_after"]),
            dict(data["scales"]),
            dict(data["number_words"]),
            tuple(data["percent"]),
            dict(data["fractions"]),
            currencies,
            tuple(data["world"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise LanguageDataError(f"{path.name}: {error}") from error


def _money_forms(sign: str) -> frozenset[str]:
    return noun_forms(sign) if sign.isalpha() and len(sign) > 3 or " " in sign else frozenset({sign})
