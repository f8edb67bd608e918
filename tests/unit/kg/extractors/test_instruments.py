"""Papers: how they are recognised by number, title, year and subject, and which action they belong to."""

from __future__ import annotations

import pytest

from kg.extractors.actions import EXTRACTOR as ACTIONS
from kg.extractors.attribution import EXTRACTOR as ATTRIBUTION
from kg.extractors.dates import EXTRACTOR as DATES
from kg.extractors.entities import EXTRACTOR as ENTITIES
from kg.extractors.papers import papers
from kg.text import parseable
from tests.texts import layers_of


def _instruments(content: str) -> dict[str, str]:
    """The label of the paper of each claim, by kind of action; claims without one are left out."""
    layers = layers_of(content, ENTITIES, DATES, ATTRIBUTION, ACTIONS)
    labels = {e.key: e.label for e in layers.entities}
    return {c.kind: labels[c.instrument[0]] for c in layers.claims if c.instrument}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("The Senate passed H.R. 7521 in April.", "H.R. 7521"),
        ("Deputies shelved PL 2630/2020 again.", "PL 2630/2020"),
        ("Ottawa defended Bill C-18 in court.", "Bill C-18"),
        ("It was blocked under Law No. 5651 last week.", "Law No. 5651"),
        ("It rests on Federal Law No. 149-FZ.", "Federal Law No. 149-FZ"),
        ("It cites Regulation (EU) 2022/2065 twice.", "Regulation (EU) 2022/2065"),
        ("It cites Directive 2000/31/EC twice.", "Directive 2000/31/EC"),
        ("Decree-Law 370 punishes such posts.", "Decree-Law 370"),
        ("They broke the law «On Mass Media» twice.", 'law "On Mass Media"'),
        ("A draft cybercrime law would change that.", "draft cybercrime law"),
        ("A bill on online gambling that would end it failed.", "bill on online gambling"),
        ("By an order of 3 May 2024 it ended that.", "order of 3 May 2024"),
    ],
)
def test_papers_are_known_by_their_writing(content: str, name: str) -> None:
    """Numbers, titles in quotes, dates and subjects make a paper of a common noun."""
    assert name in {c.name for c in papers(parseable(content), 0, len(content))}


@pytest.mark.parametrize(
    "content",
    [
        "Bill 3 million people.",
        "In order 5 percent left.",
        "The law of the land.",
        "The Decree 2019 edition.",
    ],
)
def test_papers_need_a_number_of_their_own(content: str) -> None:
    """Amounts, counts and years beside a noun make no paper of it."""
    assert not list(papers(parseable(content), 0, len(content)))


@pytest.mark.parametrize(
    ("content", "kind", "label"),
    [
        ("The regulator fined Facebook under section 12 of the Zembla Media Act.", "Penalty", "Zembla Media Act"),
        ("Freedonia blocked Telegram pursuant to Article 4 of Law No. 88 of 2019.", "Block", "Law No. 88 of 2019"),
        ("President Ada Obi signed an amendment to the Freedonia Broadcasting Act on Monday.", "Legislation", "Freedonia Broadcasting Act"),
        ("Ofcom enforces the Zembla Media Act. Under that Act, the regulator fined TikTok on Monday.", "Penalty", "Zembla Media Act"),
        ("A Moscow court fined Google for violating Federal Law No. 149-FZ.", "Penalty", "Federal Law No. 149-FZ"),
    ],
)  # fmt: skip
def test_instrument_is_what_the_act_rests_on(content: str, kind: str, label: str) -> None:
    """The paper behind "under", "pursuant to", "violating" or an amendment is the action's, parts of it included."""
    assert _instruments(content).get(kind) == label
