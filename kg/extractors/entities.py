"""Finds who and what a text names, one entity per real-world thing, and each place where it is mentioned.

In order: the gazetteer's names, names explained by their build, bodies named by common nouns, persons, names that
an apposition explains; acronyms introduced in brackets and surnames; then descriptions ("the company") and groups
("users in Pakistan"). Pronouns are resolved elsewhere.
"""

from __future__ import annotations

import re

from kg.detection import PARTICIPANT
from kg.extraction import Extractor, Layers
from kg.extractors.acting_names import acting_initials, acting_names
from kg.extractors.appositions import apposed
from kg.extractors.bodies import INITIALS, Bodies
from kg.extractors.case_heading import sides_of_heading
from kg.extractors.common_names import common_names
from kg.extractors.deed_names import deed_names
from kg.extractors.defined_names import defined_names, defined_terms, without_redefined
from kg.extractors.descriptions import Descriptions
from kg.extractors.domains import domains
from kg.extractors.entity_registry import Registry, slug
from kg.extractors.groups import groups
from kg.extractors.hypernyms import hyponyms
from kg.extractors.known_names import KnownNames, Piece
from kg.extractors.listed import listed
from kg.extractors.mastheads import masthead
from kg.extractors.name_matching import Match, words
from kg.extractors.name_patterns import CALENDAR, Candidate, Form, Sequences, tidy
from kg.extractors.name_rules import name_rules
from kg.extractors.name_variants import varied
from kg.extractors.papers import papers, with_year
from kg.extractors.participants import (
    Openings,
    collective,
    described_in_part,
    participant_names,
    stands_for_another,
)
from kg.extractors.persons import persons, recalled, surnames
from kg.extractors.title_case import is_common_word
from kg.extractors.turns import turn_names
from kg.gazetteer import gazetteer
from kg.model import Entity, Mention, Span, Text
from kg.text import ParsedText

#: Titles that mean one office.
_SAME_OFFICE = {
    "premier": ("premier", "prime minister"),
    "prime minister": ("prime minister", "premier"),
    "judge": ("judge", "justice"),
    "justice": ("justice", "judge"),
}
_OFFICES = frozenset({"head-of-government", "minister", "bare-office"})

_Placed = tuple[Piece, Candidate]

#: What makes of a country's name the name of a body's part there: "MISA-Zambia".
_CHAPTER = re.compile(r"\b[A-Z]{3,}-$")


def _candidates(names: KnownNames) -> list[_Placed]:
    """All names, by whatever explains them; they may overlap."""
    found = names.read()
    kept = {candidate.span for _, candidate in found}
    found += names.local_arms(found)
    read = [(piece, Sequences(names.content, piece.words, _kept(piece, kept))) for piece in names.pieces]
    alone = frozenset(word for _, sequences in read for word in surnames(sequences))
    for piece, sequences in read:
        found += [(piece, c) for c in sequences.candidates()]
        found += [(piece, c) for c in common_names(names.plain, piece.begin, piece.end)]
        found += [(piece, c) for c in papers(names.plain, piece.begin, piece.end)]
        found += [(piece, c) for c in domains(names.plain, piece.begin, piece.end)]
        found += [(piece, c) for c in persons(sequences, piece.paragraph)]
        found += [(piece, c) for c in recalled(sequences, alone)]
        found += [(piece, c) for c in defined_names(sequences)]
        found += [(piece, c) for c in listed(sequences, piece, names.plain)]
        found += [(piece, names.explained(c)) for c in apposed(sequences, names.plain)]
        found += [(piece, names.explained(c)) for c in hyponyms(sequences, piece, names.plain)]
    piece_of = {piece.begin: piece for piece in names.pieces}
    found += [
        (piece_of[paragraph.begin], c) for paragraph, c in turn_names(p.paragraph for p in names.pieces)
    ]
    return [
        (piece, with_year(names.plain, c))
        for piece, c in found
        if c.kind != "Place" or not _CHAPTER.search(names.plain[max(0, c.span.begin - 12) : c.span.begin])
    ]


def _kept(piece: Piece, kept: set[Span]) -> list[Match]:
    """The gazetteer's matches that stand, adjectives and peoples among them."""
    return [m for m in piece.matches if m.span in kept or m.sightings[0].sense in {"adjective", "people"}]


