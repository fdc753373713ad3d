"""Teaches the embedded encoder that a question's language says nothing about that of its answer.

`python -m tests.benchmarks.learn_adaptation` learns from the groups under `adaptation`, each a passage and its
questions in all four languages, and writes `search/embedded/adaptation.npz`: about half an hour on two cores. Nothing
of the bundled library or of the golden questions is among them. `make directions` is due afterwards.

A group's questions shall be nearer to its passage, in whatever language, than to any other passage, in whatever
language. The other groups of a batch are the wrong answers, among them the ones of the same theme (InfoNCE with several
right ones, van den Oord et al. 2018, in both directions, between translations, and for the best of a passage's
sentences, pooled from the passage's own tokens); a sigmoid loss (Zhai et al.,
"Sigmoid Loss for Language Image Pre-Training", ICCV 2023) keeps the cosines comparable between questions, so that a
threshold can tell which ones have no answer. Only the upper layers learn, by low-rank changes: what the lower ones say
is computed once.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from corpus.language import Language
from search.embedded.adaptation import ADAPTATION, Adaptation, LowRank, write_adaptation
from search.embedded.batches import batches_of_one_length
from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT, build_bert, build_tokenizer
from search.embedded.source import open_weights
from search.sentences import sentence_spans

if TYPE_CHECKING:
    from transformers import BertModel, PreTrainedTokenizerFast

GROUPS = Path(__file__).parent / "adaptation"

_FROZEN_LAYERS = 6
_RANK = 16
_SCALE = 2.0  # of the product of the two matrices, as LoRA's alpha over the rank
_DROPOUT = 0.1
_EPOCHS = 3
_GROUPS_A_STEP = 32
_PASSAGES_A_GROUP = 2
_QUESTIONS_A_GROUP = 6
_RATE = 1e-3
_RATE_OF_SIGMOID = 20  # times the other
_WARM_UP = 0.08
_LEAST_RATE = 0.02
_TEMPERATURE = 0.02
_WEIGHT_OF_TRANSLATIONS = 0.3
_WEIGHT_OF_SENTENCES = 0.5
_WEIGHT_OF_SIGMOID = 0.1
_LEAST_TOKENS_OF_A_SENTENCE = 4
_MOST_TOKENS = 256
_TOKENS_A_BATCH = 2400
_FAR = -1e9
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the encoder reads it: what stands before `start` is the title and the heading over it."""

    text: str
    start: int
    language: Language


