"""Figures: which numbers are observations, their value, unit and period, and which numbers are something else."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from kg.extraction import Layers
from kg.extractors.dates import EXTRACTOR as DATES
from kg.extractors.figures import EXTRACTOR as FIGURES
from kg.figures import plain, quantities
from kg.model import Attribution, Claim, Entity, Mention, Segment, Span
from kg.text import parse
from tests.texts import text_of

NAMES = {
    "TikTok": ("Platform", None), "Meta": ("Company", None), "Google": ("Company", None), "X": ("Platform", None), "Twitter": ("Platform", None),
    "Telegram": ("Platform", None), "Facebook": ("Platform", None), "YouTube": ("Platform", None), "the regulator": ("Regulator", None),
    "the court": ("Court", None), "Ofcom": ("Regulator", "GB"), "eSafety": ("Regulator", "AU"), "ANATEL": ("Regulator", "BR"),
    "Roskomnadzor": ("Regulator", "RU"), "the PTA": ("Regulator", "PK"), "the ministry": ("Ministry", None), "Pakistan": ("Place", "PK"),
    "India": ("Place", "IN"), "Kenya": ("Place", "KE"), "Nigeria": ("Place", "NG"), "Turkey": ("Place", "TR"),
    "COBAC": ("Regulator", "GA"), "ARCEP": ("Regulator", "TG"),
}  # fmt: skip


@cache
def claims(content: str, published: str | None = "2024-04-18", headline: int = 0) -> tuple[Claim, ...]:
    """The figures of a text with the names above marked in it."""
    segments = (
        *((Segment(begin=0, end=headline, role="headline"),) if headline else ()),
        Segment(begin=headline, end=len(content), role="body"),
    )
    parsed = parse(replace(text_of(content, published=published), segments=segments))
    mentions, entities = [], {}
    for name, (kind, country) in NAMES.items():
        key = name.lower().replace(" ", "-")
        for match in re.finditer(rf"\b{name}\b", content, re.IGNORECASE if name.startswith("the ") else 0):
            entities[key] = Entity(key=key, kind=kind, label=name, country=country)
            mentions.append(Mention(span=Span(*match.span()), entity=key, form="name", rule="test"))
    layers = Layers(entities=tuple(entities.values()), mentions=tuple(mentions))
    layers = layers.plus(DATES.run(parsed, layers))
    return FIGURES.run(parsed, layers).claims


def figures(content: str) -> list[str]:
    """``value unit`` of each figure, in order."""
    return [f"{c.value} {c.unit}" for c in claims(content)]


FOUND = [
    ("TikTok removed 12 videos under the Cybercrime Act, 2015.", ["12 videos"]),
    ("Police arrested 200 bloggers for posts on Facebook.", ["200 persons"]),
    ("More than 600 people have been arrested in Kenya over posts on TikTok.", ["600 persons"]),
    ("The court charged 15 people over posts on Facebook.", ["15 persons"]),
    ("More than 57 million people in Turkey use the app, said TikTok.", ["57000000 users"]),
    ("The number of domain names barred in Turkey for TikTok stood at 953,415.", ["953415 names"]),
    ("The number of registered systems at the regulator has risen from 207 to 282.", ["207 systems", "282 systems"]),
    ("The regulator fined TikTok 200,000 Egyptian pounds.", ["200000 EGP"]),
    ("The regulator fined TikTok HUF 382.5m.", ["382500000 HUF"]),
    ("TikTok removed 360,000 videos. 99.1% were removed before a report.", ["360000 videos", "99.1 percent"]),
    ("Complaints to TikTok\n\nComplaints registered by users          754,629", ["754629 complaints"]),
    ("TikTok removed 91,003,510 videos worldwide.", ["91003510 videos"]),
    ("A total of 5,200 posts were deleted by Facebook.", ["5200 posts"]),
    ("Twitter complied with government requests to censor 52 tweets.", ["52 tweets"]),
    ("Authorities in Turkey blocked 26 websites, Telegram among them.", ["26 websites"]),
    ("The ministry ordered X to take down 1,474 accounts.", ["1474 accounts"]),
    ("YouTube took down 2.4 million videos in India.", ["2400000 videos"]),
    ("Meta restored 1,820 posts after appeals.", ["1820 posts"]),
    ("Google received 1,234 requests from the ministry.", ["1234 requests"]),
    ("Google received 1,234 takedown requests.", ["1234 takedown requests"]),
    ("More than 58,000 URLs were blocked by the PTA.", ["58000 urls"]),
    ("The PTA has blocked half a million pages on Facebook.", ["500000 pages"]),
    ("Telegram suspended two dozen channels.", ["24 channels"]),
    ("X withheld twenty-six accounts at the ministry's request.", ["26 accounts"]),
    ("The regulator received 340 complaints about TikTok.", ["340 complaints"]),
    ("TikTok has 50 million users in Kenya.", ["50000000 users"]),
    ("The site gets more than 50 million page views a month from Pakistan, the PTA said.", ["50000000 page views"]),
    ("The app, Telegram, passed 10 crore downloads in India.", ["100000000 downloads"]),
    ("Meta removed 12.5 lakh posts in India.", ["1250000 posts"]),
    ("The removal of 12,628,267 videos in Pakistan was reported by TikTok.", ["12628267 videos"]),
    ("TikTok said 51,298,135 fake accounts were removed.", ["51298135 accounts"]),
    ("Ofcom said 300 pieces of content were removed by X.", ["300 pieces"]),
    ("Roskomnadzor ordered the removal of 4,000 links from Google.", ["4000 links"]),
    ("YouTube disabled 210 channels and removed 3,400 comments.", ["210 channels", "3400 comments"]),
    ("The ministry banned 59 apps, TikTok among them.", ["59 apps"]),
    ("Some 118 mobile apps were banned, including TikTok.", ["118 apps"]),
    ("India imposed 84 internet shutdowns, the report about Meta says.", ["84 shutdowns"]),
    ("Facebook acted on 71% of the requests.", ["71 percent"]),
    ("Twitter complied with 71 per cent of them, down on the number of requests before.", ["71 percent"]),
    ("TikTok said 83% of the violative videos were removed before anyone saw them.", ["83 percent"]),
    ("That accounts for 0.6% of all videos uploaded to TikTok.", ["0.6 percent"]),
    ("TikTok's proactive removal rate stood at 98.8%.", ["98.8 percent"]),
    ("Meta's compliance rate was 62.5 percent.", ["62.5 percent"]),
    ("One in five users of Telegram lost access.", ["20 percent"]),
    ("Half of the accounts removed by Meta were fake.", ["50 percent"]),
    ("Removal requests to Google rose 24 percent.", ["24 percent"]),
    ("Requests to Google rose from 1,200 to 3,400.", ["1200 requests", "3400 requests"]),
    ("The number of requests to X reached 4,711.", ["4711 requests"]),
    ("The regulator fined Meta €1.2 billion.", ["1200000000 EUR"]),
    ("Meta was fined 1.2 billion euros by the regulator.", ["1200000000 EUR"]),
    ("A fine of €15 million ($16.4 million) was imposed on X.", ["15000000 EUR"]),
    ("eSafety issued X a notice with a penalty of $610,500.", ["610500 AUD"]),
    ("eSafety fined X A$610,500.", ["610500 AUD"]),
    ("The court imposed a US$5m fine on Google.", ["5000000 USD"]),
    ("The court may order X to pay a penalty of up to $780,000 a day.", ["780000 USD"]),
    ("Roskomnadzor said Google was fined 4 million roubles.", ["4000000 RUB"]),
    ("ANATEL fined Telegram R$1.2 million.", ["1200000 BRL"]),
    ("Nigeria's regulator imposed a fine of N500 million on Meta, the regulator said.", ["500000000 NGN"]),
    ("The regulator slapped a ₦2.5 billion penalty on Meta.", ["2500000000 NGN"]),
    ("In Honduras the regulator imposed a fine of 5 million lempiras on Claro.", ["5000000 HNL"]),
    ("COBAC imposed a fine of 500 million CFA francs on TikTok.", ["500000000 XAF"]),
    ("ARCEP imposed a fine of 500 million francs CFA on TikTok.", ["500000000 XOF"]),
    ("The regulator imposed a fine of 500 million CFA francs on TikTok.", []),
    ("The PTA imposed a fine of Rs 5 crore on TikTok.", ["50000000 PKR"]),
    ("In India the court fined X 50 lakh rupees.", ["5000000 INR"]),
    ("Ofcom fined TikTok £1.875 million.", ["1875000 GBP"]),
    ("A court in Kenya ordered Meta to pay damages of KSh 5 million, the regulator said.", ["5000000 KES"]),
    ("The watchdog fined Google 220 million won, the regulator said.", ["220000000 KRW"]),
    ("Accounts removed: 16,947,484\nRequests received: 1,500\nby TikTok", ["16947484 accounts", "1500 requests"]),
    ("TikTok removed 91 million videos. Of these, 53,494,911 were removed automatically.", ["91000000 videos", "53494911 videos"]),
    ("Telegram blocked 2,114 channels and bots in Turkey.", ["2114 channels"]),
    ("Google says it received 10 removal requests covering 1,320 items.", ["10 removal requests", "1320 items"]),
    ("The ministry wanted more than 200 pages removed from Facebook.", ["200 pages"]),
    ("X removed 12 345 posts.", ["12345 posts"]),
    ("Connectivity in Pakistan fell to 12% of ordinary levels after X was cut.", ["12 percent"]),
    ("Ofcom may fine X up to 10% of global turnover.", ["10 percent"]),
]  # fmt: skip

WIDER = [
    ("Of the 3,200 accounts that Meta was asked to block, 2,750 were blocked and 450 were not.", ["3200 accounts", "2750 accounts", "450 accounts"]),
    ("The PTA blocked 844,000 websites, including 183 on security grounds and 92 for defamation, and told TikTok so.", ["844000 websites", "183 websites", "92 websites"]),
    ("In Turkey, 2,139 posts were withheld by X; in India, 1,047.", ["2139 posts", "1047 posts"]),
    ("Around 1,500 students rallied against the ban on TikTok.", ["1500 persons"]),
    ("The decision of the court affects 45,000 sellers on TikTok.", ["45000 persons"]),
    ("TikTok took the lesson down; the clip had been watched two million times.", ["2000000 views"]),
    ("Authorities cut mobile internet in 19 of 27 provinces over calls on Telegram.", ["19 provinces"]),
    ("The regulator fined Meta five million euros. The second fine, of 875,000 euros, is for having named nobody.", ["5000000 EUR", "875000 EUR"]),
    ("Google was fined €3 billion by the court after it had been fined 2.4bn before.", ["3000000000 EUR", "2400000000 EUR"]),
    ("The law that Roskomnadzor applies to Google sets fines of between 1 and 5 million roubles.", ["1000000 RUB", "5000000 RUB"]),
    ("Connectivity to X was between 2 and 5 per cent of the usual.", ["2 percent", "5 percent"]),
    ("The blackout cost the economy an estimated $12 million a day, said X.", ["12000000 USD"]),
    ("Traders lost 3 billion naira during the ban on Twitter.", ["3000000000 NGN"]),
    ("The court set bail at 20,000 euros for the owner of Telegram.", ["20000 EUR"]),
    ("The court ordered Meta to bear the costs of £45,000 and awarded no costs to the ministry.", ["45000 GBP"]),
    ("X confirmed that it had been slowed by up to 70% in Turkey.", ["70 percent"]),
    ("Nine out of ten users of X lost access.", ["90 percent"]),
    ("The regulator may take a fifth of annual turnover from Google as a fine.", ["20 percent"]),
]  # fmt: skip

BACKWARDS = [
    ("Meta said it received 23 requests and complied with 19 of them.", ["23 requests", "19 requests"]),
    ("Twitter suspended 235 accounts and withheld 80 others.", ["235 accounts", "80 accounts"]),
    ("Some 10,500 complaints were filed against Meta, of which 3,200 were upheld.", ["10500 complaints", "3200 complaints"]),
    ("Google got 1,943 requests from Turkey, up from 1,202 a year earlier.", ["1943 requests", "1202 requests"]),
    ("The ministry said 7 of the 12 accounts had been restored by X.", ["7 accounts", "12 accounts"]),
    ("The court ordered Meta to pay 91 million euros.", ["91000000 EUR"]),
    ("X was ordered to pay R$28.6 million in fines by the court.", ["28600000 BRL"]),
    ("Three Facebook pages and two websites were closed by the ministry.", ["3 pages", "2 websites"]),
]  # fmt: skip

NOT_FOUND = [
    "Facebook employs 15,000 moderators.",
    "Under the Directive on Media, 2080, TikTok has to register.",
    "One of them, a lesson in cooking, was back on TikTok within a day.",
    "Fridges are up to 40% off at the shop of X.",
    "Meta rose 0.6 percent in New York.",
    "The 2024 reports of TikTok came late.",
    "At the court 40 people waited for TikTok's lawyer.",
    "TikTok lets users make videos of 3 to 15 seconds.",
    "X was blocked for 10 days.",
    "Amnesty and 27 civil society organizations wrote to TikTok.",
    "TikTok consulted over 100 organizations.",
    "The suit was brought by 176 Nigerians against Twitter.",
    "A panel of three ministers looked into the Facebook ban.",
    "The court cited Article 19 and section 37.",
    "X was blocked on 17 February 2024.",
    "X removed the post at 10:30 on 3 May.",
    "TikTok has hundreds of millions of users worldwide.",
    "Users under the age of 13 were removed from TikTok.",
    "A 13-year-old sued TikTok.",
    "Call the regulator on 020 7946 0958.",
    "Meta shares fell 3 percent on Friday.",
    "Meta reported revenue of $39 billion.",
    "Google paid $1.6 billion for YouTube.",
    "A subscription to X costs 8 dollars a month.",
    "Windows 11 and Telegram 10.2 were released.",
    "It is the 3rd ban of TikTok.",
    "Facebook ranked 4th among 30 services.",
    "The 24/7 helpline of TikTok is open.",
    "TikTok opened 4 offices with 300 staff in Kenya.",
    "The court heard 5 lawyers for X.",
    "Resolution 2231 does not mention Google.",
    "Telegram was founded in 2013.",
    "TikTok trained 500 creators in Nigeria.",
    "X won 3 games against the ministry.",
    "The bench of two judges ruled for Meta.",
    "Rules 3 and 4 apply to YouTube.",
    "Meta will spend $100 million on safety.",
    "The ministry set a deadline of 36 hours for X.",
]


@pytest.mark.parametrize(("sentence", "expected"), [*FOUND, *WIDER, *BACKWARDS])
def test_figure_is_found(sentence: str, expected: list[str]) -> None:
    """Value and unit of what a measure frame holds."""
    assert figures(sentence) == expected


@pytest.mark.parametrize("sentence", NOT_FOUND)
def test_other_numbers_are_no_figures(sentence: str) -> None:
    """Lengths of time, papers, ages, actors, ranks, prices and vague counts are none."""
    assert figures(sentence) == []


PERIODS = [
    ("TikTok removed 360,000 videos from April to June 2023. Over the same period it banned 60,465 accounts.", ["2023-04-01/2023-06-30", "2023-04-01/2023-06-30"]),
    ("TikTok: key figures from the 2022 reports\n\nThe compliance rate was 91.4 per cent, against 86.0 per cent in 2021.", ["2022-01-01/2022-12-31", "2021-01-01/2021-12-31"]),
    ("At the end of 2023 the number of domains barred by the PTA for TikTok stood at 953,415.", ["2023-12-31/2023-12-31"]),
    ("Fifteen people had been charged by Friday over posts on X.", ["/2024-04-12"]),
    ("TikTok: key figures from the 2022 compliance reports\n\nAccounts removed: 16,947", ["2022-01-01/2022-12-31"]),
    ("During Q1 2023 TikTok removed 91,003,510 videos worldwide.", ["2023-01-01/2023-03-31"]),
    ("TikTok removed 400 videos in March 2024 and 300 posts in April 2024.", ["2024-03-01/2024-03-31", "2024-04-01/2024-04-30"]),
    ("Requests to Google rose from 1,200 in 2019 to 3,400 in 2020.", ["2019-01-01/2019-12-31", "2020-01-01/2020-12-31"]),
    ("From January to June 2021 Google received 1,234 requests.", ["2021-01-01/2021-06-30"]),
    ("In the first half of 2021 X removed 40 posts. Of these, 12 posts were restored.", ["2021-01-01/2021-06-30", "2021-01-01/2021-06-30"]),
    ("The report on TikTok covers Q2 2023.\nMeta's app TikTok removed 12,000 accounts.", ["2023-04-01/2023-06-30"]),
    ("In September 2023 eSafety fined X A$610,500.", ["2023-09-01/2023-09-30"]),
    ("In May 2023 the court said it may order X to pay a penalty of up to $780,000 a day.", ["/"]),
    ("TikTok has 50 million users in Kenya.", ["/"]),
    ("Since 2020 Telegram has removed 300 channels.", ["2020-01-01/"]),
    ("The regulator fined Meta €4 million last month.", ["2024-03-01/2024-03-31"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "periods"), PERIODS)
def test_figure_has_the_period_said_or_carried(content: str, periods: list[str]) -> None:
    """The date beside the number, else the nearest of its sentence, else that of the figures before it."""
    assert [f"{c.earliest or ''}/{c.latest or ''}" for c in claims(content)] == periods


WHO = [
    ("In Pakistan, 11,707,020 videos were removed by TikTok.", ("tiktok",), ("pakistan",)),
    ("Globally, TikTok removed 16,947,484 accounts.", ("tiktok",), ("world",)),
    ("Roskomnadzor fined Google 4 million roubles.", ("roskomnadzor",), ("russia",)),
    ("Meta was fined €15 million by the regulator.", ("the-regulator",), ()),
    ("TikTok reported on Kenya. It said 300 videos were removed there.", ("tiktok",), ("kenya",)),
    ("Google received 1,234 requests from India.", ("google",), ("india",)),
]


@pytest.mark.parametrize(("content", "agent", "place"), WHO)
def test_figure_has_agent_and_place(content: str, agent: tuple[str, ...], place: tuple[str, ...]) -> None:
    """The doer, else the platform spoken of; the place named nearest, everywhere, or that of the document."""
    (found,) = claims(content)
    assert (found.agent, found.place) == (agent, place)


def test_trigger_is_the_number_and_evidence_its_sentence() -> None:
    """Spans are the text's own characters."""
    content = "X is a platform. TikTok removed about 1,200 fake accounts in Kenya."
    (found,) = claims(content)
    assert content[found.trigger.begin : found.trigger.end] == "1,200"
    assert (
        content[found.evidence.begin : found.evidence.end]
        == "TikTok removed about 1,200 fake accounts in Kenya."
    )
    assert (found.kind, found.measure) == ("Observation", "fake accounts removed")


