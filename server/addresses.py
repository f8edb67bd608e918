"""Where our IRIs are shown on this host, wherever they are minted: data moves between hosts unchanged, links work on each."""

from __future__ import annotations

from urllib.parse import quote

from kg.vocab import WRIT


def address(iri: str, base: str) -> str:
    """Where a page of ours shows an IRI: ``/id/…``, ``/ontology/…``; "" for others'.

    A passage leads to its characters in the page of its document.
    """
    if iri.startswith(base):
        local, _, fragment = iri.removeprefix(base).partition("#")
        return "/id/" + quote(local, safe="/%:@!$&'()*+,;=~-._") + (f"#{fragment}" if fragment else "")
    if iri.startswith(WRIT):
        return "/ontology/" + quote(iri.removeprefix(WRIT), safe="")
    return ""
