"""The same documents give the same graph, whatever their order and however many processes read them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from kg.iris import Minter
from kg.mapping import document_quads, knowledge_quads
from kg.model import Annotation, Claim, GroundText, Segment, Span
from kg.pipeline import build, graphs
from kg.resolve import resolve
from kg.settings import Settings
from kg.store import StoreDirectory
from kg.vocab import OA

ROOT = Path(__file__).resolve().parents[2]


def _lines(store: Store, base: str) -> list[str]:
    """Sorted N-Quads without the run graph."""
    runs = f"<{base}graph/runs>"
    dumped = store.dump(format=RdfFormat.N_QUADS)
    return sorted(line for line in dumped.decode().split("\n") if line and not line.endswith(f"{runs} ."))


def _built(inputs: Sequence[Path], store: Path, jobs: int = 1) -> list[str]:
    used = Settings(store=store, jobs=jobs)
    build(inputs, used)
    return _lines(StoreDirectory(store).open(), used.base)


@pytest.mark.slow
def test_builds_of_the_seeds_are_equal_byte_by_byte(tmp_path: Path) -> None:
    """Twice, in another order, in another place, with more processes, and again from the cache."""
    seeds = sorted((ROOT / "seeds").glob("*.txt"))
    assert seeds
    first = _built(seeds, tmp_path / "one")
    assert first == _built([ROOT / "seeds"], tmp_path / "two", jobs=3)
    copies = tmp_path / "copies"
    copies.mkdir()
    for seed in seeds:
        (copies / seed.name).write_bytes(seed.read_bytes())
    assert first == _built(sorted(copies.iterdir(), reverse=True), tmp_path / "one")


def _varied(make: Callable[[str], Annotation], identifier: str, choice: random.Random) -> Annotation:
    """The small article with some of its claims and entities, in any order."""
    annotation = make(identifier)
    claims = choice.sample(annotation.claims, choice.randint(0, len(annotation.claims)))
    entities = choice.sample(annotation.entities, len(annotation.entities))
    return replace(annotation, claims=tuple(claims), entities=tuple(entities))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), count=st.integers(1, 6))
def test_order_of_documents_changes_nothing(
    make_annotation: Callable[[str], Annotation], seed: int, count: int
) -> None:
    """Any order gives the same set of quads."""
    choice = random.Random(seed)
    annotations = [_varied(make_annotation, f"d{n}", choice) for n in range(count)]
    shuffled = choice.sample(annotations, count)
    one, other = (
        {str(q) for quads in graphs(resolve(a), Minter()) for q in quads} for a in (annotations, shuffled)
    )
    assert one == other


@st.composite
def texts_with_claims(draw: st.DrawFn) -> tuple[str, tuple[Claim, ...]]:
    """Any characters, with claims at any places."""
    content = draw(st.text(st.characters(), min_size=1, max_size=60))

    def span() -> Span:
        begin = draw(st.integers(0, len(content) - 1))
        return Span(begin, draw(st.integers(begin + 1, len(content))))

    claims = [
        Claim(
            kind=draw(st.sampled_from(["Block", "Statement"])), evidence=span(), trigger=span(), rule=draw(st.text(max_size=5)),
            agent=("tiktok",), grounds=(GroundText(span=span()),), when=span(), confidence=draw(st.floats(0, 1)),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    return content, tuple(claims)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=texts_with_claims())
def test_any_text_becomes_quads_whose_quotes_are_its_own(
    make_annotation: Callable[[str], Annotation], drawn: tuple[str, tuple[Claim, ...]]
) -> None:
    """No crash on any Unicode, and ``text[start:end] == exact`` for every passage."""
    content, claims = drawn
    annotation = make_annotation("a")
    text = replace(
        annotation.text, content=content, segments=(Segment(begin=0, end=len(content), role="body"),)
    )
    annotation = replace(
        annotation, text=text, claims=claims, mentions=(), attributions=(), dates=(), sentences=()
    )
    knowledge = resolve((annotation,))
    store = Store()
    store.extend(document_quads(annotation, knowledge, Minter()))
    store.extend(knowledge_quads(knowledge, Minter()))
    quotes = list(
        store.query(f"SELECT ?s ?e ?x {{ GRAPH ?g {{ ?n <{OA}start> ?s ; <{OA}end> ?e ; <{OA}exact> ?x }} }}")
    )
    assert bool(quotes) == bool(claims)
    shown = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in content)
    for row in quotes:
        assert shown[int(row["s"].value) : int(row["e"].value)] == row["x"].value
