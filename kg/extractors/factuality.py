"""Did it happen, or is it demanded, promised, possible, denied? Reads polarity and modality off the words that govern an action.

Climbs from the action's word to the root of its sentence. Each governor on the way may turn it (a promise, an order, a denial, a
condition); the nearest that says something decides the modality, negations are counted. Word lists:
``ontology/language/factuality.yaml``. Scheme: the seven modalities of the ontology, after FactBank's certainty and polarity.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from kg.extractors.syntax import (
    SUBJECTS,
    are_severed,
    child,
    children,
    is_before_colon,
    is_impersonal,
    is_infinitive,
    is_passive,
    is_verbal,
    sentence_bounds,
    suffers_by_own,
)
from kg.inflection import past_tense, verb_forms
from kg.lexicon import noun_list, verb_list, word_list
from kg.model import Modality, Polarity

#: By these a noun hangs on another that is only about it.
_ABOUT = frozenset({"against", "on", "over", "about", "into", "regarding", "concerning"})
#: They do the work of a modal verb: "need not", "did not have to".
_MODAL = frozenset({"want", "need", "allow", "have", "be", "do"})
#: A clause that one of these opens tells what is known.
_ASKING = frozenset({"why", "how", "when", "where"})
_VERBAL: tuple[Modality, ...] = ("ordered", "requested", "promised", "possible", "alleged")


@dataclass(frozen=True, slots=True)
class Factuality:
    """What the words say of an action, the word that decided the modality, and the verb that denies it (None: nothing did)."""

    polarity: Polarity
    modality: Modality
    governor: Token | None
    denial: Token | None = None


def is_negated(token: Token) -> bool:
    """Whether the word itself carries a negation: "not", "no", "without", "neither"."""
    negative = word_list("factuality", "negative_words")
    determiners = word_list("factuality", "negative_determiners")
    for c in token.children:
        if _is_not_only(c):
            continue
        if c.dep_ == "neg" or (
            c.lower_ in negative and c.dep_ in ("advmod", "preconj", "cc", "neg") and c.i < token.i
        ):
            return True
        if c.dep_ == "det" and c.lower_ in determiners:
            return True
        if (
            token.dep_ == "xcomp"
            and token.head.lower_ in verb_list("verbs", "having")
            and any(g.lower_ == "yet" for g in (*token.children, *token.head.children))
        ):
            return True  # "has yet to comply"
        if c.lower_ == "longer" and any(g.lower_ == "no" for g in c.children):
            return True
        if c.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and (
            c.lower_ in determiners
            or any(
                g.lower_ in determiners and g.dep_ in ("det", "neg", "preconj") and g.text != "NO"
                for g in c.children
            )  # "the NO DPA" is Norway's
        ):
            return True
        if c.dep_ == "prep" and (end := child(c, "pobj")) is not None and _is_none_of(end):
            return True  # "complied with none of the orders"
    if token.dep_ in ("pcomp", "pobj") and (token.head.lower_ == "without" or _is_instead(token.head)):
        return True
    return (
        token.dep_ == "conj"
        and token.head.dep_ != "conj"
        and any(c.lower_ in ("nor", "neither") for c in token.head.children)
        and is_verbal(token)
    )


def _is_not_only(negation: Token) -> bool:
    """Whether "not" says that there was more besides: "did not only block it", "not just a ban"."""
    behind = negation.nbor().lower_ if negation.i + 1 < len(negation.doc) else ""
    return negation.lower_ in ("not", "n't") and behind in ("only", "just", "merely", "simply")


def _is_instead(preposition: Token) -> bool:
    """Whether a preposition names what wasn't done: "instead of blocking it", "far from", "stopped short of"."""
    before = preposition.nbor(-1).lower_ if preposition.i else ""
    return f"{before} {preposition.lower_}" in ("instead of", "far from", "short of")


def _is_none_of(end: Token) -> bool:
    """Whether what a preposition names is none of several, or never: "none of them", "neither order", "at no point"."""
    if end.lower_ in ("none", "neither"):
        return True
    never = end.head.lower_ == "at" and end.lower_ in word_list("factuality", "moments")
    return any(c.lower_ == "neither" or never and c.lower_ == "no" for c in children(end, "det", "neg"))


