"""The template language: what compiles to what, and what is refused with the file and the template named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LanguageDataError
from kg.lexicon import Slot, Words, compile_template, load_lexicon, load_types


def test_verb_template_has_subject_object_and_prepositions() -> None:
    """A sentence with slots becomes a head, a subject, an object and prepositional parts."""
    template = compile_template("Block", "{agent} cut access to {target:Platform}", "Block.ttl")
    assert template.subject == Slot("agent")
    assert isinstance(template.object, Words)
    assert "access" in template.object.forms
    assert template.prepositional[0].filler == Slot("target", frozenset({"Platform"}), True)


@pytest.mark.parametrize(
    ("slot", "required"),
    [("{target}", False), ("{target:Platform}", True), ("{target?:Platform}", False), ("{target!}", True)],
)
def test_slot_marks_say_whether_it_must_be_filled(slot: str, required: bool) -> None:
    """Kinds or "!" make a slot required, "?" makes it optional."""
    template = compile_template("Block", f"{{agent}} block {slot}", "Block.ttl")
    assert isinstance(template.object, Slot)
    assert template.object.required is required


def test_noun_template_is_told_by_its_article() -> None:
    """ "the ban on {target}" starts at a noun, and its plural starts it too."""
    template = compile_template("Block", "the ban on {target:Platform} by {agent}", "Block.ttl")
    assert template.is_noun
    assert set(template.head) == {"ban", "bans"}


def test_negative_template_asks_for_a_negation() -> None:
    """ "not reply" fits only where it is negated."""
    assert compile_template("Statement", "{agent} not reply", "Statement.ttl").is_negative


@pytest.mark.parametrize(
    "source",
    [
        "",
        "{agent}",
        "{nobody} block {target}",
        "{agent} block {target} {place}",
        "{agent} block {target",
        "{agent} be",
    ],
)
def test_wrong_template_is_refused_with_file_and_words(source: str) -> None:
    """A template that can't be read names its file and itself."""
    with pytest.raises(LanguageDataError, match="Block.ttl"):
        compile_template("Block", source, "Block.ttl")


def test_more_demanding_templates_come_first() -> None:
    """Among templates of a word, the one with more fixed parts is tried first."""
    for found in load_lexicon().verbs.values():
        ranks = [t.specificity for t in found]
        assert ranks == sorted(ranks, reverse=True)


def test_every_action_type_of_the_ontology_has_templates() -> None:
    """All twenty types can be triggered."""
    types = load_lexicon().types
    assert len(types) == 20
    assert all(t.templates for t in types.values())


def test_action_type_is_added_by_one_file(tmp_path: Path) -> None:
    """A folder with a further Turtle file has a further type; no Python is touched."""
    (tmp_path / "Tax.ttl").write_text(
        "@prefix lex: <https://w3id.org/writ/lexicon#> . @prefix writ: <https://w3id.org/writ#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'writ:Tax rdfs:subClassOf writ:Restriction ; rdfs:label "tax"@en ; lex:template "{agent} tax {target:Platform}" .\n'
    )
    (tax,) = load_types(tmp_path)
    assert (tax.name, tax.parent, len(tax.templates)) == ("Tax", "Restriction", 1)


def test_broken_turtle_names_its_file(tmp_path: Path) -> None:
    """A file that is no Turtle is reported by name."""
    (tmp_path / "Broken.ttl").write_text("writ:Block a ")
    with pytest.raises(LanguageDataError, match="Broken.ttl"):
        load_types(tmp_path)
