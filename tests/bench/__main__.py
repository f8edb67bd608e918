"""Words a second of annotation and of the bare parser (spaCy's model as it comes, without NER) on the same text, in one run on one core.

The text is the seeds, repeated until the parser has a few seconds of work. Both see warm models; annotation does all that
``writ annotate`` does for a document: reading, segments, parsing, every extractor. Rounds alternate between the two,
and the best round of each counts, so that other work on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import spacy
from spacy.language import Language

from kg.annotation import annotate, installed_extractors
from kg.extraction import Layers
from kg.model import Annotation, SourceDocument
from kg.reading import find_documents, read
from kg.text import DEFAULT_MODEL, MODEL_VARIABLE, parse
from tests.bench.stream import articles

ROOT = Path(__file__).resolve().parents[2]
WANTED_RATIO = 0.6
#: On a stream in which nine of ten documents have nothing to do with platforms.
WANTED_ON_STREAM = 3.0


def main() -> None:
    """Measures and prints."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument(
        "inputs", nargs="*", default=[str(ROOT / "seeds")], help="documents [default: the seeds]"
    )
    arguments.add_argument("--copies", type=int, default=4, help="how often each is read")
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sources = [s for s in find_documents(given.inputs) if isinstance(s, SourceDocument)] * given.copies
    contents = [read(source).content for source in sources]
    words = sum(len(content.split()) for content in contents)
    parsers, annotators = [], []
    annotate(sources[0])
    for _ in range(given.rounds):
        parsers.append(_seconds(lambda: list(_bare_parser().pipe(contents))))
        annotators.append(_seconds(lambda: [annotate(source) for source in sources]))
    bare, whole = words / min(parsers), words / min(annotators)
    print(f"{words:,} words in {len(sources)} documents, best of {given.rounds} rounds, one core")
    print(f"bare parser  {bare:10,.0f} words/s")
    print(f"annotation   {whole:10,.0f} words/s")
    print(f"ratio        {whole / bare:10.2f}   (wanted: {WANTED_RATIO})")
    _print_shares(sources)
    _print_stream(sources[: len(sources) // given.copies])


@cache
def _bare_parser() -> Language:
    return spacy.load(os.environ.get(MODEL_VARIABLE, DEFAULT_MODEL), exclude=["ner"])


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _print_stream(sources: list[SourceDocument]) -> None:
    """The same ratio on a mixed stream: each document among nine that have nothing to do with platforms."""
    others = [
        SourceDocument(
            identifier=f"other-{n}",
            location=f"other-{n}.txt",
            media_type="text/plain",
            body=article.encode(),
            sha256=sha256(article.encode()).hexdigest(),
        )
        for n, article in enumerate(articles(9 * len(sources)))
    ]
    mixed = [
        document for n, source in enumerate(sources) for document in (source, *others[9 * n : 9 * n + 9])
    ]
    contents = [read(document).content for document in mixed]
    words = sum(len(content.split()) for content in contents)
    bare = words / _seconds(lambda: list(_bare_parser().pipe(contents)))
    whole = words / _seconds(lambda: [annotate(document) for document in mixed])
    print(f"mixed stream: {words:,} words in {len(mixed)} documents, nine of ten about something else")
    print(f"ratio        {whole / bare:10.2f}   (wanted: {WANTED_ON_STREAM})")


def _print_shares(sources: list[SourceDocument]) -> None:
    shares: dict[str, float] = defaultdict(float)
    for source in sources:
        _stages(source, shares)
    total = sum(shares.values())
    for stage, seconds in sorted(shares.items(), key=lambda s: -s[1]):
        print(f"  {stage:<22}{seconds / total:6.1%}")


def _stages(source: SourceDocument, shares: dict[str, float]) -> Annotation:
    """Annotates as :func:`kg.annotation.annotate` does, with a clock between the stages."""
    clock = time.process_time()

    def lap(stage: str) -> None:
        nonlocal clock
        now = time.process_time()
        shares[stage] += now - clock
        clock = now

    text = read(source)
    lap("reading")
    parsed = parse(text)
    lap("parsing")
    layers = Layers()
    for extractor in installed_extractors():
        layers = layers.plus(extractor.run(parsed, layers))
        lap(f"extractor {extractor.name}")
    return Annotation(text=text, claims=layers.claims)


if __name__ == "__main__":
    main()
