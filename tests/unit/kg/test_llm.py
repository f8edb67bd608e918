"""The language-model back-end against a server on the loopback that speaks the protocol: what is asked, kept, dropped, tried again."""

from __future__ import annotations

import importlib.util
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kg.annotation import annotate_text
from kg.errors import LanguageModelError, UsageError
from kg.llm import Backend, backend_of
from kg.llm.client import Client, Usage
from kg.llm.schema import action_types, response_schema
from kg.model import Annotation
from kg.pipeline import build
from kg.settings import Settings
from kg.store import StoreDirectory
from kg.vocab import writ
from tests.texts import text_of

STORY = (
    "The Ministry of Interior of Nepal banned Telegram on 3 July 2025. "
    "The Nepal Telecommunications Authority made TikTok limp along, the ministry said. It fined Meta 200 times."
)
ACTION = {
    "type": "Throttle", "agent": ["Nepal Telecommunications Authority"], "target": ["TikTok"], "place": "Nepal", "instrument": None,
    "source": None, "grounds": [], "date_words": "3 July 2025", "polarity": "positive", "modality": "actual",
    "evidence": "The Nepal Telecommunications Authority made TikTok limp along",
}  # fmt: skip
SAME = ACTION | {
    "type": "Block", "agent": ["Ministry of Interior of Nepal"], "target": ["Telegram"],
    "evidence": "The Ministry of Interior of Nepal banned Telegram on 3 July 2025.",
}  # fmt: skip
FIGURE = {
    "measure": "fines", "value": 200, "unit": "fines", "agent": [], "place": None, "source": None, "date_words": None,
    "evidence": "It fined Meta 200 times.",
}  # fmt: skip


def answer(*actions: dict[str, Any], observations: tuple[dict[str, Any], ...] = ()) -> str:
    """What a model says, by the schema."""
    data = {"entities": [], "actions": list(actions), "observations": list(observations)}
    jsonschema.validate(data, response_schema())
    return json.dumps(data)


class Server(ThreadingHTTPServer):
    """Gives the statuses and answers it is told, in turn, the last again and again; keeps the questions."""

    def __init__(self, *replies: tuple[int, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies, self.asked = list(replies), list[dict[str, Any]]()
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        self.server.keys.append(self.headers["Authorization"])
        status, content = (
            self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]
        )
        message = {
            "choices": [{"message": {"content": content}}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20},
        }
        sent = json.dumps(message).encode() if self.path == "/v1/chat/completions" else b"{}"
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Any]:
    """Starts servers and stops them."""
    running: list[Server] = []

    def start(*replies: tuple[int, str]) -> Server:
        server = Server(*replies)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def story() -> Annotation:
    """The story as the rules read it."""
    return annotate_text(text_of(STORY, published="2025-07-04"))


def backend(server: Server, cache: Path, *, alone: bool = False) -> Backend:
    """A back-end that does not wait between tries."""
    client = Client(url=server.url, model="fake-1", key="k", wait=lambda _: None)
    return Backend(client=client, cache=cache, alone=alone, prices=(1.0, 2.0))


def test_schema_holds_every_type_of_the_ontology() -> None:
    """It is a JSON schema, and its action types are the files of the ontology."""
    jsonschema.Draft202012Validator.check_schema(response_schema())
    assert {"Block", "Shutdown", "Penalty"} <= set(action_types())
    assert response_schema()["properties"]["actions"]["items"]["properties"]["type"]["enum"] == list(
        action_types()
    )


def test_a_claim_of_the_model_keeps_words_date_and_name_of_the_model(
    serve: Any, story: Annotation, tmp_path: Path
) -> None:
    """Evidence has the offsets of the text, the date is what the grammar reads, the rule names the model; the rules' claims stay."""
    server = serve((200, answer(ACTION)))
    found = backend(server, tmp_path).extend(story)
    (claim,) = [c for c in found.claims if c.rule == "llm: fake-1"]
    assert STORY[claim.evidence.begin : claim.evidence.end] == ACTION["evidence"]
    assert (claim.kind, str(claim.earliest), claim.target) == ("Throttle", "2025-07-03", ("tiktok",))
    assert found.claims[: len(story.claims)] == story.claims
    assert server.asked[0]["response_format"]["json_schema"]["schema"] == response_schema()
    assert server.keys == ["Bearer k"]


