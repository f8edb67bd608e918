"""The example queries of docs/federation, between two servers of ours: Wikidata's part is played by one with toy data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.protocol.running import ROOT, Running, fast_directory, running

WIKIDATA, OURS = "https://query.wikidata.org/sparql", "http://127.0.0.1:8035/sparql"
ITEM, OWNER = "http://www.wikidata.org/entity/Q48938223", "http://www.wikidata.org/entity/Q55606242"


@pytest.fixture(scope="module")
def servers(seeds_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Running]]:
    """Ours over the seeds, and another one; each may ask the other."""
    store = tmp_path_factory.mktemp("federated") / "store"
    shutil.copytree(seeds_store, store, symlinks=True)
    with (
        fast_directory() as folder,
        running(folder, readers=1, remote=["http://127.0.0.1"]) as first,
    ):
        assert (
            first.update(
                f"INSERT DATA {{ <{ITEM}> <http://www.wikidata.org/prop/direct/P127> <{OWNER}> }}"
            ).status_code
            == 204
        )
        with running(store, readers=1, remote=[first.sparql]) as ours:
            first.stop()
            with running(
                folder,
                readers=1,
                port=int(first.address.rstrip("/").rpartition(":")[2]),
                remote=[ours.sparql],
            ) as other:
                yield ours, other


def example(name: str, written: str, instead: str) -> str:
    """An example with another address in its SERVICE clause."""
    text = (ROOT / "docs" / "federation" / name).read_text(encoding="utf-8")
    assert written in text
    return text.replace(written, instead)


def test_from_us_to_wikidata(servers: tuple[Running, Running]) -> None:
    """The owner comes from the other server, the platform from ours."""
    ours, other = servers
    rows = ours.select(example("01-sites-of-blocked-platforms.rq", WIKIDATA, other.sparql))
    assert rows == [{"platform": "TikTok", "item": ITEM, "owner": OWNER}]


def test_from_elsewhere_to_us(servers: tuple[Running, Running]) -> None:
    """The other server knows the item, ours where it was blocked."""
    ours, other = servers
    rows = other.select(example("02-from-elsewhere.rq", OURS, ours.sparql))
    assert rows
    assert {row["place"] for row in rows} == {"Pakistan"}


def test_a_server_that_is_not_listed_is_not_asked(servers: tuple[Running, Running]) -> None:
    """The example as it is written, at a server that does not list Wikidata."""
    query = (ROOT / "docs" / "federation" / "01-sites-of-blocked-platforms.rq").read_text(encoding="utf-8")
    response = requests.post(servers[0].sparql, data={"query": query}, timeout=30)
    assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (403, "remote-refused")
