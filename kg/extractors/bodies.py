"""Gives each name found in a text its entity: a known one, one named before, or a new one with its country.

"Interior Ministry", "Pakistan's Interior Ministry" and "the ministry of interior" in a text about Pakistan are one
entity, and the same in every other text: national bodies are filed under their function and country.
"""

from __future__ import annotations

import re

from kg.extractors.common_names import level_of, portfolio_of
from kg.extractors.countries import Countries
from kg.extractors.entity_registry import Registry, slug
from kg.extractors.known_names import Piece
from kg.extractors.name_matching import Match, gap, matches, words
from kg.extractors.name_patterns import Candidate, Form, tidy
from kg.extractors.name_rules import name_rules
from kg.extractors.name_variants import introduced, varied
from kg.gazetteer import Entry, gazetteer, government_of, government_of_region, spoken_name
from kg.model import Entity, Mention, Span

#: Kinds of bodies that belong to a country.
_NATIONAL = frozenset({"Court", "Ministry", "Legislature", "LawEnforcement", "Regulator"})
#: Heads of parts of a body, which speak and act for it ("FIA Cybercrime Wing").
_PARTS = frozenset({"Wing", "Unit", "Division", "Branch", "Cell", "Directorate", "Team"})
_INSIDE = re.compile(r" (?:of|in) (?:the )?")

#: Initials in brackets behind a name, perhaps between other things in them.
INITIALS = re.compile(r"\s?\((?:the\s|or\s)?[\"']?(?P<initials>(?!AS\d)[A-Z][\w&-]{1,11})[\"']?[),;/]")

#: "a court in Moscow" is not the one that was named before.
_INDEFINITE = re.compile(r"\b(?:[Aa]|[Aa]nother)(?: [A-Z][\w-]+)?\s$")
#: Between two names of one paper.
_ALSO = re.compile(r" \(|,? (?:\()?(?:also |better |commonly )?known as (?:the )?[\"']?|,? or [\"']")

Registered = tuple[str, Span, Form]


