"""Sentences of our own to claims: who, what, whom, whether it happened, and who says so."""

from __future__ import annotations

import pytest

from kg.annotation import annotate_text
from kg.model import Annotation, Claim
from tests.texts import text_of

LEAD = "Kenya's Communications Authority and the High Court have dealt with Telegram and TikTok for months. "


def annotated(sentence: str, lead: str = LEAD) -> Annotation:
    """The annotation of a one-paragraph article about Kenya that ends with the sentence."""
    content = lead + sentence
    return annotate_text(text_of(content, published="2024-06-14"))


def claims_of(sentence: str, kind: str) -> list[Claim]:
    """The claims of one kind whose trigger lies in the sentence."""
    return [c for c in annotated(sentence).claims if c.kind == kind and c.trigger.begin >= len(LEAD)]


TELEGRAM = "telegram"

WORDINGS = [
    ("The Communications Authority blocked Telegram.", "Block", "Telegram"),
    ("Telegram was blocked by the Communications Authority.", "Block", "Telegram"),
    ("The Communications Authority has cut access to Telegram.", "Block", "Telegram"),
    ("The suspension of Telegram by the Communications Authority drew complaints.", "Block", "Telegram"),
    ("The Communications Authority imposed a ban on Telegram.", "Block", "Telegram"),
    ("Access to Telegram was restored by the Communications Authority.", "Unblock", "Telegram"),
    ("The Communications Authority lifted the ban on Telegram.", "Unblock", "Telegram"),
    ("The Communications Authority fined TikTok.", "Penalty", "TikTok"),
    ("The Communications Authority imposed a fine on TikTok.", "Penalty", "TikTok"),
    ("The Communications Authority opened an investigation into TikTok.", "Investigation", "TikTok"),
    ("The Communications Authority urged TikTok to remove the videos.", "Request", "TikTok"),
    ("The Communications Authority slowed down Telegram.", "Throttle", "Telegram"),
]


@pytest.mark.parametrize(("sentence", "kind", "target"), WORDINGS)
def test_action_is_found_with_agent_and_target(sentence: str, kind: str, target: str) -> None:
    """Actives, passives, light verbs and nouns name the same agent and target."""
    found = annotated(sentence)
    labels = {e.key: e.label for e in found.entities}
    claims = [c for c in found.claims if c.kind == kind and c.trigger.begin >= len(LEAD)]
    assert claims
    assert any(target in {labels[k] for k in c.target} for c in claims)
    assert any("Communications Authority" in labels[k] for c in claims for k in c.agent)


FACTUALITY = [
    ("No fine will be imposed on Telegram.", "Penalty", "negative", "actual"),
    ("Telegram could be opened again on Friday.", "Unblock", "positive", "actual"),
    ("Should Telegram fail to pay, Kenya would block it.", "Block", "positive", "conditional"),
    ("The Communications Authority did not block Telegram.", "Block", "negative", "actual"),
    ("The Communications Authority may block Telegram.", "Block", "positive", "possible"),
    ("The Communications Authority will block Telegram unless it pays.", "Block", "positive", "conditional"),
    (
        "The High Court ordered the Communications Authority to unblock Telegram.",
        "Unblock",
        "positive",
        "ordered",
    ),
    (
        "The High Court urged the Communications Authority to unblock Telegram.",
        "Unblock",
        "positive",
        "requested",
    ),
    ("The Communications Authority promised to unblock Telegram.", "Unblock", "positive", "promised"),
    ("The Communications Authority denied blocking Telegram.", "Block", "negative", "actual"),
    ("The Communications Authority has reportedly blocked Telegram.", "Block", "positive", "alleged"),
    ("The Communications Authority refused to unblock Telegram.", "Unblock", "negative", "actual"),
]


@pytest.mark.parametrize(("sentence", "kind", "polarity", "modality"), FACTUALITY)
def test_factuality_follows_the_governing_words(
    sentence: str, kind: str, polarity: str, modality: str
) -> None:
    """Negations, modal verbs, conditions, orders, requests and promises decide polarity and modality."""
    found = claims_of(sentence, kind)
    assert [(c.polarity, c.modality) for c in found] == [(polarity, modality)]


