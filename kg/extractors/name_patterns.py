"""Finds names that no list knows by how they are built: capitalised sequences, their heads, titles before persons.

"Malawi Communications Regulatory Authority" is a Regulator by its head, "Attorney General Abubakar Malami" a Person
by the title before it, "Amahoro Ltd" a Company by its suffix. The words are data: ``ontology/language/names.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from kg.extractors.name_matching import Match, Word
from kg.extractors.name_rules import NameRules, name_rules
from kg.extractors.title_case import is_common_word
from kg.figures.measures import measures
from kg.lexicon import load_lexicon, noun_list, verb_list
from kg.model import Span

#: Heads of laws that may be named by what they are about.
_LAWS = frozenset({"Act", "Bill", "Law", "Ordinance", "Code", "Regulations"})
Form = Literal["name", "acronym", "description"]

_CONNECTORS = frozenset({"of", "for", "and", "on", "the", "against", "to", "in"})
PARTICLES = frozenset({"de", "del", "della", "da", "di", "do", "dos", "du", "la", "le", "van", "von", "der", "den", "bin", "bint", "ibn", "al", "el", "ul", "ur", "e", "y", "ter"})  # fmt: skip
_ABBREVIATIONS = frozenset({"St", "Mt", "Dr", "Mr", "Mrs", "Ms", "Prof", "Gen", "Col", "Sen", "Rep", "Lt", "Jr", "Sr", "Sgt", "Maj", "Capt", "Gov", "Md", "Adv", "Hon", "No"})  # fmt: skip
_LEGAL_FORMS = frozenset({"Inc", "Ltd", "LLC", "Limited", "Corp", "PLC", "GmbH"})
LEADS = frozenset({
    "the", "a", "an", "in", "on", "at", "of", "to", "for", "from", "by", "with", "and", "or", "but", "nor", "as", "if", "when",
    "while", "after", "before", "since", "until", "under", "over", "both", "its", "his", "her", "their", "our", "my", "your",
    "this", "that", "these", "those", "such", "some", "any", "many", "most", "all", "each", "every", "no", "not", "one", "two",
    "it", "he", "she", "they", "we", "you", "i", "who", "whom", "whose", "which", "what", "where", "why", "how", "there", "here",
    "then", "now", "yet", "so", "also", "even", "only", "just", "however", "meanwhile", "moreover", "earlier", "later", "today",
    "yesterday", "last", "first", "second", "new", "once", "again", "still", "instead", "although", "though", "because",
    "whether", "during", "against", "between", "among", "despite", "following", "according", "like", "unlike", "amid", "about",
    "asked", "without", "should", "will", "would", "can", "could", "may", "might", "must", "let", "see", "read", "is", "are",
    "was", "were", "has", "have", "had", "do", "does", "did", "be", "been",
})  # fmt: skip
#: Kinds of nouns that say something themselves: a paper or a report is nobody.
_PAPERS = ("Law", "Paper", "Report", "Content", "Demand", "Proceeding")
CALENDAR = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
})  # fmt: skip
#: So many words in capitals, a small one among them, are no initials.
_SHOUTED = 3
_NUMBER = re.compile(r"\d[\d./,-]*$")
#: "Ankara 6th Penal Court of Peace".
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
#: A syllable of a hyphenated given name ("Jun-ho", "Seung-hyun") is at most this long.
_LONGEST_SYLLABLE = 6
#: What often follows a hyphen after a capitalised word without being part of a name ("Soviet-era").
_NO_SYLLABLES = frozenset({"era", "run", "led", "old", "day", "made", "type", "like", "wide", "age", "born", "held", "only", "free", "time", "post", "ban", "fed", "long", "sent", "site", "app", "user", "side", "size", "paid", "page", "year", "week", "and", "to", "in", "on", "of", "or", "by", "up"})  # fmt: skip
_INITIALS = re.compile(r"\s\(([A-Z][A-Za-z]{1,9})\)")
#: Inside a name whose initials stand behind it these make it a body's ("Transport for London (TfL)").
_BODY_JOINTS = frozenset({"for", "without", "against", "beyond"})
#: Heads that need two words more to name a body: "Customer Service" and "Post Office" name none.
_WIDE_HEADS = frozenset({"Office", "Service"})
#: Whose a body is by its very name: "People's Daily News", "Children's Commissioner".
_POSSESSORS = frozenset(
    {"People", "Women", "Children", "Men", "Public Prosecutor", "Consumer", "Citizen", "Worker"}
)
#: Classes of heads that are also words for what a public body sees to: "Communications and Multimedia Commission".
_FIELDS, _PUBLIC = (
    frozenset({"Company", "NewsOrganisation"}),
    frozenset({"Regulator", "Ministry", "Legislature"}),
)
#: Titles that stand in names of bodies as well.
_WIDE_TITLES = frozenset(
    {
        "General",
        "Chief",
        "Director",
        "Special",
        "Executive",
        "Acting",
        "Deputy",
        "Interim",
        "Former",
        "Commissioner",
        "Prosecutor",
        "Counsel",
        "Leader",
        "Chair",
    }
)
#: What offices that regulate have in their names; others ("the Central Asia Office") are parts of something.
_OFFICES_OF = frozenset(
    {
        "protection",
        "data",
        "privacy",
        "competition",
        "communications",
        "broadcasting",
        "information",
        "regulation",
        "regulatory",
        "cartel",
        "fair",
        "trading",
        "film",
        "media",
        "consumer",
        "security",
        "censorship",
        "safety",
        "commissioner",
        "ombudsman",
        "telecommunications",
        "audiovisual",
        "cyber",
        "cybersecurity",
        "commissioner's",
        "national",
        "federal",
        "state",
    }
)
_HYPHENS = frozenset({"-", "\u2010", "\u2011"})
#: White space with at most one line break: a name may be wrapped, but not over an empty line.
_WRAP = re.compile(r"[ \t\u00a0\u202f]*\r?\n?[ \t\u00a0\u202f]*(?<=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name found by its build. ``name`` is as in the text, white space made single; ``titled`` a person's with the titles before it."""

    span: Span
    kind: str
    name: str
    rule: str
    form: Form = "name"
    key: str | None = None
    country: str | None = None
    titled: str = ""


