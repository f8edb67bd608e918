"""Sets of which a text names the members, and who is meant by them.

"Watchdogs such as NetBlocks", "26 sites, Facebook and X among them", "four operators - MTN, Airtel, Glo and 9mobile -", "three apps: …".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.tokens import Token

from kg.extractors.name_rules import name_rules
from kg.extractors.syntax import SUBJECTS, children, conjuncts
from kg.lexicon import noun_list, word_list
from kg.text import Paragraph

if TYPE_CHECKING:
    from kg.extractors.located import Located
    from kg.extractors.reference import Referents

#: What opens a list of members behind the noun that they are of; behind a bare comma the noun must be counted.
_OPENING = re.compile(
    r"\s?(?P<mark>[:(-]|,? (?:namely|notably|viz\.|i\.e\.|including|such as|like),?|,)\s?(?:the )?"
)
#: Whose the set is, before a word that names its members: "three firms of the group, namely".
_WHOSE = re.compile(r" (?:of|in|from) [^,.;:()]{3,40}(?=, (?:namely|notably|viz\.|i\.e\.))")
#: What stands between members, and before the last of them; an acronym in brackets may stand behind a name.
_JOINT = re.compile(r"(?: \([^()]{1,20}\))?(?:, |,? (?P<last>and|or|as well as) )(?:the )?")
#: What stands between two persons of a list of whom the first is told what office he holds: "A, president of B, and C".
_OVER_OFFICE = re.compile(
    r", (?:the |an? )?(?P<office>[^,;.:\"()]{3,90}), (?P<last>and )?(?:the )?(?:[\w ]{3,40} )?"
)
#: Longer than this, in characters, no office is.
LONGEST_OFFICE = 120
#: How many a definite plural says that it means.
_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
#: By these alone a list that was told is meant.
_QUANTITIES = frozenset({*_COUNTS, "neither", "all", "none"})
#: What the members of a list are that a plural comes back to, by the list of nouns that it is on.
_KINDS = {
    "Facet": frozenset({"Platform"}),
    "Operator": frozenset({"Company"}),
    "Firm": frozenset({"Platform", "Company"}),
}
#: What may follow a list that a comma opened.
_CLOSING = frozenset(",.;:)-")


def without_sum(parts: tuple[Token, ...]) -> tuple[Token, ...]:
    """The members of a list without the counted set that they are of: "26 sites, Facebook and X among them"."""
    behind = parts[-1].doc[parts[-1].i + 1 : parts[-1].i + 3]
    counted = parts[0].tag_ == "NNS" and any(c.dep_ == "nummod" for c in parts[0].children)
    return parts[1:] if len(parts) > 1 and counted and any(t.lower_ == "among" for t in behind) else parts


def named_members(
    refer: Referents, paragraph: Paragraph, token: Token, kinds: frozenset[str]
) -> tuple[Token, ...]:
    """The words that name the members of the set that a noun stands for, as far as they fit the kinds; empty where none is named."""
    spelled = _spelled_out(refer, paragraph, token, kinds) if token.tag_ == "NNS" else ()
    if members := exemplified(refer, paragraph, token, kinds):
        return spelled if len(spelled) > len(members) else members
    if token.tag_ != "NNS":
        return ()
    if any(c.dep_ == "nummod" for c in token.children):
        for c in children(token, "appos"):  # "26 sites, Facebook and X among them"
            named = refer.mention_at(paragraph, c)
            if named is not None and named.mention.form in ("name", "acronym"):
                return tuple(m for m in conjuncts(c) if refer.of(paragraph, m, kinds))
    return spelled


def without_collectives(
    refer: Referents, paragraph: Paragraph, parts: tuple[Token, ...], kinds: frozenset[str]
) -> tuple[Token, ...]:
    """The parts of a list without the sorts that its last one goes on to name: "platforms and websites like X"."""
    if len(parts) == 1 or not named_members(refer, paragraph, parts[-1], kinds):
        return parts
    return tuple(part for part in parts if part.tag_ != "NNS" or part == parts[-1])


def exemplified(
    refer: Referents, paragraph: Paragraph, token: Token, kinds: frozenset[str]
) -> tuple[Token, ...]:
    """Those that "including", "such as" or "like" names behind a noun."""
    for c in token.children:
        such = c.lower_ == "as" and any(g.lower_ == "such" for g in (*c.children, *token.children))
        if c.dep_ == "prep" and (such or c.lower_ in ("including", "like")):
            members = tuple(
                m for n in children(c, "pobj") for m in conjuncts(n) if _is_named(refer, paragraph, m, kinds)
            )
            if members:
                return members
    return ()


def _is_named(refer: Referents, paragraph: Paragraph, member: Token, kinds: frozenset[str]) -> bool:
    """Whether a member is somebody of a name, and no collective within the collective: "providers, including large ones"."""
    keys = refer.of(paragraph, member, kinds)
    return bool(keys) and any(refer.kind(key) != "Group" for key in keys)


def _spelled_out(
    refer: Referents, paragraph: Paragraph, token: Token, kinds: frozenset[str]
) -> tuple[Token, ...]:
    """The names of a list right behind an unnamed plural, read off the text: there the parser often loses the thread."""
    own = refer.mention_at(paragraph, token)
    if (
        own is not None
        and own.mention.form in ("name", "acronym")
        and refer.kind(own.mention.entity) != "Group"
    ):
        return ()
    text, end = paragraph.plain, token.idx + len(token)
    if whose := _WHOSE.match(text, end):
        end = whose.end()
    found: list[Located] = []
    mark, ended = "", False
    for where in refer.mentions_from(paragraph, end):
        begin = where.mention.span.begin - paragraph.begin
        if begin < end:
            continue  # an acronym within the brackets of a joint
        joint = (_JOINT if found else _OPENING).fullmatch(text[end:begin])
        if joint is None or ended or where.mention.form not in ("name", "acronym"):
            break
        mark = mark or joint["mark"]
        ended = bool(found) and joint["last"] is not None
        found.append(where)
        end = where.mention.span.end - paragraph.begin
    if not ended or (
        mark == "," and not (_is_counted(token) and text[end : end + 2].strip()[:1] in _CLOSING)
    ):
        return ()
    if not all(refer.fits(where.mention.entity, kinds) for where in found):
        return ()
    return tuple(where.head for where in found)


def _is_counted(noun: Token) -> bool:
    return any(
        c.dep_ == "nummod" or c.lower_ in word_list("nouns", "Quantity") or c.lower_ in ("these", "those")
        for c in noun.children
    )


def over_office(between: str) -> re.Match[str] | None:
    """The office of a person between that person and the next of a list."""
    match = _OVER_OFFICE.fullmatch(between)
    words = re.findall(r"[\w-]+", match["office"].lower()) if match is not None else []
    return match if name_rules().roles & set(words) else None


def told_before(refer: Referents, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
    """The services or companies of the list that a definite plural comes back to: "MTN and Airtel … the companies", "both firms"."""
    kinds = next((kinds for word, kinds in _KINDS.items() if token.lower_ in noun_list("nouns", word)), None)
    if token.tag_ != "NNS" or kinds is None:
        return ()
    count = next((c.lower_ for c in token.children if c.lower_ in _COUNTS), "")
    if any(
        c.dep_ not in ("det", "predet", "punct", "nummod") and c.lower_ not in _COUNTS for c in token.children
    ):
        return ()
    if count != "both" and not any(c.lower_ in ("the", "these") for c in token.children):
        return ()
    for where in refer.mentions_before(paragraph, token.idx):
        if where.mention.form not in ("name", "acronym") or where.head.dep_ == "conj":
            continue
        members = refer.all_of(where.paragraph, where.head)
        if len(members) > 1 and all(refer.kind(key) in kinds for key in members):
            return members if not count or len(members) == _COUNTS[count] else ()
    return ()


def all_together(
    refer: Referents, paragraph: Paragraph, token: Token, kinds: frozenset[str]
) -> tuple[str, ...]:
    """Whom a bare number or quantity comes back to, the members of the last list of so many: "both complied", "all three", "the two"."""
    low = token.lower_
    if low not in _QUANTITIES:
        return ()
    words = {c.lower_ for c in token.children}
    count = 2 if low == "neither" else _COUNTS.get(low)
    numbered = token.tag_ == "CD" and count is not None and bool(words & {"the", "all"})
    if token.dep_ not in (*SUBJECTS, "dobj", "pobj", "dative"):
        return ()
    if not numbered and (low not in ("both", "neither", "all", "none") or words & {"of", "the"}):
        return ()
    for where in refer.mentions_before(paragraph, token.idx):
        if where.mention.form not in ("name", "acronym") or where.head.dep_ == "conj":
            continue
        members = refer.all_of(where.paragraph, where.head)
        if len(members) > 1 and all(refer.fits(key, frozenset({"Actor"})) for key in members):
            fits = all(refer.fits(key, kinds) for key in members)
            return members if fits and count in (None, len(members)) else ()
    return ()


def states_of(refer: Referents, paragraph: Paragraph, token: Token) -> tuple[str, ...]:
    """The governments of the countries that a plural is of: "the embassies of Canada, Japan and Norway"."""
    if token.tag_ != "NNS" or token.lower_ not in noun_list("nouns", "State"):
        return ()
    countries = tuple(
        place
        for preposition in children(token, "prep")
        for noun in children(preposition, "pobj")
        if preposition.lower_ == "of"
        for place in refer.all_of(paragraph, noun)
        if refer.kind(place) == "Place"
    )
    return tuple(refer.government(place) for place in countries) if len(countries) > 1 else ()
