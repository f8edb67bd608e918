"""Dating: which date of a sentence, an entry or a release belongs to which of its actions."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from kg.annotation import annotate_text
from kg.extractors.timing import Timing, timing_of
from kg.model import Claim, DateExpression, Span
from tests.texts import text_of


@cache
def claims(content: str, publisher: str | None = None) -> tuple[Claim, ...]:
    """The claims of a text published on Thursday 18 April 2024."""
    return annotate_text(text_of(content, published="2024-04-18", publisher=publisher)).claims


def days(content: str, kind: str, publisher: str | None = None) -> tuple[str, str, str]:
    """(earliest, latest, until) of the first claim of a kind, in ISO 8601, empty where open."""
    claim = next(c for c in claims(content, publisher) if c.kind == kind)
    earliest, latest, until = (
        d.isoformat() if d else "" for d in (claim.earliest, claim.latest, claim.until)
    )
    return earliest, latest, until


SENTENCES = [
    ("The regulator blocked TikTok on 5 March 2024.", "Block", "2024-03-05", "2024-03-05", ""),
    ("On Tuesday the regulator blocked TikTok in Kenya.", "Block", "2024-04-16", "2024-04-16", ""),
    ("TikTok has been blocked in Kenya since 2 April 2024.", "Block", "2024-04-02", "2024-04-02", ""),
    ("Kenya blocked TikTok from 3 April 2024 to 9 April 2024.", "Block", "2024-04-03", "2024-04-03", "2024-04-09"),
    ("The Supreme Court of Kenya ordered Telegram to block the channel by 30 April 2024.", "Order", "", "", "2024-04-30"),
    ("Google said on Monday that Kenya had blocked TikTok.", "Block", "", "", ""),
    ("Google said on Monday that Kenya had blocked TikTok.", "Statement", "2024-04-15", "2024-04-15", ""),
    ("In an interim ruling of 2 April 2024 the Supreme Court of Kenya ordered TikTok to remove a video.", "Order", "2024-04-02", "2024-04-02", ""),
    ("The court fined TikTok over the 2022 elections.", "Penalty", "", "", ""),
    ("The Supreme Court of Kenya fined TikTok 100,000 euros (decision of 5 March 2024).", "Penalty", "2024-03-05", "2024-03-05", ""),
    ("Since March TikTok has been blocked in Kenya.", "Block", "2024-03-01", "2024-03-31", ""),
    ("Last September Kenya blocked TikTok.", "Block", "2023-09-01", "2023-09-30", ""),
    ("On Monday the regulator fined TikTok and blocked Telegram in Kenya.", "Block", "2024-04-15", "2024-04-15", ""),
    ("On 9 April 2024 the parliament voted to lift the ban on TikTok.", "Unblock", "2024-04-09", "2024-04-09", ""),
    ("Google had TikTok blocked on 5 March 2024.", "Block", "2024-03-05", "2024-03-05", ""),
    ("Kenya blocked the app, which had been launched in 2016.", "Block", "", "", ""),
    ("The site was told to leave in 2020, when the regulator fined TikTok.", "Penalty", "2020-01-01", "2020-12-31", ""),
    ("Meeting on Tuesday, the Supreme Court of Kenya ordered TikTok to remove a video.", "Order", "2024-04-16", "2024-04-16", ""),
    ("The regulator, which took the decision on Monday and disclosed it today, also imposed a fine on TikTok.", "Penalty", "2024-04-15", "2024-04-15", ""),
    ("The Supreme Court of Kenya fined TikTok. The decision was taken on Monday.", "Penalty", "2024-04-15", "2024-04-15", ""),
    ("The Supreme Court of Kenya fined TikTok in 2022. The decision on Meta came on Monday.", "Penalty", "2022-01-01", "2022-12-31", ""),
    ("The Supreme Court of Kenya blocked TikTok on 2 April 2024. In the same decision it fined Meta.", "Penalty", "2024-04-02", "2024-04-02", ""),
    ("The Supreme Court of Kenya blocked TikTok. In the same decision it fined Meta.", "Penalty", "", "", ""),
    ("In March, Amnesty International signed a joint statement calling for immediate restoration of TikTok in Kenya. The regulator blocked TikTok in Kenya.", "Request", "2024-03-01", "2024-03-31", ""),
    ("The Supreme Court of Kenya ordered TikTok to remove the video on Friday.", "Order", "2024-04-12", "2024-04-12", ""),
    ("In March 2024 the regulator blocked TikTok and then slowed Telegram for five days.", "Throttle", "2024-03-01", "2024-03-31", ""),
    ("The regulator blocked TikTok on 5 March 2024, after Meta had ignored an order.", "NonCompliance", "", "2024-03-05", ""),
    ("The regulator blocked TikTok on 5 March 2024, hours after Meta had ignored an order.", "NonCompliance", "2024-03-05", "2024-03-05", ""),
    ("The Supreme Court of Kenya ordered TikTok to remove the video on Friday.", "ContentRemoval", "", "", ""),
    ("The Supreme Court of Kenya ordered TikTok to remove the video by 30 April.", "ContentRemoval", "", "", "2024-04-30"),
    ("The United Nations called on Kenya to restore Telegram in a meeting with the envoy on Wednesday.", "Request", "2024-04-17", "2024-04-17", ""),
    ('The regulator blocked TikTok. "We will appeal," TikTok said in a statement issued by its policy team late on Tuesday.', "Statement", "2024-04-16", "2024-04-16", ""),
    ("The regulator blocked TikTok. Asked on Monday whether it would block Telegram, the minister Joseph Mucheru declined to answer.", "Statement", "2024-04-15", "2024-04-15", ""),
    ("The regulator fined TikTok. In March 2024 TikTok shut its office in Kenya, claiming that the regulator had threatened it.", "Statement", "2024-03-01", "2024-03-31", ""),
    ("The Competition Commission of India, which took the decision on Monday, also imposed a fine on Meta and told the company to remove a video.", "Penalty", "2024-04-15", "2024-04-15", ""),
    ("Kenya shut down the internet on 18 July 2023, and it stayed off until 23 July. TikTok was blocked.", "Shutdown", "2023-07-18", "2023-07-18", "2023-07-23"),
    ("Kenya shut down the internet on 18 July 2023. The shutdown ended on 23 July 2023. TikTok was blocked.", "Shutdown", "2023-07-18", "2023-07-18", "2023-07-23"),
    ("The Supreme Court of India ruled on 5 March that the ban on X was unlawful. It ordered the government to restore X.", "Unblock", "", "", ""),
    ("On 5 March the Competition Commission of India fined Meta. It told the company to remove a video.", "Order", "2024-03-05", "2024-03-05", ""),
    ("On 5 March the Competition Commission of India fined Meta.\n\nThe commission also ordered the company to remove a video.", "Order", "2024-03-05", "2024-03-05", ""),
    ("On 5 March the Competition Commission of India fined Meta. It has told the company to remove a video.", "Order", "", "", ""),
    ("The Competition Commission of India on 5 March asked for the file within a day; Meta failed to hand it over. The commission fined Meta.", "NonCompliance", "", "", ""),
    ("Kenya banned TikTok for three months from 2 April 2024.", "Block", "2024-04-02", "2024-04-02", "2024-07-02"),
    ("Uganda blocked TikTok on 3 April, the day after it fined Meta.", "Penalty", "2024-04-02", "2024-04-02", ""),
    ("Hours after fining Meta on Monday, Kenya blocked TikTok.", "Block", "2024-04-15", "2024-04-15", ""),
    ("Kenya blocked TikTok in the small hours of Monday.", "Block", "2024-04-15", "2024-04-15", ""),
    ("Kenya blocked TikTok ahead of Sunday's election.", "Block", "", "2024-04-21", ""),
    ("Google said Monday Kenya had blocked TikTok.", "Statement", "2024-04-15", "2024-04-15", ""),
    ("2023: On 5 March, Kenya blocked TikTok.", "Block", "2023-03-05", "2023-03-05", ""),
    ("Kenya has blocked TikTok four times since 2016.", "Block", "2016-01-01", "2024-04-18", ""),
    ("Kenya has blocked TikTok since 2016.", "Block", "2016-01-01", "2016-12-31", ""),
    ("The Supreme Court of Kenya will rule on TikTok's appeal on 20 May.", "Order", "2024-05-20", "2024-05-20", ""),
    ("Google appealed, and paid the fine of Kenya on Monday.", "Proceeding", "", "", ""),
    ("Between January and March 2024, Kenya fined Meta and blocked TikTok.", "Block", "2024-01-01", "2024-03-31", ""),
    ("Between January and March 2024, Kenya blocked TikTok.", "Block", "2024-01-01", "2024-01-31", "2024-03-31"),
    ("Google said in March it would not block TikTok in Kenya.", "Statement", "2024-03-01", "2024-03-31", ""),
    ("On Monday came the bill: Ofcom fined TikTok.", "Penalty", "2024-04-15", "2024-04-15", ""),
    ("On Monday came the bill; Ofcom fined TikTok.", "Penalty", "", "", ""),
    ("On Monday Amnesty International published a letter in which it urges Kenya to restore TikTok.", "Request", "2024-04-15", "2024-04-15", ""),
    ("In the 2022 campaign Kenya fined TikTok for false posts.", "Penalty", "2022-01-01", "2022-12-31", ""),
    ("Kenya on Sunday became the second country to block TikTok.", "Block", "2024-04-14", "2024-04-14", ""),
    ("In a letter circulated on Monday, TikTok asked Kenya to lift the ban.", "Request", "2024-04-15", "2024-04-15", ""),
    ("Kenya blocked TikTok for most of last year.", "Block", "2023-01-01", "2023-12-31", ""),
    ("Kenya stopped TikTok from working in the country in the last days of March.", "Block", "2024-03-01", "2024-03-31", ""),
    ("TikTok removed the posts in Kenya by 3 April.", "ContentRemoval", "", "2024-04-03", ""),
    ("TikTok failed to register in Kenya by Monday.", "NonCompliance", "2024-04-15", "2024-04-15", ""),
    ("TikTok did not comply with the order of Kenya by the deadline of 3 April.", "NonCompliance", "2024-04-03", "2024-04-03", ""),
    ("Kenya told TikTok on 2 April to remove the posts by 5 April.", "Order", "2024-04-02", "2024-04-02", "2024-04-05"),
    ("TikTok breached the rules of Kenya from 4 September 2023 until 28 March 2024.", "NonCompliance", "2023-09-04", "2023-09-04", "2024-03-28"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind", "earliest", "latest", "until"),
    SENTENCES,
    ids=[f"{s[1]}: {s[0][:40]}" for s in SENTENCES],
)
def test_date_of_sentence_goes_to_its_action(
    content: str, kind: str, earliest: str, latest: str, until: str
) -> None:
    """A date dates the verb it hangs on, those coordinated with it, and what is done in a dated paper; nothing else."""
    assert days(content, kind) == (earliest, latest, until)


def test_distance_dates_the_event_behind_it() -> None:
    """ "Two days after slowing it" dates the slowing from the date of the sentence, not the act of the sentence."""
    content = "The regulator blocked TikTok on 5 March 2024, two days after slowing it down."
    assert days(content, "Block")[:2] == ("2024-03-05", "2024-03-05")


CHRONOLOGY = """The story of the service, in dates:

