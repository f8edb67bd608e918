"""Reading holds for any bytes and characters: refused with a reason, or segments that cover the text exactly once."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.model import SourceDocument, Text
from kg.reading import read
from kg.reading.decoding import decode
from kg.reading.inputs import MEDIA_TYPES

TYPES = sorted(set(MEDIA_TYPES.values()) - {"application/x-ndjson"})
#: Lines that the rules are about, mixed with anything.
LINES = st.sampled_from(
    [
        "Regulator blocks the site for a week",
        "The regulator ordered operators to block the site on Monday, a spokesperson said.",
        "ABUJA, Jan 13, 2022 (Savanna Wire) - The court lifted the ban on the site on Monday.",
        "date 2023-09-01 The company announced that it would open an office.",
        "Also Read:", "You May Also Like", "Leave a comment", "bob: lol u should read this plz", "• so true!!! plz", "28 mins ago",
        "Home | News | Sport", "By Ann Lee, Lagos Courier", "5 May 2023", "© 2020 Somebody", "Share", "Background", "ENDS", "Status: ongoing",
        "The court set no date for its ruling in the case of the company.wordpress blog stats",
        "# Heading", "> quoted words", "```", "---", "<p>paragraph", "<nav>", "<h1>Title", "</div>", "&amp;", "<!--", "1. First point of the order", "",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=25).map("\n".join)
COMMON = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_as(media_type: str, body: bytes) -> Text | None:
    """The text of a document, or None where it is refused."""
    document = SourceDocument(
        identifier="t", location="t", media_type=media_type, body=body, sha256=sha256(body).hexdigest()
    )
    try:
        return read(document)
    except ReadError as error:
        if not str(error):
            raise AssertionError("refused without a reason") from error
        return None


def holds(text: Text) -> None:
    """Segments are in order, apart, inside the content, begin and end with a shown character, and cover all of them."""
    end = 0
    covered = 0
    for segment in text.segments:
        assert end <= segment.begin < segment.end <= len(text.content)
        assert not text.content[segment.begin].isspace()
        assert not text.content[segment.end - 1].isspace()
        assert segment.reason or segment.role in ("body", "quote")
        covered += sum(not c.isspace() for c in text.content[segment.begin : segment.end])
        end = segment.end
    assert covered == sum(not c.isspace() for c in text.content)


@COMMON
@given(st.sampled_from(TYPES), TEXTS)
def test_any_text_is_covered_by_segments(media_type: str, content: str) -> None:
    """Whatever the characters and the type, what is read is covered once, and the title is a passage of it."""
    text = read_as(media_type, content.encode("utf-8", errors="replace"))
    if text is not None:
        holds(text)
        if media_type == "text/plain" and text.metadata.title is not None:
            assert text.metadata.title in text.content


@COMMON
@given(st.sampled_from(TYPES), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(media_type: str, body: bytes) -> None:
    """No bytes lead to anything but a text or a reason."""
    text = read_as(media_type, body)
    if text is not None:
        holds(text)


@COMMON
@given(TEXTS)
def test_reading_twice_gives_the_same(content: str) -> None:
    """Reading is a function of the bytes."""
    body = content.encode("utf-8", errors="replace")
    assert read_as("text/plain", body) == read_as("text/plain", body)


@COMMON
@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=2, max_size=200),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_content_is_what_was_encoded(content: str, encoding: str) -> None:
    """Text in Unicode comes back as it was, character by character, its byte order mark apart."""
    magic = content.startswith(("%PDF-", "GIF8", "PK\x03", "{\\rtf", "\ufeff"))
    assume(not magic and content.strip().strip("\ufeff\u200b\u200c\u200d\u2060") != "")
    assert decode(content.encode(encoding)) == content


@pytest.mark.parametrize(
    "content",
    [
        "İstanbul’da blok\n" * 5 + "İİİ Also Read:\nx",
        "\x85\u2028a\u2028b",
        "a line\x1cthat is cut by rare\n\x0bseparators in its middle and goes on " * 5,
        "ﬁ\u0301\n" * 3,
    ],
)
def test_characters_that_change_length_or_break_lines(content: str) -> None:
    """Letters whose lower case is longer and rare line separators don't shift offsets."""
    text = read_as("text/plain", content.encode())
    assert text is not None
    assert text.content == content
    holds(text)
