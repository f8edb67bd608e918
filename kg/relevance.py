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

from kg.extraction import Layers
from kg.gazetteer import gazetteer
from kg.inflection import noun_forms
from kg.lexicon import load_lexicon, word_list
from kg.model import Annotation, Claim, Consideration, Entity, Mention, Span, Text

_BODIES = frozenset(
    {"Court", "Regulator", "Ministry", "LawEnforcement", "Government", "Legislature", "InternationalBody"}
)
_WATCHERS = _BODIES | {"CivilSociety"}
#: Who bars others from a service, or tells of it.
_DOERS = _WATCHERS | {"Person", "Company"}
_TALK = frozenset({"Statement", "Engagement", "Agreement", "Protest", "Request"})
#: Acts about what is on a service.
_DIRECTED = frozenset({"Order", "ContentRemoval", "ContentRestoration", "Block", "Unblock", "Throttle"})
#: Of so many sentences one at least speaks of a service or of things online, in a text that does so throughout.
_THROUGHOUT = 8
#: Names of services alone are in the news of markets too.
_OFTEN = 2


@cache
def _online() -> re.Pattern[str]:
    return _any_of(word_list("topic", "online"))


@cache
def _sites() -> re.Pattern[str]:
    return _any_of((*word_list("topic", "sites"), *word_list("nouns", "Internet")))


@cache
def _authors() -> re.Pattern[str]:
    return _any_of(word_list("topic", "authors"))


@cache
def _publications() -> re.Pattern[str]:
    return _any_of(word_list("topic", "publications"))


@cache
def _means() -> re.Pattern[str]:
    return _any_of(word_list("topic", "means"))


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
    nouns = (*word_list("topic", "online"), *word_list("nouns", "Internet"))
    return _cues((form, False) for noun in nouns for form in noun_forms(noun))


def only_platform_news(content: str, sentences: Sequence[Span], layers: Layers) -> Layers:
    """The layers as they are, or without claims where the document is about something else; each dropped claim is noted."""
    entities = {e.key: e for e in layers.entities}
    names = [m for m in layers.mentions if m.form in ("name", "acronym")]
    named = {m.entity for m in names}
    if any(_binds(claim, content, entities, names, named) for claim in layers.claims):
        return layers
    if _acts_of_bodies(layers.claims, entities) and _is_about_services(content, sentences, entities, names):
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


def _binds(
    claim: Claim, content: str, entities: dict[str, Entity], names: Sequence[Mention], named: set[str]
) -> bool:
    """Whether one claim makes its document platform news."""
    if claim.kind == "Observation":
        return False
    parties = [entities[key] for key in (*claim.agent, *claim.target)]
    services = [
        e
        for e in parties
        if e.key in named
        and (_is_service(e) or (e.kind == "Company" and names_service(e.label)))  # "Facebook Ireland Ltd"
    ]
    bodies = _any_kind(parties, _WATCHERS)
    restricts = load_lexicon().is_of_access(claim.kind)
    if restricts and (services or (claim.kind in ("Shutdown", "Throttle") and _any_kind(parties, _BODIES))):
        return True
    if services and bodies:
        return True
    if services and claim.kind not in _TALK and not restricts:
        # Who acts alone must be named there: "it" may be a club that spoke on Facebook.
        alone = {e.key for e in services}
        if any(m.entity in alone and claim.evidence.contains(m.span) for m in names):
            return True
    if (
        claim.kind not in _TALK
        and _any_kind(parties, _BODIES)
        and _concerns_service(claim, content, entities, names)
    ):
        return True
    if restricts and _is_told_of_the_net(claim, content, entities):
        return True
    if claim.kind == "Prosecution" and _is_over_words_online(claim.evidence, content, entities, names):
        return True
    public = _any_kind(parties, _WATCHERS if claim.kind not in _TALK else _BODIES)
    return public and _is_online(content, claim.evidence, whatever=claim.kind not in _TALK)


def _is_told_of_the_net(claim: Claim, content: str, entities: dict[str, Entity]) -> bool:
    """Whether a network is cut, or somebody is told to have barred a site or the like: "Honduras had the news site closed"."""
    begin, end = claim.evidence.begin, claim.evidence.end
    if claim.kind in ("Shutdown", "Throttle") and _networks().search(content, begin, end):
        return True
    doers = [entities[key] for key in (*claim.agent, *((claim.said_by,) if claim.said_by else ()))]
    return _any_kind(doers, _DOERS) and bool(_sites().search(content, begin, end))


def _is_over_words_online(
    evidence: Span, content: str, entities: dict[str, Entity], names: Sequence[Mention]
) -> bool:
    """Whether somebody is prosecuted for what they published: "arrested over a video on TikTok"; not for a fraud that began there."""
    if _authors().search(content, evidence.begin, evidence.end):
        return True
    if not _publications().search(content, evidence.begin, evidence.end):
        return False
    named = any(evidence.contains(m.span) and _is_service(entities[m.entity]) for m in names)
    return (
        named
        or bool(_networks().search(content, evidence.begin, evidence.end))
        or "online" in content[evidence.begin : evidence.end]
    )


def _is_online(content: str, span: Span, *, whatever: bool) -> bool:
    """Whether a passage speaks of things online; of more than the means of saying it ("in a post"), unless ``whatever`` counts."""
    words = _online().finditer(content, span.begin, span.end)
    return any(whatever or not _means().fullmatch(word[0]) for word in words)


def _concerns_service(
    claim: Claim, content: str, entities: dict[str, Entity], names: Sequence[Mention]
) -> bool:
    """Whether a passage names a service otherwise than as where something was said or done: "charged Telegram's founder".

    What is ordered or taken down "on Facebook" concerns it too; who was fined for what he did there does not.
    """
    means = _SAID_ON if claim.kind in _DIRECTED else _BY_MEANS
    return any(
        _is_service(entities[m.entity])
        and claim.evidence.contains(m.span)
        and not means.search(content, claim.evidence.begin, m.span.begin)
        for m in names
    )


@cache
def _networks() -> re.Pattern[str]:
    return _any_of(word_list("nouns", "Internet"))


def _acts_of_bodies(claims: Iterable[Claim], entities: dict[str, Entity]) -> bool:
    """Whether public bodies take part in two claims at least, one of which is more than talk."""
    acts = [
        claim.kind
        for claim in claims
        if claim.kind != "Observation"
        and _any_kind((entities[k] for k in (*claim.agent, *claim.target)), _WATCHERS)
    ]
    return len(acts) > 1 and not _TALK.issuperset(acts)


def _is_about_services(
    content: str, sentences: Sequence[Span], entities: dict[str, Entity], names: Iterable[Mention]
) -> bool:
    """Whether a text speaks throughout of services, by name, or of things online."""
    services = [m.span for m in names if _is_service(entities[m.entity])]
    online = [_is_online(content, sentence, whatever=False) for sentence in sentences]
    named = [any(sentence.contains(name) for name in services) for sentence in sentences]
    told = sum(one or other for one, other in zip(online, named, strict=True))
    return sum(online) >= _OFTEN and told * _THROUGHOUT >= len(sentences)


def _is_service(entity: Entity) -> bool:
    return entity.kind == "Platform" or (entity.kind == "Company" and entity.known)


def _any_kind(entities: Iterable[Entity], kinds: frozenset[str]) -> bool:
    return any(e.kind in kinds for e in entities)
