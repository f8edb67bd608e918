"""Reads from the graph what pages show: actions in short, claims with their words, documents by their title.

Each function is one or two queries whose answers are kept per version of the store (:class:`server.runtime.Runtime`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.vocab import DCTERMS, OA, RDF_TYPE, RDFS, SCHEMA, WRIT
from server.addresses import address
from server.app import current_runtime
from server.page_text import LONGEST_QUOTE, plain, shortened
from server.runtime import Term
from server.views.model import Interval, Node
from server.views.vocabulary import label_of, narrowest, terms

PROLOGUE = f"""PREFIX writ: <{WRIT}> PREFIX rdfs: <{RDFS}> PREFIX oa: <{OA}> PREFIX dcterms: <{DCTERMS}>
PREFIX schema: <{SCHEMA}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""
ROLES = ("agent", "target", "place", "instrument")
#: Characters of the document on either side of a quote.
_AROUND = 180
_SUMMARY = ", ".join(
    f"writ:{name}"
    for name in (
        *ROLES,
        "ground",
        "earliest",
        "latest",
        "until",
        "factuality",
        "independentSources",
        "documents",
    )
)
Properties = dict[str, list[Term]]


def select(query: str) -> list[dict[str, Term]]:
    """The solutions of a query with the usual prefixes. Raises Problem."""
    return current_runtime().select(PROLOGUE + query)


def node(term: Term, label: Term | str | None = None) -> Node:
    """A thing as a page names it: by its label, a term of ours by the ontology's, else by the end of its IRI."""
    iri = term.value
    if not isinstance(term, NamedNode):
        return Node(label=shortened(iri), iri="", href="")
    text = label if isinstance(label, str) else label.value if label is not None else ""
    if not text and iri.startswith(WRIT):
        text = label_of(iri.removeprefix(WRIT))
    return Node(
        label=shortened(text or iri.rstrip("/").rsplit("/", 1)[-1]),
        iri=iri,
        href=address(iri, current_runtime().base),
    )


def day_of(values: Sequence[Term] | None, *, last: bool = False) -> date | None:
    """The first, or last, of some days; None where there is none that can be read."""
    found = []
    for value in values or ():
        try:
            found.append(date.fromisoformat(value.value[:10]))
        except ValueError:
            continue
    return (max if last else min)(found, default=None)


def interval(properties: Properties) -> Interval:
    """The time that a claim, an action or an observation states."""
    return Interval(
        earliest=day_of(properties.get("earliest")),
        latest=day_of(properties.get("latest"), last=True),
        until=day_of(properties.get("until"), last=True),
    )


def grouped(rows: Iterable[dict[str, Term]], key: str) -> tuple[dict[str, Properties], dict[str, Term]]:
    """Rows of ``?p ?o ?l`` by subject and property (ours by local name), and the labels by IRI."""
    found: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    labels: dict[str, Term] = {}
    for row in rows:
        name = row["p"].value
        values = found[row[key].value][name.removeprefix(WRIT)]
        if row["o"] not in values:
            values.append(row["o"])
        if "l" in row:
            labels.setdefault(row["o"].value, row["l"])
    return found, labels


def nodes(values: Sequence[Term] | None, labels: dict[str, Term]) -> tuple[Node, ...]:
    """Things by label."""
    return tuple(sorted({node(v, labels.get(v.value)) for v in values or ()}))


def kind_of(properties: Properties) -> str:
    """The narrowest class of ours, by local name."""
    kinds = {
        v.value.removeprefix(WRIT) for v in properties.get(RDF_TYPE.value, ()) if v.value.startswith(WRIT)
    }
    return narrowest(kinds)


def one(values: Sequence[Term] | None, default: str = "") -> str:
    """The first value as text."""
    return values[0].value if values else default


# --- actions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An action in a line: who did what to whom, where, when, on what ground, by which paper."""

    node: Node
    kind: str
    roles: dict[str, tuple[Node, ...]]
    when: Interval
    factuality: str
    sources: int
    documents: int

    @property
    def kind_label(self) -> str:
        """The type in words."""
        return label_of(self.kind)

    @property
    def title(self) -> str:
        """What and who, without the time.

        Built of the parts, since labels of actions also hold the time.
        """
        return title_of(self.kind_label, self.roles)


def title_of(kind: str, roles: dict[str, tuple[Node, ...]]) -> str:
    """``Block: TikTok, by Pakistan Telecommunication Authority, in Pakistan``."""

    def names(role: str) -> str:
        found = [n.label for n in roles.get(role, ())]
        return ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")

    parts = [kind[:1].upper() + kind[1:] + (f": {names('target')}" if roles.get("target") else "")]
    parts += [f"by {names('agent')}"] if roles.get("agent") else []
    parts += [f"in {names('place')}"] if roles.get("place") else []
    return plain(", ".join(parts), 240)


