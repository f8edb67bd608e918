"""What the encoder of kg.detection learns from: sentences with the acts they tell and with whom they speak of, of articles and of single passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from kg.annotation import annotate_parsed
from kg.detection import PRONOUNS, STATUSES, TIME, Party, parties_of, times_of
from kg.extractors.located import ACTORS
from kg.extractors.timing import timing_of
from kg.model import Annotation, DateExpression, Modality, Polarity, Span
from kg.reading import read
from kg.reading.inputs import find_documents
from kg.scoring import Gold, _listed, evidence_span, normal, same_date
from kg.text import ParsedText, parse
from tests.quality.gold_sets import GoldSet
from tests.texts import text_of

_ROLES = ("agent", "target")


class Act(NamedTuple):
    """An act that a sentence tells: its type, whether it counts, the word that tells it (None where nobody said), the parties that are agents, targets and times (indices).

    ``status`` is its polarity and modality, None where nobody said, as ``times`` is where nobody said which time is its own. ``stand_ins`` are its agents (column 0) and targets (1) that are
    pronouns, each as a party of a class, with whether it stands for somebody of that class.
    """

    kind: str
    optional: bool
    word: int | None
    agents: frozenset[int]
    targets: frozenset[int]
    times: frozenset[int] | None
    status: tuple[Polarity, Modality] | None
    stand_ins: tuple[tuple[int, Party, bool], ...] = ()


class Row(NamedTuple):
    """A sentence: its words, whom it speaks of, the acts that it tells, and whether it is known which pronouns take part in them.

    ``named`` says of each word whether it belongs to the name or description of a participant (None where nobody said), ``classes`` of what class is whom it names
    ("" where nobody said).
    """

    words: list[str]
    parties: list[Party]
    acts: list[Act]
    knows_pronouns: bool
    named: list[bool | None]
    classes: list[str]


class _Sentence(NamedTuple):
    """A sentence of a text: where it stands, where its words do, whom it speaks of and under which key, and which time each party is that is one."""

    span: Span
    words: list[tuple[Span, str]]
    parties: list[Party]
    keys: list[str]
    times: dict[int, DateExpression]

    def indices(self, span: Span) -> list[int]:
        return [i for i, (word, _) in enumerate(self.words) if word.overlaps(span)]

    def classes(self) -> list[str]:
        """The class of whom each word names; "" where it names nobody."""
        found = [""] * len(self.words)
        for party in (party for party in self.parties if party.form != TIME):
            found[party.first : party.last + 1] = [party.kind] * (party.last + 1 - party.first)
        return found


def _sentences(parsed: ParsedText, found: Annotation) -> Iterator[_Sentence]:
    kinds = {entity.key: entity.kind for entity in found.entities}
    for paragraph in parsed.paragraphs:
        for sentence in paragraph.doc.sents:
            span = Span(paragraph.begin + sentence.start_char, paragraph.begin + sentence.end_char)
            words = [(paragraph.span(token, token), token.text) for token in sentence]
            mentions = (mention for mention in found.mentions if span.contains(mention.span))
            begins = [(where.begin, word) for where, word in words]
            told = list(parties_of(begins, mentions, kinds))
            times = list(times_of(begins, found.dates))
            keys = [mention.entity if mention is not None else "" for _, mention in told]
            parties = [party for party, _ in (*told, *times)]
            which = {len(told) + i: expression for i, (_, expression) in enumerate(times)}
            yield _Sentence(span, words, parties, keys + [""] * len(times), which)


def article_rows(gold_set: GoldSet) -> Iterator[Row]:
    """The sentences of the articles of a set, as the extractors see them; an act is told where a sentence overlaps its evidence."""
    gold_of = {path.stem: Gold(path) for path in gold_set.gold}
    for source in find_documents(gold_set.texts):
        gold = gold_of.get(source.identifier)
        if gold is None:
            continue
        parsed = parse(read(source))
        found = annotate_parsed(parsed)
        names = {e.key: {normal(name) for name in (e.label, *e.names)} for e in found.entities}
        actions = [(a, evidence_span(a, parsed.text.content)) for a in gold.actions]
        for sentence in _sentences(parsed, found):
            acts = [
                _gold_act(gold, action, sentence, names)
                for action, span in actions
                if span is not None and sentence.span.overlaps(Span(*span))
            ]
            classes = sentence.classes()
            for name, kind in _gold_names(gold):
                for at in _occurrences(name, sentence, parsed.text.content):
                    classes[at[0] : at[-1] + 1] = [kind] * len(at)
            told = [a for a, span in actions if span is not None and sentence.span.overlaps(Span(*span))]
            named: list[bool | None] = [None if told else False] * len(sentence.words)
            for name in {n for a in told for role in _ROLES for n in _listed(a.get(role))}:
                for form in gold.written(name):
                    for at in _occurrences(form, sentence, parsed.text.content):
                        named[at[0] : at[-1] + 1] = [True] * len(at)
            words = [word for _, word in sentence.words]
            yield Row(words, sentence.parties, acts, False, named, classes)


def _gold_names(gold: Gold) -> Iterator[tuple[str, str]]:
    """Each form of the name of a gold entity with its class, the shortest first."""
    forms = [(str(f), e["class"]) for e in gold.entities for f in (e["name"], *(e.get("aliases") or ()))]
    return iter(sorted(forms, key=lambda form: len(form[0])))


def _occurrences(name: str, sentence: _Sentence, content: str) -> Iterator[list[int]]:
    """The words of each place of a sentence where it has a name as it is written."""
    for match in re.finditer(rf"\b{re.escape(name)}(?!\w)", content[sentence.span.begin : sentence.span.end]):
        at = Span(sentence.span.begin + match.start(), sentence.span.begin + match.end())
        if words := sentence.indices(at):
            yield words


def _gold_act(gold: Gold, action: dict[str, Any], sentence: _Sentence, names: dict[str, set[str]]) -> Act:
    def filled(role: str) -> frozenset[int]:
        forms = {form for name in _listed(action.get(role)) for form in gold.forms(name)}
        return frozenset(i for i, key in enumerate(sentence.keys) if not forms.isdisjoint(names.get(key, ())))

    times = frozenset(i for i, time in sentence.times.items() if _is_of(time, action))
    status = (action.get("polarity") or "positive", action.get("modality") or "actual")
    known = status if status in STATUSES else None
    return Act(action["type"], bool(action.get("optional")), None, *map(filled, _ROLES), times, known)


def _is_of(time: DateExpression, action: dict[str, Any]) -> bool:
    """Whether a time says what the gold date of an action is."""
    timing = timing_of([time], action["type"])
    days = tuple(day.isoformat() if day is not None else "" for day in (timing.earliest, timing.latest))
    return action.get("date") is not None and same_date(action["date"], days)


def passage_rows(folder: Path) -> Iterator[Row]:
    """The sentences that were written and labelled one by one, each within its passage."""
    for path in sorted(folder.glob("*.jsonl")):
        records = [orjson.loads(line) for line in path.read_bytes().splitlines()]
        timed = any("when" in act for record in records for act in record["acts"])
        for _, passage in groupby(records, key=lambda record: record["item"]):
            yield from _passage_rows(list(passage), timed)


def _passage_rows(passage: Sequence[dict[str, Any]], timed: bool) -> Iterator[Row]:
    """Those of one passage; only where it is ``timed`` it says when and whether its acts happened."""
    content, spans = "", []
    for record in passage:
        sentence = record["sentence"]
        spans.append(Span(len(content), len(content) + len(sentence)))
        content += sentence + (" " if sentence[-1] in ".!?\"”'" else "\n\n")
    parsed = parse(text_of(content))
    found = annotate_parsed(parsed)
    everything = [(s, i) for s in _sentences(parsed, found) for i in range(len(s.words))]
    for record, span in zip(passage, spans, strict=True):
        # Sentences are those of the authors, wherever the parser has seen an end.
        own = [(s, i) for s, i in everything if span.contains(s.words[i][0])]
        place = {(id(s), i): n for n, (s, i) in enumerate(own)}
        here = _Sentence(span, [s.words[i] for s, i in own], [], [], {})
        for sentence in {id(s): s for s, _ in own}.values():
            for i, (party, key) in enumerate(zip(sentence.parties, sentence.keys, strict=True)):
                first, last = place.get((id(sentence), party.first)), place.get((id(sentence), party.last))
                if first is not None and last is not None:
                    if i in sentence.times:
                        here.times[len(here.parties)] = sentence.times[i]
                    here.parties.append(replace(party, first=first, last=last))
                    here.keys.append(key)
        classes = here.classes()
        acts = [
            _told_act(act, record["sentence"], here, timed)._replace(
                stand_ins=tuple(_stand_ins(act, record["sentence"], here, found))
            )
            for act in record["acts"]
        ]
        if here.words:
            words = [word for _, word in here.words]
            yield Row(words, here.parties, acts, True, _named(record, here), classes)


def _named(record: dict[str, Any], here: _Sentence) -> list[bool | None]:
    """Whether each word belongs to a phrase for a participant; of pronouns it isn't asked."""
    found: list[bool | None] = [None if w.lower() in PRONOUNS else False for _, w in here.words]
    for act in record["acts"]:
        at = record["sentence"].index(act["word"])
        for phrase in (phrase for role in _ROLES for phrase in act[role]):
            for i in _words_of(phrase, at, record["sentence"], here):
                found[i] = found[i] if found[i] is None else True
    return found


