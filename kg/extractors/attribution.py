"""Who says so: reporting verbs, "according to", quotes and statements that run on, as attributions with their three spans.

The source is whom the words are ascribed to, the cue the word that does it, the content the words themselves (the three-part
scheme of PARC and PolNeAR). Innermost speakers count: :func:`speaker_at` takes the shortest content around an offset.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.extraction import Extractor, Layers
from kg.extractors.reference import FIRST_PERSON, Referents
from kg.extractors.syntax import child, children, is_verbal, passive_agents, span_of, subject
from kg.lexicon import noun_list, verb_list
from kg.model import Attribution, Span
from kg.text import Paragraph, ParsedText

_SPEAKERS = frozenset(
    [
        "Platform",
        "Company",
        "Court",
        "Regulator",
        "Ministry",
        "LawEnforcement",
        "Government",
        "Legislature",
        "InternationalBody",
        "CivilSociety",
        "NewsOrganisation",
        "Person",
        "Group",
    ]
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch between quotation marks, marks included; ``open_end``: it runs to the paragraph's end unclosed."""

    span: Span
    open_end: bool


def quotes(paragraph: Paragraph) -> tuple[Quote, ...]:
    """The quoted stretches of one paragraph, in order. A mark opens when none is open, whatever its shape.

    An opening mark that nothing closes counts to the end of the paragraph, where the next may go on with it.
    """
    text = paragraph.doc.text
    found, opened = [], None
    for i, character in enumerate(text):
        if character != '"':
            continue
        if opened is None:
            opened = i
        else:
            found.append(Quote(Span(paragraph.begin + opened, paragraph.begin + i + 1), False))
            opened = None
    if opened is not None and len(text) - opened > 1:
        found.append(Quote(Span(paragraph.begin + opened, paragraph.begin + len(text)), True))
    return tuple(found)


def _first_person(text: str) -> bool:
    return any(word in FIRST_PERSON for word in re.findall(r"[a-z]+", text.lower()))


