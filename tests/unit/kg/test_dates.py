"""Date expressions: what they mean, by publication date and by what the text said before, and what is none."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from kg.dates import (
    UNKNOWN,
    DateContext,
    anchor_of,
    bounds_of,
    find_dates,
    open_after,
    open_before,
    period_of,
    published_interval,
    read_dates,
)
from kg.extraction import Layers
from kg.extractors.dates import EXTRACTOR
from kg.model import DateExpression, Metadata, Segment, Text
from kg.text import ParsedText

THURSDAY = "2024-04-18"


def told(expression: DateExpression) -> str:
    """``2024-04-17``, ``2024-04-01/2024-04-30``, ``../2024-04-17`` or ``?``."""
    earliest, latest = expression.earliest, expression.latest
    if earliest is None and latest is None:
        return "?"
    return str(earliest) if earliest == latest else f"{earliest or '..'}/{latest or '..'}"


def read(
    sentence: str, published: str | None = THURSDAY, context: DateContext | None = None
) -> list[tuple[str, str, str]]:
    """(words, interval, role) of all expressions but bare lengths of time."""
    found = find_dates(sentence, 0, len(sentence), published, context)
    return [(sentence[e.span.begin : e.span.end], told(e), e.role) for e in found if e.role != "duration"]


# sentence, words found, interval, role
ABSOLUTE = [
    ("Given this 12th day of March 2024.", "12th day of March 2024", "2024-03-12", "at"),
    ("The tribunal sat on the 3rd day of May, 2022.", "the 3rd day of May, 2022", "2022-05-03", "at"),
    ("It ran for 3 weeks of March 2024.", "March 2024", "2024-03-01/2024-03-31", "at"),
    ("The firm has until the last day of May to answer.", "the last day of May", "2024-05-31", "until"),
    ("The ban began on 17 February 2024.", "17 February 2024", "2024-02-17", "at"),
    ("The ban began on Feb 17, 2024, officials said.", "Feb 17, 2024", "2024-02-17", "at"),
    ("Karachi (Daily Point - 20th Oct, 2020) An official statement.", "20th Oct, 2020", "2020-10-20", "at"),
    ("Updated: 18-10-2020 18:21 IST", "18-10-2020", "2020-10-18", "at"),
    ("Filed 2024-02-17T23:59:00+05:00 by the clerk.", "2024-02-17", "2024-02-17", "at"),
    ("Posted 2024/02/17 on the portal.", "2024/02/17", "2024-02-17", "at"),
    ("The notice of 17/02/2024 was withdrawn.", "17/02/2024", "2024-02-17", "at"),
    ("The notice of 02/17/2024 was withdrawn.", "02/17/2024", "2024-02-17", "at"),
    ("Der Bescheid vom 17.02.2024 took effect.", "17.02.2024", "2024-02-17", "at"),
    ("The order dated 17-Feb-2024 is void.", "17-Feb-2024", "2024-02-17", "at"),
    ("On Tuesday, 7 February 2023 the site returned.", "Tuesday, 7 February 2023", "2023-02-07", "at"),
    ("On Tuesday, February 7, 2023, the site returned.", "Tuesday, February 7, 2023", "2023-02-07", "at"),
    ("In an interim ruling of 22 June 2021 the court acted.", "22 June 2021", "2021-06-22", "at"),
    ("the 3rd of March 2022 order", "the 3rd of March 2022", "2022-03-03", "at"),
    ("The notice of 3rd June '23 is void.", "3rd June '23", "2023-06-03", "at"),
    ("The notice of June 3, '23 is void.", "June 3, '23", "2023-06-03", "at"),
    ("It was cut on 3 June 23.", "3 June 23", "2023-06-03", "at"),
    ("On 3 June 23 sites were cut.", "3 June", "2023-06-03", "at"),
    ("It was cut on 13.06.23 there.", "13.06.23", "2023-06-13", "at"),
    ("It was cut on 15/03 there.", "15/03", "2024-03-15", "at"),
    ("It was cut in 06/2023 there.", "06/2023", "2023-06-01/2023-06-30", "at"),
    ("It was cut in the winter of 2022/23.", "the winter of 2022/23", "2022-12-01/2023-02-28", "at"),
    ("It was cut on Christmas Day 2023.", "Christmas Day 2023", "2023-12-25", "at"),
    ("It was cut on New Year's Eve.", "New Year's Eve", "2023-12-31", "at"),
    ("It was cut on New Year's Day.", "New Year's Day", "2024-01-01", "at"),
    ("It was cut in the week of 6 March 2024.", "the week of 6 March 2024", "2024-03-04/2024-03-10", "at"),
    (
        "It was cut in the week beginning March 4.",
        "the week beginning March 4",
        "2024-03-04/2024-03-10",
        "at",
    ),
    ("It was cut on 2, 3 and 5 March.", "2, 3 and 5 March", "2024-03-02/2024-03-05", "at"),
    ("It was cut the Friday before last.", "the Friday before last", "2024-04-05", "at"),
    ("It was cut the week before last.", "the week before last", "2024-04-01/2024-04-07", "at"),
    ("It will be cut a week on Monday.", "a week on Monday", "2024-04-29", "at"),
    ("It was cut a week ago on Monday.", "a week ago on Monday", "2024-04-08", "at"),
    ("Following Monday's ruling it was cut.", "Monday", "2024-04-15", "at"),
    ("It was sealed on Sept. 5, 2019 by the judge.", "Sept. 5, 2019", "2019-09-05", "at"),
    ("In October 2020 it banned TikTok.", "October 2020", "2020-10-01/2020-10-31", "at"),
    ("The law of May 2019 was repealed.", "May 2019", "2019-05-01/2019-05-31", "at"),
    ("MAY 2019: THE LAW IS PASSED", "MAY 2019", "2019-05-01/2019-05-31", "at"),
    ("The app launched in Nov. 2018 there.", "Nov. 2018", "2018-11-01/2018-11-30", "at"),
    ("It was blocked in early March 2021.", "early March 2021", "2021-03-01/2021-03-31", "at"),
    ("It was blocked in mid-March 2021.", "mid-March 2021", "2021-03-01/2021-03-31", "at"),
    ("In 2019 the regulator had no power.", "2019", "2019-01-01/2019-12-31", "at"),
    ("Since 2020 the app has been banned several times.", "2020", "2020-01-01/2020-12-31", "since"),
    ("By late 2018 the rules had changed.", "late 2018", "../2018-12-31", "before"),
    ("in the summer of 2021 the cables were cut", "the summer of 2021", "2021-01-01/2021-12-31", "at"),
    ("During Q1 2023 it removed videos.", "Q1 2023", "2023-01-01/2023-03-31", "at"),
    (
        "Figures for the first quarter of 2023 are out.",
        "the first quarter of 2023",
        "2023-01-01/2023-03-31",
        "at",
    ),
    (
        "Figures for the second quarter of 2023 are out.",
        "the second quarter of 2023",
        "2023-04-01/2023-06-30",
        "at",
    ),
    ("in the last quarter of 2022 requests fell", "the last quarter of 2022", "2022-10-01/2022-12-31", "at"),
    ("In 2023 Q3 it complied.", "2023 Q3", "2023-07-01/2023-09-30", "at"),
    ("the report (January-March 2023) says", "January-March 2023", "2023-01-01/2023-03-31", "at"),
    ("the report (January–March 2023) says", "January–March 2023", "2023-01-01/2023-03-31", "at"),
    (
        "between July and December 2021 it got requests",
        "July and December 2021",
        "2021-07-01/2021-12-31",
        "at",
    ),
    ("In the first half of 2021 requests doubled.", "the first half of 2021", "2021-01-01/2021-06-30", "at"),
    ("In H1 2021 requests doubled.", "H1 2021", "2021-01-01/2021-06-30", "at"),
    (
        "in the first six months of 2022 it took down posts",
        "the first six months of 2022",
        "2022-01-01/2022-06-30",
        "at",
    ),
    (
        "in the six months ended 30 June 2021 it took down posts",
        "the six months ended 30 June 2021",
        "2021-01-01/2021-06-30",
        "at",
    ),
    (
        "the three months to September 2023 saw a rise",
        "the three months to September 2023",
        "2023-07-01/2023-09-30",
        "at",
    ),
    (
        "the quarter ended March 31, 2023 saw a rise",
        "the quarter ended March 31, 2023",
        "2023-01-01/2023-03-31",
        "at",
    ),
    ("Throughout the 2010s sites were filtered.", "the 2010s", "2010-01-01/2019-12-31", "at"),
    ("The site was cut on June 3-5, 2021.", "June 3-5, 2021", "2021-06-03/2021-06-05", "at"),
    ("The site was cut on 3–5 June 2021.", "3–5 June 2021", "2021-06-03/2021-06-05", "at"),
    ("Between 3 and 5 June 2021 the site was cut.", "3 and 5 June 2021", "2021-06-03/2021-06-05", "at"),
    (
        "1 July - 31 December 2020 is the reporting period.",
        "1 July - 31 December 2020",
        "2020-07-01/2020-12-31",
        "at",
    ),
    (
        "Period: July 1, 2020 - December 31, 2020",
        "July 1, 2020 - December 31, 2020",
        "2020-07-01/2020-12-31",
        "at",
    ),
    ("YouTube was filtered in 2012-2016 nationwide.", "2012-2016", "2012-01-01/2016-12-31", "at"),
    ("the case, in 2015–16, went nowhere", "2015–16", "2015-01-01/2016-12-31", "at"),
    ("after 5 May 2022 no one answered", "5 May 2022", "2022-05-05/..", "after"),
    ("before 5 May 2022 no one answered", "5 May 2022", "../2022-05-05", "before"),
    ("Prior to 2019 no law covered it.", "2019", "../2019-01-01", "before"),
    ("The rules apply as of 1 January 2022.", "1 January 2022", "2022-01-01", "since"),
    ("with effect from 1 January 2022 it applies", "1 January 2022", "2022-01-01", "since"),
    ("no later than 31 March 2025 it must file", "31 March 2025", "2025-03-31", "until"),
]

RELATIVE = [
    ("Your letter of the 5th inst. has been received.", "the 5th inst.", "2024-04-05", "at"),
    ("Your letter of the 28th ultimo has been received.", "the 28th ultimo", "2024-03-28", "at"),
    ("Vodacom said on the 4th that it had been told.", "the 4th", "2024-04-04", "at"),
    ("Vodacom said on the 24th that it had been told.", "the 24th", "2024-03-24", "at"),
    ("Ministers met today.", "today", "2024-04-18", "at"),
    ("Ministers met yesterday evening.", "yesterday evening", "2024-04-17", "at"),
    ("The petition will be withdrawn tomorrow.", "tomorrow", "2024-04-19", "at"),
    ("He resigned the day before yesterday.", "the day before yesterday", "2024-04-16", "at"),
    ("The company said on Saturday that it regretted it.", "Saturday", "2024-04-13", "at"),
    ("The court on Thursday declared it unlawful.", "Thursday", "2024-04-18", "at"),
    ("The court on Friday declared it unlawful.", "Friday", "2024-04-12", "at"),
    ("The premier ordered it on Monday evening.", "Monday evening", "2024-04-15", "at"),
    ("It was made public late on Wednesday.", "Wednesday", "2024-04-17", "at"),
    ("It came back shortly after midnight on Thursday.", "Thursday", "2024-04-18", "at"),
    ("Thursday's decision is the second.", "Thursday", "2024-04-18", "at"),
    ("After Tuesday's ruling the stock fell.", "Tuesday", "2024-04-16", "at"),
    ("Police raided the office last Friday.", "last Friday", "2024-04-12", "at"),
    ("Police raided the office last Thursday.", "last Thursday", "2024-04-11", "at"),
    ("The court will rule next Tuesday.", "next Tuesday", "2024-04-23", "at"),
    ("The court will rule on Tuesday.", "Tuesday", "2024-04-23", "at"),
    ("He said on Tuesday that the firm will appeal.", "Tuesday", "2024-04-16", "at"),
    ("The firm must answer by Friday.", "Friday", "2024-04-19", "until"),
    ("The firm has until close of business on Friday to answer.", "Friday", "2024-04-19", "until"),
    ("It has been cut since 6 a.m. on 12 March.", "12 March", "2024-03-12", "since"),
    ("It stays cut until 18:00 on 14 March.", "14 March", "2024-03-14", "until"),
    ("It has been blocked since the early hours of Tuesday.", "Tuesday", "2024-04-16", "since"),
    ("The ministry had not reacted by Wednesday morning.", "Wednesday morning", "../2024-04-17", "before"),
    ("A petition was filed last week in the capital.", "last week", "2024-04-08/2024-04-14", "at"),
    ("The bill will be tabled next week.", "next week", "2024-04-22/2024-04-28", "at"),
    ("The regulator met firms this month.", "this month", "2024-04-01/2024-04-30", "at"),
    ("It told a committee last month.", "last month", "2024-03-01/2024-03-31", "at"),
    ("every user silenced last year", "last year", "2023-01-01/2023-12-31", "at"),
    ("It might close the site next year.", "next year", "2025-01-01/2025-12-31", "at"),
    ("Earlier this year it was fined.", "Earlier this year", "2024-01-01/2024-12-31", "at"),
    ("It was fined earlier this month.", "earlier this month", "2024-04-01/2024-04-30", "at"),
    ("It was fined twice so far this year.", "so far this year", "2024-01-01/2024-04-18", "at"),
    ("It was fined two days ago.", "two days ago", "2024-04-16", "at"),
    ("It was fined a week ago.", "a week ago", "2024-04-11", "at"),
    ("It was fined 10 days ago.", "10 days ago", "2024-04-08", "at"),
    ("It was fined two months ago.", "two months ago", "2024-02-01/2024-02-29", "at"),
    ("It was fined three years ago.", "three years ago", "2021-01-01/2021-12-31", "at"),
    ("It was blocked more than a week ago.", "more than a week ago", "../2024-04-11", "at"),
    ("It was blocked over a month ago.", "over a month ago", "../2024-03-18", "at"),
    ("It was blocked less than two weeks ago.", "less than two weeks ago", "2024-04-04/2024-04-18", "at"),
    (
        "Services remain suspended more than a week after the agency banned it.",
        "more than a week after",
        "../2024-04-11",
        "at",
    ),
    (
        "Users still lack access, more than one week after it was cut.",
        "more than one week after",
        "../2024-04-11",
        "at",
    ),
    ("Over the past year, it made efforts.", "the past year", "2023-04-18/2024-04-18", "at"),
    ("It made efforts over the last one year.", "the last one year", "2023-04-18/2024-04-18", "at"),
    ("In the past two weeks it lost users.", "the past two weeks", "2024-04-04/2024-04-18", "at"),
    ("over the last 12 months it lost users", "the last 12 months", "2023-04-18/2024-04-18", "at"),
    (
        "Over the next three months it will train staff.",
        "the next three months",
        "2024-04-18/2024-07-18",
        "at",
    ),
    ("Its spokesman said at the weekend it was done.", "the weekend", "2024-04-13/2024-04-14", "at"),
    ("It was taken offline last weekend.", "last weekend", "2024-04-13/2024-04-14", "at"),
    ("We were told last night.", "last night", "2024-04-17", "at"),
    ("It was restored this morning.", "this morning", "2024-04-18", "at"),
    ("It was restored overnight.", "overnight", "2024-04-17/2024-04-18", "at"),
    ("by dawn today the site was loading", "today", "2024-04-18", "at"),
    ("adjourned the hearing till May 9", "May 9", "2024-05-09", "until"),
    ("had been blocked since February 17.", "February 17", "2024-02-17", "since"),
    ("The ministry on April 17 said so.", "April 17", "2024-04-17", "at"),
    ("It was banned on December 3.", "December 3", "2023-12-03", "at"),
    ("It will be banned on December 3.", "December 3", "2024-12-03", "at"),
    ("In July, it released its report.", "July", "2023-07-01/2023-07-31", "at"),
    ("Mobile services were also cut in February.", "February", "2024-02-01/2024-02-29", "at"),
    ("It was issued in May.", "May", "2023-05-01/2023-05-31", "at"),
    (
        "The rules, effective since April 3 of this year, were refreshed.",
        "April 3 of this year",
        "2024-04-03",
        "since",
    ),
    ("It was closed in June last year.", "June last year", "2023-06-01/2023-06-30", "at"),
    ("It was closed last March.", "last March", "2024-03-01/2024-03-31", "at"),
    ("It was closed last April.", "last April", "2023-04-01/2023-04-30", "at"),
    ("It must comply by the end of the year.", "the end of the year", "2024-12-31", "until"),
    ("It must comply by the end of June.", "the end of June", "2024-06-01/2024-06-30", "until"),
    ("It removed posts in the first quarter.", "the first quarter", "2024-01-01/2024-03-31", "at"),
    ("It removed posts in the fourth quarter.", "the fourth quarter", "2023-10-01/2023-12-31", "at"),
    ("It removed posts last quarter.", "last quarter", "2024-01-01/2024-03-31", "at"),
    (
        "It removed posts in the first half of this year.",
        "the first half of this year",
        "2024-01-01/2024-06-30",
        "at",
    ),
    ("Two weeks from now the court will sit.", "Two weeks from now", "2024-05-02", "at"),
    ("The court will sit in two weeks.", "two weeks", "2024-05-02", "at"),
    ("It was said on Monday last week.", "Monday last week", "2024-04-08", "at"),
    ("On Friday, 3 February, it was cut.", "Friday, 3 February", "2023-02-03", "at"),
]

REPORTED = [
    ("The ban, which took effect at midnight on Sunday, will stay.", "Sunday", "2024-04-14", "at"),
    ("The order will come into force on July 1.", "July 1", "2024-07-01", "at"),
    ("A notice dated 12 April asked it to reply.", "12 April", "2024-04-12", "at"),
    ("The company has until the end of next month to appeal.", "the end of next month", "2024-05-31", "until"),
    ("Since the start of the year, police have acted.", "the start of the year", "2024-01-01", "since"),
    ("in the run-up to the 28 October 2020 vote", "28 October 2020", "2020-10-28", "at"),
    ("according to Monday's statement", "Monday", "2024-04-15", "at"),
    ("The hearing was adjourned to 12 May.", "12 May", "2024-05-12", "until"),
    ("Late last year, it opened an inquiry.", "Late last year", "2023-01-01/2023-12-31", "at"),
    ("Early next week the committee meets.", "Early next week", "2024-04-22/2024-04-28", "at"),
    ("It has been blocked since at least 2019.", "2019", "2019-01-01/2019-12-31", "since"),
    ("for the year ended 31 March 2022", "the year ended 31 March 2022", "2021-04-01/2022-03-31", "at"),
    ("in the last week of March it was cut", "the last week of March", "2024-03-25/2024-03-31", "at"),
    ("in the second half of May 2023 it was cut", "the second half of May 2023", "2023-05-16/2023-05-31", "at"),
    ("in the first week of June 2023 it was cut", "the first week of June 2023", "2023-06-01/2023-06-07", "at"),
    ("The minister said Monday it was over.", "Monday", "2024-04-15", "at"),
    ("2021: the law is passed", "2021", "2021-01-01/2021-12-31", "at"),
    ("in the past 24 hours it was cut", "the past 24 hours", "2024-04-17/2024-04-18", "at"),
    ("Later this year it will rule.", "Later this year", "2024-04-18/2024-12-31", "at"),
]  # fmt: skip

NONE = [
    "case No. 5678 of 2023",
    "Crowds marched on May Day.",
    "Drivers strike on Wednesdays.",
    "The hearing was put off for a week after the office had asked.",
    "The Easter Sunday bombings shook the island.",
    "W.P. 7123 of 2021 is pending.",
    "Officials may block the site if they like.",
    "Thousands joined the march on parliament.",
    "The March on the capital ended peacefully.",
    "Theresa May criticised the plan.",
    "April Johnson sued the firm.",
    "Article 19 of the covenant protects speech.",
    "Section 37 of PECA allows blocking.",
    "The file has 2016 pages.",
    "It received 2021 complaints.",
    "Call +44 20 7946 0958 or 555-0199.",
    "Version 10.2.1 fixed the bug.",
    "The helpline works 24/7.",
    "It ran version 13.06.23 of the app.",
    "He got 15/20 in the test.",
    "Case 06/2023 is pending.",
    "It marked a new year's edition.",
    "It costs $2024 a piece.",
    "A quarter of the users left.",
    "The second committee was led by the minister.",
    "He came first and she came third.",
    "Score: 9/10",
    "The Online Safety Act 2021 applies.",
    "under the Information Technology Act of 2000",
    "A court order, No. 2020/12, was cited.",
    "He sat in the sun and wed his fiancee.",
    "Users under the age of 13 are barred.",
    "The next page loads slowly, the last one too.",
    "Half of the accounts were fake.",
    "It ranked 12th of 30 states.",
    "The ratio was 3-2-1 overall.",
    "Room 2019 is on the left.",
    "Its IP address is 10.12.20.24.",
    "The bill passed by 12 to 3.",
    "It may march on.",
    "Resolution 2231 was cited.",
    "We block 10 million accounts.",
    "He has sued dozens of firms.",
    "The spring cleaning of accounts goes on.",
    "The Arab Spring was televised.",
    "Apollo 11 and Windows 2000 came up.",
]


@pytest.mark.parametrize(("sentence", "words", "interval", "role"), [*ABSOLUTE, *RELATIVE, *REPORTED])
def test_date_expression_means(sentence: str, words: str, interval: str, role: str) -> None:
    """The words, their interval and role, published on Thursday 18 April 2024."""
    assert read(sentence)[:1] == [(words, interval, role)]


@pytest.mark.parametrize("sentence", NONE)
def test_other_words_are_no_dates(sentence: str) -> None:
    """Verbs, names, numbers of papers and counts are none."""
    assert read(sentence) == []


# article of Friday 15 July 2022: words of the last expression, its interval, its role
NARRATIVE = [
    ("It began on 25 March. On the 31st the site was cut, and on the 4th it was back.", "the 4th", "2022-04-04", "at"),
    ("The internet went off on 18 July and stayed off until 23 July.", "23 July", "2021-07-23", "until"),
    ("On 10 January 2021 the firm announced that it would leave on 31 January.", "31 January", "2021-01-31", "at"),
    ("They removed posts from April to June 2023. Over the same period they banned users.", "the same period", "2023-04-01/2023-06-30", "at"),
    ("The site was cut on 4 June 2021. That night it was back.", "That night", "2021-06-04", "at"),
    ("The site was cut on 4 June 2021. The next morning it was back.", "The next morning", "2021-06-05", "at"),
    ("The site was cut on 4 June 2021. The ministry had warned of it the evening before.", "the evening before", "2021-06-03", "at"),
    ("The site was cut on 4 June 2021. A few hours later it was back.", "A few hours later", "2021-06-04", "at"),
    ("The site was cut on 4 June 2021. 48 hours later it was back.", "48 hours later", "2021-06-06", "at"),
    ("The site was cut in June 2021. On the 4th, it was back.", "the 4th", "2021-06-04", "at"),
    ("He was remanded yesterday to 31 July.", "31 July", "2022-07-31", "until"),
    ("It will be cut on exam days until 4 September.", "4 September", "2022-09-04", "until"),
    ("From September we'll help.", "September", "2022-09-01/2022-09-30", "since"),
    ("In January the case was put off from the 31st of that month to 16 February.", "16 February", "2022-02-16", "until"),
    ("It was moved to 16 February 2022. It was not handed down on that day.", "that day", "2022-02-16", "at"),
    ("It was cut on 4 June 2021. The move came two days after the post was taken down.", "two days after", "2021-06-02", "at"),
    ("It had cut the site on Friday, two days after slowing it down.", "two days after", "2022-07-13", "at"),
    ("It was cut on 4 June 2021. Two days later a court agreed.", "Two days later", "2021-06-06", "at"),
    ("It was cut on 4 June 2021. A week earlier it was warned.", "A week earlier", "2021-05-28", "at"),
    ("It was cut on 4 June 2021. The following week it was back.", "The following week", "2021-06-07/2021-06-13", "at"),
    ("It was cut on 4 June 2021. The next day it was back.", "The next day", "2021-06-05", "at"),
    ("It was cut on 4 June 2021. The day before, a post had gone.", "The day before", "2021-06-03", "at"),
    ("It was cut on 4 June 2021 and restored the same day.", "the same day", "2021-06-04", "at"),
    ("It was cut on 4 June 2021. Later that month it sued.", "that month", "2021-06-01/2021-06-30", "at"),
    ("It was cut on 4 June 2021. The following Monday it sued.", "The following Monday", "2021-06-07", "at"),
    ("The site was cut on 4 June 2021. The move comes a week after the post was taken down.", "a week after", "2021-05-28", "at"),
    ("It was named on 25 May 2019. Such firms must report. Others are free. In June it was fined.", "June", "2022-06-01/2022-06-30", "at"),
    ("X, founded in 2006, was fined on 4 March.", "4 March", "2022-03-04", "at"),
    ("It, which had been cut since 4 June 2019, was back on 5 July.", "5 July", "2022-07-05", "at"),
    ("In 2018 it was cut. It was fined on 5 July.", "5 July", "2022-07-05", "at"),
    ("In May 2019 it was warned. In August it was fined.", "August", "2019-08-01/2019-08-31", "at"),
    ("In May 2019 it was warned. In February it was fined.", "February", "2020-02-01/2020-02-29", "at"),
    ("On 4 July 2022 the judge told it to answer within a week.", "a week", "2022-07-04/2022-07-11", "until"),
    ("Requests in Q1 2021 were up on the same period last year.", "the same period last year", "2020-01-01/2020-03-31", "at"),
    ("In force from 4 June 2021 to 13 January 2022, it ended.", "13 January 2022", "2022-01-13", "until"),
    ("It was blocked from 2012 to 2016.", "2016", "2016-01-01/2016-12-31", "until"),
    ("It ran from 3 June to 5 July 2021.", "5 July 2021", "2021-07-05", "until"),
    ("It was cut in March 2021. Two months later it was back.", "Two months later", "2021-05-01/2021-05-31", "at"),
    ("It was cut on 4 June 2019. It sued in March 2020. A year later it won.", "A year later", "2021-01-01/2021-12-31", "at"),
    ("It was cut in March 2021. Two days later it was back.", "Two days later", "2021-03-01/2021-03-31", "at"),
    ("It was cut in March 2021. Ten days later it was back.", "Ten days later", "2021-03-01/2021-04-30", "at"),
    ("It was cut on 4 June 2021. Hours earlier a judge had refused.", "Hours earlier", "2021-06-04", "at"),
    ("It was cut in the last days of May.", "the last days of May", "2022-05-01/2022-05-31", "at"),
    ("It was cut on the first of June.", "the first of June", "2022-06-01", "at"),
    ("It was cut an hour ago.", "an hour ago", "2022-07-15", "at"),
    ("It was cut some minutes ago.", "some minutes ago", "2022-07-15", "at"),
    ("It was cut 48 hours ago.", "48 hours ago", "2022-07-13", "at"),
    ("In March 2021 it was cut. It had been warned in January.", "January", "2021-01-01/2021-01-31", "at"),
    ("In March 2021 it was cut. It had been warned in November.", "November", "2020-11-01/2020-11-30", "at"),
    ("It was cut on 4 June 2021. It had been warned on 28 May.", "28 May", "2021-05-28", "at"),
    ("It was cut on 4 June 2021 after it failed to answer by 1 June.", "1 June", "2021-06-01", "until"),
    ("It was cut on 4 June 2021 after it had failed by 1 June. The next day it was back.", "The next day", "2021-06-05", "at"),
    ("It was cut on Wednesday. It had been warned two days earlier. The next day it sued.", "The next day", "2022-07-14", "at"),
    ("It was cut on 4 June 2021. It had been warned a year before that, on 6 May 2019. Two days later it sued.", "Two days later", "2019-05-08", "at"),
    ("It was cut on Tuesday 8 June 2021. On Friday it was back.", "Friday", "2021-06-11", "at"),
    ("It was cut on Tuesday 8 June 2021. It had been warned on Friday.", "Friday", "2021-06-04", "at"),
    ("It was cut on 8 June 2021. On Friday it was back.", "Friday", "2022-07-15", "at"),
    ("It was cut on 8 June 2021. That Friday it was back.", "That Friday", "2021-06-11", "at"),
    ("It was cut on 8 June 2021. The next Friday it was back.", "The next Friday", "2021-06-11", "at"),
    ("It was cut on Tuesday. It had been warned on Friday.", "Friday", "2022-07-08", "at"),
    ("It was cut on Tuesday. It had been warned last Thursday.", "last Thursday", "2022-07-07", "at"),
    ("It was cut on Tuesday. The firm said it had sued on Thursday.", "Thursday", "2022-07-14", "at"),
    ("It failed to register by Monday.", "Monday", "2022-07-11", "until"),
    ("It failed to register by 20 August.", "20 August", "2021-08-20", "until"),
    ("It has to register by 20 August.", "20 August", "2022-08-20", "until"),
    ("It stayed off until Thursday.", "Thursday", "2022-07-14", "until"),
    ("It was suspended until Thursday, when a judge stepped in.", "Thursday", "2022-07-14", "until"),
    ("It was suspended until Thursday.", "Thursday", "2022-07-21", "until"),
    ("It ordered them to cut the site from 1 August.", "1 August", "2022-08-01", "since"),
    ("It announced on Friday the cutting of the site from Monday.", "Monday", "2022-07-18", "since"),
    ("It cut the site from Monday.", "Monday", "2022-07-11", "since"),
    ("It cut the site ahead of the vote on 9 September.", "9 September", "2022-09-09", "at"),
    ("It cut the site ahead of Sunday's vote.", "Sunday", "2022-07-17", "at"),
    ("It cut the site ahead of Thursday's vote.", "Thursday", "2022-07-14", "at"),
    ("After the vote on Tuesday it rested. It had the site cut on Wednesday.", "Wednesday", "2022-07-13", "at"),
]  # fmt: skip


@pytest.mark.parametrize(("story", "words", "interval", "role"), NARRATIVE)
def test_date_expression_counts_from_what_was_told(story: str, words: str, interval: str, role: str) -> None:
    """Expressions that count from a date told before, or belong to a range."""
    assert read(story, "2022-07-15")[-1] == (words, interval, role)


def test_range_lends_its_year_to_its_beginning() -> None:
    """The year behind the second date holds for the first."""
    assert read("It ran from 3 June to 5 July 2021.", "2022-07-15")[0] == ("3 June", "2021-06-03", "since")


UNDATED = [
    ("The hearing is on May 9.", "XXXX-05-09"),
    ("It was banned in July.", "XXXX-07"),
    ("It said so on Saturday.", "XXXX-WXX-6"),
    ("It said so yesterday.", "PAST_REF"),
    ("It was cut two days ago.", "P2D"),
    ("Over the past year it lost users.", "P1Y"),
    ("It lost users last month.", "PAST_REF"),
    ("In the first quarter it lost users.", "XXXX-Q1"),
    ("In recent weeks it lost users.", "PAST_REF"),
    ("It was said at the weekend.", "XXXX-WXX-WE"),
]


@pytest.mark.parametrize(("sentence", "timex"), UNDATED)
def test_without_publication_date_nothing_is_invented(sentence: str, timex: str) -> None:
    """Relative and yearless dates of an undated document stay open, with a TIMEX value that says what is known."""
    (found,) = find_dates(sentence, 0, len(sentence), None)
    assert (found.earliest, found.latest, found.timex) == (None, None, timex)


def test_undated_document_takes_the_year_from_its_full_date() -> None:
    """Without a publication date, a day takes the year that brings it nearest to a full date of the text."""
    story = "The ministry said on April 17 that it acted on February 17, 2024, and adjourned till May 9. In December it had denied it."
    assert [i for _, i, _ in read(story, None)] == [
        "2024-04-17",
        "2024-02-17",
        "2024-05-09",
        "2023-12-01/2023-12-31",
    ]


TIMEX = [
    ("It was cut on 17 February 2024.", "2024-02-17"),
    ("It was cut last week.", "2024-W15"),
    ("It was cut in Q1 2024.", "2024-Q1"),
    ("It was cut in March 2024.", "2024-03"),
    ("It was cut for ten days.", "P10D"),
    ("The seven-month ban ended.", "P7M"),
    ("It was slow for 48 hours.", "PT48H"),
    ("It was down for several weeks.", "PXW"),
    ("It was cut in the summer of 2021.", "2021-SU"),
    ("It was cut in fiscal year 2023.", "FY2023"),
    ("It was cut in FY2023-24.", "FY2023"),
    ("It was cut in the 1990s.", "199"),
    ("It was cut over the weekend.", "2024-W15-WE"),
    ("It was cut yesterday morning.", "2024-04-17TMO"),
]


@pytest.mark.parametrize(("sentence", "timex"), TIMEX)
def test_timex_value(sentence: str, timex: str) -> None:
    """TIMEX3 values of days, weeks, quarters, seasons and lengths."""
    assert [e.timex for e in find_dates(sentence, 0, len(sentence), THURSDAY)] == [timex]


ORDER = [
    ("Filed 03/04/2024.", None, "2024-03-04/2024-04-03"),
    ("Filed 03/04/2024.", DateContext(country="US"), "2024-03-04"),
    ("Filed 03/04/2024.", DateContext(country="PK"), "2024-04-03"),
    ("Filed 03/04/2024.", DateContext(day_first=True), "2024-04-03"),
    ("Filed 03/04/2024, heard 25/04/2024.", None, "2024-04-03"),
    ("Filed 03/04/2024, heard 04/25/2024.", None, "2024-03-04"),
    ("Filed 04/04/2024.", None, "2024-04-04"),
    ("In fiscal year 2023 it grew.", DateContext(country="IN"), "2023-04-01/2024-03-31"),
    ("It was cut in the summer of 2021.", DateContext(country="DE"), "2021-06-01/2021-08-31"),
    ("It was cut in the winter of 2021.", DateContext(country="CL"), "2021-06-01/2021-08-31"),
    ("It was cut in the winter of 2021.", DateContext(country="DE"), "2021-01-01/2022-02-28"),
    ("It was cut in the summer of 2021.", DateContext(country="KE"), "2021-01-01/2021-12-31"),
    (
        "It was cut in the summer of 2021.",
        DateContext(countries=frozenset({"TM", "CH", "KE"})),
        "2021-06-01/2021-08-31",
    ),
    (
        "It was cut in the summer of 2021.",
        DateContext(countries=frozenset({"GB", "AU"})),
        "2021-01-01/2021-12-31",
    ),
    ("It was cut last winter.", DateContext(country="DE"), "2023-12-01/2024-02-29"),
    ("It was cut in autumn.", DateContext(country="DE"), "2023-09-01/2023-11-30"),
    ("It will be cut in the autumn.", DateContext(country="DE"), "2024-09-01/2024-11-30"),
    ("It will be cut in September.", None, "2024-09-01/2024-09-30"),
    ("It was cut in autumn.", DateContext(country="KE"), "?"),
    ("In fiscal year 2023 it grew.", DateContext(country="PK"), "2022-07-01/2023-06-30"),
    ("In fiscal year 2023 it grew.", None, "?"),
]


@pytest.mark.parametrize(("sentence", "context", "interval"), ORDER)
def test_order_of_day_and_month_needs_evidence(
    sentence: str, context: DateContext | None, interval: str
) -> None:
    """The document's own dates or the country decide 03/04 and fiscal years; without them it stays wide or open."""
    assert read(sentence, THURSDAY, context)[0][1] == interval