• 14 January 2023 – The regulator fines TikTok for ignoring an order.

• 2 February 2023 – Kenya blocks TikTok. The ministry had asked the regulator for this step.
"""


def test_entry_of_chronology_dates_its_actions() -> None:
    """The date before an entry is that of the actions that it tells as its news."""
    assert days(CHRONOLOGY, "Penalty")[0] == "2023-01-14"
    assert days(CHRONOLOGY, "Block")[0] == "2023-02-02"


def test_entries_may_end_their_dates_with_a_full_stop() -> None:
    """Several of them do: a single one is a sentence of its own. What "will" be done comes later."""
    log = "7 January 2024. The ministry blocked TikTok.\n\n{}The court fined Telegram. Meta will criticise the fine.\n"
    assert days(log.format("9 January 2024. "), "Block")[0] == "2024-01-07"
    assert days(log.format("9 January 2024. "), "Penalty")[0] == "2024-01-09"
    assert days(log.format("9 January 2024. "), "Statement")[0] == ""
    assert days(log.format(""), "Block")[0] == ""


def test_entries_may_run_on_in_one_line() -> None:
    """Each sentence that opens with a day and a colon is an entry, and its clauses behind a semicolon are of it."""
    log = "Timeline. 5 March: Kenya blocks TikTok. 9 March: Amnesty International calls on Kenya to restore TikTok; Meta sues Google.\n"
    assert days(log, "Block")[0] == "2024-03-05"
    assert days(log, "Request")[0] == days(log, "Proceeding")[0] == "2024-03-09"


def test_an_entry_may_be_of_the_same_day_as_the_one_before() -> None:
    """ "Same day" opens an entry as a date does."""
    log = "• 5 March – Kenya blocks TikTok.\n\n• Same day – Uganda fines Meta.\n"
    assert days(log, "Penalty")[0] == "2024-03-05"


def test_a_dateline_dates_what_is_said_in_the_present() -> None:
    """What a ministry "announces" behind a place, a day and a dash it announces on that day."""
    story = "NAIROBI, 5 March 2024 – The Ministry of Information of Kenya announces that TikTok is blocked.\n"
    assert days(story, "Statement")[0] == "2024-03-05"


@pytest.mark.parametrize("head", ["Nairobi, 16 April 2024", "Tuesday, 16 April 2024", "16 April 2024"])
def test_relative_dates_count_from_the_day_at_the_head_of_a_text(head: str) -> None:
    """A text that appears on Thursday may have been written on Tuesday, and says so."""
    assert days(f"{head}\n\nKenya yesterday blocked TikTok.\n", "Block")[0] == "2024-04-15"


def test_a_day_long_before_the_publication_heads_no_text() -> None:
    """It is what the text is about."""
    assert days("16 January 2024\n\nKenya yesterday blocked TikTok.\n", "Block")[0] == "2024-04-17"


def test_the_announcing_of_a_fine_does_not_date_it_anew() -> None:
    """Told before with its own date, it keeps that."""
    story = "The Data Protection Commission fined TikTok in October 2023. The fine was announced on Monday. Meta was fined."
    penalties = [c for c in claims(story) if c.kind == "Penalty" and c.earliest is not None]
    assert {str(c.earliest) for c in penalties} == {"2023-10-01"}


APART = [
    ("Kenya fined Meta in May 2023, Google in June 2023 and TikTok in March 2024.", ["2023-05-01", "2023-06-01", "2024-03-01"]),
    ("Meta was fined in Kenya on 12 January and Google a day later.", ["2024-01-12", "2024-01-13"]),
    ("Kenya fined Meta on 3 April and 5 April.", ["2024-04-03", "2024-04-05"]),
    ("Kenya fined Meta twice, in May 2022 and June 2023.", ["2022-05-01", "2023-06-01"]),
    ("Kenya fined Meta in April, on the 3rd.", ["2024-04-03"]),
    ("Kenya fined Meta on 3 April and Google.", ["2024-04-03"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "begins"), APART, ids=[s[0][:40] for s in APART])
def test_members_of_a_list_have_their_own_dates(content: str, begins: list[str]) -> None:
    """A verb with several dates tells as many deeds, where each has somebody it was done to, or they stand in a row."""
    assert [str(c.earliest) for c in claims(content) if c.kind == "Penalty"] == begins


BESIDE = [
    ("Kenya suspended TikTok on 4 June 2021 and, on 13 January 2022, lifted the ban.", "Unblock", "2022-01-13"),
    ("Kenya suspended TikTok on 4 June 2021 and later, on 13 January 2022, lifted the ban.", "Unblock", "2022-01-13"),
    ("Kenya blocked TikTok (Telegram was banned in 2020) and fined Google.", "Penalty", ""),
    ("Kenya blocked TikTok – Uganda had banned Telegram in 2020 – and fined Google.", "Penalty", ""),
]  # fmt: skip


@pytest.mark.parametrize(("content", "kind", "begins"), BESIDE, ids=[s[0][:60] for s in BESIDE])
def test_dates_of_other_clauses_are_left_to_them(content: str, kind: str, begins: str) -> None:
    """What stands between "and" and a verb is of that verb; what stands in brackets or dashes is of no verb outside."""
    assert days(content, kind)[0] == begins


def test_entry_does_not_date_what_lies_further_back() -> None:
    """What an entry tells in the past perfect happened before its date."""
    assert all(c.earliest is None for c in claims(CHRONOLOGY) if c.kind == "Request")


def test_headings_of_days_date_the_lines_under_them() -> None:
    """In a log whose headings are days, each dates the actions under it until the next."""
    log = "Log\n\n6 March 2024\nThe ministry blocked TikTok.\n\n3 March 2024\nThe court fined Telegram.\n"
    assert days(log, "Block")[0] == "2024-03-06"
    assert days(log, "Penalty")[0] == "2024-03-03"


def test_release_dates_the_statement_of_its_publisher() -> None:
    """What the publisher of a release says in it, it says on the day of the release; others do not."""
    release = "Amnesty International condemns the blocking of TikTok in Pakistan and calls on the Pakistan Telecommunication Authority to restore access to it."
    assert days(release, "Request", "Amnesty International")[0] == "2024-04-18"
    assert days(release, "Request")[0] == ""


def expression(role: str, earliest: date | None, latest: date | None, timex: str = "") -> DateExpression:
    """A date expression of a role."""
    return DateExpression(span=Span(0, 1), earliest=earliest, latest=latest, timex=timex, role=role)  # type: ignore[arg-type]  # any role of the table below


FIRST, LAST = date(2024, 4, 1), date(2024, 4, 11)
STRETCH = (expression("since", FIRST, FIRST), expression("until", LAST, LAST))
LENGTH = (expression("at", FIRST, FIRST), expression("duration", None, None, "P10D"))


@pytest.mark.parametrize(
    ("dates", "kind", "expected"),
    [
        (STRETCH, "Block", (FIRST, FIRST, LAST)),
        (STRETCH, "ContentRemoval", (FIRST, LAST, None)),
        (LENGTH, "Block", (FIRST, FIRST, LAST)),
        (LENGTH, "Statement", (FIRST, FIRST, None)),
        ((), "Block", (None, None, None)),
    ],
)
def test_timing_of_dates_together(
    dates: tuple[DateExpression, ...], kind: str, expected: tuple[date | None, date | None, date | None]
) -> None:
    """A stretch or a length gives what lasts its end, and of other actions bounds the time within which they fell."""
    found = timing_of(dates, kind)
    assert (found.earliest, found.latest, found.until) == expected


def test_timing_of_a_length_beyond_the_calendar_has_no_end() -> None:
    """A length that leaves the calendar gives no end and no error."""
    dates = (expression("at", FIRST, FIRST), expression("duration", None, None, "P99999999D"))
    assert timing_of(dates, "Block") == Timing(FIRST, FIRST, None, Span(0, 1))


def test_a_chronology_takes_the_year_of_the_heading_above() -> None:
    """The year stands on a line of its own, once for all entries of its part; "that month" counts from them."""
    content = (
        "Two years of TikTok in Kenya\n\n2021\n\n5 July - The regulator blocked TikTok in Kenya.\n\n"
        "2022\n\n9 March - The regulator fined TikTok in Kenya."
    )
    assert days(content, "Block") == ("2021-07-05", "2021-07-05", "")
    assert days(content, "Penalty") == ("2022-03-09", "2022-03-09", "")


def test_the_people_of_who_issues_a_release_speak_on_its_day() -> None:
    """In a release "said the deputy commissioner" is said with it; in a newspaper the day stays open."""
    content = (
        "The Data Protection Commission has fined TikTok.\n\n"
        '"Children were not protected," said Deputy Commissioner Orla Tierney.'
    )
    assert days(content, "Statement", "Data Protection Commission") == ("2024-04-18", "2024-04-18", "")
    assert days(content, "Statement", "The Daily Star") == ("", "", "")


RULINGS = [
    ("Date of judgment: 13 June 2023\n\nThe Supreme Court of Kenya orders Meta to publish its rules.", "Order", "2023-06-13"),
    ("Read in public session on 1 April 2023\n\nThe High Court of Kenya heard Meta. The decision of the regulator is annulled.", "Order", "2023-04-01"),
    ("Ruling: Wednesday 14 June 2023\n\nThe Supreme Court of Kenya fined Meta before.", "Penalty", ""),
    ("The Supreme Court of Kenya orders Meta to publish its rules.\n\nDone at Nairobi, 13 June 2023.", "Order", "2023-06-13"),
    ("The Supreme Court of Kenya orders Meta to publish its rules.\n\nPhoto: Nairobi, 13 June 2023, by Ada", "Order", ""),
    ("Date of complaint: 13 June 2023\n\nThe Supreme Court of Kenya orders Meta to publish its rules.", "Order", ""),
    ("Date of judgment: 13 June 2023\n\nThe Supreme Court of Kenya heard Meta. The ministry orders Meta to publish its rules.", "Order", ""),
]  # fmt: skip


@pytest.mark.parametrize(("content", "kind", "day"), RULINGS)
def test_what_a_ruling_does_was_on_the_day_that_its_head_tells(content: str, kind: str, day: str) -> None:
    """Told in the present of the court; what it tells of the past, and what others do, has no date by it."""
    assert days(content, kind)[0] == day
