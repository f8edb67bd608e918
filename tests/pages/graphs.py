"""Graphs of any size in the shape of real builds, for measuring pages: made-up annotations, resolved and mapped by kg itself.

Documents of some 3 kB tell of events; the same events come again in other documents, at times denied or dated differently, and
some documents are copies. Platforms and places are those of the gazetteer, in Zipf's distribution: a few have very much. The
first document is a report of 200 kB with 500 claims. Some persons have names that a page must not trip over. The same number
and seed give the same graph.

python -m tests.pages.graphs STORE [CLAIMS]
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from kg.gazetteer import gazetteer, government_of
from kg.model import (
    Annotation,
    Claim,
    Entity,
    GroundText,
    Mention,
    Metadata,
    Modality,
    Segment,
    Span,
    Text,
)
from kg.pipeline import Annotated, Summary, publish
from kg.settings import Settings

#: Names as someone could write them to break a page; short enough to stand in tables beside others.
HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    'O\'Brien & "Sons" </title>',
    "Abc \u202e gnirts",
    "اتصالات \u2067\u2066 شبكة",
    "日本電信電話株式会社" * 4,
    "javascript:alert(1)",
    "{{ 7 * 7 }} ${7*7} %s",
)
LONG_DOCUMENT = (500, 200_000)
_CLAIMS_OF_A_DOCUMENT, _CHARACTERS = 8, 3000
_PLATFORMS_FIRST = (
    "tiktok",
    "x",
    "facebook",
    "youtube",
    "telegram",
    "whatsapp",
    "instagram",
    "wikipedia",
    "signal",
)
_AGENTS = ("Regulator", "Court", "Ministry", "LawEnforcement", "Legislature")
_PUBLISHERS = (
    "The Daily Record",
    "Morning Wire",
    "Platform Watch",
    "Official Gazette",
    "Rights Review",
    "Tech Ledger",
)
_FILLER = (
    "officials users access reports service network monday statement decision company public government platform content "
    "request online week later according people internet country pages earlier measure rules several days lawyers data "
    "called would after before with from that this were said their under which more than about between during"
)
_WORDS = _FILLER.split()
#: Kind of claim to how often it comes, the words of its sentence and whether it is done to a platform.
_KINDS: dict[str, tuple[int, str, bool]] = {
    "Block": (20, "blocked", True), "Unblock": (6, "restored", True), "Order": (14, "ordered the blocking of", True),
    "Request": (10, "asked for data from", True), "ContentRemoval": (12, "had content removed from", True),
    "Penalty": (8, "fined", True), "Statement": (10, "criticised", True), "Investigation": (6, "investigated", True),
    "Throttle": (3, "slowed", True), "Shutdown": (4, "shut down the internet", False), "Legislation": (3, "passed a law", False),
    "Proceeding": (4, "sued", True),
}  # fmt: skip
_MEASURES = (
    ("accounts removed", "accounts"),
    ("requests received", "requests"),
    ("videos removed", "videos"),
)
_GROUNDS = (
    "national-security", "public-order", "disinformation", "immoral-content", "hate-speech", "data-protection",
    "child-safety", "defamation", "blasphemy", "copyright", "competition", "non-compliance",
)  # fmt: skip
_FIRST_DAY, _DAYS = date(2012, 1, 1), 14 * 365


@dataclass(frozen=True, slots=True)
class _Event:
    """What documents tell."""

    kind: str
    agent: Entity
    target: Entity | None
    place: Entity
    instrument: Entity | None
    ground: str
    day: date


class _World:
    """Who and what there is, and what happens."""

    def __init__(self, rng: random.Random, events: int) -> None:
        self.rng = rng
        entries = gazetteer().entries.values()
        platforms = sorted(
            (e for e in entries if e.kind == "Platform"),
            key=lambda e: (
                _PLATFORMS_FIRST.index(e.key) if e.key in _PLATFORMS_FIRST else len(_PLATFORMS_FIRST),
                e.key,
            ),
        )
        self.platforms = [_entity(e.key) for e in platforms]
        agents: dict[str, list[Entity]] = {}
        for entry in entries:
            if entry.kind in _AGENTS and entry.country in gazetteer().countries:
                agents.setdefault(str(entry.country), []).append(_entity(entry.key))
        countries = gazetteer().countries
        self.countries = sorted(countries, key=lambda c: (-len(agents.get(c, ())), c))
        self.agents = {
            c: [*sorted(agents.get(c, ()), key=lambda e: e.key), government_of(countries[c].key)]
            for c in countries
        }
        self.places = {c: _entity(countries[c].key) for c in countries}
        self.instruments = [_entity(e.key) for e in entries if e.kind == "LegalInstrument"]
        self.persons = [
            Entity(key=f"person-{n}", kind="Person", label=_person(n), names=(_person(n),))
            for n in range(max(40, events // 12))
        ]
        self.events = [self._event() for _ in range(events)]
        self.by_place: dict[str, list[_Event]] = {}
        for event in self.events:
            self.by_place.setdefault(str(event.place.country), []).append(event)

    def zipf(self, choices: Sequence[object]) -> int:
        """An index into a list, the first ones much more often."""
        return self.rng.choices(range(len(choices)), cum_weights=_zipf_weights(len(choices)))[0]

    def _event(self) -> _Event:
        rng, country = self.rng, self.countries[self.zipf(self.countries)]
        kind = rng.choices(list(_KINDS), [often for often, _, _ in _KINDS.values()])[0]
        agents = self.agents[country]
        return _Event(
            kind=kind,
            agent=agents[self.zipf(agents)],
            target=self.platforms[self.zipf(self.platforms)] if _KINDS[kind][2] else None,
            place=self.places[country],
            instrument=rng.choice(self.instruments) if rng.random() < 0.15 else None,
            ground=_GROUNDS[self.zipf(_GROUNDS)] if rng.random() < 0.6 else "",
            day=_FIRST_DAY + timedelta(days=int(_DAYS * rng.random() ** 0.6)),
        )


def _zipf_weights(size: int, known: dict[int, list[float]] = {}) -> list[float]:  # noqa: B006  # kept between calls
    if size not in known:
        known[size] = list(itertools.accumulate(1 / rank for rank in range(1, size + 1)))
    return known[size]


def _entity(key: str) -> Entity:
    entry = gazetteer().entries[key]
    return Entity(
        key=entry.key,
        kind=entry.kind,
        label=entry.label,
        names=(entry.label,),
        known=True,
        country=entry.country,
        parent=entry.parent,
    )


def _person(number: int) -> str:
    return (
        HOSTILE_NAMES[number]
        if number < len(HOSTILE_NAMES)
        else f"Person {_WORDS[number % 40].title()} {number}"
    )


@dataclass(slots=True)
class _Draft:
    """A document as it is written."""

    world: _World
    identifier: str
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    claims: list[Claim] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def add(self, text: str) -> Span:
        """Appends text; gives its characters."""
        self.pieces.append(text)
        self.length += len(text)
        return Span(self.length - len(text), self.length)

    def segment(self, begin: int, role: str, reason: str = "") -> None:
        """Makes all since ``begin`` a segment."""
        self.segments.append(Segment(begin=begin, end=self.length, role=role, reason=reason))  # type: ignore[arg-type]

    def name(self, entity: Entity) -> None:
        """Appends the name of an entity, as a mention."""
        self.entities[entity.key] = entity
        self.mentions.append(
            Mention(span=self.add(entity.label), entity=entity.key, form="name", rule="made up")
        )

    def filler(self, characters: int) -> None:
        """Appends sentences that say nothing."""
        rng, end = self.world.rng, self.length + characters
        while self.length < end:
            words = rng.choices(_WORDS, k=rng.randint(8, 18))
            self.add(" ".join(words).capitalize() + ". ")

    def tell(self, event: _Event) -> None:
        """Appends a sentence about an event, and its claim."""
        rng, kind = self.world.rng, _KINDS[event.kind]
        persons = self.world.persons
        speaker = persons[self.world.zipf(persons)] if rng.random() < 0.3 else None
        negative, begin = rng.random() < 0.05, self.length
        if speaker is not None:
            self.name(speaker)
            self.add(" said that ")
        self.name(event.agent)
        self.add(" had not " if negative else " ")
        trigger = self.add(kind[1])
        if event.target is not None:
            self.add(" ")
            self.name(event.target)
        self.add(" in ")
        self.name(event.place)
        day, when, until = event.day, None, None
        if rng.random() < 0.8:
            day = day + timedelta(days=40) if rng.random() < 0.05 else day
            self.add(" on ")
            when = self.add(f"{day.day} {day:%B %Y}")
        grounds: tuple[GroundText, ...] = ()
        if event.ground:
            self.add(" over ")
            grounds = (GroundText(span=self.add(event.ground.replace("-", " ")), concept=event.ground),)
        if event.instrument is not None:
            self.add(" under the ")
            self.name(event.instrument)
        if event.kind == "Block" and when is not None and rng.random() < 0.2:
            until = day + timedelta(days=rng.randint(1, 400))
            self.add(f" until {until.day} {until:%B %Y}")
        self.add(".")
        evidence = Span(begin, self.length)
        modality: Modality = rng.choices(("actual", "alleged", "ordered", "possible"), (85, 6, 6, 3))[0]  # type: ignore[assignment]
        self.claims.append(
            Claim(
                kind=event.kind, evidence=evidence, trigger=trigger, rule=f"{{agent}} {kind[1]} {{target}}",
                agent=(event.agent.key,), target=(event.target.key,) if event.target else (), place=(event.place.key,),
                instrument=(event.instrument.key,) if event.instrument else (), grounds=grounds,
                earliest=day if when else None, latest=day if when else None, until=until, when=when,
                polarity="negative" if negative else "positive", modality=modality,
                said_by=speaker.key if speaker else None, confidence=round(rng.uniform(0.3, 0.99), 3),
            )
        )  # fmt: skip
        self.add(" ")

    def count(self, place: Entity) -> None:
        """Appends a sentence with a figure, and its claim."""
        rng = self.world.rng
        platform = self.world.platforms[self.world.zipf(self.world.platforms)]
        measure, unit = rng.choice(_MEASURES)
        year, quarter, begin = rng.randint(2016, 2025), rng.randrange(4), self.length
        value = int(10 ** rng.uniform(1, 7))
        self.name(platform)
        self.add(" counted ")
        trigger = self.add(f"{value:,} {measure}")
        self.add(" in ")
        self.name(place)
        self.add(" in ")
        when = self.add(f"quarter {quarter + 1} of {year}")
        self.add(".")
        first = date(year, 3 * quarter + 1, 1)
        last = date(year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1) - timedelta(days=1)
        self.claims.append(
            Claim(
                kind="Observation", evidence=Span(begin, self.length), trigger=trigger, rule="count", agent=(platform.key,),
                place=(place.key,), measure=measure, value=str(value), unit=unit, earliest=first, latest=last, when=when,
                confidence=0.9,
            )
        )  # fmt: skip
        self.add(" ")

    def finished(self, title: str, published: date) -> Annotation:
        """The annotation."""
        content = "".join(self.pieces)
        return Annotation(
            text=Text(
                identifier=self.identifier, location=f"{self.identifier}.txt", media_type="text/plain",
                sha256=sha256(content.encode()).hexdigest(), content=content, language="en", segments=tuple(self.segments),
                metadata=Metadata(title=title, publisher=self.world.rng.choice(_PUBLISHERS), published=published.isoformat()),
            ),
            entities=tuple(self.entities.values()), mentions=tuple(self.mentions), claims=tuple(self.claims),
        )  # fmt: skip


def annotations(claims: int, seed: int = 1) -> Iterator[Annotation]:
    """Annotations with so many claims in all, or up to one document's more."""
    world = _World(random.Random(seed), max(10, claims // 4))
    rng, made, last = world.rng, 0, None
    for number in itertools.count():
        if made >= claims:
            return
        if last is not None and rng.random() < 0.02 and len(last.claims) < LONG_DOCUMENT[0]:
            last = _copied(last, f"made-{number:06d}", rng.choice(_PUBLISHERS))
        elif number == 0 and claims >= 2 * LONG_DOCUMENT[0]:
            last = _document(world, number, *LONG_DOCUMENT)
        else:
            wanted = min(30, 1 + int(rng.expovariate(1 / _CLAIMS_OF_A_DOCUMENT)))
            last = _document(world, number, wanted, _CHARACTERS)
        made += len(last.claims)
        yield last


def _copied(annotation: Annotation, identifier: str, publisher: str) -> Annotation:
    text = annotation.text
    metadata = replace(text.metadata, publisher=publisher)
    return replace(
        annotation, text=replace(text, identifier=identifier, location=f"{identifier}.txt", metadata=metadata)
    )


def _document(world: _World, number: int, claims: int, characters: int) -> Annotation:
    rng, draft = world.rng, _Draft(world, f"made-{number:06d}")
    first = world.events[world.zipf(world.events)]
    told, paragraphs = world.by_place[str(first.place.country)], -(-claims // 3)
    title = (
        f"{first.agent.label} and {first.target.label if first.target else 'the internet'}, report {number}"
    )
    draft.segment(draft.add(title).begin, "headline", "first line")
    draft.add("\n\n")
    for paragraph in range(paragraphs):
        begin = draft.length
        for _ in range(min(3, claims - len(draft.claims))):
            if rng.random() < 0.08:
                draft.count(first.place)
            else:
                draft.tell(first if not draft.claims else told[world.zipf(told)])
        draft.filler(characters // paragraphs - (draft.length - begin))
        draft.segment(begin, "body")
        draft.add("\n\n" if paragraph % 7 else "\n")
    begin = draft.length
    draft.add("Subscribe to our newsletter. All rights reserved.")
    draft.segment(begin, "boilerplate", "a phrase of web pages")
    return draft.finished(title, first.day + timedelta(days=rng.randint(0, 20)))


def build(store: Path, claims: int = 100_000, seed: int = 1, *, is_checked: bool = False) -> Summary:
    """Builds a store of such a graph, as ``writ build`` does with what it read; SHACL only where it is asked for."""
    made = tuple(sorted(annotations(claims, seed), key=lambda a: a.text.identifier))
    found = Annotated(annotations=made, failures=(), reused=0)
    return publish(
        found, Settings(store=store), started=datetime(2026, 1, 1, tzinfo=UTC), is_checked=is_checked
    )


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000))