def test_a_day_with_its_weekday_tells_the_year_of_an_undated_document() -> None:
    """The nearest such year, and not that of the nearest full date."""
    story = "A warrant was issued on 4 May 2015. On January 20, a Wednesday, the site was cut."
    assert ("January 20, a Wednesday", "2016-01-20", "at") in read(story, None)


def test_imprecise_publication_date_widens() -> None:
    """Of a document of which only the month is known, "yesterday" may be any day around that month."""
    assert read("It was cut yesterday.", "2024-04") == [("yesterday", "2024-03-31/2024-04-29", "at")]
    assert published_interval("2024-13") == published_interval("soon") == published_interval(None)


def test_bounds_follow_the_role() -> None:
    """A deadline bounds no beginning, a range gives both ends, a day anchors."""
    found = find_dates("It was shut from 3 June 2021 until 5 July 2021.", 0, 46)
    assert (bounds_of(found[0])[0].day, bounds_of(found[1])) == (
        date(2021, 6, 3),
        (UNKNOWN, date(2021, 7, 5)),
    )
    assert (period_of(found).earliest, period_of(found).latest) == (date(2021, 6, 3), date(2021, 7, 5))
    assert anchor_of(found[0]) == date(2021, 6, 3)
    assert (open_before(date(2021, 6, 3)).earliest, open_after(date(2021, 6, 3)).latest) == (None, None)


