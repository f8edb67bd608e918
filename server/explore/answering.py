"""How the pages of this package answer: as a page, or as a file with the same rows or picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, render_template, request

from server.explore.filters import FACTUALITIES, Filters, actors, kinds, places
from server.tables import Table, download
from server.views.reading import PROLOGUE

_STATIC = Path(__file__).resolve().parent.parent / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """A page of the whole graph. ``picture`` is the name of a macro of ``pictures.html`` that draws ``drawn``."""

    path: str
    title: str
    template: str
    table: Table
    data: Any
    query: str
    picture: str = ""
    drawn: Any = None
    filters: Filters = Filters()


def answer(page: Exploration, suffix: str) -> Response | str:
    """The page, or the file that a suffix names. Raises Problem (not-found)."""
    if suffix == "svg" and page.picture and page.drawn is not None:
        drawing = render_template("picture.svg", page=page, styles=_styles())
        response = Response(drawing, content_type="image/svg+xml; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="writ-{page.table.name}.svg"'
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        return response
    if suffix:
        return download(page.table, suffix)
    given = request.query_string.decode("latin-1")
    return render_template(
        page.template,
        page=page,
        data=page.data,
        filters=page.filters,
        form={"kinds": kinds(), "places": places(), "actors": actors(), "factualities": FACTUALITIES},
        given=f"?{given}" if given else "",
    )


@cache
def _styles() -> str:
    """The style of pictures for a file of its own: the light tokens and the rules of pictures."""
    tokens = (_STATIC / "writ.css").read_text("utf-8").partition("@media")[0]
    return (
        tokens
        + "text { fill: var(--ink); font: 12px sans-serif }\n"
        + (_STATIC / "css/pictures.css").read_text("utf-8")
    )


def query_of(text: str) -> str:
    """A query with the prefixes that the page's own queries have."""
    return PROLOGUE + text
