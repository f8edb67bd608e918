"""HTML, Markdown and PDF to text: what they show, what they declare, and how they fail."""

from __future__ import annotations

import time
import zlib
from hashlib import sha256
from pathlib import Path

import pytest

from kg.errors import LanguageDataError, ReadError
from kg.model import Metadata, SourceDocument, Text
from kg.reading import read
from kg.reading.language import language_of
from kg.reading.phrases import load_phrases, parse_phrases

FIXTURES = Path(__file__).parent / "fixtures"


def read_as(media_type: str, body: bytes | str) -> Text:
    """The text of bytes of a media type."""
    body = body.encode() if isinstance(body, str) else body
    return read(
        SourceDocument(
            identifier="t", location="t", media_type=media_type, body=body, sha256=sha256(body).hexdigest()
        )
    )


def pdf(*pages: list[str], title: str = "", encrypted: bool = False) -> bytes:
    """A small PDF with lines of text on its pages."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        drawn = (
            "BT /F1 11 Tf 60 780 Td 14 TL "
            + " ".join(
                f"({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj T*" for line in lines
            )
            + " ET"
        )
        stream = zlib.compress(drawn.encode("cp1252")).decode("latin-1")
        objects.append(f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< /Title ({title}) >>")
    trailer = f"/Root 1 0 R /Info {len(objects)} 0 R /Size {len(objects) + 1}"
    if encrypted:
        trailer += f" /ID [<{'00' * 16}> <{'00' * 16}>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>"
    body = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << {trailer} >>\nstartxref\n{len(body)}\n%%EOF".encode(
        "latin-1"
    )


def test_html_content_is_what_the_page_shows() -> None:
    """Tags go, entities are replaced, white space collapses, blocks stand on lines of their own, hidden things are left out."""
    page = (
        "<html><head><title>No</title><style>p{}</style></head><body><p>One &amp; <b>two</b>\n three&nbsp;x.</p><div>Four<br>five"
        "<script>var no</script></div><p hidden>no</p><p style='display: none'>no</p><table><tr><td>a</td><td>b</td></tr></table>"
        "<!-- no --><noscript>no</noscript><pre>p  q</pre></body></html>"
    )
    assert read_as("text/html", page).content == "One & two three\u00a0x.\nFour\nfive\na\nb\np q"


def test_html_metadata_is_what_the_page_declares() -> None:
    """JSON-LD and meta elements give title, publisher, day and address; a later change is not the publication."""
    text = read_as("text/html", (FIXTURES / "news-page.html").read_bytes())
    assert text.metadata == Metadata(
        title="Vietnam slowed Facebook until it agreed to censor more",
        publisher="Mekong Post",
        published="2020-04-21",
        url="https://mekong.example/2020/vietnam-facebook",
    )
    assert text.language == "en"


DATED = [
    ('<meta property="article:published_time" content="2021-03-04T23:59:00-08:00">', "2021-03-04"),
    ('<meta name="DC.date.issued" content="2021-03-04">', "2021-03-04"),
    (
        '<script type="application/ld+json">{"@graph": [{"@type": "Article", "datePublished": "2021-03-04"}]}</script>',
        "2021-03-04",
    ),
    ('<script type="application/ld+json">{broken</script>', None),
    ('<meta property="article:modified_time" content="2022-01-01">', None),
    ("<!-- built on 2022-02-02 -->", None),
]


@pytest.mark.parametrize(("head", "published"), DATED)
def test_html_dates_are_declared_or_none(head: str, published: str | None) -> None:
    """Without a date of publication there is none: neither today, nor the last change, nor a comment's."""
    body = (
        "<p>The regulator ordered operators on Monday to block the site, a spokesperson said in the capital.</p>"
        * 3
    )
    assert (
        read_as("text/html", f"<html><head>{head}</head><body>{body}</body></html>").metadata.published
        == published
    )