def test_condition_itself_is_no_action() -> None:
    """What a sentence only supposes is not told; what follows from it may be."""
    assert claims_of("If the Communications Authority blocks Telegram, users will leave.", "Block") == []


def test_evidence_of_coordinated_actions_is_their_own_clause() -> None:
    """Two actions of one sentence are quoted apart."""
    sentence = "Although the Communications Authority had blocked Telegram, the High Court fined TikTok."
    found = annotated(sentence)
    quotes = {
        c.kind: found.text.content[c.evidence.begin : c.evidence.end]
        for c in found.claims
        if c.trigger.begin >= len(LEAD)
    }
    assert quotes["Block"] == "Although the Communications Authority had blocked Telegram"
    assert quotes["Penalty"] == "the High Court fined TikTok."


def test_ordered_action_is_done_by_whom_the_order_goes_to() -> None:
    """Object control: the order's target is the agent of what is ordered, the court is its source."""
    sentence = "The High Court ordered the Communications Authority to unblock Telegram."
    order, unblock = claims_of(sentence, "Order")[0], claims_of(sentence, "Unblock")[0]
    assert unblock.agent == order.target
    assert unblock.said_by == order.agent[0]


def test_speaker_of_a_reported_clause_is_the_source() -> None:
    """What somebody says happened is ascribed to them."""
    (block,) = claims_of("Telegram said the Communications Authority had blocked TikTok.", "Block")
    assert block.said_by == TELEGRAM


NOTHING = [
    "Blocked users wrote to the newspaper.",
    "The block of flats beside the High Court was sold.",
    "He removed his glasses and restored the old chair.",
    "The banned substance was found in a bottle.",
    "The play was fined down to two acts.",
]


@pytest.mark.parametrize("sentence", NOTHING)
def test_participles_and_other_senses_make_no_restriction(sentence: str) -> None:
    """Words that look like triggers but have no platform, content or actor in their slots give no claim."""
    kinds = {"Block", "Unblock", "ContentRemoval", "ContentRestoration", "Penalty", "Throttle", "Shutdown"}
    assert not [c for c in annotated(sentence).claims if c.kind in kinds and c.trigger.begin >= len(LEAD)]


def test_evidence_is_the_sentence_and_contains_the_trigger() -> None:
    """Evidence is characters of the document around the trigger."""
    found = annotated("The Communications Authority blocked Telegram.")
    for claim in found.claims:
        assert claim.evidence.contains(claim.trigger)
        assert found.text.content[claim.evidence.begin : claim.evidence.end].strip()


def test_rule_and_file_of_a_dropped_word_are_told() -> None:
    """What was considered and dropped says why and which file decides it."""
    dropped = annotated("The dam blocked the river.").considered
    assert any(c.file == "ontology/actions/Block.ttl" and c.reason for c in dropped)


def test_pronoun_of_a_subordinate_clause_stands_for_what_the_sentence_is_about() -> None:
    """ "… the suspension of Telegram after it failed to comply": neither the agency of the dateline nor the court before."""
    (claim,) = claims_of(
        "Justice Jane Odera ordered the suspension of Telegram after it failed to comply with a court order.",
        "NonCompliance",
    )
    assert claim.agent == (TELEGRAM,)


def test_lifted_ban_is_the_last_one_of_something() -> None:
    """ "The ban was lifted" reaches over a restriction that names nobody."""
    (claim,) = claims_of(
        "Authorities restricted access to Telegram after officials complained of blocking of posts. The ban was lifted days later.",
        "Unblock",
    )
    assert claim.target == (TELEGRAM,)


def test_participle_behind_a_comma_goes_on_about_the_clause() -> None:
    """Whoever gave the notice directs; whoever got it is directed."""
    orders = claims_of(
        "The Communications Authority issued a notice to TikTok under the act, directing it to remove videos.",
        "Order",
    )
    assert {(c.agent, c.target) for c in orders} == {(("communications-authority-of-kenya",), ("tiktok",))}


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "The Communications Authority denied reports that it would block Telegram.",
            "communications-authority-of-kenya",
        ),
        ("Minister Jane Odera rejected claims that Telegram had been banned.", "jane-odera"),
    ],
)
def test_denied_action_is_flatly_negative_and_its_source_denies(sentence: str, source: str) -> None:
    """What is denied of the future, or as hearsay, is negative and actual, by whom denies it."""
    (claim,) = claims_of(sentence, "Block")
    assert (claim.polarity, claim.modality, claim.said_by, claim.target) == (
        "negative",
        "actual",
        source,
        (TELEGRAM,),
    )


