"""HTML to the text that the page shows, with what its markup says of each part.

The text is made as Web Annotation asks for text positions (https://www.w3.org/TR/annotation-model/#text-position-selector):
tags removed, entities replaced; white space is collapsed as in rendering and block elements stand on lines of their own.
trafilatura decides which of these lines are the main text and which are readers' comments; the characters stay ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
import trafilatura
from htmldate import find_date
from lxml import etree, html

from kg.errors import ReadError
from kg.model import Metadata
from kg.reading.blocks import Hint, Marked, ends_sentence
from kg.reading.decoding import decode
from kg.reading.published import DATE, declared_date, find_dates

_NEVER_SHOWN = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "canvas",
        "iframe",
        "object",
        "audio",
        "video",
        "select",
        "datalist",
        "textarea",
        "map",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "button",
        "input",
        "meter",
        "output",
        "progress",
    ]
)
_BESIDE = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "aside",
    "form": "form",
    "button": "button",
    "menu": "menu",
    "figcaption": "caption",
    "dialog": "dialog",
}
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_COMMENT_NAME = re.compile(
    r"(?i)(?:^|[\s_-])(?:comments?|comment-?(?:list|body|content|area|section)|commentlist|disqus(?:_thread)?|respond)(?:$|[\s_-])"
)
_BESIDE_NAME = re.compile(
    r"(?i)(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletter|subscribe|subscription|related|recommended|share|sharing|social|promo|sponsored|advert|advertisement"
    r"|ads?|breadcrumbs?|sidebar|side-?bar|navbar|menu|popup|modal|trending|ticker|most-?(?:read|popular)|tags?|read-?more|also-?read|author-?bio|about-?author)(?:$|[\s_-])"
)
#: Elements of the largest page given to trafilatura, which takes some 0.2 ms for each (measured on paragraphs).
_MOST_ELEMENTS = 20_000
#: Parts of a main text longer than this are compared as whole lines only: substring search is quadratic.
_LONGEST_COMPARED = 300_000
_CHARSET = re.compile(
    rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([a-z0-9_:-]+)"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as shown: its text, marks, metadata, and a date that only its layout suggests."""

    content: str
    marked: tuple[Marked, ...]
    metadata: Metadata
    language: str | None
    likely_date: str | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the shown text and the elements around it that matter."""

    begin: int
    end: int
    text: str
    beside: str
    comment: bool
    quote: bool
    heading: int


def read_page(body: bytes) -> Page:
    """The page as a reader sees it.

    Raises:
        ReadError: no text encoding fits, it can't be parsed, is nested too deeply, or shows no text.
    """
    named = _CHARSET.search(body[:8192])
    source = decode(body, (named[1] or named[2]).decode("ascii") if named else None)
    root, deep = _parsed(source)
    content, lines = _shown(root)
    if not content.strip():
        raise ReadError("empty: the page shows no text")
    structured = list(_structured_data(root))
    title = _title(root, structured, lines)
    main, comments = _main_text(source, deep, root)
    marked = tuple(_marks(lines, main, comments, title))
    metadata = Metadata(
        title=title,
        publisher=_publisher(root, structured),
        published=_published(root, structured),
        url=_url(root),
    )
    return Page(
        content,
        marked,
        metadata,
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        _likely_date(source, content, deep),
    )


def _parsed(source: str) -> tuple[html.HtmlElement, bool]:
    """The tree, and whether it is nested so deeply that only an iterative walk may touch it."""
    body = source.encode("utf-8", errors="replace")
    for huge in (False, True):
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=huge)
        try:
            root = html.document_fromstring(body, parser=parser)
        except (etree.LxmlError, ValueError, AssertionError) as error:
            raise ReadError(f"not HTML: {error}") from error
        if not any("depth" in entry.message.lower() for entry in parser.error_log):
            return root, huge
    raise ReadError("HTML is nested too deeply")


def _shown(root: html.HtmlElement) -> tuple[str, list[_Line]]:
    """The text that is shown, and its lines."""
    pieces: list[str] = []
    lines: list[_Line] = []
    state = _Around()
    size = 0
    line: list[str] = []

    def end_line(verbatim: bool = False) -> None:
        nonlocal size
        text = "".join(line)
        line.clear()
        text = text.strip() if verbatim else " ".join(p for p in re.split(r"[ \t\n\r\f]+", text) if p)
        if not text.strip():
            return
        begin = size + (1 if pieces else 0)
        pieces.append(("\n" if pieces else "") + text)
        size = begin + len(text)
        lines.append(
            _Line(
                begin, size, text, state.last_beside, state.last_comment, state.last_quote, state.last_heading
            )
        )

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            block = tag not in _INLINE
            if block and not state.skipping:
                end_line()
            state.enter(element, tag)
            if not state.skipping:
                if tag in ("td", "th") and line:
                    line.append("\t")
                _add(line, element.text, state)
        else:
            if tag not in _INLINE and not state.skipping:
                end_line()
            state.leave(element)
        if event == "end" and not state.skipping:
            _add(line, element.tail, state)
    end_line()
    return "".join(pieces), lines


def _add(line: list[str], text: str | None, state: _Around) -> None:
    if text:
        line.append(text)
        if not text.isspace():
            state.note()


class _Around:
    """What surrounds the current point of the walk: counts of open elements of each kind."""

    def __init__(self) -> None:
        self._skipped: list[html.HtmlElement] = []
        self._beside: list[tuple[html.HtmlElement, str]] = []
        self._comments: list[html.HtmlElement] = []
        self._quotes: list[html.HtmlElement] = []
        self._headings: list[tuple[html.HtmlElement, int]] = []
        self.last_beside, self.last_comment, self.last_quote, self.last_heading = "", False, False, 0

    @property
    def skipping(self) -> bool:
        return bool(self._skipped)

    def note(self) -> None:
        """Keeps what surrounds the text just read, for the line that it is on."""
        self.last_beside = self._beside[-1][1] if self._beside else ""
        self.last_comment = bool(self._comments)
        self.last_quote = bool(self._quotes)
        self.last_heading = self._headings[-1][1] if self._headings else 0

    def enter(self, element: html.HtmlElement, tag: str) -> None:
        if (
            tag in _NEVER_SHOWN
            or element.get("hidden") is not None
            or _HIDDEN.search(element.get("style") or "")
        ):
            self._skipped.append(element)
            return
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if tag in _BESIDE:
            self._beside.append((element, _BESIDE[tag]))
        elif (
            tag not in ("html", "body", "main", "article")
            and tag not in _INLINE
            and (m := _BESIDE_NAME.search(names))
        ):
            self._beside.append((element, f"class {m[0].strip(' _-')}"))
        if tag not in ("html", "body", "main", "article") and _COMMENT_NAME.search(names):
            self._comments.append(element)
        if tag == "blockquote":
            self._quotes.append(element)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._headings.append((element, int(tag[1])))

    def leave(self, element: html.HtmlElement) -> None:
        for stack in (self._skipped, self._comments, self._quotes):
            if stack and stack[-1] is element:
                stack.pop()
        if self._beside and self._beside[-1][0] is element:
            self._beside.pop()
        if self._headings and self._headings[-1][0] is element:
            self._headings.pop()


_KEY = re.compile(r"[\W_]+")


def _key(text: str) -> str:
    """Letters and digits only: what stays equal however white space and punctuation were treated."""
    return _KEY.sub("", text).lower()


def _main_text(source: str, deep: bool, root: html.HtmlElement) -> tuple[list[str], list[str]]:
    """The lines that trafilatura takes for the main text and for comments; none where it finds none or must not look."""
    if deep or sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return [], []
    try:
        found = trafilatura.bare_extraction(
            re.sub(r"^\s*<\?xml[^>]*>", "", source),
            include_comments=True,
            include_tables=True,
            with_metadata=False,
        )
    except (etree.LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        # Its cleaning of trees is known to trip over odd markup; the line rules then decide alone.
        return [], []
    if found is None or isinstance(found, dict):
        return [], []
    return (found.text or "").splitlines(), (found.comments or "").splitlines()


def _marks(lines: list[_Line], main: list[str], comments: list[str], title: str | None) -> Iterator[Marked]:
    """What is known of each line before its words are looked at."""
    main_keys, comment_keys = {_key(t) for t in main} - {""}, {_key(t) for t in comments} - {""}
    whole = "".join(map(_key, main))
    whole = whole if len(whole) <= _LONGEST_COMPARED else ""
    keys = [_key(line.text) for line in lines]
    is_main = [
        not line.beside and not line.comment and bool(k) and (k in main_keys or (len(k) >= 25 and k in whole))
        for line, k in zip(lines, keys, strict=True)
    ]
    trusted = [i for i, m in enumerate(is_main) if m and (len(keys[i]) >= 40 or lines[i].heading == 1)]
    prose = sum(
        len(k)
        for line, k in zip(lines, keys, strict=True)
        if _is_free(line) and len(k) >= 60 and ends_sentence(line.text)
    )
    enough = sum(len(keys[i]) for i in trusted) >= max(120, 0.25 * prose)
    first, last = (trusted[0], trusted[-1]) if trusted and enough else (0, len(lines) - 1)
    # trafilatura drops lists and short paragraphs at the end of a text.
    while (
        enough
        and trusted
        and last + 1 < len(lines)
        and _is_free(lines[last + 1])
        and ends_sentence(lines[last + 1].text)
    ):
        last += 1
    headline = _headline(lines, title, first)
    opening = next((i for i in trusted if not lines[i].heading), first)
    for i, line in enumerate(lines):
        hint: tuple[Hint, str] | None = None
        if line.comment or keys[i] in comment_keys:
            hint = ("comment", "comments of the page")
        elif i == headline:
            hint = ("headline", "headline of the page")
        elif line.beside:
            hint = ("boilerplate", line.beside)
        elif line.quote and first <= i <= last:
            hint = ("quote", "blockquote")
        elif enough and trusted:
            hint = _by_position(
                i, line, is_main[i], opening if headline is not None else first, last, headline
            )
        if hint:
            yield Marked(line.begin, line.end, hint[0], hint[1])


def _is_free(line: _Line) -> bool:
    return not line.beside and not line.comment


def _by_position(
    i: int, line: _Line, is_main: bool, first: int, last: int, headline: int | None
) -> tuple[Hint, str] | None:
    """The hint for a line by where it stands to the main text; None leaves it to the line rules."""
    if is_main and first <= i <= last + 1:
        return "main", ""
    if i > last:
        return "boilerplate", "after the main text"
    if i < first:
        # Byline and date stand between headline and text.
        return None if headline is not None and headline < i else ("boilerplate", "before the main text")
    return None if ends_sentence(line.text) or line.heading else ("boilerplate", "beside the main text")


def _headline(lines: list[_Line], title: str | None, first: int) -> int | None:
    """The line that shows the title: a heading that agrees with it, or the only top heading."""
    key = _key(title or "")
    free = [i for i, line in enumerate(lines) if not line.comment and line.beside in ("", "class promo")]
    for i in free:
        k = _key(lines[i].text)
        if lines[i].heading and k and key and (k == key or (len(k) > 15 and (k in key or key in k))):
            return i
    tops = [i for i in free if lines[i].heading == 1]
    if len(tops) == 1:
        return tops[0]
    return next((i for i in free if i <= first and key and _key(lines[i].text) == key), None)


# --- metadata: only what the page declares -------------------------------------------------------------------


def _structured_data(root: html.HtmlElement) -> Iterator[dict[str, object]]:
    """The JSON-LD objects of a page that are articles or the like (https://schema.org/Article)."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = orjson.loads(script.text or "")
        except orjson.JSONDecodeError:
            continue
        todo, seen = [data], 0
        while todo and seen < 1000:
            item, seen = todo.pop(0), seen + 1
            if isinstance(item, list):
                todo.extend(item)
            elif isinstance(item, dict):
                todo.extend(
                    v for k, v in sorted(item.items()) if k in ("@graph", "mainEntity", "mainEntityOfPage")
                )
                if "datePublished" in item or "headline" in item:
                    yield item


def _meta(root: html.HtmlElement, *names: str) -> str | None:
    """The content of the first meta element that has one of the names, in the names' order."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = (element.get(attribute) or "").strip().lower()
            if key and content:
                found.setdefault(key, content)
    return next((found[n] for n in names if n in found), None)


def _string(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _title(root: html.HtmlElement, structured: list[dict[str, object]], lines: list[_Line]) -> str | None:
    """The title, in the characters of the heading that shows it where there is one."""
    declared = next((t for s in structured if (t := _string(s.get("headline")))), None) or _meta(
        root, "og:title", "twitter:title", "dc.title", "citation_title"
    )
    if declared is None:
        element = root.find(".//title")
        declared = " ".join((element.text_content() if element is not None else "").split()) or None
    headings = [line for line in lines if line.heading and not line.comment]
    key = _key(declared or "")
    for line in headings:
        k = _key(line.text)
        if k and (k == key or (len(k) > 15 and key.startswith(k))):
            return line.text
    tops = [line.text for line in headings if line.heading == 1 and not line.beside]
    return tops[0] if len(tops) == 1 else declared or (tops[0] if tops else None)


def _publisher(root: html.HtmlElement, structured: list[dict[str, object]]) -> str | None:
    named = next((p for s in structured if (p := _string(s.get("publisher")))), None)
    return named or _meta(
        root, "og:site_name", "citation_publisher", "dc.publisher", "publisher", "application-name"
    )


_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "article:published", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dcterms.created", "citation_publication_date", "citation_date", "publishdate", "publish-date", "publish_date", "pubdate", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "rnews:datepublished", "date", "created", "article.published",
)  # fmt: skip


def _published(root: html.HtmlElement, structured: list[dict[str, object]]) -> str | None:
    candidates = [_string(s.get("datePublished")) for s in structured]
    candidates.append(_meta(root, *_DATE_NAMES))
    for element in root.iter("time", "abbr", "span"):
        if element.get("itemprop") == "datePublished" or (
            element.tag == "time" and element.get("pubdate") is not None
        ):
            candidates.append(
                element.get("datetime")
                or element.get("content")
                or element.get("title")
                or element.text_content()
            )
    times = {t.get("datetime") or "" for t in root.iter("time")} - {""}
    if len(times) == 1:
        candidates.append(next(iter(times)))
    return next((d for c in candidates if c and (d := declared_date(c))), None)


def _likely_date(source: str, content: str, deep: bool) -> str | None:
    """What htmldate reads from elements that look like a date's; only where the page shows that very date.

    Its bounds are fixed, since by default they depend on the day of the run.
    """
    if deep or len(source) > 2_000_000 or not DATE.search(content):
        return None
    try:
        found = find_date(
            re.sub(r"^\s*<\?xml[^>]*>", "", source),
            extensive_search=False,
            original_date=True,
            min_date="1990-01-01",
            max_date="2100-01-01",
        )
    except (etree.LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None
    shown = {d.value for line in content.splitlines() if len(line) < 200 for d in find_dates(line)}
    return found if found in shown else None


def _url(root: html.HtmlElement) -> str | None:
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and re.match(
            r"https?://\S+$", link.get("href") or ""
        ):
            return str(link.get("href"))
    declared = _meta(root, "og:url")
    return declared if declared and re.match(r"https?://\S+$", declared) else None