def test_html_charset_is_heeded() -> None:
    """A legacy page is decoded as it declares."""
    page = '<html><head><meta charset="windows-1251"></head><body><p>Суд</p></body></html>'
    assert read_as("text/html", page.encode("cp1251")).content == "Суд"


HOSTILE = [
    ("nested deeply", "<div>" * 100_000 + "deep" + "</div>" * 100_000, "nested too deeply"),
    ("no text", "<html><script>x</script></html>", "shows no text"),
    ("only comments", "<!--" * 50_000, "not HTML"),
    ("unclosed tags", "<a href='x'" * 20_000, "shows no text"),
    ("empty", "", "empty"),
    ("binary", b"<html>\0\0\0", "binary"),
]


@pytest.mark.parametrize(("page", "reason"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_html_that_cannot_be_read_is_refused(page: str | bytes, reason: str) -> None:
    """Broken and hostile pages end in a reason, soon."""
    began = time.process_time()
    with pytest.raises(ReadError, match=reason):
        read_as("text/html", page)
    assert time.process_time() - began < 20


def test_html_nested_too_deeply_for_trafilatura_is_still_read() -> None:
    """A thousand open elements are walked without recursion, and nothing behind them is lost."""
    page = (
        "<body><p>Before it.</p>"
        + "<div>" * 1000
        + "Deep inside."
        + "</div>" * 1000
        + "<p>After it.</p></body>"
    )
    assert read_as("text/html", page).content == "Before it.\nDeep inside.\nAfter it."


def test_markdown_keeps_its_characters_and_marks_its_parts() -> None:
    """Front matter, code and link lists are boilerplate, headings headlines, block quotes quotes; the rest is body."""
    source = (FIXTURES / "post.md").read_text(encoding="utf-8")
    text = read_as("text/markdown", source)
    assert text.content == source
    roles = {source[s.begin : s.end].split("\n")[0]: s.role for s in text.segments}
    assert roles == {
        "---": "boilerplate",
        "# Tanzania blocks Clubhouse, users say": "headline",
        "Users in [Tanzania](https://example.org/tz) said on Thursday that Clubhouse could only be opened through a VPN.": "body",
        "> The app was the last place where we could speak freely, a host of evening debates wrote.": "quote",
        "## What is behind it": "headline",
        "* The app is popular with the opposition.": "body",
        "```": "boilerplate",
        "[1]: https://example.org/source": "boilerplate",
    }
    assert text.metadata == Metadata(
        title="Tanzania blocks Clubhouse, users say",
        publisher="Coast Blog",
        published="2023-03-02",
        url="https://coast.example/clubhouse",
    )


def test_markdown_title_comes_from_its_first_heading() -> None:
    """Without front matter the first heading is the title, its marks left out."""
    text = read_as(
        "text/markdown",
        "# Court lifts ban on Chirper #\n\nThe court lifted the ban on Monday, its registrar said.\n",
    )
    assert text.metadata.title == "Court lifts ban on Chirper"


def test_pdf_lines_become_paragraphs() -> None:
    """Broken lines and words are joined, compounds keep their hyphen, and running heads come after what they cut."""
    head = "Official Gazette 12"
    pages = [
        [
            head,
            "Order on the suspension of Chirper",
            "",
            "The regulator of the country told all licensed operators on Monday to sus-",
            "pend access to the site until its owner names a long-term represen-",
            "tative. Operators that do not comply pay a fine, says the",
            "1",
        ],
        [
            head,
            "order, which was signed by the chair of the regulator on the same day. It will",
            "be reviewed by a court, where the long-term effects count.",
            "2",
        ],
        [head, "Second, the regulator publishes the order.", "3"],
    ]
    text = read_as("application/pdf", pdf(*pages, title="Order on the suspension of Chirper"))
    joined = (
        "The regulator of the country told all licensed operators on Monday to suspend access to the site until its owner names a "
        "long-term representative. Operators that do not comply pay a fine, says the order, which was signed by the chair of the "
        "regulator on the same day. It will be reviewed by a court, where the long-term effects count."
    )
    assert joined in text.content
    left_out = [text.content[s.begin : s.end] for s in text.segments if s.role == "boilerplate"]
    assert " ".join(left_out).split() == f"{head} {head} 1 2 {head} 3".split() or sorted(
        " ".join(left_out).split()
    ) == sorted(f"{head} {head} {head} 1 2 3".split())
    assert text.metadata.title == "Order on the suspension of Chirper"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"%PDF-1.4 nothing", "broken PDF"),
        (b"", "broken PDF"),
        (pdf(["text"], encrypted=True), "encrypted PDF"),
        (pdf([]), "no text layer"),
    ],
    ids=["broken", "empty", "encrypted", "no text"],
)
def test_pdf_that_cannot_be_read_is_refused(body: bytes, reason: str) -> None:
    """Broken, encrypted and scanned PDFs end in a reason."""
    with pytest.raises(ReadError, match=reason):
        read_as("application/pdf", body)


