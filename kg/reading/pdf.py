"""PDF to text: the text layer, its lines joined into paragraphs again.

Running heads, footers and page numbers stay in the text and are marked; where a paragraph goes on over a page's end, they
come after it. A hyphen at a line's end is kept where it can belong to the word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from kg.errors import ReadError
from kg.model import Metadata
from kg.reading.blocks import LIST_ITEM, Marked
from kg.reading.phrases import fold

#: Pages of the longest document that is read.
_MOST_PAGES = 5_000
#: PDFium writes a line-breaking hyphen as one of these.
_SOFT_HYPHENS = ("\ufffe", "\x02")
_MARKED_HYPHEN = re.compile(r"[\ufffe\x02]")
_PAGE_NUMBER = re.compile(
    r"(?i)(?:page\s+|p\.\s*)?[-–—]?\s*[0-9ivxl]{1,5}\s*[-–—]?(?:\s*(?:of|/)\s*[0-9]{1,5})?"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STOP = re.compile(r"[.!?:;][\"”’)\]]*$")
_MADE_BY_TOOL = re.compile(
    r"(?i)microsoft word|untitled|powerpoint|\.(?:docx?|pdf|indd|rtf|odt|pptx?)\b|^document\d*$|^slide\b"
)


@dataclass(frozen=True, slots=True)
class _PageLine:
    text: str
    running: bool


def read_pdf(body: bytes) -> tuple[str, tuple[Marked, ...], Metadata]:
    """The text, the marks of running heads, and the document's title where its information says one.

    Raises:
        ReadError: encrypted, broken, or without a text layer.
    """
    pages, title = _pages(body)
    if not any(line.strip() for page in pages for line in page):
        raise ReadError("no text layer: the pages are images and would need OCR")
    lines = list(_with_running(pages))
    paragraphs = _paragraphs(lines)
    pieces: list[str] = []
    marks: list[Marked] = []
    size = 0
    for paragraph in paragraphs:
        if pieces:
            pieces.append("\n\n")
            size += 2
        if paragraph.running:
            marks.append(
                Marked(size, size + len(paragraph.text), "boilerplate", "running head or page number")
            )
        pieces.append(paragraph.text)
        size += len(paragraph.text)
    content = "".join(pieces)
    return content, tuple(marks), Metadata(title=_sensible(title, content))


def _pages(body: bytes) -> tuple[list[list[str]], str]:
    """The lines of each page, and the title of the document's information."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        message = str(error)
        if "assword" in message or "ecurity" in message:
            raise ReadError("encrypted PDF: it needs a password") from error
        raise ReadError(f"broken PDF: {message}") from error
    try:
        if len(document) > _MOST_PAGES:
            raise ReadError(f"PDF of {len(document)} pages, at most {_MOST_PAGES} are read")
        title = document.get_metadata_dict().get("Title", "")
        return [_page_lines(document, number) for number in range(len(document))], title
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"broken PDF: {error}") from error
    finally:
        document.close()


def _page_lines(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            text = str(text_page.get_text_bounded(errors="replace"))
        finally:
            text_page.close()
    finally:
        page.close()
    text = text.encode("utf-16", errors="replace").decode("utf-16", errors="replace").replace("\0", "")
    return [line.strip() for line in re.split(r"\r\n|\r|\n", text)]


def _with_running(pages: list[list[str]]) -> Iterator[_PageLine]:
    """All lines in order, those that come back at the edges of pages marked."""
    edges: Counter[str] = Counter()
    for page in pages:
        texts = [line for line in page if line]
        edges.update({_edge_key(line) for line in texts[:2] + texts[-2:]})
    for page in pages:
        shown = [i for i, line in enumerate(page) if line]
        at_edge = set(shown[:2] + shown[-2:])
        for i, line in enumerate(page):
            back = len(pages) >= 3 and edges[_edge_key(line)] >= max(3, len(pages) // 2)
            alone = (
                i in (shown[:1] + shown[-1:]) and len(shown) > 2 and _PAGE_NUMBER.fullmatch(line) is not None
            )
            yield _PageLine(line, bool(line) and i in at_edge and (back or alone))


def _edge_key(line: str) -> str:
    return re.sub(r"[0-9]+", "#", fold(line))


def _paragraphs(lines: list[_PageLine]) -> list[_PageLine]:
    """Lines joined where a sentence or word plainly goes on."""
    # PDFium itself joins lines over a hyphen: such a line is no measure.
    plain = [line.text for line in lines if not line.running and not _MARKED_HYPHEN.search(line.text)]
    widths = sorted(len(text) for text in plain if len(text) > 20)
    full = widths[int(0.8 * len(widths))] if widths else 80
    words = Counter(w.lower() for line in lines for w in _WORD.findall(line.text))
    done: list[_PageLine] = []
    waiting: list[_PageLine] = []
    current = last = ""
    for line in lines:
        if line.running:
            waiting.append(line)
            continue
        if current and line.text and _goes_on(last, line.text, full):
            current = _joined(current, line.text, words)
        elif current or line.text:
            if current:
                done.append(_PageLine(_finished(current, words), False))
            done += waiting
            waiting = []
            current = line.text
        if line.text:
            last = line.text
        elif current and _STOP.search(current):
            done.append(_PageLine(_finished(current, words), False))
            current = ""
    if current:
        done.append(_PageLine(_finished(current, words), False))
    return [line for line in done + waiting if line.text]


def _goes_on(last: str, line: str, full: int) -> bool:
    """Whether a line carries on the one above it: that one was full or broke off, and this one opens nothing new."""
    if last.endswith((*_SOFT_HYPHENS, "-")) and line[0].islower():
        return True
    if LIST_ITEM.match(line):
        return False
    if line[0].islower() and not _STOP.search(last):
        return len(last) >= 20
    if _STOP.search(last):
        return len(last) >= 0.85 * full and not line.isupper()
    return len(last) >= 0.7 * full and not (line.isupper() and not last.isupper())


def _joined(text: str, line: str, words: Counter[str]) -> str:
    """Two lines as one: over a hyphen without space, and without the hyphen where it only broke the word."""
    if text.endswith(_SOFT_HYPHENS):
        return _over_hyphen(text[:-1], line, words)
    if text.endswith("-") and not text.endswith(" -") and line[0].islower():
        return _over_hyphen(text[:-1], line, words)
    return f"{text} {line}"


def _over_hyphen(text: str, line: str, words: Counter[str]) -> str:
    m, n = re.search(r"[^\W\d_]+$", text), re.match(r"[^\W\d_]+", line)
    if m is None or n is None:
        return f"{text}-{line}"
    first, second = m[0].lower(), n[0].lower()
    if words[first + second]:
        return text + line
    # A compound is written with its hyphen elsewhere, or made of words that the document uses on their own.
    compound = words[f"{first}-{second}"] > 0 or (words[first] > 0 and words[second] > 1)
    return f"{text}-{line}" if compound else text + line


def _finished(text: str, words: Counter[str]) -> str:
    """A paragraph without PDFium's marks for hyphens at the ends of lines."""
    while m := _MARKED_HYPHEN.search(text):
        text = _over_hyphen(text[: m.start()], text[m.end() :], words)
    return text


def _sensible(title: str, content: str) -> str | None:
    """The title of the document's information, where a person wrote it and the first page shows it."""
    title = " ".join(title.split())
    if len(title) < 8 or _MADE_BY_TOOL.search(title):
        return None
    at = content[:3000].lower().find(title.lower())
    return content[at : at + len(title)] if at >= 0 else None
