"""Pages of the whole: home, how to cite, how to use the interfaces."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request

from server.app import current_runtime
from server.citation import Citation
from server.examples import Example, examples
from server.explore.conflicts import ConflictRow, conflicts
from server.explore.filters import PARENTS, Filters
from server.explore.timeline import counts_by_month
from server.explore.world_map import map_of
from server.pictures.histogram import Histogram, histogram
from server.pictures.world_map import WorldMap
from server.site import cite
from server.views.reading import Source, Summary, grouped, select, source_of, summaries

blueprint = Blueprint("pages", __name__)
_COUNTS = ("documents", "claims", "actions", "observations", "entities", "statuses", "conflicts", "triples")
_SAMPLES = Path(__file__).resolve().parent / "samples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What the home page shows."""

    counts: dict[str, int]
    """How much of what there is, as the build counted it."""
    version: str
    """The state of the data."""
    created: str
    """When it came about; empty where nothing was built."""
    examples: tuple[Example, ...]
    """Questions to click."""
    overview: Histogram | None
    """Actions by month or year."""
    map: WorldMap | None
    """Restrictions by country."""
    newest: tuple[Source, ...]
    """The documents published last."""
    first: str
    """The day of the first document that has one."""
    disputed: tuple[Summary, ...]
    """Actions that one side reports and another denies."""
    conflicts: tuple[ConflictRow, ...]
    """What documents disagree on."""


@blueprint.get("/")
def home() -> str:
    """What this is, how much there is, and ways in."""
    backend = current_runtime().backend
    manifest = backend.manifest()
    known = manifest.get("counts", {})
    counts = {name: int(known[name]) for name in _COUNTS if name in known} or {"triples": _triples()}
    newest, first = _documents()
    everything = Filters()
    page = Home(
        counts=counts,
        version=backend.version(),
        created=str(manifest.get("created", ""))[:16],
        examples=examples()[:8],
        overview=histogram([c for c in counts_by_month(everything) if c[0]], PARENTS),
        map=map_of(Filters(kind="Restriction")),
        newest=newest,
        first=first,
        disputed=summaries("?a writ:factuality writ:disputed .", limit=6, newest_first=True),
        conflicts=conflicts(6),
    )
    return render_template("home.html", page=page, filters=everything)


def _triples() -> int:
    row = current_runtime().select(
        "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )[0]
    return int(row["n"].value)


def _documents() -> tuple[tuple[Source, ...], str]:
    """The newest documents, and the day of the oldest one."""
    rows = select("""SELECT ?d ?p ?o WHERE { { SELECT ?d WHERE { GRAPH ?d { ?d schema:datePublished ?day } }
      ORDER BY DESC(STR(?day)) LIMIT 6 } GRAPH ?d { ?d ?p ?o FILTER(?p IN (rdfs:label, dcterms:publisher, schema:datePublished)) } }""")
    found, _ = grouped(rows, "d")
    newest = sorted(
        (source_of(iri, p) for iri, p in found.items()), key=lambda s: (s.published, s.node.iri), reverse=True
    )
    oldest = select("SELECT (MIN(STR(?day)) AS ?first) WHERE { GRAPH ?d { ?d schema:datePublished ?day } }")
    return tuple(newest), oldest[0]["first"].value if oldest and "first" in oldest[0] else ""


@blueprint.get("/cite", defaults={"suffix": ""})
@blueprint.get("/cite.<suffix>")
def citation(suffix: str) -> Response | str:
    """How to cite the whole, as words, BibTeX (``.bib``) and CSL-JSON (``.json``)."""
    whole: Citation = cite("Governments, courts and regulators on online platforms: a knowledge graph", "/")
    match suffix:
        case "":
            return render_template("cite.html", citation=whole)
        case "bib":
            return Response(whole.bibtex, content_type="application/x-bibtex; charset=utf-8")
        case "json":
            return Response(whole.csl, content_type="application/vnd.citationstyles.csl+json")
    abort(404)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A program that asks this endpoint: its file, language and text."""

    name: str
    title: str
    text: str


#: By file (those in Python are no modules of ours, hence .txt); the tests run each of them.
_TITLES = {
    "curl.sh": "curl",
    "sparqlwrapper.txt": "Python with SPARQLWrapper",
    "rdflib.txt": "Python with rdflib",
    "pandas.txt": "Python with pandas",
    "fetch.mjs": "JavaScript",
}


def samples(root: str) -> tuple[Sample, ...]:
    """The programs, asking the server at ``root`` (without a slash at its end)."""
    return tuple(
        Sample(
            name=name,
            title=title,
            text=(_SAMPLES / name).read_text("utf-8").replace("http://127.0.0.1:8035", root),
        )
        for name, title in _TITLES.items()
    )


@blueprint.get("/api")
def api() -> str:
    """The interfaces with programs that use them."""
    return render_template(
        "api.html", samples=samples(request.host_url.rstrip("/")), root=request.host_url.rstrip("/")
    )
