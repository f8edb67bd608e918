"""Every extractor, found by the registry: it says truly what it requires and produces."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from kg import extractors
from kg.errors import ExtractionError
from kg.extraction import Extractor, Layers, in_order
from kg.registry import plugins
from kg.text import parse
from tests.texts import text_of

INSTALLED = in_order(plugins(extractors, "EXTRACTOR", Extractor))
SENTENCE = "On 3 May 2024 Turkey's regulator BTK blocked Instagram over illegal content, and Meta said it had removed 120 posts."


@pytest.mark.parametrize("extractor", INSTALLED, ids=lambda e: e.name)
def test_extractor_names_layers_that_exist(extractor: Extractor) -> None:
    """What is required and produced are layers."""
    known = {f.name for f in fields(Layers)}
    assert set(extractor.requires) <= known
    assert extractor.produces
    assert set(extractor.produces) <= known


def test_layers_are_filled_by_the_extractors_together() -> None:
    """A sentence with an action, a date, a saying and a figure fills every layer."""
    parsed, layers = parse(text_of(SENTENCE, published="2024-05-05")), Layers()
    for extractor in INSTALLED:
        layers = layers.plus(extractor.run(parsed, layers))
    assert layers.dates
    assert layers.entities
    assert layers.mentions
    assert layers.attributions
    assert {"Block", "Observation"} <= {c.kind for c in layers.claims}


@pytest.mark.parametrize("extractor", INSTALLED, ids=lambda e: e.name)
def test_extractor_finds_nothing_in_nothing(extractor: Extractor) -> None:
    """An empty text is no error."""
    found = extractor.run(parse(replace(text_of(" "), segments=())), Layers())
    assert (found.dates, found.mentions, found.attributions, found.claims) == ((), (), (), ())


def test_extractors_that_wait_for_each_other_are_an_error() -> None:
    """A circle of requirements is refused before any document is read."""
    one = Extractor(
        name="one", requires=("dates",), produces=("mentions",), run=lambda parsed, layers: layers
    )
    two = Extractor(
        name="two", requires=("mentions",), produces=("dates",), run=lambda parsed, layers: layers
    )
    with pytest.raises(ExtractionError, match="wait for each other"):
        in_order([one, two])


def test_requirement_that_nothing_produces_is_an_error() -> None:
    """A missing layer is named."""
    with pytest.raises(ExtractionError, match="claims"):
        in_order(
            [
                Extractor(
                    name="lonely",
                    requires=("claims",),
                    produces=("dates",),
                    run=lambda parsed, layers: layers,
                )
            ]
        )
