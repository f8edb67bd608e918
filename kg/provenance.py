"""Who made what from what, in PROV-O (https://www.w3.org/TR/prov-o/): the graph of the builds.

Claims name the activity that generated them by an IRI that depends on the version and the language data alone, so
that their graphs are the same in every build; times, inputs and settings are said of the run, in the run graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import Minter, content_hash
from kg.model import Failure
from kg.ontology_files import ontology_digest
from kg.version import __version__
from kg.vocab import DCTERMS, PROV, RDF_TYPE, RDFS, SCHEMA, WRIT, XSD

_DATE_TIME = NamedNode(XSD + "dateTime")
_LANGUAGE_DATA = NamedNode(WRIT.removesuffix("#"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One build: when, with which settings, of which documents (identifier to SHA-256 of its bytes)."""

    started: datetime
    ended: datetime
    settings: Mapping[str, str]
    documents: Mapping[str, str]
    failures: tuple[Failure, ...] = ()


def extraction_activity(mint: Minter) -> NamedNode:
    """The activity that generates claims: one for each version of the software with its language data."""
    return mint.activity(f"extraction-{__version__}-{ontology_digest()[:12]}")


def run_activity(run: Run, mint: Minter) -> NamedNode:
    """The run itself, named by its time and its inputs."""
    moment = run.started.strftime("%Y%m%dT%H%M%S")
    return mint.activity(
        f"build-{moment}-{content_hash(run.started.isoformat(), tuple(sorted(run.documents.items())))[:8]}"
    )


def run_quads(run: Run, mint: Minter) -> Iterator[Quad]:
    """The run, its software and its inputs, in the graph of runs."""
    graph = mint.graph("runs")
    software = mint.software(f"writ-{__version__}")
    activity, extraction = run_activity(run, mint), extraction_activity(mint)

    def of(subject: NamedNode, *pairs: tuple[str, NamedNode | Literal]) -> Iterator[Quad]:
        for predicate, value in pairs:
            yield Quad(subject, NamedNode(predicate), value, graph)

    yield Quad(software, RDF_TYPE, NamedNode(PROV + "SoftwareAgent"), graph)
    yield from of(
        software,
        (RDFS + "label", Literal(f"Writ {__version__}", language="en")),
        (SCHEMA + "softwareVersion", Literal(__version__)),
    )
    for node, label in (
        (activity, f"build of {run.started:%Y-%m-%d %H:%M:%S} UTC"),
        (extraction, "extraction of claims"),
    ):
        yield Quad(node, RDF_TYPE, NamedNode(PROV + "Activity"), graph)
        yield from of(
            node,
            (RDFS + "label", Literal(label, language="en")),
            (PROV + "wasAssociatedWith", software),
            (
                DCTERMS + "description",
                Literal(f"ontology and language data with SHA-256 {ontology_digest()}"),
            ),
        )
    yield from of(
        activity,
        (PROV + "startedAtTime", _moment(run.started)),
        (PROV + "endedAtTime", _moment(run.ended)),
        (PROV + "wasInformedBy", extraction),
        *(
            (DCTERMS + "conformsTo", Literal(f"{name}={value}"))
            for name, value in sorted(run.settings.items())
        ),
    )
    for identifier in sorted(run.documents):
        yield Quad(activity, NamedNode(PROV + "used"), mint.document(identifier), graph)
    for failure in run.failures:
        yield from of(
            activity, (RDFS + "comment", Literal(f"{failure.location}: {failure.stage}: {failure.reason}"))
        )


def _moment(value: datetime) -> Literal:
    return Literal(value.isoformat(timespec="milliseconds").replace("+00:00", "Z"), datatype=_DATE_TIME)
