"""Resolves definite descriptions ("the company", "the regulator") and unnamed speakers of a body to entities.

By kind, recency and salience; where no entity of a fitting kind has been named the description stays unresolved,
which is recorded as a consideration. Kinds are never crossed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Protocol

from spacy.tokens import Token

from kg.extractors.case_heading import parties_of, side_of
from kg.extractors.name_matching import gap
from kg.extractors.name_rules import FILE, name_rules
from kg.extractors.syntax import sentence_bounds
from kg.gazetteer import gazetteer
from kg.lexicon import noun_list
from kg.model import Consideration, Mention, Span
from kg.text import Paragraph

_DEFINITE = frozenset({"the", "this", "that", "these", "its", "their", "said", "such"})
#: Modifiers that say too much for a mere description: "the messaging service of choice", "the first court".
_OTHER = frozenset({"other", "another", "new", "first", "second", "third", "next", "own", "similar", "different", "rival", "many", "several"})  # fmt: skip
#: A description reaches back at most this many sentences, except to what the document speaks of most.
_REACH = 12
#: Nor over more mentions than this.
_WINDOW = 50
#: The kinds of "site" and "website".
_SITE = ("Platform", "NewsOrganisation")


#: What may stand between a body and its spokesperson: "Meta's spokesman", "a Meta Korea official", "a Google policy executive".
_BESIDE = re.compile(
    r"(?:'s?)?(?: [A-Z][\w-]*| (?:policy|legal|press|company|senior|chief|government|public|media)){0,2} |-"
)

#: A part of a law that stands alone: no law is named right behind it, nor further parts of one.
_PART = re.compile(
    r"\b(?:[Ss]ections?|[Aa]rticles?|[Ss]ec\.|[Aa]rt\.)\s\d+[A-Za-z]?(?:[.-]\d+)*(?:\(\w+\))*(?!\w)(?!,?\s(?:and|or|to|read|paragraph|of|in)\b|,\s\d|\(|-)"
)

#: "The U.S. company": what stands for the adjective of a country, and the country.
_SHORT_FORMS = {"u.s.": "US", "us": "US", "u.k.": "GB", "uk": "GB"}
_NATIONAL = frozenset({"Regulator", "Court", "Ministry", "LawEnforcement", "Government", "Legislature"})


#: "The Service" with a capital is rather the one in whose name the word is than any other that can be called so.
_WRITTEN = 5.0


@cache
def _adjectives() -> Mapping[str, frozenset[str]]:
    """The countries that a lower-case adjective can mean: "the Irish regulator" is no Bangladeshi one."""
    found: dict[str, set[str]] = {}
    for entry in gazetteer().entries.values():
        for adjective in entry.adjectives:
            found.setdefault(adjective.lower(), set()).add(entry.country or "")
    for short, country in _SHORT_FORMS.items():
        found.setdefault(short, set()).add(country)
    return {adjective: frozenset(countries) for adjective, countries in found.items()}


def _is_of_itself(preposition: Token) -> bool:
    """Whether "of" says how something was done: "barred the site of its own accord"."""
    return any(c.lower_ in ("accord", "volition", "course") for c in preposition.children)


class Known(Protocol):
    """What is read of an entity."""

    @property
    def kind(self) -> str: ...
    @property
    def country(self) -> str | None: ...
    @property
    def label(self) -> str: ...
    @property
    def parent(self) -> str | None: ...


class Descriptions:
    """Reads paragraph after paragraph; ``mentions`` and ``considered`` are what it found.

    ``plain`` is the text's content with plain quotes, ``named`` the mentions by name, ``entities`` those named, ``heading`` the
    sides of the case that a judgment is about (:mod:`kg.extractors.case_heading`).
    """

    def __init__(
        self,
        plain: str,
        named: list[Mention],
        entities: Mapping[str, Known],
        heading: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.plain = plain
        self.named = sorted(named, key=lambda m: m.span)
        self.begins = [m.span.begin for m in self.named]
        self.entities = entities
        self.mentions: list[Mention] = []
        self.considered: list[Consideration] = []
        self.rules = name_rules()
        self.sentences: list[int] = []
        self._quotes = [m.start() for m in re.finditer('"', plain)]
        self._heading = heading
        self._fitting: dict[tuple[str, ...], Counter[str]] = {}

    def read(self, paragraph: Paragraph) -> None:
        """Resolves the descriptions of one paragraph."""
        self._parts(paragraph)
        for sentence in paragraph.doc.sents:
            self.sentences.append(paragraph.begin + sentence.start_char)
            for token in sentence:
                self._token(paragraph, token)

    def _token(self, paragraph: Paragraph, token: Token) -> None:
        word = token.lower_
        if word in self.rules.spokespersons:
            self._spokesperson(paragraph, token)
            return
        if word in self.rules.paper_descriptions:
            self._paper(paragraph, token)
            return
        if side_of(word) is not None and self._heading:
            self._side(paragraph, token)
            return
        kinds = self.rules.descriptions.get(word)
        headlined = paragraph.segment.role == "headline" and self._is_headlined(token)
        if kinds is None or self._is_covered(paragraph.begin + token.idx):
            return
        if not headlined and not self._is_definite(token):
            return
        if (
            token.dep_ in {"dobj", "dative", "pobj"}
            and any(c.lower_ == "this" for c in token.children)
            and "Platform" in kinds
        ):
            return  # "told this site": whoever publishes the text
        modifiers = {c.lower_ for c in token.children if c.dep_ in {"amod", "compound", "nummod"}}
        needed = self.rules.description_needs.get(word)
        proper = any(
            c.dep_ == "compound" and c.text[0].isupper() and c.lower_ not in _SHORT_FORMS
            for c in token.children
        )
        if (
            proper
            or modifiers & (_OTHER | self.rules.description_stops)
            or (needed is not None and not needed & modifiers)
            or any(c.dep_ == "prep" and c.lower_ == "of" and not _is_of_itself(c) for c in token.children)
        ):
            return
        first = min(
            (c for c in token.children if c.dep_ in {"det", "poss", "amod", "compound"} and c.i < token.i),
            key=lambda c: c.i,
            default=token,
        )
        while first.i > sentence_bounds(token)[0] and first.left_edge.i < first.i and first.dep_ != "poss":
            first = first.left_edge
        while first.is_space and first.i < token.i:
            first = token.doc[first.i + 1]
        span = paragraph.span(token, token) if first.dep_ == "poss" else paragraph.span(first, token)
        if self._overlaps(span):
            span = paragraph.span(token, token)
        key = self._apposed(token, paragraph.begin + token.idx + len(token), kinds)
        if key is None and kinds == _SITE:  # an outlet only where the text has no service
            key = self._resolve(token, span, kinds[:1], modifiers)
        key = key or self._resolve(token, span, kinds, modifiers)
        if key is None:
            self.considered.append(
                Consideration(
                    span=span,
                    extractor="entities",
                    what="description",
                    reason=f"nothing named before that {word!r} can stand for",
                    file=FILE,
                )
            )
            return
        self.mentions.append(Mention(span=span, entity=key, form="description", rule=f"description:{word}"))

    def _paper(self, paragraph: Paragraph, token: Token) -> None:
        """ "The Act", "under that law": the paper of that sort which was last named before, wherever in the document."""
        begin = paragraph.begin + token.idx
        bare = {c.dep_ for c in token.children} <= {"det", "amod", "punct", "relcl", "prep", "appos"}
        determiner = next((c for c in token.children if c.dep_ == "det"), None)
        same = {c.lower_ for c in token.children if c.dep_ == "amod"} <= {"same", "new"}
        if (
            not bare
            or not same
            or determiner is None
            or determiner.lower_ not in _DEFINITE
            or token.pos_ not in {"NOUN", "PROPN"}
        ):
            return
        if self._is_covered(begin) or any(
            c.dep_ == "prep" and c.lower_ in {"of", "on", "for"} for c in token.children
        ):
            return
        wanted = self.rules.paper_descriptions[token.lower_]
        for mention in reversed(self.named[: bisect_left(self.begins, begin)]):
            entity = self.entities[mention.entity]
            if entity.kind == "LegalInstrument" and wanted & set(
                re.findall(r"[a-z-]+", entity.label.lower())
            ):
                span = paragraph.span(determiner, token)
                self.mentions.append(
                    Mention(
                        span=span,
                        entity=mention.entity,
                        form="description",
                        rule=f"description:{token.lower_}",
                    )
                )
                return

    def _parts(self, paragraph: Paragraph) -> None:
        """ "under Section 12", with no law behind it: the law that was named last before."""
        for match in _PART.finditer(self.plain, paragraph.begin, paragraph.begin + len(paragraph.plain)):
            if self._is_covered(match.start()):
                continue
            before = bisect_left(self.begins, match.start())
            law = next((m.entity for m in reversed(self.named[:before]) if self._is_law(m.entity)), None)
            if law is not None:
                span = Span(match.start(), match.end())
                self.mentions.append(
                    Mention(span=span, entity=law, form="description", rule="description:part")
                )

    def _is_law(self, key: str) -> bool:
        entity = self.entities[key]
        words = set(re.findall(r"[a-z-]+", entity.label.lower()))
        return entity.kind == "LegalInstrument" and bool(
            (self.rules.paper_descriptions["law"] | {"bill"}) & words
        )

    def _apposed(self, token: Token, end: int, kinds: tuple[str, ...]) -> str | None:
        """ "the rights group KICTANet", "the regulator, Ofcom, said": the name that stands right behind it."""
        at = bisect_left(self.begins, end)
        if at == len(self.named):
            return None
        beside = self.named[at]
        between = gap(self.plain, end, beside.span.begin)
        enclosed = between == ", " and self.plain[beside.span.end : beside.span.end + 1] == ","
        if not enclosed and between not in {" ", ' "', " '", " \u2018"}:
            return None
        # "the court Telegram was summoned to": a name of another kind begins a clause of its own.
        return beside.entity if self.entities[beside.entity].kind in kinds else None

    def _is_definite(self, token: Token) -> bool:
        """Whether a determiner or possessor in front makes the noun phrase definite; compounds' heads only."""
        if token.dep_ == "compound" and token.pos_ == "NOUN":  # "a company spokesperson"
            return token.head.lower_ in noun_list("nouns", "Voice") and token.head.tag_ == "NN"
        if token.dep_ == "compound" or token.pos_ not in {"NOUN", "PROPN"}:
            return False
        determiner = next((c for c in token.children if c.dep_ == "det"), None)
        if determiner is not None:
            return determiner.lower_ in _DEFINITE
        return any(c.dep_ == "poss" and c.lower_ not in {"my", "our", "your"} for c in token.children) and token.lower_ not in {
            "platform", "service", "network", "site", "app", "users", "website", "president", "minister", "business", "owner",
        }  # fmt: skip

    @staticmethod
    def _is_headlined(token: Token) -> bool:
        """Whether a body stands in a headline without an article: "Irish watchdog fines TikTok", "Ministry blocks X"."""
        bare = not any(c.dep_ in {"det", "poss", "nummod"} for c in token.children)
        return bare and token.tag_ in {"NN", "NNP"} and token.dep_ not in {"compound", "amod", "nmod"}

    def _is_covered(self, offset: int) -> bool:
        at = bisect_left(self.begins, offset + 1) - 1
        return at >= 0 and self.named[at].span.end > offset

    def _overlaps(self, span: Span) -> bool:
        at = bisect_left(self.begins, span.end) - 1
        return at >= 0 and self.named[at].span.overlaps(span)

    def _resolve(self, token: Token, span: Span, kinds: tuple[str, ...], modifiers: set[str]) -> str | None:
        before = bisect_left(self.begins, span.begin)
        scores: dict[str, float] = {}
        quoted = self._is_quoted(span.begin)
        told = {country for m in modifiers for country in _adjectives().get(m, ())}
        fitting = self._counts(kinds)
        for mention in (*self.named[max(0, before - _WINDOW) : before], *self.mentions[-_WINDOW:]):
            kind = self.entities[mention.entity].kind
            named = token.lower_ in self._words_of(mention.entity)
            if (kind not in kinds and not named) or mention.span.begin >= span.begin:
                continue
            if self._is_no_tribunal(token, mention.entity):
                continue
            if (
                kind in _NATIONAL
                and (country := self.entities[mention.entity].country)
                and told
                and country not in told
            ):
                continue
            distance = self._distance(mention.span.begin, span.begin)
            score = (1.0 if distance == 0 else -0.6 * distance) + (1.5 if named else -0.5 * kinds.index(kind))
            score += _WRITTEN if named and token.text[0].isupper() else 0.0
            score += 0.8 if self._leads_sentence(mention.span) else 0.0
            score -= 1.5 if self._is_quoted(mention.span.begin) and not quoted else 0.0
            score -= 1.5 if self._is_channel(mention.span) else 0.0
            score += 4.0 * fitting[mention.entity] / max(1, fitting.total())
            if distance <= _REACH or fitting[mention.entity] >= 3:
                scores[mention.entity] = max(score, scores.get(mention.entity, -1e9))
        if scores:
            best = max(sorted(scores), key=lambda k: scores[k])
            operator = self.entities[best].parent
            # "The company" of a service whose operator is named is the operator.
            return (
                operator
                if operator in scores and kinds[0] == "Company" and self.entities[best].kind == "Platform"
                else best
            )
        later = [
            m
            for m in self.named[before : before + _WINDOW]
            if self.entities[m.entity].kind in kinds[:1] and not self._is_no_tribunal(token, m.entity)
        ]
        if kinds and kinds[0] in {"Regulator", "Court", "Ministry"} and len({m.entity for m in later}) == 1:
            return later[0].entity
        called = {
            m.entity
            for m in self.named
            if token.lower_ in self._words_of(m.entity) and self.entities[m.entity].kind in kinds
        }
        return next(iter(called)) if len(called) == 1 else None

    def _side(self, paragraph: Paragraph, token: Token) -> None:
        """ "The petitioner", "the 1st respondent": the one whom the heading of the judgment calls so."""
        first = token.doc[token.left_edge.i]
        if first.lower_ != "the" or self._is_covered(paragraph.begin + token.idx):
            return
        parties = parties_of(
            self._heading, token.lower_, {c.lower_ for c in token.children if c.dep_ != "det"}
        )
        if len(parties) == 1:
            span = paragraph.span(first, token)
            rule = f"description:{token.lower_}"
            self.mentions.append(Mention(span=span, entity=parties[0], form="description", rule=rule))

    def _is_no_tribunal(self, token: Token, key: str) -> bool:
        """Whether a body is called a court where the text speaks of a tribunal."""
        words = self._words_of(key)
        return token.lower_ == "tribunal" and "court" in words and "tribunal" not in words

    def _counts(self, kinds: tuple[str, ...]) -> Counter[str]:
        """How often each entity of those kinds is named in the document."""
        if kinds not in self._fitting:
            self._fitting[kinds] = Counter(
                m.entity for m in self.named if self.entities[m.entity].kind in kinds
            )
        return self._fitting[kinds]

    def _words_of(self, key: str) -> set[str]:
        """The lower-case words of a body's label: "the Committee" is the one that is called so."""
        entity = self.entities[key]
        if entity.kind in {"Person", "Place", "LegalInstrument", "Group"}:
            return set()
        return set(entity.label.lower().split())

    def _distance(self, earlier: int, later: int) -> int:
        return bisect_left(self.sentences, later + 1) - bisect_left(self.sentences, earlier + 1)

    def _leads_sentence(self, span: Span) -> bool:
        at = bisect_left(self.sentences, span.begin + 1) - 1
        return at >= 0 and span.begin - self.sentences[at] < 6

    def _is_channel(self, span: Span) -> bool:
        """ "posted on Twitter", "via WhatsApp": the platform is but the way by which something was said."""
        before = self.plain[max(0, span.begin - 12) : span.begin].lower().split()
        return bool(before) and before[-1] in {"on", "via", "through"}

    def _is_quoted(self, offset: int) -> bool:
        line = self.plain.rfind("\n", 0, offset) + 1
        return (bisect_left(self._quotes, offset) - bisect_left(self._quotes, line)) % 2 == 1

    def _introduced(self, token: Token) -> str | None:
        """Whose spokesperson the text last told of by the same word: "a court spokeswoman said … the spokeswoman added"."""
        rule = f"spokesperson:{token.lower_}"
        return next((m.entity for m in reversed(self.mentions) if m.rule == rule), None)

    def _spokesperson(self, paragraph: Paragraph, token: Token) -> None:
        """ "a Meta spokesperson", "a spokesperson for eSafety", "the union's lawyer": the body that is named beside it."""
        begin = paragraph.begin + token.idx
        if self._is_covered(begin):
            return
        after = self.plain[begin + len(token) : begin + len(token) + 12]
        key = None
        before = bisect_left(self.begins, begin) - 1
        nearest = self.named[before] if before >= 0 else None
        described = self.mentions[-1] if self.mentions else None
        for mention in (described, nearest):
            if mention is not None and _BESIDE.fullmatch(gap(self.plain, mention.span.end, begin)):
                key = mention.entity
        ahead = self.named[before + 1] if before + 1 < len(self.named) else None
        if (
            key is None
            and ahead is not None
            and gap(self.plain, begin + len(token), ahead.span.begin)
            in {" for ", " for the ", " of ", " of the ", " from ", " from the ", " at ", " at the "}
        ):
            key = ahead.entity
        if (
            key is None
            and any(c.lower_ == "the" for c in token.children)
            and token.dep_ in {"nsubj", "nsubjpass"}
            and not after.startswith((" of", " for", " representing"))
        ):
            key = self._introduced(token) or self._resolve(
                token,
                Span(begin, begin + len(token)),
                ("Platform", "Company", "Regulator", "Ministry", "CivilSociety"),
                set(),
            )
        if key is None or self.entities[key].kind in {"Place", "LegalInstrument", "Group", "Person"}:
            return
        self.mentions.append(
            Mention(
                span=Span(begin, begin + len(token)),
                entity=key,
                form="description",
                rule=f"spokesperson:{token.lower_}",
            )
        )
