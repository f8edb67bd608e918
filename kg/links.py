"""The identities that people confirmed, as triples of the links graph: rows of ``ontology/links.sssom.tsv``.

The file is an SSSOM mapping set (https://mapping-commons.github.io/sssom/). A subject is named by its family and key
(``writid:actor/tiktok``), so that it holds under any base. A row with ``unverified`` in one of its cells is a candidate for
people to look at; it never reaches the graph.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pyoxigraph import NamedNode, Quad

from kg.errors import LanguageDataError
from kg.iris import Minter
from kg.ontology_files import ontology_directory
from kg.resolve.model import Knowledge
from kg.vocab import DEFAULT_BASE, PREFIXES, WRIT, writ

FILE = "links.sssom.tsv"
_FAMILIES = ("actor", "place", "instrument")
#: Rows on concepts of the scheme of grounds are named by the ontology's own IRIs.
_CONCEPT = "concept"


@dataclass(frozen=True, slots=True, order=True)
class Mapping:
    """One confirmed row: family and key of ours, predicate, the other side's IRI."""

    family: str
    key: str
    predicate: str
    object: str


def link_quads(knowledge: Knowledge, mint: Minter, further: Sequence[Path] = ()) -> Iterator[Quad]:
    """The confirmed links of the entities and grounds that are in the knowledge, in the graph of links.

    ``further`` are mapping sets of people who know this very graph, so these may be about any entity of it.

    Raises:
        LanguageDataError: a file is missing or wrong.
    """
    graph = mint.graph("links")
    every = {node.value: node for node in (mint.entity(e.kind, e.key) for e in knowledge.entities)}
    for mapping in (m for path in further for m in read_mappings(path)):
        node = every.get(f"{mint.base}{mapping.family}/{mapping.key}")
        if node is not None:
            yield Quad(node, NamedNode(mapping.predicate), NamedNode(mapping.object), graph)
    # what the gazetteer does not know may be a mere namesake
    known = [mint.entity(e.kind, e.key) for e in knowledge.entities if e.known]
    ours = {node.value: node for node in known}
    grounds = {_bare(ground) for action in knowledge.actions for ground in action.grounds}
    for mapping in confirmed_mappings():
        if mapping.family == _CONCEPT:
            if _bare(mapping.key) in grounds:
                yield Quad(writ(mapping.key), NamedNode(mapping.predicate), NamedNode(mapping.object), graph)
            continue
        node = ours.get(f"{mint.base}{mapping.family}/{mapping.key}")
        if node is not None:
            yield Quad(node, NamedNode(mapping.predicate), NamedNode(mapping.object), graph)


def _bare(concept: str) -> str:
    """A ground without its namespace and prefix: claims name it so, the scheme with both."""
    return concept.removeprefix(WRIT).removeprefix("ground-")


@cache
def confirmed_mappings() -> tuple[Mapping, ...]:
    """The verified rows of the mapping set, sorted; empty where there is no such file.

    Raises:
        LanguageDataError: a row lacks a cell or names a prefix that is not declared.
    """
    path = ontology_directory() / FILE
    return tuple(sorted(set(_rows(path)))) if path.is_file() else ()


def read_mappings(path: Path) -> tuple[Mapping, ...]:
    """The verified rows of one mapping set, sorted.

    Raises:
        LanguageDataError: it is missing, or a row lacks a cell or names a prefix that is not declared.
    """
    try:
        return tuple(sorted(set(_rows(path))))
    except (OSError, UnicodeDecodeError) as error:
        raise LanguageDataError(f"{path} can't be read: {error}") from error


def _rows(path: Path) -> Iterator[Mapping]:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line.lstrip("#") for line in lines if line.startswith("#"))
    declared = yaml.safe_load(header) or {}
    prefixes = {**PREFIXES, **(declared.get("curie_map") or {})} if isinstance(declared, dict) else PREFIXES
    table = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    for number, row in enumerate(table, start=1):
        if any("unverified" in (cell or "") for cell in row.values() if isinstance(cell, str | None)):
            continue
        if row.get("predicate_id") == "sssom:NoTermFound":
            continue
        if row.get("predicate_modifier"):  # "Not": the two are known to differ
            continue
        try:
            family, key = _subject(row["subject_id"], prefixes)
            yield Mapping(
                family, key, _expanded(row["predicate_id"], prefixes), _expanded(row["object_id"], prefixes)
            )
        except (KeyError, ValueError, AttributeError) as error:
            raise LanguageDataError(f"{path.name}, row {number}: {error}") from error


def _subject(curie: str, prefixes: dict[str, str]) -> tuple[str, str]:
    """Family and key: what follows the base, or the prefix; a concept of ours has its local name as key."""
    if curie.startswith(("writ:", WRIT)):
        return _CONCEPT, curie.removeprefix("writ:").removeprefix(WRIT)
    rest = curie.removeprefix(DEFAULT_BASE)
    if rest == curie:
        prefix, _, rest = curie.partition(":")
        rest = (prefixes.get(prefix, "") + rest).removeprefix(DEFAULT_BASE)
    family, _, key = rest.partition("/")
    if family not in _FAMILIES or not key:
        raise ValueError(f"{curie!r} names no actor, place or instrument")
    return family, key


def _expanded(curie: str, prefixes: dict[str, str]) -> str:
    prefix, colon, rest = curie.partition(":")
    if rest.startswith("//"):
        return curie
    if not colon or prefix not in prefixes:
        raise ValueError(f"the prefix of {curie!r} is not declared")
    return prefixes[prefix] + rest
