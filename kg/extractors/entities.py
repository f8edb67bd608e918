"""Finds who and what a text names, one entity per real-world thing, and each place where it is mentioned.

In order: the gazetteer's names, names explained by their build, bodies named by common nouns, persons, acronyms
introduced in brackets; then descriptions ("the company") and groups ("users in Pakistan"). Pronouns are resolved
elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.extraction import Extractor, Layers
from kg.extractors.common_names import common_names, level_of, portfolio_of
from kg.extractors.countries import ADJECTIVE_WEIGHT, NAME_WEIGHT, Countries
from kg.extractors.descriptions import Descriptions
from kg.extractors.groups import groups
from kg.extractors.name_matching import Match, Sighting, Word, matches, words
from kg.extractors.name_patterns import Candidate, Sequences, kind_of, tidy
from kg.extractors.name_rules import FILE, name_rules
from kg.extractors.persons import persons
from kg.gazetteer import Entry, gazetteer, government_of, is_acronym, spoken_name
from kg.model import Consideration, Entity, Mention, Span
from kg.text import Paragraph, ParsedText, parseable

_ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her)\s+", re.IGNORECASE)
_NATIONAL = frozenset({"Court", "Ministry", "Legislature", "LawEnforcement", "Government", "Regulator"})


def slug(name: str) -> str:
    """A key made of a name: lower-case ASCII words joined by hyphens; never empty.

    >>> slug("Côte d'Ivoire’s Court")
    'cote-divoires-court'
    """
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("'", "").replace("’", ""))
    ascii_only = plain.encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    return made or "n" + "-".join(f"{ord(c):x}" for c in name[:12])


@dataclass(slots=True)
class _Found:
    """An entity while its names are still being gathered."""

    key: str
    kind: str
    label: str
    names: list[str] = field(default_factory=list)
    known: bool = False
    country: str | None = None
    parent: str | None = None

    def entity(self) -> Entity:
        return Entity(
            key=self.key,
            kind=self.kind,
            label=self.label,
            names=tuple(self.names),
            known=self.known,
            country=self.country,
            parent=self.parent,
        )


class Registry:
    """The document's entities by key; finds the one a further name belongs to."""

    def __init__(self) -> None:
        self.found: dict[str, _Found] = {}

    def add(self, entity: Entity, *names: str) -> str:
        """Registers an entity, or further names of one; returns its key."""
        entry = self.found.get(entity.key)
        if entry is not None and entry.kind != entity.kind:
            return self.add(
                Entity(
                    key=f"{entity.key}-{entity.kind.lower()}",
                    kind=entity.kind,
                    label=entity.label,
                    country=entity.country,
                ),
                *names,
            )
        if entry is None:
            entry = _Found(
                entity.key, entity.kind, entity.label, [], entity.known, entity.country, entity.parent
            )
            self.found[entity.key] = entry
        for name in names:
            if name and name not in entry.names:
                entry.names.append(name)
        return entity.key

    def known(self, entry: Entry, *names: str) -> str:
        """Registers an entry of the gazetteer."""
        return self.add(
            Entity(
                key=entry.key,
                kind=entry.kind,
                label=entry.label,
                known=True,
                country=entry.country,
                parent=entry.parent,
            ),
            *names,
        )

    def like(self, kind: str, name: str, country: str | None) -> str | None:
        """The key of an entity of that kind one of whose names has all the words of ``name`` ("Federal Court")."""
        wanted = [w for w in name.casefold().split() if w not in {"the", "of", "for", "and"}]
        for entry in self.found.values():
            if entry.kind != kind or (country and entry.country and entry.country != country):
                continue
            for known in (entry.label, *entry.names):
                have = known.casefold().replace("'s", "").split()
                if set(wanted) <= set(have) and (len(wanted) > 1 or len(have) <= 3):
                    return entry.key
        return None


