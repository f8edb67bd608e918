"""Small documents of which only the claims matter: one sentence each, in the order given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kg.model import Annotation, Claim, Entity, Metadata, Segment, Span, Text

ENTITIES = (
    Entity(key="pta", kind="Regulator", label="PTA", known=True, country="PK"),
    Entity(key="pakistan-government", kind="Government", label="Government of Pakistan", known=True, country="PK"),
    Entity(key="high-court", kind="Court", label="High Court", known=True, country="PK"),
    Entity(key="ofcom", kind="Regulator", label="Ofcom", known=True, country="GB"),
    Entity(key="tiktok", kind="Platform", label="TikTok", known=True, parent="bytedance"),
    Entity(key="bytedance", kind="Company", label="ByteDance", known=True),
    Entity(key="x", kind="Platform", label="X", known=True, parent="x-corp"),
    Entity(key="x-corp", kind="Company", label="X Corp.", known=True),
    Entity(key="x-brasil-internet-ltda", kind="Company", label="X Brasil Internet Ltda."),
    Entity(key="premier", kind="Person", label="Shehbaz Sharif", country="PK"),
    Entity(key="users", kind="Group", label="users"),
    Entity(key="pakistan", kind="Place", label="Pakistan", known=True, country="PK"),
    Entity(key="sindh", kind="Place", label="Sindh", known=True, country="PK", parent="pakistan"),
    Entity(key="brazil", kind="Place", label="Brazil", known=True, country="BR"),
)  # fmt: skip

Tell = Callable[..., dict[str, Any]]
Document = Callable[..., Annotation]


def _tell(kind: str, **said: Any) -> dict[str, Any]:
    """A claim in the making: roles as one key or several, ``on`` an exact day, ``words`` its sentence."""
    for role in ("agent", "target", "place", "instrument"):
        value = said.get(role, ())
        said[role] = (value,) if isinstance(value, str) else tuple(value)
    if "on" in said:
        said["earliest"] = said["latest"] = date.fromisoformat(said.pop("on"))
    for bound in ("earliest", "latest", "until"):
        if isinstance(said.get(bound), str):
            said[bound] = date.fromisoformat(said[bound])
    return {"kind": kind, **said}


def _document(
    name: str, published: str | None, *told: dict[str, Any], entities: Sequence[Entity] = ENTITIES
) -> Annotation:
    content, claims = "", []
    for number, said in enumerate(told):
        fields = dict(said)
        sentence = fields.pop("words", f"Sentence {number} of {name} tells event {fields['kind']}.")
        span = Span(len(content), len(content) + len(sentence))
        content += sentence + "\n"
        trigger = Span(span.begin, span.begin + 1)
        claims.append(Claim(evidence=span, trigger=trigger, rule="test", **fields))
    text = Text(
        identifier=name, location=name, media_type="text/plain", sha256="0" * 64, content=content, language="en",
        metadata=Metadata(published=published), segments=(Segment(begin=0, end=max(1, len(content)), role="body"),),
    )  # fmt: skip
    return Annotation(text=text, entities=tuple(replace(e) for e in entities), claims=tuple(claims))


@pytest.fixture
def tell() -> Tell:
    """Makes a claim."""
    return _tell


@pytest.fixture
def document() -> Document:
    """Makes a document from its name, its day of publication and its claims."""
    return _document
