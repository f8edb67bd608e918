"""Whose words a whole document is: its author, where it speaks in the first person, and the speakers of a transcript."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from kg.extractors.located import LEGAL_BODIES
from kg.extractors.quotation import first_person, without_quotes
from kg.extractors.reference import Referents
from kg.extractors.syntax import children, clause_head, prepositional, subject
from kg.extractors.turns import Turn, turns
from kg.lexicon import noun_list, verb_list
from kg.model import Span
from kg.text import Paragraph, ParsedText

#: Kinds of entities that speak.
SPEAKERS = frozenset(
    [
        "Platform",
        "Company",
        "Court",
        "Regulator",
        "Ministry",
        "LawEnforcement",
        "Government",
        "Legislature",
        "InternationalBody",
        "CivilSociety",
        "NewsOrganisation",
        "Person",
        "Group",
    ]
)

#: … and of those that others speak for.
_SPOKEN_FOR = LEGAL_BODIES | {"Platform", "Company"}
_PARTS = ("nsubj", "nsubjpass", "dobj", "dative")
#: What stands before the name of whose letter or statement it is, at the head of the text.
_HEAD = re.compile(
    r"(?i)(?:(?:an? |the )?(?:(?:open|joint|public|press|official|urgent|written|media) )*(?:letter|statement|communiqu[eé]|declaration|appeal|message|submission|"
    r"position paper|response|comments?|notice|release) (?:from|by|of) (?:(?:the|our) )?)"
)
#: … and behind it, where only whom it goes to is said.
_TO = re.compile(r"(?i) to (?:(?:the|our|his|her|mr|ms) )?")
#: A line of so many tokens is no sentence of the text but its head or signature.
_LINE = 16


class Authorship:
    """Reads head, signature and turns of one document."""

    def __init__(self, parsed: ParsedText, refer: Referents) -> None:
        self.parsed = parsed
        self.refer = refer
        self.labelled = turns(parsed.paragraphs)
        self.turns = self._turns()

    def author(self) -> str | None:
        """Whose "we" a document in the first person is: its publisher, its by-line, "we, the …", or whom its edges name."""
        body = [p for p in self.parsed.paragraphs if p.segment.role in ("body", "quote")]
        outside = [p for p in body if first_person(without_quotes(p.plain))]
        if not outside or self.turns:
            return None
        if self.is_singular(outside):
            return self._signer() or self._court_of_head()
        named = (
            self._publisher()
            or self._apposed(outside)
            or self._by_line()
            or self._sender()
            or self._condemner(body)
        )
        if named is not None:
            return named
        if len(outside) * 2 < len([p for p in body if len(p.doc) > 12]):
            return None
        if (named := self._letterhead()) is not None:
            return named
        counts: Counter[str] = Counter()
        edges = set()
        others = self._others(outside)
        for where in self.refer.located:
            if where.mention.entity not in others and self.refer.kind(where.mention.entity) in SPEAKERS - {
                "Group",
                "NewsOrganisation",
                "Government",
            }:
                edge = where.paragraph.segment.role in ("headline", "dateline") or where.paragraph in (
                    body[0],
                    body[-1],
                )
                owner = any(
                    t.lower_ in noun_list("attribution", "texts") | noun_list("nouns", "Voice")
                    for t in where.head.sent
                )
                counts[where.mention.entity] += 3 if edge and owner else 1
                if edge:
                    edges.add(where.mention.entity)
        return next((key for key, _ in counts.most_common() if key in edges), None)

    def _others(self, paragraphs: list[Paragraph]) -> frozenset[str]:
        """Whom the text's "we" acts on or is acted on by, so that it is somebody else: "a court ordered us", "we asked X to"."""
        found: set[str] = set()
        for paragraph in paragraphs:
            for token in paragraph.doc:
                if token.lower_ not in ("we", "us") or token.text == "US" or token.dep_ not in _PARTS:
                    continue
                verb = clause_head(token)
                beside = [n for n in children(verb, *_PARTS) if n != token]
                beside += prepositional(verb, frozenset({"to", "with", "from", "by"}))
                found |= {k for n in beside if n.pos_ != "PRON" for k in self.refer.all_of(paragraph, n)}
        return frozenset(found)

    def is_carried_by_another(self, author: str) -> bool:
        """Whether somebody else publishes the statement: there is a publisher other than the author, and it is called one."""
        publisher = (self.parsed.text.metadata.publisher or "").casefold()
        speaker = self.refer.entities[author]
        if not publisher or any(name.casefold() in publisher for name in (speaker.label, *speaker.names)):
            return False
        if speaker.key in (self._by_line(), self._publisher()):
            return False
        head = [p for p in self.parsed.paragraphs if p.segment.role in ("headline", "dateline")]
        head += [p for p in self.parsed.paragraphs if p.segment.role == "body"][:2]
        return any(w.mention.entity == speaker.key and w.paragraph in head for w in self.refer.located)

    @staticmethod
    def is_singular(paragraphs: list[Paragraph]) -> bool:
        """Whether one person speaks: "I" is said outside quotes, and oftener than "we"."""
        words = Counter(re.findall(r"\b(?:I|[Ww]e)\b", " ".join(without_quotes(p.plain) for p in paragraphs)))
        return words["I"] > words["we"] + words["We"]

    def _signer(self) -> str | None:
        """The one person whom a short line at the head or the end names: "Rapporteur: Justice Ada Obi"."""
        edges = [*self.parsed.paragraphs[:6], *self.parsed.paragraphs[-2:]]
        found = {
            where.mention.entity
            for where in self.refer.located
            if where.paragraph in edges
            and len(where.paragraph.doc) <= _LINE
            and self.refer.kind(where.mention.entity) == "Person"
        }
        return found.pop() if len(found) == 1 else None

    def _court_of_head(self) -> str | None:
        """The one court that a short line at the head names, for which a judge says "I" in its decision."""
        found = {
            where.mention.entity
            for where in self.refer.located
            if where.paragraph in self.parsed.paragraphs[:6]
            and len(where.paragraph.doc) <= _LINE
            and self.refer.kind(where.mention.entity) == "Court"
        }
        return found.pop() if len(found) == 1 else None

    def _condemner(self, body: list[Paragraph]) -> str | None:
        """Who says something now in the first paragraph of a text whose "we" nobody introduces: "Access Now condemns the ban"."""
        for sentence in body[0].doc.sents if body else ():
            verb = sentence.root
            if verb.tag_ not in ("VBZ", "VBP") or verb.lower_ not in verb_list("attribution", "declaring"):
                continue
            doer = subject(verb)
            keys = self.refer.all_of(body[0], doer) if doer is not None else ()
            named = [k for k in keys if self.refer.kind(k) in SPEAKERS - {"Group", "Person"}]
            if named:
                return named[0]
        return None

    def _letterhead(self) -> str | None:
        """Whose name a short line at the head of a text starts with: "Acme | Transparency blog"."""
        for paragraph in self.parsed.paragraphs[:4]:
            if len(paragraph.doc) > _LINE or "|" not in paragraph.plain:
                continue
            for where in self.refer.located:
                if where.mention.span.begin == paragraph.begin and self.refer.kind(
                    where.mention.entity
                ) in SPEAKERS - {"Person", "Group", "Government", "NewsOrganisation"}:
                    return where.mention.entity
        return None

    def _publisher(self) -> str | None:
        """The entity that published the document, if the document mentions it."""
        publisher = (self.parsed.text.metadata.publisher or "").casefold()
        if not publisher:
            return None
        fitting = [
            entity.key
            for entity in self.refer.entities.values()
            if entity.kind in SPEAKERS - {"Person", "Group", "Government"}
            and any(len(n) > 2 and n.casefold() == publisher for n in (entity.label, *entity.names))
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _apposed(self, paragraphs: list[Paragraph]) -> str | None:
        """ "We, the undersigned organisations", "we at the Foundation"."""
        for paragraph in paragraphs:
            for token in paragraph.doc:
                if token.lower_ != "we" or token.dep_ not in ("nsubj", "nsubjpass", "ROOT"):
                    continue
                nouns = children(token, "appos")
                nouns += [n for p in children(token, "prep") if p.lower_ == "at" for n in children(p, "pobj")]
                for noun in nouns:
                    for key in self.refer.of(paragraph, noun):
                        if self.refer.kind(key) in SPEAKERS:
                            return key
        return None

    def _by_line(self) -> str | None:
        """ "By the Trust & Safety team of …" at the head of a text: whose team wrote it; "From: …", who sends it."""
        for paragraph in self.parsed.paragraphs[:5]:
            if paragraph.plain.startswith("From:") and len(paragraph.plain) < 100:
                sent = [w.mention.entity for w in self.refer.located if w.paragraph is paragraph]
                bodies = [key for key in sent if self.refer.kind(key) in _SPOKEN_FOR | {"CivilSociety"}]
                return next(iter(bodies or sent), None)
            if paragraph.plain.startswith("By ") and len(paragraph.plain) < 100:
                for where in self.refer.located:
                    if where.paragraph is paragraph and self.refer.kind(where.mention.entity) in (
                        "Platform",
                        "Company",
                        "CivilSociety",
                    ):
                        return where.mention.entity
        return None

    def _sender(self) -> str | None:
        """Who sends a letter or statement, by a line at its head: "Open letter of Acme to …", "Acme to the Regulator", or nothing but "ACME"."""
        for paragraph in self.parsed.paragraphs[:3]:
            if len(paragraph.doc) > 2 * _LINE or first_person(without_quotes(paragraph.plain)):
                continue
            here = [w for w in self.refer.located if w.paragraph is paragraph]
            begins = {w.mention.span.begin - paragraph.begin for w in here}
            for where in here:
                if self.refer.kind(where.mention.entity) not in SPEAKERS - {"Group"}:
                    continue
                begin, end = (
                    at - paragraph.begin for at in (where.mention.span.begin, where.mention.span.end)
                )
                before, behind = paragraph.plain[:begin], paragraph.plain[end:]
                to = _TO.match(behind)
                addresses = to is not None and end + to.end() in begins
                if _HEAD.fullmatch(before) or not before and (addresses or not behind.strip(" .:")):
                    return where.mention.entity
        return None

    def _turns(self) -> dict[int, tuple[str | None, Span, Span]]:
        """The turns of a transcript by the offset of their paragraph: (speaker, label, words); empty for other texts.

        Who asks the questions, and a colleague of theirs, speaks for the document: no speaker.
        """
        labelled = {turn.paragraph.begin: turn for turn in self.labelled}
        found: dict[int, tuple[str | None, Span, Span]] = {}
        current: tuple[str | None, Span] | None = None
        for paragraph in self.parsed.paragraphs if labelled else ():
            turn = labelled.get(paragraph.begin)
            if turn is not None:
                current = (self._turn_speaker(turn), turn.label)
                found[paragraph.begin] = (*current, turn.words)
            elif current is not None and paragraph.segment.role in ("body", "quote"):
                end = paragraph.begin + len(paragraph.plain)
                found[paragraph.begin] = (*current, Span(paragraph.begin, end))
        return found

    def _turn_speaker(self, turn: Turn) -> str | None:
        """The actor that the label of a turn names, by name or by office; None for whoever leads the conversation."""
        if turn.called is None:
            return None
        if (person := self._called(turn.called)) is not None:
            return None if self._is_colleague(person) else person
        within = (w.mention.entity for w in self.refer.located if turn.label.contains(w.mention.span))
        return next((key for key in within if self.refer.kind(key) in LEGAL_BODIES), None)

    def _called(self, name: str) -> str | None:
        """The actor whose name, or its last words, a label has."""
        words = re.findall(r"[\w'-]+", name.casefold())
        for entity in self.refer.entities.values():
            names = [re.findall(r"[\w'-]+", n.casefold()) for n in (entity.label, *entity.names)]
            if entity.kind in SPEAKERS and any(n == words or n[-len(words) :] == words for n in names):
                return entity.key
        return None

    def body_at(self, offset: int) -> str | None:
        """For whom the speaker of a turn says "we": the body beside the name in the label, "Mr. Chan (Facebook)"; None where there is none."""
        for speaker, _, words in self.turns.values():
            if speaker is not None and words.begin <= offset < words.end:
                return self._bodies.get(speaker)
        return None

    @cached_property
    def _bodies(self) -> dict[str, str]:
        """The body or country beside a speaker's name in the first label that has one; a town there is a constituency."""
        found: dict[str, str] = {}
        for turn in self.labelled:
            speaker, _, _ = self.turns[turn.paragraph.begin]
            if speaker is None:
                continue
            for where in self.refer.located:
                key = where.mention.entity
                if not any(span.contains(where.mention.span) for span in turn.beside):
                    continue
                if self.refer.kind(key) in _SPOKEN_FOR:
                    found.setdefault(speaker, key)
                elif self.refer.kind(key) == "Place" and self.refer.country_place(key) == key:
                    found.setdefault(speaker, self.refer.government(key))
        return found

    def _is_colleague(self, key: str) -> bool:
        """Whether the document calls a person its own: "our colleague", "our correspondent"."""
        content = self.parsed.text.content
        return any(
            re.search(
                r"(?i)\bour\s+(?:\w+\s+){0,2}$",
                content[max(0, w.mention.span.begin - 40) : w.mention.span.begin],
            )
            for w in self.refer.located
            if w.mention.entity == key
        )
