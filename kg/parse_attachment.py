"""Hangs on the right verb what the parser hangs on the wrong one: what stands between "and" and a verb, around an aside, in a list.

* It hangs "on 3 May" of "fined X and, on 3 May, blocked Y" on the first verb; it becomes the second's.
* It draws what goes on behind an aside into it: "blocked X (Y was banned in 2020) and fined Z" goes on with the verb before the bracket,
  and what stands before the bracket is no subject of the aside.
* It hangs "fined" of "found that contract could not serve as a basis and fined the company" on the verb behind "could", with which a past tense can't be joined; it becomes
  one with "found".
* It draws the speaker of '"…, everybody should miss the judge," the group's head, Ada Obi, said' into the quote; who stands between a quote's end and a verb without a subject
  becomes its subject.
* It takes the names of "fined X in May, Y in June and Z last week" for times; they become members of the list that X begins.
"""

from __future__ import annotations

from calendar import day_name, month_name

from spacy.tokens import Span, Token

_ADVERBIALS = frozenset({"prep", "advmod", "npadvmod"})
_VERBAL = frozenset({"VERB", "AUX"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_OPENING = {"(": ")", "[": "]"}
_QUOTE_ENDS = frozenset({'"', "”", "''"})
_DASHES = frozenset({"-", "--", "–", "—"})
#: The days of the week and the months.
DATE_NAMES = frozenset(day_name) | frozenset(month_name)
_TIMES = frozenset(
    {"year", "month", "week", "weekend", "day", "night", "morning", "evening", "afternoon", "yesterday", "today",
     "later", "earlier", "ago"}
)  # fmt: skip


def reattach(sentence: Span) -> None:
    """Corrects a sentence in place."""
    for begin, end in _asides(sentence):
        _close_aside(sentence, begin, end)
    for token in sentence:
        if token.text in _QUOTE_ENDS and token.i > sentence.start and token.nbor(-1).text in (",", "?", "!"):
            _free_speaker(sentence, token)
        if token.dep_ == "conj" and token.pos_ == "VERB":
            _join_by_tense(token)
            _take_adverbials(token)
        elif token.pos_ == "PROPN" and token.dep_ in ("npadvmod", "conj"):
            _list_again(token)


def _take_adverbials(verb: Token) -> None:
    """Gives a verb what stands between it and the "and" before it, where that is all adverbials of the first verb."""
    first, doc = verb.head, verb.doc
    if first.pos_ not in _VERBAL or any(c.dep_ in _SUBJECTS for c in verb.children):
        return
    joint = next((i for i in range(verb.i - 1, first.i, -1) if doc[i].dep_ == "cc"), None)
    if joint is None:
        return
    between = doc[joint + 1 : verb.i]
    hung = [t for t in between if not joint < t.head.i <= verb.i and t.dep_ != "punct"]
    if all(t.dep_ in _ADVERBIALS and t.head == first or _is_later(t) for t in hung):
        for token in hung:
            token.dep_ = "advmod" if _is_later(token) else token.dep_
            token.head = verb


def _free_speaker(sentence: Span, end: Token) -> None:
    """Gives the verb behind a quote and a noun phrase the noun as its subject, where it has none."""
    doc = sentence.doc
    verb = next((t for t in doc[end.i + 1 : sentence.end] if t.tag_ in ("VBD", "VBZ")), None)
    if (
        verb is None
        or verb.dep_ in ("aux", "auxpass")
        or any(c.dep_ in _SUBJECTS or c.dep_ == "nsubjpass" for c in verb.children)
    ):
        return
    between = doc[end.i + 1 : verb.i]
    loose = [t for t in between if t.head.i <= end.i and t.dep_ != "punct"]
    if not loose or loose[0].pos_ not in ("NOUN", "PROPN"):
        return
    speaker, *names = loose
    named = not names or len(names) == 1 and names[0].pos_ == "PROPN"  # "the group's head, Ada Obi, said"
    if not named or speaker.left_edge.i <= end.i or any(t.is_ancestor(verb) for t in loose):
        return
    speaker.dep_, speaker.head = "nsubj", verb
    for name in names:
        name.dep_, name.head = "appos", speaker


def _join_by_tense(verb: Token) -> None:
    """Joins a past tense without a subject of its own, that hangs on an infinitive behind "could" or "to", to the past tense above that."""
    first = verb.head
    bare = first.tag_ == "VB" and any(c.tag_ in ("MD", "TO") for c in first.children)
    if verb.tag_ != "VBD" or not bare or any(c.dep_ in _SUBJECTS or c.dep_ == "aux" for c in verb.children):
        return
    above = next((t for t in first.ancestors if t.tag_ == "VBD"), None)
    if above is not None and above.i < first.i:
        joint = next((c for c in first.children if c.dep_ == "cc" and first.i < c.i < verb.i), None)
        verb.head = above
        if joint is not None:
            joint.head = above


def _is_later(token: Token) -> bool:
    """Whether a word tells what comes then, and is taken for one more of the list before: "on 4 June and later, on 5 June, lifted it"."""
    return token.dep_ == "conj" and token.lower_ in ("later", "then", "afterwards", "finally")


def _asides(sentence: Span) -> list[tuple[int, int]]:
    """The brackets and pairs of dashes of a sentence, by the indices of their two signs."""
    found, opened = [], None
    for token in sentence:
        if token.text in _OPENING:
            opened = token
        elif opened is not None and token.text == _OPENING[opened.text]:
            found.append((opened.i, token.i))
            opened = None
    dashes = [t for t in sentence if t.text in _DASHES and t.whitespace_ and t.i and t.nbor(-1).whitespace_]
    if len(dashes) == 2 and not found:
        found.append((dashes[0].i, dashes[1].i))
    return found


def _close_aside(sentence: Span, begin: int, end: int) -> None:
    """Frees from the clause in an aside what stands outside of it."""
    doc = sentence.doc
    inner = next((t for t in doc[begin + 1 : end] if t.pos_ == "VERB" and not begin < t.head.i < end), None)
    if inner is None or inner.head == inner:
        return
    outer = inner.head
    while outer.pos_ not in _VERBAL and outer.head != outer:
        outer = outer.head
    if outer.pos_ != "VERB" or outer.i > begin:
        return
    for token in [*doc[sentence.start : begin], *doc[end + 1 : sentence.end]]:
        if not begin < token.head.i < end:
            continue
        if token.i > end or token.dep_ == "punct":
            token.head = outer
        elif token.i == begin - 1 and not any(c.dep_ in ("dobj", "attr") for c in outer.children):
            token.dep_, token.head = "dobj", outer


def _list_again(name: Token) -> None:
    """Joins a name that has a time of its own to the first of its list, which has one too."""
    before = name.left_edge.i - 1
    doc = name.doc
    if before < 1 or doc[before].text not in (",", "and", "but"):
        return
    while doc[before].text in (",", "and", "but") and before > name.sent.start:
        before -= 1
    if _is_time(name) or not (_is_time(doc[before]) and _opens_time(name)):
        return
    verb = name.head
    while verb.pos_ != "VERB" and verb.head != verb:
        verb = verb.head
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    first = next((c for c in verb.children if c.dep_ == ("nsubjpass" if passive else "dobj")), None)
    if first is None or first.i > name.i or first.pos_ != "PROPN":
        return
    for part in list(name.children):
        if part.dep_ in ("cc", "conj", "punct") or part.i < name.i:
            continue
        part.head = verb
    name.dep_, name.head = "conj", first


def _is_time(token: Token) -> bool:
    return token.text in DATE_NAMES or token.lower_ in _TIMES or token.like_num


def _opens_time(name: Token) -> bool:
    """Whether a time follows a name right away: "in May", "on 3 June", "last week", "a day later"."""
    ahead = name.doc[name.i + 1 : min(name.i + 4, name.sent.end)]
    lead = bool(ahead) and (ahead[0].lower_ in ("in", "on", "last", "this", "a", "two") or _is_time(ahead[0]))
    return lead and any(_is_time(t) for t in ahead)
