"""The entities extractor, sentence by sentence: names, bodies, persons, descriptions, groups."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from kg.extraction import Layers
from kg.extractors.common_names import portfolio_of
from kg.extractors.entities import EXTRACTOR
from kg.extractors.entity_registry import slug
from kg.extractors.name_matching import words
from kg.extractors.title_case import lowered
from kg.model import Entity, Segment, SegmentRole
from kg.text import parse
from tests.texts import text_of


def read(content: str, role: SegmentRole = "body") -> Layers:
    """The entities and mentions of one segment."""
    return EXTRACTOR.run(parse(text_of(content, role=role)), Layers())


def kinds(content: str) -> dict[str, str]:
    """Label to class of all that a text names."""
    return {e.label: e.kind for e in read(content).entities}


def resolved(content: str, words: str) -> str | None:
    """The label of the entity that the first mention covering ``words`` stands for."""
    layers = read(content)
    at = content.index(words)
    by_key: dict[str, Entity] = {e.key: e for e in layers.entities}
    for mention in layers.mentions:
        if mention.span.begin <= at + len(words) - 1 < mention.span.end:
            return by_key[mention.entity].label
    return None


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        ("The Malawi Communications Regulatory Authority (MACRA) warned users.", "Malawi Communications Regulatory Authority", "Regulator"),
        ("A petition was filed at the Zembla High Court by lawyers.", "Zembla High Court", "Court"),
        ("It was blocked by the Freedonia Media Commission last week.", "Freedonia Media Commission", "Regulator"),
        ("The Sylvania Cybercrime Investigation Bureau arrested two men.", "Sylvania Cybercrime Investigation Bureau", "LawEnforcement"),
        ("Kenya's interior ministry denied it.", "Interior Ministry of Kenya", "Ministry"),
        ("The Ministry of Interior of Kenya denied it.", "Interior Ministry of Kenya", "Ministry"),
        ("The Kenyan government denied it.", "Government of Kenya", "Government"),
        ("The government of the Netherlands denied it.", "Government of the Netherlands", "Government"),
        ("A court in Moscow fined the firm.", "Court of Moscow", "Court"),
        ("The Northern Rights Coalition criticised the ban.", "Northern Rights Coalition", "CivilSociety"),
        ("The messaging app Fizzle was blocked.", "Fizzle", "Platform"),
        ("Fizzle, a messaging app, was blocked.", "Fizzle", "Platform"),
        ("The daily Harborview reported the move.", "Harborview", "NewsOrganisation"),
        ("Borealis Telecom Ltd was told to comply.", "Borealis Telecom Ltd", "Company"),
        ("They broke the Harmful Digital Content Act 2019, he said.", "Harmful Digital Content Act 2019", "LegalInstrument"),
        ("Attorney General Amara Okonjo said so.", "Amara Okonjo", "Person"),
        ("Tomas de la Vega, a digital rights activist, said so.", "Tomas de la Vega", "Person"),
        ("Minister of Government Communications Faisal Shboul said so.", "Faisal Shboul", "Person"),
        ("Freedonia's Anwar Ibrahim posted it.", "Anwar Ibrahim", "Person"),
        ("Jordan Parlour, 28, was jailed.", "Jordan Parlour", "Person"),
        ("The American ambassador denied it.", "American ambassador", "Person"),
        ("Kenyan officials denied it.", "Government of Kenya", "Government"),
        ("The bar association sued.", "bar association", "CivilSociety"),
        ("The Lagos chamber of commerce objected.", "Lagos chamber of commerce", "CivilSociety"),
        ("Seven press-freedom organisations protested.", "Seven press-freedom organisations", "CivilSociety"),
        ("The chief public prosecutor opened a file.", "chief public prosecutor", "LawEnforcement"),
        ("A five-judge panel upheld the ban.", "five-judge panel", "Court"),
        ("Under a decree of 2015 no warrant is needed.", "decree of 2015", "LegalInstrument"),
        ("The Protection of Elections Act was amended.", "Protection of Elections Act", "LegalInstrument"),
        ("The notices went to Snap and Twitch.", "Snap Inc.", "Company"),
        ("They sued Uber Colombia in Bogota.", "Uber Colombia", "Company"),
        ("The order names NOVA BRASIL INTERNET LTDA. alone.", "NOVA BRASIL INTERNET LTDA", "Company"),
    ],
)  # fmt: skip
def test_entities_name_has_its_class(content: str, label: str, kind: str) -> None:
    """A name is filed under its class, known or not."""
    assert kinds(content).get(label) == kind


@pytest.mark.parametrize(
    ("content", "words", "label"),
    [
        ("TikTok was fined on Monday. The company said it would appeal.", "The company", "TikTok"),
        ("Roskomnadzor blocked Facebook. The regulator gave no reason.", "The regulator", "Roskomnadzor"),
        ("The Delhi High Court heard X Corp. The court adjourned.", "The court", "Delhi High Court"),
        ("President Ada Lowe signed it. The president smiled.", "The president smiled"[4:13], "Ada Lowe"),
        ("Uganda held a vote. The government cut the internet.", "government", "Government of Uganda"),
        ("A spokesperson for Ofcom said so.", "spokesperson", "Ofcom"),
        ("A Meta spokesman said so.", "spokesman", "Meta"),
        ("The National Digital Agency (NDA) spoke. NDA later denied it.", "NDA later"[:3], "National Digital Agency"),
        ("Wikipedia was blocked. Later the site came back.", "the site", "Wikipedia"),
        ("Safaricom complied within hours. The digital rights group KICTANet condemned the order.", "rights group", "Kenya ICT Action Network"),
        ("Safaricom was fined. The regulator, Ofcom, told the Communications Authority of Kenya so.", "The regulator", "Ofcom"),
    ],
)  # fmt: skip
def test_entities_description_resolves(content: str, words: str, label: str) -> None:
    """A description stands for the last fitting entity."""
    assert resolved(content, words) == label


@pytest.mark.parametrize(
    "content",
    [
        "The regulator gave no reason.",
        "She likes Gen X music and an X-ray.",
        "He drew a line and sent a signal, then stayed on message.",
        "Line one of the poem is long.",
        "The press service of the club wrote back.",
    ],
)
def test_entities_finds_nothing_unnamed(content: str) -> None:
    """Unresolved descriptions and common words are no entities."""
    assert kinds(content) == {}


def test_entities_unresolved_description_is_considered() -> None:
    """What was looked at and dropped says why."""
    (considered,) = read("The regulator gave no reason.").considered
    assert "regulator" in considered.reason


def test_entities_initials_follow_the_country() -> None:
    """NCC is another body in Nigeria than in Taiwan."""
    nigeria = kinds("Nigeria acted on Friday. The NCC told operators in Lagos to block it.")
    taiwan = kinds("Taiwan acted on Friday. The NCC told operators in Taipei to block it.")
    assert "Nigerian Communications Commission" in nigeria
    assert "National Communications Commission" in taiwan


def test_entities_twitter_and_x_are_one_entity() -> None:
    """A former name and the new one are mentions of one entity."""
    layers = read("X, formerly Twitter, has been banned in Pakistan.")
    assert [e.key for e in layers.entities if e.kind == "Platform"] == ["x"]


def test_entities_ministry_is_one_under_several_names() -> None:
    """ "Pakistan's Interior Ministry" and "the interior ministry" are one entity with both names."""
    layers = read("Pakistan's Interior Ministry confirmed it. The PTA asked the interior ministry.")
    (ministry,) = [e for e in layers.entities if e.kind == "Ministry"]
    assert {"Interior Ministry", "interior ministry", "Pakistan's Interior Ministry"} <= set(ministry.names)


def test_entities_telecom_regulator_is_the_one_named_later() -> None:
    """A description may come before the name that it stands for."""
    content = "The country's telecom regulator acted. The Pakistan Telecommunication Authority (PTA) blocked TikTok in Pakistan."
    assert resolved(content, "telecom regulator") == "Pakistan Telecommunication Authority"


def test_entities_group_keeps_its_words() -> None:
    """An unnamed collective is labelled by its own words."""
    found = kinds("Many users in Pakistan complained, and 27 civil society organizations signed a letter.")
    assert found["Many users in Pakistan"] == "Group"
    assert found["27 civil society organizations"] == "CivilSociety"


def test_entities_capitals_match() -> None:
    """A headline in capitals names the same things."""
    assert {"Pakistan", "Wikipedia"} <= set(kinds("PAKISTAN: WIKIPEDIA BLOCKED NATIONWIDE"))


def test_entities_mentions_cover_the_words() -> None:
    """A mention's span is the name's own characters, typographic signs and all."""
    content = "Under Côte d’Ivoire law, “TikTok” stays."
    layers = read(content)
    found = {content[m.span.begin : m.span.end] for m in layers.mentions}
    assert {"Côte d’Ivoire", "TikTok"} <= found


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Nigeria Lifts Seven-Month Ban On Twitter", "Nigeria lifts seven-month ban on Twitter"),
        ("Court Fines Meta Over Data Transfers", "Court fines Meta over data transfers"),
        ("X banned in Pakistan, ministry confirms", "X banned in Pakistan, ministry confirms"),
        ("", ""),
    ],
)
def test_lowered_keeps_names(headline: str, expected: str) -> None:
    """Common words lose their capital in a title-case headline, names keep it."""
    assert lowered(headline) == expected


def test_portfolio_of_ministry_names() -> None:
    """Ministries are filed under their portfolio however they are written."""
    assert {
        portfolio_of(n) for n in ("Interior Ministry", "Ministry of the Interior", "interior minister")
    } == {"interior"}


def test_slug_is_never_empty() -> None:
    """Names in other scripts get a key too."""
    assert slug("内务部")
    assert slug("Ekşi Sözlük") == "eksi-sozluk"


def test_words_leave_the_possessive_out() -> None:
    """The "s" of a possessive is no word, in either writing of the apostrophe."""
    assert [w.surface for w in words("Pakistan's and TikTok’s U.S. d'Ivoire s")] == [
        "Pakistan", "and", "TikTok", "US", "d'Ivoire", "s",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content", ["Apple says it must remove the apps.", "It is missing from Apple's store."]
)
def test_entities_common_word_with_support_is_a_name(content: str) -> None:
    """A common word is a name where it speaks or owns."""
    assert kinds(content).get("Apple") == "Company"


@pytest.mark.parametrize(
    "content",
    ["X " * 3000, " and ".join(f"Foo{i} Authority" for i in range(600)), "TikTok, the company, spoke. " * 400, '"' * 3000 + "Meta"],
    ids=["letters", "names", "descriptions", "quotes"],
)  # fmt: skip
def test_entities_survives_repetition(content: str) -> None:
    """Work grows with the text, not with its square: each of these takes a second or two of the processor, parse included."""
    begin = process_time()
    read(content)
    assert process_time() - begin < 30


@pytest.mark.parametrize(
    ("content", "label"),
    [
        ('"It was drawn," the deputy head of Zemnadzor, Vadrim Subbotrin, explained.', "Vadrim Subbotrin"),
        ("A blogger from Fergana, Otarbek Yuldoshrov, is given fifteen days.", "Otarbek Yuldoshrov"),
        ("On Monday Mirgoslaw Wrobrlewski, who heads the office, forbade it.", "Mirgoslaw Wrobrlewski"),
        ("Sen. Tom Cotton warned on Sunday.", "Tom Cotton"),
        ("Communications Minister Johnny G. Plate rejected the criticism.", "Johnny G. Plate"),
        ("Rep. Baek Jun-ho plans to table a bill.", "Baek Jun-ho"),
        ("Deputy of the Jogorku Kenesh Dastran Bekeshrov asked about it.", "Dastran Bekeshrov"),
        ("Chairman of the Cabinet Akylbrek Japrarov promised it.", "Akylbrek Japrarov"),
        ("Jordan Parlmour, 28, got 20 months for it.", "Jordan Parlmour"),
        ("The court acquitted Selmra R. and three others.", "Selmra R"),
        ("Nancy Zorbek had X blocked.", "Nancy Zorbek"),
    ],
)
def test_persons_by_what_stands_around_their_names(content: str, label: str) -> None:
    """Appositions before a name, relative clauses, given names, initials, hyphens and ages make persons."""
    assert kinds(content).get(label) == "Person"


@pytest.mark.parametrize(
    ("content", "label"),
    [
        ("The ministry met Uber Eats, a company of note.", "Uber Eats"),
        ("The Old Soviet-era law was kept.", "Old Soviet-era"),
        ("They discussed Plan B. Nothing came of it.", "Plan B"),
    ],
)
def test_what_looks_like_a_person_but_is_none(content: str, label: str) -> None:
    """Companies, compounds with a hyphen and lettered plans are no persons."""
    assert kinds(content).get(label) != "Person"


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        ("The Ruritanian Anti-Fraud Office took it over.", "Ruritanian Anti-Fraud Office", "LawEnforcement"),
        ("The Prosecutor General's Office informed it.", "Prosecutor General's Office", "LawEnforcement"),
        ("It instructed the Superintendence of Zemstvo to open an inquiry.", "Superintendence of Zemstvo", "Regulator"),
        ("The Network for Open Media in Outer Sylvania (NOMOS) condemns it.", "Network for Open Media in Outer Sylvania", "CivilSociety"),
        ("ZEMBLA DISTRICT COURT", "ZEMBLA DISTRICT COURT", "Court"),
        ("Some forty students held a protest.", "Some forty students", "Group"),
        ("Industry sources expect it to go to court.", "Industry sources", "Group"),
        ("It told every internet provider to block the site.", "every internet provider", "Company"),
        ("Sellers in Izmir and Istanbul gathered there.", "Sellers in Izmir and Istanbul", "Group"),
    ],
)  # fmt: skip
def test_bodies_and_collectives_of_many_builds(content: str, label: str, kind: str) -> None:
    """Offices, superintendences, names with their initials behind, headings in capitals, unnamed collectives."""
    assert kinds(content).get(label) == kind


def test_a_count_is_also_called_without_its_approximation() -> None:
    """ "Some forty students" go by "forty students" too."""
    entities = read("Some forty students held a protest.").entities
    assert "forty students" in {name for e in entities for name in e.names}


def test_a_masthead_names_who_publishes() -> None:
    """The body over an alert is an entity with its initials, though no testimony is read there."""
    over = "Network for Open Media in Outer Sylvania (NOMOS)\n\n"
    body = "NOMOS condemns the raid on the portal."
    segments = (
        Segment(begin=0, end=len(over), role="boilerplate"),
        Segment(begin=len(over), end=len(over + body), role="body"),
    )
    layers = EXTRACTOR.run(parse(replace(text_of(over + body), segments=segments)), Layers())
    nomos = [m.entity for m in layers.mentions if m.span.begin == len(over)]
    assert nomos == ["network-for-open-media-in-outer-sylvania"]


def test_day_is_no_part_of_a_law_or_network_of_a_service() -> None:
    """ "the Telecommunications Business Act on Monday" ends at the law; "the network" is no service named before."""
    assert "Telecommunications Business Act" in kinds(
        "Lawmakers passed a revision to the Telecommunications Business Act on Monday."
    )
    assert resolved("Telegram was slow. Ethio Telecom shut the network in Amhara.", "the network") is None


def test_name_that_was_sure_once_may_begin_a_sentence_that_it_acts_in() -> None:
    """ "Apple expressed …" behind "Google and Apple": the parser sees a name that does something."""
    content = "A fine was imposed on Google and Apple. Apple expressed disappointment."
    at = content.index("Apple expressed")
    assert any(m.span.begin == at and m.entity == "apple" for m in read(content).mentions)


def test_common_word_that_acts_in_a_text_about_things_online_is_the_service() -> None:
    """ "Apple ignored the order": no list beside it, but a name that acts; "Josh" may be anybody."""
    assert kinds("The regulator fined TikTok. Apple ignored the order.").get("Apple") == "Company"
    assert "Josh" not in kinds("The regulator fined TikTok. Josh ignored the order.")
    assert "Apple" not in kinds("The baker ate a pie. Apple ignored the order.")


def test_entities_explained_name_comes_back() -> None:
    """A name that an apposition has explained is the same thing wherever it stands alone."""
    layers = read("The messaging app Fizzle was blocked. Fizzle appealed. Users of Fizzle protested.")
    assert len([m for m in layers.mentions if m.entity == "fizzle"]) == 3


@pytest.mark.parametrize(
    "content",
    [
        "They blocked Facebook, Fizzle, Telegram and Zorpchat on Monday.",
        "Access to TikTok, Fizzle, Zorpchat, Viber and others was cut.",
        "The order names WhatsApp, Telegram, Fizzle and Zorpchat.",
    ],
)
def test_entities_unknown_services_stand_among_known_ones(content: str) -> None:
    """In a list of services an unknown name is one too."""
    found = kinds(content)
    assert (found.get("Fizzle"), found.get("Zorpchat")) == ("Platform", "Platform")


def test_entities_lists_of_others_make_no_services() -> None:
    """A list with a single service, or with bodies in it, says nothing of its other members."""
    assert kinds("Facebook, Fizzle and Kenya agreed.").get("Fizzle") != "Platform"
    assert kinds("Facebook, Telegram, the BBC, Fizzle and Ofcom agreed.").get("Fizzle") != "Platform"


def test_entities_persons_in_capitals_and_titles() -> None:
    """Court headings shout names and headlines capitalise all words: the judge is known all the same."""
    assert {e.label for e in read("THE HON'BLE MR. JUSTICE KRISHNA S. DIXIT").entities} == {
        "Krishna S. Dixit"
    }
    headline = read("Rapporteur: Justice Alexandre de Moraes", role="headline")
    assert {e.label for e in headline.entities} == {"Alexandre de Moraes"}
    assert not read("Judge Blocks Mark Of Victory", role="headline").entities


@pytest.mark.parametrize(
    "content",
    ["Company officials denied it.", "Facebook Australia news ban"],
)
def test_entities_are_not_read_into_neighbours(content: str) -> None:
    """Officials of others are no government, and a service before a country in a headline is no firm of its own."""
    assert not {"Government", "Company"} & set(kinds(content).values())
