"""Does a document tell of the regulation of online platforms at all? From one that does not, nothing is taken.

Most documents of a stream are told by their words alone, before anything is parsed (:func:`can_tell`); of the others it is judged by
their claims (:func:`only_platform_news`). A review that "blocks" noise and a league that "fines" a player use the words of the trade. A document counts as platform news where
at least one claim binds a named service or network to a restriction or a public body, or a public body to a sentence about
things online. Words: ``ontology/language/topic.yaml``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from kg.detection import PARTICIPANT
from kg.extraction import Layers
from kg.gazetteer import gazetteer
from kg.inflection import noun_forms
from kg.lexicon import word_list
from kg.model import Annotation, Claim, Consideration, Entity, Mention, Span, Text

_BODIES = frozenset(
    {"Court", "Regulator", "Ministry", "LawEnforcement", "Government", "Legislature", "InternationalBody"}
)
_WATCHERS = _BODIES | {"CivilSociety"}
_TALK = frozenset({"Statement", "Engagement", "Agreement", "Protest", "Request"})
#: Acts about what is on a service.
_DIRECTED = frozenset({"Order", "ContentRemoval", "ContentRestoration", "Block", "Unblock", "Throttle"})
#: What is done to access, which needs no public body to be platform news.
_ACCESS = frozenset({"Block", "Unblock", "Throttle", "Shutdown"})
_OF_CONTENT = frozenset({"ContentRemoval", "ContentRestoration"})
#: Of so many sentences one at least speaks of a service or of things online, in a text that does so throughout.
_THROUGHOUT = 8
#: Names of services alone are in the news of markets too.
_OFTEN = 2


@cache
def _words(*lists: str) -> re.Pattern[str]:
    """Any word of these lists of ``ontology/language/topic.yaml``."""
    return _any_of(word for name in lists for word in word_list("topic", name))


def _any_of(listed: Iterable[str]) -> re.Pattern[str]:
    words = sorted(listed, key=lambda w: (-len(w), w))
    return re.compile(
        r"\b(?:" + "|".join(re.escape(w).replace(r"\ ", r"[\s-]+") for w in words) + r")s?\b", re.IGNORECASE
    )


def names_service(content: str) -> bool:
    """Whether a text has the name of a platform or company that the gazetteer knows."""
    return _has(content, _service_names())


def speaks_of_things_online(content: str) -> bool:
    """Whether a text has a word of things online or of networks."""
    return _has(content, _online_words())


def can_tell(content: str) -> bool:
    """Whether a text has a word without which none of its claims could make it platform news.

    What has neither a known name nor such a word needs no parse. A service that nobody knows, in a text without any such
    word ("the game Foo was banned"), is not seen.
    """
    return names_service(content) or speaks_of_things_online(content)


def nothing_told(text: Text) -> Annotation:
    """The annotation of a text that can tell nothing; it says why."""
    why = Consideration(
        span=Span(0, len(text.content)),
        extractor="relevance",
        what="document",
        reason="no word of online platforms, things online or networks is in it, so it was not parsed",
        file="ontology/language/topic.yaml",
    )
    return Annotation(
        text=text,
        sentences=(),
        dates=(),
        entities=(),
        mentions=(),
        attributions=(),
        claims=(),
        considered=(why,),
    )


#: The service is but where somebody said something.
_SAID_ON = re.compile(
    r"\b(?:said|says|wrote|writes|posted|announced|tweeted|apologi[sz]ed|thanked)\b[^.]{0,30}?\b(?:on|via|in a \w+ on) $"
)
#: The service is but the means by which something was done.
_BY_MEANS = re.compile(r"\b(?:on|via|through|over|using|from|by|in|at|with|to) (?:the |his |her |their )?$")
#: … or where two met.
_WHERE = re.compile(r"\b(?:on|via|through|over) $")
#: What behind these tells for what somebody was prosecuted.
_OVER = re.compile(r"\b(?:over|for|about|because of|in connection with|accused of|with)\b")
_WORD = re.compile(r"[^\W_]+")
#: By first word: the further words of each cue, and whether it is a name, which is written with a capital.
_Cues = dict[str, tuple[tuple[tuple[str, ...], bool], ...]]


def _has(content: str, cues: _Cues) -> bool:
    words = [m[0] for m in _WORD.finditer(content)]
    folded = [word.casefold() for word in words]
    for at, first in enumerate(folded):
        for rest, is_name in cues.get(first, ()):
            if is_name and words[at][0].islower():
                continue
            if not rest or tuple(folded[at + 1 : at + 1 + len(rest)]) == rest:
                return True
    return False


def _cues(forms: Iterable[tuple[str, bool]]) -> _Cues:
    found: dict[str, set[tuple[tuple[str, ...], bool]]] = defaultdict(set)
    for form, is_name in forms:
        words = [m[0].casefold() for m in _WORD.finditer(form)]
        if words:
            found[words[0]].add((tuple(words[1:]), is_name))
    return {first: tuple(sorted(cues)) for first, cues in found.items()}


@cache
def _service_names() -> _Cues:
    entries = (e for e in gazetteer().entries.values() if e.kind in ("Platform", "Company"))
    return _cues((f, f[:1].isupper()) for e in entries for f in (e.label, *e.aliases, *e.ambiguous))


@cache
def _online_words() -> _Cues:
    nouns = (
        *(word for name in ("online", "authors", "sites") for word in word_list("topic", name)),
        *word_list("nouns", "Internet"),
    )
    return _cues((form, False) for noun in nouns for form in noun_forms(noun))


def only_platform_news(content: str, sentences: Sequence[Span], layers: Layers) -> Layers:
    """The layers as they are, or without claims where the document is about something else; each dropped claim is noted."""
    judge = _Judge(content, layers)
    if any(judge.binds(claim) for claim in layers.claims):
        return layers
    if judge.has_acts_of_bodies() and judge.is_about_services(sentences):
        return layers
    dropped = tuple(
        Consideration(
            span=claim.trigger, extractor="relevance", what=claim.kind, reason="the document tells nothing of online platforms and public bodies",
            file="ontology/language/topic.yaml",
        )
        for claim in layers.claims
    )  # fmt: skip
    return Layers(
        dates=layers.dates, entities=layers.entities, mentions=layers.mentions, attributions=layers.attributions,
        considered=layers.considered + dropped,
    )  # fmt: skip


class _Judge:
    """Judges the claims of one document."""

    def __init__(self, content: str, layers: Layers) -> None:
        self._entities = {e.key: e for e in layers.entities}
        self._claims = layers.claims
        # Whom only the encoder takes for a service may be a club: "Knockboy slowed it to a crawl".
        self._names = [m for m in layers.mentions if m.form in ("name", "acronym") and m.rule != PARTICIPANT]
        self._named = {m.entity for m in self._names}
        self._content = content
        self._prose = self._without_bodies(content, layers.mentions)

    def _without_bodies(self, content: str, mentions: Iterable[Mention]) -> str:
        """The text with public bodies blanked out: "the cyber police" says nothing of what a text is about."""
        characters = list(content)
        for mention in mentions:
            if self._entities[mention.entity].kind in _WATCHERS:
                span = mention.span
                characters[span.begin : span.end] = " " * (span.end - span.begin)
        return "".join(characters)

    def binds(self, claim: Claim) -> bool:
        """Whether one claim makes its document platform news."""
        if claim.kind == "Observation":
            return False
        parties = [self._entities[key] for key in (*claim.agent, *claim.target)]
        services = {
            e.key
            for e in parties
            if e.key in self._named
            and (_is_service(e) or (e.kind == "Company" and names_service(e.label)))  # "Facebook Ireland Ltd"
        }
        met_there = claim.kind == "Engagement" and self._is_but_means(claim, services, _WHERE)
        if services and _any_kind(parties, _WATCHERS) and not met_there:
            return True
        # Who acts alone must be named there: "it" may be a club that spoke on Facebook.
        told = any(m.entity in services and claim.evidence.contains(m.span) for m in self._names)
        if claim.kind in _ACCESS:
            apart = services.isdisjoint(claim.target) and self._is_but_means(claim, services, _BY_MEANS)
            return told and not apart or self._bars_somebody(claim, parties)
        if claim.kind not in _TALK:
            if claim.kind in _OF_CONTENT:  # also by "we", in a hearing; but a phone may do without a socket
                if services and (set(claim.target) & services or self._is_of_content(claim)):
                    return True
            elif told:
                return True
            if _any_kind(parties, _BODIES) and self._concerns_service(claim):
                return True
            if claim.kind == "Prosecution":
                return self._is_over_words_online(claim)
        public = _any_kind(parties, _WATCHERS if claim.kind not in _TALK else _BODIES)
        return public and self._is_online(claim.evidence, whatever=claim.kind not in _TALK)

    def _is_but_means(self, claim: Claim, services: set[str], means: re.Pattern[str]) -> bool:
        """Whether a passage names services only as where something was said or done: "announced on Facebook that classes are suspended"."""
        named = (m for m in self._names if m.entity in services and claim.evidence.contains(m.span))
        return all(means.search(self._content, claim.evidence.begin, m.span.begin) for m in named)

    def _bars_somebody(self, claim: Claim, parties: Sequence[Entity]) -> bool:
        """Whether a network is cut by somebody, or a body or firm is told to have barred a site or the like."""
        begin, end = claim.evidence.begin, claim.evidence.end
        doers = [self._entities[key] for key in (*claim.agent, *((claim.said_by,) if claim.said_by else ()))]
        if claim.kind in ("Shutdown", "Throttle"):
            if _any_kind(parties, _BODIES):
                return True
            if not _networks().search(self._content, begin, end):
                return False
            return bool(doers) or not _words("causes").search(self._content)
        if not _any_kind(doers, _WATCHERS) and not (doers and _any_kind(self._entities.values(), _BODIES)):
            return False
        if _words("sites").search(self._prose, begin, end) or _networks().search(self._prose, begin, end):
            return True
        return bool(_words("places").search(self._prose, begin, end)) and any(
            not _words("means", "places").fullmatch(word[0])
            for word in _words("online", "sites").finditer(self._prose)
        )

    def _is_over_words_online(self, claim: Claim) -> bool:
        """Whether somebody is prosecuted for what they published: "arrested over a video on TikTok"; not for a fraud that began there."""
        begin, end = claim.evidence.begin, claim.evidence.end
        if _words("crimes").search(self._content, begin, end):
            return False
        if _words("authors").search(self._content, begin, end):
            return True
        over = _OVER.search(self._content, begin, end)
        return over is not None and bool(_words("publications").search(self._content, over.end(), end))

    def _is_online(self, span: Span, *, whatever: bool) -> bool:
        """Whether a passage speaks of things online; of more than the means of saying it ("in a post"), unless ``whatever`` counts."""
        words = _words("online", "sites").finditer(self._prose, span.begin, span.end)
        return any(whatever or not _words("means").fullmatch(word[0]) for word in words)

    def _is_of_content(self, claim: Claim) -> bool:
        """Whether what a service does alone is about what is on it: "Facebook restored two accounts", not a socket that it left out."""
        begin, end = claim.evidence.begin, claim.evidence.end
        return self._is_online(claim.evidence, whatever=True) or bool(
            _contents().search(self._content, begin, end)
        )

    def _concerns_service(self, claim: Claim) -> bool:
        """Whether a passage names a service otherwise than as where something was said or done: "charged Telegram's founder".

        What is ordered or taken down "on Facebook" concerns it too; who was fined for what he did there does not.
        """
        means = _SAID_ON if claim.kind in _DIRECTED else _BY_MEANS
        return any(
            _is_service(self._entities[m.entity])
            and claim.evidence.contains(m.span)
            and not means.search(self._content, claim.evidence.begin, m.span.begin)
            for m in self._names
        )

    def has_acts_of_bodies(self) -> bool:
        """Whether public bodies take part in two claims at least, one of which is more than talk."""
        acts = [
            claim.kind
            for claim in self._claims
            if claim.kind != "Observation"
            and _any_kind((self._entities[k] for k in (*claim.agent, *claim.target)), _WATCHERS)
        ]
        return len(acts) > 1 and not _TALK.issuperset(acts)

    def is_about_services(self, sentences: Sequence[Span]) -> bool:
        """Whether a text speaks throughout of services, by name, or of things online."""
        services = [m.span for m in self._names if _is_service(self._entities[m.entity])]
        online = [self._is_online(sentence, whatever=False) for sentence in sentences]
        named = [any(sentence.contains(name) for name in services) for sentence in sentences]
        told = sum(one or other for one, other in zip(online, named, strict=True))
        return sum(online) >= _OFTEN and told * _THROUGHOUT >= len(sentences)


@cache
def _contents() -> re.Pattern[str]:
    return _any_of(word_list("nouns", "Content") - word_list("topic", "advertising"))


@cache
def _networks() -> re.Pattern[str]:
    return _any_of(word_list("nouns", "Internet"))


def _is_service(entity: Entity) -> bool:
    return entity.kind == "Platform" or (entity.kind == "Company" and entity.known)


def _any_kind(entities: Iterable[Entity], kinds: frozenset[str]) -> bool:
    return any(e.kind in kinds for e in entities)
