"""The version of Writ: part of every cache key and of the provenance of every build."""

__version__ = "0.1.0"
