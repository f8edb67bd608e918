"""Annotations of single documents to knowledge over all of them: actors, actions, statuses, conflicts."""

from collections.abc import Iterable

from kg.model import Annotation
from kg.resolve.actions import resolve_actions
from kg.resolve.agreement import Participants
from kg.resolve.conflicts import conflicts, disputed
from kg.resolve.curation import Curation, claim_rules, curation_from_quads
from kg.resolve.entities import resolve_entities
from kg.resolve.model import Knowledge
from kg.resolve.near_copies import near_copies
from kg.resolve.observations import resolve_observations
from kg.resolve.statuses import statuses

__all__ = ["Curation", "Knowledge", "curation_from_quads", "resolve"]


def resolve(annotations: Iterable[Annotation], curation: Curation | None = None) -> Knowledge:
    """Joins what documents say. The order in which they come changes nothing.

    Args:
        annotations: one per document; identifiers must be unique.
        curation: merges that people add or undo.
    """
    said = curation or Curation()
    ordered = tuple(sorted(annotations, key=lambda a: a.text.identifier))
    copies = near_copies(a.text for a in ordered)
    published = {a.text.identifier: a.text.metadata.published or "9999" for a in ordered}
    copy_of = {member: min(group, key=lambda m: (published[m], m)) for group in copies for member in group}
    apart, joined = said.entities()
    entities, entity_of = resolve_entities(ordered, joined)
    participants = Participants(entities, apart)
    actions = resolve_actions(ordered, participants, entity_of, copy_of, claim_rules(said, ordered))
    by_key = {e.key: e for e in entities}
    figures = resolve_observations(ordered, entity_of, by_key, copy_of)
    found = conflicts(actions, figures, ordered)
    actions = disputed(actions, found)
    about = {ref: action.id for action in actions for ref in action.claims} | {
        ref: figure.id for figure in figures for ref in figure.claims
    }
    return Knowledge(
        annotations=ordered, entities=entities, actions=actions, observations=figures, statuses=statuses(actions, by_key),
        conflicts=found, near_copies=copies, copy_of=copy_of, entity_of=entity_of, about=about,
    )  # fmt: skip
