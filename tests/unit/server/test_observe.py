"""What is counted of requests and written of them."""

from __future__ import annotations

import io
import json
import sys

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from server.messages import Request, Response
from server.observe import Counts, Observer


def samples(metrics: bytes) -> dict[tuple[str, ...], float]:
    """Values by name and labels, as a scraper reads them."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.decode())
        for sample in family.samples
    }


def test_answers_are_counted_by_area_and_status() -> None:
    """Paths that clients invent are one area; bytes and broken answers are added up."""
    observer = Observer("none")
    for path, response in (
        ("/sparql", Response()),
        ("/sparql", Response(503)),
        ("/sparql", Response(note={"broken": "it was"})),
        ("/a/b", Response(404)),
        ("/c", Response(404)),
    ):
        observer.request(Request("GET", path), response, 0.0, 10)
    found = samples(observer.metrics())
    assert found["writ_requests_total", "sparql", "200"] == 2
    assert found["writ_requests_total", "sparql", "503"] == 1
    assert found["writ_requests_total", "pages", "404"] == 2
    assert found[("writ_response_bytes_total",)] == 50
    assert found[("writ_broken_answers_total",)] == 1


def test_times_are_a_cumulative_histogram() -> None:
    """A bucket counts what took no longer than its bound, the last one everything."""
    registry, counts = CollectorRegistry(), Counts()
    registry.register(counts)
    for seconds in (0.001, 0.002, 0.3, 100.0):
        counts.add("sparql", 200, seconds, 0, broken=False)
    found = samples(generate_latest(registry))
    bucket = {key[2]: value for key, value in found.items() if key[0] == "writ_request_seconds_bucket"}
    assert (bucket["0.001"], bucket["0.0025"], bucket["0.25"], bucket["0.5"]) == (1, 2, 2, 3)
    assert (bucket["60.0"], bucket["+Inf"]) == (3, 4)
    assert found["writ_request_seconds_count", "sparql"] == 4
    assert found["writ_request_seconds_sum", "sparql"] == pytest.approx(100.303)


def test_log_is_a_line_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines wait for each other, and go out many at a time, when somebody flushes, or with an event."""
    written = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stderr", written)
    observer = Observer("json")

    def lines() -> list[dict[str, object]]:
        return [json.loads(line) for line in written.buffer.getvalue().splitlines()]  # type: ignore[attr-defined]  # BytesIO

    observer.request(Request("GET", "/sparql", identifier="a", client="192.0.2.1"), Response(), 0.0, 10)
    assert lines() == []
    observer.event("listening", address="http://localhost/")
    first, second = lines()
    assert (first["id"], first["client"], first["status"], first["bytes"]) == ("a", "192.0.2.1", 200, 10)
    assert second["event"] == "listening"
    for n in range(1000):
        observer.request(Request("GET", f"/{n}"), Response(), 0.0, 10)
    assert 900 < len(lines()) < 1002
    observer.flush()
    assert [line["path"] for line in lines()[2:]] == [f"/{n}" for n in range(1000)]
