"""Numbers and measure words, without a parser: what :mod:`kg.extractors.figures` builds observations from."""

from kg.figures.measures import Measures, measures
from kg.figures.quantities import Quantity, plain, quantities

__all__ = ["Measures", "Quantity", "measures", "plain", "quantities"]
