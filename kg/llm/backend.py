"""One document's annotation with what a model adds: asked in pieces, kept by content, merged with the rules' claims or alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.cache import write_atomically
from kg.errors import LanguageModelError, UsageError
from kg.extraction import Layers
from kg.iris import content_hash
from kg.llm.claims import Grounded, grounded
from kg.llm.client import Client, Usage
from kg.llm.schema import INSTRUCTIONS, response_schema
from kg.model import TESTIMONY_ROLES, Annotation, Claim
from kg.relevance import only_platform_news
from kg.settings import Settings

#: Characters of a document in one question.
_LONGEST = 12_000


@dataclass(slots=True, kw_only=True)
class Backend:
    """A model that is asked about documents. ``alone``: its claims stand in place of the rules'."""

    client: Client
    cache: Path
    alone: bool = False
    #: Price of a million tokens, sent and received, in whatever currency.
    prices: tuple[float, float] = (0.0, 0.0)
    usage: Usage = field(default_factory=Usage)

    def extend(self, annotation: Annotation) -> Annotation:
        """The annotation with the model's claims.

        Raises:
            LanguageModelError: the model gave no answer that can be used.
        """
        answers = [self._answer(piece, annotation) for piece in _pieces(annotation)]
        return _merged(annotation, answers, alone=self.alone)

    def used(self) -> str:
        """What was used so far, for people."""
        u = self.usage
        cost = (u.prompt_tokens * self.prices[0] + u.completion_tokens * self.prices[1]) / 1e6
        told = f"{self.client.model}: {u.requests} requests, {u.cached} answers kept, {u.prompt_tokens} tokens in, {u.completion_tokens} out"
        return told + (f", cost {cost:.4f}" if any(self.prices) else "")

    def _answer(self, piece: str, annotation: Annotation) -> Grounded:
        """What is left of the answer about a piece; an answer that can't be used is not kept."""
        schema = json.dumps(response_schema(), sort_keys=True)
        key = content_hash(self.client.url, self.client.model, INSTRUCTIONS, schema, piece)
        path = self.cache / key[:2] / f"{key}.txt"
        try:
            found = grounded(path.read_text(encoding="utf-8"), annotation, self.client.model)
        except (OSError, UnicodeDecodeError, LanguageModelError):
            answer = self.client.ask(piece, self.usage)
            found = grounded(answer, annotation, self.client.model)
            write_atomically(path, answer.encode("utf-8", errors="replace"))
        else:
            self.usage.cached += 1
        return found


def backend_of(settings: Settings) -> Backend | None:
    """The model that the settings name; None where only rules are wanted.

    Raises:
        UsageError: a model is wanted and its URL or name is missing.
    """
    if settings.extractor == "rules":
        return None
    if not settings.llm_url or not settings.llm_model:
        raise UsageError(
            "--extractor llm and both need WRIT_LLM_URL and WRIT_LLM_MODEL (and WRIT_LLM_KEY, if any)"
        )
    return Backend(
        client=Client(
            url=settings.llm_url, model=settings.llm_model, key=settings.llm_key.get_secret_value()
        ),
        cache=settings.store / "cache" / "llm",
        alone=settings.extractor == "llm",
        prices=(settings.llm_price_in, settings.llm_price_out),
    )


def _pieces(annotation: Annotation) -> Iterator[str]:
    """The testimony of a document, cut between segments where it is too long for one question."""
    text, piece = annotation.text, ""
    for segment in text.segments:
        if segment.role not in TESTIMONY_ROLES:
            continue
        for begin in range(segment.begin, segment.end, _LONGEST):
            words = text.content[begin : min(segment.end, begin + _LONGEST)]
            if piece and len(piece) + len(words) > _LONGEST:
                yield piece
                piece = ""
            piece += ("\n\n" if piece else "") + words
    if piece:
        yield piece


def _merged(annotation: Annotation, answers: list[Grounded], *, alone: bool) -> Annotation:
    """Both together; a model's claim that a rule makes as well is the rule's."""
    claims = [] if alone else list(annotation.claims)
    for claim in (c for answer in answers for c in answer.claims):
        if not any(_same(claim, other) for other in claims):
            claims.append(claim)
    entities = {e.key: e for answer in answers for e in answer.entities} | {
        e.key: e for e in annotation.entities
    }
    merged = replace(
        annotation,
        claims=tuple(claims),
        entities=(*annotation.entities, *(e for k, e in entities.items() if e not in annotation.entities)),
        mentions=(*annotation.mentions, *(m for a in answers for m in a.mentions)),
        considered=(*annotation.considered, *(c for a in answers for c in a.considered)),
    )
    layers = Layers(
        entities=merged.entities, mentions=merged.mentions, claims=merged.claims, considered=merged.considered
    )
    # A model's word makes no other news of a football match.
    relevant = only_platform_news(merged.text.content, merged.sentences, layers)
    return replace(merged, claims=relevant.claims, considered=relevant.considered)


def _same(one: Claim, other: Claim) -> bool:
    """Whether two claims tell one thing: the same kind in the same words, of the same parties or of the same number."""
    if one.kind != other.kind or not one.evidence.overlaps(other.evidence):
        return False
    if one.kind == "Observation":
        return one.value == other.value
    return bool(set(one.agent) & set(other.agent) or set(one.target) & set(other.target))