class Bodies:
    """Registers candidates in the order in which it gets them. ``plain`` is the text with plain quotes."""

    def __init__(self, plain: str, countries: Countries, registry: Registry) -> None:
        self.plain = plain
        self.countries = countries
        self.registry = registry
        self.gazetteer = gazetteer()
        self.rules = name_rules()
        self._last: Mention | None = None
        self._namesakes: dict[str, str] = {}

    def register(self, piece: Piece, candidate: Candidate) -> Registered:
        """The candidate's entity, the span of the mention (with a place's adjective in front), and its form."""
        registered = self._register(piece, candidate)
        key, span, form = registered
        self._last = Mention(span=span, entity=key, form=form, rule=candidate.rule)
        return registered

    def _register(self, piece: Piece, candidate: Candidate) -> Registered:
        if candidate.rule == "namesake":
            return self._namesake(piece, candidate)
        if candidate.key is not None:
            key = self.registry.add_entry(self.gazetteer.entries[candidate.key], [candidate.name])
            return key, candidate.span, candidate.form
        whole = self._whole(candidate) or self._renamed(candidate)
        if whole is not None:
            self.registry.call(whole, [candidate.name])
            return whole, candidate.span, "name"
        place, span = self._owner(piece, candidate.span)
        listed = self._listed(piece, candidate, place, span)
        if listed is not None:
            return self.registry.add_entry(listed, [candidate.name]), span, candidate.form
        if candidate.kind == "Government":
            return self._government(piece, candidate, place, span)
        if candidate.kind in _NATIONAL or candidate.rule == "association":
            return self._national(piece, candidate, place, span)
        if candidate.kind != "Person":
            same = self.registry.like(candidate.kind, candidate.name, None)
            if same is not None:
                self.registry.call(same, [candidate.name])
                return same, candidate.span, candidate.form
        elif (same := self._surnamed(candidate)) is not None:
            self.registry.call(same, [candidate.name, candidate.titled])
            return same, candidate.span, candidate.form
        entity = Entity(key=slug(candidate.name), kind=candidate.kind, label=candidate.name)
        return self.registry.add(entity, [candidate.name, candidate.titled]), candidate.span, candidate.form

    def _namesake(self, piece: Piece, candidate: Candidate) -> Registered:
        """A body that has the names of one that the gazetteer knows in another country: all these names are its own."""
        named = self._namesakes.get(str(candidate.key))
        if named is None:
            registered = self._national(piece, candidate, *self._owner(piece, candidate.span))
            self._namesakes[str(candidate.key)] = registered[0]
            return registered
        self.registry.call(named, [candidate.name])
        return named, candidate.span, candidate.form

    def _listed(self, piece: Piece, candidate: Candidate, place: Entry | None, span: Span) -> Entry | None:
        """The gazetteer's body that a name built like one's is another writing of, or whose initials stand behind it."""
        if candidate.kind in {"Person", "LegalInstrument"} or not candidate.rule.startswith(
            ("head:", "apposition")
        ):
            return None
        code = place.country if place else self.countries.at(span.begin, piece.begin)
        country = self.gazetteer.countries.get(code or "")
        behind = INITIALS.match(self.plain, candidate.span.end, candidate.span.end + 30)
        entry = introduced(candidate.name, behind["initials"], country) if behind else None
        return entry or varied(candidate.name, country)

    def _surnamed(self, candidate: Candidate) -> str | None:
        """The person named more fully, of whose name a single word is the last or the first: "Mr Robson", "Justice Moraes"."""
        if " " in candidate.name:
            return None
        persons = {key: self.registry.found[key].label.split() for key in self.registry.of_kind("Person")}
        fitting = (
            key
            for at in (-1, 0)
            for key, name in persons.items()
            if len(name) > 1 and name[at] == candidate.name
        )
        return next(fitting, None)

    def is_placed(self, piece: Piece, candidate: Candidate) -> bool:
        """Whether "court" or "prosecutor" has the place beside it that makes a name of it, "bill" no fuller name; all else has its name."""
        if candidate.rule == "bare-paper":
            return not self._is_named_paper(candidate.name)
        return candidate.rule != "placed" or self._owner(piece, candidate.span)[0] is not None

    def _is_named_paper(self, noun: str) -> bool:
        """Whether the text names a paper more fully that "the bill" can mean."""
        wanted = self.rules.paper_descriptions[noun]
        labels = [self.registry.found[key].label.lower() for key in self.registry.of_kind("LegalInstrument")]
        return any(wanted & set(re.findall(r"[a-z-]+", label)) for label in labels if label != noun)

    def _whole(self, candidate: Candidate) -> str | None:
        """The body whose part a name is: "Federal Investigation Agency (FIA) Cybercrime Wing"."""
        last = self._last
        if last is None or candidate.name.split()[-1] not in _PARTS:
            return None
        between = gap(self.plain, last.span.end, candidate.span.begin)
        kind = self.registry.found[last.entity].kind
        is_part = between in {") ", "'s ", " "} and kind in {"LawEnforcement", "Regulator", "Ministry"}
        return last.entity if is_part else None

    def _renamed(self, candidate: Candidate) -> str | None:
        """The paper that is named once more right behind its name: "the Design Code Act (AB 2273)", "…, also known as Law No. 175"."""
        last = self._last
        if (
            last is None
            or candidate.kind != "LegalInstrument"
            or self.registry.found[last.entity].kind != candidate.kind
        ):
            return None
        between = gap(self.plain, last.span.end, candidate.span.begin)
        return last.entity if last.form != "description" and _ALSO.fullmatch(between) else None

    # --- places ---------------------------------------------------------------------------------------------

    def _owner(self, piece: Piece, span: Span) -> tuple[Entry | None, Span]:
        """The place that a body's name says it belongs to, and the span with what belongs to the name.

        "Pakistani government", "Pakistan's Interior Ministry", "government of Pakistan", "police in Lagos".
        """
        for match in piece.matches:
            sense = match.sightings[0].sense
            if (
                self.gazetteer.entries[match.sightings[0].key].kind != "Place"
                or match.span.end < span.begin - 3
            ):
                continue
            if match.span.begin > span.end + 9:
                break
            if match.span.end <= span.begin:
                between = gap(self.plain, match.span.end, span.begin)
                if between in {" ", "-"}:
                    return self._place(match), Span(match.span.begin, span.end)
                if between in {"'s ", "' "}:
                    return self._place(match), span
            elif span.contains(match.span):
                return self._place(match), span
            elif sense in {"name", "acronym"} and _INSIDE.fullmatch(
                between := gap(self.plain, span.end, match.span.begin)
            ):
                whole = Span(span.begin, match.span.end)
                return self._place(match), whole if between.startswith(" of") else span
        return None, span

    def _place(self, match: Match) -> Entry:
        entries = [self.gazetteer.entries[s.key] for s in match.sightings]
        return max(entries, key=lambda e: (self.countries.share(e.country), -entries.index(e)))

    def _country_name(self, code: str | None) -> str | None:
        country = self.gazetteer.countries.get(code or "")
        return spoken_name(country) if country else None

    def _names_place(self, name: str) -> bool:
        found = matches(name, words(name))
        return any(self.gazetteer.entries[s.key].kind == "Place" for m in found for s in m.sightings)

    # --- governments ----------------------------------------------------------------------------------------

    def _government(self, piece: Piece, candidate: Candidate, place: Entry | None, span: Span) -> Registered:
        name = tidy(self.plain[span.begin : span.end])
        if candidate.rule == "seat":
            code: str | None = self.rules.government_seats[candidate.name]
        elif place is not None:
            code = place.country
        else:
            code = self.countries.at(span.begin, piece.begin)
        country = self.gazetteer.countries.get(code or "")
        bare = (
            candidate.rule == "officials"
            or candidate.name.lower() in self.rules.government_words | self.rules.heads_of_government
        )
        form: Form = "description" if place is None and bare and country is not None else "name"
        if place is not None and "region" in place.remit and candidate.rule in {"government", "placed"}:
            entity = government_of_region(place.key, place.label, code)
        elif country is not None:
            entity = government_of(country.key)
        else:
            entity = Entity(key=slug(candidate.name), kind="Government", label=candidate.name)
        if place is not None and self.plain[span.begin - 2 : span.begin] in {"s ", "' "}:
            name = f"{place.label}'s {name}"
        return self.registry.add(entity, [name] if form == "name" else []), span, form

    # --- other bodies of a country --------------------------------------------------------------------------

    def _national(self, piece: Piece, candidate: Candidate, place: Entry | None, span: Span) -> Registered:
        name = tidy(self.plain[span.begin : span.end])
        form: Form = "description" if candidate.rule in {"minister", "regulator"} else "name"
        forms = [] if candidate.rule == "minister" else [name]
        if place is not None and span == candidate.span and not self._names_place(name) and forms:
            forms.append(f"{place.label}'s {name}")
        code = place.country if place else self.countries.at(span.begin, piece.begin)
        filed = candidate.kind == "Ministry" and portfolio_of(name) is not None
        local = place is not None and bool({"region", "city"} & set(place.remit))
        unnamed = candidate.rule == "placed" or candidate.kind == "Court" and name[0].islower()
        if not filed and not (unnamed and _INDEFINITE.search(self.plain[: span.begin])):
            same = (
                self._named_in(candidate.kind, place, name)
                if local and place is not None and candidate.rule == "regulator"
                else self._named_before(candidate, name, place, code)
            )
            if same is not None:
                self.registry.call(same, [] if form == "description" else forms)
                return same, span, form
        entry = self._by_function(candidate, code) if not local or filed else None
        if entry is not None:
            return self.registry.add_entry(entry, forms), span, form
        fuller = self._ministry_named(name, code) if filed else None
        if fuller is not None:
            self.registry.call(fuller, forms)
            return fuller, span, form
        entity = self._unlisted(candidate, name, code, place)
        return self.registry.add(entity, forms), span, form

    def _named_before(
        self, candidate: Candidate, name: str, place: Entry | None, code: str | None
    ) -> str | None:
        """An entity that the text has named more fully, or the only one that lower-case words can mean."""
        if candidate.kind == "Regulator" and candidate.rule in ("regulator", "placed"):
            return self._regulator(candidate, code)
        same = self.registry.like(candidate.kind, name, place.country if place else None)
        if same is not None or candidate.kind != "Court" or place is not None:
            return same
        courts = self.registry.of_kind("Court")
        return courts[0] if len(courts) == 1 and name[1:] == name[1:].lower() else None

    def _named_in(self, kind: str, place: Entry, name: str) -> str | None:
        """A body of a region or city that the text has named with it: another region's, or the state's, is no match."""
        wanted = set(name.lower().split()) - {"the", "of", "'s"}
        for key in self.registry.of_kind(kind):
            known = self.registry.found[key]
            spoken = " ".join((known.label, *known.names)).lower()
            if any(form.lower() in spoken for form in (place.label, *place.adjectives)) and wanted & set(
                spoken.split()
            ):
                return key
        return None

    def _ministry_named(self, name: str, code: str | None) -> str | None:
        """The ministry of that country that the text names with this portfolio among others: "the Information Ministry"."""
        portfolio = set((portfolio_of(name) or "").split())
        keys = self.registry.of_kind("Ministry")
        named = [k for k in keys if self.registry.found[k].known and self.registry.found[k].country == code]
        fitting = [
            k
            for k in named
            if portfolio and portfolio <= set(re.findall(r"\w+", self.registry.found[k].label.lower()))
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _regulator(self, candidate: Candidate, code: str | None) -> str | None:
        """ "the telecom regulator": the one of that field, or of none known, that the text names."""
        if candidate.rule == "placed":  # "Kenya's regulator"
            own = (k for k in self.registry.of_kind("Regulator") if self.registry.found[k].country == code)
            return next(own, None)
        remit = self._remit(candidate.name)
        named = [
            k for k in self.registry.of_kind("Regulator") if self.registry.found[k].country in {None, code}
        ]
        fields = {k: self.gazetteer.entries[k].remit if k in self.gazetteer.entries else () for k in named}
        fitting = [k for k in named if remit in fields[k]] or [k for k in named if not fields[k]]
        return fitting[0] if fitting else None

    def _remit(self, name: str) -> str | None:
        return next((self.rules.remits[w] for w in name.lower().split() if w in self.rules.remits), None)

    def _by_function(self, candidate: Candidate, code: str | None) -> Entry | None:
        """The gazetteer's entry for a body that the text names by what every country has."""
        if candidate.kind == "Ministry":
            function = portfolio_of(candidate.name)
        elif candidate.kind == "Court" and len(candidate.name.split()) == 2:
            function = level_of(candidate.name)
        elif candidate.kind == "Legislature":
            function = candidate.name.lower()
        else:
            function = None
        return self.gazetteer.of(candidate.kind, code, function) if function else None

    def _unlisted(self, candidate: Candidate, name: str, code: str | None, place: Entry | None) -> Entity:
        country = self._country_name(code)
        portfolio = portfolio_of(name) if candidate.kind == "Ministry" else None
        if portfolio is not None:
            label = f"{portfolio.title()} Ministry" + (f" of {country}" if country else "")
            return Entity(key=slug(label), kind="Ministry", label=label, country=code)
        short = candidate.kind in {"Court", "Legislature"} and len(name.split()) < 3
        generic = short or not candidate.rule.startswith("head:")
        if generic and country and not self._names_place(name):
            label = f"{name[0].upper()}{name[1:]} of {place.label if place is not None else country}"
            return Entity(key=slug(label), kind=candidate.kind, label=label, country=code)
        return Entity(key=slug(name), kind=candidate.kind, label=name, country=code)