@dataclass(frozen=True, slots=True)
class Group:
    """A passage and three questions about it, in each language.

    Groups of one theme are near each other. `unanswered` are questions near the theme that no passage answers.
    """

    theme: str
    passages: list[Passage]
    questions: list[str]
    unanswered: list[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as the lower layers see it: states of shape (tokens, dimension) in float16.

    `sentences` are the first token of each sentence and the one after its last; only those of passages are told.
    """

    states: Tensor
    sentences: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A group as the lower layers see it."""

    theme: str
    passages: list[Seen]
    questions: list[Seen]
    unanswered: list[Seen]


def read_groups(folder: Path = GROUPS) -> list[Group]:
    """All groups, in the order of their files."""
    groups = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            groups.append(
                Group(
                    f"{path.stem} {row['theme']}",
                    [_passage(row, a) for a in Language],
                    [question for a in Language for question in row["questions"][a]],
                    [row["unanswered"][a] for a in Language] if "unanswered" in row else [],
                )
            )
    return groups


def _passage(row: dict[str, Any], language: Language) -> Passage:
    over = "".join(row[each][language] + "\n" for each in ("title", "heading") if row.get(each, {}).get(language))
    return Passage(over + row["passages"][language], len(over), language)


class LowRankLinear(nn.Module):
    """A linear layer that stays as it is, and the change that it learns."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(_RANK, linear.in_features) / math.sqrt(linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, _RANK))

    def forward(self, states: Tensor) -> Tensor:
        """The layer's output with the change."""
        changed: Tensor = self.linear(states) + states @ self.down.T @ self.up.T * _SCALE
        return changed


class Learner:
    """The encoder, cut into layers that stay and layers that learn."""

    def __init__(self, model: BertModel, tokenizer: PreTrainedTokenizerFast) -> None:
        self._model = model.requires_grad_(False)
        self._tokenizer = tokenizer
        self._changes: dict[str, LowRankLinear] = {}

    def see(self, texts: Sequence[str | Passage]) -> list[Seen]:
        """What the lower layers make of each question or passage."""
        self._model.eval()  # type: ignore[no-untyped-call]
        tokens = [self._tokens(each) for each in texts]
        padding = int(self._tokenizer.pad_token_id)
        seen: dict[int, Seen] = {}
        with torch.inference_mode():
            for places in batches_of_one_length([len(ids) for ids, _ in tokens], _TOKENS_A_BATCH):
                length = max(len(tokens[place][0]) for place in places)
                ids = torch.full((len(places), length), padding)
                for row, place in enumerate(places):
                    ids[row, : len(tokens[place][0])] = torch.tensor(tokens[place][0])
                states = self._model.embeddings(input_ids=ids)
                for layer in self._model.encoder.layer[:_FROZEN_LAYERS]:
                    states = layer(states, _mask(ids != padding))
                for row, place in enumerate(places):
                    own, sentences = tokens[place]
                    seen[place] = Seen(states[row, : len(own)].half().clone(), sentences)
        return [seen[place] for place in range(len(texts))]

    def _tokens(self, text: str | Passage) -> tuple[list[int], list[tuple[int, int]]]:
        """The tokens of a question or passage under its prompt, and where the sentences of a passage are among them."""
        words = QUERY_PROMPT + text if isinstance(text, str) else PASSAGE_PROMPT + text.text
        found = self._tokenizer(words, truncation=True, max_length=_MOST_TOKENS, return_offsets_mapping=True)
        if isinstance(text, str):
            return found["input_ids"], []
        start = len(PASSAGE_PROMPT) + text.start
        sentences = []
        for first, last in sentence_spans(words[start:], text.language):
            places = [
                place
                for place, (begin, end) in enumerate(found["offset_mapping"])
                if begin < end and begin >= start + first - 1 and end <= start + last
            ]
            if len(places) >= _LEAST_TOKENS_OF_A_SENTENCE:
                sentences.append((places[0], places[-1] + 1))
        return found["input_ids"], sentences

    def begin(self) -> list[nn.Parameter]:
        """Make the upper layers learn; returns what they learn."""
        for number, layer in enumerate(self._model.encoder.layer[_FROZEN_LAYERS:], start=_FROZEN_LAYERS):
            for name, module in list(layer.named_modules()):
                if isinstance(module, nn.Linear):
                    parent, _, own = name.rpartition(".")
                    change = LowRankLinear(module)
                    setattr(layer.get_submodule(parent), own, change)
                    self._changes[f"encoder.layer.{number}.{name}.weight"] = change
        for module in self._model.modules():
            if isinstance(module, nn.Dropout):
                module.p = _DROPOUT
        self._model.train()
        return [parameter for change in self._changes.values() for parameter in (change.down, change.up)]

    def encode(self, seen: Sequence[Seen]) -> tuple[Tensor, list[Tensor]]:
        """Unit vectors, of shape (texts, dimension), and those of the sentences in each text."""
        vectors: dict[int, Tensor] = {}
        sentences: dict[int, Tensor] = {}
        for places in batches_of_one_length([len(each.states) for each in seen], _TOKENS_A_BATCH):
            states = nn.utils.rnn.pad_sequence([seen[place].states.float() for place in places], batch_first=True)
            lengths = torch.tensor([len(seen[place].states) for place in places])
            there = torch.arange(states.shape[1])[None] < lengths[:, None]
            for layer in self._model.encoder.layer[_FROZEN_LAYERS:]:
                states = layer(states, _mask(there))
            weights = there.unsqueeze(-1).float()
            means = nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=1)
            for row, place in enumerate(places):
                vectors[place] = means[row]
                own = [states[row, first:last].mean(0) for first, last in seen[place].sentences]
                sentences[place] = nn.functional.normalize(torch.stack(own), dim=1) if own else means[row][None]
        order = range(len(seen))
        return torch.stack([vectors[place] for place in order]), [sentences[place] for place in order]

    def learnt(self) -> Adaptation:
        """The changes as they are shipped."""
        return {
            name: LowRank(
                (change.up.detach() * _SCALE).numpy().astype(np.float16),
                change.down.detach().numpy().astype(np.float16),
            )
            for name, change in self._changes.items()
        }


def contrast(scores: Tensor, right: Tensor, counted: Tensor) -> Tensor:
    """The mean loss of telling each right column of a row from the row's wrong ones; others are not `counted`."""
    scores = scores / _TEMPERATURE
    wrong = scores.masked_fill(right | ~counted, _FAR).logsumexp(1, keepdim=True)
    losses = torch.logaddexp(scores, wrong) - scores
    return (losses * right).sum() / right.sum()


class Sigmoid(nn.Module):
    """How sure a cosine makes that a passage answers; the threshold and the steepness are learnt."""

    def __init__(self) -> None:
        super().__init__()
        self.steepness = nn.Parameter(torch.tensor(math.log(30.0)))
        self.threshold = nn.Parameter(torch.tensor(0.85))

    def forward(self, scores: Tensor, right: Tensor) -> Tensor:
        """The mean over questions of the summed cross entropy."""
        logits = (scores - self.threshold) * self.steepness.exp()
        losses: Tensor = nn.functional.softplus(torch.where(right, -logits, logits))
        return losses.sum(1).mean()


