"""Word to entity: whom a noun phrase or pronoun of one document stands for.

Looks first for a mention, then through the ways in which texts name somebody by something else: a relative pronoun (its
antecedent), a side of a service ("TikTok's services": TikTok), a voice ("the ministry's spokesman": the ministry), a pronoun
(typed recency: what is wanted in the slot, subjects first), a list (all its members).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from spacy.tokens import Token

from kg.extraction import Layers
from kg.extractors.case_heading import Sides, parties_of, side_of, sides_in_brackets, sides_of_heading
from kg.extractors.groups import COLLECTIVES
from kg.extractors.located import ACTORS, LEGAL_BODIES, SORTS, Located, LocatedMentions
from kg.extractors.name_rules import name_rules
from kg.extractors.named_sets import (
    LONGEST_OFFICE,
    all_together,
    exemplified,
    named_members,
    over_office,
    states_of,
    told_before,
    without_collectives,
    without_sum,
)
from kg.extractors.pronoun_clues import (
    is_quoted_before,
    is_speaking,
    is_titled_judge,
    sayer,
    spoken_for,
    stands_for_clause,
)
from kg.extractors.syntax import (
    SUBJECTS,
    child,
    children,
    clause_head,
    conjuncts,
    counted,
    in_one_sentence,
    noun_lemma_forms,
    numbered_behind,
    passive_agents,
    sentence_bounds,
    subject,
)
from kg.lexicon import noun_list, verb_list, word_list
from kg.model import Mention, Span
from kg.text import Paragraph, ParsedText

#: What fills a slot of that name, besides the kind itself.
FITTING = {
    "Platform": frozenset({"Platform", "Company"}),
    "Service": frozenset({"Platform"}),
    "Actor": ACTORS | {"Place"},
    "LegalBody": LEGAL_BODIES | {"Place"},
    "Person": frozenset({"Person", "Group"}),
    "Paper": frozenset({"LegalInstrument"}),
    "Law": frozenset({"LegalInstrument"}),
    "Report": frozenset({"LegalInstrument"}),
    "Rule": frozenset({"LegalInstrument"}),
}
_PERSONAL = {
    **dict.fromkeys(("he", "him", "his", "she", "her", "hers", "himself", "herself"), frozenset({"Person"})),
    **dict.fromkeys(("it", "its", "itself"), ACTORS - {"Person", "Group"}),
    **dict.fromkeys(("they", "them", "their", "themselves"), ACTORS),
}
FIRST_PERSON = frozenset({"we", "us", "our", "ours", "i", "my", "me", "ourselves"})
_FIRST_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
#: Rules of mentions of an office, whoever holds it.
_OFFICES = frozenset({"head-of-government", "minister", "bare-office", "held-office"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
#: Descriptions of an outlet that is blocked as a service is.
_SITES = frozenset({"description:site", "description:website"})
#: Where outlets and organisations publish.
_OUTLETS_SITES = frozenset({"website", "site", "websites", "sites", "webpage", "portal"})
#: What stands between the members of a list, and before the last of them; and before an acronym in brackets.
#: So often a phrase may lead back to itself ("half of them … half of them") before it means nobody.
_CIRCLES = 3
_JOINT = re.compile(r"\)?(?:, (?:the |a )?|,? (?P<last>and) (?:the |a |to |by |with |against |on )?)")
_BRACKETED = re.compile(r" \(")


def _whom_told(pronoun: Token) -> Token | None:
    """Whom a sentence tells what is done to "it": "warned Apple that it could be fined"; None elsewhere."""
    done = pronoun.head
    suffers = pronoun.lower_ == "it" and pronoun.dep_ == "nsubjpass" and done.dep_ == "ccomp"
    if not suffers or done.head.lower_ not in verb_list("attribution", "informing"):
        return None
    return child(done.head, "dobj", "dative")


def _beside(token: Token) -> list[Token]:
    """The appositions to a noun; to an office also what the parse has for one to its body: "the president of the Union, Ada Obi"."""
    found = children(token, "appos")
    if token.lower_ in name_rules().roles:
        found += [
            name
            for of in children(token, "prep")
            for body in children(of, "pobj")
            for name in children(body, "appos")
            if name.pos_ == "PROPN" and name.i + 1 < len(token.doc) and name.nbor().text == ","
        ]
    return found


class Referents(LocatedMentions):
    """Resolves the words of one document. Offsets are the text's; entity keys are the document's."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        super().__init__(parsed, layers)
        self._lists: dict[int, tuple[str, ...]] = {}
        self._resolved: dict[tuple[int, int, frozenset[str]], tuple[str, ...]] = {}
        self._open: Counter[tuple[int, int, frozenset[str]]] = Counter()
        self._speaker: Callable[[int], str | None] = lambda _: None
        self._reported: Callable[[int], str | None] = self._speaker
        self._spoken_for: Callable[[int], str | None] = self._speaker
        case = (
            parsed.text.content,
            sorted(layers.mentions, key=lambda m: m.span),
            {e.key: e for e in layers.entities},
        )
        self.heading = sides_of_heading(*case) or sides_in_brackets(*case)
        self._side_of_case: Sides = lambda _: ()
        self.judges = frozenset(
            where.mention.entity
            for where in self.located
            if self.kind(where.mention.entity) == "Person" and is_titled_judge(where)
        )

    # --- entities -------------------------------------------------------------------------------------------------

    def fits(self, key: str, kinds: frozenset[str]) -> bool:
        """Whether an entity may fill a slot of these kinds; any actor may where there are none."""
        kind = self.entities[key].kind
        if not kinds:
            return kind in ACTORS or kind == "Place"
        if "Court" in kinds and key in self.judges:
            return True  # "Justice Amina Odhiambo adjourned the case"
        return any(kind == wanted or kind in FITTING.get(wanted, ()) for wanted in kinds)

    def _is_site(self, mention: Mention, kinds: frozenset[str]) -> bool:
        """Whether a name is that of an outlet where a service is wanted: "blocked Meduza and the BBC"."""
        return (
            "Platform" in kinds
            and (mention.form in ("name", "acronym") or mention.rule in _SITES)
            and self.kind(mention.entity) == "NewsOrganisation"
        )

    # --- words ----------------------------------------------------------------------------------------------------

    def speak_by(
        self,
        speaker: Callable[[int], str | None],
        reported: Callable[[int], str | None] | None = None,
        spoken_for: Callable[[int], str | None] = lambda _: None,
    ) -> None:
        """Tells who speaks at an offset, for "I", for whom, for "we", and whose words are reported there, for "it said that it …".

        Whoever speaks in their own words is "we" and not "it", so ``reported`` leaves quotes and first-person texts out.
        """
        self._speaker = speaker
        self._reported = reported or speaker
        self._spoken_for = spoken_for
        self._resolved.clear()
        self._open.clear()

    def argue_by(self, side_of_case: Sides) -> None:
        """Tells who the sides of the case told last are, by the list of ontology/language/nouns.yaml that has the words for each."""
        self._side_of_case = side_of_case

    def all_of(
        self, paragraph: Paragraph, token: Token, kinds: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Every entity that a noun phrase names, members of a list included; fitting the kinds, in order, without repeats."""
        phrase = (paragraph.begin, token.i, kinds)  # asked for by every template that is tried
        if phrase not in self._resolved:
            if self._open[phrase] == _CIRCLES:
                return ()
            self._open[phrase] += 1
            self._resolved[phrase] = self._all_of(paragraph, token, kinds)
            self._open[phrase] -= 1
        return self._resolved[phrase]

    def _all_of(self, paragraph: Paragraph, token: Token, kinds: frozenset[str]) -> tuple[str, ...]:
        if spelled := self._spelled_out(paragraph, token):
            return tuple(key for key in spelled if self.fits(key, kinds))
        parts = [
            named
            for part in without_collectives(self, paragraph, without_sum(conjuncts(token)), kinds)
            for named in (named_members(self, paragraph, part, kinds) or (part,))
        ]
        keys = [key for part in parts for key in self.of(paragraph, part, kinds)]
        if keys and token.pos_ in ("NOUN", "PROPN"):
            keys += [key for key in self._listed(paragraph, token) if self.fits(key, kinds)]
        return tuple(dict.fromkeys(keys))

    def _spelled_out(self, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
        """The names right behind a collective, which are who it is: "the platforms Facebook, WhatsApp and Instagram"."""
        where = self.mention_at(paragraph, token)
        if where is None or where.mention.rule not in COLLECTIVES or token.tag_ != "NNS":
            return ()
        at = bisect_left(self._offsets, where.mention.span.end)
        behind = self.located[at] if at < len(self.located) else None
        if (
            behind is None
            or behind.mention.span.begin != where.mention.span.end + 1
            or behind.mention.form not in ("name", "acronym")
            or self._sort(behind.mention.entity) != self._sort(where.mention.entity)
        ):
            return ()
        return (behind.mention.entity, *self._list_behind(paragraph, behind))

    def _listed(self, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
        """The names of a list that starts with a word, read off the text where the parser loses the thread.

        Names or collectives of one sort, joined by commas, brackets and one "and" before the last; none starts a clause of its own.
        """
        where = self.mention_at(paragraph, token)
        if where is None or where.head.dep_ == "conj" or where.mention.form == "description":
            return ()
        begin = where.mention.span.begin
        if begin not in self._lists:  # asked for by every template that is tried
            self._lists[begin] = self._list_behind(paragraph, where)
        return self._lists[begin]

    def _list_behind(self, paragraph: Paragraph, where: Located) -> tuple[str, ...]:
        """The names of the list that goes on behind a mention."""
        text, found, ended = paragraph.plain, [], False
        sort = self._sort(where.mention.entity)
        at = bisect_left(self._offsets, where.mention.span.end)
        end = where.mention.span.end - paragraph.begin
        for other in self.located[at:]:
            begin = other.mention.span.begin - paragraph.begin
            if other.paragraph is not paragraph or begin < end:
                if other.paragraph is not paragraph:
                    break
                continue
            joint = _JOINT.fullmatch(text[end:begin])
            if sort == "people" and text[end : end + 1] == "," and begin - end < LONGEST_OFFICE:
                joint = joint if self._sort(other.mention.entity) == sort else None
                joint = joint or over_office(text[end:begin])
                if joint is None and self.kind(other.mention.entity) != "Person":
                    continue  # a body whose office it may be
            if joint is None:
                if _BRACKETED.fullmatch(text[end:begin]):  # the acronym behind a name
                    end = other.mention.span.end - paragraph.begin
                    continue
                break
            if ended or self._sort(other.mention.entity) != sort or other.head.dep_ in SUBJECTS:
                break
            found.append(other.mention.entity)
            ended = joint["last"] is not None
            end = other.mention.span.end - paragraph.begin
        # Headlines do without the "and": "restricts X, YouTube, Instagram".
        return tuple(found) if ended or paragraph.segment.role == "headline" else ()

    def _sort(self, key: str) -> str:
        """The sort of thing that an entity is, as far as lists go."""
        return SORTS.get(self.kind(key), self.kind(key))

    def of(self, paragraph: Paragraph, token: Token, kinds: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The entities that one word stands for and that fit the kinds. May be empty."""
        low = token.lower_
        if together := all_together(self, paragraph, token, kinds):
            return together
        whole = counted(token)  # "all of its services" is read as a pronoun
        pronoun = token.pos_ == "PRON" or token.tag_ == "WP$"  # "whose licence was revoked"
        if ((pronoun and not whole) or (low in FIRST_PERSON and token.text != "US")) and not self._is_named(
            paragraph, token
        ):
            return self._of_pronoun(paragraph, token, kinds)
        if side_of(low) is not None and (argue := self._party(low, kinds, token)):
            return argue
        if low in ("client", "clients") and (
            heard := tuple(k for k in self._clients(paragraph, token) if self.fits(k, kinds))
        ):
            return heard
        # "its director, Angela Quintal": the person; "message board 4chan", read as a number
        named_behind = [n for n in token.doc[token.i + 1 : token.i + 2] if self._is_explained(paragraph, n)]
        numbered = [n for n in children(token, "nummod") if n.i > token.i]
        for part in (*_beside(token), *numbered, *named_behind):
            named = self.mention_at(paragraph, part)
            if named is not None and named.mention.form in ("name", "acronym"):
                key = named.mention.entity
                own = self.mention_at(paragraph, token)
                if (
                    own is not None
                    and own.mention.form == "name"
                    and self.kind(own.mention.entity) == "Person"
                    and own.mention.rule not in _OFFICES
                ):
                    break  # "Ada Obi, the firm's chief executive, said": she, whatever her office is called
                described = (
                    own is None
                    or own.mention.form == "description"
                    or own.mention.rule in _OFFICES
                    or self.kind(own.mention.entity) == "Group"
                )
                if (self.kind(key) == "Person" or described) and self.fits(key, kinds):
                    return (key,)
        if (person := self._holder(paragraph, token)) is not None and self.fits(person, kinds):
            return (person,)
        if together := states_of(self, paragraph, token) or told_before(self, paragraph, token):
            return tuple(key for key in together if self.fits(key, kinds))
        if whole:  # "dozens of websites, including …": those of them that are named
            return tuple(
                k
                for n in exemplified(self, paragraph, token, kinds) or whole
                for k in self.of(paragraph, n, kinds)
            )
        where = self.mention_at(paragraph, token)
        if (
            where is not None
            and where.head.i != token.i
            and token.tag_ in ("NNP", "NNPS")
            and where.mention.form == "description"
        ):
            where = None
        if where is None and token.tag_ in ("NNP", "NNPS"):  # an organ: "X's Global Government Affairs"
            keys = tuple(
                k
                for part in children(token, "poss")
                for k in self.all_of(paragraph, part, kinds)
                if self.kind(k) != "Place"
            )
            if keys:
                return keys
        if where is not None and (where.head.i == token.i or in_one_sentence(where.head, token)):
            key = where.mention.entity
            if (self.fits(key, kinds) or self._is_site(where.mention, kinds)) and not (
                self.kind(key) == "Group" and self._owner(paragraph, token, kinds)
            ):
                return (self._incumbent(paragraph, where) or key,)
        if token.dep_ == "appos" and where is None:  # "Ada Obi, the reporter arrested on Friday"
            named = self.mention_at(paragraph, token.head)
            if (
                named is not None
                and self.kind(named.mention.entity) == "Person"
                and self.fits(named.mention.entity, kinds)
            ):
                return (named.mention.entity,)
        return self._owner(paragraph, token, kinds)

    def _is_explained(self, paragraph: Paragraph, token: Token) -> bool:
        """Whether a name begins with a word that the noun before explains: "the party Together for Gabon"."""
        where = self.mention_at(paragraph, token)
        begins = where is not None and where.mention.span.begin == paragraph.begin + token.idx
        return where is not None and begins and where.mention.rule == "apposition"

    def _is_named(self, paragraph: Paragraph, token: Token) -> bool:
        """Whether a word that the tagger takes for a pronoun is a name: "X faces a fine"."""
        where = self.mention_at(paragraph, token)
        return where is not None and where.head.i == token.i and where.mention.form in ("name", "acronym")

    def _of_pronoun(self, paragraph: Paragraph, token: Token, kinds: frozenset[str]) -> tuple[str, ...]:
        """Whom a pronoun stands for: its antecedent, the party that it is called, everybody of a list."""
        low = token.lower_
        where = self.mention_at(paragraph, token)
        if where is not None and where.head.i == token.i and where.mention.rule in COLLECTIVES:
            whoever = where.mention.entity  # "anyone who evades the ban"; a bare "everyone" is nobody
            named = " " in self.entities[whoever].label and self.fits(whoever, kinds)
            return (whoever,) if named else ()
        if (told := _whom_told(token)) is not None and (keys := self.all_of(paragraph, told, kinds)):
            return keys
        if low in RELATIVES:
            antecedent = self.antecedent(token)
            return self.all_of(paragraph, antecedent, kinds) if antecedent is not None else ()
        key = None if stands_for_clause(token) else self.pronoun(paragraph, token, kinds)
        if key is None:
            return ()
        if argue := self._party(self.entities[key].label, kinds):
            return argue
        if low in ("they", "them", "their"):
            return tuple(self.as_service(k, kinds) for k in self._joined(paragraph, token, key, kinds))
        return (self.as_service(key, kinds),)

    def _clients(self, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
        """For whom the lawyer speaks who was spoken of last: "TikTok's lawyer, Ada Obi, said her client would appeal"."""
        lawyers = word_list("nouns", "Lawyer")
        before = (t for t in reversed(token.doc[: token.i]) if t.lower_ in lawyers)
        return next((keys for noun in before if (keys := self.owners(paragraph, noun))), ())

    def _party(self, name: str, kinds: frozenset[str], token: Token | None = None) -> tuple[str, ...]:
        """Who a side of a case is that is only called so, "the appellants", "the 1st respondent"; empty for others, and where no case was told."""
        modifiers: set[str] = set()
        if token is not None:
            numbers = {n for n in numbered_behind(token) if n.like_num}
            others = (c for c in token.children if c.dep_ not in ("det", "cc", "conj", "nmod"))
            modifiers = {n.text for n in numbers} | {c.lower_ for c in others if c not in numbers}
            # "Defendant opposes the motion": judgments do without the article
            bare = bool(self.heading) and token.text[0].isupper()
            if not numbers and not bare and not children(token, "det"):
                return ()
        parties = parties_of(self.heading, name, modifiers, self._side_of_case)
        return tuple(k for k in parties if self.fits(k, kinds))

    def _holder(self, paragraph: Paragraph, token: Token) -> str | None:
        """Who holds an office where the parser takes the name for a part of the body's: "the head of the PTA Hafeez Rehman"."""
        for preposition in children(token, "prep") if token.lower_ in name_rules().roles else ():
            for noun in children(preposition, "pobj") if preposition.lower_ == "of" else ():
                named = self.mention_at(paragraph, noun)
                if (
                    named is not None
                    and self.kind(named.mention.entity) == "Person"
                    and named.mention.form == "name"
                    and noun.left_edge.i < named.head.i
                    and any(
                        other is not None and other.mention != named.mention
                        for other in (self.mention_at(paragraph, part) for part in noun.subtree)
                    )
                ):
                    return named.mention.entity
        return None

    def _incumbent(self, paragraph: Paragraph, where: Located) -> str | None:
        """Whose office a mention is by the name beside it: "the Commissioner, Ada Obi, issued", "Ada Obi, the firm's chief, called"."""
        if where.head.lower_ not in name_rules().roles:
            return None
        at, text = bisect_left(self._offsets, where.mention.span.begin), paragraph.plain
        behind = bisect_left(self._offsets, where.mention.span.end)
        for named in (*self.located[behind : behind + 1], *self.located[max(0, at - 1) : at]):
            person = named.mention.form == "name" and self.kind(named.mention.entity) == "Person"
            if named.paragraph is not paragraph or not person:
                continue
            first, last = sorted((named.mention.span, where.mention.span))
            joint = text[first.end - paragraph.begin : last.begin - paragraph.begin]
            if joint in (", ", ", the ") and text[last.end - paragraph.begin :].startswith(","):
                return named.mention.entity
        return None

    def as_service(self, key: str, kinds: frozenset[str]) -> str:
        """The service of an operator where a service is wanted and the document names just one ("its services": TikTok)."""
        if not kinds & {"Platform", "Service"} or self.kind(key) != "Company":
            return key
        run = [e.key for e in self.entities.values() if e.kind == "Platform" and e.parent == key]
        return run[0] if len(run) == 1 else key

    def _owner(self, paragraph: Paragraph, token: Token, kinds: frozenset[str]) -> tuple[str, ...]:
        """Whoever a side of a service, a spokesman or a paper belongs to."""
        if token.lower_ in noun_list("nouns", "Bench"):  # "a Supreme Court judge": the court
            return tuple(
                k for k in self.owners(paragraph, token, frozenset({"Court"})) if self.fits(k, kinds)
            )
        if token.lower_ in noun_list("nouns", "Member"):  # "a member of the commission": the body
            return tuple(k for k in self.owners(paragraph, token, LEGAL_BODIES) if self.fits(k, kinds))
        if named := self._called(paragraph, token):  # "the Noyb group", "the SYRIZA party"
            return tuple(k for k in named if self.fits(k, kinds))
        facet = token.lower_ in noun_list("nouns", "Facet")
        if not facet and (kinds == {"Platform"} or token.lower_ not in noun_list("nouns", "Voice")):
            return ()  # an office or a lawyer is no service
        if (
            kinds == {"Platform"} and token.lower_ in _OUTLETS_SITES
        ):  # "the paper said its website was blocked"
            kinds = kinds | {"NewsOrganisation", "CivilSociety"}
        return self.owners(paragraph, token, kinds)

    def _called(self, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
        """The body whose name stands before the noun that says what it is."""
        wanted = name_rules().appositions.get(token.lower_)
        if wanted in (None, "Platform"):
            return ()
        named = (self.mention_at(paragraph, part) for part in children(token, "compound", "nmod", "amod"))
        keys = (w.mention.entity for w in named if w is not None and w.mention.form in ("name", "acronym"))
        return tuple(k for k in keys if self.kind(k) in ("CivilSociety", "Group", wanted))[:1]

    def owners(
        self, paragraph: Paragraph, token: Token, kinds: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Entities that a noun is said to belong to: possessor, compound, apposition, "of", "from", "by" or "for" phrase."""
        labels: tuple[str, ...] = ("poss", "appos", "compound", "nmod", "amod")
        if token.lower_ in noun_list("nouns", "Facet"):  # "the company's TikTok app"
            labels = ("compound", *labels)
        for label in labels:
            parts = children(token, label)
            if label == "compound":  # "X social media platform": the name hangs on the noun between
                parts += [n for part in parts for n in children(part, "compound", "nmod") if n.pos_ != "ADJ"]
            for part in parts:
                keys = self.all_of(paragraph, part, kinds) if part.i != token.i else ()
                if keys:
                    return keys
        for participle in children(token, "acl"):  # "11 domains owned by the Telegram app"
            if participle.lower_ in verb_list("verbs", "owning"):
                for part in passive_agents(participle):
                    if keys := self.all_of(paragraph, part, kinds):
                        return keys
        written = token.lower_ in noun_list("attribution", "texts")
        for prep in children(token, "prep"):
            if written and prep.lower_ in ("to", "on", "at"):
                continue  # "a letter to Meta", "a report on Meta" are somebody else's
            inside = prep.lower_ in (
                "in",
                "inside",
                "within",
            )  # "a source in the ministry", not "a lawyer in Kenya"
            if inside or prep.lower_ in ("of", "from", "by", "for", "to", "on", "at"):
                for part in children(prep, "pobj"):
                    keys = self.all_of(paragraph, part, kinds)
                    if keys and not (inside and any(self.kind(k) == "Place" for k in keys)):
                        return keys
        return ()

    def _is_plural(self, where: Located) -> bool:
        """Whether a mention is of several: a collective, a plural, or a member of a list of names."""
        head = where.head
        if self.kind(where.mention.entity) == "Group" or head.tag_ == "NNS":
            return True
        joined = (head.dep_ == "conj" and head.head.pos_ in ("NOUN", "PROPN")) or bool(children(head, "conj"))
        return joined and head.pos_ in ("NOUN", "PROPN")

    def antecedent(self, token: Token) -> Token | None:
        """The noun that a relative pronoun stands for."""
        node = token
        while node.head != node:
            if node.dep_ == "relcl":
                return node.head
            node = node.head
        return None

    def pronoun(self, paragraph: Paragraph, token: Token, kinds: frozenset[str]) -> str | None:
        """Whom a personal pronoun stands for, None where nothing near fits."""
        low = token.lower_
        offset = paragraph.begin + token.idx
        if low in FIRST_PERSON:
            speaker = self._spoken_for(offset) if low in _FIRST_PLURAL else None
            speaker = speaker or self._speaker(offset)
            return speaker if speaker is not None and (not kinds or self.fits(speaker, kinds)) else None
        allowed = _PERSONAL.get(low)
        if allowed is None:
            return None

        beside = self._clause_mates(paragraph, token)

        def possible(key: str) -> bool:
            return key not in beside and self.kind(key) in allowed and (not kinds or self.fits(key, kinds))

        if (above := self._subject_above(paragraph, token)) is not None and possible(above):
            return above
        if (told := self._controller(paragraph, token)) is not None and possible(told):
            return told
        if (beside_it := self._in_phrase(paragraph, token, possible)) is not None:
            return beside_it
        others = self._are_others(paragraph, token, possible)
        speaker = self._reported(offset)
        one = speaker is not None and self.kind(speaker) == "Person" and low in ("they", "them", "their")
        if speaker is not None and low in ("he", "she") and self._comes_after(paragraph, token, speaker):
            beside = (*beside, speaker)
        if speaker is not None and possible(speaker) and not others and not one:
            return speaker
        if speaker is None and self._is_of_unnamed_speaker(paragraph, token):
            return None
        if low in ("it", "its") and (body := self._body_of_speaker(paragraph, token)) and possible(body):
            return body
        end = bisect_left(self._offsets, offset)
        if low in ("he", "she") and (body := spoken_for(self.located[max(0, end - 12) : end], self.kind)):
            return body if not kinds or self.fits(body, kinds) else None
        sentence = token.sent
        begin_of_sentence = paragraph.begin + sentence.start_char
        nearby = [
            w
            for w in reversed(self.located[max(0, end - 40) : end])
            if w.mention.form != "pronoun"
            and w.paragraph.segment.role != "dateline"
            and not (
                low == "it" and is_speaking(token) and w.mention.rule in COLLECTIVES and w.head.tag_ == "NNS"
            )
            and not (is_speaking(token) and is_quoted_before(w, paragraph, token))
        ]
        here = [w for w in nearby if w.mention.span.begin >= begin_of_sentence and w.paragraph is paragraph]
        earlier = self._last_sentences([w for w in nearby if w not in here])
        if (ruler := self._ruler(token, here, earlier, beside)) is not None:
            return ruler
        subordinate = clause_head(token).dep_ in ("advcl", "relcl", "acl", "pcomp")
        # "The judge fined X, stating that it …": no person is "it", and X is nearer than whom the text spoke of before.
        subordinate |= low == "it" and speaker is not None and self.kind(speaker) == "Person"
        if low in ("it", "he", "she") and token.dep_ in ("nsubj", "nsubjpass"):
            # Whom a subject stands for isn't bent by what a template would like: "the ministry denied that it …".
            plain = next((w for w in here if w.is_subject and self.kind(w.mention.entity) in allowed), None)
            if (
                plain is not None
                and plain.mention.entity not in beside
                and not possible(plain.mention.entity)
            ):
                return None
        # In its own sentence a pronoun takes the subject of the clause above it or before it, not the object beside it;
        # under another clause rather what that is about than anybody of the sentence before.
        for pool in (
            self._objects_before(token, here),
            [w for w in here if w.is_subject and not others],
            here if subordinate or others or low in ("its", "their", "his", "her") else [],
            earlier,
        ):
            if low == "them" or (low == "they" and others):  # rather those of whom there are many than a body
                pool = sorted(pool, key=lambda w: not self._is_plural(w))
            for where in pool:
                if possible(where.mention.entity):
                    return where.mention.entity
        return next((w.mention.entity for w in here if possible(w.mention.entity)), None)

    def _ruler(
        self, token: Token, here: list[Located], earlier: list[Located], beside: tuple[str, ...]
    ) -> str | None:
        """Who does what only states and their bodies do, if one was the subject: "Peru blocked X. A year later it fined Meta"."""
        if (
            token.lower_ != "it"
            or token.dep_ != "nsubj"
            or token.head.lower_ not in verb_list("deeds", "by_State")
        ):
            return None
        subjects = (w.mention.entity for w in (*here, *earlier) if w.is_subject)
        found = next((key for key in subjects if key not in beside and self.kind(key) != "Platform"), None)
        return found if found is not None and self.kind(found) in LEGAL_BODIES | {"Place"} else None

    @staticmethod
    def _objects_before(token: Token, here: list[Located]) -> list[Located]:
        """What the verb before has as its object, where the pronoun is that of a verb joined to it: "fined X and ordered it to"."""
        verb = token.head if token.dep_ in ("dobj", "dative") else token.head.head
        controlled = (
            token.dep_ == "nsubj" and token.head.dep_ in ("ccomp", "xcomp") and token.head.tag_ == "VB"
        )
        if not (controlled or token.dep_ in ("dobj", "dative")) or verb.dep_ != "conj":
            return []
        near = [w for w in here if clause_head(w.head) == verb.head]
        owners = [
            w for w in near if w.head.dep_ == "poss" and w.head.head.dep_ == "dobj"
        ]  # "dismissed X's petition"
        return [w for w in near if w.head.dep_ in ("dobj", "dative", "pobj")] + owners

    def _subject_above(self, paragraph: Paragraph, token: Token) -> str | None:
        """The named subject of the clause that a pronoun's clause gives the reason for: "alleges that X failed because it …"."""
        clause = clause_head(token)
        if token.dep_ not in ("nsubj", "nsubjpass") or clause.dep_ != "advcl" or clause.head.dep_ == "ROOT":
            return None
        doer = subject(clause.head)
        where = self.mention_at(paragraph, doer) if doer is not None and doer.i < token.i else None
        return where.mention.entity if where is not None and where.mention.form != "pronoun" else None

    def _comes_after(self, paragraph: Paragraph, token: Token, speaker: str) -> bool:
        """Whether a speaker is named only behind what was done to another person: "He was charged, prosecutor Ada Obi said"."""
        if token.dep_ != "nsubjpass" or self.kind(speaker) != "Person":
            return False
        first, last = sentence_bounds(token)
        at = bisect_left(self._offsets, paragraph.begin + token.idx)
        end = bisect_left(self._offsets, paragraph.begin + token.doc[last - 1].idx + 1)
        behind = any(w.mention.entity == speaker for w in self.located[at:end])
        before = [w for w in self.located[max(0, at - 12) : at] if self.kind(w.mention.entity) == "Person"]
        begin = paragraph.begin + token.doc[first].idx
        named = any(w.mention.entity == speaker and w.mention.span.begin >= begin for w in before)
        return behind and not named and any(w.mention.entity != speaker for w in before)

    def _in_phrase(self, paragraph: Paragraph, token: Token, possible: Callable[[str], bool]) -> str | None:
        """Whom the phrase names within which a possessive stands: "an appeal by the operator of the app against its ban"."""
        if token.dep_ != "poss" or token.head.dep_ != "pobj" or token.head.head.head.pos_ != "NOUN":
            return None
        whole = token.head.head.head
        before = (t for t in reversed(token.doc[whole.i : token.i]) if whole.is_ancestor(t))
        named = (w for t in before if (w := self.mention_at(paragraph, t)) is not None)
        return next((w.mention.entity for w in named if possible(w.mention.entity)), None)

    def _controller(self, paragraph: Paragraph, token: Token) -> str | None:
        """Who is told to do what a possessive is within: "directed the ministry to withdraw its letter" is the ministry's."""
        verb = clause_head(token)
        if token.dep_ != "poss" or verb.dep_ != "xcomp" or verb.tag_ != "VB":
            return None
        doer = subject(verb)
        if (
            doer is None
            or doer.dep_ not in ("dobj", "dative", "nsubj")
            or doer.head != verb.head
            or doer.i < verb.head.i
        ):
            return None
        where = self.mention_at(paragraph, doer)
        return where.mention.entity if where is not None else None

    def _body_of_speaker(self, paragraph: Paragraph, token: Token) -> str | None:
        """For whom somebody speaks who says "it": "the regulator's director, Ada Obi, said it would", "Ada Obi of Acme said its"."""
        doer = sayer(token)
        if doer is None or doer.i > token.i:
            return None
        named = (self.mention_at(paragraph, word) for word in doer.subtree)
        bodies = [w.mention.entity for w in named if w is not None]
        bodies = [key for key in bodies if self.kind(key) in ACTORS - {"Person", "Group", "NewsOrganisation"}]
        return bodies[0] if bodies else None

    def _is_of_unnamed_speaker(self, paragraph: Paragraph, token: Token) -> bool:
        """Whether a pronoun is the subject of what somebody says whom no name stands for: "the ministry said it …"."""
        if token.lower_ not in ("it", "he", "she") or token.dep_ not in ("nsubj", "nsubjpass"):
            return False
        doer = sayer(token)
        return (
            doer is not None
            and doer.pos_ == "NOUN"
            and doer.lower_ in name_rules().descriptions
            and self.mention_at(paragraph, doer) is None
        )

    def _are_others(self, paragraph: Paragraph, token: Token, possible: Callable[[str], bool]) -> bool:
        """Whether "they" are several whom a speaker, who is one, has just named: "has asked TikTok and X …, but they did not"."""
        if token.lower_ not in ("they", "them", "their"):
            return False
        begin = paragraph.begin + token.doc[sentence_bounds(token)[0]].idx
        before = self.located[
            bisect_left(self._offsets, begin) : bisect_left(self._offsets, paragraph.begin + token.idx)
        ]
        return any(self._is_plural(w) and not w.is_subject and possible(w.mention.entity) for w in before)

    def _joined(self, paragraph: Paragraph, token: Token, key: str, kinds: frozenset[str]) -> tuple[str, ...]:
        """Everybody of the list that an antecedent last stood in: "MTN and Airtel said they had complied"."""
        before = self.located[: bisect_left(self._offsets, paragraph.begin + token.idx)]
        where = next((w for w in reversed(before) if w.mention.entity == key), None)
        if where is None or where.head.dep_ == "conj":
            first = where.head if where is not None else None
            while first is not None and first.dep_ == "conj":
                first = first.head
            where = None if first is None or where is None else self.mention_at(where.paragraph, first)
        if where is None:
            return (key,)
        joined = self.all_of(where.paragraph, where.head, kinds)
        return joined if key in joined and all(self._sort(k) == self._sort(key) for k in joined) else (key,)

    def _clause_mates(self, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
        """The subject of the clause whose object a pronoun is: "directed it" is somebody else (binding)."""
        controlled = (
            token.head.dep_ in ("ccomp", "xcomp")
            and token.head.tag_ == "VB"
            and not any(c.tag_ == "MD" for c in token.head.children)  # "said it would appeal" is its own
        )
        if token.dep_ in ("nsubj", "nsubjpass") and not controlled:
            others = (n for n in token.head.subtree if n.dep_ in ("dobj", "pobj") and n.pos_ != "PRON")
            places = (self.mention_at(paragraph, n) for n in others if clause_head(n) == token.head)
            return tuple(where.mention.entity for where in places if where is not None)
        if token.dep_ not in ("dobj", "dative", "pobj", "nsubj"):
            return ()
        verb = token.head if token.dep_ in ("dobj", "dative") else token.head.head
        doer = subject(verb)
        if doer is None and verb.dep_ == "advcl" and verb.tag_ == "VBG":
            doer = subject(verb.head)  # "the groups wrote to X, asking it": not themselves
        return self.all_of(paragraph, doer) if doer is not None and doer.pos_ != "PRON" else ()

    @staticmethod
    def _last_sentences(earlier: list[Located]) -> list[Located]:
        """The mentions of the last sentences before, nearest sentence first, its subjects first."""
        ordered: list[Located] = []
        sentences: list[tuple[int, int]] = []
        groups: dict[tuple[int, int], list[Located]] = {}
        for where in earlier:
            key = (where.paragraph.begin, sentence_bounds(where.head)[0])
            if key not in groups:
                if len(sentences) == 3:
                    break
                sentences.append(key)
                groups[key] = []
            groups[key].append(where)
        for key in sentences:
            members = list(reversed(groups[key]))
            ordered += [w for w in members if w.is_subject] + [w for w in members if not w.is_subject]
        return ordered

    def only(self, kind: str) -> str | None:
        """The one entity of a kind that the document names; None where there is none or there are several."""
        found = dict.fromkeys(w.mention.entity for w in self.located if self.kind(w.mention.entity) == kind)
        return next(iter(found)) if len(found) == 1 else None

    def salient(self, kinds: frozenset[str]) -> str | None:
        """The entity of those kinds that the document names more often than all others of them together; at least three times."""
        counts = Counter(w.mention.entity for w in self.located if self.kind(w.mention.entity) in kinds)
        first, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
        return first if count >= 3 and 2 * count > counts.total() else None

    def last_named(self, kinds: frozenset[str], offset: int, *, sentences: int) -> str | None:
        """The entity of those kinds that was mentioned last before an offset, at most so many sentences back; None if there is none."""
        keys = (where.mention.entity for where in self.within(offset, sentences=sentences))
        return next((key for key in keys if self.kind(key) in kinds), None)

    def is_kind_of_noun(self, token: Token, name: str) -> bool:
        """Whether a common noun is on the list ``name`` of ``ontology/language/nouns.yaml``."""
        wanted = noun_list("nouns", name)
        whole = counted(token)
        if whole and not (name in ("Content", "Account") and token.lower_ in word_list("nouns", "Share")):
            # "dozens of channels"
            return any(self.is_kind_of_noun(n, name) for n in whole)
        return any(form in wanted for form in noun_lemma_forms(token))

    def span(self, paragraph: Paragraph, token: Token) -> Span:
        """The characters of one token."""
        return paragraph.span(token, token)
