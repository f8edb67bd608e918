"""A growing set of claims about one event, and how it is first told: the value that joining works on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from kg.model import Annotation, Claim, Span
from kg.resolve.entities import slug
from kg.resolve.model import ClaimRef

#: Restrictions that last until they are lifted: a later text without a date still speaks of them.
LASTING = frozenset({"Block", "Throttle", "Shutdown"})
#: Kinds of which an actor does one to another at a time; any two tellings of the same participants are one.
STATEFUL = LASTING | {"Unblock", "ContentRestoration", "Prosecution"}
#: Kinds of which one actor does many in one text: the same participants don't make two of them one.
MANIFOLD = frozenset(
    {
        "Proceeding", "Agreement", "Engagement", "Compliance", "NonCompliance", "Investigation",
        "Legislation", "Report", "ContentRemoval", "Penalty"
    }
)  # fmt: skip
#: Kinds that are one per speaker and occasion.
SPOKEN = frozenset({"Statement", "Request"})

_WORD = re.compile(r"\w+")
#: How long before its latest bound something told without an earliest bound ("more than a week ago") can have begun.
_OPEN = timedelta(days=45)


@dataclass(frozen=True, slots=True, order=True)
class Telling:
    """Where and how a claim is told; the earliest published one names its action. ``digest`` is over what it says."""

    published: str
    document: str
    begin: int
    digest: str
    readable: str = field(compare=False)

    @property
    def identifier(self) -> str:
        """The id of an action that this claim founds: readable, and apart from that of any other claim."""
        return f"{self.readable}-{self.digest}"


@dataclass(slots=True, eq=False)
class Event:
    """Claims about one action, with what they say together; roles hold keys of resolved entities.

    ``hint`` bounds it by what the same document says of something else (a block lifted on a day dates its lifting): only for comparing.
    """

    kind: str
    polarity: str
    modality: str
    claims: list[ClaimRef]
    agent: set[str]
    target: set[str]
    place: set[str]
    instrument: set[str]
    triggers: set[str]
    words: frozenset[str]
    earliest: date | None
    latest: date | None
    until: date | None
    documents: set[str]
    published: date | None
    founder: Telling
    grounds: set[str] = field(default_factory=set)
    because: list[str] = field(default_factory=list)
    hint: date | None = None

    @property
    def dated(self) -> bool:
        """Whether anything bounds it in time."""
        return self.earliest is not None or self.latest is not None

    @property
    def width(self) -> int:
        """Days between the bounds; a great many where one is open."""
        if self.earliest is None or self.latest is None:
            return 10**6
        return (self.latest - self.earliest).days

    def absorb(self, other: Event, reason: str) -> None:
        """Takes over the other's claims; the narrower bounds win, of equally narrow ones those told first."""
        self.claims = sorted({*self.claims, *other.claims})
        for name in ("agent", "target", "place", "instrument", "triggers", "documents", "grounds"):
            getattr(self, name).update(getattr(other, name))
        if other.dated and (not self.dated or (other.width, other.founder) < (self.width, self.founder)):
            self.earliest, self.latest = other.earliest, other.latest
        self.until = min((d for d in (self.until, other.until) if d), default=None)
        self.hint = self.hint or other.hint
        self.words |= other.words
        self.founder = min(self.founder, other.founder)
        self.published = min((d for d in (self.published, other.published) if d), default=None)
        self.because += [*other.because, reason]

    def window(self) -> tuple[date, date] | None:
        """The days on which it can have happened, an open side bounded by how people write; None where nothing is known."""
        earliest, latest = (self.earliest, self.latest) if self.dated else (self.hint, self.hint)
        if earliest is None and latest is None:
            return None
        low = earliest or back(latest, _OPEN)
        high = latest or max(low, self.published or forth(low, _OPEN))
        return low, max(low, high)


def event_of(annotation: Annotation, index: int, entity_of: Mapping[tuple[str, str], str]) -> Event:
    """One claim as an event of its own."""
    name, claim = annotation.text.identifier, annotation.claims[index]
    content = annotation.text.content

    def keys(role: Iterable[str]) -> set[str]:
        return {entity_of.get((name, key), key) for key in role}

    trigger = content[claim.trigger.begin : claim.trigger.end].casefold()
    return Event(
        kind=claim.kind,
        polarity=claim.polarity,
        modality=claim.modality,
        claims=[ClaimRef(document=name, index=index)],
        agent=keys(claim.agent),
        target=keys(claim.target),
        place=keys(claim.place),
        instrument=keys(claim.instrument),
        triggers={_stem(trigger)},
        words=_words(content, claim.evidence),
        earliest=claim.earliest,
        latest=claim.latest,
        until=claim.until,
        documents={name},
        published=published_day(annotation.text.metadata.published),
        founder=telling(annotation, claim, keys(claim.target) or keys(claim.agent), keys(claim.place)),
        grounds={g.concept for g in claim.grounds if g.concept},
    )


def telling(annotation: Annotation, claim: Claim, whom: Iterable[str], where: Iterable[str]) -> Telling:
    """How a claim names an action: by what it says, not by its position among the claims or how it was found."""
    name, published = annotation.text.identifier, annotation.text.metadata.published
    said = (
        name, claim.kind, claim.polarity, claim.modality, claim.trigger.begin, claim.trigger.end, claim.evidence.begin,
        claim.evidence.end, sorted(claim.agent), sorted(claim.target), sorted(claim.place), sorted(claim.instrument),
        claim.earliest, claim.latest, claim.until, claim.said_by,
    )  # fmt: skip
    digest = sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    readable = slug(" ".join([claim.kind, *sorted(whom)[:1], *sorted(where)[:1]]))
    return Telling(published or "9999", name, claim.trigger.begin, digest, readable)


def published_day(published: str | None) -> date | None:
    """The day of publication, where the document gives one to the day."""
    try:
        return date.fromisoformat(published) if published and len(published) == 10 else None
    except ValueError:
        return None


def back(day: date | None, by: timedelta) -> date:
    """``day - by``, or the first day there is."""
    try:
        return (day or date.min) - by
    except OverflowError:
        return date.min


def forth(day: date, by: timedelta) -> date:
    """``day + by``, or the last day there is."""
    try:
        return day + by
    except OverflowError:
        return date.max


def _words(content: str, span: Span) -> frozenset[str]:
    """The longer words of the evidence, for telling near-copies' sentences from each other."""
    found = _WORD.findall(content[span.begin : span.end].casefold())
    return frozenset(_stem(w) for w in found if len(w) > 3)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word
