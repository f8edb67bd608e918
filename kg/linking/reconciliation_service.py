"""Any OpenRefine reconciliation service as a source: version 0.2 of the API, which all that are in use speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from kg.errors import LinkError
from kg.linking.model import LinkSource, Record, SourceOptions, Subject
from kg.linking.polite import Client

_BATCH = 10
_JSON = "application/json"


class _Service:
    """A service by its address."""

    def __init__(self, url: str, options: SourceOptions) -> None:
        self._url, self._limit = url, options.limit
        self._client = Client(options)
        manifest = self._client.json(url, None, _JSON)
        if not isinstance(manifest, dict) or "identifierSpace" not in manifest:
            raise LinkError(f"{url} is no reconciliation service: its manifest has no identifierSpace")
        self._space = str(manifest["identifierSpace"])

    def candidates(self, subjects: Sequence[Subject]) -> Iterator[Sequence[Record]]:
        """As :class:`kg.linking.model.Searcher`; a service is asked for each name of a subject."""
        for begin in range(0, len(subjects), _BATCH):
            batch = subjects[begin : begin + _BATCH]
            queries = {
                f"{n}-{m}": {"query": name, "limit": self._limit}
                for n, subject in enumerate(batch)
                for m, name in enumerate(subject.all_names[:5])
            }
            answer = self._client.json(self._url, {"queries": orjson.dumps(queries).decode()}, _JSON)
            if not isinstance(answer, dict):
                raise LinkError(f"{self._url} did not answer the batch")
            for n, subject in enumerate(batch):
                found: dict[str, Record] = {}
                for m, name in enumerate(subject.all_names[:5]):
                    for item in _results(answer.get(f"{n}-{m}")):
                        record = self._record(item, name)
                        known = found.get(record.id)
                        names = record.names + (known.names if known else ())
                        found[record.id] = Record(
                            id=record.id,
                            label=record.label,
                            names=names,
                            types=record.types,
                            description=record.description,
                        )
                yield tuple(found.values())

    def _record(self, item: dict[str, Any], asked: str) -> Record:
        """A result as a record; a name that the service is sure of is one of its names, though it be no label."""
        identifier = str(item["id"])
        types = [t for t in item.get("type") or () if isinstance(t, (str, dict))]
        words = [str(t.get("name") or t.get("id", "")) if isinstance(t, dict) else t for t in types]
        return Record(
            id=identifier if "://" in identifier else self._space + identifier,
            label=str(item["name"]),
            names=(asked,) if item.get("match") is True else (),
            types=tuple(words),
            description=str(item.get("description") or ""),
        )


def _results(answer: object) -> list[dict[str, Any]]:
    found = answer.get("result") if isinstance(answer, dict) else None
    items = found if isinstance(found, list) else []
    return [i for i in items if isinstance(i, dict) and "id" in i and "name" in i]


SOURCE = LinkSource(name="reconcile", help="an OpenRefine reconciliation service", profiles=(), open=_Service)
