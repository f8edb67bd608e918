"""Which documents tell of the regulation of platforms at all."""

from __future__ import annotations

import pytest

from kg.annotation import annotate_text
from tests.texts import read_text

NO_PLATFORM_NEWS = {
    "a club that speaks on a network": """League fines Harriers

Gaborone, 4 June 2021 - The league fined Harriers on Friday after fans ran onto the pitch. Police arrested nine supporters.

The club apologised on Facebook. "We accept the decision," it said. The high court will hear the case on Monday.
""",
    "a crime in which a service was but the means": """Pair jailed over romance fraud

Leeds, 4 June 2021 - Leeds Crown Court jailed two men for six years on Friday. The court heard that they had met the victim on Facebook.

Police arrested a third man after messages on WhatsApp were found. He had sold watches through Instagram.
""",
    "thanks in a post": """Parliament passes budget

Wellington, 4 June 2021 - Parliament passed the budget on Friday. Police arrested four people outside.

The government promised to cut taxes. The prime minister thanked members in a post on X, and a hashtag against the cuts was shared online.
""",
    "the markets' news of companies": """Apple beats forecasts

Cupertino, 4 June 2021 - Apple said on Friday that sales rose 5 percent. Google and Amazon also reported growth.

The government of India signed an agreement with Apple's supplier, and the labour ministry opened an inquiry into its dormitories.
""",
    "a crime by somebody who publishes": """Podcaster arrested over theft

Cork, 4 June 2021 - Police arrested a podcaster on Friday over the theft of a boat. He had spoken of boats in a podcast.
""",
    "a storm": """Storm cuts power and internet

Lajes, 4 June 2021 - A storm cut power and internet on three islands on Friday. Phone lines were restored in the evening.
""",
    "platforms of another sort": """Two platforms closed after derailment

Jhansi, 4 June 2021 - Police blocked access to the platform for an hour on Friday. The ministry of railways ordered an inquiry.
""",
    "a body with the net in its name": """Clinic fined over open doors

Bergen, 4 June 2021 - The data protection authority fined a clinic on Friday after paper files were left in a corridor.
""",
}

PLATFORM_NEWS = {
    "words online": "Police in Da Nang detained the blogger Tran Van Hoa on Friday over posts that criticised the province's leaders.",
    "a local site": "Egypt's media council blocked the news site Manara on Sunday and told it to pay a fine.",
    "a network that a minister cut": "Senegal's communications minister Moussa Diop announced the suspension of mobile internet from Monday.",
    "operators that block too little": "Two operators were fined for failing to block banned websites, the ministry of information of Kazakhstan said.",
    "what a service does with accounts": "YouTube is watched by many. The channel was told by YouTube, which removed three accounts, that it was not meant.",
}


@pytest.mark.parametrize("content", PLATFORM_NEWS.values(), ids=PLATFORM_NEWS)
def test_news_of_the_net_tells_something(content: str) -> None:
    """A known service is not needed: a site, a network or a publication that somebody is barred from or tried for will do."""
    assert annotate_text(read_text(content)).claims != ()


@pytest.mark.parametrize("content", NO_PLATFORM_NEWS.values(), ids=NO_PLATFORM_NEWS)
def test_other_news_tells_nothing(content: str) -> None:
    """Public bodies that act, services that are named and words of the net make no platform news if nothing binds them."""
    assert annotate_text(read_text(content)).claims == ()


def test_bodies_that_act_in_a_text_about_the_net_are_news() -> None:
    """Where a text speaks of things online throughout, what public bodies do in it needs no word of them in the same sentence."""
    content = """Tax on the internet divides the capital

Sucre, 4 June 2021 - For a year the internet has been dearer than bread. Whoever uses social networks pays by the day.

A consumers' federation challenged the decree before the Constitutional Tribunal of Bolivia. The Senate of Bolivia passed a law against it on Thursday.

Students met under a banner against dear internet. The Ministry of Economy of Bolivia declined to comment.
"""
    assert len(annotate_text(read_text(content)).claims) >= 2


def test_what_a_body_orders_of_providers_about_a_service_is_news() -> None:
    """The service need be no party to it."""
    content = "In Moldova the Intelligence and Security Service instructed providers to block dozens of pages on Facebook."
    assert {claim.kind for claim in annotate_text(read_text(content)).claims} >= {"Order"}
