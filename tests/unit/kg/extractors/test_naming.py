"""Names by how they stand in a text: mononyms, first and middle names, offices, initials that the text defines, bodies of regions.

Every line is about a construction, not about its sentence: add one for what was misread, in words of your own.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.annotation import annotate_text
from kg.model import Segment
from tests.texts import text_of
from tests.unit.kg.extractors.test_actions import annotated
from tests.unit.kg.extractors.test_wordings import told

LEAD = "Telegram was blocked in Indonesia. "


def names(sentence: str, lead: str = LEAD) -> dict[str, str]:
    """The kind of each entity of an article, by its label."""
    return {e.label: e.kind for e in annotated(sentence, lead).entities}


PERSONS = [
    # who has one name only, behind an office
    ("The communications minister, Meutya, said that X is safe. Meutya added that it pays tax.", "Meutya"),
    # an office without an article opens the sentence
    (
        "Head of the Directorate of Applications, Alexander Sabar, said that Roblox complied.",
        "Alexander Sabar",
    ),
    ("Director General of Informatics, Semuel Pangerapan, said that X complied.", "Semuel Pangerapan"),
    ("Lawyer Inibehe Effiong filed a suit against Meta.", "Inibehe Effiong"),
    ("Signed by Lai Mohammed, the letter ordered X to register.", "Lai Mohammed"),
    # whom the whole world calls by the surname
    ("Durov said Telegram had removed the channels.", "Pavel Durov"),
]


@pytest.mark.parametrize(("sentence", "person"), PERSONS)
def test_person_is_found(sentence: str, person: str) -> None:
    """A person needs no title, first name or article."""
    assert names(sentence).get(person) == "Person"


@pytest.mark.parametrize(
    "sentence",
    [
        "News Media Jordan applauded the ban on Discord.",
        "ESC Jordan thanked users for the ban on Discord.",
        "Jordan Carter criticised the ban on Discord.",
    ],
)
def test_a_place_within_a_name_is_no_place(sentence: str) -> None:
    """A country acts neither under a name that it ends nor under a person's that it begins."""
    assert not any(
        "Jordan" in label for label, kind in names(sentence).items() if kind in ("Place", "Government")
    )
    assert names("Jordan banned Discord.")["Jordan"] == "Place"


def test_the_arm_of_an_organisation_in_a_country_is_one_of_its_own() -> None:
    """So it is with firms, outlets and organisations."""
    assert (
        names("Amnesty International Kenya criticised the ban.")["Amnesty International Kenya"]
        == "CivilSociety"
    )


def test_no_court_is_meant_by_a_tribunal() -> None:
    """A tribunal is the one that the text calls so."""
    found = annotated("Meta appealed to the tribunal. The Supreme Court of Kenya was not asked.", LEAD)
    assert not any(c.kind == "Proceeding" and c.target for c in found.claims)


def test_surname_of_somebody_famous_is_whose_the_text_says() -> None:
    """Where the text names another bearer of the name in full, no famous one speaks."""
    found = names("The lawyer Maria Albanese sued Meta. Albanese said that X must return.")
    assert found.get("Maria Albanese") == "Person"
    assert "Anthony Albanese" not in found


def test_first_and_middle_names_come_back_alone() -> None:
    """Who was named in full may be called by any part of the name."""
    sentences = (
        "The head of the agency, Kashifu Inuwa Abdullahi, met X. Kashifu said on Monday that talks went well. "
        "Inuwa said on Friday that X would pay."
    )
    assert told(sentences, LEAD).count("Statement: Kashifu Inuwa Abdullahi > -") == 2


DEFINED = [
    (
        "Pakistan Tehreek-e-Insaf (PTI), a party, sued. The PTI said that X must return.",
        "Pakistan Tehreek-e-Insaf",
        "Group",
    ),
    ("The Gerakan Suara Rakjat (GSR) sued Meta.", "Gerakan Suara Rakjat", "CivilSociety"),
    ("The Superintendencia de Datos y Redes fined Meta.", "Superintendencia de Datos y Redes", "Regulator"),
    ("The Kementerian Siaran blocked X.", "Kementerian Siaran", "Ministry"),
]


@pytest.mark.parametrize(("sentence", "name", "kind"), DEFINED)
def test_name_is_what_the_text_says(sentence: str, name: str, kind: str) -> None:
    """Initials mean what the text says they mean; heads of names in other languages tell what they are."""
    assert names(sentence).get(name) == kind


def test_defined_initials_are_nobody_elses() -> None:
    """The gazetteer's body of those initials is not in the text."""
    found = names("Pakistan Tehreek-e-Insaf (PTI), a party, sued. The PTI said that X must return.")
    assert "Press Trust of India" not in found


def test_common_words_with_initials_are_no_body() -> None:
    """What is spelt out with capitals need not be anybody."""
    assert "Standard Operating Procedure" not in names("X has no Standard Operating Procedure (SOP) for it.")