def test_headline_that_rounds_a_figure_is_none_of_its_own() -> None:
    """ "Fined €5.1m" over "fined 5.125 million euros" is the one figure."""
    text = (
        "Telegram fined €5.1m\n\nThe regulator fined Telegram 5.125 million euros and Meta 5.2 million euros."
    )
    assert [c.value for c in claims(text, headline=20)] == ["5125000", "5200000"]


def test_figure_told_twice_is_one() -> None:
    """The second telling points to the first unless its period or place is another."""
    told = claims(
        "TikTok removed 5,000 videos in Kenya in 2023. In Kenya TikTok removed 5,000 videos in 2023. In 2022 it removed 5,000 videos in Kenya."
    )
    assert [c.same_as for c in told] == [None, 0, None]


def test_possible_and_requested_figures_say_so() -> None:
    """A fine that may be imposed is possible, pages wanted removed are requested."""
    assert [c.modality for c in claims("The court may order X to pay a fine of $5,000.")] == ["possible"]
    assert [c.modality for c in claims("The ministry wanted more than 200 pages removed from Facebook.")] == [
        "requested"
    ]


def test_document_without_bodies_or_platforms_has_no_figures() -> None:
    """A text that names nobody who acts or is acted on has none."""
    assert claims("The new editor removed 200 posts and fined nobody.") == ()


