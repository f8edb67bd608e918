"""The order of the stages, read top to bottom: documents, annotations, knowledge, quads, validation, store.

What is done per document runs in processes of its own and is kept by content; everything after it is a function of
all annotations, sorted by identifier, so that neither the order of the inputs nor the number of processes shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from kg import workers
from kg.annotation import attempt, installed_extractors
from kg.cache import AnnotationCache, annotation_key
from kg.confidence import only_sure
from kg.errors import LanguageModelError, StoreError
from kg.iris import Minter
from kg.links import link_quads
from kg.mapping import document_quads, knowledge_quads
from kg.model import Annotation, Failure, SourceDocument
from kg.ontology_graph import ontology_quads
from kg.provenance import Run, run_quads
from kg.reading import find_documents
from kg.resolve import Curation, curation_from_quads, resolve
from kg.resolve.model import Knowledge
from kg.search import write_index
from kg.settings import Settings
from kg.store import Ownership, StoreDirectory
from kg.validate import check
from kg.version import __version__

if TYPE_CHECKING:
    from kg.llm import Backend

#: Called as work goes on: the stage, how many are done, how many there are if that is known, and their words so far.
Watch = Callable[[str, int, int | None, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a build did. ``reused`` counts documents that were taken from the cache; ``seconds`` is wall time."""

    documents: int
    claims: int
    entities: int
    actions: int
    observations: int
    statuses: int
    conflicts: int
    triples: int
    words: int
    reused: int
    seconds: float
    failures: tuple[Failure, ...]
    version: str
    #: What a language model was asked, where one was.
    model_usage: str = ""


@dataclass(frozen=True, slots=True)
class AnnotationTask:
    """One document to annotate into a cache; picklable, so that any kind of worker can do it."""

    source: SourceDocument
    cache: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """All documents that could be taken in, sorted by identifier, and the others."""

    annotations: tuple[Annotation, ...]
    failures: tuple[Failure, ...]
    reused: int
    model_usage: str = ""


def build(inputs: Sequence[str | Path], settings: Settings, watch: Watch = lambda *_: None) -> Summary:
    """Builds a graph of the documents and makes it the newest version of the store; all or nothing.

    Raises:
        UsageError: the base is no IRI.
        ValidationError: the graph breaks a shape.
        StoreError: nothing could be built, or the store can't be written. The last good version stays in place.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    Minter(settings.base)  # a wrong base is told before any document is read
    found = annotate_all(find_documents(inputs), settings, watch)
    if not found.annotations:
        raise NothingBuiltError(found.failures)
    summary = publish(found, settings, watch, started=started)
    return replace(summary, seconds=time.monotonic() - clock)


def publish(
    found: Annotated,
    settings: Settings,
    watch: Watch = lambda *_: None,
    *,
    started: datetime,
    is_checked: bool = True,
) -> Summary:
    """Resolves annotations and makes their graph the newest version of the store; all or nothing.

    ``is_checked`` False leaves SHACL out: for graphs whose like has been validated, of sizes at which it takes hours.

    Raises:
        ValidationError, StoreError: as :func:`build`.
    """
    clock = time.monotonic()
    mint = Minter(settings.base)
    watch("resolve", 0, None, 0)
    directory = StoreDirectory(settings.store)
    knowledge = resolve(found.annotations, _curation(directory, mint))
    with directory.building(Ownership.of_build(settings.base)) as new:
        # In one go: each bulk load costs files of its own, 30 ms with many documents (measured: 37 of 50 s for 1,161).
        new.store.bulk_extend(
            _watched(graphs(knowledge, mint, settings.links), len(found.annotations) + 3, watch)
        )
        if is_checked:
            watch("validate", 0, None, 0)
            check(new.store, jobs=settings.jobs, known=settings.store / "cache" / "valid")
        run = _run(found, settings, started)
        new.store.bulk_extend(run_quads(run, mint))
        watch("index", 0, None, 0)
        write_index(new.store, new.beside, settings.base)
        triples = len(new.store)
        summary = _summary(found, knowledge, triples, time.monotonic() - clock)
        new.manifest.update(_manifest(summary, settings))
    return replace(summary, seconds=time.monotonic() - clock)


def _curation(directory: StoreDirectory, mint: Minter) -> Curation:
    """What people wrote into the curation graph of the newest version; nothing in a store that is yet to be built."""
    if directory.current() is None:
        return Curation()
    try:
        quads = directory.open().quads_for_pattern(None, None, None, mint.graph("curation"))
        return curation_from_quads(quads, mint.base)
    finally:
        directory.close()


class NothingBuiltError(StoreError):
    """No document could be taken in; ``failures`` says why."""

    def __init__(self, failures: tuple[Failure, ...]) -> None:
        first = f"; {failures[0].location}: {failures[0].reason}" if failures else ""
        super().__init__(f"nothing was built: no document could be taken in{first}")
        self.failures = failures


# --- documents to annotations ---------------------------------------------------------------------------


def annotate_all(
    found: Iterable[SourceDocument | Failure], settings: Settings, watch: Watch = lambda *_: None
) -> Annotated:
    """Annotates documents in several processes, or takes them from the cache."""
    cache = AnnotationCache(settings.store / "cache" / "annotations")
    annotations: dict[str, Annotation] = {}
    failures: list[Failure] = []
    words = 0
    backend = _backend(settings)

    def keep(annotation: Annotation) -> None:
        nonlocal words
        if backend is not None:
            try:
                annotation = backend.extend(annotation)
            except LanguageModelError as error:
                failures.append(Failure(location=annotation.text.location, stage="llm", reason=str(error)))
                if backend.alone:
                    return
        annotation = only_sure(annotation, settings.min_confidence, settings.min_confidence_alone)
        annotations[annotation.text.identifier] = annotation
        words += word_count(annotation)
        watch("annotate", len(annotations) + len(failures), None, words)

    def missing() -> Iterator[AnnotationTask]:
        for source in found:
            if isinstance(source, Failure):
                failures.append(source)
            elif (known := cache.get(annotation_key(source), source)) is not None:
                keep(known)
            else:
                installed_extractors()  # a plug-in that does not fit is an error before the first document
                yield AnnotationTask(source, cache.directory)

    made = 0
    for task, answer in workers.run(
        annotate_into_cache,
        missing(),
        jobs=settings.jobs,
        seconds=lambda t: settings.document_seconds + len(t.source.body) / 10_000,
        memory=settings.worker_bytes,
        prepare=warm_up,
    ):
        match answer:
            case str():
                annotation = cache.get(answer, task.source)
                if annotation is not None:
                    made += 1
                    keep(annotation)
                    continue
                reason = "its annotation could not be read back"
            case workers.Lost():
                reason = f"its worker {answer.reason}"
            case Failure():
                failures.append(answer)
                continue
        failures.append(Failure(location=task.source.location, stage="annotate", reason=reason))
    ordered = tuple(annotations[i] for i in sorted(annotations))
    return Annotated(
        annotations=ordered,
        failures=tuple(sorted(failures, key=lambda f: (f.location, f.stage, f.reason))),
        reused=max(0, len(ordered) - made),
        model_usage=backend.used() if backend is not None else "",
    )


def _backend(settings: Settings) -> Backend | None:
    """The language model that the settings name, if any; imported late, since most builds have none."""
    if settings.extractor == "rules":
        return None
    from kg.llm import backend_of

    return backend_of(settings)


def annotate_into_cache(task: AnnotationTask) -> str | Failure:
    """Annotates one document and keeps the result; gives its key in the cache. Never raises."""
    annotation = attempt(task.source)
    if isinstance(annotation, Failure):
        return annotation
    try:
        key = annotation_key(task.source)
        AnnotationCache(task.cache).put(key, annotation)
    except (OSError, ValueError) as error:  # the disk, or characters that JSON can't hold
        return Failure(location=task.source.location, stage="cache", reason=str(error))
    return key


def warm_up() -> None:
    """Loads what annotation needs, so that no document's time is charged with it."""
    from kg.text import load_model

    load_model()
    installed_extractors()


