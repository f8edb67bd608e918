"""Finds unnamed collectives: noun phrases whose head is a group noun ("many users in Pakistan", "rights groups")."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from kg.detection import PARTICIPANT
from kg.extractors.entity_registry import slug
from kg.extractors.factuality import is_whoever
from kg.extractors.name_patterns import CALENDAR, tidy
from kg.extractors.name_rules import NameRules, name_rules
from kg.extractors.syntax import child
from kg.extractors.title_case import is_common_word
from kg.figures.measures import measures
from kg.gazetteer import gazetteer
from kg.lexicon import noun_list, verb_list
from kg.model import Entity, Mention, Span
from kg.text import Paragraph

#: Rules of mentions of those whom a common noun names.
COLLECTIVES = frozenset({"group", PARTICIPANT})
_ARTICLES = frozenset({"the", "a", "an", "these", "those", "this", "that"})
#: Prepositional phrases that belong to a collective's description.
_OF = frozenset({"of", "in", "from", "under", "on", "at", "with", "for"})
_LONGEST = 12
#: "In 2017 regulators threatened": the year is no part of them.
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Words before a count that are no part of what is counted: "some forty students" are forty students.
_ABOUT = re.compile(
    r"(?i)^(?:some|about|around|nearly|almost|roughly|approximately|over|more than|at least|up to)\s(?=\w)"
)
#: "Anyone who evades the ban": who they are is told by a clause alone, of at most so many words.
_UNNAMED = frozenset({"anyone", "anybody", "those"})
_LONGEST_CLAUSE = 14
#: "A group of creators", "dozens of lawyers".
_SETS = frozenset(
    {
        "group",
        "number",
        "handful",
        "dozens",
        "hundreds",
        "thousands",
        "coalition",
        "majority",
        "network",
        "alliance",
        "team",
        "scores",
        "score",
    }
)
#: Tags of a verb that the parser took into the phrase of its object: "to harass journalists".
_ACTS = frozenset({"VB", "VBP", "VBD", "VBZ", "TO"})
#: Kinds of nouns that are no people, whatever they are said to do.
_THINGS = ("Law", "Paper", "Report", "Content", "Demand", "Proceeding", "Measure", "Internet", "Data")
_STRETCHES = frozenset({"minutes", "hours", "days", "weeks", "months", "years", "times"})
#: Before these a singular means all of a kind: "every internet provider".
_EACH = frozenset({"every", "any", "each"})


@cache
def _people() -> frozenset[str]:
    return frozenset(p for e in gazetteer().entries.values() for p in e.people)


def _kind(token: Token, first: int, rules: NameRules, people: frozenset[str]) -> str | None:
    """The class of the collective that a token heads, by its longest known phrase."""
    doc = token.doc
    for start in range(max(first, token.i - 3), token.i + 1):
        phrase = doc[start : token.i + 1].text.lower()
        if phrase in rules.groups:
            return rules.groups[phrase]
    if _is_told_by_deed(token):
        return "Group"
    if any(c.lower_ in _EACH for c in token.children):
        for start in range(max(first, token.i - 3), token.i + 1):
            phrase = doc[start : token.i + 1].text.lower() + "s"
            if rules.groups.get(phrase, "Group") != "Group":
                return rules.groups[phrase]
    return "Group" if token.text in people else None


def _is_thing(noun: Token) -> bool:
    return any(noun.lower_ in noun_list("nouns", kind) for kind in _THINGS)


def _is_told_by_deed(token: Token) -> bool:
    """Whether a plural that no list has is one of people or bodies by what it does or suffers: "tailors sued", "fined resellers"."""
    opens = token.is_sent_start and is_common_word(token.text)  # "Tailors", which the tagger takes for a name
    if not (token.tag_ == "NNS" or token.tag_ == "NNPS" and opens) or _is_thing(token):
        return False
    verb = token.head.lower_
    if token.lower_ in _STRETCHES or token.lower_ in measures().currencies:
        return False  # "jailed two years", "fined it two million pesos"
    if token.dep_ == "nsubj":
        return verb in verb_list("deeds", "by_people")
    return token.dep_ in ("dobj", "nsubjpass") and any(
        verb in verb_list("deeds", f"to_{kind}") for kind in ("Person", "Company")
    )


@dataclass(frozen=True, slots=True)
class Collective:
    """A collective: its head, where it is mentioned, the entity, the forms by which the text calls it, and what told it."""

    head: Token
    span: Span
    entity: Entity
    forms: tuple[str, ...]
    rule: str = "group"


def groups(
    paragraph: Paragraph,
    plain: str,
    mentions: list[Mention],
    class_of: Callable[[Token, Token], str | None],
) -> Iterator[Collective]:
    """The collectives of a paragraph.

    Args:
        class_of: of what class those are whom the words of a phrase, from the first to its head, name as participants; asked where no list has them.
    """
    yield from _whoever(paragraph, plain)
    rules, people = name_rules(), _people()
    taken = sorted(m.span for m in mentions)
    begins = [s.begin for s in taken]
    joined: dict[int, Entity] = {}

    def may_be_people(noun: Token) -> bool:
        kind = _kind(noun, noun.left_edge.i, rules, people) or class_of(noun.left_edge, noun)
        named = any(s.begin <= paragraph.begin + noun.idx < s.end for s in taken)
        return kind in (None, "Group", "Person") and not named and not _is_thing(noun)

    for start, head in _phrases(paragraph):
        if head.lower_ in _UNNAMED:
            continue
        whole_list = joined.get(head.i)
        kind, rule = whole_list.kind if whole_list else _kind(head, start, rules, people), "group"
        if kind is None:
            if (restricted := _restricted(head, start, rules)) is not None:
                span = paragraph.span(*restricted)
                label = tidy(plain[span.begin : span.end])
                yield Collective(head, span, Entity(key=slug(label), kind="Platform", label=label), (label,))
                continue
            kind, rule = class_of(paragraph.doc[start], head), PARTICIPANT
        if kind is None:
            continue
        while start < head.i and (
            paragraph.doc[start].lower_ in _ARTICLES | CALENDAR
            or _YEAR.fullmatch(paragraph.doc[start].text)
            or paragraph.doc[start].tag_ in _ACTS
            or not paragraph.doc[start].text[0].isalnum()
        ):
            start += 1
        dashes = [
            t.i + 1
            for t in paragraph.doc[start : head.i]
            if t.text in {"--", "|", ":"} or (t.text == "-" and t.whitespace_)
        ]
        start = max(dashes, default=start)
        first = paragraph.doc[start]
        base = paragraph.span(first, head)
        at = bisect_left(begins, base.end) - 1
        if at >= 0 and taken[at].end >= base.end and taken[at].begin < base.end:
            continue
        name = tidy(plain[base.begin : base.end])
        if whole_list is not None:
            yield Collective(head, base, whole_list, (), rule)
            continue
        others = _joined(head) if kind == "Group" else []
        if not all(map(may_be_people, others)):
            others = []
        whole = paragraph.span(first, _with_phrase([head, *others][-1]))
        label = tidy(plain[whole.begin : whole.end])
        entity = Entity(key=slug(label), kind=kind, label=label)
        joined |= dict.fromkeys((other.i for other in others), entity)
        yield Collective(head, base, entity, _forms(label, name, head), rule)


def _joined(head: Token) -> list[Token]:
    """The common nouns that a list of people goes on with, to its end: "journalists, translators and a lawyer"; none where anything else stands in it."""
    found: list[Token] = []
    node = head
    while (other := child(node, "conj")) is not None:
        behind = head.doc[_with_phrase(node).i + 1 : other.left_edge.i]
        if other.pos_ != "NOUN" or any(t.text not in (",", "and", "or") for t in behind) or not len(behind):
            return []
        found.append(other)
        node = other
    return found


def _whoever(paragraph: Paragraph, plain: str) -> Iterator[Collective]:
    """Those of whom only a clause says who they are: "anyone who evades the ban", "those found at fault"."""
    for token in paragraph.doc:
        if token.lower_ not in _UNNAMED:
            continue
        things = any(
            t.tag_ == "WDT" for c in token.children for t in c.children
        )  # "those that have no basis"
        unnamed = is_whoever(token) and not things
        if unnamed and (last := _with_clause(token)) != token:
            span = paragraph.span(token, last)
            label = tidy(plain[span.begin : span.end])
            entity = Entity(key=slug(label), kind="Group", label=label)
            yield Collective(token, paragraph.span(token, token), entity, (label,))


def _with_clause(head: Token) -> Token:
    """The last token of the clause right behind a phrase that says which of its sort are meant, or the phrase's last."""
    last = _with_phrase(head)
    clause = next(
        (c for c in head.children if c.dep_ in ("relcl", "acl") and c.left_edge.i == last.i + 1), None
    )
    if clause is None or clause.right_edge.i - head.i > _LONGEST_CLAUSE:
        return last
    end = _before_predicate(clause)
    while end.is_punct and end.i > clause.i:
        end = end.nbor(-1)
    return end


