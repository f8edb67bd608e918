"""Finds persons without a title: names in apposition to an office, after a role noun, or as the subject of saying."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extractors.name_patterns import CALENDAR, LEADS, PARTICLES, Candidate, Sequences, kind_of
from kg.extractors.title_case import is_common_word
from kg.gazetteer import gazetteer
from kg.model import Span
from kg.text import Paragraph

#: How many words after a name's comma may stand before the role that it is in apposition to.
_APPOSITION_REACH = 9
_ROLE_SPLIT = re.compile(r"[^\w-]+")
#: How far before a name the phrase that it is in apposition to may begin, in characters.
_LONGEST_ROLE = 110
_APPOSED = re.compile(
    r"(?i)\b(?:the|an?|its|his|her|their|our|another|one|'s) ((?:(?!\b(?:the|an?) )[^.;:,\"“”])*?(?: (?:of|for|in|at|on|from|to|by) [^.;:,\"“”]*)?), $"
)
#: "the Minister of Communication, Telecommunications and Digital Economy, ", with commas inside.
_MINISTER = re.compile(
    r"(?i)\b(?:minister|secretary) (?:of|for) (?:the )?[A-Z][\w' ]+(?:, [A-Z][\w ]+){0,3}(?:,? and [A-Z][\w ]+)?, $"
)
#: "Director General of Informatics, ", an office at the head of a sentence, without an article.
_OFFICE = re.compile(
    r"(?:^|[.!?:;\"“”] |- )((?:[A-Z][\w-]* )*?(?P<role>[A-Z][\w-]*)(?: (?:of|for|at|in) [^.;:,\"“”]+(?:, [A-Z][^.;:,\"“”]+ and [A-Z][^.;:,\"“”]+)?)?), $"
)
#: Who leads or speaks for something: "led by Julius Malema".
_LED_BY = re.compile(
    r"\b(?i:led|headed|signed|written|penned|read out|delivered|chaired|represented|founded|co-founded|tabled|sponsored|authored|presided over) by $"
)
#: "Ada Obi of Access Now said", "Ada Obi of the Media Hub, who signed".
_OF_BODY = re.compile(
    r" (?:of|from|at|with) (?:the )?[A-Z][\w&'-]*(?: (?:of |for |on |and |& )?[A-Z][\w&'-]*){0,5},? (?P<verb>[a-z]+)\b"
)
#: "Ada Obi, 28," and "Ada Obi (28)".
_AGE = re.compile(r" \(\d\d\)|, (?:aged )?\d\d[,.]")
_COMPLEMENT = re.compile(r" (?:of|for|in|at|on|from|to|by|with) ")


#: Titles that nobody but a person has.
_COURTESIES = frozenset({"Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Justice", "Judge"})
#: Between two persons in a list.
_AND = re.compile(r",? and |, ")
#: What is done to persons only: "Tyler Kay was sentenced".
_SUFFERED = frozenset(
    {"arrested", "detained", "jailed", "imprisoned", "indicted", "convicted", "acquitted", "sentenced", "remanded", "freed", "bailed"}
)  # fmt: skip
_AUXILIARIES = frozenset({"was", "is", "has", "had"})
#: What may stand between a name and what its bearer says: "has also denied".
_BEFORE_SPEECH = frozenset({"has", "had", "have", "also", "later", "then", "again", "too"})
#: Roles before which a single word is as likely a body's or a service's name.
_WEAK_ROLES = frozenset({"owner", "member", "partner", "user", "leader", "fellow", "creator", "developer", "general", "head", "founder", "author", "writer", "president", "attorney", "counsel", "lawyer", "manager"})  # fmt: skip


def persons(sequences: Sequences, paragraph: Paragraph) -> Iterator[Candidate]:
    """The untitled persons of a paragraph whose build or surroundings show that they are persons."""
    before: Span | None = None
    for first, last in sequences.runs():
        for a, b in _names(sequences, first, last):
            rule = _evidence(sequences, paragraph, a, b)
            span = sequences.span(a, b)
            if rule is None and before is not None and _is_joined(sequences, before, a):
                rule = "listed-person"
            if rule is not None:
                before = span
                yield Candidate(span=span, kind="Person", name=sequences.text(a, b), rule=rule)
        name = sequences.text(last, last)
        full = sequences.rules.known_by_surname.get(name)
        alone = first == last or sequences.words[last - 1].surface in sequences.rules.titles
        if full is not None and alone and last not in sequences.known:
            yield Candidate(
                span=sequences.span(last, last), kind="Person", name=full, rule="surname", titled=name
            )
        elif first == last and _is_lone(sequences, first):
            yield Candidate(span=sequences.span(first, first), kind="Person", name=name, rule="role")


def recalled(sequences: Sequences, surnames: frozenset[str]) -> Iterator[Candidate]:
    """The full names whose last word the text uses alone for somebody who speaks: "Dura Qambo was on leave … Qambo said"."""
    for first, last in sequences.runs():
        for a, b in _names(sequences, first, last):
            if sequences.words[b].surface in surnames:
                yield Candidate(
                    span=sequences.span(a, b), kind="Person", name=sequences.text(a, b), rule="recalled"
                )


def surnames(sequences: Sequences) -> Iterator[str]:
    """The single words that stand where only a person's name can: behind "Mr", or before what a person says."""
    for run in sequences.runs():
        for first, last in _capitalised(sequences, *run):
            word = sequences.words[last].surface
            behind = sequences.words[last + 1].surface if last + 1 < len(sequences.words) else ""
            courted = last - first == 1 and sequences.words[first].surface in _COURTESIES
            speaks = last == first and behind in sequences.rules.speech_verbs and sequences.joint(last) == " "
            named = word.istitle() and last not in sequences.known and not is_common_word(word)
            if named and (speaks or courted):
                yield word


