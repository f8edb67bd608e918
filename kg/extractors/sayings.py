"""Statements: sayings that are an occasion of their own, and not only how another action is told."""

from __future__ import annotations

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.extraction import Layers
from kg.extractors.addressees import addressees
from kg.extractors.dating import Dating
from kg.extractors.factuality import assess, plainly
from kg.extractors.filling import Candidate
from kg.extractors.reference import Referents
from kg.extractors.releases import Release
from kg.extractors.speakers import other_speaker
from kg.extractors.syntax import (
    children,
    clause_head,
    is_verbal,
)
from kg.lexicon import noun_list, verb_list
from kg.model import Attribution, Claim
from kg.text import Paragraph, ParsedText


class Sayings:
    """Reads the statements of one document; ``claims`` are those made so far, and grow while it reads."""

    def __init__(
        self,
        parsed: ParsedText,
        layers: Layers,
        refer: Referents,
        dating: Dating,
        release: Release,
        claims: list[Claim],
    ) -> None:
        self.parsed = parsed
        self.layers = layers
        self.refer = refer
        self.dating = dating
        self.release = release
        self.claims = claims

    def add(
        self,
        paragraph: Paragraph,
        sentence: SpacySpan,
        candidates: list[Candidate],
    ) -> None:
        """A saying is a statement where it is an occasion of its own: dated, addressed, or of no other action than itself."""
        span = paragraph.span(sentence[0], sentence[-1])
        triggers = {paragraph.begin + i for c in candidates for i in (c.trigger.idx, c.head.idx)}
        for attribution in self.layers.attributions:
            if (
                not span.contains(attribution.cue)
                or attribution.speaker is None
                or attribution.kind in ("according-to", "continued")
            ):
                continue
            if attribution.cue.begin in triggers:
                continue
            token = paragraph.token_at(attribution.cue.begin)
            if (
                token is None
                or _is_told(token, attribution.speaker, candidates)
                or self.refer.kind(attribution.speaker) == "NewsOrganisation"
            ):
                continue
            colon = attribution.rule == "attribution: name and colon"
            if not colon and (
                not is_verbal(token) or token.lower_ in verb_list("attribution", "not_sayings")
            ):
                continue
            if any(
                c.template.is_noun
                and c.kind == "Proceeding"
                and attribution.speaker in c.roles.get("agent", ())
                for c in candidates
            ):
                continue  # said in a submission
            timing = self.dating.of_saying(paragraph, token)
            if (
                not timing.begun
                and not self._is_to_the_press(paragraph, token)
                and (
                    self._is_promise(paragraph, attribution)
                    or self._goes_with_deed(paragraph, token, attribution.speaker)
                )
            ):
                continue
            quoted = attribution.content.begin <= paragraph.begin + token.head.idx < attribution.content.end
            facts = plainly(token) if quoted else assess(token)
            if facts.modality in ("ordered", "requested", "conditional"):
                continue
            if not timing.begun and self.release.speaks(attribution.speaker):
                timing = self.dating.of_release(token, colon=colon)
            speakers = self._speakers(paragraph, attribution, attribution.speaker)
            self.claims.append(
                Claim(
                    kind="Statement",
                    evidence=self.parsed.trimmed(span),
                    trigger=attribution.cue,
                    rule=f"Statement: {attribution.rule}",
                    agent=speakers,
                    target=addressees(self.refer, paragraph, token, speakers),
                    place=self.refer.place_of((attribution.speaker,), paragraph, token),
                    earliest=timing.earliest,
                    latest=timing.latest,
                    until=timing.until,
                    when=timing.when,
                    polarity=facts.polarity,
                    modality=facts.modality,
                    said_by=other_speaker(
                        self.layers.attributions, (attribution.speaker,), attribution.cue.begin
                    ),
                )  # fmt: skip
            )

    def _speakers(self, paragraph: Paragraph, attribution: Attribution, speaker: str) -> tuple[str, ...]:
        """All who spoke together: "MTN and Airtel said"; the speaker of the attribution is one of them."""
        source = attribution.source
        if source is None:
            return (speaker,)
        for token in paragraph.doc:
            if source.begin <= paragraph.begin + token.idx < source.end:
                joined = self.refer.all_of(paragraph, token)
                if speaker in joined and len({self.refer.kind(key) for key in joined}) == 1:
                    return joined
        return (speaker,)

    def _goes_with_deed(self, paragraph: Paragraph, token: Token, speaker: str) -> bool:
        """Whether a participle only says in which words a deed was done: "blocked the app, saying …", "announced it, adding …"."""
        if token.tag_ != "VBG" or token.dep_ not in ("advcl", "acl", "conj"):
            return False
        at = paragraph.begin + clause_head(token.head).idx
        return any(a.cue.begin == at and a.speaker == speaker for a in self.layers.attributions) or any(
            c.trigger.begin == at and speaker in c.agent for c in self.claims
        )

    def _is_to_the_press(self, paragraph: Paragraph, saying: Token) -> bool:
        """Whether the press is addressed: "told reporters that", "explained to journalists", "told Radio Okapi"."""
        addressed = children(saying, "dobj", "dative")
        addressed += [
            n for p in children(saying, "prep", "dative") if p.lower_ == "to" for n in children(p, "pobj")
        ]
        for noun in addressed:
            where = self.refer.mention_at(paragraph, noun)
            if noun.lower_ in noun_list("attribution", "press") or (
                where is not None and self.refer.kind(where.mention.entity) == "NewsOrganisation"
            ):
                return True
        return False

    def _is_promise(self, paragraph: Paragraph, attribution: Attribution) -> bool:
        """Whether all that was said is what the speaker will do: the promise is told, and not its saying.

        "The firm disagreed and would appeal" says more than its promise.
        """
        told = [
            c
            for c in self.claims
            if attribution.content.contains(c.trigger) and c.said_by == attribution.speaker
        ]
        if not told or not all(c.modality == "promised" and attribution.speaker in c.agent for c in told):
            return False
        first = paragraph.token_at(min(c.trigger.begin for c in told))
        content = attribution.content
        return first is None or not (
            first.dep_ == "conj"
            and is_verbal(first.head)
            and content.begin <= paragraph.begin + first.head.idx < content.end
        )


def _is_told(saying: Token, speaker: str, candidates: list[Candidate]) -> bool:
    """Whether a saying is the occasion of another one: "said, defending the ban", "denied it and said", "said, adding that"."""
    if (
        saying.tag_ == "VBG"
        and saying.dep_ == "advcl"
        and saying.head.lower_ in verb_list("attribution", "verbs")
    ):
        return True
    return any(
        c.kind == "Statement"
        and speaker in c.roles.get("agent", ())
        and (
            (c.head.head == saying and c.head.dep_ in ("advcl", "conj"))
            or (saying.head == c.head and saying.dep_ in ("advcl", "conj"))
        )
        for c in candidates
    )
