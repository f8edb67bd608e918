"""What the words around a pronoun or a name say of whom it can stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from spacy.tokens import Token

from kg.extractors.located import Located
from kg.extractors.syntax import children, clause_head, subject
from kg.lexicon import verb_list
from kg.text import Paragraph

_JUDGE = re.compile(r"\b(?:Justice|Judge|Magistrate) (?:$|(?=[A-Z]))")


def is_speaking(pronoun: Token) -> bool:
    """Whether a pronoun is the subject of a verb of saying."""
    return pronoun.dep_ == "nsubj" and pronoun.head.lower_ in verb_list("attribution", "verbs")


def stands_for_clause(pronoun: Token) -> bool:
    """Whether "it" stands for a clause behind it and for nobody: "it is unfortunate that …", "it seemed odd to …"."""
    if pronoun.lower_ != "it" or pronoun.dep_ not in ("nsubj", "expl"):
        return False
    judged = children(pronoun.head, "acomp", "oprd")
    return any(children(part, "ccomp", "xcomp", "csubj") for part in (pronoun.head, *judged) if judged)


def sayer(token: Token) -> Token | None:
    """The subject of the verb whose content the clause of a word is: of "the ministry said that it …" the ministry."""
    clause = clause_head(token)
    return subject(clause.head) if clause.dep_ == "ccomp" else None


def is_quoted_before(where: Located, paragraph: Paragraph, pronoun: Token) -> bool:
    """Whether a mention stands in the quote that somebody outside it speaks: "The authorities must …", it said."""
    text = paragraph.plain
    return (
        where.paragraph is paragraph
        and text.count('"', 0, where.mention.span.begin - paragraph.begin) % 2 == 1
        and text.count('"', 0, pronoun.idx) % 2 == 0
    )


def is_titled_judge(where: Located) -> bool:
    """Whether a person's name stands behind the title of a judge, or has it as its first word."""
    begin = where.mention.span.begin - where.paragraph.begin
    end = where.mention.span.end - where.paragraph.begin
    text = where.paragraph.plain
    return _JUDGE.search(text[max(0, begin - 16) : begin]) is not None or (
        _JUDGE.match(text[begin:end]) is not None
    )


def spoken_for(before: Sequence[Located], kind: Callable[[str], str]) -> str | None:
    """The body for which the person last spoken of, who has no name, speaks: "A spokeswoman for Acme said … She denied …".

    Args:
        before: the mentions before a pronoun, in order.
        kind: the class of an entity by its key.
    """
    for at, where in reversed(list(enumerate(before))):
        if kind(where.mention.entity) == "Person":
            return None
        if where.mention.rule.startswith("spokesperson:"):
            beside = (
                w for w in before[:at] if w.paragraph is where.paragraph and w.head.sent == where.head.sent
            )
            alone = not any(kind(w.mention.entity) == "Person" for w in beside)
            single = where.head.tag_ in ("NN", "NNP")
            return where.mention.entity if single and where.is_subject and alone else None
    return None
