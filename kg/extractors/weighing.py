"""What the encoder says of the claims of a sentence: how likely each is, when it was and whether, and who takes part where the parse tells nobody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span as Sentence

from kg.detection import DETECTED, STATUSES, Detected, Party, Reading, parties_of, times_of
from kg.extractors.located import ACTORS
from kg.extractors.reference import Referents
from kg.extractors.sentence_reading import reading_of
from kg.extractors.syntax import children, is_verbal
from kg.extractors.timing import has_bounds, timing_of
from kg.model import Claim, DateExpression, Mention, Probabilities, Span
from kg.text import Paragraph

#: From here on whom a sentence speaks of takes part in an act of which no template and no parse tells who does.
LIKELY = 0.5
#: A template of a type under the one is doubted where the encoder finds another type over the other in the same word.
UNLIKELY, SURELY = 0.1, 0.9
#: From here on a time of the sentence dates an act to which the parse gives none.
DATES = 0.9
#: and that one is likelier than the second.
DATES = 0.9
NOT_ITS_TIME, ITS_TIME = 0.1, 0.9
#: From here on whom a sentence speaks of fills the empty role of an act that a template found; nobody is a target so easily.
FILLS_AGENT, FILLS_TARGET = 0.6, 0.9
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
        self,
        refer: Referents,
        paragraph: Paragraph,
        sentence: Sentence,
        reading: Reading,
        told: Sequence[_Told],
        times: Sequence[tuple[Party, DateExpression]],
    ) -> None:
        self._refer = refer
        self._paragraph = paragraph
        self._sentence = sentence
        self._reading = reading
        self._told = told
        self._times = times
        self._known: dict[tuple[str, int], dict[str, dict[str, float]]] = {}
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
                status=self._status(claim, word),
            ),
        )

    def read(self, claim: Claim) -> Claim:
        """A claim of the sentence, with what the encoder reads otherwise than the words around it were read, where it is sure."""
        return self.dated(self.filled(claim))

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

    def dated(self, claim: Claim) -> Claim:
        """A claim of the sentence, where nothing dates it at the time that the encoder finds to be its own."""
        word = self._word(claim.trigger)
        undated = claim.earliest is None and claim.latest is None and claim.until is None
        if word is None or not undated or claim.kind not in self.likely:
            return claim
        parts = self._reading.parts(claim.kind, word, [party for party, _ in self._times])
        chances = [(part.time, time) for part, (_, time) in zip(parts, self._times, strict=False)]
        chance, time = max(chances, key=lambda found: found[0], default=(0.0, None))
        if time is None or chance < DATES or time.role in ("until", "duration") or not has_bounds(time):
            return claim
        timing = timing_of([time], claim.kind)
        return replace(
            claim, earliest=timing.earliest, latest=timing.latest, until=timing.until, when=timing.when
        )

    def filled(self, claim: Claim) -> Claim:
        """A claim of the sentence with the participants that the encoder is sure of, where the words around tell none.

        Only of what a verb tells to have happened: whose a ban is that somebody fights, or would have been, the words around tell better.
        """
        word = self._word(claim.trigger)
        happened = (claim.polarity, claim.modality) == STATUSES[0]
        full = claim.agent and (claim.target or claim.kind == "Statement")
        if word is None or claim.kind not in self.likely or not happened or full:
            return claim
        told_by = self._sentence[word]
        finite = told_by.tag_ != "VBN" or children(told_by, "aux", "auxpass")
        if not is_verbal(told_by) or not finite:  # "annulled two fines imposed on X"
            return claim
        sure = self._sure(claim.kind, word)
        found = self.participants(Detected(claim.kind, self.likely[claim.kind], word))

        def of(role: str, others: tuple[str, ...], enough: float) -> tuple[str, ...]:
            keys = tuple(key for key in found.get(role, ()) if key not in others)
            return keys if max((sure[role].get(key, 0.0) for key in keys), default=0.0) >= enough else ()

        agent = claim.agent or of("agent", claim.target, FILLS_AGENT)
        spoken = claim.kind == "Statement"  # whom it is about is not whom it is made to
        target = claim.target if spoken else claim.target or of("target", agent, FILLS_TARGET)
        return replace(claim, agent=agent, target=target)

    def participants(self, act: Detected) -> dict[str, tuple[str, ...]]:
        """Who is likelier than not an agent or a target of an act, by role; nobody is both, nor a country of which only something else is told ("Chad's users say")."""
        sure = self._sure(act.kind, act.word)
        owners = {key for told in self._told if self._owns_another(told, act.word) for key in told.keys}
        found: dict[str, tuple[str, ...]] = {}
        for role, other in (("agent", "target"), ("target", "agent")):
            keys = [
                key
                for key, chance in sorted(sure[role].items(), key=lambda s: (-s[1], s[0]))
                if chance >= LIKELY
                and chance > sure[other][key]
                and self._may_fill(key)
                and key not in owners
            ]
            if keys:
                found[role] = self._refer.acting(keys)
        return found

    def is_anothers(self, act: Detected, told: Sequence[Claim]) -> bool:
        """Whether somebody of whom the claims of the sentence tell nothing is surely the agent of an act."""
        agents = self.participants(act).get("agent", ())
        others = {key for claim in told for key in claim.agent}
        chances = self._sure(act.kind, act.word)["agent"]
        return bool(agents) and others.isdisjoint(agents) and chances.get(agents[0], 0.0) >= SURELY

    def _sure(self, kind: str, word: int) -> dict[str, dict[str, float]]:
        """By role and entity how likely it is that somebody whom the sentence speaks of takes part in the act that a word tells."""
        if (kind, word) not in self._known:
            self._known[kind, word] = self._ask(kind, word)
        return self._known[kind, word]

    def _ask(self, kind: str, word: int) -> dict[str, dict[str, float]]:
        told = [
            (
                key,
                replace(one.party, kind=self._refer.kind(key)) if one.party.form == "pronoun" else one.party,
            )
            for one in self._told
            for key in one.keys
        ]
        parts = self._reading.parts(kind, word, [party for _, party in told])
        sure: dict[str, dict[str, float]] = {"agent": {}, "target": {}}
        for (key, _), part in zip(told, parts, strict=False):
            for role, chance in (("agent", part.agent), ("target", part.target)):
                sure[role][key] = max(chance, sure[role].get(key, 0.0))
        return sure

    def _owns_another(self, told: _Told, word: int) -> bool:
        """Whether a place is named only as whose something is, other than the act that a word tells."""
        last = self._sentence[told.party.last]
        owned = last.dep_ == "poss" and last.head.i != self._sentence.start + word
        return owned and all(self._refer.kind(key) == "Place" for key in told.keys)

    def _word(self, trigger: Span) -> int | None:
        """The index in the sentence of the word that a claim rests on."""
        begin = trigger.begin - self._paragraph.begin
        return next((i for i, token in enumerate(self._sentence) if token.idx == begin), None)

    def _status(self, claim: Claim, word: int) -> float:
        """How likely the act has the polarity and modality of a claim; of a denial that is demanded or to come, how likely it is that."""
        found = self._reading.statuses(word)
        return found.get((claim.polarity, claim.modality), found.get(("positive", claim.modality), 0.0))

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

    def __init__(
        self, refer: Referents, mentions: Sequence[Mention], dates: Sequence[DateExpression]
    ) -> None:
        self._refer = refer
        self._dates = sorted(dates, key=lambda date: date.span)
        self._date_begins = [date.span.begin for date in self._dates]
        self._mentions = sorted((m for m in mentions if m.entity in refer.entities), key=lambda m: m.span)
        self._kinds = {key: entity.kind for key, entity in refer.entities.items()}
        self._begins = [mention.span.begin for mention in self._mentions]

    def read(self, paragraph: Paragraph, sentence: Sentence) -> Weighing | None:
        """What the encoder makes of a sentence; None where it has no words."""
        reading = reading_of(sentence[0])
        if reading is None:
            return None
        words = [(paragraph.begin + token.idx, token.text) for token in sentence]
        told = list(self._told(paragraph, sentence, words))
        first = bisect_left(self._date_begins, words[0][0])
        last = bisect_left(self._date_begins, paragraph.begin + sentence.end_char)
        times = list(times_of(words, self._dates[first:last]))
        return Weighing(self._refer, paragraph, sentence, reading, told, times)

    def _told(
        self, paragraph: Paragraph, sentence: Sentence, words: Sequence[tuple[int, str]]
    ) -> Iterator[_Told]:
        first = bisect_left(self._begins, words[0][0])
        last = bisect_left(self._begins, paragraph.begin + sentence.end_char)
        for party, mention in parties_of(words, self._mentions[first:last], self._kinds):
            if mention is not None:
                yield _Told(party, (mention.entity,))
            else:
                yield _Told(party, self._refer.all_of(paragraph, sentence[party.first]))
