"""What a date of a sentence hangs on: the verb, the noun or the paper that it dates, and the action of which that tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from spacy.tokens import Token

from kg.dates.tokens import language
from kg.extractors.factuality import assess
from kg.extractors.filling import Candidate
from kg.extractors.syntax import (
    SUBJECTS,
    child,
    clause_head,
    in_one_sentence,
    is_infinitive,
    is_passive,
    is_verbal,
    own_subject,
    sentence_bounds,
)
from kg.extractors.timing import DECIDED, DEMANDS, SET_DEADLINES
from kg.lexicon import noun_list, verb_list
from kg.model import DateExpression

#: What is said or done at one of these has its day.
_OCCASIONS = frozenset(
    {"meeting", "talks", "speech", "interview", "session", "hearing", "sitting", "briefing", "conference", "address", "call",
     "debate", "broadcast", "summit"}
)  # fmt: skip
#: Words that stand between a date and what it dates: "on the evening of Saturday 24 August", "ahead of", "as of".
_TIMES = frozenset(
    {"morning", "afternoon", "evening", "night", "noon", "midnight", "dawn", "day", "days", "week", "month", "year", "half",
     "quarter", "hours", "start", "beginning", "end", "middle", "course", "early", "late", "summer", "autumn", "winter", "spring",
     "ahead", "as", "most", "much", "part", "rest"}
)  # fmt: skip
#: "Became the second country to ban it": did so.
_BECAME = frozenset({"became", "become", "becomes"})
#: Participles that date a paper.
_ISSUED = frozenset({"dated", "signed", "read", "released", "posted", "circulated"})
#: A date and its preposition: only by these is it the label of a noun, "a ruling of 22 June"; what stands above them is of the clause.
_OWN_WORDS = 2


def top(tokens: Sequence[Token]) -> Token:
    """The word of an expression that hangs on a word outside it; the preposition before it where that was left without any.

    "On 7 October 2024 EXAMPLE BANK informed …": the parser takes the year for a part of the name.
    """
    before = tokens[0].nbor(-1) if tokens[0].i > sentence_bounds(tokens[0])[0] else None
    if before is not None and before.dep_ == "prep" and child(before, "pobj", "pcomp") is None:
        return before
    return next((t for t in tokens if t.head not in tokens or t.head == t), tokens[0])


def event_behind(tokens: Sequence[Token]) -> Token | None:
    """The event that a distance dates: "two days after slowing it down" dates the slowing."""
    side = tokens[-1]
    if side.dep_ == "mark":
        return side.head
    return child(side, "pcomp", "pobj") if side.dep_ == "prep" else top(tokens)


def out_of_clause(node: Token) -> Token:
    """The word itself, or the verb of the main clause where the parser drew a date before a clause's mark into that clause.

    "On 2 July, two days after trading had begun, the office …".
    """
    verb = clause_verb(node)
    if verb is None or verb.head == verb or node == verb:
        return node
    mark = child(verb, "mark")
    lead = node.dep_ == "pobj" and node.head.head == verb
    return verb.head if lead and mark is not None and mark.i > node.i else node


def when_clause(tokens: Sequence[Token]) -> Token | None:
    """The verb of the clause that says what happened then: "since 17 February, when the site was blocked"."""
    following = tokens[-1].i + 1
    doc = tokens[-1].doc
    while following < sentence_bounds(tokens[-1])[1] and doc[following].text in (",", ")"):
        following += 1
    if following >= sentence_bounds(tokens[-1])[1] or doc[following].lower_ != "when":
        return None
    verb = doc[following].head
    return verb if is_verbal(verb) and verb.i > following else None


def fronted_of(verb: Token) -> Token | None:
    """The verb that a participle leads up to: "Asked on Monday, he declined", "Meeting on Thursday, the cabinet decided"."""
    leads = (
        verb.dep_ == "advcl"
        and verb.tag_ in ("VBG", "VBN", "VBD")
        and verb.i < verb.head.i
        and child(verb, "mark", "nsubj", "nsubjpass", "aux", "auxpass") is None
        and any(verb.i < s.i for s in verb.head.children if s.dep_ in SUBJECTS)
    )
    return verb.head if leads else None


def is_of_verb(dated: Token | None, verb: Token) -> bool:
    """Whether the date of one verb dates another: the same, or what it only leads up to ("confined itself to saying")."""
    if dated is None or dated == verb:
        return dated is not None
    if fronted_of(dated) == verb:
        return True
    return verb.dep_ == "pcomp" and verb.head.lower_ in ("to", "by", "with") and verb.head.head == dated


def is_behind_speaker(node: Token, verb: Token) -> bool:
    """Whether a date stands behind the speaker of an inverted saying: "…, said the minister, a lawyer, on Tuesday"."""
    if node.i <= verb.i + 1 or not in_one_sentence(node, verb) or own_subject(verb) is not None:
        return False
    inverted = (
        verb.i > sentence_bounds(verb)[0]
        and verb.nbor(-1).is_punct
        and verb.nbor(1).pos_ in ("PROPN", "DET", "NOUN")
    )
    before = node
    while before.i > verb.i and (before.dep_ in ("pobj", "compound") or before.tag_ == "IN"):
        before = before.nbor(-1)
    between = verb.doc[verb.i + 1 : node.i]
    return inverted and before.text == "," and not any(is_verbal(t) for t in between)


def owners_of(candidates: Iterable[Candidate]) -> dict[int, Candidate]:
    """The words that stand for an action: its trigger, the verb that carries it, the paper whose act it is."""
    owners: dict[int, Candidate] = {}
    found = list(candidates)
    for c in found:
        owners.setdefault(c.trigger.i, c)
    for c in found:
        owners.setdefault(c.head.i, c)
    for c in found:
        if c.head.dep_ in ("acl", "relcl") and is_paper(c.head.head):
            owners.setdefault(c.head.head.i, c)  # "its February 17 letter instructing …"
    return owners


def is_paper(token: Token) -> bool:
    """Whether a noun is a paper or a hearing whose day is the day of what is done in it (a law's day is not)."""
    acts = noun_list("nouns", "Demand") | noun_list("nouns", "Paper") | noun_list("nouns", "Proceeding")
    laws = (noun_list("nouns", "Rule") | {"contract", "contracts"}) - {"decree", "decrees"}
    return token.lower_ in noun_list("attribution", "texts") | (acts - laws)


def dated_by(
    expression: DateExpression,
    node: Token,
    owners: Mapping[int, Candidate],
    candidates: Sequence[Candidate],
    *,
    is_past: bool,
) -> list[Candidate]:
    """The actions that a date hanging on a word belongs to; usually one.

    Args:
        is_past: whether the date lies before the day of publication, so that it is none of what is only demanded.
    """
    node = node if is_past else _verb_ahead(node)
    for step in range(14):
        if (owner := owners.get(node.i)) is not None:
            past = is_past and expression.role == "at"
            governor = owners.get(_asked_by(owner.head, owners).i) if past else None
            found = [governor or owner]
            if owner.template.is_noun or _is_dating(node):
                found += _of_verb_above(_verb_of_paper(node if owner.template.is_noun else node.head), owners)
            if expression.role == "at" and _is_decision(node):
                found += _decided_above(node, candidates)
            return list({c.trigger.i: c for c in found}.values())
        if node.head == node or (is_verbal(node) and node.dep_ not in ("amod", "compound", "aux", "auxpass")):
            if _is_dating(node):
                return _of_verb_above(_verb_of_paper(node.head), owners)
            if is_past and expression.role == "at":
                if node.dep_ == "pcomp" and node.head.lower_ == "from" and node.head.head.i in owners:
                    return [owners[node.head.head.i]]  # "stopped it from working on Monday"
                asking = _asked_by(node, owners)
                if asking.i in owners:
                    return [owners[asking.i]]
            return _of_other_verb(node, expression.role, owners, candidates)
        if step < _OWN_WORDS and _labels(node) and node.head.i not in owners:
            # "a ruling of 22 June", "the 2024 elections": a noun's own date is an action's only through a paper
            return _of_verb_above(_verb_of_paper(node.head), owners)
        node = node.head
    return []


def _verb_ahead(node: Token) -> Token:
    """The verb that looks ahead to a day behind its object: "will rule on the appeal on 20 June"; else the word itself."""
    lead = node.head if node.dep_ == "pobj" else node
    noun = lead.head
    if lead.lower_ != "on" or noun.pos_ != "NOUN" or noun.dep_ not in ("pobj", "dobj"):
        return node
    verb = clause_head(noun)
    ahead = any(c.dep_ == "aux" and c.lower_ in ("will", "shall", "'ll") for c in verb.children)
    return verb if ahead and verb.i < noun.i else node


def _asked_by(verb: Token, owners: Mapping[int, Candidate]) -> Token:
    """The verb that tells who asked for what an infinitive says; else the verb itself.

    A past day dates the asking: "ordered it to end on Monday", "wrote to operators to suspend it on Monday", "issued an order to block
    it on Monday".
    """
    node = verb
    for _ in range(3):
        if (
            not is_infinitive(node)
            or node.dep_ not in ("xcomp", "ccomp", "advcl", "acl", "relcl")
            or node.head == node
        ):
            break
        head = node.head
        node = head.head if head.pos_ == "NOUN" and head.dep_ == "dobj" and is_paper(head) else head
    demand, paper = owners.get(node.i), child(node, "dobj")
    asks = (
        demand is not None
        and demand.kind in DEMANDS
        or paper is not None
        and is_paper(paper)
        or node.lower_ in verb_list("attribution", "verbs")
    )
    return node if node != verb and node.tag_ in ("VBD", "VBN") and asks else verb


def given_time(expression: DateExpression, node: Token, owners: Mapping[int, Candidate]) -> list[Candidate]:
    """The demands that give a length of time to meet them: "gave the company 48 hours to …", "set a ten-day deadline for …"."""
    if expression.role != "duration":
        return []
    noun = node
    while noun.dep_ in ("nummod", "compound", "amod", "poss", "nmod") and noun.head != noun:
        noun = noun.head
    told = node == noun or noun.lower_ in ("time", "deadline", "ultimatum", "notice", "window")
    demand = owners.get(noun.head.i) if told and noun.dep_ in ("dobj", "npadvmod") else None
    return [demand] if demand is not None and demand.kind in DEMANDS else []


def _labels(node: Token) -> bool:
    """Whether a date is part of a noun's name and no time of the verb: "the 2024 elections", "the protests of May"."""
    if node.head.lower_ in _TIMES:
        return False
    if node.dep_ in ("nummod", "compound", "nmod", "amod", "poss"):
        return True
    return node.dep_ == "prep" and node.lower_ in ("of", "from") and not is_verbal(node.head)


def _is_dating(verb: Token) -> bool:
    """Whether a participle only dates its noun: "a notice dated 27 July", "the order issued on Monday"."""
    return (
        verb.dep_ == "acl"
        and is_paper(verb.head)
        and (verb.lower_ in _ISSUED or verb.lower_ in verb_list("verbs", "light_active"))
    )


def _verb_of_paper(noun: Token) -> Token | None:
    """The verb of what is done in or by a paper, or during an event; None where something is only done to the noun."""
    event = noun.lower_ in language().dated_events  # "in the 2019 campaign"
    during = noun.dep_ == "pobj" and noun.head.lower_ in (("during", "in") if event else ("during",))
    if during and is_verbal(noun.head.head):
        return noun.head.head  # "during the protests of August 2020 the country was cut off"
    if noun.lower_ in _OCCASIONS and noun.dep_ == "pobj" and noun.head.lower_ in ("in", "at", "during"):
        return clause_head(noun.head)  # "called on them to restore it in a meeting on Wednesday"
    if not is_paper(noun):
        return None
    bracketed = noun.dep_ in ("appos", "parataxis", "npadvmod") and noun.nbor(-1).text in ("(", "[")
    if noun.dep_ == "nsubj" or bracketed:  # "fined it 100,000 euros (decision of 5 July)"
        return clause_head(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ in ("in", "by", "through", "with", "via"):
        return clause_head(noun.head)
    return None


def _of_verb_above(verb: Token | None, owners: Mapping[int, Candidate]) -> list[Candidate]:
    return [owners[verb.i]] if verb is not None and verb.i in owners else []


def _of_other_verb(
    verb: Token, role: str, owners: Mapping[int, Candidate], candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The actions of a dated verb that is none itself: what it decides on ("voted to end"), or what it says of a noun."""
    if role == "until" and verb.dep_ in ("xcomp", "ccomp", "acl", "advcl") and verb.head.i in owners:
        demand = owners[verb.head.i]  # "required it to supply, by 1 September, …"
        # … and "failed to register by 3 May"
        return [demand] if demand.kind in SET_DEADLINES | {"NonCompliance"} else []
    if verb.dep_ == "pcomp" and verb.head.lower_ in ("on", "upon", "by", "in") and verb.head.head.i in owners:
        return [owners[verb.head.head.i]]  # "arrested on leaving the court on Saturday"
    fronted = fronted_of(verb)
    if fronted is not None and fronted.i in owners:
        return [owners[fronted.i]]
    if role == "at" and _is_decision(verb):
        return _decided_above(verb, candidates)
    noun = owners.get(verb.head.i) if verb.dep_ in ("relcl", "acl") else None
    if noun is not None and noun.template.is_noun and verb.lower_ in verb_list("verbs", "light_active"):
        return [noun]  # "the proceedings that it opened on 22 April"
    found = []
    for c in candidates:
        if c.head != c.trigger or not c.template.is_noun:
            gathered = (
                c.kind == "Protest"
                and c.head.dep_ == "advcl"
                and is_infinitive(c.head)
                and c.head.head == verb
            )
            decided = c.kind in DECIDED and verb.lower_ in verb_list("factuality", "deciding")
            done = decided or assess(c.head).modality == "actual"
            if gathered or _carries_out(verb, c.head) and done:
                found.append(c)  # "gathered on Tuesday to protest"
            continue
        told = c.trigger.dep_ in (*SUBJECTS, "dobj", "attr") and c.trigger.head == verb
        if told and verb.lower_ not in verb_list("attribution", "verbs"):
            found.append(c)
    return found


def _is_decision(verb: Token) -> bool:
    """Whether a relative clause tells that its subject took the decision: "the agency, which took the decision on Monday, …"."""
    return verb.dep_ == "relcl" and verb.head.dep_ == "nsubj" and _takes_decision(verb)


def _decided_above(verb: Token, candidates: Sequence[Candidate]) -> list[Candidate]:
    decided = clause_head(verb.head.head)
    return [c for c in candidates if c.head == decided or decided in verbs_before(c.head)]


def _takes_decision(verb: Token) -> bool:
    """Whether a verb tells that the decision was taken of which the sentence tells: "took the decision", "issued the order"."""
    return any(
        is_paper(noun) and any(d.dep_ == "det" and d.lower_ in ("the", "this") for d in noun.children)
        for noun in verb.children
        if noun.dep_ == "dobj"
    )


def _carries_out(verb: Token, action: Token) -> bool:
    """Whether an action is the complement of a verb, or what its paper says: "voted to end", "signed a letter calling for"."""
    if action.dep_ in ("advcl", "acl", "relcl") and is_infinitive(action) and verb.lower_ in _BECAME:
        attribute = child(verb, "attr")
        return attribute is not None and action.head in (verb, attribute)
    while action.head != action:
        if action.dep_ == "acl" and action.tag_ == "VBG" and is_paper(action.head):
            action = action.head
            return action.dep_ == "dobj" and action.head == verb
        caused = (
            action.dep_ == "ccomp" and action.tag_ == "VBN" and action.head.lower_ in ("had", "has", "have")
        )
        if not caused and action.dep_ not in ("xcomp", "oprd", "acomp") and not is_of_verb(verb, action):
            return False  # "had the app blocked" carries the blocking out
        action = action.head.head if action.dep_ == "pcomp" else action.head
        if action == verb:
            return True
    return False


def clause_verb(node: Token) -> Token | None:
    """The verb that a date hangs on, through prepositions, the nouns of its own clause and the papers it is told in."""
    for step in range(10):
        if is_verbal(node):
            return (_verb_of_paper(node.head) if _is_dating(node) else None) or node
        if node.head == node or node.dep_ == "appos":
            return None
        if step < _OWN_WORDS and _labels(node):
            return _verb_of_paper(node.head)
        node = node.head
    return None


def _is_subject_of(verb: Token) -> bool:
    """Whether a relative clause in the past tells what the thing before it did: "that barred", "which imposed"."""
    first = own_subject(verb)
    return (
        verb.tag_ == "VBD"
        and first is not None
        and first.lower_ in ("which", "that")
        and child(verb, "aux") is None
    )


def _is_told_in(verb: Token) -> bool:
    """Whether a relative clause tells what somebody did by the paper before it: "in which it urges"."""
    leads = (
        c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("in", "by", "with") and c.i < verb.i
    )
    return any(c.lower_ == "which" for lead in leads for c in lead.children)


def verbs_before(verb: Token) -> Iterator[Token]:
    """The verbs that a verb is coordinated with, goes on from or completes ("voted to lift"), the nearest first."""
    for _ in range(5):
        paper = verb.head
        said = verb.dep_ == "acl" and verb.tag_ == "VBG"
        said = said or verb.dep_ == "relcl" and (_is_subject_of(verb) or _is_told_in(verb))
        if said and is_paper(paper) and paper.dep_ == "dobj":
            verb = (
                paper.head
            )  # "signed a statement calling for", "issued a ruling that fined": done with the paper
            yield verb
            continue
        going_on = (
            verb.dep_ == "advcl"
            and verb.tag_ == "VBG"
            and child(verb, "aux", "nsubj") is None
            and all(c.lower_ == "while" for c in verb.children if c.dep_ == "mark")
            and verb.i > verb.head.i
        )
        behind = verb.dep_ == "ccomp" and verb.i > verb.head.i and goes_on(verb.head, verb)
        first = next(
            (c for c in verb.children if c.dep_ == "ccomp" and c.i < verb.i and goes_on(c, verb)), None
        )
        if (
            first is not None
        ):  # "they demonstrated this morning; eleven were led away": the parser's main verb is the second
            verb = first
            yield verb
            continue
        if (
            not (verb.dep_ in ("conj", "xcomp") or going_on or behind)
            or verb.head == verb
            or not is_verbal(verb.head)
        ):
            return
        verb = verb.head
        yield verb


def goes_on(verb: Token, other: Token) -> bool:
    """Whether a clause behind a semicolon or colon goes on with what the first tells: "… yesterday; three were led away"."""
    simple_past = {"VBD"} | ({"VBN"} if is_passive(other) else set())
    auxiliaries = {c.lower_ for c in other.children if c.dep_ in ("aux", "auxpass")}
    between = other.doc[min(verb.i, other.i) : other.i]
    present = {"VBZ", "VBP"}  # of a chronology
    return (
        in_one_sentence(other, verb)
        and (
            other.tag_ in simple_past
            and verb.tag_ in ("VBD", "VBN")
            and auxiliaries <= {"was", "were"}
            or other.tag_ in present
            and verb.tag_ in present
            and not auxiliaries
        )
        and any(t.text in (";", ":") for t in between)
    )