def test_what_a_rule_finds_too_is_the_rules(serve: Any, story: Annotation, tmp_path: Path) -> None:
    """The same action in the same words is one claim; alone, the model's stands."""
    assert any(c.kind == "Block" for c in story.claims)
    server = serve((200, answer(SAME)))
    assert backend(server, tmp_path).extend(story).claims == story.claims
    assert [c.rule for c in backend(server, tmp_path, alone=True).extend(story).claims] == ["llm: fake-1"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"evidence": "The ministry slowed TikTok."}, "its evidence does not occur in the document"),
        ({"agent": ["The Kremlin"], "target": ["Pigeons"]}, "names nobody who did it or to whom"),
    ],
)
def test_what_the_text_does_not_bear_out_is_dropped(
    serve: Any, story: Annotation, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    """Invented evidence and names make no claim; why is told."""
    found = backend(serve((200, answer(ACTION | change))), tmp_path, alone=True).extend(story)
    assert found.claims == ()
    assert reason in [c.reason for c in found.considered]


def test_invented_dates_and_numbers_are_dropped(serve: Any, story: Annotation, tmp_path: Path) -> None:
    """A date that is no words of the text dates nothing; a number that is not in its evidence is no figure."""
    said = answer(ACTION | {"date_words": "5 May 2019"}, observations=(FIGURE | {"value": 300}, FIGURE))
    found = backend(serve((200, said)), tmp_path, alone=True).extend(story)
    assert [(c.kind, c.earliest, c.value) for c in found.claims] == [
        ("Throttle", None, None),
        ("Observation", None, "200"),
    ]


def test_answers_are_kept_by_content_and_tokens_counted(
    serve: Any, story: Annotation, tmp_path: Path
) -> None:
    """A second reading asks nothing; another model is asked again."""
    server = serve((200, answer(ACTION)))
    first, second = backend(server, tmp_path), backend(server, tmp_path)
    assert first.extend(story) == second.extend(story)
    assert (len(server.asked), first.usage, second.usage.cached) == (1, Usage(1, 0, 100, 20), 1)
    assert first.used() == "fake-1: 1 requests, 0 answers kept, 100 tokens in, 20 out, cost 0.0001"
    other = replace(second, client=replace(second.client, model="fake-2"))
    other.extend(story)
    assert len(server.asked) == 2


def test_busy_servers_are_asked_again_and_refusals_are_not(
    serve: Any, story: Annotation, tmp_path: Path
) -> None:
    """429 and 503 are tried again; 401 is an error at once; after four tries it is one too."""
    busy = serve((429, ""), (503, ""), (200, answer(ACTION)))
    assert backend(busy, tmp_path / "a").extend(story).claims
    assert len(busy.asked) == 3
    for status, tries in ((401, 1), (500, 4)):
        server = serve((status, "no"))
        with pytest.raises(LanguageModelError, match=f"status {status}"):
            backend(server, tmp_path / "b").extend(story)
        assert len(server.asked) == tries
    with pytest.raises(LanguageModelError, match="no JSON"):
        backend(serve((200, "I think that")), tmp_path / "c").extend(story)


def test_a_build_names_the_model_and_loses_nothing_when_it_fails(serve: Any, tmp_path: Path) -> None:
    """With both, a dead server costs only its own claims and is reported; alone, nothing is built without it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(STORY)
    server = serve((200, answer(ACTION)))
    settings = Settings(
        store=tmp_path / "s",
        jobs=1,
        extractor="both",
        llm_url=server.url,
        llm_model="fake-1",
        llm_price_in=1.0,
    )
    summary = build([tmp_path / "in"], settings)
    assert summary.model_usage.startswith("fake-1: 1 requests")
    store = StoreDirectory(tmp_path / "s").open()
    rules = {str(q.object) for q in store.quads_for_pattern(None, writ("rule"), None, None)}
    assert any("llm: fake-1" in rule for rule in rules)
    broken = settings.model_copy(update={"llm_url": serve((401, "no")).url})
    again = build([tmp_path / "in"], broken)
    assert (again.documents, [f.stage for f in again.failures]) == (1, ["llm"])


def test_a_model_without_address_is_a_wrong_call(tmp_path: Path) -> None:
    """The message names the variables."""
    with pytest.raises(UsageError, match="WRIT_LLM_URL"):
        backend_of(Settings(store=tmp_path, extractor="llm"))
    assert backend_of(Settings(store=tmp_path)) is None


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("llama_cpp") is None or "WRIT_TEST_GGUF" not in os.environ,
    reason="needs llama-cpp-python and a model file named by WRIT_TEST_GGUF",
)
def test_a_real_local_server_understands_the_questions(story: Annotation, tmp_path: Path) -> None:
    """llama-cpp-python's own server answers by the schema; whatever a small model says, no claim lacks its words."""
    import subprocess
    import sys
    import time

    import httpx

    command = [
        sys.executable,
        "-m",
        "llama_cpp.server",
        "--model",
        os.environ["WRIT_TEST_GGUF"],
        "--host",
        "127.0.0.1",
    ]
    with subprocess.Popen([*command, "--port", "8399", "--n_ctx", "4096"]) as process:
        try:
            for _ in range(120):
                time.sleep(0.5)
                try:
                    httpx.get("http://127.0.0.1:8399/v1/models", timeout=1)
                    break
                except httpx.HTTPError:
                    continue
            client = Client(url="http://127.0.0.1:8399/v1", model="local", seconds=600)
            found = Backend(client=client, cache=tmp_path, alone=True).extend(story)
            assert all(STORY[c.evidence.begin : c.evidence.end] for c in found.claims)
        finally:
            process.terminate()
