"""Learns the weights by which boilerplate is told from articles: from the development pages and the bundled articles.

Without the articles, in which there is none, tables and dialogues would be taken for it.
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
from corpus.library import BUNDLED_ARTICLES
from ingest.clean.decision import WEIGHTS, Decision
from ingest.clean.features import features
from ingest.clean.kinds import Meaning, open_meaning
from ingest.clean.sight import look
from ingest.reading.markdown import read_markdown
from ingest.repair import repair
from search.encoder import open_embedded_encoder, open_plain_encoder
from tests.benchmarks.marked_words import kept_words
from tests.benchmarks.noisy_set import DEVELOPMENT, MarkedBlock, NoisyPage, read_pages
from ui.settings import Settings

_STRENGTH = 0.05  # of the data against the wish for small weights
_WEIGHT_OF_CLEAN_PAGES = 0.3  # of their blocks, beside those of pages with boilerplate
_MOST_WORDS = 60
_DIGITS = 4
_PARTS = 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """The blocks of one page: their features, which are boilerplate, how much each counts."""

    features: dict[str, npt.NDArray[np.float64]]
    noise: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]


def taught() -> list[NoisyPage]:
    """All pages that the shipped weights are learnt from."""
    return [*learnable(read_pages(DEVELOPMENT)), *bundled_pages()]


def learnable(folder_pages: Sequence[NoisyPage]) -> list[NoisyPage]:
    """The pages in languages that the library holds."""
    return [page for page in folder_pages if page.language in set(Language)]


def bundled_pages() -> list[NoisyPage]:
    """The bundled articles as pages without any boilerplate."""
    pages = []
    for path in sorted(BUNDLED_ARTICLES.rglob("*.md")):
        told = read_markdown(path.read_bytes())
        blocks = tuple(MarkedBlock(True, "", block) for block in told.text.split("\n\n"))
        family = str(told.translation_key)
        number = f"{path.parent.name}/{path.stem}"
        pages.append(NoisyPage(number, str(told.language), str(told.title), family, "blank-lines", (), blocks))
    return pages


def lesson(page: NoisyPage, meaning: Meaning) -> Lesson:
    """What is learnt from a page."""
    sights = look(repair(page.text()), meaning)
    kept, words = kept_words(page, [sight.text for sight in sights])
    told = words > 0
    found = {name: values[told] for name, values in features(sights).items()}
    weight = 1.0 if any(not block.keep for block in page.blocks) else _WEIGHT_OF_CLEAN_PAGES
    return Lesson(found, (kept < words / 2)[told], weight * np.minimum(words, _MOST_WORDS)[told] ** 0.5)


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
    """For each page's number, what is learnt from the pages of the other seven of eight parts.

    A family of translations and copies is in one part.
    """
    families = sorted({page.family or page.number for page in pages})
    order = np.random.default_rng(0).permutation(len(families))
    part_of = {families[family]: place % _PARTS for place, family in enumerate(order.tolist())}
    learnt = [(part_of[page.family or page.number], page, lesson(page, meaning)) for page in pages]
    decisions = [learn([each for own, _, each in learnt if own != part]) for part in range(_PARTS)]
    return {page.number: decisions[part] for part, page, _ in learnt}


def main() -> None:
    """Entry of the command."""
    meaning = open_meaning(open_plain_encoder(open_embedded_encoder(Settings().cache)))
    decision = learn([lesson(page, meaning) for page in taught()])
    text = json.dumps({"always": decision.always, "weights": decision.weights}, indent=1) + "\n"
    WEIGHTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
