"""The values that flow between the stages: frozen, hashable where it helps, and free of behaviour.

Offsets are Unicode code points into :attr:`Text.content`, end exclusive (RFC 5147, Web Annotation
``TextPositionSelector``). Dates are calendar days without a time zone. Class, role, polarity and modality
names are the local names of the ontology's terms (``Block``, ``agent``, ``positive``, ``actual``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

MentionForm = Literal["name", "acronym", "description", "pronoun"]
SegmentRole = Literal["headline", "dateline", "body", "quote", "comment", "boilerplate"]
Polarity = Literal["positive", "negative"]
Modality = Literal["actual", "possible", "conditional", "ordered", "requested", "promised", "alleged"]

#: How a text may speak of somebody, the surest form first.
MENTION_FORMS: tuple[MentionForm, ...] = get_args(MentionForm)
#: Segments from which claims may come; from the others nothing is taken.
TESTIMONY_ROLES: frozenset[str] = frozenset({"headline", "dateline", "body", "quote"})


# --- documents ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of a document apart from its text.

    ``published`` is ISO 8601 with the precision that the source gives: ``2024-04-18``, ``2024-04`` or ``2024``.
    """

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """Bytes as they were found. ``identifier`` is the file's stem, or the ``id`` of a JSONL line; unique in a build."""

    identifier: str
    location: str
    media_type: str
    body: bytes
    sha256: str
    declared: Metadata = field(default_factory=Metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a text with a role. Segments are in order, do not overlap and cover all but white space."""

    begin: int
    end: int
    role: SegmentRole
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document as characters: ``content`` is the raw decoded text (of HTML and PDF, the text they show)."""

    identifier: str
    location: str
    media_type: str
    sha256: str
    content: str
    language: str
    metadata: Metadata
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A document that could not be taken in, and why; the others are built without it."""

    location: str
    stage: str
    reason: str


# --- what extractors find ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``[begin, end)`` in the text's content."""

    begin: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.begin < other.end and other.begin < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.begin <= other.begin and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExpression:
    """A time expression and what it can mean.

    It happened within ``[earliest, latest]``; both None where the text gives no way to tell. ``timex`` is the
    TIMEX3 value (``2024-02-17``, ``2024-Q1``, ``P1W``, ``XXXX-05-09``). ``role`` says how it bears on its action:
    ``at`` (on, in, during), ``until`` (till, by, before a deadline), ``since`` (since, from), ``after``,
    ``before``, ``duration`` (for ten days).
    """

    span: Span
    earliest: date | None
    latest: date | None
    timex: str
    role: Literal["at", "until", "since", "after", "before", "duration"] = "at"
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Something that a document names: an actor, a place or a legal instrument, under one node per document.

    ``key`` is the gazetteer key where the entity is known (``pakistan-telecommunication-authority``), else a slug of
    the fullest name. ``names`` are the forms by which the text calls it, descriptions left out. ``country`` is an
    ISO 3166-1 alpha-2 code. ``parent`` is the key of the operator or the body above it.
    """

    key: str
    kind: str
    label: str
    names: tuple[str, ...] = ()
    known: bool = False
    country: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where a text speaks of an entity. ``form``: ``name``, ``acronym``, ``description`` ("the company"), ``pronoun``."""

    span: Span
    entity: str
    form: MentionForm
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Words that the document ascribes to somebody: who (``source``), how it says so (``cue``), and what (``content``).

    ``speaker`` is the entity key of the source, None where it is unnamed; ``parent`` the index, in the document's
    attributions, of the attribution whose content this one lies in (nested speech).
    """

    source: Span | None
    cue: Span
    content: Span
    speaker: str | None
    kind: Literal["direct", "indirect", "mixed", "according-to", "continued"]
    rule: str
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundText:
    """A reason in the text's own words, with the concept of the grounds scheme that it falls under, if any."""

    span: Span
    concept: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Probabilities:
    """How likely the encoder (:mod:`kg.detection`) finds what a claim says: that its sentence tells such an ``act``, that those are its agents and targets, and that it has
    this polarity and modality (``status``).

    Of a role that is empty, or filled from another sentence, it is how likely nobody of this sentence fills it.
    """

    act: float
    agent: float
    target: float
    status: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One document's word on one action or observation.

    ``kind`` is an action type (``Block``) or ``Observation``. Roles hold entity keys of the same document.
    ``earliest``/``latest`` bound when it happened (the period, for an observation), ``until`` is a stated end or
    deadline, ``when`` the words that date it. ``value``, ``unit``, ``measure`` are for observations only.
    ``probabilities`` are None where the encoder was not asked.
    ``same_as`` is the index of an earlier claim of the document about the same action, where the extractor
    knows ("the ban", "it", a headline retold); resolution may join more.
    """

    kind: str
    evidence: Span
    trigger: Span
    rule: str
    agent: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    grounds: tuple[GroundText, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    until: date | None = None
    when: Span | None = None
    polarity: Polarity = "positive"
    modality: Modality = "actual"
    said_by: str | None = None
    confidence: float = 1.0
    probabilities: Probabilities | None = None
    measure: str | None = None
    value: str | None = None
    unit: str | None = None
    same_as: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consideration:
    """Something an extractor looked at and dropped, and why: for ``writ explain``. ``file`` is where to change it."""

    span: Span
    extractor: str
    what: str
    reason: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """Everything found in one document: a pure function of its bytes, the version of Writ and the settings."""

    text: Text
    sentences: tuple[Span, ...] = ()
    dates: tuple[DateExpression, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = ()
    considered: tuple[Consideration, ...] = ()
