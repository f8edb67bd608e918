"""The same texts through Writ, textacy's SVO triples and triplet-extract (open IE): facts found of the gold, words a second on one core.

Run by ``make bench-extract``, which gives it an environment of its own. The others know no types, dates, speakers or negation, so the
common measure is the least that all can give: of the required gold actions with an agent and a target, how many had both named, by a name
of theirs, in one triple (in Writ: in one claim of the type) from the words of the gold evidence. The texts are those of the corpus that
may be looked at, since what is compared was tuned on other texts or none.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from kg.annotation import annotate
from kg.model import SourceDocument
from kg.reading import find_documents, read
from kg.scoring import Gold
from kg.text import DEFAULT_MODEL, load_model, parse
from tests.quality.gold_sets import gold_sets

CORPUS = "corpus, tuning two thirds"


@dataclass(frozen=True, slots=True)
class Told:
    """One triple: where it was read, and the names of both sides; of Writ also the type of action."""

    begin: int
    end: int
    subject: str
    object: str
    kind: str = ""


Tool = Callable[[SourceDocument], list[Told]]


def writ(source: SourceDocument) -> list[Told]:
    """Claims, each agent with each target."""
    found = annotate(source)
    names = {e.key: " | ".join((e.label, *e.names)) for e in found.entities}
    return [
        Told(c.evidence.begin, c.evidence.end, names[agent], names[target], c.kind)
        for c in found.claims
        for agent in c.agent
        for target in c.target
    ]


def textacy_triples(source: SourceDocument) -> list[Told]:
    """Subject, verb and object by textacy, over Writ's segments and parser."""
    from textacy.extract import subject_verb_object_triples

    found = []
    for paragraph in parse(read(source)).paragraphs:
        for triple in subject_verb_object_triples(paragraph.doc):
            sentence = triple.verb[0].sent
            subject, told = (" ".join(t.text for t in side) for side in (triple.subject, triple.object))
            begin = paragraph.begin + sentence.start_char
            found.append(Told(begin, begin + len(sentence.text), subject, told))
    return found


def open_ie() -> Tool:
    """Triples by triplet-extract, paragraph by paragraph, with the parser that Writ has."""
    import spacy
    from triplet_extract import OpenIEExtractor

    load = spacy.load

    def same_model(name: str, **options: Any) -> Any:
        """It asks for en_core_web_sm by name, which is the parser that Writ has under another name."""
        return load(DEFAULT_MODEL if name == "en_core_web_sm" else name, **options)

    with mock.patch.object(spacy, "load", same_model):
        extractor = OpenIEExtractor(nlp=load_model())

    def run(source: SourceDocument) -> list[Told]:
        found = []
        for paragraph in parse(read(source)).paragraphs:
            begin, end = paragraph.begin, paragraph.begin + len(paragraph.doc.text)
            for triple in extractor.extract_triplet_objects(paragraph.doc.text):
                found.append(Told(begin, end, triple.subject, triple.object))
        return found

    return run


def _has(words: str, forms: set[str]) -> bool:
    """Whether words contain all of the words of one of an entity's forms."""
    have = set(re.findall(r"\w+", words.casefold()))
    return any(set(form.split()) <= have for form in forms if form)


def _wanted(path: Path) -> Iterator[tuple[Gold, dict[str, Any]]]:
    gold = Gold(path)
    for action in gold.actions:
        if not action.get("optional") and action.get("agent") and action.get("target"):
            yield gold, action


def _is_told(gold: Gold, action: dict[str, Any], text: str, told: list[Told]) -> bool:
    begin = text.find(action["evidence"])
    end = begin + len(action["evidence"])
    return begin >= 0 and any(
        t.begin < end
        and begin < t.end
        and t.kind in ("", action["type"])
        and any(_has(t.subject, gold.forms(name)) for name in action["agent"])
        and any(_has(t.object, gold.forms(name)) for name in action["target"])
        for t in told
    )


def main() -> None:
    """Measures and prints one line a tool."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    corpus = next(s for s in gold_sets() if s.name == CORPUS)
    paths = [path.with_suffix(".txt") for path in corpus.gold]
    sources = [s for s in find_documents(paths) if isinstance(s, SourceDocument)]
    texts = {s.identifier: read(s).content for s in sources}
    words = sum(len(text.split()) for text in texts.values())
    wanted = {path.stem: list(_wanted(path)) for path in corpus.gold}
    total = sum(map(len, wanted.values()))
    tools: dict[str, Tool] = {"Writ": writ, "textacy SVO": textacy_triples, "triplet-extract": open_ie()}
    print(f"{len(sources)} documents, {words:,} words, {total} gold actions with agent and target; one core")
    print(f"{'':18}{'triples':>9}{'gold found':>12}{'share':>8}{'words/s':>10}")
    for name, tool in tools.items():
        tool(sources[0])  # loads what it needs
        started = time.process_time()
        told = {source.identifier: tool(source) for source in sources}
        seconds = time.process_time() - started
        found = sum(
            _is_told(gold, action, texts[stem], told[stem])
            for stem, actions in wanted.items()
            for gold, action in actions
        )
        triples = sum(map(len, told.values()))
        print(f"{name:18}{triples:9,}{found:12}{found / total:8.2f}{words / seconds:10,.0f}")


if __name__ == "__main__":
    main()
