"""How well entities are linked: with a file of 300 records, half of them distractors.

``linking/authority.csv`` has the records: half are what the development articles and the corpus name, half are other courts,
regulators, places ... of the gazetteer. ``linking/gold.csv`` says which record an entity of that name is; all other entities are in
no record, though many have names much like one ("Supreme Court", "Meta Platforms Ireland"). Thresholds were tuned on all
three sets, whose misses were looked at, so no figure here is a held-out one.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from kg.linking.authority_file import SOURCE
from kg.linking.model import SourceOptions, Subject
from kg.linking.ranking import proposal

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT.parent / "shared" / "gold" / "dev"
FOLDER = Path(__file__).parent / "linking"
CORPUS = Path(__file__).parent / "corpus"
#: "India ordered ..." is its government, not the country of the record; no record is a government.
_METONYMS = ("Government",)


def subjects(files: Sequence[Path]) -> list[Subject]:
    """The entities of annotated articles."""
    return [
        Subject(
            identifier=f"actor/{path.stem}.{number}",
            label=entity["name"],
            names=tuple(entity.get("aliases", ())),
            kind=entity["class"],
        )
        for path in files
        for number, entity in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["entities"])
    ]


def articles(part: str) -> list[Path]:
    """The annotations of the development articles, or of two thirds or the set-aside third of the corpus."""
    if part == "dev":
        return sorted(DEV.glob("[0-9]*.yaml"))
    aside = part == "set aside"
    return [p for p in sorted(CORPUS.glob("[ab][0-9]*.yaml")) if (int(p.name[1:3]) % 3 == 0) == aside]


def gold() -> dict[str, str]:
    """Record by name."""
    with (FOLDER / "gold.csv").open(encoding="utf-8") as stream:
        return {row["name"]: row["id"] for row in csv.DictReader(stream)}


def test_half_of_the_records_are_distractors() -> None:
    """300 records with identifiers of their own; 150 are what somebody names."""
    with (FOLDER / "authority.csv").open(encoding="utf-8") as stream:
        records = [row["id"] for row in csv.DictReader(stream)]
    assert len(set(records)) == len(records) == 300
    assert len(set(gold().values())) == 150
    assert set(gold().values()) <= set(records)


@pytest.mark.parametrize(("part", "least"), [("dev", 80), ("corpus", 90), ("set aside", 40)])
def test_linking_with_an_authority_file(part: str, least: int) -> None:
    """Of what is accepted without a person 98 in 100 are right, and 85 in 100 of what is there is accepted."""
    known = gold()
    asked = subjects(articles(part))
    if not asked:
        pytest.skip("the articles of ../shared/gold/dev are not here")
    found = SOURCE.open(str(FOLDER / "authority.csv"), SourceOptions()).candidates(asked)
    made = [proposal(s, records) for s, records in zip(asked, found, strict=True)]
    accepted = [p for p in made if p.decision == "accept"]
    linkable = [s for s in asked if s.label in known and s.kind not in _METONYMS]
    right = [
        p
        for p in accepted
        if known.get(p.subject.label) == p.candidates[0].record.id and p.subject in linkable
    ]
    wrong = [(p.subject.label, p.candidates[0].record.label) for p in accepted if p not in right]
    missed = [s.label for s in linkable if s not in {p.subject for p in right}]
    assert len(linkable) >= least
    print(f"precision {len(right)}/{len(accepted)}, recall {len(right)}/{len(linkable)}", wrong, missed)
    assert len(right) / len(accepted) >= 0.98, wrong
    assert len(right) / len(linkable) >= 0.85, missed
