"""Whatever documents say, resolution is a partition of their claims that depends on nothing but them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.iris import Minter
from kg.model import Annotation, Claim, Entity, Metadata, Segment, Span, Text
from kg.resolve import Curation, Knowledge, resolve
from kg.resolve.model import ClaimRef

_ENTITIES = (
    Entity(key="pta", kind="Regulator", label="PTA", known=True, country="PK"),
    Entity(key="state", kind="Government", label="Pakistan", known=True, country="PK"),
    Entity(key="tiktok", kind="Platform", label="TikTok", known=True, parent="bytedance"),
    Entity(key="bytedance", kind="Company", label="ByteDance", known=True),
    Entity(key="users", kind="Group", label="users"),
    Entity(key="pakistan", kind="Place", label="Pakistan", known=True),
)
_KINDS = ("Block", "Unblock", "Shutdown", "Order", "Statement", "Penalty", "Observation")
_DAYS = st.none() | st.dates(date(2020, 10, 1), date(2020, 10, 6)) | st.sampled_from([date.min, date.max])
_KEYS = st.lists(st.sampled_from([e.key for e in _ENTITIES[:5]]), max_size=2, unique=True).map(tuple)


@st.composite
def _claims(draw: st.DrawFn) -> Claim:
    begin = draw(st.integers(0, 40))
    first, last = draw(_DAYS), draw(_DAYS)
    if first is not None and last is not None:
        first, last = min(first, last), max(first, last)
    return Claim(
        kind=draw(st.sampled_from(_KINDS)),
        evidence=Span(begin, begin + 9),
        trigger=Span(begin, begin + 3),
        rule=draw(st.sampled_from(["verb", "Block: the ban"])),
        agent=draw(_KEYS),
        target=draw(_KEYS),
        place=draw(st.sampled_from([(), ("pakistan",)])),
        earliest=first,
        latest=last,
        until=draw(_DAYS),
        polarity=draw(st.sampled_from(["positive", "positive", "negative"])),
        modality=draw(st.sampled_from(["actual", "actual", "ordered"])),
        measure="m",
        value=draw(st.sampled_from(["1", "2"])),
        same_as=draw(st.none() | st.integers(0, 3)),
    )


@st.composite
def _documents(draw: st.DrawFn) -> list[Annotation]:
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True))
    published = st.sampled_from([None, "2020", "2020-10-03", "2020-10-20", "not a day"])
    body = st.sampled_from(["the quick brown fox jumps over a lazy dog " * 4, " ".join(map(str, range(60)))])
    return [
        _document(name, draw(published), draw(body), tuple(draw(st.lists(_claims(), max_size=5))))
        for name in names
    ]


def _document(name: str, published: str | None, content: str, claims: tuple[Claim, ...]) -> Annotation:
    text = Text(
        identifier=name, location=name, media_type="text/plain", sha256="0", content=content, language="en",
        metadata=Metadata(published=published), segments=(Segment(begin=0, end=len(content), role="body"),),
    )  # fmt: skip
    return Annotation(text=text, entities=_ENTITIES, claims=claims)


def _partition(knowledge: Knowledge) -> set[tuple[ClaimRef, ...]]:
    return {node.claims for node in (*knowledge.actions, *knowledge.observations)}


@settings(max_examples=60, deadline=None)
@given(_documents(), st.randoms(use_true_random=False))
def test_order_changes_nothing(documents: list[Annotation], random: Random) -> None:
    """Documents in any order, and a second run, give the same knowledge."""
    first = resolve(documents)
    random.shuffle(documents)
    assert resolve(documents) == first


@settings(max_examples=60, deadline=None)
@given(_documents())
def test_claims_are_partitioned(documents: list[Annotation]) -> None:
    """Each claim is about exactly one node, of its own kind; ids don't collide; what refers to a node finds it."""
    knowledge = resolve(documents)
    told = {a.text.identifier: a.claims for a in documents}
    refs = [ref for claims in _partition(knowledge) for ref in claims]
    assert sorted(refs) == sorted(ClaimRef(document=n, index=i) for n in told for i in range(len(told[n])))
    ids = [a.id for a in knowledge.actions]
    assert len(set(ids)) == len(ids)
    assert len({o.id for o in knowledge.observations}) == len(knowledge.observations)
    for action in knowledge.actions:
        said = [told[r.document][r.index] for r in action.claims]
        assert {c.kind for c in said} == {action.kind}
        assert set(action.documents) == {r.document for r in action.claims}
        assert 1 <= action.independent_sources <= len(action.documents)
        assert len(action.claims) == 1 or action.merged_because
        assert all(other in ids and other != action.id for other, _ in action.close_matches)
        assert action.earliest is None or action.latest is None or action.earliest <= action.latest
    nodes = {*ids, *(o.id for o in knowledge.observations)}
    assert all(c.action in nodes and len(c.claims) > 1 for c in knowledge.conflicts)
    assert all(set(s.actions) <= set(ids) for s in knowledge.statuses)