def _choose(candidates: list[_Placed]) -> list[_Placed]:
    """Of overlapping candidates the longest; of equals the gazetteer's, then the earlier. In text order."""

    def rank(placed: _Placed) -> tuple[int, bool, int, str, str]:
        span, candidate = placed[1].span, placed[1]
        return span.begin - span.end, candidate.key is None, span.begin, candidate.kind, candidate.rule

    taken: list[_Placed] = []
    covered: set[int] = set()
    for placed in sorted(candidates, key=rank):
        positions = range(placed[1].span.begin, placed[1].span.end)
        if covered.isdisjoint(positions):
            covered.update(positions)
            taken.append(placed)
    return sorted(taken, key=lambda placed: placed[1].span)


#: What says right before a word that it is a place.
_WHERE = re.compile(r"(?i)\b(?:in|at|from|to|into|near|across|of|throughout|within)(?: the)? $")


def _without_surnames(plain: str, chosen: list[_Placed]) -> list[_Placed]:
    """Without the places and world-known persons whose name is the surname of another person whom the text names in full.

    Of "Sandra Holland" and "Francesca Albanese", "Holland said" names no country, and "Albanese said" no prime minister.
    """
    full = {c.name for _, c in chosen if c.kind == "Person" and " " in c.name and c.rule != "surname"}
    surnames = {name.split()[-1] for name in full}
    return [
        (piece, c)
        for piece, c in chosen
        if (
            c.kind != "Place"
            or c.name not in surnames
            or _WHERE.search(plain[max(0, c.span.begin - 16) : c.span.begin])
        )
        and (c.rule != "surname" or c.name in full or c.titled not in surnames)
    ]


#: What makes of a name or description somebody's view: "pro-government accounts", "anti-Kremlin channels".
_STANCE = re.compile(r"(?i)\b(?:pro|anti|non|ex|post|inter)-$")


class _Holders:
    """Which persons the text has given which titles: "the premier" may come back to one of them."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._held: dict[str, list[tuple[int, str]]] = {}
        self._names: set[int] = set()

    def note(self, mention: Mention) -> None:
        """Remembers the one to three words before a person's name."""
        before = self._plain[max(0, mention.span.begin - 40) : mention.span.begin].lower().split()
        self._names.add(mention.span.begin)
        for length in (1, 2, 3):
            title = " ".join(before[-length:])
            self._held.setdefault(title, []).append((mention.span.begin, mention.entity))

    def holder(self, office: str, offset: int) -> str | None:
        """The person last given that title before ``offset``, else the first after it."""
        titles = _SAME_OFFICE.get(office, (office,))
        held = sorted(h for title in titles for h in self._held.get(title, []))
        before = [key for begin, key in held if begin < offset]
        return before[-1] if before else (held[0][1] if held else None)

    def is_title(self, span: Span) -> bool:
        """Whether an office stands before its holder's name and so belongs to it."""
        return span.end + 1 in self._names


def _is_late(candidate: Candidate) -> bool:
    """Whether words name a body only by what it is, so that all fuller names must be known first."""
    return (
        candidate.rule in _OFFICES | {"regulator", "placed", "bare-paper"}
        or (candidate.rule == "court" and candidate.name[1:].islower())
        or (candidate.kind == "Person" and candidate.key is None and " " not in candidate.name)
    )


def _publishers(names: KnownNames, text: Text, registry: Registry) -> list[Mention]:
    """The mentions of bodies in the masthead, registered before all others: later names of them find them there."""
    mentions = []
    listed = gazetteer()
    country = listed.countries.get(names.countries.main or "")
    for candidate in masthead(text):
        entry = listed.entries[candidate.key] if candidate.key else varied(candidate.name, country)
        if entry is not None:
            key = registry.add_entry(entry, [candidate.name])
        else:
            entity = Entity(key=slug(candidate.name), kind=candidate.kind, label=candidate.name)
            key = registry.add(entity, [candidate.name])
        mentions.append(Mention(span=candidate.span, entity=key, form="name", rule="masthead"))
    return mentions


