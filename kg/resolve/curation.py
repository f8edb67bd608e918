"""What people say about merges: claims, actions or actors that are one, and such as are different.

Lines of the curation graph, about nodes of the build::

    <…/claim/x> owl:differentFrom <…/claim/y> .    two claims speak of two events
    <…/action/x> owl:sameAs <…/action/y> .         two actions are one event
    <…/actor/x> owl:sameAs <…/actor/y> .           two nodes are one actor (place, instrument)

An action stands for the claim that founded it, after which it is called, so a line keeps its meaning as documents are added.
Where lines contradict each other, what is kept apart wins. Other lines of the graph are left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from kg.iris import Minter
from kg.model import Annotation
from kg.resolve.events import telling
from kg.resolve.model import ClaimRef
from kg.vocab import OWL

Pair = tuple[str, str]
_FAMILIES = ("claim", "action", "actor", "place", "instrument")


@dataclass(frozen=True, slots=True)
class Curation:
    """Pairs of nodes kept apart and joined, each node as ``family/key``, its IRI without the base; each pair sorted."""

    apart: frozenset[Pair] = frozenset()
    joined: frozenset[Pair] = frozenset()

    @classmethod
    def of(cls, *, apart: Iterable[Pair] = (), joined: Iterable[Pair] = ()) -> Curation:
        """The same whichever way round the pairs are given."""
        return cls(frozenset(map(_ordered, apart)), frozenset(map(_ordered, joined)))

    def entities(self) -> tuple[frozenset[Pair], frozenset[Pair]]:
        """Pairs of keys of actors, places or instruments, kept apart and joined."""
        return _of_entities(self.apart), _of_entities(self.joined - self.apart)


def curation_from_quads(quads: Iterable[Quad], base: str) -> Curation:
    """Reads the lines of a curation graph; a line about nodes of another base or of two families says nothing here."""
    found: Mapping[str, set[Pair]] = {OWL + "differentFrom": set(), OWL + "sameAs": set()}
    for quad in quads:
        pairs = found.get(quad.predicate.value)
        one, other = _node(quad.subject, base), _node(quad.object, base)
        if pairs is not None and one is not None and other is not None and one != other:
            pairs.add((one, other))
    return Curation.of(apart=found[OWL + "differentFrom"], joined=found[OWL + "sameAs"])


def _node(term: object, base: str) -> str | None:
    if not isinstance(term, NamedNode) or not term.value.startswith(base):
        return None
    rest = term.value.removeprefix(base)
    return rest if rest.partition("/")[0] in _FAMILIES else None


def _ordered(pair: Pair) -> Pair:
    return (min(pair), max(pair))


def _of_entities(pairs: Iterable[Pair]) -> frozenset[Pair]:
    from urllib.parse import unquote

    found = set()
    for one, other in pairs:
        (family, _, a), (same, _, b) = one.partition("/"), other.partition("/")
        if family == same and family not in ("claim", "action"):
            found.add(_ordered((unquote(a), unquote(b))))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """A curation as it bears on claims: those to join, as pairs, and for each claim those it must not be joined with."""

    joined: tuple[tuple[ClaimRef, ClaimRef], ...] = ()
    apart: Mapping[ClaimRef, frozenset[ClaimRef]] | None = None

    def forbid(self, one: Iterable[ClaimRef], other: Iterable[ClaimRef]) -> bool:
        """Whether two sets of claims must not become one."""
        if not self.apart:
            return False
        others = set(other)
        return any(self.apart.get(ref, frozenset()) & others for ref in one)


def claim_rules(curation: Curation, annotations: Sequence[Annotation]) -> ClaimRules:
    """Finds the claims that a curation speaks of; lines about claims that are gone say nothing."""
    wanted = {node for pair in curation.apart | curation.joined for node in pair}
    if not any(node.startswith(("claim/", "action/")) for node in wanted):
        return ClaimRules()
    where: dict[str, ClaimRef] = {}
    mint = Minter()  # any base will do: it is taken off again
    digests = {node.rpartition("-")[2]: node for node in wanted if node.startswith("action/")}
    for annotation in annotations:
        for index, claim in enumerate(annotation.claims):
            ref = ClaimRef(document=annotation.text.identifier, index=index)
            named = mint.claim(ref.document, claim).value.removeprefix(mint.base)
            founded = digests.get(telling(annotation, claim, (), ()).digest)
            for node in (named, founded):
                if node in wanted and node is not None:
                    where[node] = ref
    apart: dict[ClaimRef, set[ClaimRef]] = defaultdict(set)
    for one, other in curation.apart:
        if one in where and other in where:
            apart[where[one]].add(where[other])
            apart[where[other]].add(where[one])
    joined = sorted(
        (where[one], where[other]) for one, other in curation.joined if one in where and other in where
    )
    return ClaimRules(tuple(joined), {ref: frozenset(others) for ref, others in apart.items()})