def _before_predicate(clause: Token) -> Token:
    """The last token of a clause, where the parser drew the sentence's verb into it the one before: "those who do not | will be fined"."""
    for token in clause.doc[clause.left_edge.i : clause.right_edge.i]:
        if token.lower_ in ("not", "n't", "so") and token.nbor().tag_ == "MD":
            return token
    return clause.right_edge


def _phrases(paragraph: Paragraph) -> Iterator[tuple[int, Token]]:
    """The noun phrases of a paragraph, as first index and head; those that own another one too: "the army's spokesman"."""
    for chunk in paragraph.doc.noun_chunks:
        yield chunk.start, chunk.root
        for owner in chunk.root.children:
            if owner.dep_ == "poss" and owner.pos_ == "NOUN" and owner.i > chunk.start:
                yield owner.left_edge.i, owner


def _restricted(ban: Token, first: int, rules: NameRules) -> tuple[Token, Token] | None:
    """The first and last word of the sort of service before a word for its restriction: "a social media ban"."""
    doc = ban.doc
    if ban.lower_ not in noun_list("nouns", "Ban") or ban.i == first:
        return None
    for start in range(max(first, ban.i - 3), ban.i):
        if rules.groups.get(doc[start : ban.i].text.lower()) == "Platform":
            return doc[start], doc[ban.i - 1]
    return None


