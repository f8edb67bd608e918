"""What the server tells its operator: one line of JSON a request, and Prometheus metrics.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from server.messages import Request, Response

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
#: Paths by which metrics are told apart; what clients invent must not make new series.
_AREAS = ("sparql", "update", "store", "id", "ontology", "health", "ready", "metrics", "static", "reconcile")
#: Lines of the log that are made together: one by one, between other work, each takes longer.
_TOGETHER = 64


class Observer:
    """Logs and counts requests; one for each server."""

    def __init__(self, log_format: str) -> None:
        self._format = log_format
        self.registry = CollectorRegistry()
        self._counts = Counts()
        self.watch(self._counts)
        self._waiting: list[dict[str, object]] = []

    def watch(self, collector: Collector) -> None:
        """Adds what is measured when it is asked for."""
        self.registry.register(collector)

    def request(self, request: Request, response: Response, began: float, sent: int) -> None:
        """Notes one answer; ``began`` is of ``time.perf_counter``."""
        seconds = time.perf_counter() - began
        area = request.path.strip("/").partition("/")[0]
        self._counts.add(
            area if area in _AREAS else "pages", response.status, seconds, sent, "broken" in response.note
        )
        if self._format != "none":
            self._log(request, response, seconds, sent)

    def event(self, what: str, **details: object) -> None:
        """A line that is not about a request."""
        if self._format != "none":
            self._waiting.append(
                {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": what, **details}
            )
            self.flush()

    def _log(self, request: Request, response: Response, seconds: float, sent: int) -> None:
        self._waiting.append(
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
        if len(self._waiting) >= _TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Writes what waits, a line each."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            sys.stderr.buffer.write(b"".join([self._line(details) for details in waiting]))
            sys.stderr.buffer.flush()

    def _line(self, details: dict[str, object]) -> bytes:
        if self._format == "json":
            return orjson.dumps(details, default=str, option=orjson.OPT_APPEND_NEWLINE)
        return " ".join(map(_shown, details.values())).encode("utf-8", "backslashreplace") + b"\n"

    def metrics(self) -> bytes:
        """All metrics as text."""
        return generate_latest(self.registry)


def _shown(value: object) -> str:
    """As text that can't end a line of the log, nor do anything to a terminal."""
    text = str(value)
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


class Counts(Collector):
    """What was answered, in plain numbers, of which metrics are made when somebody asks: those of the library, which
    several processes can share, took a twelfth of this process's time for a small query."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._times: dict[str, Times] = {}
        self._bytes = 0
        self._broken = 0

    def add(self, area: str, status: int, seconds: float, sent: int, broken: bool) -> None:
        """One answer of so many bytes after so many seconds."""
        self._requests[area, status] += 1
        if (times := self._times.get(area)) is None:
            times = self._times[area] = Times()
        times.add(seconds)
        self._bytes += sent
        self._broken += broken

    def collect(self) -> Iterator[Metric]:
        """Of prometheus_client; from another thread than :meth:`add`."""
        requests = CounterMetricFamily("writ_requests", "Requests answered", labels=["area", "status"])
        for (area, status), number in self._requests.copy().items():
            requests.add_metric([area, str(status)], number)
        yield requests
        durations = HistogramMetricFamily(
            "writ_request_seconds", "Time to the end of the answer", labels=["area"]
        )
        for area, times in self._times.copy().items():
            durations.add_metric([area], times.buckets(), times.total)
        yield durations
        yield CounterMetricFamily("writ_response_bytes", "Bytes of bodies sent", value=self._bytes)
        yield CounterMetricFamily(
            "writ_broken_answers", "Answers broken off after they began", value=self._broken
        )


class Times:
    """How many answers took how long."""

    __slots__ = ("_numbers", "total")

    def __init__(self) -> None:
        self._numbers = [0] * (len(_BUCKETS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        self._numbers[bisect_left(_BUCKETS, seconds)] += 1
        self.total += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """Upper bounds, each with how many answers took no longer: https://prometheus.io/docs/concepts/metric_types/#histogram"""
        bounds = [*map(floatToGoString, _BUCKETS), "+Inf"]
        return list(zip(bounds, accumulate(self._numbers), strict=True))


class Gauges(Collector):
    """Numbers read when somebody asks: ``read()`` gives name -> value."""

    def __init__(self, read: Any) -> None:
        self._read = read

    def collect(self) -> Any:
        """Of prometheus_client."""
        for name, value in self._read().items():
            yield GaugeMetricFamily(f"writ_{name}", name.replace("_", " "), value=value)
