"""Questions to the dependency parse that every extractor asks in the same words (labels: ClearNLP, as spaCy's English models).

All functions are pure and look at one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from kg.lexicon import noun_list, verb_list, word_list

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
OBJECTS = frozenset({"dobj", "obj", "dative", "attr", "oprd"})
CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "relcl", "acl", "csubj", "csubjpass", "pcomp", "parataxis"})


@dataclass(frozen=True, slots=True)
class _Shape:
    """A parse as lists, by index of word: its children with their labels, and where its sentence begins and ends.

    spaCy finds both anew each time that it is asked, and the extractors ask thousands of times a document. Only to be
    asked of parses that nobody changes any more.
    """

    children: list[list[tuple[int, str]]]
    sentences: list[tuple[int, int]]


_SHAPE = "shape"


def _shape(doc: Doc) -> _Shape:
    known = doc.user_data.get(_SHAPE)
    if isinstance(known, _Shape):
        return known
    found = _Shape(
        [[] for _ in range(len(doc))], [(s.start, s.end) for s in doc.sents for _ in range(len(s))]
    )
    for token in doc:
        if token.head.i != token.i:
            found.children[token.head.i].append((token.i, token.dep_))
    doc.user_data[_SHAPE] = found
    return found


def children(token: Token, *labels: str) -> list[Token]:
    """The children with one of the labels, in order."""
    doc = token.doc
    return [doc[i] for i, label in _shape(doc).children[token.i] if label in labels]


def child(token: Token, *labels: str) -> Token | None:
    """The first child with one of the labels."""
    doc = token.doc
    for i, label in _shape(doc).children[token.i]:
        if label in labels:
            return doc[i]
    return None


def sentence_bounds(token: Token) -> tuple[int, int]:
    """The index of the first word of a word's sentence, and of the one behind its last."""
    return _shape(token.doc).sentences[token.i]


def in_one_sentence(one: Token, other: Token) -> bool:
    """Whether two words, maybe of different paragraphs, stand in one sentence."""
    return one.doc is other.doc and sentence_bounds(one) == sentence_bounds(other)


def is_verbal(token: Token) -> bool:
    """Whether the parser takes the word for a verb, or for a participle in a verb's place ("it was unblocked")."""
    if (
        token.tag_ == "JJ"
        and token.dep_ in ("acomp", "oprd")
        and token.lower_.endswith(("ed", "en", "wn", "ut"))
    ):
        return True
    if child(token, "auxpass") is not None:
        return True
    return token.pos_ in ("VERB", "AUX") or (
        token.tag_ in ("VBN", "VBG", "VBD") and token.dep_ not in ("amod", "compound")
    )


def is_sought(participle: Token) -> bool:
    """Whether somebody acts to bring about what a participle tells: "went to court to have the ban lifted"."""
    have = participle.head
    return (
        participle.tag_ == "VBN"
        and participle.dep_ in ("ccomp", "xcomp", "oprd")
        and have.lower_ in ("have", "get")
        and have.dep_ in ("advcl", "xcomp")
        and any(c.tag_ == "TO" for c in have.children)
    )


def is_preposition(token: Token) -> bool:
    """Whether a participle only says when: "blocked the apps following a request"."""
    return token.lower_ == "following" and not any(
        c.dep_ in ("aux", "nsubj", "nsubjpass") for c in token.children
    )


def is_passive(token: Token) -> bool:
    """Whether a verb form is passive: it has a passive subject or auxiliary, or is a participle behind its noun."""
    for c in token.children:
        if c.dep_ in ("nsubjpass", "auxpass", "csubjpass") or (
            c.dep_ == "agent" and token.tag_ in ("VBN", "VBD", "JJ")
        ):
            return True
    if (token.dep_ == "acl" and token.tag_ == "VBN") or _is_had(token):
        return True
    if (
        token.dep_ == "conj"
        and token.tag_ == "VBN"
        and child(token, "nsubj") is None
        and token.head.tag_ == "VBN"
    ):
        return is_passive(token.head) and child(token, "dobj") is None
    return (
        token.dep_ in ("xcomp", "oprd", "ccomp", "acomp")
        and token.tag_ in ("VBN", "JJ")
        and child(token, "nsubj", "dobj", "aux") is None
    )


