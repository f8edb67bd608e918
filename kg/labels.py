"""What people read in place of an IRI, where the data has no name of its own: documents, claims, statuses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.model import Claim, Entity, Text
from kg.resolve.model import Status

#: Characters of a document's first words that stand for a title; about a line of a page.
LONGEST = 90
_FIRST = ("headline", "body", "quote")


def document(source: Text) -> str:
    """The title; else the headline, where one comes before the text; else the first words; else the identifier."""
    if source.metadata.title:
        return source.metadata.title
    for segment in source.segments:
        if segment.role in _FIRST:
            end = min(segment.end, segment.begin + 4 * LONGEST)
            words = " ".join(source.content[segment.begin : end].split())
            if words:
                return cut(words)
    return source.identifier


def cut(words: str, limit: int = LONGEST) -> str:
    """At most ``limit`` characters, cut between words where they have blanks, with an ellipsis.

    >>> cut("TikTok has promised more", 12)
    'TikTok has…'
    """
    if len(words) <= limit:
        return words
    kept = words[: limit - 1]
    if words[limit - 1] != " " and " " in kept:
        kept = kept.rpartition(" ")[0]
    return kept.rstrip(" ,;:–-") + "…"


def kind(name: str) -> str:
    """The local name of a class as words.

    >>> kind("ContentRemoval")
    'Content removal'
    """
    return re.sub(r"(?<=.)[A-Z]", lambda found: " " + found[0].lower(), name)


def claim(found: Claim, entities: Mapping[str, Entity]) -> str:
    """Kind and roles of a claim, "not: " before it where it is denied."""

    def names(keys: tuple[str, ...]) -> str:
        return ", ".join(entities[k].label if k in entities else k for k in keys)

    if found.kind == "Observation":
        return f"{found.measure or 'figure'}: {found.value or '?'} {found.unit or ''}"
    parts = [kind(found.kind)]
    parts += [f"by {names(found.agent)}"] if found.agent else []
    parts += [f"of {names(found.target)}"] if found.target else []
    parts += [f"in {names(found.place)}"] if found.place else []
    return ("not: " if found.polarity == "negative" else "") + " ".join(parts)


def status(found: Status, labels: Mapping[str, str]) -> str:
    """What is in which state where; ``labels`` are those of entities by key."""
    where = labels.get(found.place, found.place)
    what = labels.get(found.target, found.target) if found.target else "Internet"
    return f"{what} {found.state} in {where}"
