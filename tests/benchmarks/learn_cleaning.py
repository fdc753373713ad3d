"""Learns the weights by which boilerplate is told from articles, from the development pages.

`python -m tests.benchmarks.learn_cleaning` writes `ingest/clean/weights.json`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from corpus.language import Language
from ingest.clean.decision import WEIGHTS, Decision
from ingest.clean.features import features
from ingest.clean.kinds import Meaning, open_meaning
from ingest.clean.sight import look
from ingest.repair import repair
from search.encoder import open_embedded_encoder
from tests.benchmarks.marked_words import kept_words
from tests.benchmarks.noisy_set import DEVELOPMENT, NoisyPage, read_pages
from ui.settings import Settings

_STRENGTH = 0.05  # of the data against the wish for small weights
_MOST_WORDS = 60
_DIGITS = 4
_PARTS = 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """The blocks of one page: their features, which are boilerplate, how much each counts."""

    features: dict[str, npt.NDArray[np.float64]]
    noise: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]


def learnable(folder_pages: Sequence[NoisyPage]) -> list[NoisyPage]:
    """The pages in languages that the library holds."""
    return [page for page in folder_pages if page.language in set(Language)]


def lesson(page: NoisyPage, meaning: Meaning) -> Lesson:
    """What is learnt from a page."""
    sights = look(repair(page.text()), meaning)
    kept, words = kept_words(page, [sight.text for sight in sights])
    told = words > 0
    found = {name: values[told] for name, values in features(sights).items()}
    return Lesson(found, (kept < words / 2)[told], np.minimum(words, _MOST_WORDS)[told] ** 0.5)


def learn(all_lessons: Sequence[Lesson]) -> Decision:
    """The weights of a logistic regression over the features as they are."""
    names = list(all_lessons[0].features)
    columns = [np.concatenate([each.features[name] for each in all_lessons]) for name in names]
    table = np.stack(columns, axis=1)
    mean, scale = table.mean(0), table.std(0)
    scale[scale == 0] = 1
    noise = np.concatenate([each.noise for each in all_lessons])
    weights = np.concatenate([each.weights for each in all_lessons])
    model = LogisticRegression(C=_STRENGTH, max_iter=5000, tol=1e-6)
    model.fit((table - mean) / scale, noise, sample_weight=weights)
    own = model.coef_[0] / scale
    always = float(model.intercept_[0] - own @ mean)
    return Decision(
        round(always, _DIGITS), {name: round(float(w), _DIGITS) for name, w in zip(names, own, strict=True)}
    )


def cross_validated(pages: Sequence[NoisyPage], meaning: Meaning) -> dict[str, Decision]:
    """For each page's number, what is learnt from the pages that are not in its part of the eight."""
    order = np.random.default_rng(0).permutation(len(pages))
    learnt = [lesson(page, meaning) for page in pages]
    parts = [set(order[part::_PARTS].tolist()) for part in range(_PARTS)]
    return {
        pages[number].number: decision
        for part in parts
        for decision in [learn([each for other, each in enumerate(learnt) if other not in part])]
        for number in part
    }


def main() -> None:
    """Entry of the command."""
    meaning = open_meaning(open_embedded_encoder(Settings().cache))
    decision = learn([lesson(page, meaning) for page in learnable(read_pages(DEVELOPMENT))])
    text = json.dumps({"always": decision.always, "weights": decision.weights}, indent=1) + "\n"
    WEIGHTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
