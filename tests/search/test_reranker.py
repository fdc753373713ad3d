from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest

from search.errors import ModelUnavailableError
from search.reranker import RERANKED, open_cross_encoder
from search.searcher import Searcher
from tests.search.shelf import Shelf

if TYPE_CHECKING:
    from search.reranker import Reranker


class ShortestFirst:
    """Finds the shortest passage the best."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        self.read += [f"{question}: {passage}" for passage in passages]
        return np.array([-len(passage) for passage in passages], np.float32)


def searcher(shelf: Shelf, reranker: Reranker) -> Searcher:
    library = shelf.library
    return Searcher(library.articles, library.passages, library.topics, shelf.encoder, shelf.index, reranker=reranker)


def test_the_reranker_decides_the_order_and_scores_stay_cosines(shelf: Shelf) -> None:
    nearest = shelf.add("goal plan")
    short = shelf.add("goal")
    shelf.catch_up()
    reranker = ShortestFirst()
    hits = searcher(shelf, reranker).search("goal plan", limit=2).hits
    # cosines with the question: 1 / sqrt(2) = 0.707, and 1
    assert [(hit.rank, hit.article.id) for hit in hits] == [(1, short), (2, nearest)]
    assert [hit.score for hit in hits] == pytest.approx([0.707, 1.0], abs=0.005)
    assert reranker.read == ["goal plan: goal plan", "goal plan: goal"]


def test_a_card_far_behind_may_become_the_first(shelf: Shelf) -> None:
    for _ in range(RERANKED - 1):
        shelf.add("goal plan goal plan")
    short = shelf.add("goal")
    beyond = shelf.add("a")
    shelf.catch_up()
    best = searcher(shelf, ShortestFirst())
    assert [hit.article.id for hit in best.search("goal plan", limit=1).hits] == [short]
    assert best.search("goal plan", limit=RERANKED + 1).hits[-1].article.id == beyond


def test_a_library_of_nothing_needs_no_reranker(shelf: Shelf, tmp_path: Path) -> None:
    shelf.catch_up()
    assert searcher(shelf, open_cross_encoder(str(tmp_path))).search("goal plan").hits == ()


def test_a_cross_encoder_scores_each_passage(tmp_path: Path) -> None:
    reranker = open_cross_encoder(str(save_cross_encoder(tmp_path, ["goal", "plan", "tree"])))
    scores = reranker.scores("goal", ["plan", "tree tree", "plan"])
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-5)
    assert abs(scores[0] - scores[1]) > 1e-4


def test_a_folder_without_a_cross_encoder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="MENTORBASE_RERANKER takes the folder"):
        open_cross_encoder(str(tmp_path)).scores("goal", ["plan"])


def save_cross_encoder(folder: Path, words: Sequence[str]) -> Path:
    """A real CrossEncoder of a few random weights."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer = Tokenizer(WordLevel({word: place for place, word in enumerate([*special, *words])}, unk_token="[UNK]"))  # noqa: S106 - a token of text
    tokenizer.pre_tokenizer = Whitespace()
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token"), special, strict=True))
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)  # type: ignore[no-untyped-call]
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(special) + len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label={0: "score"},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.bert.embeddings.word_embeddings.weight.mul_(50)  # so small, all texts would score nearly the same
        model.classifier.weight.mul_(50)
    model.save_pretrained(folder)
    return folder
