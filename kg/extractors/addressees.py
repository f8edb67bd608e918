"""To whom somebody speaks or writes ("said in a letter to the ministry", "speaking to parliament, she said"), and who only passes on or shows what others say."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Token

from kg.extractors.reference import Referents
from kg.extractors.syntax import children, prepositional
from kg.lexicon import noun_list, verb_list
from kg.text import Paragraph

_TO = frozenset({"to", "before"})
_BY_WAY_OF = frozenset({"in", "by", "through", "via", "with", "during", "at"})


def addressees(
    refer: Referents, paragraph: Paragraph, saying: Token, speakers: Collection[str]
) -> tuple[str, ...]:
    """The actors that a saying is put to, without outlets, which only pass it on; empty where none is named."""
    keys = (
        key
        for noun in _addressed(saying)
        if refer.mention_at(paragraph, noun) is not None  # to somebody, and not to what is theirs
        for key in refer.all_of(paragraph, noun, frozenset({"Actor"}))
    )
    kept = (k for k in refer.acting(keys) if k not in speakers and not passes_on(refer, k))
    return tuple(dict.fromkeys(kept))


def passes_on(refer: Referents, key: str) -> bool:
    """Whether somebody is told something only to pass it on: an outlet, reporters."""
    words = refer.entities[key].label.lower().split()
    return refer.kind(key) == "NewsOrganisation" or (
        refer.kind(key) == "Group" and words[-1] in noun_list("attribution", "press")
    )


def is_account(refer: Referents, key: str) -> bool:
    """Whether a collective is one of accounts or posts: "51 million fake accounts"."""
    words = refer.entities[key].label.lower().split()
    return refer.kind(key) == "Group" and words[-1] in noun_list("nouns", "Content")


def _addressed(saying: Token) -> Iterator[Token]:
    for noun in prepositional(saying, _BY_WAY_OF):
        if noun.lower_ in noun_list("attribution", "letters"):
            yield from list(prepositional(noun, _TO)) or prepositional(saying, _TO)
    for clause in children(saying, "advcl"):
        if clause.lower_ in verb_list("attribution", "speaking"):
            yield from prepositional(clause, _TO)
        elif clause.lower_ in verb_list("attribution", "addressing"):
            yield from children(clause, "dobj")
