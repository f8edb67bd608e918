"""One serialisation of Turtle, kept by all files of the ontology."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

FOLDER = Path(__file__).resolve().parents[2] / "ontology"
FILES = sorted(FOLDER.rglob("*.ttl"))
SOURCE = """# kept
@prefix ex: <http://example.org/> .
@prefix unused: <http://example.org/unused> .
# lost
ex:b ex:p "two\\nlines", 1 , 1.50, true, "x"@en-GB , <http://example.org/a/b> ; a ex:T ; ex:list (ex:a "b" [ ex:q () ]) .
ex:a ex:p ex:b .
[] ex:p ex:a .
"""


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(FOLDER)))
def test_file_is_canonical(path: Path, canonical_turtle: ModuleType) -> None:
    """Each file is written as the script writes it; run ``scripts/canonical_turtle.py ontology`` if not."""
    text = path.read_text(encoding="utf-8")
    assert canonical_turtle.canonical(text) == text


def test_canonical_form_keeps_the_graph(canonical_turtle: ModuleType) -> None:
    """Literals, collections and blank nodes come through."""
    written = canonical_turtle.canonical(SOURCE)
    before = Graph().parse(data=SOURCE, format="turtle")
    assert isomorphic(before, Graph().parse(data=written, format="turtle"))


def test_canonical_form_is_a_fixed_point(canonical_turtle: ModuleType) -> None:
    """Written twice, a file is the same."""
    once = canonical_turtle.canonical(SOURCE)
    assert canonical_turtle.canonical(once) == once


def test_canonical_form_keeps_head_comment_and_drops_unused_prefix(canonical_turtle: ModuleType) -> None:
    """The comment at the head stays, other comments and prefixes without use go."""
    written = canonical_turtle.canonical(SOURCE)
    assert written.startswith("# kept\n\n@prefix ex:")
    assert "lost" not in written
    assert "unused" not in written


def test_canonical_form_does_not_depend_on_order(canonical_turtle: ModuleType) -> None:
    """The same triples in another order give the same text."""
    one = "@prefix e: <http://e.org/> .\ne:a e:p e:b , e:c .\ne:b e:q 1 ."
    other = "@prefix e: <http://e.org/> .\ne:b e:q 1 .\ne:a e:p e:c , e:b ."
    assert canonical_turtle.canonical(one) == canonical_turtle.canonical(other)


def test_shared_blank_node_is_refused(canonical_turtle: ModuleType) -> None:
    """A blank node with two references has no place of its own."""
    with pytest.raises(ValueError, match="several triples"):
        canonical_turtle.canonical("@prefix e: <http://e.org/> .\ne:a e:p _:x .\ne:b e:p _:x .")


def test_circle_of_blank_nodes_is_refused(canonical_turtle: ModuleType) -> None:
    """Blank nodes that nothing else leads to are not lost in silence."""
    with pytest.raises(ValueError, match="only refer to each other"):
        canonical_turtle.canonical("@prefix e: <http://e.org/> .\n_:x e:p _:y .\n_:y e:p _:x .")


def test_check_names_files_and_changes_nothing(
    canonical_turtle: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` exits with 1 for a file in another form and leaves it alone; without it the file is rewritten."""
    file = tmp_path / "a.ttl"
    file.write_text(SOURCE, encoding="utf-8")
    assert canonical_turtle.main(["--check", str(tmp_path)]) == 1
    assert file.read_text(encoding="utf-8") == SOURCE
    assert "a.ttl is not canonical" in capsys.readouterr().out
    assert canonical_turtle.main([str(file)]) == 0
    assert canonical_turtle.main(["--check", str(file)]) == 0
