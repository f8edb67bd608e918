"""The Flask application by its test client: pages, linked data, descriptions, one shape of errors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from flask import Blueprint
from flask.testing import FlaskClient
from pydantic import SecretStr
from typer.testing import CliRunner

from kg.store import Ownership, StoreDirectory
from server.app import create_app
from server.resources import shown
from server.runtime import Runtime
from server.settings import Settings

BASE = "https://example.org/id/"
NASTY = "<script>alert('x')</script>"
DATA = f"""INSERT DATA {{
  <{BASE}actor/a> a <https://w3id.org/writ#Actor> ; <http://www.w3.org/2000/01/rdf-schema#label> "{NASTY}"@en .
  <{BASE}action/1> <https://w3id.org/writ#agent> <{BASE}actor/a> .
  GRAPH <{BASE}document/d> {{ <{BASE}claim/1> <https://w3id.org/writ#about> <{BASE}action/1> }}
  GRAPH <{BASE}document/a%20b%2Fc> {{ <{BASE}document/a%20b%2Fc> a <https://w3id.org/writ#Document> }} }}"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of an application over a small built store."""
    store = tmp_path_factory.mktemp("store")
    with StoreDirectory(store).building(Ownership.of_build(BASE)) as new:
        new.store.update(DATA)
        new.manifest.update({"base": BASE, "counts": {"documents": 1, "triples": 4}})
    settings = Settings(store=store, token=SecretStr("secret"), log_format="none", readers=2)
    runtime = Runtime(settings)
    yield create_app(settings, runtime).test_client()
    runtime.close()


def test_home_shows_counts_and_examples(client: FlaskClient) -> None:
    """A page of our own, with a strict policy and nothing from elsewhere."""
    response = client.get("/")
    assert response.status_code == 200
    assert "documents" in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert 'src="http' not in response.text


def test_query_page_for_browsers_description_for_programs(client: FlaskClient) -> None:
    """/sparql without a query: the form as HTML, the service description as RDF."""
    assert "<textarea" in client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"}).text
    response = client.get("/sparql")
    graph = ox.Dataset(ox.parse(response.data, format=ox.RdfFormat.TURTLE))
    sd = "http://www.w3.org/ns/sparql-service-description#"
    languages = {q.object.value for q in graph if q.predicate.value == sd + "supportedLanguage"}  # type: ignore[union-attr]
    assert languages == {sd + "SPARQL11Query", sd + "SPARQL11Update"}
    assert len([q for q in graph if q.predicate.value == sd + "resultFormat"]) == 10


@pytest.mark.parametrize(
    ("suffix", "accept", "content_type"),
    [
        ("", "text/turtle", "text/turtle; charset=utf-8"),
        ("", "application/ld+json", "application/ld+json"),
        ("", "text/html", "text/html; charset=utf-8"),
        ("", "*/*", "text/turtle; charset=utf-8"),
        (".ttl", "text/html", "text/turtle; charset=utf-8"),
        (".jsonld", "", "application/ld+json"),
        (".html", "", "text/html; charset=utf-8"),
        (".nt", "", "application/n-triples"),
        (".json", "", "application/ld+json"),
        (".xml", "text/html", "application/rdf+xml"),
    ],
)
def test_resource_in_every_format(client: FlaskClient, suffix: str, accept: str, content_type: str) -> None:
    """/id/x is BASE+x: by Accept, by suffix, with validators and links to the other forms."""
    response = client.get(f"/id/actor/a{suffix}", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.headers["Vary"]
    assert response.headers["Last-Modified"].endswith("GMT")
    assert 'rel="alternate"' in response.headers["Link"]
    assert NASTY not in response.text or content_type != "text/html; charset=utf-8"
    again = client.get(
        f"/id/actor/a{suffix}", headers={"Accept": accept, "If-None-Match": response.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_resource_whose_key_is_encoded_is_found(client: FlaskClient) -> None:
    """A document named "a b/c" has an IRI with %20 and %2F, and its page is where links to it lead."""
    path = "/id/document/a%20b%2Fc"
    response = client.get(path + ".nt")
    assert f"<{BASE}document/a%20b%2Fc>" in response.text
    assert f"<{path}.ttl>" in response.headers["Link"]


def test_resource_says_what_is_said_of_it(client: FlaskClient) -> None:
    """Own statements and those of others about it; a document comes with its testimony."""
    actor = ox.Dataset(ox.parse(client.get("/id/actor/a.nt").data, format=ox.RdfFormat.N_TRIPLES))
    assert len(actor) == 3
    document = client.get("/id/document/d.nt").text
    assert f"<{BASE}claim/1>" in document
    assert client.head("/id/actor/a").data == b""
    assert client.get("/id/actor/nobody").status_code == 404


def test_card_of_the_data_set_for_people(client: FlaskClient) -> None:
    """A browser gets a page that says what the data do; its links to the other forms lead to these."""
    page = client.get("/.well-known/void", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype) == (200, "text/html")
    graph = ox.Dataset(ox.parse(client.get("/.well-known/void.ttl").data, format=ox.RdfFormat.TURTLE))
    classes = {q.object for q in graph if q.predicate.value == "http://rdfs.org/ns/void#class"}
    assert classes
    for word in ("Classes", "Properties", "Example queries", "/sparql?edit=", *map(shown, classes)):
        assert word in page.text
    for suffix, kind in (
        ("jsonld", "application/ld+json"),
        ("html", "text/html"),
        ("xml", "application/rdf+xml"),
    ):
        found = client.get(f"/.well-known/void.{suffix}", headers={"Accept": "text/turtle"})
        assert (found.status_code, found.mimetype) == (200, kind)
    assert client.get("/.well-known/void.pdf").status_code == 404
    assert client.get("/.well-known/void").mimetype == "text/turtle"


def test_void_counts_classes_and_properties(client: FlaskClient) -> None:
    """The data set's description has its partitions, and the example queries."""
    graph = ox.Dataset(ox.parse(client.get("/.well-known/void").data, format=ox.RdfFormat.TURTLE))
    void = "http://rdfs.org/ns/void#"
    assert [
        q.object.value
        for q in graph
        if q.predicate.value == void + "triples" and "dataset" in q.subject.value
    ] == ["3"]  # type: ignore[union-attr]
    assert len([q for q in graph if q.predicate.value == void + "classPartition"]) == 1
    assert (
        len(
            [
                q
                for q in graph
                if q.predicate.value == void + "propertyPartition" and q.subject.value.endswith("#dataset")
            ]
        )
        == 3
    )  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "path",
    [
        "/ontology",
        "/ontology.ttl",
        "/ontology.html",
        "/robots.txt",
        "/sitemap.xml",
        "/health",
        "/ready",
        "/metrics",
        "/static/writ.css",
    ],
)
def test_other_paths_are_there(client: FlaskClient, path: str) -> None:
    """Each is answered, HEAD too."""
    for method in ("GET", "HEAD"):
        with client.open(path, method=method) as response:
            assert response.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/health", 405),
        ("PATCH", "/store?default", 405),
        ("GET", "/update", 405),
        ("POST", "/update", 401),
        ("GET", "/sparql?query=SELECT", 400),
        ("GET", "/sparql?query=ASK{}&format=png", 406),
        ("POST", "/sparql", 415),
        ("GET", "/store", 400),
        ("GET", "/store?graph=http://e/none", 404),
        ("DELETE", "/sparql", 405),
        ("GET", "/ontology.png", 404),
    ],
)
def test_errors_have_one_shape(client: FlaskClient, method: str, path: str, status: int) -> None:
    """RFC 9457 with CORS on every path; plain text for a terminal."""
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json is not None
    assert {"type", "title", "status", "detail"} <= set(response.json)
    assert response.json["status"] == status
    text = client.open(path, method=method, headers={"Accept": "text/plain"})
    assert text.headers["Content-Type"] in ("text/plain; charset=utf-8", "application/problem+json")


def test_syntax_error_says_where(client: FlaskClient) -> None:
    """Line and column."""
    response = client.get("/sparql", query_string={"query": "SELECT *\n{ ?s ?p }"})
    assert response.json is not None
    assert "2:" in response.json["detail"]


def test_markup_in_data_is_shown_as_text(client: FlaskClient) -> None:
    """HTML results and pages escape everything."""
    query = f'SELECT ("{NASTY}" AS ?x) (IRI("javascript:alert(1)") AS ?y) {{}}'
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"})
    assert NASTY not in response.text
    assert 'href="javascript' not in response.text
    assert "Content-Security-Policy" in response.headers


def test_answers_carry_validators(client: FlaskClient) -> None:
    """ETag and version; 304 for who has it; none for what changes by itself."""
    url = {"query": "SELECT * { ?s ?p ?o }"}
    first = client.get("/sparql", query_string=url)
    assert first.headers["Writ-Version"].startswith("000001-")
    assert (
        client.get("/sparql", query_string=url, headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )
    assert client.get("/sparql", query_string=url, headers={"If-None-Match": '"other"'}).status_code == 200
    assert "ETag" not in client.get("/sparql", query_string={"query": "SELECT (RAND() AS ?r) {}"}).headers


def test_preflight(client: FlaskClient) -> None:
    """A browser of another site may ask and send a token."""
    response = client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert response.status_code == 204
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


def test_serve_help_lists_every_setting() -> None:
    """Every setting has a flag, but for the token, which would be seen in the list of processes."""
    import typer

    from server.command import serve

    app = typer.Typer()
    app.command()(serve)
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    assert all(f"--{name.replace('_', '-')}" in shown for name in Settings.model_fields if name != "token")
    assert "--token" not in shown


def test_settings_come_from_flag_environment_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In that order."""
    from kg.errors import UsageError
    from server.command import load_settings

    file = tmp_path / "writ.toml"
    file.write_text('port = 1\nhost = "file"\ntimeout = 7.5\n', encoding="utf-8")
    monkeypatch.setenv("WRIT_CONFIG", str(file))
    monkeypatch.setenv("WRIT_HOST", "environment")
    settings = load_settings(port=3, timeout=None)
    assert (settings.port, settings.host, settings.timeout) == (3, "environment", 7.5)
    with pytest.raises(UsageError, match="port"):
        load_settings(port=99999)


def test_every_module_with_a_blueprint_is_registered(client: FlaskClient) -> None:
    """Adding a page is adding a file: no list names it."""
    found = set(client.application.blueprints)
    assert {"pages", "resources", "status"} <= found
    assert len(found) == len({f"{b.import_name}" for b in client.application.blueprints.values()})


def test_queries_of_pages_are_kept_by_version(client: FlaskClient) -> None:
    """The same page again asks no reader; a commit makes the answer anew; readiness is never taken from the cache."""
    runtime: Runtime = client.application.extensions["writ"]
    query = "SELECT (COUNT(*) AS ?n) { GRAPH <https://example.org/kept> { ?s ?p ?o } }"
    assert runtime.select(query)[0]["n"].value == "0"
    hits = runtime.endpoint.cache.hits
    assert runtime.select(query)[0]["n"].value == "0"
    assert runtime.endpoint.cache.hits == hits + 1
    update = "INSERT DATA { GRAPH <https://example.org/kept> { <a:b> <a:c> 1 } }"
    headers = {"Authorization": "Bearer secret"}
    assert client.post("/update", data={"update": update}, headers=headers).status_code == 204
    assert runtime.select(query)[0]["n"].value == "1"
    hits = runtime.endpoint.cache.hits
    assert client.get("/ready").status_code == client.get("/ready").status_code == 200
    assert runtime.endpoint.cache.hits == hits


def test_partitions_of_classes_name_their_properties(client: FlaskClient) -> None:
    """VoID as query editors read it: class, its members, and the properties that these have."""
    graph = rdflib.Graph().parse(data=client.get("/.well-known/void").data, format="turtle")
    rows = graph.query(
        "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?p ?n { ?d a void:Dataset ; void:classPartition ?c . "
        "?c void:class <https://w3id.org/writ#Actor> ; void:propertyPartition [ void:property ?p ; void:triples ?n ] }"
    )
    assert {(str(row.p).rpartition("#")[2], int(row.n)) for row in rows} == {("type", 1), ("label", 1)}  # type: ignore[union-attr]


def test_pages_are_of_one_version(client: FlaskClient) -> None:
    """A swap between two queries of a page: the page is made again, and says its version."""
    runtime: Runtime = client.application.extensions["writ"]
    made: list[int] = []
    query = "SELECT (COUNT(*) AS ?n) { GRAPH <https://example.org/pages> { ?s ?p ?o } }"
    headers = {"Authorization": "Bearer secret"}

    def page() -> str:
        made.append(1)
        before = runtime.select(query)[0]["n"].value
        if len(made) == 1:
            update = "INSERT DATA { GRAPH <https://example.org/pages> { <a:b> <a:c> 1 } }"
            post = partial(client.post, "/update", data={"update": update}, headers=headers)
            with ThreadPoolExecutor(1) as other:  # another request is another thread's
                assert other.submit(post).result().status_code == 204
        return f"{before} {runtime.select(query + ' # again')[0]['n'].value}"

    blueprint = Blueprint("one", __name__)
    blueprint.add_url_rule("/one-version", view_func=page)
    app = create_app(runtime.settings, runtime)
    app.register_blueprint(blueprint)
    answer = app.test_client().get("/one-version")
    assert answer.text == "1 1"
    assert answer.headers["Writ-Version"] == runtime.backend.version()
    assert len(made) == 2