def test_rejected_request_is_no_denial() -> None:
    """A court that rejects a petition for a ban denies nothing."""
    assert all(
        c.said_by != "high-court"
        for c in claims_of("The High Court rejected a request to block Telegram.", "Block")
    )


def test_they_are_all_of_the_list() -> None:
    """Both firms of "MTN and Safaricom" spoke and complied."""
    for kind in ("Statement", "Compliance"):
        (claim,) = claims_of(
            "MTN and Safaricom said they had complied with the order of the High Court.", kind
        )
        assert claim.agent == ("mtn", "safaricom")


def test_lone_letter_in_a_text_about_things_online_is_the_service() -> None:
    """ "X had blocked" needs no Twitter beside it where the text is about platforms."""
    (claim,) = claims_of("X removed the posts.", "ContentRemoval")
    assert claim.agent == ("x",)


def test_saying_more_than_a_promise_is_a_statement() -> None:
    """A promise alone is told without its saying; with something else before it, it was said too."""
    assert claims_of(
        "TikTok said it disagreed with the findings and would appeal the order of the High Court.",
        "Statement",
    )
    assert not claims_of("TikTok said it would appeal the order of the High Court.", "Statement")


#: What a lead and a sentence after it say together: kind, role, names.
IN_CONTEXT = [
    (
        "Kenya's Communications Authority and Nigeria's NCC met Telegram in Nairobi. ",
        "Users in Lagos demanded that the Communications Authority restore access to Telegram.",
        "Request", "target", {"Communications Authority of Kenya"},
    ),
    (
        "Kenya's Communications Authority met Telegram and TikTok. ",
        "The High Court fined them on Monday.",
        "Penalty", "target", {"Telegram", "TikTok"},
    ),
    (
        "Kenya's Communications Authority ordered TikTok to remove the videos. ",
        "TikTok ignored the directive.",
        "NonCompliance", "target", {"Communications Authority of Kenya"},
    ),
    (
        "Kenya's Communications Authority ordered TikTok to remove the videos. ",
        "TikTok violated the law.",
        "NonCompliance", "target", set(),
    ),
    (
        "Kenya's Communications Authority warned TikTok. ",
        "The Communications Authority has adopted its decision in an inquiry into Telegram.",
        "Order", "target", {"Telegram"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lead", "sentence", "kind", "role", "wanted"), IN_CONTEXT)
def test_participants_left_out_come_from_the_context(
    lead: str, sentence: str, kind: str, role: str, wanted: set[str]
) -> None:
    """A clause's subject, a list behind a plural pronoun, whose demand it was, and whom the body dealt with."""
    found = annotated(sentence, lead)
    labels = {e.key: e.label for e in found.entities}
    claims = [c for c in found.claims if c.kind == kind and c.trigger.begin >= len(lead)]
    assert claims
    assert {labels[k] for k in getattr(claims[0], role)} == wanted


PLACES = [
    ("The police arrested two bloggers in Mombasa.", "Prosecution", {"Mombasa"}),
    ("The Communications Authority blocked Telegram in Mombasa.", "Block", {"Kenya"}),
    ("The European Commission fined TikTok.", "Penalty", {"European Union"}),
    ("Nigeria's NCC then spoke in Abuja, and the watchdog blocked Telegram.", "Block", {"Nigeria"}),
]


@pytest.mark.parametrize(("sentence", "kind", "wanted"), PLACES)
def test_place_is_the_country_or_the_town_that_the_act_is_about(
    sentence: str, kind: str, wanted: set[str]
) -> None:
    """Arrests happen in towns, bans hold for countries, and the Union's bodies act in the Union."""
    found = annotated(sentence)
    labels = {e.key: e.label for e in found.entities}
    claims = [c for c in found.claims if c.kind == kind and c.trigger.begin >= len(LEAD)]
    assert claims
    assert {labels[k] for k in claims[0].place} == wanted


def test_list_survives_acronyms_and_ends_at_and() -> None:
    """All who are listed act, whatever the parser makes of brackets between them."""
    (claim,) = claims_of(
        "Telegram was blocked by the Communications Authority (CA), the Ministry of Interior (MoI) and the High Court.",
        "Block",
    )
    assert len(claim.agent) == 3


def test_orderer_of_a_ban_acts_in_it() -> None:
    """ "On the orders of": whose orders they are is an agent."""
    (claim,) = claims_of("Telegram was shut down on the orders of the High Court.", "Block")
    assert claim.agent == ("high-court-of-kenya",)


def test_obligation_is_not_the_word_of_who_has_it() -> None:
    """ "The authority should lift the ban" is not said by the authority."""
    claims = claims_of("The Communications Authority should unblock Telegram.", "Unblock")
    assert [c.said_by for c in claims] == [None]


def test_speaker_over_an_aside_and_content_behind_a_colon() -> None:
    """An aside between commas hides no speaker; what follows "he said:" is said too."""
    (claim,) = claims_of(
        "The Communications Authority, asked for a comment, said that the Ministry of Interior had blocked Telegram.",
        "Block",
    )
    assert claim.said_by == "communications-authority-of-kenya"


@pytest.mark.parametrize(
    ("sentence", "kind", "agent"),
    [
        (
            "The United Nations envoy, Volker Perthes, called on TikTok to restore the videos.",
            "Request",
            "volker-perthes",
        ),
        (
            "Consumer group Idec, which had filed a complaint with the agency in June, welcomed the ban on Telegram.",
            "Statement",
            "idec",
        ),
        (
            "Minister of State for IT Shaza Fatima Khawaja denied that the state was throttling Telegram.",
            "Statement",
            "shaza-fatima-khawaja",
        ),
    ],
)
def test_agent_of_a_complex_subject(sentence: str, kind: str, agent: str) -> None:
    """Appositions, descriptions before a name and long titles hide nobody."""
    (claim,) = [c for c in claims_of(sentence, kind) if agent in c.agent]
    assert claim.agent == (agent,)


def test_insisting_on_a_fact_asks_for_nothing() -> None:
    """ "insisted that it complies" tells what is, "insisted that it comply" what should be."""
    told = claims_of("TikTok insisted that it complies with the order of the High Court.", "Compliance")
    assert [c.modality for c in told] == ["actual"]


def test_named_members_stand_for_a_counted_set() -> None:
    """ "3 apps, X and Y among them": the named ones are meant."""
    (claim,) = claims_of(
        "The Communications Authority blocked 3 apps, Telegram and TikTok among them.", "Block"
    )
    assert set(claim.target) == {"telegram", "tiktok"}


def test_order_to_have_something_blocked_goes_to_nobody_named() -> None:
    """What is ordered blocked is the block's target, and not told anything."""
    (order,) = claims_of("The High Court ordered Telegram blocked.", "Order")
    assert order.target == ()


def test_plan_to_sue_is_before_no_court_that_it_does_not_name() -> None:
    """A court that decided something else is not the one of a mere plan."""
    claims = claims_of(
        "The High Court upheld the order. TikTok plans to challenge the decision next week.", "Proceeding"
    )
    assert [c.target for c in claims if "tiktok" in c.agent] == [()]


def test_silence_is_negative_and_actual() -> None:
    """ "Would not comment" promises nothing."""
    (claim,) = claims_of(
        "The Communications Authority blocked Telegram. TikTok would not comment.", "Statement"
    )
    assert (claim.polarity, claim.modality) == ("negative", "actual")


def test_rule_says_where_a_target_comes_from() -> None:
    """A target that the sentence does not name is marked as read from what was told before."""
    claims = claims_of(
        "The Communications Authority ordered TikTok to remove the videos. TikTok ignored the directive.",
        "NonCompliance",
    )
    assert [c.rule.endswith("; target from what was told before") for c in claims] == [True]


def test_time_given_to_do_something_orders_it() -> None:
    """ "was given 15 days to remove": not done, but ordered."""
    (claim,) = claims_of("TikTok was given 15 days by the High Court to remove the videos.", "ContentRemoval")
    assert claim.modality == "ordered"


def test_statements_beside_a_semicolon_keep_their_speakers() -> None:
    """Who denies behind a semicolon does not deny what stands before it."""
    (claim,) = claims_of(
        "The Communications Authority blocked Telegram, which had ignored it; TikTok denied that its servers were slow.",
        "Block",
    )
    assert (claim.polarity, claim.said_by) == ("positive", None)


CONSTRUCTIONS = [
    ("Kenya became the first country to ban Telegram.", "Block", "Telegram"),
    ("Telegram was taken off the register.", "Unblock", "Telegram"),
    ("TikTok was asked to remove the videos.", "Request", "TikTok"),
    ("TikTok has until Friday to name a representative.", "Order", "TikTok"),
    ("The court gave Telegram 24 hours to comply.", "Order", "Telegram"),
    ("Telegram is missing from Apple's and Google's app stores.", "Block", "Telegram"),
    ("Officials may not use TikTok on their phones.", "Block", "TikTok"),
    ("Kenya lifts social media ban after protests.", "Unblock", "social media"),
    (
        "The Communications Authority blocked Telegram. Talks with TikTok will continue.",
        "Engagement",
        "TikTok",
    ),
    ("Proceedings against Telegram are pending.", "Investigation", "Telegram"),
    ("The Communications Authority exchanged information with TikTok.", "Engagement", "TikTok"),
    ("The Communications Authority held a training session with TikTok.", "Engagement", "TikTok"),
    ("The Communications Authority sought a reply from TikTok.", "Request", "TikTok"),
    ("The Communications Authority wrote to TikTok demanding the data.", "Request", "TikTok"),
    ("The Communications Authority wrote to TikTok on Monday.", "Statement", "TikTok"),
]


DOERS = [
    ("TikTok missed the date.", "NonCompliance", "TikTok"),
    ("TikTok's practices breached the law.", "NonCompliance", "TikTok"),
    ("TikTok did not hand over the documents.", "NonCompliance", "TikTok"),
    ("TikTok had not registered as a platform.", "NonCompliance", "TikTok"),
    (
        "The Communications Authority blocked Telegram. TikTok could not be reached for comment.",
        "Statement",
        "TikTok",
    ),
    ("TikTok said in its transparency report that requests had risen.", "Report", "TikTok"),
    ("Telegram took down TikTok posts by the president of Kenya.", "ContentRemoval", "Telegram"),
]


@pytest.mark.parametrize(("sentence", "kind", "agent"), DOERS)
def test_action_is_found_with_its_agent(sentence: str, kind: str, agent: str) -> None:
    """Practices are their owner's, a report is whose it is, and "by" behind an object names no doer."""
    found = annotated(sentence)
    labels = {e.key: e.label for e in found.entities}
    claims = [c for c in found.claims if c.kind == kind and c.trigger.begin >= len(LEAD)]
    assert any(agent in {labels[k] for k in c.agent} for c in claims)


def test_what_is_tried_is_no_trial() -> None:
    """ "Tried to" tells an attempt, "tried in Nairobi" a trial."""
    block = "The Communications Authority blocked Telegram. "
    assert not claims_of(block + "A student tried to reach the site.", "Prosecution")
    assert claims_of(block + "A student was tried in Nairobi over a post.", "Prosecution")


@pytest.mark.parametrize(("sentence", "kind", "target"), CONSTRUCTIONS)
def test_action_is_found_with_its_target(sentence: str, kind: str, target: str) -> None:
    """Headlines, ranks, deadlines, states and offices without a name tell whom something is done to."""
    found = annotated(sentence)
    labels = {e.key: e.label for e in found.entities}
    claims = [c for c in found.claims if c.kind == kind and c.trigger.begin >= len(LEAD)]
    assert any(target in {labels[k] for k in c.target} for c in claims)
