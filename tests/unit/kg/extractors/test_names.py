"""How names that no list knows are read: persons, bodies, papers, members of lists, and who is who over a document."""

from __future__ import annotations

import pytest

from kg.extraction import Layers
from kg.extractors.entities import EXTRACTOR
from kg.text import parse
from tests.texts import text_of


def named(content: str) -> dict[str, str]:
    """Label to class of all that a text names."""
    layers = EXTRACTOR.run(parse(text_of(content, role="body")), Layers())
    return {e.label: e.kind for e in layers.entities}


def meant(content: str, words: str) -> str | None:
    """The label of what the last mention that covers ``words`` stands for; None where nothing does."""
    layers = EXTRACTOR.run(parse(text_of(content, role="body")), Layers())
    labels = {e.key: e.label for e in layers.entities}
    at = content.rindex(words)
    end = at + len(words)
    return next((labels[m.entity] for m in layers.mentions if m.span.begin < end and at < m.span.end), None)


@pytest.mark.parametrize(
    ("content", "words", "label"),
    [
        ("Tunde Bakare runs a news site. Police arrested Mr Bakare on Monday.", "Mr Bakare", "Tunde Bakare"),
        ("A call reached Dorra Qambo on holiday. Qambo said she had deleted the post.", "Dorra Qambo", "Dorra Qambo"),
        ("Justice Okello heard the case. Lady Justice Miriam Okello had recused herself before.", "Justice Okello", "Miriam Okello"),
        ("The officer, Inspector Sandra Holland, spoke to reporters. Holland said the page was down.", "Holland said", "Sandra Holland"),
        ("The officer, Inspector Sandra Holland, flew to a meeting in Holland.", "in Holland", "Netherlands"),
        ("Police spokesman Dedy said the accounts were blocked.", "Dedy", "Dedy"),
        ("Former Meta employee Frances Haugen gave evidence.", "Frances Haugen", "Frances Haugen"),
        ("They arrested Oksana Hrytsenko and Okon Udeh on Friday.", "Okon Udeh", "Okon Udeh"),
        ("AG Keith Lindqvist sued TikTok.", "Keith Lindqvist", "Keith Lindqvist"),
    ],
)  # fmt: skip
def test_names_person_is_one_over_the_text(content: str, words: str, label: str) -> None:
    """A title, a surname alone, a name of one word and a place of the same name lead to the person who is meant."""
    assert meant(content, words) == label


def test_names_of_a_person_hold_the_title() -> None:
    """ "President Mahama" is a name by which the text calls him."""
    layers = EXTRACTOR.run(parse(text_of("President Mahama said TikTok would stay.", role="body")), Layers())
    person = next(e for e in layers.entities if e.kind == "Person")
    assert person.names == ("Mahama", "President Mahama")


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        ("Ada Obi, Director of the Savanna Media Rights Initiative, filed it.", "Savanna Media Rights Initiative", "CivilSociety"),
        ("The chairperson, Musa Idris, and the President of the Nile Telecom Authority denied it.", "Nile Telecom Authority", "Regulator"),
    ],
)  # fmt: skip
def test_names_body_is_cut_from_the_office_at_its_head(content: str, label: str, kind: str) -> None:
    """Whom a body is headed by is no part of its name."""
    assert named(content).get(label) == kind


@pytest.mark.parametrize(
    ("content", "label"),
    [
        ("The Pakistan Telecommunications Authority (PTA) wrote to TikTok.", "Pakistan Telecommunication Authority"),
        ("In Jakarta, the Indonesia Competition Commission opened a case.", "Indonesian Competition Commission"),
        ("Kuala Lumpur in Malaysia: the Communications and Multimedia Commission acted.", "Malaysian Communications and Multimedia Commission"),
        ("Officials of the Philippines' National Bureau of Investigation came to the office.", "National Bureau of Investigation"),
    ],
)  # fmt: skip
def test_names_variant_is_the_listed_body(content: str, label: str) -> None:
    """Another writing of a listed body's name, with or without its country, is that body and no other."""
    bodies = [name for name, kind in named(content).items() if kind in {"Regulator", "LawEnforcement"}]
    assert bodies == [label]


