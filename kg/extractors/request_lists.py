"""Demands set out as a list: "We call on:" and below it "- the ministry to lift the ban", "- the operators to publish …".

The line above says who asks or orders, and maybe whom; each item says who shall act, behind "to" what is to be done, or with a verb of
its own below "orders that:" and "requires the firm to:". The parser sees every item alone, so what the items mean together is read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.extractors.decision_papers import deciding_body
from kg.extractors.located import ACTORS, LEGAL_BODIES
from kg.extractors.reference import Referents
from kg.extractors.syntax import child, children, conjuncts, is_passive, is_verbal, prepositional, subject
from kg.lexicon import noun_list, verb_list
from kg.text import Paragraph, ParsedText

_ITEM = re.compile(r"\s*(?:[-•*‣▪–—]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)])\s")
_TO = frozenset({"on", "upon", "to", "from"})
#: Verbs of asking that stand for a demand only with one of their prepositions ("call on", "appeal to").
_PREPOSITIONAL = frozenset({"call", "calls", "called", "calling", "appeal", "appeals", "appealed"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a list of demands: its "to" or verb, the verbs that say what for, who asks and who is asked (entity keys).

    ``kind`` is the action that asking is, Request or Order; the ``first`` item for an addressee tells it where one decision orders many
    things.
    """

    paragraph: Paragraph
    mark: Token
    verbs: frozenset[int]
    kind: str
    agent: tuple[str, ...]
    target: tuple[str, ...]
    first: bool = True


@dataclass(frozen=True, slots=True)
class _Lead:
    """The line above a list: the kind of action that it is, who asks whom, whether its items begin with a bare verb.

    Of a paper that orders, "the notice requires the firm to:", its issue is told where it is told (``told``).
    """

    kind: str
    agent: tuple[str, ...]
    target: tuple[str, ...]
    bare: bool
    told: bool = False


def asked_in_lists(
    parsed: ParsedText,
    refer: Referents,
    author: Callable[[int], str | None],
    deciders: Mapping[int, str],
) -> Iterator[Asked]:
    """The items of every list of demands in a document, in order.

    Args:
        parsed: the document.
        refer: whom its words stand for.
        author: who speaks at an offset where the line above the list names nobody.
        deciders: who decides in each item of a list of decisions, by where its paragraph begins.
    """
    lead: _Lead | None = None
    ordered: set[tuple[str, ...]] = set()
    for n, paragraph in enumerate(parsed.paragraphs):
        if is_item(parsed, paragraph) and lead is not None:
            item = _item(paragraph, refer, lead)
            if item is not None:
                first = item.kind == "Request" or not lead.told and item.target not in ordered
                yield replace(item, first=first)
                ordered.add(item.target)
            continue
        following = parsed.paragraphs[n + 1] if n + 1 < len(parsed.paragraphs) else None
        opens = following is not None and is_item(parsed, following)
        lead, ordered = None, set()
        if opens and following is not None:
            lead = _lead(paragraph, refer, author) or _order(paragraph, refer, deciders.get(following.begin))


def is_item(parsed: ParsedText, paragraph: Paragraph) -> bool:
    """Whether a paragraph's line begins with a list mark; the mark itself may stand outside the paragraph."""
    line = parsed.text.content.rfind("\n", 0, paragraph.begin) + 1
    return _ITEM.match(parsed.text.content[line : paragraph.begin] + paragraph.plain) is not None


def _lead(paragraph: Paragraph, refer: Referents, author: Callable[[int], str | None]) -> _Lead | None:
    """Who asks and who is asked by the last sentence above a list; None if it asks for nothing."""
    text = paragraph.plain.rstrip()
    if not text or text[-1] in ".!?":
        return None
    last = list(paragraph.doc.sents)[-1]
    requests = verb_list("factuality", "requested")
    for token in reversed(list(last)):
        if token.lower_ not in requests or not (is_verbal(token) or token.pos_ in ("NOUN", "PROPN")):
            continue
        if token.lower_ in _PREPOSITIONAL and not any(
            t.lower_ in _TO | {"for"} for t in paragraph.doc[token.i + 1 : token.i + 5]
        ):
            continue
        doer = subject(token)
        if doer is None and token.i > last.start and token.nbor(-1).pos_ in ("PRON", "PROPN", "NOUN"):
            doer = token.nbor(-1)
        agent = refer.all_of(paragraph, doer, ACTORS) if doer is not None else ()
        if not agent and (who := author(paragraph.begin + token.idx)) is not None:
            agent = (who,)
        if not agent:
            return None
        nouns = [*prepositional(token, _TO), *(c for c in token.children if c.dep_ == "dobj")]
        target = dict.fromkeys(k for noun in nouns for k in refer.all_of(paragraph, noun, ACTORS))
        bare = [t for t in paragraph.doc if t.is_alpha][-1].lower_ == "to"  # "we urge the government to:"
        return _Lead("Request", agent, tuple(k for k in target if k not in agent), bare=bare)
    return None


