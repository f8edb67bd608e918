"""Which of a sentence's candidates only repeat, serve or explain another, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from spacy.tokens import Token

from kg.extractors.factuality import assess
from kg.extractors.filling import Candidate
from kg.extractors.syntax import (
    clause_head,
    in_one_sentence,
    is_impersonal,
    is_infinitive,
    is_verbal,
    objects,
    participles,
    ranked_by,
    subject,
)
from kg.lexicon import noun_list, verb_list

#: Participles that give the reason for what the main verb tells.
REASONING = frozenset({"citing", "alleging", "accusing", "arguing"})
#: Deeds that are told as promised; what else is promised is agreed to.
_PROMISED = frozenset(
    {"Block", "Unblock", "ContentRemoval", "ContentRestoration", "Proceeding", "Legislation", "Penalty"}
)


def pruned(found: Sequence[Candidate]) -> Iterator[tuple[Candidate, str]]:
    """Each candidate with the reason why it tells nothing of its own; empty where it does.

    What a candidate says of the action that it repeats is added to that one.
    """
    pointed = {i: c for c in found for i in c.pointed}
    for candidate in found:
        if pointed.get(candidate.trigger.i, candidate) is not candidate and not _has_own_doer(candidate):
            yield candidate, "part of another action's words"
        elif (outer := _same_kind_above(candidate, found)) is not None:
            _tell_more(outer, candidate)
            yield candidate, "the same action as the verb above it"
        else:
            yield candidate, next((why for holds, why in _REASONS if holds(candidate, found)), "")


def _tell_more(outer: Candidate, inner: Candidate) -> None:
    """Adds to an action what the one that repeats it says of participants that it lacks: who is asked to act has not acted.

    Whose decision a court undoes is on the other side: "quashed a decision of the regulator".
    """
    undone = outer.kind == "Order" and outer.trigger.lower_ in verb_list("verbs", "overturning")
    for role, keys in inner.roles.items():
        known = outer.roles.get(role, ())
        if role == "agent" and known and undone:
            outer.add("target", tuple(k for k in keys if k not in known))
        elif role not in ("agent", "target"):
            outer.add(role, keys)
        elif not known or role == "target":
            other = outer.roles.get("target" if role == "agent" else "agent", ())
            outer.add(role, tuple(k for k in keys if k not in other))


def _same_kind_above(candidate: Candidate, found: Sequence[Candidate]) -> Candidate | None:
    """The candidate of the same kind that this one is the content of: "made efforts to address questions".

    Or of which it says more: "granted an injunction ordering the firm to …" is one order, "restored access, lifting a ban" one end.
    """
    node = candidate.head
    ordering = candidate.kind == "Order" and node.dep_ == "pcomp"  # "sided with the agency in ordering …"
    if node.tag_ == "VBG" and (node.dep_ in ("advcl", "acl") or ordering):
        agent = set(candidate.roles.get("agent", ()))
        return next(
            (
                other
                for other in found
                if other is not candidate
                and other.kind == candidate.kind
                and (other.trigger.i < node.i or (node.dep_ == "advcl" and node.head == other.trigger))
                and in_one_sentence(other.trigger, node)
                and agent <= set(other.roles.get("agent", ()))
                and {node.head.i, clause_head(node.head).i} & {other.trigger.i, other.head.i, *other.used}
            ),
            None,
        )
    for _ in range(4):
        if (
            node.head == node
            or not (
                node.dep_ in ("dobj", "xcomp", "acomp", "oprd", "acl", "nsubjpass")
                or (node.dep_ == "conj" and node.tag_ == "VB" and node.head.tag_ == "VB")
                or (node.dep_ == "ccomp" and (node.tag_ == "VB" or is_impersonal(node.head)))
            )
            or (node.dep_ == "acl" and node.tag_ != "VB")
        ):
            return None
        node = node.head
        for other in found:
            if (
                other is not candidate
                and other.kind == candidate.kind
                and node in (other.trigger, other.head)
            ):
                return other
    return None


def _is_state_of_told(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether a state only goes on with its verb that tells the same: "came back", "was knocked offline"."""
    return candidate.template.is_state and any(
        other is not candidate and other.kind == candidate.kind and other.trigger == candidate.head
        for other in found
    )


