"""One document's bytes to all that is found in it, and that to JSON and back."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from kg import extractors
from kg.errors import ReadError, WritError
from kg.model import Annotation, Failure, SourceDocument, Text
from kg.registry import plugins

if TYPE_CHECKING:  # the parser and the readers are imported late: what is in the cache needs neither
    from kg.extraction import Extractor
    from kg.text import ParsedText


@cache
def installed_extractors() -> tuple[Extractor, ...]:
    """Every module of :mod:`kg.extractors` that is a plug-in, in the order in which they run.

    Raises:
        ExtractionError: one requires a layer that none produces.
    """
    from kg.extraction import Extractor, in_order

    return in_order(plugins(extractors, "EXTRACTOR", Extractor))


def annotate(source: SourceDocument) -> Annotation:
    """Reads, parses and annotates one document: a pure function of it, the version and the language data.

    Raises:
        ReadError: the bytes can't be read.
        ExtractionError: the extractors don't fit together.
    """
    from kg.reading import read

    return annotate_text(read(source))


def attempt(source: SourceDocument) -> Annotation | Failure:
    """As :func:`annotate`, but whatever one hostile document brings about comes back as a failure with its reason."""
    try:
        return annotate(source)
    except ReadError as error:
        return Failure(location=source.location, stage="read", reason=str(error))
    except WritError as error:
        return Failure(location=source.location, stage="annotate", reason=str(error))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return Failure(location=source.location, stage="annotate", reason=reason)


def annotate_text(text: Text, *, parses_all: bool = False) -> Annotation:
    """Parses a text and runs the extractors over it; what can tell nothing by its words alone is not parsed.

    Where no known platform or company is named, only the paragraphs that speak of things online, each with the one before it, are
    parsed at first; the others where these make it platform news.

    Args:
        parses_all: parse every text whole, for tests and for who wants the dates and names of other texts too.
    """
    from kg.relevance import names_service, nothing_told, speaks_of_things_online

    is_named = parses_all or names_service(text.content)
    if not is_named and not speaks_of_things_online(text.content):
        return nothing_told(text)
    from kg.text import parse

    if not is_named:
        found = annotate_parsed(parse(text, wanted=speaks_of_things_online))
        if not found.claims:
            return found
    return annotate_parsed(parse(text))


def annotate_parsed(parsed: ParsedText) -> Annotation:
    """Runs the extractors over a parsed text."""
    from kg.confidence import with_confidence
    from kg.extraction import Layers
    from kg.relevance import only_platform_news

    layers = Layers()
    for extractor in installed_extractors():
        layers = layers.plus(extractor.run(parsed, layers))
    sentences = parsed.sentences()
    layers = only_platform_news(parsed.text.content, sentences, layers)
    return with_confidence(
        Annotation(
            text=parsed.text,
            sentences=sentences,
            dates=layers.dates,
            entities=layers.entities,
            mentions=layers.mentions,
            attributions=layers.attributions,
            claims=layers.claims,
            considered=layers.considered,
        )
    )


_ADAPTER: TypeAdapter[Annotation] = TypeAdapter(Annotation)


def json_from_annotation(annotation: Annotation) -> bytes:
    """UTF-8 JSON with the fields of :mod:`kg.model` as keys."""
    return _ADAPTER.dump_json(annotation)


def annotation_from_json(data: bytes) -> Annotation:
    """What :func:`json_from_annotation` wrote.

    Raises:
        ValueError: it is something else.
    """
    return _ADAPTER.validate_json(data)
