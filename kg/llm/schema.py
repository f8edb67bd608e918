"""What a model is asked: instructions, and a JSON schema made from the ontology, so that a new action type is one file there."""

from __future__ import annotations

from functools import cache
from typing import Any

from kg.ontology_files import ontology_directory

MODALITIES = ("actual", "possible", "conditional", "ordered", "requested", "promised", "alleged")
CLASSES = (
    "Platform", "Company", "Court", "Regulator", "Ministry", "LawEnforcement", "Government", "Legislature", "InternationalBody",
    "CivilSociety", "NewsOrganisation", "Person", "Group", "LegalInstrument", "Place",
)  # fmt: skip

INSTRUCTIONS = (
    "You read one document about how public bodies act on online platforms. List every action and every figure that the document itself "
    "states, each once. Copy `evidence`, names, `date_words` and `grounds` from the document character for character; leave out what you "
    "can't quote. `date_words` are the words that say when it happened, null where the document doesn't say. `source` is who the document "
    "says it according to, null where it speaks itself. Denied actions are negative; ordered, requested, promised, possible or alleged "
    "ones say so in `modality`. Answer with JSON only."
)


@cache
def action_types() -> tuple[str, ...]:
    """The types of action that the ontology has a file for, sorted."""
    return tuple(sorted(path.stem for path in (ontology_directory() / "actions").glob("*.ttl")))


@cache
def response_schema() -> dict[str, Any]:
    """The JSON schema (2020-12, in the subset that constrained decoders know) of an answer."""
    text = {"type": "string"}
    optional = {"type": ["string", "null"]}
    names = {"type": "array", "items": text}
    action = {
        "type": {"enum": list(action_types())}, "agent": names, "target": names, "place": optional, "instrument": optional,
        "source": optional, "grounds": names, "date_words": optional, "polarity": {"enum": ["positive", "negative"]},
        "modality": {"enum": list(MODALITIES)}, "evidence": text,
    }  # fmt: skip
    observation = {
        "measure": text, "value": {"type": "number"}, "unit": text, "agent": names, "place": optional, "source": optional,
        "date_words": optional, "evidence": text,
    }  # fmt: skip
    entity = {"name": text, "class": {"enum": list(CLASSES)}}
    return _object(
        {
            "entities": {"type": "array", "items": _object(entity)},
            "actions": {"type": "array", "items": _object(action)},
            "observations": {"type": "array", "items": _object(observation)},
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
