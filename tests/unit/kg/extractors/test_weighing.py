"""What the encoder makes of claims: how likely they are, and whom it puts in the place of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from kg.annotation import installed_extractors
from kg.detection import Detected, Part, Party
from kg.extraction import Layers
from kg.extractors import weighing
from kg.extractors.reference import Referents
from kg.extractors.weighing import DOUBTED, FILLING, Weigher
from kg.model import Claim, Probabilities, Span
from kg.text import parse
from tests.texts import text_of

SENTENCE = "Meta told Ofcom that TikTok was fined."


@dataclass
class Told:
    """Stands for the encoder: the chances of each word as agent and as target."""

    chances: dict[str, tuple[float, float]]
    words: Sequence[str] = ()

    def read(self, words: Sequence[str]) -> Told:
        self.words = words
        return self

    @property
    def acts(self) -> tuple[Detected, ...]:
        return (Detected("Penalty", 0.9, 0),)

    def parts(self, kind: str, word: int, parties: Sequence[Party]) -> tuple[Part, ...]:
        assert (kind, self.words[word]) == ("Penalty", "fined")
        return tuple(Part(*self.chances[self.words[party.first]]) for party in parties)


def weighed(monkeypatch: pytest.MonkeyPatch, agent: tuple[str, ...], **chances: tuple[float, float]) -> Claim:
    """A claim of the sentence, weighed with such chances."""
    parsed, layers = parse(text_of(SENTENCE)), Layers()
    for extractor in installed_extractors():
        if extractor.name not in ("actions", "figures"):
            layers = layers.plus(extractor.run(parsed, layers))
    monkeypatch.setattr(weighing, "load_detector", lambda: Told(chances))
    (paragraph,) = parsed.paragraphs
    (sentence,) = paragraph.doc.sents
    begin = SENTENCE.index("fined")
    keys = {e.label: e.key for e in layers.entities}
    claim = Claim(
        kind="Penalty", evidence=Span(0, len(SENTENCE)), trigger=Span(begin, begin + 5), rule="Penalty: x",
        agent=tuple(keys[name] for name in agent), target=(keys["TikTok"],),
    )  # fmt: skip
    read = Weigher(Referents(parsed, layers), layers.mentions).read(paragraph, sentence)
    assert read is not None
    return read.of(claim)


def test_a_claim_has_the_chances_of_its_participants(monkeypatch: pytest.MonkeyPatch) -> None:
    found = weighed(monkeypatch, ("Ofcom",), Meta=(0.1, 0.2), Ofcom=(0.8, 0.1), TikTok=(0.1, 0.7))
    assert found.probabilities == Probabilities(act=0.9, agent=0.8, target=0.7)
    assert (found.agent, found.rule) == (("ofcom",), "Penalty: x")


def test_of_an_empty_role_it_is_how_likely_nobody_fills_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = weighed(monkeypatch, (), Meta=(0.2, 0.2), Ofcom=(0.4, 0.1), TikTok=(0.1, 0.7))
    assert found.probabilities == Probabilities(act=0.9, agent=0.6, target=0.7)
    assert found.agent == ()


def test_somebody_sure_fills_an_empty_role(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = FILLING["agent"]
    found = weighed(monkeypatch, (), Meta=(0.1, 0.1), Ofcom=(sure, 0.1), TikTok=(0.99, 0.7))
    assert found.agent == ("ofcom",)  # nobody does it to themselves
    assert found.rule == "Penalty: x; agent by the encoder"


@pytest.mark.parametrize(("doubt", "agent"), [(DOUBTED, "meta"), (DOUBTED - 0.01, "ofcom")])
def test_somebody_sure_replaces_who_is_doubted(
    monkeypatch: pytest.MonkeyPatch, doubt: float, agent: str
) -> None:
    found = weighed(monkeypatch, ("Meta",), Meta=(doubt, 0.1), Ofcom=(0.9, 0.1), TikTok=(0.1, 0.7))
    assert found.agent == (agent,)