def _listed_end(noun: Token) -> Token:
    """The last of a list of bare names, or of two bare common nouns: "in Denmark, Norway and Finland", "of websites and networks"."""
    node = noun
    while (other := child(node, "conj")) is not None:
        between = {t.text for t in noun.doc[node.i + 1 : other.i]}
        alike = other.text[0].isupper() == noun.text[0].isupper() and other.pos_ in ("NOUN", "PROPN")
        if not alike or not between <= {",", "and", "or"} or not (noun.text[0].isupper() or node == noun):
            return noun
        node = other
    return node


def _forms(label: str, name: str, head: Token) -> tuple[str, ...]:
    """The forms of a collective: with its phrase, without it, without "some", with what it is joined to."""
    forms = [label, name, _ABOUT.sub("", label), _ABOUT.sub("", name)]
    end = _with_clause(head)
    behind = head.doc[_with_phrase(head).i + 1 : end.i + 1]
    if len(behind):  # "sellers who live off Facebook pages"
        forms.append(tidy(f"{label} {behind.text}"))
    if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.lower_ in _SETS:
        forms += [f"{head.head.head.text} of {form}" for form in (label, name)]
    joined = next((c for c in head.children if c.dep_ == "conj" and 0 < c.i - head.i <= 3), None)
    if joined is not None and not any(True for _ in joined.children):
        forms.append(tidy(f"{name} {head.doc[head.i + 1 : joined.i + 1].text}"))
    return tuple(dict.fromkeys(forms))


def _with_phrase(head: Token) -> Token:
    """The last token of the phrase with its one prepositional phrase ("users in Pakistan"), or the head."""
    phrase = next(
        (c for c in head.children if c.dep_ == "prep" and c.i == head.i + 1 and c.lower_ in _OF), None
    )
    if phrase is None or phrase.right_edge.i - head.i > _LONGEST:
        return head
    inner = next((c for c in phrase.children if c.dep_ == "pobj"), None)
    if inner is None:
        return head
    last = inner
    if (other := _listed_end(inner)) != inner and other.i - head.i <= _LONGEST:
        return other  # "sellers in Izmir and Istanbul"
    of = next(
        (c for c in inner.children if c.dep_ == "prep" and c.lower_ == "of" and c.i == inner.i + 1), None
    )
    if of is not None and (object_ := next((c for c in of.children if c.dep_ == "pobj"), None)) is not None:
        last = object_
    return last