def word_count(annotation: Annotation) -> int:
    """Words as separated by white space: the measure of throughput."""
    return len(annotation.text.content.split())


# --- annotations to quads -------------------------------------------------------------------------------


def graphs(knowledge: Knowledge, mint: Minter, links: Sequence[Path] = ()) -> Iterator[Iterator[Quad]]:
    """The quads of a build apart from its run: knowledge, links, ontology, then each document's testimony."""
    yield knowledge_quads(knowledge, mint)
    yield link_quads(knowledge, mint, links)
    yield iter(ontology_quads())
    for annotation in knowledge.annotations:
        yield document_quads(annotation, knowledge, mint)


def _watched(parts: Iterable[Iterator[Quad]], number: int, watch: Watch) -> Iterator[Quad]:
    for done, quads in enumerate(parts):
        watch("load", done, number, 0)
        yield from quads


def _run(found: Annotated, settings: Settings, started: datetime) -> Run:
    return Run(
        started=started,
        ended=datetime.now(UTC),
        settings={"base": settings.base, "document_seconds": str(settings.document_seconds)}
        | ({"min_confidence": str(settings.min_confidence)} if settings.min_confidence else {})
        | (
            {"extractor": settings.extractor, "llm_url": settings.llm_url, "llm_model": settings.llm_model}
            if settings.extractor != "rules"
            else {}
        ),
        documents={a.text.identifier: a.text.sha256 for a in found.annotations},
        failures=found.failures,
    )


def _summary(found: Annotated, knowledge: Knowledge, triples: int, seconds: float) -> Summary:
    return Summary(
        documents=len(found.annotations),
        claims=sum(len(a.claims) for a in found.annotations),
        entities=len(knowledge.entities),
        actions=len(knowledge.actions),
        observations=len(knowledge.observations),
        statuses=len(knowledge.statuses),
        conflicts=len(knowledge.conflicts),
        triples=triples,
        words=sum(word_count(a) for a in found.annotations),
        reused=found.reused,
        seconds=seconds,
        failures=found.failures,
        version=__version__,
        model_usage=found.model_usage,
    )


def _manifest(summary: Summary, settings: Settings) -> dict[str, object]:
    """What the store says of a build without being opened."""
    counts = (
        "documents",
        "claims",
        "entities",
        "actions",
        "observations",
        "statuses",
        "conflicts",
        "triples",
    )
    return {
        "base": settings.base,
        "writ": summary.version,
        "counts": {name: getattr(summary, name) for name in counts},
        "failures": [[f.location, f.stage, f.reason] for f in summary.failures],
    }
