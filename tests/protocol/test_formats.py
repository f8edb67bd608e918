"""What a format can't express is refused rather than written wrongly; what it can comes back as it was."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
import rdflib
import requests

from tests.protocol.running import TOKEN, Running

XML = "{http://www.w3.org/2005/sparql-results#}"


def ask(server: Running, query: str, form: str) -> requests.Response:
    """A query's answer in a format."""
    return requests.get(server.sparql, params={"query": query, "format": form}, timeout=10)


@pytest.mark.parametrize("escape", ["\\u0001", "\\u001F", "\\u000B", "\\uFFFE", "\\uFFFF"])
def test_characters_that_xml_has_not_are_refused_in_xml(server: Running, escape: str) -> None:
    """A result that no XML parser takes is no answer: 406 says so, the other formats have the value."""
    query = f'SELECT ?x {{ VALUES ?x {{ "a{escape}" }} }}'
    refused = ask(server, query, "xml")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (406, "not-acceptable")
    value = ask(server, query, "json").json()["results"]["bindings"][0]["x"]["value"]
    assert value == "a" + escape.encode().decode("unicode-escape")
    graph = f'CONSTRUCT {{ <http://e/s> <http://e/p> "a{escape}" }} {{}}'
    assert ask(server, graph, "rdfxml").status_code == 406
    assert ask(server, graph, "turtle").status_code == 200


def test_line_breaks_in_values_survive_xml(server: Running) -> None:
    """A parser makes a line feed of a carriage return that stands there as it is."""
    rows = ask(server, r'SELECT ?x { VALUES ?x { "a\r\nb\rc\td<&" } }', "xml")
    found = ElementTree.fromstring(rows.content).find(f".//{XML}literal")
    assert found is not None
    assert found.text == "a\r\nb\rc\td<&"
    graph = ask(server, r'CONSTRUCT { <http://e/s> <http://e/p> "a\r\nb" } {}', "rdfxml")
    assert {str(o) for o in rdflib.Graph().parse(data=graph.content, format="xml").objects()} == {"a\r\nb"}


@pytest.mark.parametrize("name", ["http://e/", "http://e/123", "https://w3id.org/writ#", "http://e/a?"])
def test_properties_without_an_xml_name_are_refused_in_rdf_xml(server: Running, name: str) -> None:
    """RDF/XML must cut a property's IRI into namespace and local name; where that can't be, 406."""
    query = f"CONSTRUCT {{ <http://e/s> <{name}> 1 }} {{}}"
    assert ask(server, query, "rdfxml").status_code == 406
    assert f"<{name}>" in ask(server, query, "ntriples").text


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "trig", "nquads", "jsonld"])
def test_triple_terms_are_written_or_refused(server: Running, form: str) -> None:
    """RDF 1.2 in a graph: by the Graph Store and by CONSTRUCT, whole or as 406 where the format has no word for it."""
    data = "INSERT DATA { GRAPH <http://e/t> { <http://e/s> <http://e/p> <<( <http://e/a> <http://e/b> <http://e/c> )>> } }"
    assert server.update(data).status_code == 204
    read = requests.get(f"{server.address}store?graph=http://e/t&format={form}", timeout=10)
    made = ask(server, "CONSTRUCT { ?s ?p ?o } { GRAPH <http://e/t> { ?s ?p ?o } }", form)
    expected = 406 if form == "jsonld" else 200
    assert (read.status_code, made.status_code) == (expected, expected)
    assert expected == 406 or "http://e/a" in read.text


@pytest.mark.parametrize(
    "graph", ["http://a:b:c/", "http://e/%zz", "http://e/\uffff", "http://e/a b", "http://[::1"]
)
def test_graph_that_is_no_iri_is_a_bad_request(server: Running, graph: str) -> None:
    """By RFC 3987, in each parameter that takes one: the request's fault, not a conflict."""
    headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
    url = f"{server.address}store"
    for method in ("GET", "PUT", "POST", "DELETE"):
        answer = requests.request(method, url, params={"graph": graph}, headers=headers, data=b"", timeout=10)
        assert answer.status_code == 400, method
    for name in ("default-graph-uri", "named-graph-uri"):
        answer = requests.get(server.sparql, params={"query": "ASK {}", name: graph}, timeout=10)
        assert answer.json()["type"].endswith("/bad-request")


def test_service_description_says_what_is_offered(server: Running) -> None:
    """Languages, formats, features and limits of this server, in RDF that others read."""
    answer = requests.get(server.sparql, headers={"Accept": "text/turtle"}, timeout=10)
    described = rdflib.Graph().parse(data=answer.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = described.value(predicate=rdflib.RDF.type, object=sd.Service)
    assert described.value(service, sd.endpoint) == rdflib.URIRef(server.sparql)
    assert set(described.objects(service, sd.supportedLanguage)) == {sd.SPARQL11Query, sd.SPARQL11Update}
    assert set(described.objects(service, sd.feature)) == {sd.EmptyGraphs}
    assert server.update("CREATE GRAPH <http://e/empty>").status_code == 204
    assert server.ask("ASK { GRAPH <http://e/empty> {} }")
    offered = {str(f).rpartition("/")[2] for f in described.objects(service, sd.resultFormat)}
    assert {"SPARQL_Results_JSON", "Turtle", "N-Quads"} <= offered


def test_errors_vary_with_what_is_accepted(server: Running) -> None:
    """A cache must not give a page to a program."""
    answer = requests.get(server.sparql, params={"query": "ASK"}, headers={"Accept": "text/html"}, timeout=10)
    assert (answer.status_code, answer.headers["Vary"]) == (400, "Accept")
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("form", ["text/turtle", "application/n-triples", "application/trig"])
def test_byte_order_mark_before_a_document_is_no_part_of_it(server: Running, form: str) -> None:
    """As editors of Windows write it; what an empty document has besides is nothing."""
    headers = {"Content-Type": form, "Authorization": f"Bearer {TOKEN}"}
    for text in ("<http://e/s> <http://e/p> <http://e/o> .", ""):
        document = text.encode("utf-8-sig")
        address = f"{server.address}store?graph=http://e/marked"
        assert requests.put(address, data=document, headers=headers, timeout=30).status_code in (201, 204)
        assert server.ask("ASK { GRAPH <http://e/marked> { ?s ?p ?o } }") == bool(text)


def test_a_request_that_is_wrong_is_wrong_also_when_its_query_was_answered(server: Running) -> None:
    """What the cache holds of a GET is no answer to a POST without a query, of whatever type."""
    url = f"{server.sparql}?query=ASK%7B%7D"
    assert requests.get(url, timeout=10).status_code == 200
    for kind in ("application/pdf", "application/sparql-update"):
        assert requests.post(url, headers={"Content-Type": kind}, timeout=10).status_code in (400, 415)


def test_conditions_are_looked_at_only_where_there_is_an_answer(server: Running) -> None:
    """RFC 9110, 13.2.1: a request that fails without its condition fails with it; 13.1.2: 304 is for GET and HEAD."""
    known = {"If-None-Match": "*"}
    for query, accept, status in (
        ("SELECT", "*/*", 400), ("ASK {}", "image/png", 406), ("ASK { FILTER(1 = 1) }", "*/*", 304)
    ):  # fmt: skip
        answer = requests.get(
            server.sparql, params={"query": query}, headers={**known, "Accept": accept}, timeout=10
        )
        assert answer.status_code == status, query
    posted = requests.post(server.sparql, data={"query": "ASK { FILTER(1 = 1) }"}, headers=known, timeout=10)
    assert posted.status_code == 200
