"""Fine-tunes the encoder of kg.detection on the tuning articles, but those of UNTRAINED, and writes it to ``ontology/language/detection``.

    python -m scripts.train_detection [--check]

What it needs besides Writ is the extra ``training`` (PyTorch, transformers, onnx, the MiniLM weights as a package). A sentence tells an act
where it overlaps the evidence of a gold action of the kind; nothing says which word does, so each piece gets a score and the highest one of a sentence
is trained (max pooling). Optional actions count neither way. ``--check`` trains without writing; both print the average
precision over sentences and kinds on each set-aside part. Seeds are fixed; on another processor the weights may differ in their last digits.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
import torch
from all_minilm_l6_v2 import extract_model
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.metrics import average_precision_score
from torch import nn
from transformers import AutoModel

from kg.detection import LONGEST, Detector, Pieces
from kg.lexicon import load_lexicon
from kg.ontology_files import ontology_directory
from kg.reading import read
from kg.reading.inputs import find_documents
from kg.scoring import Gold, evidence_span
from kg.text import parse
from tests.quality.gold_sets import UNTRAINED, GoldSet, gold_sets

LAYERS, EPOCHS, BATCH = 3, 6, 16
ENCODER_RATE, HEAD_RATE, DECAY, WARMUP = 1e-4, 3e-3, 0.01, 0.1
#: The vocabulary is by frequency: rarer pieces are left out, unless the articles have them.
PIECES = 14_000
#: The score of a kind before it has seen anything: most sentences tell none.
BIAS = -4.0


class Row(NamedTuple):
    """A sentence: its words, whether it tells each kind, and which of these count."""

    words: list[str]
    told: np.ndarray
    counts: np.ndarray


def rows(gold_set: GoldSet, kinds: Sequence[str]) -> Iterator[Row]:
    """The sentences of a set, as the extractors see them."""
    gold_of = {path.stem: Gold(path) for path in gold_set.gold}
    for source in find_documents(gold_set.texts):
        gold = gold_of.get(source.identifier)
        if gold is None:
            continue
        text = read(source)
        spans = [
            (action["type"], evidence_span(action, text.content), bool(action.get("optional")))
            for action in gold.actions
        ]
        for paragraph in parse(text).paragraphs:
            for sentence in paragraph.doc.sents:
                begin, end = paragraph.begin + sentence.start_char, paragraph.begin + sentence.end_char
                here = [
                    (kind, optional)
                    for kind, span, optional in spans
                    if span and span[0] < end and begin < span[1]
                ]
                told = np.array([(kind, False) in here for kind in kinds])
                optional = np.array([(kind, True) in here for kind in kinds])
                yield Row([token.text for token in sentence], told, told | ~optional)


class Scorer(nn.Module):
    """The first layers of the encoder with a linear score for each kind on each piece."""

    def __init__(self, weights: str, kept: Sequence[int], kinds: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights, attn_implementation="eager", add_pooling_layer=False
        )
        self.encoder.encoder.layer = self.encoder.encoder.layer[:LAYERS]
        embedding = self.encoder.embeddings.word_embeddings
        self.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(
            embedding.weight[list(kept)].detach().clone(), freeze=False, padding_idx=0
        )
        self.dropout = nn.Dropout(0.1)
        self.score = nn.Linear(embedding.weight.shape[1], kinds)
        nn.init.constant_(self.score.bias, BIAS)

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Scores, sentences × pieces × kinds."""
        hidden = self.encoder(
            input_ids=pieces, attention_mask=mask, token_type_ids=torch.zeros_like(pieces)
        ).last_hidden_state
        return self.score(self.dropout(hidden))