def _name_mentions(names: KnownNames, registry: Registry) -> list[Mention]:
    """The mentions by name, each of a registered entity; offices and the like last, when all names are known."""
    bodies, holders = Bodies(names.plain, names.countries, registry), _Holders(names.plain)
    chosen = _without_surnames(names.plain, _choose(_candidates(names)))
    redefined = without_redefined(names.plain, (c for _, c in chosen))
    chosen = [(piece, c) for piece, c in chosen if c not in redefined]
    mentions: list[Mention] = []
    for piece, candidate in chosen:
        if not _is_late(candidate):
            key, span, form = bodies.register(piece, candidate)
            mentions.append(Mention(span=span, entity=key, form=form, rule=candidate.rule))
            if candidate.kind == "Person":
                holders.note(mentions[-1])
    for piece, candidate in chosen:
        if not _is_late(candidate) or (candidate.rule in _OFFICES and holders.is_title(candidate.span)):
            continue
        office = candidate.name.lower() if candidate.rule in _OFFICES else ""
        person = holders.holder(office, candidate.span.begin) if office else None
        if person is not None:
            mentions.append(Mention(span=candidate.span, entity=person, form="description", rule="office"))
        elif (candidate.rule != "bare-office" or office in name_rules().sole_offices) and bodies.is_placed(
            piece, candidate
        ):
            key, span, form = bodies.register(piece, candidate)
            mentions.append(Mention(span=span, entity=key, form=form, rule=candidate.rule))
            if candidate.kind == "Person" and not office:
                holders.note(mentions[-1])
    return sorted(mentions, key=lambda m: m.span)


def _short_names(
    names: KnownNames, registry: Registry, mentions: list[Mention]
) -> dict[str, tuple[str, Form]]:
    """Initials introduced in brackets and persons' surnames, with the entity that they stand for."""
    short: dict[str, tuple[str, Form]] = {}
    titles = name_rules().titles
    for mention in mentions:
        after = INITIALS.match(names.plain, mention.span.end, mention.span.end + 30)
        owns = registry.found[mention.entity].kind not in {"Place", "Government", "Person"}
        if after and owns and sum(c.isupper() for c in after["initials"]) >= 2:
            short.setdefault(after["initials"], (mention.entity, "acronym"))
    for mention in mentions:
        found = registry.found[mention.entity]
        if found.kind == "Person" and mention.form == "name":
            for name in found.names:
                if " of " not in name:
                    short.setdefault(name.split()[-1], (mention.entity, "name"))
    given = name_rules().given_names
    for mention in (
        mentions
    ):  # where the first name is what somebody is called by, it stands alone later: "Cheng Wei", "Cheng"
        found = registry.found[mention.entity]
        for name in found.names if found.kind == "Person" and mention.form == "name" else ():
            first, _, rest = name.partition(" ")
            if rest and first not in titles and (first in given or not is_common_word(first)):
                short.setdefault(first, (mention.entity, "name"))
            for middle in name.split()[1:-1]:  # "Kashifu Inuwa Abdullahi", "Inuwa"
                if (
                    middle.istitle()
                    and len(middle) > 3
                    and not is_common_word(middle)
                    and middle not in given
                ):
                    short.setdefault(middle, (mention.entity, "name"))
    return short


def _may_be_surname(names: KnownNames, piece: Piece, at: int, label: str) -> bool:
    """Whether a word is no part of a longer name than ``label``, and no common word that begins a sentence and says nothing."""
    sequences = Sequences(names.content, piece.words, [])
    behind = piece.words[at + 1].surface if at + 1 < len(piece.words) else ""
    if behind and sequences.joint(at) == " " and behind[0].isupper() and behind.lower() not in CALENDAR:
        return False
    if behind in name_rules().speech_verbs:
        return True
    word = piece.words[at].surface
    if word in name_rules().given_names and label.split()[-1] != word:
        return (
            behind != "" and sequences.joint(at) == "'s "
        )  # many share a first name: only where its holder speaks or owns
    return not (is_common_word(word) and sequences.starts_sentence(at))


def _explained(registry: Registry, mentions: list[Mention]) -> dict[tuple[str, ...], tuple[str, Form]]:
    """Names that an apposition has explained, as their words: they need no explanation where they come back."""
    return {
        tuple(w.surface for w in words(name)): (mention.entity, "name")
        for mention in mentions
        if mention.rule in {"apposition", "listed", "hyponym", "acting-initials", "deed", PARTICIPANT}
        and registry.found[mention.entity].kind != "Person"
        for name in registry.found[mention.entity].names
    }


#: Before a term that a text has defined with "the".
_THE = re.compile(r"\b[Tt]he\s$")