def _auxiliaries(token: Token) -> list[Token]:
    own = children(token, "aux")
    if (
        not own
        and token.dep_ == "conj"
        and is_verbal(token.head)
        and child(token, "nsubj", "nsubjpass") is None
    ):
        return _auxiliaries(token.head)
    return own


def _is_condition(token: Token) -> bool:
    """Whether a clause starts with "if", "unless" …"""
    marks = word_list("factuality", "conditional_marks")
    first = token.doc[token.left_edge.i]
    past = token.tag_ == "VBD" or any(c.tag_ == "VBD" for c in children(token, "aux", "auxpass"))
    if past and any(c.lower_ == "once" for c in (first, *token.children)):
        return False  # "once the channels had been taken down"
    return any(c.lower_ in marks and c.dep_ in ("mark", "advmod") for c in token.children) or (
        first.lower_ in marks and first.dep_ in ("mark", "advmod")
    )


def _modality_of(noun: Token) -> Modality | None:
    """How a noun says that what follows it is meant: "an order to", "a request to"."""
    return next((name for name in _VERBAL if noun.lower_ in noun_list("factuality", f"noun_{name}")), None)


def _says_how(noun: Token) -> bool:
    """Whether a noun says of what follows it that it is ordered, asked for, promised, possible, alleged or denied."""
    return _modality_of(noun) is not None or noun.lower_ in noun_list("factuality", "noun_negative")


def has_condition(token: Token) -> bool:
    """Whether a condition hangs on the verb: "would be blocked unless …"."""
    return any(
        (c.dep_ in ("advcl", "prep") and (_is_condition(c) or c.lower_ in ("unless", "if")))
        or _is_inverted(c)
        for c in token.children
    )


def is_silence(verb: Token) -> bool:
    """Whether a verb tells that somebody says nothing: "declined to be drawn", "kept silent"."""
    silent = any(c.lower_ in word_list("factuality", "silences") for c in children(verb, "acomp", "oprd"))
    return silent or verb.lower_ in verb_list("verbs", "silent")


def _is_inverted(clause: Token) -> bool:
    """Whether a clause is a condition by its order of words: "Should it fail to pay, …"."""
    first = clause.left_edge
    return (
        clause.dep_ in ("advcl", "ccomp")
        and first.is_sent_start is True
        and first.lower_ in ("should", "were", "had")
    )


def is_whoever(noun: Token) -> bool:
    """Whether a noun stands for all who meet a condition: "whoever", "anyone who", "any person", "those who"."""
    low = noun.lower_
    if low in word_list("factuality", "whoever"):
        return True
    if low == "those" and child(noun, "relcl", "acl") is not None:
        return True
    if noun.tag_ == "NNS" and _are_any(noun):
        return True
    return any(c.dep_ == "det" and c.lower_ in ("any", "whichever", "whatever") for c in noun.children)


def _are_any(noun: Token) -> bool:
    """Whether a bare plural stands for all of whom a clause holds: "platforms that fail to comply face fines"."""
    clause, verb = child(noun, "relcl"), noun.head
    picked = child(noun, "det", "poss", "nummod") is not None
    if clause is None or picked or noun.dep_ not in ("nsubj", "nsubjpass"):
        return False
    if clause.tag_ != "VBP" and not any(c.tag_ == "VBP" and c.dep_ == "aux" for c in clause.children):
        return False
    ahead = any(
        c.dep_ == "aux" and c.lower_ in ("will", "may", "can", "could", "would") for c in verb.children
    )
    return ahead or verb.lower_ in verb_list("verbs", "light_passive")


def is_taken_to_do(noun: Token) -> bool:
    """Whether a noun is a decision that somebody takes to do something: "took the decision to block it"."""
    takes = noun.dep_ == "dobj" and noun.head.lower_ in verb_list("factuality", "taking_decisions")
    return (
        takes
        and noun.lower_ in noun_list("factuality", "noun_decided")
        and any(c.tag_ == "VB" for c in children(noun, "acl"))
    )


