"""SERVICE and LOAD in processes without a network: what they ask for is fetched by :mod:`server.gateway` and put in their place.

By its definition (https://www.w3.org/TR/sparql11-federated-query/#defn_service) SERVICE with an IRI stands for the
solutions of its pattern at the other server, whatever else the query binds; so ``SERVICE <u> { P }`` becomes
``{ VALUES … }`` with what ``SELECT * { P }`` gives there. Blank nodes become IRIs
(https://www.w3.org/TR/rdf11-concepts/#section-skolemization), the same one for the same node of one answer.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryResultsFormat, Triple

from server import frames
from server.errors import Problem
from server.negotiation import GRAPHS, by_media_type
from server.scan import Names, Scan, Token, tokens
from server.targets import Fetched, Targets

RESULTS_WANTED = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.5"
)
DATA_WANTED = (
    "text/turtle, application/n-triples, application/rdf+xml;q=0.9, application/ld+json;q=0.8, application/trig;q=0.5, "
    "application/n-quads;q=0.5, */*;q=0.1"
)
_SKOLEM = "urn:writ:genid:"
#: Types that servers give to files that they know nothing about; the suffix says more.
_VAGUE = ("", "text/plain", "application/octet-stream", "binary/octet-stream")

Fetch = Callable[[str, str | None, str], Fetched]


def fetch_over(channel: frames.Channel) -> Fetch:
    """A worker's way to the gateway: its own pipe."""

    def fetch(url: str, query: str | None, accept: str) -> Fetched:
        channel.send(frames.json_frame(frames.FETCH, {"url": url, "query": query, "accept": accept}))
        head, body = channel.receive(), None
        if head is not None and head[0] == frames.HEAD:
            body = channel.receive()
        if head is None or (head[0] == frames.HEAD and body is None):
            raise OSError("the server has gone")
        told: dict[str, Any] = orjson.loads(head[1])
        if body is None:
            raise Problem(told["kind"], told["detail"])
        return Fetched(told["url"], told["content_type"], body[1])

    return fetch


def refusal(found: Scan, targets: Targets) -> Problem | None:
    """Why a text that asks other servers is refused; None where all that it asks are listed."""
    if found.ambiguous or not all(iri and targets.lists(iri) for iri in found.remote):
        return Problem(
            "remote-refused",
            "LOAD and SERVICE reach other servers, which this endpoint does not for this target",
        )
    return None


# --- SERVICE --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Service:
    """A SERVICE clause, from ``begin`` to ``end`` of the text, and what is asked of whom."""

    begin: int
    end: int
    target: str
    silent: bool
    query: str


def services(text: str, base: str) -> Iterator[Service]:
    """The SERVICE clauses of a query or update, but those inside others, which are the other server's affair."""
    names = Names(base)
    stream = iter(tokens(text))
    for token in stream:
        if token.kind == "word" and token.text.upper() == "SERVICE":
            yield _service(text, token, stream, names)
        else:
            names.see(token)


def _service(text: str, first: Token, stream: Iterator[Token], names: Names) -> Service:
    token = next(stream, first)
    silent = token.kind == "word" and token.text.upper() == "SILENT"
    if silent:
        token = next(stream, first)
    target = names.iri(token) or ""
    begin, depth = -1, 0
    for token in stream:
        if token.kind != "sign":
            continue
        if token.text == "{":
            begin = token.begin if begin < 0 else begin
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0:
                break
    end = token.begin + 1
    return Service(first.begin, end, target, silent, f"{names.prologue()}SELECT * WHERE {text[begin:end]}")


def with_services(text: str, base: str, fetch: Fetch) -> str:
    """The text with every SERVICE clause replaced by the solutions that its target gives.

    Raises:
        Problem: a target that is not SILENT failed, or something is left that would ask another server.
    """
    found = list(services(text, base))
    skeleton = _replaced(text, found, ["{ }"] * len(found))
    if any(t.kind == "word" and t.text.upper() == "SERVICE" for t in tokens(skeleton)):
        raise Problem("remote-refused", "not every SERVICE of this text can be told for sure")
    return _replaced(text, found, [_solutions(service, fetch) for service in found])


def _replaced(text: str, found: list[Service], by: list[str]) -> str:
    for service, replacement in reversed(list(zip(found, by, strict=True))):
        text = f"{text[: service.begin]} {replacement} {text[service.end :]}"
    return text


