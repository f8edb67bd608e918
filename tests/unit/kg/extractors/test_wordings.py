"""How news and officials of many countries word things: each sentence, and the action that it tells.

Every line is about a construction, not about its sentence: add one for what was misread, in words of your own.
"""

from __future__ import annotations

import pytest

from tests.texts import told_by
from tests.unit.kg.extractors.test_actions import annotated

LEAD = "Telegram was blocked in Chad by the regulator. "


def told(sentence: str, lead: str = LEAD) -> list[str]:
    """What the claims of a sentence say: "Kind: agents > targets", with a modality or polarity that is not the usual one."""
    return told_by(annotated(sentence, lead), len(lead))


WORDINGS = [
    # a day between a subject and its verb
    (
        "Chile's regulator on Tuesday directed carriers to block X.",
        "Order: Regulator of Chile > carriers",
    ),
    (
        "A Quito court on Friday sentenced journalist Ana Mora to two years over a tweet.",
        "Prosecution: Quito court > Ana Mora",
    ),
    ("Chile fined Google in 2020, and in 2021 blocked X.", "Block: Government of Chile > X"),
    # only round a block
    ("X is accessible in Chile only through a VPN.", "Block: - > X"),
    # what is sought is not done
    ("Google went to the High Court to have the ban on X lifted.", "Unblock: - > X requested"),
    # a verb with a tense of its own
    ("Uber must register by June and has been fined by Chile.", "Penalty: Government of Chile > Uber"),
    # charges that are dropped; fines that somebody else imposed
    ("Chile's prosecutors dropped the charges against Ana Mora.", "Prosecution: Prosecutors of Chile > Ana Mora negative"),
    ("A Quito court annulled two fines imposed on X.", "Penalty: - > X"),
    # a panel is its court
    ("A panel of the High Court dismissed Google's appeal.", "Proceeding: High Court of Chad > Google"),
    # whose own site it is
    ("Radio Kora said its website had been cut.", "Block: - > Radio Kora"),
    # those of a number are the ones named
    ("Two carriers, Tivo and Lunar, cut access to Facebook.", "Block: Tivo + Lunar > Facebook"),
    # what is foreseen or decided against
    ("Ofcom is due to fine X in July.", "Penalty: Ofcom > X promised"),
    ("Ofcom is likely to fine X.", "Penalty: Ofcom > X possible"),
    ("Ofcom decided against fining X.", "Penalty: Ofcom > X negative"),
    # somebody whom no name is given
    ("Russia fined a teacher over a Facebook post.", "Penalty: Government of Russia > -"),
    # a past tense that looks like an adjective, and one that goes on behind a comma
    ("YouTube deleted channels linked to the army.", "ContentRemoval: YouTube > -"),
    (
        "Chile blocked X on 3 May, opened an inquiry the same day, and fined Meta.",
        "Investigation: Government of Chile > X",
    ),
    ("Drivers protested the following day.", "Protest: Drivers > -"),
    # a suit turned down denies nothing
    ("The court dismissed the suit over the blocking of Facebook.", "Block: - > Facebook"),
    # who has but seen a paper says nothing
    (
        "Peru's regulator asked operators to block X, a letter seen by Reuters showed.",
        "Request: Regulator of Peru > operators",
    ),
    # who speaks behind it was not the one charged
    (
        "Prosecutor Ada Obi charged the blogger Musa Bello. He was charged with libel, prosecutor Ada Obi said.",
        "Prosecution: - > Musa Bello",
    ),
    # "it" after a verb of saying is its speaker, whoever else was spoken of
    (
        "X was fined. Before that was announced, Facebook said on Friday that it would appeal.",
        "Proceeding: Facebook > - promised",
    ),
    # a date before the subject
    (
        "On March 4, 2022, Roskomnadzor, the internet regulator, announced that it would block Facebook.",
        "Block: Roskomnadzor > Facebook promised",
    ),
    # what a body has decided is done
    ("Ofcom has decided to impose a fine of £1m on TikTok.", "Penalty: Ofcom > TikTok"),
    # who would get a fine does not promise it
    ("According to Roskomnadzor, Facebook would face an increased fine.", "Penalty: - > Facebook possible"),
    # a sum in two currencies
    ("The regulator slapped Facebook with a 2 million reais ($360,000) fine.", "Penalty: - > Facebook"),
    # accounts are content, assets are property
    ("Ofcom decided in May to block 16 Twitter accounts.", "ContentRemoval: Ofcom > X promised"),
    # an office before its holder's name
    (
        "The head of Roskomnadzor Alexander Zharov told reporters that Signal was not blocked.",
        "Statement: Alexander Zharov > -",
    ),
    ("Head of Roskomnadzor Alexander Zharov told Interfax that the block may take hours.", "Statement: Alexander Zharov > -"),
    # courts make no laws
    ("The Supreme Court blocked the law on social media.", "Order: Supreme Court of Chad > -"),
    # outlets are sites where something is blocked; of a counted set the named ones are meant
    (
        "Russia restricted access to a slew of news websites, including the BBC and Deutsche Welle.",
        "Block: Government of Russia > BBC + Deutsche Welle",
    ),
    ("The ministry blocked Al Jazeera's website.", "Block: - > Al Jazeera"),
    # services with common names are no content
    ("Apple removes WhatsApp, Threads from China App Store", "Block: Apple > WhatsApp + Threads"),
    # headlines whose verb the parser takes for a noun
    ("Brazil judge fines Facebook for not blocking supporters", "Penalty: - > Facebook"),
    ("Iran lifts ban on WhatsApp and Google Play", "Unblock: Government of Iran > WhatsApp + Google Play"),
    ("Meta appeals EU fine", "Proceeding: Meta > -"),
    # "it" of a reason is who it is the reason of; "they" are the several that were named
    (
        "Ofcom alleges that X Corp. filed no report because it failed to respond to certain questions.",
        "NonCompliance: X Corp. > -",
    ),
    (
        "The ministry said it has asked TikTok and X to block videos, but in many cases they did not comply.",
        "NonCompliance: TikTok + X > -",
    ),
    # nobody says of itself that it breaks the law
    ("Ofcom warned Meta over the posts, saying it violated the country's laws.", "Statement: Ofcom > Meta"),
    # an abbreviation's point ends no sentence before a small letter
    ("Ofcom gave X Corp. an infringement notice.", "Penalty: Ofcom > X Corp."),
    # proceedings before a court, and what only hangs on a decision
    (
        "eSafety has commenced civil penalty proceedings in the Federal Court of Australia against X Corp.",
        "Proceeding: eSafety Commissioner > Federal Court of Australia + X Corp.",
    ),
    ("Ofcom adopted its final decision regarding its inquiry into TikTok.", "Investigation: Ofcom > TikTok"),
    ("Ofcom has imposed Meta with a record fine of £1.2 million.", "Penalty: Ofcom > Meta"),
    # passives of headlines with a sum
    ("TikTok fined 10 million euros by Italian watchdog AGCM.", "Penalty: Italian Competition Authority > TikTok"),
    # steps that are taken are done; networks of accounts are content; stances name nobody
    ("Facebook and TikTok have taken action to remove numerous posts.", "ContentRemoval: Facebook + TikTok > -"),
    ("Facebook on Monday removed a network in Uganda linked to a ministry.", "ContentRemoval: Facebook > -"),
    ("Facebook was criticised for deleting pro-government accounts.", "ContentRemoval: Facebook > pro-government accounts"),
    # what was asked for in a request that was received
    (
        "Meta said it received 1,029 requests from the Malaysian authorities to remove content.",
        "ContentRemoval: Meta > - requested",
    ),
    ("The Tehran prosecutor ordered that Telegram be blocked.", "Order: Tehran prosecutor > -"),
    (
        "The electoral commission asked TikTok to remove the videos.",
        "Request: Electoral commission of Chad > TikTok",
    ),
    # two sums, two fined; lists of headlines
    ("Ofcom fined Google 325 million euros and Shein 150 million euros.", "Penalty: Ofcom > Google + Shein"),
    ("The court gave the government of Pakistan one week to restore X.", "Unblock: Government of Pakistan > X ordered"),
    # who may not leave is no content
    ("Pavel Durov was released on bail and banned from leaving France.", "Order: - > Pavel Durov"),
    # a role that opens a sentence is no part of the name
    ("Journalist Asad Toor said he would challenge the order.", "Proceeding: Asad Toor > - promised"),
    ("Ofcom declined to comment on Telegram.", "Statement: Ofcom > - negative"),
]  # fmt: skip
OFFICIAL = [
    # a number says which paper or party it is, and denies nothing
    ("Order No. 7/2024 was issued against Meta by Ofcom.", "Order: Ofcom > Meta"),
    # what is asked for may be a name
    ("Ofcom has asked Meta to name an agent.", "Request: Ofcom > Meta"),
    # what is handed in is given in to by nobody
    ("Meta submitted an appeal to the High Court of Kenya.", "Proceeding: Meta > High Court of Kenya"),
    ("Meta submitted a report to Ofcom.", "Report: Meta > -"),
    # a complaint that is turned down is decided; it may be against somebody behind its date and its author
    ("The complaint by Meta was rejected by Ofcom.", "Proceeding: Ofcom > Meta"),
    (
        "Ofcom examined a petition lodged on 3 May by the Users' Union against Meta.",
        "Proceeding: Users' Union of the United Kingdom > Meta",
    ),
    # whose demand was not met by whom, in the passive and where only the demand is named again
    ("Ofcom's notice was not complied with by Meta.", "NonCompliance: Meta > Ofcom"),
    ("Ofcom asked Meta to remove the posts. The request was ignored.", "NonCompliance: Meta > Ofcom"),
    # a duty is whose it is, and nobody else's demand
    ("Ofcom found that Meta breached its duties.", "NonCompliance: Meta > -"),
    ("Meta accepted that it had breached its obligations.", "NonCompliance: Meta > -"),
    # papers order for whoever decided, though nobody says who
    ("An injunction orders Meta to hide the posts.", "Order: - > Meta"),
    ("The notice instructs Meta to hide the posts.", "ContentRemoval: Meta > - ordered"),
    ("All operators are notified to block Facebook.", "Order: - > All operators"),
    # what nobody but the clause is
    ("It is ordered that Meta remove the posts.", "Order: - > Meta"),
    # members of a set whose owner stands between
    (
        "Ofcom fined two platforms of the group, namely Facebook and Instagram.",
        "Penalty: Ofcom > Facebook + Instagram",
    ),
    # words of official texts
    ("Ofcom deactivated Facebook.", "Block: Ofcom > Facebook"),
    ("Meta disabled access to the posts.", "ContentRemoval: Meta > -"),
    ("Ofcom took cognizance of the matter against Meta.", "Investigation: Ofcom > Meta"),
    ("The regulator finished an inspection of Meta.", "Investigation: - > Meta"),
    ("Meta pledged to hide the films.", "ContentRemoval: Meta > - promised"),
    ("Ofcom hereby notifies the public that Facebook was blocked.", "Statement: Ofcom > public"),
    # a ministry that tells of what is over did not therefore do it
    (
        "The Ministry of Information of Kenya informs the public that Facebook, which was blocked in May, is back.",
        "Block: - > Facebook",
    ),
]