def summaries(
    pattern: str, *, limit: int = 200, newest_first: bool = False, condition: str = ""
) -> tuple[Summary, ...]:
    """The actions ``?a`` of a pattern, in order of time, those without a time last.

    ``condition`` is one on ``?first``, the day by which an action is put in order. No query here sorts by IRI, for which the store
    would read the text of each at every comparison, and what is an action is asked of what was found, not sought first:
    either costs hundreds of milliseconds on large graphs (``make bench-pages``).
    """
    rows = select(f"""SELECT ?a ?p ?o ?l WHERE {{
      {{ SELECT DISTINCT ?a ?first WHERE {{ {pattern} FILTER EXISTS {{ ?a a writ:Action }}
         OPTIONAL {{ ?a writ:earliest ?e }} OPTIONAL {{ ?a writ:latest ?z }} BIND(COALESCE(?e, ?z) AS ?first)
         {f"FILTER({condition})" if condition else ""} }}
         ORDER BY {"DESC(?first)" if newest_first else "(!BOUND(?first)) ?first"} LIMIT {limit} }}
      ?a ?p ?o FILTER(?p IN (<{RDF_TYPE.value}>, rdfs:label, {_SUMMARY})) OPTIONAL {{ ?o rdfs:label ?l }} }}""")
    found, labels = grouped(rows, "a")
    made = [_summary(iri, properties, labels) for iri, properties in found.items()]
    far = date.min if newest_first else date.max
    return tuple(sorted(made, key=lambda s: (s.when.first or far, s.node.label), reverse=newest_first))


def _summary(iri: str, properties: Properties, labels: dict[str, Term]) -> Summary:
    return Summary(
        node=node(NamedNode(iri), one(properties.get(RDFS + "label"))),
        kind=kind_of(properties),
        roles={role: nodes(properties.get(role), labels) for role in (*ROLES, "ground")},
        when=interval(properties),
        factuality=one(properties.get("factuality")).removeprefix(WRIT),
        sources=int(one(properties.get("independentSources"), "0")),
        documents=int(one(properties.get("documents"), "0")),
    )


# --- claims ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document: its title, who published it when, and where it is on the web."""

    node: Node
    publisher: str = ""
    published: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Characters of a document, with some of the text around them; offsets in code points, end exclusive."""

    begin: int
    end: int
    before: str
    exact: str
    after: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCard:
    """A claim as it is shown: what it says, in whose words, how sure, by which rule."""

    node: Node
    about: Node | None
    source: Source
    quote: Quote | None
    trigger: tuple[int, int] | None
    when_span: tuple[int, int] | None
    said_by: tuple[Node, ...]
    roles: dict[str, tuple[Node, ...]]
    ground_texts: tuple[str, ...]
    when: Interval
    figure: str
    polarity: str
    modality: str
    confidence: float
    rule: str

    @property
    def values(self) -> dict[str, str]:
        """What it says of each property, in words: what is compared with other claims."""
        said = {role: ", ".join(n.label for n in found) for role, found in self.roles.items() if found}
        if self.when:
            said["when"] = self.when.words
        if self.when.until:
            said["until"] = Interval(earliest=self.when.until, latest=self.when.until).words
        if self.figure:
            said["figure"] = self.figure
        return said


def claims(pattern: str, *, limit: int = 200, around: int = _AROUND) -> tuple[ClaimCard, ...]:
    """The claims ``?c`` of a pattern inside their document's graph ``?g``, by document and place in it.

    ``around`` is how many characters of the document stand on either side of each quote; 0 asks for no text at all.
    """
    chosen = f"{{ SELECT ?g ?c WHERE {{ GRAPH ?g {{ {pattern} ?c a writ:Claim }} }} LIMIT {limit} }}"
    rows = select(
        f"""SELECT ?g ?c ?p ?o ?l WHERE {{ {chosen} GRAPH ?g {{ ?c ?p ?o }} OPTIONAL {{ ?o rdfs:label ?l }} }}"""
    )
    context = f"""GRAPH ?g {{ ?g writ:text ?t }} BIND(IF(?b > {around}, ?b - {around}, 0) AS ?from)
      BIND(SUBSTR(?t, ?from + 1, ?b - ?from) AS ?before) BIND(SUBSTR(?t, ?z + 1, {around}) AS ?after)"""
    quotes = select(f"""SELECT ?c ?b ?z ?exact ?before ?after WHERE {{ {chosen}
      GRAPH ?g {{ ?c writ:evidence ?e . ?e oa:start ?b ; oa:end ?z ; oa:exact ?exact }} {context if around else ""} }}""")
    found, labels = grouped(rows, "c")
    graphs = {row["c"].value: row["g"].value for row in rows}
    documents = sources(set(graphs.values()))
    quoted = {row["c"].value: row for row in quotes}
    made = [
        _claim(iri, properties, labels, documents[graphs[iri]], quoted.get(iri))
        for iri, properties in found.items()
    ]
    return tuple(
        sorted(
            made,
            key=lambda c: (
                c.source.published,
                c.source.node.iri,
                c.quote.begin if c.quote else 0,
                c.node.iri,
            ),
        )
    )


def _claim(
    iri: str, properties: Properties, labels: dict[str, Term], source: Source, quoted: dict[str, Term] | None
) -> ClaimCard:
    about = properties.get("about")
    figure = " ".join(one(properties.get(name)) for name in ("measure", "value", "unit")).strip()
    return ClaimCard(
        node=node(NamedNode(iri), one(properties.get(RDFS + "label"))),
        about=node(about[0], labels.get(about[0].value)) if about else None,
        source=source,
        quote=_quote(quoted, source) if quoted else None,
        trigger=_span(properties.get("trigger")),
        when_span=_span(properties.get("when")),
        said_by=nodes(properties.get("saidBy"), labels),
        roles={role: nodes(properties.get(role), labels) for role in (*ROLES, "ground")},
        ground_texts=tuple(shortened(v.value) for v in properties.get("groundText", ())),
        when=interval(properties),
        figure=figure,
        polarity=one(properties.get("polarity")).removeprefix(WRIT),
        modality=one(properties.get("modality")).removeprefix(WRIT),
        confidence=float(one(properties.get("confidence"), "0")),
        rule=one(properties.get("rule")),
    )


def _span(values: Sequence[Term] | None) -> tuple[int, int] | None:
    """The characters that a passage's IRI names (RFC 5147)."""
    begin, comma, end = one(values).rpartition("#char=")[2].partition(",")
    return (int(begin), int(end)) if comma and begin.isdecimal() and end.isdecimal() else None


