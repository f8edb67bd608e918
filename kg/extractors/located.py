"""Where a document speaks of whom, and which country it is about there.

A document is about the country that it names most, directly or by its bodies; where it is about several, a paragraph is about the
one last named in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.extraction import Layers
from kg.extractors.countries import ABOUT_ONE
from kg.extractors.syntax import (
    SUBJECTS,
    sentence_bounds,
)
from kg.gazetteer import gazetteer, government_of, government_of_region
from kg.lexicon import verb_list
from kg.model import Entity, Mention
from kg.text import Paragraph, ParsedText

LEGAL_BODIES = frozenset(
    {"Court", "Regulator", "Ministry", "LawEnforcement", "Government", "Legislature", "InternationalBody"}
)
#: Who can give orders, or ask for what is done.
COMMANDING = LEGAL_BODIES | {"Person"}
ACTORS = LEGAL_BODIES | {"Platform", "Company", "CivilSociety", "NewsOrganisation", "Person", "Group"}
#: Where no country has so large a share, what names no country is about none of them in particular.
_ABOUT_SOME = 0.35
#: What sets a heading off from what it heads.
_SET_OFF = re.compile(r"[.:]|\s*[–—-]|\s*$")
#: A part of a country is named so often at least in a text about it, in headlines twice.
_OFTEN = 4
#: A paragraph that names no country goes on with the one named at most so many characters before it.
_CARRIED = 600
#: The key of the union whose bodies have no country of their own.
_UNION = "european-union"
_PREFERENCE = {"name": 0, "acronym": 0, "description": 1, "pronoun": 2}
#: Kinds whose members stand together in lists.
SORTS = {
    **dict.fromkeys(LEGAL_BODIES, "body"),
    **dict.fromkeys(("Platform", "Company"), "service"),
    **dict.fromkeys(("Person", "Group", "CivilSociety", "NewsOrganisation"), "people"),
}


@dataclass(frozen=True, slots=True)
class Located:
    """A mention, with the token that heads it."""

    mention: Mention
    paragraph: Paragraph
    head: Token
    is_subject: bool


#: So many mentions are looked back.
_PAGE = 60
#: A sentence and the one before.
_SENTENCES_NEAR = 2


def _remit(place: str) -> tuple[str, ...]:
    entry = gazetteer().entries.get(place)
    return entry.remit if entry is not None else ()


class LocatedMentions:
    """The mentions of one document by the words that carry them. Offsets are the text's; entity keys are the document's."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        self.entities: dict[str, Entity] = {e.key: e for e in layers.entities}
        self._added: dict[str, Entity] = {}
        self._at: dict[int, Located] = {}
        self.located: list[Located] = []
        mentions = sorted(layers.mentions, key=lambda m: (m.span.begin, m.span.end))
        starts = [m.span.begin for m in mentions]
        for paragraph in parsed.paragraphs:
            first = bisect_left(starts, paragraph.begin)
            last = bisect_right(starts, paragraph.begin + len(paragraph.plain))
            for mention in mentions[first:last]:
                self._locate(paragraph, mention)
        self._offsets = [where.mention.span.begin for where in self.located]
        self._is_about_one = True
        self._seats: set[int] = set()  # offsets of places where somebody but sits: "a firm based in Peru"
        self._sightings = self._sighted()
        self.default_place = self._main_place()
        self._region = self._main_region()
        self._entries = self._headed()

    def _locate(self, paragraph: Paragraph, mention: Mention) -> None:
        span = paragraph.doc.char_span(
            mention.span.begin - paragraph.begin, mention.span.end - paragraph.begin, alignment_mode="expand"
        )
        if span is None or mention.entity not in self.entities:
            return
        head = span.root
        if head.pos_ in ("ADP", "PUNCT", "PART", "DET"):
            head = next((t for t in span if t.pos_ in ("PROPN", "NOUN")), head)
        where = Located(mention, paragraph, head, head.dep_ in SUBJECTS)
        self.located.append(where)
        for token in span:
            offset = paragraph.begin + token.idx
            other = self._at.get(offset)
            if other is None or self._rank(where) < self._rank(other):
                self._at[offset] = where

    def _rank(self, where: Located) -> tuple[int, int]:
        """Names before descriptions, groups last; then the longer."""
        group = self.entities[where.mention.entity].kind == "Group"
        return (_PREFERENCE[where.mention.form] + group, -(where.mention.span.end - where.mention.span.begin))

    def mention_at(self, paragraph: Paragraph, token: Token) -> Located | None:
        """The mention that covers a token."""
        return self._at.get(paragraph.begin + token.idx)

    def mentions_from(self, paragraph: Paragraph, index: int) -> Iterator[Located]:
        """The mentions of a paragraph from a character of it on, in order."""
        for where in self.located[bisect_left(self._offsets, paragraph.begin + index) :]:
            if where.paragraph is not paragraph:
                return
            yield where

    def mentions_before(self, paragraph: Paragraph, index: int) -> Iterator[Located]:
        """The mentions of the text before a character of a paragraph, the nearest first; not further back than a page."""
        at = bisect_left(self._offsets, paragraph.begin + index)
        return reversed(self.located[max(0, at - _PAGE) : at])

    def named_just_before(self, paragraph: Paragraph, token: Token, kinds: frozenset[str]) -> tuple[str, ...]:
        """The entities of those kinds that are mentioned before a word in its sentence or the sentence before."""
        own = (paragraph.begin, sentence_bounds(token)[0])
        near = self.within(paragraph.begin + token.idx, sentences=_SENTENCES_NEAR, own=own)
        keys = (where.mention.entity for where in near)
        return tuple(dict.fromkeys(key for key in keys if self.kind(key) in kinds))

    def within(self, offset: int, *, sentences: int, own: tuple[int, int] | None = None) -> Iterator[Located]:
        """The mentions before an offset, the nearest first, of at most so many sentences that have any.

        Args:
            own: the sentence (begin of its paragraph, index of its first token) that counts as the first even if it has none.
        """
        seen = [own] if own else []
        for where in reversed(self.located[: bisect_left(self._offsets, offset)]):
            place = (where.paragraph.begin, sentence_bounds(where.head)[0])
            if place not in seen:
                seen.append(place)
                if len(seen) > sentences:
                    return
            yield where

    def added(self) -> tuple[Entity, ...]:
        """Entities that resolution had to add: a state acting under its country's name, the country of a body."""
        return tuple(self._added[key] for key in sorted(self._added))

    def kind(self, key: str) -> str:
        """The class of an entity."""
        return self.entities[key].kind

    def _sighted(self) -> list[tuple[int, str, float]]:
        """Where the document speaks of a country, directly or by one of its bodies: offset, the country's place, weight."""
        found: list[tuple[int, str, float]] = []
        for where in self.located:
            entity = self.entities[where.mention.entity]
            weight = 2.0 if where.paragraph.segment.role == "headline" else 1.0
            if entity.kind == "Place":
                if self._says_whose(where):
                    continue
                found.append((where.mention.span.begin, self.country_place(entity.key), weight))
                if where.head.dep_ == "pobj" and where.head.head.head.lower_ in verb_list("verbs", "seating"):
                    self._seats.add(where.mention.span.begin)
            elif entity.kind in LEGAL_BODIES and where.mention.form in ("name", "acronym"):
                home = self.country([entity.key])
                if home:
                    found.append((where.mention.span.begin, home, 0.8 * weight))
        return found

    def _says_whose(self, where: Located) -> bool:
        """Whether a country is named only to say whose a service or company is: "China's ByteDance", "the US-based Meta"."""
        noun = self.mention_at(where.paragraph, where.head.head)
        return (
            where.head.dep_ in ("poss", "amod", "compound", "nmod")
            and noun is not None
            and noun.mention != where.mention
            and self.kind(noun.mention.entity) in ("Platform", "Company")
        )

    def _main_place(self) -> str | None:
        """The country that the document is about: most often named; the first of equals."""
        counts: dict[str, float] = {}
        for _, country, weight in self._sightings:
            counts[country] = counts.get(country, 0) + weight
        share = max(counts.values(), default=0.0) / (sum(counts.values()) or 1.0)
        self._is_about_one = share >= ABOUT_ONE
        if share < _ABOUT_SOME:
            return None
        return max(counts, key=counts.__getitem__)  # of equals the first

    def _main_region(self) -> str | None:
        """The part of the country that a text is about where it names it oftener than the country: Montana, Scotland."""
        if not self._is_about_one or self.default_place is None:
            return None
        counts: dict[str, int] = {}
        for where in self.located:
            key = where.mention.entity
            if self.kind(key) != "Place" or self.country_place(key) != self.default_place:
                continue
            if key == self.default_place or "region" in _remit(key):
                counts[key] = counts.get(key, 0) + (2 if where.paragraph.segment.role == "headline" else 1)
        most = max(counts, key=counts.__getitem__, default=None)
        if most is None or most == self.default_place or counts[most] < _OFTEN:
            return None
        return most

    def _headed(self) -> list[tuple[int, str]]:
        """Where the entries of a digest begin, and the countries that head them: "KENYA. On 4 June …", "** IRAQ: EXAMS, AGAIN **"."""
        found = [
            (where.paragraph.begin, self.country_place(where.mention.entity))
            for where in self.located
            if self.kind(where.mention.entity) == "Place" and self._heads(where)
        ]
        return found if len({place for _, place in found}) > 1 else []

    @staticmethod
    def _heads(where: Located) -> bool:
        """Whether a place opens its paragraph and a stop or a line's end sets it off."""
        plain, begin = where.paragraph.plain, where.paragraph.begin
        before, name, behind = (
            plain[: where.mention.span.begin - begin],
            plain[where.mention.span.begin - begin : where.mention.span.end - begin],
            plain[where.mention.span.end - begin :][:3],
        )
        opens = not any(c.isalnum() for c in before)
        return opens and _SET_OFF.match(behind) is not None and (name.isupper() or behind.startswith(":"))

    def _entry_at(self, offset: int) -> str | None:
        """The country that heads the entry of a digest in which an offset is."""
        at = bisect_right(self._entries, offset, key=lambda entry: entry[0])
        return self._entries[at - 1][1] if at else None

    def place_near(self, paragraph: Paragraph, token: Token) -> str | None:
        """The country that a text is about at a word: the document's; in one about several, the one last named in its paragraph.

        Of a sentence with two the nearer before the word counts, then the one behind it; a paragraph that names none goes on with
        the country of the one before it.
        """
        if (heading := self._entry_at(paragraph.begin + token.idx)) is not None:
            return heading
        if self._is_about_one or not self._sightings:
            return self.default_place
        end = paragraph.begin + token.sent.end_char
        offset = paragraph.begin + token.idx
        inside = [
            (o, k) for o, k, _ in self._sightings if paragraph.begin <= o < end and o not in self._seats
        ]
        before = [(o, k) for o, k in inside if o <= offset]
        behind = [(o, k) for o, k in inside if offset < o]
        if before or behind:
            return before[-1][1] if before else behind[0][1]
        earlier = [(o, k) for o, k, _ in self._sightings if paragraph.begin - _CARRIED <= o < paragraph.begin]
        return earlier[-1][1] if earlier else self.default_place

    def place_of(
        self, keys: Iterable[str], paragraph: Paragraph, token: Token, *, speak: bool = False
    ) -> tuple[str, ...]:
        """Where somebody acts: the country of the first legal body among them, else what the text is about at the word.

        Whoever but speaks does so about the country that the text is about, if it is about one.
        """
        home = None if speak and self._is_about_one else self.country(keys)
        place = home or self.place_near(paragraph, token)
        if self._region is not None and place == self.default_place:
            place = self._region
        return (place,) if place else ()

    def country_place(self, key: str) -> str:
        """The country that a place lies in, where known; else the place itself."""
        entity = self.entities[key]
        if entity.country:
            return self._place_of_country(entity.country) or key
        return key

    def area(self, key: str) -> str:
        """Where an act told of a place holds: the region if the text is about it, else the country."""
        return key if key == self._region else self.country_place(key)

    def country(self, keys: Iterable[str]) -> str | None:
        """The place of the first legal body among the entities that belongs to one country."""
        for key in keys:
            entity = self.entities[key]
            if entity.kind not in LEGAL_BODIES:
                continue
            if entity.country:
                return self._place_of_country(entity.country)
            if _UNION in (entity.key, entity.parent):
                return self._union()
        return None

    def acting(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The entities, each place among them as its government, by which it acts and is spoken to."""
        return tuple(self.government(key) if self.kind(key) == "Place" else key for key in keys)

    def government(self, place: str) -> str:
        """The government entity of a country or region that acts ("Pakistan banned …"), its place name as a further name."""
        entity = self.entities[place]
        if "region" in _remit(place):  # "Texas sued", "Punjab banned"
            fresh = government_of_region(place, entity.label, entity.country)
            key = fresh.key
            state = self.entities.get(key, fresh)
            state = replace(state, names=tuple(dict.fromkeys((*state.names, *entity.names))))
            self.entities[key] = self._added[key] = state
            return key
        existing = next(
            (
                e
                for e in self.entities.values()
                if e.kind == "Government" and e.country and e.country == entity.country
            ),
            None,
        )
        state = existing or government_of(self.country_place(place))
        names = tuple(dict.fromkeys((*state.names, *entity.names)))
        state = replace(state, names=names)
        self.entities[state.key] = self._added[state.key] = state
        return state.key

    def _place_of_country(self, country: str) -> str | None:
        entry = gazetteer().countries.get(country)
        if entry is None:
            return None
        if entry.key not in self.entities:
            place = Entity(key=entry.key, kind="Place", label=entry.label, known=True, country=country)
            self.entities[entry.key] = self._added[entry.key] = place
        return entry.key

    def _union(self) -> str:
        """The territory in which the bodies of the European Union act."""
        place = Entity(
            key=f"{_UNION}-territory", kind="Place", label=gazetteer().entries[_UNION].label, known=True
        )
        self.entities[place.key] = self._added[place.key] = place
        return place.key
