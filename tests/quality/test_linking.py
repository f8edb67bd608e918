"""How well entities are linked: those of the development articles with a file of 300 records, most of them distractors.

``linking/authority.csv`` has the records (distractors are other courts, regulators, places ... of the gazetteer),
``linking/gold.csv`` says which record an entity of that name is; all other entities are in no record.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from kg.linking.authority_file import SOURCE
from kg.linking.model import SourceOptions, Subject
from kg.linking.ranking import proposal

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT.parent / "shared" / "gold" / "dev"
FOLDER = Path(__file__).parent / "linking"


def subjects() -> list[Subject]:
    """The entities of all development articles."""
    if not DEV.is_dir():
        pytest.skip("the articles of ../shared/gold/dev are not here")
    return [
        Subject(
            identifier=f"actor/{path.stem}.{number}",
            label=entity["name"],
            names=tuple(entity.get("aliases", ())),
            kind=entity["class"],
        )
        for path in sorted(DEV.glob("[0-9]*.yaml"))
        for number, entity in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["entities"])
    ]


def test_linking_with_an_authority_file() -> None:
    """Of what is accepted without a person 98 in 100 are right, and 85 in 100 of what is there is accepted."""
    with (FOLDER / "gold.csv").open(encoding="utf-8") as stream:
        gold = {row["name"]: row["id"] for row in csv.DictReader(stream)}
    asked = subjects()
    found = SOURCE.open(str(FOLDER / "authority.csv"), SourceOptions()).candidates(asked)
    made = [proposal(s, records) for s, records in zip(asked, found, strict=True)]
    accepted = [p for p in made if p.decision == "accept"]
    right = [p for p in accepted if gold.get(p.subject.label) == p.candidates[0].record.id]
    wrong = [(p.subject.label, p.candidates[0].record.label) for p in accepted if p not in right]
    linkable = [s for s in asked if s.label in gold]
    missed = [s.label for s in linkable if s not in {p.subject for p in right}]
    assert len(linkable) >= 80
    assert len(right) / len(accepted) >= 0.98, wrong
    assert len(right) / len(linkable) >= 0.85, missed
    print(f"precision {len(right)}/{len(accepted)}, recall {len(right)}/{len(linkable)}", wrong, missed)
