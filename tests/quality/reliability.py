"""How far ``writ:confidence`` can be believed: by bins of confidence how often a fact was right, and what a threshold buys.

An action is as sure as the surest of its claims, and right where it is a gold action of its type with the same agents, targets, polarity
and modality. Optional actions count neither way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Store

from kg.scoring import Facts, Found, Gold, _likeness, _text_of, matched
from kg.vocab import WRIT

#: How wide the bars of the plot are, in characters.
_WIDTH = 30
Judged = tuple[float, bool]


def judgements(store: Store, paths: Sequence[Path], texts: Path) -> Iterator[tuple[list[NamedNode], bool]]:
    """The claims of each action found, and whether it is right."""
    facts = Facts(store)
    documents = facts.documents()
    for path in paths:
        gold, text = Gold(path), _text_of(path, texts)
        things = [
            (found, claims)
            for thing, claims in facts.things(documents.get(gold.stem)).items()
            if (found := facts.action(thing, claims)) is not None
        ]
        founds = [found for found, _ in things]
        pairs = {
            j: gold.actions[i]
            for i, j in matched(gold.actions, founds, lambda a, f, g=gold, t=text: _likeness(g, a, f, t))
        }
        for j, (found, claims) in enumerate(things):
            action = pairs.get(j)
            if action is None or not action.get("optional"):
                yield claims, action is not None and _is_right(gold, action, found)


def judged(store: Store, paths: Sequence[Path], texts: Path) -> list[Judged]:
    """The confidence of each action found, and whether it is right."""
    facts = Facts(store)
    return [
        (max(float(facts.first([c], WRIT + "confidence") or 0) for c in claims), right)
        for claims, right in judgements(store, paths, texts)
    ]


def _is_right(gold: Gold, action: dict[str, object], found: Found) -> bool:
    for role in ("agent", "target"):
        wanted = action.get(role) or []
        names = [str(w) for w in wanted] if isinstance(wanted, list) else [str(wanted)]
        hits, want, got = gold.role(names, found.roles[role])
        if not hits == want == got:
            return False
    told = (action.get("polarity") or "positive", action.get("modality") or "actual")
    return told == (found.polarity, found.modality)


def at_half(found: Sequence[Judged]) -> tuple[float, float]:
    """The highest threshold that keeps half of the right facts, and the precision of what it keeps; ties are kept.

    >>> at_half([(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.5, True)])
    (0.8, 1.0)
    """
    wanted = sum(right for _, right in found) / 2
    for threshold in sorted({sure for sure, _ in found}, reverse=True):
        kept = [right for sure, right in found if sure >= threshold]
        if kept and sum(kept) >= wanted:
            return threshold, sum(kept) / len(kept)
    return 0.0, 0.0


def plot(found: Sequence[Judged]) -> str:
    """A table with bars: # as often as it was right, | where the mean confidence of the bin lies."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for sure, right in found:
        bins[min(9, int(sure * 10 + 1e-9))].append((sure, right))
    lines = [f"{'confidence':12}{'actions':>8}{'mean':>7}{'right':>7}"]
    for low, inside in sorted(bins.items()):
        mean = sum(s for s, _ in inside) / len(inside)
        share = sum(r for _, r in inside) / len(inside)
        bar = list(("#" * round(share * _WIDTH)).ljust(_WIDTH + 1))
        bar[round(mean * _WIDTH)] = "|"
        lines.append(
            f"{low / 10:.1f}-{low / 10 + 0.1:.1f}     {len(inside):8}{mean:7.2f}{share:7.2f}  {''.join(bar).rstrip()}"
        )
    error = sum(abs(sum(s - r for s, r in inside)) for inside in bins.values()) / max(1, len(found))
    threshold, precision = at_half(found)
    lines.append(f"expected calibration error {error:.3f}")
    lines.append(f"at {threshold:.2f}, which keeps half of the right facts, precision {precision:.3f}")
    return "\n".join(lines)
