"""Dates at the edges of texts to ISO 8601, datelines, and metadata from flattened lines."""

from __future__ import annotations

from hashlib import sha256

import pytest

from kg.model import Metadata, SourceDocument
from kg.reading import read
from kg.reading.dateline import find_dateline
from kg.reading.phrases import load_phrases
from kg.reading.published import declared_date, find_dates

BODY = "The regulator ordered operators on Monday to block the site, a spokesperson said in the capital.\n\nIt gave no reason for the order of 3 March 1999, and did not say when it would end."


def metadata(content: str) -> Metadata:
    """What a flattened text says of itself."""
    body = content.encode()
    return read(
        SourceDocument(
            identifier="t", location="t", media_type="text/plain", body=body, sha256=sha256(body).hexdigest()
        )
    ).metadata


DATES = [
    ("2023-09-01", "2023-09-01"),
    ("2023/9/1", "2023-09-01"),
    ("20th Oct, 2020", "2020-10-20"),
    ("Jan 13, 2022", "2022-01-13"),
    ("Tuesday 7 February 2023", "2023-02-07"),
    ("Thursday, the 3rd of March 2022", "2022-03-03"),
    ("15th day of July, 2022", "2022-07-15"),
    ("12-May-2023", "2023-05-12"),
    ("Sept. 5, 2021", "2021-09-05"),
    ("18-10-2020 18:21 IST", "2020-10-18"),
    ("10/18/2020", "2020-10-18"),
    ("05-10-2020 18:21 IST", "2020-10-05"),
    ("05/10/2020 6:21 PM EST", "2020-05-10"),
    ("04.05.2023", "2023-05-04"),
    ("04/04/2023", "2023-04-04"),
    ("04/05/2023", "2023"),
    ("May 2023", "2023-05"),
    ("31 February 2023", None),
]


@pytest.mark.parametrize(("text", "value"), DATES)
def test_find_dates_reads_whole_dates(text: str, value: str | None) -> None:
    """Each form gives its day, or no more than it can tell: day and month are not guessed apart."""
    assert [d.value for d in find_dates(text)] == [value]


def test_find_dates_uses_the_other_dates_of_the_text() -> None:
    """An unambiguous date of the same text tells how it writes the others."""
    assert find_dates("04/05/2023", document="signed on 25/05/2023")[0].value == "2023-05-04"
    assert find_dates("04/05/2023", document="signed on 05/25/2023")[0].value == "2023-04-05"


@pytest.mark.parametrize(
    "text",
    [
        "5 May",
        "99/99/2023",
        "in 2023",
        "1234-56-78",
        "section 12.3.2020a",
        "v2.10.2021",
        "on Monday",
        "20230",
    ],
)
def test_find_dates_leaves_the_rest(text: str) -> None:
    """What is no whole date of a publication is none."""
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024", "2024"),
        ("2024-04", "2024-04"),
        ("2024-13", "2024"),
        ("20240418", "2024-04-18"),
        ("2024-04-18T23:30:00+05:00", "2024-04-18"),
        ("soon", None),
        ("", None),
    ],
)
def test_declared_date_keeps_the_precision(text: str, value: str | None) -> None:
    """A declared date keeps its precision, and a time zone does not move the day."""
    assert declared_date(text) == value


