"""On what ground: the reasons that a text gives for an action, and the concepts of the grounds scheme that they fall under."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extraction import Layers
from kg.extractors.filling import Candidate
from kg.extractors.pruning import REASONING
from kg.extractors.syntax import (
    child,
    children,
    span_of,
)
from kg.lexicon import Lexicon, ground_cues, verb_list
from kg.model import GroundText, Span
from kg.text import Paragraph, ParsedText


class Reasons:
    """Reads the grounds of actions in one document."""

    def __init__(self, parsed: ParsedText, layers: Layers, lexicon: Lexicon) -> None:
        self.parsed = parsed
        self.layers = layers
        self.lexicon = lexicon

    def of(self, paragraph: Paragraph, candidate: Candidate) -> tuple[GroundText, ...]:
        """Reasons given: what follows "over", "for", "because", "citing", "due to" on the action."""
        evaluated = (
            candidate.trigger.head.lower_
            if candidate.template.is_noun and candidate.trigger.dep_ == "dobj"
            else ""
        )
        if any(template.kind == "Statement" for template in self.lexicon.verbs.get(evaluated, ())):
            return ()  # "condemned the blocking for censorship": why it is condemned
        found: list[GroundText] = []
        scopes = {candidate.head.i: candidate.head, candidate.trigger.i: candidate.trigger}
        for scope in scopes.values():
            if candidate.template.is_noun and scope.lower_ in verb_list("verbs", "happening"):
                continue  # "the ban came amid an election": a setting, no reason
            for c in scope.children:
                low = c.lower_
                if c.dep_ == "prep" and low in (
                    "over",
                    "for",
                    "due",
                    "because",
                    "after",
                    "amid",
                    "following",
                ):
                    noun = child(c, "pobj", "pcomp") or next(
                        (g for k in children(c, "prep", "pcomp") for g in children(k, "pobj")), None
                    )
                    if noun is not None and noun.i not in candidate.used:
                        self._ground(
                            paragraph, noun, found, must_match=low in ("for", "after", "amid", "following")
                        )
                elif c.dep_ in ("advcl", "prep") and low in REASONING:
                    for noun in children(c, "dobj", "ccomp", "pobj"):
                        self._ground(paragraph, noun, found, must_match=False)
                elif c.dep_ == "advcl" and any(
                    g.dep_ == "mark" and g.lower_ in ("because", "as", "since") for g in c.children
                ):
                    self._ground(
                        paragraph, c, found, must_match=any(g.lower_ in ("as", "since") for g in c.children)
                    )
        return tuple(found)

    def _ground(
        self, paragraph: Paragraph, token: Token, found: list[GroundText], *, must_match: bool
    ) -> None:
        span = self._without_date(self.parsed.trimmed(paragraph.span(*span_of(token))))
        words = self.parsed.text.content[span.begin : span.end].casefold()
        concept = next((name for cue, name in ground_cues() if cue in words), None)
        if concept is None and must_match:
            return
        if 3 < span.end - span.begin < 250:
            found.append(GroundText(span=span, concept=concept))

    def _without_date(self, span: Span) -> Span:
        """A reason up to the date that the parser hung on it, without quotation marks at its ends; empty where it is a date."""
        inside = [d.span.begin for d in self.layers.dates if d.span.overlaps(span)]
        words = self.parsed.text.content[span.begin : min([span.end, *inside])]
        marks = " \u00a0\n\t,;:.\"'\u201c\u201d\u2018\u2019"
        kept = words.strip(marks)
        for joint in (" in", " on", " during", " since", " the", " by", " over"):
            kept = kept.removesuffix(joint)
        begin = span.begin + len(words) - len(words.lstrip(marks))
        return Span(begin, begin + len(kept))
