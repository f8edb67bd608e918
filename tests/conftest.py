"""Documents and stores that tests of several packages share; small, made by hand, without the parser."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store

from kg.iris import Minter
from kg.model import (
    Annotation,
    Attribution,
    Claim,
    DateExpression,
    Entity,
    GroundText,
    Mention,
    Metadata,
    Segment,
    Span,
    Text,
)
from kg.pipeline import build, graphs
from kg.resolve import resolve
from kg.settings import Settings
from server.app import create_app
from server.runtime import Runtime
from server.settings import Settings as ServerSettings

ROOT = Path(__file__).resolve().parent.parent
CONTENT = (
    "Regulator blocks TikTok\n\n"
    "The Pakistan Telecommunication Authority (PTA) blocked TikTok in Pakistan on 9 October 2020 over indecent content. "
    "TikTok said the PTA had sent no letter. It removed 12.5 million videos in 2020.\n"
)


def _span(words: str, content: str = CONTENT) -> Span:
    begin = content.index(words)
    return Span(begin, begin + len(words))


def _annotation(identifier: str = "paper-1") -> Annotation:
    first = _span(
        "The Pakistan Telecommunication Authority (PTA) blocked TikTok in Pakistan on 9 October 2020 over indecent content."
    )
    denial, figure = (
        _span("TikTok said the PTA had sent no letter."),
        _span("It removed 12.5 million videos in 2020."),
    )
    day = date(2020, 10, 9)
    return Annotation(
        text=Text(
            identifier=identifier,
            location=f"{identifier}.txt",
            media_type="text/plain",
            sha256=sha256(CONTENT.encode()).hexdigest(),
            content=CONTENT,
            language="en",
            metadata=Metadata(title="Regulator blocks TikTok", publisher="A Paper", published="2020-10-10"),
            segments=(
                Segment(begin=0, end=23, role="headline", reason="first line"),
                Segment(begin=25, end=len(CONTENT) - 1, role="body"),
            ),
        ),
        sentences=(Span(0, 23), first, denial, figure),
        dates=(
            DateExpression(span=_span("9 October 2020"), earliest=day, latest=day, timex="2020-10-09", rule="day-month-year"),
            DateExpression(span=_span("2020."), earliest=None, latest=None, timex="XXXX", rule="year"),
        ),
        entities=(
            Entity(
                key="pakistan-telecommunication-authority",
                kind="Regulator",
                label="Pakistan Telecommunication Authority",
                names=("PTA", "Pakistan Telecommunication Authority"),
                known=True,
                country="PK",
            ),
            Entity(key="tiktok", kind="Platform", label="TikTok", names=("TikTok",), known=True),
            Entity(key="pakistan", kind="Place", label="Pakistan", names=("Pakistan",), known=True, country="PK"),
        ),
        mentions=(
            Mention(span=_span("Pakistan Telecommunication Authority"), entity="pakistan-telecommunication-authority", form="name", rule="gazetteer"),
            Mention(span=_span("TikTok"), entity="tiktok", form="name", rule="gazetteer"),
        ),
        attributions=(
            Attribution(source=Span(denial.begin, denial.begin + 6), cue=_span("said"), content=_span("the PTA had sent no letter"), speaker="tiktok", kind="indirect", rule="verb of saying"),
        ),
        claims=(
            Claim(
                kind="Block", evidence=first, trigger=_span("blocked"), rule="{agent} block {target:Platform}",
                agent=("pakistan-telecommunication-authority",), target=("tiktok",), place=("pakistan",),
                grounds=(GroundText(span=_span("indecent content"), concept="ground-immoral-content"),),
                earliest=day, latest=day, when=_span("9 October 2020"), confidence=0.9,
            ),
            Claim(
                kind="Statement", evidence=denial, trigger=_span("said"), rule="{agent} say", agent=("tiktok",),
                polarity="negative", modality="alleged", said_by="tiktok",
            ),
            Claim(
                kind="Observation", evidence=figure, trigger=_span("removed"), rule="count", agent=("tiktok",),
                measure="videos removed", value="12500000", unit="videos", earliest=date(2020, 1, 1), latest=date(2020, 12, 31),
            ),
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def make_annotation() -> Callable[[str], Annotation]:
    """Makes the annotation of a small article under any identifier."""
    return _annotation


@pytest.fixture(scope="session")
def two_annotations() -> tuple[Annotation, Annotation]:
    """Two papers with one story, of which the second leaves out the figure."""
    one, other = _annotation("paper-1"), _annotation("paper-2")
    return one, replace(other, claims=other.claims[:2])


@pytest.fixture(scope="session")
def small_store(two_annotations: tuple[Annotation, ...]) -> Store:
    """The graph of both papers under the default base, without a run."""
    store = Store()
    for quads in graphs(resolve(two_annotations), Minter()):
        store.extend(quads)
    return store


@pytest.fixture(scope="session")
def seeds_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the seeds, once for all tests; nobody writes to it."""
    store = tmp_path_factory.mktemp("seeds") / "store"
    build([ROOT / "seeds"], Settings(store=store))
    return store


@pytest.fixture(scope="session")
def seeds_client(seeds_store: Path) -> Iterator[FlaskClient]:
    """A client of the application over the store of the seeds."""
    settings = ServerSettings(store=seeds_store, log_format="none")
    runtime = Runtime(settings)
    yield create_app(settings, runtime).test_client()
    runtime.close()


@pytest.fixture(scope="session")
def address(seeds_store: Path) -> Iterator[str]:
    """The address of a server over a store built from the seeds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kg.cli", "serve", "--store", str(seeds_store), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        base = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{base}/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield base
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which all that people write tries to break pages."""
    from tests.pages import hostile

    store = tmp_path_factory.mktemp("hostile") / "store"
    hostile.build(store)
    return store


@pytest.fixture(scope="session")
def hostile_client(hostile_store: Path) -> Iterator[FlaskClient]:
    """A client of the application over that store."""
    settings = ServerSettings(store=hostile_store, log_format="none")
    runtime = Runtime(settings)
    yield create_app(settings, runtime).test_client()
    runtime.close()