@dataclass(slots=True)
class _Piece:
    """A paragraph with its words, the gazetteer's matches in it, and its characters in place in a text of spaces."""

    paragraph: Paragraph
    words: list[Word]
    matches: list[Match]

    @property
    def begin(self) -> int:
        return self.paragraph.begin

    @property
    def end(self) -> int:
        return self.paragraph.begin + len(self.paragraph.doc.text)


class _Reading:
    """One document while it is read."""

    def __init__(self, parsed: ParsedText) -> None:
        self.content = parsed.text.content
        self.plain = parseable(self.content)
        self.rules = name_rules()
        self.names = gazetteer()
        self.registry = Registry()
        self.mentions: list[Mention] = []
        self.considered: list[Consideration] = []
        self.pieces = []
        for paragraph in parsed.paragraphs:
            its_words = words(self.content, paragraph.begin, paragraph.begin + len(paragraph.doc.text))
            self.pieces.append(_Piece(paragraph, its_words, matches(self.content, its_words)))
        self.countries = self._countries()
        self.seen_names = {
            s.key
            for p in self.pieces
            for m in p.matches
            for s in m.sightings
            if s.sense == "name" and not s.ambiguous
        }

    def _countries(self) -> Countries:
        sightings = []
        for piece in self.pieces:
            for match in piece.matches:
                countries = {self.names.entries[s.key].country for s in match.sightings}
                sense = match.sightings[0]
                kind = self.names.entries[sense.key].kind
                country = next(iter(countries)) if len(countries) == 1 else None
                if (
                    country is None
                    or sense.ambiguous
                    or kind in {"Platform", "Company", "NewsOrganisation", "CivilSociety"}
                ):
                    continue
                weight = NAME_WEIGHT if sense.sense in {"name", "acronym"} else ADJECTIVE_WEIGHT
                sightings.append((match.span.begin, country, weight))
        return Countries(sightings)

    # --- names of the gazetteer ---------------------------------------------------------------------------

    def choose(self, piece: _Piece, match: Match) -> Sighting | None:
        """What a match means here: of several entries the one whose full name or country the text has."""
        sure = [s for s in match.sightings if not s.ambiguous]
        supported = [s for s in match.sightings if s.key in self.seen_names or self._country_fits(s)]
        if len(sure) == 1 and len(match.sightings) == 1:
            return sure[0]
        if len(match.sightings) > 1:
            ranked = sorted(
                supported or sure,
                key=lambda s: (
                    s.key not in self.seen_names,
                    -self.countries.share(self.names.entries[s.key].country),
                    s.ambiguous,
                    match.sightings.index(s),
                ),
            )
            if ranked and (not ranked[0].ambiguous or self._is_supported(piece, match)):
                return ranked[0]
            return None
        only = match.sightings[0]
        if only.sense == "acronym" and supported and len(match.surface) > 1:
            return only
        return only if self._is_supported(piece, match) else None

    def _country_fits(self, sighting: Sighting) -> bool:
        country = self.names.entries[sighting.key].country
        return (
            bool(country and self.countries.mentions(country))
            and self.names.entries[sighting.key].kind != "Platform"
        )

    def _is_supported(self, piece: _Piece, match: Match) -> bool:
        """Whether an ambiguous name stands where a name of a service can: by the words before and after it."""
        before = piece.words[match.first - 1] if match.first else None
        after = piece.words[match.last + 1] if match.last + 1 < len(piece.words) else None
        gap_before = self.plain[before.end : match.span.begin] if before else ""
        gap_after = self.plain[match.span.end : after.begin] if after else ""
        if before and gap_before.strip() in {"", "-"} and before.surface in self.rules.never_before:
            return False
        if after and gap_after.strip() in {"", "-"} and after.surface in self.rules.never_after:
            return False
        if (
            gap_after.startswith((")", "%", " =", "."))
            and len(match.surface) == 1
            and gap_after[:2] not in {". ", ".\n", '."', ".”"}
        ):
            return False
        if (
            after
            and gap_after == " "
            and after.surface[0].isupper()
            and after.surface.lower() not in self.rules.cues_after
            and len(match.surface) > 1
        ):
            return False
        if (
            before
            and gap_before == " "
            and before.surface[0].isupper()
            and not self._starts(piece, match.first - 1)
            and before.surface.lower() not in self.rules.cues_before
        ):
            return False
        near = (
            before is not None
            and gap_before in {" ", ", "}
            and before.surface.lower() in self.rules.cues_before
        ) or (
            after is not None
            and gap_after in {" ", "'s ", ", "}
            and after.surface.lower() in self.rules.cues_after
        )
        key = match.sightings[0].key
        if near or key in self.seen_names or self._beside_platform(piece, match):
            return near or key in self.seen_names or len(match.surface) > 1 or True
        return False

    def _starts(self, piece: _Piece, at: int) -> bool:
        return Sequences(self.content, piece.words, []).starts_sentence(at)

    def _beside_platform(self, piece: _Piece, match: Match) -> bool:
        """ "WhatsApp, Signal and Telegram": in a list with a name that nobody can mistake."""
        for other in piece.matches:
            if other is match or other.sightings[0].ambiguous:
                continue
            if self.names.entries[other.sightings[0].key].kind not in {"Platform", "Company"}:
                continue
            low, high = sorted((other, match), key=lambda m: m.first)
            between = self.plain[low.span.end : high.span.begin]
            if re.fullmatch(r"(?:, (?:and |or )?| and | or |/)", between):
                return True
        return False

    def read_gazetteer(self) -> list[tuple[Candidate, Entry]]:
        """The gazetteer's names that stand in the text, adjectives and peoples left out."""
        found = []
        chosen: dict[str, bool] = {}
        pending = []
        for piece in self.pieces:
            for match in piece.matches:
                sighting = self.choose(piece, match)
                if sighting is None:
                    pending.append((piece, match))
                    continue
                chosen[sighting.key] = True
                if sighting.sense in {"adjective", "people"}:
                    continue
                found.append(self._candidate(match, sighting))
        for piece, match in pending:
            sighting = next(
                (s for s in match.sightings if s.key in chosen and s.sense in {"name", "acronym"}), None
            )
            if sighting and self._may_stand(piece, match):
                found.append(self._candidate(match, sighting))
            else:
                reason = f"{match.surface!r} is also a common word or another body's initials, and nothing near supports the name"
                self.considered.append(
                    Consideration(
                        span=match.span,
                        extractor="entities",
                        what="name",
                        reason=reason,
                        file="ontology/gazetteer",
                    )
                )
        return found

    def _may_stand(self, piece: _Piece, match: Match) -> bool:
        """For later mentions of a name that was sure once: not where the neighbours speak against it."""
        before = piece.words[match.first - 1].surface if match.first else ""
        after = piece.words[match.last + 1] if match.last + 1 < len(piece.words) else None
        if before in self.rules.never_before or (
            after
            and after.surface in self.rules.never_after
            and self.plain[match.span.end : after.begin] in {" ", "-"}
        ):
            return False
        return not (
            self._starts(piece, match.first)
            and len(match.surface) > 1
            and after is not None
            and after.surface[0].islower()
            and after.surface not in self.rules.cues_after
        )

    def _candidate(self, match: Match, sighting: Sighting) -> tuple[Candidate, Entry]:
        entry = self.names.entries[sighting.key]
        form = "acronym" if sighting.sense == "acronym" else "name"
        return (
            Candidate(
                span=match.span,
                kind=entry.kind,
                name=tidy(match.surface),
                rule="gazetteer",
                form=form,
                key=entry.key,
                country=entry.country,
            ),
            entry,
        )

    # --- which country a body belongs to ------------------------------------------------------------------

    def owner(self, piece: _Piece, span: Span) -> tuple[Entry | None, Span]:
        """The place that a body's name says it belongs to, and the span with the place's adjective taken in.

        "Pakistani government", "Pakistan's Interior Ministry", "government of Pakistan", "police in Lagos".
        """
        for match in piece.matches:
            entry = self.names.entries[match.sightings[0].key]
            if entry.kind != "Place":
                continue
            if match.span.end <= span.begin:
                between = self.plain[match.span.end : span.begin]
                if between == " " or (between == "-" and match.sightings[0].sense == "adjective"):
                    return self._place(match), Span(match.span.begin, span.end)
                if between in {"'s ", "' "}:
                    return self._place(match), span
            elif span.begin <= match.span.begin < span.end and match.span.end <= span.end:
                return self._place(match), span
            elif (
                re.fullmatch(r" (?:of|in) (?:the )?", self.plain[span.end : match.span.begin])
                and match.sightings[0].sense == "name"
            ):
                return self._place(match), Span(span.begin, match.span.end) if " of" in self.plain[
                    span.end : match.span.begin
                ] else span
        return None, span

    def _place(self, match: Match) -> Entry:
        entries = [self.names.entries[s.key] for s in match.sightings]
        return max(entries, key=lambda e: (self.countries.share(e.country), -entries.index(e)))

    def _country_name(self, code: str | None) -> str | None:
        country = self.names.countries.get(code or "")
        return spoken_name(country) if country else None

    # --- registering names ------------------------------------------------------------------------------

    def register(self, piece: _Piece, candidate: Candidate) -> tuple[str, Span, str] | None:
        """Gives a candidate its entity; returns key, span and form, or None where it is dropped."""
        if candidate.key is not None:
            key = self.registry.known(self.names.entries[candidate.key], candidate.name)
            return key, candidate.span, candidate.form
        place, span = self.owner(piece, candidate.span)
        if candidate.kind == "Government":
            return self._government(piece, candidate, place, span)
        if candidate.kind in _NATIONAL:
            return self._national(piece, candidate, place, span)
        existing = (
            self.registry.like(candidate.kind, candidate.name, None) if candidate.kind != "Person" else None
        )
        if existing:
            self.registry.add(self.registry.found[existing].entity(), candidate.name)
            return existing, candidate.span, candidate.form
        entity = Entity(key=slug(candidate.name), kind=candidate.kind, label=candidate.name)
        return self.registry.add(entity, candidate.name), candidate.span, candidate.form

    def _government(
        self, piece: _Piece, candidate: Candidate, place: Entry | None, span: Span
    ) -> tuple[str, Span, str] | None:
        name = tidy(self.plain[span.begin : span.end])
        if candidate.rule == "seat":
            code: str | None = self.rules.government_seats[candidate.name]
        elif place is not None:
            code = place.country
            if "region" in place.remit and candidate.rule == "government":
                entity = Entity(
                    key=f"government-of-{place.key}",
                    kind="Government",
                    label=f"Government of {place.label}",
                    country=code,
                )
                return self.registry.add(entity, name), span, "name"
        else:
            code = self.countries.at(span.begin, piece.begin)
        bare = candidate.name.lower() in {
            "government",
            "authorities",
            "govt",
            "regime",
            *self.rules.heads_of_government,
        }
        form = "description" if place is None and bare else "name"
        country = self.names.countries.get(code or "")
        if country is None:
            entity = Entity(key=slug(candidate.name), kind="Government", label=candidate.name)
        else:
            entity = government_of(country.key)
        if place is not None and self.plain[span.begin - 2 : span.begin] == "s ":
            return self.registry.add(entity, f"{place.label}'s {name}"), span, form
        return self.registry.add(entity, *([name] if form == "name" else [])), span, form

    def _national(
        self, piece: _Piece, candidate: Candidate, place: Entry | None, span: Span
    ) -> tuple[str, Span, str]:
        name = tidy(self.plain[span.begin : span.end])
        code = place.country if place else None
        existing = self.registry.like(candidate.kind, name, code)
        forms = [
            name,
            *(
                [f"{place.label}'s {name}"]
                if place and span == candidate.span and place.label not in name
                else []
            ),
        ]
        form = "description" if candidate.rule in {"minister", "regulator"} else "name"
        if form == "description":
            forms = []
        if existing is None or candidate.rule in {"ministry", "minister"} or place is not None:
            code = code or self._context(candidate, piece)
            entry = self._entry_for(candidate, code)
            if entry is not None:
                return self.registry.known(entry, *forms), span, form
            existing = existing or (
                self.registry.like(candidate.kind, name, code) if candidate.rule.startswith("head:") else None
            )
        if existing is not None and candidate.rule not in {"ministry", "minister"}:
            return self.registry.add(self.registry.found[existing].entity(), *forms), span, form
        entity = self._unlisted(candidate, name, code, place)
        return self.registry.add(entity, *forms), span, form

    def _context(self, candidate: Candidate, piece: _Piece) -> str | None:
        return self.countries.at(candidate.span.begin, piece.begin)

    def _entry_for(self, candidate: Candidate, code: str | None) -> Entry | None:
        """The gazetteer's entry for a national body that the text names only by its function."""
        remit = self._function(candidate)
        return self.names.of(candidate.kind, code, remit) if remit else None

    def _function(self, candidate: Candidate) -> str | None:
        if candidate.kind == "Ministry":
            return portfolio_of(candidate.name)
        if candidate.kind == "Court" and len(candidate.name.split()) == 2:
            level = level_of(candidate.name)
            return level if level in {"supreme", "constitutional"} else None
        if candidate.kind == "Legislature" and candidate.rule == "legislature":
            return candidate.name.lower()
        if candidate.kind == "Regulator" and candidate.rule == "regulator":
            return next(
                (self.rules.remits[w] for w in candidate.name.lower().split() if w in self.rules.remits), None
            )
        return None

    def _unlisted(self, candidate: Candidate, name: str, code: str | None, place: Entry | None) -> Entity:
        country = self._country_name(code)
        if candidate.kind == "Ministry" and (portfolio := portfolio_of(name)):
            label = f"{portfolio.title() if portfolio != 'information technology' else 'Information Technology'} Ministry"
            label = f"{label} of {country}" if country else label
            return Entity(key=slug(label), kind="Ministry", label=label, country=code)
        generic = not candidate.rule.startswith("head:") or (
            candidate.kind in {"Court", "Legislature"} and len(name.split()) < 3
        )
        if generic and country and not any(self._names_place(word) for word in name.split()):
            where = place.label if place is not None else country
            label = f"{name[0].upper()}{name[1:]} of {where}"
            return Entity(key=slug(label), kind=candidate.kind, label=label, country=code)
        return Entity(key=slug(name), kind=candidate.kind, label=name, country=code)

    def _names_place(self, word: str) -> bool:
        return any(
            self.names.entries[s.key].kind == "Place" for m in matches(word, words(word)) for s in m.sightings
        )

    # --- acronyms ---------------------------------------------------------------------------------------

    def acronyms(self, mentions: Iterable[Mention]) -> list[tuple[str, str]]:
        """Initials that the text introduces in brackets after a name: (initials, key)."""
        found = []
        for mention in mentions:
            after = re.match(
                r"\s?\((?:the\s)?[\"']?([A-Z][\w&-]{1,11})[\"']?[),;]",
                self.plain[mention.span.end : mention.span.end + 30],
            )
            if after and sum(c.isupper() for c in after.group(1)) >= 2:
                found.append((after.group(1), mention.entity))
        return found