OPENINGS = [
    (
        "ABUJA, Jan 13, 2022 (Savanna Wire) - Twitter came back",
        "ABUJA, Jan 13, 2022 (Savanna Wire) - ",
        "2022-01-13",
        "Savanna Wire",
    ),
    (
        "Karachi (UrduPoint / Pakistan Point News - 20th Oct, 2020) TikTok",
        "Karachi (UrduPoint / Pakistan Point News - 20th Oct, 2020) ",
        "2020-10-20",
        "UrduPoint / Pakistan Point News",
    ),
    ("LONDON (Reuters) - The court", "LONDON (Reuters) - ", None, "Reuters"),
    ("LONDON, May 12 (Reuters) — The court", "LONDON, May 12 (Reuters) — ", None, "Reuters"),
    ("NEW DELHI: The ministry", "NEW DELHI: ", None, None),
    ("Kampala, Uganda – The commission", "Kampala, Uganda – ", None, None),
    ("Brussels, 12 May 2023 – The Commission", "Brussels, 12 May 2023 – ", "2023-05-12", None),
    ("date 2023-09-01 The company", "date 2023-09-01 ", "2023-09-01", None),
    (
        "(ZNA) - Quito, 4 June 2021, 18:40 - Chirper is back",
        "(ZNA) - Quito, 4 June 2021, 18:40 - ",
        "2021-06-04",
        "ZNA",
    ),
    ("Lima, 4 June 2021.- The board fined", "Lima, 4 June 2021.- ", "2021-06-04", None),
    (
        "Belém, June 4, 2021 (Norte Wire). The court",
        "Belém, June 4, 2021 (Norte Wire). ",
        "2021-06-04",
        "Norte Wire",
    ),
    (
        "Tromsø (Polar News) 4.6.2021 - The agency",
        "Tromsø (Polar News) 4.6.2021 - ",
        "2021-06-04",
        "Polar News",
    ),
    (
        "OSH, June 4, 2021 /ALA NEWS/. At its session",
        "OSH, June 4, 2021 /ALA NEWS/. ",
        "2021-06-04",
        "ALA NEWS",
    ),
    ("LUXOR/CAIRO. 4 June 2021. Few were surprised", "LUXOR/CAIRO. 4 June 2021. ", "2021-06-04", None),
    (
        "DELFT, June 4, 2021, Polder-Pers -- The judge",
        "DELFT, June 4, 2021, Polder-Pers -- ",
        "2021-06-04",
        None,
    ),
    ("4 June 2021, Geneva – The Office", "4 June 2021, Geneva – ", "2021-06-04", None),
]


@pytest.mark.parametrize(("text", "opening", "published", "agency"), OPENINGS, ids=[o[1] for o in OPENINGS])
def test_find_dateline_reads_openings(
    text: str, opening: str, published: str | None, agency: str | None
) -> None:
    """The opening of a paragraph is told from its first sentence, with the date and the agency."""
    found = find_dateline(text, load_phrases())
    assert found is not None
    assert (text[: found.length], found.published, found.agency) == (opening, published, agency)


@pytest.mark.parametrize(
    "text",
    [
        "Pakistan: Wikipedia is blocked",
        "The Pakistan Telecommunication Authority (PTA) - the regulator - said",
        "Twitter (now X) - the platform - said",
        "On 12 May 2023 the court ordered",
        "4 June 2021. The court orders Chirper closed",
        "On 4 June 2021, Chirper - a network - vanished",
        "ByteDance-owned TikTok said",
        "In January the court said: no",
    ],
)
def test_find_dateline_leaves_sentences(text: str) -> None:
    """A sentence that begins with a name, a date or a colon has no dateline."""
    assert find_dateline(text, load_phrases()) is None


HEADS = [
    ("Some Headline About The Ban\nBy our judicial correspondent\nAbuja, 15 July 2022", None, "2022-07-15"),
    (
        "Some Headline About The Ban\nBy Sana Mirza, Karachi Courier\nIslamabad, Tuesday 7 February 2023",
        "Karachi Courier",
        "2023-02-07",
    ),
    (
        "Some Headline About The Ban\nBy Sana Mirza in Lahore\nPublished on: 12/05/2023 09:00 PKT",
        None,
        "2023-05-12",
    ),
    ("For immediate release — 12 May 2023\nSome headline about the ban", None, "2023-05-12"),
    ("Some headline about the ban\nPosted by Ann Lee on March 4, 2021", None, "2021-03-04"),
    ("Some headline about the ban\nLast updated: 5 June 2021", None, "2021-06-05"),
    ("Some headline about the ban\nUpdated: 7 June 2021 | Published: 5 June 2021", None, "2021-06-05"),
    ("close date 2020-10-20\nSome headline about the ban", None, "2020-10-20"),
    ("ANI | New Delhi | Updated: 05-10-2020 18:21 IST | Created: 05-10-2020 18:21 IST", "ANI", "2020-10-05"),
    ("Date: Fri, 5 March 2021\nSome headline about the ban", None, "2021-03-05"),
    ("Publisher: Karachi Courier\nDate: Mon, 1 March 2021", "Karachi Courier", "2021-03-01"),
    (
        "Title: Some headline\nSource: Medio Diario, https://medio.example\nDate: 1 March 2021",
        "Medio Diario",
        "2021-03-01",
    ),
    (
        "From: Zembla Communications Commission <press@zcc.example>\nTo: All desks\nDate: 1 March 2021",
        "Zembla Communications Commission",
        "2021-03-01",
    ),
    ("From: Ann Lee\nDate: 1 March 2021\nSubject: Some headline about the ban", None, "2021-03-01"),
    ("Source: https://medio.example/2021\nDate: 1 March 2021", None, "2021-03-01"),
    ("Some headline about the ban since 4 June 2021", None, None),
    ("Some headline about the ban\nDate of hearing: 4 June 2021", None, None),
    ("Some headline about the ban\n28 mins ago", None, None),
    ("Some headline about the ban", None, None),
]


