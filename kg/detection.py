"""Which acts a sentence tells and who takes part in them: a small encoder, fine-tuned on sentences and articles, that knows wordings which no template foresees.

Words are cut into pieces as BERT does (Wu et al. 2016, arXiv 1609.08144; Devlin et al. 2019) and go through the first layers of MiniLM (Wang et al. 2020,
arXiv 2002.10957), with a score for each type of action on each piece; a sentence tells an act as likely as its likeliest piece says. Whether somebody whom the sentence speaks of
is the agent or the target of an act, and whether a time that it tells is when the act was, is told by one hidden layer over what the encoder makes of the two, how they are spoken of, of what
class they are and how far apart they stand; whether the act happened, is denied, demanded or to come, by scores on the word that tells it.
Not asked where :data:`DETECTION_VARIABLE` is "0". Written by ``scripts/train_detection.py``, which also says how it was trained and what it reaches
(``ontology/language/detection/README.md``).
"""

from __future__ import annotations

import math
import os
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import LanguageDataError
from kg.model import MENTION_FORMS, DateExpression, Mention, Modality, Polarity
from kg.ontology_files import ontology_directory

if TYPE_CHECKING:  # numpy is imported late: whoever only asks whether the encoder is wanted needs none of it
    import numpy as np

    Vectors = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

#: What ``model.onnx`` gives.
OUTPUTS = ("scores", "deeds", "parties", "named", "classes", "statuses")
#: Where this variable of the environment is "0", the encoder is not asked.
DETECTION_VARIABLE = "WRIT_DETECTION"
#: The rule of a claim that no template made.
DETECTED = "detected"
#: The rule of a mention that no list and no pattern made.
PARTICIPANT = "participant"
#: Longer sentences are read up to so many pieces.
LONGEST = 128
_PARTS = re.compile(r"\w+|[^\w\s]")
_UNKNOWN, _BEGIN, _END = "[UNK]", "[CLS]", "[SEP]"
#: A longer part of a word is unknown: no word is so long.
_LONGEST_PART = 60


@dataclass(frozen=True, slots=True)
class Detected:
    """An act that a sentence tells, how likely, and the word (index in the sentence) that says so most."""

    kind: str
    probability: float
    word: int


