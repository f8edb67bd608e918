"""The data set described for machines: VoID (https://www.w3.org/TR/void/) and DCAT-AP (https://semiceu.github.io/DCAT-AP/), from the data.

What the store says is asked in SPARQL, so that the same card comes from a store here and from a server elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.vocab import DCAT, DCTERMS, FOAF, PREFIXES, PROV, RDF_TYPE, SCHEMA, VOID, WRIT, XSD

Row = dict[str, "NamedNode | BlankNode | Literal"]
#: Asks a store: the solutions of a SELECT by variable.
Ask = Callable[[str], Sequence[Row]]

TITLE = "Writ: governments, courts and regulators on online platforms"
DESCRIPTION = (
    "Who restricts online platforms, where, when, on what ground and by which paper, read from news and official documents; "
    "every fact carries the words that it was read from."
)
_PARTITIONS = (
    ("classPartition", "class", "entities", "SELECT ?x (COUNT(*) AS ?n) { ?s a ?x } GROUP BY ?x ORDER BY ?x"),
    (
        "propertyPartition",
        "property",
        "triples",
        "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x ORDER BY ?x",
    ),
)
_VOCABULARIES = ("writ", "skos", "prov", "oa", "time", "dcterms", "schema")
_KEYWORDS = ("platform regulation", "internet shutdowns", "censorship", "digital rights")
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/ENG"


def void(ask: Ask, dataset: NamedNode, base: str) -> list[Triple]:
    """Sizes of the default graph, with parts by class, by property, and by property within a class.

    Parts are named after the data set with a fragment, or, where it has one, its continuation.
    """
    size = ask(
        "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?s_) (COUNT(DISTINCT ?p) AS ?p_) { ?s ?p ?o }"
    )[0]
    triples = [
        Triple(dataset, RDF_TYPE, NamedNode(VOID + "Dataset")),
        Triple(dataset, NamedNode(VOID + "uriSpace"), Literal(base)),
        *(
            Triple(dataset, NamedNode(VOID + "vocabulary"), NamedNode(PREFIXES[name]))
            for name in _VOCABULARIES
        ),
        Triple(dataset, NamedNode(VOID + "triples"), size["n"]),
        Triple(dataset, NamedNode(VOID + "distinctSubjects"), size["s_"]),
        Triple(dataset, NamedNode(VOID + "properties"), size["p_"]),
    ]
    stem = dataset.value.partition("#")[0]
    classes: dict[object, NamedNode] = {}
    for partition, what, measure, query in _PARTITIONS:
        for number, row in enumerate(ask(query)):
            node = NamedNode(f"{stem}#{partition}-{number}")
            if what == "class":
                classes[row["x"]] = node
            triples += _part(dataset, partition, node, what, row, measure)
    # What editors complete from: the properties that the members of a class have.
    for number, row in enumerate(
        ask("SELECT ?c (?p AS ?x) (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p ORDER BY ?c ?p")
    ):
        if (outer := classes.get(row["c"])) is not None:
            triples += _part(
                outer, "propertyPartition", NamedNode(f"{outer.value}-{number}"), "property", row, "triples"
            )
    return triples


def _part(
    outer: NamedNode, partition: str, node: NamedNode, what: str, row: Row, measure: str
) -> list[Triple]:
    return [
        Triple(outer, NamedNode(VOID + partition), node),
        Triple(node, NamedNode(VOID + what), row["x"]),
        Triple(node, NamedNode(VOID + measure), row["n"]),
    ]


def dcat(
    ask: Ask, dataset: NamedNode, base: str, distributions: Iterable[tuple[str, str, str]] = ()
) -> list[Triple]:
    """The data set as a catalogue shows it: title, publisher, rights, what time and places it covers, and where to get it.

    ``distributions`` are addresses with a title and a media type.
    """
    publisher = NamedNode(f"{base}software/writ")
    text = {"title": TITLE, "description": DESCRIPTION}
    triples = [
        Triple(dataset, RDF_TYPE, NamedNode(DCAT + "Dataset")),
        *(
            Triple(dataset, NamedNode(DCTERMS + name), Literal(words, language="en"))
            for name, words in text.items()
        ),
        Triple(dataset, NamedNode(DCTERMS + "publisher"), publisher),
        Triple(publisher, RDF_TYPE, NamedNode(FOAF + "Agent")),
        Triple(publisher, NamedNode(FOAF + "name"), Literal("Writ", language="en")),
        Triple(dataset, NamedNode(DCTERMS + "language"), NamedNode(_LANGUAGE)),
        Triple(dataset, NamedNode(DCTERMS + "conformsTo"), NamedNode(WRIT.removesuffix("#"))),
        Triple(
            dataset,
            NamedNode(DCTERMS + "rights"),
            Literal(
                "Quoted words belong to the publishers of the documents; identifiers of places: GeoNames, CC BY 4.0.",
                language="en",
            ),
        ),
        *(Triple(dataset, NamedNode(DCAT + "keyword"), Literal(word, language="en")) for word in _KEYWORDS),
    ]
    triples += _coverage(ask, dataset)
    for number, (address, title, media_type) in enumerate(distributions):
        node = NamedNode(f"{dataset.value.partition('#')[0]}#distribution-{number}")
        triples += [
            Triple(dataset, NamedNode(DCAT + "distribution"), node),
            Triple(node, RDF_TYPE, NamedNode(DCAT + "Distribution")),
            Triple(node, NamedNode(DCTERMS + "title"), Literal(title, language="en")),
            Triple(node, NamedNode(DCAT + "accessURL"), NamedNode(address)),
            Triple(
                node,
                NamedNode(DCAT + "mediaType"),
                NamedNode(f"https://www.iana.org/assignments/media-types/{media_type}"),
            ),
        ]
    return triples


def _coverage(ask: Ask, dataset: NamedNode) -> list[Triple]:
    """The first and last day that an action can have happened on, the countries, and when the data came about."""
    triples = []
    days = [
        ask(
            f"SELECT ({pick}(?d) AS ?x) {{ VALUES ?p {{ <{WRIT}earliest> <{WRIT}latest> }} ?a a <{WRIT}Action> ; ?p ?d }}"
        )
        for pick in ("MIN", "MAX")
    ]
    bounds = [rows[0]["x"] for rows in days if rows and "x" in rows[0]]
    if len(bounds) == 2:
        period = NamedNode(f"{dataset.value.partition('#')[0]}#period")
        triples += [
            Triple(dataset, NamedNode(DCTERMS + "temporal"), period),
            Triple(period, RDF_TYPE, NamedNode(DCTERMS + "PeriodOfTime")),
            Triple(period, NamedNode(DCAT + "startDate"), bounds[0]),
            Triple(period, NamedNode(DCAT + "endDate"), bounds[1]),
        ]
    places = ask(
        f"SELECT DISTINCT ?x {{ ?a <{WRIT}place> ?x . FILTER NOT EXISTS {{ ?x <{SCHEMA}containedInPlace> ?y }} }} ORDER BY ?x"
    )
    triples += [Triple(dataset, NamedNode(DCTERMS + "spatial"), row["x"]) for row in places]
    for row in made_at(ask):
        triples.append(Triple(dataset, NamedNode(DCTERMS + "modified"), row["x"]))
    return triples


def made_at(ask: Ask) -> Sequence[Row]:
    """When the newest build ended, as at most one solution ``?x`` (xsd:dateTime)."""
    rows = ask(
        f"SELECT (MAX(?t) AS ?x) {{ {{ ?a <{PROV}endedAtTime> ?t }} UNION {{ GRAPH ?g {{ ?a <{PROV}endedAtTime> ?t }} }} }}"
    )
    return [
        row
        for row in rows
        if isinstance(end := row.get("x"), Literal) and end.datatype.value == XSD + "dateTime"
    ]


def card(
    ask: Ask, dataset: NamedNode, base: str, distributions: Iterable[tuple[str, str, str]] = ()
) -> list[Triple]:
    """VoID and DCAT together, each triple once, sorted."""
    return sorted(set(chain(void(ask, dataset, base), dcat(ask, dataset, base, distributions))), key=str)
