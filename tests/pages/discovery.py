"""Finds the pages by itself, so that a new one is judged without being named anywhere.

A page is a route without parameters that answers with HTML; the resource of each family of IRIs (``/id/actor/…``) that most
claims are about and the one that fewest are; and, for every other route and every set of query parameters, the first link to
it on a page found before, or its search form filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Store
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from kg.store import StoreDirectory
from kg.vocab import WRIT
from server.addresses import address

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "br, gzip"}
#: Pages of one route that differ in the names of their query parameters.
_VARIANTS = 4
#: What is typed into a search field.
_TYPED = "TikTok"
_RESOURCES = "resources.resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page: its path with query, and for what it stands (``/``, ``actor, most claims``, ``/ontology/<name>``)."""

    path: str
    kind: str
    status: int
    html: str


def discover(client: FlaskClient, store: Path, others: int = 0) -> tuple[Found, ...]:
    """All pages, each once, sorted by path; also those that answer with an error.

    Args:
        client: of the application over the store.
        store: the store directory.
        others: as :func:`resources` has it.
    """
    crawl = _Crawl(client)
    for rule in sorted(client.application.url_map.iter_rules(), key=lambda r: r.rule):
        if not rule.arguments - set(rule.defaults or ()) and "GET" in (rule.methods or ()):
            crawl.visit(rule.rule, rule.rule)
    for path, kind in resources(store, others):
        crawl.visit(path, kind)
    crawl.follow_links()
    return tuple(sorted(crawl.found.values(), key=lambda f: f.path))


class _Crawl:
    """Pages visited so far, and which kinds of link have been followed."""

    def __init__(self, client: FlaskClient) -> None:
        self.found: dict[str, Found] = {}
        self._client = client
        self._rules = client.application.url_map.bind("localhost")
        self._unread: list[Found] = []
        self._followed: dict[str, set[frozenset[str]]] = {}

    def visit(self, path: str, kind: str) -> None:
        """Looks at a path; only HTML, redirections to it, and what fails, counts as a page."""
        response = self._client.get(path, headers=BROWSER | {"Accept-Encoding": ""}, follow_redirects=True)
        is_route = path == kind
        failed = response.status_code >= (500 if is_route else 400)
        if path in self.found or not (failed or response.mimetype == "text/html"):
            return
        if is_route and response.status_code in (400, 404, 405):
            return  # a route that can't be asked without parameters
        page = Found(path=path, kind=kind, status=response.status_code, html=response.text)
        self.found[path] = page
        self._unread.append(page)

    def follow_links(self) -> None:
        """Visits the first link to each route with parameters, and to each set of query parameters of a route."""
        while self._unread:
            page = self._unread.pop(0)
            for target in _links(page):
                kind = self._kind(target)
                if kind:
                    self.visit(target, kind)

    def _kind(self, target: str) -> str:
        """For what a link is to be followed; "" where its like has been, or it leads to no page of its own."""
        parts = urlsplit(target)
        names = frozenset(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
        try:
            rule, arguments = self._rules.match(parts.path, return_rule=True)
        except (HTTPException, RequestRedirect):
            return ""
        known = self._followed.setdefault(str(rule.endpoint), set())
        described = rule.endpoint == _RESOURCES or rule.endpoint == "static"
        if names in known or len(known) >= _VARIANTS or (not names and (described or not arguments)):
            return ""
        known.add(names)
        return rule.rule + ("?" + "&".join(sorted(names)) if names else "")


def _links(page: Found) -> Iterator[str]:
    """Paths, with query, that links and forms of a page lead to on this host."""
    if not page.html.strip():
        return
    tree = lxml.html.fromstring(page.html)
    for form in tree.forms:
        if form.method == "GET" and form.action:
            fields = {k: v for k, v in form.form_values() if v}
            fields |= {str(e.get("name")): _TYPED for e in form.xpath(".//input[@type='search']")}
            yield _local(form.action, page.path) + "?" + urlencode(fields)
    for link in tree.xpath("//a[@href]"):
        if not urlsplit(link.get("href")).netloc and not urlsplit(link.get("href")).scheme:
            yield _local(link.get("href"), page.path)


def _local(href: str, path: str) -> str:
    return urljoin(path, href).partition("#")[0]


# --- resources ---------------------------------------------------------------------------------------------


def resources(directory: Path, others: int = 0) -> Iterator[tuple[str, str]]:
    """For each family of IRIs under the base: the path of that with most claims, and of that with fewest.

    ``others`` is how many more follow, evenly spread over the family by the number of claims; their kind is its bare name.
    """
    opened = StoreDirectory(directory)
    version = opened.current()
    assert version is not None
    base, store = str(version.manifest["base"]), opened.open()
    counts: dict[str, dict[str, int]] = {}
    for query in _counting(base, store):
        found: dict[str, dict[str, int]] = {}
        for row in store.query(query):  # type: ignore[union-attr]  # a SELECT
            iri, number = row["s"], int(row["n"].value)
            if isinstance(iri, NamedNode) and iri.value.startswith(base) and "#" not in iri.value:
                family = iri.value.removeprefix(base).partition("/")[0]
                found.setdefault(family, {})[iri.value] = number
        counts = found | counts
    opened.close()
    for family, numbers in sorted(counts.items()):
        yield from _extremes(family, numbers, base)
        between = sorted(numbers, key=lambda iri: (numbers[iri], iri))[1:-1]
        for iri in between[:: max(1, len(between) // others)][:others] if others else ():
            yield address(iri, base), family


def _extremes(family: str, numbers: Mapping[str, int], base: str) -> Iterable[tuple[str, str]]:
    first = min(numbers, key=lambda iri: (-numbers[iri], iri))
    last = min(numbers, key=lambda iri: (numbers[iri], iri))
    yield address(first, base), f"{family}, most claims"
    if last != first:
        yield address(last, base), f"{family}, fewest claims"


def _counting(base: str, store: Store) -> Iterator[str]:
    """Queries for ``?s`` and the number ``?n``: of claims that speak of it, else of statements about it."""
    claim = f"?c a <{WRIT}Claim>"
    yield f"SELECT ?s (COUNT(*) AS ?n) {{ GRAPH ?g {{ {claim} ; ?p ?s }} FILTER(ISIRI(?s)) }} GROUP BY ?s"
    yield f"SELECT ?s (COUNT(*) AS ?n) {{ GRAPH ?g {{ {claim} ; ?p ?o }} BIND(?c AS ?s) }} GROUP BY ?s"
    yield "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s"
    for graph in sorted(str(g) for g in store.named_graphs()):
        if not graph.startswith((f"<{base}document/", f"<{WRIT.removesuffix('#')}")):
            yield f"SELECT ?s (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }} GROUP BY ?s"