def batch_of(cut: Sequence[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Pieces and mask of some sentences."""
    pieces = torch.zeros((len(cut), max(map(len, cut))), dtype=torch.int64)
    mask = torch.zeros_like(pieces)
    for row, line in enumerate(cut):
        pieces[row, : len(line)] = torch.tensor(line)
        mask[row, : len(line)] = 1
    return pieces, mask


def train(scorer: Scorer, cut: Sequence[list[int]], data: Sequence[Row]) -> None:
    """AdamW (Loshchilov and Hutter 2019), linear warm-up and decline, binary cross-entropy on the highest score of each sentence."""
    optimizer = torch.optim.AdamW(
        [
            {"params": scorer.encoder.parameters(), "rate": ENCODER_RATE},
            {"params": scorer.score.parameters(), "rate": HEAD_RATE},
        ],
        weight_decay=DECAY,
    )
    loss_of = nn.BCEWithLogitsLoss(reduction="none")
    told = torch.tensor(np.array([row.told for row in data]), dtype=torch.float)
    counts = torch.tensor(np.array([row.counts for row in data]), dtype=torch.float)
    steps, step = EPOCHS * -(-len(data) // BATCH), 0
    for epoch in range(EPOCHS):
        scorer.train()
        order = list(range(len(data)))
        random.shuffle(order)
        blocks = [
            sorted(order[i : i + 32 * BATCH], key=lambda i: len(cut[i]))
            for i in range(0, len(order), 32 * BATCH)
        ]
        batches = [block[i : i + BATCH] for block in blocks for i in range(0, len(block), BATCH)]
        random.shuffle(batches)
        total = 0.0
        for indices in batches:
            step += 1
            share = min(1.0, step / (WARMUP * steps)) * max(0.0, 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * share
            pieces, mask = batch_of([cut[i] for i in indices])
            scores = scorer(pieces, mask).masked_fill(mask.unsqueeze(-1) == 0, -1e4).max(1).values
            loss = (loss_of(scores, told[indices]) * counts[indices]).sum() / len(indices)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(scorer.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}", flush=True)
    scorer.eval()


def write(scorer: Scorer, pieces: Sequence[str], kinds: Sequence[str], folder: Path) -> None:
    """The encoder with eight-bit weights, its pieces and its kinds."""
    example = batch_of([[1, 2, 3], [1, 2]])
    axes = {0: "sentences", 1: "pieces"}
    with tempfile.TemporaryDirectory() as work:
        whole = Path(work) / "model.onnx"
        torch.onnx.export(
            scorer, example, str(whole), input_names=["pieces", "mask"], output_names=["scores"], opset_version=17,
            dynamic_axes={"pieces": axes, "mask": axes, "scores": axes}, dynamo=False,
        )  # fmt: skip
        # Seven bits of weight: products of eight and eight saturate on processors without VNNI, and the same sentence would get other scores.
        quantize_dynamic(
            whole, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    (folder / "pieces.txt").write_text("\n".join(pieces), encoding="utf-8")
    (folder / "kinds.txt").write_text("\n".join(kinds) + "\n", encoding="utf-8")


def judged(detector: Detector, data: Sequence[Row]) -> float:
    """Average precision over sentences and kinds."""
    pairs = [
        (told, act.probability)
        for row in data
        for told, counts, act in zip(row.told, row.counts, detector.detect(row.words), strict=False)
        if counts
    ]
    return float(average_precision_score(*zip(*pairs, strict=True)))


def main() -> None:
    """Trains, prints and writes."""
    torch.manual_seed(0)
    random.seed(0)
    sets = list(gold_sets())
    kinds = sorted(load_lexicon().types)
    data = [
        row
        for s in sets
        if not s.secret and s.name != "seeds"
        for row in rows(replace(s, gold=tuple(p for p in s.gold if p.name[0] not in UNTRAINED)), kinds)
        if row.words
    ]
    with tempfile.TemporaryDirectory() as work:
        weights = extract_model(work)
        index = orjson.loads((Path(weights) / "tokenizer.json").read_bytes())["model"]["vocab"]
        vocabulary = sorted(index, key=index.get)
        everything = Pieces(vocabulary)
        met = {piece for row in data for word in row.words for piece in everything.of_word(word)}
        kept = sorted(set(range(PIECES)) | met)
        pieces = [vocabulary[i] for i in kept]
        scorer = Scorer(str(weights), kept, len(kinds))
    cutter = Pieces(pieces)
    cut = [cutter.of_sentence(row.words)[0] for row in data]
    print(f"{len(data)} sentences, {len(pieces)} pieces, up to {LONGEST} a sentence", flush=True)
    train(scorer, cut, data)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) if "--check" in sys.argv else ontology_directory() / "language" / "detection"
        write(scorer, pieces, kinds, folder)
        detector = Detector(folder)
        for aside in sets:
            if aside.secret and aside.name != "dev":
                print(f"{aside.name}: average precision {judged(detector, list(rows(aside, kinds))):.3f}")


if __name__ == "__main__":
    main()
