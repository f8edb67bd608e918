"""The reconciliation service: every answer against the published schemas, nonsense never a 500, a thousand names at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pyoxigraph import Store
from referencing import Registry, Resource

from kg.store import Ownership, StoreDirectory
from kg.vocab import DEFAULT_BASE
from server.app import create_app
from server.runtime import Runtime
from server.settings import Settings

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "reconciliation"
TIKTOK = f"{DEFAULT_BASE}actor/tiktok"
PTA = f"{DEFAULT_BASE}actor/pakistan-telecommunication-authority"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, small_store: Store) -> Iterator[FlaskClient]:
    """An application over the small graph."""
    directory = tmp_path_factory.mktemp("reconcile")
    with StoreDirectory(directory).building(Ownership.of_build(DEFAULT_BASE)) as new:
        new.store.extend(small_store)
        new.manifest.update({"base": DEFAULT_BASE})
    runtime = Runtime(Settings(store=directory, log_format="none", readers=2))
    yield create_app(runtime.settings, runtime).test_client()
    runtime.close()


def conforms(answer: Any, version: str, name: str) -> None:
    """Fails where an answer breaks a schema; skips where the schemas are absent."""
    folder = SCHEMAS / version / "schemas"
    if not folder.is_dir():
        pytest.skip("the schemas of ../shared/reconciliation are not here")
    registry: Registry[Any] = Registry()
    for path in folder.glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        if "definitions/securityDefinitions" in schema:
            continue
        resource = Resource.from_contents(schema, default_specification=_draft7())
        registry = registry.with_resource(schema.get("$id", path.name), resource).with_resource(
            path.name, resource
        )
        registry = registry.with_resource(
            f"https://reconciliation-api.github.io/specs/draft/schemas/{path.name}", resource
        )
    schema = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    Draft7Validator(schema, registry=registry).validate(answer)


def _draft7() -> Any:
    from referencing.jsonschema import DRAFT7

    return DRAFT7


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/reconcile", "0.2"),
        ("/reconcile?version=1.0-draft", "1.0-draft"),
        ("/reconcile/1.0-draft", "1.0-draft"),
    ],
)
def test_manifest(client: FlaskClient, path: str, version: str) -> None:
    """Each version has its manifest, which a page of another origin may read."""
    response = client.get(path)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert version in response.json["versions"]  # type: ignore[index]
    conforms(response.json, version, "manifest")


def test_batch_02(client: FlaskClient) -> None:
    """Names with type and properties; keys stay; an acronym finds its body for sure."""
    queries = {
        "q0": {"query": "PTA", "type": "https://w3id.org/writ#Regulator", "limit": 3},
        "q1": {"query": "Tik Tok", "properties": [{"pid": "writ:countryCode", "v": "PK"}]},
        "q2": {"query": "nothing at all like it"},
        "q3": {"query": "TikTok", "type": ["Place", "Court"], "type_strict": "any"},
    }
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)}).json
    conforms(answer, "0.2", "reconciliation-result-batch")
    assert answer is not None
    assert list(answer) == list(queries)
    assert (answer["q0"]["result"][0]["id"], answer["q0"]["result"][0]["match"]) == (PTA, True)
    assert answer["q1"]["result"][0]["id"] == TIKTOK
    assert [answer[q]["result"] for q in ("q2", "q3")] == [[], []]


def test_the_only_one_of_a_label_is_a_match(client: FlaskClient) -> None:
    """Others may be called Pakistan too, but only the country has this label; so OpenRefine may match it, and nothing else."""
    queries = {"q0": {"query": "Pakistan"}}
    first, *others = client.post("/reconcile", data={"queries": json.dumps(queries)}).get_json()["q0"][
        "result"
    ]
    assert (first["name"], first["match"]) == ("Pakistan", True)
    assert not any(other["match"] for other in others)


def test_batch_1(client: FlaskClient) -> None:
    """Conditions on name, identifier and property; answers in order; a required property that is missing excludes."""

    def query(*conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"conditions": list(conditions), **more}

    country = {"matchType": "property", "propertyId": "writ:countryCode", "propertyValue": "PK"}
    batch = {
        "queries": [
            query({"matchType": "name", "propertyValue": "Telecommunication Authority, Pakistan"}, country),
            query({"matchType": "id", "propertyValue": TIKTOK}),
            query({"matchType": "name", "propertyValue": "TikTok"}, {**country, "required": True}),
            query(country, type="writ:Place"),
        ]
    }
    for path in ("/reconcile", "/reconcile/match", "/reconcile/1.0-draft/match"):
        answer = client.post(path, json=batch).json
        conforms(answer, "1.0-draft", "reconciliation-result-batch")
        found = [[c["id"] for c in r["candidates"]] for r in answer["results"]]  # type: ignore[index]
        assert [f[:1] for f in found] == [[PTA], [TIKTOK], [], [f"{DEFAULT_BASE}place/pakistan"]]


@pytest.mark.parametrize("version", ["0.2", "1.0-draft"])
@pytest.mark.parametrize(
    ("kind", "prefix", "first"),
    [("entity", "pak", "pakistan"), ("type", "regu", "Regulator"), ("property", "country", "countryCode")],
)
def test_suggest(client: FlaskClient, version: str, kind: str, prefix: str, first: str) -> None:
    """What is being typed is completed."""
    answer = client.get(f"/reconcile/{version}/suggest/{kind}?prefix={prefix}").json
    names = {"entity": "entities", "type": "types", "property": "properties"}
    conforms(answer, version, f"suggest-{names[kind]}-response")
    assert any(item["id"].endswith(first) for item in answer["result"])  # type: ignore[index]


def test_data_extension(client: FlaskClient) -> None:
    """Values of properties, forwards and backwards, in the shape of each version; unknown ones are empty."""
    query = {"ids": [PTA, "nobody"], "properties": [{"id": "writ:countryCode"}, {"id": "^writ:agent", "settings": {"limit": 1}}, {"id": "x"}]}  # fmt: skip
    old = client.post("/reconcile", data={"extend": json.dumps(query)}).json
    conforms(old, "0.2", "data-extension-response")
    assert old["rows"][PTA]["writ:countryCode"] == [{"str": "PK"}]  # type: ignore[index]
    assert "/action/" in old["rows"][PTA]["^writ:agent"][0]["id"]  # type: ignore[index]
    new = client.post("/reconcile/extend", json=query).json
    conforms(new, "1.0-draft", "data-extension-response")
    assert [p["values"] for p in new["rows"][1]["properties"]] == [[], [], []]  # type: ignore[index]
    for version in ("0.2", "1.0-draft"):
        proposed = client.get(f"/reconcile/{version}/extend/propose?type=writ:Regulator").json
        conforms(proposed, version, "data-extension-property-proposal")
        assert "country code" in {p["name"] for p in proposed["properties"]}  # type: ignore[index]


def test_preview_is_safe_inside_other_pages(client: FlaskClient) -> None:
    """A card that other pages may frame and that runs nothing; the flyout is the same as JSON; view leads to the page."""
    response = client.get("/reconcile/preview", query_string={"id": TIKTOK})
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors *" in policy
    assert "X-Frame-Options" not in response.headers
    assert "<h1><bdi>TikTok</bdi></h1>" in response.text
    assert client.get("/reconcile/flyout/entity", query_string={"id": TIKTOK}).json["html"] == response.text  # type: ignore[index]
    assert (
        client.get("/reconcile/view", query_string={"id": TIKTOK})
        .headers["Location"]
        .endswith("/id/actor/tiktok")
    )
    assert client.get("/reconcile/preview?id=nobody").status_code == 404


def test_thousand_names_in_one_call(client: FlaskClient) -> None:
    """Each gets its answer."""
    queries = {f"q{i}": {"query": f"Pakistan Telecomunication Authority {i}"} for i in range(1000)}
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)}).json
    assert len(answer) == 1000  # type: ignore[arg-type]
    assert {r["result"][0]["id"] for r in answer.values()} == {PTA}  # type: ignore[union-attr]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["query", "type", "limit", "properties", "pid", "v", "queries", "conditions", "matchType", "propertyValue", "ids", "id"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON)
def test_nonsense_is_refused_or_answered(client: FlaskClient, value: Any) -> None:
    """Whatever JSON comes, in either version, as a batch or an extension: 200 or 4xx."""
    for batch in (value, {"q": value}):
        for field in ("queries", "extend"):
            status = client.post("/reconcile", data={field: json.dumps(batch)}).status_code
            assert status == 200 or 400 <= status < 500
    for path in ("/reconcile", "/reconcile/extend"):
        status = client.post(path, json={"queries": [value], "ids": [], "properties": value}).status_code
        assert status == 200 or 400 <= status < 500


@pytest.mark.parametrize(
    "text",
    ["", "{", "[" * 5000, '{"q":{"query":"\\ud800"}}', '{"q":{"query":"a","limit":1e999}}', "null", "\x00"],
)
def test_broken_json_is_a_400(client: FlaskClient, text: str) -> None:
    """One clear error."""
    assert client.post("/reconcile", data={"queries": text}).status_code == 400
    assert client.post("/reconcile/match", data=text, content_type="application/json").status_code == 400