def is_caused(token: Token) -> bool:
    """Whether somebody has something done: "the president had the site blocked"."""
    return _is_had(token) and not suffers_by_own(token)


def suffers_by_own(token: Token) -> bool:
    """Whether somebody suffers what is done to something of their own: "will have its licence revoked"."""
    own = passive_object(token) if _is_had(token) else None
    return own is not None and any(c.tag_ == "PRP$" for c in children(own, "poss"))


def _is_had(token: Token) -> bool:
    causes = ("have", "has", "had", "having", "get", "gets", "got", "getting")
    return (
        token.tag_ == "VBN"
        and token.dep_ in ("ccomp", "xcomp", "oprd")
        and token.head.lower_ in causes
        and token.head.pos_ in ("VERB", "AUX")
    )


#: "the first country to ban it": whoever is that, does it.
_RANKS = frozenset(
    [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "last",
        "latest",
        "newest",
        "next",
        "only",
        "one",
    ]
)


def ranked_by(token: Token) -> Token | None:
    """The "is" or "became" above an infinitive that says in what its subject was the first, the latest, the only one."""
    if token.tag_ != "VB" or token.dep_ not in ("acl", "advcl", "relcl", "xcomp"):
        return None
    verb = token.head if is_verbal(token.head) else token.head.head
    rank = child(verb, "attr", "acomp") if is_verbal(verb) else None
    if rank is None or rank.i > token.i or own_subject(token) is not None:
        return None
    return verb if any(t.lower_ in _RANKS for t in token.doc[rank.left_edge.i : rank.i + 1]) else None


def is_told_of(name: Token, noun: Token | None) -> bool:
    """Whether a name is but what a noun's preposition names, "a letter to Meta told"; behind "of" it may be an apposition's."""
    return noun is not None and name.dep_ == "pobj" and name.head.lower_ != "of" and noun.is_ancestor(name)


def own_subject(token: Token) -> Token | None:
    """The subject that the parse hangs on the verb itself, or on its auxiliary ("its services remain suspended")."""
    subjects = children(token, "nsubj", "nsubjpass")
    own = subjects[0] if subjects else None
    if len(subjects) > 1 and subjects[-1].i < token.i:
        between = token.doc[subjects[0].i + 1 : subjects[-1].i]
        if any(t.text == ":" for t in between):  # the label of a turn: "Ada Obi: The police arrested …"
            own = subjects[-1]
    if own is None:
        auxiliary = child(token, "auxpass", "aux")
        own = child(auxiliary, "nsubj", "nsubjpass") if auxiliary is not None else None
    if own is None:  # a name that reads like a clause: "the Committee to Protect Journalists demanded"
        clause = child(token, "csubj", "csubjpass")
        own = (
            clause
            if clause is not None and clause.text.istitle() and clause.i > sentence_bounds(token)[0]
            else None
        )
    return own


@cache
def _foreseeing() -> frozenset[str]:
    """The adjectives that say of their subject what it may or will do."""
    return word_list("factuality", "impending_promised") | word_list("factuality", "impending_possible")


