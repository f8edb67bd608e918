"""Bytes on the socket that no honest client sends, and clients that are slow or go away."""

from __future__ import annotations

import contextlib
import socket
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.hostile.burning import burning, burns_on, idle, times
from tests.hostile.test_queries import assert_unharmed
from tests.protocol.running import Running, eventually, running


def connect(server: Running) -> socket.socket:
    """A plain connection."""
    parts = urlsplit(server.address)
    assert parts.hostname is not None
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=10)


def exchange(server: Running, data: bytes, *, half_close: bool = False) -> bytes:
    """Sends bytes and reads until the server closes or falls silent."""
    received = b""
    with closing(connect(server)) as sock:
        sock.sendall(data)
        if half_close:
            sock.shutdown(socket.SHUT_WR)
        sock.settimeout(1.5)
        try:
            while chunk := sock.recv(65536):
                received += chunk
        except (TimeoutError, ConnectionResetError):
            pass
    return received


HOST = b"Host: localhost\r\n"
MALFORMED: dict[str, tuple[bytes, set[int]]] = {
    "connect": (b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n", {400, 405}),
    "garbage": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", {400}),
    "two hosts": (b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}),
    "host with markup": (b"GET /health HTTP/1.1\r\nHost: a\"><script>\r\n\r\n", {400}),
    "no path": (b"GET health HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "http 3.0": (b"GET /health HTTP/3.0\r\n" + HOST + b"\r\n", {400}),
    "length and chunked": (b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
    "two lengths": (b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", {400}),
    "negative length": (b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: -3\r\n\r\n", {400}),
    "length that overflows": (b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999999999\r\n\r\n", {400, 413}),
    "chunk size that overflows": (b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", {400}),
    "space before colon": (b"GET /health HTTP/1.1\r\nHost : a\r\n\r\n", {400}),
    "line break in a header": (b"GET /health HTTP/1.1\r\n" + HOST + b"X: a\rb\r\n\r\n", {400}),
    "header of a megabyte": (b"GET /health HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n", {431, 400}),
    "thousand headers": (b"GET /health HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % i for i in range(1000)) + b"\r\n", {431}),
    "target of a megabyte": (b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {414, 431, 400}),
    "nul in the path": (b"GET /id/%00 HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "climbing path": (b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "encoded climbing path": (b"GET /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "header injection by path": (b"GET /id/%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "header injection by graph": (b"GET /store?graph=http://e/%0d%0aX:%20y HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "unknown method": (b"BREW /sparql HTTP/1.1\r\n" + HOST + b"\r\n", {400, 405}),
    "trace": (b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", {405}),
    "websocket": (b"GET /health HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n\r\n", {200}),
    "http/2 by force": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
    "broken percent encoding": (b"GET /sparql?query=%ZZ%FF%F HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "utf-8 that is none": (b"GET /sparql?query=ASK%7B%7D%23%ff%fe HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "other site in the target": (b"GET http://example.org/health HTTP/1.1\r\n" + HOST + b"\r\n", {200}),
    "too many parameters": (b"GET /sparql?" + b"&".join(b"a=%d" % i for i in range(15_000 // 2)) + b" HTTP/1.1\r\n" + HOST + b"\r\n", {200, 400, 414}),
    "trailing chunked in http/1.0": (b"POST /sparql HTTP/1.0\r\n" + HOST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n", {400}),
    "coding before chunked": (b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: gzip, chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n", {501}),
    "host with two colons": (b"GET /sparql HTTP/1.1\r\nHost: a:b:c\r\n\r\n", {400}),
    "host with a bracket": (b"PUT /store HTTP/1.1\r\nHost: []]]::%zz\r\nContent-Length: 0\r\n\r\n", {400}),
    "host of version 6": (b"GET /id/x HTTP/1.1\r\nHost: [::1]:8035\r\n\r\n", {404}),
    "user in the target": (b"GET http://me@example.org/health HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "graph with a bracket": (b"GET /store?graph=//[x HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "endless chunk extension": (b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n6;" + b"a" * 1_000_000, {400, 431}),
    "endless trailer": (b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\nX: " + b"a" * 1_000_000, {400, 431}),
    "accept that may be read in many ways": (b"GET /sparql HTTP/1.1\r\n" + HOST + b"Accept: " + (b"a;" + b" " * 300) * 13 + b'"\r\n\r\n', {200, 406}),
    "coding that may be read in many ways": (b"GET /id/x HTTP/1.1\r\n" + HOST + b"Accept-Encoding: " + (b"a;" + b" " * 1000) * 4 + b'"\r\n\r\n', {404}),
    "old http": (b"GET /health HTTP/1.0\r\n\r\n", {200}),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_request_is_survived(server: Running, name: str) -> None:
    """Answered with one of the right statuses, without echoing anything into headers."""
    data, statuses = MALFORMED[name]
    answer = exchange(server, data)
    head = answer.split(b"\r\n\r\n", 1)[0]
    assert answer.startswith(b"HTTP/1.1 "), answer[:200]
    assert int(answer.split(b" ", 2)[1]) in statuses, answer[:300]
    assert b"Set-Cookie" not in head
    assert b"root:" not in answer
    assert_unharmed(server)


def test_smuggled_second_request_is_a_request_of_its_own(server: Running) -> None:
    """A body that looks like a request is a body."""
    inner = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"
    data = (
        b"POST /sparql HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n" % len(inner)
    )
    answer = exchange(server, data + inner)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith(b"HTTP/1.1 400")


def test_trailers_are_no_headers(server: Running) -> None:
    """What comes after the body can't add a token, another host or a format, nor confuse the next request."""
    update = b"INSERT DATA { GRAPH <http://e/trailer> { <a:b> <a:c> 1 } }"
    data = (
        b"POST /update HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: application/sparql-update\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"%x\r\n%b\r\n0\r\nAuthorization: Bearer a-token-for-tests\r\nHost: evil\r\n\r\n"
        % (len(update), update)
    )
    answer = exchange(server, data + b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n")
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"401", b"200"]
    assert server.select("SELECT * { GRAPH <http://e/trailer> { ?s ?p ?o } }") == []


def test_pipelined_requests_are_answered_in_order(server: Running) -> None:
    """Several requests at once on one connection."""
    requests = b"".join(
        b"GET /sparql?query=ASK%%7B%%7D&n=%d HTTP/1.1\r\n" % i + HOST + b"\r\n" for i in range(5)
    )
    answer = exchange(server, requests + b"GET /nowhere HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    statuses = [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200"] * 5 + [b"404"]


def test_truncated_body_changes_nothing(server: Running) -> None:
    """The connection ends before the body does: what came is not carried out."""
    update = b"INSERT DATA { GRAPH <http://e/half> { <a:b> <a:c> 1 } } # and more"
    head = (
        b"POST /update HTTP/1.1\r\n"
        + HOST
        + b"Authorization: Bearer a-token-for-tests\r\nContent-Type: application/sparql-update\r\n"
    )
    for framing in (
        b"Content-Length: 1000\r\n\r\n" + update,
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(update), update),
    ):
        exchange(server, head + framing, half_close=True)
    assert server.select("SELECT * { GRAPH <http://e/half> { ?s ?p ?o } }") == []


def test_half_closed_client_gets_its_answer(server: Running) -> None:
    """A client that has closed its sending half may still read."""
    answer = exchange(server, b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n", half_close=True)
    assert answer.startswith(b"HTTP/1.1 200")


def test_slow_heads_hurt_nobody(server: Running) -> None:
    """Hundreds of connections that dribble their heads: others are served, the dribblers are shown out."""
    sockets = [connect(server) for _ in range(300)]
    try:
        for sock in sockets:
            sock.sendall(b"GET /sparql HTTP/1.1\r\nHost: loc")
        assert_unharmed(server)
        time.sleep(1.0)
        for sock in sockets:
            sock.sendall(b"al")
        time.sleep(2.5)
        assert_unharmed(server)
        sockets[0].settimeout(2)
        assert sockets[0].recv(4096)[:12] in (b"HTTP/1.1 408", b"")
    finally:
        for sock in sockets:
            sock.close()


def test_slow_body_is_shown_out(server: Running) -> None:
    """A body that stops arriving: 408, and the rest of the server does not wait for it."""
    with closing(connect(server)) as sock:
        sock.sendall(
            b"POST /sparql HTTP/1.1\r\n"
            + HOST
            + b"Content-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK"
        )
        assert_unharmed(server)
        sock.settimeout(6)
        assert sock.recv(4096).startswith(b"HTTP/1.1 408")


def test_connections_that_say_nothing_are_shown_out(server: Running) -> None:
    """Opened and left alone."""
    with closing(connect(server)) as sock:
        sock.settimeout(6)
        assert sock.recv(1) == b""


LONG = (
    b"GET /sparql?query=SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff%7D HTTP/1.1\r\n"
    + HOST
    + b"\r\n"
)
SILENT = (
    b"GET /sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D HTTP/1.1\r\n"
    + HOST
    + b"\r\n"
)


@pytest.mark.parametrize("request_bytes", [LONG, SILENT], ids=["streaming", "computing"])
def test_client_that_goes_away_frees_its_worker(patient: Running, request_bytes: bytes) -> None:
    """Within a second nobody works for it any more."""
    quiet = times(patient)
    with closing(connect(patient)) as sock:
        sock.settimeout(0.05)
        sock.sendall(request_bytes)

        def begun() -> bool:
            with contextlib.suppress(TimeoutError):
                sock.recv(1 << 20)
            return bool(burning(patient, quiet))

        assert eventually(begun, 15)
        workers = burning(patient, quiet)
    assert burns_on(workers) < 1
    assert_unharmed(patient)


def test_client_that_does_not_read_is_shown_out(server: Running) -> None:
    """A large answer that nobody takes: the worker is free again when the limit comes, at the latest."""
    with closing(connect(server)) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.sendall(LONG)
        assert_unharmed(server)
        assert eventually(lambda: idle(server), 6)


def test_first_rows_come_before_the_query_ends(server: Running) -> None:
    """A product of millions of rows: its first bytes arrive at once."""
    with closing(connect(server)) as sock:
        began = time.monotonic()
        sock.sendall(LONG)
        assert sock.recv(100).startswith(b"HTTP/1.1 200")
        assert (
            time.monotonic() - began < 1.8
        )  # the whole would take longer than the time limit of two seconds


def test_heads_of_large_answers_keep_no_worker(server: Running) -> None:
    """HEAD of an answer of many pieces: its head, no body, and the worker is free again."""
    for _ in range(12):
        answer = exchange(
            server, LONG.replace(b"GET", b"HEAD", 1).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        )
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.endswith(b"\r\n\r\n")
    assert_unharmed(server)


def test_client_that_waits_for_our_word_gets_it_at_once(server: Running) -> None:
    """Expect: 100-continue: the word, or the refusal, comes before the body; so does a refusal of a length."""
    head = (
        b"POST /%b HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: %b\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    )
    for path, kind, size, status in (
        (b"sparql", b"application/sparql-query", 6, b"100"),
        (b"sparql", b"application/sparql-query", 60_000_000_000, b"413"),
        (b"update", b"application/sparql-update", 600_000, b"401"),
        (b"store?default", b"text/turtle", 600_000, b"401"),
    ):
        with closing(connect(server)) as sock:
            sock.settimeout(0.9)
            sock.sendall(head % (path, kind, size))
            assert sock.recv(4096).split(b" ")[1] == status
            if status == b"100":
                sock.sendall(b"ASK {}")
                assert sock.recv(4096).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "framing",
    [b"Content-Length: 6\r\n\r\nASK {}", b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n"],
)
def test_offer_of_another_protocol_loses_no_body(server: Running, framing: bytes) -> None:
    """Java's HttpClient offers HTTP/2 with every request: its body is read, and the connection goes on."""
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n"
    request = (
        b"POST /sparql HTTP/1.1\r\n" + HOST + offer + b"Content-Type: application/sparql-query\r\n" + framing
    )
    with closing(connect(server)) as sock:
        sock.settimeout(5)
        for _ in range(2):
            sock.sendall(request)
            assert sock.recv(65536).startswith(b"HTTP/1.1 200")


def test_many_large_bodies_have_a_measure_together(tmp_path: Path) -> None:
    """Half-sent bodies fill their client's half of the memory for bodies and no more; when they are gone, there is room."""
    head = (
        b"POST /%b HTTP/1.1\r\n"
        + HOST
        + b"X-Forwarded-For: %b\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n"
    )
    body = b"ASK {} #" + b"x" * 400_000
    with running(tmp_path, max_bodies=2_000_000, trusted_proxies=["127.0.0.1"], idle_timeout=30) as server:

        def send(path: bytes, client: bytes, part: bytes) -> socket.socket:
            sock = connect(server)
            sock.sendall(head % (path, client, len(body)) + part)
            return sock

        halves = [send(path, b"192.0.2.1", body[:-1]) for path in (b"sparql", b"nowhere")]
        time.sleep(0.5)
        for client, status in ((b"192.0.2.1", b"503"), (b"192.0.2.2", b"200")):
            with closing(send(b"sparql", client, body)) as sock:
                assert sock.recv(4096).split(b" ")[1] == status
        for sock in halves:
            sock.close()
        time.sleep(0.5)
        with closing(send(b"sparql", b"192.0.2.1", body)) as sock:
            assert sock.recv(4096).split(b" ")[1] == b"200"


@pytest.mark.parametrize("form", ["console", "json"])
def test_requests_can_not_write_lines_of_the_log(tmp_path: Path, form: str) -> None:
    """Line breaks, terminal escapes and letters that turn the text around stay what they are: part of a path."""
    log = tmp_path / "log"
    with log.open("wb") as file, running(tmp_path / "store", log_format=form, stderr=file) as server:
        exchange(
            server, b"GET /id/a%0aforged%1b[2J%0d%e2%80%ae HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
        )
    written = log.read_bytes()
    assert b"forged" in written
    assert not any(line.startswith(b"forged") for line in written.splitlines())
    assert not set(written) & {0x1B, 0x0D}
    assert form == "json" or "\u202e".encode() not in written
