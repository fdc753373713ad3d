"""Computes the language directions of the embedded encoder from the parallel sentences.

`python -m search.embedded.compute_directions` rewrites `search/parallel/directions.npy`; with `--check` it compares
instead and exits with 1 when one bit differs. Everything runs in float64, whose rounding is ten thousand million times
finer than the grid that the result is put on, so threads, batches and processors make no difference.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import numpy.typing as npt

from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT, build_adapted_bert, build_tokenizer
from search.embedded.source import open_weights
from search.embedded.weight_file import WeightFile
from search.neutrality import language_directions, read_directions, read_parallel_sentences, write_directions

_BATCH = 8


def compute_directions(weights: WeightFile) -> npt.NDArray[np.float32]:
    """The directions that the shipped sentences give, of shape (6, 384)."""
    import torch

    model = build_adapted_bert(weights).double()
    tokenizer = build_tokenizer(weights.vocabulary, weights.architecture.positions)

    def mean_vector(texts: list[str]) -> npt.NDArray[np.float64]:
        total = np.zeros(weights.architecture.hidden)
        by_length = sorted(texts, key=len)  # so that little is padded: two thirds of the time
        for at in range(0, len(texts), _BATCH):
            batch = tokenizer(by_length[at : at + _BATCH], padding=True, return_tensors="pt")
            with torch.inference_mode():
                tokens = model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1).double()
            pooled = (tokens * mask).sum(1) / mask.sum(1)
            total += torch.nn.functional.normalize(pooled, dim=1).sum(0).numpy()
        return total / len(texts)

    sentences = read_parallel_sentences().values()
    means = [
        [mean_vector([prompt + text for text in texts]) for texts in sentences]
        for prompt in (QUERY_PROMPT, PASSAGE_PROMPT)
    ]
    return language_directions(np.array(means))


def main() -> int:
    """Entry of the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the shipped directions, write nothing")
    check = parser.parse_args().check
    directions = compute_directions(open_weights())
    if not check:
        write_directions(directions)
        return 0
    same = directions.tobytes() == read_directions().tobytes()
    sys.stdout.write("the shipped directions are these, bit for bit\n" if same else "the shipped directions differ\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
