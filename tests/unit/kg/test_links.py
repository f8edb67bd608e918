"""The mapping set of the ontology: columns, countries, and nothing unverified that counts as the same."""

from __future__ import annotations

import csv
from pathlib import Path

from kg.gazetteer import gazetteer
from kg.links import confirmed_mappings
from kg.ontology_graph import ontology_quads
from kg.vocab import SKOS, WRIT

FILE = Path(__file__).resolve().parents[3] / "ontology" / "links.sssom.tsv"
NEEDED = {
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "confidence",
    "author_label",
    "mapping_date",
}


def rows() -> list[dict[str, str]]:
    """The rows of the file as it stands."""
    lines = (line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t"))


def test_rows_have_what_sssom_asks() -> None:
    """No needed cell is empty, justifications are semapv's, confidences between 0 and 1, no row twice."""
    found = rows()
    assert all(row[name] for row in found for name in NEEDED)
    assert all(row["mapping_justification"].startswith("semapv:") for row in found)
    assert all(0 < float(row["confidence"]) <= 1 for row in found)
    assert len({(r["subject_id"], r["object_id"]) for r in found}) == len(found)


def test_nothing_unverified_is_exact_or_in_the_graph() -> None:
    """Candidates are listed as close, and the graph has none of them."""
    open_rows = [row for row in rows() if "unverified" in row["comment"]]
    assert open_rows
    assert {row["predicate_id"] for row in open_rows} == {"skos:closeMatch"}
    assert {m.predicate for m in confirmed_mappings() if m.family != "concept"} == {SKOS + "exactMatch"}
    assert len(confirmed_mappings()) == len(rows()) - len(open_rows)


def test_all_countries_have_both_identifiers() -> None:
    """Wikidata and GeoNames."""
    linked = {(m.key, m.object.split("/")[2]) for m in confirmed_mappings()}
    wanted = {
        (c.key, host)
        for c in gazetteer().countries.values()
        for host in ("www.wikidata.org", "sws.geonames.org")
    }
    assert wanted - linked == set()


def test_fifty_platforms_companies_and_bodies_are_linked() -> None:
    """Those that are named most."""
    assert len({m.key for m in confirmed_mappings() if m.family == "actor"}) >= 50


def test_grounds_are_matched_as_their_scheme_says() -> None:
    """EuroVoc and DSA codes stand in the mapping set just as in the ontology, row for row."""
    matches = ("closeMatch", "exactMatch", "broadMatch", "narrowMatch", "relatedMatch")
    scheme = {
        (quad.subject.value.removeprefix(WRIT), quad.predicate.value, quad.object.value)
        for quad in ontology_quads()
        if quad.predicate.value.removeprefix(SKOS) in matches and "#ground-" in str(quad.subject)
    }
    rows_on_grounds = {(m.key, m.predicate, m.object) for m in confirmed_mappings() if m.family == "concept"}
    assert len(scheme) > 40
    assert rows_on_grounds == scheme
