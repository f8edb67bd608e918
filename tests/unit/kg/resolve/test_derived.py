"""Statuses, conflicts and figures."""

from __future__ import annotations

from kg.iris import Minter
from kg.mapping import knowledge_quads
from kg.resolve import Knowledge, resolve
from kg.vocab import writ


def _days(knowledge: Knowledge) -> list[tuple[str | None, str, str, list[str | None]]]:
    def text(day):
        return None if day is None else day.isoformat()

    return [(s.target, s.place, s.state, [text(d) for d in (*s.begin, *s.end)]) for s in knowledge.statuses]


def test_a_block_ends_with_the_first_lifting_after_it(tell, document) -> None:
    """Of another document; liftings before it, elsewhere, or only asked for don't count."""
    block = tell("Block", target="x", place="pakistan", on="2024-02-17")
    liftings = [
        tell("Unblock", target="x", place="pakistan", on="2023-01-01"),
        tell("Unblock", target="x", place="brazil", on="2024-03-01"),
        tell("Unblock", target="x", place="pakistan", on="2024-03-02", modality="requested"),
        tell("Unblock", target="x", place="pakistan", on="2024-05-09"),
        tell("Unblock", target="x", place="pakistan", on="2024-09-09"),
    ]
    knowledge = resolve([document("a", "2024-02-18", block), document("b", "2024-10-01", *liftings)])
    day = "2024-05-09"
    assert _days(knowledge) == [("x", "pakistan", "blocked", ["2024-02-17", "2024-02-17", day, day])]
    assert len(knowledge.statuses[0].actions) == 2


def test_a_stated_end_holds_unless_it_was_lifted_before(tell, document) -> None:
    """A ban for ten days ends after them, or when it is lifted."""
    block = tell("Block", target="x", place="pakistan", on="2024-08-08", until="2024-08-18")
    early = tell("Unblock", target="x", place="pakistan", on="2024-08-12")
    late = tell("Unblock", target="x", place="pakistan", on="2024-09-12")
    ends = [
        _days(resolve([document("a", "2024-08-09", block, *rest)]))[0][3][2:]
        for rest in ((), (early,), (late,))
    ]
    assert ends == [["2024-08-18"] * 2, ["2024-08-12"] * 2, ["2024-08-18"] * 2]


def test_of_two_blocks_before_a_lifting_the_first_has_only_a_last_day(tell, document) -> None:
    """It can have ended before the second began."""
    told = [tell("Block", target="x", place="pakistan", on=d) for d in ("2020-10-09", "2021-03-11")]
    lifted = tell("Unblock", target="x", place="pakistan", on="2021-04-01")
    ends = {d[0]: d[2:] for *_, d in _days(resolve([document("a", "2021-05-01", *told, lifted)]))}
    assert ends == {"2020-10-09": [None, "2021-04-01"], "2021-03-11": ["2021-04-01", "2021-04-01"]}


def test_a_shutdown_needs_no_target_and_ends_in_its_region_with_the_country(tell, document) -> None:
    """The network as a whole; what is restored in the country is restored in its province."""
    told = [
        tell("Shutdown", place="sindh", on="2024-02-08"),
        tell("Unblock", place="pakistan", on="2024-02-09"),
    ]
    (status,) = _days(resolve([document("a", "2024-02-10", *told)]))
    assert status == (None, "sindh", "shut-down", ["2024-02-08", "2024-02-08", "2024-02-09", "2024-02-09"])


def test_no_status_of_what_is_denied_asked_for_or_without_a_place(tell, document) -> None:
    """Only restrictions that are reported as done somewhere."""
    told = [
        tell("Block", target="x", place="pakistan", on="2024-02-17", polarity="negative"),
        tell("Block", target="tiktok", place="pakistan", modality="requested"),
        tell("Block", target="tiktok", on="2024-02-17"),
    ]
    assert _days(resolve([document("a", "2024-02-18", *told)])) == []


def test_an_end_that_nobody_tells_is_unknown(tell, document) -> None:
    """And a block that nobody dates adds no status where another is dated."""
    known = tell("Block", target="x", place="pakistan", on="2024-02-17")
    vague = tell("Block", agent="high-court", target="x", place="pakistan")
    knowledge = resolve([document("a", "2024-02-18", known), document("b", "2030-01-01", vague)])
    assert len(knowledge.actions) == 2
    assert _days(knowledge) == [("x", "pakistan", "blocked", ["2024-02-17", "2024-02-17", None, None])]


