"""What sentences that answer have in common."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.article import LivePassage
from corpus.language import Language
from search.answer import AnswerFinder
from search.answer_direction import answer_direction, write_answer_direction
from search.embedded.cache import embedded_fingerprint
from tests.fakes import FakeEncoder


class EmbeddedFake(FakeEncoder):
    """Passes for the embedded encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.fingerprint = embedded_fingerprint()


def test_another_encoder_than_ours_has_none() -> None:
    encoder = FakeEncoder()
    assert answer_direction(encoder).tolist() == [0.0] * encoder.dimension


def test_the_shipped_direction_is_shorter_than_a_question_and_has_the_encoders_dimension() -> None:
    direction = answer_direction(EmbeddedFake())
    assert direction.shape == (384,)
    assert direction.dtype == np.float32
    assert 0.01 < float(np.linalg.norm(direction)) < 1


def test_a_direction_reads_back_as_it_was_written(tmp_path: Path) -> None:
    write_answer_direction(np.arange(3, dtype=np.float32), tmp_path / "it.npy")
    assert answer_direction(EmbeddedFake(), tmp_path / "it.npy").tolist() == [0, 1, 2]


def test_of_two_sentences_as_near_the_one_that_looks_like_an_answer_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = FakeEncoder()
    text = "Goal boat goal boat river. Goal boat goal boat bridge."
    passage = LivePassage(1, 1, "family", Language.ENGLISH, 0, len(text), "", "", text)
    query = encoder.encode_queries(["goal boat"])[0]
    for word in ("river", "bridge"):
        towards = 0.2 * encoder.encode_queries([word])[0]
        monkeypatch.setattr("search.answer.answer_direction", lambda encoder, towards=towards: towards)
        (answer,) = AnswerFinder(encoder).find(query, [passage])
        assert word in text[answer.start : answer.end]
