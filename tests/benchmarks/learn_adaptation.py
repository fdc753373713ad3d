"""Teaches the embedded encoder that a question's language says nothing about that of its answer.

`python -m tests.benchmarks.learn_adaptation` learns from `tests/benchmarks/adaptation` (`lessons.py` says what lies
there) and writes `search/embedded/adaptation.npz`: minutes on a graphics card, hours on two cores. `make directions`
and `make answer-direction` are due afterwards.

A question shall be nearer to the passages that answer it, in whatever language, than to any other. The wrong answers
are the other passages of the batch, among them those of the same theme (InfoNCE with several right ones, van den Oord
et al. 2018, in both directions, between translations, and for the best of a passage's sentences, pooled from the
passage's own tokens); a sigmoid loss (Zhai et al., "Sigmoid Loss for Language Image Pre-Training", ICCV 2023) keeps the
cosines comparable between questions, so that a threshold can tell which ones have no answer. The matrices of all layers
learn; of what they learnt, as much is kept as matrices of a low rank can say (Eckart and Young 1936).
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from search.embedded.adaptation import ADAPTATION, Adaptation, LowRank, write_adaptation
from search.embedded.checkpoint import build_bert, build_tokenizer
from search.embedded.source import open_weights
from tests.benchmarks.lessons import Group, Lessons, Library, Passage, Reader, Tokens

if TYPE_CHECKING:
    from transformers import BertModel

_RANK = 64
_EPOCHS = 6
_GROUPS_A_STEP = 32
_LIBRARIES_A_STEP = 6
_PASSAGES_A_GROUP = 2
_QUESTIONS_A_GROUP = 6
_RATE = 2e-4
_RATE_OF_SIGMOID = 200  # times the other
_DECAY = 0.01
_WARM_UP = 0.08
_LEAST_RATE = 0.02
_TEMPERATURE = 0.02
_WEIGHT_OF_TRANSLATIONS = 0.3
_WEIGHT_OF_SENTENCES = 0.5
_WEIGHT_OF_SIGMOID = 0.1
_LARGE_PART = 2
_TOKENS_A_BATCH = 2400
_TOKENS_A_BATCH_ON_A_CARD = 30_000
_FAR = -1e4
_NOWHERE = -1
_BY_GRADES = -2


@dataclass(slots=True)
class Batch:
    """Passages and questions of a step. `told` and `asked` are the numbers of the groups that they belong to.

    Those of libraries belong to none; `graded` has, for the place of such a question, the places of the passages that
    are right and of those that only help.
    """

    passages: list[Passage] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    questions: list[Tokens] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    graded: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict)

    def add_group(self, number: int, group: Group, chance: random.Random) -> None:
        """Draw some passages and questions, in whatever languages."""
        for passage in chance.sample(group.passages, _PASSAGES_A_GROUP):
            self.passages.append(passage)
            self.told.append(number)
        for question in chance.sample(group.questions, _QUESTIONS_A_GROUP):
            self._ask(question, number)
        if group.unanswered:
            self._ask(chance.choice(group.unanswered), _NOWHERE)

    def add_library(self, library: Library, chance: random.Random) -> None:
        """Take all passages, and one asking of each need."""
        first = len(self.passages)
        self.passages += library.passages
        self.told += [_BY_GRADES] * len(library.passages)
        for need in library.needs:
            if need.grades:
                enough = min(_LARGE_PART, max(need.grades.values()))
                right = [first + place for place, grade in need.grades.items() if grade >= enough]
                helping = [first + place for place, grade in need.grades.items() if grade < enough]
                self.graded[len(self.questions)] = right, helping
            self._ask(chance.choice(need.asked), _BY_GRADES if need.grades else _NOWHERE)

    def _ask(self, question: Tokens, number: int) -> None:
        self.questions.append(question)
        self.asked.append(number)

    def judgements(self) -> tuple[Tensor, Tensor]:
        """Which passages are right for which question, and which count at all, of shape (questions, passages)."""
        right = torch.tensor(self.asked)[:, None] == torch.tensor(self.told)[None]
        right &= torch.tensor(self.asked)[:, None] >= 0
        counted = torch.ones_like(right)
        for place, (answering, helping) in self.graded.items():
            right[place, answering] = True
            counted[place, helping] = False
        return right, counted


@dataclass(frozen=True, slots=True)
class Encoded:
    """Unit vectors of texts, of shape (texts, dimension), and of their sentences, of shape (sentences, dimension).

    `sentences` is of shape (texts, most sentences): places among the sentences' vectors, -1 where there is none.
    """

    texts: Tensor
    sentence_vectors: Tensor
    sentences: Tensor


class Learner:
    """The encoder while it learns."""

    def __init__(self, model: BertModel, device: str) -> None:
        self._model = model.to(device).requires_grad_(False)  # type: ignore[arg-type] # its wrapper hides PyTorch's
        self._device = device
        self._tokens_a_batch = _TOKENS_A_BATCH if device == "cpu" else _TOKENS_A_BATCH_ON_A_CARD
        self._before: dict[str, Tensor] = {}

    def begin(self) -> list[nn.Parameter]:
        """Make the matrices of all layers learn; returns them."""
        matrices = {
            f"encoder.layer.{number}.{name}": weight
            for number, layer in enumerate(self._model.encoder.layer)
            for name, weight in layer.named_parameters()
            if weight.ndim == 2
        }
        self._before = {name: weight.detach().clone() for name, weight in matrices.items()}
        self._model.train()
        return [weight.requires_grad_() for weight in matrices.values()]

    def encode(self, passages: Sequence[Passage], questions: Sequence[Tokens]) -> Encoded:
        """The vectors of passages, with those of their sentences, and of questions after them."""
        texts = [each.tokens for each in passages] + list(questions)
        of_texts: list[Tensor] = []
        of_sentences: list[Tensor] = []
        order: list[int] = []
        owners: list[int] = []
        for places in _batches_of_one_length([len(each) for each in texts], self._tokens_a_batch):
            states, there = self._states([texts[place] for place in places])
            sums = nn.functional.pad(states.cumsum(1), (0, 0, 1, 0))
            of_texts.append(sums[:, -1] / there.sum(1, keepdim=True))
            order += places
            spans = [
                (row, *span)
                for row, place in enumerate(places)
                if place < len(passages)
                for span in passages[place].sentences
            ]
            owners += [places[row] for row, _, _ in spans]
            if spans:
                rows, first, last = torch.tensor(spans, device=self._device).T
                of_sentences.append((sums[rows, last] - sums[rows, first]) / (last - first)[:, None])
        places_of = torch.empty(len(texts), dtype=torch.long)
        places_of[torch.tensor(order)] = torch.arange(len(texts))
        return Encoded(
            nn.functional.normalize(torch.cat(of_texts), dim=1)[places_of.to(self._device)],
            nn.functional.normalize(torch.cat(of_sentences), dim=1),
            _by_owner(owners, len(passages)).to(self._device),
        )

    def _states(self, texts: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
        """Each token's state, zeros behind a text's end, and which tokens are there."""
        tokens = nn.utils.rnn.pad_sequence(
            [torch.tensor(each) for each in texts], batch_first=True, padding_value=_NOWHERE
        ).to(self._device)
        there = tokens != _NOWHERE
        with torch.autocast(self._device, torch.bfloat16):
            states = self._model(input_ids=tokens.clamp(min=0), attention_mask=there.long()).last_hidden_state
        return states.float() * there.unsqueeze(-1), there

    def learnt(self, rank: int = _RANK) -> Adaptation:
        """What the matrices have learnt, as far as a low rank can say it: as it is shipped."""
        after = dict(self._model.named_parameters())
        return {name: _low_rank(after[name].detach() - before, rank) for name, before in self._before.items()}


def _batches_of_one_length(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """The places of texts of about one length, which filled up to the longest have no more than `most` tokens.

    A text that has more alone is a batch of its own.
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[place] > most:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _by_owner(owners: Sequence[int], count: int) -> Tensor:
    own: list[list[int]] = [[] for _ in range(count)]
    for place, owner in enumerate(owners):
        own[owner].append(place)
    return nn.utils.rnn.pad_sequence(
        [torch.tensor(each, dtype=torch.long) for each in own], batch_first=True, padding_value=_NOWHERE
    )


