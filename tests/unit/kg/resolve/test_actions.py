"""Which claims are about one action."""

from __future__ import annotations

import pytest

from kg.resolve import Knowledge, resolve
from kg.resolve.model import ClaimRef


def _parts(knowledge: Knowledge) -> set[frozenset[str]]:
    """The partition of the claims, each claim as ``document:index``."""
    return {frozenset(f"{c.document}:{c.index}" for c in a.claims) for a in knowledge.actions}


def _one(knowledge: Knowledge) -> bool:
    return len(knowledge.actions) == 1


def test_a_block_told_in_headline_and_body_is_one(tell, document) -> None:
    """The headline names no agent and no date, the body does."""
    headline = tell("Block", target="tiktok", place="pakistan")
    body = tell("Block", agent="pta", target="tiktok", place="pakistan", on="2020-10-09")
    knowledge = resolve([document("a", "2020-10-10", headline, body)])
    assert _one(knowledge)
    (action,) = knowledge.actions
    assert (action.agent, str(action.earliest), action.documents) == (("pta",), "2020-10-09", ("a",))
    assert action.merged_because


def test_blocks_of_different_days_in_one_document_are_two(tell, document) -> None:
    """A timeline tells several blocks of one platform."""
    told = [
        tell("Block", target="tiktok", place="pakistan", on=day)
        for day in ("2020-10-09", "2021-03-11", "2021-06-28")
    ]
    assert len(resolve([document("a", "2021-07-01", *told)]).actions) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"polarity": "negative"},
        {"modality": "requested"},
        {"target": "x"},
        {"place": "brazil"},
        {"on": "2020-10-10"},
        {"agent": "ofcom", "kind": "Penalty"},
    ],
)
def test_what_contradicts_stays_apart(tell, document, change) -> None:
    """Factuality, target, place, a specific day, or a different body for what one body does."""
    said = {
        "kind": change.get("kind", "Block"),
        "agent": "pta",
        "target": "tiktok",
        "place": "pakistan",
        "on": "2020-10-09",
    }
    one = document("a", "2020-10-10", tell(**said))
    other = document("b", "2020-10-11", tell(**{**said, **change}))
    assert len(resolve([one, other]).actions) == 2


@pytest.mark.parametrize("target", ["tiktok", "bytedance"])
@pytest.mark.parametrize("agent", ["pta", "pakistan-government", "premier", ()])
def test_names_that_stand_for_each_other_join(tell, document, agent, target) -> None:
    """A platform and its operator; a body, its government, and the person who decides for it."""
    one = document(
        "a", "2020-10-10", tell("Block", agent="pta", target="tiktok", place="pakistan", on="2020-10-09")
    )
    other = document(
        "b", "2020-10-11", tell("Block", agent=agent, target=target, place="pakistan", on="2020-10-09")
    )
    assert _one(resolve([one, other]))


def test_a_local_firm_stands_for_the_service_it_is_named_after(tell, document) -> None:
    """A court's order names the firm, the news its service."""
    one = document(
        "a", "2024-08-31", tell("Block", agent="high-court", target="x", place="brazil", on="2024-08-30")
    )
    firm = tell("Block", agent="high-court", target="x-brasil-internet-ltda", place="brazil", on="2024-08-30")
    assert _one(resolve([one, document("b", "2024-10-08", firm)]))


def test_told_without_a_date_soon_after_joins_and_later_does_not(tell, document) -> None:
    """An undated fine belongs to that of last week, not to that of last year; then they are close."""
    fine = {"agent": "pta", "target": "tiktok", "place": "pakistan"}
    dated = document("a", "2020-10-10", tell("Penalty", on="2020-10-09", **fine))
    soon = document("b", "2020-10-20", tell("Penalty", **fine))
    late = document("c", "2022-01-01", tell("Penalty", **fine))
    assert _one(resolve([dated, soon]))
    assert len(resolve([dated, late]).actions) == 2


def test_a_standing_block_is_still_meant_months_later(tell, document) -> None:
    """What lasts and has no known end is told again without a date; once it has ended it is not."""
    block = {"agent": "pta", "target": "x", "place": "pakistan"}
    begun = document("a", "2024-02-18", tell("Block", on="2024-02-17", **block))
    ended = document("a", "2024-02-18", tell("Block", on="2024-02-17", until="2024-02-20", **block))
    later = document("b", "2024-07-01", tell("Block", **block))
    assert _one(resolve([begun, later]))
    assert len(resolve([ended, later]).actions) == 2


def test_two_events_that_fit_leave_a_third_apart(tell, document) -> None:
    """Two fines of one week: one told without a date is neither, but close to both, with the reason."""
    fine = {"agent": "pta", "target": "tiktok", "place": "pakistan"}
    one, two = tell("Penalty", on="2020-10-05", **fine), tell("Penalty", on="2020-10-08", **fine)
    knowledge = resolve(
        [document("a", "2020-10-10", one, two), document("b", "2020-10-11", tell("Penalty", **fine))]
    )
    assert len(knowledge.actions) == 3
    undated = next(a for a in knowledge.actions if a.earliest is None)
    assert len(undated.close_matches) == 2
    assert all(reason for _, reason in undated.close_matches)