def loss_of(learner: Learner, sigmoid: Sigmoid, lessons: Sequence[Lesson], chance: random.Random) -> Tensor:
    """The loss of a batch: of each lesson some passages and questions are drawn, whatever their languages."""
    passages: list[tuple[int, Seen]] = []
    questions: list[tuple[int, Seen]] = []
    for number, lesson in enumerate(lessons):
        passages += [(number, each) for each in chance.sample(lesson.passages, _PASSAGES_A_GROUP)]
        questions += [(number, each) for each in chance.sample(lesson.questions, _QUESTIONS_A_GROUP)]
        if lesson.unanswered:
            questions.append((_NOWHERE, chance.choice(lesson.unanswered)))
    vectors, sentences = learner.encode([seen for _, seen in passages + questions])
    of_passages, of_questions = vectors[: len(passages)], vectors[len(passages) :]
    told = torch.tensor([number for number, _ in passages])
    asked = torch.tensor([number for number, _ in questions])
    scores = of_questions @ of_passages.T
    by_sentence = torch.stack([(of_questions @ each.T).amax(1) for each in sentences[: len(passages)]], dim=1)
    right = asked[:, None] == told[None]
    answered = asked != _NOWHERE
    counted = torch.ones_like(right)
    total = contrast(scores[answered], right[answered], counted[answered]) + contrast(scores.T, right.T, counted.T)
    total = total + _WEIGHT_OF_SENTENCES * contrast(by_sentence[answered], right[answered], counted[answered])
    other = ~torch.eye(len(told), dtype=torch.bool)
    same = (told[:, None] == told[None]) & other
    total = total + _WEIGHT_OF_TRANSLATIONS * contrast(of_passages @ of_passages.T, same, other)
    loss: Tensor = total + _WEIGHT_OF_SIGMOID * sigmoid(scores, right)
    return loss


def learn(groups: Sequence[Group], epochs: int = _EPOCHS) -> Adaptation:
    """What the groups teach. The same groups give the same up to the rounding of the machine."""
    torch.manual_seed(0)
    chance = random.Random(0)  # noqa: S311 - not for secrets
    weights = open_weights()
    learner = Learner(build_bert(weights), build_tokenizer(weights.vocabulary, weights.architecture.positions))
    lessons = _lessons(learner, groups)
    sigmoid = Sigmoid()
    parameters = learner.begin()
    optimizer = torch.optim.AdamW(
        [{"params": parameters, "times": 1}, {"params": list(sigmoid.parameters()), "times": _RATE_OF_SIGMOID}],
        weight_decay=0.01,
    )
    steps = epochs * math.ceil(len(lessons) / _GROUPS_A_STEP)
    step, started = 0, time.perf_counter()
    for epoch in range(epochs):
        losses = []
        for batch in _by_theme(lessons, chance):
            rate = _RATE * min(1, (step + 1) / (_WARM_UP * steps)) * max(_LEAST_RATE, 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = rate * group["times"]
            loss = loss_of(learner, sigmoid, batch, chance)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            losses.append(loss.item())
            step += 1
        seconds = time.perf_counter() - started
        _say(f"epoch {epoch + 1} of {epochs}: loss {sum(losses) / len(losses):.3f}, {seconds:.0f} s")
    return learner.learnt()


def _lessons(learner: Learner, groups: Sequence[Group]) -> list[Lesson]:
    texts: list[str | Passage] = []
    for each in groups:
        texts += [*each.passages, *each.questions, *each.unanswered]
    seen = iter(learner.see(texts))

    def take(count: int) -> list[Seen]:
        return [next(seen) for _ in range(count)]

    return [
        Lesson(each.theme, take(len(each.passages)), take(len(each.questions)), take(len(each.unanswered)))
        for each in groups
    ]


def _by_theme(lessons: Sequence[Lesson], chance: random.Random) -> Iterator[list[Lesson]]:
    """Batches in which themes are in a random order, and the lessons of a theme together."""
    themes: dict[str, list[Lesson]] = {}
    for each in lessons:
        themes.setdefault(each.theme, []).append(each)
    order = list(themes.values())
    chance.shuffle(order)
    flat = [each for theme in order for each in theme]
    for at in range(0, len(flat), _GROUPS_A_STEP):
        yield flat[at : at + _GROUPS_A_STEP]


def _mask(there: Tensor) -> Tensor:
    return torch.where(there, 0.0, _FAR)[:, None, None, :]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(folder: Path = GROUPS, to: Path = ADAPTATION, **choices: Any) -> None:
    """Entry of the command."""
    groups = read_groups(folder)
    _say(f"{len(groups)} groups")
    write_adaptation(learn(groups, **choices), to)


if __name__ == "__main__":
    main()