def subject(token: Token, depth: int = 0) -> Token | None:
    """The understood subject: its own, or that of the verb that controls or coordinates it. None where there is none.

    For a passive it is the passive subject. An infinitive behind an object takes the object.
    """
    own = own_subject(token)
    if own is not None or depth > 6:
        return own
    head, label = token.head, token.dep_
    if head == token:
        return None
    if (verb := ranked_by(token)) is not None:
        return subject(verb, depth + 1)
    if label == "conj":
        is_past = token.tag_ in ("VBD", "VBZ") and head.tag_ == "VB"
        is_modal = any(c.tag_ == "MD" for c in token.children) and any(c.tag_ == "TO" for c in head.children)
        if (is_past or is_modal) and head.head != head:
            # "ordered it to explain and adjourned", "may ask to be heard or may appeal": the parser hangs it on the infinitive
            return subject(head.head, depth + 1)
        return subject(head, depth + 1)
    if label in ("xcomp", "ccomp"):
        controlled = child(head, "dobj", "dative")
        reaches = head.lower_ in verb_list("verbs", "reaching")
        if controlled is not None and label == "xcomp" and controlled.i < token.i and not reaches:
            return controlled
        if label == "ccomp" and token.tag_ not in ("VB", "VBG"):
            return None
        judged = own_subject(head) if label == "xcomp" and child(head, "acomp") is not None else None
        if judged is not None and judged.lower_ == "it":
            return None  # "it is absurd to claim that"
        return subject(head, depth + 1)
    if label == "acl":
        decides = head.lower_ in noun_list("nouns", "Ruling") | noun_list("nouns", "Decree")
        if token.tag_ == "VBG" and not decides and token.i and token.nbor(-1).text == ",":
            # "issued a notice to the firm, directing it to …": behind a comma it goes on about the clause, not the noun
            verb = clause_head(head)
            if is_verbal(verb) and verb.i < token.i and (main := subject(verb, depth + 1)) is not None:
                return main
        if token.tag_ == "VBG" and (addressed := child(token, "dobj", "dative")) is not None:
            verb = clause_head(head)
            if addressed.lower_ in ("them", "it", "him", "her") and is_verbal(verb) and verb.i < head.i:
                return subject(
                    verb, depth + 1
                )  # "wrote to providers, ordering them": they don't order themselves
        return head if token.tag_ in ("VBG", "VB") else None
    if label == "relcl":
        return None
    if label in ("advcl", "pcomp"):
        if (
            label == "pcomp"
            and head.lower_ in ("from", "of", "into", "for", "against")
            and is_verbal(head.head)
        ):
            # "barred them from using", "warned it against using", "accused it of hiding", "fined it 5 million for failing to"
            controlled = child(head.head, "dative") or child(head.head, "dobj", "nsubjpass")
            if controlled is not None:
                return controlled
        verb = head
        while verb.dep_ == "prep" and verb.head != verb:
            verb = verb.head
        if verb.pos_ in ("VERB", "AUX"):
            return subject(verb, depth + 1)
        return None
    if label == "acomp":  # "Ofcom is likely to", "will be able to fine it"
        able = token.lower_ == "able" and any(c.tag_ == "MD" for c in head.children)
        return subject(head, depth + 1) if able or token.lower_ in _foreseeing() else None
    return subject(head, depth + 1) if label in ("prep", "aux", "auxpass") else None


def is_impersonal(token: Token) -> bool:
    """Whether "it" stands for nothing but the clause behind a passive: "It is ordered that the firm remove the posts"."""
    own, clause = own_subject(token), child(token, "ccomp")
    return (
        own is not None
        and own.lower_ == "it"
        and clause is not None
        and clause.i > token.i
        and is_passive(token)
    )


def passive_object(token: Token, depth: int = 0) -> Token | None:
    """What a passive was done to: its passive subject, the noun before a participle, or the subject it shares."""
    own = own_subject(token)
    if own is not None:
        return antecedent(token, own)
    if token.dep_ == "acl":
        return token.head
    if depth < 4 and token.dep_ == "conj":
        return passive_object(token.head, depth + 1)
    if token.dep_ in ("xcomp", "oprd", "advcl", "ccomp", "acomp"):
        above = token.head
        if above.dep_ == "acomp":  # "is due to be blocked"
            above = above.head
        return child(above, "dobj") or child(above, "nsubj", "nsubjpass")
    return None