def _order(paragraph: Paragraph, refer: Referents, decider: str | None) -> _Lead | None:
    """Who orders whom by a line above a list, "The court orders that:", "The notice requires the firm to:"; None if it orders nothing."""
    words = [t for t in paragraph.doc if t.is_alpha]
    if not words or paragraph.plain.rstrip()[-1:] != ":" or words[-1].lower_ not in ("that", "to"):
        return None
    verb = next((t for t in words if t.lower_ in verb_list("factuality", "ordered") and is_verbal(t)), None)
    if verb is None:
        return None
    doer = subject(verb) if not is_passive(verb) else None
    agent = refer.all_of(paragraph, doer, LEGAL_BODIES) if doer is not None else ()
    told = not agent and doer is not None
    if not agent and doer is not None and (body := deciding_body(refer, paragraph, doer, LEGAL_BODIES)):
        agent = (body,)
    if not agent and decider is not None:
        agent = (decider,)
    target = dict.fromkeys(
        k for noun in children(verb, "dobj") for k in refer.all_of(paragraph, noun, ACTORS)
    )
    return _Lead("Order", agent, tuple(k for k in target if k not in agent), bare=True, told=told)


def _item(paragraph: Paragraph, refer: Referents, lead: _Lead) -> Asked | None:
    """What one item asks of whom; None where it has no infinitive, and no verb below a line that wants one."""
    if lead.bare:
        return _ordered(paragraph, refer, lead)
    doc = paragraph.doc
    mark = next(
        (t for t in doc if t.lower_ == "to" and any(w.tag_ == "VB" for w in doc[t.i + 1 : t.i + 3])), None
    )
    if mark is None:
        return None
    verb = next(w for w in doc[mark.i + 1 : mark.i + 3] if w.tag_ == "VB")
    verbs = {v.i for v in conjuncts(verb) if v.tag_ == "VB"}
    verbs |= {t.i for t in doc if t.tag_ == "VB" and t.i and t.dep_ == "conj" and t.head.i in verbs}
    named = [
        key
        for word in doc[: mark.i]
        if (where := refer.mention_at(paragraph, word)) is not None and where.head.i == word.i
        for key in refer.of(paragraph, word, ACTORS)
    ]
    asked = tuple(k for k in dict.fromkeys(named) if k not in lead.agent) or lead.target
    return Asked(paragraph, mark, frozenset(verbs), lead.kind, lead.agent, asked)


def _ordered(paragraph: Paragraph, refer: Referents, lead: _Lead) -> Asked | None:
    """What one item has its own subject or the addressee of the line above do; None without a bare verb."""
    verb = next((t for t in paragraph.doc if t.tag_ in ("VB", "VBP") and t.head == t), None)
    if verb is None and lead.kind == "Request":
        # a bare verb that the tagger takes for another form: "Release the journalists"
        first = next((t for t in paragraph.doc if t.is_alpha), None)
        verb = first if first is not None and is_verbal(first) else None
    doer = child(verb, "nsubj") if verb is not None else None
    if verb is None or (doer is None and not opens_item(verb)):
        return None
    target = refer.all_of(paragraph, doer, ACTORS) if doer is not None else ()
    target = target or lead.target
    verbs = frozenset({verb.i, *(v.i for v in conjuncts(verb) if v.tag_ in ("VB", "VBP"))})
    return Asked(paragraph, verb, verbs, lead.kind, lead.agent, target) if target else None


def opens_item(verb: Token) -> bool:
    """Whether nothing but the mark of a list and adverbs stand before a verb, or the verb is joined to such a one."""
    if verb.dep_ == "conj" and is_verbal(verb.head):
        return opens_item(verb.head)
    return not any(t.is_alpha and len(t) > 1 and t.tag_ != "RB" for t in verb.doc[: verb.i])


def orders_in_item(verb: Token) -> bool:
    """Whether a verb says what a decision orders that is itself the item of a list: "(i) an order requiring the firm to …"."""
    paper = verb.head
    if verb.dep_ != "acl" or verb.tag_ != "VBG" or paper.head != paper:
        return False
    if paper.lower_ not in noun_list("nouns", "Ruling") | noun_list("nouns", "Decree"):
        return False
    return not any(t.is_alpha and len(t) > 1 and t.head != paper for t in paper.doc[: paper.i])
