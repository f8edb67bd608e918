"""What the server tells its operator: one line of JSON a request, and Prometheus metrics.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from server.messages import Request, Response

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
#: Paths by which metrics are told apart; what clients invent must not make new series.
_AREAS = ("sparql", "update", "store", "id", "ontology", "health", "ready", "metrics", "static", "reconcile")
_FLUSH_AFTER = 0.25


class Observer:
    """Logs and counts requests; one for each server."""

    def __init__(self, log_format: str) -> None:
        self._format = log_format
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "writ_requests", "Requests answered", ["area", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "writ_request_seconds",
            "Time to the end of the answer",
            ["area"],
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._bytes = Counter("writ_response_bytes", "Bytes of bodies sent", registry=self.registry)
        self._broken = Counter(
            "writ_broken_answers", "Answers broken off after they began", registry=self.registry
        )
        self._counters: dict[tuple[str, int], Any] = {}
        self._histograms: dict[str, Any] = {}
        self._lines: list[bytes] = []
        self._flushed = time.monotonic()

    def watch(self, collector: Collector) -> None:
        """Adds what is measured when it is asked for."""
        self.registry.register(collector)

    def request(self, request: Request, response: Response, began: float, sent: int) -> None:
        """Notes one answer; ``began`` is of ``time.perf_counter``."""
        seconds = time.perf_counter() - began
        area = request.path.strip("/").partition("/")[0]
        area = area if area in _AREAS else "pages"
        counter = self._counters.get((area, response.status))
        if counter is None:
            counter = self._counters[area, response.status] = self._requests.labels(
                area, str(response.status)
            )
        counter.inc()
        histogram = self._histograms.get(area)
        if histogram is None:
            histogram = self._histograms[area] = self._seconds.labels(area)
        histogram.observe(seconds)
        self._bytes.inc(sent)
        if "broken" in response.note:
            self._broken.inc()
        if self._format != "none":
            self._log(request, response, seconds, sent)

    def event(self, what: str, **details: object) -> None:
        """A line that is not about a request."""
        if self._format != "none":
            self._write(
                {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": what, **details}
            )
            self.flush()

    def _log(self, request: Request, response: Response, seconds: float, sent: int) -> None:
        self._write(
            {
                "time": datetime.now(UTC),
                "event": "request",
                "id": request.identifier,
                "client": request.client,
                "method": request.method,
                "path": request.path[:200],
                "status": response.status,
                "ms": round(seconds * 1000, 2),
                "bytes": sent,
                **response.note,
            }
        )
        if time.monotonic() - self._flushed > _FLUSH_AFTER:
            self.flush()

    def _write(self, line: dict[str, object]) -> None:
        if self._format == "json":
            self._lines.append(orjson.dumps(line, default=str))
        else:
            self._lines.append(" ".join(map(_shown, line.values())).encode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        """Writes the lines that wait."""
        if self._lines:
            sys.stderr.buffer.write(b"\n".join(self._lines) + b"\n")
            sys.stderr.buffer.flush()
            self._lines.clear()
        self._flushed = time.monotonic()

    def metrics(self) -> bytes:
        """All metrics as text."""
        return generate_latest(self.registry)


def _shown(value: object) -> str:
    """As text that can't end a line of the log, nor do anything to a terminal."""
    text = str(value)
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


class Gauges(Collector):
    """Numbers read when somebody asks: ``read()`` gives name -> value."""

    def __init__(self, read: Any) -> None:
        self._read = read

    def collect(self) -> Any:
        """Of prometheus_client."""
        for name, value in self._read().items():
            yield GaugeMetricFamily(f"writ_{name}", name.replace("_", " "), value=value)