def passive_agents(token: Token) -> list[Token]:
    """The nouns behind "by" of a passive."""
    found = []
    for by in token.children:
        if by.dep_ == "agent" or (by.dep_ == "prep" and by.lower_ == "by"):
            found += children(by, "pobj")
    if is_caused(token) and not found:
        doer = subject(token.head)
        return [doer] if doer is not None else []
    return found or _distant_agents(token)


def _distant_agents(token: Token) -> list[Token]:
    """The names behind a "by" that the parser hangs on a noun between: "stripped of its status by the court"."""
    between = children(token, "dobj", "oprd")
    between += [n for p in children(token, "prep") for n in children(p, "pobj")]
    between += [m for n in between for p in children(n, "prep") for m in children(p, "pobj")]
    return [
        name
        for noun in between
        for by in children(noun, "prep", "agent")
        if by.lower_ == "by" and noun.i > token.i and noun.lower_ not in noun_list("nouns", "Demand")
        for name in children(by, "pobj")
        if name.pos_ == "PROPN"
    ]


def participles(noun: Token) -> list[Token]:
    """The passive participles that go on about a noun, also where the parser hangs them on a name behind it: "the ban on X, imposed by"."""
    nouns = [noun, *(n for p in children(noun, "prep") for n in children(p, "pobj"))]
    return [
        clause
        for n in nouns
        for clause in children(n, "acl", "relcl")
        if clause.tag_ == "VBN" and passive_agents(clause)
    ]


def antecedent(verb: Token, noun: Token) -> Token:
    """The noun before a relative clause, for the pronoun that stands for it there ("the inquiry, which it opened")."""
    relative = verb.dep_ in ("relcl", "acl") and noun.lower_ in ("which", "that", "whom", "who")
    return verb.head if relative else noun


def objects(token: Token) -> list[Token]:
    """The direct objects, also those shared with a coordinated verb ("blocked or slowed the site")."""
    own = children(token, "dobj", "attr", "oprd")
    if own:
        return [antecedent(token, noun) for noun in own]
    for other in token.children:
        if other.dep_ == "conj" and is_verbal(other) and other.i - token.i < 6:
            shared = children(other, "dobj")
            if shared and own_subject(other) is None:
                return shared
    if token.dep_ == "relcl":  # the app that they blocked
        relative = next(
            (c for c in token.children if c.tag_ in ("WDT", "WP") and c.dep_ in ("dobj", "pobj")), None
        )
        if relative is not None:
            return [token.head]
    return []


def numbered_behind(noun: Token) -> list[Token]:
    """The numbers right behind a noun, which say which of several is meant: "Respondent No. 1", "Respondents 1 and 2"."""
    found = []
    for token in noun.doc[noun.i + 1 : sentence_bounds(noun)[1]]:
        if token.like_num:
            found.append(token)
        elif token.lower_ not in ("no.", "nos.") and not (found and token.lower_ in ("and", ",", "&")):
            break
    return found


def gapped(token: Token) -> list[Token]:
    """Further objects of a verb that a text says once: of "sentenced Ana to two years and Ben to three" Ben."""
    behind = [n for p in children(token, "prep") for n in children(p, "pobj")]
    measured = [n for n in behind if any(c.like_num for c in n.children)]
    return [
        name
        for n in measured
        for name in children(n, "conj")
        if name.pos_ == "PROPN" and children(token, "dobj", "nsubjpass") and not name.like_num
    ]


def prepositional(token: Token, prepositions: frozenset[str]) -> Iterator[Token]:
    """The nouns behind one of the prepositions that hang on the word, on its particle or, for a verb, on its object."""
    for c in token.children:
        if joins(c):
            continue
        if c.dep_ in ("prep", "agent", "dative", "prt") and c.lower_ in prepositions:
            yield from children(c, "pobj", "pcomp")
            if (
                c.dep_ == "prt"
            ):  # "was taken off the register": the parser takes the noun for the verb's object
                yield from (noun for noun in children(token, "dobj") if noun.left_edge.i == c.i + 1)
            for inner in children(c, "prep"):
                yield from children(inner, "pobj")
        elif c.dep_ == "prep" and any(g.dep_ == "prep" and g.lower_ in prepositions for g in c.children):
            for inner in children(c, "prep"):
                if inner.lower_ in prepositions and not joins(inner):
                    yield from children(inner, "pobj")


