"""The parser's known errors are corrected before anybody looks, and tokens stay as they are."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from kg.parse_repairs import repaired
from kg.text import load_model


def read(*texts: str) -> list[Doc]:
    """The texts, parsed and corrected."""
    model = load_model()
    return list(repaired(model, list(model.pipe(texts))))


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("Kenya's regulator orders telecom firms to block Telegram during exams", "orders", "regulator"),
        ("Nigeria fines Meta $220 million over data breaches", "fines", "Nigeria"),
        (
            "The Agency for Postal Services, acting under Article 33 of the Law on Media, hereby orders all operators to disable access to Viber.",
            "orders",
            "Agency",
        ),
    ],
)
def test_missed_verb_is_found(text: str, verb: str, subject: str) -> None:
    """A verb that was read as a plural heads its sentence, with its subject and in its own words."""
    (doc,) = read(text)
    token = next(t for t in doc if t.text == verb)
    assert (doc.text, token.dep_, token.pos_, token.tag_) == (text, "ROOT", "VERB", "VBZ")
    assert [c.text for c in token.children if c.dep_ == "nsubj"] == [subject]


@pytest.mark.parametrize(
    "text", ["New rules for platforms", "Orders of the court", "The regulator ordered firms to block it."]
)
def test_other_sentences_stay(text: str) -> None:
    """Where nothing was missed the parse is the parser's own."""
    model = load_model()
    (doc,), own = read(text), model(text)
    assert [(t.dep_, t.head.i, t.tag_) for t in doc] == [(t.dep_, t.head.i, t.tag_) for t in own]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The regulator fined TikTok Sh5 million over failures.", "TikTok"),
        ("The commission fined X ₹120 crore.", "X"),
        ("The regulator fined Meta Platforms 5 million shillings.", "Platforms"),
    ],
)
def test_name_beside_a_sum_is_an_object(text: str, name: str) -> None:
    """Who is fined is no part of the amount."""
    (doc,) = read(text)
    token = next(t for t in doc if t.text == name)
    assert (token.dep_, token.head.text) == ("dative", "fined")


def test_order_of_texts_is_kept() -> None:
    """Corrected and uncorrected texts come back in the order given."""
    texts = [
        "Vietnam blocks Telegram",
        "It was blocked.",
        "Nigeria fines Meta $220 million over data breaches",
    ]
    assert [doc.text for doc in read(*texts)] == texts


@pytest.mark.parametrize(
    ("text", "verb", "label", "name"),
    [
        ("Facebook to be banned in Vanuatu", "banned", "nsubjpass", "Facebook"),
        ("TikTok to face ban in Malta", "face", "nsubj", "TikTok"),
        ("Google fined $2m by Tunisia", "fined", "nsubjpass", "Google"),
        ("Telegram fined €5m in Austria", "fined", "nsubjpass", "Telegram"),
        ("X faces £10m fine from watchdog", "fine", "dobj", "fine"),
        ("Tunisia slaps fine on Google", "fine", "dobj", "fine"),
    ],
)
def test_headline_has_its_verb_and_what_hangs_on_it(text: str, verb: str, label: str, name: str) -> None:
    """What a headline leaves out doesn't turn its verb into a part of a name, nor who is fined into who fines."""
    (doc,) = read(text)
    token = next(t for t in doc if t.text == name)
    assert token.dep_ == label
    assert token.head.dep_ == "ROOT"
    assert verb in (token.text, token.head.text)


@pytest.mark.parametrize("text", ["Google fined Meta.", "Plans to ban TikTok worry creators", "It is fine."])
def test_what_is_whole_stays(text: str) -> None:
    """A company that fines another, a plan to ban and an adjective are left alone."""
    (doc,) = read(text)
    assert not any(t.dep_ == "nsubjpass" or (t.text == "fine" and t.dep_ == "dobj") for t in doc)