def _low_rank(change: Tensor, rank: int) -> LowRank:
    left, values, right = torch.linalg.svd(change.double().cpu(), full_matrices=False)
    root = values[:rank].sqrt()
    up, down = left[:, :rank] * root, right[:rank] * root[:, None]
    return LowRank(up.numpy().astype(np.float16), down.numpy().astype(np.float16))


def contrast(scores: Tensor, right: Tensor, counted: Tensor) -> Tensor:
    """The mean loss of telling each right column of a row from the row's wrong ones; others are not `counted`."""
    scores = scores / _TEMPERATURE
    wrong = scores.masked_fill(right | ~counted, _FAR).logsumexp(1, keepdim=True)
    losses = torch.logaddexp(scores, wrong) - scores
    return (losses * right).sum() / right.sum().clamp(min=1)


class Sigmoid(nn.Module):
    """How sure a cosine makes that a passage answers; the threshold and the steepness are learnt."""

    def __init__(self) -> None:
        super().__init__()
        self.steepness = nn.Parameter(torch.tensor(math.log(30.0)))
        self.threshold = nn.Parameter(torch.tensor(0.85))

    def forward(self, scores: Tensor, right: Tensor, counted: Tensor) -> Tensor:
        """The mean over questions of the summed cross entropy."""
        logits = (scores - self.threshold) * self.steepness.exp()
        losses: Tensor = nn.functional.softplus(torch.where(right, -logits, logits))
        return (losses * counted).sum(1).mean()


