"""``/search``: words, facets, sorting and pages over the index of the version that is served; the same list as CSV and JSON.

Where a store has no index (it was never built, or another server's data are shown) labels are searched by SPARQL.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import orjson
from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict

from kg.errors import NotBuiltError
from kg.search import INDEX_FILE, Found, Hit, Index, Search, parsed
from kg.search.searching import FACETS, SORTS
from kg.store import StoreDirectory
from server.addresses import address
from server.app import current_runtime
from server.errors import Problem
from server.parameters import COUNT, TEXT, reads
from server.tables import Table, download
from server.views.model import Page
from server.views.reading import PROLOGUE, literal, select
from server.views.vocabulary import label_of

blueprint = Blueprint("search", __name__)
_PAGE, _MOST_PAGES, _MOST_DOWNLOADED, _MOST_IN_QUERY = 20, 500, 10_000, 500
_HELD = threading.local()
_TITLES = {
    "kind": "Kind", "type": "Type", "actor": "Actor", "place": "Place", "year": "Year", "factuality": "Factuality", "source": "Publisher",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value to narrow by, or to let go of where it is chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What the page shows."""

    asked: Search
    found: Found
    facets: tuple[tuple[str, tuple[FacetValue, ...]], ...]
    hrefs: dict[str, str]
    sorts: tuple[tuple[str, str], ...]
    first: int
    previous: str
    next: str
    suggestion: str
    has_index: bool