def is_planned(noun: Token) -> bool:
    """Whether a noun is of what is not yet in force: "a proposed ban"."""
    return any(c.lower_ in word_list("factuality", "planned") for c in children(noun, "amod"))


def is_none(noun: Token) -> bool:
    """Whether a noun says that there is none: "nobody", "no fine"."""
    return noun.lower_ in ("nobody", "none", "no-one") or any(
        c.dep_ == "det" and c.lower_ == "no" for c in noun.children
    )


def is_anybody(noun: Token) -> bool:
    """Whether a noun names nobody: "was told by nobody", "not instructed by anyone"."""
    return noun.lower_ in word_list("factuality", "anybody")


def is_in_condition(token: Token) -> bool:
    """Whether a verb only says of whom something will hold: "anyone who posts it", "any person found guilty"."""
    return token.dep_ in ("relcl", "acl") and not is_infinitive(token) and is_whoever(token.head)


def is_asked(token: Token) -> bool:
    """Whether a question that wants a yes or no asks for what a verb tells: "Will the government ban it?"."""
    verb = token
    while verb.dep_ in ("conj", "xcomp") and verb.head != verb:
        verb = verb.head
    if verb.head != verb:
        return False
    first, end = sentence_bounds(verb)
    label = next((t.i for t in verb.doc[first : verb.i] if t.text == ":"), first)  # "Ada Obi: Will …"
    opening = next((t for t in verb.doc[label:end] if t.is_alpha), verb)
    doer = child(verb, *SUBJECTS)
    inverted = (opening.dep_ in ("aux", "auxpass") and opening.head == verb) or opening == verb
    marked = any(t.text in ("?", ":") for t in verb.doc[max(first, end - 3) : end])
    return inverted and doer is not None and opening.i < doer.i and marked and opening.pos_ == "AUX"


def is_answered(token: Token) -> bool | None:
    """What the sentence behind a question says to it: "Did we slow it? No."; None where it says neither yes nor no."""
    end = sentence_bounds(token)[1]
    behind = next((t.lower_ for t in token.doc[end : end + 2] if t.is_alpha), "")
    return {"yes": True, "no": False}.get(behind)


def _is_imperative(verb: Token) -> bool:
    """Whether a verb in its bare form opens its sentence, or what stands behind a colon, without a subject."""
    if verb.tag_ != "VB" or child(verb, "dobj") is None:
        return False  # "Block on Telegram lifted" is none
    if past_tense(verb.lower_) == verb.lower_:
        return False  # "cut", "shut" and "put" may tell
    if child(verb, "nsubj", "nsubjpass", "aux", "auxpass", "expl") is not None:
        return False
    before = [t for t in verb.doc[sentence_bounds(verb)[0] : verb.i] if t.is_alpha]
    if before and verb.nbor(-1).text == ":":
        return True
    # Headlines, which end without a stop, leave subjects out: "Lift ban on X"
    stopped = verb.doc[sentence_bounds(verb)[1] - 1].text in (".", "!", '"')
    return stopped and all(t.lower_ in ("please", "now", "do") for t in before)


#: With these "would" tells what came then.
_LATER = frozenset({"later", "eventually", "subsequently", "ultimately", "afterwards"})


