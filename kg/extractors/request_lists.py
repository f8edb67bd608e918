"""Demands set out as a list: "We call on:" and below it "- the ministry to lift the ban", "- the operators to publish …".

The line above says who asks, and maybe whom; each item says who is asked, behind "to" what for. The parser sees every item alone,
so what the items mean together is read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extractors.located import ACTORS
from kg.extractors.reference import Referents
from kg.extractors.syntax import conjuncts, is_verbal, prepositional, subject
from kg.lexicon import verb_list
from kg.text import Paragraph, ParsedText

_ITEM = re.compile(r"\s*(?:[-•*‣▪–—]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)])\s")
_TO = frozenset({"on", "upon", "to", "from"})
#: Verbs of asking that stand for a demand only with one of their prepositions ("call on", "appeal to").
_PREPOSITIONAL = frozenset({"call", "calls", "called", "calling", "appeal", "appeals", "appealed"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a list of demands: its "to", the infinitives behind it, who asks and who is asked (entity keys)."""

    paragraph: Paragraph
    mark: Token
    verbs: frozenset[int]
    agent: tuple[str, ...]
    target: tuple[str, ...]


def asked_in_lists(
    parsed: ParsedText, refer: Referents, author: Callable[[int], str | None]
) -> Iterator[Asked]:
    """The items of every list of demands in a document, in order.

    Args:
        parsed: the document.
        refer: whom its words stand for.
        author: who speaks at an offset where the line above the list names nobody.
    """
    lead: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    for n, paragraph in enumerate(parsed.paragraphs):
        if is_item(parsed, paragraph) and lead is not None:
            agent, target = lead
            item = _item(paragraph, refer, agent, target)
            if item is not None:
                yield item
            continue
        following = parsed.paragraphs[n + 1] if n + 1 < len(parsed.paragraphs) else None
        opens = following is not None and is_item(parsed, following)
        lead = _lead(paragraph, refer, author) if opens else None


def is_item(parsed: ParsedText, paragraph: Paragraph) -> bool:
    """Whether a paragraph's line begins with a list mark; the mark itself may stand outside the paragraph."""
    line = parsed.text.content.rfind("\n", 0, paragraph.begin) + 1
    return _ITEM.match(parsed.text.content[line : paragraph.begin] + paragraph.plain) is not None


def _lead(
    paragraph: Paragraph, refer: Referents, author: Callable[[int], str | None]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
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
        return agent, tuple(k for k in target if k not in agent)
    return None


def _item(
    paragraph: Paragraph, refer: Referents, agent: tuple[str, ...], target: tuple[str, ...]
) -> Asked | None:
    """What one item asks of whom; None where it has no infinitive."""
    doc = paragraph.doc
    mark = next(
        (t for t in doc if t.lower_ == "to" and any(w.tag_ == "VB" for w in doc[t.i + 1 : t.i + 3])), None
    )
    if mark is None:
        return None
    verb = next(w for w in doc[mark.i + 1 : mark.i + 3] if w.tag_ == "VB")
    verbs = {v.i for v in conjuncts(verb) if v.tag_ == "VB"}
    verbs |= {t.i for t in doc if t.tag_ == "VB" and t.i and t.dep_ == "conj" and t.head.i in verbs}
    own = [
        key
        for word in doc[: mark.i]
        if (where := refer.mention_at(paragraph, word)) is not None and where.head.i == word.i
        for key in refer.of(paragraph, word, ACTORS)
    ]
    named = tuple(k for k in dict.fromkeys(own) if k not in agent) or target
    return Asked(paragraph, mark, frozenset(verbs), agent, named)
