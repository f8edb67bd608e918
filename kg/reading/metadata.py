"""Title, publisher and date of a text, read from its edges: headline, byline, dateline, masthead, footer.

Nothing is taken from the sentences of the body, and nothing is guessed: what the edges don't say is None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kg.model import Metadata
from kg.reading.blocks import Block
from kg.reading.dateline import find_dateline, opening_day
from kg.reading.phrases import Phrases, fold, load_phrases
from kg.reading.published import DATE, YEAR, find_dates
from kg.reading.segments import Layout

#: What opens the line in which a paper says when it was given.
_SIGNED = re.compile(
    r"(?i)(?:so ordered[.,]? )?(?:dated|done|given|delivered|issued|signed|made|pronounced|read|adopted)\b(?:,? and [a-z]+)?"
    r"(?: under my hand)?,? (?:and delivered )?(?:at|in|on|this)\b"
)
_NOT_PUBLISHED = re.compile(
    r"(?i)\b(?:hearing|heard|effective|deadline|due|expir\w+|until|since|till|event|conference|incident|filed|reserved|from(?! (?:our|a|the) )|between|period|accessed|retrieved)\b"
)
_PIPES = re.compile(r"\s*[|•·]\s*")
_MAST_PARTS = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+|,\s+(?=[0-9A-Z][a-z]*\s[0-9])|,\s+(?=[0-9])")
_ISSUED_BY = re.compile(
    r"(?i:(?:published|issued|released|produced|maintained|compiled|prepared) by)\s+(?:the )?([A-Z][\w&'’.-]*(?:\s(?:of|for|and|the|on|in)?\s?[A-Z][\w&'’-]*){1,6})"
)
_CRUMBS = re.compile(r"\s*[>»›]\s*")
_NAME = r"([A-Z][\w&'’.-]*(?:\s(?:of|the|and|&)?\s?[A-Z][\w&'’-]*){0,3})"
_SELF_NAMED = tuple(
    re.compile(p.replace("NAME", _NAME))
    for p in (
        r"(?i:subscribe to) (?:(?i:the) )?NAME",
        r"(?i:sign up (?:for|to)) (?:the )?NAME(?:'s|’s)? (?:daily |weekly )?newsletter",
        r"(?i:more) (?:about|from) (?:the )?NAME",
        r"from NAME, delivered",
        r"(?i:follow) NAME on\b",
        r"(?i:download) the NAME app\b",
        r"^NAME(?:'s|’s) mission is\b",
        r"^NAME is the (?:premier|leading|largest)\b",
        r"^(?i:about) NAME$",
    )
)
#: One of these is in every line that names its own site: a quick test before the patterns.
_MAY_NAME = (
    "subscri",
    "sign up",
    "more about",
    "more from",
    "delivered",
    "follow",
    " app",
    "mission",
    "premier",
    "leading",
    "largest",
    "about ",
    "©",
    "(c)",
    "copyright",
)
_RIGHTS = re.compile(
    r"(?:©|\([cC]\)|(?i:copyright))\s*(?:©\s*)?(?:(?:19|20)[0-9]{2}(?:\s*[-–]\s*(?:(?:19|20)?[0-9]{2}))?,?\s*)?(?:by\s+)?"
    + _NAME
)
_LEGAL_FORM = re.compile(
    r"(?i)[\s,]+(?:pvt|private|ltd|limited|inc|llc|plc|gmbh|corp|corporation|co|media group|all rights.*)\b\.?"
)
#: "Publisher: Harbour Tribune", "From: Ministry of Information <press@…>": label and value.
_FIELD = re.compile(r"\W{0,3}(?P<label>[A-Za-z][A-Za-z ]{1,20}?)\W{0,2}:\W{0,3}(?P<value>\S.*)")
#: What may follow a name in a field: an address, a date, a second field.
_BEHIND_NAME = re.compile(r"\s*[<(|;*\[].*|\s+[–—-]\s.*|,\s.*\d.*|,?\s+https?:.*|[,.]+$")
_COUNTRY_NOTE = re.compile(r"\s*\([^()]*\)$")


def metadata_of(
    content: str, layout: Layout, *, context: str = "", phrases: Phrases | None = None
) -> Metadata:
    """What a text says of itself.

    Args:
        content: The text.
        layout: Its segments and blocks.
        context: Outside evidence for the order of day and month, such as the page's address.
        phrases: The language data; the installed ontology's by default.

    Returns:
        A title that occurs verbatim in the content; no ``url``.
    """
    reader = _Edges(content, layout, context, phrases or load_phrases())
    return Metadata(title=reader.title(), publisher=reader.publisher(), published=reader.published())


class _Edges:
    def __init__(self, content: str, layout: Layout, context: str, phrases: Phrases) -> None:
        self.content, self.layout, self.context, self.phrases = content, layout, context, phrases
        body = [s for s in layout.segments if s.role == "body"]
        self.first = layout.body_begin
        self.last = body[-1].end if body else len(content)
        self.blocks = layout.blocks
        head_end = next((i for i, b in enumerate(self.blocks) if b.begin >= self.first), len(self.blocks))
        last_prose = max((i for i, b in enumerate(self.blocks) if b.is_prose), default=0)
        top = min(head_end + 3, max(head_end, last_prose))
        self.head: Sequence[Block] = [
            b for b in self.blocks[:top] if b.end <= self.first or b.shape not in ("prose", "list")
        ][:60]
        self.tail: Sequence[Block] = [b for b in self.blocks[top:] if len(b.text) <= 300][-80:]

    # -- title

    def title(self) -> str | None:
        if self.layout.title is None:
            return None
        begin, end = self.layout.title
        text = self.content[begin:end]
        text = re.sub(r"^#{1,6}\s+|\s+#+$", "", text).strip("*_ ") if text.startswith("#") else text
        if (field := _FIELD.fullmatch(text)) and fold(field["label"]) in self.phrases.title_labels:
            text = field["value"]
        outlet = self._outlet_suffix(text)
        return text[: -len(outlet)].rstrip(" |–—-·") if outlet and text in self.content else text

    def _outlet_suffix(self, title: str) -> str | None:
        """The outlet that a page's title ends with: "… | Premium Times"."""
        m = re.search(r"\s[|–—·-]\s([^|]{2,40})$", title)
        return m[1] if m and self._is_outlet(m[1]) and title[: m.start()].count(" ") >= 2 else None

    # -- date

    def published(self) -> str | None:
        around = " ".join(b.text for b in self.head if len(b.text) < 200) + " " + self.context
        strong, weak = self.phrases.strong_date_labels, self.phrases.weak_date_labels
        values = (
            self._labelled(self.head, strong, around)
            or self._opening_dates()
            or self._lines(around)
            or self._labelled(self.head, weak, around)
            or self._at_the_end(strong, around)
            or self._at_the_end(weak, around)
            or self._signed(around)
            or self._unlabelled(around)
        )
        return values[0] if values else None

    def _labelled(
        self, blocks: Sequence[Block], labels: re.Pattern[str], around: str, *, at_start: bool = False
    ) -> list[str]:
        values = []
        for block in blocks:
            if (len(block.text) > 300 and block.shape != "dateline") or not YEAR.search(block.text):
                continue
            for label in labels.finditer(block.text):
                m = DATE.match(block.text, label.end())
                if m and not (at_start and label.start() > 2):
                    found = find_dates(
                        m[0], context=block.text + " " + around, document=self.content[:20_000]
                    )
                    values += [f.value for f in found if f.value]
        return values

    def _opening_dates(self) -> list[str]:
        openings = [
            find_dateline(b.text + " x", self.phrases) for b in self.blocks[:30] if b.shape == "dateline"
        ]
        return [o.published for o in openings if o and o.published]

    def _lines(self, around: str) -> list[str]:
        """Dates of the lines that were found to date the text: alone, in bylines, after a place."""
        roles = {s.begin: s for s in self.layout.segments if s.role == "dateline"}
        values = []
        for block in self.head:
            dateline = any(s.begin <= block.begin < s.end for s in roles.values())
            if dateline and block.words <= 25 and not _NOT_PUBLISHED.search(block.text):
                if self.phrases.weak_date_labels.search(block.text) and block.shape != "meta":
                    continue
                values += [
                    f.value
                    for f in find_dates(block.text, context=around, document=self.content[:20_000])
                    if f.value
                ]
        return values

    def _unlabelled(self, around: str) -> list[str]:
        """Where nothing is labelled: the latest whole day in the short lines above the text, in its opening, in its last line."""
        first = next(
            (
                i
                for i, b in enumerate(self.blocks)
                if b.words >= (30 if b.is_prose else 45) and b.text.count("|") < 3
            ),
            len(self.blocks),
        )
        if first == len(self.blocks):
            return []
        short = [
            b for b in self.blocks[:first][:25] if b.words <= 20 and not (b.is_prose and b.text.endswith("."))
        ]
        above = [b.text for b in short if not _NOT_PUBLISHED.search(b.text)]
        opening = self._opened(self.blocks[: first + 1])
        closing = [
            b.text
            for b in self.blocks[max(first, len(self.blocks) - 4) :]
            if b.words <= (12 if b.text.startswith("(") and b.text.endswith(")") else 6)
        ]
        for texts in (above, opening, closing):
            days = [
                f.value
                for text in texts
                if YEAR.search(text)
                for f in find_dates(text, context=around, document=self.content[:20_000])
                if f.value and len(f.value) == 10
            ]
            if 0 < len(set(days)) <= (1 if texts is closing else 2):
                return [max(days)]
        return []

    def _opened(self, head: Sequence[Block]) -> list[str]:
        """The day that the text or a line above it opens with; in a chronology every entry does, so that none of them tells."""
        opened = [(block, day) for block in self.blocks if (day := opening_day(block.text))]
        return [day for block, day in opened if block in head] if len(opened) == 1 else []

    def _at_the_end(self, labels: re.Pattern[str], around: str) -> list[str]:
        """A labelled date after the body, where there is one only: lists of other articles have several."""
        values = self._labelled([b for b in self.tail if b.words <= 20], labels, around, at_start=True)
        return values if len(set(values)) == 1 else []

    def _signed(self, around: str) -> list[str]:
        """The day on which a ruling, order or decision says at its end that it was given: "Dated at Nairobi this 5th day of March 2024"."""
        lines = [line.strip() for b in self.blocks[-8:] for line in b.text.splitlines() if len(line) < 160]
        days = [
            f.value
            for line in lines
            if _SIGNED.match(line)
            for f in find_dates(line, context=around, document=self.content[:20_000])
            if f.value and len(f.value) == 10
        ]
        return days[:1] if len(set(days)) == 1 else []

    # -- publisher

    def publisher(self) -> str | None:
        return (
            self._labelled_name()
            or self._agency()
            or self._before_pipes()
            or self._byline()
            or self._release()
            or self._masthead()
            or self._issued_by()
            or self._named_at_the_edges()
            or (self._outlet_suffix(self.content[slice(*self.layout.title)]) if self.layout.title else None)
        )

    def _is_outlet(self, name: str) -> bool:
        words = name.lower().replace("/", " ").split()
        return name in self.phrases.agencies or (
            0 < len(words) <= 6
            and name[:1].isupper()
            and not self.phrases.outlet_words.isdisjoint(words)
            and len(name) > 2
        )

    def _labelled_name(self) -> str | None:
        """The name in a field for the publisher, or for a sender that is a body: "Source: …", "From: Ministry of …"."""
        for block in self.head:
            for line in block.text.splitlines():
                field = _FIELD.fullmatch(line.strip())
                if field is None:
                    continue
                label, name = fold(field["label"]), _BEHIND_NAME.sub("", field["value"]).strip()
                sends = label in self.phrases.sender_labels and self._is_body(name)
                if (sends or label in self.phrases.publisher_labels) and self._is_name(name, longest=9):
                    return name
        return None

    def _is_body(self, name: str) -> bool:
        return (
            self._is_outlet(name)
            or name.isupper()
            or not self.phrases.body_words.isdisjoint(fold(name).split())
        )

    def _agency(self) -> str | None:
        for block in self.blocks[:30]:
            if block.shape == "dateline":
                opening = find_dateline(block.text + " x", self.phrases)
                if opening and opening.agency:
                    return opening.agency
        return None

    def _before_pipes(self) -> str | None:
        """The agency of "PTI | Islamabad | Updated: 18-10-2020 18:21 IST"."""
        for block in self.head:
            parts = _PIPES.split(block.text)
            if len(parts) >= 2 and len(block.text) < 250 and DATE.search(block.text):
                for part in parts:
                    if self._is_outlet(part.strip()):
                        return part.strip()
        return None

    def _byline(self) -> str | None:
        for block in self.head:
            if block.shape != "meta":
                continue
            for part in re.split(r"\s*[,|•·/]\s*|\s+(?:for|of)\s+", block.text)[1:]:
                if self._is_outlet(part) and not DATE.search(part):
                    return part
        return None

    def _release(self) -> str | None:
        """Who issued a release: the name between its label and its date or headline."""
        head = [b for b in self.head if b.end <= self.first]
        labels = [fold(b.text).strip(" .:—–-") in self.phrases.release_labels for b in head]
        if labels[1:2] == [True] and self._is_name(head[0].text) and head[0].shape == "heading":
            return head[0].text
        for label, name in zip(head, head[1:], strict=False):
            if fold(label.text).strip(" .:—–-") not in self.phrases.release_labels or name.words > 8:
                continue
            is_title = self.layout.title is not None and name.begin == self.layout.title[0]
            if not is_title and name.shape in ("heading", "dateline") and not DATE.search(name.text):
                return _COUNTRY_NOTE.sub("", name.text)
        return None

    def _issued_by(self) -> str | None:
        """The body that a line at an edge names as the text's maker: "Compiled by South Net Monitor"."""
        for block in [*self.head, *self.tail]:
            m = _ISSUED_BY.search(block.text) if block.words <= 25 else None
            # Two capitalised words may be a person.
            if m and (self._is_outlet(m[1]) or m[1].count(" ") >= 2):
                return m[1].rstrip(".")
        return None

    def _masthead(self) -> str | None:
        """The name on top of the page: before a row of links, a path of links, an issue or a label."""
        head = [b for b in self.head if b.end <= self.first][:4]
        for i, block in enumerate(head[:3]):
            if block.hint == "boilerplate":
                continue
            if self.layout.title and block.begin >= self.layout.title[0]:
                break
            crumbs = [p for p in _CRUMBS.split(block.text) if p]
            if len(crumbs) >= 3 and fold(crumbs[0]) not in ("home", "you are here:", "homepage"):
                return crumbs[0].strip()
            parts = [p.strip() for p in _MAST_PARTS.split(block.text) if p.strip()]
            if len(parts) >= 2 and self._is_issue(parts[1:]) and self._is_name(parts[0]):
                return parts[0]
            label = fold(block.text).strip(" .:—–-") in self.phrases.release_labels
            if label or block.match is not None or not self._is_name(block.text):
                continue
            followed = i + 1 < len(head) and head[i + 1].shape == "nav"
            alone = i == 0 and block.words >= 2 and self.layout.title is not None and block.shape == "heading"
            if followed or alone or self._is_outlet(block.text):
                return block.text
        return None

    def _is_name(self, text: str, *, longest: int = 6) -> bool:
        words = text.split()
        return (
            0 < len(words) <= longest
            and text[:1].isupper()
            and all(w[0].isupper() or len(w) <= 3 for w in words)
            and not any(c.isdigit() or c in ":@/" for c in text)
        )

    def _is_issue(self, parts: Sequence[str]) -> bool:
        for part in parts:
            bare = re.sub(r"[\s0-9/#.:-]+$", "", fold(part))
            if (
                bare in self.phrases.release_labels
                or bare in ("issue", "edition", "no", "vol", "week")
                or DATE.search(part)
            ):
                return True
        return False

    def _named_at_the_edges(self) -> str | None:
        """The name that footers and boxes use for their own site, where two of them agree or one claims the rights."""
        votes: Counter[str] = Counter(self._names())
        if not votes:
            return None
        best, count = min(votes.items(), key=lambda v: (-v[1], v[0]))
        return best if count >= 2 else None

    def _names(self) -> Iterator[str]:
        seen: set[tuple[int, str]] = set()
        outside = [s for s in self.layout.segments if s.role == "boilerplate"]
        for segment in outside:
            for line in self.content[segment.begin : segment.end].splitlines():
                if len(line) > 400 or not any(map(line.lower().__contains__, _MAY_NAME)):
                    continue
                for number, pattern in enumerate(_SELF_NAMED):
                    if m := pattern.search(line.strip()):
                        name = re.sub(r"['’]s?$", "", m[1]).rstrip(".")
                        if fold(name) not in self.phrases.not_publishers and (number, name) not in seen:
                            seen.add((number, name))
                            yield name
                if m := _RIGHTS.search(line):
                    name = _LEGAL_FORM.split(m[1])[0].strip(" .,")
                    if (
                        (99, name) not in seen
                        and fold(name) not in self.phrases.not_publishers
                        and fold(name) not in ("all", "copyright")
                    ):
                        seen.add((99, name))
                        yield name
                        if self._is_outlet(name) or "rights reserved" in line.lower():
                            yield name
