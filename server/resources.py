"""Our IRIs as web addresses: ``/id/…`` for BASE…, ``robots.txt`` and a sitemap.

https://www.w3.org/TR/cooluris/ (content negotiation on the resource itself)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from urllib.parse import quote

import pyoxigraph
from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kg.iris import encoded
from kg.vocab import PREFIXES, RDFS, WRIT
from server.app import current_runtime
from server.errors import Problem
from server.negotiation import GRAPHS, GRAPHS_AND_HTML, HTML, Chosen, Format, pick
from server.parameters import TEXT, reads
from server.results import graph_document
from server.views import Page, page_of

blueprint = Blueprint("resources", __name__)
#: Statements in which a resource is the object are shown up to this number; SPARQL has them all.
_MOST_INVERSE = 1000
_SITEMAP_LIMIT = 50_000
_SUFFIXES = {f".{name}": f for f in (*GRAPHS, HTML) for name in (f.extension, *f.aliases) if "/" not in name}


def suffixes() -> dict[str, Format]:
    """The formats of descriptions by suffix."""
    return _SUFFIXES


DESCRIBE = """CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> . ?a ?b ?c }} WHERE {{
  {{ <{iri}> ?p ?o }} UNION {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} UNION {{ GRAPH <{iri}> {{ ?a ?b ?c }} }}
  UNION {{ SELECT ?s ?q WHERE {{ {{ ?s ?q <{iri}> }} UNION {{ GRAPH ?h {{ ?s ?q <{iri}> }} }} }} LIMIT {limit} }} }}"""


def base() -> str:
    """The base of our IRIs."""
    return current_runtime().base


@blueprint.get("/id/<path:local>")
@reads(format=TEXT)
def resource(local: str) -> Response:
    """What is known of one of our IRIs, in the format that is wanted."""
    for name, wanted in _readings(local):
        iri = base() + name
        if not _is_iri(iri):
            continue
        chosen = chosen_format(wanted)
        page = page_of(iri, base()) if chosen.format is HTML else None
        if page is not None:
            return answer_graph([], chosen, lambda: _view(iri, page, name), f"/id/{name}")  # noqa: B023
        found = _described(iri)
        if found:
            return answer_graph(found, chosen, lambda: _page(iri, found, name), f"/id/{name}")  # noqa: B023
    raise Problem("not-found", f"nothing is known of {base() + local}")


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _readings(local: str) -> list[tuple[str, Format | None]]:
    """The name with its suffix taken for a format, then as it is; each as it came, decoded, and as a build encodes a key."""
    readings: list[tuple[str, Format | None]] = [(local, None)]
    for suffix, form in _SUFFIXES.items():
        if local.endswith(suffix) and len(local) > len(suffix):
            readings.insert(0, (local.removesuffix(suffix), form))
    return [(name, form) for given, form in readings for name in dict.fromkeys((given, _as_minted(given)))]


def _as_minted(local: str) -> str:
    family, slash, key = local.partition("/")
    return f"{family}/{encoded(key)}" if slash else local


def chosen_format(form: Format | None) -> Chosen:
    """The format that a suffix names, else what the request likes best."""
    if form is not None:
        return Chosen(form, form.media_types[0])
    return pick(request.headers.get("Accept", ""), request.args.get("format", ""), GRAPHS_AND_HTML)


def _described(iri: str) -> list[Triple]:
    query = DESCRIBE.format(iri=iri, limit=_MOST_INVERSE)
    document = current_runtime().body(query, accept="application/n-triples")
    triples = {quad.triple for quad in pyoxigraph.parse(document, format=RdfFormat.N_TRIPLES)}
    return sorted(triples, key=str)


def answer_graph(triples: Sequence[Triple], chosen: Chosen, page: Callable[[], str], path: str) -> Response:
    """A graph as an answer with its validators and the links to its other forms."""
    if chosen.format is HTML:
        body = page().encode("utf-8", "replace")
    else:
        body = graph_document(triples, chosen.format.name)
    response = Response(body, content_type=chosen.content_type)
    backend = current_runtime().backend
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    where = quote(path, safe="/%:@!$&'()*+,;=~-._")
    response.headers["Content-Location"] = f"{where}.{chosen.format.extension}"
    for form in (*GRAPHS[:4], HTML):
        response.headers.add(
            "Link", f'<{where}.{form.extension}>; rel="alternate"; type="{form.media_types[0]}"'
        )
    created = backend.manifest().get("created")
    if created:
        response.headers["Last-Modified"] = format_datetime(datetime.fromisoformat(str(created)), usegmt=True)
    response.set_etag(blake2b(body + chosen.content_type.encode(), digest_size=12).hexdigest())
    response.make_conditional(request)
    return response


def _view(iri: str, page: Page, name: str) -> str:
    return render_template(
        page.template,
        page=page,
        data=page.data,
        iri=iri,
        path=f"/id/{name}",
        page_description=page.description,
    )


def _page(iri: str, triples: Sequence[Triple], name: str) -> str:
    own = [t for t in triples if t.subject == NamedNode(iri)]
    inverse = [t for t in triples if t.object == NamedNode(iri)]
    label = next(
        (
            t.object.value
            for t in own
            if t.predicate.value == RDFS + "label" and isinstance(t.object, Literal)
        ),
        iri,
    )
    return render_template(
        "resource.html",
        iri=iri,
        page=Page(template="resource.html", title=label, data=None),
        path=f"/id/{name}",
        own=own,
        inverse=inverse,
        show=shown,
        link=link_of,
    )


def shown(term: object) -> str:
    """A term as a reader sees it: a compact name, or the text."""
    value = str(getattr(term, "value", term))
    if isinstance(term, NamedNode):
        return next(
            (f"{p}:{value.removeprefix(n)}" for p, n in PREFIXES.items() if value.startswith(n)), value
        )
    return value


def link_of(term: object) -> str:
    """Where a term leads: our own IRIs on this host, others where they are, literals nowhere."""
    if not isinstance(term, NamedNode):
        return ""
    if term.value.startswith(base()):
        return "/id/" + term.value.removeprefix(base())
    if term.value.startswith(WRIT.removesuffix("#")):
        return "/ontology" + term.value.removeprefix(WRIT.removesuffix("#"))
    return term.value if term.value.startswith(("http://", "https://")) else ""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read pages, not run queries."""
    lines = [
        "User-agent: *",
        "Disallow: /sparql",
        "Disallow: /update",
        "Disallow: /store",
        f"Sitemap: {request.host_url}sitemap.xml",
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Our actors, actions and documents, as many as a sitemap may have."""
    query = f"""SELECT DISTINCT ?s {{ {{ GRAPH ?s {{ ?s a <{WRIT}Document> }} }} UNION {{ ?s a ?c }}
      FILTER(STRSTARTS(STR(?s), {_quoted(base())})) }} LIMIT {_SITEMAP_LIMIT}"""
    names = sorted(row["s"].value.removeprefix(base()) for row in current_runtime().select(query))
    urls = "".join(f"<url><loc>{escape(request.host_url)}id/{escape(name)}</loc></url>\n" for name in names)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    return Response(body, content_type="application/xml; charset=utf-8")


def _quoted(text: str) -> str:
    return str(Literal(text))
