"""Inflected forms of English words, over-generated: a form that nobody writes is never met.

The tagger's lemmas are not relied on, since it takes "fined" for "fin" and "unblocked" for an adjective.
"""

from __future__ import annotations

from functools import cache

_IRREGULAR = {
    "be": "am is are was were been being 's 're", "have": "has had having 've", "do": "does did done doing",
    "say": "says said saying", "tell": "tells told telling", "take": "takes took taken taking", "give": "gives gave given giving",
    "make": "makes made making", "hold": "holds held holding", "bring": "brings brought bringing", "find": "finds found finding",
    "put": "puts put putting", "cut": "cuts cut cutting", "shut": "shuts shut shutting", "hit": "hits hit hitting",
    "let": "lets let letting", "set": "sets set setting", "go": "goes went gone going", "come": "comes came come coming",
    "get": "gets got gotten getting", "keep": "keeps kept keeping", "leave": "leaves left leaving", "meet": "meets met meeting",
    "lift": "lifts lifted lifting", "seek": "seeks sought seeking", "send": "sends sent sending", "speak": "speaks spoke spoken speaking",
    "write": "writes wrote written writing", "withdraw": "withdraws withdrew withdrawn withdrawing", "withhold": "withholds withheld withholding",
    "overturn": "overturns overturned overturning", "uphold": "upholds upheld upholding", "strike": "strikes struck stricken striking",
    "throw": "throws threw thrown throwing", "pay": "pays paid paying", "lay": "lays laid laying", "sue": "sues sued suing",
    "break": "breaks broke broken breaking", "breach": "breaches breached breaching", "become": "becomes became become becoming",
    "begin": "begins began begun beginning", "draw": "draws drew drawn drawing", "fight": "fights fought fighting",
    "forbid": "forbids forbade forbidden forbidding", "know": "knows knew known knowing", "lead": "leads led leading",
    "lose": "loses lost losing", "mean": "means meant meaning", "overrule": "overrules overruled overruling", "quit": "quits quit quitting",
    "read": "reads read reading", "rise": "rises rose risen rising", "run": "runs ran run running", "see": "sees saw seen seeing",
    "stand": "stands stood standing", "win": "wins won winning", "think": "thinks thought thinking", "wind": "winds wound winding",
    "tie": "ties tied tying", "understand": "understands understood understanding", "undertake": "undertakes undertook undertaken undertaking",
    "bar": "bars barred barring", "abide": "abides abided abode abiding", "rule": "rules ruled ruling", "file": "files filed filing",
    "fine": "fines fined fining", "feel": "feels felt feeling", "show": "shows showed shown showing", "buy": "buys bought buying",
    "sit": "sits sat sitting", "choose": "chooses chose chosen choosing", "swear": "swears swore sworn swearing", "hear": "hears heard hearing",
    "rescind": "rescinds rescinded rescinding", "overcome": "overcomes overcame overcoming", "grow": "grows grew grown growing",
    "fall": "falls fell fallen falling", "pull": "pulls pulled pulling", "forgo": "forgoes forwent forgone forgoing",
    "freeze": "freezes froze frozen freezing", "unfreeze": "unfreezes unfroze unfrozen unfreezing", "bind": "binds bound binding",
    "spread": "spreads spread spreading", "spend": "spends spent spending", "build": "builds built building", "sell": "sells sold selling",
    "deal": "deals dealt dealing", "drive": "drives drove driven driving", "hide": "hides hid hidden hiding", "catch": "catches caught catching",
    "sting": "stings stung stinging", "undo": "undoes undid undone undoing", "rewrite": "rewrites rewrote rewritten rewriting",
    "redraw": "redraws redrew redrawn redrawing", "retake": "retakes retook retaken retaking", "rebuild": "rebuilds rebuilt rebuilding",
    "repay": "repays repaid repaying", "oversee": "oversees oversaw overseen overseeing", "foresee": "foresees foresaw foreseen foreseeing",
    "override": "overrides overrode overridden overriding", "overthrow": "overthrows overthrew overthrown overthrowing",
    "overrun": "overruns overran overrun overrunning", "overstep": "oversteps overstepped overstepping", "beat": "beats beat beaten beating",
    "cast": "casts cast casting", "broadcast": "broadcasts broadcast broadcasted broadcasting", "bid": "bids bid bidding",
    "teach": "teaches taught teaching", "plead": "pleads pleaded pled pleading", "steal": "steals stole stolen stealing",
    "wear": "wears wore worn wearing", "forget": "forgets forgot forgotten forgetting", "sink": "sinks sank sunk sinking",
    "beseech": "beseeches besought beseeched beseeching", "resell": "resells resold reselling", "sweep": "sweeps swept sweeping",
    "slide": "slides slid sliding", "split": "splits split splitting", "wake": "wakes woke woken waking", "rid": "rids rid ridding",
}  # fmt: skip
_PLURALS = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "medium": "media",
    "criterion": "criteria",
}
_VOWELS = "aeiou"


@cache
def verb_forms(lemma: str) -> frozenset[str]:
    """All forms of a verb, lower case, the lemma included; of several words ("crack down") the first is inflected.

    >>> sorted(verb_forms("ban"))
    ['ban', 'baned', 'baning', 'banned', 'banning', 'bans']
    """
    first, space, rest = lemma.partition(" ")
    if first in _IRREGULAR:
        forms = {first, *_IRREGULAR[first].split()}
    elif first[-1:] == "y" and first[-2:-1] not in _VOWELS:
        forms = {first, first[:-1] + "ies", first[:-1] + "ied", first + "ing"}
    elif first.endswith("e"):
        forms = {first, first + "s", first + "d", first[:-1] + "ing"}
    else:
        third = "es" if first.endswith(("s", "x", "z", "ch", "sh", "o")) else "s"
        forms = {first, first + third, first + "ed", first + "ing"}
        if (
            len(first) > 2
            and first[-1] not in _VOWELS + "wxyh"
            and first[-2] in _VOWELS
            and first[-3] not in _VOWELS
        ):
            forms |= {first + first[-1] + "ed", first + first[-1] + "ing"}
    return frozenset(form + space + rest for form in forms)


@cache
def past_tense(lemma: str) -> str:
    """The simple past of a verb; only short verbs double their last letter.

    >>> past_tense("ban"), past_tense("order"), past_tense("uphold"), past_tense("file")
    ('banned', 'ordered', 'upheld', 'filed')
    """
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma].split()[1]
    regular = sorted((form for form in verb_forms(lemma) if form.endswith("ed")), key=len)
    return regular[-1 if len(lemma) < 5 else 0]


@cache
def third_person(lemma: str) -> str:
    """The third person singular of a verb in the present.

    >>> third_person("ban"), third_person("deny"), third_person("go")
    ('bans', 'denies', 'goes')
    """
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma].split()[0]
    return next(form for form in sorted(verb_forms(lemma)) if form.endswith("s") and form != lemma)


@cache
def noun_forms(lemma: str) -> frozenset[str]:
    """Singular and plural of a noun, lower case; of several words the last is inflected.

    >>> sorted(noun_forms("penalty"))
    ['penalties', 'penalty']
    """
    if lemma in _PLURALS:
        return frozenset({lemma, _PLURALS[lemma]})
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return frozenset({lemma, lemma[:-1] + "ies"})
    return frozenset({lemma, lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh")) else "s")})