def _told_act(act: dict[str, Any], sentence: str, here: _Sentence, timed: bool) -> Act:
    at = sentence.index(act["word"])
    words = here.indices(_shifted(here, at, act["word"]))

    def filled(role: str) -> frozenset[int]:
        return frozenset(i for phrase in act[role] for i in _party_of(phrase, at, sentence, here))

    word = words[0] if words else None
    if not timed:
        return Act(act["type"], False, word, *map(filled, _ROLES), None, None)
    when = act.get("when", "")
    own = set(_words_of(when, at, sentence, here)) if when and when in sentence else set()
    times = [
        i for i in here.times if not own.isdisjoint(range(here.parties[i].first, here.parties[i].last + 1))
    ]
    return Act(act["type"], False, word, *map(filled, _ROLES), frozenset(times), _status(act.get("status")))


#: Nobody is told apart from the firm behind it, nor a state from its country, by what they do.
_ALIKE = ({"Platform", "Company"}, {"Government", "Place"})


def _stand_ins(
    act: dict[str, Any], sentence: str, here: _Sentence, found: Annotation
) -> Iterator[tuple[int, Party, bool]]:
    """The pronouns among the participants of an act of whom it is known for whom they stand, as somebody of that class, and as those of whom else the passage speaks."""
    at = sentence.index(act["word"])
    for column, role in enumerate(_ROLES):
        told, meant = act[role], act.get(f"{role}_is", ())
        if len(told) != 1 or len(meant) != 1 or told[0].lower() not in PRONOUNS:
            continue
        name = normal(meant[0])
        right = next(
            (e.kind for e in found.entities if name in {normal(n) for n in (e.label, *e.names)}), None
        )
        words = _words_of(told[0], at, sentence, here)
        if right is None or not words:
            continue
        alike = {right}.union(*(kinds for kinds in _ALIKE if right in kinds))
        others = {e.kind for e in found.entities if e.kind in ACTORS} - alike
        for kind in (right, *sorted(others)):
            yield column, Party(words[0], words[-1], "pronoun", kind), kind == right