def _repeated(names: KnownNames, registry: Registry, mentions: list[Mention]) -> list[Mention]:
    """Further mentions by initials, surname, or a name explained before."""
    short = _short_names(names, registry, mentions)
    explained = _explained(registry, mentions)
    defined = defined_terms(names.plain, mentions)
    explained = {words: (term.entity, "name") for words, term in defined.items()} | explained
    longest = max(map(len, explained), default=0)
    covered = {p for m in mentions for p in range(m.span.begin, m.span.end)}
    found = []
    for piece in names.pieces:
        for at, word in enumerate(piece.words):
            if word.begin in covered:
                continue
            for length in range(longest, 0, -1):
                run = piece.words[at : at + length]
                called = tuple(w.surface for w in run)
                same = explained.get(called)
                if called in defined and defined[called].is_definite:
                    same = same if _THE.search(names.plain, max(0, word.begin - 5), word.begin) else None
                if same is not None and len(run) == length:
                    span = Span(word.begin, run[-1].end)
                    found.append(Mention(span=span, entity=same[0], form=same[1], rule="repeated"))
                    break
            if word.surface in short:
                key, form = short[word.surface]
                entity = registry.found[key]
                if entity.kind == "Person" and not _may_be_surname(names, piece, at, entity.label):
                    continue
                registry.call(key, [word.surface])
                found.append(Mention(span=Span(word.begin, word.end), entity=key, form=form, rule="repeated"))
    return found


def _participants(
    piece: Piece,
    plain: str,
    registry: Registry,
    openings: Openings,
    mentions: list[Mention],
) -> list[Mention]:
    """The mentions of a paragraph that only the encoder takes for names: of one whose name begins so, or else of somebody new."""
    found = []
    for first, last, kind in participant_names(piece.paragraph, mentions):
        span = piece.paragraph.span(first, last)
        label = tidy(plain[span.begin : span.end])
        key = openings.whose(label.split())
        if key is None:
            of_another = slug(label) in gazetteer().entries  # whom the text doesn't mean, else it were named
            new = f"{slug(label)}-{kind.lower()}" if of_another else slug(label)
            key = registry.add(Entity(key=new, kind=kind, label=label), (label,))
            openings.add(key, (label,))
        else:
            registry.call(key, (label,))
        found.append(Mention(span=span, entity=key, form="name", rule=PARTICIPANT))
    return found


def run(parsed: ParsedText, _: Layers) -> Layers:
    """Entities (by key) and mentions (by place) of a text: a function of the text, its parse and the language data."""
    names, registry = KnownNames(parsed), Registry()
    mentions = _publishers(names, parsed.text, registry)
    mentions += _name_mentions(names, registry)
    mentions += _repeated(names, registry, mentions)
    for piece in names.pieces:
        for span, entity, forms in acting_initials(piece.paragraph, names.plain, mentions):
            key = registry.add(entity, forms)
            mentions.append(Mention(span=span, entity=key, form="name", rule="acting-initials"))
        kinds = {key: found.kind for key, found in registry.found.items()}
        for span, entity, forms in deed_names(piece.paragraph, names.plain, mentions, kinds):
            key = registry.add(entity, forms)
            mentions.append(Mention(span=span, entity=key, form="name", rule="deed"))
    openings = Openings(registry.found.values())
    for piece in names.pieces:
        mentions += _participants(piece, names.plain, registry, openings, mentions)
    if mentions and mentions[-1].rule in ("acting-initials", "deed", PARTICIPANT):
        mentions += _repeated(names, registry, mentions)
    heading = sides_of_heading(names.content, sorted(mentions, key=lambda m: m.span), registry.found)
    described = Descriptions(names.plain, mentions, registry.found, heading)
    for piece in names.pieces:
        described.read(piece.paragraph)
    mentions += described.mentions
    named = sorted(mentions, key=lambda m: m.span)
    for piece in names.pieces:
        for group in groups(piece.paragraph, names.plain, named, collective):
            again = None
            if group.rule == PARTICIPANT:
                again = described_in_part(group.head, named, registry.found, group.span.begin)
                if again is None and stands_for_another(group.head):
                    continue
            key = again or registry.add(group.entity, group.forms)
            mentions.append(Mention(span=group.span, entity=key, form="description", rule=group.rule))
        for span, entity, forms in acting_names(piece.paragraph, names.plain, mentions):
            key = registry.add(entity, forms)
            mentions.append(Mention(span=span, entity=key, form="name", rule="acting-name"))
    mentions = [
        m for m in mentions if not _STANCE.search(names.plain[max(0, m.span.begin - 8) : m.span.begin])
    ]
    mentioned, spans = {m.entity for m in mentions}, {m.span for m in mentions}
    return Layers(
        entities=tuple(registry.found[k].entity() for k in sorted(mentioned)),
        mentions=tuple(sorted(mentions, key=lambda m: (m.span, m.entity))),
        considered=tuple(c for c in (*names.considered, *described.considered) if c.span not in spans),
    )


EXTRACTOR = Extractor(name="entities", requires=(), produces=("entities", "mentions"), run=run)