def is_capitalised(surface: str) -> bool:
    """Whether a word can be part of a name: a capital first, or inside ("eSafety")."""
    return surface[0].isupper() or (not surface.islower() and len(surface) > 2 and not surface[0].isdigit())


def tidy(words: str) -> str:
    """A name with straight quotes and single spaces."""
    return " ".join(words.replace("’", "'").replace("‘", "'").split())


@cache
def _operative() -> frozenset[str]:
    """The verbs by which courts decide, in the third person: "orders", "urges", "holds"."""
    verbs = set(load_lexicon().verbs) | verb_list("attribution", "verbs")
    return frozenset(verb for verb in verbs if verb.endswith("s") and not verb.endswith("ss"))


@cache
def _currency_codes() -> frozenset[str]:
    return frozenset(code for codes in measures().currencies.values() for code in codes.values())


def is_day_office_or_paper(word: str) -> bool:
    """Whether a capitalised word, given in lower case, is called by what it is and names nobody: "Monday", "Minister", "Order", "EUR"."""
    rules = name_rules()
    return (
        word in CALENDAR
        or word.upper() in _currency_codes()
        or word in rules.roles
        or word in rules.bare_offices
        or word in rules.government_words
        or any(word in noun_list("nouns", kind) for kind in _PAPERS)
    )