def test_names_place_takes_no_initials() -> None:
    """ "Tehreek-e-Watan Pakistan (TWP)": the initials are the party's, of which only the place is known."""
    assert (
        meant("The Tehreek-e-Watan Pakistan (TWP) marched. TWP leaders spoke.", "TWP leaders") != "Pakistan"
    )


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        ("Operators Zamtel (AS37154) and Liqua went offline.", "Liqua", "Company"),
        ("The order was sent to internet providers, including Borealis, Net Vertu and OKA.", "Net Vertu", "Company"),
        ("They blocked news sites such as Torrvik and The Lantern.", "The Lantern", "Platform"),
        ("Digital rights groups like Foxfield and Fair Ballot wrote to Meta.", "Fair Ballot", "CivilSociety"),
        ("Botswana People's Daily News was raided.", "Botswana People's Daily News", "NewsOrganisation"),
        ("The Unity Party condemned the ban on TikTok.", "Unity Party", "Group"),
        ("It was done on orders of the Ministry of Communications and ITPC.", "Ministry of Communications", "Ministry"),
    ],
)  # fmt: skip
def test_names_kind_is_told_around_them(content: str, label: str, kind: str) -> None:
    """Plurals in front of a list, whose a body is by its name, and heads tell the class of names that no list has."""
    found = {
        name.partition(" of ")[0] if kind == "Ministry" else name: k for name, k in named(content).items()
    }
    assert found.get(label, found.get("Communications Ministry")) == kind


@pytest.mark.parametrize(
    "content",
    ["Companies said on Monday that they would comply.", "Providers in Kenya were named, Apps in March.", "Social Media is no firm, nor are Mobile Games."],
)  # fmt: skip
def test_names_plural_before_a_common_word_names_nothing(content: str) -> None:
    """A sentence that goes on behind a plural, a month and common words in capitals make no names."""
    unnamed = {"Kenya", "Companies", "Providers in Kenya", "Apps in March", "Apps", "Social Media"}
    assert set(named(content)) <= unnamed


@pytest.mark.parametrize(
    ("content", "label"),
    [
        ("He was charged under the Cyber Fraud and Misuse (Amendment) Act.", "Cyber Fraud and Misuse (Amendment) Act"),
        ("They relied on the Freedom to Know (FTK) Act.", "Freedom to Know Act"),
        ("It was blocked under the 2018 cybercrime law.", "2018 cybercrime law"),
        ("A bill by two deputies would ban TikTok.", "bill"),
        ("The Code of Practice for Chat Services/Internet Intermediaries binds TikTok.", "Code of Practice for Chat Services/Internet Intermediaries"),
    ],
)  # fmt: skip
def test_names_paper_is_read_by_how_it_is_written(content: str, label: str) -> None:
    """Brackets inside a law's name, its year, a slash, and a bill that has no other name."""
    assert named(content).get(label) == "LegalInstrument"


def test_names_paper_has_one_entity() -> None:
    """A bill that is named is no second one where it is called "the bill"; a number in brackets is the same law's."""
    text = "The Kelp Online Harms Bill (HB 2273) passed. The bill bans TikTok. A section, Section 12, fines Meta."
    assert [name for name, kind in named(text).items() if kind == "LegalInstrument"] == [
        "Kelp Online Harms Bill"
    ]
    assert (
        meant(text, "HB 2273")
        == meant(text, "The bill")
        == meant(text, "Section 12")
        == "Kelp Online Harms Bill"
    )


@pytest.mark.parametrize(
    ("content", "words", "label"),
    [
        ("Luxembourg and Portugal were quick. Portugal's CNPD did not answer.", "CNPD", "CNPD"),
        ("Deputy Minister of Arts and Communications Nguyen Van Lam met TikTok.", "Lam", "Nguyen Van Lam"),
        ("Senegal's Minister of Posts, Telecommunications and Digital Economy, Awa Sarr Thiam, said so.", "Thiam", "Awa Sarr Thiam"),
        ("A party led by Julius Malumba condemned it.", "Malumba", "Julius Malumba"),
        ("Police held software developer Wanja Njeri.", "Njeri", "Wanja Njeri"),
        ("The Berlin Commissioner for Data Protection Meike Lamp wrote to Apple.", "Berlin Commissioner", "Berlin Commissioner for Data Protection and Freedom of Information"),
    ],
)  # fmt: skip
def test_names_are_led_to_who_is_meant(content: str, words: str, label: str | None) -> None:
    """Whose a body is decides between bodies of one name; portfolios with commas, leaders and trades give persons."""
    assert meant(content, words) == label


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        ("They blocked www.torrvik45.org and chessroom.com for a day.", "torrvik45.org", "Platform"),
        ("The court named bianet.org first.", "Bianet", "NewsOrganisation"),
        ("The Freedom Fighters party protested.", "Freedom Fighters", "Group"),
        ("People used the Zangi app to talk.", "Zangi", "Platform"),
        ("The Ankara 6th Penal Court of Peace ruled on it.", "Ankara 6th Penal Court of Peace", "Court"),
        ("It cites Federal Law of 27.07.2006 No. 149-FZ here.", "Federal Law of 27.07.2006 No. 149-FZ", "LegalInstrument"),
        ("Decree 53/2022/ND-CP was applied.", "Decree 53/2022/ND-CP", "LegalInstrument"),
        ("The Attorney General of the Federation sued Meta.", "Attorney General of the Federation", "Person"),
    ],
)  # fmt: skip
def test_names_of_sites_courts_and_offices(content: str, label: str, kind: str) -> None:
    """Domains, nouns behind a name, ordinals and dates inside names, and offices that stand for their holders."""
    assert named(content).get(label) == kind