def test_quantities_read_words_scales_and_signs() -> None:
    """Exact decimals of spelled numbers, scales, Indian and continental grouping."""
    table = {
        "two hundred and fifty": "250", "half a million": "500000", "two dozen": "24", "twenty-six": "26", "5 lakh": "500000",
        "1.5 crore": "15000000", "12,34,567": "1234567", "1.234.567": "1234567", "0.6%": "0.6", "$2.4bn": "2400000000", "98.80 per cent": "98.8",
    }  # fmt: skip
    assert {words: [plain(q.value) for q in quantities(words)] for words in table} == {
        w: [v] for w, v in table.items()
    }


def test_hostile_numbers_do_no_harm() -> None:
    """Endless digits, signs and number words are read without error."""
    for content in (
        "9" * 4000,
        "1,111" * 1000,
        "one " * 2000,
        "$" * 3000,
        "X removed " + "1 " * 300 + "posts.",
        "½% €€1,,2 Rs. Rs. %",
    ):
        claims(content)


def test_speaker_of_a_figure_comes_from_the_attribution() -> None:
    """A number inside words ascribed to somebody is said by them."""
    content = "TikTok said it removed 400 videos."
    text = parse(text_of(content))
    layers = Layers(
        entities=(Entity(key="tiktok", kind="Platform", label="TikTok"),),
        mentions=(Mention(span=Span(0, 6), entity="tiktok", form="name", rule="test"),),
        attributions=(
            Attribution(
                source=Span(0, 6),
                cue=Span(7, 11),
                content=Span(12, 33),
                speaker="tiktok",
                kind="indirect",
                rule="test",
            ),
        ),
    )
    assert [c.said_by for c in FIGURES.run(text, layers).claims] == ["tiktok"]
