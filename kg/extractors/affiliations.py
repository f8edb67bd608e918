"""For which body a person speaks, as the words beside their name say: "ARTEC's director, Ada Obi", "Ada Obi, who heads Acme", "Ada Obi of Acme"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as Words
from spacy.tokens import Token

from kg.extractors.located import ACTORS, Located
from kg.extractors.name_rules import name_rules
from kg.extractors.reference import Referents
from kg.lexicon import verb_list

_BODIES = ACTORS - {"Person", "Group"}
#: So far from a name an office is looked for, and the body from the office.
_NEAR = 6
_BETWEEN = frozenset(
    {",", "(", '"', "“", "mr", "mr.", "ms", "ms.", "mrs.", "dr", "dr.", "prof.", "the", "a", "an", "its"}
)
_BELONGING = frozenset({"of", "at", "from", "with", "for"})


class Affiliations:
    """Reads the offices of the persons of one document; each person's once."""

    def __init__(self, refer: Referents) -> None:
        self._refer = refer
        self._bodies: dict[str, str | None] = {}

    def of(self, person: str) -> str | None:
        """The body of a person; None where the document tells none, or while that is being found out."""
        if person not in self._bodies:
            self._bodies[person] = None  # an office may lead back to who speaks: "our director, Ada Obi"
            named = (
                w for w in self._refer.located if w.mention.entity == person and w.mention.form == "name"
            )
            bodies = (body for where in named for body in self._beside(where))
            self._bodies[person] = next(bodies, None)
        return self._bodies[person]

    def _beside(self, where: Located) -> Iterator[str]:
        """The bodies that the words beside a name tell, the likeliest first."""
        begin = where.paragraph.begin
        name = where.paragraph.doc.char_span(
            where.mention.span.begin - begin, where.mention.span.end - begin, alignment_mode="expand"
        )
        if name is None:
            return
        for office in (self._office_before(where, name), self._office_behind(where, name)):
            if office is not None:
                yield from self._of_office(where, office)
        behind = where.paragraph.doc[name.end : name.end + 1]
        if behind and behind[0].lower_ in _BELONGING:
            yield from self._named(where, behind[0].i + 1, behind[0].i + 3)

    def _office_before(self, where: Located, name: Words) -> Token | None:
        """The office that stands before a name, with no more than titles and a comma between; or the last word of the name's own title."""
        for token in name:
            if token.lower_ in name_rules().roles:
                return token
        for token in reversed(where.paragraph.doc[max(name.sent.start, name.start - _NEAR) : name.start]):
            if token.lower_ in name_rules().roles:
                return token
            if token.lower_ not in _BETWEEN:
                break
        return None

    def _office_behind(self, where: Located, name: Words) -> Token | None:
        """The office that stands behind a name and its comma, or the verb of "who leads"."""
        behind = where.paragraph.doc[name.end : min(name.sent.end, name.end + 2 * _NEAR)]
        if not behind or behind[0].text not in (",", "("):
            return None
        for token in behind[1:]:
            if token.lower_ in name_rules().roles or token.lower_ in verb_list("verbs", "leading"):
                return token
            if token.text in (",", ")") or token.pos_ in ("VERB", "AUX"):
                break
        return None

    def _of_office(self, where: Located, office: Token) -> Iterator[str]:
        """Whose office it is, by the parse, or else by the words before it and the "of" behind it."""
        if any(t.dep_ == "poss" and t.pos_ == "PRON" for t in office.children):
            return  # "its director, Ada Obi": whose, is as unsure as any pronoun
        yield from self._refer.owners(where.paragraph, office, _BODIES)
        behind = where.paragraph.doc[office.i + 1 : office.i + 2]
        if office.lower_ in verb_list("verbs", "leading") or behind and behind[0].lower_ in _BELONGING:
            yield from self._named(where, office.i + 1, office.i + 4)
        yield from reversed(list(self._named(where, office.i - _NEAR, office.i)))

    def _named(self, where: Located, first: int, last: int) -> Iterator[str]:
        """The bodies that some words of the name's sentence name, in order."""
        sentence = where.head.sent
        for token in where.paragraph.doc[max(sentence.start, first) : min(sentence.end, last)]:
            named = self._refer.mention_at(where.paragraph, token)
            if named is not None and self._refer.kind(named.mention.entity) in _BODIES:
                yield named.mention.entity