def _status(name: str | None) -> tuple[Polarity, Modality]:
    """The polarity and modality of a status of one word, "negative" or a modality."""
    if name == "negative":
        return "negative", "actual"
    return next(status for status in STATUSES if status == ("positive", name or "actual"))


def _shifted(here: _Sentence, begin: int, words: str) -> Span:
    return Span(here.span.begin + begin, here.span.begin + begin + len(words))


def _words_of(phrase: str, at: int, sentence: str, here: _Sentence) -> list[int]:
    """The words of a phrase where it comes nearest to its act."""
    begins = [i for i in range(len(sentence)) if sentence.startswith(phrase, i)]
    return here.indices(_shifted(here, min(begins, key=lambda begin: abs(begin - at)), phrase))


def _party_of(phrase: str, at: int, sentence: str, here: _Sentence) -> list[int]:
    """The party that a phrase stands for, where it comes nearest to its act; one that nobody else has found is added."""
    words = _words_of(phrase, at, sentence, here)
    if not words:
        return []

    def shared(party: Party) -> int:
        return min(party.last, words[-1]) - max(party.first, words[0])

    actors = [i for i in range(len(here.parties)) if i not in here.times]
    best = max(actors, key=lambda i: shared(here.parties[i]), default=None)
    if best is None or shared(here.parties[best]) < 0:
        here.parties.append(Party(words[0], words[-1], "description", ""))
        here.keys.append("")
        best = len(here.parties) - 1
    return [best]
