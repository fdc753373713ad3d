"""How what answers have in common is learnt."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.learn_answer_direction import Marked, fit, share_right


def test_what_marked_sentences_share_is_found_whatever_is_asked() -> None:
    chance = np.random.default_rng(0)
    answers = np.zeros(12, np.float32)
    answers[3] = 0.4

    def one() -> Marked:
        question = chance.normal(size=12)
        sentences = chance.normal(size=(4, 12)) + question * 0.5
        is_marked = np.arange(4) == chance.integers(4)
        sentences[is_marked] += 6 * answers
        unit = sentences / np.linalg.norm(sentences, axis=1, keepdims=True)
        return Marked(0, (question / np.linalg.norm(question)).astype(np.float32), unit.astype(np.float32), is_marked)

    marked = [one() for _ in range(300)]
    learnt = fit(marked[:200])
    assert int(np.abs(learnt).argmax()) == 3
    assert share_right(marked[200:], learnt) > share_right(marked[200:], np.zeros(12, np.float32)) + 0.1
