"""A tokenizer of few pieces cuts texts as that of all pieces does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.library import BUNDLED_ARTICLES
from search.embedded.source import embedded_weights
from search.embedded.tokenizer import PieceTokenizer, build_fast_tokenizer

_ODD = [
    "",
    " \n\t ",
    "\x00",
    "ﬁne ① ½ ™",
    "日本語 テスト",
    "🙂🙃 👩‍🏫 ok",
    "word\u200bword\u00adx",
    "a\u2028b",
    "▁a ▁b▁c ▁",
    "İstanbul ß ŉ e\u0301",
    "<s> a<mask>b </s><pad>c <unk> < s> <MASK>",
    "query: query: passage:",
    "o" * 3000,
    "word " * 3000,
    "\ue000 \U0010ffff",  # signs that no piece has
]


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    tokenizer = build_fast_tokenizer(embedded_weights().vocabulary)
    tokenizer.enable_truncation(512)
    return tokenizer


@pytest.fixture(scope="module")
def few() -> PieceTokenizer:
    return PieceTokenizer(embedded_weights().vocabulary, 512)


def _assert_same(whole: Tokenizer, few: PieceTokenizer, texts: list[str]) -> None:
    expected = [(each.ids, each.offsets) for each in whole.encode_batch(texts)]
    assert [(each.ids.tolist(), each.offsets) for each in few.encode_batch(texts)] == expected


def test_the_bundled_articles_are_cut_alike(whole: Tokenizer, few: PieceTokenizer) -> None:
    articles = [path.read_text(encoding="utf-8") for path in sorted(BUNDLED_ARTICLES.rglob("*.md"))]
    _assert_same(whole, few, [part for article in articles for part in article.split("\n\n")])


@pytest.mark.parametrize("text", _ODD, ids=range(len(_ODD)))
def test_an_odd_text_is_cut_alike(whole: Tokenizer, few: PieceTokenizer, text: str) -> None:
    _assert_same(whole, few, [text])


@given(st.lists(st.text() | st.text("ab <>/smask▁\u00ad\u3000éﬁ", max_size=40), max_size=3))
def test_any_texts_are_cut_alike(whole: Tokenizer, few: PieceTokenizer, texts: list[str]) -> None:
    _assert_same(whole, few, texts)


def test_a_text_is_cut_off_after_512_tokens(few: PieceTokenizer) -> None:
    (tokens,) = few.encode_batch(["word " * 3000])
    assert (len(tokens.ids), len(tokens.offsets), tokens.ids[-1]) == (512, 512, 2)