def _auxiliary_modality(token: Token, *, by_legal_body: bool) -> Modality | None:
    """The modality of the verb's own auxiliaries."""
    for auxiliary in _auxiliaries(token):
        low = auxiliary.lower_
        own = child(token, "nsubj", "nsubjpass")
        if auxiliary.text == "May" and not auxiliary.is_sent_start:
            continue  # the month: "On 2 May the regulator blocked it"
        if low == "would" and any(c.lower_ in _LATER for c in children(token, "advmod")):
            continue  # "would later tell lawmakers": did
        if low in ("would", "will", "'ll", "shall", "'d", "wo"):
            if has_condition(token) or (own is not None and is_whoever(own)):
                return "conditional"
            if low == "shall" and not (own is not None and own.lower_ in ("i", "we")):
                return "ordered"  # "operators shall block it" binds, "we shall appeal" promises
            # "nobody will be arrested" denies it flatly, "we will not block it" promises
            return None if own is not None and is_none(own) else "promised"
        if low in word_list("factuality", "obligation_auxiliaries"):
            return "ordered" if by_legal_body and low == "must" else "requested"
        if low == "could" and any(c.lower_ == "again" for c in token.children):
            return None  # "could be opened again": it was
        if low in word_list("factuality", "possible_auxiliaries"):
            of_whom = own or (child(token.head, "nsubj", "nsubjpass") if token.dep_ == "conj" else None)
            of_any = of_whom is not None and is_whoever(of_whom)
            return "conditional" if has_condition(token) or of_any else "possible"
    return None


def _has_own_tense(verb: Token) -> bool:
    """Whether a verb that is joined to another has a tense of its own: "must register and has been fined"."""
    return is_verbal(verb) and any(
        c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBZ", "VBP", "VBD") for c in verb.children
    )


def _received(verb: Token) -> tuple[Modality, Token] | None:
    """What was received that says how the infinitive behind it is meant: "received 12 requests from the state to remove posts"."""
    if verb.lower_ not in verb_list("factuality", "receiving"):
        return None
    return next(((name, noun) for noun in children(verb, "dobj") if (name := _modality_of(noun))), None)


def _is_decided_by(action: Token, order: Token) -> bool:
    """Whether an impersonal order does by its words what they tell: "It is ordered that the motion is granted"."""
    return is_impersonal(order) and action.tag_ == "VBN" and child(action, "auxpass") is not None


def _governing(token: Token, edge: str, action: Token) -> Modality | None:
    """What a governor makes of the action, whose clause hangs on it by ``edge``."""
    # "insists that it complies" tells, "insists that it comply" asks
    told = edge == "ccomp" and action.tag_ in ("VBZ", "VBD") and action.head == token
    low = token.lower_
    if edge == "xcomp" and is_infinitive(action):
        for impending in ("promised", "possible"):
            if low in word_list("factuality", f"impending_{impending}") and child(token, "dobj") is None:
                return impending  # "is due to be blocked", "is likely to ban"
        if low in ("is", "are") and action.head == token:
            return "promised"  # "is to be blocked"
        if low == "able" and any(c.lower_ in ("will", "would", "'ll") for c in children(token.head, "aux")):
            return "possible"  # but "was able to block it" tells that it did
    if edge == "ccomp" and action.head == token and _is_decided_by(action, token):
        return None
    if is_verbal(token):
        wishes = edge == "xcomp" and action.head == token and child(token, "dobj") is None
        if wishes and low in verb_list("factuality", "wishing"):
            # "wants to block it" is what its subject means to do, "wants it to be blocked" what others shall do
            return (
                "promised"
                if is_infinitive(action)
                and child(action, "nsubj", "nsubjpass") is None
                and not is_passive(action)
                else "requested"
            )
        if (
            edge in ("advcl", "xcomp")
            and low in verb_list("factuality", "giving")
            and (
                any(
                    c.lower_ in noun_list("factuality", "noun_deadline")
                    for c in children(token, "dobj", "npadvmod")
                )
                or any(c.lower_ in ("until", "till") for c in children(token, "prep"))
            )
        ):
            return "ordered"  # "gave the firm seven days to register", "has until Friday to"
        if edge == "xcomp" and low in verb_list("factuality", "telling") and action.tag_ == "VB":
            return "ordered"  # "told providers to block the site"
        if edge in ("xcomp", "ccomp", "dobj", "prep", "pcomp", "pobj", "nsubjpass", "advcl", "oprd"):
            if low in verb_list("factuality", "expecting") and is_passive(token):
                return "possible"  # "is expected to vote"
            named = edge in ("dobj", "oprd", "nsubjpass") and low in verb_list("attribution", "naming")
            if named and child(token, "oprd") is not None:
                return None  # "called the closures an act of reprisal"
            if edge == "prep" and any(
                c.lower_ == "against" and c.is_ancestor(action) for c in token.children
            ):
                return None  # "appealed against the fine"
            for name in _VERBAL:
                if low in verb_list("factuality", name):
                    return name if not (name == "requested" and told) else None
        return None
    if edge not in ("prep", "pobj", "pcomp", "acl", "ccomp", "xcomp"):
        return None
    if edge == "acl" and is_taken_to_do(token):
        return "promised"
    if edge == "prep" and not _is_content(token, action):
        return None  # "a decision regarding its inquiry", "an order after the ban"
    return _modality_of(token)


