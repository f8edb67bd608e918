"""Who says so: reporting verbs, "according to", quotes and statements that run on, as attributions with their three spans.

The source is whom the words are ascribed to, the cue the word that does it, the content the words themselves (the three-part
scheme of PARC and PolNeAR). Innermost speakers count: :func:`kg.extractors.speakers.speaker_at` takes the shortest content around an offset.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from kg.extraction import Extractor, Layers
from kg.extractors.authorship import SPEAKERS, Authorship
from kg.extractors.decision_papers import court_before
from kg.extractors.located import Located
from kg.extractors.quotation import Quote, first_person, quotes
from kg.extractors.reference import Referents
from kg.extractors.speakers import QUOTE_RULE, TURN_RULE, speaker_at
from kg.extractors.syntax import (
    are_severed,
    child,
    children,
    is_passive,
    is_told_of,
    is_verbal,
    passive_agents,
    sentence_bounds,
    span_of,
    subject,
)
from kg.extractors.voices import carries_on, phrased
from kg.inflection import noun_forms
from kg.lexicon import noun_list, verb_list
from kg.model import Attribution, Span
from kg.text import Paragraph, ParsedText

#: Paragraphs in which a text that reports one statement has begun to.
_OPENING = 4


def _outer_saying(token: Token) -> Token | None:
    """The verb of saying that a participle behind a comma goes on: "said that the app was not blocked, adding that …"."""
    if token.tag_ != "VBG" or token.dep_ != "advcl" or token.i == 0 or token.nbor(-1).text not in (",", '"'):
        return None
    verb = token.head
    if verb.dep_ != "ccomp" or verb.i > token.i:
        return None
    return verb.head if verb.head.lower_ in verb_list("attribution", "verbs") else None


def _is_witness(where: Located) -> bool:
    """Whether somebody is but told to have seen the paper that speaks: "a letter seen by Reuters showed"."""
    first = where.head.left_edge
    return first.i > 1 and first.nbor(-1).lower_ == "by" and first.nbor(-2).tag_ in ("VBN", "VBD")


class _Reader:
    """Collects the attributions of one document in reading order."""

    def __init__(self, parsed: ParsedText, layers: Layers) -> None:
        self.parsed = parsed
        self.refer = Referents(parsed, layers)
        self.found: list[Attribution] = []
        self.refer.speak_by(lambda offset: speaker_at(self.found, offset) or self.document_speaker)
        self.document_speaker: str | None = None
        self.authorship = Authorship(parsed, self.refer)
        self.last: str | None = None

    # --- whole documents --------------------------------------------------------------------------------------------

    def read(self) -> tuple[Attribution, ...]:
        self.document_speaker = self.authorship.author()
        self._spoken()
        carried: str | None = None
        for paragraph in self.parsed.paragraphs:
            if paragraph.segment.role == "headline":
                self._headline(paragraph)
                continue
            marks = quotes(paragraph)
            before = len(self.found)
            for sentence in paragraph.doc.sents:
                told = len(self.found)
                self._sentence(paragraph, sentence, marks)
                if len(self.found) == told:
                    self._go_on(paragraph, sentence)
            self._introduced(paragraph, marks, before)
            self._unattributed_quotes(paragraph, marks, before, carried)
            carried = self.last if marks and marks[-1].open_end else None
        self._carry_on()
        self._first_person_document()
        return self._nested()

    def _spoken(self) -> None:
        for speaker, label, words in self.authorship.turns.values():
            if speaker is not None:
                self._add(label, label, words, speaker, "continued", TURN_RULE)

    def _first_person_document(self) -> None:
        """In a statement that another carries, all that nobody else says is its author's."""
        if self.document_speaker is None or not self.authorship.is_carried_by_another(self.document_speaker):
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

    def _carry_on(self) -> None:
        """A report of one speaker's statement goes on with it in the sentences that speak of that speaker in the third person."""
        speakers = Counter(a.speaker for a in self.found if a.speaker)
        if not speakers:
            return
        speaker, count = speakers.most_common(1)[0]
        if count < 2 or count < sum(speakers.values()) or self.document_speaker is not None:
            return
        if self.authorship.turns:
            return  # in a transcript everybody speaks for themselves
        first = min(a.cue.begin for a in self.found)
        body = [p for p in self.parsed.paragraphs if p.segment.role == "body"]
        if len(body) > _OPENING and first >= body[_OPENING].begin:
            return  # what somebody says late in a text does not make the text theirs
        singular = self.authorship.is_singular(body) and self.refer.kind(speaker) != "Person"
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
                ) or (first_person(sentence.text) and not singular)
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
        for voice in phrased(paragraph, sentence, self.refer):
            cue = self.parsed.text.content[voice.cue.begin : voice.cue.end].lower()
            self._add(
                voice.source,
                voice.cue,
                voice.content,
                self._voice(voice.keys),
                "according-to",
                f"attribution: {cue}",
            )
        speech = verb_list("attribution", "verbs")
        for token in sentence:
            low = token.lower_
            if low in speech and (
                is_verbal(token)
                or (token.pos_ in ("NOUN", "ADJ") and token.dep_ in ("ROOT", "ccomp", "parataxis"))
            ):
                self._verb(paragraph, sentence, token, marks)
                if low in verb_list("attribution", "confirming"):
                    self._event(paragraph, token)
            elif low in noun_list("attribution", "texts") and token.dep_ in ("pobj", "nsubj"):
                continue

    def _go_on(self, paragraph: Paragraph, sentence: SpacySpan) -> None:
        """A sentence in shifted tense behind a statement in the same paragraph is told as its speaker's: "It would lift the ban."."""
        before = self.found[-1] if self.found else None
        if before is None or before.speaker is None or before.cue.begin < paragraph.begin:
            return
        begin = paragraph.begin + sentence.start_char
        last = paragraph.doc[sentence.start - 1] if sentence.start else None
        if last is None or before.content.end < paragraph.begin + last.doc[sentence_bounds(last)[0]].idx:
            return
        if before.kind in ("indirect", "mixed", "continued", "according-to") and carries_on(sentence):
            span = paragraph.span(sentence[0], sentence[-1])
            self._add(
                None,
                Span(begin, begin + 1),
                span,
                before.speaker,
                "continued",
                "attribution: statement goes on",
            )

    def _verb(
        self, paragraph: Paragraph, sentence: SpacySpan, token: Token, marks: tuple[Quote, ...]
    ) -> None:
        source = self._source(paragraph, token)
        content = self._content(paragraph, sentence, token, marks)
        if (
            content is None
            and source is not None
            and source.i > token.i > sentence.start + 3
            and token.nbor(-1).text == ","
        ):
            content = paragraph.span(
                sentence[0], token.nbor(-1)
            )  # "X has been banned, confirmed the ministry"
        if content is None:
            return
        records = source is not None and source.lower_ in noun_list("attribution", "records")
        keys = self._speakers(paragraph, source) if source is not None and not records else ()
        if source is not None and not keys and source.lower_ in noun_list("attribution", "texts"):
            keys = self._author(paragraph, source)
        elif source is not None and records:
            keys = self._collector(paragraph, source)
        if token.lower_ in verb_list("attribution", "showing") and self._voice(keys) is None:
            return
        speaker = self._voice(keys)
        if (
            source is not None
            and source.pos_ == "PRON"
            and (speaker is None or self._is_named_in(speaker, content))
        ):
            # Nobody speaks of themselves by name: "it hopes that the dialogue with the PTA …" is not the PTA's word.
            other = self.last if self.last != speaker else self.document_speaker
            if (
                source.lower_ in ("he", "she")
                and other is not None
                and self.refer.kind(other)
                in ("Company", "Platform", "CivilSociety", "NewsOrganisation", "Group")
            ):
                other = (
                    None  # a judge or a minister may be known by their court or government only, these not
                )
            speaker = other if other is None or not self._is_named_in(other, content) else None
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

    def _speakers(self, paragraph: Paragraph, source: Token) -> tuple[str, ...]:
        """Whom a source names: a person in apposition before the body that the description belongs to."""
        inner = [source, *(n for p in children(source, "prep") for n in children(p, "pobj"))]
        for noun in inner:
            for named in children(noun, "appos"):
                where = self.refer.mention_at(paragraph, named)
                if where is not None and self.refer.kind(where.mention.entity) == "Person":
                    return (where.mention.entity,)
        return self.refer.of(paragraph, source)

    def _beside(self, paragraph: Paragraph, token: Token) -> Token | None:
        """The name right before a verb of speech, or behind it after a comma, whatever the parse says.

        Headlines and inverted clauses mislead it: "X banned, the ministry confirms", "has been banned, confirmed the ministry".
        """
        before = token.nbor(-1) if token.i > sentence_bounds(token)[0] else None
        if before is not None and child(token, "nsubj", "nsubjpass") == before:
            return None
        if before is not None and before.pos_ in ("PROPN", "NOUN") and token.tag_ in ("VBZ", "VBD"):
            where = self.refer.mention_at(paragraph, before)
            own = child(token, "nsubj", "nsubjpass")
            misled = own is None or self.refer.mention_at(paragraph, own) is None
            if (
                misled
                and not is_told_of(before, own)
                and where is not None
                and not _is_witness(where)
                and where.mention.form != "description"
                and self.refer.kind(where.mention.entity) in SPEAKERS
            ):
                return before
        behind = child(token, "dobj", "attr") if token.tag_ != "VBG" else None
        if (
            before is not None
            and before.text in (",", '"', "'")
            and behind is not None
            and token.tag_ != "VBG"
            and child(token, "nsubj", "nsubjpass") is None
        ):
            return behind if self._voice(self.refer.of(paragraph, behind)) else None
        return None

    def _source(self, paragraph: Paragraph, token: Token) -> Token | None:
        """Who speaks: the subject, also behind the verb ("said the ministry"), or the agent of a passive."""
        if (
            token.dep_ == "pcomp"
            and token.head.lower_ == "as"
            and token.head.head.lower_ in verb_list("attribution", "quoting")
        ):  # "quoted him as saying"
            quoted = child(token.head.head, "dobj", "nsubjpass")
            if quoted is not None:
                return quoted
        active = child(token, "nsubj") is not None and not is_passive(token)  # "told us by telephone"
        agents = () if active else passive_agents(token)
        if agents:
            return agents[0]
        beside = self._beside(paragraph, token)
        if beside is not None:
            return beside
        found = subject(_outer_saying(token) or token)
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
        return found or self._behind(paragraph, token) or self._over_aside(paragraph, token)

    def _over_aside(self, paragraph: Paragraph, token: Token) -> Token | None:
        """The actor that begins the sentence, with an aside between commas before the verb: "The agency, asked about X, said"."""
        if token.tag_ not in ("VBD", "VBZ") or token.i < 3 or token.nbor(-1).text != ",":
            return None
        first = sentence_bounds(token)[0] + (token.sent[0].lower_ in ("the", "a", "an"))
        where = self.refer.mention_at(paragraph, paragraph.doc[first])
        if where is None or self.refer.kind(where.mention.entity) not in SPEAKERS:
            return None
        end = where.mention.span.end - paragraph.begin
        behind = re.sub(r"^ \([^()]*\)", "", paragraph.plain[end : token.idx])
        return where.head if behind.startswith(",") and behind.count(",") == 2 else None

    def _behind(self, paragraph: Paragraph, token: Token) -> Token | None:
        """The actor named right behind a verb of saying that closes a quote or clause, whatever the parse made of it."""
        if token.i == 0 or token.tag_ not in ("VBD", "VBZ") or token.nbor(-1).text not in ('"', ",", "''"):
            return None
        for i in range(token.i + 1, min(token.i + 5, sentence_bounds(token)[1])):
            word = token.doc[i]
            where = self.refer.mention_at(paragraph, word)
            if where is not None:
                return where.head if self.refer.kind(where.mention.entity) in SPEAKERS else None
            if word.pos_ not in ("DET", "PROPN", "NOUN", "ADJ"):
                return None
        return None

    def _content(
        self, paragraph: Paragraph, sentence: SpacySpan, token: Token, marks: tuple[Quote, ...]
    ) -> Span | None:
        """What is said: the clause under the verb, else the clause that the verb is put into, else the quote beside it."""
        clauses = [
            c
            for c in token.children
            if c.dep_ in ("ccomp", "parataxis") and c != token and not are_severed(c, token)
        ]
        stated = (
            c for c in clauses if c.i > token.i and any(g.lower_ == "that" for g in children(c, "mark"))
        )
        clause = next(stated, clauses[0] if clauses else None)
        if clause is None and token.lower_ in verb_list("attribution", "denying"):
            clause = next((c for c in token.children if c.dep_ == "xcomp" and c.i > token.i), None)
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
                if last.i < token.i and (rest := _rest(token)) is not None:
                    span = paragraph.span(first, rest)  # "talks had begun, he said, under which …"
            else:  # the verb stands inside its own clause: "the site, it said, was blocked"
                span = (
                    paragraph.span(first, paragraph.doc[token.i - 1])
                    if token.i - first.i > last.i - token.i
                    else paragraph.span(token.nbor(1), last)
                )
        elif (
            token.dep_ in ("parataxis", "ccomp")
            and token.tag_ != "VB"
            and token.head.pos_ in ("VERB", "AUX")
            and token.head.lower_ not in verb_list("attribution", "verbs")  # "said the ministry found that"
            and child(token, "mark") is None
            and token.i > token.head.i
            and (token.left_edge.i == 0 or token.left_edge.nbor(-1).text != ":")
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

    def _is_named_in(self, key: str, span: Span) -> bool:
        return any(
            w.mention.entity == key
            and w.mention.form in ("name", "acronym")
            and span.contains(w.mention.span)
            and w.head.dep_ not in ("compound", "nmod")  # but they may of "its Facebook users"
            for w in self.refer.located
        )

    def _author(self, paragraph: Paragraph, source: Token) -> tuple[str, ...]:
        """Whose paper speaks ("the report stated"): its named owner, else that of the last paper, else the last speaker."""
        owners = self.refer.owners(paragraph, source)
        if owners:
            return owners
        offset = paragraph.begin + source.idx
        if source.lower_ in noun_list("nouns", "Ruling") and (court := court_before(self.refer, offset)):
            return (court,)
        named = noun_forms(source.lower_) | {source.lower_.removesuffix("s")}
        for papers in (named, noun_list("attribution", "texts")):
            for earlier in reversed(self.found):
                if earlier.speaker and earlier.cue.begin < offset:
                    window = slice(max(0, earlier.cue.begin - 120), earlier.cue.end + 60)
                    if papers & set(re.findall(r"[a-z]+", self.parsed.text.content[window].lower())):
                        return (earlier.speaker,)
        return (self.last,) if self.last else ()

    def _collector(self, paragraph: Paragraph, records: Token) -> tuple[str, ...]:
        """Whose data speak: their owner ("NetBlocks data"), or by whom they were published ("figures released by Ofcom")."""
        publishers = [n for c in children(records, "acl") for n in passive_agents(c)]
        keys = tuple(k for n in publishers for k in self.refer.of(paragraph, n))
        return keys or self.refer.owners(paragraph, records)

    def _event(self, paragraph: Paragraph, token: Token) -> None:
        """ "Police confirmed the arrest of …": an event that a noun names, told by the subject of the verb."""
        told, teller = child(token, "dobj"), subject(token)
        if told is None or teller is None or told.pos_ != "NOUN" or child(token, "ccomp") is not None:
            return
        speaker = self._voice(self._speakers(paragraph, teller))
        if speaker is not None:
            self._add(
                paragraph.span(*span_of(teller)),
                paragraph.span(token, token),
                paragraph.span(*span_of(told)),
                speaker,
                "according-to",
                f"attribution: {token.lower_} an event",
            )

    def _voice(self, keys: Iterable[str]) -> str | None:
        for key in keys:
            kind = self.refer.kind(key)
            if kind in SPEAKERS:
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
        if first is not None and self.refer.kind(first.mention.entity) in SPEAKERS - {"Group"}:
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
                    QUOTE_RULE,
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


def _rest(token: Token) -> Token | None:
    """The end of a sentence that goes on behind "he said," or "he said:" as what was said; None where the saying ends it or tells more."""
    behind = [t for t in token.sent if t.i > token.i and not t.is_space]
    if len(behind) > 2 and behind[0].text == ":":
        return behind[-1]
    comma = next((n for n, t in enumerate(behind[:8]) if t.text == ","), None)
    if comma is None or comma + 2 >= len(behind) or any(t.text == '"' for t in behind):
        return None
    starts = behind[comma + 1]
    goes_on = starts.tag_ in ("IN", "WDT", "WP", "WP$", "CC") and starts.lower_ not in (
        "adding",
        "as",
        "while",
    )
    own = any(t.dep_ == "conj" and t.head == token for t in behind) or starts.head == token
    return behind[-1] if goes_on and not own else None


def run(parsed: ParsedText, layers: Layers) -> Layers:
    """All attributions of a document, sorted by content."""
    reader = _Reader(parsed, layers)
    found = reader.read()
    return Layers(attributions=found, entities=reader.refer.added())


EXTRACTOR = Extractor(
    name="attribution", requires=("entities", "mentions"), produces=("attributions",), run=run
)