@blueprint.get("/search", defaults={"suffix": ""})
@blueprint.get("/search.<suffix>")
@reads(q=TEXT, sort=TEXT, page=COUNT)
def search(suffix: str) -> Response | str:
    """The answer to a question, as a page or as a file. Raises Problem (bad-request) for an order or page there is not."""
    asked = _asked(request.args)
    index = _index()
    if suffix:
        return download(_table(asked, index), suffix)
    found = index.search(asked) if index is not None else _by_label(asked)
    last = min(_MOST_PAGES, -(-found.total // asked.size))
    data = SearchPage(
        asked=asked,
        found=found,
        facets=_facets(asked, found),
        hrefs={hit.iri: address(hit.iri, current_runtime().base) for hit in found.hits},
        sorts=tuple((name, _link(asked, sort=name, page=1)) for name in SORTS),
        first=(asked.page - 1) * asked.size + 1,
        previous=_link(asked, page=asked.page - 1) if asked.page > 1 else "",
        next=_link(asked, page=asked.page + 1) if asked.page < last else "",
        suggestion=_link(asked, text=found.suggestion, page=1) if found.suggestion else "",
        has_index=index is not None,
    )
    given = request.query_string.decode("latin-1")
    page = Page(
        template="search.html",
        title=f"Search: {asked.text}" if asked.text else "Search",
        data=data,
        query=_query(asked, index),
    )
    return render_template(
        "search.html",
        page=page,
        data=data,
        query=asked.text,
        given=f"?{given}" if given else "",
        label_of=label_of,
    )


def _asked(values: MultiDict[str, str]) -> Search:
    sort, number = values.get("sort", "relevance"), values.get("page", "1")
    if sort not in SORTS:
        raise Problem("bad-request", f"the order is one of {', '.join(SORTS)}")
    if not (number.isascii() and number.isdecimal() and 1 <= int(number[:6]) <= _MOST_PAGES):
        raise Problem("bad-request", f"pages are numbered from 1 to {_MOST_PAGES}")
    facets = {name: tuple(v[:500] for v in dict.fromkeys(values.getlist(name)) if v)[:20] for name in FACETS}
    return Search(
        text=values.get("q", "").replace("\x00", " ")[:400],
        facets={name: found for name, found in facets.items() if found},
        sort=sort,
        page=int(number[:6]),
        size=_PAGE,
    )


def _index() -> Index | None:
    """This thread's index of the newest version; None where the store has none."""
    runtime = current_runtime()
    if runtime.settings.backend:
        return None
    version = runtime.backend.version()
    held: tuple[str, Index | None] | None = getattr(_HELD, "index", None)
    if held is not None and held[0] == version:
        return held[1]
    if held is not None and held[1] is not None:
        held[1].close()
    _HELD.index = (version, _opened(StoreDirectory(runtime.settings.store)))
    found: Index | None = _HELD.index[1]
    return found


def _opened(directory: StoreDirectory) -> Index | None:
    try:
        with directory.pin() as version:
            path = version.beside / INDEX_FILE
            return Index(path) if path.exists() else None
    except NotBuiltError:
        return None


def _link(
    asked: Search,
    *,
    text: str | None = None,
    sort: str | None = None,
    page: int | None = None,
    facets: dict[str, tuple[str, ...]] | None = None,
) -> str:
    """The page of a search with something changed."""
    fields: list[tuple[str, str]] = [("q", asked.text if text is None else text)]
    chosen = dict(asked.facets) if facets is None else facets
    fields += [(name, value) for name, values in chosen.items() for value in values]
    if (sort or asked.sort) != "relevance":
        fields.append(("sort", sort or asked.sort))
    if (page or asked.page) > 1:
        fields.append(("page", str(page or asked.page)))
    return "/search?" + urlencode([(n, v) for n, v in fields if v], quote_via=quote)


def _facets(asked: Search, found: Found) -> tuple[tuple[str, tuple[FacetValue, ...]], ...]:
    """The facets that still tell things apart, each value with where it leads."""
    made = []
    for name, counted in found.facets.items():
        chosen = asked.facets.get(name, ())
        if len(counted) < 2 and not chosen:
            continue
        values = []
        for value, count in counted:
            is_chosen = value in chosen
            rest = tuple(v for v in chosen if v != value) if is_chosen else (*chosen, value)
            facets = {**asked.facets, name: rest}
            label = label_of(value) if name in ("type", "factuality") else value
            values.append(
                FacetValue(
                    value=value,
                    label=label,
                    count=count,
                    is_chosen=is_chosen,
                    href=_link(asked, page=1, facets=facets),
                )
            )
        made.append((_TITLES[name], tuple(values)))
    return tuple(made)


def _table(asked: Search, index: Index | None) -> Table:
    """All hits, as far as a download may go."""
    every = Search(text=asked.text, facets=asked.facets, sort=asked.sort, page=1, size=_MOST_DOWNLOADED)
    found = index.search(every) if index is not None else _by_label(every)
    return Table(
        name="search",
        columns=("iri", "kind", "type", "label", "day", "sources", "words"),
        rows=[
            (h.iri, h.kind, h.type, h.label, h.day, h.sources, "".join(text for text, _ in h.snippet))
            for h in found.hits
        ],
    )


def _query(asked: Search, index: Index | None) -> str:
    """A query that gives the same things; the index chose them, so they are named, as far as a query may be long."""
    if index is None:
        return PROLOGUE + _label_pattern(asked)
    chosen = index.iris(asked, _MOST_IN_QUERY)
    return f"""{PROLOGUE}# What the search for {literal(asked.text)} found (the first {_MOST_IN_QUERY}), with labels and days.
SELECT DISTINCT ?thing ?label ?earliest ?latest WHERE {{
  VALUES ?thing {{ {" ".join(f"<{iri}>" for iri in chosen)} }}
  {{ ?thing rdfs:label ?label }} UNION {{ GRAPH ?graph {{ ?thing rdfs:label ?label }} }}
  OPTIONAL {{ ?thing writ:earliest ?earliest }} OPTIONAL {{ ?thing writ:latest ?latest }}
}}"""


# --- without an index --------------------------------------------------------------------------------------


def _label_pattern(asked: Search) -> str:
    terms = parsed(asked.text)
    words = [w for phrase in (*terms.phrases, *terms.prefixes) for w in phrase.lower().split()]
    tests = " ".join(f"FILTER(CONTAINS(LCASE(STR(?label)), {literal(word)}))" for word in words)
    return f"""SELECT DISTINCT ?thing ?label WHERE {{ {{ ?thing rdfs:label ?label }} UNION {{ GRAPH ?graph {{ ?thing rdfs:label ?label }} }}
  FILTER(ISIRI(?thing)) {tests} }} ORDER BY STRLEN(STR(?label)) ?thing LIMIT {_MOST_IN_QUERY}"""


def _by_label(asked: Search) -> Found:
    """Things whose label has all the words; no facets, no words of documents."""
    if not parsed(asked.text):
        return Found(hits=(), total=0, facets={}, is_partial=False, suggestion="")
    rows = select(_label_pattern(asked))
    begin = (asked.page - 1) * asked.size
    hits = tuple(
        Hit(iri=row["thing"].value, kind="", type="", label=row["label"].value, day="", sources=0, snippet=())
        for row in rows[begin : begin + asked.size]
        if isinstance(row["thing"], NamedNode)
    )
    return Found(hits=hits, total=len(rows), facets={}, is_partial=False, suggestion="")


# --- for browsers --------------------------------------------------------------------------------------------


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here: https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md"""
    body = render_template("opensearch.xml", root=request.host_url.rstrip("/"))
    return Response(body, content_type="application/opensearchdescription+xml; charset=utf-8")


@blueprint.get("/search/suggest")
@reads(q=TEXT)
def suggest() -> Response:
    """Labels that begin with what was typed, as OpenSearch suggestions: a list of the text and a list of labels."""
    text = request.args.get("q", "")[:200]
    index = _index()
    found = index.beginning_with(text) if index is not None else ()
    return Response(orjson.dumps([text, list(found)]), content_type="application/x-suggestions+json")