def kind_of(surfaces: Sequence[str], rules: NameRules) -> tuple[str, int] | None:
    """The class that a name's head gives it, and where the head is; None where no word is a head.

    The head is the word before the first "of", "for", "on" or "against", else the last that is no number.
    """
    found = _head(surfaces, rules)
    if found is None and all(s.isupper() for s in surfaces) and any(len(s) > 3 for s in surfaces):
        lower = [s.lower() for s in surfaces]  # a heading in capitals: "AMSTERDAM DISTRICT COURT"
        if not set(lower) & (LEADS - {"of", "for", "on"}):
            return _head([s if s in _CONNECTORS else s.capitalize() for s in lower], rules)
    if found is None and len(surfaces) > 1:
        for at in (0, *(() if surfaces[0] in rules.given_names else (len(surfaces) - 1,))):  # "Rahul Dewan"
            if (kind := rules.foreign_heads.get(surfaces[at])) is not None:
                return kind, at
    return found


def _head(surfaces: Sequence[str], rules: NameRules) -> tuple[str, int] | None:
    if not surfaces:
        return None
    stop = next(
        (i for i, s in enumerate(surfaces) if i and s in {"of", "for", "on", "against", "to", "in"}),
        len(surfaces),
    )
    if stop < len(surfaces) and surfaces[stop - 1] in rules.titles - rules.heads.keys():
        return None  # "Minister of Territorial Administration" is no administration
    heads = [
        i
        for i in (stop - 1, *_before_number(surfaces, stop), *_before_number(surfaces, len(surfaces)))
        if i >= 0
    ]
    for at in heads:
        word = surfaces[at]
        if word == "Office":
            office = next((k for o, k in rules.offices.items() if o in surfaces), None)
            if office:
                return office, at
        kind = rules.heads.get(word)
        if kind is None:
            continue
        for refinement in rules.refinements:
            if word in refinement.heads and (refinement.words & set(surfaces)):
                return refinement.kind, at
        return kind, at
    return None


def _before_number(surfaces: Sequence[str], stop: int) -> list[int]:
    at = stop - 1
    while at > 0 and _NUMBER.match(surfaces[at]):
        at -= 1
    return [at]


def _spoken(words: list[Word], rules: NameRules) -> list[Word]:
    """The words, bodies in capitals as they are written elsewhere: "the High Court of Kenya" for "THE HIGH COURT OF KENYA"."""
    found = list(words)
    start = 0
    for at in range(len(words) + 1):
        if at < len(words) and words[at].surface.isupper():
            continue
        lower = [w.surface.lower() for w in words[start:at]]
        spoken = [low if low in _CONNECTORS | LEADS else low.capitalize() for low in lower]
        parts = spoken[1 if lower[:1] == ["the"] else 0 :]
        if len(lower) >= _SHOUTED and not _CONNECTORS.isdisjoint(lower) and kind_of(parts, rules) is not None:
            for i, surface in enumerate(spoken, start):
                found[i] = replace(words[i], surface=surface)
        start = at + 1
    return found


