"""What a query or update does, read from its tokens before it runs: form, nesting, other servers, graphs written.

The terminals are those of https://www.w3.org/TR/sparql11-query/#sparqlGrammar; keywords in strings, comments, IRIs
and prefixed names are not keywords. Oxigraph decides what is valid; this says only what must be known beforehand.
A string without its end is read to the end of its line (long ones: of the text), which keeps the time linear.
Where ``<`` may be read as an IRI or as less-than, which a hostile text can use to hide a part of itself, the scan
says so in ``ambiguous`` and its users take the worst case. Readers also run without a network (:mod:`server.sandbox`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import RdfFormat, parse

_TOKEN = re.compile(
    r"""
    (?P<space>(?:[ \t\r\n]+|\#[^\r\n]*)+)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{4}[^<>"{}|^`\\\x00-\x20]*|\\U[0-9A-Fa-f]{8}[^<>"{}|^`\\\x00-\x20]*)*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*(?:\"\"\"|\Z)|\'\'\'(?:[^'\\]|\\.|'(?!''))*(?:\'\'\'|\Z)
               |"(?:[^"\\\r\n]|\\[^\r\n])*"?|'(?:[^'\\\r\n]|\\[^\r\n])*'?)
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:[\w.-]*)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d_](?:[\w.-]{0,40}[\w-])?)?:(?:[\w:%\-]|\\[_~.\-!$&'()*+,;=/?\#@%]|\.(?=[\w:%\\-]|\.))*)
  | (?P<number>[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING, _CLOSING = "({[", ")}]"
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: Functions that give another value each time; a result with them is not kept.
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_HIDDEN = re.compile(r"[.\-](?:SERVICE|LOAD)$", re.IGNORECASE)
_REMOTE = re.compile(r"\b(?:SERVICE|LOAD)\b", re.IGNORECASE)
_MAYBE_VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
#: The form of a query without a prologue.
_FORM = re.compile(r"[ \t\r\n]*(SELECT|ASK|CONSTRUCT|DESCRIBE)[ \t\r\n*{?]")


class Token(NamedTuple):
    """Kind (a group of the pattern), text, where it begins."""

    kind: str
    text: str
    begin: int


def tokens(text: str) -> Iterator[Token]:
    """All tokens but white space and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind != "space":
            yield Token(kind, match.group(), match.start())


@dataclass(frozen=True, slots=True)
class Scan:
    """What a text does. ``remote`` holds the targets of SERVICE and LOAD: an IRI, or "" where it is not fixed."""

    form: str = ""
    depth: int = 0
    remote: tuple[str, ...] = ()
    is_volatile: bool = False
    ambiguous: bool = False
    only_silent_loads: bool = False


def scan_query(text: str, deepest: int) -> Scan:
    """What :func:`scan` says, found faster for the many queries in which there is nothing to find.

    A text without the word SERVICE or LOAD anywhere asks no other server, and one with few brackets is not deep, so
    that only the query form is left to be read. ``depth`` may be too high, up to ``deepest``.
    """
    brackets = text.count("(") + text.count("{") + text.count("[")
    upper = text.upper()  # plain searches first: the patterns cost as much as parsing a small query
    at_once = _FORM.match(upper)
    if brackets > deepest or (("SERVICE" in upper or "LOAD" in upper) and _REMOTE.search(text)):
        return scan(text)
    maybe = "NOW" in upper or "RAND" in upper or "UUID" in upper or "BNODE" in upper
    volatile = maybe and _MAYBE_VOLATILE.search(text) is not None
    if at_once is not None:
        return Scan(at_once.group(1), brackets, (), volatile)
    form = next((t.text.upper() for t in tokens(text) if t.kind == "word" and t.text.upper() in FORMS), "")
    return Scan(form, brackets, (), volatile)


def scan(text: str) -> Scan:
    """Reads a query or an update once, in time linear in its length.

    >>> scan('SELECT * { ?s ?p "SERVICE" SERVICE SILENT <http://a/> {} }')
    Scan(form='SELECT', depth=2, remote=('http://a/',), is_volatile=False, ambiguous=False,
    only_silent_loads=False)
    """
    resolver = Names()
    form, depth, deepest, volatile, suspicious = "", 0, 0, False, False
    remote: list[str] = []
    previous = Token("", "", 0)
    waiting = ""  # SERVICE or LOAD, until its target comes
    loud = False
    for token in tokens(text):
        if token.kind == "sign":
            if token.text in _OPENING:
                depth += 1
                deepest = max(deepest, depth)
            elif token.text in _CLOSING:
                depth -= 1
        word = token.text.upper() if token.kind == "word" else ""
        if waiting and word != "SILENT":
            remote.append(resolver.iri(token) or "")
            loud |= waiting == "SERVICE" or previous.text.upper() != "SILENT"
            waiting = ""
        elif word in FORMS:
            form = form or word
        elif word in ("SERVICE", "LOAD"):
            waiting = word
        elif word in _VOLATILE:
            volatile = True
        elif token.kind == "iri" and "#" in token.text and _ends_operand(previous):
            suspicious = True
        elif (
            token.kind == "name"
            and _HIDDEN.search(token.text.partition(":")[0])
            and resolver.iri(token) is None
        ):
            remote.append("")  # true.SERVICE:x may be read as true . SERVICE :x
            loud = True
        resolver.see(token)
        previous = token
    # Only a long string can carry a mistaken reading over a line's end.
    ambiguous = suspicious and ('"""' in text or "'''" in text)
    if waiting or (ambiguous and not remote and _REMOTE.search(text)):
        remote.append("")
        loud = True
    return Scan(form, deepest, tuple(remote), volatile, ambiguous, bool(remote) and not loud)


def _ends_operand(token: Token) -> bool:
    """Whether a less-than sign can follow."""
    return (
        token.kind in ("variable", "number", "string", "name", "iri", "word", "language") or token.text == ")"
    )


class Names:
    """Resolves IRIs and prefixed names by the prologue seen so far (BASE, PREFIX)."""

    def __init__(self, base: str = "") -> None:
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._before: tuple[str, str] = ("", "")

    def see(self, token: Token) -> None:
        """Takes the next token in."""
        first, second = self._before
        if token.kind == "iri":
            if second == "BASE":
                self._base = self.iri(token) or ""
            elif first == "PREFIX":
                self._prefixes[second] = self.iri(token) or ""
        self._before = (second, token.text.upper() if token.kind == "word" else token.text)

    def prologue(self) -> str:
        """What was declared so far, as the beginning of a text of its own."""
        declared = [f"BASE <{self._base}>"] if self._base else []
        declared += [f"PREFIX {prefix} <{iri}>" for prefix, iri in self._prefixes.items()]
        return "".join(f"{line}\n" for line in declared if not _BROKEN_IRI.search(line))

    def iri(self, token: Token) -> str | None:
        """The IRI that a token stands for; None for every other token."""
        if token.kind == "iri":
            value = _unescaped(token.text[1:-1])
            is_relative = self._base and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value)
            return _resolved(token.text, self._base) if is_relative else value
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if f"{prefix}:" in self._prefixes:
                return self._prefixes[f"{prefix}:"] + re.sub(r"\\(.)", r"\1", local)
        return None


def _resolved(reference: str, base: str) -> str | None:
    """What Oxigraph makes of a relative reference between angle brackets, asked of Oxigraph; None where it is none."""
    try:
        triple = next(iter(parse(f"{reference} <a:a> <a:a> .", format=RdfFormat.TURTLE, base_iri=base)))
    except (SyntaxError, ValueError):
        return None
    iri: str = triple.subject.value
    return iri


#: A declared IRI with a character that only an escape can have brought in.
_BROKEN_IRI = re.compile(r'<[^>]*[\x00-\x20<"{}|\\^`][^>]*>|>.*>', re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def _unescaped(value: str) -> str:
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda m: chr(min(int(m.group(1) or m.group(2), 16), 0x10FFFF)), value)


# --- updates --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Writes:
    """The graphs that an update may write: by name ("" is the default graph), or not known beforehand."""

    graphs: frozenset[str]
    unknown: bool = False
    names_dataset: bool = False
    """Whether an operation has WITH, USING or USING NAMED of its own."""


def writes(text: str, base: str = "") -> Writes:
    """Which graphs an update may write, its relative IRIs resolved against ``base``; ``unknown`` where only running it
    can tell.

    >>> sorted(writes('PREFIX : <http://a/> INSERT DATA { :s :p 1 GRAPH :g { :s :p 2 } }; CLEAR GRAPH <http://a/h>').graphs)
    ['', 'http://a/g', 'http://a/h']
    """
    if scan(text).ambiguous:
        return Writes(frozenset(), unknown=True)
    collected = _Writes()
    for operation, resolver in operations(text, base):
        collected.read(operation, resolver)
    relative = any(graph and ":" not in graph for graph in collected.graphs)
    return Writes(frozenset(collected.graphs), collected.unknown or relative, collected.names_dataset)


def operations(text: str, base: str = "") -> Iterator[tuple[list[Token], Names]]:
    """The operations of an update, without their prologues; split at the semicolons outside of all braces.

    The names that come with each are those known when it ends.
    """
    resolver = Names(base)
    current: list[Token] = []
    depth = 0
    skip = 0
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" else ""
        if depth == 0 and not current and word in ("BASE", "PREFIX"):
            skip = 2 if word == "BASE" else 3
        resolver.see(token)
        if skip:
            skip -= 1
            continue
        if token.text == ";" and depth == 0:
            if current:
                yield current, resolver
            current = []
            continue
        depth += (token.text == "{") - (token.text == "}") if token.kind == "sign" else 0
        current.append(token)
    if current:
        yield current, resolver


class _Writes:
    def __init__(self) -> None:
        self.graphs: set[str] = set()
        self.unknown = False
        self.names_dataset = False

    def read(self, operation: list[Token], resolver: Names) -> None:
        words = [t.text.upper() if t.kind == "word" else "" for t in operation]
        if any(w == "USING" for w in words) or words[0] == "WITH":
            self.names_dataset = True
        if words[0] in ("INSERT", "DELETE", "WITH"):
            self._modify(operation, words, resolver)
        elif words[0] in ("CLEAR", "DROP", "CREATE"):
            self._reference(operation[1:], resolver)
        elif words[0] in ("ADD", "MOVE", "COPY"):
            to = words.index("TO") if "TO" in words else 0
            self._reference(operation[to + 1 :], resolver)
            if words[0] == "MOVE":
                self._reference(operation[1:to], resolver)
        elif words[0] == "LOAD":
            into = operation[words.index("INTO") + 1 :] if "INTO" in words else []
            self._reference(into, resolver) if into else self.graphs.add("")
        else:
            self.unknown = True  # not valid, or not understood: the engine decides

    def _reference(self, part: list[Token], resolver: Names) -> None:
        """A graph reference: [SILENT] [GRAPH] IRI, DEFAULT, NAMED or ALL."""
        for token in part:
            word = token.text.upper() if token.kind == "word" else ""
            iri = resolver.iri(token)
            if iri is not None:
                self.graphs.add(iri)
                return
            if word == "DEFAULT":
                self.graphs.add("")
                return
            if word not in ("SILENT", "GRAPH"):
                break
        self.unknown = True

    def _modify(self, operation: list[Token], words: list[str], resolver: Names) -> None:
        target = ""
        if words[0] == "WITH":
            target = resolver.iri(operation[1]) or ""
            self.unknown |= not target
        in_template, depth = False, 0
        for index, token in enumerate(operation):
            if depth == 0 and words[index] in ("INSERT", "DELETE"):
                in_template = True
            elif depth == 0 and words[index] in ("WHERE", "USING"):
                in_template = words[index - 1] == "DELETE"  # DELETE WHERE: the pattern is the template
            if token.text == "{" and token.kind == "sign":
                depth += 1
            elif token.text == "}" and token.kind == "sign":
                depth -= 1
            elif in_template and depth >= 1:
                if words[index] == "GRAPH":
                    named = resolver.iri(operation[index + 1]) if index + 1 < len(operation) else None
                    self.unknown |= named is None
                    self.graphs |= {named} if named is not None else set()
                elif depth == 1 and words[index - 1] != "GRAPH":
                    self.graphs.add(target)


def with_dataset(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> str:
    """The update with ``USING`` clauses for the protocol's ``using-graph-uri`` and ``using-named-graph-uri``.

    They stand before WHERE in every operation that has one; ``DELETE WHERE { … }`` becomes ``DELETE { … } WHERE { … }``.
    https://www.w3.org/TR/sparql11-protocol/#update-operation
    """
    clauses = "".join(f" USING <{g}>" for g in default) + "".join(f" USING NAMED <{g}>" for g in named)
    inserts: list[tuple[int, str]] = []
    for operation, _ in operations(text):
        inserts += _dataset_inserts(text, operation, clauses)
    for position, addition in sorted(inserts, reverse=True):
        text = text[:position] + addition + text[position:]
    return text


def _dataset_inserts(text: str, operation: list[Token], clauses: str) -> list[tuple[int, str]]:
    depth = 0
    for index, token in enumerate(operation):
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
        word = token.text.upper() if token.kind == "word" else ""
        if depth or operation[0].text.upper() not in ("INSERT", "DELETE", "WITH"):
            continue
        before = operation[index - 1].text.upper() if index else ""
        if word == "WHERE" and before == "DELETE":
            last = operation[-1]
            pattern = text[token.begin + len(token.text) : last.begin + len(last.text)]
            return [(token.begin, f"{pattern}{clauses} ")]
        # WHERE is a must in a modify operation, but the braces may follow without a space before them
        if word == "WHERE":
            return [(token.begin, f"{clauses} ")]
    return []