def questioned(verb: Token) -> list[Token]:
    """The subject of the question that a verb puts: "investigating whether the firm has broken the law"."""
    return [
        doer
        for clause in children(verb, "ccomp", "advcl")
        if any(c.lower_ in ("whether", "if", "how") for c in children(clause, "mark", "advmod"))
        and clause.i > verb.i
        and (doer := own_subject(clause)) is not None
        and not any(c.lower_ == "if" and clause.dep_ == "advcl" for c in clause.children)
    ]


def controlled(token: Token) -> list[Token]:
    """The subject of the clause behind a verb of ordering or asking: "ordered the regulator to restore"."""
    for clause in children(token, "ccomp", "xcomp"):
        if clause.tag_ in ("VB", "VBP") or any(c.lower_ == "to" for c in clause.children):
            own = child(clause, "nsubj", "nsubjpass")
            if own is not None:
                return [own] if own.dep_ == "nsubj" else []
    for preposition in children(token, "prep"):
        if preposition.lower_ in ("for", "on", "upon") and has_infinitive(token):
            return children(preposition, "pobj")
    return []


def has_clause(token: Token) -> bool:
    """Whether a clause says what a verb orders, asks for or tells."""
    if any(c.dep_ in ("xcomp", "ccomp") or (c.dep_ == "oprd" and c.tag_ == "VBN") for c in token.children):
        return True
    return has_infinitive(token)


def is_infinitive(verb: Token) -> bool:
    """Whether a verb stands with "to"."""
    carriers = (verb, *children(verb, "auxpass"))  # "is set to be unblocked", read as an adjective
    return any(c.lower_ == "to" and c.dep_ == "aux" for carrier in carriers for c in carrier.children)


def has_infinitive(token: Token) -> bool:
    """Whether an infinitive with "to" hangs on a word, or on the noun behind it: "ordered the firm to pay"."""
    return (
        any(
            c.dep_ in ("xcomp", "advcl", "ccomp", "relcl", "acl") and is_infinitive(c) for c in token.children
        )
        or any(
            has_infinitive(noun)
            for c in token.children
            if c.dep_ == "prep"
            for noun in c.children
            if noun.dep_ == "pobj"
        )
        or any(has_infinitive(c) for c in token.children if c.dep_ == "dobj")
    )


def particles(token: Token) -> set[str]:
    """The particles and bare adverbs of a verb, lower case ("down", "off", "offline")."""
    return {
        c.lower_
        for c in children(token, "prt", "advmod", "acomp", "oprd", "prep", "dobj", "npadvmod", "xcomp")
    }


def are_severed(one: Token, other: Token) -> bool:
    """Whether a semicolon stands between two words: what the parser hangs on each other there are two statements."""
    first, last = sorted((one.i, other.i))
    return any(t.text == ";" for t in one.doc[first:last])


def is_before_colon(verb: Token) -> bool:
    """Whether a verb with its own subject stands before a colon or semicolon behind which the parser put the main clause: a statement of its own.

    What "it holds", between commas, says of it is somebody's word.
    """
    if verb.dep_ != "ccomp" or verb.head.i < verb.i or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return False
    inserted = any(is_verbal(c) and c.i < verb.i for c in children(verb, "parataxis", "ccomp"))
    has_colon = any(t.text in (":", ";") for t in verb.doc[verb.i : verb.head.i])
    return has_colon and not inserted and own_subject(verb) is not None