def _capitalised(sequences: Sequences, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a sequence between its connectors."""
    start = first
    for at in range(first, last + 2):
        if at == last + 1 or not sequences.is_part(at):
            if start < at:
                yield start, at - 1
            start = at + 1


def _is_joined(sequences: Sequences, before: Span, first: int) -> bool:
    """Whether a name stands in a list right behind a person: "Victor Akpan and Okon Ben"."""
    joint = sequences.content[before.end : sequences.words[first].begin]
    given = sequences.words[first].surface
    return _AND.fullmatch(joint) is not None and (
        given in sequences.rules.given_names or not is_common_word(given)
    )


def _is_lone(sequences: Sequences, at: int) -> bool:
    """Whether a single word behind a role is the only name that somebody has: "spokesman Dedy", "activist Rangkhim"."""
    word, before = sequences.words[at].surface, sequences.words[at - 1].surface if at else ""
    beside = before in sequences.rules.roles - _WEAK_ROLES and sequences.joint(at - 1) == " "
    behind = sequences.content[sequences.words[at].end :][:1] == "," and _is_apposed_to_role(
        sequences, sequences.words[at].begin
    )  # "the communications minister, Rudiantara, said"
    told = _is_introduced_speaker(sequences, at)
    return (
        (beside or behind or told)
        and word.istitle()
        and word.isalpha()
        and len(word) > 2
        and at not in sequences.known
        and word not in sequences.rules.heads
        and not is_common_word(word)
        and word.lower() not in CALENDAR
        and word not in sequences.rules.titles
    )


def _is_introduced_speaker(sequences: Sequences, at: int) -> bool:
    """Whether a single word behind a verb of speech is told to be somebody: "said Rabih, a taxi driver", "says Ana (21)"."""
    before = sequences.words[at - 1].surface if at else ""
    behind = sequences.content[sequences.words[at].end :][:12]
    return before in sequences.rules.speech_verbs and bool(
        re.match(r", an? [a-z]| \(\d\d\)|, \d\d,|, who ", behind)
    )


def _names(sequences: Sequences, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a sequence between connectors that could be a person's full name."""
    start = first
    for at in range(first, last + 2):
        ends = at == last + 1 or (not sequences.is_part(at) and sequences.words[at].surface not in PARTICLES)
        if ends:
            while (
                at - 1 - start > 1
                and _is_initials(sequences, start)
                and not _is_initials(sequences, start + 1)
            ):
                start += 1  # "Minister of State for IT Shaza Fatima Khawaja"
            if (
                at - 1 - start > 1
                and sequences.starts_sentence(start)
                and sequences.words[start].surface.lower() in sequences.rules.roles
            ):
                start += 1  # "Journalist Asad Toor said"
            body = sequences.known.get(start)
            if body is not None and body.last < at - 1 and _is_headed(sequences, body.first):
                start = body.last + 1
            if _is_behind_place(sequences, start, at - 1):
                start += 1
            if _could_be_name(sequences, start, at - 1):
                yield start, at - 1
            start = at + 1


def _is_behind_place(sequences: Sequences, first: int, last: int) -> bool:
    """Whether a sequence opens with the place where somebody's name follows it: "In Northampton Tyler Kay was sentenced"."""
    there = first > 0 and sequences.words[first - 1].surface.lower() in ("in", "at", "near")
    behind = sequences.words[last + 1].surface if last + 1 < len(sequences.words) else ""
    acts = behind in sequences.rules.speech_verbs | _AUXILIARIES and sequences.joint(last) == " "
    surfaces = sequences.surfaces(first, last)
    given = sequences.rules.given_names
    told = len(surfaces) > 2 and surfaces[1] in given or len(surfaces) == 3 and acts
    return there and told and surfaces[0] not in given


def _is_headed(sequences: Sequences, body: int) -> bool:
    """Whether a role of the body stands right before it: "head of Roskomnadzor Alexander Zharov"."""
    words = [w.surface.lower() for w in sequences.words[max(0, body - 3) : body]]
    while words and words[-1] in ("the", "of"):
        if words.pop() == "of":
            return bool(words) and words[-1] in sequences.rules.roles
    return False


def _is_initials(sequences: Sequences, at: int) -> bool:
    surface = sequences.words[at].surface
    return len(surface) > 1 and surface.isupper()


def _could_be_name(sequences: Sequences, first: int, last: int) -> bool:
    surfaces = sequences.surfaces(first, last)
    given = bool(surfaces) and surfaces[0] in sequences.rules.given_names
    if not 2 <= len(surfaces) <= 5 or any(
        i in sequences.known
        for i in range(first + (1 if given or _is_place(sequences, first) else 0), last + 1)
    ):
        return False
    if any(c.isdigit() for s in surfaces for c in s) or surfaces[0].lower() in LEADS:
        return False
    if sequences.rules.titles & set(surfaces[:-1]):  # but "Hun Sen"
        return False
    if len(surfaces) > 2 and (surfaces[0] in sequences.rules.heads or surfaces[0] in sequences.rules.roles):
        return False
    if first and sequences.words[first - 1].surface in {"of", "for"} and is_common_word(surfaces[0]):
        return False
    initials = surfaces[0].isupper() and len(surfaces[0]) == 2 and len(surfaces[1]) > 1  # "TJ McIntyre"
    if (
        sum(s.isupper() and len(s) > 1 for s in surfaces[1 if initials else 0 :])
        or kind_of(surfaces, sequences.rules) is not None
    ):
        return False
    if given or _AGE.match(sequences.content, sequences.words[last].end):
        return True
    return _is_introduced(sequences, first, last) or not all(is_common_word(s) for s in surfaces)


def _is_introduced(sequences: Sequences, first: int, last: int) -> bool:
    """Whether a role stands right before a name and what its holder says right behind: "its director Alp Toker told"."""
    before = sequences.words[first - 1].surface if first else ""
    behind = sequences.words[last + 1].surface if last + 1 < len(sequences.words) else ""
    beside = first > 0 and sequences.joint(first - 1) == " " and behind != "" and sequences.joint(last) == " "
    return beside and before in sequences.rules.roles and behind in sequences.rules.speech_verbs


def _is_place(sequences: Sequences, at: int) -> bool:
    """Whether a word alone is known as a place's name only: "Jordan Parlour" may still be a person."""
    match = sequences.known.get(at)
    if match is None or match.first != match.last:
        return False
    entries = gazetteer().entries
    return all(entries[s.key].kind == "Place" and s.sense == "name" for s in match.sightings)


def _is_apposed_to_role(sequences: Sequences, begin: int) -> bool:
    """Whether a comma and a phrase with a role stand before the name: "the deputy head of the agency, Vadim Subbotin"."""
    before = sequences.content[max(0, begin - _LONGEST_ROLE) : begin]
    flat = " ".join(before.split()) + " " if before.rstrip(" \n").endswith(",") else ""
    if _MINISTER.search(flat):
        return True
    office = _OFFICE.search(flat)
    if office is not None and office["role"].lower() in sequences.rules.roles:
        return True
    match = _APPOSED.search(flat)
    if match is None:
        return False
    phrase = [w for w in _ROLE_SPLIT.split(_COMPLEMENT.split(match[1])[0].lower()) if w]
    return bool(phrase) and (
        phrase[-1] in sequences.rules.roles or "-".join(phrase[-2:]) in sequences.rules.roles
    )


def _evidence(sequences: Sequences, paragraph: Paragraph, first: int, last: int) -> str | None:
    rules = sequences.rules
    span = sequences.span(first, last)
    end_of_paragraph = paragraph.begin + len(paragraph.plain)
    after = sequences.content[span.end : min(end_of_paragraph, span.end + 90)]
    following = [w.lower() for w in _ROLE_SPLIT.split(after) if w][:_APPOSITION_REACH]
    if _is_apposed_to_role(sequences, span.begin):
        return "apposition"
    if after.startswith(", who ") or after.startswith(", whose "):
        return "relative"
    if after[:1] == "." and len(sequences.words[last].surface) == 1:
        after = after[1:]
    if (
        after.startswith(",")
        and set(_ROLE_SPLIT.split(after[1:].split(",")[0].split(".")[0].lower())) & rules.roles
    ):
        return "apposition"
    before = sequences.words[first - 1].surface if first else ""
    opens = first > 0 and sequences.starts_sentence(first - 1)
    if before.lower() in rules.roles and (
        opens or not before.istitle()
    ):  # "TikToker Ama Boateng", "Lawyer Ama Boateng"
        return "role"
    if _LED_BY.search(sequences.content[max(0, span.begin - 30) : span.begin]):
        return "led-by"
    acts = next((word for word in following[:3] if word not in _BEFORE_SPEECH), "")
    if acts in rules.speech_verbs and after[:1] in {" ", ","} and after[1:2] != " ":
        return "speech"
    if following[:1] in (["was"], ["is"], ["were"]) and set(following[1:3]) & _SUFFERED:
        return "suffering"
    if (
        before in rules.speech_verbs
        and sequences.joint(first - 1) == " "
        and before not in {"called", "told", "asked"}
    ):
        return "speech"
    if (of := _OF_BODY.match(after)) and of["verb"].lower() in rules.speech_verbs | {"who", "whose"}:
        return "of-body"
    if first > 1 and before == "to" and sequences.words[first - 2].surface.lower() == "according":
        return "speech"
    if _AGE.match(after):
        return "age"
    surfaces = sequences.surfaces(first, last)
    if surfaces[0] in rules.given_names and (
        not is_common_word(surfaces[-1]) or surfaces[-1] in rules.given_names
    ):
        return "given"
    if len(surfaces) == 2 and len(surfaces[1]) == 1 and sequences.content[span.end : span.end + 1] == ".":
        # courts print a party's name so: "Salma R."
        return None if is_common_word(surfaces[0]) or surfaces[0] in rules.never_before else "initial"
    return None