REGIONS = [
    ("Texas sued TikTok on Thursday.", "Proceeding: Government of Texas > TikTok"),
    ("The state of Montana banned TikTok.", "Block: Government of Montana > TikTok"),
    ("The attorney general of Texas sued TikTok.", "Proceeding: attorney general of Texas > TikTok"),
    (
        "The Hamburg data protection commissioner warned X. The Bavarian data protection authority fined Meta.",
        "Penalty: Bavarian data protection authority > Meta",
    ),
]


@pytest.mark.parametrize(("sentence", "claim"), REGIONS)
def test_region_acts_for_itself(sentence: str, claim: str) -> None:
    """A region's government and bodies are neither the state's nor another region's."""
    assert claim in told(sentence, LEAD)


NO_ACTS = [
    "In order to keep public order, Telegram was watched.",
    "Elements of fraud were found in services such as YouTube.",
    "Users are not allowed to post on Telegram.",
]


@pytest.mark.parametrize("sentence", NO_ACTS)
def test_nothing_is_ordered(sentence: str) -> None:
    """Idioms and everyday verbs without a doer are no orders."""
    assert not any(claim.startswith("Order") for claim in told(sentence, LEAD))


ACTS = [
    (
        "The Committee to Protect Journalists calls on Indonesia to restore Telegram.",
        "Request: Committee to Protect Journalists > Government of Indonesia",
    ),
    ("The Dewan Rakyat approved amendments to the Communications Act.", "Legislation: Dewan Rakyat > -"),
    ("The government restricted the use of mobile internet.", "Shutdown: Government of Indonesia > -"),
]


@pytest.mark.parametrize(("sentence", "claim"), ACTS)
def test_act_is_found(sentence: str, claim: str) -> None:
    """A verb inside a name hides no other; parliaments make laws; whoever limits the use of a network cuts it."""
    assert claim in told(sentence, LEAD)


def test_whom_somebody_accuses_does_not_speak() -> None:
    """A participle behind a comma has its object, not its speaker, behind it."""
    found = told("President Museveni defended the ban of Telegram, accusing Facebook of bias.", LEAD)
    assert [c for c in found if c.startswith("Statement")] == ["Statement: Yoweri Museveni > -"]


def test_a_role_and_a_saying_make_common_words_a_name() -> None:
    """Whoever stands between an office and what is said is a person, whatever the words mean elsewhere."""
    assert names("The group's director Alp Toker told Reuters that X was cut.").get("Alp Toker") == "Person"


def test_names_behind_a_collective_are_who_it_is() -> None:
    """Platforms that are named right behind the word are meant, not platforms at large."""
    found = told(
        "Social media platforms Facebook, WhatsApp and Instagram have been restricted in Indonesia.", LEAD
    )
    assert "Block: - > Facebook + WhatsApp + Instagram" in found


def test_the_country_acts_as_its_government() -> None:
    """What "the country" does, its government does."""
    assert "Block: Government of Indonesia > Signal" in told("The country blocked Signal on Monday.", LEAD)


HEADLINES = [
    ("Irish watchdog fines TikTok", "The Data Protection Commission in Ireland announced it on Friday."),
    ("Watchdog fines TikTok", "The Data Protection Commission in Ireland announced it on Friday."),
]


@pytest.mark.parametrize(("headline", "body"), HEADLINES)
def test_headline_body_without_article_is_the_one_named_below(headline: str, body: str) -> None:
    """A headline leaves out the article; the only body of that kind that the text names is meant."""
    content = f"{headline}\n\n{body}"
    text = replace(
        text_of(content),
        segments=(
            Segment(begin=0, end=len(headline), role="headline"),
            Segment(begin=len(headline) + 2, end=len(content), role="body"),
        ),
    )
    found = annotate_text(text)
    labels = {e.key: e.label for e in found.entities}
    assert [labels[k] for c in found.claims if c.kind == "Penalty" for k in c.agent] == [
        "Data Protection Commission"
    ]


INDONESIAN = "Telegram was blocked in Indonesia. Users in Indonesia protested. "


@pytest.mark.parametrize(
    ("sentence", "names", "country"),
    [
        ("The SEC told Apple to remove the app. The Securities and Exchange Commission fined Binance.", ("SEC", "Securities and Exchange Commission"), "ID"),
        ("Conatel told operators to block X.", ("Conatel",), "ID"),
    ],
)  # fmt: skip
def test_a_body_has_the_country_of_the_text(sentence: str, names: tuple[str, ...], country: str) -> None:
    """Initials recur: in a text about one country that never names another's, they are no body of that other country."""
    found = [e for e in annotated(sentence, INDONESIAN).entities if e.kind == "Regulator"]
    assert [(e.names, e.country, e.known) for e in found] == [(names, country, False)]


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The Irish Data Protection Commission (DPC) fined TikTok. The DPC said so.", "Data Protection Commission"),
        ("In Washington, the SEC told Apple to remove the app.", "Securities and Exchange Commission"),
    ],
)  # fmt: skip
def test_a_body_of_a_country_that_the_text_names_is_known(sentence: str, label: str) -> None:
    """Its name or the text says whose a body is."""
    found = [e for e in annotated(sentence, INDONESIAN).entities if e.kind == "Regulator"]
    assert [(e.label, e.known) for e in found] == [(label, True)]
