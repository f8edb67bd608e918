"""The older Graph Store suite of the W3C (``http-rdf-update``, deprecated), whose cases are prose and build on each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
import requests

from tests.protocol.manifests import RDFS, SUITE, Manifest
from tests.protocol.running import TOKEN, Running
from tests.protocol.test_w3c_protocol import canonical

MANIFEST = SUITE / "sparql11" / "http-rdf-update" / "manifest.ttl"
pytestmark = pytest.mark.skipif(
    not MANIFEST.exists(), reason="the W3C's tests are not beside this repository"
)

#: What the protocol lets a server answer where the suite names one status
#: (https://www.w3.org/TR/sparql11-http-rdf-update/#http-put and the sections after it).
ALIKE = {
    ("PUT", 201): {201, 200, 204},
    ("PUT", 204): {200, 204},
    ("POST", 200): {200, 204},
    ("DELETE", 200): {200, 204},
}
#: Bodies that the suite has wrong; its successor ``graph-store-protocol`` has them right.
WRONG_BODIES = {"get_of_post__existing_graph": "does not have the name that was posted just before"}


@dataclass
class Message:
    """A request or response of the prose: first line, headers, body."""

    first: str
    headers: dict[str, str]
    body: str


def message(prose: str, root: str, new: str) -> Message:
    """The indented block after a heading, with its variables filled in."""
    lines = [line.removeprefix("    ") for line in prose.strip("\n").splitlines()]
    while lines and not lines[0].strip():
        lines.pop(0)
    text = (
        "\n".join(lines)
        .replace("http://$HOST$/$GRAPHSTORE$", f"{root}/store")
        .replace("$GRAPHSTORE$", "/store")
    )
    text = text.replace("$NEWPATH$", new).replace("$HOST$", root.removeprefix("http://"))
    head, _, body = text.partition("\n\n")
    first, *rest = head.splitlines()
    return Message(first, dict(line.split(": ", 1) for line in rest), body)


def with_full_stops(body: str) -> str:
    """Some documents of the suite end without the full stop that Turtle asks for."""
    return (
        re.sub(r'(foaf:\w+\s+"[^"]*")\s*?(\n|$)', r"\1 .\2", body) if " a foaf:Person" not in body else body
    )


def send(server: Running, asked: Message) -> requests.Response:
    """One request, with the token."""
    method, path, _ = asked.first.split()
    headers = {k: v for k, v in asked.headers.items() if k != "Host"} | {"Authorization": f"Bearer {TOKEN}"}
    body = with_full_stops(asked.body).replace("\n", "\r\n").encode()
    url = path if path.startswith("http") else server.address.rstrip("/") + path
    return requests.request(method, url, headers=headers, data=body or None, timeout=20)


def failure(name: str, response: requests.Response, expected: Message) -> str:
    """What is wrong with an answer; "" for nothing."""
    status = int(expected.first.split()[0])
    method = str(response.request.method)
    if response.status_code not in ALIKE.get((method, status), {status}):
        return f"{response.status_code} in place of {status}: {response.text[:200]}"
    kind = expected.headers.get("Content-Type")
    if kind and response.headers["Content-Type"] != kind:
        return f"{response.headers['Content-Type']} in place of {kind}"
    if expected.body.strip() and name not in WRONG_BODIES:
        body = re.sub(r"\]\.", "] .", expected.body)
        if canonical(response.text, response.url) != canonical(body, response.url):
            return f"another graph: {response.text}"
    return ""


def test_cases_in_their_order(server: Running) -> None:
    """All eighteen: each finds the state that those before it left, and the graph that one deletes is there."""
    manifest = Manifest(MANIFEST)
    root = server.address.rstrip("/")
    existing = Message("PUT /store/person/2.ttl HTTP/1.1", {"Content-Type": "text/turtle"}, "<a:b> <a:c> 1 .")
    assert send(server, existing).status_code == 201
    new, failures, count = "", {}, 0
    for test in manifest.entries():
        name = test.value.rpartition("#")[2]
        prose = next(c.value for c in manifest.all(test, RDFS + "comment") if "#### Request" in c.value)
        asked, expected = prose.split("#### Request")[1].split("#### Response")
        response = send(server, message(asked, root, new))
        new = response.headers.get("Location", new)
        wrong = failure(name, response, message(expected, root, new))
        count += 1
        if wrong:
            failures[name] = wrong
    assert failures == {}
    assert count == 18