class _Reader:
    """Collects the attributions of one document in reading order."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        self.parsed = parsed
        self.refer = Referents(parsed, layers)
        self.found: list[Attribution] = []
        self.refer.speak_by(lambda offset: speaker_at(self.found, offset) or self.document_speaker)
        self.document_speaker: str | None = None
        self.last: str | None = None

    # --- whole documents --------------------------------------------------------------------------------------------

    def read(self) -> tuple[Attribution, ...]:
        self.document_speaker = self._statement_of()
        carried: str | None = None
        for paragraph in self.parsed.paragraphs:
            if paragraph.segment.role == "headline":
                self._headline(paragraph)
                continue
            marks = quotes(paragraph)
            before = len(self.found)
            for sentence in paragraph.doc.sents:
                self._sentence(paragraph, sentence, marks)
            self._introduced(paragraph, marks, before)
            self._unattributed_quotes(paragraph, marks, before, carried)
            carried = self.last if marks and marks[-1].open_end else None
        self._carry_on()
        self._first_person_document()
        return self._nested()

    def _statement_of(self) -> str | None:
        """Whose statement a document in the first person is: named in its headline, its signature or its first words."""
        body = [p for p in self.parsed.paragraphs if p.segment.role in ("body", "quote")]
        outside = [p for p in body if _first_person(_without_quotes(p.doc.text))]
        if not body or len(outside) * 2 < len([p for p in body if len(p.doc) > 12]):
            return None
        counts: Counter[str] = Counter()
        for where in self.refer.located:
            if self.refer.kind(where.mention.entity) in _SPEAKERS - {"Group", "NewsOrganisation"}:
                edge = where.paragraph.segment.role in ("headline", "dateline") or where.paragraph in (
                    body[0],
                    body[-1],
                )
                owner = any(
                    t.lower_ in noun_list("attribution", "texts") | noun_list("nouns", "Voice")
                    for t in where.head.sent
                )
                counts[where.mention.entity] += 3 if edge and owner else 1
        best = counts.most_common(1)
        return best[0][0] if best else None

    def _first_person_document(self) -> None:
        """In a statement that another carries, all that nobody else says is its author's."""
        if self.document_speaker is None or not self._carried_by_another():
            return
        for paragraph in self.parsed.paragraphs:
            if paragraph.segment.role == "dateline":
                continue
            for sentence in paragraph.doc.sents:
                span = paragraph.span(sentence[0], sentence[-1])
                if not any(a.content.overlaps(span) or a.cue.overlaps(span) for a in self.found):
                    self._add(
                        None,
                        Span(span.begin, span.begin + 1),
                        span,
                        self.document_speaker,
                        "continued",
                        "attribution: first-person statement",
                    )

    def _carried_by_another(self) -> bool:
        publisher = (self.parsed.text.metadata.publisher or "").casefold()
        speaker = self.refer.entities[self.document_speaker or ""]
        return bool(publisher) and not any(
            name.casefold() in publisher for name in (speaker.label, *speaker.names)
        )

    def _carry_on(self) -> None:
        """A report of one speaker's statement goes on with it in the sentences that speak of that speaker in the third person."""
        speakers = Counter(a.speaker for a in self.found if a.speaker)
        if not speakers:
            return
        speaker, count = speakers.most_common(1)[0]
        if count < 2 or count < sum(speakers.values()) or self.document_speaker is not None:
            return
        first = min(a.cue.begin for a in self.found)
        for paragraph in self.parsed.paragraphs:
            if paragraph.segment.role in ("headline", "dateline"):
                continue
            for sentence in paragraph.doc.sents:
                span = paragraph.span(sentence[0], sentence[-1])
                if span.begin < first or any(
                    a.content.overlaps(span) or a.cue.overlaps(span) for a in self.found
                ):
                    continue
                carried = any(
                    t.lower_ in ("it", "its", "they", "their", "we", "our")
                    and speaker in self.refer.of(paragraph, t)
                    for t in sentence
                    if t.pos_ == "PRON"
                ) or _first_person(sentence.text)
                if carried:
                    self._add(
                        None,
                        Span(span.begin, span.begin + 1),
                        span,
                        speaker,
                        "continued",
                        "attribution: statement goes on",
                    )

    # --- sentences -----------------------------------------------------------------------------------------------------

    def _headline(self, paragraph: Paragraph) -> None:
        """ "X banned in Pakistan, Interior Ministry confirms": the clause behind or before a colon or comma is the content."""
        for sentence in paragraph.doc.sents:
            self._sentence(paragraph, sentence, ())

    def _sentence(self, paragraph: Paragraph, sentence: SpacySpan, marks: tuple[Quote, ...]) -> None:
        speech = verb_list("attribution", "verbs")
        for token in sentence:
            low = token.lower_
            if low == "according" and child(token, "prep") is not None:
                self._according_to(paragraph, sentence, token)
            elif low in speech and (
                is_verbal(token)
                or (token.pos_ in ("NOUN", "ADJ") and token.dep_ in ("ROOT", "ccomp", "parataxis"))
            ):
                self._verb(paragraph, sentence, token, marks)
            elif low in noun_list("attribution", "texts") and token.dep_ in ("pobj", "nsubj"):
                continue

    def _according_to(self, paragraph: Paragraph, sentence: SpacySpan, token: Token) -> None:
        preposition = child(token, "prep")
        nouns = children(preposition, "pobj") if preposition is not None else []
        if not nouns:
            return
        keys = self.refer.of(paragraph, nouns[0])
        first, last = span_of(token)
        before = paragraph.span(sentence[0], paragraph.doc[first.i - 1]) if first.i > sentence.start else None
        after = paragraph.span(paragraph.doc[last.i + 1], sentence[-1]) if last.i + 1 < sentence.end else None
        content = max(
            (s for s in (before, after) if s is not None), key=lambda s: s.end - s.begin, default=None
        )
        if content is None:
            return
        cue = paragraph.span(token, preposition or token)
        self._add(
            paragraph.span(*span_of(nouns[0])),
            cue,
            content,
            self._voice(keys),
            "according-to",
            "attribution: according to",
        )

    def _verb(
        self, paragraph: Paragraph, sentence: SpacySpan, token: Token, marks: tuple[Quote, ...]
    ) -> None:
        source = self._source(paragraph, token)
        content = self._content(paragraph, sentence, token, marks)
        if content is None:
            return
        keys = self.refer.of(paragraph, source) if source is not None else ()
        if source is not None and not keys and source.lower_ in noun_list("attribution", "texts"):
            keys = self._author(paragraph, source)
        speaker = self._voice(keys)
        if speaker is None and source is not None and source.pos_ == "PRON":
            speaker = self.last
        where = paragraph.span(*span_of(source)) if source is not None else None
        quoted = [q for q in marks if q.span.overlaps(content)]
        kind = "indirect"
        if quoted:
            kind = (
                "direct"
                if any(q.span.begin <= content.begin + 2 and q.span.end >= content.end - 2 for q in quoted)
                else "mixed"
            )
        self._add(where, paragraph.span(token, token), content, speaker, kind, f"attribution: {token.lower_}")

    def _source(self, paragraph: Paragraph, token: Token) -> Token | None:
        """Who speaks: the subject, also behind the verb ("said the ministry"), or the agent of a passive."""
        agents = passive_agents(token)
        if agents:
            return agents[0]
        found = subject(token)
        if found is None and token.dep_ in ("ROOT", "parataxis", "ccomp"):
            found = next(
                (
                    c
                    for c in token.children
                    if c.i > token.i
                    and c.dep_ in ("dobj", "attr", "npadvmod", "appos")
                    and self.refer.of(paragraph, c)
                ),
                None,
            )
        return found

    def _content(
        self, paragraph: Paragraph, sentence: SpacySpan, token: Token, marks: tuple[Quote, ...]
    ) -> Span | None:
        """What is said: the clause under the verb, else the clause that the verb is put into, else the quote beside it."""
        clause = next((c for c in token.children if c.dep_ in ("ccomp", "parataxis") and c != token), None)
        if clause is None:
            clause = next(
                (
                    c
                    for c in token.children
                    if c.dep_ in ("xcomp", "advcl") and c.i < token.i and c.pos_ in ("VERB", "AUX")
                ),
                None,
            )
        sentence_span = paragraph.span(sentence[0], sentence[-1])
        span: Span | None = None
        if clause is not None:
            first, last = span_of(clause)
            if token.i > last.i or token.i < first.i:
                span = paragraph.span(first, last)
            else:  # the verb stands inside its own clause: "the site, it said, was blocked"
                span = (
                    paragraph.span(first, paragraph.doc[token.i - 1])
                    if token.i - first.i > last.i - token.i
                    else paragraph.span(token.nbor(1), last)
                )
        elif (
            token.dep_ in ("parataxis", "ccomp")
            and token.head.pos_ in ("VERB", "AUX")
            and child(token, "mark") is None
            and token.i > token.head.i
        ):
            first, last = span_of(token.head)
            span = paragraph.span(first, paragraph.doc[max(first.i, token.left_edge.i - 1)])
        quoted = [q.span for q in marks if q.span.overlaps(sentence_span)]
        if quoted:
            whole = Span(min(q.begin for q in quoted), max(q.end for q in quoted))
            beside = not whole.contains(paragraph.span(token, token)) or not any(
                q.contains(paragraph.span(token, token)) for q in quoted
            )
            long_enough = any(q.end - q.begin > 25 for q in quoted)
            if beside and (span is None or whole.overlaps(span)) and (span is not None or long_enough):
                span = whole if span is None else Span(min(whole.begin, span.begin), max(whole.end, span.end))
        return span

    def _author(self, paragraph: Paragraph, source: Token) -> tuple[str, ...]:
        """Whose paper speaks ("the report stated"): its named owner, else that of the last paper, else the last speaker."""
        owners = self.refer.owners(paragraph, source)
        if owners:
            return owners
        offset = paragraph.begin + source.idx
        wanted = noun_list("attribution", "texts")
        for attribution in reversed(self.found):
            if (
                attribution.speaker
                and attribution.cue.begin < offset
                and attribution.rule != "attribution: report cited"
            ):
                near = self.parsed.text.content[
                    max(0, attribution.cue.begin - 120) : attribution.cue.end + 60
                ].lower()
                if any(word in near for word in wanted):
                    return (attribution.speaker,)
        return (self.last,) if self.last else ()

    def _voice(self, keys: Iterable[str]) -> str | None:
        for key in keys:
            kind = self.refer.kind(key)
            if kind in _SPEAKERS:
                return key
            if kind == "Place":
                return self.refer.government(key)
        return None

    # --- quotes ----------------------------------------------------------------------------------------------------------

    def _introduced(self, paragraph: Paragraph, marks: tuple[Quote, ...], before: int) -> None:
        """ "Margrethe Vestager, Executive Vice-President: "…" " — a name, a colon and a quote, as in press releases."""
        if not marks or any(a.content.overlaps(marks[0].span) for a in self.found[before:]):
            return
        lead = self.parsed.text.content[paragraph.begin : marks[0].span.begin]
        if not lead.rstrip().endswith(":") or len(lead) > 160:
            return
        near = (
            w
            for w in self.refer.located
            if w.paragraph is paragraph and w.mention.span.begin - paragraph.begin < len(lead)
        )
        first = next(near, None)
        if first is not None and self.refer.kind(first.mention.entity) in _SPEAKERS - {"Group"}:
            cue = paragraph.begin + len(lead.rstrip()) - 1
            self._add(
                first.mention.span,
                Span(cue, cue + 1),
                marks[0].span,
                first.mention.entity,
                "direct",
                "attribution: name and colon",
            )

    def _unattributed_quotes(
        self, paragraph: Paragraph, marks: tuple[Quote, ...], before: int, carried: str | None
    ) -> None:
        """A quote without a cue of its own belongs to whoever speaks in its paragraph, else to the speaker before it."""
        here = self.found[before:]
        for mark in marks:
            if mark.span.end - mark.span.begin < 25 or any(a.content.overlaps(mark.span) for a in here):
                continue
            speaker = next(
                (a.speaker for a in reversed(here) if a.speaker and a.cue.begin < mark.span.begin), None
            )
            speaker = speaker or next((a.speaker for a in here if a.speaker), None)
            starts = mark.span.begin - paragraph.begin <= 2
            speaker = speaker or carried or (self.last if starts else None)
            if speaker is not None:
                self._add(
                    None,
                    Span(mark.span.begin, mark.span.begin + 1),
                    mark.span,
                    speaker,
                    "continued",
                    "attribution: quote goes on",
                )

    # --- results ---------------------------------------------------------------------------------------------------------

    def _add(
        self, source: Span | None, cue: Span, content: Span, speaker: str | None, kind: str, rule: str
    ) -> None:
        content = self._trimmed(content)
        if content.begin >= content.end:
            return
        self.found.append(
            Attribution(source=source, cue=cue, content=content, speaker=speaker, kind=kind, rule=rule)  # type: ignore[arg-type]  # kinds are checked by tests
        )
        if speaker is not None:
            self.last = speaker

    def _trimmed(self, span: Span) -> Span:
        text = self.parsed.text.content[span.begin : span.end]
        lead = len(text) - len(text.lstrip(" ,;:\u00a0\n"))
        tail = len(text.rstrip(" ,;:\u00a0\n"))
        return Span(span.begin + lead, span.begin + tail) if tail > lead else Span(span.begin, span.begin)

    def _nested(self) -> tuple[Attribution, ...]:
        ordered = sorted(self.found, key=lambda a: (a.content.begin, -a.content.end, a.cue.begin, a.rule))
        result = []
        for i, inner in enumerate(ordered):
            around = [
                (o.content.end - o.content.begin, n)
                for n, o in enumerate(ordered)
                if n != i and o.content.contains(inner.cue) and o.content != inner.content
            ]
            result.append(replace(inner, parent=min(around)[1] if around else None))
        return tuple(result)


def document_speaker(parsed: ParsedText, layers: Layers) -> str | None:
    """Whose statement a document in the first person is; None for any other document."""
    return _Reader(parsed, layers)._statement_of()


def _without_quotes(text: str) -> str:
    return re.sub(r'"[^"]*"?', " ", text)


def speaker_at(attributions: Iterable[Attribution], offset: int) -> str | None:
    """The innermost known speaker of the words at an offset; None where the document itself speaks."""
    around = [
        (a.content.end - a.content.begin, a.content.begin, a.speaker)
        for a in attributions
        if a.speaker and a.content.begin <= offset < a.content.end
    ]
    return min(around)[2] if around else None


def run(parsed: ParsedText, layers: Layers) -> Layers:
    """All attributions of a document, sorted by content."""
    reader = _Reader(parsed, layers)
    found = reader.read()
    return Layers(attributions=found, entities=reader.refer.added())


EXTRACTOR = Extractor(
    name="attribution", requires=("entities", "mentions"), produces=("attributions",), run=run
)
