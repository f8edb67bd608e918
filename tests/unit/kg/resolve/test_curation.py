"""People add and undo merges."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kg import pipeline
from kg.iris import Minter
from kg.model import Annotation
from kg.pipeline import Annotated, build
from kg.resolve import Curation, curation_from_quads, resolve
from kg.settings import Settings
from kg.store import StoreDirectory
from kg.vocab import OWL, writ

MINT = Minter("https://example.org/")


def _line(one: NamedNode, predicate: str, other: NamedNode) -> Curation:
    return curation_from_quads(
        [Quad(one, NamedNode(OWL + predicate), other, MINT.graph("curation"))], MINT.base
    )


def _block(tell, day: str = "2020-10-09", **said):
    return tell("Block", target="tiktok", place="pakistan", on=day, **said)


def test_claims_kept_apart_are_two_actions(tell, document) -> None:
    """A line between two claims splits what the rules would join, whichever way round it is written."""
    papers = [document(n, "2020-10-10", _block(tell)) for n in "ab"]
    nodes = [MINT.claim(p.text.identifier, p.claims[0]) for p in papers]
    assert len(resolve(papers).actions) == 1
    for one, other in (nodes, nodes[::-1]):
        assert len(resolve(papers, _line(one, "differentFrom", other)).actions) == 2


def test_claims_of_one_document_kept_apart(tell, document) -> None:
    """The same within one text."""
    paper = document("a", "2020-10-10", _block(tell), _block(tell, agent="pta"))
    one, other = (MINT.claim("a", c) for c in paper.claims)
    assert len(resolve([paper], _line(one, "differentFrom", other)).actions) == 2


def test_actions_joined_by_people_say_so(tell, document) -> None:
    """Two actions of different days become one, whose reason is that people joined them; the earlier told keeps its id."""
    papers = [
        document("a", "2020-10-10", _block(tell)),
        document("b", "2020-10-11", _block(tell, "2020-10-10")),
    ]
    ids = {a.documents[0]: a.id for a in resolve(papers).actions}
    (action,) = resolve(papers, _line(MINT.action(ids["a"]), "sameAs", MINT.action(ids["b"]))).actions
    assert (action.id, action.merged_because) == (ids["a"], ("people joined them",))


def test_a_join_of_different_types_is_ignored(tell, document) -> None:
    """An action has one type."""
    papers = [
        document("a", "2020-10-10", _block(tell)),
        document("b", "2020-10-11", tell("Penalty", target="tiktok")),
    ]
    ids = [a.id for a in resolve(papers).actions]
    assert len(resolve(papers, _line(MINT.action(ids[0]), "sameAs", MINT.action(ids[1]))).actions) == 2


def test_what_is_kept_apart_wins(tell, document) -> None:
    """Joining a with b and b with c while a and c differ joins only the first pair."""
    papers = [document(n, "2020-10-10", _block(tell, f"2020-10-0{i}")) for i, n in enumerate("abc", 1)]
    a, b, c = (f"claim/{MINT.claim(p.text.identifier, p.claims[0]).value.rpartition('/')[2]}" for p in papers)
    knowledge = resolve(papers, Curation.of(joined=[(a, b), (b, c)], apart=[(c, a)]))
    assert len(knowledge.actions) == 2
    assert all(not {"a", "c"} <= set(action.documents) for action in knowledge.actions)


def test_actors_joined_by_people_are_one_node(tell, document) -> None:
    """The listed one remains; its events join."""
    papers = [
        document("a", "2024-08-31", tell("Block", target="x", place="brazil", on="2024-08-30")),
        document("b", "2024-08-31", tell("Block", target="users", place="brazil", on="2024-08-30")),
    ]
    unlisted = next(e.key for e in resolve(papers).entities if e.kind == "Group")
    knowledge = resolve(papers, _line(MINT.entity("Group", unlisted), "sameAs", MINT.entity("Platform", "x")))
    assert [a.target for a in knowledge.actions] == [("x",)]
    assert knowledge.entity_of["b", "users"] == "x"


def test_actors_kept_apart_are_not_related(tell, document) -> None:
    """A platform and its operator no longer stand for each other."""
    papers = [
        document("a", "2020-10-10", _block(tell)),
        document("b", "2020-10-10", tell("Block", target="bytedance", place="pakistan", on="2020-10-09")),
    ]
    line = _line(MINT.entity("Platform", "tiktok"), "differentFrom", MINT.entity("Company", "bytedance"))
    assert (len(resolve(papers).actions), len(resolve(papers, line).actions)) == (1, 2)


def test_other_lines_say_nothing(tell, document) -> None:
    """Nodes of another base, of two families, or that are gone; other predicates; literals."""
    papers = [document(n, "2020-10-10", _block(tell)) for n in "ab"]
    elsewhere, gone = NamedNode("https://elsewhere.example/claim/x"), MINT.action("gone-000000000000")
    claim = MINT.claim("a", papers[0].claims[0])
    for line in (
        _line(claim, "differentFrom", elsewhere),
        _line(claim, "differentFrom", gone),
        _line(claim, "sameAs", MINT.entity("Place", "pakistan")),
        _line(claim, "inverseOf", claim),
    ):
        assert resolve(papers, line) == resolve(papers)


def test_a_build_obeys_the_curation_graph_of_its_store(
    tell, document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What people write into the store splits an action at the next build, and stays for those after it."""
    papers: list[Annotation] = [document(n, "2020-10-10", _block(tell)) for n in "ab"]
    found = Annotated(annotations=tuple(papers), failures=(), reused=0)
    monkeypatch.setattr(pipeline, "annotate_all", lambda *_: found)
    monkeypatch.setattr(pipeline, "check", lambda *_, **__: None)
    directory, mint = StoreDirectory(tmp_path / "store"), Minter()
    settings = Settings(store=directory.path, jobs=1)
    assert build([], settings).actions == 1
    one, other = (mint.claim(p.text.identifier, p.claims[0]) for p in papers)
    line = Quad(one, NamedNode(OWL + "differentFrom"), other, mint.graph("curation"))

    def write(store: Store) -> None:
        store.add(line)

    directory.commit(write)
    directory.close()
    assert [build([], settings).actions for _ in range(2)] == [2, 2]
    store = directory.open()
    assert line in store
    assert len({q.object for q in store.quads_for_pattern(None, writ("about"), None, None)}) == 2
    directory.close()