def test_unknown_media_type_is_refused() -> None:
    """A type without a reader is named together with those that have one."""
    with pytest.raises(ReadError, match="no reader for media type image/png"):
        read_as("image/png", b"x")


LANGUAGES = [
    ("The court said that it had not seen the order of the ministry.", None, "en"),
    ("Le tribunal a dit que la décision de la ministre est dans le dossier.", None, "fr"),
    ("Der Minister hat nicht gesagt, dass die Plattform auch in der Stadt ist.", None, "de"),
    ("Chirper blockiert", "de-AT", "de"),
    ("TikTok", None, "und"),
    ("12 34", "not a language!", "und"),
]


@pytest.mark.parametrize(("content", "declared", "language"), LANGUAGES)
def test_language_is_told_by_function_words(content: str, declared: str | None, language: str) -> None:
    """The commonest words tell the language; what the page declares counts where they don't."""
    assert language_of(content, declared) == language


WRONG = [
    ("no mapping", [], "expected a mapping"),
    ("no effect", {"rules": {"x": {"whole": ["a"]}}}, "rule x needs an effect"),
    ("no list", {"rules": {"x": {"effect": "line", "whole": "a"}}}, "rule x, whole: expected a list"),
    ("empty phrase", {"rules": {"x": {"effect": "line", "whole": [" "]}}}, "empty phrase"),
    ("missing list", {"rules": {}, "told_too": []}, "glued"),
    ("unknown phrase", {"rules": {}, "told_too": ["a b"]}, "no rule has a b"),
]


@pytest.mark.parametrize(("data", "message"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_wrong_language_data_is_named(data: object, message: str) -> None:
    """A mistake in the phrase file is told with file, rule and field."""
    with pytest.raises(LanguageDataError, match=message):
        parse_phrases(data, "boilerplate.yaml")


PHRASES = [
    ("Also Read:", "also-read"),
    ("ALSO READ | Court hears case", "also-read"),
    ("Comments (12)", "comments"),
    ("12 Comments", "comments"),
    ("» You May Also Like «", "related"),
    ("© 2020 Somebody", "copyright"),
    ("Don’t miss", "related"),
    ("Also read the order, the judge said.", None),
    ("Tagesschau reported on it", None),
    ("We use cookies; our cookie policy says more.", "cookies"),
    ("The regulator fined Chirper 2 million euros over its use of cookies.", None),
    ("Chirper changes its terms of use in Nepal", None),
    ('"We never changed our terms of use," a director of Chirper told the court.', None),
    ("Terms of use", "footer"),
    ("Sponsored by two senators, the bill would close the network.", None),
    ("Filed in: Politics, Courts, Social networks, Uganda", "tags"),
]


@pytest.mark.parametrize(("line", "rule"), PHRASES)
def test_phrases_match_whole_words_of_lines(line: str, rule: str | None) -> None:
    """Case, quotes, counts and ornaments don't matter; parts of words and ordinary sentences don't match."""
    match = load_phrases().match(line)
    assert (match.rule if match else None) == rule
