"""The mapping set of the ontology: columns, countries, and nothing unverified that counts as the same."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from pyoxigraph import NamedNode

from kg.gazetteer import gazetteer
from kg.links import confirmed_mappings
from kg.ontology_graph import ontology_quads
from kg.store import StoreDirectory
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
    assert set(found[0]) <= NEEDED | {
        "subject_label",
        "object_label",
        "object_source",
        "comment",
    }  # slots of SSSOM
    assert all(None not in row and None not in row.values() for row in found)  # as many cells as columns
    assert all(row["mapping_justification"].startswith("semapv:") for row in found)
    assert all(0 < float(row["confidence"]) <= 1 for row in found)
    assert len({(r["subject_id"], r["object_id"]) for r in found}) == len(found)


def test_nothing_unverified_is_exact_or_in_the_graph() -> None:
    """Candidates are listed as close, and the graph has none of them."""
    open_rows = [row for row in rows() if "unverified" in row["comment"]]
    assert open_rows
    assert {row["predicate_id"] for row in open_rows} == {"skos:closeMatch"}
    assert {m.predicate for m in confirmed_mappings() if m.family != "concept"} == {SKOS + "exactMatch"}
    assert not {r["object_id"] for r in open_rows} & {r["object_id"] for r in rows() if r not in open_rows}
    assert len(confirmed_mappings()) == len(rows()) - len(open_rows)


def test_every_row_that_counts_says_where_it_was_found() -> None:
    """A source (SSSOM takes IRIs only) and a comment; the object is of the kind of identifier that the source gives, and nothing else."""
    form = {
        "https://www.wikidata.org/": r"wd:Q[1-9]\d*",
        "https://www.geonames.org/": r"gn:[1-9]\d*",
        "https://www.dbpedia.org/": r"dbr:\S+",
        "http://eurovoc.europa.eu/": r"eurovoc:[1-9]\d*",
        "https://www.iso.org/iso-3166-country-codes.html": r"iso3166:[A-Z]{2}",
        "https://transparency.dsa.ec.europa.eu/": r"writ:dsa-[a-z-]+",
    }
    for row in rows():
        assert re.fullmatch(form[row["object_source"]], row["object_id"]), row
        assert row["comment"], row


def test_an_identifier_is_one_thing() -> None:
    """No two entries are exactly the same as one identifier, and none is exactly two of one data set."""
    exact = [r for r in rows() if r["predicate_id"] == "skos:exactMatch"]
    assert len({r["object_id"] for r in exact}) == len(exact)
    assert len({(r["subject_id"], r["object_source"]) for r in exact}) == len(exact)


def test_countries_have_their_codes() -> None:
    """Each row of a code is about the country that the gazetteer gives this code; only Kosovo has none."""
    codes = {m.key: m.object.rpartition(":")[2] for m in confirmed_mappings() if "iso:code" in m.object}
    countries = {c.key: code for code, c in gazetteer().countries.items()}
    assert {key: code for key, code in countries.items() if codes.get(key) != code} == {"kosovo": "XK"}
    assert codes.keys() <= countries.keys()


def test_links_of_a_build_are_of_its_entities_and_grounds(seeds_store: Path) -> None:
    """Pakistan has its identifiers in five data sets, a ground has its code, and no country that was not named is there."""
    store = StoreDirectory(seeds_store).open()
    graph = NamedNode("https://w3id.org/writ/id/graph/links")
    objects = {q.object.value for q in store.quads_for_pattern(None, None, None, graph)}
    assert {
        "http://www.wikidata.org/entity/Q843",
        "https://sws.geonames.org/1168579",
        "http://eurovoc.europa.eu/2222",
        "https://www.iso.org/obp/ui/#iso:code:3166:PK",
        f"{WRIT}dsa-keyword-defamation",
    } - objects == set()
    assert "https://www.iso.org/obp/ui/#iso:code:3166:AF" not in objects


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
