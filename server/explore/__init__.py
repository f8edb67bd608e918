"""Ways into the whole graph: timeline, status matrix, map, conflicts, figures, network; one module with its blueprint each.

Each is one address with a form of filters that works without script, a picture, a table that says the same, and both as
files: the same address with ``.csv``, ``.json`` or ``.svg``.
"""