def test_comments_are_not_read() -> None:
    """The extractor reads the segments that can hold testimony, in order, and no others."""
    content = "It was cut on 3 May 2021.\nI read this on 4 May 2021.\n"
    segments = (Segment(begin=0, end=26, role="body"), Segment(begin=26, end=len(content), role="comment"))
    assert [told(d) for d in _extracted(content, segments, "2021-05-05")] == ["2021-05-03"]


def test_dateline_stands_in_for_the_publication_date() -> None:
    """Where no publication date is known, the full date of the dateline is what relative dates count from."""
    content = "Abuja, 15 July 2022\nThe court ruled on Thursday.\n"
    segments = (Segment(begin=0, end=20, role="dateline"), Segment(begin=20, end=len(content), role="body"))
    assert [told(d) for d in _extracted(content, segments, None)] == ["2022-07-15", "2022-07-14"]


def _extracted(
    content: str, segments: tuple[Segment, ...], published: str | None
) -> tuple[DateExpression, ...]:
    text = Text(
        identifier="t",
        location="t",
        media_type="text/plain",
        sha256="",
        content=content,
        language="en",
        metadata=Metadata(published=published),
        segments=segments,
    )
    return EXTRACTOR.run(ParsedText(text, ()), Layers()).dates


def test_offsets_survive_letters_that_grow_in_lower_case() -> None:
    """A capital dotted I has a longer small form; spans stay those of the text."""
    sentence = "İstanbul’daki mahkeme ruled on 17\u00a0February 2024."
    assert read(sentence) == [("17\u00a0February 2024", "2024-02-17", "at")]