def _is_content(noun: Token, action: Token) -> bool:
    """Whether the phrase by which an action hangs on a noun says what it is that is ordered, asked for or feared."""
    return any(
        c.dep_ == "prep"
        and c.lower_ in ("of", "for", "to", "on", "against", "that")
        and c.is_ancestor(action)
        for c in noun.children
    )


def _is_about(preposition: Token) -> bool:
    """Whether what hangs on a preposition is only what its noun is about: "rejected an appeal against the ban", "seeks a reply on it"."""
    noun, low = preposition.head, preposition.lower_
    if noun.pos_ != "NOUN" or low not in _ABOUT:
        return False
    return not _says_how(noun) or low == "against" and _modality_of(noun) == "requested"


def _is_what_is_told(verb: Token) -> bool:
    """Whether a clause read as relative says what a noun of hearsay tells: "reports that it has blocked the app" has an object besides "that"."""
    return (
        verb.dep_ == "relcl"
        and verb.head.lower_ in _hearsay()
        and len(objects := children(verb, "dobj")) > 1
        and objects[0].lower_ == "that"
    )


def _is_past_of_another(verb: Token) -> bool:
    """Whether a relative clause tells what somebody did about the noun, not what the noun is to do: "an order, which the court lifted"."""
    doer = child(verb, "nsubj", "nsubjpass")
    return verb.tag_ == "VBD" and doer is not None and doer.tag_ not in ("WDT", "WP")


def _is_denied(token: Token, edge: str) -> bool:
    """Whether a plan or threat is said not to be: "no plans to", "does not intend to", "decided against"."""
    if edge == "acl":
        return is_negated(token)
    if edge in ("xcomp", "dobj") and is_negated(token):
        return True
    return edge == "prep" and (
        token.pos_ == "NOUN"
        and is_negated(token)  # "has no intention of blocking it"
        or any(
            c.lower_ == "against" and child(c, "pcomp", "pobj") is not None for c in children(token, "prep")
        )
    )


def _hearsay() -> frozenset[str]:
    return noun_list("factuality", "noun_alleged") | word_list("factuality", "hearsay")


def _calls_untrue(verb: Token) -> bool:
    """Whether a verb says of its object or subject that it is not so: "described talk of a ban as false", "reports of it are untrue"."""
    said = children(verb, "oprd", "acomp", "attr")
    # "turned out to be"
    said += [word for c in children(verb, "xcomp") for word in children(c, "acomp", "attr")]
    said += [part for c in children(verb, "prep") if c.lower_ == "as" for part in c.children]
    words = word_list("factuality", "true" if is_negated(verb) else "untrue")
    return any(word.lower_ in words for word in said)


def _is_left_unsaid(verb: Token) -> bool:
    """Whether a verb of saying is denied: "did not confirm", "declined to confirm"."""
    declined = verb.dep_ == "xcomp" and verb.head.lower_ in verb_list("factuality", "negative")
    return is_negated(verb) or declined


def _predicted(verb: Token) -> Modality | None:
    """What a predicate says of an action that is its subject: "a ban is possible", "a fine is imminent"."""
    said = [c.lower_ for c in children(verb, "acomp")] if is_verbal(verb) else []
    for impending in ("possible", "promised"):
        if any(word in word_list("factuality", f"predicted_{impending}") for word in said):
            return impending
    return None


