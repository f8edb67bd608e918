"""Parsed text to layers: one module per layer, each a plug-in with a constant ``EXTRACTOR`` (:mod:`kg.extraction`)."""