@settings(max_examples=40, deadline=None)
@given(_documents())
def test_no_action_holds_two_exact_days(documents: list[Annotation]) -> None:
    """A specific day never joins a different one, save where the text itself points back."""
    plain = [replace(a, claims=tuple(replace(c, same_as=None) for c in a.claims)) for a in documents]
    told = {a.text.identifier: a.claims for a in plain}
    for action in resolve(plain).actions:
        said = [told[r.document][r.index] for r in action.claims if action.kind != "Statement"]
        assert len({c.earliest for c in said if c.earliest is not None and c.earliest == c.latest}) < 2


@settings(max_examples=40, deadline=None)
@given(_documents(), st.data())
def test_curation_is_obeyed(documents: list[Annotation], data: st.DataObject) -> None:
    """Claims kept apart are never in one action; those joined are, if they are of one type and nothing parts them."""
    mint = Minter()
    nodes = {
        ClaimRef(document=a.text.identifier, index=i): "claim/"
        + mint.claim(a.text.identifier, c).value.rpartition("/")[2]
        for a in documents
        for i, c in enumerate(a.claims)
        if c.kind != "Observation"
    }
    distinct = sorted(set(nodes.values()))
    pairs = st.tuples(st.sampled_from(distinct), st.sampled_from(distinct)) if distinct else st.nothing()
    apart = data.draw(st.lists(pairs.filter(lambda p: p[0] != p[1]), max_size=2)) if len(distinct) > 1 else []
    knowledge = resolve(documents, Curation.of(apart=apart))
    for action in knowledge.actions:
        inside = {nodes[ref] for ref in action.claims}
        assert not any({one, other} <= inside for one, other in apart)
    if len(distinct) > 1:
        one, other = data.draw(pairs)
        joined = resolve(documents, Curation.of(joined=[(one, other)] if one != other else []))
        kinds = {a.kind for a in joined.actions for r in a.claims if nodes[r] in (one, other)}
        holders = {a.id for a in joined.actions for r in a.claims if nodes[r] in (one, other)}
        assert len(holders) == len(kinds)


@settings(max_examples=40, deadline=None)
@given(_documents())
def test_a_later_document_that_says_the_same_changes_no_id(documents: list[Annotation]) -> None:
    """A text published after all others, with the claims of one of them, leaves every action's id as it was."""
    dated = [replace(a, text=replace(a.text, metadata=Metadata(published="2020-10-20"))) for a in documents]
    before = {a.id for a in resolve(dated).actions}
    source = dated[0]
    late = _document("z", "2020-10-21", source.text.content, source.claims)
    assert before <= {a.id for a in resolve([*dated, late]).actions}


def _many(documents: int) -> list[Annotation]:
    """Documents of fourteen claims on a few actors over seven years; the same for the same number."""
    random = Random(1)
    entities = (
        *(Entity(key=f"p{i}", kind="Platform", label=f"P{i}", known=True) for i in range(40)),
        *(
            Entity(key=f"b{i}", kind="Regulator", label=f"B{i}", known=True, country=f"C{i % 40}")
            for i in range(60)
        ),
        *(Entity(key=f"c{i}", kind="Place", label=f"C{i}", known=True) for i in range(40)),
    )
    found = []
    for number in range(documents):
        day = date(2018, 1, 1) + timedelta(days=random.randrange(2500))
        claims = []
        for i in range(14):
            when = day - timedelta(days=random.choice([0, 1, 10, 300])) if random.random() < 0.4 else None
            span = Span(i * 10, i * 10 + 9)
            claims.append(
                Claim(
                    kind=random.choice(_KINDS[:6]), evidence=span, trigger=span, rule="verb", agent=(f"b{random.randrange(60)}",),
                    target=(f"p{random.choice((0, 1, random.randrange(40)))}",), place=(f"c{random.randrange(40)}",),
                    earliest=when, latest=when,
                )
            )  # fmt: skip
        document = _document(f"d{number:05}", day.isoformat(), f"text {number}", tuple(claims))
        found.append(replace(document, entities=entities))
    return found


def test_work_grows_with_the_number_of_claims() -> None:
    """Four times the documents take nowhere near sixteen times the time (in seconds of this process, best of two)."""

    def seconds(documents: list[Annotation]) -> float:
        best = float("inf")
        for _ in range(2):
            started = time.process_time()
            resolve(documents)
            best = min(best, time.process_time() - started)
        return best

    few, many = _many(100), _many(400)
    assert seconds(many) < 9 * seconds(few)
