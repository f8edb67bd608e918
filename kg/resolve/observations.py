"""One observation for claims that give the same value of the same measure, unit, actor, place and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from kg.model import Annotation, Claim
from kg.resolve.entities import slug
from kg.resolve.model import ClaimRef, ResolvedEntity, ResolvedObservation


@dataclass(frozen=True, slots=True, order=True)
class _Figure:
    """What makes two figures one. Bounds that are unknown sort first."""

    measure: str
    value: str
    unit: str
    agent: tuple[str, ...]
    place: tuple[str, ...]
    earliest: date
    latest: date

    @property
    def digest(self) -> str:
        said = "|".join(
            map(
                str, (self.measure, self.value, self.unit, self.agent, self.place, self.earliest, self.latest)
            )
        )
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def resolve_observations(
    annotations: Sequence[Annotation],
    entity_of: Mapping[tuple[str, str], str],
    entities: Mapping[str, ResolvedEntity],
    copy_of: Mapping[str, str],
) -> tuple[ResolvedObservation, ...]:
    """The observations of all documents, sorted by id. A figure told twice in one document has what either telling says of it."""
    groups: dict[_Figure, list[ClaimRef]] = defaultdict(list)
    for annotation in annotations:
        name = annotation.text.identifier
        for first, indexes in _tellings(annotation).items():
            told = [annotation.claims[i] for i in indexes]
            figure = _figure(annotation.claims[first], told, entity_of, name)
            groups[figure] += [ClaimRef(document=name, index=i) for i in indexes]
    found = [_observation(f, sorted(groups[f]), entities, copy_of) for f in sorted(groups)]
    return tuple(sorted(found, key=lambda o: o.id))


def _tellings(annotation: Annotation) -> dict[int, list[int]]:
    """The claims on figures of one document, by the first that tells the same figure."""
    first: dict[int, int] = {}
    found: dict[int, list[int]] = defaultdict(list)
    for index, claim in enumerate(annotation.claims):
        if claim.kind == "Observation":
            earlier = claim.same_as
            same = (
                earlier is not None and earlier in first and annotation.claims[earlier].value == claim.value
            )
            first[index] = first[earlier] if same and earlier is not None else index
            found[first[index]].append(index)
    return found


def _figure(
    claim: Claim, told: Sequence[Claim], entity_of: Mapping[tuple[str, str], str], document: str
) -> _Figure:
    def keys(name: str) -> tuple[str, ...]:
        said = next((getattr(c, name) for c in told if getattr(c, name)), ())
        return tuple(sorted({entity_of.get((document, k), k) for k in said}))

    dated = next((c for c in told if c.earliest or c.latest), claim)
    unit = next((c.unit for c in told if c.unit), "")
    return _Figure(
        claim.measure or "", claim.value or "", unit or "", keys("agent"), keys("place"),
        dated.earliest or date.min, dated.latest or date.min,
    )  # fmt: skip


def _observation(
    figure: _Figure,
    refs: Sequence[ClaimRef],
    entities: Mapping[str, ResolvedEntity],
    copy_of: Mapping[str, str],
) -> ResolvedObservation:
    earliest = figure.earliest if figure.earliest != date.min else None
    latest = figure.latest if figure.latest != date.min else None
    documents = tuple(sorted({r.document for r in refs}))
    label = f"{figure.measure}: {figure.value}{' ' + figure.unit if figure.unit else ''}"
    label += "".join(f", {entities[k].label if k in entities else k}" for k in (*figure.agent, *figure.place))
    if earliest or latest:
        label += f", {earliest or '…'} to {latest or '…'}"
    return ResolvedObservation(
        id=f"{slug(figure.measure or 'figure')}-{figure.digest}",
        claims=tuple(refs),
        label=label,
        measure=figure.measure,
        value=figure.value,
        unit=figure.unit or None,
        agent=figure.agent,
        place=figure.place,
        earliest=earliest,
        latest=latest,
        documents=documents,
        independent_sources=len({copy_of.get(d, d) for d in documents}),
    )