def _turns_down(verb: Token) -> bool:
    """Whether a suit is turned down, which says nothing of whether what it is about was done."""
    brought = noun_list("nouns", "Proceeding") - noun_list("factuality", "noun_requested") - _hearsay()
    return verb.lower_ in verb_list("factuality", "denials_of_hearsay") and any(
        noun.lower_ in brought for noun in children(verb, "dobj", "nsubjpass")
    )


def plainly(token: Token) -> Factuality:
    """What a word itself says of its action, where nothing above it can: a saying behind the words that it quotes."""
    return Factuality("negative" if is_negated(token) else "positive", "actual", None)


def assess(token: Token, *, by_legal_body: bool = False) -> Factuality:
    """Polarity and modality of the action that ``token`` names.

    Args:
        token: the action's verb or noun.
        by_legal_body: whether a legal body is the speaker, so that "must" orders and does not ask.
    """
    negations = int(is_negated(token))
    modality: Modality | None = "promised" if token.pos_ == "NOUN" and is_planned(token) else None
    governor: Token | None = None
    denial: Token | None = None
    flatly: Token | None = None
    node, edge, below = token, "", token
    for _ in range(12):
        if node != token:
            found = _governing(node, edge, token)
            if found in ("promised", "possible") and _is_denied(node, edge):
                negations, found = negations + 1, None  # a denied plan is a denied act
            dropped = edge in ("dobj", "nsubjpass") and node.lower_ in verb_list("factuality", "dropping")
            if dropped and modality in ("promised", "possible"):
                negations, modality, governor = negations + 1, None, None  # "scrapped plans to ban it"
            if found is not None and modality is None:
                modality, governor = found, node
            elif modality is None and edge in ("xcomp", "advcl") and is_infinitive(token):
                modality, governor = _received(node) or (None, None)
            elif modality is None and edge in SUBJECTS and (predicted := _predicted(node)) is not None:
                modality, governor = predicted, node
            low = node.lower_
            of_it = edge in ("ccomp", "acomp", "attr") and any(
                c.lower_ == "it" for c in children(node, "nsubj", "expl")
            )
            if edge == "ccomp" and low in verb_list("attribution", "confirming") and _is_left_unsaid(node):
                modality, governor = modality or "alleged", node
                break  # "did not confirm that it had blocked the app"
            if edge == "prep" and below.lower_ == "against" and low in verb_list("factuality", "dissuading"):
                negations, modality, governor = negations + 1, "requested", node
            if edge == "prep" and below.lower_ == "against" and low in verb_list("factuality", "deciding"):
                negations += 1  # "decided against fining it"
            if edge == "prep" and below.lower_ == "from" and low in verb_list("factuality", "keeping"):
                negations += 1
            judged = of_it or edge in ("dobj", "nsubjpass", "nsubj")
            if judged and is_verbal(node) and _calls_untrue(node):  # "it is false that"
                negations, modality, governor, denial = negations + 1, None, None, None if of_it else node
            elif edge in ("xcomp", "ccomp", "dobj", "prep", "pcomp", "nsubjpass", "acl"):
                if edge in ("dobj", "nsubjpass", "prep") and _turns_down(node):
                    break  # "rejected the suit over the ban"
                if (
                    low in verb_list("factuality", "negative")
                    or low in noun_list("factuality", "noun_negative")
                    or any(f"{low} {c.lower_}" in verb_list("factuality", "negative") for c in node.children)
                ):
                    negations += 1
                    if is_negated(node) and any(c.lower_ == "out" for c in children(node, "prt")):
                        negations, modality, governor = negations + 1, "possible", node  # "did not rule out"
                        node, edge, below = node.head, node.dep_, node
                        continue
                    hearsay = modality == "alleged" or below.lower_ in _hearsay()
                    if low in verb_list("factuality", "denials") or (
                        hearsay and low in verb_list("factuality", "denials_of_hearsay")
                    ):
                        # What is denied is denied flatly, be it of the future or hearsay.
                        modality, governor, flatly = None, None, node
                        # Whoever is told to disregard it has denied nothing.
                        denial = None if low in verb_list("factuality", "ignoring") else node
                elif low not in verb_list("factuality", "factual"):
                    # A negated order or saying says nothing of what is ordered or said; a negated modal verb does.
                    wanted = edge in ("xcomp", "dobj") and low in _MODAL
                    believed = edge == "ccomp" and low in verb_list("factuality", "believing")
                    negations += int((wanted or believed) and is_negated(node))
            elif edge == "acomp" and below.lower_.endswith("ed") and low in verb_forms("be"):
                negations += int(is_negated(node))  # "has not been unblocked", read as an adjective
        if is_verbal(node):
            if (
                modality is None
                and flatly != node  # "should disregard reports of it"
                and (found := _auxiliary_modality(node, by_legal_body=by_legal_body)) is not None
                and (
                    node == token
                    or edge in ("dobj", "xcomp", "nsubjpass", "auxpass", "acomp", "attr")
                    or (edge == "conj" and not _has_own_tense(below))
                    or (edge == "prep" and node.lower_ in verb_list("factuality", "refraining"))
                    or suffers_by_own(below)
                    or (edge == "advcl" and node.lower_ in verb_list("verbs", "travelling"))
                )
            ):
                modality, governor = found, node
            if _is_condition(node) and modality in (None, "promised", "possible"):
                modality, governor = "conditional", node
            if modality is None and any(
                c.lower_ in word_list("factuality", "alleged_adverbs") for c in children(node, "advmod")
            ):
                modality, governor = "alleged", node
        if node.head == node:
            if node == token and modality is None and is_infinitive(node):
                modality = "promised"  # a headline: "Kenya to block Telegram", "TikTok to be banned"
            elif modality is None and _is_imperative(node):
                modality = "requested"  # "Senegal: restore mobile internet at once"
            break
        edge = node.dep_
        hearsay_clause = _is_what_is_told(node)
        if edge == "relcl" and (hearsay_clause or is_infinitive(node) and _says_how(node.head)):
            edge = "acl"  # "a call to ban it"
        if edge == "prep" and _is_about(node):
            break
        if edge == "ccomp" and any(c.lower_ in _ASKING for c in children(node, "advmod")):
            break  # "refused to say why it blocked the site": it did
        if edge == "pcomp" and node.head.head.pos_ == "NOUN" and not _says_how(node.head.head):
            break  # "reasons for shutting it down": spoken about
        # "a letter instructing …", "a decision that the council took": told as done
        if (
            not hearsay_clause
            and edge == "acl"
            and node.tag_ in ("VBG", "VBN", "VBD", "VBZ", "VBP")
            and child(node, "mark") is None
        ):
            break
        if edge in ("ccomp", "parataxis") and are_severed(node, node.head) or is_before_colon(node):
            break
        if edge == "pcomp" and node.head.lower_ == "with" and child(node, "nsubj", "nsubjpass") is not None:
            break  # ", with the minister calling it false": a remark of its own
        any_such = any(c.lower_ in ("a", "an", "any") for c in children(node, "det"))  # "may fight a ban"
        if edge == "dobj" and not any_such and node.head.lower_ in verb_list("factuality", "evaluating"):
            break  # "would never condone the ban": whether it took place is not said here
        if (
            edge in ("relcl", "parataxis")
            or (edge == "advcl" and not _is_condition(node) and not is_infinitive(node))
            or (edge == "conj" and is_verbal(node) and child(node, "nsubj", "nsubjpass") is not None)
            or (edge == "conj" and node.tag_ in ("VBD", "VBZ") and node.head.tag_ == "VB")
        ):
            ordered = edge == "relcl" and node.head.lower_ in noun_list("factuality", "noun_ordered")
            if edge == "relcl" and (not ordered or _is_past_of_another(node)):
                break
            if edge != "relcl":
                break
        node, below = node.head, node
    on_condition = has_condition(token) or governor is not None and has_condition(governor)
    if modality in ("possible", "promised") and on_condition:
        modality = (
            "conditional"  # "threatened to block it if it did not comply", "plans to sue unless it is lifted"
        )
    return Factuality("negative" if negations % 2 else "positive", modality or "actual", governor, denial)
