"""The frame of pages that are made outside Flask: results that stream from a reader, and errors."""

from __future__ import annotations

from html import escape

_LINKS = (("/search", "Search"), ("/timeline", "Timeline"), ("/sparql", "SPARQL"), ("/ontology", "Ontology"))
FOOT = "\n</main>\n</body>\n</html>\n"


def head(title: str) -> str:
    """All up to the content, the heading included."""
    links = "".join(f'<li><a href="{href}">{label}</a></li>' for href, label in _LINKS)
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)} - Writ</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/static/writ.css">'
        '<link rel="icon" href="/static/favicon.svg" type="image/svg+xml"></head>\n'
        f'<body>\n<header class="top"><div class="wide"><a class="brand" href="/">Writ</a> <nav aria-label="Main"><ul>{links}</ul></nav></div></header>\n'
        f'<main class="wide">\n<h1>{escape(title)}</h1>\n'
    )