def _quote(row: dict[str, Term], source: Source) -> Quote:
    begin, end = int(row["b"].value), int(row["z"].value)
    before, after = (row[name].value if name in row else "" for name in ("before", "after"))
    return Quote(
        begin=begin,
        end=end,
        before=_from_a_word(before[before.rfind("\n") + 1 :], len(before) == _AROUND),
        exact=shortened(row["exact"].value, LONGEST_QUOTE),
        after=_to_a_word(after.partition("\n")[0], len(after) == _AROUND and "\n" not in after),
        href=f"{source.node.href}#char={begin},{end}",
    )


def _from_a_word(text: str, is_cut: bool) -> str:
    return "… " + text.partition(" ")[2] if is_cut and " " in text else text


def _to_a_word(text: str, is_cut: bool) -> str:
    return text.rpartition(" ")[0] + " …" if is_cut and " " in text else text


def sources(documents: Iterable[str]) -> dict[str, Source]:
    """Documents by IRI; one of which nothing is known is still there, named by its IRI."""
    wanted = sorted(documents)
    rows = select(f"""SELECT ?d ?p ?o WHERE {{ VALUES ?d {{ {" ".join(f"<{d}>" for d in wanted)} }}
      GRAPH ?d {{ ?d ?p ?o FILTER(?p IN (rdfs:label, dcterms:publisher, schema:datePublished, schema:url)) }} }}""")
    found, _ = grouped(rows, "d")
    return {iri: source_of(iri, found.get(iri, {})) for iri in wanted}


def source_of(iri: str, properties: Properties) -> Source:
    """A document from its properties."""
    return Source(
        node=node(NamedNode(iri), one(properties.get(RDFS + "label"))),
        publisher=shortened(one(properties.get(DCTERMS + "publisher"))),
        published=one(properties.get(SCHEMA + "datePublished"))[:10],
        url=one(properties.get(SCHEMA + "url")),
    )


def described(iri: str) -> tuple[Properties, dict[str, Term]]:
    """The statements about an IRI in the default graph, with the labels of their objects."""
    rows = select(
        f"SELECT (<{iri}> AS ?s) ?p ?o ?l WHERE {{ <{iri}> ?p ?o OPTIONAL {{ ?o rdfs:label ?l }} }}"
    )
    found, labels = grouped(rows, "s")
    return dict(found.get(iri, {})), labels


def definition_of(name: str) -> str:
    """The ontology's definition of one of its terms; "" where it has none."""
    found = terms().get(name)
    return found.definition if found else ""


def structured(kind: str, iri: str, name: str, **more: Any) -> dict[str, Any]:
    """A thing in schema.org's terms; what is empty is left out."""
    known = {"@type": kind, "@id": iri, "name": name, **more}
    return {key: value for key, value in known.items() if value not in ("", None, [], ())}


def literal(text: str) -> str:
    """A string as SPARQL writes it."""
    return str(Literal(text))