@pytest.mark.parametrize(
    "content",
    ["Write to desk@torrvik.org today.", "The Central Asia Office closed.", "The Gendarmerie General Command asked for it.", "The Minister of Territorial Administration left."],
)  # fmt: skip
def test_names_look_alikes_name_nothing(content: str) -> None:
    """A mail address, a branch office, a command and a minister's portfolio are no sites, regulators or persons."""
    assert not {"Platform", "Regulator", "Person"} & set(named(content).values())


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        ("In Northampton Tyler Kay was sentenced over posts on X.", "Tyler Kay", "Person"),
        ("The Chief Justice of Kenya read it out. It ORDERS Meta Kenya Limited to pay.", "Meta Kenya Limited", "Company"),
        ("Brazil's Congress met. Parliament's ICT committee summoned TikTok.", "Parliament's ICT committee of Brazil", "Legislature"),
        ("The committee for legal affairs of Kenya invited Google.", "committee for legal affairs of Kenya", "Legislature"),
        ("Those who do not will be fined, and Kenya may block the site.", "Those who do not", "Group"),
    ],
)  # fmt: skip
def test_names_end_where_the_words_around_them_begin(content: str, label: str, kind: str) -> None:
    """The place before a person, the verb of an operative part and the predicate behind a clause are no part of a name; a committee's field is."""
    assert named(content).get(label) == kind


def test_an_adverb_before_the_article_is_no_part_of_a_name() -> None:
    """A capital that opens the sentence begins no name that goes on with "the"."""
    found = named("Separately the Ministry of Justice of Kenya ordered Google to act.")
    assert not any("Separately" in label for label in found)


@pytest.mark.parametrize(
    ("content", "words", "label"),
    [
        ("Three lawyers and a citizen sued TikTok.", "citizen", "Three lawyers and a citizen"),
        ("In Berlin some 200 journalists and translators rallied.", "translators", "some 200 journalists and translators"),
        ("Lawyers and Access Now sued TikTok.", "Lawyers", "Lawyers"),
        ("Mobile operators and internet gateways blocked TikTok.", "gateways", "internet gateways"),
        ("Courts in Denmark, Norway and Finland blocked it.", "Courts", "Courts in Denmark, Norway and Finland"),
        ("The administrators of websites and networks met.", "administrators", "administrators of websites and networks"),
    ],
)  # fmt: skip
def test_people_that_one_list_joins_are_one(content: str, words: str, label: str) -> None:
    """A list of people whom common nouns name is one collective; one of firms, or with a name in it, is several."""
    assert meant(content, words) == label


def test_an_office_of_which_there_is_one_is_somebody() -> None:
    """Also where the text names nobody who holds it; other offices are not told apart so."""
    found = named("The Prosecutor General asked TikTok of Kenya to act, and the minister agreed.")
    assert found.get("Prosecutor General") == "Person"
    assert "minister" not in found


def test_the_initials_of_a_currency_are_no_country() -> None:
    found = named("TikTok paid US$9 million in Kenya. The US sued TikTok.")
    assert meant("TikTok paid US$9 million in Kenya.", "US$9") is None
    assert "United States" in {label.removeprefix("Government of the ") for label in found}


def test_a_description_with_a_capital_is_whose_name_has_the_word() -> None:
    """ "The Service" is the State Security Service, "the service" the platform that was spoken of."""
    text = (
        "The State Security Service asked Facebook for data. Facebook kept silent, and the {} opened a page."
    )
    assert meant(text.format("Service"), "the Service") == "State Security Service"
    assert meant(text.format("service"), "the service") == "Facebook"