def test_hostile_numbers_do_no_harm() -> None:
    """Impossible days, endless digits and piled-up words are read without error."""
    for sentence in (
        "On 31 February 2023.",
        "9" * 5000,
        "99999999999 years ago " * 50,
        "the last " * 3000,
        "1-1-1-1-" * 2000,
        "May " * 3000,
    ):
        find_dates(sentence, 0, len(sentence), THURSDAY)


def test_reading_is_linear_in_length() -> None:
    """Four times the text takes no more than some ten times the processor's time."""
    sentence = (
        "The ministry said on Monday that from 3 June to 5 July 2021 it had blocked 26 sites for ten days. "
    )
    times = []
    for copies in (100, 400):
        begin = process_time()
        read_dates(sentence * copies, [(0, len(sentence) * copies)], THURSDAY)
        times.append(process_time() - begin)
    assert times[1] < 10 * times[0] + 0.05


def test_a_year_with_a_preposition_heads_the_days_below() -> None:
    """As "2021" does, "In 2021" on a line of its own."""
    story = "In 2020\n\nOn 4 June it was cut.\n\nIn 2021\n\nOn 5 July it was back.\n"
    assert [interval for words, interval, _ in read(story) if " " in words and "In" not in words] == [
        "2020-06-04",
        "2021-07-05",
    ]


def test_a_year_on_a_line_of_its_own_heads_the_days_below() -> None:
    """The years of a chronology hold for undated days below them; a list of archives heads nothing."""
    text = "2019\n\n5 March - cut.\n\n2021\n\n9 June - back."
    assert [d.earliest for d in find_dates(text, 0, len(text), "2022-07-15")][-1] == date(2021, 6, 9)
    text = "2019\n2020\n2021\n\n9 June - back."
    assert [d.earliest for d in find_dates(text, 0, len(text), "2022-07-15")] == [date(2022, 6, 9)]


def test_without_a_publication_date_a_season_tells_the_year() -> None:
    """A month counts from the season that the text dates in full; the bare year of something else tells nothing."""
    found = read_dates("In the spring of 2025 this passes. In February parliament voted.", [(0, 62)])
    assert [d.timex for d in found][-1] == "2025-02"
    found = read_dates("It was founded in 1998. In February parliament voted.", [(0, 53)])
    assert [d.timex for d in found][-1] == "XXXX-02"