def test_a_year_is_no_day(tell, document) -> None:
    """An event of some day in a year may be one of October, but is not taken for it."""
    block = {"target": "tiktok", "place": "pakistan"}
    day = document(
        "a", "2020-11-01", tell("Block", agent="pta", earliest="2020-10-01", latest="2020-10-31", **block)
    )
    year = document("b", "2023-02-04", tell("Block", earliest="2020-01-01", latest="2020-12-31", **block))
    knowledge = resolve([day, year])
    assert len(knowledge.actions) == 2
    assert all(a.close_matches for a in knowledge.actions)


def test_statements_of_one_speaker_are_one_only_on_one_day(tell, document) -> None:
    """Without a day two statements are two, however alike their speakers."""
    said = {"agent": "tiktok", "place": "pakistan"}
    dated = [document(n, "2020-10-18", tell("Statement", on="2020-10-17", **said)) for n in "ab"]
    undated = [document(n, "2020-10-18", tell("Statement", **said)) for n in "ab"]
    assert _one(resolve(dated))
    assert len(resolve(undated).actions) == 2


def test_the_end_of_a_block_dates_its_lifting(tell, document) -> None:
    """ "In force until 13 January, when it was lifted" is the lifting of 13 January; the action's date is that of the other text."""
    lifted = document("a", "2022-01-13", tell("Unblock", target="x", place="pakistan", on="2022-01-13"))
    block = tell("Block", target="x", place="pakistan", on="2021-06-04", until="2022-01-13")
    told = document("b", "2022-07-15", block, tell("Unblock", target="x", place="pakistan"))
    unblock = [a for a in resolve([lifted, told]).actions if a.kind == "Unblock"]
    assert [(len(a.claims), str(a.latest)) for a in unblock] == [(2, "2022-01-13")]


def test_documents_that_share_events_lend_each_other_context(tell, document) -> None:
    """An undated suit joins the only one of its parties in a text on the same story, and none elsewhere."""
    block = tell("Block", agent="pta", target="x", place="pakistan", on="2021-06-04")
    other_block = tell("Block", agent="pta", target="tiktok", place="pakistan", on="2021-06-04")
    suit = tell("Proceeding", agent="x-corp", target=("pta", "high-court"), place="pakistan")
    one, other = document("a", "2021-08-01", block, suit), document("b", "2022-08-01", block, suit)
    elsewhere = document("c", "2022-08-01", other_block, suit)
    assert _parts(resolve([one, other])) == {frozenset({"a:0", "b:0"}), frozenset({"a:1", "b:1"})}
    assert frozenset({"a:1", "c:1"}) not in _parts(resolve([one, elsewhere]))


def test_near_copies_are_joined_sentence_by_sentence(tell, document) -> None:
    """Two statements of one speaker in each copy: each joins its own; together they are one independent source."""
    words = [
        "The company said that it had made concerted efforts to answer questions of the government about moderation.",
        "It regretted that creators across the country could not show their talent and creativity to the world anymore.",
        "Reporters wrote about all of this at some length, in several towns, and so did other people over the whole week.",
    ]
    told = [
        tell("Compliance", agent="tiktok", words=words[0]),
        tell("Compliance", agent="tiktok", target="pta", words=words[1]),
    ]
    rest = tell("Report", agent="x", words=words[2])
    knowledge = resolve([document(n, f"2020-10-1{i}", *told, rest) for i, n in enumerate("abc")])
    assert knowledge.near_copies == (("a", "b", "c"),)
    assert _parts(knowledge) == {frozenset(f"{n}:{i}" for n in "abc") for i in range(3)}
    assert {a.independent_sources for a in knowledge.actions} == {1}


def test_what_points_back_joins(tell, document) -> None:
    """The extractor's own coreference is followed, though the participants are not repeated."""
    order = tell("Order", agent="high-court", target="pta", place="pakistan")
    again = tell("Order", agent="high-court", same_as=0)
    assert _one(resolve([document("a", None, order, again)]))


def test_ids_stay_when_later_documents_say_the_same(tell, document) -> None:
    """An action is called after the claim published first: more documents, more names and narrower dates leave the id alone."""
    first = document(
        "m",
        "2020-10-10",
        tell("Block", target="tiktok", place="pakistan", earliest="2020-10-05", latest="2020-10-11"),
    )
    later = document(
        "b",
        "2020-10-12",
        tell("Block", agent="pta", target=("bytedance", "tiktok"), place="pakistan", on="2020-10-09"),
    )
    alone, both = resolve([first]), resolve([later, first])
    assert [a.id for a in alone.actions] == [a.id for a in both.actions]
    assert ClaimRef(document="b", index=0) in both.about


def test_a_claim_without_a_known_entity_does_no_harm(tell, document) -> None:
    """A key that the document does not declare stands for itself."""
    knowledge = resolve(
        [document("a", "2020-10-10", tell("Block", agent="nobody", target="nothing"), entities=())]
    )
    assert [a.target for a in knowledge.actions] == [("nothing",)]