def loss_of(encoded: Encoded, batch: Batch, sigmoid: Sigmoid) -> Tensor:
    """The loss of a batch."""
    device = encoded.texts.device
    count = len(batch.passages)
    passages, questions = encoded.texts[:count], encoded.texts[count:]
    right, counted = (each.to(device) for each in batch.judgements())
    has_answer = torch.tensor(batch.asked, device=device) != _NOWHERE
    scores = questions @ passages.T
    total = contrast(scores[has_answer], right[has_answer], counted[has_answer])
    total = total + contrast(scores.T, right.T, counted.T)
    of_sentences = (questions @ encoded.sentence_vectors.T)[:, encoded.sentences.clamp(min=0)]
    of_best = of_sentences.masked_fill(encoded.sentences == _NOWHERE, _FAR).amax(2)
    of_best = torch.where((encoded.sentences == _NOWHERE).all(1), scores, of_best)
    total = total + _WEIGHT_OF_SENTENCES * contrast(of_best[has_answer], right[has_answer], counted[has_answer])
    told = torch.tensor(batch.told, device=device)
    groups = passages[told >= 0]
    own = told[told >= 0]
    other = ~torch.eye(len(own), dtype=torch.bool, device=device)
    same = (own[:, None] == own[None]) & other
    total = total + _WEIGHT_OF_TRANSLATIONS * contrast(groups @ groups.T, same, other)
    loss: Tensor = total + _WEIGHT_OF_SIGMOID * sigmoid(scores, right, counted)
    return loss


def learn(model: BertModel, lessons: Lessons, *, epochs: int = _EPOCHS, rate: float = _RATE, seed: int = 0) -> Learner:
    """Teach a model; the same lessons give the same up to the rounding of the machine."""
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    device = "cuda" if torch.cuda.is_available() else "cpu"
    learner, sigmoid = Learner(model, device), Sigmoid().to(device)
    parameters = learner.begin()
    optimizer = torch.optim.AdamW(
        [{"params": parameters, "times": 1}, {"params": list(sigmoid.parameters()), "times": _RATE_OF_SIGMOID}],
        weight_decay=_DECAY,
    )
    steps = epochs * math.ceil(len(lessons.groups) / _GROUPS_A_STEP)
    libraries = _again_and_again(lessons.libraries, chance)
    step, started = 0, time.perf_counter()
    for epoch in range(epochs):
        losses = []
        for groups in _by_theme(lessons.groups, chance):
            batch = Batch()
            for number, group in enumerate(groups):
                batch.add_group(number, group, chance)
            for _ in range(_LIBRARIES_A_STEP if lessons.libraries else 0):
                batch.add_library(next(libraries), chance)
            now = rate * min(1, (step + 1) / (_WARM_UP * steps)) * max(_LEAST_RATE, 1 - step / steps)
            for own in optimizer.param_groups:
                own["lr"] = now * own["times"]
            loss = loss_of(learner.encode(batch.passages, batch.questions), batch, sigmoid)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            losses.append(loss.detach())
            step += 1
        seconds = time.perf_counter() - started
        _say(f"epoch {epoch + 1} of {epochs}: loss {torch.stack(losses).mean():.3f}, {seconds:.0f} s")
    return learner


def _again_and_again(libraries: Sequence[Library], chance: random.Random) -> Iterator[Library]:
    while libraries:
        yield from chance.sample(libraries, len(libraries))


def _by_theme(groups: Sequence[Group], chance: random.Random) -> Iterator[list[Group]]:
    """Batches in which themes are in a random order, and the groups of a theme together."""
    themes: dict[str, list[Group]] = {}
    for each in groups:
        themes.setdefault(each.theme, []).append(each)
    order = list(themes.values())
    chance.shuffle(order)
    flat = [each for theme in order for each in theme]
    for at in range(0, len(flat), _GROUPS_A_STEP):
        yield flat[at : at + _GROUPS_A_STEP]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(to: Path = ADAPTATION) -> None:
    """Entry of the command."""
    weights = open_weights()
    reader = Reader(build_tokenizer(weights.vocabulary, weights.architecture.positions))
    lessons = reader.lessons()
    _say(f"{len(lessons.groups)} groups, {len(lessons.libraries)} libraries")
    write_adaptation(learn(build_bert(weights), lessons).learnt(), to)


if __name__ == "__main__":
    main()
