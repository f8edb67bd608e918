"""Which record a subject is: candidates ranked by name, alias, type and country; a decision only where it is clear.

Thresholds were tuned on all sets of ``tests/quality/test_linking.py``, none of which is held out: run its tests again when one is
changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.linking.model import Candidate, Proposal, Record, Subject
from kg.linking.names import Name, kinds_of_type, name_of, similarity

#: From here on a candidate may be accepted without a person: initials (0.92) need a type or a country beside them.
ACCEPT = 0.93
#: Below, a candidate is not worth a look.
CONSIDER = 0.55
#: The first must be so much better than the second.
MARGIN = 0.02
_TYPE_FITS, _TYPE_WRONG = 0.02, 0.3
_COUNTRY_FITS, _COUNTRY_WRONG = 0.02, 0.2
#: A name that is only an alias on both sides tells less than a label: "Facebook" is short for more than one company.
_ALIAS = 0.1
#: Two long names with the same initials that are less alike than this are two things: many regulators are an "NTA".
_EXPANSIONS, _OTHER_EXPANSION = 0.8, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From which score a candidate is accepted, and from which it is shown."""

    accept: float = ACCEPT
    consider: float = CONSIDER


def ranked(subject: Subject, records: Iterable[Record]) -> list[Candidate]:
    """The records as candidates, best first; equal ones by identifier."""
    ours = [name_of(n) for n in subject.all_names]
    unique = {record.id: record for record in records}
    candidates = [_candidate(subject, ours, record) for record in unique.values()]
    return sorted(candidates, key=lambda c: (-c.evidence, c.record.id))


def _candidate(subject: Subject, ours: Sequence[Name], record: Record) -> Candidate:
    theirs = [name_of(n) for n in record.all_names]
    alike = 0.0
    for i, one in enumerate(ours):  # labels come first
        for j, other in enumerate(theirs):
            score = similarity(one, other) - (_ALIAS if i and j else 0.0)
            if score > alike and has_other_expansion(one, other, ours, theirs):
                score -= _OTHER_EXPANSION
            alike = max(alike, score)
    fits, same = type_fits(subject.kind, record.types), country_fits(subject.country, record.country)
    score = alike
    if fits is not None:
        score += _TYPE_FITS if fits else -_TYPE_WRONG
    if same is not None:
        score += _COUNTRY_FITS if same else -_COUNTRY_WRONG
    return Candidate(
        record=record, score=min(1.0, max(0.0, score)), evidence=score, name=alike, type=fits, country=same
    )


def has_other_expansion(one: Name, other: Name, ours: Sequence[Name], theirs: Sequence[Name]) -> bool:
    """Whether two names agree in initials only, and both sides have long names for these that are not alike.

    >>> nta, agency, authority = map(name_of, ("NTA", "National Telecommunications Agency", "Nepal Telecommunications Authority"))
    >>> has_other_expansion(agency, nta, [agency], [authority, nta]), has_other_expansion(nta, authority, [nta], [authority])
    (True, False)
    """
    for short in {one.compact, other.compact}:
        if all(short == name.compact or short in name.initials for name in (one, other)):
            long = [[n for n in names if short in n.initials] for names in (ours, theirs)]
            if all(long):
                return max(similarity(a, b) for a in long[0] for b in long[1]) < _EXPANSIONS
    return False


def type_fits(kind: str, types: Sequence[str]) -> bool | None:
    """Whether a class of ours is among what the types of a record can be; None where their words say nothing.

    >>> type_fits("Place", ["country"]), type_fits("Platform", ["film"]), type_fits("Platform", []), type_fits("Actor", ["film"])
    (True, False, None, False)
    """
    readings = [kinds for t in types if (kinds := kinds_of_type(t)) is not None]
    if not readings or not kind:
        return None
    possible = frozenset().union(*readings)
    if kind in possible:
        return True
    if kind == "Actor":  # not known what of
        return bool(possible - {"Place", "LegalInstrument"}) or False
    return None if possible & {"Actor", "PublicBody"} else False


def country_fits(ours: str | None, theirs: str | None) -> bool | None:
    """Whether two countries are the same; None where one is not known."""
    return None if not ours or not theirs else ours.upper() == theirs.upper()


def proposal(subject: Subject, records: Iterable[Record], thresholds: Thresholds = Thresholds()) -> Proposal:
    """The candidates of a subject and what they allow.

    Nothing is accepted below the threshold, beside a rival that is nearly as good, against its type, or for something
    that has no name but a description ("the regulator", without a capital letter).
    """
    candidates = tuple(c for c in ranked(subject, records) if c.score >= thresholds.consider)
    if not candidates or not has_proper_name(subject):
        return Proposal(subject=subject, candidates=candidates, decision="nil")
    first = candidates[0]
    clear = len(candidates) == 1 or first.evidence - candidates[1].evidence >= MARGIN
    sure = (
        first.score >= thresholds.accept and clear and first.type is not False and first.country is not False
    )
    return Proposal(subject=subject, candidates=candidates, decision="accept" if sure else "review")


def has_proper_name(subject: Subject) -> bool:
    """Whether it is called by a name: with a capital or a digit, or in a script that has neither.

    >>> has_proper_name(Subject(identifier="a/b", label="telecom operators")), has_proper_name(Subject(identifier="a/b", label="eSafety"))
    (False, True)
    """
    return any(
        any(c.isupper() or c.isdigit() or (c.isalpha() and not c.islower()) for c in name)
        for name in subject.all_names
    )
