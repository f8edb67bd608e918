"""What the encoder makes of claims: how likely they are, and who takes part where nothing else tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from kg.annotation import installed_extractors
from kg.detection import Detected, Part, Party
from kg.extraction import Layers
from kg.extractors import weighing
from kg.extractors.reference import Referents
from kg.extractors.weighing import FILLS_AGENT, LIKELY, Weigher, Weighing
from kg.model import Claim, Modality, Polarity, Probabilities, Span
from kg.text import parse
from tests.texts import text_of

SENTENCE = "Meta told Ofcom that TikTok was fined."


@dataclass
class Told:
    """Stands for the encoder: the chances of each word as agent and as target."""

    chances: dict[str, tuple[float, float]]
    words: Sequence[str] = ()

    @property
    def acts(self) -> tuple[Detected, ...]:
        return (Detected("Penalty", 0.9, 0),)

    def statuses(self, word: int) -> dict[tuple[str, str], float]:
        assert self.words[word] == "fined"
        return {("positive", "actual"): 0.7, ("positive", "requested"): 0.2, ("negative", "actual"): 0.1}

    def parts(self, kind: str, word: int, parties: Sequence[Party]) -> tuple[Part, ...]:
        assert (kind, self.words[word]) == ("Penalty", "fined")
        return tuple(Part(*self.chances[self.words[party.first]], 0.0) for party in parties)


def read(monkeypatch: pytest.MonkeyPatch, **chances: tuple[float, float]) -> tuple[Weighing, dict[str, str]]:
    """The sentence as it is weighed with such chances, and the keys of its entities by label."""
    parsed, layers = parse(text_of(SENTENCE)), Layers()
    for extractor in installed_extractors():
        if extractor.name not in ("actions", "figures"):
            layers = layers.plus(extractor.run(parsed, layers))
    monkeypatch.setattr(
        weighing, "reading_of", lambda token: Told(chances, [word.text for word in token.sent])
    )
    (paragraph,) = parsed.paragraphs
    (sentence,) = paragraph.doc.sents
    found = Weigher(Referents(parsed, layers), layers.mentions, layers.dates).read(paragraph, sentence)
    assert found is not None
    return found, {e.label: e.key for e in layers.entities}


def weighed(monkeypatch: pytest.MonkeyPatch, agent: tuple[str, ...], **chances: tuple[float, float]) -> Claim:
    """A claim of the sentence, weighed with such chances."""
    found, keys = read(monkeypatch, **chances)
    begin = SENTENCE.index("fined")
    claim = Claim(
        kind="Penalty", evidence=Span(0, len(SENTENCE)), trigger=Span(begin, begin + 5), rule="Penalty: x",
        agent=tuple(keys[name] for name in agent), target=(keys["TikTok"],),
    )  # fmt: skip
    return found.of(claim)


def test_a_claim_has_the_chances_of_its_participants(monkeypatch: pytest.MonkeyPatch) -> None:
    found = weighed(monkeypatch, ("Ofcom",), Meta=(0.1, 0.2), Ofcom=(0.8, 0.1), TikTok=(0.1, 0.7))
    assert found.probabilities == Probabilities(act=0.9, agent=0.8, target=0.7, status=0.7)


def test_of_an_empty_role_it_is_how_likely_nobody_fills_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = weighed(monkeypatch, (), Meta=(0.2, 0.2), Ofcom=(0.4, 0.1), TikTok=(0.1, 0.7))
    assert found.probabilities == Probabilities(act=0.9, agent=0.6, target=0.7, status=0.7)
    assert found.agent == ()


def test_who_takes_part_is_likelier_than_not_and_nobody_is_both(monkeypatch: pytest.MonkeyPatch) -> None:
    found, keys = read(
        monkeypatch, Meta=(LIKELY - 0.01, 0.1), Ofcom=(LIKELY, 0.1), TikTok=(LIKELY + 0.1, LIKELY + 0.2)
    )
    act = Detected("Penalty", 0.9, SENTENCE.split().index("fined."))
    assert found.participants(act) == {"agent": (keys["Ofcom"],), "target": (keys["TikTok"],)}


def claim_of(agent: tuple[str, ...], target: tuple[str, ...]) -> Claim:
    """A claim of the sentence."""
    begin = SENTENCE.index("fined")
    return Claim(
        kind="Penalty", evidence=Span(0, len(SENTENCE)), trigger=Span(begin, begin + 5), rule="Penalty: x", agent=agent, target=target
    )  # fmt: skip


def test_an_empty_role_is_filled_only_by_who_is_likely_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for chance, filled in ((FILLS_AGENT, True), (FILLS_AGENT - 0.01, False)):
        found, keys = read(monkeypatch, Meta=(0.1, 0.1), Ofcom=(chance, 0.1), TikTok=(0.1, 0.7))
        told = found.filled(claim_of((), (keys["TikTok"],)))
        assert told.agent == ((keys["Ofcom"],) if filled else ())
        assert told.target == (keys["TikTok"],)


def test_whom_the_words_tell_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    found, keys = read(monkeypatch, Meta=(0.0, 0.1), Ofcom=(1.0, 0.1), TikTok=(0.1, 0.7))
    assert found.filled(claim_of((keys["Meta"],), (keys["TikTok"],))).agent == (keys["Meta"],)


def test_the_target_is_not_made_the_agent_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found, keys = read(monkeypatch, Meta=(0.1, 0.1), Ofcom=(0.1, 0.1), TikTok=(0.95, 0.7))
    assert found.filled(claim_of((), (keys["TikTok"],))).agent == ()


@pytest.mark.parametrize(
    ("polarity", "modality", "chance"),
    [("negative", "actual", 0.1), ("negative", "requested", 0.2), ("positive", "promised", 0.0)],
)
def test_a_claim_is_as_likely_as_what_it_says_became_of_it(
    monkeypatch: pytest.MonkeyPatch, polarity: Polarity, modality: Modality, chance: float
) -> None:
    found, keys = read(monkeypatch, Meta=(0.1, 0.2), Ofcom=(0.8, 0.1), TikTok=(0.1, 0.7))
    told = found.of(replace(claim_of((keys["Ofcom"],), ()), polarity=polarity, modality=modality))
    assert told.probabilities is not None
    assert told.probabilities.status == chance


@pytest.mark.parametrize(("polarity", "modality"), [("negative", "actual"), ("positive", "possible")])
def test_what_has_not_happened_is_filled_with_nobody(
    monkeypatch: pytest.MonkeyPatch, polarity: Polarity, modality: Modality
) -> None:
    found, keys = read(monkeypatch, Meta=(0.1, 0.1), Ofcom=(1.0, 0.1), TikTok=(0.1, 0.7))
    claim = replace(claim_of((), (keys["TikTok"],)), polarity=polarity, modality=modality)
    assert found.filled(claim) == claim


@pytest.mark.parametrize(
    ("teller", "chance", "anothers"), [("Meta", 0.95, True), ("Ofcom", 0.95, False), ("Meta", 0.8, False)]
)
def test_an_act_is_anothers_only_where_its_agent_is_sure_and_does_nothing_else(
    monkeypatch: pytest.MonkeyPatch, teller: str, chance: float, anothers: bool
) -> None:
    found, keys = read(monkeypatch, Meta=(0.1, 0.1), Ofcom=(chance, 0.1), TikTok=(0.1, 0.7))
    act = Detected("Penalty", 0.9, SENTENCE.split().index("fined."))
    assert found.is_anothers(act, [claim_of((keys[teller],), ())]) is anothers