def _solutions(service: Service, fetch: Fetch) -> str:
    try:
        return values_of(fetch(service.target, service.query, RESULTS_WANTED))
    except Problem:
        if service.silent:
            return "{ }"  # the standard's one solution that binds nothing
        raise


def values_of(fetched: Fetched) -> str:
    """A result document as a group with a VALUES block.

    Raises:
        Problem: it is not a SELECT result in a format that we read (remote-failed).
    """
    form = QueryResultsFormat.from_media_type(fetched.content_type)
    try:
        if form is None:
            raise ValueError(f"a result of type {fetched.content_type[:80]!r}")
        results = pyoxigraph.parse_query_results(fetched.body, format=form)
        if isinstance(results, QueryBoolean):
            raise ValueError("no solutions")
        shown = _Shown()
        head = " ".join(str(v) for v in results.variables)
        rows = "\n".join(f"({' '.join(map(shown.term, solution))})" for solution in results)
    except (SyntaxError, ValueError) as error:
        raise Problem("remote-failed", f"{fetched.url[:200]} gave {error}"[:400]) from error
    return f"{{ VALUES ({head}) {{ {rows} }} }}"


class _Shown:
    """Terms as SPARQL writes them; blank nodes as IRIs of this answer alone."""

    def __init__(self) -> None:
        self._scope = secrets.token_hex(8)

    def term(self, term: NamedNode | BlankNode | Literal | Triple | None) -> str:
        if term is None:
            return "UNDEF"
        if isinstance(term, BlankNode):
            return f"<{_SKOLEM}{self._scope}:{term.value}>"
        if isinstance(term, Triple):
            raise ValueError("a triple term, which is not asked for")
        return str(term)


# --- LOAD -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """A LOAD operation; ``graph`` is "" for the default graph."""

    target: str
    silent: bool
    graph: str


def steps(text: str, base: str, targets: Targets) -> list[str | Load]:
    """An update as what the engine runs and what is loaded in between, in order."""
    names = Names(base)
    found: list[str | Load] = []
    stream = list(tokens(text))
    begin, before, depth = 0, "", 0
    index = 0
    while index < len(stream):
        token = stream[index]
        depth += (token.text == "{") - (token.text == "}") if token.kind == "sign" else 0
        if depth == 0 and token.kind == "word" and token.text.upper() == "LOAD":
            load, after = _load_at(stream, index, names)
            if targets.lists(load.target):
                found += [before + text[begin : token.begin], load]
                last = stream[after - 1]
                begin = last.begin + len(last.text)
                if after < len(stream) and stream[after].text == ";":
                    begin = stream[after].begin + 1
                before = names.prologue()
                index = after
                continue
        names.see(token)
        index += 1
    found.append(before + text[begin:])
    return [step for step in found if isinstance(step, Load) or step.strip()]


def _load_at(stream: list[Token], index: int, names: Names) -> tuple[Load, int]:
    """The LOAD that begins there, and the index of what follows it."""
    rest = iter(range(index + 1, len(stream)))

    def word(at: int) -> str:
        return stream[at].text.upper() if at < len(stream) and stream[at].kind == "word" else ""

    at = next(rest, len(stream))
    silent = word(at) == "SILENT"
    at += silent
    target = (names.iri(stream[at]) or "") if at < len(stream) else ""
    graph = ""
    if word(at + 1) == "INTO" and word(at + 2) == "GRAPH" and at + 3 < len(stream):
        graph = names.iri(stream[at + 3]) or ""
        at += 3
    return Load(target, silent, graph), at + 1


def data_format(fetched: Fetched) -> str:
    """The name of a document's format, by its type, or by its suffix where the type says nothing.

    Raises:
        Problem: it is no RDF (remote-failed).
    """
    kind = fetched.content_type.partition(";")[0].strip().lower()
    suffix = re.sub(r"[?#].*", "", fetched.url).rpartition(".")[2].lower()
    form = by_media_type(kind, GRAPHS) if kind not in _VAGUE else None
    form = form or next((f for f in GRAPHS if kind in _VAGUE and suffix in (f.extension, *f.aliases)), None)
    if form is None and kind == "text/plain":
        form = by_media_type(kind, GRAPHS)
    if form is None:
        raise Problem("remote-failed", f"{fetched.url[:200]} is no RDF: {kind or 'no content type'}"[:400])
    return form.name
