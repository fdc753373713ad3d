"""The tokenizer that loads quickly cuts every text as the whole one does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.library import BUNDLED_ARTICLES
from search.embedded.checkpoint import build_fast_tokenizer
from search.embedded.source import open_weights
from search.embedded.western_tokenizer import WesternTokenizer, open_tokenizer, western_pieces, write_tokenizer
from search.neutrality import read_parallel_sentences

_WESTERN = "".join(chr(each) for each in [*range(1, 0x370), *range(0x2000, 0x2C00), *range(0x1F300, 0x1F650)])
_NOT_WESTERN = [
    "Что такое наставничество?",
    "メンターとは何ですか",
    "ما هو الإرشاد؟",
    "one µ",  # micro, which becomes a Greek letter
    "㈱ mentor",  # one sign, which becomes three
    "Ａ ｆｕｌｌ width",  # Latin letters that are written otherwise
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    write_tokenizer(open_weights().vocabulary, folder)
    return folder


@pytest.fixture(scope="module")
def western(folder: Path) -> WesternTokenizer:
    return open_tokenizer(folder, 512, "Mend it.")


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    tokenizer = build_fast_tokenizer(open_weights().vocabulary)
    tokenizer.enable_truncation(512)
    return tokenizer


def _assert_same(western: WesternTokenizer, whole: Tokenizer, texts: list[str]) -> None:
    for ours, theirs in zip(western.encode(texts), whole.encode_batch(texts), strict=True):
        assert (ours.ids.tolist(), ours.offsets) == (theirs.ids, theirs.offsets)


def test_articles_and_sentences_are_cut_in_the_same_way(western: WesternTokenizer, whole: Tokenizer) -> None:
    articles = [path.read_text(encoding="utf-8") for path in sorted(BUNDLED_ARTICLES.rglob("*.md"))]
    blocks = [block for article in articles for block in article.split("\n\n")]
    sentences = [sentence for each in read_parallel_sentences().values() for sentence in each]
    _assert_same(western, whole, [*articles, *blocks, *sentences])


@settings(max_examples=400, deadline=None)
@given(st.lists(st.text(st.sampled_from(_WESTERN) | st.sampled_from(" aeinrst\u2581")), max_size=3))
def test_any_western_text_is_cut_in_the_same_way(western: WesternTokenizer, whole: Tokenizer, texts: list[str]) -> None:
    _assert_same(western, whole, texts)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.text(), max_size=3))
def test_any_text_is_cut_in_the_same_way(western: WesternTokenizer, whole: Tokenizer, texts: list[str]) -> None:
    _assert_same(western, whole, texts)


def test_texts_with_other_letters_stand_among_western_ones(western: WesternTokenizer, whole: Tokenizer) -> None:
    _assert_same(western, whole, ["Hej!", *_NOT_WESTERN, "", "<s> a </s> <mask>", "👩‍👩‍👧 e\u0301 → 5 €"])


def test_only_texts_with_other_letters_load_the_whole_tokenizer(folder: Path, western: WesternTokenizer) -> None:
    loaded: list[str] = []

    def load() -> Tokenizer:
        loaded.append("whole")
        return Tokenizer.from_file(str(folder / "tokenizer.json"))

    part = Tokenizer.from_file(str(folder / "western.json"))
    counted = WesternTokenizer(part, np.load(folder / "western.npy"), load)
    counted.encode(["Perché un mentore?", "Vad är mentorskap – på svenska?", "“Één” mentor…", "5 € → 😀"])
    assert loaded == []
    for text in _NOT_WESTERN:
        counted.encode([text])
    assert loaded == ["whole"]


def test_pieces_with_other_letters_are_left_out() -> None:
    vocabulary = open_weights().vocabulary
    kept = western_pieces(vocabulary)
    assert kept[:4] == [0, 1, 2, 3]
    left_out = {vocabulary.pieces[each] for each in set(range(len(vocabulary.pieces))).difference(kept)}
    assert {"▁что", "▁που", "是"} <= left_out
    assert {"▁mentor", "▁från", "▁perché", "€", "’"} & left_out == set()
    assert min(vocabulary.scores[each] for each in kept) == min(vocabulary.scores)
