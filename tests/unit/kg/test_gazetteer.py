"""The gazetteer: what it must hold, and that its rows agree with each other."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg.errors import LanguageDataError
from kg.extractors.name_matching import matches, words
from kg.gazetteer import gazetteer, government_of, is_acronym, read_entries
from kg.links import confirmed_mappings


def test_gazetteer_has_two_hundred_platforms_and_companies() -> None:
    """The services and firms that regulators deal with most are known."""
    kinds = Counter(e.kind for e in gazetteer().entries.values())
    assert kinds["Platform"] >= 200
    assert kinds["Company"] >= 100


def test_gazetteer_knows_countries_with_adjective_and_capital() -> None:
    """A state has an adjective ("Pakistani") and a capital inside it; the United Nations have 193 members."""
    entries = gazetteer().entries.values()
    capitals = {e.parent for e in entries if "capital" in e.remit}
    states = [c for c in gazetteer().countries.values() if c.adjectives]
    assert len(states) >= 193
    without = {c.key for c in states if c.key not in capitals}
    assert without <= {"hong-kong", "macao", "singapore", "monaco", "kuwait", "luxembourg", "nauru", "san-marino",
                       "djibouti", "western-sahara", "guatemala", "panama", "mexico"}  # fmt: skip


def test_gazetteer_parents_exist() -> None:
    """Every operator or body above that a row names has a row of its own."""
    entries = gazetteer().entries
    assert [e.key for e in entries.values() if e.parent and e.parent not in entries] == []


def test_gazetteer_countries_exist() -> None:
    """Every country code of a row is that of a country in places.csv."""
    known = gazetteer().countries
    assert [e.key for e in gazetteer().entries.values() if e.country and e.country not in known] == []


def test_gazetteer_names_have_no_stray_space() -> None:
    """A form with space around it would never match."""
    forms = [f for e in gazetteer().entries.values() for f, _, _ in e.forms()]
    assert [f for f in forms if f != " ".join(f.split()) or not f] == []


@pytest.mark.parametrize("form", ["X", "Signal", "Line", "Threads", "Medium", "Meta AI", "Discord", "Zoom"])
def test_gazetteer_common_words_need_support(form: str) -> None:
    """Names that are also words or letters are marked ambiguous wherever they stand."""
    marked = [a for e in gazetteer().entries.values() for f, _, a in e.forms() if f == form]
    assert all(marked)


def test_twitter_and_x_are_one() -> None:
    """A renamed service keeps one entry under both names."""
    forms = {f for f, _, _ in gazetteer().entries["x"].forms()}
    assert {"X", "Twitter"} <= forms


@pytest.mark.parametrize(
    ("place", "label"),
    [("pakistan", "Government of Pakistan"), ("netherlands", "Government of the Netherlands"), ("lagos", "Government of Nigeria")],
)  # fmt: skip
def test_government_of_names_the_country(place: str, label: str) -> None:
    """A country's government, or that of the country in which a city lies."""
    assert government_of(place).label == label


def test_government_of_unknown_place_fails() -> None:
    """A key that is no place is the caller's error."""
    with pytest.raises(KeyError):
        government_of("atlantis")


def test_is_acronym_wants_capitals() -> None:
    """Capitals only, and more than one."""
    assert [w for w in ("PTA", "U.S.", "X", "Ofcom", "TOOLONGNAME") if is_acronym(w)] == ["PTA", "U.S."]


def test_read_entries_reports_the_line(tmp_path: Path) -> None:
    """A row without a label is named by file and line."""
    file = tmp_path / "platforms.csv"
    file.write_text("key,label\nx,X\ny,\n", encoding="utf-8")
    with pytest.raises(LanguageDataError, match=r"platforms\.csv line 3"):
        read_entries(file, "Platform")


def test_links_point_at_entries() -> None:
    """Each confirmed identifier belongs to a row of the gazetteer, and to one only."""
    mappings = [m for m in confirmed_mappings() if m.family != "concept"]
    assert [m.key for m in mappings if m.key not in gazetteer().entries] == []
    assert max(Counter(m.object for m in mappings).values()) == 1


#: The countries that are most active in the regulation of platforms.
ACTIVE = """
AE AR AT AU BD BE BR BY CA CH CL CN CO CZ DE DK EE EG ES ET FI FR GB GH GR HK HU ID IE IL IN IQ IR IT JO JP KE KG KH KR
KZ LK LT LV MA MM MX MY NG NL NO NP NZ PH PK PL PT QA RO RU SA SE SG SN TH TN TR TW TZ UA UG US UZ VE VN ZA ZM ZW
"""


@pytest.mark.parametrize(
    "kinds", [{"Regulator"}, {"NewsOrganisation"}, {"Court", "Legislature", "LawEnforcement"}]
)
def test_gazetteer_covers_active_countries(kinds: set[str]) -> None:
    """Each of them has a regulator, media, and a court, parliament or police of its own."""
    have = {e.country for e in gazetteer().entries.values() if e.kind in kinds}
    assert sorted(set(ACTIVE.split()) - have) == []


@pytest.mark.parametrize("name", ["UN human rights office", "UN's human rights office"])
def test_names_that_differ_only_in_an_apostrophe_are_both_found(name: str) -> None:
    """Forms of the same words that are joined otherwise don't take each other's place."""
    text = f"The {name} called."
    assert [m.surface for m in matches(text, words(text))] == [name]
