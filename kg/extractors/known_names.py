"""Decides what the gazetteer's names mean where they stand: NCC in Nigeria or Cameroon, X the platform or a letter.

A name that is also a common word, or other bodies' initials, counts only where the words around it, a list that it
stands in, another name of the same thing, or its country support it; once supported, the document's other mentions
follow, unless their own neighbours speak against them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from kg.extractors.countries import ABOUT_ONE, ADJECTIVE_WEIGHT, NAME_WEIGHT, Countries
from kg.extractors.name_matching import Match, Sighting, Word, gap, matches, words
from kg.extractors.name_patterns import CALENDAR, Candidate, Form, Sequences, kind_of, tidy
from kg.extractors.name_rules import name_rules
from kg.extractors.syntax import SUBJECTS
from kg.extractors.title_case import is_common_word, lowered
from kg.gazetteer import Entry, gazetteer
from kg.lexicon import word_list
from kg.model import Consideration, Span
from kg.text import Paragraph, ParsedText, parseable

#: Too weak to make a name of a single letter ("X was chosen so that").
_AUXILIARIES = frozenset({"was", "is", "were", "has", "had", "will", "would", "did", "does", "also"})
#: Kinds that act anywhere: where they sit says little about what a text is about.
_WORLDWIDE = frozenset({"Platform", "Company", "NewsOrganisation", "CivilSociety"})
#: Kinds of bodies that are one country's.
_NATIONAL = frozenset({"Court", "Ministry", "Legislature", "LawEnforcement", "Regulator"})
#: A text about one country names it so often at least, adjectives counted half.
_OFTEN = 2.0
#: Neighbours looked at on each side of a name in a list.
_LONGEST_LIST = 12
#: Different words of ontology/language/topic.yaml that a text about things online has at least.
_ONLINE_WORDS = 2
_LISTED = re.compile(r"(?:, (?:and |or )?| and | or |/)")


class Piece:
    """A paragraph with its words and the gazetteer's matches among them.

    ``words`` have the capitals of a sentence even where the paragraph is a headline in title case.
    """

    def __init__(self, content: str, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.begin = paragraph.begin
        self.end = paragraph.begin + len(paragraph.plain)
        own = content[self.begin : self.end]
        raw = words(own)
        cased = words(lowered(own)) if paragraph.segment.role == "headline" else raw
        self.words = [Word(w.begin + self.begin, w.end + self.begin, w.surface) for w in cased]
        shifted = [Word(w.begin + self.begin, w.end + self.begin, w.surface) for w in raw]
        self.matches = matches(content, shifted)
        self.index = {m.first: i for i, m in enumerate(self.matches)}


class KnownNames:
    """The gazetteer's names in one document."""

    def __init__(self, parsed: ParsedText) -> None:
        self.content = parsed.text.content
        self.plain = parseable(self.content)
        self.rules = name_rules()
        self.entries = gazetteer().entries
        self.pieces = [Piece(self.content, p) for p in parsed.paragraphs]
        spoken = list(self._spoken())
        self._namesakes = self._other_countries_bodies(
            Countries([sighting for key, sighting in spoken if self.entries[key].kind == "Place"])
        )
        self.countries = Countries([sighting for key, sighting in spoken if key not in self._namesakes])
        self.unmistaken = {
            s.key
            for piece in self.pieces
            for match in piece.matches
            for s in match.sightings
            if s.sense == "name" and not s.ambiguous and len(match.sightings) == 1
        }
        self.is_about_online = self._is_about_online()
        self.considered: list[Consideration] = []
        self._dropped: dict[Span, tuple[Sighting, ...]] = {}

    def _is_about_online(self) -> bool:
        """Whether the text speaks of things online: a single letter in it is then rather a service than a letter."""
        spoken = {word.surface.lower() for piece in self.pieces for word in piece.words}
        if any(self.entries[key].kind == "Platform" for key in self.unmistaken):
            return True
        online = word_list("topic", "online") | word_list("topic", "authors")
        return sum(word in online or word.removesuffix("s") in online for word in spoken) >= _ONLINE_WORDS

    def _other_countries_bodies(self, places: Countries) -> dict[str, str]:
        """National bodies of countries that a text about one other country never names, with that country.

        "The SEC" of a text about the Philippines is theirs: initials and plain names recur from country to country.
        """
        main = places.main
        if main is None or places.share(main) < ABOUT_ONE or places.weights[main] < _OFTEN:
            return {}
        surfaces: dict[str, list[str]] = {}
        for piece in self.pieces:
            for match in piece.matches:
                if len({self.entries[s.key].kind for s in match.sightings}) == 1:
                    for sighting in match.sightings:
                        surfaces.setdefault(sighting.key, []).append(match.surface)
        return {
            key: main
            for key, names in surfaces.items()
            if self.entries[key].kind in _NATIONAL
            and (country := self.entries[key].country) is not None
            and not places.mentions(country)
            and all(self._recurs(name, self.entries[key]) for name in names)
            and not any(_names_country(name, country) for name in names)
        }

    def _recurs(self, name: str, entry: Entry) -> bool:
        """Whether other countries may have a body of that name: initials, or plain words ("Federal Police"), but no "Roskomnadzor"."""
        initials = {form.lower() for form, sense, _ in entry.forms() if sense == "acronym"}
        return name.lower() in initials or kind_of(name.split(), self.rules) is not None

    def _spoken(self) -> Iterator[tuple[str, tuple[int, str, float]]]:
        """Where the text speaks of a country, by a place or a body of it: the entry's key, and the sighting."""
        for piece in self.pieces:
            for match in piece.matches:
                first = match.sightings[0]
                countries = {self.entries[s.key].country for s in match.sightings}
                country = next(iter(countries)) if len(countries) == 1 else None
                if country is None or first.ambiguous or self.entries[first.key].kind in _WORLDWIDE:
                    continue
                weight = ADJECTIVE_WEIGHT if first.sense in {"adjective", "people"} else NAME_WEIGHT
                yield first.key, (match.span.begin, country, weight)

    def read(self) -> list[tuple[Piece, Candidate]]:
        """The names that stand; adjectives and peoples ("Pakistani", "Nigerians") are left out."""
        found: list[tuple[Piece, Candidate]] = []
        sure: set[str] = set()
        pending = []
        for piece in self.pieces:
            for match in piece.matches:
                sighting = self._meaning(piece, match)
                if sighting is None:
                    pending.append((piece, match))
                    continue
                sure.add(sighting.key)
                if sighting.sense in {"name", "acronym"}:
                    found.append((piece, self._candidate(match, sighting)))
        for piece, match in pending:
            again = next(
                (s for s in match.sightings if s.key in sure and s.sense in {"name", "acronym"}), None
            )
            owner = self._owner(piece, match)
            foreign = again is not None and owner is not None and not self._may_be_of(again, owner)
            if again is not None and not foreign and self._may_stand(piece, match):
                found.append((piece, self._candidate(match, again)))
            else:
                self._drop(match)
        return found

    def local_arms(self, found: list[tuple[Piece, Candidate]]) -> list[tuple[Piece, Candidate]]:
        """ "Uber Colombia", "RT France": an operator's firm in a country, a company of its own; so with outlets and organisations."""
        arms = []
        kept = {candidate.span for _, candidate in found}
        for piece in self.pieces:
            for match, behind in zip(piece.matches, piece.matches[1:], strict=False):
                beside = gap(self.plain, match.span.end, behind.span.begin) == " "
                kinds = [self.entries[m.sightings[0].key].kind for m in (match, behind)]
                known = match.span in kept or kinds[0] == "CivilSociety"  # "Amnesty Kenya" is no common word
                if not beside or not known or behind.sightings[0].sense != "name":
                    continue
                after = piece.paragraph.token_at(behind.span.end + 1)
                modifies = (
                    after is not None
                    and self.plain[behind.span.end] == " "
                    and after.pos_ in {"NOUN", "PROPN", "ADJ"}
                )
                if kinds[0] in _WORLDWIDE | {"InternationalBody"} and kinds[1] == "Place" and not modifies:
                    span = Span(match.span.begin, behind.span.end)
                    name = tidy(self.plain[span.begin : span.end])
                    kind = "Company" if kinds[0] == "Platform" else kinds[0]
                    arms.append((piece, Candidate(span=span, kind=kind, name=name, rule="local-arm")))
        return arms

    def explained(self, candidate: Candidate) -> Candidate:
        """A name that an apposition explains, as the gazetteer's where that has it with the same class."""
        dropped = self._dropped.get(candidate.span, ())
        fitting = [s for s in dropped if self.entries[s.key].kind == candidate.kind]
        if len(fitting) > 1 or any(s.sense == "acronym" for s in fitting):  # other countries have them too
            fitting = [s for s in fitting if self._country_fits(s)]
        return replace(candidate, key=fitting[0].key) if len(fitting) == 1 else candidate

    def _drop(self, match: Match) -> None:
        self._dropped[match.span] = match.sightings
        reason = f"{match.surface!r} is also a common word or other bodies' initials; nothing near supports the name"
        self.considered.append(
            Consideration(
                span=match.span, extractor="entities", what="name", reason=reason, file="ontology/gazetteer"
            )
        )

    def _candidate(self, match: Match, sighting: Sighting) -> Candidate:
        entry = self.entries[sighting.key]
        form: Form = "acronym" if sighting.sense == "acronym" else "name"
        namesake = self._namesakes.get(entry.key)
        return Candidate(
            span=match.span,
            kind=entry.kind,
            name=tidy(match.surface),
            rule="namesake" if namesake else "gazetteer",
            form=form,
            key=entry.key,
            country=namesake or entry.country,
        )

    def _meaning(self, piece: Piece, match: Match) -> Sighting | None:
        """Of several entries the one whose full name or country the text has; None without support."""
        owner = self._owner(piece, match)
        if owner is not None:
            owned = tuple(s for s in match.sightings if self._may_be_of(s, owner))
            if not owned:
                return None
            match = replace(match, sightings=owned)
            sure = [
                s
                for s in owned
                if self.entries[s.key].country == owner and self.entries[s.key].kind in _NATIONAL
            ]
            if sure:
                return sure[0]
        supported = [s for s in match.sightings if s.key in self.unmistaken or self._country_fits(s)]
        if len(match.sightings) > 1:
            # initials of bodies of several countries, none of which the text names, say nothing
            bodies = any(s.sense == "acronym" for s in match.sightings)
            sure = [] if bodies else [s for s in match.sightings if not s.ambiguous]
            if not supported and not sure and self._are_services(match) and self._is_supported(piece, match):
                return match.sightings[0]
            if not supported and all(s.key in self._namesakes for s in match.sightings):
                return match.sightings[0]  # none of them is meant, but their namesake here
            ranked = sorted(supported or sure, key=lambda s: self._rank(s, match))
            best = ranked[0] if ranked else None
            return best if best and (not best.ambiguous or supported) else None
        only = match.sightings[0]
        if self.entries[only.key].kind == "Place" and only.sense == "name" and self._is_of_name(piece, match):
            return None
        if not only.ambiguous:
            return only
        if self.entries[only.key].kind not in {"Platform", "Company", "NewsOrganisation"}:
            return (
                only
                if supported and (only.sense == "acronym" or not self._is_ruled_out(piece, match))
                else None
            )
        return only if self._is_supported(piece, match) else None

    def _owner(self, piece: Piece, match: Match) -> str | None:
        """The country right before a name: "Portugal's CNPD", "the Malian High Authority for Communication"."""
        at = piece.index[match.first]
        if not at or not self._is_national(match):
            return None
        place = piece.matches[at - 1]
        entry = self.entries[place.sightings[0].key]
        beside = gap(self.plain, place.span.end, match.span.begin) in {" ", "'s ", "' "}
        return entry.country if beside and entry.kind == "Place" and len(place.sightings) == 1 else None

    def _is_national(self, match: Match) -> bool:
        return any(self.entries[s.key].kind in _NATIONAL for s in match.sightings)

    def _may_be_of(self, sighting: Sighting, country: str) -> bool:
        entry = self.entries[sighting.key]
        return entry.kind not in _NATIONAL or entry.country in {None, country}

    def _are_services(self, match: Match) -> bool:
        """Whether a name means a service or its operator, whichever it is ("Snap")."""
        return all(self.entries[s.key].kind in {"Platform", "Company"} for s in match.sightings)

    def _rank(self, sighting: Sighting, match: Match) -> tuple[bool, float, bool, int]:
        share = self.countries.share(self.entries[sighting.key].country)
        return (
            sighting.key not in self.unmistaken,
            -share,
            sighting.ambiguous,
            match.sightings.index(sighting),
        )

    def _country_fits(self, sighting: Sighting) -> bool:
        entry = self.entries[sighting.key]
        return (
            entry.kind != "Platform" and bool(entry.country) and self.countries.mentions(entry.country or "")
        )

    def _neighbours(self, piece: Piece, match: Match) -> tuple[Word | None, str, str, Word | None]:
        """The word before, the gaps, the word after."""
        before = piece.words[match.first - 1] if match.first else None
        after = piece.words[match.last + 1] if match.last + 1 < len(piece.words) else None
        gap_before = gap(self.plain, before.end, match.span.begin) if before else ""
        gap_after = gap(self.plain, match.span.end, after.begin if after else match.span.end + 2)
        return before, gap_before, gap_after, after

    def _is_ruled_out(self, piece: Piece, match: Match) -> bool:
        """Whether a neighbour makes it another name or no name: "Gen X", "X-ray", "Signal Corps"."""
        before, gap_before, gap_after, after = self._neighbours(piece, match)
        joined_before, joined_after = gap_before in {" ", "-"}, gap_after in {" ", "-"}
        if before and joined_before and before.surface in self.rules.never_before:
            return True
        # "accused X of hiding it": the verb before takes the name as its object, and "of" goes on
        told = after and after.surface == "of" and before and before.surface.lower() in self.rules.cues_before
        if after and joined_after and after.surface in self.rules.never_after and not told:
            return True
        if len(match.surface) == 1:
            return gap_after.startswith((")", "%", " =", "=", "+", "*", "^")) or gap_before.endswith(
                ("(", "=", "-")
            )
        other = after and gap_after == " " and after.surface[0].isupper()
        if other and after and after.surface.lower() not in self.rules.cues_after:
            return True
        named = (
            before
            and gap_before == " "
            and before.surface[0].isupper()
            and not self._starts(piece, match.first - 1)
        )
        return bool(named and before and before.surface.lower() not in self.rules.cues_before)

    def _is_of_name(self, piece: Piece, match: Match) -> bool:
        """Whether a place is but the last word of somebody's name, "News Media Canada", "MISA-Angola", or the first of a person's, "Jordan Carter"."""
        before, gap_before, gap_after, after = self._neighbours(piece, match)
        last = piece.paragraph.token_at(match.span.end - 1)
        if last is None:
            return False
        if before and gap_before == "-" and before.surface.isupper() and len(before.surface) > 2:
            return last.dep_ in SUBJECTS
        named = before and gap_before == " " and before.surface[0].isupper() and before.surface.isalpha()
        if named and before and last.dep_ not in ("compound", "nmod", "amod", "poss"):
            part = piece.paragraph.token_at(before.begin)
            placed = match.first - 1 in {m.last for m in piece.matches if self._is_place(m)}
            return (
                part is not None
                and part.dep_ == "compound"
                and part.pos_ == "PROPN"
                and part.head == last
                and last.dep_ in SUBJECTS
                and not placed
                and before.surface.lower() not in CALENDAR
            )
        if not after or gap_after != " " or match.surface not in self.rules.given_names:
            return False
        family = after.surface
        return (
            family.istitle()
            and family.isalpha()
            and last.dep_ == "compound"
            and kind_of([match.surface, family], self.rules) is None
            and not is_common_word(family)
        )

    def _is_place(self, match: Match) -> bool:
        return any(self.entries[s.key].kind == "Place" for s in match.sightings)

    def _is_supported(self, piece: Piece, match: Match) -> bool:
        """Whether an ambiguous name stands where the name of a service can."""
        if self._is_ruled_out(piece, match):
            return False
        if match.sightings[0].key in self.unmistaken or self._is_listed(piece, match):
            return True
        if self.is_about_online and (
            len(match.surface) == 1
            or (match.surface not in self.rules.given_names and self._acts(piece, match))
        ):
            return True
        before, gap_before, gap_after, after = self._neighbours(piece, match)
        cues = self.rules.cues_after - _AUXILIARIES if len(match.surface) == 1 else self.rules.cues_after
        if before and gap_before in {" ", ", "} and before.surface.lower() in self.rules.cues_before:
            return True
        phrase = " ".join(w.surface.lower() for w in piece.words[max(0, match.first - 2) : match.first])
        if gap_before == " " and phrase in self.rules.phrases_before:
            return True
        if after and len(match.surface) == 1 and after.surface in _AUXILIARIES:  # "X has complied"
            after = piece.words[match.last + 2] if match.last + 2 < len(piece.words) else None
        owns = gap_after == "'s "
        follows = owns or (after is not None and gap_after in {" ", ", "} and after.surface.lower() in cues)
        if self._starts(piece, match.first) and is_weak(match.surface):
            return after is not None and gap_after == " " and after.surface.lower() in cues - _AUXILIARIES
        return follows

    def _may_stand(self, piece: Piece, match: Match) -> bool:
        """For further mentions of what was sure once: not ruled out, nor a common word that begins a sentence."""
        if self._is_ruled_out(piece, match) or self._is_place(match) and self._is_of_name(piece, match):
            return False
        _, _, gap_after, after = self._neighbours(piece, match)
        begins = self._starts(piece, match.first) and len(match.surface) > 1
        return not (
            begins
            and after
            and gap_after == " "
            and after.surface.lower() not in self.rules.cues_after
            and not self._acts(piece, match)
        )

    @staticmethod
    def _acts(piece: Piece, match: Match) -> bool:
        """Whether the parser takes a word that begins a sentence for a name that does something: "Apple expressed …"."""
        token = piece.paragraph.token_at(match.span.begin)
        return token is not None and token.pos_ == "PROPN" and token.dep_ in ("nsubj", "nsubjpass")

    def _starts(self, piece: Piece, at: int) -> bool:
        return Sequences(self.content, piece.words, []).starts_sentence(at)

    def _is_listed(self, piece: Piece, match: Match) -> bool:
        """ "WhatsApp, Signal and Telegram": in a list with a service that nobody can mistake."""
        at = piece.index[match.first]
        return any(self._reaches_service(piece, at, step) for step in (-1, 1))

    def _reaches_service(self, piece: Piece, at: int, step: int) -> bool:
        """Whether the list, followed to one side, has an unmistakable service."""
        for _ in range(_LONGEST_LIST):
            if not 0 <= at + step < len(piece.matches):
                return False
            low, high = sorted((piece.matches[at], piece.matches[at + step]), key=lambda m: m.first)
            if not _LISTED.fullmatch(gap(self.plain, low.span.end, high.span.begin)):
                return False
            at += step
            other = piece.matches[at].sightings[0]
            if self.entries[other.key].kind not in {"Platform", "Company"}:
                return False
            if not other.ambiguous:
                return True
        return False


@cache
def _place_words() -> Mapping[str, frozenset[str]]:
    """By country, the words for it and for places in it: "Irish", "U.S.", "Tokyo"."""
    found: dict[str, set[str]] = {}
    for entry in gazetteer().entries.values():
        if entry.kind == "Place" and entry.country:
            found.setdefault(entry.country, set()).update(_folded(form) for form, _, _ in entry.forms())
    return {country: frozenset(forms) for country, forms in found.items()}


def _folded(name: str) -> str:
    return " ".join(word.surface.lower() for word in words(name))


def _names_country(name: str, country: str) -> bool:
    """Whether a body's name holds its country's or that of a place in it: "Irish Data Protection Commission"."""
    spoken = f" {_folded(name)} "
    return any(f" {form} " in spoken for form in _place_words().get(country, ()))


def is_weak(surface: str) -> bool:
    """Whether a sentence may well begin with the word as a common one ("Line", "Free"): all but capitals inside."""
    return len(surface) > 1 and surface[1:].islower()
