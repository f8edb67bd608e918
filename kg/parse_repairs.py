"""Corrects what a small parser is known to get wrong, before anybody looks at the parse. Tokens, and so offsets, stay as they are.

* It takes the verb of "Regulator orders firms to block Telegram" for a plural, and nothing is left of the sentence. Where a sentence
  has no finite verb and a word that can be one, the paragraph is parsed again with the past tense standing in ("ordered"),
  which it knows better, and the result is copied to the words that the text has.
* It takes "after Ofcom, the regulator, fined it" for a phrase and a verb of the main clause; it becomes a clause.
* It takes "watchdog orders" for one word and the name behind it for an apposition; they become subject and object.
* It takes the verb of "1. orders the firm to pay" for a noun; the mark of the list stands in for a subject while it is parsed again.
* It takes the verb of "The envoy, Volker Perthes, called on the army to …" for a participle of its subject; the verb becomes the root.
* It takes the subject of "On March 4, 2022, Roskomnadzor announced …" for an apposition to the date; it becomes the verb's subject.
* It has a phrase or clause that opens the sentence swallow the subject of "By letter of 3 June the firms were told", and takes the name of
  "In March Ada Obi, the head of Ofcom, said" for a part of the month; both become the subject.
* It takes "ban days" of "lifted the ban days later" for one word; the ban becomes the object, and the days when.
* It takes the verb of "Sites that fail to do so face fines" for a part of the object, and "unblocked" of "has unblocked X" for an adjective.
* It hangs the clause of "It was Ofcom that fined Google" on the verb or on a place between; it becomes the name's.
* It takes the place before the dash in "Nairobi, May 12, 2016 - Ugandan authorities should …" for the subject; what stands behind it becomes it.
* It takes the verb of "voted on Tuesday to fine Google" for an adjective; it becomes an infinitive of the verb before.
* It takes "the regulator" and "ARPCE" of "The regulator ARPCE denies …" for two subjects; the name becomes an apposition.
* It takes the name in "another neighbour, Uganda, has banned …" for an adverb; it becomes an apposition.
* It takes the participle of "ordered the platform Roblox blocked" for a clause about the platform; it becomes what is ordered.
* It takes the name in "fined TikTok Sh5 million" for a part of the sum; the name becomes the verb's other object.
* It takes "Committee to Protect Journalists" for a committee and what it does; another name stands in for it while it is parsed again.
* It takes the verb of "The ministry blocked Telegram." for a part of the name, and the name of "Chad blocks Telegram" for an adverb.
* It takes the infinitive of the headline "Facebook to be banned in Fiji" for a part of its subject; it becomes the main verb.
* It takes "Google fined $2m" and "Founder arrested in Paris" for what they did; it becomes what was done to them.
* It takes the verb of "the court on Thursday sentenced journalist Ada Obi" for an adjective; another tense stands in while it is parsed.
* It takes the day of "protested the following day" for what was protested against; it becomes when.
* It does not know what "opened" is in "blocked it, opened an inquiry, and gave it time"; it becomes one of the verbs joined.
* It takes the number of "Respondent No. 1" for whom is spoken of; it hangs on the noun before it.
* It takes the verb of "Twitter disabled access" for an adjective; it becomes the noun's governor.
* It takes "that" of "notifies the public that X is blocked" for the public; what follows becomes what the public is told.
* It takes the fine of "faces £10m fine" and "slaps fine on Google" for an adjective; it becomes the object.
"""

from __future__ import annotations

import re
from calendar import day_name
from collections.abc import Iterator, Mapping
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg.figures.measures import measures
from kg.gazetteer import gazetteer
from kg.inflection import past_tense, third_person, verb_forms
from kg.lexicon import load_lexicon, verb_list
from kg.parse_attachment import DATE_NAMES, reattach

