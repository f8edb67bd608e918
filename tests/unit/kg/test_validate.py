"""Validation in parts finds what validation of the whole finds, and remembers what was valid."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg import validate
from kg.errors import UsageError, ValidationError
from kg.iris import Minter
from kg.validate import Finding, check, findings, findings_of_graph, loaded, parts
from kg.vocab import RDFS, writ

MINT = Minter()
TIKTOK = MINT.entity("Platform", "tiktok")


@pytest.fixture
def broken(small_store: Store) -> Store:
    """The small graph without a label, with a claim about nothing known and a second polarity."""
    store = Store()
    store.extend(small_store)
    claim = next(q.subject for q in store if q.predicate == writ("about"))
    for quad in list(store.quads_for_pattern(TIKTOK, NamedNode(RDFS + "label"), None, None)):
        store.remove(quad)
    graph = next(q.graph_name for q in store.quads_for_pattern(claim, None, None, None))
    store.add(Quad(claim, writ("polarity"), Literal("both"), graph))
    return store


def test_a_build_s_graph_conforms(small_store: Store) -> None:
    """What mapping writes is what the shapes ask for."""
    assert findings(small_store) == ()


def test_findings_name_focus_node_and_shape(broken: Store) -> None:
    """A person can go to the node and to the rule."""
    found = findings(broken)
    label = next(f for f in found if f.focus == TIKTOK.value)
    assert label.path == RDFS + "label"
    assert label.shape.startswith("https://w3id.org/writ")
    assert TIKTOK.value in str(label)


@pytest.mark.parametrize("size", [3, 17, 10_000])
def test_parts_find_what_the_whole_does(
    size: int, small_store: Store, broken: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the parts are."""
    monkeypatch.setattr(validate, "NODES_IN_A_PART", size)
    for store in (small_store, broken):
        assert findings(store) == findings_of_graph(store)


def test_parts_hold_each_node_once(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out, nothing looked at twice; the ontology has shapes of its own."""
    monkeypatch.setattr(validate, "NODES_IN_A_PART", 10)
    focus = [node for part in parts(small_store) for node in part.focus]
    ontology = {q.subject.value for q in small_store.quads_for_pattern(None, None, None, validate.ONTOLOGY)}
    assert len(focus) == len(set(focus))
    assert set(focus) | ontology >= {q.subject.value for q in small_store}


def test_a_new_document_leaves_the_parts_of_others_as_they_are(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that most of a large store need not be validated again."""
    monkeypatch.setattr(validate, "NODES_IN_A_PART", 8)
    before = {part.key for part in parts(small_store)}
    larger = Store()
    larger.extend(small_store)
    document = MINT.document("a-new-one")
    larger.add(Quad(document, NamedNode(RDFS + "label"), Literal("new", language="en"), document))
    after = {part.key for part in parts(larger)}
    assert len(before & after) >= len(before) - 2


def test_what_was_valid_is_remembered(
    small_store: Store, broken: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look at the same data runs nothing; broken data is never remembered as valid."""
    check(small_store, known=tmp_path)
    monkeypatch.setattr(validate, "findings_of_part", lambda part: (Finding("f", "s", "p", "m"),))
    check(small_store, known=tmp_path)
    with pytest.raises(ValidationError):
        check(broken, known=tmp_path)
    with pytest.raises(ValidationError):
        check(broken, known=tmp_path)


def test_other_shapes_make_all_new(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed shape is a changed question."""
    before = [part.key for part in parts(small_store)]
    monkeypatch.setattr(validate, "shapes_digest", lambda: "other")
    assert not set(before) & {part.key for part in parts(small_store)}


def test_several_processes_find_the_same(broken: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts validated in workers come back whole."""
    monkeypatch.setattr(validate, "NODES_IN_A_PART", 20)
    assert findings(broken, jobs=2) == findings(broken, jobs=1)


def test_a_file_can_be_validated(small_store: Store, tmp_path: Path) -> None:
    """Other people's data in any RDF format; what is none is a usage error."""
    good = tmp_path / "a.nq"
    good.write_text("".join(f"{q} .\n" for q in small_store))
    assert findings(loaded(good)) == ()
    for name, content in {"b.ttl": "not turtle", "c.doc": "", "none.nq": None}.items():
        if content is not None:
            (tmp_path / name).write_text(content)
        with pytest.raises(UsageError, match=name):
            loaded(tmp_path / name)
