"""A table to events: each row with what it says, its cells word for word, and what could not be read in it.

CSV of any delimiter and of UTF-8 or Windows-1252, or Parquet (``writ[parquet]``). A cell that can't be read is reported with line and column
and left out; a row that then says nothing is left out as a whole.
"""

from __future__ import annotations

import csv
import io
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import UsageError
from kg.event_tables.mapping_file import Choice, Day, Names, TableMapping
from kg.event_tables.names import KnownNames, known_names

_YES = frozenset(("yes", "y", "true", "1", "x", "full", "partial"))
_EMPTY = frozenset(("", "-", "n/a", "na", "none", "null", "unknown", "not known", "no"))
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_LARGEST = 256 << 20


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What could not be read: the line of the file (the header is line 1), the column, and why."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name of the table: what it is known as here ("" for nothing), and the words of the cell."""

    key: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a row says. ``cells`` are its cells that are not empty, as they stand; ``digest`` is theirs."""

    line: int
    digest: str
    type: str
    target: tuple[Named, ...] = ()
    place: tuple[Named, ...] = ()
    agent: tuple[Named, ...] = ()
    grounds: tuple[Named, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    until: date | None = None
    modality: str = "actual"
    measure: str = ""
    value: str = ""
    unit: str = ""
    urls: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()


def read_table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file with their lines; cells as they stand, without blanks around them.

    Raises:
        UsageError: the file can't be read, is too large, or has no header.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is larger than {_LARGEST >> 20} MB: split it")
        if path.suffix.lower() == ".parquet":
            return _parquet(path)
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return list(_csv(path, text.replace("\x00", "")))


def _csv(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not any(header):
            raise UsageError(f"{path} has no header")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, {n: c.strip() for n, c in zip(header, cells, strict=False) if n}
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}") from error


def _parquet(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow: pip install 'writ[parquet]'") from error
    try:
        found = parquet.read_table(path).to_pylist()
    except (ArrowException, OSError) as error:
        raise UsageError(f"{path} is no Parquet: {error}") from error
    return [
        (n, {k: "" if v is None else str(v).strip() for k, v in row.items()})
        for n, row in enumerate(found, 2)
    ]


def read_events(
    rows: Iterable[tuple[int, Mapping[str, str]]], mapping: TableMapping
) -> tuple[list[Event], list[Problem]]:
    """The events of a table, by line, and what could not be read.

    Raises:
        UsageError: none of the columns that the mapping names is there.
    """
    events: list[Event] = []
    problems: list[Problem] = []
    names = known_names()
    for line, row in rows:
        if not mapping.named_columns & row.keys():
            raise UsageError(
                f"the table has none of the columns of this mapping ({', '.join(sorted(mapping.named_columns))}); it has {', '.join(row)}"
            )
        event = _Reader(line, row, mapping, names, problems).event()
        if event is not None:
            events.append(event)
    return events, sorted(set(problems))


@dataclass(frozen=True, slots=True)
class _Reader:
    line: int
    row: Mapping[str, str]
    mapping: TableMapping
    names: KnownNames
    problems: list[Problem]

    def event(self) -> Event | None:
        mapping = self.mapping
        if mapping.skip is not None and self._is_skipped():
            return None
        kind = self._choice(mapping.type)
        earliest, latest = self._days()
        cells = tuple((name, cell) for name, cell in sorted(self.row.items()) if cell)
        found = Event(
            line=self.line,
            digest=sha256(
                "\x1f".join(f"{n}\x1e{c}" for n, c in cells).encode("utf-8", "surrogatepass")
            ).hexdigest()[:16],
            type=kind,
            target=self._named(mapping.target, "Platform", "Company", "Actor"),
            place=self._named(mapping.place, "Place"),
            agent=self._named(mapping.agent, "LegalBody", "Actor"),
            grounds=self._named(mapping.ground, "Ground"),
            earliest=earliest,
            latest=latest,
            until=self._day(mapping.until)[1],
            modality=self._choice(mapping.modality) or "actual",
            measure=self._choice(mapping.measure),
            value=self._number(mapping.value),
            unit=self._choice(mapping.unit),
            urls=tuple(u for u in self._cells(mapping.url) if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", u)),
            cells=cells,
        )
        missing = self._missing(found)
        if missing:
            self.problems.append(Problem(self.line, "", f"left out: {missing}"))
            return None
        return found

    def _missing(self, event: Event) -> str:
        """What a row must say and this one does not."""
        if self.mapping.kind == "observation":
            return "" if event.measure and event.value else "no measure or no value"
        if not event.type:
            cell = self.row.get(self.mapping.type.column, "")
            return f"no type of action: {cell[:60]!r} is not in the mapping"
        return "" if event.target or event.place else "neither a place nor a platform"

    def _is_skipped(self) -> bool:
        skip = self.mapping.skip
        assert skip is not None
        if self.row.get(skip.column, "").casefold() not in skip.values:
            return False
        other = skip.unless
        return other is None or self.row.get(other.column, "").casefold() not in other.values

    def _choice(self, choice: Choice) -> str:
        if choice.constant:
            return choice.constant
        cell = self.row.get(choice.column, "")
        if not choice.values:
            return cell
        known = {name.casefold(): value for name, value in choice.values.items()}
        return known.get(" ".join(cell.casefold().split()), choice.otherwise)

    def _number(self, choice: Choice) -> str:
        text = self._choice(choice).replace(",", "").replace("\u00a0", "").replace(" ", "")
        if not text or re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII):
            return text
        self.problems.append(Problem(self.line, choice.column, f"no number: {self._choice(choice)[:60]!r}"))
        return ""

    # --- names -----------------------------------------------------------------------------------------------

    def _cells(self, names: Names) -> list[str]:
        # Norway's code is NO and Namibia's NA: in a column of codes only a blank or a dash says nothing.
        empty = {"", "-"} if names.form == "country code" else _EMPTY
        parts = []
        for column in names.columns:
            found = [self.row.get(column, "")]
            for mark in names.split:
                found = [piece for part in found for piece in part.split(mark)]
            parts += [p.strip() for p in found if p.strip().casefold() not in empty]
        return list(dict.fromkeys(parts))

    def _named(self, names: Names, *kinds: str) -> tuple[Named, ...]:
        words = [name for column, name in names.flags.items() if self.row.get(column, "").casefold() in _YES]
        words += self._cells(names)
        found = []
        for word in words:
            if names.form == "country code":
                key = self.names.country(word)
            elif names.form == "web address":
                key = self.names.site(_host(word))
            else:
                key = self.names.find(word, kinds)
            if not key and kinds[0] == "Place":
                column = ", ".join(names.columns)
                self.problems.append(
                    Problem(self.line, column, f"no known place: {word[:60]!r}; kept as it stands")
                )
            found.append(Named(key=key, kind=self.names.kind(key) or kinds[-1], words=word))
        return tuple({(n.key or n.words.casefold()): n for n in found}.values())

    # --- days ------------------------------------------------------------------------------------------------

    def _days(self) -> tuple[date | None, date | None]:
        mapping = self.mapping
        first, last = self._day(mapping.earliest)
        by = mapping.earliest.by if mapping.earliest else None
        if by is not None:
            said = self.row.get(by.column, "").casefold()
            if said in by.none:
                first = last = None
            elif said in by.latest_only:
                first = None
            elif said in by.earliest_only:
                last = None
        if mapping.latest is not None and self.row.get(mapping.latest.column):
            last = self._day(mapping.latest)[1]
        if first is not None and last is not None and first > last:
            column = mapping.latest.column if mapping.latest else ""
            self.problems.append(Problem(self.line, column, f"ends on {last} before it begins on {first}"))
            return first, None
        return first, last

    def _day(self, day: Day | None) -> tuple[date | None, date | None]:
        """The first and last day that a cell can mean: the same for a day, all of a month or a year for these."""
        cell = self.row.get(day.column, "") if day is not None else ""
        if day is None or cell.casefold() in _EMPTY:
            return None, None
        try:
            return day_of(cell, day_first=day.day_first)
        except ValueError as error:
            self.problems.append(Problem(self.line, day.column, str(error)))
            return None, None


def day_of(text: str, *, day_first: bool | None = None) -> tuple[date, date]:
    """The days that a cell names.

    >>> day_of("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> day_of("17 Feb 2024")[0], day_of("17/02/2024")[0]
    (datetime.date(2024, 2, 17), datetime.date(2024, 2, 17))

    Raises:
        ValueError: it is no day, or day and month can't be told apart and nobody said which comes first.
    """
    words = text.strip()
    if match := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ].*)?", words):
        found = date(*map(int, match.groups()))
        return found, found
    if match := re.fullmatch(r"(\d{4})-(\d\d)", words):
        year, month = map(int, match.groups())
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if re.fullmatch(r"\d{4}", words):
        return date(int(words), 1, 1), date(int(words), 12, 31)
    if match := re.fullmatch(r"(\d\d?)[./-](\d\d?)[./-](\d{4})", words):
        one, two, year = map(int, match.groups())
        if one <= 12 and two <= 12 and one != two and day_first is None:
            raise ValueError(f"{words!r} can be two days: say day_first in the mapping")
        day, month = (one, two) if one > 12 or (two <= 12 and day_first is not False) else (two, one)
        return date(year, month, day), date(year, month, day)
    match = re.fullmatch(r"(\d\d?)(?:st|nd|rd|th)? ([A-Za-z]{3})[a-z]*\.?,? (\d{4})", words)
    named = match.groups() if match else ()
    if not named and (
        match := re.fullmatch(r"([A-Za-z]{3})[a-z]*\.? (\d\d?)(?:st|nd|rd|th)?,? (\d{4})", words)
    ):
        named = (match.group(2), match.group(1), match.group(3))
    if named and named[1].lower() in _MONTHS:
        found = date(int(named[2]), _MONTHS[named[1].lower()], int(named[0]))
        return found, found
    raise ValueError(f"no day: {words[:60]!r}")


def _host(address: str) -> str:
    try:
        return (urlsplit(address if "//" in address else f"//{address}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
