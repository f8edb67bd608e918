"""What the encoder says of the claims of a sentence: how likely each is, and who takes part where the parse tells nobody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span as Sentence

from kg.detection import DETECTED, Detected, Party, Reading, load_detector, parties_of
from kg.extractors.located import ACTORS
from kg.extractors.reference import Referents
from kg.model import Claim, Mention, Probabilities, Span
from kg.text import Paragraph

#: From here on whom a sentence speaks of takes part in an act of which no template and no parse tells who does.
LIKELY = 0.5
#: A template of a type under the one is doubted where the encoder finds another type over the other in the same word.
UNLIKELY, SURELY = 0.1, 0.9
#: Data that somebody discloses is nothing said.
_GIVEN_OUT = ("Report", "Statement")


@dataclass(frozen=True, slots=True)
class _Told:
    """Somebody that a sentence speaks of, and the entities that this is."""

    party: Party
    keys: tuple[str, ...]


class Weighing:
    """What the encoder makes of one sentence and of whom it speaks of."""

    def __init__(
        self, refer: Referents, sentence: Sentence, offset: int, reading: Reading, told: Sequence[_Told]
    ) -> None:
        self._refer = refer
        self._sentence = sentence
        self._offset = offset
        self._reading = reading
        self._told = told
        #: How likely the sentence tells each kind of act.
        self.likely = {act.kind: act.probability for act in reading.acts}

    @property
    def acts(self) -> tuple[Detected, ...]:
        """Each kind of act with how likely the sentence tells one."""
        return self._reading.acts

    def of(self, claim: Claim) -> Claim:
        """A claim of the sentence with how likely it is."""
        word = self._word(claim.trigger)
        if word is None or claim.kind not in self.likely:
            return claim
        sure = self._sure(claim.kind, word)
        return replace(
            claim,
            probabilities=Probabilities(
                act=self.likely[claim.kind],
                agent=self._chance(claim.agent, sure["agent"]),
                target=self._chance(claim.target, sure["target"]),
            ),
        )

    def named_rightly(self, claim: Claim, told: Container[str]) -> Claim:
        """A claim of the sentence, of another type where its own is unlikely and the encoder is sure that its word tells the other.

        Args:
            told: the types of the claims of the sentence, of which none is told once more.
        """
        word = self._word(claim.trigger)
        if word is None or self.likely.get(claim.kind, 1.0) >= UNLIKELY:
            return claim
        others = [a for a in self.acts if a.word == word and a.probability >= SURELY and a.kind not in told]
        other = max(others, key=lambda act: act.probability, default=None)
        if other is None or (claim.kind, other.kind) == _GIVEN_OUT:
            return claim
        return replace(claim, kind=other.kind, rule=f"{other.kind}: {DETECTED} in what fits {claim.rule}")

    def participants(self, act: Detected) -> dict[str, tuple[str, ...]]:
        """Who is likelier than not an agent or a target of an act, by role; nobody is both."""
        sure = self._sure(act.kind, act.word)
        found: dict[str, tuple[str, ...]] = {}
        for role, other in (("agent", "target"), ("target", "agent")):
            keys = [
                key
                for key, chance in sorted(sure[role].items(), key=lambda s: (-s[1], s[0]))
                if chance >= LIKELY and chance > sure[other][key] and self._may_fill(key)
            ]
            if keys:
                found[role] = self._refer.acting(keys)
        return found

    def _sure(self, kind: str, word: int) -> dict[str, dict[str, float]]:
        """By role and entity how likely it is that somebody whom the sentence speaks of takes part in the act that a word tells."""
        parts = self._reading.parts(kind, word, [told.party for told in self._told])
        sure: dict[str, dict[str, float]] = {"agent": {}, "target": {}}
        for told, part in zip(self._told, parts, strict=False):
            for key in told.keys:
                for role, chance in (("agent", part.agent), ("target", part.target)):
                    sure[role][key] = max(chance, sure[role].get(key, 0.0))
        return sure

    def _word(self, trigger: Span) -> int | None:
        """The index in the sentence of the word that a claim rests on."""
        begin = trigger.begin - self._offset
        return next((i for i, token in enumerate(self._sentence) if token.idx == begin), None)

    def _may_fill(self, key: str) -> bool:
        return self._refer.kind(key) in ACTORS or self._refer.kind(key) == "Place"

    def _chance(self, keys: tuple[str, ...], sure: dict[str, float]) -> float:
        here = [chance for key in keys if (chance := self._of(key, sure)) >= 0]
        if here:
            return min(here)
        return round(1 - max((chance for key, chance in sure.items() if self._may_fill(key)), default=0.0), 3)

    def _of(self, key: str, sure: dict[str, float]) -> float:
        """How likely an entity fills a role; a state also under the name of its country. -1 where the sentence doesn't speak of it."""
        entity = self._refer.entities[key]
        named = [
            chance
            for other, chance in sure.items()
            if other == key
            or entity.kind == "Government"
            and entity.country is not None
            and self._refer.kind(other) == "Place"
            and self._refer.entities[other].country == entity.country
        ]
        return max(named, default=-1.0)


class Weigher:
    """Weighs the sentences of one document."""

    def __init__(self, refer: Referents, mentions: Sequence[Mention]) -> None:
        self._refer = refer
        self._mentions = sorted((m for m in mentions if m.entity in refer.entities), key=lambda m: m.span)
        self._kinds = {key: entity.kind for key, entity in refer.entities.items()}
        self._begins = [mention.span.begin for mention in self._mentions]

    def read(self, paragraph: Paragraph, sentence: Sentence) -> Weighing | None:
        """What the encoder makes of a sentence; None where it has no words."""
        reading = load_detector().read([token.text for token in sentence])
        if reading is None:
            return None
        return Weighing(
            self._refer, sentence, paragraph.begin, reading, list(self._told(paragraph, sentence))
        )

    def _told(self, paragraph: Paragraph, sentence: Sentence) -> Iterator[_Told]:
        words = [(paragraph.begin + token.idx, token.text) for token in sentence]
        first = bisect_left(self._begins, words[0][0])
        last = bisect_left(self._begins, paragraph.begin + sentence.end_char)
        for party, mention in parties_of(words, self._mentions[first:last], self._kinds):
            if mention is not None:
                yield _Told(party, (mention.entity,))
            else:
                yield _Told(party, self._refer.all_of(paragraph, sentence[party.first]))