_COPIED: list[int | str] = ["HEAD", "DEP", "TAG", "POS", "SENT_START"]
_FINITE = frozenset({"VBZ", "VBD", "MD"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
#: Parts of speech before which no verb of a main clause stands: "new rules", "of orders", "two reports".
_NO_SUBJECT = frozenset({"DET", "ADJ", "ADP", "NUM", "CCONJ", "VERB", "AUX", "X", "SYM"})

_TIMES = frozenset({"year", "month", "week", "day", "night", "morning", "evening", "afternoon"})
#: Which of the days, weeks or months it was.
_NEXT = frozenset({"following", "next", "same", "previous", "preceding"})
_WEEKDAYS = frozenset(day_name)
_YEAR = re.compile(r"(?:19|20)\d\d")
#: They stand for "on Thursday" while its sentence is parsed.
_PERFECT = ("has", "already")
#: As what a phrase that opens a sentence may have swallowed the subject behind it.
_SWALLOWED = ("pobj", "dep", "npadvmod", "appos", "conj")
#: They stand for the mark of a list while its item is parsed, so that its verb has a subject.
_STAND_INS = ("It", "hereby", "also", "now")
#: By these a clause or a phrase may be told.
_MARKS = frozenset({"after", "before", "since", "until", "as"})
#: Without an object these were done to their subject, of whom headlines leave the auxiliary out.
_SUFFERED = frozenset(
    {"arrested", "detained", "jailed", "imprisoned", "indicted", "charged", "convicted", "acquitted", "sentenced", "remanded", "freed"}
)  # fmt: skip
_STRETCHES = frozenset({"minutes", "hours", "days", "weeks", "months", "years"})
_LATER = frozenset({"later", "earlier", "after", "before", "ago"})
_HAVE = frozenset({"has", "have", "had"})
#: By these a number is told of the noun before it.
_NUMBER = frozenset({"no.", "nos."})
#: With these an object begins.
_OBJECT_TAGS = frozenset({"DT", "NNP", "NNPS", "PRP$", "PRP", "PDT", "CD"})


def _continues(verb: Token) -> bool:
    """Whether a past tense behind a comma goes on with the one that it hangs on: "blocked it, opened an inquiry, and"."""
    first = verb.head
    return (
        verb.tag_ == first.tag_ == "VBD"
        and first.i < verb.i
        and verb.nbor(-1).text == ","
        and not any(c.dep_ in _SUBJECTS for c in verb.children)
    )


def repaired(model: Language, docs: list[Doc]) -> Iterator[Doc]:
    """The docs in their order, each as it is or corrected; ``model`` is what parsed them."""
    for doc in _with_verbs(model, docs):
        for sentence in list(doc.sents):
            _raise_verb(sentence.root)
            _free_from_compound(sentence.root)
            _free_from_clause(sentence.root)
            for token in sentence:
                _clause_over_apposition(token)
            _raise_finite(sentence)
            _free_subject(sentence.root)
            _free_dated_name(sentence)
            _free_opening_day(sentence)
            _hang_on_lifted(sentence.root)
            _main_infinitive(sentence)
            _fined_subject(sentence.root)
            _skip_dateline(sentence)
            reattach(sentence)
        for token in doc:
            if (
                token.dep_ == "dobj"
                and token.lower_ in _TIMES
                and any(c.lower_ in _NEXT for c in token.lefts)
            ):
                token.dep_ = "npadvmod"
            if token.dep_ == "dep" and _continues(token):
                token.dep_ = "conj"
            if (
                token.tag_ == "JJ"
                and token.text.endswith("ed")
                and any(c.lower_ in _HAVE for c in token.lefts)
            ):
                token.tag_, token.pos_ = "VBN", "VERB"  # "has unblocked X"
            if token.lower_ in _LATER and token.i and token.nbor(-1).lower_ in _STRETCHES:
                _free_from_time(token.nbor(-1))
            if token.dep_ == "ROOT" and token.tag_ in ("NN", "NNS") and _has_both_sides(token):
                token.tag_, token.pos_ = "VBP" if token.tag_ == "NN" else "VBZ", "VERB"
            if token.pos_ in ("VERB", "AUX"):
                _join_subjects(token)
            if token.lower_ == "fine" and token.tag_ == "JJ":
                _free_infinitive(token)
                _fine_as_object(token)
            elif token.lower_ in _NUMBER:
                _hang_number(token)
            elif token.dep_ == "npadvmod" and _is_between_commas(token):
                token.dep_ = "appos"
            elif token.dep_ == "npadvmod" and token.text in _names() and _lacks_object(token):
                token.dep_ = "dobj"
            elif token.dep_ == "amod" and token.tag_ in ("JJ", "VBN"):
                _free_from_noun(token)
            elif token.dep_ == "relcl":
                _free_ordered(token)
                _told_whom(token)
            elif token.dep_ == "ccomp" and token.pos_ == "ADJ":
                _free_from_adjective(token)
            if token.dep_ == "acl" and token.tag_ == "VB" and token.head.dep_ == "acomp":
                token.dep_ = "xcomp"  # "is due to fine it next month"
            if token.dep_ == "prep" and token.lower_ in ("on", "against"):
                _free_from_sum(token)
            if token.dep_ == "dobj" and (name := _name_in_sum(token)) is not None:
                name.dep_, name.head = "dative", token.head
            elif token.dep_ == "conj" and (name := _name_in_sum(token)) is not None:
                # "fined Google 325 million euros and Shein 150 million"
                first = next((c for c in token.head.head.children if c.dep_ == "dative"), None)
                if first is not None:
                    name.dep_, name.head = "conj", first
        yield doc


@cache
def _names() -> frozenset[str]:
    """The services and companies of one word, of which the parser takes some for adjectives ("Meta")."""
    entries = gazetteer().entries.values()
    return frozenset(
        name for entry in entries if entry.kind in ("Platform", "Company") for name, _, _ in entry.forms()
    )


@cache
def _past_tenses() -> Mapping[str, str]:
    """The past tense of each verb of the lexicon by its third person: "orders" → "ordered"."""
    verbs = load_lexicon().verbs
    words = sorted(form for form in verbs if form.isalpha())
    return {third: past_tense(word) for word in words if (third := third_person(word)) in verbs}


def _is_plural(noun: Token) -> bool:
    return noun.tag_ not in ("NN", "NNP") or any(c.dep_ in ("conj", "cc") for c in noun.children)


def _is_finite(token: Token) -> bool:
    """Whether a word is a finite verb; a present plural of one subject, or of a word that can be the verb, is none."""
    if token.dep_ in ("nsubj", "compound"):
        return False
    if token.tag_ != "VBP":
        return token.tag_ in _FINITE
    doer = next((c for c in token.children if c.dep_ == "nsubj"), None)
    if doer is None:
        return token.dep_ != "dobj"  # "fines Facebook"
    # "Brazil judge fines …", "Nepal lifts ban"
    return _is_plural(doer) and (doer.lower_ not in _past_tenses() or doer.i != token.i - 1)


def _may_be_subject(token: Token) -> bool:
    """Whether the verb of a main clause can stand behind a word of a sentence without a finite verb."""
    return token.pos_ not in _NO_SUBJECT or token.tag_ == "VBP" or token.text in _names()


def _missed_verb(sentence: Span) -> Token | None:
    root = sentence.root
    if (
        root.tag_ == "NNS"
        and root.lower_ in _past_tenses()
        and any(c.dep_ in ("nsubj", "advmod") and c.i == root.i - 1 for c in root.children)
        and any(c.dep_ == "nsubj" for c in root.children)
    ):
        return root  # "The ministry hereby notifies the public that …"
    if any(map(_is_finite, sentence)):
        return None
    return next(
        (
            token
            for token in sentence[1:-1]
            if token.pos_ in ("NOUN", "PROPN", "VERB")
            and token.lower_ in _past_tenses()
            and _may_be_subject(token.nbor(-1))
        ),
        None,
    )


def _mark_before_verb(doc: Doc) -> int:
    """How many words the list mark has before a verb without a subject ("1. orders the firm to …"); 0 where there is none."""
    length = next((n for n, token in enumerate(doc) if token.is_alpha and len(token) > 1), 0)
    if not 0 < length <= len(_STAND_INS) or length + 1 >= len(doc):
        return 0
    behind = doc[length + 1]
    begins_object = behind.tag_ in _OBJECT_TAGS or behind.text[0].isupper()
    return length if doc[length].lower_ in _past_tenses() and begins_object else 0


@cache
def _purposes() -> Mapping[tuple[str, ...], int]:
    """Names of the gazetteer that have an infinitive in them, as lower-case words, and where its "to" stands."""
    forms = (
        form for e in gazetteer().entries.values() if e.kind != "LegalInstrument" for form, _, _ in e.forms()
    )
    names = (tuple(form.lower().split()) for form in forms if " to " in form)
    return {name: name.index("to") for name in names if name.index("to") == 1 and len(name) > 3}


def _infinitives_of_names(doc: Doc) -> Mapping[int, str]:
    """The "to" and the verb of names like "Committee to Protect Journalists", with what stands in for them."""
    found: dict[int, str] = {}
    words = [t.lower_ for t in doc]
    for name, at in _purposes().items():
        for begin in range(len(words) - len(name) + 1) if name[0] in words else ():
            if tuple(words[begin : begin + len(name)]) == name:
                found |= {begin + at: "of", begin + at + 1: "Free"}
    return found


def _phrases_before_verbs(doc: Doc) -> list[int]:
    """Where "on Thursday" or "and in 2021" stand before what the parser takes for an adjective: "the court on Thursday sentenced him"."""
    found = []
    for i in range(1, len(doc) - 3):
        verb, before = doc[i + 2], doc[i - 1]
        when = doc[i + 1].text
        day = doc[i].lower_ == "on" and when in _WEEKDAYS and before.pos_ in ("NOUN", "PROPN")
        year = doc[i].lower_ == "in" and _YEAR.fullmatch(when) and before.lower_ in ("and", "but")
        if (day or year) and verb.dep_ == "amod" and verb.lower_ in load_lexicon().verbs:
            found.append(i)
    return found


def _restore_phrase(doc: Doc, i: int) -> None:
    """Makes of the stand-ins "has already" before a verb the phrase of time that the text has."""
    preposition, when, verb = doc[i], doc[i + 1], doc[i + 2]
    preposition.tag_, preposition.pos_, preposition.dep_, preposition.head = "IN", "ADP", "prep", verb
    when.tag_, when.pos_ = ("CD", "NUM") if when.like_num else ("NNP", "PROPN")
    when.dep_, when.head = "pobj", preposition
    verb.tag_ = "VBD"


def _with_verbs(model: Language, docs: list[Doc]) -> Iterator[Doc]:
    marks = {number: mark for number, doc in enumerate(docs) if (mark := _mark_before_verb(doc))}
    missed = {
        number: verbs
        for number, doc in enumerate(docs)
        if (
            verbs := {marks[number]}
            if number in marks
            else {v.i for s in doc.sents if (v := _missed_verb(s)) is not None}
        )
    }
    phrases = {number: found for number, doc in enumerate(docs) if (found := _phrases_before_verbs(doc))}
    named = {
        number: swaps
        for number, doc in enumerate(docs)
        if (
            swaps := {
                **_infinitives_of_names(doc),
                **{i + n: _PERFECT[n] for i in phrases.get(number, ()) for n in (0, 1)},
            }
        )
    }
    missed |= {number: missed.get(number, set()) for number in named}
    doubles = [
        Doc(
            doc.vocab,
            words=[
                *_STAND_INS[: marks.get(number, 0)],
                *(
                    _past_tenses().get(t.lower_, past_tense(t.lower_))
                    if t.i in verbs
                    else named.get(number, {}).get(t.i, t.text)
                    for t in doc[marks.get(number, 0) :]
                ),
            ],
            spaces=[t.i < marks.get(number, 0) or bool(t.whitespace_) for t in doc],
        )
        for number, doc, verbs in ((number, docs[number], verbs) for number, verbs in missed.items())
    ]
    again = dict(zip(missed, model.pipe(doubles), strict=True))
    for number, doc in enumerate(docs):
        double = again.get(number)
        due = {*missed.get(number, ()), *(i + 2 for i in phrases.get(number, ()))}
        if double is None or not all(double[i].pos_ == "VERB" for i in due):
            yield doc
            continue
        fresh = Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
        fresh.from_array(_COPIED, double.to_array(_COPIED))  # type: ignore[arg-type]  # the stubs of the two differ
        for i in missed[number]:
            if fresh[i].tag_ == "VBD":
                fresh[i].tag_ = "VBZ"
        for i in phrases.get(number, ()):
            _restore_phrase(fresh, i)
        yield fresh


def _raise_verb(root: Token) -> None:
    """Makes a past tense that hangs on the noun at the root the root, and the noun its subject."""
    if root.pos_ not in ("NOUN", "PROPN") or any(c.dep_ in ("nsubj", "cop", "aux") for c in root.children):
        return
    verb = next(
        (
            c
            for c in root.children
            if c.dep_ == "acl" and c.i > root.i and (c.tag_ in ("VBD", "VBZ") or _is_behind_aside(c))
        ),
        None,
    )
    if verb is None or any(c.dep_ in ("nsubj", "nsubjpass", "auxpass", "agent") for c in verb.children):
        return
    verb.dep_, verb.head = "ROOT", verb
    root.dep_, root.head = "nsubj", verb


def _is_behind_aside(participle: Token) -> bool:
    """Whether a participle stands behind the comma that ends an aside on its noun: "the envoy, who left, announced that"."""
    return (
        participle.tag_ == "VBN"
        and participle.nbor(-1).text == ","
        and any(c.dep_ in ("relcl", "appos") and c.i < participle.i for c in participle.head.children)
        and any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in participle.children)
    )


def _clause_over_apposition(preposition: Token) -> None:
    """Makes a clause of "after Ofcom, the regulator, fined it", read as a phrase and a verb of the main clause."""
    main = preposition.head
    if preposition.lower_ not in _MARKS or preposition.dep_ != "prep" or main.pos_ not in ("VERB", "AUX"):
        return
    name = next((c for c in preposition.children if c.dep_ == "pobj"), None)
    aside = next((c for c in name.children if c.dep_ == "appos"), None) if name is not None else None
    if name is None or aside is None or aside.right_edge.i + 2 >= len(name.doc):
        return
    comma = aside.right_edge.nbor(1)
    first = comma.nbor(1)
    verb = first.head if first.dep_ in ("aux", "auxpass") else first
    if comma.text != "," or verb.tag_ not in ("VBD", "VBN") or verb.i < first.i or name.nbor(1).text != ",":
        return
    has_auxiliary = first != verb
    if verb.tag_ == "VBN" and not has_auxiliary or any(c.dep_ in _SUBJECTS for c in verb.children):
        return
    if verb.dep_ not in ("advcl", "conj", "ROOT", "ccomp") or verb.head not in (verb, main):
        return
    if verb.head == verb:
        main.dep_, main.head = "ROOT", main
    verb.dep_, verb.head = "advcl", main
    preposition.dep_, preposition.head = "mark", verb
    name.dep_ = "nsubjpass" if any(c.dep_ == "auxpass" for c in verb.children) else "nsubj"
    name.head = verb


def _free_from_compound(verb: Token) -> None:
    """Makes the noun that is read as one word with a finite verb its subject, and the name behind it its object: "watchdog orders Acme to"."""
    if verb.tag_ not in ("VBZ", "VBD") or any(c.dep_ in _SUBJECTS for c in verb.children):
        return
    adverbs = sum(c.dep_ == "advmod" for c in verb.lefts)  # "Ofcom hereby notifies"
    noun = next((c for c in verb.lefts if c.dep_ == "compound" and c.i == verb.i - 1 - adverbs), None)
    name = next((c for c in verb.rights if c.dep_ in ("appos", "dobj")), None)
    if noun is None or name is None or noun.pos_ not in ("NOUN", "PROPN"):
        return
    noun.dep_, name.dep_ = "nsubj", "dobj"
    for part in list(verb.lefts):
        if part != noun and part.dep_ in ("det", "amod", "compound", "nmod", "poss"):
            part.head = noun
    for clause in verb.rights:
        if clause.dep_ == "advcl" and clause.tag_ == "VB" and any(c.tag_ == "TO" for c in clause.lefts):
            clause.dep_ = "xcomp"


def _raise_finite(sentence: Span) -> None:
    """Makes the only finite verb of a sentence, read as a part of its object, its verb: "The ministry blocked X."."""
    root = sentence.root
    pasts = [
        t
        for t in sentence
        if t.dep_ in ("amod", "nmod") and t.tag_ in ("VBD", "VBZ") and t.head.i > t.i and t.is_lower
    ]
    if len(pasts) != 1 or any(_is_finite(t) and t != pasts[0] for t in sentence):
        return
    verb, name = pasts[0], pasts[0].head
    own = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
    subject = own or (root if root.i < verb.i else None)
    told = name.text in _names() or (verb.tag_ == "VBZ" and own is not None and verb.lower_ in _past_tenses())
    if subject is None or name.left_edge.i > verb.i or not told:
        return
    verb.dep_, verb.head = "ROOT", verb
    name.dep_, name.head = "dobj", verb
    if own is None:
        subject.dep_, subject.head = "nsubj", verb
    for word in list(verb.lefts):
        if word.dep_ == "npadvmod" and word.i and word.nbor(-1).dep_ == "prep":
            word.dep_, word.head = "pobj", word.nbor(-1)


def _free_from_clause(root: Token) -> None:
    """Makes "face" of "Sites that fail to comply face fines" the verb of what the clause is about, and the fines its object."""
    clause = next((c for c in root.rights if c.dep_ == "relcl"), None) if root.tag_ == "NNS" else None
    inside = clause.subtree if clause is not None else ()
    verb = next((t for t in inside if t.dep_ in ("compound", "amod") and t.lower_ in ("face", "risk")), None)
    if verb is None or verb.head.dep_ != "dobj":
        return
    noun = verb.head
    verb.dep_, verb.head = "ROOT", verb
    verb.tag_, verb.pos_ = "VBP", "VERB"
    noun.dep_, noun.head = "dobj", verb
    root.dep_, root.head = "nsubj", verb


def _free_subject(root: Token) -> None:
    """Makes what is apposed to the date that opens a sentence the subject of its verb, which has none.

    Also what another phrase or clause that opens it has swallowed ("By letter of 3 June the firms were told"), or an auxiliary
    has kept ("The ministry had, two days before, instructed").
    """
    if root.tag_ not in _FINITE | {"VBN"} or any(c.dep_ in _SUBJECTS for c in root.children):
        return
    for auxiliary in root.lefts:
        kept = [c for c in auxiliary.children if c.dep_ in ("nsubj", "nsubjpass")]
        if auxiliary.dep_ in ("aux", "auxpass") and kept:
            kept[0].head = root
            return
    for preposition in root.lefts:
        for noun in preposition.subtree if preposition.dep_ == "prep" else ():
            if (
                noun.dep_ == "appos"
                and noun.pos_ in ("PROPN", "NOUN")
                and any(c.like_num for c in noun.head.children)
                and not any(c.like_num for c in noun.children)
            ):
                _make_subject(noun, root)
                return
    _free_swallowed(root)


def _make_subject(noun: Token, verb: Token) -> None:
    noun.dep_ = "nsubjpass" if any(c.dep_ == "auxpass" for c in verb.children) else "nsubj"
    noun.head = verb


def _free_from_time(time: Token) -> None:
    """Makes the noun or name before "days later", read as one with it, what the verb is done to: "unblocked X hours later"."""
    noun, later = time.nbor(-1) if time.i else time, time.nbor()
    if noun.dep_ != "compound" or noun.head != time or noun.pos_ not in ("NOUN", "PROPN"):
        return
    verb = later.head if time.head == later else time.head
    if verb.pos_ != "VERB" or any(c.dep_ == "dobj" and c != time for c in verb.children):
        return
    noun.dep_, noun.head = "dobj", verb
    for part in list(time.lefts):
        if part != noun:
            part.head = noun
    time.dep_, time.head = "npadvmod", later if later.dep_ == "advmod" else verb


def _free_from_adjective(judged: Token) -> None:
    """Makes whom a verb of judging is about its object: "found Meta liable"."""
    verb, one = judged.head, next((c for c in judged.lefts if c.dep_ == "nsubj"), None)
    bare = one is not None and not any(c.dep_ in ("mark", "aux", "cop", "neg") for c in judged.children)
    if one is not None and bare and verb.lower_ in verb_list("verbs", "judging"):
        one.dep_, one.head = "dobj", verb
        judged.dep_ = "oprd"


def _free_from_noun(verb: Token) -> None:
    """Makes the verb of "Twitter disabled access", read as "disabled access of Twitter", what the noun is the object of."""
    noun = verb.head
    named = [c for c in noun.lefts if c.i == verb.i - 1 and c.pos_ == "PROPN" and noun.head == noun]
    doer = next(
        (c for c in [*verb.lefts, *named] if c.dep_ in ("nsubj", "nmod", "compound", "npadvmod")), None
    )
    if doer is None or verb.lower_ not in load_lexicon().verbs:
        return
    if not verb.text.endswith("ed") or noun.i != verb.i + 1 or any(map(_is_finite, verb.sent)):
        return
    verb.dep_, verb.head = noun.dep_, verb if noun.head == noun else noun.head
    noun.dep_, noun.head = "dobj", verb
    doer.dep_, doer.head = "nsubj", verb
    verb.tag_, verb.pos_ = "VBD", "VERB"


def _free_from_sum(preposition: Token) -> None:
    """Hangs "on" of "imposed a fine of HUF 5 million (EUR 1 million) on Meta" on the verb and not on the sum."""
    money = preposition.head
    fine = money.head.head if money.dep_ == "pobj" and money.head.lower_ == "of" else money
    if (
        _is_amount(money)
        and fine != money
        and fine.dep_ in ("dobj", "nsubjpass")
        and fine.head.pos_ == "VERB"
    ):
        preposition.head = fine.head


def _has_both_sides(noun: Token) -> bool:
    """Whether what the tagger takes for a noun has the subject and the object of a verb."""
    before, behind = {c.dep_ for c in noun.lefts}, {c.dep_ for c in noun.rights}
    return "nsubj" in before and "dobj" in behind and noun.lower_ in load_lexicon().verbs


def _join_subjects(verb: Token) -> None:
    """Makes the second of two subjects side by side an apposition to the first: "The blogger network AfricTivistes sued"."""
    doers = [c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")]
    for noun, name in zip(doers, doers[1:], strict=False):
        beside = name.left_edge.i == noun.i + 1
        if beside and noun.pos_ == "NOUN" and noun.tag_ != "NNS" and name.pos_ == "PROPN":
            name.dep_, name.head = "appos", noun


def _free_swallowed(verb: Token) -> None:
    """Makes the noun phrase right before a verb its subject where the phrase or clause that opens the sentence has swallowed it.

    It begins behind a noun or number, with a determiner or as a name: "On 18 November | a boy was held", "of the year | NITDA issued".
    """
    group = [c.i for c in verb.lefts if c.dep_ in ("aux", "auxpass", "neg", "advmod")]
    last = verb.doc[min([verb.i, *group]) - 1]
    openings = [c for c in verb.lefts if c.dep_ in ("prep", "advcl") and c.i < last.i]
    if not openings or openings[-1].right_edge != last:
        return
    opening = openings[-1]
    for noun in opening.subtree:
        if noun.pos_ not in ("NOUN", "PROPN") or noun.right_edge.i != opening.right_edge.i:
            continue
        if noun.dep_ not in (("dobj",) if opening.dep_ == "advcl" else _SWALLOWED):
            continue
        if noun.dep_ == "conj" and (
            noun.head.dep_ != "pobj" or any(c.dep_ == "cc" for c in noun.head.children)
        ):
            continue  # but "according to NetBlocks, Facebook and X are restricted"
        begin = next((t for t in noun.doc[noun.left_edge.i : noun.i + 1] if _is_swallowed(t, noun)), None)
        if begin is None:
            continue
        whose, before = noun.head, begin.nbor(-1)
        for part in list(noun.lefts):  # what belongs to the phrase before
            if part.i < before.i:
                part.head = before
            elif part == before:
                part.dep_, part.head = "pobj", whose
        _make_subject(noun, verb)
        return


def _is_swallowed(first: Token, noun: Token) -> bool:
    """Whether a noun phrase of its own begins with a word: a determiner behind a noun or number, a name behind a noun or comma, what
    is behind a plural or a time ("of the parties judgment", "over the following year access")."""
    before = first.nbor(-1)
    if first.tag_ in ("DT", "PRP$"):
        return before.pos_ in ("NOUN", "PROPN", "NUM", "VERB") and before.head != first.head
    if first != noun:
        return False
    if before.text == ",":
        return noun.pos_ == "PROPN" and noun.dep_ == "conj"
    if before.text in DATE_NAMES and before.head == noun and before.dep_ == "compound":
        return noun.pos_ == "PROPN"  # "at the end of August | Yango submitted"
    return (
        before.is_lower
        and before.pos_ in ("NOUN", "PROPN")
        and (noun.text[0].isupper() or before.tag_ == "NNS" or before.lower_ in _TIMES)
    )


def _hang_number(mark: Token) -> None:
    """Hangs "No. 1" of "Respondent No. 1" on the noun right before it, which takes over what hung on the number."""
    if mark.i == 0 or mark.i + 1 == len(mark.doc):
        return
    noun, number = mark.nbor(-1), mark.nbor()
    if noun.pos_ not in ("NOUN", "PROPN") or noun.head not in (mark, number):
        return
    top = number if mark.head == number else mark
    noun.dep_, noun.head = top.dep_, noun if top.head == top else top.head
    for part in [*mark.children, *number.children]:
        if part not in (mark, number) and part.dep_ not in ("nummod", "cc", "conj", "punct"):
            part.head = noun
    mark.dep_, mark.head = "nmod", noun
    number.dep_, number.head = "nummod", mark


def _hang_on_lifted(root: Token) -> None:
    """Hangs the relative clause of "It was Judge Obi, of the High Court in Lagos, who granted it" on whom the sentence lifts out."""
    first = next((c for c in root.lefts if c.dep_ == "nsubj"), None)
    lifted = next((c for c in root.rights if c.dep_ == "attr" and c.pos_ in ("NOUN", "PROPN")), None)
    if root.lower_ not in verb_forms("be") or first is None or first.lower_ != "it" or lifted is None:
        return
    for verb in root.subtree:
        if (
            verb.dep_ in ("relcl", "ccomp")
            and verb.i > lifted.i
            and any(c.dep_ in _SUBJECTS and c.tag_ in ("WDT", "WP") for c in verb.lefts)
            and (verb.dep_ == "ccomp" or verb.head != lifted)
        ):
            verb.dep_, verb.head = "relcl", lifted
            return


def _free_dated_name(sentence: Span) -> None:
    """Makes the name behind the day or month that opens a sentence, read as one with it, the subject: "In March Ada Obi, the head of …, told".

    What the parse has for the subject stands in apposition to it, or is joined to it by "and".
    """
    if len(sentence) < 4 or sentence[0].dep_ != "prep" or sentence[1].text not in DATE_NAMES:
        return
    opening, day = sentence[0], sentence[1]
    name = day.head
    if day.dep_ != "compound" or name.head != opening or name.pos_ not in ("PROPN", "NOUN"):
        return
    if name.lower_ in _TIMES:
        return  # "Since Tuesday evening, access …"
    verb = opening.head
    if verb.pos_ not in ("VERB", "AUX") or sentence.doc[name.right_edge.i].i >= verb.i:
        return
    other = next((c for c in verb.lefts if c.dep_ in _SUBJECTS), None)
    if other is not None:
        between = [t.lower_ for t in sentence.doc[name.right_edge.i + 1 : other.left_edge.i]]
        if between != [","] and (between[-1:] != ["and"] or len(between) > 2):
            return
    day.dep_, day.head = "pobj", opening
    _make_subject(name, verb)
    if other is not None:
        other.dep_, other.head = "appos" if between == [","] else "conj", name


#: Which day or month is meant.
_WHICH = frozenset({"last", "this", "next"})


def _free_opening_day(sentence: Span) -> None:
    """Hangs the day or month that opens a sentence, read as a part of its subject, on the verb: "Since Monday TikTok has been blocked", "Last May Meta told"."""
    if (
        len(sentence) < 4
        or sentence[1].text not in DATE_NAMES
        or sentence[1].dep_ not in ("compound", "nmod")
    ):
        return
    opening, day = sentence[0], sentence[1]
    verb = day.head.head
    if day.head.dep_ not in _SUBJECTS or day.head.i < day.i:
        return
    if opening.dep_ == "mark" and opening.head == verb:  # read as "since TikTok has been …"
        opening.dep_, opening.pos_ = "prep", "ADP"
        day.dep_, day.head = "pobj", opening
    elif opening.lower_ in _WHICH and opening.head in (day, day.head):
        day.dep_, day.head = "npadvmod", verb
        opening.head = day


def _free_infinitive(fine: Token) -> None:
    """Makes of "to fine Google", read as "to a fine Google", what its verb wants, with the name as its object."""
    if fine.i == 0 or (to := fine.nbor(-1)).lower_ != "to":
        return
    read_as_one = fine.dep_ in ("amod", "compound") and fine.head.dep_ == "pobj" and fine.head.head == to
    if to.tag_ == "IN" and read_as_one:
        name, verb = fine.head, to.head
        fine.dep_, fine.head = "xcomp" if verb.pos_ in ("VERB", "AUX") else "acl", verb
        name.dep_, name.head = "dobj", fine
        to.dep_, to.head = "aux", fine
    if to.dep_ == "aux" and to.head == fine:
        to.tag_, to.pos_ = "TO", "PART"
        for negation in (c for c in to.children if c.dep_ == "neg"):
            negation.head = fine  # "decided not to fine Google"
    if to.tag_ == "TO":
        fine.tag_, fine.pos_ = "VB", "VERB"


def _main_infinitive(sentence: Span) -> None:
    """Makes the infinitive behind a name that a headline begins with its verb, and the name its subject."""
    name = sentence.root
    if name.i != sentence.start + sum(t.dep_ == "compound" for t in name.lefts) or name.pos_ not in (
        "PROPN",
        "NOUN",
    ):
        return
    verb = next((c for c in name.children if c.dep_ in ("acl", "relcl") and c.tag_ in ("VB", "VBN")), None)
    if (
        verb is None
        or verb.left_edge.i != name.i + 1
        or name.nbor(1).lower_ != "to"
        or not (name.pos_ == "PROPN" or name.text in _names())
        or any(c.dep_ in _SUBJECTS for c in verb.children)
    ):
        return
    verb.dep_, verb.head = "ROOT", verb
    name.dep_ = "nsubjpass" if any(c.dep_ == "auxpass" for c in verb.children) else "nsubj"
    name.head = verb


def _fined_subject(root: Token) -> None:
    """Makes the service that is said to have fined nobody but a sum the one that was fined, and whoever "arrested" nobody who was arrested."""
    if root.tag_ not in ("VBD", "VBN"):
        return
    subject = next((c for c in root.children if c.dep_ == "nsubj"), None)
    if root.lower_ in _SUFFERED and subject is not None and _has_no_object(root):
        subject.dep_, root.tag_ = "nsubjpass", "VBN"
        return
    if root.lower_ != "fined":
        return
    objects = [c for c in root.children if c.dep_ in ("dobj", "dative") and c.i > root.i]
    if subject is None or subject.text not in _names() or not all(_is_amount(t) for t in objects):
        return
    if any(c.dep_ in ("aux", "ccomp", "xcomp") for c in root.children) or any(
        (c.pos_ == "PROPN" or c.text in _names()) and not _is_amount(c) for o in objects for c in o.subtree
    ):
        return
    subject.dep_, root.tag_ = "nsubjpass", "VBN"
    for by in root.children:
        if by.lower_ == "by" and by.dep_ == "prep":
            by.dep_ = "agent"
    for amount in objects:
        amount.dep_ = "npadvmod"


def _has_no_object(verb: Token) -> bool:
    """Whether a verb has neither an object, nor a clause, nor an auxiliary."""
    return not any(
        c.dep_ in ("dobj", "dative", "ccomp", "xcomp", "aux", "auxpass", "npadvmod", "prt", "conj", "oprd")
        for c in verb.children
    )


@cache
def _no_objects() -> frozenset[str]:
    """The forms of verbs behind which "fine" is no object: "it looks fine"."""
    verbs = ("be", "seem", "look", "feel", "remain", "stay", "go", "work", "do")
    return frozenset(form for verb in verbs for form in verb_forms(verb))


def _fine_as_object(fine: Token) -> None:
    """Makes a fine that hangs on the sum before it, or on the verb before it, what the verb has as its object."""
    if fine.tag_ != "JJ":
        return
    verb, label = fine.head, "dobj"
    before = fine.nbor(-1) if fine.i else fine
    if _is_amount(before) and before.dep_ in ("dobj", "npadvmod", "pobj", "attr") and before.head != fine:
        verb, label = before.head, "pobj" if before.dep_ == "pobj" else "dobj"
        before.dep_, before.head = "compound", fine
    elif (
        fine.dep_ not in ("advmod", "acomp", "oprd")
        or verb != before
        or verb.tag_ not in ("VBZ", "VBD", "VBP")
        or verb.lower_ in _no_objects()
    ):
        return
    fine.tag_, fine.pos_ = "NN", "NOUN"
    fine.dep_, fine.head = label, verb


def _free_ordered(clause: Token) -> None:
    """Makes of "ordered the platform Roblox blocked", read as "the platform that Roblox blocked", what is ordered."""
    thing, name = clause.head, next((c for c in clause.children if c.dep_ == "nsubj"), None)
    if name is None or name.pos_ != "PROPN" or name.i != thing.i + 1 or clause.i != name.i + 1:
        return
    if thing.dep_ != "dobj" or thing.head.lower_ not in verb_list("factuality", "ordered"):
        return
    if any(c.dep_ in ("dobj", "aux") for c in clause.children):
        return
    verb = thing.head
    clause.head, clause.dep_, clause.tag_ = verb, "ccomp", "VBN"
    thing.head, thing.dep_ = name, "nmod"


def _told_whom(clause: Token) -> None:
    """Makes of "notifies the public that X is blocked", read as "the public that is blocked", what the public is told."""
    told, verb = clause.head, clause.head.head
    that = clause.left_edge
    if (
        told.dep_ != "dobj"
        or that.lower_ != "that"
        or verb.lower_ not in verb_list("attribution", "informing")
    ):
        return
    complete = any(c.dep_ == "nsubjpass" and c != that for c in clause.children) or any(
        c.dep_ in ("dobj", "attr", "acomp") and c.i > clause.i for c in clause.children
    )
    if complete and that.head == clause and any(c.dep_ in _SUBJECTS and c != that for c in clause.children):
        clause.dep_, clause.head, that.dep_ = "ccomp", verb, "mark"


def _is_between_commas(name: Token) -> bool:
    """Whether a name stands between commas right behind the noun that it hangs on."""
    return (
        name.pos_ == "PROPN"
        and name.head.pos_ in ("NOUN", "PROPN")
        and name.left_edge.i == name.head.i + 2
        and name.doc[name.head.i + 1].text == ","
        and name.right_edge.i + 1 < len(name.doc)
        and name.doc[name.right_edge.i + 1].text == ","
        and name.text not in DATE_NAMES
        and not any(t.like_num for t in name.subtree)
    )


def _lacks_object(name: Token) -> bool:
    """Whether a name stands right behind a verb that has no object: "Chad blocks Telegram"."""
    verb = name.head
    return verb.i == name.i - 1 and verb.pos_ == "VERB" and not any(c.dep_ == "dobj" for c in verb.children)


def _skip_dateline(sentence: Span) -> None:
    """Makes the noun behind a place, a date and a dash at the head of a sentence the subject in place of the place."""
    place = next((t for t in sentence if t.dep_ in ("nsubj", "nsubjpass")), None)
    if place is None or place.pos_ != "PROPN" or place.left_edge.i != sentence.start:
        return
    dashes = [t for t in sentence if t.text in ("-", "--") and t.i < place.head.i]
    if len(dashes) != 1 or not any(t.like_num for t in sentence.doc[place.i : dashes[0].i]):
        return
    behind = next((t for t in place.subtree if t.dep_ == "appos" and t.left_edge.i == dashes[0].i + 1), None)
    if behind is not None:
        behind.dep_, behind.head = place.dep_, place.head
        place.dep_ = "npadvmod"


@cache
def _money() -> frozenset[str]:
    return frozenset(measures().currencies) | frozenset(measures().scales)


def _is_amount(token: Token) -> bool:
    """Whether a word is a number, a scale or a currency, or glued of both ("Sh5", "US$2m")."""
    return token.like_num or token.lower_ in _money() or any(c.isdigit() for c in token.text)


def _name_in_sum(token: Token) -> Token | None:
    """The name that hangs on an amount of money or on its currency as if it were a part of it."""
    if not _is_amount(token):
        return None
    inside = [c for c in token.children if c.i < token.i and c.dep_ in ("compound", "nmod", "amod")]
    inside += [
        c for other in inside for c in other.children if c.i < other.i and c.dep_ in ("compound", "nmod")
    ]
    name = next((c for c in inside if (c.pos_ == "PROPN" or c.text in _names()) and not _is_amount(c)), None)
    between = token.doc[name.i + 1 : token.i + 1] if name is not None else ()
    return name if between and all(_is_amount(t) for t in between) else None
