"""The card of the data set, VoID and DCAT-AP, in Turtle: for catalogues and harvesters. It describes the chosen graphs."""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from kg.dataset_card import Ask, Row, card
from kg.export import turtle
from kg.export.format import FAMILIES, Format, Selection, chosen_graphs
from kg.vocab import DEFAULT_BASE


def base_of(selection: Selection) -> str:
    """The base under which the store was built, as its prefixes tell."""
    return selection.prefixes.get(FAMILIES[0], f"{DEFAULT_BASE}{FAMILIES[0]}/").removesuffix(
        f"{FAMILIES[0]}/"
    )


def asking(store: Store) -> Ask:
    """A store as something to ask."""

    def ask(query: str) -> list[Row]:
        found = store.query(query)
        assert isinstance(found, QuerySolutions)
        names = [v.value for v in found.variables]
        return [{n: value for n in names if (value := solution[n]) is not None} for solution in found]

    return ask


def chosen(store: Store, selection: Selection) -> Store:
    """The chosen graphs as a store; the store itself where all are."""
    if selection.graphs is None:
        return store
    part = Store()
    for graph in chosen_graphs(store, selection):
        part.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return part


def write(store: Store, selection: Selection, output: BinaryIO) -> None:
    """The card; it is named ``BASE`` with a fragment."""
    base = base_of(selection)
    triples = card(asking(chosen(store, selection)), NamedNode(f"{base}dataset"), base)
    described = Store()
    described.extend(Quad(*triple) for triple in triples)
    turtle.write(described, Selection(prefixes=selection.prefixes), output)


FORMAT = Format(
    name="card", iri=None, media_types=('text/turtle;profile="http://www.w3.org/ns/dcat#"',), extension="card.ttl", datasets=False, write=write,
)  # fmt: skip