@pytest.mark.parametrize(("head", "publisher", "published"), HEADS, ids=range(len(HEADS)))
def test_metadata_from_heads(head: str, publisher: str | None, published: str | None) -> None:
    """Date and publisher come from the lines above the text, never from its sentences or headline, and not from today."""
    found = metadata(f"{head}\n\n{BODY}\n")
    assert (found.publisher, found.published) == (publisher, published)


def test_metadata_takes_a_labelled_date_below_the_text() -> None:
    """A date with its label counts at the foot too, unless several differ as under a list of articles."""
    assert metadata(f"{BODY}\n\nFirst published: 4 May 2023\n").published == "2023-05-04"
    assert metadata(f"{BODY}\n\nPublished: 4 May 2023\nPublished: 5 May 2023\n").published is None


PROSE = (
    "Users of Chirper in both cities found their screens empty when they woke, and the regulator, which had promised "
    "for weeks that nothing of the kind would happen, left the questions of reporters unanswered all day.\n"
)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"A headline\nFriday, 4 June 2021. From our correspondent.\n\n{PROSE}", "2021-06-04"),
        (f"A headline\nSucre, 4 June 2021, from our own correspondent\n\n{PROSE}", "2021-06-04"),
        (f"A headline\nPosted June 4, 2021 | 5:12 p.m.\n\n{PROSE}", "2021-06-04"),
        (f"A headline\n\nJune 4, 2021 - {PROSE}", "2021-06-04"),
        (f"A headline\n\n{PROSE}\n(Daily Lantern, Galle, Friday, June 4, 2021)\n", "2021-06-04"),
        (f"A headline\n\n4 June 2021. {PROSE}\n5 June 2021. {PROSE}", None),
        (f"A headline\n\n{PROSE}\nOn 4 June 2021, {PROSE}", None),
    ],
)
def test_metadata_from_what_a_text_opens_with(text: str, published: str | None) -> None:
    """A day that the text opens with, or a last line in brackets, dates it; in a chronology every entry opens with one."""
    assert metadata(text).published == published


def test_title_occurs_verbatim() -> None:
    """The title is a passage of the content, the outlet's name behind it left out."""
    content = f"Regulator Blocks Chirper for a Week | The Lagos Courier\n\n{BODY}"
    found = metadata(content)
    assert found.title == "Regulator Blocks Chirper for a Week"
    assert found.publisher == "The Lagos Courier"
    assert found.title in content


def test_title_has_no_label() -> None:
    """What a field labels as the subject is the title."""
    assert (
        metadata(f"From: Karachi Courier\nSubject: Chirper back online\n\n{BODY}").title
        == "Chirper back online"
    )


def test_declared_metadata_goes_first() -> None:
    """What a document was declared with goes before what it says; the rest is read from it."""
    body = f"Some headline about the ban\n5 June 2021\n\n{BODY}".encode()
    declared = Metadata(title="Declared", publisher="Declared Wire")
    document = SourceDocument(
        identifier="t", location="t", media_type="text/plain", body=body, sha256="", declared=declared
    )
    assert read(document).metadata == Metadata(
        title="Declared", publisher="Declared Wire", published="2021-06-05"
    )


RULING = """IN THE HIGH COURT OF KENYA

RULING

The Communications Authority of Kenya is hereby ordered to restore access to Telegram. The petition of 12 November 2023 succeeds.

{}
"""


@pytest.mark.parametrize(
    "line",
    [
        "Dated and delivered at Nairobi this 5th day of March, 2024.",
        "Done at Nairobi, 5 March 2024.",
        "Issued at Nairobi on 05/03/2024",
        "Given under my hand at Nairobi this 5th day of March 2024",
    ],
)
def test_rulings_are_dated_by_their_last_line(line: str) -> None:
    """A ruling says at its end when it was given."""
    assert metadata(RULING.format(line)).published == "2024-03-05"