#: How a party may be told: as a text speaks of somebody, or as a time.
TIME = "time"
PARTY_FORMS = (*MENTION_FORMS, TIME)
#: Whether an act happened, and how it did not: polarity and modality as one.
STATUSES: tuple[tuple[Polarity, Modality], ...] = (
    ("positive", "actual"),
    ("negative", "actual"),
    ("positive", "possible"),
    ("positive", "conditional"),
    ("positive", "ordered"),
    ("positive", "requested"),
    ("positive", "promised"),
    ("positive", "alleged"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody, something or a time that a sentence speaks of: from which word to which (indices), in what form (of :data:`PARTY_FORMS`), and of what class of the ontology."""

    first: int
    last: int
    form: str
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """How likely a party is an agent of an act, how likely a target, and how likely the time when it was."""

    agent: float
    target: float
    time: float


#: Words further apart than so many are as far apart as these.
FARTHEST = 16
#: Words that stand for a party named elsewhere.
PRONOUNS = frozenset({
    "i", "me", "my", "we", "us", "our", "you", "your", "he", "him", "his", "she", "her", "it", "its", "they", "them", "their",
    "who", "whom", "whose", "which",
})  # fmt: skip


def distance(word: int, party: Party) -> int:
    """Words from an act to a party: negative before it, 0 within it, at most :data:`FARTHEST` either way."""
    apart = party.first - word if party.first > word else party.last - word if party.last < word else 0
    return max(-FARTHEST, min(FARTHEST, apart))


def parties_of(
    words: Sequence[tuple[int, str]], mentions: Iterable[Mention], kinds: Mapping[str, str]
) -> Iterator[tuple[Party, Mention | None]]:
    """Whom a sentence speaks of, each with its mention: those of its mentions, then the pronouns outside of them, which have none.

    Args:
        words: where each word of the sentence begins, and the word.
        mentions: those that lie in the sentence.
        kinds: the class of each entity.
    """
    begins = [begin for begin, _ in words]
    named: set[int] = set()
    for mention in mentions:
        first = bisect_right(begins, mention.span.begin) - 1
        last = bisect_left(begins, mention.span.end) - 1
        named.update(range(first, last + 1))
        if mention.rule == PARTICIPANT:  # as it learnt of those whom nothing but its authors knew
            yield Party(first, last, "description", ""), mention
        else:
            yield Party(first, last, mention.form, kinds.get(mention.entity, "")), mention
    for i, (_, word) in enumerate(words):
        if i not in named and word.lower() in PRONOUNS:
            yield Party(i, i, "pronoun", ""), None


def times_of(
    words: Sequence[tuple[int, str]], dates: Iterable[DateExpression]
) -> Iterator[tuple[Party, DateExpression]]:
    """The times that a sentence tells, as parties.

    Args:
        words: where each word of the sentence begins, and the word.
        dates: the expressions of its text, in any order.
    """
    begins = [begin for begin, _ in words]
    end = words[-1][0] + len(words[-1][1])
    for expression in dates:
        if begins[0] <= expression.span.begin < end:
            first = bisect_right(begins, expression.span.begin) - 1
            last = bisect_left(begins, expression.span.end) - 1
            yield Party(first, max(first, last), TIME, ""), expression


class Pieces:
    """Cuts words into the pieces of a vocabulary, one a line, the longest first from the left."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._index = {piece: i for i, piece in enumerate(vocabulary)}
        self.begin, self.end = self._index[_BEGIN], self._index[_END]
        self.of_word = lru_cache(maxsize=1 << 15)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        plain = "".join(
            c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn"
        )
        return tuple(
            piece for part in _PARTS.findall(plain.replace("_", " ")) for piece in self._of_part(part)
        )

    def _of_part(self, part: str) -> list[int]:
        if len(part) > _LONGEST_PART:
            return [self._index[_UNKNOWN]]
        found: list[int] = []
        begin = 0
        while begin < len(part):
            prefix = "##" if begin else ""
            end = next(
                (e for e in range(len(part), begin, -1) if prefix + part[begin:e] in self._index), None
            )
            if end is None:
                return [self._index[_UNKNOWN]]
            found.append(self._index[prefix + part[begin:end]])
            begin = end
        return found

    def of_sentence(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """The pieces of a sentence between the marks of its begin and end, and the index of each piece's word (-1 for the marks)."""
        pieces, owners = [self.begin], [-1]
        for i, word in enumerate(words):
            if len(pieces) >= LONGEST:
                break
            for piece in self.of_word(word):
                pieces.append(piece)
                owners.append(i)
        return [*pieces[: LONGEST - 1], self.end], [*owners[: LONGEST - 1], -1]


class Reading:
    """What the encoder makes of one sentence."""

    def __init__(self, detector: Detector, owners: Sequence[int], found: Sequence[Vectors]) -> None:
        self._detector = detector
        self._owners = owners
        scores, self._deeds, self._parties, self._named, self._classes, self._statuses = found
        places = scores.argmax(axis=0)
        #: All kinds with how likely the sentence tells them, in the order of :attr:`Detector.kinds`.
        self.acts = tuple(
            Detected(kind, _probability(scores[place, k]), owners[place])
            for k, (kind, place) in enumerate(zip(detector.kinds, places, strict=True))
        )

    def named(self, word: int) -> float:
        """How likely a word belongs to what names or describes a participant of an act; 0 where the encoder has not read as far."""
        return _probability(self._named[self._owners.index(word), 0]) if word in self._owners else 0.0

    def class_of(self, first: int, last: int) -> str | None:
        """The likeliest class of whom or what the words from first to last name; None where the encoder has not read as far."""
        at = [i for i, word in enumerate(self._owners) if first <= word <= last]
        if not at:
            return None
        return self._detector.classes[int(self._classes[at].mean(axis=0).argmax())]

    def parts(self, kind: str, word: int, parties: Sequence[Party]) -> tuple[Part, ...]:
        """How likely each of some parties takes part in the act of a kind that a word tells; none where the encoder has not read as far."""
        if not parties or word not in self._owners:
            return ()
        import numpy as np

        owners = np.array(self._owners)
        own = [(owners >= p.first) & (owners <= p.last) for p in parties]
        states = np.stack(
            [self._parties[at].mean(axis=0) if at.any() else self._parties[0] * 0 for at in own]
        )
        scores = self._detector.roles.scores(
            kind, word, self._deeds[self._owners.index(word)], parties, states
        )
        return tuple(Part(*map(_probability, score)) for score in scores)

    def statuses(self, word: int) -> dict[tuple[Polarity, Modality], float]:
        """How likely the act that a word tells has each polarity and modality; empty where the encoder has not read as far."""
        if word not in self._owners:
            return {}
        scores = self._statuses[self._owners.index(word)]
        shares = [math.exp(score - scores.max()) for score in scores]
        return {status: round(share / sum(shares), 3) for status, share in zip(STATUSES, shares, strict=True)}


class Roles:
    """The hidden layer that tells participants from others; its arrays are those of ``roles.npz``.

    Args:
        arrays: ``kind`` (kinds × units), ``form`` (:data:`PARTY_FORMS` × units), ``class`` (classes × units), ``class_of_kind`` (kinds × classes × units), ``distance``
            (2 · :data:`FARTHEST` + 1 × units), ``out`` (3 × units), ``bias`` (3).
        kinds: the types of action, in the order of their rows.
        classes: the classes of parties, in the order of their rows; the first stands for all others.
    """

    def __init__(self, arrays: Mapping[str, Vectors], kinds: Sequence[str], classes: Sequence[str]) -> None:
        self._arrays = dict(arrays)
        self._kinds = {kind: i for i, kind in enumerate(kinds)}
        self._classes = {name: i for i, name in enumerate(classes)}

    def scores(
        self, kind: str, word: int, deed: Vectors, parties: Sequence[Party], states: Vectors
    ) -> Vectors:
        """Scores of agent, target and time before the logistic function, parties × 3."""
        import numpy as np

        a, k = self._arrays, self._kinds[kind]
        classes = [self._classes.get(party.kind, 0) for party in parties]
        hidden = (
            states
            + deed
            + a["kind"][k]
            + a["form"][[PARTY_FORMS.index(party.form) for party in parties]]
            + a["class"][classes]
            + a["class_of_kind"][k, classes]
            + a["distance"][[distance(word, party) + FARTHEST for party in parties]]
        )
        found: Vectors = np.maximum(hidden, 0) @ a["out"].T + a["bias"]
        return found


class Detector:
    """The encoder with its vocabulary and the names of its scores.

    Args:
        folder: holds ``model.onnx`` (``pieces`` and ``mask``, int64, sentences × pieces, to ``scores``, sentences × pieces × kinds, before the
            logistic function, to ``deeds`` and ``parties``, sentences × pieces × units, and to ``named``, × 1, ``classes``, × classes, and ``statuses``, × :data:`STATUSES`), ``pieces.txt``, ``kinds.txt``, ``classes.txt`` and ``roles.npz`` (:class:`Roles`).

    Raises:
        LanguageDataError: a file is missing or broken.
    """

    def __init__(self, folder: Path) -> None:
        try:
            import numpy as np
            import onnxruntime
        except ImportError as error:
            raise LanguageDataError(
                f"the encoder needs onnxruntime; {DETECTION_VARIABLE}=0 does without: {error}"
            ) from error
        options = onnxruntime.SessionOptions()
        # Workers take the processors; and one thread adds up in one order, so that the same sentence gets the same scores.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._pieces = Pieces((folder / "pieces.txt").read_text(encoding="utf-8").split("\n"))
            self.kinds = tuple((folder / "kinds.txt").read_text(encoding="utf-8").split())
            self.classes = tuple((folder / "classes.txt").read_text(encoding="utf-8").split())
            with np.load(folder / "roles.npz") as arrays:
                self.roles = Roles(arrays, self.kinds, self.classes)
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=[
                    "SkipLayerNormFusion"
                ],  # its kernel takes seven times as long as what it fuses
            )
        except Exception as error:  # onnxruntime has no common class of its errors
            raise LanguageDataError(f"{folder}: {error}") from error

    def read(self, words: Sequence[str]) -> Reading | None:
        """What a sentence of these words tells; None without words.

        Each sentence goes through the encoder alone: eight-bit arithmetic scales by all that it is given at once, and what
        stands beside a sentence must not change what is found in it.
        """
        pieces, owners = self._pieces.of_sentence(words)
        if len(pieces) == 2:  # nothing between the marks
            return None
        import numpy as np

        given = {"pieces": np.array([pieces]), "mask": np.ones((1, len(pieces)), dtype=np.int64)}
        found = self._session.run(list(OUTPUTS), given)
        return Reading(self, owners[1:-1], [part[0, 1:-1] for part in found])

    def detect(self, words: Sequence[str]) -> tuple[Detected, ...]:
        """All kinds with how likely a sentence of these words tells them; none without words."""
        reading = self.read(words)
        return reading.acts if reading is not None else ()


def _probability(score: float) -> float:
    """The logistic function, rounded to three decimals: beyond them processors differ."""
    return round(1 / (1 + math.exp(-score)), 3)


def is_wanted() -> bool:
    """Whether the encoder is asked for what no template finds."""
    return os.environ.get(DETECTION_VARIABLE, "1") != "0"


@cache
def load_detector() -> Detector:
    """The detector of ``ontology/language/detection``, loaded once a process."""
    return Detector(ontology_directory() / "language" / "detection")
