"""Networks, nanopublications and web annotations."""

from __future__ import annotations

import io
import json

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from kg.export import annotations, framed, gexf, graphml, nanopub, turtle12
from kg.export.format import Format, Selection
from kg.export.network import network
from kg.vocab import RDF_TYPE, writ

NP = "http://www.nanopub.org/nschema#"


def _bytes(known: Format, store: Store) -> bytes:
    output = io.BytesIO()
    known.write(store, Selection(), output)
    return output.getvalue()


@pytest.mark.parametrize("known", [graphml.FORMAT, gexf.FORMAT], ids=lambda f: f.name)
def test_networkx_reads_all_nodes_edges_and_attributes(known: Format, small_store: Store) -> None:
    """What it reads is what we had: IRIs, roles, dates, names."""
    networkx = pytest.importorskip("networkx")
    read = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}[known.name]
    found, expected = read(io.BytesIO(_bytes(known, small_store))), network(small_store, Selection())
    assert len(expected) > 4
    assert set(found) == set(expected)
    assert sorted(d["label"] for *_, d in found.edges(data=True)) == sorted(
        d["label"] for *_, d in expected.edges(data=True)
    )
    assert sorted((a, b) for a, b, *_ in found.edges) == sorted((a, b) for a, b, *_ in expected.edges)
    for node, values in expected.nodes(data=True):
        assert {k: found.nodes[node][k] for k in values} == values


def test_each_claim_is_one_nanopublication(small_store: Store) -> None:
    """Four graphs each, the assertion without evidence, the provenance with the quoted words."""
    quads = list(parse(_bytes(nanopub.FORMAT, small_store), format=RdfFormat.TRIG))
    heads = [q.subject for q in quads if q.object == NamedNode(NP + "Nanopublication")]
    assert len(heads) == len(set(heads)) == 5
    for head in heads:
        claim = head.value.partition("#")[0]
        graphs = {q.graph_name.value for q in quads if q.graph_name.value.startswith(claim + "#")}
        assert graphs == {f"{claim}#{n}" for n in ("head", "assertion", "provenance", "pubinfo")}
        assertion = {q.predicate.value for q in quads if q.graph_name.value == f"{claim}#assertion"}
        assert "https://w3id.org/writ#about" in assertion
        assert "https://w3id.org/writ#evidence" not in assertion
        provenance = {q.predicate.value for q in quads if q.graph_name.value == f"{claim}#provenance"}
        assert "http://www.w3.org/ns/oa#exact" in provenance
        assert any(q.subject == head for q in quads if q.graph_name.value == f"{claim}#pubinfo")


def test_each_claim_is_one_annotation_with_both_selectors(small_store: Store) -> None:
    """The position fits the quote."""
    page = json.loads(_bytes(annotations.FORMAT, small_store))
    assert len(page["items"]) == 5
    for item in page["items"]:
        (target,) = item["target"]
        quote, position = target["selector"]
        assert position["end"] - position["start"] == len(quote["exact"]) > 0
        assert {b["type"] for b in item["body"]} == {"TextualBody", "SpecificResource"}


def test_framed_trees_are_plain_json_and_the_same_graph(small_store: Store) -> None:
    """Keys are the ontology's words, claims lie in their action; read as RDF, every triple is one of the store's."""
    pytest.importorskip("pyld")
    data = _bytes(framed.FORMAT, small_store)
    trees = json.loads(data)["@graph"]
    block = next(t for t in trees if "Block" in t["type"])
    assert block["earliest"] == "2020-10-09"
    assert [p["label"] for p in block["target"]] == ["TikTok"]
    claims = block["@reverse"]["about"]
    assert len(claims) == 2
    assert all("blocked TikTok" in p["exact"] for c in claims for p in c["evidence"])
    read = {str(q.triple) for q in parse(data, format=RdfFormat.JSON_LD)}
    assert read <= {str(q.triple) for q in small_store}
    for kind in ("Action", "Observation", "Claim", "Passage"):
        ours = {str(q.triple) for q in small_store.quads_for_pattern(None, RDF_TYPE, writ(kind), None)}
        assert ours <= read


def test_claims_reify_what_they_speak_for(small_store: Store) -> None:
    """Without the reifiers it is the union of the graphs; each triple term is about the claim's action."""
    read = [q.triple for q in parse(_bytes(turtle12.FORMAT, small_store), format=RdfFormat.TURTLE)]
    plain = {str(t) for t in read if not isinstance(t.object, Triple)}
    assert plain == {str(q.triple) for q in small_store}
    about = {(q.subject, q.object) for q in small_store.quads_for_pattern(None, writ("about"), None, None)}
    reified = [t for t in read if isinstance(t.object, Triple)]
    assert {t.subject for t in reified} == {claim for claim, _ in about}
    assert all((t.subject, t.object.subject) in about for t in reified)
