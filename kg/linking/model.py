"""What linking works with: entities of ours, records of others, candidates with their scores, decisions, and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An entity of ours for which a record is looked for.

    ``identifier`` is family and key (``actor/tiktok``); ``names`` are all but the label; ``kind`` the local name of its class.
    """

    identifier: str
    label: str
    names: tuple[str, ...] = ()
    kind: str = ""
    country: str | None = None

    @property
    def all_names(self) -> tuple[str, ...]:
        """Label first, each name once."""
        return tuple(dict.fromkeys((self.label, *self.names)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An entry of another data set. ``types`` are in its own words or IRIs; ``country`` is ISO 3166-1 alpha-2."""

    id: str
    label: str
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    country: str | None = None
    description: str = ""

    @property
    def all_names(self) -> tuple[str, ...]:
        """Label first, each name once."""
        return tuple(dict.fromkeys((self.label, *self.names)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record with how likely it is to be the subject, from 0 to 1, and the parts of that score."""

    record: Record
    score: float
    evidence: float
    """The score before it was cut off at 1; what orders candidates that have it all."""
    name: float
    """Likeness of the names."""
    type: bool | None
    """Whether its types fit; None where nothing is known."""
    country: bool | None
    """Whether its country is the same; None where one of the two is not known."""

    @property
    def reason(self) -> str:
        """The parts in words."""
        known = {True: "fits", False: "does not fit", None: "not known"}
        return f"name {self.name:.2f}, type {known[self.type]}, country {known[self.country]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A subject with its candidates, best first; ``decision`` is what may be done without asking a person.

    ``accept``: the first is it. ``review``: there are candidates, none is sure. ``nil``: nothing is good enough.
    """

    subject: Subject
    candidates: tuple[Candidate, ...]
    decision: Literal["accept", "review", "nil"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """What may be told to a source: a profile of its kind, and how politely it is asked."""

    profile: str = ""
    limit: int = 10
    cache: str = ""
    """Directory for answers; empty: none are kept."""
    interval: float = 1.0
    """Seconds between two requests to one host."""
    timeout: float = 30.0


class Searcher(Protocol):
    """An opened source."""

    def candidates(self, subjects: Sequence[Subject]) -> Iterator[Sequence[Record]]:
        """For each subject, in order, the records that it may be; a source narrows down, ranking decides.

        Raises:
            LinkError: the source can't be read or asked.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSource:
    """A kind of data set to link with; a module of this package that defines ``SOURCE`` is found by itself."""

    name: str
    help: str
    profiles: tuple[str, ...]
    """The first is taken where none is named; empty where there is nothing to choose."""
    open: Callable[[str, SourceOptions], Searcher]
    """Opens a location (a path, a URL). Raises UsageError, LinkError."""