@pytest.mark.parametrize(
    ("text", "verb", "label", "name"),
    [
        ("By letter of 3 June 2021 the accused firms were required to answer.", "required", "nsubjpass", "firms"),
        ("On 18 March a student of nineteen was arrested in Tunis.", "arrested", "nsubjpass", "student"),
        ("At the request of the parties judgment was postponed by a week.", "postponed", "nsubjpass", "judgment"),
        ("When hearings began the Commission announced that it would appeal.", "announced", "nsubj", "Commission"),
        ("The Ministry of Health had, two days before, instructed the Board to open an inquiry.", "instructed", "nsubj", "Ministry"),
        ("In March Ada Obi, the head of Ofcom, told a committee that it was late.", "told", "nsubj", "Obi"),
        ("Jane Roe, who held the office at the time, announced on Monday that it had closed.", "announced", "nsubj", "Roe"),
    ],
)  # fmt: skip
def test_what_opens_a_sentence_leaves_it_its_subject(text: str, verb: str, label: str, name: str) -> None:
    """A date, phrase or clause before the subject, or an aside behind it, doesn't keep it from its verb."""
    (doc,) = read(text)
    token = next(t for t in doc if t.text == name)
    assert (token.dep_, token.head.text, token.head.dep_) == (label, verb, "ROOT")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was Ofcom that fined TikTok.", "Ofcom"),
        ("It was Judge Ada Obi, of the High Court in Lagos, who granted the request.", "Obi"),
    ],
)
def test_a_clause_hangs_on_whom_the_sentence_lifts_out(text: str, name: str) -> None:
    """Whoever "it was" did what the clause behind tells."""
    (doc,) = read(text)
    clause = next(t for t in doc if t.dep_ == "relcl")
    assert clause.head.text == name


@pytest.mark.parametrize(
    ("text", "verb", "doer", "object_"),
    [
        ("The ministry of communications of Chad blocked Telegram.", "blocked", "ministry", "Telegram"),
        ("Chad blocks Telegram", "blocks", "Chad", "Telegram"),
        ("Nepal lifts social media ban", "lifts", "Nepal", "ban"),
    ],
)
def test_verb_is_no_part_of_its_object(text: str, verb: str, doer: str, object_: str) -> None:
    """The only finite verb of a short sentence has a subject and an object of its own."""
    (doc,) = read(text)
    token = next(t for t in doc if t.text == verb)
    found = {c.dep_: c.text for c in token.children}
    assert (token.dep_, found["nsubj"], found["dobj"]) == ("ROOT", doer, object_)


def test_infinitive_in_a_name_hides_no_verb() -> None:
    """The committee that has an infinitive in its name acts by the verb behind it."""
    (doc,) = read("The Committee to Protect Journalists calls on Chad to restore Telegram.")
    root = next(t for t in doc if t.dep_ == "ROOT")
    assert (root.text, [c.text for c in root.children if c.dep_ == "nsubj"]) == ("calls", ["Committee"])


@pytest.mark.parametrize(
    ("text", "verb", "label", "name"),
    [
        (
            "Kenya opened an inquiry after Ofcom, the British regulator, had fined TikTok.",
            "fined",
            "nsubj",
            "Ofcom",
        ),
        (
            "Two groups, Access Now and NetBlocks, called on Orange to restore Facebook.",
            "called",
            "nsubj",
            "groups",
        ),
        ("Data watchdog orders Clearview AI to delete photos.", "orders", "nsubj", "watchdog"),
        ("Founder arrested in Paris", "arrested", "nsubjpass", "Founder"),
        ("Since Tuesday evening, access to X has been restricted.", "restricted", "nsubjpass", "access"),
    ],
)
def test_who_did_it_is_the_subject(text: str, verb: str, label: str, name: str) -> None:
    """Over an apposition, before a verb that is read as a participle or as one word with its subject, and in the passive of headlines."""
    (doc,) = read(text)
    told = next(t for t in doc if t.text == verb)
    assert [t.text for t in told.children if t.dep_ == label] == [name]


@pytest.mark.parametrize(
    ("text", "noun", "verb"),
    [
        ("The court directed Respondent No. 1 to reply.", "Respondent", "directed"),
        ("Respondent No.2 has replied.", "Respondent", "replied"),
        ("By Resolution No. 391-2023/CDA, the Commission granted it.", "Resolution", "By"),
    ],
)
def test_a_number_hangs_on_whom_it_numbers(text: str, noun: str, verb: str) -> None:
    """The noun before "No." takes part, and no sentence ends behind it."""
    (doc,) = read(text)
    token = next(t for t in doc if t.text == noun)
    assert doc.text == text
    assert len(list(doc.sents)) == 1
    assert (token.head.text, [c.text for c in token.children]) == (verb, ["No."])


@pytest.mark.parametrize(
    ("text", "verb", "label", "name"),
    [
        ("Meta disabled access to the posts.", "disabled", "nsubj", "Meta"),
        ("Ofcom hereby notifies the public that X was blocked.", "notifies", "ccomp", "blocked"),
    ],
)
def test_verb_has_what_hangs_on_it(text: str, verb: str, label: str, name: str) -> None:
    """Verbs read as adjectives or as one with their subject, and clauses read as relative."""
    (doc,) = read(text)
    token = next(t for t in doc if t.text == verb)
    assert (token.dep_, [c.text for c in token.children if c.dep_ == label]) == ("ROOT", [name])