def _choose(candidates: list[tuple[_Piece, Candidate]]) -> list[tuple[_Piece, Candidate]]:
    """Of overlapping candidates the longest; of equals the gazetteer's, then the earlier."""
    ranked = sorted(
        candidates,
        key=lambda pc: (
            -(pc[1].span.end - pc[1].span.begin),
            pc[1].key is None,
            pc[1].span.begin,
            pc[1].kind,
            pc[1].rule,
        ),
    )
    taken: list[tuple[_Piece, Candidate]] = []
    covered: set[int] = set()
    for piece, candidate in ranked:
        positions = range(candidate.span.begin, candidate.span.end)
        if not any(p in covered for p in positions):
            covered.update(positions)
            taken.append((piece, candidate))
    return sorted(taken, key=lambda pc: pc[1].span)


def run(parsed: ParsedText, _: Layers) -> Layers:
    """Entities and mentions of a text. A pure function of the text, its parse and the language data."""
    reading = _Reading(parsed)
    candidates: list[tuple[_Piece, Candidate]] = []
    by_begin = {p.begin: p for p in reading.pieces}
    starts = sorted(by_begin)
    gazetted = reading.read_gazetteer()
    for candidate, _entry in gazetted:
        begin = max(b for b in starts if b <= candidate.span.begin)
        candidates.append((by_begin[begin], candidate))
    kept = {c.span for _, c in candidates}
    for piece in reading.pieces:
        sequences = Sequences(
            reading.content,
            piece.words,
            [m for m in piece.matches if m.span in kept or m.sightings[0].sense in {"adjective", "people"}],
        )
        candidates += [(piece, c) for c in sequences.candidates()]
        candidates += [(piece, c) for c in common_names(reading.plain, piece.begin, piece.end)]
        candidates += [(piece, c) for c in persons(sequences, piece.paragraph)]
    for piece, candidate in _choose(candidates):
        registered = reading.register(piece, candidate)
        if registered is not None:
            key, span, form = registered
            reading.mentions.append(Mention(span=span, entity=key, form=form, rule=candidate.rule))  # type: ignore[arg-type]
    _repeat(reading)
    described = Descriptions(reading.plain, reading.mentions, reading.registry.found)
    for piece in reading.pieces:
        described.read(piece.paragraph)
    reading.mentions += described.mentions
    reading.considered += described.considered
    for piece in reading.pieces:
        for mention, entity, names in groups(piece.paragraph, reading.plain, reading.mentions):
            reading.registry.add(entity, *names)
            reading.mentions.append(mention)
    mentioned = {m.entity for m in reading.mentions}
    entities = tuple(
        reading.registry.found[k].entity() for k in sorted(reading.registry.found) if k in mentioned
    )
    mentions = tuple(sorted(reading.mentions, key=lambda m: (m.span, m.entity)))
    return Layers(entities=entities, mentions=mentions, considered=tuple(reading.considered))


def _repeat(reading: _Reading) -> None:
    """Later mentions by a bracketed acronym or a person's surname."""
    short: dict[str, tuple[str, str]] = {}
    for initials, key in reading.acronyms(reading.mentions):
        short.setdefault(initials, (key, "acronym"))
    for mention in reading.mentions:
        found = reading.registry.found[mention.entity]
        if found.kind == "Person" and mention.form == "name":
            for name in found.names:
                if len(name.split()) > 1:
                    short.setdefault(name.split()[-1], (mention.entity, "name"))
    covered = [m.span for m in reading.mentions]
    taken = {p for s in covered for p in range(s.begin, s.end)}
    for piece in reading.pieces:
        for word in piece.words:
            if word.begin in taken or word.surface not in short:
                continue
            key, form = short[word.surface]
            reading.registry.add(reading.registry.found[key].entity(), word.surface)
            reading.mentions.append(
                Mention(span=Span(word.begin, word.end), entity=key, form=form, rule="repeated")
            )  # type: ignore[arg-type]


EXTRACTOR = Extractor(name="entities", requires=(), produces=("entities", "mentions"), run=run)