def conjuncts(token: Token) -> tuple[Token, ...]:
    """The word and the words coordinated behind it, and appositions that go on the list, in order.

    Who does something "together with" others does it as they do, also where the phrase hangs on the verb.
    """
    found = [token]
    for c in found:
        hosts = (c, c.head) if c.dep_ == "nsubj" else (c,)
        for joined in (p for host in hosts for p in _prepositions(host) if joins(p)):
            found += [g for g in children(joined, "pobj") if g not in found]
        found += [g for g in c.children if g.dep_ == "conj" and g not in found and not is_verbal(g)]
    return tuple(c for c in found if c == token or not children(c, "neg"))  # "TikTok but not Meta"


def joins(preposition: Token) -> bool:
    """Whether it joins others to somebody: "together with", "along with", "jointly with", "alongside"."""
    return preposition.lower_ == "alongside" or (
        preposition.lower_ == "with"
        and preposition.i > sentence_bounds(preposition)[0]
        and preposition.nbor(-1).lower_ in ("along", "together", "jointly")
    )


def _prepositions(host: Token) -> Iterator[Token]:
    """Those that hang on a word, the second of "along with" among them."""
    for c in children(host, "prep"):
        yield c
        yield from children(c, "prep")


def clause_head(token: Token) -> Token:
    """The nearest verb above a word (or the word itself), else the root of its sentence."""
    while (
        not (token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass", "amod"))
        and token.head != token
    ):
        token = token.head
    return token


def verb_of(token: Token) -> Token:
    """The word itself where it is verbal, else the nearest verb above it, or the root of its sentence."""
    return token if is_verbal(token) else clause_head(token)


def noun_lemma_forms(token: Token) -> tuple[str, ...]:
    """The word alone and together with its compound parts, lower case: ("access", "internet access", "mobile internet access")."""
    forms = [token.lower_]
    joined = token.lower_
    i, first = token.i - 1, sentence_bounds(token)[0]
    while i >= first and token.doc[i].dep_ in ("compound", "amod", "nmod") and token.i - i < 4:
        joined = f"{token.doc[i].lower_} {joined}"
        forms.append(joined)
        i -= 1
    for part in children(token, "compound", "nmod", "amod"):  # "telephone and internet services"
        forms += [f"{c.lower_} {token.lower_}" for c in (part, *children(part, "conj"))]
    return tuple(dict.fromkeys(forms))


def counted(token: Token) -> tuple[Token, ...]:
    """What a word of quantity is of: "a slew of websites", "some of the channels"."""
    low = token.lower_
    if low not in word_list("nouns", "Quantity") and low not in word_list("nouns", "Share"):
        return ()
    return tuple(n for p in children(token, "prep") if p.lower_ == "of" for n in children(p, "pobj"))


def span_of(token: Token) -> tuple[Token, Token]:
    """The first and last token of the word's subtree."""
    return token.doc[token.left_edge.i], token.doc[token.right_edge.i]


def clause_of(token: Token) -> tuple[Token, Token]:
    """The first and last token of the clause around a word: without coordinated and adverbial clauses of their own."""
    head = token
    while head.head != head and not _starts_clause(head):
        head = head.head
    inside = {t.i for t in head.subtree}
    for part in head.subtree:
        if part != head and (
            part.dep_ in ("advcl", "parataxis")
            and own_subject(part) is not None
            or (part.dep_ == "conj" and _starts_clause(part))
        ):
            inside -= {t.i for t in part.subtree} - ({token.i} if token in part.subtree else set())
    first = last = token.i
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    while (
        first < token.i
        and (token.doc[first].is_punct or token.doc[first].dep_ == "cc")
        and token.doc[first].text not in "\"'(["
    ):
        first += 1
    while last > token.i and token.doc[last].text in (",", ";", ":", "-", "and", "but", "or"):
        last -= 1
    return token.doc[first], token.doc[last]


def _starts_clause(token: Token) -> bool:
    """Whether a word heads a clause with a subject of its own, or a subordinate clause."""
    if token.dep_ in ("advcl", "ccomp", "parataxis", "relcl", "ROOT"):
        return is_verbal(token)
    return token.dep_ == "conj" and is_verbal(token) and child(token, "nsubj", "nsubjpass") is not None