def test_told_and_denied_is_a_conflict_about_each(tell, document) -> None:
    """What is reported becomes disputed; both actions have a conflict between the claims of both."""
    block = {"agent": "pta", "target": "x", "place": "pakistan"}
    told = document("a", "2024-02-18", tell("Block", on="2024-02-17", **block))
    denied = document("b", "2024-02-19", tell("Block", polarity="negative", said_by="pta", **block))
    knowledge = resolve([told, denied])
    assert {a.factuality for a in knowledge.actions} == {"disputed", "denied"}
    assert {c.action for c in knowledge.conflicts} == {a.id for a in knowledge.actions}
    assert {(c.property, len(c.claims)) for c in knowledge.conflicts} == {("polarity", 2)}


def test_days_that_differ_a_little_are_a_conflict(tell, document) -> None:
    """Two papers date one block to following days: two actions, which cannot both be right about it."""
    papers = [
        document(
            n, "2020-10-12", tell("Block", agent="pta", target="x", place="pakistan", on=f"2020-10-0{d}")
        )
        for n, d in (("a", 8), ("b", 9))
    ]
    knowledge = resolve(papers)
    assert len(knowledge.actions) == 2
    assert {(c.action, c.property) for c in knowledge.conflicts} == {
        (a.id, "earliest") for a in knowledge.actions
    }


def test_ends_that_differ_are_a_conflict_about_the_one_action(tell, document) -> None:
    """The action keeps the earlier of the ends."""
    block = {"agent": "pta", "target": "x", "place": "pakistan", "on": "2020-10-09"}
    papers = [
        document(n, "2020-11-01", tell("Block", until=f"2020-10-{d}", **block))
        for n, d in (("a", 19), ("b", 21))
    ]
    knowledge = resolve(papers)
    (conflict,) = knowledge.conflicts
    assert (conflict.property, len(conflict.claims), str(knowledge.actions[0].until)) == (
        "until",
        2,
        "2020-10-19",
    )


def test_figures_that_differ_are_a_conflict_about_observations(tell, document) -> None:
    """In the data the conflict is about an observation, not an action."""
    papers = [
        document(n, "2024-01-01", tell("Observation", measure="videos removed", value=v, agent="tiktok", place="pakistan", earliest="2023-01-01", latest="2023-03-31"))
        for n, v in (("a", "100"), ("b", "200"))
    ]  # fmt: skip
    knowledge = resolve(papers)
    mint = Minter()
    about = {q.object for q in knowledge_quads(knowledge, mint) if q.predicate == writ("about")}
    assert about == {mint.observation(o.id) for o in knowledge.observations}
    assert len(about) == 2


def test_a_figure_told_twice_is_one_observation_with_its_period(tell, document) -> None:
    """Headline without a period, body with one; the claims keep what each says."""
    said = {"measure": "videos removed", "value": "11707020", "agent": "tiktok"}
    headline = tell("Observation", **said)
    body = tell(
        "Observation",
        unit="videos",
        place="pakistan",
        earliest="2023-01-01",
        latest="2023-03-31",
        same_as=0,
        **said,
    )
    knowledge = resolve([document("a", "2023-07-01", headline, body)])
    (figure,) = knowledge.observations
    assert (len(figure.claims), figure.unit, figure.place, str(figure.latest)) == (
        2,
        "videos",
        ("pakistan",),
        "2023-03-31",
    )
    assert len(knowledge.about) == 2


def test_figures_of_different_value_are_two_whatever_they_point_at(tell, document) -> None:
    """A coreference between unequal figures is not followed."""
    told = [
        tell("Observation", measure="m", value="1"),
        tell("Observation", measure="m", value="2", same_as=0),
    ]
    assert len(resolve([document("a", None, *told)]).observations) == 2


def test_a_vaguer_telling_of_what_may_be_the_same_block_adds_no_status(tell, document) -> None:
    """ "Banned since 2020" beside a block of October 2020."""
    exact = tell("Block", target="x", place="pakistan", on="2020-10-09", until="2020-10-19")
    vague = tell("Block", target="x", place="pakistan", earliest="2020-01-01", latest="2020-12-31")
    knowledge = resolve([document("a", "2020-10-20", exact), document("b", "2023-02-04", vague)])
    assert len(knowledge.actions) == 2
    assert [s.begin[0] for s in knowledge.statuses] == [exact["earliest"]]


def test_one_narrator_does_not_contradict_himself(tell, document) -> None:
    """ "No block followed then. This week it was blocked": two events; nor is a refusal or an earlier denial a conflict."""
    block = {"agent": "pta", "target": "x", "place": "pakistan"}
    told = tell("Block", on="2024-02-17", **block)
    same = document("a", "2024-02-18", tell("Block", polarity="negative", **block), told)
    asked = document("b", "2024-02-18", tell("Block", polarity="negative", modality="requested", **block))
    before = document("c", "2023-01-01", tell("Block", polarity="negative", said_by="pta", **block))
    late = document("d", "2024-02-18", told)
    assert resolve([same]).conflicts == ()
    assert resolve([asked, late]).conflicts == ()
    assert resolve([before, late]).conflicts == ()
