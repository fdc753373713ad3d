"""Learns what sentences that answer have in common, from the marked sentences of the small libraries.

`python -m tests.benchmarks.learn_answer_direction` writes `search/embedded/answer_direction.npy`, in some minutes, and
says how often a right sentence is marked in libraries that it left out: by the cosine with the question alone, and with
the direction. It belongs to the encoder's adaptation: whoever learns that anew, learns this after it.

The sentences of a passage compete: the odds of each are its cosine with the question and with the direction (a
conditional logit, McFadden 1974), fitted to the marked ones, with a penalty on the direction's length.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from search.answer_direction import write_answer_direction
from search.encoder import Encoder, open_embedded_encoder
from tests.benchmarks.lessons import LIBRARIES, laid_out, over, rows
from ui.settings import Settings

_LEFT_OUT = 5  # one of so many libraries
_PENALTY = 3e-3
_STEPS = 60
_STEEPNESS = 3.0  # the logarithm of it, to begin with
_FAR = -1e4

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Marked:
    """A question, the sentences of a passage, as unit vectors, and which of them answer it."""

    library: int
    question: Vectors
    sentences: Vectors
    is_marked: npt.NDArray[np.bool_]


def read_marked(encoder: Encoder) -> list[Marked]:
    """All questions with each passage of which some sentences, but not all, are marked."""
    found = []
    for number, (_, library) in enumerate(rows(LIBRARIES)):
        texts, spans = [], []
        for each in library["passages"]:
            lead = "".join(f"{line}\n" for line in over(each))
            text, places = laid_out(each["sentences"])
            texts.append(lead + text)
            spans.append([(len(lead) + start, len(lead) + end) for start, end in places])
        names = [each["id"] for each in library["passages"]]
        sentences = dict(zip(names, encoder.encode_with_spans(texts, spans).spans, strict=True))
        asked = [(each["text"], need) for need in library["needs"] for each in need["asked"]]
        questions = encoder.encode_queries([text for text, _ in asked])
        for question, (_, need) in zip(questions, asked, strict=True):
            for name, marked in need["sentences"].items():
                is_marked = np.isin(np.arange(len(sentences[name])), marked)
                if is_marked.any() and not is_marked.all():
                    found.append(Marked(number, question, sentences[name], is_marked))
    return found


def fit(marked: Sequence[Marked]) -> Vectors:
    """The direction, of shape (dimension,), by which the marked sentences win most often."""
    sentences = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(each.sentences) for each in marked], batch_first=True)
    right = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(each.is_marked) for each in marked], batch_first=True)
    there = torch.arange(sentences.shape[1])[None] < torch.tensor([[len(each.sentences)] for each in marked])
    cosines = torch.einsum("nsd,nd->ns", sentences, torch.from_numpy(np.stack([each.question for each in marked])))
    direction = torch.zeros(sentences.shape[2], requires_grad=True)
    steepness = torch.tensor(_STEEPNESS, requires_grad=True)  # its logarithm: it is not negative
    optimizer = torch.optim.LBFGS([direction, steepness], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        odds = (cosines * steepness.exp() + sentences @ direction).masked_fill(~there, _FAR)
        lost = odds.logsumexp(1) - odds.masked_fill(~right, _FAR).logsumexp(1)
        total = lost.mean() + _PENALTY * direction.pow(2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found: Vectors = (direction / steepness.exp()).detach().numpy()
    return found


def share_right(marked: Sequence[Marked], direction: Vectors) -> float:
    """How often the sentence that is chosen is a marked one."""
    right = [each.is_marked[(each.sentences @ (each.question + direction)).argmax()] for each in marked]
    return round(float(np.mean(right)), 3)


def main() -> None:
    """Entry of the command."""
    marked = read_marked(open_embedded_encoder(Settings().cache).loaded())
    left_out = [each for each in marked if each.library % _LEFT_OUT == 0]
    learnt = fit([each for each in marked if each.library % _LEFT_OUT])
    figures = {
        "marked": len(marked),
        "left out": len(left_out),
        "by the cosine alone": share_right(left_out, np.zeros_like(learnt)),
        "with the direction": share_right(left_out, learnt),
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    write_answer_direction(fit(marked))


if __name__ == "__main__":
    main()
