"""Which acts a sentence tells: a small encoder, fine-tuned on the tuning articles, that knows wordings which no template foresees.

Words are cut into pieces as BERT does (Wu et al. 2016, arXiv 1609.08144; Devlin et al. 2019) and go through the first layers of MiniLM (Wang et al. 2020,
arXiv 2002.10957), with a score for each type of action on each piece; a sentence tells an act as likely as its likeliest piece says.
Not asked where :data:`DETECTION_VARIABLE` is "0": it finds more acts, and of fewer of them all participants are right (the card tells by how much).
Written by ``scripts/train_detection.py``, which also says how it was trained and what it reaches (``ontology/language/detection/README.md``).
"""

from __future__ import annotations

import math
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from kg.errors import LanguageDataError
from kg.ontology_files import ontology_directory

#: Where this variable of the environment is "0", the encoder is not asked.
DETECTION_VARIABLE = "WRIT_DETECTION"
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


class Detector:
    """The encoder with its vocabulary and the names of its scores.

    Args:
        folder: holds ``model.onnx`` (``pieces`` int64 and ``mask`` int64, sentences × pieces, to ``scores``, sentences ×
            pieces × kinds, before the logistic function), ``pieces.txt`` and ``kinds.txt``.

    Raises:
        LanguageDataError: a file is missing or broken.
    """

    def __init__(self, folder: Path) -> None:
        try:
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
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no common class of its errors
            raise LanguageDataError(f"{folder}: {error}") from error

    def detect(self, words: Sequence[str]) -> tuple[Detected, ...]:
        """All kinds with how likely a sentence of these words tells them, in the order of :attr:`kinds`; none without words.

        Each sentence goes through the encoder alone: eight-bit arithmetic scales by all that it is given at once, and what
        stands beside a sentence must not change what is found in it.
        """
        pieces, owners = self._pieces.of_sentence(words)
        if len(pieces) == 2:  # nothing between the marks
            return ()
        import numpy as np  # late: whoever only asks whether the encoder is wanted needs none of it

        given = {"pieces": np.array([pieces]), "mask": np.ones((1, len(pieces)), dtype=np.int64)}
        scores = self._session.run(["scores"], given)[0][0, 1:-1]
        places = scores.argmax(axis=0)
        return tuple(
            Detected(kind, _probability(scores[place, k]), owners[place + 1])
            for k, (kind, place) in enumerate(zip(self.kinds, places, strict=True))
        )


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