@pytest.mark.parametrize(("sentence", "action"), OFFICIAL)
def test_wording_of_official_texts_tells_its_action(sentence: str, action: str) -> None:
    """The action with exactly these agents and targets is among what the sentence tells."""
    assert action in told(sentence)


def test_nobody_breaks_the_law_in_their_own_words() -> None:
    """A legal body that says "it violated the law" speaks of somebody else."""
    assert not [
        a
        for a in told("Ofcom warned Meta over the posts, saying it violated the country's laws.")
        if a.startswith("NonCompliance: Ofcom")
    ]


SILENT = [
    # silence breaks no rule, a petition's words are no statement, sorts of things did not take place
    ("Ofcom declined to comment on Telegram.", "NonCompliance"),
    ("X Corp has filed a petition in the High Court of Chad challenging the orders.", "Statement"),
    ("NetBlocks, which tracks internet disruptions, said that Telegram was slow.", "Shutdown"),
    ("The order was passed on a request by the National Cyber Crime Agency.", "Request"),
    # who decides a complaint breaks no rule, a company's terms are no law, a request is not the promise of it
    ("The complaint by Meta was rejected by Ofcom.", "NonCompliance"),
    ("Meta amended its terms of service in May.", "Legislation"),
    ("Meta undertook to take down the films.", "Agreement"),
    ("Ofcom took the decision to block Facebook.", "Order"),
]


@pytest.mark.parametrize(("sentence", "kind"), SILENT)
def test_wording_tells_no_such_action(sentence: str, kind: str) -> None:
    """What only looks like an action of the kind is none."""
    assert not [action for action in told(sentence) if action.startswith(kind)]


@pytest.mark.parametrize(("sentence", "action"), WORDINGS)
def test_wording_tells_its_action(sentence: str, action: str) -> None:
    """The action with exactly these agents and targets is among what the sentence tells."""
    assert action in told(sentence)
