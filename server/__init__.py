"""Writ's SPARQL endpoint: a Flask application over a store that :mod:`kg` has built."""