def _is_of_told_report(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether a report only says something whose publication its own words tell: "the report, published on Monday, finds"."""
    doer = subject(candidate.head) if candidate.kind == "Report" and is_verbal(candidate.head) else None
    return doer is not None and any(
        other is not candidate and other.kind == "Report" and other.head.head == doer for other in found
    )


def _has_own_doer(candidate: Candidate) -> bool:
    """Whether a participle says of a noun who did it: "the ban on X, imposed by the ministry, was lifted"."""
    return (
        candidate.template.is_noun
        and bool(candidate.roles.get("agent"))
        and any(
            clause.lower_ in verb_list("verbs", "light_active") for clause in participles(candidate.trigger)
        )
    )


def _is_in_content(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether an order is nothing but the sanction that its words go on to tell ("adopted a decision fining X"), or a
    promise nothing but what is promised ("pledged to remove the posts").
    """
    for other in found:
        if other is candidate or other.kind == candidate.kind:
            continue
        clause = other.head
        inside = clause.dep_ == "xcomp" and clause.head == candidate.trigger
        if candidate.kind == "Order" and other.kind == "Proceeding" and inside:
            return candidate.trigger.lower_ in verb_list("factuality", "deciding")
        if candidate.kind == "Agreement" and other.kind in _PROMISED and inside:
            return candidate.trigger.lower_ in verb_list("verbs", "pledging")
        if candidate.kind == "Order" and other.kind == "Penalty" and not candidate.roles.get("target"):
            decided = clause.tag_ == "VBG" and clause.dep_ in ("acl", "advcl", "xcomp")
            by = set(other.roles.get("agent", ())) <= set(candidate.roles.get("agent", ()))
            if decided and by and (clause.head == candidate.trigger or clause.head.i in candidate.pointed):
                return True
    return False


def _is_granting(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether an impersonal order is nothing but the decision of a case: "It is ordered that the motion is granted"."""
    return (
        candidate.kind == "Order"
        and is_impersonal(candidate.trigger)
        and any(
            o.kind == "Proceeding" and o.head.dep_ == "ccomp" and o.head.head == candidate.trigger
            for o in found
        )
    )


def _is_of_speaking_order(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether a participle only says whose order it is that orders something: "the order issued by the ministry directed X to"."""
    return (
        candidate.kind == "Order"
        and candidate.head.dep_ == "acl"
        and candidate.head.tag_ == "VBN"
        and any(
            other.kind == "Order"
            and other is not candidate
            and is_verbal(other.trigger)
            and subject(other.trigger) == candidate.head.head
            for other in found
        )
    )


def _is_unmet(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether it is the compliance or answer that a breach is the lack of: "failed to pay the fine"."""
    above = candidate.head.head
    return (
        (candidate.kind == "Compliance" or candidate.kind == "Statement" and not _declines(above))
        and candidate.head.dep_ == "xcomp"
        and any(o.kind == "NonCompliance" and o.trigger == above for o in found)
    )


def _declines(verb: Token) -> bool:
    return verb.lower_ in verb_list("verbs", "declining")


def _is_silence(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether what somebody refuses is to say or order something: a statement or decision of its own kind."""
    if candidate.kind != "NonCompliance" or not _declines(candidate.trigger):
        return False
    return any(
        other.kind in ("Statement", "Order")
        and other.trigger.head == candidate.trigger
        and other.trigger.dep_ == "xcomp"
        for other in found
    )


def _is_argument(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether a participle only tells what a petition or suit is about: "filed a petition challenging the order"."""
    token = candidate.head
    return (
        candidate.kind in ("Statement", "Proceeding", "Request")
        and token.tag_ == "VBG"
        and token.dep_ in ("acl", "advcl")
        and any(
            other is not candidate
            and other.kind == "Proceeding"
            and other.trigger.i < token.i
            and (token.head == other.trigger or token.head.i in other.used | other.pointed)
            for other in found
        )
    )


def _is_purpose(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """An infinitive that only says what something was for, or a gerund that says why ("fined for violating")."""
    token = candidate.head
    omitted = token.dep_ == "xcomp" and token.head.dep_ == "pcomp"
    if omitted:
        token = token.head  # "fined for failing to answer"
    if (
        token.dep_ == "pcomp"
        and token.head.lower_ in ("for", "against", "without")
        and (
            candidate.kind in ("NonCompliance", "Compliance", "Statement")
            or (omitted and candidate.kind == "ContentRemoval")
        )
    ):
        return True
    if token.dep_ == "advcl" and token.lower_ in REASONING and candidate.kind in ("Proceeding", "Statement"):
        return True
    if candidate.kind == "Protest":
        return False  # "gathered to protest"
    if candidate.kind == "Engagement" and token.head.lower_ in verb_list("verbs", "travelling"):
        return False  # "flew to Lagos to meet the minister"
    if (
        not is_infinitive(token)
        or token.dep_ not in ("advcl", "acl", "relcl")
        or ranked_by(token) is not None
    ):
        return False
    steps = (token.head, *objects(token.head)) if is_verbal(token.head) else (token.head,)
    if any(
        n.lower_ in noun_list("nouns", "Step") and n.head.lower_ in verb_list("verbs", "taking")
        for n in steps
    ):
        return False  # "have taken action to remove posts"
    facts = assess(token)
    return (facts.modality, facts.polarity) == ("actual", "positive") and not any(
        token.head in (o.trigger, o.head) and o.kind in ("Order", "Request") for o in found
    )


#: Why a candidate tells nothing of its own: the first of these that holds.
_REASONS: tuple[tuple[Callable[[Candidate, Sequence[Candidate]], bool], str], ...] = (
    (_is_state_of_told, "the same action as its verb"),
    (_is_of_told_report, "what the report says that was told as published"),
    (_is_purpose, "a purpose or reason, not told as done"),
    (_is_in_content, "what it decides or promises is told as such"),
    (_is_granting, "what it decides is told as such"),
    (_is_of_speaking_order, "whose order it is that orders"),
    (_is_unmet, "what somebody fails to do"),
    (_is_silence, "whoever declines to comment or order breaks no rule"),
    (_is_argument, "what the petition says"),
)