class Sequences:
    """The capitalised sequences of one paragraph, cut into names.

    ``content`` is the whole text, ``words`` those of the paragraph, ``known`` the gazetteer's matches in it.
    """

    def __init__(self, content: str, words: list[Word], known: list[Match]) -> None:
        self.content = content
        self.rules = name_rules()
        self.words = _spoken(words, self.rules)
        self._runs: list[tuple[int, int]] | None = None
        self.known = {i: m for m in known for i in range(m.first, m.last + 1)}

    def joint(self, at: int) -> str:
        """The characters between word ``at`` and the next."""
        between = self.content[self.words[at].end : self.words[at + 1].begin].replace("’", "'")
        return " " if _WRAP.fullmatch(between) else between

    def surfaces(self, first: int, last: int) -> list[str]:
        """The words ``first`` to ``last``, inclusive."""
        return [w.surface for w in self.words[first : last + 1]]

    def span(self, first: int, last: int) -> Span:
        """Where the words ``first`` to ``last`` stand."""
        return Span(self.words[first].begin, self.words[last].end)

    def is_part(self, at: int) -> bool:
        """Whether a word can be part of a name: capitalised, or what follows the hyphen in "Eun-jung"."""
        word = self.words[at].surface
        if is_capitalised(word):
            return True
        if (
            not at
            or not word.isalpha()
            or len(word) > _LONGEST_SYLLABLE
            or self.joint(at - 1) not in _HYPHENS
        ):
            return False
        first = self.words[at - 1].surface
        short = len(word) <= 4 and word not in _NO_SYLLABLES
        return first.istitle() and len(first) <= _LONGEST_SYLLABLE and (short or not is_common_word(word))

    def text(self, first: int, last: int) -> str:
        """The words as they stand, tidied."""
        return tidy(self.content[self.words[first].begin : self.words[last].end])

    def starts_sentence(self, at: int) -> bool:
        """Whether nothing but quotes or a sentence's end stands before the word."""
        if at == 0:
            return True
        before = self.joint(at - 1)
        return any(c in before for c in '.!?:;\n"“”•|') and self.words[at - 1].surface not in _ABBREVIATIONS

    def runs(self) -> list[tuple[int, int]]:
        """Maximal sequences (first, last) of capitalised words and what may join them."""
        if self._runs is None:
            self._runs = self._find_runs()
        return self._runs

    def _find_runs(self) -> list[tuple[int, int]]:
        found = []
        at = 0
        while at < len(self.words):
            if not is_capitalised(self.words[at].surface):
                at += 1
                continue
            last = self._run_end(at)
            first = at
            while first < last and (self._is_lead(first) or self._is_stance(first)):
                first += 1
            if not self._is_lead(first):
                found.append((first, last))
            at = last + 1
        return found

    def _is_stance(self, at: int) -> bool:
        """Whether a word belongs to the small one before its hyphen: "the pro-Kurdish Unity Party"."""
        return at > 0 and self.joint(at - 1) in _HYPHENS and self.words[at - 1].surface.islower()

    def _is_lead(self, at: int) -> bool:
        word = self.words[at].surface
        if at in self.known:
            return False
        low = word.lower()
        return (
            low in CALENDAR
            or bool(_NUMBER.match(word))
            or self._orders(at)
            or (low in LEADS and not (word.isupper() and len(word) > 1))
        )

    def _orders(self, at: int) -> bool:
        """Whether a word is the verb of an operative part, in capitals among words that are not: "ORDERS Meta to publish"."""
        word = self.words[at].surface
        behind = self.words[at + 1].surface if at + 1 < len(self.words) else ""
        return word.isupper() and not behind.isupper() and word.lower() in _operative()

    def _run_end(self, first: int) -> int:
        last = at = first
        while at + 1 < len(self.words):
            joint, word = self.joint(at), self.words[at + 1].surface
            if not self._joins(first, at, joint):
                break
            number = _NUMBER.match(word) or (_ORDINAL.fullmatch(word) and self._is_capital(at + 2))
            if self.is_part(at + 1) or (number and at == last and joint == " "):
                last = at + 1
            elif not (word in _CONNECTORS or word in PARTICLES) or at + 1 - last > 2:
                break
            elif word == "the" and at == last:
                break  # "Separately the Ministry of Justice"
            at += 1
        return last

    def _is_capital(self, at: int) -> bool:
        return at < len(self.words) and is_capitalised(self.words[at].surface) and self.joint(at - 1) == " "

    def _joins(self, first: int, at: int, joint: str) -> bool:
        word = self.words[at].surface
        if joint in {" ", "-", " & ", "&", "' ", "\n", "  "}:
            return True
        if joint in {", ", "., ", ". "} and self.words[at + 1].surface in _LEGAL_FORMS:
            body = next((m for m in self.known.values() if m.last == at), None)
            return body is None  # "Voice TV Co., Ltd.", but the Wikimedia Foundation is known
        if joint == ". ":
            return word in _ABBREVIATIONS or (len(word) == 1 and word.isupper() and at > first)
        if joint == ".":
            return len(word) == 1
        if joint == "/":  # "Code of Practice for Computer Service Platforms/Internet Intermediaries"
            return bool({"of", "for", "on"} & set(self.surfaces(first, at)))
        if joint == "'s ":
            following = self.words[at + 1].surface
            office = following in {"Office", "Department", "Court", "Bureau"}
            held = office and word in self.rules.titles | {"Commissioner", "General"}
            return held or word in _POSSESSORS and is_capitalised(self.words[at + 1].surface)
        if joint == ", ":
            return self._continues_ministry(first, at)
        return False

    def _continues_ministry(self, first: int, at: int) -> bool:
        """ "Department for Science, Innovation and Technology": a comma inside a ministry's portfolio."""
        so_far = self.surfaces(first, at)
        if not any(s in {"Ministry", "Department", "Minister", "Secretary"} for s in so_far) or not {
            "of",
            "for",
        } & set(so_far):
            return False
        ahead = self.surfaces(at + 1, min(at + 5, len(self.words) - 1))
        if not ahead or not is_capitalised(ahead[0]) or "and" not in ahead:
            return False
        return all(is_capitalised(s) or s == "and" for s in ahead[: ahead.index("and")])

    # --- from sequences to names --------------------------------------------------------------------------

    def candidates(self) -> list[Candidate]:
        """All names in the paragraph that their build explains."""
        found: list[Candidate] = []
        for first, last in self.runs():
            for a, b in self._parts(first, last):
                found.extend(self._read(a, b))
        return found

    def _is_known(self, first: int, last: int) -> bool:
        match = self.known.get(first)
        return match is not None and match.first == first and match.last == last

    def _parts(self, first: int, last: int) -> list[tuple[int, int]]:
        """Cuts a sequence at "and", "in", "to", "for" where the two sides are names of their own."""
        if self._has_initials(first, last):
            return [(first, last)]
        for at in range(first + 1, last):
            word = self.words[at].surface
            inside = at in self.known and self.known[at].first < at < self.known[at].last
            if inside or word not in {"and", "in", "to", "on", "for", "of", "against"}:
                continue
            right = at + 1
            while right < last and self.words[right].surface in {"the", "of"}:
                right += 1
            if not self._belongs_together(first, at, right, last, word):
                return [(first, self._trim(first, at - 1)), *self._parts(right, last)]
        return [(first, last)]

    def _has_initials(self, first: int, last: int) -> bool:
        """Whether brackets after the sequence hold the initials of all of it: it is one name, "and" and "in" included."""
        match = _INITIALS.match(self.content, self.words[last].end)
        if match is None or last - first < 2:
            return False
        surfaces = self.surfaces(first, last)
        capitals = "".join(s[0] for s in surfaces if is_capitalised(s))
        whole = "".join(s[0].upper() for s in surfaces)
        return match[1] == capitals or (match[1].upper() == whole and sum(c.isupper() for c in match[1]) > 1)

    def _trim(self, first: int, last: int) -> int:
        while (
            last > first
            and not is_capitalised(self.words[last].surface)
            and not _NUMBER.match(self.words[last].surface)
        ):
            last -= 1
        return last

    def _belongs_together(self, first: int, at: int, right: int, last: int, word: str) -> bool:
        left, after = self.surfaces(first, at - 1), self.surfaces(right, last)
        left_kind = kind_of(left, self.rules)
        if left and left[-1] in self.rules.titles:
            left_kind = ("Person", len(left) - 1)
        if word in {"of", "for", "on", "against", "to", "in"}:
            if (
                left_kind is None
            ):  # "Interception of Communications Act": what the law is about begins with "of"
                topic = word == "of" and not any(
                    s in self.rules.titles or any(c.isdigit() for c in s) for s in left
                )
                law = (
                    kind_of(after, self.rules)
                    if topic and right not in self.known and first not in self.known
                    else None
                )
                return law is not None and law[0] == "LegalInstrument" and after[law[1]] in _LAWS
            if word == "in":
                return left[-1] in {"Supervision", "Oversight", "Regulation", "Control"}
            if after and after[0].lower() in CALENDAR:
                return False  # "the Telecommunications Business Act on Monday"
            if word in {"on", "to", "against"}:
                return left[-1] in {"Convention", "Covenant", "Charter", "Commission", "Committee", "Council", "Rapporteur", "Act", "Law", "Treaty", "Protocol", "Regulation", "Coalition", "Rules", "Declaration", "Bureau", "Campaign", "Fight", "Combat", "Struggle", "Unit", "Initiative", "Alliance", "Network", "Forum", "Institute", "Centre", "Center", "Taskforce", "Panel", "Agency", "Directorate", "Observatory", "Group", "Conference"}  # fmt: skip
            if word == "of" and left_kind[0] == "Person" and self._heads_body(left, right, last):
                return False
            if (
                word == "for" and left[-1] == "Commissioner"
            ):  # but "Thierry Breton, Commissioner for the Internal Market"
                return len(left) > 1 or bool(_OFFICES_OF & {s.lower() for s in after})
            return not (word == "for" and left_kind[0] in {"Person", "NewsOrganisation"})
        right_kind = kind_of(after, self.rules)
        if {"Minister", "Secretary"} & set(left) and {"of", "for"} & set(left):  # a portfolio goes on
            return right_kind is None and right not in self.known and after[0] not in self.rules.titles
        if len(after) == 1 and len(after[0]) > 3 and after[0].isupper() and not left[-1].isupper():
            return False  # "the Ministry of Communications and ITPC": initials are a body of their own
        if self._is_known(first, at - 1) or (
            self._is_known(right, last) and left_kind is not None and "of" not in left
        ):
            return False
        if left_kind and ({"of", "for", "on"} & set(left)):
            # "Agency for Information and Mass Communications": a weak head on the right is no company
            return (right_kind is None or right_kind[0] == "Company") and right not in self.known
        fields = left_kind is None or (
            right == at + 1
            and left_kind[0] in _FIELDS
            and right_kind is not None
            and right_kind[0] in _PUBLIC
        )
        return fields and right_kind is not None and right not in self.known and (at - 1) not in self.known

    def _heads_body(self, title: Sequence[str], right: int, last: int) -> bool:
        """ "Director of the Commonwealth Media Initiative": who heads a body that has a name; ministers' portfolios are none."""
        if {"Minister", "Secretary", "Rapporteur"} & set(title):
            return False
        found = kind_of(self.surfaces(right, last), self.rules)
        return right in self.known or (
            found is not None and last - right > 0 and found[0] != "LegalInstrument"
        )

    def _read(self, first: int, last: int) -> list[Candidate]:
        """The names in a sequence without inner "and": what stands before a title, the person after it, or one name."""
        if first > last or self._is_known(first, last):
            return []
        person = self._titled(first, last)
        if person is not None:
            return person
        while last > first and self.words[last].surface.lower() in LEADS:
            last -= 1
        surfaces = self.surfaces(first, last)
        found = kind_of(surfaces, self.rules)
        if found is None:
            if not (_BODY_JOINTS & set(surfaces) and self._has_initials(first, last)):
                return []
            name, span = self.text(first, last), self.span(first, last)
            return [Candidate(span=span, kind="CivilSociety", name=name, rule="head:initials")]
        kind, head = found
        if len(surfaces) == 1 or (kind == "LegalInstrument" and len(surfaces) < 2):
            return []
        foreign = surfaces[head] in self.rules.foreign_heads
        if ((head == 0 and not foreign) or surfaces[head] in _WIDE_HEADS) and len(surfaces) < 3:
            return []
        if (
            surfaces[head] == "Office"
            and kind == "Regulator"
            and not _OFFICES_OF & {s.lower() for s in surfaces}
        ):
            return []
        if (
            kind in {"Company", "NewsOrganisation", "CivilSociety"}
            and self.words[first + head].surface in self.rules.plain_heads
            and self._all_common(first, last)
        ):
            return []
        return [
            Candidate(
                span=self.span(first, last),
                kind=kind,
                name=self.text(first, last),
                rule=f"head:{surfaces[head]}",
            )
        ]

    def is_personal(self, first: int, last: int) -> bool:
        """Whether common words make a person's name: a given name in front ("Tom Cotton"), an initial within."""
        surfaces = self.surfaces(first, last)
        return surfaces[0] in self.rules.given_names or any(len(s) == 1 for s in surfaces[1:-1])

    def _all_common(self, first: int, last: int) -> bool:
        return all(is_common_word(s) for s in self.surfaces(first, last))

    def _titled(self, first: int, last: int) -> list[Candidate] | None:
        """ "[Islamabad High Court] [Chief Justice] [Aamer Farooq]"; None where no title stands before a name."""
        surfaces = self.surfaces(first, last)
        shouted = len(surfaces) > 1 and all(s.isupper() for s in surfaces)
        if shouted:  # "JUSTICE KRISHNA S. DIXIT"
            surfaces = [s.capitalize() for s in surfaces]
        titles = self.rules.titles
        at = max((i for i, s in enumerate(surfaces) if self._title_at(surfaces, i, titles)), default=None)
        if at is None or at == len(surfaces) - 1:
            return None
        begin = at + 1
        if begin < len(surfaces) and surfaces[begin] in {"of", "for"}:
            begin = self._after_portfolio(surfaces, begin + 1)
            body = self.known.get(first + begin)
            if (
                body is not None and body.first == first + begin < body.last
            ):  # "Deputy of the Jogorku Kenesh …"
                begin = body.last + 1 - first
            if len(surfaces) - begin < 2:
                return None
        name = surfaces[begin:]
        if not name or name == [name[0][:1]] or len(name) > 5 or kind_of(name, self.rules) is not None:
            return None
        if any(s in {"of", "for", "and", "the", "on"} for s in name):
            return None
        role = name[0].lower() in self.rules.roles or name[0] in self.rules.titles
        if len(name) == 1 and surfaces[at] in _WIDE_TITLES and is_common_word(name[0]):
            return None  # "Gendarmerie General Command"
        if (
            role
            or (len(name) == 1 and first + begin in self.known)
            or (
                len(name) > 1
                and self._all_common(first + begin, last)
                and not self.is_personal(first + begin, last)
                and not self._speaks(last)
            )
        ):
            return None
        start = at
        while start > 0 and self._title_at(surfaces, start - 1, titles):
            start -= 1
        found = [
            Candidate(
                span=self.span(first + begin, last),
                kind="Person",
                name=self.text(first + begin, last).title() if shouted else self.text(first + begin, last),
                rule=f"title:{surfaces[at]}",
                titled=self.text(first + start, last) if begin == at + 1 and not shouted else "",
            )
        ]
        if (
            surfaces[at] == "Commissioner" and begin > at + 1
        ):  # "Berlin Commissioner for Data Protection Meike Kamp"
            until = self._trim(first, first + begin - 1)
            whole = self.text(first, until)
            found.append(
                Candidate(
                    span=self.span(first, until), kind="Regulator", name=whole, rule="head:Commissioner"
                )
            )
        elif start > 0:
            found += self._read(first, first + start - 1)
        return found

    def _speaks(self, last: int) -> bool:
        """Whether the word behind a sequence says that it speaks: "Minister Bright Simons said"."""
        return (
            last + 1 < len(self.words)
            and self.joint(last) == " "
            and self.words[last + 1].surface in self.rules.speech_verbs
        )

    def _after_portfolio(self, surfaces: Sequence[str], start: int) -> int:
        """Where the name begins in "Minister of Government Communications Faisal Shboul".

        Its last two words belong to it unless they are a portfolio's; further ones unless they are English words.
        """
        portfolio = {word for name in self.rules.portfolios for word in name.split()}
        begin = len(surfaces)
        while begin > start and is_capitalised(surfaces[begin - 1]):
            word = surfaces[begin - 1]
            if word.lower() in portfolio or (len(surfaces) - begin >= 2 and is_common_word(word)):
                break
            begin -= 1
        return begin

    @staticmethod
    def _title_at(surfaces: Sequence[str], at: int, titles: frozenset[str]) -> bool:
        two = " ".join(surfaces[at - 1 : at + 1]) if at else ""
        return surfaces[at] in titles or two in titles
